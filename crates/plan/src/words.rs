//! Numbers and nodes in words, the same wherever a plan is spoken about.

use crate::model::PlanNode;
use rowproof_source::fixed;

/// A whole number with its thousands apart: `4,197,600`.
pub fn count(number: f64) -> String {
    let digits = fixed(number.abs(), 0);
    let mut written = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    if number <= -0.5 {
        format!("-{written}")
    } else {
        written
    }
}

/// A number that may be a fraction: two digits behind the point below ten, none above.
pub fn amount(number: f64) -> String {
    if number.abs() >= 10.0 || number.fract() == 0.0 {
        return count(number);
    }
    let written = fixed(number, 2);
    written.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Milliseconds: to the microsecond below ten, to a tenth above.
pub fn milliseconds(time: f64) -> String {
    if time.abs() < 10.0 {
        return format!("{} ms", fixed(time, 3));
    }
    let tenths = (time.abs() * 10.0).round();
    let sign = if time < 0.0 { "-" } else { "" };
    format!(
        "{sign}{}.{} ms",
        count((tenths / 10.0).trunc()),
        tenths as u64 % 10
    )
}

/// A share of 0 to 1: `less than 0.01 %`, `0.06 %`, `4.2 %`, `94 %`
pub fn percent(part: f64) -> String {
    let percent = part * 100.0;
    match percent {
        _ if percent >= 10.0 => format!("{} %", fixed(percent, 0)),
        _ if percent >= 1.0 => format!("{} %", fixed(percent, 1)),
        _ if percent <= 0.0 => "0 %".to_owned(),
        _ if percent < 0.01 => "less than 0.01 %".to_owned(),
        _ => format!("{} %", fixed(percent, 2)),
    }
}

/// How many times as much: `803`, `3.4`.
pub fn times(factor: f64) -> String {
    match factor {
        _ if factor >= 10.0 => count(factor),
        _ => {
            let written = fixed(factor, 1);
            written.trim_end_matches(".0").to_owned()
        }
    }
}

/// A node as people name it: `Seq Scan on orders`, `Bitmap Index Scan on orders_status_idx`, `Sort`.
pub fn node_name(node: &PlanNode) -> String {
    let target = node.relation.as_deref().or(node.object.as_deref());
    match target.or(node.index.as_deref()) {
        Some(target) => format!("{} on {target}", node.label),
        None => node.label.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_for_people() {
        assert_eq!((count(4_197_600.0), count(0.0)), ("4,197,600".into(), "0".into()));
        assert_eq!(
            (milliseconds(1483.992), milliseconds(0.2345)),
            ("1,484.0 ms".into(), "0.235 ms".into())
        );
        assert_eq!(
            (percent(0.00057), percent(0.942)),
            ("0.06 %".into(), "94 %".into())
        );
        assert_eq!(
            (times(803.46), times(3.44), times(2.0)),
            ("803".into(), "3.4".into(), "2".into())
        );
        assert_eq!(
            (amount(0.25), amount(9.0), amount(12.7)),
            ("0.25".into(), "9".into(), "13".into())
        );
    }
}
