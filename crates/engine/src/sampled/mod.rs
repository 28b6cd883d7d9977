//! Sample rows beside the schema: what they show, and which of them the schema refuses.

mod stored;

#[cfg(test)]
mod tests;

use rowproof_catalog::questions::{Lexicon, is_named, words};
use rowproof_catalog::{Catalog, Relation};
use rowproof_findings::{SqlState, Verdict};
use rowproof_proof::judge_apart;
use rowproof_rows::{Sample, Study};
use rowproof_source::{SmallMap, lower_case, parse_decimal};
use rowproof_syntax::{Dialect, InputKind};

use crate::{ReadPart, Report};
use stored::Layout;

/// Names that tell rows apart wherever they stand, beside those of the lexicon.
const IDENTIFYING: [&str; 5] = ["id", "uuid", "guid", "email", "email_address"];
/// Last words of names that do where they come first: of `order_id` in a later column it is not known whether it is the row's own.
const NUMBERING: [&str; 5] = ["id", "no", "number", "key", "code"];

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
    /// Whether every two rows were compared that could have the same key: not where an index is over an expression or over columns that the rows
    /// do not have, nor where too many look alike, nor where a collation of MySQL may take letters beyond ASCII for others.
    pub compares_all: bool,
}

impl Sampled<'_> {
    /// Whether a column's name says that it identifies: `id`, `email`, what the lexicon has for natural keys, and `order_no` in the first column. A
    /// foreign key tells another table's rows apart.
    pub fn is_identifier(&self, column: usize) -> bool {
        let Some(name) = self.sample.columns.get(column) else {
            return false;
        };
        let refers = self.table.as_ref().is_some_and(|table| {
            let stored = table.columns.get(column).cloned().flatten();
            let mut keys = table.relation.foreign_keys();
            stored.is_some_and(|stored| keys.any(|(_, key)| key.columns.contains(&stored)))
        });
        let last = words(name).last().map(|word| word.to_string());
        let is_number = column == 0 && last.is_some_and(|last| NUMBERING.contains(&last.as_str()));
        let is_named = is_named(name, &Lexicon::NATURAL_KEY)
            || is_named(name, &Lexicon::EXTERNAL_ID)
            || IDENTIFYING.contains(&lower_case(name).as_str());
        !refers && (is_number || is_named)
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
    let layout = Layout::of(relation, &columns);
    let row = |at: usize| {
        let cells = sample.rows.get(at).map_or(&[][..], |row| &row.cells);
        layout.row(catalog, cells)
    };
    let mut keys = Keys::of(catalog.dialect(), relation, &columns);
    let mut table = SampledTable {
        relation,
        columns: columns.iter().map(|name| name.map(str::to_owned)).collect(),
        refused: Vec::new(),
        undecided: None,
        compares_all: true,
    };
    for (at, sampled) in sample.rows.iter().enumerate() {
        let own = row(at);
        let mut verdict = judge_apart(catalog, &[&own]);
        for other in keys.alike(&sampled.cells) {
            if !verdict.is_accepted() {
                break;
            }
            verdict = judge_apart(catalog, &[&row(other), &own]);
        }
        match verdict {
            // A row that is refused is not there for the next ones.
            Verdict::Accepted => keys.add(&sampled.cells, at),
            verdict => table.note(at, verdict),
        }
    }
    table.compares_all = keys.compares_all;
    table
}

/// The rows so far by their keys in unique indexes.
struct Keys {
    indexes: Vec<KeyedRows>,
    dialect: Dialect,
    /// Whether rows with the same key can have escaped no comparison.
    compares_all: bool,
}

struct KeyedRows {
    /// The places of its columns among those of the rows.
    places: Vec<usize>,
    /// Whether rows without a value can have the same key.
    nulls_not_distinct: bool,
    rows: SmallMap<Vec<String>, Vec<usize>>,
}

/// Rows that look as if they had one key, of which a row is compared with so many: those the database has told apart.
const MOST_ALIKE: usize = 20;

impl Keys {
    /// Of the unique indexes of which the rows have every column.
    fn of(dialect: Dialect, relation: &Relation, columns: &[Option<&str>]) -> Self {
        let mut keys = Self {
            indexes: Vec::new(),
            dialect,
            compares_all: true,
        };
        for index in relation.indexes.iter().filter(|index| index.unique) {
            let names = index.keys.iter().flat_map(|key| key.columns());
            let place = |name: String| columns.iter().position(|column| *column == Some(name.as_str()));
            let places: Option<Vec<usize>> = names.map(place).collect();
            // What an expression makes of two values may be the same, and so may be what the rows do not say.
            keys.compares_all &= places.is_some() && index.keys.iter().all(|key| key.expression.is_none());
            if let Some(places) = places.filter(|places| !places.is_empty()) {
                keys.indexes.push(KeyedRows {
                    places,
                    nulls_not_distinct: index.nulls_not_distinct,
                    rows: SmallMap::default(),
                });
            }
        }
        keys
    }

    /// Rows that look as if they had the same key as this one.
    fn alike(&self, cells: &[Option<String>]) -> Vec<usize> {
        let indexes = self.indexes.iter();
        let rows = indexes.filter_map(|index| index.rows.get(&index.key(cells)));
        rows.flatten().copied().collect()
    }

    fn add(&mut self, cells: &[Option<String>], row: usize) {
        for index in &mut self.indexes {
            let key = index.key(cells);
            if !index.nulls_not_distinct && key.iter().any(|part| part == MISSING) {
                continue;
            }
            let compares_all = &mut self.compares_all;
            *compares_all &= self.dialect != Dialect::MySql || key.iter().all(|part| part.is_ascii());
            index.rows.change(key, |rows| match rows.len() {
                MOST_ALIKE.. => *compares_all = false,
                _ => rows.push(row),
            });
        }
    }
}

/// In a key, a value that is missing.
const MISSING: &str = "\0";

impl KeyedRows {
    /// The key without regard to capitals, blanks around it, and how a number or a truth value is spelled: whether these count the database says.
    fn key(&self, cells: &[Option<String>]) -> Vec<String> {
        let cells = self
            .places
            .iter()
            .map(|at| cells.get(*at).and_then(Option::as_deref));
        let part = |cell: Option<&str>| {
            let Some(cell) = cell else {
                return MISSING.to_owned();
            };
            let cell = lower_case(cell.trim());
            let number = match cell.as_str() {
                "t" | "true" | "y" | "yes" | "on" => Some(1.0),
                "f" | "false" | "n" | "no" | "off" => Some(0.0),
                other => parse_decimal(other),
            };
            number.map_or(cell, |number| number.to_bits().to_string())
        };
        cells.map(part).collect()
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
