//! The table of rules in the documents is that of the code.

use std::fs;

use rowproof_tests::root;
use rowproof_tests::rule_table::{misfits, rule_table};

#[test]
fn rows_and_rules_name_each_other() {
    assert_eq!(
        misfits(),
        Vec::<String>::new(),
        "tests/data/rule_rows.tsv has one line for every rule and every row"
    );
}

#[test]
fn the_published_table_is_up_to_date() {
    let published = fs::read_to_string(root().join("docs/rules.md"))
        .unwrap_or_default()
        .replace("\r\n", "\n");
    assert_eq!(Ok(published), rule_table(), "`cargo xtask docs` writes it anew");
}
