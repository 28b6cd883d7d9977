//! The words of copies that are right, and of those that are not.

use rowproof_source::lower_case;

use crate::prelude::*;

/// What is known of a thing by its number: `customer_id`, `customer_name`.
pub(super) const PERSON_PARTS: WordList = WordList::new("email,name");

/// What is known of a thing by its code: `currency_code`, `currency_symbol`.
pub(super) const CODE_PARTS: WordList = WordList::new("desc,description,label,name,symbol,title");

/// Words of tables whose rows keep what was true when they were written.
const DOCUMENTS: WordList = WordList::new(
    "adjustment,agreement,attempt,ban,banned,bill,block,booking,certificate,charge,checkout,contract,credit,\
     delivery,ecard,estimate,fee,invitation,invite,invoice,ledger,mail,notification,offer,order,payment,payout,\
     payslip,purchase,quotation,quote,receipt,refund,report,reservation,revision,sale,shipment,shipping,statement,\
     subscription,ticket,transaction,transfer,version,voucher",
);

/// Words of columns that say from when the value is.
pub(super) const SNAPSHOTS: WordList =
    WordList::new("at,billing,historic,historical,initial,original,previous,shipping,snapshot,when");

/// Words of what is stored again so that reading is fast.
pub(super) const CACHES: WordList =
    WordList::new("cache,cached,current,denormalized,first,last,latest,newest,summary");

/// Words of tables with one row for each language.
const TRANSLATIONS: WordList = WordList::new("i18n,lang,language,locale,localization,text,translation");

/// First words of what another system names.
const ELSEWHERE: WordList =
    WordList::new("client,ext,external,foreign,legacy,original,partner,provider,remote,source,vendor");

/// What comments say of copies.
const COPY_WORDS: [&str; 7] = [
    "repeated from",
    "copied from",
    "copy of",
    "duplicated from",
    "duplicate of",
    "redundant",
    "denormali",
];

/// Whether the table keeps what was true when its rows were written.
pub(super) fn is_document(table: &TableView<'_>) -> bool {
    table.is_log() || table.says(DOCUMENTS)
}

/// Whether the name is part of the table's own, of another system's, or set apart by language.
pub(super) fn has_own_words(table: &TableView<'_>, stem: &[Word<'_>]) -> bool {
    let own = |word: &Word<'_>| table.row.iter().any(|held| singular(held) == singular(word));
    stem.iter().any(own)
        || has_word(stem, TRANSLATIONS)
        || has_word(stem, ELSEWHERE)
        || table.says(TRANSLATIONS)
}

/// Whether a text says that something is stored elsewhere too.
pub(super) fn says_copied(text: &str) -> bool {
    let text = lower_case(text);
    COPY_WORDS.iter().any(|words| text.contains(words))
}

/// The comment that says the column is a copy.
pub(crate) fn comment_of_copy(column: &Column) -> Option<&str> {
    let comments = column.comments.iter().map(|comment| comment.text.trim());
    let mut copied = comments.filter(|text| says_copied(text));
    copied.next()
}

/// The table that a comment names: `users` in "repeated from users table".
pub(super) fn said_parent(comment: &str) -> Option<String> {
    let text = lower_case(comment);
    let (_, after) = text.split_once(" from ")?;
    let mut words = after.split(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
    let name = words.find(|word| !word.is_empty() && *word != "the" && *word != "table")?;
    Some(name.to_owned())
}
