//! Options and character sets that ALTER TABLE gives a table.

use rowproof_syntax::Product;
use rowproof_syntax::ast::{CharacterSet, TableOptions};

use super::column::by_code_point;
use super::draft::Draft;
use super::key_length::Engine;
use super::{Applied, refused};
use crate::Catalog;
use crate::model::Relation;
use crate::mysql::{collation_of, max_bytes, widened};
use crate::note::Refusal;

impl Catalog {
    pub(super) fn mysql_set_options(&self, draft: &mut Draft, options: &TableOptions) -> Applied {
        let schema = draft.relation.name.schema.clone();
        if options.character_set != CharacterSet::default() {
            merge(&mut draft.default_set, &options.character_set)?;
            draft.relation.collation = self.mysql_table_collation(&draft.default_set, &schema)?;
        }
        if let Some(comment) = &options.comment {
            draft.relation.comment = Some(comment.clone());
            draft.relation.declared_comment = Some(comment.clone());
        }
        Ok(())
    }

    /// Of several engines the last one counts.
    pub(super) fn mysql_set_engine(&self, draft: &mut Draft, engine: &str) -> Applied {
        let engine = self.mysql_engine(Some(engine))?;
        let keeps = engine.as_deref().is_none_or(|engine| engine == "InnoDB");
        // InnoDB keeps versions itself.
        if draft.relation.system_versioned && keeps != (Engine::of(&draft.relation) == Engine::InnoDb) {
            return Err(keeps_history(&draft.relation));
        }
        if !keeps {
            let name = draft.relation.name.clone();
            let referred = !draft.is_temporary && !self.foreign_keys_to(&name).is_empty();
            if (draft.relation.foreign_keys().next().is_some() || referred)
                && (self.mysql.foreign_key_checks || self.server().product == Product::MariaDb)
            {
                return Err(refused(
                    Refusal::DependentObjects,
                    format!("`{name}`"),
                    "it has a part in a foreign key, which only InnoDB has",
                ));
            }
            draft
                .relation
                .constraints
                .retain(|constraint| constraint.foreign_key().is_none());
        }
        draft.relation.engine = engine;
        Ok(())
    }

    /// `CONVERT TO CHARACTER SET`: text columns take the collation, and a larger type when their characters take more.
    pub(super) fn mysql_convert(&self, draft: &mut Draft, said: &CharacterSet) -> Applied {
        let schema = draft.relation.name.schema.clone();
        merge(&mut draft.converted_set, said)?;
        let collation = self.mysql_table_collation(&draft.converted_set, &schema)?;
        let said_set = collation_of(&draft.converted_set, self.server()).ok().flatten();
        let collation = said_set.or(collation);
        let to = max_bytes(collation.as_deref());
        let says_default = draft.default_set != CharacterSet::default();
        let usual = draft.relation.collation.clone();
        let mut columns = std::mem::take(&mut draft.relation.columns);
        for column in &mut columns {
            if !column.data_type.has_collation() {
                continue;
            }
            let before = column.clone();
            let from = max_bytes(column.collation.as_deref());
            if let Some(wider) = widened(&column.data_type, from, to)
                && draft
                    .before(self)
                    .is_none_or(|held| held.columns.iter().any(|held| held.span == column.span))
            {
                // What the statement declares is as large as it says.
                column.data_type = wider.into();
            }
            column.collation.clone_from(&collation);
            if draft.by_code_point.contains(&column.name) {
                let of_table = if says_default { &usual } else { &collation };
                column.collation = of_table.as_deref().map(by_code_point);
            }
            self.check_changed(draft, &before, column)?;
        }
        draft.relation.columns = columns;
        if !says_default {
            draft.relation.collation = collation;
        }
        Ok(())
    }
}

pub(super) fn keeps_history(relation: &Relation) -> Box<super::Refused> {
    refused(
        Refusal::InvalidDefinition,
        format!("`{}`", relation.name),
        "it keeps versions of its rows, which only change with system_versioning_alter_history = KEEP",
    )
}

/// What one statement says of a character set in several places has to go together.
pub(super) fn merge(held: &mut CharacterSet, said: &CharacterSet) -> Applied {
    for (held, said) in [
        (&mut held.name, &said.name),
        (&mut held.collation, &said.collation),
    ] {
        match (&held, said) {
            (Some(first), Some(second)) if first != second => {
                return Err(refused(
                    Refusal::InvalidDefinition,
                    format!("`{second}`"),
                    format!("the statement says `{first}` too"),
                ));
            }
            (None, Some(said)) => *held = Some(said.clone()),
            _ => {}
        }
    }
    Ok(())
}
