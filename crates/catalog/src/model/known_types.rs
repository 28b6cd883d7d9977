//! A schema has many columns and few types.

use std::hash::{Hash, Hasher};

use rowproof_source::SmallMap;
use rustc_hash::FxHasher;

use super::{Column, ColumnType, Shared};

/// The types of columns so far, so that equal ones are kept once.
#[derive(Debug, Clone, Default)]
pub(crate) struct KnownTypes {
    /// By the hashes of their spellings.
    types: Shared<SmallMap<u64, Shared<ColumnType>>>,
}

impl KnownTypes {
    /// Lets the columns share their types with others before them.
    pub fn share(&mut self, columns: &mut [Column]) {
        // A domain is long to compare.
        for column in columns
            .iter_mut()
            .filter(|column| column.data_type.domain.is_none())
        {
            let mut hasher = FxHasher::default();
            (&column.data_type.name, &column.data_type.arguments).hash(&mut hasher);
            let key = hasher.finish();
            match self.types.get(&key) {
                Some(known) if *known == column.data_type => column.data_type = known.clone(),
                Some(_) => {}
                None => {
                    self.types.insert(key, column.data_type.clone());
                }
            }
        }
    }
}
