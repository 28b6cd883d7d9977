//! Decimal numbers read from text and written to it.
//!
//! The standard library reads and prints every float to the last bit, with tables and code of some forty kilobytes. Costs,
//! times and row counts have a dozen digits, and three behind the point.

/// The powers of ten that a float holds exactly.
const EXACT_POWERS: u32 = 22;
/// Digits that fit into the integer.
const DIGITS: u32 = 19;

/// Reads `12`, `-0.5`, `.5`, `1e6`. None for anything else, `inf` and `nan` included, and for numbers too large for a float.
///
/// Exact up to 15 digits; the last bit may differ beyond.
pub fn parse_decimal(text: &str) -> Option<f64> {
    let (negative, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (digits, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok()?),
        None => (unsigned, 0),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let (mut integer, mut read) = (0_u64, 0);
    // By which power of ten the integer is to be multiplied.
    let mut power = exponent;
    for (behind, digit) in whole
        .bytes()
        .map(|digit| (false, digit))
        .chain(fraction.bytes().map(|digit| (true, digit)))
    {
        if !digit.is_ascii_digit() {
            return None;
        }
        if read < DIGITS {
            integer = integer * 10 + u64::from(digit - b'0');
            read += u32::from(integer > 0);
            power = power.saturating_sub(i32::from(behind));
        } else {
            power = power.saturating_add(i32::from(!behind));
        }
    }
    let mut value = integer as f64;
    let mut steps = power.unsigned_abs();
    while steps > 0 && value != 0.0 && value.is_finite() {
        let step = steps.min(EXACT_POWERS);
        let factor = 10_f64.powi(step as i32);
        value = if power < 0 { value / factor } else { value * factor };
        steps -= step;
    }
    value.is_finite().then_some(if negative { -value } else { value })
}

/// Writes a number with so many digits behind the point, at most six, rounded half away from zero: `12.50`; `∞` for what is no number.
pub fn fixed(value: f64, digits: u8) -> String {
    if !value.is_finite() {
        return "∞".to_owned();
    }
    let digits = digits.min(6);
    let scale = 10_u128.pow(u32::from(digits));
    let scaled = (value.abs() * scale as f64).round() as u128;
    let sign = if value < 0.0 && scaled > 0 { "-" } else { "" };
    let (whole, fraction) = (scaled / scale, scaled % scale);
    match digits {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{fraction:0>width$}", width = usize::from(digits)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_the_standard_library_reads_them() {
        for text in [
            "0",
            "-0",
            "7",
            "+7",
            "0.5",
            ".5",
            "5.",
            "-12.75",
            "123456.789",
            "0.000123",
            "1e6",
            "2.5E-3",
            "1e22",
            "4197600",
            "99999999999999",
            "0.1",
            "1e-7",
            "18446744073709551615",
            "000000000000000000000000012",
        ] {
            assert_eq!(parse_decimal(text), text.parse::<f64>().ok(), "{text}");
        }
        for text in [
            "", ".", "-", "e5", "1e", "inf", "nan", "1.2.3", "12a", " 1", "1e999", "0x10", "--1",
        ] {
            assert_eq!(parse_decimal(text), None, "{text}");
        }
        let long = "123456789012345678901234567890.5";
        let (ours, exact) = (parse_decimal(long).unwrap(), long.parse::<f64>().unwrap());
        assert!((ours - exact).abs() / exact < 1e-15);
        assert_eq!(parse_decimal("1e-999"), Some(0.0));
    }

    #[test]
    fn numbers_are_written_as_the_standard_library_writes_them() {
        for value in [
            0.0,
            0.25,
            1.0,
            -1.5,
            12.345_6,
            99.999_9,
            0.000_4,
            123_456_789.123,
            1e15,
        ] {
            assert_eq!(
                fixed(value, 0).replace("-0", "0"),
                format!("{:.0}", f64::round(value))
            );
            assert_eq!(fixed(value, 1), format!("{:.1}", (value * 10.0).round() / 10.0));
            assert_eq!(fixed(value, 3), format!("{value:.3}"));
        }
        assert_eq!(fixed(-0.000_1, 3), "0.000");
        assert_eq!(fixed(f64::INFINITY, 2), "∞");
    }
}
