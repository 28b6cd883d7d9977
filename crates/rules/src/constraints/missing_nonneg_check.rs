//! # A negative price or quantity is accepted
//!
//! ## What it detects
//! A number that counts or measures something (`price`, `quantity`, `stock`, `weight`, `duration_ms`) and that no CHECK,
//! domain or unsigned type keeps from being negative.
//!
//! ## Why it matters
//! A quantity of -1 in an order line is a refund nobody approved; a negative price turns a total around. Such rows come
//! from a sign lost in an import or a form field nobody thought of, every sum over the table takes them in, and nothing
//! says later which of them were meant.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE order_items (
//!   order_id bigint NOT NULL,
//!   line_number int NOT NULL,
//!   quantity int NOT NULL,
//!   PRIMARY KEY (order_id, line_number)
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE order_items (
//!   order_id bigint NOT NULL,
//!   line_number int NOT NULL,
//!   quantity int NOT NULL CHECK (quantity > 0),
//!   PRIMARY KEY (order_id, line_number)
//! );
//! ```
//!
//! ## When to ignore it
//! Where a sign carries meaning: corrections, refunds, movements of stock, entries of a ledger. Names that say so
//! (`balance`, `adjustment`, `delta`) and such tables are left alone; `amount` and `total` outside of trade are only
//! called possible.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Check Constraints".

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "missing-nonneg-check",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Last words of names of what is never below zero.
const NEVER_NEGATIVE: WordList = WordList::new(
    "age,capacity,count,duration,height,length,price,qty,quantity,salary,size,stock,wage,width",
);

/// Amounts that are never below zero in an order or an invoice, and may be elsewhere.
const AMOUNTS: WordList = WordList::new("amount,budget,cost,fee,payment,revenue,subtotal,tax,total,weight");

/// Units at the end of a name: what is measured stands before.
const UNITS: WordList = WordList::new("bytes,cents,cm,days,grams,hours,kb,kg,km,mb,minutes,mm,ms,seconds");

/// Words that say a sign carries meaning, or that the number is something else.
const SIGNED: WordList = WordList::new(
    "adjustment,balance,change,correction,credit,debit,delta,diff,difference,gain,id,lat,latitude,lng,\
     longitude,loss,margin,negative,net,offset,profit,rate,refund,score,temperature",
);

/// Words of tables whose rows move something up or down.
const SIGNED_TABLES: WordList = WordList::new(
    "adjustment,correction,entry,journal,ledger,metric,movement,posting,refund,settlement,transaction,\
     transfer",
);

/// Words of tables about trade.
const TRADE: WordList = WordList::new("basket,booking,cart,checkout,invoice,order,product,purchase,sale");

const WORDS: Words = Words {
    message: "`{column}` accepts negative numbers; add a CHECK that it is at least zero",
    why: "A sign lost in an import or a form becomes a row that every sum takes in.",
    sure: "{0}",
    intent: "no `{column}` is below zero",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    if table.staging || table.says(SIGNED_TABLES) {
        return;
    }
    // What follows from a price and a quantity is bounded by them.
    let has = |list: WordList| table.columns.iter().any(|column| column.says(list));
    let derived = has(const { WordList::new("price") }) && has(const { WordList::new("qty,quantity") });
    for column in &table.columns {
        let Some(certainty) = measures(table, column, derived) else {
            continue;
        };
        let name = table.quoted(column.column);
        let mut gap = table.gap(column, &WORDS);
        gap.certainty = certainty;
        gap.said = vec![
            match certainty {
                Certainty::Possible => {
                    "Amounts of that name are negative in some schemas, where they are corrections."
                }
                _ => "What the name speaks of is counted or measured from zero.",
            }
            .to_owned(),
        ];
        gap.rows = Rows::One(vec![(&column.column.name, Value::integer(-1))]);
        gap.fixes.extend(table.checked(
            &[column.column],
            &format!("{name} >= 0"),
            "refuse numbers below zero",
            "Zero is a value like any other.",
        ));
        gap.fixes.extend(table.checked(
            &[column.column],
            &format!("{name} > 0"),
            "refuse zero as well",
            "A row with zero of it makes no sense.",
        ));
        findings.push(&RULE, &gap);
    }
}

/// How sure it is that the column counts or measures something from zero on; none when it does not.
fn measures(table: &TableView<'_>, column: &ColumnView<'_>, derived: bool) -> Option<Certainty> {
    let is_number =
        column.column.data_type.is_number() && column.column.data_type.family != TypeFamily::Money;
    if !is_number || !column.is_written() || column.column.identity.is_some() || column.says(SIGNED) {
        return None;
    }
    let name = column.words.as_slice();
    let measured = match name.split_last() {
        Some((last, before)) if UNITS.contains(last) => before,
        _ => name,
    };
    let last = measured.last()?.as_ref();
    let certainty = if NEVER_NEGATIVE.contains(last) {
        Certainty::Likely
    } else if AMOUNTS.contains(last) && !derived {
        match table.says(TRADE) {
            true => Certainty::Likely,
            false => Certainty::Possible,
        }
    } else {
        return None;
    };
    let facts = table.facts(column);
    let negative_default = column
        .column
        .default
        .as_ref()
        .is_some_and(|default| default.text.contains('-'));
    let limited =
        facts.range.low.is_some() || facts.allowed.is_some() || facts.other || !facts.excluded.is_empty();
    let refers = table.refers(column.column) || table.relation.is_in_primary_key(&column.column.name);
    (!limited && !refers && !negative_default).then_some(certainty)
}
