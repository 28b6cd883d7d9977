//! Edits of the pasted text: the smallest insertions that make the CREATE statements say what the fix says.
//!
//! A change goes where its column or table is declared when the statement can hold it there, and as a statement of its
//! own behind the declaration otherwise.

use rowproof_catalog::{Catalog, Change, Column, ColumnType, Identity, Relation, TypeFamily, quote};
use rowproof_findings::Edit;
use rowproof_source::{SortSmall, SourceFile, Span};
use rowproof_syntax::ast::Expression;
use rowproof_syntax::{Dialect, HighlightKind, highlight};

use super::statements::{column_list, constants, references, statements_of, widened_sequence};

/// The edits of the changes, ordered, not overlapping; insertions at one place are joined. Empty when some change
/// cannot be written into the text.
pub fn edits_of(catalog: &Catalog, sources: &[SourceFile], changes: &[Change]) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    for change in changes {
        let Some(more) = edits_of_one(catalog, sources, change, changes) else {
            return Vec::new();
        };
        edits.extend(more);
    }
    merge(edits)
}

/// Puts edits in order and joins insertions at the same place, in the order they were made.
fn merge(mut edits: Vec<Edit>) -> Vec<Edit> {
    edits.order_by_key(|edit| edit.span);
    let mut merged: Vec<Edit> = Vec::new();
    for edit in edits {
        match merged.last_mut() {
            Some(last) if last.span == edit.span && edit.span.is_empty() => {
                last.replacement.push_str(&edit.replacement)
            }
            _ => merged.push(edit),
        }
    }
    merged
}

/// A place in the text, with the text.
struct Place<'a> {
    catalog: &'a Catalog,
    relation: &'a Relation,
    source: &'a SourceFile,
}

fn edits_of_one(
    catalog: &Catalog,
    sources: &[SourceFile],
    change: &Change,
    all: &[Change],
) -> Option<Vec<Edit>> {
    let relation = match change.relation() {
        Some(id) => catalog.relation(id)?,
        // A new type or table stands before the table that is going to use it.
        None => all
            .iter()
            .find_map(Change::relation)
            .and_then(|id| catalog.relation(id))?,
    };
    let source = sources
        .iter()
        .find(|source| source.id() == relation.span.source)?;
    let place = Place {
        catalog,
        relation,
        source,
    };
    match change {
        Change::SetNotNull { column, .. } => place.set_not_null(column),
        Change::SetDefault {
            column, expression, ..
        } => place.set_default(column, &expression.text, change),
        Change::DropDefault { column, .. } => place.drop_default(column, change),
        Change::AddUnique { columns, .. } => match columns.as_slice() {
            [column] => place.behind_column(column, "UNIQUE", change),
            _ => place.table_constraint(
                &format!("UNIQUE ({})", column_list(columns, catalog.dialect())),
                change,
            ),
        },
        Change::AddPrimaryKey { columns, .. } => {
            let mut edits = place.required_in_key(columns)?;
            edits.extend(match columns.as_slice() {
                [column] => place.behind_column(column, "PRIMARY KEY", change),
                _ => place.table_constraint(
                    &format!("PRIMARY KEY ({})", column_list(columns, catalog.dialect())),
                    change,
                ),
            }?);
            Some(edits)
        }
        Change::AddCheck {
            expression, column, ..
        } => match column {
            Some(column) => place.behind_column(column, &format!("CHECK ({})", expression.text), change),
            None => place.table_constraint(&format!("CHECK ({})", expression.text), change),
        },
        Change::AddForeignKey { .. } => place.foreign_key(change, all),
        Change::AddIdentityKey { column, .. } => place.first_column(column),
        Change::CreateIndex(_) => place.statements_behind(change),
        Change::DropConstraint { name, .. } => place.without_constraint(change, name),
        Change::DropIndex { name, .. } => place.without_index(change, name, all.len() == 1),
        Change::SetType {
            column, data_type, ..
        } => place.set_type(column, data_type),
        Change::SetGenerated {
            column, expression, ..
        } => place.generated(column, &expression.text),
        Change::CreateEnum { .. } | Change::CreateLookup { .. } => place.statements_before(change),
    }
}

impl Place<'_> {
    fn dialect(&self) -> Dialect {
        self.catalog.dialect()
    }

    /// The column, when its definition stands in this text.
    fn column(&self, name: &str) -> Option<&Column> {
        let column = self.relation.column(name)?;
        let own = column.span.source == self.source.id() && !column.span.is_empty();
        let text = self.source.slice(column.span);
        // An inherited or copied column is declared with another table.
        let declared_here =
            self.relation.span.contains(column.span) || column.span.start > self.relation.span.end;
        (own && declared_here && !text.is_empty()).then_some(column)
    }

    fn insert(&self, at: Span, text: impl Into<String>) -> Edit {
        Edit {
            span: at,
            replacement: text.into(),
        }
    }

    /// `email text` becomes `email text UNIQUE`; a column declared elsewhere is changed by a statement.
    fn behind_column(&self, name: &str, words: &str, change: &Change) -> Option<Vec<Edit>> {
        match self.column(name) {
            Some(column) => Some(vec![self.insert(column.span.after(), format!(" {words}"))]),
            None => self.statements_behind(change),
        }
    }

    fn set_not_null(&self, name: &str) -> Option<Vec<Edit>> {
        let change = Change::SetNotNull {
            relation: self.relation.id,
            column: name.to_owned(),
        };
        match self.column(name) {
            Some(column) => Some(vec![match (column.null_span, self.check_within(column.span)) {
                (Some(null), _) => Edit {
                    span: null,
                    replacement: "NOT NULL".to_owned(),
                },
                (None, Some(check)) => self.insert(Span::empty(check.source, check.start), "NOT NULL "),
                (None, None) => self.insert(column.span.after(), " NOT NULL"),
            }]),
            None => self.statements_behind(&change),
        }
    }

    /// The first CHECK in a column's definition, behind which MariaDB reads nothing more.
    fn check_within(&self, column: Span) -> Option<Span> {
        let checks = self.relation.checks().map(|(constraint, _)| constraint.span);
        let within = checks.filter(|span| self.dialect() == Dialect::MySql && column.contains(*span));
        within.min_by_key(|span| span.start)
    }

    /// NOT NULL for the columns of a new primary key where that does not say it: SQLite lets NULL into every one but an
    /// INTEGER PRIMARY KEY.
    fn required_in_key(&self, columns: &[String]) -> Option<Vec<Edit>> {
        let mut edits = Vec::new();
        if self.dialect() != Dialect::Sqlite || self.relation.strict || self.relation.without_rowid {
            return Some(edits);
        }
        for name in columns {
            let column = self.relation.column(name)?;
            let words = column.data_type.words.as_deref().unwrap_or_default();
            let rowid = columns.len() == 1 && words.eq_ignore_ascii_case("integer");
            if !column.not_null && !rowid {
                edits.extend(self.set_not_null(name)?);
            }
        }
        Some(edits)
    }

    /// A default that stands there already is replaced.
    fn set_default(&self, name: &str, expression: &str, change: &Change) -> Option<Vec<Edit>> {
        let written = self.column(name).and_then(|column| column.default.as_deref());
        match written.filter(|default| {
            self.column(name)
                .is_some_and(|column| column.span.contains(default.span))
        }) {
            Some(default) => Some(vec![Edit {
                span: default.span,
                replacement: expression.to_owned(),
            }]),
            None => self.behind_column(name, &format!("DEFAULT {expression}"), change),
        }
    }

    /// A generated column has no default of its own, and MariaDB takes no `NOT NULL` on one.
    fn generated(&self, name: &str, expression: &str) -> Option<Vec<Edit>> {
        let column = self.column(name)?;
        let words = format!(" GENERATED ALWAYS AS ({expression}) STORED");
        if self.dialect() == Dialect::MySql {
            let end = column.type_span?.end;
            let span = Span::new(column.span.source, end, column.span.end);
            return Some(vec![Edit {
                span,
                replacement: words,
            }]);
        }
        let mut edits = Vec::new();
        if let Some(default) = &column.default {
            edits.push(self.without_default(column, default)?);
        }
        edits.push(self.insert(column.span.after(), words));
        Some(edits)
    }

    /// The definition without `DEFAULT` and what stands behind it.
    fn without_default(&self, column: &Column, default: &Expression) -> Option<Edit> {
        let span = column.span;
        if !span.contains(default.span) {
            return None;
        }
        let before = Span::new(span.source, span.start, default.span.start);
        let from = self.source.slice(before).to_ascii_lowercase();
        let word = from.get(..from.rfind("default")?)?.trim_end().len();
        let start = span.start + word as u32;
        Some(Edit {
            span: Span::new(span.source, start, default.span.end),
            replacement: String::new(),
        })
    }

    /// A default that another statement gave is taken away by a statement.
    fn drop_default(&self, name: &str, change: &Change) -> Option<Vec<Edit>> {
        let held = self.relation.column(name)?;
        let default = held.default.as_deref()?;
        match self
            .column(name)
            .filter(|column| column.span.contains(default.span))
        {
            Some(column) => Some(vec![self.without_default(column, default)?]),
            None if default.span.source == self.source.id() => {
                self.statements_after(change, default.span.end)
            }
            None => None,
        }
    }

    /// The type's words. `serial` is a type and a sequence in one word; a sequence made by another statement gets room there.
    fn set_type(&self, name: &str, data_type: &ColumnType) -> Option<Vec<Edit>> {
        let column = self.relation.column(name)?;
        let span = column.type_span.filter(|span| span.source == self.source.id())?;
        let serial = column.identity == Some(Identity::Serial) && data_type.family == TypeFamily::Integer(8);
        let replacement = match serial {
            true => "bigserial".to_owned(),
            false => data_type.to_string(),
        };
        let mut edits = vec![Edit { span, replacement }];
        let sequence = widened_sequence(self.catalog, column, data_type).filter(|_| !serial);
        edits.extend(sequence.and_then(|statement| {
            let end = self.source.text().trim_end().len() as u32;
            self.inserted_behind(&[statement], end)
        }));
        Some(edits)
    }

    /// Inline behind the column when the referenced table is declared before and the server honours it there.
    fn foreign_key(&self, change: &Change, all: &[Change]) -> Option<Vec<Edit>> {
        let Change::AddForeignKey {
            columns, referenced, ..
        } = change
        else {
            return None;
        };
        let made_here = all
            .iter()
            .any(|other| matches!(other, Change::CreateLookup { name, .. } if name == referenced));
        let before = made_here
            || self.catalog.by_name(referenced).is_some_and(|parent| {
                parent.id == self.relation.id
                    || (parent.span.source == self.relation.span.source
                        && parent.span.start < self.relation.span.start)
            });
        let words = references(self.catalog, change);
        match (self.dialect(), columns.as_slice()) {
            (Dialect::Sqlite, [column]) => self.behind_column(column, &words, change),
            (Dialect::PostgreSql, [column]) if before => self.behind_column(column, &words, change),
            (Dialect::Sqlite, _) => self.table_constraint(&self.table_foreign_key(columns, &words), change),
            (_, _) if before => self.table_constraint(&self.table_foreign_key(columns, &words), change),
            _ => self.statements_at_end(change),
        }
    }

    fn table_foreign_key(&self, columns: &[String], words: &str) -> String {
        format!("FOREIGN KEY ({}) {words}", column_list(columns, self.dialect()))
    }

    /// A new last item of the column list. When a comment follows the last item, the comma goes before the comment and
    /// the item on a line of its own, so that the comment stays with what it describes.
    fn table_constraint(&self, words: &str, change: &Change) -> Option<Vec<Edit>> {
        let (Some(body), Some(last)) = (self.relation.body, self.last_item()) else {
            return self.statements_behind(change);
        };
        let close = body.end.checked_sub(1)?;
        let tail = self.source.slice(Span::new(body.source, last.end, close));
        let indent = self.indent_of(last.start);
        if tail.contains("--") || tail.contains("/*") || tail.contains('#') {
            let line_break = tail.rfind('\n')? as u32;
            let at = Span::empty(body.source, last.end + line_break);
            return Some(vec![
                self.insert(last.after(), ","),
                self.insert(at, format!("\n{indent}{words}")),
            ]);
        }
        let separator = if tail.contains('\n') {
            format!(",\n{indent}")
        } else {
            ", ".to_owned()
        };
        Some(vec![self.insert(last.after(), format!("{separator}{words}"))])
    }

    /// The last column or constraint inside the list.
    fn last_item(&self) -> Option<Span> {
        let body = self.relation.body?;
        let columns = self.relation.columns.iter().map(|column| column.span);
        let constraints = self.relation.constraints.iter().map(|constraint| constraint.span);
        let indexes = self.relation.indexes.iter().map(|index| index.span);
        columns
            .chain(constraints)
            .chain(indexes)
            .filter(|span| body.contains(*span) && *span != body)
            .max_by_key(|span| span.end)
    }

    /// The text without the constraint: an item of the list goes with a comma, a column's clause alone. One of an ALTER TABLE is
    /// dropped by a statement behind it.
    fn without_constraint(&self, change: &Change, name: &str) -> Option<Vec<Edit>> {
        let span = self
            .relation
            .constraints
            .iter()
            .find(|held| held.name == name)?
            .span;
        if span.source != self.source.id() || span.is_empty() {
            return None;
        }
        match self.relation.body.filter(|body| body.contains(span)) {
            Some(body) => self.without_item(body, span),
            None => self.statements_after(change, span.end),
        }
    }

    /// The text without an item of the list of columns, or a clause of one of them.
    fn without_item(&self, body: Span, span: Span) -> Option<Vec<Edit>> {
        let remove = |start: u32, end: u32| Edit {
            span: Span::new(span.source, start, end),
            replacement: String::new(),
        };
        let text = |start: u32, end: u32| self.source.slice(Span::new(span.source, start, end));
        let blanks = |text: &str| (text.len() - text.trim_end().len()) as u32;
        let columns = &self.relation.columns;
        let before = text(body.start, span.start);
        if columns.iter().any(|column| column.span.contains(span)) {
            return Some(vec![remove(span.start - blanks(before), span.end)]);
        }
        let after = text(span.end, body.end.checked_sub(1)?);
        let spaces = (after.len() - after.trim_start().len()) as u32;
        if after.trim_start().starts_with(',') {
            return Some(vec![remove(span.start - blanks(before), span.end + spaces + 1)]);
        }
        // The last item: the comma before it goes too, wherever a comment put it.
        let constraints = self.relation.constraints.iter().map(|constraint| constraint.span);
        let indexes = self.relation.indexes.iter().map(|index| index.span);
        let items = columns
            .iter()
            .map(|column| column.span)
            .chain(constraints)
            .chain(indexes);
        let last = items
            .filter(|item| body.contains(*item) && item.end <= span.start)
            .map(|item| item.end)
            .max()?;
        let comma = last + text(last, span.start).find(',')? as u32;
        let end = text(body.start, span.start).trim_end().len() as u32 + body.start;
        let mut edits = vec![remove(comma, comma + 1)];
        match end == comma + 1 {
            true => edits = vec![remove(comma, span.end)],
            false => edits.push(remove(end, span.end)),
        }
        Some(edits)
    }

    /// The white space at the start of the line that holds byte `at`.
    fn indent_of(&self, at: u32) -> String {
        let before = self.source.text().get(..at as usize).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        line.chars()
            .take_while(|character| matches!(character, ' ' | '\t'))
            .collect()
    }

    fn first_column(&self, name: &str) -> Option<Vec<Edit>> {
        let body = self.relation.body?;
        let first = self
            .relation
            .columns
            .iter()
            .map(|column| column.span)
            .filter(|span| body.contains(*span))
            .min();
        let name = quote(name, self.dialect());
        let definition = match self.dialect() {
            Dialect::PostgreSql => format!("{name} bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
            Dialect::MySql => format!("{name} bigint NOT NULL AUTO_INCREMENT PRIMARY KEY"),
            Dialect::Sqlite => format!("{name} integer PRIMARY KEY"),
        };
        let first = first?;
        let between = self
            .source
            .slice(Span::new(body.source, body.start + 1, first.start));
        let separator = if between.contains('\n') {
            format!(",\n{}", self.indent_of(first.start))
        } else {
            ", ".to_owned()
        };
        Some(vec![self.insert(
            Span::empty(body.source, first.start),
            format!("{definition}{separator}"),
        )])
    }

    /// Statements of their own behind everything the table is made of.
    fn statements_behind(&self, change: &Change) -> Option<Vec<Edit>> {
        let source = self.source.id();
        let ends = self
            .relation
            .columns
            .iter()
            .map(|column| column.span)
            .chain([self.relation.span]);
        let end = ends
            .filter(|span| span.source == source)
            .map(|span| span.end)
            .max()?;
        self.statements_after(change, end)
    }

    /// The text without the index: one that stands in the list of columns goes with a comma, another is dropped by a statement
    /// behind it. So is the last of the list beside other changes, which may take the same comma or put something behind it.
    fn without_index(&self, change: &Change, name: &str, is_alone: bool) -> Option<Vec<Edit>> {
        let index = self.relation.indexes.iter().find(|index| index.name == name)?;
        let span = index.span;
        if span.source != self.source.id() {
            return None;
        }
        let Some(body) = self.relation.body.filter(|body| body.contains(span)) else {
            return self.statements_after(change, span.end);
        };
        let behind = self.source.text().get(span.end as usize..).unwrap_or_default();
        match is_alone || behind.trim_start().starts_with(',') {
            true => self.without_item(body, span),
            false => self.statements_after(change, body.end),
        }
    }

    /// Statements of their own at the end of the text, when they need what is declared later.
    fn statements_at_end(&self, change: &Change) -> Option<Vec<Edit>> {
        self.statements_after(change, self.source.text().trim_end().len() as u32)
    }

    fn statements_after(&self, change: &Change, end: u32) -> Option<Vec<Edit>> {
        self.inserted_behind(&statements_of(self.catalog, std::slice::from_ref(change)), end)
            .map(|edit| vec![edit])
    }

    /// The statements behind the one that ends there or later.
    fn inserted_behind(&self, statements: &[String], end: u32) -> Option<Edit> {
        if statements.is_empty() {
            return None;
        }
        let rest = self.source.text().get(end as usize..)?;
        // Past the rest of the statement, up to and with its semicolon.
        let dialect = self.dialect();
        let near = |(at, _): &(usize, &str)| *at < FARTHEST_END;
        let mut semicolons = rest.match_indices(';').take_while(near).take(MOST_SEMICOLONS);
        let ends = |at: usize| rest.get(..=at).is_some_and(|tail| ends_statement(tail, dialect));
        let semicolon = semicolons.find(|(at, _)| ends(*at)).map(|(at, _)| at);
        let is_last = rest.trim().is_empty();
        let (at, opening) = match semicolon {
            _ if self.source.text().get(..end as usize)?.trim_end().ends_with(';') => (end, ""),
            Some(offset) => (end + offset as u32 + 1, ""),
            None if is_last => (end, ";"),
            // Within a statement that nothing ends: where it would have to be cut is not known.
            None => return None,
        };
        let text: String = statements
            .iter()
            .map(|statement| format!("\n{statement};"))
            .collect();
        Some(self.insert(Span::empty(self.source.id(), at), format!("{opening}{text}")))
    }

    fn statements_before(&self, change: &Change) -> Option<Vec<Edit>> {
        let statements = match (change, self.dialect()) {
            (Change::CreateEnum { name, labels }, Dialect::PostgreSql) => {
                vec![format!(
                    "CREATE TYPE {} AS ENUM ({})",
                    self.catalog.sql_qualified(name),
                    constants(labels)
                )]
            }
            _ => statements_of(self.catalog, std::slice::from_ref(change)),
        };
        if statements.is_empty() {
            return None;
        }
        let text: String = statements
            .iter()
            .map(|statement| format!("{statement};\n"))
            .collect();
        let at = Span::empty(self.source.id(), self.relation.span.start);
        Some(vec![self.insert(at, format!("{text}\n"))])
    }
}

/// Semicolons that are looked at for the end of a statement: those before it stand in strings and comments.
const MOST_SEMICOLONS: usize = 8;
/// How far the end of a statement is looked for, in bytes: each fix of each table looks.
const FARTHEST_END: usize = 20_000;

/// Whether the semicolon that the text ends with ends a statement, and stands in no string or comment. The text begins between
/// two tokens.
fn ends_statement(text: &str, dialect: Dialect) -> bool {
    if !text.contains(['\'', '"', '`', '$', '[', '#']) && !text.contains("--") && !text.contains("/*") {
        return true;
    }
    let tokens = highlight(text, dialect);
    let last = tokens.last().filter(|token| token.end as usize == text.len());
    last.is_some_and(|token| token.kind == HighlightKind::Operator && token.end == token.start + 1)
}
