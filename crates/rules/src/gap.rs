//! A fact in the words of a table: most rules say one sentence about a column or a few, show one or two rows and offer
//! a change. They share this one type; what differs is data.

use rowproof_catalog::{Column, Index, Relation};
use rowproof_findings::{Certainty, Label, Severity};
use rowproof_proof::{StoryBuilder, Value};
use rowproof_source::Span;

use crate::view::{ColumnView, TableView};
use crate::{Explain, ProposedFix, SchemaContext, template};

/// What a rule says of what it finds. `{column}` stands for the first column, qualified; `{name}` for its bare name;
/// `{type}` for its type; `{table}` for the table; `{row}` for what one of its rows is; `{0}`, `{1}` … for what the fact
/// adds.
pub(crate) struct Words {
    /// What is wrong and what to do, one sentence.
    pub message: &'static str,
    /// Why it matters, whole sentences.
    pub why: &'static str,
    /// What the certainty rests on, whole sentences.
    pub sure: &'static str,
    /// What the schema surely means; empty without rows.
    pub intent: &'static str,
}

/// The rows that show a gap.
pub(crate) enum Rows<'c> {
    /// No row shows it.
    None,
    /// A row with these values.
    One(Vec<(&'c str, Value)>),
    /// Two rows, equal in these columns.
    Twice(Vec<&'c str>),
    /// Rows that the rule tells itself.
    Told(Telling<'c>),
}

/// Tells rows; none when a value they need cannot be made up.
pub(crate) type Telling<'c> = Box<dyn Fn(&mut StoryBuilder<'_>) -> Option<()> + 'c>;

/// A gap in a table.
pub(crate) struct Gap<'c> {
    pub relation: &'c Relation,
    /// The columns it is about; without any it is about the table.
    pub columns: Vec<&'c Column>,
    /// Where, when it is neither the first column nor the table's name.
    pub place: Option<Span>,
    /// What it is about, when it is neither the columns nor the table.
    pub object: Option<String>,
    /// Whether it is about the schema as a whole, and the table only where it is met first.
    of_schema: bool,
    pub words: &'static Words,
    /// For `{0}`, `{1}` …
    pub said: Vec<String>,
    pub certainty: Certainty,
    /// Whether something beside a name says that the rows are wrong.
    pub meant: bool,
    pub severity: Option<Severity>,
    pub evidence: Vec<String>,
    pub related: Vec<Label>,
    pub rows: Rows<'c>,
    pub fixes: Vec<ProposedFix>,
    pub root_cause: Option<(String, u8)>,
}

impl<'c> TableView<'c> {
    /// A gap about a column, likely, without rows and fixes.
    pub(crate) fn gap(&self, column: &ColumnView<'c>, words: &'static Words) -> Gap<'c> {
        let mut gap = self.table_gap(words);
        gap.columns.push(column.column);
        gap
    }

    /// A gap in what an index says, because of a column; the column is labelled.
    pub(crate) fn index_gap(
        &self,
        index: &Index,
        column: &'c Column,
        label: &str,
        words: &'static Words,
    ) -> Gap<'c> {
        let mut gap = self.table_gap(words);
        gap.columns.push(column);
        gap.object = Some(format!("{}.{}", self.relation.name, index.name));
        gap.place = Some(index.span);
        gap.related.push(Label {
            span: column.span,
            text: label.to_owned(),
        });
        gap
    }

    /// A gap about the table.
    pub(crate) fn table_gap(&self, words: &'static Words) -> Gap<'c> {
        Gap::new(self.relation, words)
    }
}

impl<'c> SchemaContext<'c> {
    /// A gap that a query shows: `object` is what it is about, and `place` where in the query.
    pub(crate) fn query_gap(
        &self,
        relation: &'c Relation,
        place: Span,
        object: String,
        words: &'static Words,
    ) -> Gap<'c> {
        let mut gap = Gap::new(relation, words);
        gap.place = Some(place);
        gap.object = Some(object);
        gap
    }

    /// A gap of the schema as a whole, shown where it is met first: at a place of this table, or its name.
    pub(crate) fn gap(&self, relation: &'c Relation, place: Option<Span>, words: &'static Words) -> Gap<'c> {
        let mut gap = Gap::new(relation, words);
        gap.of_schema = true;
        gap.place = place;
        gap
    }
}

impl<'c> Gap<'c> {
    fn new(relation: &'c Relation, words: &'static Words) -> Self {
        Gap {
            relation,
            columns: Vec::new(),
            place: None,
            object: None,
            of_schema: false,
            words,
            said: Vec::new(),
            certainty: Certainty::Likely,
            meant: true,
            severity: None,
            evidence: Vec::new(),
            related: Vec::new(),
            rows: Rows::None,
            fixes: Vec::new(),
            root_cause: None,
        }
    }
}

impl Gap<'_> {
    /// The text with what stands in braces filled in.
    fn fill(&self, text: &str) -> String {
        template::fill(text, &self.said, &|key| self.named(key))
    }

    fn named(&self, key: &str) -> Option<String> {
        let column = self.columns.first();
        Some(match key {
            "column" => self.object(),
            "name" => column.map(|column| column.name.clone()).unwrap_or_default(),
            "type" => column
                .map(|column| column.data_type.to_string())
                .unwrap_or_default(),
            "table" => self.relation.name.to_string(),
            "row" => rowproof_catalog::questions::row_words(&self.relation.name.name).join(" "),
            _ => return None,
        })
    }
}

impl Explain for Gap<'_> {
    fn object(&self) -> String {
        if self.of_schema {
            return "schema".to_owned();
        }
        if let Some(object) = &self.object {
            return object.clone();
        }
        let names: Vec<&str> = self.columns.iter().map(|column| column.name.as_str()).collect();
        let mut object = self.relation.name.to_string();
        match names.as_slice() {
            [] => {}
            [name] => {
                object.push('.');
                object.push_str(name);
            }
            several => {
                object.push_str(" (");
                object.push_str(&several.join(", "));
                object.push(')');
            }
        }
        object
    }

    fn relation(&self) -> Option<&Relation> {
        (!self.of_schema).then_some(self.relation)
    }

    fn columns(&self) -> Vec<&Column> {
        self.columns.clone()
    }

    fn span(&self) -> Span {
        let column = self.columns.first().map(|column| column.span);
        self.place.or(column).unwrap_or(self.relation.name_span)
    }

    fn message(&self) -> String {
        self.fill(self.words.message)
    }

    fn why(&self) -> String {
        self.fill(self.words.why)
    }

    fn certainty(&self) -> (Certainty, String) {
        (self.certainty, self.fill(self.words.sure))
    }

    fn is_meant(&self) -> bool {
        self.meant
    }

    fn severity(&self) -> Option<Severity> {
        self.severity
    }

    fn related(&self) -> Vec<Label> {
        self.related.clone()
    }

    fn evidence(&self) -> Vec<String> {
        self.evidence.clone()
    }

    fn intent(&self) -> String {
        self.fill(self.words.intent)
    }

    fn story(&self, story: &mut StoryBuilder<'_>) -> Option<()> {
        let relation = self.relation.id;
        match &self.rows {
            Rows::None => None,
            Rows::One(said) => story.offend(relation, said),
            Rows::Twice(columns) => story.offend_twice(relation, columns),
            Rows::Told(tell) => tell(story),
        }
    }

    fn fixes(&self) -> Vec<ProposedFix> {
        self.fixes.clone()
    }

    fn root_cause(&self) -> Option<(String, u8)> {
        self.root_cause.clone()
    }
}
