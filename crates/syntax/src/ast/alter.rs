//! `ALTER TABLE` and its actions.

use rowproof_source::Span;

use super::{
    CharacterSet, ColumnDefinition, ConstraintTiming, DataType, DropObject, Expression, Identifier,
    IdentityKind, InlineIndex, ObjectName, TableConstraint,
};

/// `ALTER TABLE [IF EXISTS] [ONLY] name action, …`
#[derive(Debug, Clone, PartialEq)]
pub struct AlterTable {
    /// `TABLE`, `VIEW`, `MATERIALIZED VIEW`, `INDEX`, `FOREIGN TABLE`: what was named.
    pub object: DropObject,
    /// What is altered.
    pub name: ObjectName,
    /// `IF EXISTS`
    pub if_exists: bool,
    /// `ONLY`: children stay as they are.
    pub only: bool,
    /// In the order of the text.
    pub actions: Vec<AlterAction>,
}

/// One action of `ALTER TABLE`.
#[derive(Debug, Clone, PartialEq)]
pub struct AlterAction {
    /// What it does.
    pub kind: AlterActionKind,
    /// Its tokens.
    pub span: Span,
}

/// What an action does.
#[derive(Debug, Clone, PartialEq)]
pub enum AlterActionKind {
    /// `ADD [COLUMN]`
    AddColumn {
        /// The column.
        column: Box<ColumnDefinition>,
        /// `IF NOT EXISTS`
        if_not_exists: bool,
        /// MySQL `FIRST` / `AFTER column`
        position: Option<ColumnPosition>,
    },
    /// `DROP [COLUMN]`
    DropColumn {
        /// The column.
        name: Identifier,
        /// `IF EXISTS`
        if_exists: bool,
        /// `CASCADE`
        cascade: bool,
    },
    /// `ADD CONSTRAINT`, `ADD PRIMARY KEY` …
    AddConstraint(Box<TableConstraint>),
    /// MySQL `ADD INDEX`
    AddIndex(InlineIndex),
    /// `DROP CONSTRAINT name`; MySQL also `DROP CHECK` and `DROP FOREIGN KEY`
    DropConstraint {
        /// The constraint.
        name: Identifier,
        /// `IF EXISTS`
        if_exists: bool,
        /// `CASCADE`
        cascade: bool,
        /// What it must be.
        what: DroppedConstraint,
    },
    /// PostgreSQL `ALTER CONSTRAINT name [NOT] DEFERRABLE …`
    AlterConstraint(Identifier, ConstraintTiming),
    /// MySQL `DROP PRIMARY KEY`
    DropPrimaryKey,
    /// MySQL `DROP INDEX name`
    DropIndex {
        /// The index.
        name: Identifier,
        /// MariaDB `IF EXISTS`
        if_exists: bool,
    },
    /// MySQL's table options: what they say anew.
    SetOptions(Box<TableOptions>),
    /// MySQL `CONVERT TO CHARACTER SET name [COLLATE name]`
    ConvertCharacterSet(CharacterSet),
    /// MySQL `ALTER INDEX name INVISIBLE` (MariaDB `IGNORED`) is true, `VISIBLE` false.
    SetIndexIgnored(Identifier, bool),
    /// MySQL `PARTITION BY` is true, `REMOVE PARTITIONING` false.
    SetPartitioned(bool),
    /// MariaDB `ADD SYSTEM VERSIONING` is true, `DROP SYSTEM VERSIONING` false.
    SetSystemVersioned(bool),
    /// `VALIDATE CONSTRAINT name`
    ValidateConstraint(Identifier),
    /// `ALTER [COLUMN] c SET NOT NULL`
    SetNotNull(Identifier),
    /// `ALTER [COLUMN] c DROP NOT NULL`
    DropNotNull(Identifier),
    /// `ALTER [COLUMN] c SET DEFAULT expression`
    SetDefault(Identifier, Box<Expression>),
    /// `ALTER [COLUMN] c DROP DEFAULT`
    DropDefault(Identifier),
    /// `ALTER [COLUMN] c [SET DATA] TYPE t [USING expression]`
    SetType {
        /// The column.
        column: Identifier,
        /// The new type.
        data_type: DataType,
        /// `COLLATE`, as written.
        collation: Option<String>,
    },
    /// `ALTER [COLUMN] c ADD GENERATED … AS IDENTITY`
    AddIdentity(Identifier, IdentityKind),
    /// `ALTER [COLUMN] c SET GENERATED { ALWAYS | BY DEFAULT }`
    SetIdentity(Identifier, IdentityKind),
    /// `ALTER [COLUMN] c DROP IDENTITY [IF EXISTS]`
    DropIdentity(Identifier, bool),
    /// `ALTER [COLUMN] c DROP EXPRESSION [IF EXISTS]`
    DropExpression(Identifier, bool),
    /// `ALTER [COLUMN] c SET EXPRESSION AS (expression)` (PostgreSQL 17)
    SetExpression(Identifier, Box<Expression>),
    /// MySQL `MODIFY COLUMN definition` (`old` is the same name) and `CHANGE COLUMN old definition`
    ReplaceColumn {
        /// The column as it was named.
        old: Identifier,
        /// What it becomes.
        column: Box<ColumnDefinition>,
        /// `FIRST` / `AFTER column`
        position: Option<ColumnPosition>,
    },
    /// `RENAME TO name` (MySQL also `RENAME name`)
    RenameTo(ObjectName),
    /// `RENAME [COLUMN] a TO b`
    RenameColumn(Identifier, Identifier),
    /// `RENAME CONSTRAINT a TO b`
    RenameConstraint(Identifier, Identifier),
    /// `ALTER TRIGGER a ON t RENAME TO b` (PostgreSQL)
    RenameTrigger(Identifier, Identifier),
    /// MySQL `RENAME INDEX a TO b`
    RenameIndex(Identifier, Identifier),
    /// `SET SCHEMA name`
    SetSchema(Identifier),
    /// `ATTACH PARTITION name …` (for `ALTER INDEX … ATTACH PARTITION` too); whether it is the `DEFAULT` one
    AttachPartition(ObjectName, bool),
    /// `DETACH PARTITION name`
    DetachPartition(ObjectName),
    /// `INHERIT parent`
    Inherit(ObjectName),
    /// `NO INHERIT parent`
    NoInherit(ObjectName),
    /// `SET UNLOGGED` (true) / `SET LOGGED` (false)
    SetUnlogged(bool),
    /// `ENABLE ROW LEVEL SECURITY` (true) / `DISABLE ROW LEVEL SECURITY` (false)
    SetRowSecurity(bool),
    /// `FORCE ROW LEVEL SECURITY` (true) / `NO FORCE ROW LEVEL SECURITY` (false)
    ForceRowSecurity(bool),
    /// `ALTER [COLUMN] c SET STATISTICS`, `SET STORAGE` and the like: nothing the catalog holds, but the column has to be
    /// there.
    ColumnOption(Identifier),
    /// Understood, without a meaning for the catalog (`OWNER TO`, `SET STATISTICS`, `ENABLE TRIGGER`, `ENGINE = …`): the words.
    Other(String),
}

/// Which constraints a `DROP` may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DroppedConstraint {
    /// `DROP CONSTRAINT`
    Any,
    /// MySQL `DROP CHECK`
    Check,
    /// MySQL `DROP FOREIGN KEY`
    ForeignKey,
}

/// Options of a MySQL table; none for what is not said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableOptions {
    /// `ENGINE`, as written.
    pub engine: Option<String>,
    /// `COMMENT`
    pub comment: Option<String>,
    /// `DEFAULT CHARACTER SET` and `COLLATE`
    pub character_set: CharacterSet,
}

/// Where MySQL puts a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnPosition {
    /// `FIRST`
    First,
    /// `AFTER column`
    After(Identifier),
}
