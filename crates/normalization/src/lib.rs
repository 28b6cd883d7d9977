//! Functional dependencies and what follows from them: closures with their derivation, candidate keys, normal forms,
//! decompositions; and which dependencies some rows show.
//!
//! Stands alone: it knows no SQL and no names. Whoever uses it numbers the columns of a relation, says which of them determine
//! which ([`Scheme`]), and reads the answers back by the same numbers.
//!
//! ```
//! use rowproof_normalization::{AttributeSet, FunctionalDependency, NormalForm, Scheme};
//! // order_items (order_id, product_id, quantity, product_name), and a product has one name.
//! let set = AttributeSet::of;
//! let scheme = Scheme::new(4, vec![
//!     FunctionalDependency::new(set(&[0, 1]), set(&[2, 3])),
//!     FunctionalDependency::new(set(&[1]), set(&[3])),
//! ]);
//! assert_eq!(scheme.candidate_keys().list, [set(&[0, 1])]);
//! // The name follows from half of the key.
//! assert_eq!(scheme.normal_form().form, NormalForm::First);
//! let tables = scheme.synthesize();
//! assert_eq!(tables.len(), 2);
//! assert!(scheme.is_lossless(&tables) && scheme.is_preserved_by(&tables));
//! ```
//!
//! Sources: C. J. Date, "Database Design and Relational Theory"; H. Garcia-Molina, J. Ullman, J. Widom, "Database Systems:
//! The Complete Book", chapter "Design Theory for Relational Databases"; the papers named beside each algorithm.

mod attributes;
mod closure;
mod cover;
mod decomposition;
mod discovery;
mod keys;
mod lossless;
mod normal_form;
mod preservation;
mod scheme;
mod synthesis;

pub use attributes::{AttributeSet, MAX_ATTRIBUTES};
pub use closure::{Derivation, Step};
pub use decomposition::{Decomposition, MAX_SUBSETS};
pub use discovery::{Agreement, Determinant, Instance, MAX_DISCOVERED};
pub use keys::{CandidateKeys, MAX_KEYS};
pub use normal_form::{NormalForm, Verdict, Violation};
pub use scheme::{FunctionalDependency, Scheme};
