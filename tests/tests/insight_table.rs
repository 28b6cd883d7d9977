//! The table of insights in the documents is that of the code.

use std::fs;

use rowproof_tests::insight_table::{insight_table, misfits};
use rowproof_tests::root;

#[test]
fn every_row_is_a_rule_or_has_a_reason() {
    assert_eq!(
        misfits(),
        Vec::<String>::new(),
        "tests/data/insight_rows.tsv has one line for every row and every rule on plans"
    );
}

#[test]
fn the_published_table_is_up_to_date() {
    let published = fs::read_to_string(root().join("docs/insights.md"))
        .unwrap_or_default()
        .replace("\r\n", "\n");
    assert_eq!(
        Ok(published),
        insight_table(),
        "`cargo xtask docs` writes it anew"
    );
}
