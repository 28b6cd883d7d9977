//! Whether plans are read as they are: real plans, and the same plans mangled as people paste them.
//!
//! - [`corpus`]: every plan of the corpus is read whole, or stands in a list with the reason.
//! - [`invariants`]: what holds for every plan, above all that the self times add up to the root's.
//! - [`likeness`]: what makes two readings the same. [`wrappings`]: how plans are mangled.
//! - [`formats`]: one plan of a server in all formats.

pub mod corpus;
pub mod formats;
pub mod invariants;
pub mod likeness;
pub mod wrappings;

/// How many went which way, with what went wrong.
#[derive(Debug, Default)]
pub struct Count {
    /// As it has to be.
    pub right: usize,
    /// Different, and said so.
    pub doubted: usize,
    /// One line each.
    pub wrong: Vec<String>,
}

impl Count {
    /// Adds one outcome.
    pub fn add(&mut self, outcome: Result<(), String>) {
        match outcome {
            Ok(()) => self.right += 1,
            Err(what) => self.wrong.push(what),
        }
    }

    /// Prints the figures, and the first of what is wrong.
    pub fn print(&self, title: &str, shown: usize) {
        let doubted = match self.doubted {
            0 => String::new(),
            count => format!(", {count} doubted"),
        };
        println!(
            "{title:<44} {:>5} right{doubted}, {} wrong",
            self.right,
            self.wrong.len()
        );
        for what in self.wrong.iter().take(shown) {
            println!("    {what}");
        }
    }
}
