//! The words that totals, prices and quantities go by.

use crate::prelude::*;

/// Whole names of totals that do not have the word in them.
const TOTAL_NAMES: &[&str] = &[
    "amount",
    "line_amount",
    "item_amount",
    "net_amount",
    "gross_amount",
    "extended_price",
    "extended_amount",
    "line_price",
];

/// Words that make a total or a price part of the formula instead of its result or its factor.
pub(super) const ADJUSTMENTS: &[&str] = &[
    "discount",
    "tax",
    "vat",
    "fee",
    "shipping",
    "surcharge",
    "rebate",
    "tip",
    "deduction",
];

/// Words that say a price or quantity is not the one that was bought.
const OTHER_FACTORS: &[&str] = &[
    "id",
    "stock",
    "available",
    "reserved",
    "min",
    "max",
    "minimum",
    "maximum",
    "original",
    "old",
    "previous",
    "list",
    "refunded",
    "returned",
    "currency",
    "rate",
];

/// Words of amounts counted in the smallest unit.
pub(super) const SMALLEST_UNIT: &[&str] = &["cent", "penny", "pence", "minor"];

/// Words of tables where rounding and discounts are part of a total.
pub(super) const INVOICES: &[&str] = &["invoice", "bill", "receipt", "quote", "estimate"];

/// Whether a name is that of a total.
pub(super) fn is_total(name: &[Word<'_>]) -> bool {
    let named = has_word(name, &["total", "subtotal"]) || TOTAL_NAMES.contains(&name.join("_").as_str());
    named
        && !has_word(name, ADJUSTMENTS)
        && !has_word(name, &Lexicon::QUANTITY)
        && !has_word(name, OTHER_FACTORS)
}

/// Whether a name is that of the price of one piece.
pub(super) fn is_price(name: &[Word<'_>]) -> bool {
    let unit_cost = has_word(name, &["unit"]) && has_word(name, &["cost", "amount"]);
    (has_word(name, &["price"]) || unit_cost)
        && !is_total(name)
        && !has_word(name, ADJUSTMENTS)
        && !has_word(name, OTHER_FACTORS)
}

/// Whether a name is that of a number of pieces.
pub(super) fn is_quantity(name: &[Word<'_>]) -> bool {
    has_word(name, &Lexicon::QUANTITY) && !is_total(name) && !is_price(name) && !has_word(name, OTHER_FACTORS)
}
