//! Why a text gave no plan.

use rowproof_source::Span;
use thiserror::Error;

/// The most nodes one plan may have.
pub const MAX_NODES: usize = 100_000;
/// The deepest a node may stand below the root.
pub const MAX_DEPTH: usize = 500;

/// Why a text gave no plan: where, and what to do next. Everything smaller is a [`crate::Repair`] instead.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PlanError {
    /// Nothing but blanks.
    #[error("there is no plan here yet; paste the output of `EXPLAIN (ANALYZE, BUFFERS) <query>`")]
    Empty {
        /// The whole text.
        span: Span,
    },
    /// Longer than [`rowproof_source::MAX_SOURCE_BYTES`].
    #[error("the text has {bytes} bytes, the limit is {limit}; paste one plan at a time")]
    TooLarge {
        /// The whole text.
        span: Span,
        /// Its length.
        bytes: usize,
        /// The longest allowed.
        limit: usize,
    },
    /// More nodes than [`MAX_NODES`].
    #[error("the plan has more than {limit} nodes; paste one plan at a time, or a part of it")]
    TooManyNodes {
        /// The first node too many.
        span: Span,
        /// The most allowed.
        limit: usize,
    },
    /// Deeper than [`MAX_DEPTH`].
    #[error("the plan is nested more than {limit} levels deep here; paste the part of it you want to read")]
    TooDeep {
        /// The first node too deep.
        span: Span,
        /// The deepest allowed.
        limit: usize,
    },
    /// PostgreSQL's own answer that there is nothing to plan.
    #[error("PostgreSQL made no plan: {answer}; explain a SELECT, INSERT, UPDATE, DELETE or MERGE instead")]
    NothingPlanned {
        /// The answer.
        span: Span,
        /// Its words, without a full stop.
        answer: String,
    },
    /// JSON, YAML or XML without a plan in it.
    #[error(
        "there is no `Plan`, `Node Type` or `query_block` in this; paste the output of `EXPLAIN (FORMAT JSON) <query>` from its first bracket on"
    )]
    DocumentWithoutPlan {
        /// The document.
        span: Span,
    },
    /// No line looks like a plan node.
    #[error(
        "no line looks like a plan node such as `Seq Scan on orders  (cost=0.00..35.50 rows=10 width=8)`; paste the output of `EXPLAIN (ANALYZE, BUFFERS) <query>`, not the query"
    )]
    NoNodes {
        /// The whole text.
        span: Span,
    },
}

impl PlanError {
    /// The place to show.
    pub fn span(&self) -> Span {
        match self {
            Self::Empty { span }
            | Self::TooLarge { span, .. }
            | Self::TooManyNodes { span, .. }
            | Self::TooDeep { span, .. }
            | Self::NothingPlanned { span, .. }
            | Self::DocumentWithoutPlan { span }
            | Self::NoNodes { span } => *span,
        }
    }
}
