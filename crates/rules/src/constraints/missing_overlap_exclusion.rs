//! # One room, two guests
//!
//! ## What it detects
//! PostgreSQL: a table of bookings, with a start, an end and a reference to what is booked (a room, a car, a seat), where nothing refuses two that
//! overlap.
//!
//! ## Why it matters
//! The application looks whether the room is free and then writes the booking. Two that look at the same time both find it free. Each row is
//! right by itself, so nothing shows the mistake until both guests stand at the door.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE rooms (id bigint PRIMARY KEY);
//! CREATE TABLE bookings (
//!   id bigint PRIMARY KEY,
//!   room_id bigint NOT NULL REFERENCES rooms (id) ON DELETE RESTRICT,
//!   starts_at timestamptz NOT NULL,
//!   ends_at timestamptz NOT NULL,
//!   CHECK (ends_at > starts_at)
//! );
//! CREATE INDEX bookings_room_id_idx ON bookings (room_id);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE EXTENSION btree_gist;
//! CREATE TABLE rooms (id bigint PRIMARY KEY);
//! CREATE TABLE bookings (
//!   id bigint PRIMARY KEY,
//!   room_id bigint NOT NULL REFERENCES rooms (id) ON DELETE RESTRICT,
//!   starts_at timestamptz NOT NULL,
//!   ends_at timestamptz NOT NULL,
//!   CHECK (ends_at > starts_at),
//!   EXCLUDE USING gist (room_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
//! );
//! CREATE INDEX bookings_room_id_idx ON bookings (room_id);
//! ```
//!
//! ## When to ignore it
//! When the thing is shared, or may be booked more often than it is there. Logs, tables with fixed slots (a unique key over the start) or a quantity, and
//! tables with a trigger that may look are left alone. Other databases have no such constraint: there the bookings of a thing are locked before one is added.
//!
//! ## References
//! - PostgreSQL manual, "Range Types", section "Constraints on Ranges"; "btree_gist".

use super::missing_date_order::end_of;
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "missing-overlap-exclusion",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Table(check),
};

/// Last words of tables whose rows take something for a time.
const TAKES: WordList = WordList::new("booking,hire,lease,rental,reservation,stay");

/// Last words of tables of what one at a time can have.
const TAKEN: WordList = WordList::new(
    "apartment,bed,berth,bike,boat,cabin,car,court,desk,machine,pitch,room,seat,spot,studio,van,vehicle",
);

/// Words of columns that let several have it.
const SHARED: WordList = WordList::new("capacity,count,qty,quantity,slot");

/// States in which a booking takes nothing.
const GONE: WordList =
    WordList::new("canceled,cancelled,declined,expired,no_show,rejected,waitlist,waitlisted");

const WORDS: Words = Words {
    message: "`{table}` accepts two rows for one `{0}` whose times overlap; add an exclusion constraint",
    why: "Two that look at the same time both find it free, and each row is right by itself.",
    sure: "The names say that a row takes one `{0}` from `{1}` to `{2}`; that only one may have it at a time is read from them.",
    intent: "no two rows of `{table}` take one `{0}` at the same time",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let takes = table.row.last().is_some_and(|last| TAKES.contains(last));
    let shared = || table.columns.iter().any(|column| column.says(SHARED));
    let guarded = !table.relation.triggers.is_empty() || table.relation.partitioned;
    if !takes || table.staging || table.is_log() || guarded || shared() || is_excluded(table.relation) {
        return;
    }
    let Some((key, thing)) = thing(table) else { return };
    for start in &table.columns {
        let Some(end) = end_of(table, start) else { continue };
        let Some(range) = range_of(start, end) else {
            continue;
        };
        if table.is_in_key(start.column) || table.is_in_key(end.column) {
            continue;
        }
        let mut gap = table.gap(end, &WORDS);
        gap.columns = vec![end.column, start.column];
        gap.meant = false;
        gap.said = vec![
            thing.name.clone(),
            start.column.name.clone(),
            end.column.name.clone(),
        ];
        gap.related.push(Label {
            span: thing.span,
            text: "what is taken".to_owned(),
        });
        let (relation, first, last) = (table.relation.id, start.column, end.column);
        let state = taking(table);
        gap.rows = Rows::Told(Box::new(move |story| {
            for (from, to) in [("2024-05-01", "2024-05-03"), ("2024-05-02", "2024-05-04")] {
                let mut said = story.reference(key, 0)?;
                said.push((&first.name, at(first, from)));
                said.push((&last.name, at(last, to)));
                said.extend(state.clone());
                story.offend(relation, &said)?;
            }
            Some(())
        }));
        gap.fixes.push(fix(table, thing, (first, last), range));
        findings.push(&RULE, &gap);
        return;
    }
}

/// The column that tells what takes nothing, with a state that does.
fn taking<'c>(table: &TableView<'c>) -> Option<(&'c str, Value)> {
    table.columns.iter().find_map(|column| {
        let values = &table.facts(column).allowed.as_ref()?.values;
        let gone = |value: &&String| GONE.contains(value);
        values.iter().find(gone)?;
        let takes = values.iter().find(|value| !gone(value))?;
        Some((column.column.name.as_str(), Value::Text(takes.clone())))
    })
}

fn at(column: &Column, day: &str) -> Value {
    match column.data_type.family {
        TypeFamily::Date => Value::text(day),
        _ => Value::Text(format!("{day} 12:00:00")),
    }
}

fn is_excluded(relation: &Relation) -> bool {
    let mut constraints = relation.constraints.iter();
    constraints.any(|held| match &held.kind {
        rowproof_catalog::ConstraintKind::Exclude(_) => true,
        _ => held.key().is_some_and(|key| key.without_overlaps),
    })
}

/// The one reference to what a row takes.
fn thing<'c>(table: &TableView<'c>) -> Option<(&'c ForeignKey, &'c Column)> {
    let mut things = Vec::new();
    for (_, key) in table.relation.foreign_keys() {
        let parent = key.relation.and_then(|id| table.catalog.relation(id));
        let row = parent.map(|parent| table.catalog.row_words(parent));
        let is_thing = row.is_some_and(|row| row.last().is_some_and(|last| TAKEN.contains(last)));
        if let ([name], true) = (key.columns.as_slice(), is_thing) {
            things.push((key, table.relation.column(name)?));
        }
    }
    match things.as_slice() {
        [(key, column)] if column.not_null => Some((*key, *column)),
        _ => None,
    }
}

/// The range type that holds both ends, when both are always there and of one type.
fn range_of(start: &ColumnView<'_>, end: &ColumnView<'_>) -> Option<&'static str> {
    let (first, last) = (start.column, end.column);
    let whole = first.not_null && last.not_null && start.is_written() && end.is_written();
    let same = first.data_type.family == last.data_type.family;
    match first.data_type.family {
        _ if !whole || !same => None,
        TypeFamily::Date => Some("daterange"),
        TypeFamily::Timestamp => Some("tsrange"),
        TypeFamily::TimestampWithTimeZone => Some("tstzrange"),
        _ => None,
    }
}

fn fix(table: &TableView<'_>, thing: &Column, (first, last): (&Column, &Column), range: &str) -> ProposedFix {
    let (a, b) = (table.quoted(first), table.quoted(last));
    let only = live(table).map_or_else(String::new, |condition| format!(" WHERE ({condition})"));
    let fix = ProposedFix::statements(
        "refuse rows that overlap",
        "One at a time has it; a row ends when the next may begin.",
        vec![
            "CREATE EXTENSION IF NOT EXISTS btree_gist".to_owned(),
            format!(
                "ALTER TABLE {} ADD EXCLUDE USING gist ({} WITH =, {range}({a}, {b}) WITH &&){only}",
                table.catalog.sql_name(table.relation),
                table.quoted(thing)
            ),
        ],
    );
    fix.costing("Rows that overlap must be repaired first; each write looks them up in a GiST index.")
}

/// Which rows still take what they name, as far as the table says.
fn live(table: &TableView<'_>) -> Option<String> {
    let mark = table
        .columns
        .iter()
        .find(|column| column.is_named(&Lexicon::SOFT_DELETE));
    if let Some(mark) = mark {
        return Some(unmarked(mark.column, table.dialect()).text);
    }
    table.columns.iter().find_map(|column| {
        let allowed = table.facts(column).allowed.as_ref()?;
        let gone: Vec<String> = allowed
            .values
            .iter()
            .filter(|value| GONE.contains(value))
            .map(|value| text_constant(value))
            .collect();
        (!gone.is_empty() && column.column.data_type.is_text())
            .then(|| format!("{} NOT IN ({})", table.quoted(column.column), gone.join(", ")))
    })
}
