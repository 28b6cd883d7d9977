//! # Two profiles for one user
//!
//! ## What it detects
//! A table that by its name holds one row for each row of another (`user_profiles` of `users`, `account_wallets`), whose
//! reference to it is not unique.
//!
//! ## Why it matters
//! Code reads the profile of a user and takes the first row it gets. With two, changes go to one and are read from the
//! other, and a join doubles the user.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE users (id bigint PRIMARY KEY);
//! CREATE TABLE user_profiles (
//!   id bigint PRIMARY KEY,
//!   user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
//!   bio text
//! );
//! CREATE INDEX user_profiles_user_id_idx ON user_profiles (user_id);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE users (id bigint PRIMARY KEY);
//! CREATE TABLE user_profiles (
//!   user_id bigint PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
//!   bio text
//! );
//! ```
//!
//! ## When to ignore it
//! When a user may have several, one for each language or kind. Tables with a column that tells them apart (`key`,
//! `name`, `type`, `locale`) are left alone.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", sections "Unique Constraints" and "Foreign Keys".

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "one-to-one-not-unique",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Words for what there is one of.
const ONE: WordList = WordList::new("configuration,detail,preference,profile,setting,wallet");

/// Words of columns that tell several apart.
const SEVERAL: WordList = WordList::new(
    "category,code,currency,date,from,key,kind,label,language,locale,name,number,option,position,slug,\
     type,value,version",
);

const WORDS: Words = Words {
    message: "`{table}` may have two rows for one `{name}`; declare it UNIQUE",
    why: "Changes go to one of the two and are read from the other; a join doubles the row they belong to.",
    sure: "The name of the table says one {0} for each, and no column tells several apart.",
    intent: "there is one row of `{table}` for each `{name}`",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let Some((last, before)) = table.row.split_last() else {
        return;
    };
    if !ONE.contains(last) || table.columns.iter().any(|column| column.says(SEVERAL)) {
        return;
    }
    for column in &table.columns {
        let held = column.column;
        let parent = |(_, key): (&Constraint, &ForeignKey)| {
            let same = key.columns.len() == 1 && key.columns.contains(&held.name);
            let parent = row_words(&key.referenced.name);
            same && !before.is_empty()
                && parent
                    .iter()
                    .map(|word| singular(word))
                    .eq(before.iter().map(|word| singular(word)))
        };
        if held.not_null && table.relation.foreign_keys().any(parent) && !table.is_in_key(held) {
            let mut gap = table.gap(column, &WORDS);
            gap.said.push(last.to_string());
            if *last != "profile" && *last != "wallet" {
                gap.certainty = Certainty::Possible;
            }
            gap.rows = Rows::Twice(vec![&held.name]);
            gap.fixes
                .extend(table.told_apart(&[held], "declare it UNIQUE", "There is one for each."));
            findings.push(&RULE, &gap);
        }
    }
}
