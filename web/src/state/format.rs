//! Numbers as people read them.

/// A number with a thin separator between thousands: `4,197,600`. Fractions only where they matter (below ten).
pub fn count(value: f64) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let small_fraction = value.abs() < 10.0 && value.fract().abs() > 0.005;
    if small_fraction {
        return trimmed(value, 2);
    }
    let digits = format!("{:.0}", value.abs());
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if value < 0.0 {
        format!("-{grouped}")
    } else {
        grouped
    }
}

/// A duration: `0.012 ms`, `12.3 ms`, `1.24 s`, `2 min 5 s`.
pub fn duration(ms: f64) -> String {
    match ms {
        ms if !ms.is_finite() => "–".to_owned(),
        ms if ms < 1.0 => format!("{} ms", trimmed(ms, 3)),
        ms if ms < 100.0 => format!("{} ms", trimmed(ms, 1)),
        ms if ms < 1_000.0 => format!("{ms:.0} ms"),
        ms if ms < 60_000.0 => format!("{} s", trimmed(ms / 1_000.0, 2)),
        ms => format!(
            "{:.0} min {:.0} s",
            (ms / 60_000.0).floor(),
            (ms % 60_000.0) / 1_000.0
        ),
    }
}

/// A share of a whole: `83 %`, `<1 %`.
pub fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent > 0.0 && percent < 1.0 {
        "<1 %".to_owned()
    } else {
        format!("{percent:.0} %")
    }
}

/// How many times more or less: `×12`, `×1.8`.
pub fn factor(value: f64) -> String {
    if value < 10.0 {
        format!("×{}", trimmed(value, 1))
    } else {
        format!("×{}", count(value))
    }
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

fn trimmed(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
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
