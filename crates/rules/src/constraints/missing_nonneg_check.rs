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
//! called possible. So is stock, which is counted below zero where orders run ahead of deliveries, and the price of a line
//! without a quantity, which may be a rebate.
//!
//! The name alone makes it likely at most. It is proven where a comment says so, or where the schema keeps another column of
//! that name at zero or above.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Check Constraints".

use rowproof_source::find_in_any_case;

use super::comment_states_rule::range_cause;
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

/// Words of tables that say how much of something there is.
const STOCK: WordList = WordList::new("article,inventory,product,sku,stock,variant,warehouse");

/// Words of tables whose rows say how much somebody takes.
const TAKEN: WordList = WordList::new("basket,cart,detail,invoice,item,line,order,purchase,sale");

/// Words that say how far below zero a stock may go.
const BELOW: WordList = WordList::new("backorder,backorders,limit,min,minimum,overdraft,oversell");

/// Last words of tables whose rows are parts of an order or an invoice.
const PARTS: WordList = WordList::new("charge,fee,item,line,position");

const WORDS: Words = Words {
    message: "`{column}` accepts negative numbers; add a CHECK that it is at least zero",
    why: "A sign lost in an import or a form becomes a row that every sum takes in.",
    sure: "{0}",
    intent: "no `{column}` is below zero",
};

/// Why it is below zero nowhere, and how sure that is.
struct Reason {
    certainty: Certainty,
    words: &'static str,
}

const COUNTED: Reason = Reason {
    certainty: Certainty::Likely,
    words: "What the name speaks of is counted or measured from zero.",
};

const AMOUNT: Reason = Reason {
    certainty: Certainty::Possible,
    words: "Amounts of that name are negative in some schemas, where they are corrections.",
};

const COUNTED_DOWN: Reason = Reason {
    certainty: Certainty::Possible,
    words: "Stock is counted below zero where orders run ahead of deliveries.",
};

const CHARGE: Reason = Reason {
    certainty: Certainty::Possible,
    words: "A line without a quantity may be a rebate, which is below zero.",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    if table.staging || table.says(SIGNED_TABLES) {
        return;
    }
    // What follows from a price and a quantity is bounded by them.
    let has = |list: WordList| table.columns.iter().any(|column| column.says(list));
    let counted = has(const { WordList::new("qty,quantity") });
    let derived = counted && has(const { WordList::new("price") });
    let part = table.row.last().is_some_and(|last| PARTS.contains(last)) && table.row.len() > 1;
    let charges = !counted && part && table.says(TRADE);
    for column in &table.columns {
        let Some(mut reason) = measures(table, column, derived) else {
            continue;
        };
        if charges && column.says(&Lexicon::MONEY) {
            reason = CHARGE;
        }
        push(table, column, &reason, findings);
    }
}

/// Whether a CHECK holds another column of that name at zero or above.
fn is_held_elsewhere(table: &TableView<'_>, name: &str) -> bool {
    let catalog = table.catalog;
    catalog.columns_checked(name).any(|(relation, column)| {
        column.data_type.is_number() && catalog.check_facts(relation, column).range.low.is_some()
    })
}

fn push<'c>(table: &TableView<'c>, column: &ColumnView<'c>, reason: &Reason, findings: &mut Findings<'_>) {
    let elsewhere = is_held_elsewhere(table, &column.column.name);
    let name = table.quoted(column.column);
    let mut gap = table.gap(column, &WORDS);
    gap.certainty = reason.certainty;
    gap.meant = elsewhere || comment_says(column.column) == Some(true);
    gap.said = vec![reason.words.to_owned()];
    if elsewhere {
        gap.evidence.push(format!(
            "Another `{}` of this schema is kept from being negative.",
            column.column.name
        ));
    }
    gap.rows = Rows::One(vec![(&column.column.name, Value::integer(-1))]);
    gap.root_cause = Some((range_cause(table.relation, column.column), 1));
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

/// Whether the column's comment says that it is not negative; false when it speaks of negative numbers otherwise.
fn comment_says(column: &Column) -> Option<bool> {
    const REFUSED: [&str; 4] = ["non-negative", "nonnegative", "not negative", "not be negative"];
    const ABOVE: [&str; 6] = [
        "positive",
        ">= 0",
        "> 0",
        "at least 0",
        "at least zero",
        "greater than zero",
    ];
    let text: String = column
        .comments
        .iter()
        .map(|comment| comment.text.as_str())
        .collect();
    if text.is_empty() {
        return None;
    }
    let says = |words: &[&str]| words.iter().any(|words| find_in_any_case(&text, words).is_some());
    if says(&REFUSED) {
        return Some(true);
    }
    if says(&["negative"]) {
        return Some(false);
    }
    says(&ABOVE).then_some(true)
}

/// Whether the number says how much of something is in store, and whether another says how far below zero that may go.
fn is_stock(table: &TableView<'_>, column: &ColumnView<'_>) -> Option<bool> {
    let quantity = column.says(const { WordList::new("qty,quantity,stock") });
    let stored = column.says(const { WordList::new("stock") })
        || (quantity && table.says(STOCK) && !table.says(TAKEN));
    let limits = |other: &ColumnView<'_>| {
        other.column.name != column.column.name
            && other.says(BELOW)
            && other.says(
                const { WordList::new("backorder,backorders,overdraft,oversell,qty,quantity,sold,stock") },
            )
    };
    stored.then(|| table.columns.iter().any(limits))
}

/// How sure it is that the column counts or measures something from zero on; none when it does not.
fn measures(table: &TableView<'_>, column: &ColumnView<'_>, derived: bool) -> Option<Reason> {
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
    let reason = if NEVER_NEGATIVE.contains(last) {
        match is_stock(table, column) {
            Some(true) => return None,
            Some(false) => COUNTED_DOWN,
            None => COUNTED,
        }
    } else if AMOUNTS.contains(last) && !derived {
        match table.says(TRADE) {
            true => COUNTED,
            false => AMOUNT,
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
    let signed = negative_default || comment_says(column.column) == Some(false);
    (!limited && !refers && !signed).then_some(reason)
}
