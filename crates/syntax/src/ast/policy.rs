//! Policies of row-level security (PostgreSQL).

use super::{Expression, Identifier, ObjectName, Query};

/// `CREATE POLICY` and `ALTER POLICY`
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyStatement {
    /// The policy.
    pub name: Identifier,
    /// Its table.
    pub relation: ObjectName,
    /// What is done.
    pub action: PolicyAction,
    /// `TO`, in order; none where it is not said, empty for `PUBLIC`.
    pub roles: Option<Vec<Identifier>>,
    /// `USING`
    pub using: Option<WrittenCondition>,
    /// `WITH CHECK`
    pub check: Option<WrittenCondition>,
}

/// What is done with a policy.
#[derive(Debug, Clone, PartialEq)]
pub enum PolicyAction {
    /// `CREATE`
    Create {
        /// `AS RESTRICTIVE`
        restrictive: bool,
        /// `FOR`
        command: PolicyCommand,
    },
    /// `ALTER`
    Alter,
    /// `RENAME TO`
    Rename(Identifier),
}

/// The commands a policy is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PolicyCommand {
    /// `ALL`, and where nothing is said
    #[default]
    All,
    /// `SELECT`
    Select,
    /// `INSERT`
    Insert,
    /// `UPDATE`
    Update,
    /// `DELETE`
    Delete,
}

impl PolicyCommand {
    /// Every command.
    pub const ALL: [PolicyCommand; 5] = [
        PolicyCommand::All,
        PolicyCommand::Select,
        PolicyCommand::Insert,
        PolicyCommand::Update,
        PolicyCommand::Delete,
    ];

    /// Upper case.
    pub fn word(self) -> &'static str {
        match self {
            PolicyCommand::All => "ALL",
            PolicyCommand::Select => "SELECT",
            PolicyCommand::Insert => "INSERT",
            PolicyCommand::Update => "UPDATE",
            PolicyCommand::Delete => "DELETE",
        }
    }
}

/// A policy's condition.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenCondition {
    /// What it says.
    pub expression: Expression,
    /// Its subqueries.
    pub query: Query,
}
