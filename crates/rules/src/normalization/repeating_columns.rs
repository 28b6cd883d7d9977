//! # The same column several times
//!
//! ## What it detects
//! Three columns or more of one type whose names differ only in a number (`phone1`, `phone2`, `phone3`; `_one`, `_two`,
//! `_three`; consecutive years; six months or more).
//!
//! ## Why it matters
//! A fourth phone number needs a new column and every query that reads them. To look for a number means to ask three columns, to
//! count them means to count what is not NULL; nothing keeps the same number from being in two of them or the second from being
//! filled while the first is empty, and an index serves one of them only.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE customers (
//!   id bigint PRIMARY KEY,
//!   name text NOT NULL,
//!   phone1 text,
//!   phone2 text,
//!   phone3 text
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL);
//! CREATE TABLE customer_phones (
//!   customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
//!   position integer NOT NULL,
//!   phone text NOT NULL,
//!   PRIMARY KEY (customer_id, position)
//! );
//! ```
//!
//! ## When to ignore it
//! When the number is a fixed part of the thing: the two lines of an address, the corners of a box, four quarters that are always
//! filled together. Lines of addresses, coordinates and names of algorithms are not reported, nor are two columns, nor numbered slots
//! named after their type (`int01`, `data_text3`): those are for values whose meaning is not known beforehand, which a child table
//! would not tell either.
//!
//! ## References
//! - W. Kent, "A Simple Guide to Five Normal Forms in Relational Database Theory", 1983: first normal form.
//! - B. Karwin, "SQL Antipatterns", chapter "Multicolumn Attributes".

use rowproof_source::lower_case;

use super::child_table::{ChildTable, drops};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "repeating-columns",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Fewer are two of a kind: a home and a work number.
const FEWEST: usize = 3;

/// Of more columns the others are not named, and no statements are written.
const MOST_WRITTEN: usize = 40;

/// Fewer months are dates that mean something each.
const FEWEST_MONTHS: usize = 6;

const ORDINALS: [&str; 6] = ["one", "two", "three", "four", "five", "six"];

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// Last words before a number that is part of the thing, or of its name.
const FIXED: WordList = WordList::new(
    "addr,address,aes,area,axis,base,blake,col,corner,digit,dim,dimension,ean,fa,h,http,iban,ip,ipv,\
     iso,lat,lb,level,line,lng,lon,md,oauth,p,part,percentile,point,q,quarter,rgb,row,rsa,s,sha,\
     street,t,tls,utf,v,vec,version,w,x,y,z",
);

/// What names of slots for anything end in.
const SLOTS: [&str; 22] = [
    "any",
    "attr",
    "attribute",
    "bool",
    "char",
    "column",
    "custom",
    "data",
    "date",
    "datetime",
    "decimal",
    "double",
    "extra",
    "field",
    "flag",
    "float",
    "int",
    "keyword",
    "list",
    "reserved",
    "text",
    "value",
];

const WORDS: Words = Words {
    message: "`{table}` has {0} for the same thing; keep one row for each in a table of their own",
    why: "One more needs a new column, a search has to ask them all, and nothing keeps the same value from being in two of them.",
    sure: "The names differ only in a number, and the types do not.",
    intent: "",
};

/// Columns of one name but for a number.
struct Group<'c> {
    stem: String,
    months: bool,
    members: Vec<(u32, &'c Column)>,
}

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    if table.staging {
        return;
    }
    for group in groups(table) {
        if !group.repeats() {
            continue;
        }
        let columns: Vec<&Column> = group.members.iter().map(|(_, column)| *column).collect();
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        let mut gap = table.table_gap(&WORDS);
        gap.said.push(match names.as_slice() {
            [first, .., last] if names.len() > 4 => format!("`{first}` to `{last}`, {} columns", names.len()),
            _ => listed(&names),
        });
        gap.object = Some(format!("{}.{}", table.relation.name, group.stem));
        gap.related = columns
            .iter()
            .take(MOST_WRITTEN)
            .skip(1)
            .map(|column| Label {
                span: column.span,
                text: "the same again".to_owned(),
            })
            .collect();
        gap.fixes.extend(group.fix(table, &columns));
        gap.columns.extend(columns.first());
        findings.push(&RULE, &gap);
    }
}

fn groups<'c>(table: &TableView<'c>) -> Vec<Group<'c>> {
    let mut groups: Vec<Group<'c>> = Vec::new();
    let mut by_stem: SmallMap<String, usize> = SmallMap::default();
    for view in &table.columns {
        let Some((stem, number, months)) = numbered(&view.column.name) else {
            continue;
        };
        if !view.is_written() || table.refers(view.column) {
            continue;
        }
        let at = by_stem.get(&stem).copied().unwrap_or(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.members.push((number, view.column)),
            None => {
                by_stem.insert(stem.clone(), at);
                groups.push(Group {
                    stem,
                    months,
                    members: vec![(number, view.column)],
                });
            }
        }
    }
    groups
}

/// The name without its number, the number, and whether that is a month.
fn numbered(name: &str) -> Option<(String, u32, bool)> {
    let stem = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let digits = name.strip_prefix(stem)?;
    if !digits.is_empty() {
        let number = digits.parse().ok().filter(|_| digits.len() <= 4)?;
        return Some((lower_case(stem.trim_end_matches('_')), number, false));
    }
    let (stem, last) = name.rsplit_once('_')?;
    let place = |list: &[&str]| list.iter().position(|word| last.eq_ignore_ascii_case(word));
    let found = place(&ORDINALS).map(|at| (at, false));
    let (at, months) = found.or_else(|| place(&MONTHS).map(|at| (at, true)))?;
    Some((lower_case(stem), u32::try_from(at + 1).ok()?, months))
}

impl Group<'_> {
    /// Whether its columns are for the same thing.
    fn repeats(&self) -> bool {
        let fewest = if self.months { FEWEST_MONTHS } else { FEWEST };
        let Some((_, first)) = self.members.first() else {
            return false;
        };
        let words = words(&self.stem);
        let Some(last) = words.last() else { return false };
        let slot = SLOTS.iter().any(|slot| last.ends_with(slot));
        let alike = self
            .members
            .iter()
            .all(|(_, column)| column.data_type == first.data_type);
        let mut pairs = self.members.iter().zip(self.members.iter().skip(1));
        let follow = pairs.all(|((before, _), (after, _))| before.checked_add(1) == Some(*after));
        let starts = self
            .members
            .first()
            .is_some_and(|(number, _)| *number <= 1 || (1900..2100).contains(number));
        let flags = first.data_type.family == TypeFamily::Boolean;
        self.members.len() >= fewest && alike && follow && starts && !slot && !flags && !FIXED.contains(last)
    }

    /// The child table, filled from the columns.
    fn fix(&self, table: &TableView<'_>, columns: &[&Column]) -> Option<ProposedFix> {
        if columns.len() > MOST_WRITTEN {
            return None;
        }
        let child = ChildTable::new(table, &self.stem)?;
        let first = columns.first()?;
        let position = "position";
        let mut statements = vec![child.create(
            &[
                format!("{position} integer NOT NULL"),
                format!("{} {} NOT NULL", child.value, first.data_type),
            ],
            position,
        )];
        for (number, column) in &self.members {
            let column = table.quoted(column);
            statements.push(format!(
                "INSERT INTO {} ({}, {position}, {}) SELECT {}, {number}, {column} FROM {} WHERE {column} IS NOT NULL",
                child.name,
                child.keys.join(", "),
                child.value,
                child.parent_keys.join(", "),
                table.catalog.sql_name(table.relation),
            ));
        }
        statements.extend(drops(table, columns));
        let fix = ProposedFix::statements(
            "move them to a table with one row for each",
            "Their number is not fixed by what they are.",
            statements,
        );
        Some(fix.costing("Readers have to join, and writers have to write rows instead of columns."))
    }
}
