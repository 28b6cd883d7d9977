//! Numbers as people read them.

/// A number with a comma between thousands: `4,197,600`. Fractions only where they matter (below ten).
pub fn count(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let small_fraction = value.abs() < 10.0 && value.fract().abs() > 0.005;
    if small_fraction {
        return trimmed(value, 2);
    }
    let digits = fixed(value.abs(), 0);
    let mut grouped = String::with_capacity(1 + digits.len() + digits.len() / 3);
    if value < 0.0 {
        grouped.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A duration: `0.012 ms`, `12.3 ms`, `1.24 s`, `2 min 5 s`.
pub fn duration(ms: f64) -> String {
    match ms {
        ms if !ms.is_finite() => "–".to_owned(),
        ms if ms < 1.0 => trimmed(ms, 3) + " ms",
        ms if ms < 100.0 => trimmed(ms, 1) + " ms",
        ms if ms < 1_000.0 => fixed(ms, 0) + " ms",
        ms if ms < 60_000.0 => trimmed(ms / 1_000.0, 2) + " s",
        ms => {
            let minutes = (ms / 60_000.0).floor();
            let seconds = ms / 1_000.0 - 60.0 * minutes;
            fixed(minutes, 0) + " min " + &fixed(seconds, 0) + " s"
        }
    }
}

/// A share of a whole: `83 %`, `<1 %`.
pub fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent > 0.0 && percent < 1.0 {
        "<1 %".to_owned()
    } else {
        fixed(percent, 0) + " %"
    }
}

/// How many times more or less: `×12`, `×1.8`.
pub fn factor(value: f64) -> String {
    let number = if value < 10.0 {
        trimmed(value, 1)
    } else {
        count(value)
    };
    "×".to_owned() + &number
}

/// A number with that many digits after the point, by whole-number arithmetic: the standard library's formatting of
/// floating-point numbers would be a large part of this program's download.
pub fn fixed(value: f64, digits: u32) -> String {
    let unit = 10_u64.pow(digits);
    let scaled = (value.abs() * unit as f64).round_ties_even() as u64;
    let sign = if value < 0.0 && scaled > 0 { "-" } else { "" };
    let whole = scaled / unit;
    if digits == 0 {
        return format!("{sign}{whole}");
    }
    let fraction = (scaled % unit + unit).to_string();
    let fraction = fraction.get(1..).unwrap_or_default();
    format!("{sign}{whole}.{fraction}")
}

/// The first letter as a capital, unless a quoted name stands there. Our own sentences start with plain letters.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => std::iter::once(first.to_ascii_uppercase())
            .chain(letters)
            .collect(),
        None => String::new(),
    }
}

fn trimmed(value: f64, digits: u32) -> String {
    let text = fixed(value, digits);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// A size in bytes: "640 bytes", "4.6 KB", "5.3 MB".
pub fn kilobytes(bytes: f64) -> String {
    match bytes {
        _ if bytes < 1_000.0 => format!("{} bytes", fixed(bytes, 0)),
        _ if bytes < 1_000_000.0 => format!("{} KB", fixed(bytes / 1_000.0, 1)),
        _ => format!("{} MB", fixed(bytes / 1_000_000.0, 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped() {
        assert_eq!(count(4_197_600.0), "4,197,600");
        assert_eq!(count(999.0), "999");
        assert_eq!(count(0.33), "0.33");
        assert_eq!(count(12.5), "12");
        assert_eq!(count(f64::NAN), "–");
    }

    #[test]
    fn digits_after_the_point_are_kept() {
        assert_eq!(fixed(0.055, 2), "0.06");
        assert_eq!(fixed(7.0, 2), "7.00");
        assert_eq!(fixed(-0.001, 2), "0.00");
        assert_eq!(fixed(-1.5, 1), "-1.5");
    }

    #[test]
    fn durations_have_a_fitting_unit() {
        assert_eq!(duration(0.012), "0.012 ms");
        assert_eq!(duration(12.34), "12.3 ms");
        assert_eq!(duration(1_240.0), "1.24 s");
        assert_eq!(duration(125_000.0), "2 min 5 s");
        assert_eq!(duration(0.0), "0 ms");
    }

    #[test]
    fn shares_and_factors() {
        assert_eq!(percent(0.834), "83 %");
        assert_eq!(percent(0.002), "<1 %");
        assert_eq!(factor(1.84), "×1.8");
        assert_eq!(factor(1_200.4), "×1,200");
    }

    #[test]
    fn sentences_start_with_a_capital() {
        assert_eq!(sentence("foreign key"), "Foreign key");
        assert_eq!(sentence("`users` has"), "`users` has");
        assert_eq!(sentence(""), "");
    }
}
