//! The fixes of a report as one script.

use std::fmt::Write as _;

use rowproof_engine::Report;
use rowproof_engine::findings::{Finding, Fix};
use rowproof_engine::safe_fixes::{Unsafe, safe_fix};

use crate::Places;

/// For what the script is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatchForm {
    /// An empty database.
    Empty,
    /// A database in use: steps with their locks.
    Live,
}

/// The first fix of every finding that speaks for itself, under a comment that says which finding. What is not safe by
/// [`rowproof_engine::safe_fixes`] is commented out, with the reason, and so is a statement that stands above already.
pub fn sql_patch(report: &Report, form: PatchForm) -> String {
    let places = Places::new(report);
    let what = match form {
        PatchForm::Empty => "for an empty database",
        PatchForm::Live => "for a database in use, step by step",
    };
    let mut text = format!(
        "-- Fixes by Rowproof {}, {what}: the first fix of each finding.\n-- Each was tried alone. Read them before you run \
         them; what is for you to decide is commented out, with the reason.\n",
        rowproof_engine::VERSION
    );
    let mut written: Vec<&str> = Vec::new();
    for finding in report.visible_findings() {
        if let Some(fix) = finding.fixes.first() {
            let statements = statements(fix, form);
            if !statements.is_empty() {
                write_head(&mut text, finding, fix, &places.short(finding.span));
                for (statement, note) in statements {
                    write_statement(&mut text, statement, &note, safe_fix(finding).err(), &mut written);
                }
            }
        }
    }
    if written.is_empty() {
        text.push_str("\n-- No finding has a fix in this form.\n");
    }
    text
}

/// The statements of a fix, each with what to know before it is run.
fn statements(fix: &Fix, form: PatchForm) -> Vec<(&str, String)> {
    match form {
        PatchForm::Empty => {
            let statements = fix.statements.iter();
            statements
                .map(|statement| (statement.as_str(), String::new()))
                .collect()
        }
        PatchForm::Live => {
            let steps = fix.live.iter().map(|step| {
                let lock = match step.lock {
                    "" => String::new(),
                    lock => format!("takes {lock}. "),
                };
                (step.statement.as_str(), format!("{lock}{}", step.note))
            });
            steps.collect()
        }
    }
}

fn write_head(text: &mut String, finding: &Finding, fix: &Fix, place: &str) {
    let _infallible = write!(text, "\n-- {place} {} ({})\n-- ", finding.rule, finding.object);
    let mut title = fix.title.chars();
    text.extend(title.next().map(|letter| letter.to_ascii_uppercase()));
    let _infallible = writeln!(text, "{}", one_line(title.as_str()));
}

fn write_statement<'f>(
    text: &mut String,
    statement: &'f str,
    note: &str,
    not_safe: Option<Unsafe>,
    written: &mut Vec<&'f str>,
) {
    if !note.trim().is_empty() {
        let _infallible = writeln!(text, "-- {}", one_line(note.trim()));
    }
    let is_there = written.contains(&statement);
    if is_there {
        text.push_str("-- above already:\n");
    } else if let Some(why) = not_safe {
        let _infallible = writeln!(text, "-- {}:", why.words());
    }
    let is_commented = is_there || not_safe.is_some();
    for line in format!("{statement};").lines() {
        let _infallible = writeln!(text, "{}{line}", if is_commented { "-- " } else { "" });
    }
    written.push(statement);
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use rowproof_engine::{Document, Part, Settings, analyze};

    use super::*;

    fn patch(text: &str, form: PatchForm) -> String {
        let document = Document {
            parts: vec![Part::new("schema.sql", text)],
        };
        sql_patch(&analyze(&document, &Settings::default()), form)
    }

    const SCHEMA: &str = "create table customer (id bigint primary key);\ncreate table invoice (id bigint primary key, \
                          customer_id bigint not null references customer);";

    #[test]
    fn both_forms_hold_the_fix() {
        let empty = patch(SCHEMA, PatchForm::Empty);
        assert!(
            empty.to_lowercase().contains("\ncreate index"),
            "nothing to run: {empty}"
        );
        let live = patch(SCHEMA, PatchForm::Live);
        assert!(live.to_lowercase().contains("concurrently"), "{live}");
    }

    #[test]
    fn without_a_finding_it_says_so() {
        let patch = patch("create table t (id bigint primary key);", PatchForm::Empty);
        assert!(patch.contains("No finding has a fix"), "{patch}");
    }

    #[test]
    fn what_rests_on_a_guess_is_not_run() {
        let text = "create table member (id bigint primary key, email text not null);";
        for line in patch(text, PatchForm::Empty).lines().skip(2) {
            assert!(!line.to_lowercase().starts_with("drop"), "{line}");
        }
    }
}
