//! # Reference without a foreign key
//!
//! ## What it detects
//! A column named like a reference (`user_id`, `orderId`, `created_by`) that no foreign key declares to be one.
//!
//! ## Why it matters
//! The name promises that the row it names exists; only a foreign key keeps the promise. Without it, rows point at
//! users who were deleted or never existed, joins lose them without a word, and every reader has to decide what an
//! orphan means.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE users (id bigint PRIMARY KEY);
//! CREATE TABLE orders (
//!   id bigint PRIMARY KEY,
//!   user_id bigint NOT NULL
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE users (id bigint PRIMARY KEY);
//! CREATE TABLE orders (
//!   id bigint PRIMARY KEY,
//!   user_id bigint NOT NULL REFERENCES users (id) ON DELETE RESTRICT
//! );
//! CREATE INDEX orders_user_id_idx ON orders (user_id);
//! ```
//!
//! ## When to ignore it
//! When the row it names lives in another database, or in a log that outlives what it speaks of. Identifiers of other
//! systems (`stripe_customer_id`, `session_id`, `trace_id`), polymorphic references with a `…_type` beside them, and
//! texts are left alone. When the table is not in the paste, the finding says so and is no more than possible.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Foreign Keys"; "ALTER TABLE", `NOT VALID`.
//! - SQLite documentation, "SQLite Foreign Key Support", section 2.

mod target;

use rowproof_catalog::QualifiedName;

use self::target::{Target, target};
use super::super::keys::fk_cascade_danger::must_stay;
use crate::fix::statements_of;
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "fk-without-references",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// In a paste of more tables than this, a table that is not there is likely not left out but none at all.
const EXCERPT_TABLES: usize = 8;

/// Last words of tables whose rows are a part of the row they point at.
const PARTS: WordList = WordList::new("detail,item,line,member,membership,position");

/// Storage engines of MySQL that read a foreign key and forget it.
const ENGINES_WITHOUT_KEYS: WordList = WordList::new("archive,aria,csv,memory,myisam");

/// A column named like a reference, and what it most likely means.
struct FkWithoutReferences<'c> {
    catalog: &'c Catalog,
    relation: &'c Relation,
    column: &'c Column,
    target: Target<'c>,
    /// Whether the table keeps what it speaks of after that is gone: a log, a copy.
    keeps: bool,
}

/// Words of tables that hold what was so once.
const COPIES: WordList = WordList::new("archive,archived,backup,cache,cached,copy,template");

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    if table.staging {
        return;
    }
    let (catalog, relation) = (table.catalog, table.relation);
    for column in &relation.columns {
        if table.refers(column) || numbers_itself(column) {
            continue;
        }
        if let Some(target) = target(catalog, relation, column) {
            findings.push(
                &RULE,
                &FkWithoutReferences {
                    catalog,
                    relation,
                    column,
                    target,
                    keeps: table.is_log() || table.says(COPIES) || says_copy(&relation.name.schema),
                },
            );
        }
    }
}

fn says_copy(schema: &str) -> bool {
    has_word(&words(schema), COPIES)
}

fn numbers_itself(column: &Column) -> bool {
    let made = column
        .default
        .as_ref()
        .is_some_and(|default| matches!(default.kind, ExpressionKind::Function { .. }));
    column.identity.is_some() || column.generated.is_some() || made || column.data_type.array_dimensions > 0
}

impl FkWithoutReferences<'_> {
    fn is_tenant(&self) -> bool {
        is_named(&self.column.name, &Lexicon::TENANT)
    }

    /// MySQL tables whose engine reads a foreign key and forgets it.
    fn engine_without_keys(&self) -> Option<&str> {
        let parent = match &self.target {
            Target::Table { table, .. } => table.engine.as_deref(),
            _ => None,
        };
        let forgets = |engine: &&str| ENGINES_WITHOUT_KEYS.contains(engine.to_ascii_lowercase().as_str());
        [self.relation.engine.as_deref(), parent]
            .into_iter()
            .flatten()
            .find(forgets)
    }

    /// MySQL makes an index with every foreign key.
    fn needs_index(&self) -> bool {
        self.catalog.dialect() != Dialect::MySql
            && self
                .catalog
                .index_covering(self.relation, std::slice::from_ref(&self.column.name))
                .is_none()
    }

    /// Whether every column of the primary key is named like a reference.
    fn is_in_pair(&self) -> bool {
        self.relation.primary_key().is_some_and(|key| {
            key.columns.len() >= 2
                && key.columns.iter().all(|name| {
                    words(name)
                        .last()
                        .is_some_and(|last| matches!(last.as_ref(), "id" | "uuid"))
                })
        })
    }

    /// The key's type where the server would refuse the foreign key for a difference: MySQL wants the same integer type.
    fn other_type(&self) -> Option<&ColumnType> {
        let Target::Table { table, key, .. } = &self.target else {
            return None;
        };
        let wanted = &table.column(key)?.data_type;
        let differs = self.catalog.dialect() == Dialect::MySql && wanted.name != self.column.data_type.name;
        differs.then_some(wanted)
    }

    /// Whether the key is unsigned and the column is not: it may hold numbers that mean something else.
    fn takes_negatives(&self) -> bool {
        let unsigned = |data_type: &ColumnType| data_type.name.ends_with("unsigned");
        self.other_type()
            .is_some_and(|wanted| unsigned(wanted) && !unsigned(&self.column.data_type))
    }

    /// A default such as 0 that stands for "none" and would be refused.
    fn default_for_none(&self) -> Option<&Expression> {
        let default = self.column.default.as_deref()?;
        matches!(
            &default.kind,
            ExpressionKind::Literal(Literal::Number(_) | Literal::String(_))
        )
        .then_some(default)
    }

    /// The foreign key, with the type it needs before and an index when there is none.
    fn changes(
        &self,
        referenced: QualifiedName,
        key: &str,
        on_delete: Option<ReferentialAction>,
    ) -> Vec<Change> {
        let (relation, columns) = (self.relation.id, vec![self.column.name.clone()]);
        let mut changes: Vec<Change> = Vec::new();
        let dialect = self.catalog.dialect();
        let to_itself = referenced == self.relation.name && !self.column.not_null;
        if let Some(data_type) = self.other_type() {
            let (column, data_type) = (self.column.name.clone(), data_type.clone());
            changes.push(Change::SetType {
                relation,
                column,
                data_type,
                using: None,
            });
        }
        changes.push(Change::AddForeignKey {
            relation,
            name: self.catalog.choose_name(relation, &columns, "fkey"),
            columns: columns.clone(),
            referenced,
            referenced_columns: vec![key.to_owned()],
            on_delete,
        });
        // MySQL takes no CHECK on a column that numbers itself.
        if to_itself && dialect != Dialect::MySql {
            changes.push(Change::AddCheck {
                relation,
                name: self.catalog.choose_name(relation, &columns, "check"),
                expression: binary(
                    with_text(&self.column.name, dialect),
                    BinaryOperator::NotEqual,
                    "<>",
                    with_text(key, dialect),
                ),
                column: Some(self.column.name.clone()),
            });
        }
        if self.needs_index() {
            let name = self.catalog.choose_name(relation, &columns, "idx");
            changes.push(Change::CreateIndex(NewIndex::on(relation, name, columns)));
        }
        changes
    }

    /// What may happen to the row when the one it points at is deleted, the likeliest first, each with its reason.
    fn actions(&self, table: &Relation) -> Vec<(ReferentialAction, String)> {
        let (child, parent) = (&self.relation.name, &table.name);
        let restrict = (
            ReferentialAction::Restrict,
            format!("A row of `{parent}` that `{child}` still points at must not be deleted."),
        );
        let cascade = (
            ReferentialAction::Cascade,
            format!("A row of `{child}` is a part of the row of `{parent}` and means nothing without it."),
        );
        let nullable = !self.column.not_null && !self.relation.is_in_primary_key(&self.column.name);
        let set_null = nullable.then(|| {
            let when = format!("The row of `{child}` is worth keeping when the row of `{parent}` is gone.");
            (ReferentialAction::SetNull, when)
        });
        let stays = must_stay(&self.catalog.row_words(self.relation));
        let order = if self.is_part_of(table) {
            [Some(cascade), Some(restrict), set_null]
        } else {
            [Some(restrict), set_null, Some(cascade).filter(|_| !stays)]
        };
        order.into_iter().flatten().collect()
    }

    /// `order_items` of `orders`, `org_members` of anything.
    fn is_part_of(&self, table: &Relation) -> bool {
        let (child, parent) = (words(&self.relation.name.name), row_words(&table.name.name));
        let last = child.last().map(|last| singular(last)).unwrap_or_default();
        let container = has_word(
            &parent,
            const { WordList::new("basket,bill,cart,invoice,order,quote,shipment") },
        );
        PARTS.contains(&last) && (child.starts_with(&parent) || container || last.starts_with("member"))
    }

    fn fixes_for(&self, table: &Relation, key: &str) -> Vec<ProposedFix> {
        let index = if self.needs_index() { " and its index" } else { "" };
        let fix = |(action, when): (ReferentialAction, String)| {
            let title = format!("add the foreign key{index}, {}", on_delete_words(action));
            let changes = self.changes(table.name.clone(), key, Some(action));
            let fix = if self.default_for_none().is_some() {
                ProposedFix::guess(title, when, changes)
            } else {
                ProposedFix::safe(title, when, changes)
            };
            fix.costing(
                "Each insert looks the referenced row up; rows that point nowhere must be repaired first.",
            )
        };
        self.actions(table).into_iter().map(fix).collect()
    }

    /// For a key that cannot be tried here: its table is not in the paste, or the engine would forget it.
    fn statements(
        &self,
        title: &str,
        when: &'static str,
        referenced: QualifiedName,
        key: &str,
    ) -> Vec<ProposedFix> {
        let alter = |table: &Relation| format!("ALTER TABLE {} ENGINE=InnoDB", self.catalog.sql_name(table));
        let mut statements = Vec::new();
        if self.engine_without_keys().is_some() {
            statements.push(alter(self.relation));
            statements.extend(
                self.catalog
                    .by_name(&referenced)
                    .filter(|table| table.id != self.relation.id)
                    .map(alter),
            );
        }
        statements.extend(statements_of(self.catalog, &self.changes(referenced, key, None)));
        vec![ProposedFix::statements(title.to_owned(), when, statements)]
    }
}

fn on_delete_words(action: ReferentialAction) -> &'static str {
    match action {
        ReferentialAction::Cascade => "deleting along (CASCADE)",
        ReferentialAction::SetNull => "emptying the reference on delete (SET NULL)",
        _ => "refusing deletes of rows in use (RESTRICT)",
    }
}

impl Explain for FkWithoutReferences<'_> {
    fn object(&self) -> String {
        column_name(self.relation, self.column)
    }

    fn relation(&self) -> Option<&Relation> {
        Some(self.relation)
    }

    fn columns(&self) -> Vec<&Column> {
        vec![self.column]
    }

    fn span(&self) -> Span {
        self.column.span
    }

    fn message(&self) -> String {
        let object = self.object();
        match &self.target {
            Target::Table { table, .. } => format!(
                "`{object}` points at `{}` by name only, so it may hold a key that does not exist there; declare the foreign key",
                table.name
            ),
            Target::Absent { table, .. } => format!(
                "`{object}` is named like a reference to `{table}`, which is not in this paste, but no foreign key holds it to rows that exist; declare one"
            ),
            Target::Unclear => format!(
                "`{object}` is named like a reference, but no foreign key says to which table; declare one, or rename it"
            ),
        }
    }

    fn why(&self) -> String {
        format!(
            "Rows of `{}` that point nowhere drop out of joins without an error, and nothing stops them from being written.",
            self.relation.name
        )
    }

    fn severity(&self) -> Option<Severity> {
        let mild = match &self.target {
            Target::Table { .. } if self.engine_without_keys().is_some() => return Some(Severity::Info),
            Target::Table { .. } => false,
            Target::Absent { .. } => {
                let keyed = self.relation.is_in_primary_key(&self.column.name);
                let whole = self.catalog.tables().nth(EXCERPT_TABLES).is_some();
                // A pair of references alone in the paste is keyed by both, and surely a pair of references.
                self.is_tenant() || whole || (keyed && !self.is_in_pair())
            }
            Target::Unclear => true,
        };
        // In a whole schema, a name without a table is more often another system's number than a forgotten key.
        mild.then_some(Severity::Hint)
    }

    fn certainty(&self) -> (Certainty, String) {
        match &self.target {
            Target::Table { .. } if self.engine_without_keys().is_some() => (
                Certainty::Possible,
                "The storage engine keeps no foreign keys, so none was tried.".to_owned(),
            ),
            Target::Table {
                table,
                fit: NameFit::Whole,
                key,
            } => (
                Certainty::Likely,
                format!(
                    "The name means one table, `{}`, and its key `{key}` has a type that fits.",
                    table.name
                ),
            ),
            Target::Table {
                table,
                fit: NameFit::Part,
                ..
            } if self.takes_negatives() => (
                Certainty::Possible,
                format!(
                    "A part of the name fits one table, `{}`, but the column takes negative numbers and its key does not.",
                    table.name
                ),
            ),
            Target::Table {
                table,
                fit: NameFit::Part,
                key,
            } => (
                Certainty::Likely,
                format!(
                    "A part of the name fits one table, `{}`, and its key `{key}` has a type that fits.",
                    table.name
                ),
            ),
            Target::Table { table, .. } => (
                Certainty::Possible,
                format!(
                    "The name is not that of `{}`, but rows of it may be meant.",
                    table.name
                ),
            ),
            Target::Absent { table, .. } => (
                Certainty::Possible,
                format!("Only the name says so: `{table}` is not in this paste."),
            ),
            Target::Unclear => (
                Certainty::Possible,
                "More than one table fits the name, or the one that does has no key of this type.".to_owned(),
            ),
        }
    }

    fn is_meant(&self) -> bool {
        let Target::Table {
            table,
            key,
            fit: NameFit::Whole,
        } = &self.target
        else {
            return false;
        };
        let same_type = table
            .column(key)
            .is_some_and(|key| key.data_type.name == self.column.data_type.name);
        same_type && !self.keeps && self.default_for_none().is_none()
    }

    fn related(&self) -> Vec<Label> {
        match &self.target {
            Target::Table { table, .. } => {
                vec![Label {
                    span: table.name_span,
                    text: "the table it most likely means".to_owned(),
                }]
            }
            _ => Vec::new(),
        }
    }

    fn evidence(&self) -> Vec<String> {
        let mut facts = Vec::new();
        if self.needs_index() {
            facts.push(format!("No index starts with `{}` either.", self.column.name));
        }
        if let Some(default) = self.default_for_none() {
            facts.push(format!(
                "Its default `{}` names no row that must exist; NULL should stand for none.",
                default.text
            ));
        }
        if let Some(wanted) = self.other_type() {
            facts.push(format!(
                "Its type `{}` differs from the key's `{wanted}`, and MySQL wants both the same: the fix changes it.",
                self.column.data_type
            ));
        }
        if !self.catalog.foreign_keys_enforced() {
            facts.push(
                "SQLite checks foreign keys only on connections that say `PRAGMA foreign_keys = ON`."
                    .to_owned(),
            );
        }
        if let Some(engine) = self.engine_without_keys() {
            facts.push(format!(
                "The storage engine {engine} reads foreign keys and forgets them; InnoDB keeps them."
            ));
        }
        if self.keeps {
            facts.push(
                "The table's name says that its rows are kept after what they speak of is gone, which a foreign key would not allow."
                    .to_owned(),
            );
        }
        if self.is_tenant() {
            facts.push(
                "Columns that tell tenants apart are sometimes kept without a foreign key by intent."
                    .to_owned(),
            );
        }
        facts
    }

    fn root_cause(&self) -> Option<(String, u8)> {
        let cause = super::mysql_inline_references_ignored::reference_cause(self.relation, self.column);
        (!self.relation.forgotten.is_empty()).then_some((cause, 1))
    }

    fn intent(&self) -> String {
        match &self.target {
            Target::Table { table, .. } => {
                format!("`{}` names a row of `{}` that exists", self.object(), table.name)
            }
            Target::Absent { table, .. } => {
                format!("`{}` names a row of `{table}` that exists", self.object())
            }
            Target::Unclear => format!("`{}` names a row that exists", self.object()),
        }
    }

    fn story(&self, story: &mut StoryBuilder<'_>) -> Option<()> {
        story.offend(
            self.relation.id,
            &[(&self.column.name, example_key(self.column, 42)?)],
        )
    }

    fn fixes(&self) -> Vec<ProposedFix> {
        match &self.target {
            Target::Table { table, key, .. } if self.engine_without_keys().is_some() => self.statements(
                "change the storage engine and add the foreign key",
                "The tables can move to InnoDB.",
                table.name.clone(),
                key,
            ),
            Target::Table { table, key, .. } => self.fixes_for(table, key),
            Target::Absent { table, key } => {
                let referenced = QualifiedName {
                    schema: self.relation.name.schema.clone(),
                    name: table.clone(),
                };
                let title = format!("add the foreign key to `{table}`");
                let when =
                    "The table exists under this name in the same database; it could not be tried here.";
                if self.catalog.dialect() == Dialect::Sqlite {
                    return vec![ProposedFix::guess(
                        title,
                        when,
                        self.changes(referenced, key, None),
                    )];
                }
                self.statements(&title, when, referenced, key)
            }
            Target::Unclear => Vec::new(),
        }
    }
}
