//! `CREATE TABLE`.

use super::{Read, Reader};
use crate::Dialect;
use crate::ast::{
    CharacterSet, ColumnDefinition, CreateTable, Identifier, InlineIndex, LikeClause, ObjectName,
    Persistence, StatementKind, TableConstraint,
};
use crate::lexer::TokenKind;

/// One item of the list.
enum Item {
    Column(Box<ColumnDefinition>),
    Constraint(Box<TableConstraint>),
    Index(Box<InlineIndex>),
    Like(Box<LikeClause>),
    /// `PERIOD FOR SYSTEM_TIME (a, b)`; without columns for other periods.
    Period(Option<(Identifier, Identifier)>),
}

impl Reader<'_> {
    /// Behind `CREATE`, at `TABLE`, or at the words before it.
    pub(super) fn create_table(&mut self, persistence: Persistence, is_virtual: bool) -> Read<StatementKind> {
        self.expect("TABLE")?;
        let if_not_exists = self.accept_all("IF NOT EXISTS");
        let name = self.object_name("the table's name")?;
        let mut table = empty_table(name, if_not_exists, persistence);
        table.leading_comment = self.comment_before_statement();
        if is_virtual {
            self.virtual_table(&mut table)?;
        } else {
            self.table_parent(&mut table)?;
            if self.dialect == Dialect::MySql && self.opens_like() {
                let close = self.group_end().unwrap_or(self.end);
                self.step(1);
                self.within(close, |reader| reader.table_parent(&mut table))?;
                self.step(1);
            } else if self.kind(0) == Some(TokenKind::Open) && !self.opens_query() {
                self.table_body(&mut table)?;
            }
            self.table_options(&mut table);
        }
        Ok(StatementKind::CreateTable(Box::new(table)))
    }

    /// `PARTITION OF parent` and `OF type`, which stand before the list.
    fn table_parent(&mut self, table: &mut CreateTable) -> Read<()> {
        if self.accept_all("PARTITION OF") {
            table.partition_of = Some(self.object_name("the parent's name")?);
        } else if self.accept("OF") {
            table.of_type = Some(self.object_name("a type's name")?);
        } else if self.dialect == Dialect::MySql && self.accept("LIKE") {
            let relation = self.object_name("a table's name")?;
            table.like.push(like_everything(relation));
        }
        Ok(())
    }

    /// `USING fts5(…)`
    fn virtual_table(&mut self, table: &mut CreateTable) -> Read<()> {
        self.expect("USING")?;
        let module = self.identifier("a module's name")?;
        table.virtual_module = Some(module.value);
        let from = self.at;
        table.virtual_arguments = self.virtual_arguments();
        self.skip_one();
        table.body = (self.at > from).then(|| self.span_since(from));
        Ok(())
    }

    /// MySQL's `CREATE TABLE a (LIKE b)`
    fn opens_like(&self) -> bool {
        self.kind(0) == Some(TokenKind::Open) && self.is(1, "LIKE") && self.name_at(2)
    }

    /// What stands between the commas of the parentheses that open here, which are left to be read.
    fn virtual_arguments(&mut self) -> Vec<String> {
        let (at, end) = (self.at, self.end);
        let mut arguments = Vec::new();
        if let (Some(TokenKind::Open), Some(close)) = (self.kind(0), self.group_end()) {
            (self.at, self.end) = (at + 1, close);
            while !self.at_end() {
                let from = self.at;
                self.at = self.item_end();
                arguments.push(self.text_since(from));
                self.step(1);
            }
        }
        (self.at, self.end) = (at, end);
        arguments
    }

    /// Whether the parenthesis here opens a query, as in `CREATE TABLE a (SELECT …)`.
    fn opens_query(&self) -> bool {
        self.is_one_of(1, "SELECT WITH VALUES") && self.kind(2) != Some(TokenKind::Comma)
    }

    fn table_body(&mut self, table: &mut CreateTable) -> Read<()> {
        let from = self.at;
        let is_child = table.partition_of.is_some() || table.of_type.is_some();
        let items = self.list("the list of columns", |reader| reader.table_item(is_child))?;
        table.body = Some(self.span_since(from));
        table.columns.reserve_exact(items.len());
        for item in items {
            match item {
                Item::Column(column) => {
                    self.report_late_column(&column, table);
                    table.columns.push(*column);
                }
                Item::Constraint(constraint) => table.constraints.push(*constraint),
                Item::Index(index) => table.indexes.push(*index),
                Item::Like(like) => {
                    let at = table.columns.len();
                    table.like.push(LikeClause { at, ..*like });
                }
                Item::Period(period) => table.period = period.or(table.period.take()),
            }
        }
        Ok(())
    }

    fn table_item(&mut self, is_child: bool) -> Read<Item> {
        if self.is(0, "LIKE") && self.dialect != Dialect::Sqlite {
            return Ok(Item::Like(Box::new(self.like_clause()?)));
        }
        if self.are("PERIOD FOR") {
            return Ok(Item::Period(self.period()?));
        }
        if self.starts_inline_index() {
            return Ok(Item::Index(Box::new(self.inline_index()?)));
        }
        if self.starts_table_constraint() {
            return Ok(Item::Constraint(Box::new(self.table_constraint()?)));
        }
        let item_end = self.end;
        let mut column = self.column_definition(is_child)?;
        column.comment = self.comment_of_item(column.span, item_end);
        Ok(Item::Column(Box::new(column)))
    }

    /// `PERIOD FOR SYSTEM_TIME (a, b)`
    fn period(&mut self) -> Read<Option<(Identifier, Identifier)>> {
        self.step(2);
        let of_system = self.is(0, "SYSTEM_TIME");
        self.step(1);
        let mut bounds = self.identifier_list()?.into_iter();
        let period = bounds.next().zip(bounds.next());
        Ok(period.filter(|_| of_system))
    }

    pub(super) fn like_clause(&mut self) -> Read<LikeClause> {
        self.expect("LIKE")?;
        let relation = self.object_name("a table's name")?;
        let mut like = LikeClause {
            relation,
            including: Vec::new(),
            excluding: Vec::new(),
            at: 0,
        };
        loop {
            let including = self.is(0, "INCLUDING");
            if !including && !self.is(0, "EXCLUDING") {
                return Ok(like);
            }
            self.at += 1;
            let what = self.identifier("what to copy")?.value.to_ascii_lowercase();
            like.including.retain(|kept| *kept != what);
            like.excluding
                .retain(|left_out| *left_out != what && what != "all");
            if including {
                like.including.push(what);
            } else if what == "all" {
                like.including.clear();
            } else {
                like.excluding.push(what);
            }
        }
    }
}

fn like_everything(relation: ObjectName) -> LikeClause {
    LikeClause {
        relation,
        including: vec!["all".to_owned()],
        excluding: Vec::new(),
        at: 0,
    }
}

fn empty_table(name: ObjectName, if_not_exists: bool, persistence: Persistence) -> CreateTable {
    CreateTable {
        name,
        if_not_exists,
        persistence,
        columns: Vec::new(),
        constraints: Vec::new(),
        indexes: Vec::new(),
        like: Vec::new(),
        inherits: Vec::new(),
        partition_of: None,
        partition_by: None,
        is_default_partition: false,
        partition_strategy: None,
        partition_keys: Vec::new(),
        of_type: None,
        as_query: None,
        as_select: None,
        strict: false,
        without_rowid: false,
        engine: None,
        comment: None,
        virtual_module: None,
        virtual_arguments: Vec::new(),
        leading_comment: None,
        body: None,
        or_replace: false,
        character_set: CharacterSet::default(),
        system_versioned: false,
        period: None,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use rowproof_source::SourceId;

    use super::*;
    use crate::ast::*;
    use crate::parse_script;

    pub(crate) fn table(text: &str, dialect: Dialect) -> (CreateTable, Vec<SyntaxError>) {
        let mut script = parse_script(SourceId(0), text, dialect);
        match script.statements.remove(0).kind {
            StatementKind::CreateTable(table) => (*table, script.errors),
            other => panic!("not a table: {other:?}"),
        }
    }

    #[test]
    fn an_unreadable_item_costs_only_itself() {
        let (table, errors) = table(
            "create table a (b int, 42 what, c text not null, primary key (b));",
            Dialect::PostgreSql,
        );
        assert_eq!(table.columns.len(), 2);
        assert_eq!(table.constraints.len(), 1);
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].span.range(), 23..25);
    }

    #[test]
    fn an_unknown_clause_costs_only_itself() {
        let text = "create table a (b int frobnicate (1) not null, c int);";
        let (table, errors) = table(text, Dialect::PostgreSql);
        assert_eq!(table.columns.len(), 2);
        assert_eq!(table.columns[0].constraints.len(), 1);
        assert_eq!(errors.len(), 1);
        assert!(matches!(errors[0].kind, SyntaxErrorKind::UnknownClause { .. }));
        assert_eq!(text.get(errors[0].span.range()), Some("frobnicate (1)"));
    }

    #[test]
    fn a_missing_comma_costs_nothing() {
        let text = "create table a (\n  b int not null\n  c text,\n  d int\n  primary key (b)\n);";
        let (table, errors) = table(text, Dialect::PostgreSql);
        assert_eq!((table.columns.len(), table.constraints.len()), (3, 1));
        let errors: Vec<String> = errors.iter().map(|error| error.kind.to_string()).collect();
        assert_eq!(
            errors,
            ["expected `,`, found `c`", "expected `,`, found `primary`"]
        );
    }

    #[test]
    fn the_end_is_missing() {
        let (table, errors) = table("create table a (b int, c text", Dialect::PostgreSql);
        assert_eq!(table.columns.len(), 2);
        assert!(matches!(errors[0].kind, SyntaxErrorKind::Unclosed { .. }));
    }

    #[test]
    fn parents_and_likes() {
        let postgres = Dialect::PostgreSql;
        let (child, _) = table("create table a partition of b for values in (1)", postgres);
        assert_eq!(child.partition_of.unwrap().parts[0].value, "b");
        let (copy, errors) = table(
            "create table a (like b including all excluding indexes, c int) inherits (d)",
            postgres,
        );
        assert_eq!(copy.like[0].including, ["all"]);
        assert_eq!(copy.inherits.len(), 1);
        assert!(errors.is_empty());
    }

    #[test]
    fn virtual_tables_name_their_module() {
        let (table, errors) = table(
            "create virtual table a using fts5(b, content='')",
            Dialect::Sqlite,
        );
        assert_eq!(table.virtual_module.as_deref(), Some("fts5"));
        assert!(errors.is_empty());
    }
}
