//! `CREATE TABLE`, and columns wherever they are added.

use rowproof_source::Span;
use rowproof_syntax::ast::{
    ColumnConstraint, ColumnConstraintKind, ColumnDefinition, CreateTable, DataType, Expression,
    IdentityKind, Persistence, Select, TableConstraint, TableConstraintKind,
};
use rowproof_syntax::{Dialect, Product, Version};

use super::affinity::Affinity;
use super::building::{Building, looped};
use super::expression::is_constant;
use super::query::Walk;
use super::{Outcome, TEMPORARY, refused, virtual_table};
use crate::model::{Absent, Column, Identity, QualifiedName, RareColumn, TypeFamily};
use crate::replay::table::{comments, empty_relation};
use crate::{Catalog, ColumnType, Refusal, honours};

impl Catalog {
    pub(super) fn create_sqlite_table(&mut self, create: &CreateTable, span: Span) -> Outcome {
        let name = self.new_sqlite_table_name(create)?;
        self.refuse_reserved(&name.name, create.name.span)?;
        if let Some(taken) = self.sqlite_name_taken(&name) {
            if create.if_not_exists && taken != "an index" {
                return Ok(());
            }
            return refused(
                create.name.span,
                Refusal::DuplicateRelation,
                format!("`{name}`"),
                format!("there is {taken} of this name already"),
            );
        }
        let mut relation = empty_relation(self, create, span);
        relation.name = name;
        if relation.name.schema == TEMPORARY {
            relation.persistence = Persistence::Temporary;
        }
        let mut building = Building::new(relation);
        match &create.virtual_module {
            Some(module) => {
                let span = create.name.span;
                building.relation.columns =
                    virtual_table::columns(module, &create.virtual_arguments, span).into();
            }
            None => self.build_sqlite_table(&mut building, create)?,
        }
        if let Some(select) = create.as_select.as_deref()
            && let Err(trouble) = self.columns_from_query(&mut building, select)
        {
            let name = building.relation.name.to_string();
            self.note(
                span,
                format!("`{name}`"),
                format!("it is made from a query, and {trouble}"),
            );
            return Ok(());
        }
        if let Some(query) = create
            .as_query
            .as_ref()
            .filter(|_| building.relation.columns.is_empty())
        {
            self.note(
                query.span,
                format!("columns of `{}`", building.relation.name),
                "they come from a query over what only the database knows",
            );
        }
        self.finish_sqlite_table(building);
        Ok(())
    }

    /// `AS SELECT …`: names from the query, types from their affinities, and nothing else. The error is what keeps the
    /// query from being run.
    fn columns_from_query(&self, building: &mut Building, select: &Select) -> Result<(), String> {
        let relation = &mut building.relation;
        let mut walk = Walk::new(self, TEMPORARY);
        walk.visit(select, None);
        let given = walk.output(select);
        if walk.miscounted {
            walk.trouble
                .get_or_insert_with(|| "a view gives another number of columns than it names".to_owned());
        }
        if let Some(trouble) = walk.trouble {
            return Err(trouble);
        }
        let read = walk
            .mentions
            .iter()
            .map(|mention| (mention.relation, Some(&mention.column)));
        let whole = walk.whole.iter().map(|relation| (*relation, None));
        for (relation, name) in read.chain(whole) {
            let looped = self.relation(relation).map(looped).unwrap_or_default();
            if let Some(column) = looped
                .iter()
                .find(|column| name.is_none_or(|name| *name == column.name))
            {
                return Err(format!("`{}` is generated from itself", column.name));
            }
        }
        let columns = given.into_iter().flatten().map(|given| {
            let words = given.affinity.map_or("", Affinity::type_words);
            Column::plain(
                given.name,
                declared_type(words, relation.name_span),
                relation.name_span,
            )
        });
        relation.columns = columns.collect();
        Ok(())
    }

    fn new_sqlite_table_name(&mut self, create: &CreateTable) -> Outcome<QualifiedName> {
        let qualifier = create
            .name
            .parts
            .len()
            .checked_sub(2)
            .and_then(|at| create.name.parts.get(at));
        let schema = self.sqlite_schema(qualifier);
        let mut name = self.name_for_new(&create.name);
        if create.persistence == Persistence::Temporary {
            if schema.as_deref().is_some_and(|schema| schema != TEMPORARY) {
                return refused(
                    create.name.span,
                    Refusal::InvalidDefinition,
                    format!("`{name}`"),
                    "a temporary table is in no other database than `temp`",
                );
            }
            name.schema = TEMPORARY.to_owned();
        }
        Ok(name)
    }

    fn build_sqlite_table(&mut self, building: &mut Building, create: &CreateTable) -> Outcome {
        if create.columns.is_empty() && create.as_query.is_none() {
            return refused(
                create.name.span,
                Refusal::InvalidDefinition,
                format!("`{}`", building.relation.name),
                "a table needs a column",
            );
        }
        for definition in &create.columns {
            self.add_sqlite_column(building, definition)?;
        }
        for (at, constraint) in create.constraints.iter().enumerate() {
            // The comma between the columns and the constraints leaves the last name as it is.
            if at > 0 {
                building.constraint_name = None;
            }
            self.add_sqlite_constraint(building, constraint)?;
        }
        if create.strict {
            self.make_strict(building)?;
        }
        if create.without_rowid {
            building.make_without_rowid()?;
        }
        building.check_expressions()?;
        building.refuse_loop(create.name.span)
    }

    /// Puts a finished table into the catalog, and says what it could not know.
    pub(super) fn finish_sqlite_table(&mut self, building: Building) {
        const KNOWN: [&str; 3] = ["binary", "nocase", "rtrim"];
        for (span, collation) in &building.collations {
            if !KNOWN.contains(&collation.to_ascii_lowercase().as_str()) {
                self.note(
                    *span,
                    format!("collation `{collation}`"),
                    "SQLite itself has BINARY, NOCASE and RTRIM; the application must define it",
                );
            }
        }
        self.note_foreign_function(building.foreign_function(), building.relation.name_span);
        let indexes: Vec<String> = building
            .relation
            .indexes
            .iter()
            .filter(|index| index.method != "rowid")
            .map(|index| index.name.clone())
            .collect();
        self.suspect_readers_of(&building.relation.name.name);
        let id = self.add_relation(building.relation);
        for index in indexes {
            self.remember_index(id, &index);
        }
        self.remember_references(id);
    }

    /// A column with all that stands behind it.
    pub(super) fn add_sqlite_column(
        &self,
        building: &mut Building,
        definition: &ColumnDefinition,
    ) -> Outcome {
        let name = definition.name.value.clone();
        if building.column_at(&name).is_some() {
            return refused(
                definition.name.span,
                Refusal::DuplicateColumn,
                format!("column `{name}`"),
                "a column of this name exists already",
            );
        }
        let written = definition.data_type.as_ref();
        let mut data_type = written.map_or_else(
            || ColumnType::known("", TypeFamily::Other),
            |written| self.resolve_type(written),
        );
        data_type.words.get_or_insert_with(|| "".into());
        let null = definition
            .constraints
            .iter()
            .find(|constraint| constraint.kind == ColumnConstraintKind::Null);
        let rare = RareColumn {
            comments: comments(definition),
            null_span: null.map(|constraint| constraint.span),
            ..RareColumn::ABSENT.clone()
        };
        building.relation.columns.push(Column {
            name_span: definition.name.span,
            type_span: written.map(|written| written.span),
            rare: rare.into(),
            ..Column::plain(name, data_type, definition.span)
        });
        building.constraint_name = None;
        for constraint in &definition.constraints {
            self.add_sqlite_column_constraint(building, constraint)?;
        }
        Ok(())
    }

    fn add_sqlite_column_constraint(
        &self,
        building: &mut Building,
        constraint: &ColumnConstraint,
    ) -> Outcome {
        building.remember_name(constraint.name.as_ref());
        match &constraint.kind {
            ColumnConstraintKind::NotNull => {
                if let Some(column) = building.last_column() {
                    column.not_null = true;
                    column.not_null_by_check = false;
                    column.not_null_name = constraint.name.as_ref().map(|name| name.value.clone());
                }
            }
            ColumnConstraintKind::Default(expression) => building.set_default(expression, constraint.span)?,
            ColumnConstraintKind::Generated { expression, stored } => {
                if !self
                    .server()
                    .is_at_least(Product::Sqlite, honours::SQLITE_GENERATED_COLUMNS)
                {
                    return self.too_old(
                        constraint.span,
                        "generated columns",
                        honours::SQLITE_GENERATED_COLUMNS,
                    );
                }
                building.set_generated(expression, *stored, constraint.span)?;
            }
            ColumnConstraintKind::PrimaryKey => building.add_column_key(constraint)?,
            ColumnConstraintKind::Identity(IdentityKind::AutoIncrement) => {
                building.set_autoincrement(constraint.span)?;
            }
            ColumnConstraintKind::Unique { .. } => building.add_column_unique(constraint)?,
            ColumnConstraintKind::Check { expression, .. } => building.add_check(expression, constraint.span),
            ColumnConstraintKind::References(references) => {
                let columns: Vec<String> = building
                    .last_column()
                    .map(|column| column.name.clone())
                    .into_iter()
                    .collect();
                building.add_foreign_key(columns, references, constraint.timing, constraint.span)?;
            }
            ColumnConstraintKind::Collate(name) => building.set_collation(constraint, name),
            ColumnConstraintKind::Identity(_) | ColumnConstraintKind::OnUpdate(_) => {
                return refused(
                    constraint.span,
                    Refusal::NotSupported,
                    "this clause",
                    "SQLite does not have it",
                );
            }
            ColumnConstraintKind::Null | ColumnConstraintKind::Other(_) => {}
            // MySQL's.
            ColumnConstraintKind::CharacterSet(_)
            | ColumnConstraintKind::BinaryCollation
            | ColumnConstraintKind::Invisible
            | ColumnConstraintKind::Unversioned
            | ColumnConstraintKind::RowPeriod(_)
            | ColumnConstraintKind::SerialDefault => {}
        }
        Ok(())
    }

    pub(super) fn add_sqlite_constraint(
        &self,
        building: &mut Building,
        constraint: &TableConstraint,
    ) -> Outcome {
        building.remember_name(constraint.name.as_ref());
        match &constraint.kind {
            TableConstraintKind::PrimaryKey { columns, .. } => building.add_primary_key(constraint, columns),
            TableConstraintKind::Unique { columns, .. } => building.add_unique(constraint, columns),
            TableConstraintKind::Check { expression, .. } => {
                building.add_check(expression, constraint.span);
                Ok(())
            }
            TableConstraintKind::ForeignKey { columns, references } => {
                let columns = building.referencing_columns(columns, constraint.span)?;
                building.add_foreign_key(columns, references, constraint.timing, constraint.span)
            }
            TableConstraintKind::UsingIndex { .. }
            | TableConstraintKind::Exclude { .. }
            | TableConstraintKind::NotNull(_) => refused(
                constraint.span,
                Refusal::NotSupported,
                "this constraint",
                "SQLite does not have it",
            ),
        }
    }

    /// `STRICT`: the types it has, and no NULL in a primary key.
    pub(super) fn make_strict(&self, building: &mut Building) -> Outcome {
        const TYPES: [&str; 6] = ["ANY", "BLOB", "INT", "INTEGER", "REAL", "TEXT"];
        if !self.server().is_at_least(Product::Sqlite, honours::SQLITE_STRICT) {
            return self.too_old(building.relation.name_span, "`STRICT`", honours::SQLITE_STRICT);
        }
        let key = building.relation.primary_key().map(|key| key.columns.clone());
        for column in &mut building.relation.columns {
            let words = column.data_type.words.as_deref().unwrap_or_default();
            if !TYPES.contains(&words) {
                return refused(
                    column.type_span.unwrap_or(column.span),
                    Refusal::InvalidDefinition,
                    format!("type of column `{}`", column.name),
                    "the columns of a STRICT table are INT, INTEGER, REAL, TEXT, BLOB or ANY",
                );
            }
            let in_key = key.as_ref().is_some_and(|key| key.contains(&column.name));
            if in_key && column.identity.is_none() {
                column.not_null = true;
                column.not_null_by_check = false;
            }
        }
        Ok(())
    }

    pub(super) fn too_old<T>(&self, span: Span, what: &str, since: Version) -> Outcome<T> {
        refused(
            span,
            Refusal::NotSupported,
            what,
            format!("{} does not have it; SQLite {since} does", self.server()),
        )
    }
}

pub(super) fn declared_type(words: &str, span: Span) -> ColumnType {
    let written = DataType {
        name: words.to_ascii_lowercase(),
        arguments: Vec::new(),
        array_dimensions: 0,
        words: words.to_owned(),
        span,
    };
    ColumnType::from_ast(&written, Dialect::Sqlite)
}

impl Building {
    fn set_default(&mut self, expression: &Expression, span: Span) -> Outcome {
        let Some(column) = self.last_column() else {
            return Ok(());
        };
        if !is_constant(expression) {
            return refused(
                span,
                Refusal::InvalidDefinition,
                format!("default of column `{}`", column.name),
                "a default is a constant in SQLite: no column, no parameter",
            );
        }
        if column.generated.is_some() {
            return refused(
                span,
                Refusal::InvalidDefinition,
                format!("column `{}`", column.name),
                "a generated column has no default",
            );
        }
        column.default = Some(Box::new(expression.clone()));
        Ok(())
    }

    fn set_generated(&mut self, expression: &Expression, stored: bool, span: Span) -> Outcome {
        let key = self.relation.primary_key().map(|key| key.columns.clone());
        let Some(column) = self.last_column() else {
            return Ok(());
        };
        if column.default.is_some() || column.generated.is_some() {
            return refused(
                span,
                Refusal::InvalidDefinition,
                format!("column `{}`", column.name),
                "a column has one default or one generation expression",
            );
        }
        column.generated = Some(Box::new(expression.clone()));
        column.generated_stored = stored;
        let name = column.name.clone();
        if key.is_some_and(|key| key.contains(&name)) {
            return self.generated_in_key(&name, span);
        }
        Ok(())
    }

    /// `AUTOINCREMENT` behind `PRIMARY KEY`.
    fn set_autoincrement(&mut self, span: Span) -> Outcome {
        let is_alias = self
            .last_column()
            .is_some_and(|column| column.identity == Some(Identity::ByDefault));
        if !is_alias {
            return refused(
                span,
                Refusal::InvalidDefinition,
                "AUTOINCREMENT",
                "it is only allowed on an INTEGER PRIMARY KEY",
            );
        }
        self.relation.autoincrement = true;
        Ok(())
    }
}
