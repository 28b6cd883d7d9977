//! What a PostgreSQL database holds besides relations and enumerated types.

use rowproof_source::{SmallMap, SmallSet, SortSmall, Span};
use std::rc::Rc;

use crate::Catalog;
use crate::model::{ColumnType, QualifiedName, RelationId};

/// Schemas, sequences and the types that are no enumerated types and no domains.
#[derive(Debug, Clone, Default)]
pub(crate) struct Objects {
    /// Schemas that were created and not dropped; `public` is there without.
    pub schemas: SmallSet<String>,
    pub sequences: SmallMap<QualifiedName, Owner>,
    /// Sequences that may belong to a relation; each is asked again.
    pub owned: SmallMap<RelationId, Vec<QualifiedName>>,
    pub composites: SmallMap<QualifiedName, Rc<[(String, ColumnType)]>>,
    /// Range, base and shell types.
    pub other_types: SmallSet<QualifiedName>,
    pub type_comments: SmallMap<QualifiedName, String>,
    /// The text names a schema that it creates nowhere: a part of a database.
    pub public_dropped: bool,
    /// The search path as it is again when the transaction ends; none when it stays.
    pub path_after: Option<Vec<String>>,
    /// Functions that run with the rights of their owner and look names up in the path of whoever calls, with their
    /// statements.
    pub open_definers: SmallMap<QualifiedName, Span>,
    /// Whether temporary tables were made: they hide others of their name.
    pub has_temporary: bool,
}

/// The column a sequence belongs to and goes with; none for one of its own.
pub(crate) type Owner = Option<(RelationId, String)>;

impl Catalog {
    /// The schemas created, in no order.
    pub fn schemas(&self) -> impl Iterator<Item = &str> {
        self.objects.schemas.iter().map(String::as_str)
    }

    /// The functions that run with the rights of their owner (`SECURITY DEFINER`) and the search path of whoever calls, with
    /// their bodies and statements, in the order of the text.
    pub fn open_definers(&self) -> Vec<(&QualifiedName, &str, Span)> {
        let all = self.objects.open_definers.iter();
        let mut all: Vec<_> = all
            .filter_map(|(name, span)| Some((name, self.function_body(name)?, *span)))
            .collect();
        all.order_by_key(|(_, _, span)| span.start);
        all
    }

    /// Every sequence by name, with the relation and column it belongs to.
    pub fn sequences(&self) -> Vec<(&QualifiedName, Option<(&QualifiedName, &str)>)> {
        let mut all: Vec<_> = self
            .objects
            .sequences
            .iter()
            .map(|(name, owner)| {
                let owner = owner
                    .as_ref()
                    .and_then(|(relation, column)| Some((&self.relation(*relation)?.name, column.as_str())));
                (name, owner)
            })
            .collect();
        all.order();
        all
    }

    /// Every composite type by name, with its attributes in order.
    pub fn composites(&self) -> Vec<(&QualifiedName, &[(String, ColumnType)])> {
        let all = self.objects.composites.iter();
        let mut all: Vec<_> = all
            .map(|(name, attributes)| (name, attributes.as_ref()))
            .collect();
        all.order_by(|a, b| a.0.cmp(b.0));
        all
    }

    /// `COMMENT ON TYPE` and `COMMENT ON DOMAIN`, by the type's name.
    pub fn type_comments(&self) -> Vec<(&QualifiedName, &str)> {
        let all = self.objects.type_comments.iter();
        let mut all: Vec<_> = all.map(|(name, comment)| (name, comment.as_str())).collect();
        all.order();
        all
    }
}
