//! Sample rows beside the schema: what they show, and which of them the schema refuses.

mod stored;

#[cfg(test)]
mod tests;

use rowproof_catalog::questions::{Lexicon, is_named, words};
use rowproof_catalog::{Catalog, Relation};
use rowproof_findings::{SqlState, Verdict};
use rowproof_proof::{Row, judge_apart};
use rowproof_rows::{Sample, Study};
use rowproof_source::{SmallMap, lower_case};
use rowproof_syntax::InputKind;

use crate::{ReadPart, Report};
use stored::stored_row;

/// Last words of names of what tells rows apart, beside those of the lexicon.
const IDENTIFYING: [&str; 8] = ["id", "uuid", "guid", "no", "number", "key", "email", "code"];

/// The rows of one part.
#[derive(Debug)]
pub struct Sampled<'r> {
    /// The part they stand in.
    pub part: &'r ReadPart,
    /// The rows.
    pub sample: Sample,
    /// What they show.
    pub study: Study,
    /// The table they seem to be of, with what it says to them.
    pub table: Option<SampledTable<'r>>,
}

/// The table that rows seem to be of: the one their part is named after, else the one that has the most of their columns.
#[derive(Debug)]
pub struct SampledTable<'r> {
    /// The table.
    pub relation: &'r Relation,
    /// For each column of the rows that of the table, by its stored name; none when the table has no such column.
    pub columns: Vec<Option<String>>,
    /// Rows that it would refuse, by what refuses them, in the order of the first row of each.
    pub refused: Vec<Refused>,
    /// Rows of which it could not be told, with the reason for the first.
    pub undecided: Option<(usize, String)>,
}

impl Sampled<'_> {
    /// Whether a column's name says that it identifies: `id`, `order_no`, `email`, what the lexicon has for natural keys.
    pub fn is_identifier(&self, column: usize) -> bool {
        let Some(name) = self.sample.columns.get(column) else {
            return false;
        };
        let last = words(name).last().map(|word| word.to_string());
        is_named(name, &Lexicon::NATURAL_KEY)
            || is_named(name, &Lexicon::EXTERNAL_ID)
            || last.is_some_and(|last| IDENTIFYING.contains(&last.as_str()))
    }
}

/// Rows that are refused for one reason.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused {
    /// The constraint or column, in words.
    pub by: String,
    /// The error.
    pub sqlstate: SqlState,
    /// The rows, ascending.
    pub rows: Vec<usize>,
}

/// Reads the rows of a report's parts and works out what they show. Quadratic in the rows of a part, at most
/// [`rowproof_rows::MAX_ROWS`].
pub fn sampled(report: &Report) -> Vec<Sampled<'_>> {
    let parts = report.parts.iter();
    let of_rows = parts.filter(|part| part.kind == Some(InputKind::Rows));
    of_rows
        .map(|part| {
            let sample = Sample::read(part.source.text());
            let relation = table_of(&report.catalog, part.source.name(), &sample.columns);
            Sampled {
                part,
                study: Study::of(&sample),
                table: relation.map(|relation| compared(&report.catalog, relation, &sample)),
                sample,
            }
        })
        .collect()
}

/// The table that has the columns: of those with at least two of three of them the one that is named as the part is, else the one with the
/// most, when it is the only one.
fn table_of<'c>(catalog: &'c Catalog, part: &str, columns: &[String]) -> Option<&'c Relation> {
    let file = part.rsplit(['/', '\\']).next().unwrap_or(part);
    let stem = lower_case(file.split('.').next().unwrap_or(file));
    let known = |relation: &Relation| {
        let known = columns.iter().filter(|name| column_of(relation, name).is_some());
        known.count()
    };
    let mut best: Option<(&Relation, (usize, bool))> = None;
    let mut is_alone = false;
    for relation in catalog.tables() {
        let known = known(relation);
        if known == 0 || known * 3 < columns.len() * 2 {
            continue;
        }
        // Of equally many columns the table that has no others.
        let is_named = lower_case(&relation.name.name) == stem;
        let worth = (
            if is_named { usize::MAX } else { known },
            relation.columns.len() == known,
        );
        let is_better = best.is_none_or(|(_, most)| worth > most);
        is_alone = is_better || (is_alone && best.is_some_and(|(_, most)| worth != most));
        if is_better {
            best = Some((relation, worth));
        }
    }
    best.filter(|_| is_alone).map(|(relation, _)| relation)
}

fn column_of<'r>(relation: &'r Relation, name: &str) -> Option<&'r str> {
    let wanted = lower_case(name);
    let mut columns = relation.columns.iter().map(|column| column.name.as_str());
    columns.find(|column| lower_case(column) == wanted)
}

/// What the table says to each row by itself, then to two that may have the same key.
fn compared<'r>(catalog: &'r Catalog, relation: &'r Relation, sample: &Sample) -> SampledTable<'r> {
    let names = sample.columns.iter().map(|name| column_of(relation, name));
    let columns: Vec<Option<&str>> = names.collect();
    let rows: Vec<Row> = sample
        .rows
        .iter()
        .map(|row| stored_row(catalog, relation, &columns, &row.cells))
        .collect();
    let mut table = SampledTable {
        relation,
        columns: columns.iter().map(|name| name.map(str::to_owned)).collect(),
        refused: Vec::new(),
        undecided: None,
    };
    let mut accepted: Vec<usize> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        match judge_apart(catalog, &[row]) {
            Verdict::Accepted => accepted.push(at),
            verdict => table.note(at, verdict),
        }
    }
    for (at, other) in same_keys(relation, &columns, sample, &accepted) {
        let pair: Option<[&Row; 2]> = rows
            .get(other)
            .zip(rows.get(at))
            .map(|(first, second)| [first, second]);
        if let Some(pair) = pair {
            table.note(at, judge_apart(catalog, &pair));
        }
    }
    table
}

/// Rows that look as if they had the same key in a unique index as one before, with that one. Letters' case is not looked at: whether
/// it counts the database says.
fn same_keys(
    relation: &Relation,
    columns: &[Option<&str>],
    sample: &Sample,
    rows: &[usize],
) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for index in relation.indexes.iter().filter(|index| index.unique) {
        let names = index.keys.iter().flat_map(|key| key.columns());
        let places: Option<Vec<usize>> = names
            .map(|name| columns.iter().position(|column| *column == Some(name.as_str())))
            .collect();
        let Some(places) = places.filter(|places| !places.is_empty()) else {
            continue;
        };
        let mut first: SmallMap<Vec<String>, usize> = SmallMap::default();
        for row in rows {
            let cells = sample.rows.get(*row).map_or(&[][..], |row| &row.cells);
            let key = places.iter().map(|at| cells.get(*at).cloned().flatten());
            let key: Vec<String> = key.map(|cell| lower_case(&cell.unwrap_or_default())).collect();
            match first.get(&key) {
                Some(other) => pairs.push((*row, *other)),
                None => drop(first.insert(key, *row)),
            }
        }
    }
    pairs
}

impl SampledTable<'_> {
    fn note(&mut self, row: usize, verdict: Verdict) {
        match verdict {
            Verdict::Accepted => {}
            // Of several reasons the first, as the database would.
            Verdict::Refused { .. } if self.refused.iter().any(|known| known.rows.contains(&row)) => {}
            Verdict::Refused { sqlstate, by } => {
                let mut known = self.refused.iter_mut();
                match known.find(|known| known.by == by && known.sqlstate == sqlstate) {
                    Some(known) => known.rows.push(row),
                    None => self.refused.push(Refused {
                        by,
                        sqlstate,
                        rows: vec![row],
                    }),
                }
            }
            Verdict::Undecided(reason) => match &mut self.undecided {
                Some((count, _)) => *count += 1,
                None => self.undecided = Some((1, reason)),
            },
        }
    }
}
