//! Row-level security of tables (PostgreSQL).

use rowproof_source::Span;
use rowproof_syntax::ast::{Expression, PolicyCommand};

use super::RelationId;

/// What row-level security a table has.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RowSecurity {
    /// `ENABLE ROW LEVEL SECURITY`: its policies are applied.
    pub enabled: bool,
    /// `FORCE ROW LEVEL SECURITY`: to its owner too.
    pub forced: bool,
    /// In the order they came; kept while it is not enabled, too.
    pub policies: Vec<Policy>,
}

/// A policy: which rows some roles see, and which they may write.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Unique in its table.
    pub name: String,
    /// `AS RESTRICTIVE`: a row has to pass it as well. Of those that are permissive it has to pass one.
    pub restrictive: bool,
    /// What it is for.
    pub command: PolicyCommand,
    /// Whom it is for, in order; empty for `PUBLIC`.
    pub roles: Vec<String>,
    /// `USING`: of the rows that are there.
    pub using: Option<Condition>,
    /// `WITH CHECK`: of the rows that are written. Where it is not said, `USING` is asked.
    pub check: Option<Condition>,
    /// Its statement.
    pub span: Span,
}

/// A condition of a policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// What it says.
    pub expression: Expression,
    /// The columns of its own table that it names.
    pub columns: Vec<String>,
    /// The relations of the paste that its subqueries read.
    pub reads: Vec<RelationId>,
}

impl RowSecurity {
    /// None.
    pub(crate) const NONE: Self = Self {
        enabled: false,
        forced: false,
        policies: Vec::new(),
    };
}

impl Policy {
    /// Its conditions: `USING`, then `WITH CHECK`.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.using.iter().chain(&self.check)
    }

    /// Its conditions, for changing them.
    pub(crate) fn conditions_mut(&mut self) -> impl Iterator<Item = &mut Condition> {
        self.using.iter_mut().chain(&mut self.check)
    }

    /// Whether it names the column of its own table.
    pub fn mentions(&self, column: &str) -> bool {
        self.conditions()
            .any(|condition| condition.columns.iter().any(|held| held == column))
    }

    /// Whether it reads the relation.
    pub fn reads(&self, id: RelationId) -> bool {
        self.conditions().any(|condition| condition.reads.contains(&id))
    }

    /// Whether it is asked when rows are read: by `SELECT`, or by a command that names columns.
    pub fn is_for_reading(&self) -> bool {
        matches!(self.command, PolicyCommand::All | PolicyCommand::Select)
    }
}
