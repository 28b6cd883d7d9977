//! # Two indexes that do the same
//!
//! ## What it detects
//! An index with the same keys in the same order, the same condition and the same access method as another index of its table.
//!
//! ## Why it matters
//! Every insert, and every update of a key, writes to both; vacuum cleans both; the cache holds pages of both. No query is
//! answered by the second that the first would not answer as well.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL);
//! CREATE INDEX orders_customer_id_idx ON orders (customer_id);
//! CREATE INDEX idx_orders_customer ON orders (customer_id);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL);
//! CREATE INDEX orders_customer_id_idx ON orders (customer_id);
//! ```
//!
//! ## When to ignore it
//! While an index is being replaced under load, both exist for a time. Indexes that differ in collation, operator class, order,
//! condition, included columns, prefix lengths or method are not the same, and a plain index beside a unique one is
//! needless while a unique one beside a plain one is not: the one that refuses rows stays.
//!
//! ## References
//! - PostgreSQL manual, "Monitoring Database Activity", `pg_stat_user_indexes`: counts of what each index was used for.
//! - MySQL manual, "Invisible Indexes".

use rowproof_catalog::questions::{Redundancy, RedundantIndex};

use rowproof_source::SortSmall;

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "duplicate-index",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Schema(check),
};

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    report(context, findings, &RULE, Redundancy::Duplicate);
}

/// Makes a finding of every index that is needless in that way.
pub(super) fn report(
    context: &SchemaContext<'_>,
    findings: &mut Findings<'_>,
    rule: &Rule,
    kind: Redundancy,
) {
    let catalog = context.catalog;
    for relation in catalog.tables().filter(|relation| share_a_first_key(relation)) {
        for redundant in catalog.redundant_indexes(relation) {
            if redundant.kind == kind && is_needless(catalog, relation, &redundant) {
                let fact = NeedlessIndex {
                    catalog,
                    relation,
                    redundant,
                };
                findings.push(rule, &fact);
            }
        }
    }
}

/// Whether it can go. A wider unique index may be what a foreign key refers to, and when it begins with a column of its own
/// it serves look-ups by that.
fn is_needless(catalog: &Catalog, relation: &Relation, redundant: &RedundantIndex<'_>) -> bool {
    let index = redundant.index;
    if redundant.kind != Redundancy::WiderUnique {
        return true;
    }
    let first = index.leading_columns().next();
    let serves_others = first.is_none_or(|first| !redundant.by.leading_columns().any(|name| name == first));
    let over = |columns: &[String]| {
        columns.len() == index.keys.len() && columns.iter().all(|name| index.mentions(name))
    };
    let refers = || relation.foreign_keys().any(|(_, key)| over(&key.columns));
    let referenced = || {
        let keys = catalog.references_to(relation.id);
        keys.iter().any(|(_, _, key)| over(&key.referenced_columns))
    };
    !serves_others && index.include.is_empty() && !refers() && !referenced()
}

/// Whether two of its indexes begin alike, without which none is needless here: a quick look before the thorough one.
fn share_a_first_key(relation: &Relation) -> bool {
    let keys = relation.indexes.iter().filter_map(|index| index.keys.first());
    let mut firsts: Vec<Option<&str>> = keys.map(|key| key.column.as_deref()).collect();
    firsts.order();
    firsts
        .windows(2)
        .any(|pair| matches!(pair, [one, next] if one == next))
}

/// An index whose work another does.
struct NeedlessIndex<'c> {
    catalog: &'c Catalog,
    relation: &'c Relation,
    redundant: RedundantIndex<'c>,
}

/// What is said of an index that is needless in one way.
struct Said {
    /// Behind the index's and the table's name, with `{}` for the one that does its work.
    message: &'static str,
    why: &'static str,
    sure: &'static str,
    when: &'static str,
    /// Whether it can be dropped without a thought.
    surely: bool,
}

const DUPLICATE: Said = Said {
    message: "does nothing that `{}` does not do; drop it",
    why: "Every insert and many updates write to both, and no query needs the second.",
    sure: "The keys, their order and the rows are the same; whether a query names the index in a hint is not known.",
    when: "The usual choice; look first whether a query hints at it by name.",
    surely: true,
};

const PREFIX: Said = Said {
    message: "holds the first keys of `{}`, which serves its look-ups too; drop it",
    why: "Every insert and many updates write to both, and a look-up by these columns finds its rows in the wider one just as well.",
    sure: "The keys are the first of the other's, in the same order, over the same rows; how much smaller it is, and whether that matters, is not known.",
    when: "The usual choice; keep it when its look-ups are so frequent that the smaller index pays.",
    surely: false,
};

const WIDER: Said = Said {
    message: "refuses nothing that `{}` does not refuse already, and a look-up by its keys finds one row there; drop it",
    why: "Rows that differ in fewer columns differ in more: every insert writes to both, and readers take the wider key for a rule that means something.",
    sure: "The other's columns are all among its own, it begins with one of them, and no foreign key refers to it; whether a query needs all its columns from the index alone, or names it in `ON CONFLICT`, is not known.",
    when: "The usual choice; keep it where queries are answered from the index alone.",
    surely: false,
};

impl NeedlessIndex<'_> {
    fn said(&self) -> &'static Said {
        match self.redundant.kind {
            Redundancy::Duplicate => &DUPLICATE,
            Redundancy::Prefix => &PREFIX,
            Redundancy::WiderUnique => &WIDER,
        }
    }

    /// `UNIQUE` constraints own their index, and it goes with them. SQLite drops neither those nor their indexes: what is left
    /// is to take the words out of the text.
    fn removal(&self, when: String) -> ProposedFix {
        let index = self.redundant.index;
        if index.origin == IndexOrigin::Declared {
            let title = format!("drop the index `{}`", index.name);
            let change = Change::DropIndex {
                relation: self.relation.id,
                name: index.name.clone(),
            };
            return match self.said().surely {
                true => ProposedFix::safe(title, when, vec![change]),
                false => ProposedFix::guess(title, when, vec![change]),
            };
        }
        let dialect = self.catalog.dialect();
        let alter = format!("ALTER TABLE {} DROP", self.catalog.sql_name(self.relation));
        let name = quote(&index.name, dialect);
        let statements = match dialect {
            Dialect::PostgreSql => vec![format!("{alter} CONSTRAINT {name}")],
            Dialect::MySql => vec![format!("{alter} INDEX {name}")],
            Dialect::Sqlite => Vec::new(),
        };
        let which = match self.redundant.kind {
            Redundancy::WiderUnique => "wider",
            Redundancy::Duplicate | Redundancy::Prefix => "second",
        };
        ProposedFix::statements(format!("take the {which} UNIQUE away"), when, statements)
    }

    /// The foreign key that may rest on the needless one rather than on the other.
    fn resting(&self) -> Option<String> {
        let index = self.redundant.index;
        let keys = || index.keys.iter().filter_map(|key| key.column.as_ref());
        let mut foreign_keys = self.catalog.foreign_keys().filter(|(_, _, key)| {
            key.relation == Some(self.relation.id)
                && key.referenced_columns.len() == keys().count()
                && keys().all(|column| key.referenced_columns.contains(column))
        });
        let (relation, constraint, _) = foreign_keys.next().filter(|_| index.unique)?;
        Some(format!("`{}` of `{}`", constraint.name, relation.name))
    }
}

impl Explain for NeedlessIndex<'_> {
    fn object(&self) -> String {
        format!("{}.{}", self.relation.name, self.redundant.index.name)
    }

    fn relation(&self) -> Option<&Relation> {
        Some(self.relation)
    }

    fn span(&self) -> Span {
        self.redundant.index.span
    }

    fn message(&self) -> String {
        format!(
            "the index `{}` of `{}` {}",
            self.redundant.index.name,
            self.relation.name,
            self.said().message.replace("{}", &self.redundant.by.name)
        )
    }

    fn why(&self) -> String {
        self.said().why.to_owned()
    }

    fn certainty(&self) -> (Certainty, String) {
        (Certainty::Likely, self.said().sure.to_owned())
    }

    /// A constraint said twice costs the same writes, but foreign keys may rest on it.
    fn severity(&self) -> Option<Severity> {
        let twice = self.redundant.kind != Redundancy::WiderUnique;
        (twice && self.redundant.index.origin != IndexOrigin::Declared).then_some(Severity::Hint)
    }

    fn related(&self) -> Vec<Label> {
        vec![Label {
            span: self.redundant.by.span,
            text: "does its work".to_owned(),
        }]
    }

    fn evidence(&self) -> Vec<String> {
        let by = self.redundant.by;
        let why = match by.origin {
            _ if self.redundant.kind != Redundancy::Duplicate => return Vec::new(),
            IndexOrigin::Declared if by.unique && !self.redundant.index.unique => {
                "refuses duplicates as well, so it is the one to keep"
            }
            IndexOrigin::Declared => return Vec::new(),
            _ => "belongs to a constraint, so it is the one to keep",
        };
        vec![format!("`{}` {why}.", by.name)]
    }

    fn fixes(&self) -> Vec<ProposedFix> {
        let when = match self.resting() {
            Some(key) => format!(
                "The usual choice. If the foreign key {key} was made for this one the server refuses; drop the other then."
            ),
            None => self.said().when.to_owned(),
        };
        vec![self.removal(when)]
    }
}
