//! The words that totals, prices and quantities go by.

use crate::prelude::*;

/// Whole names of totals that do not have the word in them; of two words at most.
const TOTAL_NAMES: WordList = WordList::new(
    "amount,extended_amount,extended_price,gross_amount,item_amount,line_amount,line_price,net_amount",
);

/// Words that make a total or a price part of the formula instead of its result or its factor.
pub(super) const ADJUSTMENTS: WordList =
    WordList::new("deduction,discount,fee,rebate,shipping,surcharge,tax,tip,vat");

/// Words that say a price or quantity is not the one that was bought.
const OTHER_FACTORS: WordList = WordList::new(
    "available,currency,id,list,max,maximum,min,minimum,old,original,previous,rate,refunded,reserved,\
     returned,stock",
);

/// Words of amounts counted in the smallest unit.
pub(super) const SMALLEST_UNIT: WordList = WordList::new("cent,minor,pence,penny");

/// Words of tables where rounding and discounts are part of a total.
pub(super) const INVOICES: WordList = WordList::new("bill,estimate,invoice,quote,receipt");

/// Whether a name is that of a total.
pub(super) fn is_total(name: &[Word<'_>]) -> bool {
    let named = has_word(name, const { WordList::new("subtotal,total") })
        || (name.len() <= 2 && TOTAL_NAMES.contains(name.join("_").as_str()));
    named
        && !has_word(name, ADJUSTMENTS)
        && !has_word(name, &Lexicon::QUANTITY)
        && !has_word(name, OTHER_FACTORS)
}

/// Whether a name is that of the price of one piece.
pub(super) fn is_price(name: &[Word<'_>]) -> bool {
    let unit_cost = has_word(name, const { WordList::new("unit") })
        && has_word(name, const { WordList::new("amount,cost") });
    (has_word(name, const { WordList::new("price") }) || unit_cost)
        && !is_total(name)
        && !has_word(name, ADJUSTMENTS)
        && !has_word(name, OTHER_FACTORS)
}

/// Whether a name is that of a number of pieces.
pub(super) fn is_quantity(name: &[Word<'_>]) -> bool {
    has_word(name, &Lexicon::QUANTITY) && !is_total(name) && !is_price(name) && !has_word(name, OTHER_FACTORS)
}
