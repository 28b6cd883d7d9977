//! `docs/insights.md`: what became of every row of the insight catalogue. Severity, dialects and thresholds are the registry's, the
//! remedies those of the rule's own fixtures.

use std::collections::BTreeSet;

use rowproof_engine::syntax::Dialect;
use rowproof_engine::{Check, RULES, Rule, Threshold, find_rule};

use crate::{analyze_text, files_below, read_fixture, root};

/// The rows, one a line.
const ROWS: &str = include_str!("../data/insight_rows.tsv");

/// A row of the catalogue.
#[derive(Debug, Clone, Copy)]
struct Row {
    section: &'static str,
    code: &'static str,
    fate: Fate,
    note: &'static str,
}

/// What became of a row.
#[derive(Debug, Clone, Copy)]
enum Fate {
    /// It is this rule.
    Is(&'static str),
    /// This rule says it too.
    In(&'static str),
    /// No rule says it.
    Out,
}

fn rows() -> Result<Vec<Row>, String> {
    let lines = ROWS
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(row).collect()
}

fn row(line: &'static str) -> Result<Row, String> {
    let mut fields = line.split('\t');
    let mut field = || fields.next().unwrap_or_default();
    let (section, code, fate, note) = (field(), field(), field(), field());
    let fate = match fate.split_once(' ') {
        Some(("is", rule)) => Fate::Is(rule),
        Some(("in", rule)) => Fate::In(rule),
        // A rule of that name landed: the reason is past.
        None if fate == "out" && plan_rule(code).is_some() => Fate::Is(code),
        None if fate == "out" && !note.is_empty() => Fate::Out,
        _ => {
            return Err(format!(
                "`{code}`: neither `is RULE`, `in RULE` nor `out` with a reason"
            ));
        }
    };
    let past = matches!(fate, Fate::Is(_)) && line.contains("\tout\t");
    Ok(Row {
        section,
        code,
        fate,
        note: if past { "" } else { note },
    })
}

/// The rule on plans of that code.
fn plan_rule(code: &str) -> Option<&'static Rule> {
    find_rule(code).filter(|rule| matches!(rule.check, Check::Plan(_)))
}

/// What does not fit between the rows and the rules on plans, one sentence each: rules that no row or several are, rows that name no
/// rule.
pub fn misfits() -> Vec<String> {
    let rows = match rows() {
        Ok(rows) => rows,
        Err(error) => return vec![error],
    };
    let mut misfits = Vec::new();
    for row in &rows {
        if let Fate::Is(rule) | Fate::In(rule) = row.fate
            && plan_rule(rule).is_none()
        {
            misfits.push(format!(
                "`{}` names `{rule}`, which is no rule on plans",
                row.code
            ));
        }
    }
    for rule in RULES.iter().filter(|rule| matches!(rule.check, Check::Plan(_))) {
        let own = |row: &&Row| matches!(row.fate, Fate::Is(code) if code == rule.code);
        let count = rows.iter().filter(own).count();
        if count != 1 {
            misfits.push(format!(
                "{count} rows of tests/data/insight_rows.tsv are the rule `{}`, not one",
                rule.code
            ));
        }
    }
    misfits
}

/// The file.
///
/// # Errors
/// The sentences of [`misfits`].
pub fn insight_table() -> Result<String, String> {
    let misfits = misfits();
    if !misfits.is_empty() {
        return Err(misfits.join("\n"));
    }
    let rows = rows()?;
    let count = |wanted: fn(&Fate) -> bool| rows.iter().filter(|row| wanted(&row.fate)).count();
    let mut text = format!(
        "# Insights\n\n\
         {} of {} rows of the insight catalogue are rules on plans, {} more are part of one, {} are not there.\n\n\
         `cargo xtask docs` writes this file: severity, databases and thresholds are those of the code, the remedies those that the\n\
         rule's own fixtures show, the rows and what is missing from `tests/data/insight_rows.tsv`. D: PostgreSQL (P), MySQL and\n\
         MariaDB (M), SQLite (S). The severity is the usual one: it follows from the share of the execution time, and nothing is\n\
         above a hint in a query of 5 ms. Settings change a threshold by its rule and name (`hash-spill.least-share = 0.1`).\n",
        count(|fate| matches!(fate, Fate::Is(_))),
        rows.len(),
        count(|fate| matches!(fate, Fate::In(_))),
        count(|fate| matches!(fate, Fate::Out)),
    );
    let mut section = "";
    for row in &rows {
        if row.section != section {
            section = row.section;
            text.push_str(&format!(
                "\n## {section}\n\n| row | severity | D | thresholds | remedies | note |\n|---|---|---|---|---|---|\n"
            ));
        }
        text.push_str(&line(row));
    }
    Ok(text)
}

fn line(row: &Row) -> String {
    let code = row.code;
    match row.fate {
        Fate::Is(rule) => match plan_rule(rule) {
            Some(rule) => line_of_rule(row, rule),
            None => String::new(),
        },
        Fate::In(rule) => format!("| {code} | part of `{rule}` | | | | {} |\n", row.note),
        Fate::Out => format!("| {code} | – | | | | {} |\n", row.note),
    }
}

fn line_of_rule(row: &Row, rule: &Rule) -> String {
    let named = match row.code == rule.code {
        true => String::new(),
        false => format!(" (`{}`)", rule.code),
    };
    let thresholds: Vec<String> = thresholds(rule)
        .iter()
        .map(|threshold| written(threshold))
        .collect();
    let remedies: Vec<&str> = remedies(rule).into_iter().collect();
    format!(
        "| [{}](../crates/rules/fixtures/{}){named} | {} | {} | {} | {} | {} |\n",
        row.code,
        rule.code,
        rule.severity.as_str(),
        letters(rule),
        thresholds.join("<br>"),
        remedies.join(", "),
        row.note
    )
}

fn thresholds(rule: &Rule) -> &'static [&'static Threshold] {
    match rule.check {
        Check::Plan(check) => check.thresholds,
        _ => &[],
    }
}

/// `least-share` 0.05 (share …): what it decides.
fn written(threshold: &Threshold) -> String {
    let unit = threshold.unit.as_str();
    let unit = unit.split(" (").next().unwrap_or_default();
    let unit = if unit.is_empty() {
        String::new()
    } else {
        format!(" {unit}")
    };
    format!(
        "`{}` {}{unit}: {}",
        threshold.name, threshold.usual, threshold.meaning
    )
}

fn letters(rule: &Rule) -> String {
    let letter = |dialect: &Dialect| match dialect {
        Dialect::PostgreSql => 'P',
        Dialect::MySql => 'M',
        Dialect::Sqlite => 'S',
    };
    let known = Dialect::ALL
        .iter()
        .filter(|dialect| rule.dialects.contains(dialect));
    known.map(letter).collect()
}

/// The kinds of statements that the rule's fixtures are mended by.
fn remedies(rule: &Rule) -> BTreeSet<&'static str> {
    let folder = root().join("crates/rules/fixtures").join(rule.code);
    let mut kinds = BTreeSet::new();
    for path in files_below(&folder) {
        if path.extension().is_some_and(|ending| ending == "snap") {
            continue;
        }
        let (text, dialect) = read_fixture(&path);
        let report = analyze_text("fixture", &text, dialect);
        let own = report.findings.iter().filter(|finding| finding.rule == rule.code);
        let fixes = own.flat_map(|finding| &finding.fixes);
        kinds.extend(fixes.filter_map(|fix| kind(&fix.title, fix.statements.first()?)));
    }
    kinds
}

/// None for trying a fix out.
fn kind(title: &str, statement: &str) -> Option<&'static str> {
    if title.starts_with("try it first") {
        return None;
    }
    let starts = |words: &[&str]| words.iter().any(|word| statement.starts_with(word));
    Some(match () {
        () if starts(&["CREATE INDEX", "CREATE UNIQUE INDEX"]) => "index",
        () if starts(&["ANALYZE", "CREATE STATISTICS"]) => "statistics",
        () if statement.contains("SET STATISTICS") || statement.contains("n_distinct") => "statistics",
        () if starts(&["VACUUM"]) => "vacuum",
        () if statement.starts_with("SET LOCAL work_mem") => "memory",
        () if starts(&["SET", "RESET", "ALTER SYSTEM"]) => "setting",
        () if starts(&["ALTER", "CREATE", "DROP"]) => "schema change",
        () if starts(&["EXPLAIN", "SHOW", "BEGIN"]) || statement.contains("pg_stat_") => "look",
        () => "rewriting",
    })
}
