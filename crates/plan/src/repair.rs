//! What was mended before reading, one sentence each.

use rowproof_source::{SortSmall, Span};

/// Something the text had lost or carried too much of, and what was done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// Where; the first place when there are several.
    pub span: Span,
    /// One sentence for people: lower case, no final full stop.
    pub what: String,
}

/// Collects repairs; the same sentence at many places becomes one repair that tells the number.
#[derive(Debug, Default)]
pub(crate) struct Repairs {
    entries: Vec<(Repair, usize)>,
}

impl Repairs {
    /// Adds a sentence for one place.
    pub(crate) fn note(&mut self, span: Span, what: &str) {
        let known = self.entries.iter_mut().find(|(repair, _)| repair.what == what);
        match known {
            Some((_, count)) => *count += 1,
            None => self.entries.push((
                Repair {
                    span,
                    what: what.to_owned(),
                },
                1,
            )),
        }
    }

    /// All of them, by place.
    pub(crate) fn finish(self) -> Vec<Repair> {
        let mut repairs: Vec<Repair> = self.entries.into_iter().map(tell_count).collect();
        repairs.order_by_key(|repair| (repair.span.start, repair.span.end));
        repairs
    }
}

fn tell_count((mut repair, count): (Repair, usize)) -> Repair {
    if count > 1 {
        repair.what.push_str(&format!(" (at {count} places)"));
    }
    repair
}
