//! # Status column takes any text
//!
//! ## What it detects
//! A text column whose name says that it takes one of a few values (`status`, `role`, `priority`, `order_type`; `action` where a comment gives examples) and
//! that no CHECK, enumerated type, domain or foreign key limits.
//!
//! ## Why it matters
//! Code branches on such a column. A misspelt value, another case or a value of an older release is stored without a
//! word; the row then matches no branch and drops out of every `WHERE status = …`. The list of values is also the
//! first thing a newcomer looks for, and it is nowhere.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE orders (
//!   id bigint PRIMARY KEY,
//!   status text NOT NULL DEFAULT 'pending'
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE orders (
//!   id bigint PRIMARY KEY,
//!   status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'paid', 'shipped', 'cancelled'))
//! );
//! ```
//!
//! ## When to ignore it
//! When the values come from outside and are only passed on, or when users invent them (a category they type in). The
//! values are read from the default, from comments and from queries in the paste; without two of them the list in the
//! fix is a suggestion to replace, and the finding is no more than possible. `state` beside a city is an address, and
//! `…_type` beside `…_id` is half of a polymorphic reference: both are left alone.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Check Constraints"; "Data Types", section "Enumerated Types".
//! - Bill Karwin, "SQL Antipatterns", chapter on restricting a column to specific values.

mod value_set;

use rowproof_catalog::questions::strip_casts;
use rowproof_query::ResolvedQuery;

pub(crate) use self::value_set::{ValueOrigin, ValueSet, misspelled};
use super::comment_lists_values::examples_in_comments;
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "free-text-enum",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Status words that are often free text as well.
const WEAK: WordList = WordList::new("category,kind,level,plan,type");

/// A text column that surely takes one of a few values, and the values the paste shows.
struct FreeTextEnum<'c> {
    catalog: &'c Catalog,
    relation: &'c Relation,
    column: &'c Column,
    weak: bool,
    values: Vec<String>,
    origin: ValueOrigin,
    evidence: Vec<String>,
    /// The values are examples, not the whole list.
    examples: bool,
}

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let (catalog, relation) = (table.catalog, table.relation);
    for view in &table.columns {
        let column = view.column;
        let Some(weak) = status_word(table, view) else {
            continue;
        };
        // A column without repeats is the list itself: `order_statuses.status`.
        let is_list = catalog
            .unique_within(relation, std::slice::from_ref(&column.name))
            .is_some();
        if table.refers(column) || is_list || column.generated.is_some() || table.facts(view).is_constrained()
        {
            continue;
        }
        let listed = view.stated_values().map(|(_, values)| values.as_slice());
        let (known, evidence) = known_values(relation, column, table.queries, listed);
        let stated = listed.is_some_and(|stated| stated == known);
        let origin = match known.len() {
            _ if stated => ValueOrigin::Stated,
            0 | 1 => ValueOrigin::Assumed,
            _ => ValueOrigin::Seen,
        };
        let values = if known.len() >= 2 {
            known
        } else {
            suggested(relation, column, known)
        };
        findings.push(
            &RULE,
            &FreeTextEnum {
                catalog,
                relation,
                column,
                weak,
                values,
                origin,
                evidence,
                examples: !stated && examples_in_comments(column).is_some(),
            },
        );
    }
}

/// Whether the column's name says that it takes one of a few values, and if so whether it says so weakly.
fn status_word(table: &TableView<'_>, column: &ColumnView<'_>) -> Option<bool> {
    if !column.column.data_type.is_text() {
        return None;
    }
    let (last, stem) = column.words.split_last()?;
    if !Lexicon::STATUS.contains(last) {
        // What was done, when a comment gives examples as code writes them.
        let said = *last == "action" && examples_in_comments(column.column).is_some();
        return said.then_some(true);
    }
    let sibling = |wanted: WordList| {
        let mut columns = table.columns.iter();
        columns.any(|other| other.column.name != column.column.name && other.says(wanted))
    };
    match last.as_ref() {
        // `commentable_type` beside `commentable_id`
        "type" if table.relation.has_column_of(stem, &["id", "uuid", "key"]) => None,
        "type" if has_word(stem, const { WordList::new("content,media,mime") }) => None,
        // An address, or the opaque `state` of a sign-in.
        "state"
            if sibling(
                const { WordList::new("address,city,country,postal,postcode,street,zip,zipcode") },
            ) =>
        {
            None
        }
        "state" if sibling(const { WordList::new("challenge,nonce,redirect,verifier") }) => None,
        "role" => {
            if table.says(
                const { WordList::new("cast,character,contribution,credit,crew,film,movie,performance") },
            ) {
                return None;
            }
            Some(!table.says(const { WordList::new("account,admin,employee,invitation,member,membership,permission,user") }))
        }
        word => Some(WEAK.contains(word)),
    }
}

/// The values the paste shows, each once, and one sentence for each place that shows some; with those that a comment lists.
fn known_values(
    relation: &Relation,
    column: &Column,
    queries: &[ResolvedQuery],
    listed: Option<&[String]>,
) -> (Vec<String>, Vec<String>) {
    let listed = listed.unwrap_or_default().to_vec();
    let examples = examples_in_comments(column).filter(|_| listed.is_empty());
    let default: Vec<String> = column.default.as_deref().and_then(text_of).into_iter().collect();
    let compared: Vec<String> = queries
        .iter()
        .flat_map(|query| &query.comparisons)
        .filter(|comparison| comparison.relation == relation.id && comparison.column == column.name)
        .filter(|comparison| {
            matches!(
                comparison.operator,
                BinaryOperator::Equal | BinaryOperator::NotEqual
            )
        })
        .flat_map(|comparison| comparison.texts.iter().cloned())
        .collect();
    let (mut known, mut evidence) = (Vec::new(), Vec::new());
    for (place, values) in [
        ("A comment lists", listed),
        ("A comment gives as examples", examples.unwrap_or_default()),
        ("The default is", default),
        ("Queries compare it with", compared),
    ] {
        let values = distinct(values);
        if !values.is_empty() {
            evidence.push(format!("{place} {}.", listed_values(&values)));
        }
        known.extend(values);
    }
    (distinct(known), evidence)
}

fn text_of(default: &Expression) -> Option<String> {
    match &strip_casts(default).kind {
        ExpressionKind::Literal(Literal::String(text)) => Some(text.clone()),
        _ => None,
    }
}

fn distinct(values: Vec<String>) -> Vec<String> {
    values.into_iter().fold(Vec::new(), |mut kept, value| {
        if !value.trim().is_empty() && !kept.contains(&value) {
            kept.push(value);
        }
        kept
    })
}

/// Values such a column often takes, the known one first. A suggestion, and said to be one.
fn suggested(relation: &Relation, column: &Column, known: Vec<String>) -> Vec<String> {
    let table = words(&relation.name.name);
    let name = words(&column.name);
    let usual: &[&str] = if has_word(&name, const { WordList::new("role") }) {
        &["member", "admin", "owner"]
    } else if has_word(&name, const { WordList::new("priority") }) {
        &["low", "medium", "high"]
    } else if has_word(&table, const { WordList::new("order") }) {
        &["pending", "paid", "shipped", "cancelled"]
    } else if has_word(&table, const { WordList::new("issue,task,ticket,todo") }) {
        &["todo", "in_progress", "done"]
    } else if has_word(&table, &Lexicon::ACCOUNT) {
        &["active", "paused", "deleted"]
    } else {
        &["active", "inactive"]
    };
    let limit = column.data_type.max_characters().unwrap_or(u64::MAX);
    let fitting = usual
        .iter()
        .filter(|value| value.len() as u64 <= limit)
        .map(|value| (*value).to_owned());
    let values = distinct(known.into_iter().chain(fitting).collect());
    // A code of one or two letters.
    if values.len() >= 2 {
        values
    } else {
        distinct(
            values
                .into_iter()
                .chain(["A".to_owned(), "B".to_owned()])
                .collect(),
        )
    }
}

impl Explain for FreeTextEnum<'_> {
    fn object(&self) -> String {
        column_name(self.relation, self.column)
    }

    fn relation(&self) -> Option<&Relation> {
        Some(self.relation)
    }

    fn columns(&self) -> Vec<&Column> {
        vec![self.column]
    }

    fn span(&self) -> Span {
        self.column.span
    }

    fn message(&self) -> String {
        format!(
            "`{}` takes any text, so a misspelt value is stored and matches nothing; allow only the values that are meant",
            self.object()
        )
    }

    fn why(&self) -> String {
        "Code and reports branch on it; a row with another spelling is in none of them, and nothing says so."
            .to_owned()
    }

    fn severity(&self) -> Option<Severity> {
        (self.weak && self.origin == ValueOrigin::Assumed).then_some(Severity::Info)
    }

    fn certainty(&self) -> (Certainty, String) {
        match self.origin {
            ValueOrigin::Assumed => (
                Certainty::Possible,
                "The column's name says it takes one of a few values; which ones is not in the paste."
                    .to_owned(),
            ),
            _ => (
                Certainty::Likely,
                format!("The paste itself uses {}.", listed_values(&self.values)),
            ),
        }
    }

    fn is_meant(&self) -> bool {
        !self.examples
    }

    fn evidence(&self) -> Vec<String> {
        let nothing = "No CHECK, enumerated type, domain or foreign key limits it.".to_owned();
        self.evidence.iter().cloned().chain([nothing]).collect()
    }

    fn intent(&self) -> String {
        match self.origin {
            ValueOrigin::Assumed => format!("`{}` is one of a few values", self.object()),
            _ => format!("`{}` is one of {}", self.object(), listed_values(&self.values)),
        }
    }

    fn story(&self, story: &mut StoryBuilder<'_>) -> Option<()> {
        let wrong = misspelled(&self.values)?;
        story.offend(self.relation.id, &[(&self.column.name, Value::Text(wrong))])
    }

    fn fixes(&self) -> Vec<ProposedFix> {
        let (catalog, relation, column) = (self.catalog, self.relation, self.column);
        ValueSet {
            catalog,
            relation,
            column,
            values: &self.values,
            origin: self.origin,
        }
        .fixes()
    }

    fn root_cause(&self) -> Option<(String, u8)> {
        Some((format!("values:{}", self.object()), 1))
    }
}
