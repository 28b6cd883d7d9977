//! # The comment lists the values, nothing enforces them
//!
//! ## What it detects
//! A column whose comment names the values it takes (`active|paused|deleted`, `one of: a, b, c`, `1=open, 2=closed`)
//! while no CHECK, enumerated type or foreign key holds it to them. Also a comment that disagrees with the constraint
//! beside it.
//!
//! ## Why it matters
//! The author knew the list and wrote it down where only people read it. The server takes `'actve'` as gladly as
//! `'active'`; such a row is in no report by status, no branch of the code handles it, and it is found weeks later.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE users (
//!   id bigint PRIMARY KEY,
//!   status varchar(50) NOT NULL -- active|paused|deleted
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE users (
//!   id bigint PRIMARY KEY,
//!   status varchar(50) NOT NULL CHECK (status IN ('active', 'paused', 'deleted')) -- active|paused|deleted
//! );
//! ```
//!
//! ## When to ignore it
//! When the comment gives examples and not the whole list; say `e.g.` or `such as`, and the rule is silent. Units
//! (`km/h`), paths and ordinary sentences with commas are not taken for lists.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Check Constraints"; "Data Types", section "Enumerated Types".
//! - MySQL manual, "CREATE TABLE Statement", section "CHECK Constraints".

mod list;

use rowproof_catalog::ColumnComment;
use rowproof_catalog::questions::AllowedValues;
use rowproof_syntax::ast::UnaryOperator;

pub(crate) use self::list::{examples_in_comments, values_in_comments};
use super::free_text_enum::{ValueOrigin, ValueSet, misspelled};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "comment-lists-values",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// A comment that lists values, and what the catalog says about them.
struct CommentListsValues<'c> {
    catalog: &'c Catalog,
    relation: &'c Relation,
    column: &'c Column,
    comment: &'c ColumnComment,
    values: Vec<String>,
    /// Another list that something enforces.
    enforced: Option<AllowedValues>,
}

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for view in &table.columns {
        let column = view.column;
        let Some((comment, values)) = view.stated_values() else {
            continue;
        };
        let facts = table.facts(view);
        let agrees = facts
            .allowed
            .as_ref()
            .is_some_and(|allowed| same_set(&allowed.values, values));
        // A pattern or a range may say the same in a way that is not read further.
        let limited = facts.allowed.is_none() && facts.is_constrained();
        if !table.refers(column) && !agrees && !limited {
            let fact = CommentListsValues {
                catalog: table.catalog,
                relation: table.relation,
                column,
                comment,
                values: values.clone(),
                enforced: facts.allowed.clone(),
            };
            findings.push(&RULE, &fact);
        }
    }
}

fn same_set(a: &[String], b: &[String]) -> bool {
    a.iter().all(|value| b.contains(value)) && b.iter().all(|value| a.contains(value))
}

impl CommentListsValues<'_> {
    fn is_number(&self) -> bool {
        self.column.data_type.is_number()
    }

    /// The values in backticks, as constants of the column's type.
    fn listed(&self, values: &[String]) -> String {
        if self.is_number() {
            listed(values)
        } else {
            listed_values(values)
        }
    }

    /// A value of the column's type that is not listed.
    fn outsider(&self) -> Option<Value> {
        if !self.is_number() {
            return misspelled(&self.values).map(Value::Text);
        }
        let listed: Vec<i64> = self
            .values
            .iter()
            .filter_map(|value| value.parse().ok())
            .collect();
        (1..=listed.len() as i64 + 1)
            .rev()
            .find(|number| !listed.contains(number))
            .map(Value::integer)
    }
}

impl Explain for CommentListsValues<'_> {
    fn object(&self) -> String {
        column_name(self.relation, self.column)
    }

    fn relation(&self) -> Option<&Relation> {
        Some(self.relation)
    }

    fn columns(&self) -> Vec<&Column> {
        vec![self.column]
    }

    fn span(&self) -> Span {
        self.column.span
    }

    fn message(&self) -> String {
        let (object, values) = (self.object(), self.listed(&self.values));
        match &self.enforced {
            Some(allowed) => format!(
                "the comment on `{object}` lists {values}, but {} allows {}; make the two agree",
                allowed.source,
                self.listed(&allowed.values)
            ),
            None => format!(
                "the comment on `{object}` lists {values}, but nothing refuses any other value; enforce the list"
            ),
        }
    }

    fn why(&self) -> String {
        match &self.enforced {
            Some(_) => "Whoever reads the comment writes values that are refused, or misses some that occur."
                .to_owned(),
            None => {
                "A misspelt value is stored like any other, and no code that knows the list will handle it."
                    .to_owned()
            }
        }
    }

    fn severity(&self) -> Option<Severity> {
        self.enforced.is_some().then_some(Severity::Info)
    }

    fn certainty(&self) -> (Certainty, String) {
        let reason = match self.enforced {
            Some(_) => "Both lists stand in the text; which one is right does not.",
            None => "The comment reads as a complete list of values.",
        };
        (Certainty::Likely, reason.to_owned())
    }

    fn related(&self) -> Vec<Label> {
        vec![Label {
            span: self.comment.span,
            text: "the comment that lists the values".to_owned(),
        }]
    }

    fn intent(&self) -> String {
        format!("`{}` is one of {}", self.object(), self.listed(&self.values))
    }

    fn story(&self, story: &mut StoryBuilder<'_>) -> Option<()> {
        if self.enforced.is_some() {
            return None;
        }
        story.offend(self.relation.id, &[(&self.column.name, self.outsider()?)])
    }

    fn fixes(&self) -> Vec<ProposedFix> {
        if self.enforced.is_some() {
            return Vec::new();
        }
        let (catalog, relation, column) = (self.catalog, self.relation, self.column);
        if !self.is_number() {
            return ValueSet {
                catalog,
                relation,
                column,
                values: &self.values,
                origin: ValueOrigin::Stated,
            }
            .fixes();
        }
        let change = Change::AddCheck {
            relation: relation.id,
            name: catalog.choose_name(relation.id, std::slice::from_ref(&column.name), "check"),
            expression: number_list(&column.name, &self.values, catalog.dialect()),
            column: Some(column.name.clone()),
        };
        let title = format!("allow only these {} numbers (CHECK)", self.values.len());
        vec![
            ProposedFix::safe(
                title,
                "The numbers are fixed by the code that reads them.",
                vec![change],
            )
            .costing("A new number needs the constraint replaced."),
        ]
    }

    fn root_cause(&self) -> Option<(String, u8)> {
        Some((format!("values:{}", self.object()), 0))
    }
}

/// `column IN (1, 2)`
fn number_list(column: &str, numbers: &[String], dialect: Dialect) -> Expression {
    let part = |kind| Expression {
        kind,
        text: String::new(),
        span: Span::default(),
    };
    let constant = |number: &String| match number.strip_prefix('-') {
        Some(digits) => part(ExpressionKind::Unary(
            UnaryOperator::Minus,
            Box::new(part(ExpressionKind::Literal(Literal::Number(digits.to_owned())))),
        )),
        None => part(ExpressionKind::Literal(Literal::Number(number.clone()))),
    };
    Expression {
        text: format!("{} IN ({})", quote(column, dialect), numbers.join(", ")),
        kind: ExpressionKind::InList {
            operand: Box::new(column_expression(column)),
            list: numbers.iter().map(constant).collect(),
            negated: false,
        },
        span: Span::default(),
    }
}
