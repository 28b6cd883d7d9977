//! `docs/rules.md`: what became of every row of the rule catalogue. The rules speak for themselves: level and dialects from
//! the registry, proofs and fixes from running their own fixtures.

use std::collections::{BTreeMap, BTreeSet};

use rowproof_engine::findings::{Certainty, SqlState};
use rowproof_engine::syntax::Dialect;
use rowproof_engine::{RULES, Rule, find_rule};

use crate::facts::{Fact, FactKind, effect_of};
use crate::{analyze_text, files_below, read_fixture, root};

/// The rows, one a line.
const ROWS: &str = include_str!("../data/rule_rows.tsv");

/// The groups of the rules that look at queries and at plans, which are no rows of the catalogue.
const QUERIES: &str = "queries";
const PLANS: &str = "plans";

/// A row of the catalogue.
#[derive(Debug, Clone, Copy)]
struct Row {
    group: &'static str,
    code: &'static str,
    severity: &'static str,
    dialects: &'static str,
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
    let (group, code, severity, dialects) = (field(), field(), field(), field());
    let (fate, note) = (field(), field());
    let fate = match fate.split_once(' ') {
        Some(("is", rule)) => Fate::Is(rule),
        Some(("in", rule)) => Fate::In(rule),
        None if fate == "out" && !note.is_empty() => Fate::Out,
        _ => {
            return Err(format!(
                "`{code}`: neither `is RULE`, `in RULE` nor `out` with a reason"
            ));
        }
    };
    Ok(Row {
        group,
        code,
        severity,
        dialects,
        fate,
        note,
    })
}

/// What does not fit between the rows and the registry, one sentence each: rules that no row names or several rows are,
/// rows that name no rule, rows left out under the name of a rule.
pub fn misfits() -> Vec<String> {
    let rows = match rows() {
        Ok(rows) => rows,
        Err(error) => return vec![error],
    };
    let mut misfits = Vec::new();
    for row in &rows {
        match row.fate {
            Fate::Is(rule) | Fate::In(rule) if find_rule(rule).is_none() => {
                misfits.push(format!("`{}` names `{rule}`, which is no rule", row.code));
            }
            Fate::In(_) | Fate::Out if find_rule(row.code).is_some() => {
                misfits.push(format!("`{}` is a rule, but its row says otherwise", row.code));
            }
            _ => {}
        }
    }
    for rule in RULES {
        let own = |row: &&Row| matches!(row.fate, Fate::Is(code) if code == rule.code);
        let count = rows.iter().filter(own).count();
        if count != 1 {
            misfits.push(format!("{count} rows are the rule `{}`, not one", rule.code));
        }
    }
    misfits
}

/// The file.
///
/// # Errors
/// The sentences of [`misfits`].
pub fn rule_table() -> Result<String, String> {
    let misfits = misfits();
    if !misfits.is_empty() {
        return Err(misfits.join("\n"));
    }
    let rows = rows()?;
    let own: Vec<&Row> = rows
        .iter()
        .filter(|row| row.group != PLANS && row.group != QUERIES)
        .collect();
    let in_group = |group: &str| rows.iter().filter(|row| row.group == group).count();
    let count = |wanted: fn(&Fate) -> bool| own.iter().filter(|row| wanted(&row.fate)).count();
    let mut text = format!(
        "# Rules\n\n\
         {} of {} rows of the rule catalogue are rules, {} more are part of one, {} are not there. Besides them, {} rules look at queries and {} at plans.\n\n\
         `cargo xtask docs` writes this file: what rules are from the registry, what they prove and how they mend it from running\n\
         their own fixtures, the rows and what is missing from `tests/data/rule_rows.tsv`. D: PostgreSQL (P), MySQL and MariaDB (M),\n\
         SQLite (S). Proof: the kind of row that today's schema accepts and the mended one refuses; \"rows\" are shown, and the mended\n\
         schema does not refuse them.\n",
        count(|fate| matches!(fate, Fate::Is(_))),
        own.len(),
        count(|fate| matches!(fate, Fate::In(_))),
        count(|fate| matches!(fate, Fate::Out)),
        in_group(QUERIES),
        in_group(PLANS),
    );
    let mut group = "";
    for row in &rows {
        if row.group != group {
            group = row.group;
            text.push_str(&format!(
                "\n## {group}\n\n| row | severity | rule | D | proof | fixes | note |\n|---|---|---|---|---|---|---|\n"
            ));
        }
        text.push_str(&line(row));
    }
    Ok(text)
}

fn line(row: &Row) -> String {
    let rule = match row.fate {
        Fate::Is(code) => find_rule(code),
        Fate::In(_) | Fate::Out => None,
    };
    let fields = rule.map_or_else(|| foreign_fields(row), |rule| own_fields(row, rule));
    format!("| {} | {} | {} |\n", row.code, fields.join(" | "), row.note)
}

/// The same five fields of a row that is no rule of its own.
fn foreign_fields(row: &Row) -> [String; 5] {
    let rule = match row.fate {
        Fate::In(code) => format!("part of `{code}`"),
        Fate::Is(_) | Fate::Out => "–".to_owned(),
    };
    let [severity, dialects] = [row.severity, row.dialects].map(str::to_owned);
    [severity, rule, dialects, String::new(), String::new()]
}

/// Severity, rule, dialects, proof, fixes of a row that is a rule; where the rule differs from the row, both are said.
fn own_fields(row: &Row, rule: &Rule) -> [String; 5] {
    let differing = |ours: String, theirs: &str| match theirs == ours || theirs.is_empty() {
        true => ours,
        false => format!("{ours} (catalogue: {theirs})"),
    };
    let dialects: String = Dialect::ALL
        .iter()
        .filter(|dialect| rule.dialects.contains(dialect))
        .map(|dialect| letter(*dialect))
        .collect();
    let shown = shown_by(rule);
    [
        differing(rule.severity.as_str().to_owned(), row.severity),
        format!("[`{0}`](../crates/rules/fixtures/{0})", rule.code),
        differing(dialects, row.dialects),
        shown.proofs.into_iter().collect::<Vec<_>>().join(", "),
        shown.fixes.into_iter().collect::<Vec<_>>().join(", "),
    ]
}

fn letter(dialect: Dialect) -> char {
    match dialect {
        Dialect::PostgreSql => 'P',
        Dialect::MySql => 'M',
        Dialect::Sqlite => 'S',
    }
}

/// What the fixtures of a rule show.
#[derive(Debug, Default)]
pub struct Shown {
    /// Kinds of rows.
    pub proofs: BTreeSet<&'static str>,
    /// Kinds of fixes.
    pub fixes: BTreeSet<String>,
    /// Findings by certainty.
    pub certainties: BTreeMap<Certainty, usize>,
}

/// Runs the fixtures in which a rule finds something.
pub fn shown_by(rule: &Rule) -> Shown {
    let mut shown = Shown::default();
    let folder = root().join("crates/rules/fixtures").join(rule.code);
    let finds = |path: &std::path::PathBuf| {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        name.starts_with("finds_") && !name.ends_with(".snap")
    };
    for path in files_below(&folder).iter().filter(|path| finds(path)) {
        let (text, dialect) = read_fixture(path);
        let report = analyze_text("fixture", &text, dialect);
        for finding in report.findings.iter().filter(|finding| finding.rule == rule.code) {
            *shown.certainties.entry(finding.certainty).or_default() += 1;
            let refused = finding
                .fixes
                .first()
                .and_then(|fix| fix.after.as_ref()?.sqlstate());
            match (refused, &finding.counterexample) {
                (Some(state), _) if finding.certainty == Certainty::Proven => {
                    shown.proofs.insert(kind_of_row(state));
                }
                (_, Some(_)) => {
                    shown.proofs.insert("rows");
                }
                _ => {}
            }
            for fix in &finding.fixes {
                let (added, removed) = effect_of(&report.catalog, &text, fix);
                shown.fixes.extend(kinds_of_fix(&added, &removed));
            }
        }
    }
    shown
}

/// What is wrong with a row, from how the mended schema refuses it.
fn kind_of_row(state: SqlState) -> &'static str {
    match state {
        SqlState::NotNullViolation => "NULL",
        SqlState::ForeignKeyViolation => "orphan",
        SqlState::UniqueViolation => "duplicate",
        SqlState::CheckViolation
        | SqlState::InvalidTextRepresentation
        | SqlState::StringDataRightTruncation
        | SqlState::NumericValueOutOfRange
        | SqlState::InvalidDatetimeFormat
        | SqlState::DatetimeFieldOverflow
        | SqlState::GeneratedAlways => "bad value",
    }
}

fn kinds_of_fix(added: &[Fact], removed: &[Fact]) -> BTreeSet<String> {
    let tables: BTreeSet<&str> = added
        .iter()
        .filter(|fact| fact.kind == FactKind::Table)
        .map(|fact| fact.table.as_str())
        .collect();
    let enumerated = added.iter().any(|fact| fact.kind == FactKind::EnumeratedType);
    let of_old = |fact: &&Fact| fact.kind == FactKind::Table || !tables.contains(fact.table.as_str());
    // A new column has a type too, and a new enumerated type is what changes its column's.
    let had_type = |fact: &Fact| {
        let same = |old: &Fact| {
            old.kind == FactKind::Type && (&old.table, &old.columns) == (&fact.table, &fact.columns)
        };
        !enumerated && removed.iter().any(same)
    };
    let mut kinds: BTreeSet<String> = added
        .iter()
        .filter(of_old)
        .filter(|fact| fact.kind != FactKind::Type || had_type(fact))
        .map(|fact| fact.kind.as_str().to_owned())
        .collect();
    if kinds.is_empty() {
        let dropped = removed.iter().map(|fact| format!("drop {}", fact.kind.as_str()));
        kinds.extend(dropped);
    }
    if kinds.is_empty() {
        kinds.insert("statements".to_owned());
    }
    kinds
}
