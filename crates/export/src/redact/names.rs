//! Names and what replaces them.

use rowproof_engine::Report;
use rowproof_source::lower_case;
use rustc_hash::FxHashMap;

use super::words::is_kept;

/// The names of a document.
#[derive(Debug, Default)]
pub struct Names {
    /// What a name is, and how it is spelt, by its lower-case letters, as the catalog or a plan says.
    kinds: FxHashMap<String, (&'static str, String)>,
    given: FxHashMap<String, String>,
    counts: Vec<(&'static str, u32)>,
    /// Names as first met, with what replaces them.
    pub replaced: Vec<(String, String)>,
}

impl Names {
    /// The names that a report knows. Nothing is replaced yet.
    pub fn of(report: &Report) -> Self {
        let mut names = Self::default();
        let catalog = &report.catalog;
        for relation in catalog.relations() {
            names.know(&relation.name.name, "table");
            names.know(&relation.name.schema, "schema");
        }
        for relation in catalog.relations() {
            for column in relation.columns.iter() {
                names.know(&column.name, "column");
            }
            for index in relation.indexes.iter() {
                names.know(&index.name, "index");
            }
            for constraint in relation.constraints.iter() {
                names.know(&constraint.name, "constraint");
            }
            for trigger in &relation.triggers {
                names.know(&trigger.name, "trigger");
            }
        }
        for (name, _) in catalog.enums() {
            names.know(&name.name, "type");
        }
        for domain in catalog.domains() {
            names.know(&domain.name.name, "type");
        }
        for node in report.plans.iter().flat_map(|plan| &plan.plan.nodes) {
            let known = [
                (&node.relation, "table"),
                (&node.index, "index"),
                (&node.schema, "schema"),
                (&node.alias, "alias"),
            ];
            for (name, kind) in known {
                names.know(name.as_deref().unwrap_or_default(), kind);
            }
        }
        names
    }

    fn know(&mut self, name: &str, kind: &'static str) {
        let key = lower_case(name);
        if !key.is_empty() && !is_kept(&key) {
            let known = (kind, name.to_owned());
            self.kinds.entry(key).or_insert(known);
        }
    }

    /// Whether the document calls something by that name, as far as it has been read.
    pub fn knows(&self, name: &str) -> bool {
        let key = lower_case(name);
        self.kinds.contains_key(&key) || self.given.contains_key(&key)
    }

    /// What replaces a name. Letters of both cases in quotes stay recognisable as such.
    pub fn placeholder(&mut self, name: &str, otherwise: &'static str) -> String {
        if is_kept(name) {
            return name.to_owned();
        }
        let key = lower_case(name);
        if let Some(given) = self.given.get(&key) {
            return given.clone();
        }
        let (prefix, name) = match self.kinds.get(&key) {
            Some((kind, spelt)) => (*kind, spelt.clone()),
            None => (otherwise, name.to_owned()),
        };
        let number = self.count(prefix);
        let placeholder = format!("{prefix}_{number}");
        self.given.insert(key, placeholder.clone());
        self.replaced.push((name, placeholder.clone()));
        placeholder
    }

    fn count(&mut self, prefix: &'static str) -> u32 {
        match self.counts.iter_mut().find(|(known, _)| *known == prefix) {
            Some((_, count)) => {
                *count += 1;
                *count
            }
            None => {
                self.counts.push((prefix, 1));
                1
            }
        }
    }
}
