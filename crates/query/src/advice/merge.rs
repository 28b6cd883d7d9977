//! The fewest indexes for several readings of one relation.

use rowproof_source::SortSmall;

use super::Proposal;
use super::keys::{IndexKey, KeyPlace};

/// An index that some readings ask for.
#[derive(Debug, Clone, PartialEq)]
pub struct Wish<T> {
    /// The index.
    pub proposal: Proposal,
    /// Who asks, in order.
    pub asked_by: Vec<T>,
    /// How many of the keys at the front may still change places.
    free: usize,
}

impl<T> Wish<T> {
    /// An index that one reading asks for.
    pub fn new(proposal: Proposal, asked_by: T) -> Self {
        let equal = proposal
            .keys
            .iter()
            .take_while(|key| key.place == KeyPlace::Equal);
        Self {
            free: equal.count(),
            proposal,
            asked_by: vec![asked_by],
        }
    }

    /// Whether this index, its first keys in another order perhaps, serves what the other asks for; then it takes that order and
    /// those who asked.
    fn take(&mut self, other: &mut Wish<T>) -> bool {
        if !self.serves(&other.proposal) {
            return false;
        }
        let equal = equal_keys(&other.proposal).len();
        if equal < self.free {
            let (front, rest): (Vec<IndexKey>, Vec<IndexKey>) = std::mem::take(&mut self.proposal.keys)
                .into_iter()
                .partition(|key| equal_keys(&other.proposal).iter().any(|own| same(own, key)));
            self.proposal.keys = front;
            self.proposal.keys.extend(rest);
            self.free = equal;
        }
        self.proposal.gives_order |= other.proposal.gives_order;
        for index in std::mem::take(&mut other.proposal.replaces) {
            if !self.proposal.replaces.contains(&index) {
                self.proposal.replaces.push(index);
            }
        }
        self.asked_by.append(&mut other.asked_by);
        true
    }

    fn serves(&self, other: &Proposal) -> bool {
        let (own, theirs) = (&self.proposal, other);
        if own.method != theirs.method
            || own.predicate != theirs.predicate
            || own.keys.len() < theirs.keys.len()
        {
            return false;
        }
        let equal = equal_keys(theirs);
        let behind = theirs.keys.get(equal.len()..).unwrap_or_default();
        let front = own.keys.get(..self.free).unwrap_or_default();
        let among = equal.iter().all(|key| front.iter().any(|own| same(own, key)));
        // What follows the equalities has to follow them here too.
        let follows = match behind.is_empty() {
            true => equal.len() <= self.free,
            false => {
                let next = own.keys.get(equal.len()..).unwrap_or_default();
                equal.len() == self.free
                    && next.len() >= behind.len()
                    && behind
                        .iter()
                        .zip(next)
                        .all(|(key, own)| same(own, key) && own.sql == key.sql)
            }
        };
        among && follows
    }
}

fn equal_keys(proposal: &Proposal) -> &[IndexKey] {
    let equal = proposal
        .keys
        .iter()
        .take_while(|key| key.place == KeyPlace::Equal);
    proposal.keys.get(..equal.count()).unwrap_or_default()
}

fn same(a: &IndexKey, b: &IndexKey) -> bool {
    a.column == b.column && a.canonical == b.canonical
}

/// More wishes of one relation than this are not compared with each other.
const MAX_COMPARED: usize = 128;

/// The fewest of the wishes, all about one relation, that serve all who asked; the longer ones first.
pub fn merge<T>(mut wishes: Vec<Wish<T>>) -> Vec<Wish<T>> {
    wishes.order_by(|a, b| {
        let size = |wish: &Wish<T>| (usize::MAX - wish.proposal.keys.len(), usize::MAX - wish.free);
        size(a).cmp(&size(b))
    });
    let mut kept: Vec<Wish<T>> = Vec::new();
    for mut wish in wishes {
        let compared = kept.iter_mut().take(MAX_COMPARED);
        let mut taken = false;
        for other in compared {
            if other.take(&mut wish) {
                taken = true;
                break;
            }
        }
        if !taken {
            kept.push(wish);
        }
    }
    kept
}
