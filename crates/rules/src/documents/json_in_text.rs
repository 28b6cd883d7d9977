//! # JSON in a text column
//!
//! ## What it detects
//! A text column for JSON, by its name (`settings_json`, `json`), its default (`'{}'`, `'[]'`) or its comment, that nothing holds to JSON.
//!
//! ## Why it matters
//! Text takes a document that was cut off, one with single quotes, and an error page. Whoever reads the row fails then, long after whoever
//! wrote it is gone, and no query can look inside before it has parsed each row, the broken one included.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE users (
//!   id bigint PRIMARY KEY,
//!   settings_json text NOT NULL DEFAULT '{}'
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE users (
//!   id bigint PRIMARY KEY,
//!   settings jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(settings) = 'object')
//! );
//! ```
//!
//! ## When to ignore it
//! When the exact text matters, as in the signed body of a webhook: then a CHECK that it is JSON keeps the text. Names that say so make it
//! a hint.
//!
//! ## References
//! - PostgreSQL manual, "Data Types", section "JSON Types".
//! - MySQL 8.4 manual, "JSON Functions" (`JSON_VALID`); SQLite, "JSON Functions And Operators" (`json_valid`).

use rowproof_catalog::questions::strip_casts;

use crate::prelude::*;
use crate::types::tied::{report, retyped};

pub(crate) const RULE: Rule = Rule {
    code: "json-in-text",
    severity: Severity::Info,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Words behind `json` that say no more than that.
const CONTENT: WordList = WordList::new("blob,body,content,data,document,json,object,payload,text,value");

/// Words of texts that are kept as they came.
const VERBATIM: WordList = WordList::new("body,original,raw,request,response,signature,signed,webhook");

/// Words of comments that speak of JSON and say that it is not here.
const ELSEWHERE: WordList = WordList::new(
    "field,file,filename,from,http,https,key,member,name,no,not,path,pointer,property,schema,see,url,version",
);

const WORDS: Words = Words {
    message: "`{column}` is for JSON and takes any text; {0}",
    why: "A document that was cut off is found by whoever reads it, and no longer by whoever wrote it.",
    sure: "{1}",
    intent: "every `{column}` is JSON",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for column in &table.columns {
        let held = column.column;
        if table.staging
            || !held.data_type.is_text()
            || !column.is_written()
            || held.data_type.domain.is_some()
        {
            continue;
        }
        let Some((reason, meant)) = sign(column) else {
            continue;
        };
        let facts = table.facts(column);
        if facts.json.is_some() || facts.is_constrained() {
            continue;
        }
        let mut gap = table.gap(column, &WORDS);
        gap.meant = meant;
        let better = match table.dialect() {
            Dialect::PostgreSql => "use `jsonb`",
            Dialect::MySql | Dialect::Sqlite => "add a CHECK that it is JSON",
        };
        gap.said = vec![better.to_owned(), reason.to_owned()];
        if column.says(VERBATIM) {
            gap.severity = Some(Severity::Hint);
        }
        if held.data_type.max_characters().is_none_or(|length| length >= 8) {
            gap.rows = Rows::One(vec![(&held.name, Value::text("not json"))]);
        }
        if findings.is_full(&RULE) {
            findings.push(&RULE, &gap);
            continue;
        }
        gap.fixes.extend(match table.dialect() {
            Dialect::PostgreSql => as_jsonb(table, held),
            Dialect::MySql | Dialect::Sqlite => table.checked(
                &[held],
                &format!("json_valid({})", table.quoted(held)),
                "hold it to JSON",
                "Every value that is there is JSON; others must be corrected first.",
            ),
        });
        report(findings, &RULE, gap);
    }
}

/// What says that it is JSON, and whether that is more than a name.
fn sign(column: &ColumnView<'_>) -> Option<(&'static str, bool)> {
    let held = column.column;
    if held.default.as_deref().and_then(document).is_some() {
        return Some(("Its default is a JSON document.", true));
    }
    let says = |comment: &rowproof_catalog::ColumnComment| {
        let text = comment.text.to_ascii_lowercase();
        let mut words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
        words.clone().any(|word| word == "json") && !words.any(|word| ELSEWHERE.contains(word))
    };
    if held.comments.iter().any(says) {
        return Some(("A comment says so.", true));
    }
    let mut behind = column.words.iter().skip_while(|word| *word != "json");
    let named = behind.next().is_some() && behind.all(|word| CONTENT.contains(word));
    named.then_some(("The name says so.", false))
}

/// The document that is the default, when it is one.
fn document(default: &Expression) -> Option<&str> {
    match &strip_casts(default).kind {
        ExpressionKind::Literal(Literal::String(text)) if matches!(text.trim(), "{}" | "[]") => {
            Some(text.trim())
        }
        _ => None,
    }
}

/// `jsonb`, held to the shape of its default: an object when it has none.
fn as_jsonb(table: &TableView<'_>, column: &Column) -> Option<ProposedFix> {
    let jsonb = ColumnType::known("jsonb", TypeFamily::Jsonb);
    let kept = |default: &Expression| document(default).map(text_constant);
    let mut changes = retyped(table, column, &jsonb, Some("{}::jsonb"), &kept)?;
    let shape = match column.default.as_deref().and_then(document) {
        Some("[]") => "array",
        _ => "object",
    };
    let condition = format!("jsonb_typeof({}) = '{shape}'", table.quoted(column));
    changes.push(table.check(&[column], &condition)?);
    Some(
        ProposedFix::guess(
            format!("store it as `jsonb`, an {shape}"),
            "Nothing depends on the spaces, the order of keys or keys that come twice.",
            changes,
        )
        .costing("Rewrites the table while it is locked; texts that are no JSON must be corrected first."),
    )
}
