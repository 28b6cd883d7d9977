//! From the catalog to boxes and lines that stand nowhere yet.

use rowproof_catalog::{
    Catalog, Column, Constraint, ForeignKey, QualifiedName, Relation, RelationId, RelationKind,
};
use rowproof_source::{SmallMap, lower_case};
use rowproof_syntax::ast::ReferentialAction;

use crate::layout::Point;
use crate::model::{Edge, End, Node, NodeKind, Row};

/// Every relation with all its columns, and every foreign key between them.
#[derive(Debug, Default)]
pub(crate) struct Entities {
    pub(crate) nodes: Vec<Node>,
    pub(crate) edges: Vec<Edge>,
    pub(crate) partitions: usize,
}

impl Entities {
    /// Reads the catalog. Partitions are parts of their table; sequences hold no rows.
    pub(crate) fn of(catalog: &Catalog) -> Self {
        let mut entities = Self::default();
        let mut places = SmallMap::default();
        for relation in catalog.relations() {
            if relation.partition_of.is_some() {
                entities.partitions += 1;
            } else if relation.kind != RelationKind::Sequence {
                places.insert(relation.id, entities.nodes.len());
                entities.nodes.push(node(catalog, relation));
            }
        }
        let mut missing = SmallMap::default();
        for relation in catalog.relations() {
            let Some(from) = places.get(&relation.id).copied() else {
                continue;
            };
            for (constraint, key) in relation.foreign_keys() {
                let to = match table_of(catalog, key).and_then(|id| places.get(&id).copied()) {
                    Some(to) => to,
                    None => entities.missing(&mut missing, key),
                };
                let edge = entities.edge(catalog, relation, constraint, key, (from, to));
                entities.edges.push(edge);
            }
        }
        entities
    }

    /// The box of a relation that is not in the paste, with the columns that are referred to.
    fn missing(&mut self, known: &mut SmallMap<QualifiedName, usize>, key: &ForeignKey) -> usize {
        let at = match known.get(&key.referenced) {
            Some(at) => *at,
            None => {
                let at = self.nodes.len();
                known.insert(key.referenced.clone(), at);
                self.nodes.push(Node {
                    kind: NodeKind::Missing,
                    name: key.referenced.to_string(),
                    words: lower_case(&key.referenced.to_string()),
                    rows: Vec::new(),
                    more: 0,
                    count: 0,
                    group: None,
                    at: Point::default(),
                    width: 0,
                    height: 0,
                    span: None,
                    name_span: None,
                });
                at
            }
        };
        if let Some(node) = self.nodes.get_mut(at) {
            for column in &key.referenced_columns {
                if node.rows.iter().all(|row| row.name != *column) {
                    node.rows.push(Row {
                        name: column.clone(),
                        type_name: String::new(),
                        primary: false,
                        foreign: false,
                        unique: false,
                        not_null: false,
                        span: None,
                    });
                    node.count += 1;
                }
            }
        }
        at
    }

    fn edge(
        &self,
        catalog: &Catalog,
        relation: &Relation,
        constraint: &Constraint,
        key: &ForeignKey,
        (from, to): (usize, usize),
    ) -> Edge {
        let row_of = |node: usize, column: Option<&String>| {
            let rows = &self.nodes.get(node)?.rows;
            rows.iter().position(|row| Some(&row.name) == column)
        };
        let in_key = |name: &String| relation.is_in_primary_key(name);
        Edge {
            from,
            to,
            from_row: row_of(from, key.columns.first()),
            to_row: row_of(to, key.referenced_columns.first()),
            from_end: End {
                many: catalog.unique_within(relation, &key.columns).is_none(),
                optional: true,
            },
            to_end: End {
                many: false,
                optional: !is_always_said(relation, key),
            },
            identifying: !key.columns.is_empty() && key.columns.iter().all(in_key),
            name: constraint.name.clone(),
            columns: key.columns.clone(),
            referenced_columns: key.referenced_columns.clone(),
            on_delete: key.on_delete.map_or("", action_word),
            span: constraint.span,
            count: 1,
            points: Vec::new(),
        }
    }
}

/// Whether every row refers to one: one NULL among the columns is enough for it to refer to none, unless `MATCH FULL` wants
/// all of them NULL together.
fn is_always_said(relation: &Relation, key: &ForeignKey) -> bool {
    let mut columns = key.columns.iter().map(|name| relation.column(name));
    let refuses = |column: Option<&Column>| column.is_some_and(|column| column.not_null);
    if key.match_full {
        columns.any(refuses)
    } else {
        columns.all(refuses)
    }
}

/// The referenced relation; of a partition the table it is a part of.
fn table_of(catalog: &Catalog, key: &ForeignKey) -> Option<RelationId> {
    let mut relation = catalog.relation(key.relation?)?;
    // No server nests partitions deeper than this; a name that leads to itself ends here too.
    for _ in 0..16 {
        match &relation.partition_of {
            Some(parent) => relation = catalog.by_name(parent)?,
            None => break,
        }
    }
    Some(relation.id)
}

fn node(catalog: &Catalog, relation: &Relation) -> Node {
    let name = relation.name.to_string();
    let mut words = lower_case(&name);
    for column in &relation.columns {
        words.push(' ');
        words.push_str(&lower_case(&column.name));
    }
    Node {
        words,
        kind: match relation.kind {
            RelationKind::View | RelationKind::MaterializedView => NodeKind::View,
            _ => NodeKind::Table,
        },
        name,
        rows: relation
            .columns
            .iter()
            .map(|column| row(catalog, relation, column))
            .collect(),
        more: 0,
        count: relation.columns.len(),
        group: None,
        at: Point::default(),
        width: 0,
        height: 0,
        span: Some(relation.span),
        name_span: Some(relation.name_span),
    }
}

fn row(catalog: &Catalog, relation: &Relation, column: &Column) -> Row {
    let primary = relation.is_in_primary_key(&column.name);
    let alone = std::slice::from_ref(&column.name);
    Row {
        name: column.name.clone(),
        type_name: column.data_type.to_string(),
        primary,
        foreign: relation
            .foreign_keys()
            .any(|(_, key)| key.columns.contains(&column.name)),
        unique: !primary && catalog.unique_within(relation, alone).is_some(),
        not_null: column.not_null,
        span: Some(column.span),
    }
}

/// An action's words, lower case.
pub(crate) fn action_word(action: ReferentialAction) -> &'static str {
    match action {
        ReferentialAction::NoAction => "no action",
        ReferentialAction::Restrict => "restrict",
        ReferentialAction::Cascade => "cascade",
        ReferentialAction::SetNull => "set null",
        ReferentialAction::SetDefault => "set default",
    }
}
