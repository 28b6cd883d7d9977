//! Rows around a story: what a rule wants to show, and everything else the schema asks for.

use rowproof_catalog::questions::strip_casts;
use rowproof_catalog::{Catalog, Column, ForeignKey, Relation, RelationId};
use rowproof_source::SmallMap;
use rowproof_syntax::ast::{ExpressionKind, Literal};

use crate::sample::sample;
use crate::{Row, Script, Value};

/// A chain of required parents longer than this is not followed.
const MAX_PARENTS: usize = 8;

/// Builds the rows of a counterexample.
///
/// The rule says which columns matter; the builder adds a value for every column that must have one, and a parent row,
/// once, for every foreign key that must point somewhere.
pub struct StoryBuilder<'c> {
    catalog: &'c Catalog,
    script: Script,
    /// Parents made so far, by relation and their number among its parents: the first serves every reference that must
    /// point somewhere, later ones are made when a story asks for them.
    parents: SmallMap<(RelationId, usize), Row>,
    /// Rows made so far, by relation: values of later rows differ.
    made: SmallMap<RelationId, usize>,
}

impl<'c> StoryBuilder<'c> {
    /// An empty story.
    pub fn new(catalog: &'c Catalog) -> Self {
        Self {
            catalog,
            script: Script::default(),
            parents: SmallMap::default(),
            made: SmallMap::default(),
        }
    }

    /// Adds a row that must be there first. None when a value it needs cannot be made up.
    pub fn setup(&mut self, relation: RelationId, said: &[(&str, Value)]) -> Option<()> {
        let row = self.row(relation, said, 0)?;
        self.script.setup.push(row);
        Some(())
    }

    /// Adds a row that should be refused, or that belongs to those that should. None as for [`Self::setup`].
    pub fn offend(&mut self, relation: RelationId, said: &[(&str, Value)]) -> Option<()> {
        let row = self.row(relation, said, 0)?;
        self.script.offending.push(row);
        Some(())
    }

    /// Adds the row before this one once more, exactly: what a missing key allows.
    pub fn offend_again(&mut self) -> Option<()> {
        let row = self.script.offending.last()?.clone();
        self.script.offending.push(row);
        Some(())
    }

    /// Adds two rows that are equal in these columns. None as for [`Self::setup`].
    pub fn offend_twice(&mut self, relation: RelationId, columns: &[&str]) -> Option<()> {
        let held = self.catalog.relation(relation)?;
        let mut said: Vec<(&str, Value)> = Vec::new();
        let refers = |name: &str| {
            held.foreign_keys()
                .any(|(_, key)| key.columns.iter().any(|column| column == name))
        };
        for name in columns {
            let column = held.column(name)?;
            // The builder's own parent serves both rows; one it need not make is left out of both.
            if !refers(name) {
                said.push((*name, sample(self.catalog, held, column, 0)?));
            } else if !column.is_required() {
                return None;
            }
        }
        self.offend(relation, &said)?;
        self.offend(relation, &said)
    }

    /// What a row's columns hold that refers, through this foreign key, to the `nth` parent row, from 0; the parent is made
    /// when it is not there yet. The first is the one that every other row refers to; the second tells rows of two parents
    /// apart. None as for [`Self::setup`], and when the parent is not in the script.
    pub fn reference<'v>(
        &mut self,
        foreign_key: &'v ForeignKey,
        nth: usize,
    ) -> Option<Vec<(&'v str, Value)>> {
        let parent = self.parent(foreign_key.relation?, &foreign_key.referenced_columns, nth, 0)?;
        let pairs = foreign_key.columns.iter().zip(&foreign_key.referenced_columns);
        pairs
            .map(|(column, referenced)| Some((column.as_str(), parent.value(referenced)?.clone())))
            .collect()
    }

    /// The finished script.
    pub fn finish(mut self) -> Script {
        // It is kept with the finding.
        for rows in [&mut self.script.setup, &mut self.script.offending] {
            rows.shrink_to_fit();
            rows.iter_mut().for_each(|row| row.values.shrink_to_fit());
        }
        self.script
    }

    fn row(&mut self, id: RelationId, said: &[(&str, Value)], depth: usize) -> Option<Row> {
        let relation = self.catalog.relation(id)?;
        let ordinal = self.made.get(&id).copied().unwrap_or_default();
        self.made.insert(id, ordinal + 1);
        let mut values: SmallMap<&str, Value> =
            said.iter().map(|(name, value)| (*name, value.clone())).collect();
        for (_, foreign_key) in relation.foreign_keys() {
            self.point_somewhere(relation, foreign_key, &mut values, depth)?;
        }
        let mut row = Row {
            relation: id,
            values: Vec::new(),
        };
        for column in &relation.columns {
            let value = match values.remove(column.name.as_str()) {
                Some(value) => value,
                None if column.is_required() => sample(self.catalog, relation, column, ordinal)?,
                // Two rows that leave it out would collide in the default.
                None if has_constant_default(column) && is_in_unique_index(relation, &column.name) => {
                    sample(self.catalog, relation, column, ordinal)?
                }
                None => continue,
            };
            row.values.push((column.name.clone(), value));
        }
        Some(row)
    }

    /// Fills in the referencing columns that must not be NULL and that the story does not mention.
    fn point_somewhere<'v>(
        &mut self,
        relation: &'v Relation,
        foreign_key: &'v ForeignKey,
        values: &mut SmallMap<&'v str, Value>,
        depth: usize,
    ) -> Option<()> {
        let must = foreign_key
            .columns
            .iter()
            .any(|name| relation.column(name).is_some_and(|column| column.is_required()));
        let open = foreign_key
            .columns
            .iter()
            .any(|name| !values.contains_key(name.as_str()));
        if !must || !open {
            return Some(());
        }
        let id = foreign_key.relation?;
        // A row that must point at a row of its own table has no first one.
        if id == relation.id && !self.parents.contains_key(&(id, 0)) {
            return None;
        }
        let parent = self.parent(id, &foreign_key.referenced_columns, 0, depth)?;
        for (column, referenced) in foreign_key.columns.iter().zip(&foreign_key.referenced_columns) {
            let value = parent.value(referenced)?.clone();
            if !values.contains_key(column.as_str()) {
                values.insert(column.as_str(), value);
            }
        }
        Some(())
    }

    /// The `nth` row of the parent, made once, with its key spelled out so that children can name it.
    fn parent(&mut self, id: RelationId, referenced: &[String], nth: usize, depth: usize) -> Option<Row> {
        if let Some(row) = self.parents.get(&(id, nth)) {
            return Some(row.clone());
        }
        if depth >= MAX_PARENTS {
            return None;
        }
        let relation = self.catalog.relation(id)?;
        let primary = relation
            .primary_key()
            .map(|key| key.columns.as_slice())
            .unwrap_or_default();
        let keys: Vec<&String> = primary.iter().chain(referenced).collect();
        let mut said = Vec::new();
        for key in keys {
            let column = relation.column(key)?;
            let from_parent = relation
                .foreign_keys()
                .any(|(_, held)| held.columns.contains(key));
            if !from_parent && !said.iter().any(|(name, _): &(&str, Value)| *name == key.as_str()) {
                said.push((key.as_str(), sample(self.catalog, relation, column, nth)?));
            }
        }
        let row = self.row(id, &said, depth + 1)?;
        self.script.setup.push(row.clone());
        self.parents.insert((id, nth), row.clone());
        Some(row)
    }
}

fn has_constant_default(column: &Column) -> bool {
    column.default.as_deref().is_some_and(|default| {
        !matches!(
            strip_casts(default).kind,
            ExpressionKind::Function { .. } | ExpressionKind::Literal(Literal::Null)
        )
    })
}

fn is_in_unique_index(relation: &Relation, column: &str) -> bool {
    let mut unique = relation.indexes.iter().filter(|index| index.unique);
    unique.any(|index| index.keys.iter().any(|key| key.column.as_deref() == Some(column)))
}

#[cfg(test)]
mod tests {
    use rowproof_findings::Verdict;
    use rowproof_source::SourceId;
    use rowproof_syntax::{Dialect, parse_script};

    use super::*;
    use crate::judge;

    /// A task of one tenant that belongs to a project of another.
    #[test]
    fn a_story_has_two_parents_of_one_table() {
        let script = "create table tenants (id bigint primary key, name text not null unique);
            create table projects (id bigint primary key, tenant_id bigint not null references tenants);
            create table tasks (id bigint primary key, tenant_id bigint not null references tenants,
                project_id bigint not null references projects)";
        let catalog = Catalog::from_script(&parse_script(SourceId(0), script, Dialect::PostgreSql));
        let tasks = catalog.tables().find(|table| table.name.name == "tasks").unwrap();
        let keys: Vec<&ForeignKey> = tasks.foreign_keys().map(|(_, key)| key).collect();
        let mut story = StoryBuilder::new(&catalog);
        let mut said = story.reference(keys[1], 0).unwrap();
        said.extend(story.reference(keys[0], 1).unwrap());
        assert_eq!(
            said,
            [
                ("project_id", Value::integer(1)),
                ("tenant_id", Value::integer(2))
            ]
        );
        // Asked again it is the same row.
        assert_eq!(
            story.reference(keys[0], 1).unwrap(),
            [("tenant_id", Value::integer(2))]
        );
        story.offend(tasks.id, &said).unwrap();
        let script = story.finish();
        assert_eq!(script.setup.len(), 3);
        assert_eq!(judge(&catalog, &script), Verdict::Accepted);
    }

    /// A row may refer to another of its own table, where it need not.
    #[test]
    fn a_parent_may_be_of_the_same_table() {
        let script = "create table tasks (id bigint primary key, parent_id bigint references tasks)";
        let catalog = Catalog::from_script(&parse_script(SourceId(0), script, Dialect::PostgreSql));
        let tasks = catalog.tables().next().unwrap();
        let (_, key) = tasks.foreign_keys().next().unwrap();
        let mut story = StoryBuilder::new(&catalog);
        let said = story.reference(key, 0).unwrap();
        story.offend(tasks.id, &said).unwrap();
        assert_eq!(judge(&catalog, &story.finish()), Verdict::Accepted);
        let required = script.replace("parent_id bigint", "parent_id bigint not null");
        let catalog = Catalog::from_script(&parse_script(SourceId(0), &required, Dialect::PostgreSql));
        let tasks = catalog.tables().next().unwrap();
        let (_, key) = tasks.foreign_keys().next().unwrap();
        assert_eq!(StoryBuilder::new(&catalog).reference(key, 0), None);
    }
}
