//! What is written down when somebody asks.

use std::cell::LazyCell;
use std::fmt;
use std::ops::Deref;
use std::rc::Rc;

/// How it is made, once.
type Make<T> = Box<dyn FnOnce() -> Box<T>>;

/// A value that is made when it is first looked at, once for all its clones. It depends on nothing that changes, so
/// when that is makes no difference to what it is.
///
/// Apart from what holds it: most are never looked at, and need no room for it.
#[derive(Clone)]
pub struct Later<T>(Rc<LazyCell<Box<T>, Make<T>>>);

impl<T> Later<T> {
    /// What `make` gives.
    pub fn new(make: impl FnOnce() -> T + 'static) -> Self {
        Self(Rc::new(LazyCell::new(Box::new(|| Box::new(make())))))
    }
}

impl<T> Deref for Later<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: fmt::Debug> fmt::Debug for Later<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: PartialEq> PartialEq for Later<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn is_made_once_and_when_it_is_looked_at() {
        let made = Rc::new(Cell::new(0));
        let counted = Rc::clone(&made);
        let later = Later::new(move || {
            counted.set(counted.get() + 1);
            "made"
        });
        let copy = later.clone();
        assert_eq!(made.get(), 0);
        assert_eq!((*copy, later.len()), ("made", 4));
        assert_eq!(made.get(), 1);
    }
}
