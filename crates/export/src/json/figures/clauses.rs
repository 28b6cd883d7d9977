//! Where the conditions and keys of a node stand in the query: the columns they name, found again in its text.

use rowproof_engine::plan::PlanNode;
use rowproof_engine::source::Span;
use rowproof_engine::syntax::{Dialect, HighlightKind, HighlightToken, InputKind, highlight};
use rowproof_engine::{AnalyzedPlan, ReadPart, Report};

/// Properties that name columns.
const CONDITIONS: [&str; 12] = [
    "Filter",
    "Index Cond",
    "Recheck Cond",
    "Join Filter",
    "Hash Cond",
    "Merge Cond",
    "Sort Key",
    "Presorted Key",
    "Group Key",
    "Order By",
    "TID Cond",
    "Cache Key",
];
/// The most places; more would mark the whole query.
const MAX_CLAUSES: usize = 60;

/// The queries of a document, and the one that a log printed with a plan, cut into words once.
pub(in crate::json) struct Queries<'r> {
    texts: Vec<QueryText<'r>>,
}

struct QueryText<'r> {
    part: &'r ReadPart,
    text: &'r str,
    /// Where it begins in its part.
    offset: u32,
    tokens: Vec<HighlightToken>,
}

impl<'r> Queries<'r> {
    /// Of the document that a plan belongs to.
    pub(in crate::json) fn of(report: &'r Report, analyzed: &'r AnalyzedPlan) -> Self {
        let queries = report
            .parts
            .iter()
            .filter(|part| part.kind == Some(InputKind::Queries));
        let mut texts: Vec<QueryText<'r>> = queries
            .map(|part| QueryText::new(part, part.source.text(), 0))
            .collect();
        if let Some((part, query)) = report
            .parts
            .get(analyzed.part)
            .zip(analyzed.plan.query_text.as_deref())
            && let Some(at) = part.source.text().find(query)
        {
            texts.push(QueryText::new(part, query, at as u32));
        }
        Self { texts }
    }

    /// Bytes of all of them.
    pub(in crate::json) fn len(&self) -> usize {
        self.texts.iter().map(|query| query.text.len()).sum()
    }

    /// Where the columns of a node's conditions and keys stand: words and their places, in the order of the text.
    pub(in crate::json) fn clauses_of(&self, node: &PlanNode) -> Vec<(String, Span)> {
        let wanted = wanted_words(node);
        let mut found = Vec::new();
        if !wanted.is_empty() {
            for query in &self.texts {
                query.find(node, &wanted, &mut found);
            }
        }
        found.truncate(MAX_CLAUSES);
        found
    }
}

/// The columns of the node's conditions, in lower case: names that are neither called, nor a type, nor a qualifier.
fn wanted_words(node: &PlanNode) -> Vec<String> {
    let mut wanted: Vec<String> = Vec::new();
    let properties = node.properties.iter();
    for property in properties.filter(|property| CONDITIONS.contains(&property.name.as_str())) {
        let value = property.value.as_str();
        let tokens = highlight(value, Dialect::PostgreSql);
        for (at, token) in tokens.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| tokens.get(at));
            let symbol = |token: Option<&HighlightToken>| token.map_or("", |token| text_of(value, token));
            let is_column =
                is_name(token) && !matches!(symbol(tokens.get(at + 1)), "(" | ".") && symbol(before) != "::";
            let word = name_of(text_of(value, token));
            if is_column && !wanted.contains(&word) {
                wanted.push(word);
            }
        }
    }
    wanted
}

impl<'r> QueryText<'r> {
    fn new(part: &'r ReadPart, text: &'r str, offset: u32) -> Self {
        Self {
            part,
            text,
            offset,
            tokens: highlight(text, part.dialect()),
        }
    }

    /// In each statement that names the node's relation, or in all when the node has none.
    fn find(&self, node: &PlanNode, wanted: &[String], found: &mut Vec<(String, Span)>) {
        let statements = self.tokens.split(|token| text_of(self.text, token) == ";");
        for statement in statements {
            let names = |name: &str| {
                let mut tokens = statement.iter();
                tokens.any(|token| is_word(token) && name_of(text_of(self.text, token)) == name)
            };
            let relation = node.relation.as_deref().map(str::to_ascii_lowercase);
            if relation.is_some_and(|relation| !names(&relation)) {
                continue;
            }
            for token in statement.iter().filter(|token| is_word(token)) {
                let word = name_of(text_of(self.text, token));
                if wanted.contains(&word) {
                    let (start, end) = (self.offset + token.start, self.offset + token.end);
                    found.push((word, Span::new(self.part.source.id(), start, end)));
                }
            }
        }
    }
}

fn is_name(token: &HighlightToken) -> bool {
    matches!(
        token.kind,
        HighlightKind::Identifier | HighlightKind::QuotedIdentifier
    )
}

/// A column may have the name of a keyword or type.
fn is_word(token: &HighlightToken) -> bool {
    is_name(token) || matches!(token.kind, HighlightKind::Keyword | HighlightKind::TypeName)
}

fn text_of<'t>(text: &'t str, token: &HighlightToken) -> &'t str {
    text.get(token.start as usize..token.end as usize)
        .unwrap_or_default()
}

fn name_of(word: &str) -> String {
    word.trim_matches(|c| matches!(c, '"' | '`')).to_ascii_lowercase()
}
