//! Hash tables that are compiled once.
//!
//! The standard library's hash map is written out anew for each pair of types, some two kilobytes of WebAssembly every time. Here
//! keys and values stand in lists, in the order in which they came, and one table of numbers says where.

use std::borrow::Borrow;
use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

/// A map, small in the module. In the order in which the keys came until one is removed; then the last takes its place.
#[derive(Debug, Clone)]
pub struct SmallMap<K, V> {
    keys: SmallSet<K>,
    values: Vec<V>,
}

/// A set, as [`SmallMap`] is a map.
#[derive(Debug, Clone)]
pub struct SmallSet<K> {
    keys: Vec<K>,
    slots: Slots,
}

impl<K, V> Default for SmallMap<K, V> {
    fn default() -> Self {
        Self {
            keys: SmallSet::default(),
            values: Vec::new(),
        }
    }
}

impl<K, V> SmallMap<K, V> {
    /// Whether it has no key.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Gives back what it holds beyond its elements.
    pub fn shrink(&mut self) {
        self.keys.shrink();
        self.values.shrink_to_fit();
    }

    /// The keys with their values.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.keys.iter().zip(&self.values)
    }

    /// The keys.
    pub fn keys(&self) -> std::slice::Iter<'_, K> {
        self.keys.iter()
    }

    /// The values.
    pub fn values(&self) -> std::slice::Iter<'_, V> {
        self.values.iter()
    }
}

impl<K: Hash + Eq, V> SmallMap<K, V> {
    /// The value of the key.
    pub fn get<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.values.get(self.keys.place(key)?)
    }

    /// The value of the key, to be changed.
    pub fn get_mut<Q: Hash + Eq + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.values.get_mut(self.keys.place(key)?)
    }

    /// Whether it has the key.
    pub fn contains_key<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.keys.contains(key)
    }

    /// Gives the key the value; the one it had before.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let place = self.keys.add(key);
        match self.values.get_mut(place) {
            Some(held) => Some(std::mem::replace(held, value)),
            None => {
                self.values.push(value);
                None
            }
        }
    }

    /// Changes the value of the key, which is the default one for a new key.
    pub fn change(&mut self, key: K, change: impl FnOnce(&mut V))
    where
        V: Default,
    {
        let place = self.keys.add(key);
        if place == self.values.len() {
            self.values.push(V::default());
        }
        if let Some(value) = self.values.get_mut(place) {
            change(value);
        }
    }

    /// Takes the key out; the value it had.
    pub fn remove<Q: Hash + Eq + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let place = self.keys.take(key)?;
        Some(self.values.swap_remove(place))
    }

    /// Takes out every key of which that does not hold.
    pub fn retain(&mut self, keeps: &dyn Fn(&K) -> bool)
    where
        K: Clone,
    {
        for key in self.keys.without(keeps) {
            self.remove(&key);
        }
    }
}

impl<K: Hash + Eq, V> Extend<(K, V)> for SmallMap<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        let entries = entries.into_iter();
        self.keys.keys.reserve(entries.size_hint().0);
        self.values.reserve(entries.size_hint().0);
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<K: Hash + Eq, V> FromIterator<(K, V)> for SmallMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::default();
        map.extend(entries);
        map
    }
}

impl<K, V> IntoIterator for SmallMap<K, V> {
    type Item = (K, V);
    type IntoIter = std::iter::Zip<std::vec::IntoIter<K>, std::vec::IntoIter<V>>;

    fn into_iter(self) -> Self::IntoIter {
        self.keys.keys.into_iter().zip(self.values)
    }
}

impl<K> Default for SmallSet<K> {
    fn default() -> Self {
        Self {
            keys: Vec::new(),
            slots: Slots::default(),
        }
    }
}

impl<K> SmallSet<K> {
    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Gives back what it holds beyond its elements.
    pub fn shrink(&mut self) {
        self.keys.shrink_to_fit();
    }

    /// What is in it.
    pub fn iter(&self) -> std::slice::Iter<'_, K> {
        self.keys.iter()
    }
}

impl<K: Hash + Eq> SmallSet<K> {
    /// Whether it is in the set.
    pub fn contains<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(key).is_some()
    }

    /// Puts it in; whether it was not there.
    pub fn insert(&mut self, key: K) -> bool {
        let before = self.keys.len();
        self.add(key) == before
    }

    /// Takes it out; whether it was there.
    pub fn remove<Q: Hash + Eq + ?Sized>(&mut self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.take(key).is_some()
    }

    /// Takes out everything of which that does not hold.
    pub fn retain(&mut self, keeps: &dyn Fn(&K) -> bool)
    where
        K: Clone,
    {
        for key in self.without(keeps) {
            self.take(&key);
        }
    }

    fn without(&self, keeps: &dyn Fn(&K) -> bool) -> Vec<K>
    where
        K: Clone,
    {
        self.iter().filter(|key| !keeps(key)).cloned().collect()
    }

    fn place<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
    {
        if self.keys.is_empty() {
            return None;
        }
        self.place_by(hash(key), key)
    }

    fn place_by<Q: Eq + ?Sized>(&self, hash: u32, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
    {
        let is_key = |place| self.keys.get(place).is_some_and(|held: &K| held.borrow() == key);
        self.slots.find(hash, &is_key).map(|(_, place)| place)
    }

    /// The place of the key, which is put last if it is not there.
    fn add(&mut self, key: K) -> usize {
        let hash = hash(&key);
        if let Some(place) = self.place_by(hash, &key) {
            return place;
        }
        let place = self.keys.len();
        self.slots.add(hash, place);
        self.keys.push(key);
        place
    }

    /// Takes the key out and puts the last one in its place, which is returned.
    fn take<Q: Hash + Eq + ?Sized>(&mut self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
    {
        let place = self.place(key)?;
        let last = self.keys.last()?;
        self.slots
            .remove(hash(key), place, hash(last), self.keys.len() - 1);
        self.keys.swap_remove(place);
        Some(place)
    }
}

impl<K: Hash + Eq> Extend<K> for SmallSet<K> {
    fn extend<I: IntoIterator<Item = K>>(&mut self, keys: I) {
        for key in keys {
            self.add(key);
        }
    }
}

impl<K: Hash + Eq> FromIterator<K> for SmallSet<K> {
    fn from_iter<I: IntoIterator<Item = K>>(keys: I) -> Self {
        let mut set = Self::default();
        set.extend(keys);
        set
    }
}

fn hash<Q: Hash + ?Sized>(key: &Q) -> u32 {
    let mut hasher = FxHasher::default();
    key.hash(&mut hasher);
    hasher.finish() as u32
}

/// Where keys stand, by their hashes: open addressing, each key in the first free slot after the one its hash names.
#[derive(Debug, Clone, Default)]
struct Slots {
    /// The hash and the place after that of the key; 0 for none. A power of two of them, a quarter free.
    slots: Vec<(u32, u32)>,
    taken: usize,
}

impl Slots {
    /// The slot and the place of the key of that hash.
    fn find(&self, hash: u32, is_key: &dyn Fn(usize) -> bool) -> Option<(usize, usize)> {
        let mut at = self.slot(hash as usize);
        while let Some((held, after)) = self.slots.get(at)
            && let Some(place) = after.checked_sub(1)
        {
            if *held == hash && is_key(place as usize) {
                return Some((at, place as usize));
            }
            at = self.slot(at + 1);
        }
        None
    }

    fn slot(&self, number: usize) -> usize {
        number & self.slots.len().wrapping_sub(1)
    }

    fn add(&mut self, hash: u32, place: usize) {
        self.taken += 1;
        if self.taken * 4 > self.slots.len() * 3 {
            let larger = vec![(0, 0); (self.slots.len() * 2).max(8)];
            for (hash, after) in std::mem::replace(&mut self.slots, larger) {
                self.put(hash, after);
            }
        }
        self.put(hash, place as u32 + 1);
    }

    fn put(&mut self, hash: u32, after: u32) {
        let mut at = self.slot(hash as usize);
        while after > 0
            && let Some(slot) = self.slots.get_mut(at)
        {
            if slot.1 == 0 {
                *slot = (hash, after);
                return;
            }
            at = self.slot(at + 1);
        }
    }

    /// Forgets the key of that hash and place, and gives its place to the last key, of the other hash.
    fn remove(&mut self, hash: u32, place: usize, last_hash: u32, last: usize) {
        let Some((mut hole, _)) = self.find(hash, &|at| at == place) else {
            return;
        };
        self.taken -= 1;
        let mut at = self.slot(hole + 1);
        while let Some(slot) = self.slots.get(at).copied().filter(|slot| slot.1 > 0) {
            // What is at least as far from where it belongs as from the hole moves into it.
            if self.slot(at.wrapping_sub(slot.0 as usize)) >= self.slot(at.wrapping_sub(hole)) {
                self.set(hole, slot);
                hole = at;
            }
            at = self.slot(at + 1);
        }
        self.set(hole, (0, 0));
        if let Some((at, _)) = self.find(last_hash, &|at| at == last) {
            self.set(at, (last_hash, place as u32 + 1));
        }
    }

    fn set(&mut self, at: usize, slot: (u32, u32)) {
        if let Some(held) = self.slots.get_mut(at) {
            *held = slot;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    /// A key of which many have one hash.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    struct Alike(u32);

    impl Hash for Alike {
        fn hash<H: Hasher>(&self, state: &mut H) {
            state.write_u32(self.0 % 5);
        }
    }

    #[test]
    fn holds_what_the_standard_library_s_holds() {
        let mut random = 1_u32;
        let mut ours: SmallMap<Alike, u32> = SmallMap::default();
        let mut theirs: HashMap<u32, u32> = HashMap::new();
        for step in 0..20_000 {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let key = random >> 16 & 63;
            match random >> 24 & 3 {
                0 => assert_eq!(ours.remove(&Alike(key)), theirs.remove(&key)),
                1 => assert_eq!(ours.get(&Alike(key)), theirs.get(&key)),
                2 => {
                    ours.change(Alike(key), |value| *value += step);
                    *theirs.entry(key).or_default() += step;
                }
                _ => assert_eq!(ours.insert(Alike(key), step), theirs.insert(key, step)),
            }
            assert_eq!(ours.iter().count(), theirs.len());
        }
        ours.retain(&|key| key.0 % 2 == 0);
        theirs.retain(|key, _| key % 2 == 0);
        let held: HashMap<u32, u32> = ours.into_iter().map(|(key, value)| (key.0, value)).collect();
        assert_eq!(held, theirs);
    }

    #[test]
    fn a_set_keeps_each_once_in_the_order_they_came() {
        let set: SmallSet<&str> = ["b", "a", "b", "c", "a"].into_iter().collect();
        assert_eq!(set.iter().copied().collect::<Vec<_>>(), ["b", "a", "c"]);
        assert!(set.contains("c") && !set.contains("d"));
    }
}
