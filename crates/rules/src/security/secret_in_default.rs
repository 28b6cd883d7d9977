//! # A secret as a default
//!
//! ## What it detects
//! A constant default of a column named like a password, a key or a token, or a default that has the form of such a key.
//!
//! ## Why it matters
//! Everybody who reads the schema, its history or a dump of it knows the secret, and each row that leaves the column out has the
//! same one: the accounts a script made, the customer whose form was not filled in. A default is for what may be
//! the same everywhere, and a secret is what must not be.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE accounts (
//!   id bigint PRIMARY KEY,
//!   login text NOT NULL UNIQUE,
//!   password_hash text NOT NULL,
//!   api_key text NOT NULL UNIQUE DEFAULT 'change-me'
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE accounts (
//!   id bigint PRIMARY KEY,
//!   login text NOT NULL UNIQUE,
//!   password_hash text NOT NULL,
//!   api_key text NOT NULL UNIQUE
//! );
//! ```
//!
//! ## When to ignore it
//! When the value locks the row rather than opening it. Marks such as `*`, `!` or `disabled` are left alone.
//!
//! ## References
//! - CWE-798, "Use of Hard-coded Credentials"; CWE-1392, "Use of Default Credentials".

use rowproof_catalog::questions::strip_casts;

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "secret-in-default",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Last words of names of secrets.
const SECRETS: WordList = WordList::new("apikey,passcode,passphrase,passwd,password,pwd,secret,token");

/// What kind of key is one, when the last word is `key`.
const KEYS: WordList = WordList::new("access,api,encryption,license,private,secret,signing");

/// Values that stand for none, or lock the row.
const NONE: WordList = WordList::new(
    "bearer,default,disabled,empty,inactive,invalid,locked,none,null,pending,unknown,unset,unused",
);

/// What keys of well-known services begin with.
const FORMS: [&str; 10] = [
    "-----BEGIN",
    "AIza",
    "AKIA",
    "ghp_",
    "github_pat_",
    "glpat-",
    "rk_live_",
    "sk_live_",
    "xoxb-",
    "xoxp-",
];

const WORDS: Words = Words {
    message: "`{column}` has a secret for a default, which everybody who reads the schema knows; drop the default",
    why: "Each row that leaves the column out has the same secret.",
    sure: "{0}",
    intent: "every row of `{table}` has a `{name}` of its own",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for column in &table.columns {
        let held = column.column;
        let Some(ExpressionKind::Literal(Literal::String(text))) =
            held.default.as_deref().map(|default| &strip_casts(default).kind)
        else {
            continue;
        };
        if !held.data_type.is_text() || table.facts(column).allowed.is_some() {
            continue;
        }
        let has_form = FORMS.iter().any(|form| text.starts_with(form)) && text.len() >= 12;
        let letters = text.chars().filter(|letter| letter.is_alphanumeric()).count();
        let none = NONE.contains_in_any_case(text);
        let named = is_secret(column) && letters >= 4 && !none;
        if !has_form && !named {
            continue;
        }
        let mut gap = table.gap(column, &WORDS);
        gap.meant = has_form;
        gap.said.push(match has_form {
            true => "The default has the form of a key of a well-known service.".to_owned(),
            false => "The name says that it is a secret, and the default is a constant.".to_owned(),
        });
        // Without the default, a row that leaves the column out is refused.
        if held.not_null {
            gap.rows = Rows::One(Vec::new());
        }
        gap.fixes.push(
            ProposedFix::safe(
                "drop the default",
                "Writers give each row a secret of its own.",
                vec![Change::DropDefault {
                    relation: table.relation.id,
                    column: held.name.clone(),
                }],
            )
            .costing("Rows that have the default keep it until they get another."),
        );
        findings.push(&RULE, &gap);
    }
}

fn is_secret(column: &ColumnView<'_>) -> bool {
    let last = column.last();
    SECRETS.contains(last) || (last == "key" && column.says(KEYS))
}
