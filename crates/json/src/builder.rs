//! Lists and objects in the making, on a stack of their own: depth is a limit and not a crash.

use crate::{Member, Spanned, Value};

/// The deepest nesting: two for each of 500 levels of a plan, and some around it.
pub const MAX_NESTING: usize = 1_040;

#[derive(Debug)]
enum Frame {
    Array(usize, Vec<Spanned>),
    /// With the name that waits for its value.
    Object(usize, Vec<Member>, Option<(String, usize)>),
}

/// What is open.
#[derive(Debug, Default)]
pub struct Builder {
    stack: Vec<Frame>,
}

impl Builder {
    /// How many lists and objects are open.
    pub fn depth(&self) -> usize {
        self.stack.len()
    }

    /// Whether nothing more may be opened.
    pub fn is_full(&self) -> bool {
        self.stack.len() >= MAX_NESTING
    }

    /// Opens a list that begins at this byte.
    pub fn open_array(&mut self, start: usize) {
        self.stack.push(Frame::Array(start, Vec::new()));
    }

    /// Opens an object that begins at this byte.
    pub fn open_object(&mut self, start: usize) {
        self.stack.push(Frame::Object(start, Vec::new(), None));
    }

    /// Whether an object is open and no name waits in it.
    pub fn awaits_name(&self) -> bool {
        matches!(self.stack.last(), Some(Frame::Object(_, _, None)))
    }

    /// Names the next value of the innermost object; a name that never got its value names none.
    pub fn name(&mut self, new: String, start: usize) {
        if let Some(Frame::Object(_, members, name)) = self.stack.last_mut()
            && let Some((name, start)) = name.replace((new, start))
        {
            members.push(empty(name, start));
        }
    }

    /// Puts a value where it belongs.
    pub fn place(&mut self, value: Spanned) {
        match self.stack.last_mut() {
            Some(Frame::Array(_, items)) => items.push(value),
            Some(Frame::Object(_, members, name)) => {
                if let Some((name, start)) = name.take() {
                    members.push(Member { name, start, value });
                }
            }
            None => {}
        }
    }

    /// Ends the innermost; the value when it was the outermost.
    pub fn close(&mut self, end: usize) -> Option<Spanned> {
        let (start, value) = match self.stack.pop()? {
            Frame::Array(start, items) => (start, Value::Array(items)),
            Frame::Object(start, members, _) => (start, Value::Object(members)),
        };
        let value = Spanned { value, start, end };
        if self.stack.is_empty() {
            return Some(value);
        }
        self.place(value);
        None
    }

    /// Ends all that is open.
    pub fn close_all(&mut self, end: usize) -> Option<Spanned> {
        loop {
            let outermost = self.close(end);
            if outermost.is_some() || self.stack.is_empty() {
                return outermost;
            }
        }
    }
}

fn empty(name: String, start: usize) -> Member {
    let end = start + name.len();
    Member {
        name,
        start,
        value: Spanned {
            value: Value::Null,
            start,
            end,
        },
    }
}
