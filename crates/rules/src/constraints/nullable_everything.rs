//! # Every column is optional
//!
//! ## What it detects
//! A table of three or more columns beside its primary key, all of which accept NULL.
//!
//! ## Why it matters
//! Columns accept NULL unless told otherwise, so a table where all do was most likely never asked. An empty row is then a
//! valid row: an order of nobody for nothing. Every query that reads the table has to reckon with NULL, and those that
//! forget give wrong sums and lose rows without an error.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE customers (
//!   id bigint PRIMARY KEY,
//!   name text,
//!   city text,
//!   country text
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE customers (
//!   id bigint PRIMARY KEY,
//!   name text NOT NULL,
//!   city text NOT NULL,
//!   country text
//! );
//! ```
//!
//! ## When to ignore it
//! In tables that take rows as they come and are cleaned later. Tables named like that (`staging`, `import`, `tmp`,
//! `raw`) and copies made with `LIKE` are left alone. Not every candidate need be required: the list is where to start.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Not-Null Constraints".

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "nullable-everything",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Fewer columns than this beside the key say nothing about the habit.
const MIN_COLUMNS: usize = 3;

/// Words of columns that are rightly missing in many rows.
const OPTIONAL: WordList = WordList::new(
    "address2,alternate,archived,attributes,avatar,bio,birthday,comment,completed,data,deleted,\
     description,ended,expires,extra,fax,finished,image,info,line2,link,logo,memo,meta,metadata,middle,\
     next,nickname,note,options,parent,phone,photo,picture,preferences,previous,published,remark,\
     settings,suffix,tags,updated,url,website",
);

/// The most columns that one fix decides about: more of them nobody reads, and the first are as good as any.
const MAX_CANDIDATES: usize = 100;

/// Words of columns that say what or whose a row is.
const IDENTIFYING: WordList = WordList::new("code,email,id,name,status,title,uuid");

/// A table whose columns all accept NULL beside its key, and those that should not.
struct NullableEverything<'c> {
    relation: &'c Relation,
    /// How many columns stand beside the key.
    count: usize,
    /// The columns that most likely have a value in every row, at least one.
    candidates: Vec<&'c Column>,
}

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let relation = table.relation;
    let beside = relation.columns.iter();
    let beside: Vec<&Column> = beside
        .filter(|column| !relation.is_in_primary_key(&column.name))
        .collect();
    let nullable = |column: &&Column| !column.not_null && column.generated.is_none();
    if beside.len() < MIN_COLUMNS || !beside.iter().all(nullable) || table.staging || is_copy(relation) {
        return;
    }
    let count = beside.len();
    let candidates = beside
        .into_iter()
        .filter(|column| is_candidate(column) && !relation.is_emptied(&column.name));
    let candidates: Vec<&Column> = candidates.take(MAX_CANDIDATES).collect();
    if !candidates.is_empty() {
        let fact = NullableEverything {
            relation,
            count,
            candidates,
        };
        findings.push(&RULE, &fact);
    }
}

/// Whether all its columns are declared with another table.
fn is_copy(relation: &Relation) -> bool {
    relation
        .columns
        .iter()
        .all(|column| column.span.source != relation.span.source || column.span.start < relation.span.start)
}

fn is_candidate(column: &Column) -> bool {
    // A moment of a life that is still going on; when a row was made has a rule of its own.
    let moment = matches!(
        column.data_type.family,
        TypeFamily::Date | TypeFamily::Timestamp | TypeFamily::TimestampWithTimeZone
    );
    let document = matches!(
        column.data_type.family,
        TypeFamily::Json | TypeFamily::Jsonb | TypeFamily::Binary | TypeFamily::Other
    );
    let own_rule =
        || is_named(&column.name, &Lexicon::CREATED) || is_named(&column.name, &Lexicon::SOFT_DELETE);
    let optional = || has_word(&words(&column.name), OPTIONAL);
    !moment && !document && column.data_type.array_dimensions == 0 && !own_rule() && !optional()
}

impl NullableEverything<'_> {
    fn names(&self) -> Vec<&str> {
        self.candidates
            .iter()
            .map(|column| column.name.as_str())
            .collect()
    }

    fn required(&self, candidates: &[&Column]) -> Vec<Change> {
        let relation = self.relation.id;
        candidates
            .iter()
            .map(|column| Change::SetNotNull {
                relation,
                column: column.name.clone(),
            })
            .collect()
    }
}

impl Explain for NullableEverything<'_> {
    fn object(&self) -> String {
        self.relation.name.to_string()
    }

    fn relation(&self) -> Option<&Relation> {
        Some(self.relation)
    }

    fn columns(&self) -> Vec<&Column> {
        self.candidates.clone()
    }

    fn span(&self) -> Span {
        let Self { relation, .. } = self;
        relation.name_span
    }

    fn message(&self) -> String {
        let beside = if self.relation.primary_key().is_some() {
            " beside its key"
        } else {
            ""
        };
        format!(
            "all {} columns of `{}`{beside} accept NULL, so an empty row is a valid one; declare NOT NULL what every row has, such as {}",
            self.count,
            self.object(),
            listed(&self.names())
        )
    }

    fn why(&self) -> String {
        "NULL is the default, not a decision; sums skip it, comparisons with it are never true, and joins lose such rows."
            .to_owned()
    }

    fn certainty(&self) -> (Certainty, String) {
        let reason = "No column of the table is declared NOT NULL, which is seldom meant for all of them.";
        (Certainty::Likely, reason.to_owned())
    }

    fn related(&self) -> Vec<Label> {
        let label = |column: &&Column| Label {
            span: column.span,
            text: "accepts NULL".to_owned(),
        };
        self.candidates.iter().map(label).collect()
    }

    fn evidence(&self) -> Vec<String> {
        let others = self.count - self.candidates.len();
        match others {
            0 => Vec::new(),
            1 => vec!["One more column is nullable and may well be; it is not in the list.".to_owned()],
            _ => vec![format!(
                "{others} more columns are nullable and may well be; they are not in the list."
            )],
        }
    }

    fn intent(&self) -> String {
        format!("a row of `{}` says what it is about", self.object())
    }

    fn story(&self, story: &mut StoryBuilder<'_>) -> Option<()> {
        let nothing: Vec<(&str, Value)> = self.names().into_iter().map(|name| (name, Value::Null)).collect();
        story.offend(self.relation.id, &nothing)
    }

    fn fixes(&self) -> Vec<ProposedFix> {
        let identifying: Vec<&Column> = self
            .candidates
            .iter()
            .copied()
            .filter(|column| {
                words(&column.name)
                    .last()
                    .is_some_and(|last| IDENTIFYING.contains(last))
            })
            .collect();
        let mut fixes = vec![ProposedFix::guess(
            format!("declare {} NOT NULL", listed(&self.names())),
            "Every row has them; leave out those that some rows rightly lack.",
            self.required(&self.candidates),
        )];
        if !identifying.is_empty() && identifying.len() < self.candidates.len() {
            let names: Vec<&str> = identifying.iter().map(|column| column.name.as_str()).collect();
            fixes.push(ProposedFix::guess(
                format!("declare only {} NOT NULL", listed(&names)),
                "The others arrive later; these say what or whose the row is from the start.",
                self.required(&identifying),
            ));
        }
        fixes
    }
}
