//! Which columns a query gives back.

use rowproof_syntax::ast::{
    CommonTable, Identifier, ObjectName, Select, SelectColumn, SelectColumnKind, SelectRelation, SelectSource,
};

use super::super::affinity::Affinity;
use super::given::{given_by, meant, rowid_name};
use super::{Common, Given, MAX_DEPTH, MAX_QUERIES, NUMBERS, STRINGS, Source, Walk};
use crate::model::RelationId;

impl<'c> Walk<'c> {
    /// What a query gives back; none when that cannot be said.
    pub fn output(&mut self, select: &Select) -> Option<Vec<Given>> {
        self.columns(select, None, false)
    }

    /// A query inside another names its columns as they are written, the outermost as they are stored.
    pub(super) fn columns(
        &mut self,
        select: &Select,
        common: Option<&Common<'_>>,
        inner: bool,
    ) -> Option<Vec<Given>> {
        self.queries += 1;
        if self.queries > MAX_QUERIES || self.depth > MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let common = Common {
            tables: &select.common,
            outer: common,
        };
        let sources = self.sources(&select.from, &common);
        let mut given = given_by(select, &sources, inner);
        let is_query = |item: &SelectColumn| matches!(item.kind, SelectColumnKind::Query(_));
        if select.columns.iter().any(is_query)
            && given
                .as_ref()
                .is_some_and(|given| given.len() == select.columns.len())
        {
            for (item, given) in select.columns.iter().zip(given.iter_mut().flatten()) {
                if let SelectColumnKind::Query(at) = item.kind
                    && let Some(query) = select.nested.get(at)
                {
                    let columns = self.columns(query, Some(&common), true);
                    // A name that is no column in there may be one out here.
                    let outside = || match &query.columns.first()?.kind {
                        SelectColumnKind::Column(name) => meant(name, &sources)?.affinity,
                        _ => None,
                    };
                    given.affinity = columns
                        .and_then(|columns| columns.first()?.affinity)
                        .or_else(outside);
                }
            }
        }
        if let Some(given) = &mut given {
            self.mix(given, select, &common);
        }
        self.depth -= 1;
        given
    }

    /// What the queries behind `UNION` and its kin do to the affinities (`select.c`, `sqlite3SubqueryColumnTypes`).
    fn mix(&mut self, given: &mut [Given], select: &Select, common: &Common<'_>) {
        let others: Vec<Vec<Given>> = select
            .others
            .iter()
            .filter_map(|other| self.columns(other, Some(common), true))
            .collect();
        for (at, column) in given.iter_mut().enumerate() {
            let mut behind = others.iter().filter_map(|other| other.get(at));
            let mut classes = 0;
            while column.affinity.is_none() {
                let Some(other) = behind.next() else { break };
                classes |= column.classes;
                column.affinity = other.affinity;
                column.classes = other.classes;
            }
            classes |= behind.fold(0, |all, other| all | other.classes);
            let spoiled = match column.affinity {
                Some(Affinity::Text) => classes & NUMBERS != 0,
                Some(Affinity::Numeric | Affinity::Integer | Affinity::Real) => classes & STRINGS != 0,
                _ => false,
            };
            if spoiled {
                column.affinity = Some(Affinity::Blob);
            }
        }
    }

    pub(super) fn sources(&mut self, from: &[SelectRelation], common: &Common<'_>) -> Vec<Source> {
        from.iter().map(|item| self.source(item, common)).collect()
    }

    fn source(&mut self, item: &SelectRelation, common: &Common<'_>) -> Source {
        let (own, relation, columns) = match &item.source {
            SelectSource::Select(select) => (None, None, self.columns(select, Some(common), true)),
            SelectSource::Function(name) => (name.last(), None, None),
            SelectSource::Relation(name) => {
                let (relation, columns) = self.relation_source(name, common);
                (name.last(), relation, columns)
            }
        };
        let named = item.alias.as_ref().or(own);
        Source {
            name: named.map(|name| name.value.clone()).unwrap_or_default(),
            aliased: item.alias.is_some(),
            relation,
            columns,
            natural: item.natural,
            using: item.using.iter().map(|name| name.value.clone()).collect(),
            rowid: relation
                .and_then(|id| self.catalog.relation(id))
                .and_then(rowid_name),
        }
    }

    fn relation_source(
        &mut self,
        name: &ObjectName,
        common: &Common<'_>,
    ) -> (Option<RelationId>, Option<Vec<Given>>) {
        if let [only] = name.parts.as_slice()
            && let Some((table, around)) = common_table(only, common)
        {
            let given = self.columns(&table.select, Some(&around), true);
            let named = given.filter(|given| table.columns.is_empty() || given.len() == table.columns.len());
            let named = named.map(|given| match table.columns.is_empty() {
                true => given,
                false => rename(given, &table.columns),
            });
            return (None, named);
        }
        let spelled = name.last().map(|last| last.value.clone()).unwrap_or_default();
        match self.find(name) {
            Some(relation) => (Some(relation.id), self.relation_columns(relation)),
            None if is_own_table(&spelled) => (None, None),
            None => {
                self.missing(format!("there is no table `{spelled}`"));
                (None, None)
            }
        }
    }
}

fn common_table<'s>(name: &Identifier, common: &Common<'s>) -> Option<(&'s CommonTable, Common<'s>)> {
    let mut around = Some(*common);
    while let Some(common) = around {
        let mut tables = common.tables.iter();
        if let Some(table) = tables.find(|table| table.name.value.eq_ignore_ascii_case(&name.value)) {
            return Some((table, common));
        }
        around = common.outer.copied();
    }
    None
}

/// SQLite's own tables are not in the catalog.
fn is_own_table(name: &str) -> bool {
    const OWN: [&str; 8] = [
        "sqlite_master",
        "sqlite_schema",
        "sqlite_temp_master",
        "sqlite_temp_schema",
        "sqlite_sequence",
        "sqlite_stat1",
        "sqlite_stat4",
        "sqlite_dbpage",
    ];
    OWN.iter().any(|own| own.eq_ignore_ascii_case(name))
}

fn rename(given: Vec<Given>, names: &[Identifier]) -> Vec<Given> {
    let named = given.into_iter().zip(names).map(|(given, name)| Given {
        name: name.value.clone(),
        ..given
    });
    named.collect()
}
