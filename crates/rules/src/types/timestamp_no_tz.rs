//! # Moment without a time zone
//!
//! ## What it detects
//! Columns that say when something happened or will happen (`created_at`, `paid_at`, `starts_at` …) and are
//! `timestamp` without time zone. Columns of one table are reported together: they have one cause.
//!
//! ## Why it matters
//! Such a column keeps what the clock on some wall said, not which wall. `now()` is stored in the time zone of the session
//! that writes, so two sessions store the same moment hours apart; a change of the server's setting, a second region or
//! the switch to winter time makes old and new rows incomparable, and nothing in the rows tells which is which.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE payments (
//!   id bigint PRIMARY KEY,
//!   paid_at timestamp NOT NULL
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE payments (
//!   id bigint PRIMARY KEY,
//!   paid_at timestamp with time zone NOT NULL
//! );
//! ```
//!
//! ## When to ignore it
//! For times that mean the clock on a particular wall: opening hours, birthdays, appointments kept as local time. Names
//! that say so (`opens_at`, `starts_local`, `birth_date`) are not reported, nor are starts and ends beside a column that
//! holds their time zone, nor names that state the zone themselves (`created_at_utc`).
//!
//! ## References
//! - PostgreSQL manual, "Data Types", section "Date/Time Types", "Time Stamps" and "Time Zones".

use super::moment::{PERIOD, RECORDED, WALL_CLOCK};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "timestamp-no-tz",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Table(check),
};

/// The moments of one table that have no time zone.
struct TimestampsNoTimeZone<'c> {
    catalog: &'c Catalog,
    relation: &'c Relation,
    /// In order, never empty.
    columns: Vec<&'c Column>,
}

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let is_timestamp = |column: &&ColumnView<'_>| column.column.data_type.family == TypeFamily::Timestamp;
    let timestamps: Vec<_> = table.columns.iter().filter(is_timestamp).collect();
    if timestamps.is_empty() {
        return;
    }
    let keeps_zone = table.columns.iter().any(|column| names_a_zone(&column.words));
    let moments = timestamps
        .into_iter()
        .filter(|column| is_moment(column, keeps_zone));
    let columns: Vec<&Column> = moments.map(|column| column.column).collect();
    if !columns.is_empty() {
        let fact = TimestampsNoTimeZone {
            catalog: table.catalog,
            relation: table.relation,
            columns,
        };
        findings.push(&RULE, &fact);
    }
}

/// `time_zone`, `timezone`, `start_tz`
fn names_a_zone(name: &[Word<'_>]) -> bool {
    has_word(name, const { WordList::new("timezone,tz") }) || name.ends_with(&["time".into(), "zone".into()])
}

fn is_moment(column: &ColumnView<'_>, table_keeps_zone: bool) -> bool {
    if !column.is_written() {
        return false;
    }
    if column.says(WALL_CLOCK) {
        return false;
    }
    let recorded = column.says(RECORDED) || column.is_named(&Lexicon::CREATED);
    let period = column.says(PERIOD);
    let at = column
        .words
        .last()
        .is_some_and(|last| matches!(last.as_ref(), "at" | "on"))
        && column.words.len() > 1;
    recorded || ((period || at) && !(period && table_keeps_zone))
}

impl TimestampsNoTimeZone<'_> {
    fn names(&self) -> Vec<&str> {
        self.columns.iter().map(|column| column.name.as_str()).collect()
    }

    fn listed(&self) -> String {
        match self.columns.as_slice() {
            [_] => format!("`{}`", self.object()),
            _ => format!("{} of `{}`", listed(&self.names()), self.relation.name),
        }
    }

    /// The same precision, with a time zone.
    fn with_time_zone(column: &Column) -> ColumnType {
        ColumnType {
            arguments: column.data_type.arguments.clone(),
            ..ColumnType::known("timestamp with time zone", TypeFamily::TimestampWithTimeZone)
        }
    }

    fn set_types(&self, zone: Option<&str>) -> Vec<Change> {
        let dialect = self.catalog.dialect();
        let change = |column: &&Column| Change::SetType {
            relation: self.relation.id,
            column: column.name.clone(),
            data_type: Self::with_time_zone(column),
            using: zone.map(|zone| {
                format!(
                    "{} AT TIME ZONE {}",
                    quote(&column.name, dialect),
                    text_constant(zone)
                )
            }),
        };
        self.columns.iter().map(change).collect()
    }

    /// A default such as `now() AT TIME ZONE 'utc'` says what zone was meant, and would be wrong with the new type.
    fn converts_now(column: &Column) -> bool {
        column.default.as_deref().is_some_and(|default| {
            let text = default.text.to_ascii_lowercase();
            text.contains("at time zone") || text.contains("timezone(")
        })
    }

    /// The change with new defaults, for columns whose default converts the time itself.
    fn statements_with_defaults(&self) -> Vec<String> {
        let table = self.catalog.sql_name(self.relation);
        let each = |column: &&Column| {
            let name = quote(&column.name, self.catalog.dialect());
            let alter = format!("ALTER TABLE {table} ALTER COLUMN {name}");
            let set = format!(
                "{alter} TYPE {} USING {name} AT TIME ZONE 'UTC'",
                Self::with_time_zone(column)
            );
            match (&column.default, Self::converts_now(column)) {
                (None, _) => vec![set],
                (Some(_), true) => vec![
                    format!("{alter} DROP DEFAULT"),
                    set,
                    format!("{alter} SET DEFAULT now()"),
                ],
                (Some(default), false) => {
                    vec![
                        format!("{alter} DROP DEFAULT"),
                        set,
                        format!("{alter} SET DEFAULT {}", default.text),
                    ]
                }
            }
        };
        self.columns.iter().flat_map(each).collect()
    }
}

impl Explain for TimestampsNoTimeZone<'_> {
    fn object(&self) -> String {
        match self.columns.as_slice() {
            [column] => column_name(self.relation, column),
            _ => self.relation.name.to_string(),
        }
    }

    fn relation(&self) -> Option<&Relation> {
        Some(self.relation)
    }

    fn columns(&self) -> Vec<&Column> {
        self.columns.clone()
    }

    fn span(&self) -> Span {
        self.columns
            .first()
            .map_or(self.relation.name_span, |column| column.span)
    }

    fn message(&self) -> String {
        let have = if self.columns.len() == 1 { "has" } else { "have" };
        format!(
            "{} {have} no time zone, so the same moment is stored differently by different sessions; use `timestamp with time zone`",
            self.listed()
        )
    }

    fn why(&self) -> String {
        "A moment is stored as what the writing session's clock shows, and nothing in the row says which clock that was.".to_owned()
    }

    fn certainty(&self) -> (Certainty, String) {
        let reason =
            "No single row shows it: the value is right or wrong depending on the session's time zone.";
        (Certainty::Likely, reason.to_owned())
    }

    fn related(&self) -> Vec<Label> {
        let label = |column: &&Column| Label {
            span: column.span,
            text: "no time zone either".to_owned(),
        };
        self.columns.iter().skip(1).map(label).collect()
    }

    fn evidence(&self) -> Vec<String> {
        let mut facts = vec![
            "At 12:00 UTC on 1 May 2024, `now()` is stored as 2024-05-01 21:00:00 by a session in Tokyo and as 2024-05-01 08:00:00 by one in New York: thirteen hours apart for one moment.".to_owned(),
        ];
        for column in self.columns.iter().filter(|column| Self::converts_now(column)) {
            facts.push(format!("The default of `{}` converts the time itself, so a zone is meant; writers that set the column need not know.", column.name));
        }
        facts
    }

    fn fixes(&self) -> Vec<ProposedFix> {
        let title = "store moments as `timestamp with time zone`";
        let in_utc = "The values that are there are in UTC; write the zone they are in instead of `'UTC'` if it is another.";
        let cost = "Rewrites the table while it is locked.";
        if self.columns.iter().any(|column| Self::converts_now(column)) {
            return vec![
                ProposedFix::statements(title, in_utc, self.statements_with_defaults()).costing(cost),
            ];
        }
        vec![
            ProposedFix::guess(title, in_utc, self.set_types(Some("UTC"))).costing(cost),
            ProposedFix::guess(
                "convert the values in the session's time zone",
                "The values that are there were written in the time zone of the session that runs this.",
                self.set_types(None),
            )
            .costing("Rewrites the table while it is locked, unless the session is in UTC (PostgreSQL 12 and later)."),
        ]
    }
}
