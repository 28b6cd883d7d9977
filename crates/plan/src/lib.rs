//! EXPLAIN output to a plan tree with typed values and derived metrics.
//!
//! Stands behind `source` only: [`parse_plan`] takes whatever was pasted (PostgreSQL's text, JSON, YAML or XML, or what MySQL, MariaDB
//! and SQLite print, with the frames of consoles, logs and web pages around it), undoes the frames, reports each repair, and gives [`Plan`]s whose nodes keep their place in the text.
//! [`derive_metrics`] adds what follows from the printed numbers. The rules on plans and the plan view read these two and never the
//! text. Averages per loop and totals are different types ([`PerLoop`], [`Total`], [`Rounded`]), so nobody multiplies twice.
//!
//! ```
//! use rowproof_plan::{NodeKind, derive_metrics, parse_plan};
//! use rowproof_source::SourceId;
//!
//! let text = "\
//! Sort  (cost=20.00..20.10 rows=40 width=8) (actual time=9.000..9.100 rows=38 loops=1)
//!   Sort Key: created_at DESC
//!   ->  Seq Scan on orders o  (cost=0.00..18.00 rows=40 width=8) (actual time=0.010..7.100 rows=38 loops=1)
//!         Filter: (status = 'open'::text)
//!         Rows Removed by Filter: 90000
//! Execution Time: 9.300 ms";
//! let parsed = parse_plan(SourceId(0), text)?;
//! let plan = &parsed.plans[0];
//! let scan = &plan.nodes[1];
//! assert_eq!((scan.kind, scan.relation.as_deref()), (NodeKind::SeqScan, Some("orders")));
//! assert_eq!(scan.filter(), Some("(status = 'open'::text)"));
//! let metrics = derive_metrics(plan);
//! assert!((metrics[0].self_time_ms.unwrap() - 2.0).abs() < 0.01);
//! assert!(metrics[1].share_of_wall.unwrap() > 0.75);
//! # Ok::<(), rowproof_plan::PlanError>(())
//! ```

mod buffers;
mod compare;
mod document;
mod documents;
mod error;
mod forest;
mod format;
mod kind;
mod metrics;
mod model;
mod mysql;
mod parse;
mod postgresql;
mod product;
mod property;
mod quantity;
mod reference;
mod repair;
mod slice;
mod sqlite;
mod text;
mod totals;
mod tree;
mod unwrap;
pub mod words;

pub use buffers::{BlockCounts, Buffers, IoTimings};
pub use compare::{
    ComparedNode, Measured, NodeChange, PlanComparison, are_of_one_query, compare_plans, relations_of,
};
pub use error::{MAX_DEPTH, MAX_NODES, PlanError};
pub use format::{PlanFormat, detect_format};
pub use kind::NodeKind;
pub use metrics::{
    EstimateDirection, NodeMetrics, PlanMetrics, RowEstimate, SelfTimeParts, derive_metrics,
    derive_plan_metrics, explain_self_time,
};
pub use model::{
    Actual, ActualState, Estimate, Jit, ParentRelationship, ParsedPlans, PartialMode, Plan, PlanNode,
    Planning, Property, Serialization, Trigger, Worker,
};
pub use parse::parse_plan;
pub use product::PlanProduct;
pub use property::{HashAggregation, HashTable, HeapBlocks, MemoizeCounts, SortMethod};
pub use quantity::{PerLoop, Rounded, Total};
pub use repair::Repair;
pub use totals::{NodeTotal, Totals, derive_totals};
