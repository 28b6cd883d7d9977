//! Which column of which relation each name of a query means.

use rowproof_syntax::ast::{
    Identifier, ObjectName, Select, SelectColumn, SelectColumnKind, SelectName, SelectSource,
};

use super::super::expression::is_rowid;
use super::given::rowid_name;
use super::{Common, MAX_DEPTH, MAX_QUERIES, Mention, Scope, Source, Walk};
use crate::model::{Relation, RelationId};

impl<'c> Walk<'c> {
    /// Finds what every name of a query means.
    pub fn visit(&mut self, select: &Select, outer: Option<&Scope<'_>>) {
        self.visit_within(select, outer, None);
    }

    fn visit_within(&mut self, select: &Select, outer: Option<&Scope<'_>>, common: Option<&Common<'_>>) {
        self.queries += 1;
        if self.queries > MAX_QUERIES || self.depth > MAX_DEPTH {
            return;
        }
        self.depth += 1;
        let common = Common {
            tables: &select.common,
            outer: common,
        };
        for table in &select.common {
            self.visit_within(&table.select, None, Some(&common));
        }
        for item in &select.from {
            if let SelectSource::Select(inner) = &item.source {
                self.visit_within(inner, outer, Some(&common));
            }
        }
        let scope = Scope {
            sources: self.sources(&select.from, &common),
            columns: &select.columns,
            outer,
        };
        self.check_using(&scope);
        for column in &select.columns {
            let is_read = |source: &&Source| match &column.kind {
                SelectColumnKind::All => true,
                SelectColumnKind::AllOf(name) => source.name.eq_ignore_ascii_case(&name.value),
                _ => false,
            };
            let read = scope.sources.iter().filter(is_read);
            self.whole.extend(read.filter_map(|source| source.relation));
        }
        for name in &select.names {
            self.resolve(name, &scope);
        }
        for inner in &select.nested {
            self.visit_within(inner, Some(&scope), Some(&common));
        }
        for other in &select.others {
            self.visit_within(other, outer, Some(&common));
        }
        self.depth -= 1;
    }

    /// Both sides of a join have the columns that it uses.
    fn check_using(&mut self, scope: &Scope<'_>) {
        for (at, source) in scope.sources.iter().enumerate() {
            let before = scope.sources.get(..at).unwrap_or_default();
            for name in &source.using {
                let has = |source: &Source| source.columns.is_none() || source.column(name).is_some();
                if !has(source) || !before.iter().any(has) {
                    self.missing(format!("`{name}` is not a column of both tables joined with it"));
                }
            }
        }
    }

    fn resolve(&mut self, named: &SelectName, scope: &Scope<'_>) {
        let name = &named.name;
        let Some((last, qualifiers)) = name.parts.split_last() else {
            return;
        };
        let mut unknown = false;
        let mut around = Some(scope);
        while let Some(scope) = around {
            for source in &scope.sources {
                let is_meant = qualifiers
                    .last()
                    .is_none_or(|qualifier| qualifier.value.eq_ignore_ascii_case(&source.name));
                if !is_meant {
                    continue;
                }
                if let Some(column) = source.column(&last.value) {
                    let mention = source.relation.map(|relation| Mention {
                        span: name.span,
                        relation,
                        column: column.name.clone(),
                        by_alias: source.aliased,
                        may_be_string: named.may_be_string,
                        qualified: !qualifiers.is_empty(),
                        quoted: last.quoted,
                    });
                    self.mentions.extend(mention);
                    if qualifiers.is_empty() && scope.is_ambiguous(&last.value) {
                        self.missing(format!("`{}` is a column of two tables", last.value));
                    }
                    return;
                }
                unknown |= source.columns.is_none() || (is_rowid(&last.value) && source.rowid.is_some());
            }
            let is_alias = |column: &SelectColumn| {
                let alias = column.alias.as_ref();
                alias.is_some_and(|alias| alias.value.eq_ignore_ascii_case(&last.value))
            };
            // The list of columns itself does not see its aliases.
            let in_list = |column: &SelectColumn| {
                name.span.start >= column.span.start && name.span.end <= column.span.end
            };
            let sees_aliases = qualifiers.is_empty() && !scope.columns.iter().any(in_list);
            if sees_aliases && scope.columns.iter().any(is_alias) {
                return;
            }
            around = scope.outer;
        }
        // A name in double quotes that is no column is a string.
        if !unknown && !named.may_be_string {
            self.missing(format!("there is no column `{}`", spelled(name)));
        }
    }

    /// Names of columns that are written to; SQLite follows them in a rename, and does not look whether they are there.
    pub fn written_columns(&mut self, relation: &'c Relation, names: &[Identifier]) {
        let columns = self.relation_columns(relation).unwrap_or_default();
        for name in names {
            let found = columns
                .iter()
                .find(|column| column.name.eq_ignore_ascii_case(&name.value));
            self.mentions.extend(found.map(|column| Mention {
                span: name.span,
                relation: relation.id,
                column: column.name.clone(),
                by_alias: false,
                may_be_string: true,
                qualified: false,
                quoted: true,
            }));
        }
    }

    /// The relation, as a table of that name in the scope of a trigger.
    pub fn source_named(&mut self, name: &str, relation: &'c Relation) -> Source {
        Source {
            name: name.to_owned(),
            aliased: name != relation.name.name,
            relation: Some(relation.id),
            columns: self.relation_columns(relation),
            natural: false,
            using: Vec::new(),
            rowid: rowid_name(relation),
        }
    }

    /// As looked at from inside that view.
    pub fn inside(mut self, view: RelationId) -> Self {
        self.active.push(view);
        self
    }

    /// The relation that a statement of a trigger writes to; trouble when there is none.
    pub fn target(&mut self, name: &ObjectName) -> Option<&'c Relation> {
        let found = self.find(name);
        if found.is_none() {
            self.missing(format!("there is no table `{}`", spelled(name)));
        }
        found
    }
}

impl<'s> Scope<'s> {
    /// A scope of these relations around others.
    pub fn around(sources: Vec<Source>) -> Self {
        Self {
            sources,
            columns: &[],
            outer: None,
        }
    }
}

impl Scope<'_> {
    /// Whether two of the relations have the column, and no `USING` or `NATURAL` makes it one.
    fn is_ambiguous(&self, name: &str) -> bool {
        let mut before = 0;
        for source in &self.sources {
            let joined = source.natural
                || source
                    .using
                    .iter()
                    .any(|column| column.eq_ignore_ascii_case(name));
            if source.column(name).is_some() && !(joined && before > 0) {
                before += 1;
            }
        }
        before > 1
    }
}

fn spelled(name: &ObjectName) -> String {
    let parts: Vec<&str> = name.parts.iter().map(|part| part.value.as_str()).collect();
    parts.join(".")
}
