//! # Table without a primary key
//!
//! ## What it detects
//! A table that no PRIMARY KEY identifies, neither in its CREATE TABLE nor added later.
//!
//! ## Why it matters
//! The same row can be stored twice, and then nothing tells the two apart: an UPDATE or DELETE meant for one hits both,
//! a foreign key has nothing to point at, joins count double. Logical replication refuses updates and deletes of such a
//! table, and MySQL's storage engine keeps a hidden key that nobody can use.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE measurements (
//!   sensor text NOT NULL,
//!   celsius numeric(5,2) NOT NULL
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE measurements (
//!   id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
//!   sensor text NOT NULL,
//!   celsius numeric(5,2) NOT NULL
//! );
//! ```
//!
//! ## When to ignore it
//! In tables that are filled and emptied as a whole; temporary tables and tables named like `staging` or `import` are
//! left alone. A partition takes its key from its parent. A unique constraint over NOT NULL columns identifies rows as
//! well: the rule then only suggests to promote it. In SQLite every ordinary table has a hidden row number, so the
//! finding weighs less there.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Primary Keys"; "Logical Replication", section "Publication".
//! - MySQL manual, "InnoDB", section "Clustered and Secondary Indexes".
//! - SQLite documentation, "Rowid Tables".

use crate::keys::junction_surrogate_only::names_a_pair;
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "no-primary-key",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Words of tables whose rows repeat the ids and pairs of another table.
const HISTORY: WordList =
    WordList::new("archive,audit,event,history,log,revision,snapshot,tracking,version,view,visit");

/// A pair of references may have this many columns of its own and still be a pair.
const MAX_PAYLOAD: usize = 2;

/// A table without a primary key, and what could be it.
struct NoPrimaryKey<'c> {
    catalog: &'c Catalog,
    relation: &'c Relation,
    candidate: KeyCandidate,
}

/// What could be the primary key.
enum KeyCandidate {
    /// A unique index over NOT NULL columns: its columns and its name.
    Unique(Vec<String>, String),
    /// A column that is named like the key, or numbers itself.
    Column(String),
    /// The columns of two or more foreign keys.
    References(Vec<String>),
    /// Nothing that is there: a new column of that name.
    New(String),
    /// The key of a partitioned table holds the columns it is partitioned by.
    Partitioned,
}

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let (catalog, relation) = (table.catalog, table.relation);
    let settled = relation.primary_key().is_some() || relation.columns.is_empty();
    if !settled && !table.staging && !is_bare_child(relation) {
        let fact = NoPrimaryKey {
            catalog,
            relation,
            candidate: key_candidate(relation, catalog.dialect()),
        };
        findings.push(&RULE, &fact);
    }
}

/// A child that adds no column to the table it inherits from: a partition in the old way.
fn is_bare_child(relation: &Relation) -> bool {
    !relation.inherits.is_empty() && !relation.columns.iter().any(|column| column.local)
}

fn key_candidate(relation: &Relation, dialect: Dialect) -> KeyCandidate {
    if let Some(index) = relation.indexes.iter().find(|index| identifies(relation, index)) {
        return KeyCandidate::Unique(
            index.leading_columns().map(str::to_owned).collect(),
            index.name.clone(),
        );
    }
    if relation.partitioned {
        return KeyCandidate::Partitioned;
    }
    if let Some(column) = key_like(relation, dialect) {
        return KeyCandidate::Column(column.name.clone());
    }
    if let Some(columns) = pair(relation) {
        return KeyCandidate::References(columns);
    }
    let singular = row_words(&relation.name.name).join("_");
    let free = [
        "id".to_owned(),
        format!("{singular}_id"),
        format!("{singular}_key"),
        "row_id".to_owned(),
    ]
    .into_iter()
    .find(|name| {
        !relation
            .columns
            .iter()
            .any(|column| column.name.eq_ignore_ascii_case(name))
    });
    KeyCandidate::New(free.unwrap_or_else(|| "row_key".to_owned()))
}

/// Whether the index refuses two rows with the same values in columns that are never NULL.
fn identifies(relation: &Relation, index: &Index) -> bool {
    let whole = |column: &str| relation.column(column).is_some_and(|column| column.not_null);
    index.unique
        && index.predicate.is_none()
        && !index.keys.is_empty()
        && index
            .keys
            .iter()
            .all(|key| key.prefix_length.is_none() && key.column.as_deref().is_some_and(whole))
}

fn is_history(relation: &Relation) -> bool {
    has_word(&words(&relation.name.name), HISTORY)
}

/// `id`, `order_id` in `orders`, or a column that numbers itself. In a history, `id` is the other table's.
fn key_like(relation: &Relation, dialect: Dialect) -> Option<&Column> {
    if let Some(numbered) = relation.columns.iter().find(|column| column.identity.is_some()) {
        return Some(numbered);
    }
    let singular = row_words(&relation.name.name).join("_");
    let names = ["id", "uuid", "guid"].map(str::to_owned).into_iter();
    let names: Vec<String> = names
        .chain([format!("{singular}_id"), format!("{singular}_uuid")])
        .collect();
    let named = |column: &Column| names.contains(&words(&column.name).join("_"));
    let refers = |column: &Column| {
        relation
            .foreign_keys()
            .any(|(_, key)| key.columns.contains(&column.name))
    };
    relation.columns.iter().find(|column| {
        let indexable = dialect != Dialect::MySql || !column.data_type.name.ends_with("text");
        named(column)
            && !refers(column)
            && indexable
            && example_key(column, 1).is_some()
            && !is_history(relation)
    })
}

/// The columns of the foreign keys of a table that pairs rows of others: two or more foreign keys, little else, and no
/// moment that would let the same pair come again.
fn pair(relation: &Relation) -> Option<Vec<String>> {
    let mut columns: Vec<String> = Vec::new();
    for (_, key) in relation.foreign_keys() {
        columns.extend(
            key.columns
                .iter()
                .filter(|column| !columns.contains(column))
                .cloned()
                .collect::<Vec<_>>(),
        );
    }
    let others: Vec<&Column> = relation
        .columns
        .iter()
        .filter(|column| !columns.contains(&column.name))
        .collect();
    let nullable = columns
        .iter()
        .any(|name| relation.column(name).is_some_and(|column| !column.not_null));
    let repeats = others.iter().any(|column| {
        let moment = matches!(
            column.data_type.family,
            TypeFamily::Date | TypeFamily::Timestamp | TypeFamily::TimestampWithTimeZone
        );
        moment
            && !has_word(
                &words(&column.name),
                const { WordList::new("added,assigned,created,granted,inserted,joined,updated") },
            )
    });
    // An identifier of its own (`comment_id`) names the row; the pair does not.
    let named = others
        .iter()
        .any(|column| words(&column.name).last().is_some_and(|last| last == "id"));
    let payload = if nullable { 0 } else { MAX_PAYLOAD };
    let is_pair = relation.foreign_keys().count() >= 2 && others.len() <= payload;
    (is_pair && !repeats && !named && !is_history(relation)).then_some(columns)
}

impl NoPrimaryKey<'_> {
    fn has_row_number(&self) -> bool {
        self.catalog.dialect() == Dialect::Sqlite && !self.relation.without_rowid
    }

    fn add_key(&self, columns: &[String]) -> Vec<Change> {
        vec![Change::AddPrimaryKey {
            relation: self.relation.id,
            columns: columns.to_vec(),
        }]
    }

    fn add_column(&self, name: &str) -> Vec<Change> {
        vec![Change::AddIdentityKey {
            relation: self.relation.id,
            column: name.to_owned(),
        }]
    }

    /// References that may be NULL get a row to point at; the story fills in the others by itself.
    fn tell_pair(&self, story: &mut StoryBuilder<'_>) -> Option<()> {
        let mut said: Vec<(&str, Value)> = Vec::new();
        for (_, key) in self.relation.foreign_keys() {
            if key
                .columns
                .iter()
                .any(|name| self.relation.column(name).is_some_and(Column::is_required))
            {
                continue;
            }
            let ([column], [referenced]) = (key.columns.as_slice(), key.referenced_columns.as_slice()) else {
                return None;
            };
            let parent = self.catalog.relation(key.relation?)?;
            let value = example_key(parent.column(referenced)?, 7 + said.len() as i64)?;
            story.setup(parent.id, &[(referenced, value.clone())])?;
            said.push((column, value));
        }
        story.offend(self.relation.id, &said)
    }

    /// A row with something in it: the columns that must be there, or else the first that can be filled in.
    fn tell_row(&self, story: &mut StoryBuilder<'_>) -> Option<()> {
        let free = |column: &&Column| {
            !column.has_default()
                && !self
                    .relation
                    .constraints
                    .iter()
                    .any(|constraint| constraint.mentions(&column.name))
                && !self
                    .relation
                    .indexes
                    .iter()
                    .any(|index| index.unique && index.mentions(&column.name))
        };
        let said: Vec<(&str, Value)> = if self.relation.columns.iter().any(Column::is_required) {
            Vec::new()
        } else {
            let fill = |column: &'_ Column| match column.data_type.family {
                _ if column.data_type.array_dimensions > 0 => None,
                TypeFamily::Integer(_) => Some(Value::integer(1)),
                TypeFamily::Text if column.data_type.enum_labels.is_none() => Some(Value::text("a")),
                _ => None,
            };
            let filled = self.relation.columns.iter().filter(free);
            filled
                .filter_map(|column| Some((column.name.as_str(), fill(column)?)))
                .take(3)
                .collect()
        };
        story.offend(self.relation.id, &said)
    }
}

impl Explain for NoPrimaryKey<'_> {
    fn object(&self) -> String {
        self.relation.name.to_string()
    }

    fn relation(&self) -> Option<&Relation> {
        Some(self.relation)
    }

    fn span(&self) -> Span {
        let Self { relation, .. } = self;
        relation.name_span
    }

    fn message(&self) -> String {
        let table = self.object();
        match &self.candidate {
            KeyCandidate::Unique(columns, _) => format!(
                "`{table}` has no primary key although {} is unique and never NULL; make it the primary key",
                listed(columns)
            ),
            KeyCandidate::Column(column) => format!(
                "`{table}` has no primary key, so the same row can be stored twice and neither can be named; make `{column}` the primary key"
            ),
            KeyCandidate::References(columns) => format!(
                "`{table}` has no primary key, so the same row can be stored twice; make {} together the primary key",
                listed(columns)
            ),
            KeyCandidate::New(_) => format!(
                "`{table}` has no primary key, so the same row can be stored twice and neither can be named; add one"
            ),
            KeyCandidate::Partitioned => format!(
                "`{table}` has no primary key, so the same row can be stored twice; declare one that holds the columns it is partitioned by"
            ),
        }
    }

    fn why(&self) -> String {
        match &self.candidate {
            KeyCandidate::Unique(..) => {
                "Tools, replication and foreign keys look for the primary key; a unique constraint serves them only when told."
            }
            _ => "An UPDATE or DELETE meant for one of two equal rows hits both, and nothing can refer to a row of it.",
        }
        .to_owned()
    }

    fn severity(&self) -> Option<Severity> {
        let mild = self.has_row_number()
            || matches!(
                self.candidate,
                KeyCandidate::Unique(..) | KeyCandidate::Partitioned
            );
        mild.then_some(Severity::Info)
    }

    fn certainty(&self) -> (Certainty, String) {
        let reason = match &self.candidate {
            KeyCandidate::Unique(_, index) => {
                format!("No primary key is declared in this paste; `{index}` refuses duplicates already.")
            }
            KeyCandidate::Column(_) | KeyCandidate::References(_) => "No primary key is declared in this paste.".to_owned(),
            KeyCandidate::New(_) => {
                "No primary key is declared in this paste; with a new key the two rows are told apart, not refused."
                    .to_owned()
            }
            KeyCandidate::Partitioned => {
                "No primary key is declared on the partitioned table; its partitions may have keys of their own.".to_owned()
            }
        };
        (Certainty::Likely, reason)
    }

    fn related(&self) -> Vec<Label> {
        match &self.candidate {
            KeyCandidate::Unique(_, name) => {
                let found = self.relation.indexes.iter().find(|index| index.name == *name);
                found.map(|index| Label {
                    span: index.span,
                    text: "what identifies its rows".to_owned(),
                })
            }
            KeyCandidate::Column(name) => {
                let found = self.relation.column(name);
                found.map(|column| Label {
                    span: column.span,
                    text: "the column that could be the key".to_owned(),
                })
            }
            _ => None,
        }
        .into_iter()
        .collect()
    }

    fn evidence(&self) -> Vec<String> {
        if !self.has_row_number() {
            return Vec::new();
        }
        vec![
            "SQLite numbers its rows by itself, but that number is not part of the schema and may change."
                .to_owned(),
        ]
    }

    fn intent(&self) -> String {
        format!("no row of `{}` is stored twice", self.object())
    }

    fn story(&self, story: &mut StoryBuilder<'_>) -> Option<()> {
        match &self.candidate {
            KeyCandidate::Unique(..) | KeyCandidate::Partitioned => return None,
            KeyCandidate::Column(name) => {
                let value = example_key(self.relation.column(name)?, 1)?;
                story.offend(self.relation.id, &[(name, value)])?;
            }
            KeyCandidate::References(_) => self.tell_pair(story)?,
            KeyCandidate::New(_) => self.tell_row(story)?,
        }
        story.offend_again()
    }

    fn fixes(&self) -> Vec<ProposedFix> {
        match &self.candidate {
            KeyCandidate::Unique(columns, index) => vec![
                ProposedFix::safe(
                    "promote it to the primary key",
                    "Nothing else identifies a row.",
                    self.add_key(columns),
                )
                .costing(format!("`{index}` is superfluous afterwards and can go.")),
            ],
            KeyCandidate::Column(column) => vec![ProposedFix::safe(
                format!("make `{column}` the primary key"),
                "It already names the row.",
                self.add_key(std::slice::from_ref(column)),
            )],
            KeyCandidate::References(columns) => {
                let mut fixes = vec![ProposedFix::safe(
                    format!("make {} the primary key", listed(columns)),
                    "The same combination means the same thing.",
                    self.add_key(columns),
                )];
                if !names_a_pair(self.relation) {
                    fixes.push(ProposedFix::guess(
                        "number the rows",
                        "The same combination may come again, for example later in time.",
                        self.add_column("id"),
                    ));
                }
                fixes
            }
            KeyCandidate::New(name) => vec![
                ProposedFix::safe(
                    format!("add a numbering column `{name}` as the primary key"),
                    "No column of its own identifies a row; if some do together, make those the key.",
                    self.add_column(name),
                )
                .costing("8 bytes a row and an index; the table is rewritten once."),
            ],
            KeyCandidate::Partitioned => Vec::new(),
        }
    }
}
