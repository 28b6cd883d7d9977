//! Proposed fixes, tried on the schema and written down.

use std::borrow::Cow;
use std::rc::Rc;

use rowproof_catalog::questions::Redundancy;
use rowproof_catalog::{Catalog, Change, IndexOrigin, Relation, RelationId};
use rowproof_findings::{Applicability, Fix, Later, LiveStep, Rows, Statements, Written};
use rowproof_proof::{Row, Script, judge};
use rowproof_source::{SortSmall, SourceFile};

use super::obstacle::{default_obstacle, server_obstacle};
use super::{edits_of, live_steps_of, statements_of};
use crate::{ProposedFix, Remedy};

/// The schema that fixes are tried on.
pub(crate) struct Trial<'c> {
    catalog: &'c Catalog,
    /// A clone of `catalog` that changes are made to, restored after each fix.
    changed: Catalog,
    kept: Rc<Kept>,
}

/// What fixes and rows are written down from when somebody reads them: a clone of the catalog, which shares its relations,
/// and the text.
struct Kept {
    catalog: Catalog,
    sources: Vec<SourceFile>,
}

impl<'c> Trial<'c> {
    /// For fixes of this catalog, whose text is in these sources.
    pub(crate) fn new(catalog: &'c Catalog, sources: &[SourceFile]) -> Self {
        let kept = Kept {
            catalog: catalog.clone(),
            sources: sources.to_vec(),
        };
        Self {
            catalog,
            changed: catalog.clone(),
            kept: Rc::new(kept),
        }
    }

    /// The rows as statements.
    pub(crate) fn rows(&self, script: Script) -> Later<Rows> {
        let kept = Rc::clone(&self.kept);
        Later::new(move || {
            let sql = |rows: &[Row]| rows.iter().map(|row| row.to_sql(&kept.catalog)).collect();
            Rows {
                setup: sql(&script.setup),
                offending: sql(&script.offending),
            }
        })
    }

    /// Tries a fix on rows that the schema accepts today, if there are any.
    ///
    /// # Errors
    /// Why it is not offered, as a sentence.
    pub(crate) fn try_fix(
        &mut self,
        fix: ProposedFix,
        accepted: Option<&Script>,
    ) -> Result<Fix, &'static str> {
        let (mut title, when, mut cost) = (fix.title, fix.when, fix.cost);
        if let Cow::Owned(title) = &mut title {
            // It is kept with the finding.
            title.shrink_to_fit();
        }
        let mut changes = match fix.remedy {
            Remedy::Changes(changes) => changes,
            Remedy::Statements(statements) => {
                return Ok(Fix {
                    title,
                    when,
                    cost,
                    after: None,
                    written: Later::new(|| shown_only(statements)),
                });
            }
        };
        if let Some(why) = server_obstacle(self.catalog, &changes) {
            return Err(why);
        }
        for change in &changes {
            self.changed.apply_change(change);
        }
        let refused = default_obstacle(self.catalog, &self.changed, &changes);
        let after = accepted
            .filter(|_| refused.is_none())
            .map(|script| judge(&self.changed, script));
        let needless = self.needless_indexes(&changes);
        self.changed.restore(self.catalog, &changes);
        if let Some(why) = refused {
            return Err(why);
        }
        for (relation, name) in needless {
            let space = if cost.is_empty() { "" } else { " " };
            cost.to_mut().push_str(&format!(
                "{space}The index `{name}` is dropped: the new one does its work."
            ));
            let relation = relation.id;
            changes.push(Change::DropIndex { relation, name });
        }
        // They are kept with the finding.
        changes.shrink_to_fit();
        let (kept, offered) = (Rc::clone(&self.kept), fix.applicability);
        Ok(Fix {
            title,
            when,
            cost,
            after,
            written: Later::new(move || kept.written(changes, offered)),
        })
    }

    /// The indexes whose work an index of the changes does: a fix leaves no other finding behind.
    fn needless_indexes(&self, changes: &[Change]) -> Vec<(&'c Relation, String)> {
        let added = changes.iter().filter(|change| {
            matches!(
                change,
                Change::AddUnique { .. } | Change::AddPrimaryKey { .. } | Change::CreateIndex(_)
            )
        });
        let mut tables: Vec<RelationId> = added.filter_map(Change::relation).collect();
        tables.order();
        tables.dedup();
        tables
            .into_iter()
            .flat_map(|id| self.needless_indexes_of(id))
            .collect()
    }

    /// The same for the indexes of one table.
    fn needless_indexes_of(&self, id: RelationId) -> Vec<(&'c Relation, String)> {
        let is_declared = |before: &&Relation| {
            let mut indexes = before.indexes.iter();
            indexes.any(|index| index.origin == IndexOrigin::Declared)
        };
        let Some(before) = self.catalog.relation(id).filter(is_declared) else {
            return Vec::new();
        };
        let Some(after) = self.changed.relation(before.id) else {
            return Vec::new();
        };
        let old = |name: &str| before.indexes.iter().any(|index| index.name == name);
        let needless = self.changed.redundant_indexes(after).into_iter();
        needless
            .filter(|found| {
                found.kind != Redundancy::WiderUnique
                    && found.index.origin == IndexOrigin::Declared
                    && old(&found.index.name)
                    && !old(&found.by.name)
            })
            .map(|found| (before, found.index.name.clone()))
            .collect()
    }
}

impl Kept {
    /// The changes in their three forms. What cannot be written into the text is shown only.
    fn written(self: Rc<Self>, changes: Vec<Change>, offered: Applicability) -> Written {
        let edits = edits_of(&self.catalog, &self.sources, &changes);
        let applicability = match edits.is_empty() {
            true => Applicability::DisplayOnly,
            false => offered,
        };
        Written {
            applicability,
            edits,
            sql: Later::new(move || Statements {
                statements: statements_of(&self.catalog, &changes),
                live: live_steps_of(&self.catalog, &changes),
            }),
        }
    }
}

fn shown_only(statements: Vec<String>) -> Written {
    Written {
        applicability: Applicability::DisplayOnly,
        edits: Vec::new(),
        sql: Later::new(|| Statements {
            live: statements.iter().map(|statement| plain_step(statement)).collect(),
            statements,
        }),
    }
}

fn plain_step(statement: &str) -> LiveStep {
    LiveStep {
        statement: statement.to_owned(),
        lock: "",
        note: "".into(),
    }
}
