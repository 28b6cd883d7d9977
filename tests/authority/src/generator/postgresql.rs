//! Random DDL for PostgreSQL.
//!
//! Names come from small pools, so that they collide, are renamed to each other and name what is gone. What tables there
//! are the writer asks our catalog of the statements so far: most statements then fit, expressions have operands of their
//! types (which the catalog does not judge), and the server refuses a part of them.

mod column;
mod relation;
mod rest;

use rowproof_catalog::{Catalog, ColumnType, Note, NoteKind, Relation, RelationKind, TypeFamily, quote};
use rowproof_source::{SourceId, Span};
use rowproof_syntax::ast::{Identifier, ObjectName};
use rowproof_syntax::{Dialect, Product, Server, Version, parse_script};

use super::Choices;

/// Names of tables, indexes, sequences and types.
const NAMES: [&str; 6] = ["t", "u", "v_2", "\"W x\"", "t_a", "t_pkey"];
/// Names of columns.
const COLUMNS: [&str; 6] = ["a", "b", "c", "\"D e\"", "id", "t_id"];
/// Names of constraints.
const CONSTRAINTS: [&str; 4] = ["k", "t_a_check", "t_a_key", "\"K 2\""];
/// Schemas beside `public`.
const SCHEMAS: [&str; 2] = ["s", "\"S 2\""];

/// A table.
#[derive(Debug, Clone)]
struct Table {
    /// As written, with the schema where the path does not lead to it.
    name: String,
    columns: Vec<Column>,
    partitioned: bool,
}

/// A column.
#[derive(Debug, Clone)]
struct Column {
    name: String,
    family: Family,
}

/// What kind of values a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Number,
    Text,
    Other,
}

/// Writes statements and remembers, roughly, what they made.
pub struct Writer {
    /// The server's major version.
    version: u16,
    /// The statements so far, without those that were refused.
    text: String,
    /// What tables they leave.
    tables: Vec<Table>,
    indexes: Vec<String>,
    types: Vec<String>,
    sequences: Vec<String>,
    in_transaction: bool,
}

impl Writer {
    /// For a server of that major version.
    pub fn new(version: u16) -> Self {
        Self {
            version,
            text: String::new(),
            tables: Vec::new(),
            indexes: Vec::new(),
            types: Vec::new(),
            sequences: Vec::new(),
            in_transaction: false,
        }
    }

    /// Asks the catalog what tables there are after the statement. One that it reports is taken for refused.
    fn look(&mut self, statement: &str) {
        let server = Server {
            product: Product::PostgreSql,
            version: Version::new(self.version, 0),
        };
        let text = format!("{}{statement};\n", self.text);
        let script = parse_script(SourceId(0), &text, server);
        let catalog = Catalog::from_script(&script);
        let is_report =
            |note: &Note| !matches!(note.kind, NoteKind::Unknown | NoteKind::Ignored | NoteKind::Cut);
        if !script.errors.is_empty() || catalog.notes().iter().any(is_report) {
            return;
        }
        self.text = text;
        let tables = catalog
            .relations()
            .filter(|relation| relation.kind == RelationKind::Table);
        self.tables = tables
            .map(|relation| Table {
                name: written_name(&catalog, relation),
                columns: relation
                    .columns
                    .iter()
                    .map(|column| Column {
                        name: quote(&column.name, Dialect::PostgreSql),
                        family: Family::of(&column.data_type),
                    })
                    .collect(),
                partitioned: relation.partitioned,
            })
            .collect();
    }

    /// One of the tables, or now and then one that may not be there.
    fn table(&self, choices: &mut Choices<'_>) -> Table {
        if self.tables.is_empty() || choices.rarely(12) {
            return Table {
                name: self.new_name(choices),
                columns: Vec::new(),
                partitioned: false,
            };
        }
        let at = choices.below(self.tables.len());
        self.tables.get(at).cloned().unwrap_or_else(|| Table {
            name: "t".to_owned(),
            columns: Vec::new(),
            partitioned: false,
        })
    }

    /// A column of the table, or now and then one that may not be there.
    fn column_of(&self, table: &Table, choices: &mut Choices<'_>) -> Column {
        if table.columns.is_empty() || choices.rarely(16) {
            return Column {
                name: one_of(&COLUMNS, choices),
                family: Family::Other,
            };
        }
        let at = choices.below(table.columns.len());
        table.columns.get(at).cloned().unwrap_or_else(|| Column {
            name: "a".to_owned(),
            family: Family::Other,
        })
    }

    /// A name with or without a schema.
    fn new_name(&self, choices: &mut Choices<'_>) -> String {
        let name = one_of(&NAMES, choices);
        match choices.below(10) {
            8 => format!("{}.{name}", one_of(&SCHEMAS, choices)),
            9 => format!("public.{name}"),
            _ => name,
        }
    }
}

impl Family {
    fn of(data_type: &ColumnType) -> Self {
        let is_plain = data_type.array_dimensions == 0 && data_type.domain.is_none();
        match data_type.family {
            TypeFamily::Integer(_) if is_plain => Self::Number,
            TypeFamily::Text
                if is_plain && matches!(data_type.name.as_str(), "text" | "character varying") =>
            {
                Self::Text
            }
            _ => Self::Other,
        }
    }
}

/// The name alone where the path leads from it to the relation.
fn written_name(catalog: &Catalog, relation: &Relation) -> String {
    let bare = quote(&relation.name.name, Dialect::PostgreSql);
    let span = Span::new(SourceId(0), 0, 0);
    let part = Identifier {
        value: relation.name.name.clone(),
        quoted: true,
        span,
    };
    let name = ObjectName {
        parts: vec![part],
        span,
    };
    match catalog.resolve(&name) {
        Some(found) if found.id == relation.id => bare,
        _ => format!("{}.{bare}", quote(&relation.name.schema, Dialect::PostgreSql)),
    }
}

fn one_of(list: &[&str], choices: &mut Choices<'_>) -> String {
    choices.one(list).unwrap_or("t").to_owned()
}

/// The words, in one case of `count`.
fn maybe(words: &str, count: usize, choices: &mut Choices<'_>) -> String {
    match choices.rarely(count) {
        true => words.to_owned(),
        false => String::new(),
    }
}

/// `DROP … CASCADE`
fn behavior(choices: &mut Choices<'_>) -> &'static str {
    ["", " cascade", " restrict"]
        .get(choices.below(3))
        .copied()
        .unwrap_or_default()
}

impl super::Writer for Writer {
    fn statement(&mut self, choices: &mut Choices<'_>) -> String {
        let statement = self.next(choices);
        self.look(&statement);
        statement
    }
}

impl Writer {
    fn next(&mut self, choices: &mut Choices<'_>) -> String {
        if self.tables.is_empty() && !choices.rarely(5) {
            return self.create_table(choices);
        }
        match choices.below(38) {
            0..=3 => self.create_table(choices),
            4 => self.create_like(choices),
            5 => self.create_heir(choices),
            6..=7 => self.create_partition(choices),
            8..=9 => self.add_column(choices),
            10..=11 => self.drop_column(choices),
            12..=14 => self.alter_column(choices),
            15..=17 => self.add_constraint(choices),
            18 => self.drop_constraint(choices),
            19..=20 => self.rename(choices),
            21..=23 => self.create_index(choices),
            24 => self.drop_index(choices),
            25 => self.create_type(choices),
            26 => self.alter_type(choices),
            27 => self.sequence(choices),
            28 => self.drop_table(choices),
            29 => self.comment(choices),
            30 => self.schema(choices),
            31..=32 => self.transaction(choices),
            33 => self.identity(choices),
            34 => self.kinship(choices),
            35 => self.alter_column(choices),
            36..=37 => self.policy(choices),
            _ => self.view(choices),
        }
    }
}
