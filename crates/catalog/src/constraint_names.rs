//! Which names constraints have, while statements are applied.

use crate::Catalog;
use crate::model::RelationId;
use crate::places::{OF_DOMAINS, Sought};

impl Catalog {
    /// Remembers that the relation has a constraint of that name.
    pub(crate) fn remember_constraint(&mut self, id: RelationId, name: &str) {
        if let Some(relation) = self.relations.get(id.0 as usize).and_then(Option::as_ref) {
            let schema = &relation.name.schema;
            self.constraint_places
                .add(Sought::Constraint { schema, name }, id);
        }
    }

    /// Remembers that a domain of the schema has a constraint of that name.
    pub(crate) fn remember_domain_constraint(&mut self, schema: &str, name: &str) {
        let sought = Sought::Constraint { schema, name };
        self.constraint_places.add(sought, OF_DOMAINS);
    }

    /// Remembers all constraints there are, before more statements are applied.
    pub(crate) fn remember_constraints(&mut self) {
        for relation in self.relations.iter().flatten() {
            let schema = &relation.name.schema;
            for name in relation.constraint_names() {
                let sought = Sought::Constraint { schema, name };
                self.constraint_places.add(sought, relation.id);
            }
        }
        for domain in self.domains.values() {
            let schema = &domain.name.schema;
            for name in domain.constraint_names() {
                let sought = Sought::Constraint { schema, name };
                self.constraint_places.add(sought, OF_DOMAINS);
            }
        }
    }

    /// Whether a constraint of a relation or a domain in the schema has that name.
    pub(crate) fn is_constraint_name_taken(&self, schema: &str, name: &str) -> bool {
        let places = self.constraint_places.of(Sought::Constraint { schema, name });
        places.into_iter().any(|id| match self.relation(id) {
            Some(relation) => relation.name.schema == schema && relation.has_constraint(name),
            None => id == OF_DOMAINS && self.has_domain_constraint(schema, name),
        })
    }

    fn has_domain_constraint(&self, schema: &str, name: &str) -> bool {
        let mut domains = self
            .domains
            .values()
            .filter(|domain| domain.name.schema == schema);
        domains.any(|domain| domain.constraint_names().any(|held| held == name))
    }
}
