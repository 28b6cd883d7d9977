//! The numbers that rules on plans decide by. They have names, so that settings can change them and the page can show them.

use crate::registry::RULES;
use crate::rule::{Check, Rule};

/// A number from which, or up to which, a rule speaks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold {
    /// The code of its rule.
    pub rule: &'static str,
    /// Its name within the rule: `least-share`.
    pub name: &'static str,
    /// The number unless settings say otherwise.
    pub usual: f64,
    /// What it counts.
    pub unit: Unit,
    /// What it decides, one sentence without a full stop.
    pub meaning: &'static str,
}

/// What a threshold counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A part of a whole, 0 to 1.
    Share,
    /// Rows.
    Rows,
    /// Pages of 8 kB.
    Pages,
    /// Milliseconds.
    Milliseconds,
    /// Bytes.
    Bytes,
    /// Kilobytes.
    Kilobytes,
    /// How many times one number is the other.
    Factor,
    /// Loops, calls, nodes: how often or how many.
    Count,
}

impl Unit {
    /// For people; empty where the number needs none.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Share => "part of the whole (0 to 1)",
            Self::Rows => "rows",
            Self::Pages => "pages",
            Self::Milliseconds => "ms",
            Self::Bytes => "bytes",
            Self::Kilobytes => "kB",
            Self::Factor => "times",
            Self::Count => "",
        }
    }
}

impl Threshold {
    /// As settings call it: `rule.name`.
    pub fn full_name(&self) -> String {
        let mut name = self.rule.to_owned();
        name.push('.');
        name.push_str(self.name);
        name
    }

    /// The largest number that means something; none where there is no end.
    pub fn largest(&self) -> Option<f64> {
        (self.unit == Unit::Share).then_some(1.0)
    }

    /// Whether settings mean this one: `rule.name`.
    pub fn is_called(&self, name: &str) -> bool {
        name.split_once('.') == Some((self.rule, self.name))
    }
}

/// Every threshold, in the order of the rules' codes.
pub fn thresholds() -> impl Iterator<Item = &'static Threshold> {
    let of_rule = |rule: &&'static Rule| match rule.check {
        Check::Plan(check) => check.thresholds,
        Check::Table(_) | Check::Schema(_) | Check::Queries(_) | Check::Statistics(_) => &[],
    };
    RULES.iter().flat_map(of_rule).copied()
}
