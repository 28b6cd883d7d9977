//! # Data about people
//!
//! ## What it detects
//! Columns that hold what laws on privacy protect: days of birth, numbers of identity cards and passports, health, religion and origin,
//! bank accounts; in tables of people also telephone numbers, addresses and gender. One list for a schema.
//!
//! ## Why it matters
//! Such data may be kept for a purpose and for a time, must be found when somebody asks what is known about them, and deleted when they ask
//! for that. Who knows where it is can do so; a backup, a copy for tests or a new report that takes a column along is then a decision
//! and not an accident.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE patients (
//!   id bigint PRIMARY KEY,
//!   full_name text NOT NULL,
//!   birth_date date NOT NULL,
//!   phone text
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE patients (
//!   id bigint PRIMARY KEY,
//!   full_name text NOT NULL,
//!   birth_date date NOT NULL,
//!   phone text
//! );
//! COMMENT ON COLUMN patients.birth_date IS 'personal data: for treatment, kept ten years';
//! COMMENT ON COLUMN patients.phone IS 'personal data: for appointments, deleted with the account';
//! ```
//!
//! ## When to ignore it
//! When the list is kept elsewhere. It is information, not a fault. Columns whose comment speaks of personal data are not listed.
//!
//! ## References
//! - Regulation (EU) 2016/679 (GDPR), articles 9 (special categories) and 30 (records of processing).

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "pii-inventory",
    severity: Severity::Info,
    dialects: &Dialect::ALL,
    check: Check::Schema(check),
};

/// Columns named in the message.
const NAMED: usize = 3;

/// Columns labelled, and given a comment by the fix.
const MOST: usize = 20;

/// What is protected wherever it stands: words of columns, with the kind.
const ANYWHERE: WordList = WordList::new(
    "allergy=health,birthdate=days of birth,birthday=days of birth,diagnosis=health,disability=health,\
     dob=days of birth,ethnicity=origin and belief,iban=bank accounts,illness=health,medication=health,\
     nationality=origin and belief,passport=identity papers,religion=origin and belief,ssn=identity papers",
);

/// The same, where a table's rows are people.
const OF_PEOPLE: WordList = WordList::new(
    "address=addresses,gender=gender,mobile=telephone numbers,phone=telephone numbers,\
     sex=gender,street=addresses,telephone=telephone numbers",
);

/// Words of tables whose rows are people, beside those of accounts.
const PEOPLE: WordList = WordList::new(
    "applicant,candidate,child,client,contact,donor,driver,guardian,guest,parent,passenger,patient,patron,\
     person,recipient,resident,staff,student,teacher,visitor,volunteer,voter",
);

/// Words that say the column is about such data and does not hold it.
const ABOUT: WordList = WordList::new(
    "allow,count,email,enabled,format,hash,ip,label,mac,mail,prefix,regex,required,show,template,title,url,\
     valid,verified,visible,web",
);

const WORDS: Words = Words {
    message: "this schema keeps data about people, such as {0}; write down what each column is for and when it is deleted",
    why: "Who asks what is known about them has a right to an answer, and a copy of the database takes all of it along.",
    sure: "The names say so.",
    intent: "",
};

/// A column with data about people.
struct Held<'c> {
    relation: &'c Relation,
    column: &'c Column,
    kind: &'static str,
}

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    let mut found: Vec<Held<'_>> = Vec::new();
    for relation in context.catalog.tables() {
        let mut of_people = None;
        for column in &relation.columns {
            if !may_hold(column) {
                continue;
            }
            let words = words(&column.name);
            let says = |list: WordList| {
                words
                    .iter()
                    .find_map(|word| list.entry(word))
                    .map(|(_, kind)| kind)
            };
            let birth = || {
                words
                    .iter()
                    .any(|word| word == "birth")
                    .then_some("days of birth")
            };
            let mut people = || {
                *of_people.get_or_insert_with(|| {
                    let row = context.catalog.row_words(relation);
                    has_word(&row, PEOPLE) || has_word(&row, &Lexicon::ACCOUNT)
                })
            };
            let kind = says(ANYWHERE)
                .or_else(birth)
                .or_else(|| says(OF_PEOPLE).filter(|_| people()));
            if let Some(kind) = kind.filter(|_| !has_word(&words, ABOUT) && !is_written_down(column)) {
                found.push(Held {
                    relation,
                    column,
                    kind,
                });
            }
        }
    }
    let Some(first) = found.first() else {
        return;
    };
    let mut gap = context.gap(first.relation, Some(first.column.span), &WORDS);
    let named: Vec<String> = found.iter().take(NAMED).map(Held::name).collect();
    gap.said.push(match found.len().saturating_sub(NAMED) {
        0 => listed(&named),
        more => format!("`{}` and {more} more", named.join("`, `")),
    });
    gap.evidence = by_kind(&found);
    gap.related = found
        .iter()
        .skip(1)
        .take(MOST)
        .map(|held| Label {
            span: held.column.span,
            text: held.kind.to_owned(),
        })
        .collect();
    if context.catalog.dialect() == Dialect::PostgreSql {
        let bare = found.iter().filter(|held| held.column.comments.is_empty());
        let comment = |held: &Held<'_>| {
            let table = context.catalog.sql_name(held.relation);
            let name = quote(&held.column.name, Dialect::PostgreSql);
            let text = text_constant(&format!("personal data ({}): purpose, kept until", held.kind));
            format!("COMMENT ON COLUMN {table}.{name} IS {text}")
        };
        gap.fixes.push(ProposedFix::statements(
            "write it into comments",
            "The schema is where people look; fill in the purpose and the time of each.",
            bare.take(MOST).map(comment).collect(),
        ));
    }
    findings.push(&RULE, &gap);
}

impl Held<'_> {
    fn name(&self) -> String {
        column_name(self.relation, self.column)
    }
}

/// Whether it is of a type that values of that kind have: no truth value, no time of a row's own history.
fn may_hold(column: &Column) -> bool {
    matches!(
        column.data_type.family,
        TypeFamily::Text
            | TypeFamily::CaseInsensitiveText
            | TypeFamily::Date
            | TypeFamily::Enum
            | TypeFamily::Timestamp
            | TypeFamily::Numeric
            | TypeFamily::Binary
    ) || matches!(column.data_type.family, TypeFamily::Integer(8)) && column.identity.is_none()
}

/// Whether its comment speaks of personal data.
fn is_written_down(column: &Column) -> bool {
    let says = |text: &str| {
        let text = text.to_ascii_lowercase();
        ["personal data", "pii", "gdpr", "sensitive"]
            .iter()
            .any(|part| text.contains(part))
    };
    column.comments.iter().any(|comment| says(&comment.text))
}

/// A sentence for each kind, in the order in which they come.
fn by_kind(found: &[Held<'_>]) -> Vec<String> {
    let mut kinds: Vec<(&str, Vec<String>)> = Vec::new();
    for held in found {
        match kinds.iter_mut().find(|(kind, _)| *kind == held.kind) {
            Some((_, columns)) => columns.push(held.name()),
            None => kinds.push((held.kind, vec![held.name()])),
        }
    }
    let sentence = |(kind, columns): &(&str, Vec<String>)| {
        let first = columns.get(..columns.len().min(MOST)).unwrap_or_default();
        let more = match columns.len() - first.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        format!("Of {kind}: {}{more}.", listed(first))
    };
    kinds.iter().map(sentence).collect()
}
