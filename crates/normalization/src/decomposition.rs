//! Boyce-Codd normal form by decomposition.

use crate::synthesis::without_contained;
use crate::{AttributeSet, Scheme};

/// How many determinants are tried on one relation before it is taken to be in Boyce-Codd normal form. What holds within a part
/// of a scheme can follow through attributes that are not in it, so in the worst case every subset has to be tried: enough for
/// parts of 12 attributes.
pub const MAX_SUBSETS: usize = 4096;

/// Relations that hold the same rows as the scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decomposition {
    /// None within another, at least one. The join of them gives back exactly the rows there were.
    pub relations: Vec<AttributeSet>,
    /// Whether each is known to be in Boyce-Codd normal form. False when [`MAX_SUBSETS`] was reached for one of them.
    pub complete: bool,
}

impl Scheme {
    /// Relations in Boyce-Codd normal form; some dependencies may need a join to be checked (see [`Scheme::is_preserved_by`]).
    /// (Garcia-Molina, Ullman, Widom, section "Decomposition into BCNF".)
    pub fn decompose(&self) -> Decomposition {
        let mut open = vec![self.attributes()];
        let mut relations = Vec::new();
        let mut complete = true;
        while let Some(relation) = open.pop() {
            match self.breaks_boyce_codd(relation) {
                Search::Found(determinant) => {
                    let follows = self.closure(determinant).and(relation);
                    // The part with the determinant as a key comes out after the rest.
                    open.push(follows);
                    open.push(relation.without(follows).or(determinant));
                }
                Search::Nothing => relations.push(relation),
                Search::GaveUp => {
                    complete = false;
                    relations.push(relation);
                }
            }
        }
        Decomposition {
            relations: without_contained(relations),
            complete,
        }
    }

    /// A determinant within the relation that determines some but not all of the rest of it.
    fn breaks_boyce_codd(&self, relation: AttributeSet) -> Search {
        let breaks = |determinant: AttributeSet| {
            let within = self.closure(determinant).and(relation);
            within != determinant && within != relation
        };
        let given = self.dependencies().iter().map(|held| held.determinant);
        let mut given = given.filter(|determinant| determinant.is_within(relation));
        if let Some(determinant) = given.find(|determinant| breaks(*determinant)) {
            return Search::Found(determinant);
        }
        let subsets = std::iter::successors(Some(AttributeSet::EMPTY), |set| set.next_subset_of(relation));
        for (tried, subset) in subsets.enumerate() {
            if tried == MAX_SUBSETS {
                return Search::GaveUp;
            }
            if breaks(subset) {
                return Search::Found(subset);
            }
        }
        Search::Nothing
    }
}

enum Search {
    Found(AttributeSet),
    Nothing,
    GaveUp,
}
