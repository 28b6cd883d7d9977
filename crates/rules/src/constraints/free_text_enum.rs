//! # Status column takes any text
//!
//! ## What it detects
//! A text column whose name says that it takes one of a few values (`status`, `role`, `priority`, `order_type`) and
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

use rowproof_catalog::QualifiedName;
use rowproof_catalog::questions::strip_casts;
use rowproof_query::ResolvedQuery;

use super::comment_lists_values::values_in_comments;
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "free-text-enum",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Schema(check),
};

/// Status words that are often free text as well.
const WEAK: [&str; 5] = ["category", "level", "kind", "plan", "type"];

/// A text column that surely takes one of a few values, and the values the paste shows.
struct FreeTextEnum<'c> {
    catalog: &'c Catalog,
    relation: &'c Relation,
    column: &'c Column,
    weak: bool,
    values: Vec<String>,
    origin: ValueOrigin,
    evidence: Vec<String>,
}

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    let catalog = context.catalog;
    for (relation, column) in columns(catalog) {
        let Some(weak) = status_word(relation, column) else {
            continue;
        };
        let refers = relation
            .foreign_keys()
            .any(|(_, key)| key.columns.contains(&column.name));
        // A column without repeats is the list itself: `order_statuses.status`.
        let is_list = relation
            .unique_within(std::slice::from_ref(&column.name))
            .is_some();
        if refers || is_list || column.generated.is_some() || relation.check_facts(column).is_constrained() {
            continue;
        }
        let (known, evidence) = known_values(relation, column, context.queries);
        let stated = values_in_comments(column).is_some_and(|(_, stated)| stated == known);
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
            },
        );
    }
}

/// Whether the column's name says that it takes one of a few values, and if so whether it says so weakly.
fn status_word(relation: &Relation, column: &Column) -> Option<bool> {
    let name = words(&column.name);
    let (last, stem) = name.split_last()?;
    if !column.data_type.is_text() || !Lexicon::STATUS.contains(&last.as_str()) {
        return None;
    }
    let sibling = |wanted: &[&str]| {
        let named = |other: &Column| has_word(&words(&other.name), wanted);
        relation
            .columns
            .iter()
            .any(|other| other.name != column.name && named(other))
    };
    match last.as_str() {
        "type" if is_polymorphic(relation, stem) => None,
        "type" if has_word(stem, &["content", "mime", "media"]) => None,
        // An address, or the opaque `state` of a sign-in.
        "state"
            if sibling(&[
                "city", "zip", "zipcode", "country", "address", "postal", "postcode", "street",
            ]) =>
        {
            None
        }
        "state" if sibling(&["nonce", "verifier", "redirect", "challenge"]) => None,
        "role" => {
            let table = words(&relation.name.name);
            if has_word(
                &table,
                &[
                    "credit",
                    "cast",
                    "crew",
                    "performance",
                    "contribution",
                    "character",
                    "film",
                    "movie",
                ],
            ) {
                return None;
            }
            Some(!has_word(
                &table,
                &[
                    "user",
                    "member",
                    "membership",
                    "account",
                    "admin",
                    "employee",
                    "invitation",
                    "permission",
                ],
            ))
        }
        word => Some(WEAK.contains(&word)),
    }
}

/// `commentable_type` beside `commentable_id`
fn is_polymorphic(relation: &Relation, stem: &[String]) -> bool {
    !stem.is_empty()
        && relation.columns.iter().any(|other| {
            let other = words(&other.name);
            other
                .split_last()
                .is_some_and(|(last, rest)| rest == stem && matches!(last.as_str(), "id" | "uuid" | "key"))
        })
}

/// The values the paste shows, each once, and one sentence for each place that shows some.
fn known_values(
    relation: &Relation,
    column: &Column,
    queries: &[ResolvedQuery],
) -> (Vec<String>, Vec<String>) {
    let listed = values_in_comments(column)
        .map(|(_, values)| values)
        .unwrap_or_default();
    let default: Vec<String> = column.default.as_ref().and_then(text_of).into_iter().collect();
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
    let usual: &[&str] = if has_word(&name, &["role"]) {
        &["member", "admin", "owner"]
    } else if has_word(&name, &["priority"]) {
        &["low", "medium", "high"]
    } else if has_word(&table, &["order"]) {
        &["pending", "paid", "shipped", "cancelled"]
    } else if has_word(&table, &["task", "ticket", "issue", "todo"]) {
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

/// Where a list of values comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueOrigin {
    /// A comment states it.
    Stated,
    /// The default and the queries use these; there may be more.
    Seen,
    /// Nobody said so: values that are usual for such a column.
    Assumed,
}

/// A text column, the values it should be held to, and the ways to do so.
pub(crate) struct ValueSet<'c> {
    pub(crate) catalog: &'c Catalog,
    pub(crate) relation: &'c Relation,
    pub(crate) column: &'c Column,
    /// At least two, each once.
    pub(crate) values: &'c [String],
    pub(crate) origin: ValueOrigin,
}

impl ValueSet<'_> {
    /// A CHECK first, then the enumerated type and the table of values where the dialect and the column allow them.
    pub(crate) fn fixes(&self) -> Vec<ProposedFix> {
        [Some(self.check()), self.enumerated(), self.lookup()]
            .into_iter()
            .flatten()
            .collect()
    }

    fn propose(&self, title: String, when: &str, changes: Vec<Change>, cost: &str) -> ProposedFix {
        let warning = match self.origin {
            ValueOrigin::Stated => "",
            ValueOrigin::Seen => {
                " The list holds what the default and the queries use; add the values they do not name."
            }
            ValueOrigin::Assumed => " The values are a suggestion: replace them by those your code writes.",
        };
        let when = format!("{when}{warning}");
        let fix = match self.origin {
            ValueOrigin::Stated => ProposedFix::safe(title, when, changes),
            _ => ProposedFix::guess(title, when, changes),
        };
        fix.costing(cost)
    }

    fn check(&self) -> ProposedFix {
        let change = Change::AddCheck {
            relation: self.relation.id,
            name: self.catalog.choose_name(
                self.relation.id,
                std::slice::from_ref(&self.column.name),
                "check",
            ),
            expression: in_list(&self.column.name, self.values, self.catalog.dialect()),
            column: Some(self.column.name.clone()),
        };
        self.propose(
            format!("allow only these {} values (CHECK)", self.values.len()),
            "The list is short and changes with the code.",
            vec![change],
            "A new value needs the constraint replaced.",
        )
    }

    fn enumerated(&self) -> Option<ProposedFix> {
        let (relation, column) = (self.relation.id, self.column.name.clone());
        let when = "The column should say its values in its type, in an order that sorts.";
        let (changes, cost) = match self.catalog.dialect() {
            Dialect::PostgreSql => {
                let (name, data_type) = self.new_type()?;
                let using = format!(
                    "{}::text::{}",
                    quote(&column, Dialect::PostgreSql),
                    data_type.name
                );
                let create = Change::CreateEnum {
                    name,
                    labels: self.values.to_vec(),
                };
                let set = Change::SetType {
                    relation,
                    column,
                    data_type,
                    using: Some(using),
                };
                (
                    vec![create, set],
                    "Adding a value is quick; removing or renaming one is not.",
                )
            }
            Dialect::MySql if self.values.iter().all(|value| !value.contains(['\'', '\\'])) => {
                let data_type = ColumnType {
                    arguments: self.values.to_vec(),
                    enum_labels: Some(self.values.to_vec().into()),
                    ..ColumnType::known("enum", TypeFamily::Enum)
                };
                let set = Change::SetType {
                    relation,
                    column,
                    data_type,
                    using: None,
                };
                (
                    vec![set],
                    "Adding a value at the end is quick; any other change copies the table.",
                )
            }
            Dialect::MySql | Dialect::Sqlite => return None,
        };
        Some(self.propose("turn it into an enumerated type".to_owned(), when, changes, cost))
    }

    /// `order_status` for `orders.status`, when the name is free and reads back bare, and nothing in the table holds the
    /// column to its old type: a cast default, a predicate, an index expression, another column's expression.
    fn new_type(&self) -> Option<(QualifiedName, ColumnType)> {
        let stem = format!(
            "{}_{}",
            table_singular(self.relation),
            words(&self.column.name).join("_")
        );
        let schema = &self.relation.name.schema;
        let name = [stem.clone(), format!("{stem}_type")]
            .into_iter()
            .find_map(|name| {
                let name = QualifiedName {
                    schema: schema.clone(),
                    name,
                };
                let taken = self.catalog.by_name(&name).is_some()
                    || self.catalog.enums().iter().any(|(other, _)| **other == name)
                    || self.catalog.domains().iter().any(|domain| domain.name == name);
                (!taken && self.catalog.sql_qualified(&name) == name.name).then_some(name)
            })?;
        let column = &self.column.name;
        let plain_default = self.column.default.as_ref().is_none_or(|default| {
            matches!(&default.kind, ExpressionKind::Literal(Literal::String(text)) if self.values.contains(text))
        });
        let indexed = self.relation.indexes.iter().any(|index| {
            index.mentions(column)
                && (index.predicate.is_some() || index.keys.iter().any(|key| key.column.is_none()))
        });
        let checked = self
            .relation
            .checks()
            .any(|(_, check)| check.columns.contains(column));
        let computed = self
            .relation
            .columns
            .iter()
            .any(|other| other.generated.is_some());
        let data_type = ColumnType::known(&name.name, TypeFamily::Enum);
        (plain_default && !indexed && !checked && !computed).then_some((name, data_type))
    }

    fn lookup(&self) -> Option<ProposedFix> {
        let data_type = &self.column.data_type;
        let keyed = match self.catalog.dialect() {
            // A foreign key needs a whole key, which TEXT columns cannot have.
            Dialect::MySql => data_type.name == "varchar",
            Dialect::PostgreSql => data_type.name != "character",
            Dialect::Sqlite => true,
        };
        let name = QualifiedName {
            schema: self.relation.name.schema.clone(),
            name: format!(
                "{}_{}",
                table_singular(self.relation),
                plural(&words(&self.column.name).join("_"))
            ),
        };
        if !keyed || data_type.family != TypeFamily::Text || self.catalog.by_name(&name).is_some() {
            return None;
        }
        let (relation, columns) = (self.relation.id, vec![self.column.name.clone()]);
        let title = format!("keep the values in a table of their own (`{name}`)");
        let changes = vec![
            Change::CreateLookup {
                name: name.clone(),
                column: "name".to_owned(),
                values: self.values.to_vec(),
            },
            Change::AddForeignKey {
                relation,
                name: self.catalog.choose_name(relation, &columns, "fkey"),
                columns,
                referenced: name,
                referenced_columns: vec!["name".to_owned()],
                on_delete: None,
            },
        ];
        let when = "Values come and go without a release, or have properties of their own such as a label or an order.";
        let cost = if self.catalog.foreign_keys_enforced() {
            "One table more; each insert looks its value up."
        } else {
            "One table more; SQLite looks the value up only on connections that say `PRAGMA foreign_keys = ON`."
        };
        Some(self.propose(title, when, changes, cost))
    }
}

/// `order` for `orders`, words joined by `_`.
pub(crate) fn table_singular(relation: &Relation) -> String {
    let mut table = words(&relation.name.name);
    if let Some(last) = table.last_mut() {
        *last = singular(last);
    }
    table.join("_")
}

/// `statuses` for `status`.
pub(crate) fn plural(name: &str) -> String {
    match name.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if name.ends_with(['s', 'x']) || name.ends_with("ch") => format!("{name}es"),
        _ => format!("{name}s"),
    }
}

/// A value that looks like one of these and is none: `actve` for `active`. None when every try is a value.
pub(crate) fn misspelled(values: &[String]) -> Option<String> {
    let first: Vec<char> = values.first()?.chars().collect();
    let without = |gap: usize| {
        let kept = first.iter().enumerate().filter(|(at, _)| *at != gap);
        kept.map(|(_, character)| *character).collect::<String>()
    };
    let shorter = (1..first.len()).map(|step| without((first.len() / 2 + step - 1) % first.len()));
    let shorter = shorter.filter(|value| value.chars().count() >= 2);
    let letters = ["x", "z", "q"].into_iter().map(str::to_owned);
    shorter
        .chain(letters)
        .find(|wrong| values.iter().all(|value| !value.eq_ignore_ascii_case(wrong)))
}
