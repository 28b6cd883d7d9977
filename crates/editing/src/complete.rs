//! What could be written at a place: keywords, relations, columns, types.

use rowproof_catalog::{Catalog, QualifiedName, Relation, RelationKind, quote};
use rowproof_syntax::{HighlightKind, type_names};

use crate::keywords::keywords_of;
use crate::scope::{BEFORE_RELATION, Scope};
use crate::tokens::{Statement, Tokens};

/// Suggestions at one place, at most: nobody reads more.
pub const MAX_SUGGESTIONS: usize = 50;

/// What could be written at a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completion {
    /// The byte offset from which on it takes the place of what is there, up to the caret.
    pub from: u32,
    /// The most fitting first; at most [`MAX_SUGGESTIONS`].
    pub suggestions: Vec<Suggestion>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// As it is written: quoted where it must be.
    pub text: String,
    /// What it is.
    pub kind: SuggestionKind,
    /// A few words more; may be empty.
    pub detail: String,
}

/// What is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuggestionKind {
    /// A column of a relation that the statement names.
    Column,
    /// A table.
    Table,
    /// A view.
    View,
    /// Another name for a relation in the statement.
    Alias,
    /// A type.
    Type,
    /// A word of the language.
    Keyword,
}

impl SuggestionKind {
    /// The word for people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Column => "column",
            Self::Table => "table",
            Self::View => "view",
            Self::Alias => "alias",
            Self::Type => "type",
            Self::Keyword => "keyword",
        }
    }
}

/// What is expected at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// The name of a relation that is not there yet.
    New,
    /// Another name for something: of the writer's own making.
    OwnName,
    /// Another name for the relation before it, or what the clause goes on with.
    Keyword,
    Relation,
    Type,
    /// The start of an item in a table's body: a new column, or a constraint.
    Item,
    Anything,
}

/// Words that a constraint of a table can begin with.
const ITEMS: [&str; 7] = [
    "CHECK",
    "CONSTRAINT",
    "EXCLUDE",
    "FOREIGN",
    "LIKE",
    "PRIMARY",
    "UNIQUE",
];

/// What could be written at a byte offset of a text. Nothing within comments, strings and numbers.
pub fn complete(catalog: &Catalog, text: &str, offset: u32) -> Completion {
    let tokens = Tokens::of(text, catalog.dialect());
    if tokens.is_closed(offset) {
        return Completion::default();
    }
    let range = tokens.around(offset);
    let statement = tokens.statement(range);
    let at = statement.list.partition_point(|token| token.end < offset);
    let written = statement
        .list
        .get(at)
        .filter(|token| token.start < offset && statement.is_name(at));
    // Without a word the place is behind the last token that ends before it.
    let at = match written {
        Some(_) => at,
        None => statement.list.partition_point(|token| token.end <= offset),
    };
    let from = written.map_or(offset, |token| token.start);
    let prefix = text.get(from as usize..offset as usize).unwrap_or_default();
    let is_quoted = written.is_some_and(|token| token.kind == HighlightKind::QuotedIdentifier);
    let mut collector = Collector {
        catalog,
        prefix: prefix.trim_start_matches(['"', '`', '[']),
        is_quoted,
        upper: is_upper(&statement, at, prefix),
        best: Vec::new(),
        others: Vec::new(),
    };
    let scope = Scope::of(catalog, &statement);
    if statement.follows(at, &["."]) {
        collector.qualified(&scope, &statement, at);
    } else {
        collector.bare(&scope, &statement, at);
    }
    Completion {
        from,
        suggestions: collector.suggestions(),
    }
}

/// Whether keywords are written in capitals here: as the word under way, else as the keyword before it.
fn is_upper(statement: &Statement<'_>, at: usize, prefix: &str) -> bool {
    let is_keyword = |at: &usize| {
        statement
            .list
            .get(*at)
            .is_some_and(|token| token.kind == HighlightKind::Keyword)
    };
    let sample = match prefix {
        "" => (0..at).rev().find(is_keyword).map_or("", |at| statement.word(at)),
        prefix => prefix,
    };
    sample.bytes().any(|byte| byte.is_ascii_uppercase())
        && !sample.bytes().any(|byte| byte.is_ascii_lowercase())
}

fn expected(scope: &Scope<'_>, statement: &Statement<'_>, at: usize) -> Expected {
    let Some(before) = at.checked_sub(1) else {
        return Expected::Anything;
    };
    let creates = statement.is_one_of(0, &["create"]);
    let is_skipped = statement.is_one_of(before, &["only", "exists"]) && before > 0;
    let word = if is_skipped { before - 1 } else { before };
    if statement.is_one_of(word, &BEFORE_RELATION) || statement.is(before, "exists") {
        let is_new = creates
            && (1..before + 1).all(|at| statement.parenthesis(at).is_none())
            && statement.is_one_of(word, &["table", "view"]);
        return if is_new { Expected::New } else { Expected::Relation };
    }
    if statement.is(before, "on")
        && statement.is_one_of(0, &["create", "drop"])
        && statement.parenthesis(at).is_none()
    {
        return Expected::Relation;
    }
    if statement.is(before, "as") {
        let is_cast = |open: usize| statement.follows(open, &["cast"]);
        return match statement.parenthesis(at) {
            Some(open) if is_cast(open) => Expected::Type,
            _ if statement.is_one_of(0, &["create", "with"]) => Expected::Anything,
            _ => Expected::OwnName,
        };
    }
    if scope.mentions.iter().any(|mention| mention.at.end == at) && !creates {
        return Expected::Keyword;
    }
    if statement.is(before, "::")
        || statement.follows(before, &["add", "column"]) && statement.is_plain_name(before)
    {
        return Expected::Type;
    }
    let is_table = (1..4).any(|at| statement.is(at, "table"));
    let body = scope
        .list_around(statement, at)
        .filter(|mention| creates && is_table && mention.opens);
    if body.is_some() {
        let starts = |place: usize| statement.follows(place, &["(", ","]);
        if starts(at) {
            return Expected::Item;
        }
        if starts(before) && !statement.is_one_of(before, &ITEMS) {
            return Expected::Type;
        }
    }
    Expected::Anything
}

/// What fits, sorted in by how well it does.
struct Collector<'c, 'p> {
    catalog: &'c Catalog,
    prefix: &'p str,
    is_quoted: bool,
    upper: bool,
    best: Vec<Suggestion>,
    others: Vec<Suggestion>,
}

impl Collector<'_, '_> {
    fn qualified(&mut self, scope: &Scope<'_>, statement: &Statement<'_>, at: usize) {
        let Some(owner) = at.checked_sub(2).filter(|owner| statement.is_name(*owner)) else {
            return;
        };
        let chain = statement.chain(owner).start..owner + 1;
        let name = statement.word(owner);
        let mention = (chain.len() == 1)
            .then(|| scope.named(statement, name, at))
            .flatten();
        let relation = match mention {
            Some(mention) => scope.relation(mention),
            None => crate::scope::resolve(self.catalog, statement, chain),
        };
        if let Some(relation) = relation {
            self.columns(relation);
        }
        let schema = crate::tokens::unquoted(name);
        for relation in self.catalog.relations() {
            if relation.name.schema.eq_ignore_ascii_case(&schema) && !schema.is_empty() {
                self.relation(relation, false);
            }
        }
    }

    fn bare(&mut self, scope: &Scope<'_>, statement: &Statement<'_>, at: usize) {
        match expected(scope, statement, at) {
            Expected::OwnName => {}
            Expected::Keyword => self.keywords(None),
            Expected::New => self.keywords(Some(&["EXISTS", "IF", "NOT"])),
            Expected::Item => self.keywords(Some(&ITEMS)),
            Expected::Relation => {
                self.relations();
                self.keywords(Some(&["EXISTS", "IF", "LATERAL", "ONLY", "SELECT"]));
            }
            Expected::Type => self.types(),
            Expected::Anything => {
                let list = scope.list_around(statement, at).filter(|mention| !mention.opens);
                if let Some(relation) = list.and_then(|mention| scope.relation(mention)) {
                    return self.columns(relation);
                }
                for mention in scope.opened_at(at) {
                    if let Some(relation) = scope.relation(mention) {
                        self.columns(relation);
                        let alias = mention.alias.map(|alias| statement.word(alias).to_owned());
                        if let Some(alias) = alias {
                            self.add(alias, SuggestionKind::Alias, relation.name.to_string());
                        }
                    }
                }
                // A query is often written from its beginning, when it does not yet say what it reads.
                if scope.opened_at(at).is_empty() && statement.is(0, "select") && !self.prefix.is_empty() {
                    self.catalog
                        .relations()
                        .for_each(|relation| self.columns(relation));
                }
                self.keywords(None);
                self.relations();
                // Types fill no empty place.
                if !self.prefix.is_empty() {
                    self.types();
                }
            }
        }
    }

    fn columns(&mut self, relation: &Relation) {
        for column in relation.columns.iter() {
            let null = if column.not_null { "" } else { ", null" };
            let detail = format!("{}{null} · {}", &*column.data_type, relation.name);
            self.add_name(&column.name, SuggestionKind::Column, detail);
        }
    }

    fn relations(&mut self) {
        for relation in self.catalog.relations() {
            self.relation(relation, true);
        }
    }

    fn relation(&mut self, relation: &Relation, with_schema: bool) {
        let kind = match relation.kind {
            RelationKind::View | RelationKind::MaterializedView => SuggestionKind::View,
            _ => SuggestionKind::Table,
        };
        let count = relation.columns.len();
        let detail = format!("{count} column{}", if count == 1 { "" } else { "s" });
        let is_default = relation.name.schema.is_empty() || relation.name.schema == "public";
        if with_schema && !is_default && self.fit(&relation.name.name).is_some() {
            let place = self.fit(&relation.name.name) == Some(true);
            let text = self.catalog.sql_qualified(&relation.name);
            self.push(place, Suggestion { text, kind, detail });
        } else {
            self.add_name(&relation.name.name, kind, detail);
        }
    }

    fn types(&mut self) {
        for (name, labels) in self.catalog.enums() {
            self.add_type(name, format!("enum: {}", shortened(&labels.join(", "))));
        }
        for domain in self.catalog.domains() {
            self.add_type(&domain.name, format!("domain over {}", domain.base));
        }
        for name in type_names() {
            self.add_word(name, SuggestionKind::Type);
        }
    }

    fn add_type(&mut self, name: &QualifiedName, detail: String) {
        self.add_name(&name.name, SuggestionKind::Type, detail);
    }

    fn keywords(&mut self, only: Option<&[&str]>) {
        match only {
            Some(words) => words
                .iter()
                .for_each(|word| self.add_word(word, SuggestionKind::Keyword)),
            // All of them are no help.
            None if self.prefix.is_empty() => {}
            None => keywords_of(self.catalog.dialect())
                .for_each(|word| self.add_word(word, SuggestionKind::Keyword)),
        }
    }

    fn add_word(&mut self, word: &str, kind: SuggestionKind) {
        // A keyword is not begun in its middle, and in quotes there is none.
        if !self.is_quoted && self.fit(word) == Some(true) {
            let text = if self.upper {
                word.to_owned()
            } else {
                word.to_ascii_lowercase()
            };
            self.push(
                true,
                Suggestion {
                    text,
                    kind,
                    detail: String::new(),
                },
            );
        }
    }

    fn add_name(&mut self, name: &str, kind: SuggestionKind, detail: String) {
        let mut text = quote(name, self.catalog.dialect());
        if self.is_quoted && text == name {
            let sign = if self.catalog.dialect() == rowproof_syntax::Dialect::MySql {
                '`'
            } else {
                '"'
            };
            text = format!("{sign}{name}{sign}");
        }
        if let Some(is_best) = self.fit(name) {
            self.push(is_best, Suggestion { text, kind, detail });
        }
    }

    fn add(&mut self, text: String, kind: SuggestionKind, detail: String) {
        if let Some(is_best) = self.fit(&text) {
            self.push(is_best, Suggestion { text, kind, detail });
        }
    }

    /// Whether a name begins with what is written (true) or a word in it does (false); none when neither.
    fn fit(&self, name: &str) -> Option<bool> {
        let begins = |name: &str| {
            name.get(..self.prefix.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(self.prefix))
        };
        if begins(name) {
            return Some(true);
        }
        let mut words = name.match_indices('_').filter_map(|(at, _)| name.get(at + 1..));
        words.any(begins).then_some(false)
    }

    fn push(&mut self, is_best: bool, suggestion: Suggestion) {
        let list = if is_best { &mut self.best } else { &mut self.others };
        // Of columns that several relations have, the first counts.
        if list.len() < MAX_SUGGESTIONS && !list.iter().any(|other| other.text == suggestion.text) {
            list.push(suggestion);
        }
    }

    fn suggestions(mut self) -> Vec<Suggestion> {
        // What is there already comes first: it is left alone then.
        let written = self.prefix;
        let is_whole = |suggestion: &Suggestion| suggestion.text == written;
        if let Some(whole) = self.best.iter().position(is_whole) {
            let whole = self.best.remove(whole);
            self.best.insert(0, whole);
        }
        self.best.append(&mut self.others);
        self.best.truncate(MAX_SUGGESTIONS);
        self.best
    }
}

/// Labels as far as a line holds them.
fn shortened(labels: &str) -> String {
    match labels.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", labels.get(..end).unwrap_or_default()),
        None => labels.to_owned(),
    }
}

#[cfg(test)]
mod tests;
