//! Profiles: for what a database is, where experts weigh the same finding differently.
//!
//! A profile says only where it differs from the rules' own levels; what it does not name stays.

use rowproof_findings::Severity::{Error, Hint, Info, Warning};
use rowproof_rules::find_rule;

use crate::Level::{self, At, Off};

/// Levels of rules that go together.
#[derive(Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its name in settings: `postgres-app`.
    pub code: &'static str,
    /// For people: "PostgreSQL application".
    pub name: &'static str,
    /// What it is for, one sentence without a full stop.
    pub summary: &'static str,
    /// Whether every rule it does not name is one step worse than by itself.
    raised: bool,
    /// Where it differs, sorted by code.
    levels: &'static [(&'static str, Level)],
}

/// Every profile.
pub const PROFILES: &[Profile] = &[
    Profile {
        code: "teaching",
        name: "Teaching",
        summary: "for learning and reviewing a design: what the data means comes before how fast it is",
        raised: false,
        levels: &[
            ("derived-total", At(Error)),
            ("duplicate-index", At(Info)),
            ("fk-no-index", At(Info)),
            ("fk-no-on-delete", At(Warning)),
            ("fk-without-references", At(Error)),
            ("json-not-jsonb", At(Info)),
            ("junction-surrogate-only", At(Error)),
            ("no-primary-key", At(Error)),
            ("numeric-unbounded", At(Hint)),
            ("redundant-prefix-index", At(Hint)),
            ("soft-delete-no-partial-index", Off),
            ("timestamp-no-tz", At(Info)),
            ("updated-at-no-trigger", At(Hint)),
        ],
    },
    Profile {
        code: "postgres-app",
        name: "PostgreSQL application",
        summary: "for an application on a PostgreSQL server, many clients at once and rows that grow",
        raised: false,
        levels: &[
            ("email-not-unique", At(Error)),
            ("no-primary-key", At(Error)),
            ("redundant-prefix-index", At(Warning)),
            ("soft-delete-no-partial-index", At(Info)),
            ("updated-at-no-trigger", At(Warning)),
        ],
    },
    Profile {
        code: "mysql-app",
        name: "MySQL application",
        summary: "for an application on MySQL or MariaDB with InnoDB and replicas, which follow by primary keys",
        raised: false,
        levels: &[
            ("email-not-unique", At(Error)),
            ("no-primary-key", At(Error)),
            ("redundant-prefix-index", At(Warning)),
        ],
    },
    Profile {
        code: "sqlite-embedded",
        name: "SQLite, embedded",
        summary: "for a file of one application: one writer, small tables, no other client to defend against",
        raised: false,
        levels: &[
            ("created-at-nullable", At(Info)),
            ("duplicate-index", At(Info)),
            ("email-not-unique", At(Info)),
            ("external-id-not-unique", At(Info)),
            ("fk-no-index", At(Info)),
            ("free-text-enum", At(Info)),
            ("idempotency-key-not-unique", At(Warning)),
            ("missing-nonneg-check", At(Info)),
            ("natural-key-not-unique", At(Info)),
            ("no-primary-key", At(Info)),
            ("soft-delete-no-partial-index", Off),
            ("updated-at-no-trigger", At(Hint)),
        ],
    },
    Profile {
        code: "strict",
        name: "Strict",
        summary: "for a schema that is to have no gap: every finding is one step worse",
        raised: true,
        levels: &[],
    },
];

impl Profile {
    /// The profile of that name.
    pub fn from_code(code: &str) -> Option<&'static Self> {
        PROFILES.iter().find(|profile| profile.code == code)
    }

    /// Whether every rule it does not name is one step worse than by itself.
    pub fn is_raised(&self) -> bool {
        self.raised
    }

    /// The rules it names, sorted by code, with the level it gives each.
    pub fn levels(&self) -> &'static [(&'static str, Level)] {
        self.levels
    }

    /// The level it gives a rule; none when it leaves the rule's own.
    pub fn level(&self, rule: &str) -> Option<Level> {
        let named = self.levels.iter().find(|(code, _)| *code == rule);
        let raised = || {
            let usual = find_rule(rule).filter(|_| self.raised)?.severity;
            Some(At(usual.shifted(Warning, Error)))
        };
        named.map(|(_, level)| *level).or_else(raised)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rowproof_findings::Severity;
    use rowproof_rules::RULES;

    #[test]
    fn profiles_name_rules_and_differ_from_them() {
        for profile in PROFILES {
            assert!(
                profile.levels.is_sorted_by_key(|(code, _)| code),
                "{}: not sorted",
                profile.code
            );
            assert_eq!(Profile::from_code(profile.code), Some(profile));
            for (code, level) in profile.levels {
                let rule = find_rule(code).unwrap_or_else(|| panic!("{}: no rule {code}", profile.code));
                assert_ne!(
                    *level,
                    At(rule.severity),
                    "{}: {code} is so by itself",
                    profile.code
                );
            }
        }
    }

    #[test]
    fn strict_raises_every_rule_by_one_step() {
        let strict = Profile::from_code("strict").unwrap();
        for rule in RULES {
            let expected = Severity::ALL[(rule.severity as usize).saturating_sub(1)];
            assert_eq!(strict.level(rule.code), Some(At(expected)), "{}", rule.code);
        }
        assert_eq!(strict.level("no-such-rule"), None);
    }
}
