//! The relations that a statement names, under which names, and where they count.

use std::ops::Range;

use rowproof_catalog::{Catalog, Relation, RelationId};
use rowproof_source::{SourceId, Span};
use rowproof_syntax::ast::{Identifier, ObjectName};

use crate::tokens::{Statement, unquoted};

/// A place where a relation is named.
pub(crate) struct Mention {
    /// None: it is not in the catalog.
    pub relation: Option<RelationId>,
    /// The name's tokens, schema included.
    pub at: Range<usize>,
    /// The token with the other name it goes by.
    pub alias: Option<usize>,
    /// Where its columns count: the tokens between the parentheses around it.
    pub counts: Range<usize>,
    /// The tokens of the list right behind it, which names its columns.
    pub list: Range<usize>,
    /// Whether its columns count outside of that list: those of a relation behind REFERENCES do not.
    pub opens: bool,
}

/// All relations that a statement names.
pub(crate) struct Scope<'c> {
    pub catalog: &'c Catalog,
    pub mentions: Vec<Mention>,
}

/// Relations that are noted of one statement: each of its names is sought among them.
const MAX_MENTIONS: usize = 1_000;

/// Words right before the name of a relation.
pub(crate) const BEFORE_RELATION: [&str; 11] = [
    "from",
    "join",
    "into",
    "update",
    "table",
    "references",
    "view",
    "truncate",
    "inherits",
    "copy",
    "using",
];
/// Words between them and the name.
const SKIPPED: [&str; 7] = ["if", "not", "exists", "only", "lateral", "concurrently", "table"];
/// Behind the name may stand a comma and another name.
const LISTS: [&str; 4] = ["from", "table", "truncate", "using"];

impl<'c> Scope<'c> {
    pub(crate) fn of(catalog: &'c Catalog, statement: &Statement<'_>) -> Self {
        let mut scope = Self {
            catalog,
            mentions: Vec::new(),
        };
        let mut at = 0;
        while at < statement.list.len() && scope.mentions.len() < MAX_MENTIONS {
            at = match scope.named_behind(statement, at) {
                Some(behind) => behind.max(at + 1),
                None => at + 1,
            };
        }
        scope
    }

    /// Notes the relations named behind a word; the place behind them.
    fn named_behind(&mut self, statement: &Statement<'_>, at: usize) -> Option<usize> {
        let by_on = statement.is(at, "on") && is_about_a_table(statement);
        let by_of = statement.is(at, "of") && statement.follows(at, &["partition"]);
        // `IS DISTINCT FROM x`, `ON UPDATE CASCADE`, `FOR UPDATE`
        let is_other = statement.follows(at, &["distinct", "on", "for"]) && !statement.is(at, "table");
        if !(statement.is_one_of(at, &BEFORE_RELATION) && !is_other || by_on || by_of) {
            return None;
        }
        let mut name = at + 1;
        let opens_list = statement.is(at, "inherits");
        while statement.is_one_of(name, &SKIPPED) || opens_list && statement.is(name, "(") {
            name += 1;
        }
        loop {
            if !statement.is_name(name) {
                return None;
            }
            let chain = name..statement.chain(name).end;
            let mention = self.mention(statement, chain, !statement.is(at, "references"));
            let behind = mention.alias.map_or(mention.at.end, |alias| alias + 1);
            self.mentions.push(mention);
            let is_full = self.mentions.len() >= MAX_MENTIONS;
            if is_full || !(statement.is_one_of(at, &LISTS) && statement.is(behind, ",")) {
                return Some(behind);
            }
            name = behind + 1;
        }
    }

    fn mention(&self, statement: &Statement<'_>, chain: Range<usize>, opens: bool) -> Mention {
        let behind = chain.end + usize::from(statement.is(chain.end, "as"));
        let is_alias = statement.is_plain_name(behind) && opens;
        let open = chain.end + 2 * usize::from(statement.is(chain.end, "as"));
        let counts = match statement.parenthesis(chain.start) {
            Some(open) => statement.inside(open),
            None => 0..statement.list.len(),
        };
        Mention {
            relation: resolve(self.catalog, statement, chain.clone()).map(|relation| relation.id),
            alias: is_alias.then_some(behind),
            list: match statement.is(open, "(") {
                true => statement.inside(open),
                false => 0..0,
            },
            counts,
            at: chain,
            opens,
        }
    }

    /// The relations whose columns count at a place, those of the innermost query first.
    pub(crate) fn opened_at(&self, at: usize) -> Vec<&Mention> {
        let mut found: Vec<&Mention> = Vec::new();
        let counting =
            |mention: &&Mention| mention.opens && mention.counts.start <= at && at <= mention.counts.end;
        for mention in self.mentions.iter().filter(counting) {
            let behind = found.partition_point(|other| other.counts.len() <= mention.counts.len());
            found.insert(behind, mention);
        }
        found
    }

    /// The mention that a name before a dot means at a place.
    pub(crate) fn named(&self, statement: &Statement<'_>, name: &str, at: usize) -> Option<&Mention> {
        let wanted = unquoted(name);
        let is_it = |token: usize| unquoted(statement.word(token)).eq_ignore_ascii_case(&wanted);
        let opened = self.opened_at(at);
        let by_alias = opened.iter().find(|mention| mention.alias.is_some_and(is_it));
        let by_name = || {
            opened
                .iter()
                .find(|mention| mention.alias.is_none() && is_it(mention.at.end - 1))
        };
        by_alias.or_else(by_name).copied()
    }

    /// The mention with a list of its columns in which a place stands, not deeper.
    pub(crate) fn list_around(&self, statement: &Statement<'_>, at: usize) -> Option<&Mention> {
        let open = statement.parenthesis(at)?;
        self.mentions
            .iter()
            .find(|mention| mention.list.start == open + 1)
    }

    /// The relation of a mention.
    pub(crate) fn relation(&self, mention: &Mention) -> Option<&'c Relation> {
        self.catalog.relation(mention.relation?)
    }
}

/// Whether the statement's ON names a table: of an index, a trigger, a policy, a right.
fn is_about_a_table(statement: &Statement<'_>) -> bool {
    if statement.is_one_of(0, &["grant", "revoke"]) {
        return true;
    }
    let kinds = ["index", "trigger", "policy", "rule"];
    statement.is_one_of(0, &["create", "alter", "drop"]) && (1..6).any(|at| statement.is_one_of(at, &kinds))
}

/// The relation that names joined by dots mean.
pub(crate) fn resolve<'c>(
    catalog: &'c Catalog,
    statement: &Statement<'_>,
    chain: Range<usize>,
) -> Option<&'c Relation> {
    let parts: Vec<Identifier> = chain
        .step_by(2)
        .map(|at| identifier(statement.word(at)))
        .collect();
    let last = parts.last()?.value.clone();
    let is_bare = parts.len() == 1;
    let name = ObjectName {
        parts,
        span: nowhere(),
    };
    let by_path = catalog.resolve(&name);
    // A dump empties the search path; people write on as if it had not.
    let anywhere = || {
        catalog
            .relations()
            .find(|relation| relation.name.name.eq_ignore_ascii_case(&last))
    };
    by_path.or_else(|| is_bare.then(anywhere).flatten())
}

fn identifier(word: &str) -> Identifier {
    let value = unquoted(word);
    Identifier {
        quoted: value.len() < word.len(),
        value,
        span: nowhere(),
    }
}

fn nowhere() -> Span {
    Span::empty(SourceId(0), 0)
}
