//! # Total stored beside its factors
//!
//! ## What it detects
//! A column named like a total (`total`, `line_total`, `subtotal`, `amount` …) in a table that also holds the one price
//! and the one quantity it follows from, where neither the database computes it nor a CHECK ties the three together.
//!
//! ## Why it matters
//! The same fact is stored twice. An update of the quantity that forgets the total, or a writer with its own idea of
//! rounding, leaves a row that says two different sums, and nobody can tell later which of them was charged.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE order_items (
//!   id bigint PRIMARY KEY,
//!   unit_price numeric(10,2) NOT NULL,
//!   quantity integer NOT NULL,
//!   total numeric(10,2) NOT NULL
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE order_items (
//!   id bigint PRIMARY KEY,
//!   unit_price numeric(10,2) NOT NULL,
//!   quantity integer NOT NULL,
//!   total numeric(10,2) GENERATED ALWAYS AS (unit_price * quantity) STORED
//! );
//! ```
//!
//! ## When to ignore it
//! When the total is agreed by hand, or rounding, discounts or taxes are part of it. Where columns for a discount, a tax
//! or shipping stand beside it, or the table is an invoice, the finding is for information only: then the formula is
//! longer than price times quantity, and a CHECK that states it is still worth having. Prices in cents beside a total
//! in whole currency are not compared.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", sections "Generated Columns" and "Check Constraints".
//! - MySQL manual, "CREATE TABLE and Generated Columns".
//! - SQLite documentation, "Generated Columns".

mod names;

use rowproof_catalog::questions::columns_of;
use rowproof_source::lower_case;

use self::names::{ADJUSTMENTS, INVOICES, SMALLEST_UNIT, is_price, is_quantity, is_total};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "derived-total",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// A total that follows from a price and a quantity of the same row.
struct DerivedTotal<'c> {
    catalog: &'c Catalog,
    relation: &'c Relation,
    total: &'c Column,
    price: &'c Column,
    quantity: &'c Column,
    /// A column of the table that belongs in the formula as well.
    adjustment: Option<&'c Column>,
}

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let loose = |fact: &DerivedTotal<'_>| !fact.is_tied() && !fact.is_set_by_trigger() && fact.same_unit();
    if let Some(fact) = find(table).filter(loose) {
        findings.push(&RULE, &fact);
    }
}

fn find<'c>(table: &TableView<'c>) -> Option<DerivedTotal<'c>> {
    let of_type = |view: &&ColumnView<'_>| {
        let data_type = &view.column.data_type;
        data_type.is_number() && data_type.family != TypeFamily::Money
    };
    let numbers = || table.columns.iter().filter(of_type);
    let total = only_total(numbers().filter(|view| is_total(&view.words)))?;
    let price = only(numbers().filter(|view| is_price(&view.words)))?;
    let quantity = only(numbers().filter(|view| is_quantity(&view.words)))?;
    let adjusts = |view: &&ColumnView<'_>| view.says(ADJUSTMENTS) && view.column.data_type.is_number();
    let adjustment = table.columns.iter().find(adjusts);
    let writable = total.column.generated.is_none() && total.column.identity.is_none();
    writable.then_some(DerivedTotal {
        catalog: table.catalog,
        relation: table.relation,
        total: total.column,
        price: price.column,
        quantity: quantity.column,
        adjustment: adjustment.map(|view| view.column),
    })
}

/// The one item; none when there are several.
fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let first = items.next()?;
    items.next().is_none().then_some(first)
}

/// The one total; of several the one that is nearest to the factors by its name.
fn only_total<'v, 'c>(totals: impl Iterator<Item = &'v ColumnView<'c>>) -> Option<&'v ColumnView<'c>> {
    let totals: Vec<&ColumnView<'c>> = totals.collect();
    let nearest =
        |view: &&&ColumnView<'_>| view.says(const { WordList::new("extended,item,line,sub,subtotal") });
    match totals.as_slice() {
        [total] => Some(total),
        several => only(several.iter().filter(nearest).copied()),
    }
}

/// Digits behind the point; none when the type does not limit them.
fn scale(column: &Column, dialect: Dialect) -> Option<u32> {
    match (column.data_type.family, column.data_type.precision_and_scale()) {
        (TypeFamily::Integer(_), _) => Some(0),
        (TypeFamily::Numeric, Some((_, scale))) => Some(scale),
        (TypeFamily::Numeric, None) if dialect == Dialect::MySql => Some(0),
        _ => None,
    }
}

/// An amount as a constant the column takes.
fn amount(column: &Column, whole: i64) -> Value {
    match column.data_type.family {
        TypeFamily::Integer(_) => Value::integer(whole),
        _ => Value::Number(Number::decimal(whole * 100, 2)),
    }
}

impl DerivedTotal<'_> {
    fn dialect(&self) -> Dialect {
        self.catalog.dialect()
    }

    fn formula(&self) -> Expression {
        product(&self.price.name, &self.quantity.name, self.dialect())
    }

    /// Whether some CHECK names the total with one of its factors.
    fn is_tied(&self) -> bool {
        let names = |columns: &[String], column: &Column| columns.contains(&column.name);
        self.relation.enforced_checks().any(|(_, check)| {
            names(&check.columns, self.total)
                && (names(&check.columns, self.price) || names(&check.columns, self.quantity))
        })
    }

    /// Whether the function of a trigger on the table assigns the total.
    fn is_set_by_trigger(&self) -> bool {
        let assigned = format!("new.{}", self.total.name.to_ascii_lowercase());
        let functions = self
            .relation
            .triggers
            .iter()
            .filter_map(|trigger| trigger.function.as_ref());
        let mut bodies = functions.filter_map(|function| self.catalog.function_body(function));
        bodies.any(|body| body.to_ascii_lowercase().contains(&assigned))
    }

    /// Whether price and total are counted in the same unit, as far as their names tell.
    fn same_unit(&self) -> bool {
        let in_smallest = |column: &Column| has_word(&words(&column.name), SMALLEST_UNIT);
        in_smallest(self.price) == in_smallest(self.total)
    }

    fn is_invoice(&self) -> bool {
        has_word(&words(&self.relation.name.name), INVOICES)
    }

    /// The CHECK, rounded to the total's digits where the product can have more. None where amounts are binary fractions
    /// and equality means little: floats, and every decimal in SQLite.
    fn tie(&self) -> Option<Expression> {
        let dialect = self.dialect();
        let columns = [self.total, self.price, self.quantity];
        let whole = |column: &Column| matches!(column.data_type.family, TypeFamily::Integer(_));
        let exact = |column: &Column| {
            whole(column) || (column.data_type.family == TypeFamily::Numeric && dialect != Dialect::Sqlite)
        };
        if !columns.into_iter().all(exact) {
            return None;
        }
        let [total, price, quantity] = columns.map(|column| scale(column, dialect));
        let fits = match (total, price, quantity) {
            (None, _, _) => true,
            (Some(total), Some(price), Some(quantity)) => price + quantity <= total,
            _ => false,
        };
        let product = match total {
            Some(digits) if !fits => rounded(self.formula(), digits),
            _ => self.formula(),
        };
        Some(binary(
            with_text(&self.total.name, dialect),
            BinaryOperator::Equal,
            "=",
            product,
        ))
    }

    fn proposed(&self, title: &'static str, when: &'static str, change: Change) -> ProposedFix {
        if self.adjustment.is_some() || self.is_invoice() {
            ProposedFix::guess(title, when, vec![change])
        } else {
            ProposedFix::safe(title, when, vec![change])
        }
    }

    /// A column that is generated from the total.
    fn reader(&self) -> Option<&Column> {
        let reads_total = |column: &&Column| {
            column
                .generated
                .as_ref()
                .is_some_and(|expression| columns_of(expression).contains(&self.total.name))
        };
        self.relation.columns.iter().find(reads_total)
    }

    /// A generated column cannot be computed from another one.
    fn generated(&self) -> Option<ProposedFix> {
        if self.price.generated.is_some() || self.quantity.generated.is_some() || self.reader().is_some() {
            return None;
        }
        let change = Change::SetGenerated {
            relation: self.relation.id,
            column: self.total.name.clone(),
            expression: self.formula(),
        };
        let cost = match self.dialect() {
            Dialect::Sqlite => "Writers must stop naming the column.",
            _ => {
                "Writers must stop naming the column. It is dropped and added again: its values are computed anew, and indexes, constraints and views on it go with it."
            }
        };
        let when = "Nobody has to write it, so nobody can write it wrong.";
        Some(
            self.proposed("let the database compute it", when, change)
                .costing(cost),
        )
    }

    fn checked(&self) -> Option<ProposedFix> {
        let columns = [&self.total.name, &self.price.name, &self.quantity.name].map(String::clone);
        let change = Change::AddCheck {
            relation: self.relation.id,
            name: self.catalog.choose_name(self.relation.id, &columns, "check"),
            expression: self.tie()?,
            column: None,
        };
        let when = "Writers have to supply the total themselves.";
        Some(self.proposed("tie it to price and quantity with a CHECK", when, change))
    }
}

/// `round(a, digits)`
fn rounded(expression: Expression, digits: u32) -> Expression {
    let literal = Expression {
        kind: ExpressionKind::Literal(Literal::Number(digits.to_string())),
        text: digits.to_string(),
        span: Span::default(),
    };
    Expression {
        text: format!("round({}, {digits})", expression.text),
        kind: ExpressionKind::Function {
            name: "round".to_owned(),
            arguments: vec![expression, literal],
        },
        span: Span::default(),
    }
}

impl Explain for DerivedTotal<'_> {
    fn object(&self) -> String {
        column_name(self.relation, self.total)
    }

    fn relation(&self) -> Option<&Relation> {
        Some(self.relation)
    }

    fn columns(&self) -> Vec<&Column> {
        vec![self.total]
    }

    fn span(&self) -> Span {
        self.total.span
    }

    fn message(&self) -> String {
        let follows = if self.adjustment.is_some() {
            "mostly follows"
        } else {
            "follows"
        };
        format!(
            "`{}` {follows} from `{}` and `{}`, but any value is accepted; let the database compute it or check it",
            self.object(),
            self.price.name,
            self.quantity.name
        )
    }

    fn why(&self) -> String {
        "The row states the same sum twice; an update of one that forgets the other leaves a row that contradicts itself.".to_owned()
    }

    fn severity(&self) -> Option<Severity> {
        (self.adjustment.is_some() || self.is_invoice()).then_some(Severity::Info)
    }

    fn certainty(&self) -> (Certainty, String) {
        match self.adjustment {
            Some(column) => (
                Certainty::Possible,
                format!(
                    "`{}` probably belongs in the formula too, so price times quantity alone may be wrong.",
                    column.name
                ),
            ),
            None if self.is_invoice() => (
                Certainty::Possible,
                "On invoices the total may be rounded or agreed by hand.".to_owned(),
            ),
            None => (
                Certainty::Likely,
                format!(
                    "The table has one price, `{}`, one quantity, `{}`, and one total, `{}`.",
                    self.price.name, self.quantity.name, self.total.name
                ),
            ),
        }
    }

    fn related(&self) -> Vec<Label> {
        let label = |column: &Column, text: &str| Label {
            span: column.span,
            text: text.to_owned(),
        };
        vec![
            label(self.price, "the price"),
            label(self.quantity, "the quantity"),
        ]
    }

    fn evidence(&self) -> Vec<String> {
        let mut facts = Vec::new();
        let nullable: Vec<&str> = [self.price, self.quantity]
            .into_iter()
            .filter(|column| !column.not_null)
            .map(|column| column.name.as_str())
            .collect();
        if !nullable.is_empty() {
            let accept = if nullable.len() == 1 { "accepts" } else { "accept" };
            facts.push(format!(
                "{} {accept} NULL, and then the product is NULL too: a CHECK lets any total pass in such a row.",
                listed(&nullable)
            ));
        }
        let says_so = |text: &str| {
            ["computed", "calculated", "derived", "*", "×"]
                .iter()
                .any(|word| lower_case(text).contains(word))
        };
        if let Some(comment) = self.total.comments.iter().find(|comment| says_so(&comment.text)) {
            facts.push(format!("Its comment says so: \"{}\".", comment.text.trim()));
        }
        if let Some(column) = self.reader() {
            facts.push(format!(
                "`{}` is generated from the total, which therefore cannot be generated itself.",
                column.name
            ));
        }
        facts
    }

    fn intent(&self) -> String {
        format!(
            "`{}` is `{}` times `{}` in every row",
            self.object(),
            self.price.name,
            self.quantity.name
        )
    }

    fn story(&self, story: &mut StoryBuilder<'_>) -> Option<()> {
        let (price, quantity) = (amount(self.price, 10), Value::integer(2));
        let said = [
            (self.price.name.as_str(), price),
            (self.quantity.name.as_str(), quantity),
            (self.total.name.as_str(), amount(self.total, 999)),
        ];
        story.offend(self.relation.id, &said)
    }

    fn fixes(&self) -> Vec<ProposedFix> {
        [self.generated(), self.checked()].into_iter().flatten().collect()
    }
}
