//! What few have is kept apart.

use std::fmt;
use std::ops::{Deref, DerefMut};

/// What is kept apart, with the form of it that means that there is nothing of it.
pub trait Absent: Clone + PartialEq + 'static {
    /// Nothing of it.
    const ABSENT: &'static Self;
}

/// A part that takes room only where there is something of it; it is read the same everywhere. A schema is mostly columns, keys and
/// indexes, and most of what they may say is said of few.
#[derive(Clone)]
pub struct Rare<T>(Option<Box<T>>);

impl<T: Absent> Rare<T> {
    /// Gives back the room where there is nothing of it any more.
    pub(crate) fn shrink(&mut self) {
        if self.0.as_deref() == Some(T::ABSENT) {
            self.0 = None;
        }
    }
}

impl<T> Default for Rare<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Absent> From<T> for Rare<T> {
    fn from(part: T) -> Self {
        Self((part != *T::ABSENT).then(|| Box::new(part)))
    }
}

impl<T: Absent> Deref for Rare<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_deref().unwrap_or(T::ABSENT)
    }
}

impl<T: Absent> DerefMut for Rare<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.0.get_or_insert_with(|| Box::new(T::ABSENT.clone()))
    }
}

impl<T: Absent> PartialEq for Rare<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Absent + fmt::Debug> fmt::Debug for Rare<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Absent for String {
        const ABSENT: &'static Self = &String::new();
    }

    #[test]
    fn takes_room_only_where_there_is_something() {
        let mut rare = Rare::from(String::new());
        assert!(rare.0.is_none() && rare.is_empty());
        rare.push('a');
        assert_eq!(rare, Rare::from("a".to_owned()));
        rare.clear();
        assert!(rare.0.is_some());
        assert_eq!(
            rare,
            Rare::default(),
            "what is there and what is not are equal when they say the same"
        );
        rare.shrink();
        assert!(rare.0.is_none());
        assert_eq!(*rare, "");
    }
}
