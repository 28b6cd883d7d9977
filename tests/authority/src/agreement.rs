//! Two catalogs side by side: what is equal, and every difference.

use std::collections::BTreeMap;
use std::fmt;

use crate::fact::{Aspect, Facts};

/// One difference between the server and us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// 1-based line of the text.
    pub line: usize,
    /// What it is about.
    pub about: String,
    /// The server's word; none when it does not know the thing.
    pub server: Option<String>,
    /// Our word; none when we do not know the thing.
    pub ours: Option<String>,
}

impl Disagreement {
    /// What sort of thing differs, without its names and numbers: alike for what probably has one cause.
    pub fn kind(&self) -> String {
        let (aspect, _) = self.about.split_once(' ').unwrap_or((&self.about, ""));
        let word = |word: &Option<String>| {
            let text = word.as_deref().unwrap_or("nothing");
            // Of a fact only that it is there or not; of a statement what was said of it.
            match (word, aspect) {
                (Some(_), aspect) if aspect != "statement" => "something".to_owned(),
                _ => without_names(text),
            }
        };
        format!("{aspect} {} / {}", word(&self.server), word(&self.ours))
    }
}

/// A message without what stands in quotes.
fn without_names(message: &str) -> String {
    message.split(['"', '`']).step_by(2).collect::<Vec<_>>().join("…")
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = |word: &Option<String>| word.clone().unwrap_or_else(|| "nothing".to_owned());
        write!(
            f,
            "{}: {}\n    server: {}\n    ours:   {}",
            self.line,
            self.about,
            word(&self.server),
            word(&self.ours)
        )
    }
}

/// How many facts of an aspect are equal, and how many there are on either side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Equal on both sides.
    pub equal: usize,
    /// Known to either side.
    pub all: usize,
}

/// The comparison of one or more texts.
#[derive(Debug, Clone, Default)]
pub struct Agreement {
    tallies: BTreeMap<Aspect, Tally>,
    /// Statements both sides accept, or both refuse.
    pub statements: Tally,
    /// In the order found.
    pub disagreements: Vec<Disagreement>,
}

impl Agreement {
    /// Compares facts. `line_of` gives the line of a subject when our fact has no place.
    pub fn compare(&mut self, server: &Facts, ours: &Facts, text: &str) {
        for (aspect, subject, fact) in server.iter() {
            let tally = self.tallies.entry(aspect).or_default();
            tally.all += 1;
            let own = ours.get(aspect, subject);
            if own.is_some_and(|own| own.value == fact.value) {
                tally.equal += 1;
                continue;
            }
            self.disagreements.push(Disagreement {
                line: own.and_then(|own| own.span).map_or_else(
                    || line_of(text, subject),
                    |span| line_at(text, span.start as usize),
                ),
                about: format!("{aspect} {subject}"),
                server: Some(fact.value.clone()),
                ours: own.map(|own| own.value.clone()),
            });
        }
        for (aspect, subject, fact) in ours.iter() {
            if server.get(aspect, subject).is_some() {
                continue;
            }
            self.tallies.entry(aspect).or_default().all += 1;
            self.disagreements.push(Disagreement {
                line: fact.span.map_or_else(
                    || line_of(text, subject),
                    |span| line_at(text, span.start as usize),
                ),
                about: format!("{aspect} {subject}"),
                server: None,
                ours: Some(fact.value.clone()),
            });
        }
    }

    /// Adds another text's comparison.
    pub fn absorb(&mut self, other: Agreement) {
        for (aspect, tally) in other.tallies {
            let held = self.tallies.entry(aspect).or_default();
            held.equal += tally.equal;
            held.all += tally.all;
        }
        self.statements.equal += other.statements.equal;
        self.statements.all += other.statements.all;
        self.disagreements.extend(other.disagreements);
    }

    /// Over all aspects.
    pub fn total(&self) -> Tally {
        self.tallies.values().fold(Tally::default(), |sum, tally| Tally {
            equal: sum.equal + tally.equal,
            all: sum.all + tally.all,
        })
    }

    /// A line per aspect that occurs, then the sum.
    pub fn table(&self) -> String {
        let line = |name: String, tally: Tally| {
            format!(
                "  {name:<20}{:>7} of {:>6}  {:>8}\n",
                tally.equal,
                tally.all,
                percent(tally)
            )
        };
        let mut table: String = self
            .tallies
            .iter()
            .map(|(aspect, tally)| line(aspect.to_string(), *tally))
            .collect();
        table += &line("facts".to_owned(), self.total());
        table += &line("statements".to_owned(), self.statements);
        table
    }
}

/// `99.53 %`, cut rather than rounded, so that only all is 100.
fn percent(tally: Tally) -> String {
    if tally.all == 0 {
        return "–".to_owned();
    }
    let hundredths = tally.equal * 10_000 / tally.all;
    format!("{}.{:02} %", hundredths / 100, hundredths % 100)
}

/// The 1-based line of a byte.
pub fn line_at(text: &str, byte: usize) -> usize {
    let before = text.as_bytes().get(..byte).unwrap_or(text.as_bytes());
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

/// The line that first names the last part of a subject.
fn line_of(text: &str, subject: &str) -> usize {
    let name = subject.rsplit('.').next().unwrap_or(subject);
    text.find(name).map_or(1, |byte| line_at(text, byte))
}
