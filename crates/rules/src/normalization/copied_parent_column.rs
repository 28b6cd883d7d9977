//! # The same fact in two tables
//!
//! ## What it detects
//! A table that points at another and repeats one of its columns: `customer_email` beside `customer_id`, where `customers`
//! has an `email`. Also a column whose comment says that it is repeated from another table, even when that table is not in
//! the paste.
//!
//! ## Why it matters
//! When the customer changes the address, one row changes and the copies stay as they were. From then on two rows say
//! different things of the same customer, and nothing in the database knows which is right. In the words of the theory: the
//! copy depends on `customer_id`, which is no key of the table, so the table is not in third normal form.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, email text NOT NULL);
//! CREATE TABLE appointments (
//!   id bigint PRIMARY KEY,
//!   customer_id bigint NOT NULL REFERENCES customers (id),
//!   customer_email text NOT NULL,
//!   starts_at timestamptz NOT NULL
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, email text NOT NULL);
//! CREATE TABLE appointments (
//!   id bigint PRIMARY KEY,
//!   customer_id bigint NOT NULL REFERENCES customers (id),
//!   starts_at timestamptz NOT NULL
//! );
//! CREATE VIEW appointments_with_customer AS
//!   SELECT a.*, c.email AS customer_email FROM appointments AS a JOIN customers AS c ON c.id = a.customer_id;
//! ```
//!
//! ## When to ignore it
//! When the copy is meant to stay as it was. An invoice keeps the name it was sent to and an order the price that was paid:
//! on orders, invoices, payments, logs and the like nothing is said unless a comment calls the column a copy, and prices are never
//! called one. Names such as `name_at_purchase`, `billing_name` or `last_poster_name` say what they are and are left alone, as
//! is everything that a trigger may keep.
//!
//! ## What experts disagree on
//! A copy can be a deliberate cache. Then something has to keep it: a trigger, a foreign key over both columns with
//! `ON UPDATE CASCADE`, or a job that is watched.
//!
//! ## References
//! - E. F. Codd, "Further Normalization of the Data Base Relational Model", 1971.
//! - C. J. Date, "Database Design and Relational Theory", chapters on functional dependencies and on redundancy.

use super::dependencies::{
    Dependent, Origin, Place, can_drop, comment_of_copy, contradict, dependents, drop_column,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "copied-parent-column",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// A column that repeats one of the row it points at.
struct CopiedParentColumn<'t, 'c> {
    table: &'t TableView<'c>,
    dependent: &'t Dependent<'c>,
    /// The other columns that follow from the same one.
    siblings: Vec<&'c Column>,
}

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let dependents = dependents(table);
    for dependent in dependents {
        if matches!(dependent.origin, Origin::Names) || may_be_kept(table, dependent) {
            continue;
        }
        let others = dependents.iter().filter(|other| {
            other.determinant.name == dependent.determinant.name && other.column.name != dependent.column.name
        });
        let fact = CopiedParentColumn {
            table,
            dependent,
            siblings: others.map(|other| other.column).collect(),
        };
        findings.push(&RULE, &fact);
    }
}

/// Whether a trigger of either table may keep the copy.
fn may_be_kept(table: &TableView<'_>, dependent: &Dependent<'_>) -> bool {
    let parent = match &dependent.origin {
        Origin::Parent { parent, .. } => Some(*parent),
        _ => None,
    };
    let mut triggers = [Some(table.relation), parent]
        .into_iter()
        .flatten()
        .flat_map(|relation| &relation.triggers);
    triggers.any(|trigger| {
        let body = trigger.function.as_ref();
        let body = body.and_then(|name| table.catalog.function_body(name));
        body.is_none_or(|body| {
            let name = dependent.column.name.to_ascii_lowercase();
            body.to_ascii_lowercase().contains(&name)
        })
    })
}

impl CopiedParentColumn<'_, '_> {
    fn parent_name(&self) -> String {
        match &self.dependent.origin {
            Origin::Parent { parent, .. } => parent.name.to_string(),
            Origin::Said { parent, .. } => parent.clone(),
            Origin::Names => String::new(),
        }
    }

    fn key(&self) -> &str {
        match &self.dependent.origin {
            Origin::Parent { key, .. } => key,
            Origin::Said { key, .. } => key,
            Origin::Names => "",
        }
    }

    /// The name of what is copied, in its own table.
    fn original(&self) -> String {
        match &self.dependent.origin {
            Origin::Parent { column, .. } => column.name.clone(),
            _ => {
                let last = words(&self.dependent.column.name).pop();
                last.map(|last| last.into_owned()).unwrap_or_default()
            }
        }
    }

    /// Whether the value may be meant as it was when the row was written: what is sold changes its name, and the row is about
    /// the sale.
    fn may_be_snapshot(&self) -> bool {
        let determinant = words(&self.dependent.determinant.name);
        let sale = self.table.says(
            const {
                WordList::new(
                    "bill,booking,invoice,item,line,order,payment,purchase,quote,receipt,sale,transaction",
                )
            },
        );
        let person = has_word(&determinant, &Lexicon::ACCOUNT);
        sale && !person
    }

    fn comment(&self) -> Option<&str> {
        comment_of_copy(self.dependent.column)
    }

    /// The table with the column read from its parent.
    fn view(&self) -> Option<String> {
        let catalog = self.table.catalog;
        let dialect = self.table.dialect();
        let parent = match &self.dependent.origin {
            Origin::Parent { parent, .. } => catalog.sql_name(parent),
            // MySQL makes no view of a table that is not there.
            _ if dialect == Dialect::MySql => return None,
            _ => quote(&self.parent_name(), dialect),
        };
        let bare = match &self.dependent.origin {
            Origin::Parent { parent, .. } => parent.name.name.clone(),
            _ => self.parent_name(),
        };
        let mut name = self.table.relation.name.clone();
        name.name = format!("{}_with_{}", name.name, row_words(&bare).join("_"));
        if catalog.by_name(&name).is_some() {
            return None;
        }
        let join = match self.dependent.determinant.not_null {
            true => "JOIN",
            false => "LEFT JOIN",
        };
        Some(format!(
            "CREATE VIEW {} AS SELECT child.*, parent.{} AS {} FROM {} AS child {join} {parent} AS parent ON parent.{} = child.{}",
            catalog.sql_qualified(&name),
            quote(&self.original(), dialect),
            self.table.quoted(self.dependent.column),
            catalog.sql_name(self.table.relation),
            quote(self.key(), dialect),
            self.table.quoted(self.dependent.determinant),
        ))
    }

    fn dropped(&self) -> Option<ProposedFix> {
        can_drop(self.table, self.dependent.column).then(|| {
            let mut statements = vec![drop_column(self.table, self.dependent.column)];
            statements.extend(self.view());
            ProposedFix::statements(
                format!("drop the copy and read it from `{}`", self.parent_name()),
                "The value is meant as it is now.",
                statements,
            )
            .costing(
                "Rows that differ from the row they point at lose what they say: look at them first. Writers must stop naming the column.",
            )
        })
    }

    /// The rows that already differ.
    fn differing(&self) -> Option<ProposedFix> {
        let Origin::Parent { parent, .. } = &self.dependent.origin else {
            return None;
        };
        let copy = self.table.quoted(self.dependent.column);
        let dialect = self.table.dialect();
        let statement = format!(
            "SELECT child.{}, child.{copy}, parent.{original} FROM {} AS child JOIN {} AS parent ON parent.{} = child.{} WHERE child.{copy} <> parent.{original}",
            self.table.quoted(self.dependent.determinant),
            self.table.catalog.sql_name(self.table.relation),
            self.table.catalog.sql_name(parent),
            quote(self.key(), dialect),
            self.table.quoted(self.dependent.determinant),
            original = quote(&self.original(), dialect),
        );
        Some(ProposedFix::statements(
            "list the rows that already differ",
            "Before anything else, to see whether the copy is one.",
            vec![statement],
        ))
    }
}

impl Explain for CopiedParentColumn<'_, '_> {
    fn object(&self) -> String {
        column_name(self.table.relation, self.dependent.column)
    }

    fn relation(&self) -> Option<&Relation> {
        Some(self.table.relation)
    }

    fn columns(&self) -> Vec<&Column> {
        vec![self.dependent.column]
    }

    fn span(&self) -> Span {
        self.dependent.column.span
    }

    fn message(&self) -> String {
        let (copy, original, parent) = (self.object(), self.original(), self.parent_name());
        let cure = match self.may_be_snapshot() {
            true => "keep it only if it is meant as it was when the row was written",
            false => "read it from there",
        };
        format!("`{copy}` repeats `{original}` of `{parent}`, and nothing keeps the two alike; {cure}")
    }

    fn why(&self) -> String {
        format!(
            "`{}` follows from `{}`: when it changes in `{}`, this copy stays, and rows that point at the same one say different things of it.",
            self.dependent.column.name,
            self.dependent.determinant.name,
            self.parent_name(),
        )
    }

    fn severity(&self) -> Option<Severity> {
        self.may_be_snapshot().then_some(Severity::Info)
    }

    fn certainty(&self) -> (Certainty, String) {
        let name = &self.dependent.determinant.name;
        let parent = self.parent_name();
        match &self.dependent.origin {
            _ if self.may_be_snapshot() => (
                Certainty::Possible,
                "It is right as a snapshot: what was sold under which name at the time.".to_owned(),
            ),
            _ if self.comment().is_some() => {
                (Certainty::Likely, "A comment says that it is a copy.".to_owned())
            }
            Origin::Parent { declared: true, .. } => (
                Certainty::Likely,
                format!(
                    "`{name}` refers to `{parent}`, which has the column too; the names say that it is the same fact."
                ),
            ),
            _ => (
                Certainty::Possible,
                format!("No foreign key says that `{name}` refers to `{parent}`; only the names do."),
            ),
        }
    }

    fn related(&self) -> Vec<Label> {
        let mut labels = vec![Label {
            span: self.dependent.determinant.span,
            text: "what it follows from".to_owned(),
        }];
        if let Origin::Parent { column, .. } = &self.dependent.origin {
            labels.push(Label {
                span: column.span,
                text: "what it repeats".to_owned(),
            });
        }
        labels
    }

    fn evidence(&self) -> Vec<String> {
        let mut facts = Vec::new();
        if let Some(comment) = self.comment() {
            facts.push(format!("Its comment says so: \"{comment}\"."));
        }
        let (from, follows) = (&self.dependent.determinant.name, &self.dependent.column.name);
        facts.push(match self.dependent.place {
            Place::Second => format!(
                "`{from}` is part of the primary key and determines `{follows}`, so the table is in first normal form only."
            ),
            _ => format!(
                "`{from}` is no key of the table and determines `{follows}`, so the table is not in third normal form."
            ),
        });
        if let Origin::Said { parent, .. } = &self.dependent.origin {
            facts.push(format!(
                "`{parent}` is not in this paste, so its columns are not known."
            ));
        }
        facts
    }

    fn intent(&self) -> String {
        format!(
            "rows of `{}` with the same `{}` have the same `{}`",
            self.table.relation.name, self.dependent.determinant.name, self.dependent.column.name
        )
    }

    fn story(&self, story: &mut StoryBuilder<'_>) -> Option<()> {
        contradict(story, self.table.relation, self.dependent, &self.siblings)
    }

    fn fixes(&self) -> Vec<ProposedFix> {
        [self.dropped(), self.differing()].into_iter().flatten().collect()
    }
}
