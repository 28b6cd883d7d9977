//! Which columns a query gives back, and which columns of which relations it names.

use rowproof_source::{SmallSet, SortSmall, Span};
use rowproof_syntax::ast::{
    CommonTable, Identifier, ObjectName, Select, SelectColumn, SelectColumnKind, SelectName, SelectRelation,
    SelectSource,
};

use super::affinity::Affinity;
use super::expression::is_rowid;
use crate::Catalog;
use crate::model::{QualifiedName, Relation, RelationId, RelationKind};

/// How many queries are looked into for one answer: views read views, and a table of WITH may be read many times.
const MAX_QUERIES: usize = 2_000;
/// How deep they may read each other.
const MAX_DEPTH: usize = 60;

/// A column that a query gives back.
#[derive(Debug, Clone)]
pub(super) struct Given {
    pub name: String,
    /// None for an expression that has none of its own.
    pub affinity: Option<Affinity>,
    /// Which classes of values it may give: it is what SQLite mixes where queries are put behind each other.
    classes: u8,
}

/// Classes of values.
const NUMBERS: u8 = 1;
const STRINGS: u8 = 2;
const BLOBS: u8 = 4;

impl Given {
    fn of_column(name: String, affinity: Affinity) -> Self {
        Self {
            name,
            affinity: Some(affinity),
            classes: match affinity {
                Affinity::Blob => NUMBERS | STRINGS | BLOBS,
                Affinity::Text => STRINGS | BLOBS,
                _ => NUMBERS | BLOBS,
            },
        }
    }
}

/// A name in a query that is a column of a relation.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    /// The name's place: which name it is.
    pub span: Span,
    pub relation: RelationId,
    pub column: String,
    /// Whether its qualifier, if any, is an alias rather than the relation's own name.
    pub by_alias: bool,
    /// Whether it is a single name in quotes, which is a string where it is no column.
    pub may_be_string: bool,
    /// Whether its table stands before it.
    pub qualified: bool,
    /// Whether it is in quotes of any kind.
    pub quoted: bool,
}

/// A look into queries.
pub(super) struct Walk<'c> {
    catalog: &'c Catalog,
    /// The only schema that relations come from; none when the search path is gone through.
    schema: Option<String>,
    pub mentions: Vec<Mention>,
    /// Relations that `*` reads all columns of.
    pub whole: Vec<RelationId>,
    /// Whether a view gives another number of columns than it names.
    pub miscounted: bool,
    /// What does not hold: a relation or a column that is not there.
    pub trouble: Option<String>,
    queries: usize,
    depth: usize,
    /// The views that are being looked into.
    active: Vec<RelationId>,
}

/// The tables of WITH around a query.
#[derive(Clone, Copy)]
struct Common<'s> {
    tables: &'s [CommonTable],
    outer: Option<&'s Common<'s>>,
}

/// What the names of a query may mean.
pub(super) struct Scope<'s> {
    sources: Vec<Source>,
    columns: &'s [SelectColumn],
    outer: Option<&'s Scope<'s>>,
}

/// One relation that names may be columns of.
pub(super) struct Source {
    /// What columns are qualified with.
    name: String,
    aliased: bool,
    /// The relation itself; none for a query.
    relation: Option<RelationId>,
    /// None when they are not known.
    columns: Option<Vec<Given>>,
    natural: bool,
    using: Vec<String>,
    /// What its rowid is called, when it has one.
    rowid: Option<String>,
}

impl Source {
    fn column(&self, name: &str) -> Option<&Given> {
        let mut columns = self.columns.iter().flatten();
        columns.find(|column| column.name.eq_ignore_ascii_case(name))
    }
}

impl<'c> Walk<'c> {
    /// A look into what a view or a trigger of that schema says: only a temporary one sees other schemas.
    pub fn new(catalog: &'c Catalog, schema: &str) -> Self {
        Self {
            catalog,
            schema: (schema != super::TEMPORARY).then(|| schema.to_owned()),
            mentions: Vec::new(),
            whole: Vec::new(),
            miscounted: false,
            trouble: None,
            queries: 0,
            depth: 0,
            active: Vec::new(),
        }
    }

    fn missing(&mut self, what: String) {
        self.trouble.get_or_insert(what);
    }

    fn find(&self, name: &ObjectName) -> Option<&'c Relation> {
        match &self.schema {
            Some(schema) => self.catalog.by_name(&QualifiedName {
                schema: schema.clone(),
                name: name.last()?.value.clone(),
            }),
            None => self.catalog.resolve(name),
        }
    }

    /// What a relation gives back; none when that cannot be said.
    pub fn relation_columns(&mut self, relation: &'c Relation) -> Option<Vec<Given>> {
        match relation.kind {
            RelationKind::View => self.view_columns(relation),
            RelationKind::VirtualTable if relation.columns.is_empty() => None,
            _ => Some(
                relation
                    .columns
                    .iter()
                    .map(|column| {
                        Given::of_column(column.name.clone(), Affinity::of_column(column, relation))
                    })
                    .collect(),
            ),
        }
    }

    fn view_columns(&mut self, relation: &'c Relation) -> Option<Vec<Given>> {
        let view = self.catalog.sqlite.views.get(&relation.id)?;
        if self.active.contains(&relation.id) {
            self.missing(format!("`{}` is defined by itself", relation.name));
            return None;
        }
        if self.queries > MAX_QUERIES || self.depth > MAX_DEPTH {
            return None;
        }
        let mut inner = Walk::new(self.catalog, &relation.name.schema);
        (inner.queries, inner.depth) = (self.queries + 1, self.depth + 1);
        inner.active.clone_from(&self.active);
        inner.active.push(relation.id);
        inner.visit(&view.select, None);
        let given = inner.columns(&view.select, None, false);
        self.queries = inner.queries;
        if let Some(trouble) = inner.trouble {
            self.missing(trouble);
            return None;
        }
        self.miscounted |= inner.miscounted;
        if view.columns.is_empty() {
            return given;
        }
        self.miscounted |= given
            .as_ref()
            .is_some_and(|given| given.len() != view.columns.len());
        let mut given = given.into_iter().flatten();
        let named = view.columns.iter().map(|name| {
            let (affinity, classes) = given.next().map_or((None, NUMBERS | STRINGS | BLOBS), |given| {
                (given.affinity, given.classes)
            });
            Given {
                name: name.value.clone(),
                affinity,
                classes,
            }
        });
        Some(unique(named.collect()))
    }

    /// What a query gives back; none when that cannot be said.
    pub fn output(&mut self, select: &Select) -> Option<Vec<Given>> {
        self.columns(select, None, false)
    }

    /// A query inside another names its columns as they are written, the outermost as they are stored.
    fn columns(&mut self, select: &Select, common: Option<&Common<'_>>, inner: bool) -> Option<Vec<Given>> {
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

    fn sources(&mut self, from: &[SelectRelation], common: &Common<'_>) -> Vec<Source> {
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

/// Whether a parameter stands anywhere in a query.
pub(super) fn has_parameter(select: &Select) -> bool {
    select.has_parameter || inner_queries(select).any(has_parameter)
}

fn rename(given: Vec<Given>, names: &[Identifier]) -> Vec<Given> {
    let named = given.into_iter().zip(names).map(|(given, name)| Given {
        name: name.value.clone(),
        ..given
    });
    named.collect()
}

fn given_by(select: &Select, sources: &[Source], inner: bool) -> Option<Vec<Given>> {
    let mut given = Vec::new();
    for (at, item) in select.columns.iter().enumerate() {
        match &item.kind {
            SelectColumnKind::All => {
                for (at, source) in sources.iter().enumerate() {
                    let before = sources.get(..at).unwrap_or_default();
                    let columns = source.columns.as_ref()?;
                    given.extend(
                        columns
                            .iter()
                            .filter(|column| !is_joined(column, source, before))
                            .cloned(),
                    );
                }
            }
            SelectColumnKind::AllOf(name) => {
                let is_meant = |source: &&Source| source.name.eq_ignore_ascii_case(&name.value);
                given.extend(sources.iter().find(is_meant)?.columns.as_ref()?.iter().cloned());
            }
            kind => {
                let meant = match kind {
                    SelectColumnKind::Column(name) => meant(name, sources),
                    _ => None,
                };
                let written = match kind {
                    SelectColumnKind::Column(name) if inner => name.last().map(|last| last.value.clone()),
                    _ => None,
                };
                let name = match (&item.alias, &meant) {
                    (Some(alias), _) => alias.value.clone(),
                    _ if written.is_some() => written.unwrap_or_default(),
                    (None, Some(column)) => column.name.clone(),
                    (None, None) if *kind == SelectColumnKind::Value => format!("column{}", at + 1),
                    (None, None) => item_text(item, select),
                };
                let name = match name.to_ascii_lowercase().as_str() {
                    "true" | "false" => format!("column{}", at + 1),
                    _ => name,
                };
                let typed = match kind {
                    SelectColumnKind::Cast(data_type) => Some(Affinity::of_words(&data_type.words)),
                    _ => meant.and_then(|column| column.affinity),
                };
                given.push(match typed {
                    Some(affinity) => Given::of_column(name, affinity),
                    None => Given {
                        name,
                        affinity: None,
                        classes: classes_of(&item.text),
                    },
                });
            }
        }
    }
    Some(unique(given))
}

/// What an expression of no affinity may give, by its looks.
fn classes_of(text: &str) -> u8 {
    let mut tokens = super::tokens::tokens(text);
    let (first, second) = (
        tokens.next().unwrap_or_default(),
        tokens.next().unwrap_or_default(),
    );
    if first.starts_with(['\'', '"']) && second.is_empty() {
        STRINGS
    } else if first.eq_ignore_ascii_case("x") && second.starts_with('\'') {
        BLOBS
    } else if first.eq_ignore_ascii_case("null") && second.is_empty() {
        0
    } else if text.contains("||") {
        STRINGS | BLOBS
    } else if second == "(" || first.eq_ignore_ascii_case("case") {
        NUMBERS | STRINGS | BLOBS
    } else {
        NUMBERS
    }
}

/// Whether `USING` or `NATURAL` leave the column out of `*`: its twin on the left stands for it.
fn is_joined(column: &Given, source: &Source, before: &[Source]) -> bool {
    let used = source
        .using
        .iter()
        .any(|name| name.eq_ignore_ascii_case(&column.name));
    used || (source.natural && before.iter().any(|other| other.column(&column.name).is_some()))
}

/// The column that a name in a list of columns means.
fn meant(name: &ObjectName, sources: &[Source]) -> Option<Given> {
    let (last, qualifiers) = name.parts.split_last()?;
    let is_meant = |source: &&Source| {
        let qualifier = qualifiers.last();
        qualifier.is_none_or(|qualifier| qualifier.value.eq_ignore_ascii_case(&source.name))
    };
    let mut meant = sources.iter().filter(is_meant);
    let column = meant
        .clone()
        .find_map(|source| source.column(&last.value).cloned());
    let rowid = || {
        let name = meant
            .find_map(|source| source.rowid.clone())
            .filter(|_| is_rowid(&last.value))?;
        Some(Given::of_column(name, Affinity::Integer))
    };
    column.or_else(rowid)
}

fn rowid_name(relation: &Relation) -> Option<String> {
    let is_stored = matches!(relation.kind, RelationKind::Table | RelationKind::VirtualTable);
    let has_one = is_stored && !relation.without_rowid;
    let mut columns = relation.columns.iter();
    has_one.then(|| {
        let alias = columns.find(|column| column.identity.is_some());
        alias.map_or_else(|| "rowid".to_owned(), |column| column.name.clone())
    })
}

/// SQLite puts numbers behind names that occur before.
fn unique(given: Vec<Given>) -> Vec<Given> {
    let mut taken = SmallSet::default();
    let mut named = Vec::with_capacity(given.len());
    for mut column in given {
        let mut count = 0_u32;
        while !taken.insert(column.name.to_ascii_lowercase()) {
            count += 1;
            let stem = match column.name.rsplit_once(':') {
                Some((stem, digits))
                    if !stem.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) =>
                {
                    stem
                }
                _ => column.name.as_str(),
            };
            column.name = format!("{stem}:{count}");
        }
        named.push(column);
    }
    named
}

/// The text of an item, with names as they are now: what was renamed since stands under its new name.
fn item_text(item: &SelectColumn, select: &Select) -> String {
    let mut parts = Vec::new();
    names_inside(select, item.span, &mut parts);
    parts.order_by_key(|part| part.span.start);
    let mut text = String::with_capacity(item.text.len());
    let mut at = 0;
    for part in parts {
        let from = (part.span.start - item.span.start) as usize;
        let to = (part.span.end - item.span.start) as usize;
        let written = item.text.get(from..to).unwrap_or_default();
        if from >= at && super::tokens::unquoted(written) != part.value {
            text.push_str(item.text.get(at..from).unwrap_or_default());
            match part.quoted {
                true => text.push_str(&format!("\"{}\"", part.value.replace('"', "\"\""))),
                false => text.push_str(&part.value),
            }
            at = to;
        }
    }
    text.push_str(item.text.get(at..).unwrap_or_default());
    text
}

/// The names of columns and relations that stand in a stretch of a query, at any depth.
fn names_inside<'s>(select: &'s Select, place: Span, parts: &mut Vec<&'s Identifier>) {
    let mut add = |name: &'s ObjectName| {
        let inside = |part: &&Identifier| part.span.start >= place.start && part.span.end <= place.end;
        parts.extend(name.parts.iter().filter(inside));
    };
    select.names.iter().for_each(|named| add(&named.name));
    for item in &select.from {
        if let SelectSource::Relation(name) = &item.source {
            add(name);
        }
    }
    for inner in inner_queries(select) {
        names_inside(inner, place, parts);
    }
}

/// The queries that stand directly in a query.
pub(super) fn inner_queries(select: &Select) -> impl Iterator<Item = &Select> {
    let sources = select.from.iter().filter_map(|item| match &item.source {
        SelectSource::Select(inner) => Some(&**inner),
        _ => None,
    });
    let common = select.common.iter().map(|table| &table.select);
    common.chain(sources).chain(&select.nested).chain(&select.others)
}
