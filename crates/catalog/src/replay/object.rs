//! Views of which only the name and the named columns are known, and functions.

use rowproof_source::Span;
use rowproof_syntax::ast::{CreateFunction, CreateView, FunctionOptions};

use crate::Catalog;
use crate::model::{Column, ColumnType, Relation, RelationKind, TypeFamily, fold};

impl Catalog {
    pub(super) fn create_view(&mut self, create: &CreateView, span: Span) {
        if let Some(id) = self.id_of(&self.name_for_new(&create.name)) {
            if !create.or_replace {
                return;
            }
            self.remove_relation(id);
        }
        let columns = create
            .columns
            .iter()
            .map(|name| {
                let unknown = ColumnType::known("", TypeFamily::Other);
                Column::plain(fold(name, self.dialect()), unknown, name.span)
            })
            .collect();
        let kind = if create.materialized {
            RelationKind::MaterializedView
        } else {
            RelationKind::View
        };
        let mut relation = Relation::empty(self.name_for_new(&create.name), kind, span, create.name.span);
        relation.columns = columns;
        self.add_relation(relation);
    }

    pub(super) fn create_function(&mut self, create: &CreateFunction, span: Span) {
        let name = self.name_for_new(&create.name);
        // Functions of one name and other arguments are taken for one.
        let FunctionOptions { definer, sets_path } = create.options;
        if definer == Some(true) && sets_path != Some(true) {
            self.objects.open_definers.insert(name.clone(), span);
        } else if self.objects.open_definers.contains_key(&name) {
            self.objects.open_definers.remove(&name);
        }
        self.functions.insert(name, create.body_text.as_str().into());
    }
}
