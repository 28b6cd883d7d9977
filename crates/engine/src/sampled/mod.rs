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

/// What the table says to each row by itself, then to it and each one before that may have the same key.
fn compared<'r>(catalog: &'r Catalog, relation: &'r Relation, sample: &Sample) -> SampledTable<'r> {
    let names = sample.columns.iter().map(|name| column_of(relation, name));
    let columns: Vec<Option<&str>> = names.collect();
    let rows = sample.rows.iter();
    let rows: Vec<Row> = rows
        .map(|row| stored_row(catalog, relation, &columns, &row.cells))
        .collect();
    let mut table = SampledTable {
        relation,
        columns: columns.iter().map(|name| name.map(str::to_owned)).collect(),
        refused: Vec::new(),
        undecided: None,
    };
    let mut keys = Keys::of(relation, &columns);
    for (at, row) in rows.iter().enumerate() {
        let cells = sample.rows.get(at).map_or(&[][..], |row| &row.cells);
        let alike = keys.alike(cells);
        let pairs = alike.iter().filter_map(|other| Some([rows.get(*other)?, row]));
        let mut verdicts = std::iter::once(judge_apart(catalog, &[row]))
            .chain(pairs.map(|pair| judge_apart(catalog, &pair)))
            .filter(|verdict| !verdict.is_accepted());
        match verdicts.next() {
            // A row that is refused is not there for the next ones.
            None => keys.add(cells, at),
            Some(verdict) => table.note(at, verdict),
        }
    }
    table
}

/// The rows so far by their keys in unique indexes.
struct Keys {
    indexes: Vec<KeyedRows>,
}

struct KeyedRows {
    /// The places of its columns among those of the rows.
    places: Vec<usize>,
    /// Whether it leaves rows out, so that one with the same key may not be in it.
    is_partial: bool,
    rows: SmallMap<Vec<String>, Vec<usize>>,
}

/// Rows of one key that a row is compared with, where an index leaves rows out.
const MOST_ALIKE: usize = 20;

impl Keys {
    /// Of the unique indexes of which the rows have every column.
    fn of(relation: &Relation, columns: &[Option<&str>]) -> Self {
        let unique = relation.indexes.iter().filter(|index| index.unique);
        let indexes = unique.filter_map(|index| {
            let names = index.keys.iter().flat_map(|key| key.columns());
            let place = |name: String| columns.iter().position(|column| *column == Some(name.as_str()));
            let places: Vec<usize> = names.map(place).collect::<Option<_>>()?;
            (!places.is_empty()).then(|| KeyedRows {
                places,
                is_partial: index.predicate.is_some(),
                rows: SmallMap::default(),
            })
        });
        Self {
            indexes: indexes.collect(),
        }
    }

    /// Rows that look as if they had the same key as this one.
    fn alike(&self, cells: &[Option<String>]) -> Vec<usize> {
        let indexes = self.indexes.iter();
        let rows = indexes.filter_map(|index| index.rows.get(&index.key(cells)));
        rows.flatten().copied().collect()
    }

    fn add(&mut self, cells: &[Option<String>], row: usize) {
        for index in &mut self.indexes {
            let most = if index.is_partial { MOST_ALIKE } else { 1 };
            let key = index.key(cells);
            index.rows.change(key, |rows| {
                if rows.len() < most {
                    rows.push(row);
                }
            });
        }
    }
}

impl KeyedRows {
    /// The key without regard to capitals and blanks around it: whether they count the database says.
    fn key(&self, cells: &[Option<String>]) -> Vec<String> {
        let cells = self
            .places
            .iter()
            .map(|at| cells.get(*at).and_then(Option::as_deref));
        cells
            .map(|cell| lower_case(cell.unwrap_or_default().trim()))
            .collect()
    }
}

impl SampledTable<'_> {
    fn note(&mut self, row: usize, verdict: Verdict) {
        match verdict {
            Verdict::Accepted => {}
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
