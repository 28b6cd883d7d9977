//! What the catalog holds.

mod column;
mod column_type;
mod constraint;
mod index;
mod known_types;
mod name;
mod rare;
mod relation;
mod row_security;
mod shared;
mod spelling;

pub use column::{Column, ColumnComment, CommentSource, Identity, NotNull, RareColumn};
pub use column_type::{ColumnType, Domain, DomainConstraint, TypeFamily};
pub use constraint::{Check, Constraint, ConstraintKind, ForeignKey, Key};
pub use index::{Index, IndexColumn, IndexOrigin, RareIndex, RareKey};
pub(crate) use known_types::KnownTypes;
pub(crate) use name::{
    POSTGRESQL_NAME_BYTES, folded, has_capital, lookup_key, same_name, truncate, truncated,
};
pub use name::{QualifiedName, fold, quote};
pub use rare::{Absent, Rare};
pub use relation::{Forgotten, RareRelation, Relation, RelationId, RelationKind, Trigger};
pub use row_security::{Condition, Policy, RowSecurity};
pub use shared::Shared;
