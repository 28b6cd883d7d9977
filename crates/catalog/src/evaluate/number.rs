//! Exact decimals, as large as the examples need.

use std::cmp::Ordering;

/// A decimal number: `mantissa / 10^scale`. Operations answer none when the result does not fit.
///
/// Packed: by itself the mantissa would have it and every value stand at places of 16 bytes, half of them empty.
#[derive(Debug, Clone, Copy)]
#[repr(C, packed(8))]
pub struct Number {
    mantissa: i128,
    scale: u32,
}

/// More digits than this after the point are not followed.
const MAX_SCALE: u32 = 18;
/// Larger mantissas are not followed; leaves room for one digit more while rounding.
const MAX_MANTISSA: u128 = 10_u128.pow(36);

impl Number {
    /// A whole number.
    pub fn integer(value: i64) -> Self {
        Self {
            mantissa: i128::from(value),
            scale: 0,
        }
    }

    /// `mantissa / 10^scale`
    pub fn decimal(mantissa: i64, scale: u32) -> Self {
        Self {
            mantissa: i128::from(mantissa),
            scale,
        }
    }

    fn new(mantissa: i128, scale: u32) -> Option<Self> {
        (scale <= MAX_SCALE && mantissa.unsigned_abs() <= MAX_MANTISSA).then_some(Self { mantissa, scale })
    }

    /// Reads `-12.50`, `1e30`. None for anything that is no number or does not fit.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        // Most are whole and short.
        if text.len() < 19 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Self::new(i128::from(text.parse::<i64>().ok()?), 0);
        }
        let (digits, exponent) = match text.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if fraction.len() as u32 > MAX_SCALE || (whole.is_empty() && fraction.is_empty()) {
            return None;
        }
        if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mantissa: i128 = format!("{whole}{fraction}").parse().ok()?;
        let scale = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
        if let Ok(scale) = u32::try_from(scale) {
            return Self::new(mantissa, scale);
        }
        let factor = 10_i128.checked_pow(scale.unsigned_abs())?;
        Self::new(mantissa.checked_mul(factor)?, 0)
    }

    fn aligned(self, other: Self) -> Option<(i128, i128, u32)> {
        if self.scale == other.scale {
            return Some((self.mantissa, other.mantissa, self.scale));
        }
        let scale = self.scale.max(other.scale);
        let lift = |number: Self| {
            number
                .mantissa
                .checked_mul(10_i128.checked_pow(scale - number.scale)?)
        };
        Some((lift(self)?, lift(other)?, scale))
    }

    /// `self + other`
    pub fn plus(self, other: Self) -> Option<Self> {
        let (a, b, scale) = self.aligned(other)?;
        Self::new(a.checked_add(b)?, scale)
    }

    /// `self - other`
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(other.negate())
    }

    /// `self * other`
    pub fn times(self, other: Self) -> Option<Self> {
        Self::new(
            self.mantissa.checked_mul(other.mantissa)?,
            self.scale + other.scale,
        )
    }

    /// `self / other` where that needs no rounding, whatever types the two have.
    pub fn divided_by(self, other: Self) -> Option<Self> {
        let (a, b, _) = self.aligned(other)?;
        let whole = a.checked_div(b)?;
        (whole.checked_mul(b)? == a).then_some(Self {
            mantissa: whole,
            scale: 0,
        })
    }

    /// What is left of `self / other` rounded towards zero; none for a zero divisor and for numbers with a fraction,
    /// which SQLite cuts off first.
    pub fn remainder(self, other: Self) -> Option<Self> {
        if !self.is_whole() || !other.is_whole() {
            return None;
        }
        let (a, b, scale) = self.aligned(other)?;
        Self::new(a.checked_rem(b)?, scale)
    }

    /// The same number without zeros at the end of its fraction.
    pub fn shortest(mut self) -> Self {
        while self.scale > 0 && self.mantissa % 10 == 0 {
            self.mantissa /= 10;
            self.scale -= 1;
        }
        self
    }

    /// `|self|`
    pub fn absolute(self) -> Self {
        if self.mantissa < 0 { self.negate() } else { self }
    }

    /// The largest whole number that is not larger.
    pub fn floor(self) -> Option<i128> {
        let factor = 10_i128.checked_pow(self.scale)?;
        Some(self.mantissa.div_euclid(factor))
    }

    /// A whole number, when it fits.
    pub fn whole(value: i128) -> Option<Self> {
        Self::new(value, 0)
    }

    /// The number of digits after the point, as written.
    pub fn scale(self) -> u32 {
        self.scale
    }

    /// `-self`
    pub fn negate(self) -> Self {
        Self {
            mantissa: -self.mantissa,
            scale: self.scale,
        }
    }

    /// The order of two numbers, when it can be told.
    pub fn compare(self, other: Self) -> Option<Ordering> {
        let (a, b, _) = self.aligned(other)?;
        Some(a.cmp(&b))
    }

    /// Whether it has no digits after the point.
    pub fn is_whole(self) -> bool {
        10_i128
            .checked_pow(self.scale)
            .is_some_and(|factor| self.mantissa % factor == 0)
    }

    /// Rounded to `scale` digits after the point, half away from zero, as `numeric` does.
    pub fn round(self, scale: u32) -> Option<Self> {
        if self.scale <= scale {
            return Some(self);
        }
        let factor = 10_i128.checked_pow(self.scale - scale)?;
        let half = factor / 2;
        let shifted = if self.mantissa >= 0 {
            self.mantissa + half
        } else {
            self.mantissa - half
        };
        Some(Self {
            mantissa: shifted / factor,
            scale,
        })
    }

    /// The number of digits before the point.
    pub fn whole_digits(self) -> u32 {
        let whole = 10_i128
            .checked_pow(self.scale)
            .map_or(0, |factor| (self.mantissa / factor).unsigned_abs());
        if whole == 0 { 0 } else { whole.ilog10() + 1 }
    }

    /// As SQL.
    pub fn to_sql(self) -> String {
        if self.scale == 0 {
            return { self.mantissa }.to_string();
        }
        let factor = 10_u128.pow(self.scale);
        let absolute = self.mantissa.unsigned_abs();
        let sign = if self.mantissa < 0 { "-" } else { "" };
        format!(
            "{sign}{}.{:0width$}",
            absolute / factor,
            absolute % factor,
            width = self.scale as usize
        )
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.compare(*other) == Some(Ordering::Equal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_no_number() {
        let huge = "170141183460469231731687303715884105728";
        for text in [huge, &format!("-{huge}"), "1e-2147483648", "1e2147483647", "1e37"] {
            assert!(Number::parse(text).is_none(), "{text}");
        }
        let large = Number::parse("1e36").unwrap();
        assert!(large.plus(Number::integer(1)).is_none() && large.negate().round(0).is_some());
    }

    #[test]
    fn is_exact() {
        let parse = |text: &str| Number::parse(text).unwrap();
        assert_eq!(parse("0.1").plus(parse("0.2")), Some(parse("0.3")));
        assert_eq!(parse("10.00").times(parse("2")), Some(parse("20")));
        assert_eq!(parse("1e30").whole_digits(), 31);
        assert_eq!(parse("2.345").round(2), Some(parse("2.35")));
        assert_eq!(parse("-12.50").to_sql(), "-12.50");
        assert_eq!(parse("-0.5").floor(), Some(-1));
        assert!(
            Number::parse("abc").is_none() && Number::parse("1.2.3").is_none() && Number::parse("").is_none()
        );
    }
}
