//! What do these rows say? What sample rows show, how far that goes, and what the schema says to it.

mod places;

use rowproof_engine::Report;
use rowproof_engine::catalog::{Catalog, Column};
use rowproof_engine::rows::{Dependency, MAX_DETERMINANT, NearDependency, NearKey};
use rowproof_engine::sampled::{Refused, Sampled, SampledTable, sampled};
use rowproof_engine::source::{SortSmall, Span};

use super::understood_looks::{Look, Survey, SurveyLine, SurveyRow, counted, quoted};
use crate::Places;
use crate::markdown::counted_as;

/// How many columns of one kind are told one by one.
const SINGLE_COLUMNS: usize = 12;
/// A value that is missing in at most one row of so many may be missing by mistake.
const SELDOM: usize = 20;
/// How many places that were not understood are told one by one.
const PLACES: usize = 12;
/// How many rows are named where several are meant.
const NAMED_ROWS: usize = 3;

/// A row for each thing that the rows show: what speaks against a row first.
pub(super) fn rows_survey(report: &Report, most: usize) -> Survey {
    let all = sampled(report);
    let places = Places::new(report);
    let mut told: Vec<Told> = Vec::new();
    for rows in &all {
        let words = Words {
            catalog: &report.catalog,
            places: &places,
            rows,
            is_alone: all.len() == 1,
        };
        words.tell(&mut told);
    }
    told.order_by(|a, b| a.rank.cmp(&b.rank));
    let left = told.len().saturating_sub(most);
    let rows = told.into_iter().take(most).map(|told| SurveyRow {
        subject: told.subject,
        place: None,
        location: places.location(told.span),
        at: None,
        cells: told.cells,
    });
    Survey {
        look: Look::Rows.code(),
        question: "What do these rows say?",
        summary: summary(&all),
        note: "Rows can refute and never prove: what holds in these may fail in the next. A dependency is tested by each row whose left side was in a row before; it counts when the right side, dealt to the rows anew 200 times, keeps it fewer than 10 times, and three tests at least are asked for. Numbers with decimals are no left side: they measure and do not name. A missing value (nothing between separators, `NULL`, `\\N`, `null`) determines nothing and contradicts nothing; blanks and capitals count as they are. What a table refuses is said by its types, `NOT NULL`, `CHECK` and unique indexes; foreign keys are not asked, for the rows they refer to may be elsewhere.",
        head: "Where",
        columns: &[
            "What these rows show",
            "How far that goes",
            "What the schema says",
        ],
        rows: rows.collect(),
        left,
    }
}

/// A row of the answer before all are put in order.
struct Told {
    rank: usize,
    subject: String,
    span: Span,
    cells: Vec<Vec<SurveyLine>>,
}

// What comes first.
const REFUSED: usize = 0;
const BROKEN: usize = 1;
const UNREAD: usize = 2;
const DEPENDENCY: usize = 3;
const KEY: usize = 4;
const COLUMN: usize = 5;

/// Everything about the rows of one part.
struct Words<'r> {
    catalog: &'r Catalog,
    places: &'r Places<'r>,
    rows: &'r Sampled<'r>,
    /// Whether there are no others.
    is_alone: bool,
}

impl Words<'_> {
    fn tell(&self, told: &mut Vec<Told>) {
        let study = &self.rows.study;
        if let Some(table) = &self.rows.table {
            told.extend(table.refused.iter().map(|refused| self.refused(table, refused)));
            told.extend(
                table
                    .undecided
                    .iter()
                    .map(|undecided| self.undecided(table, undecided)),
            );
        }
        self.problems(told);
        told.extend(study.near.iter().map(|near| self.near(near)));
        told.extend(
            study
                .near_keys
                .iter()
                .filter(|near| self.is_identifier(near.column))
                .map(|near| self.near_key(near)),
        );
        told.extend(
            study
                .dependencies
                .iter()
                .map(|dependency| self.dependency(dependency)),
        );
        told.extend(study.keys.iter().map(|key| self.key(key)));
        told.extend(self.repetitions());
        told.extend(self.never_missing());
        told.extend(self.missing());
        told.extend(self.constant());
        told.extend(self.unknown());
    }

    fn told(&self, rank: usize, subject: String, span: Span, cells: [Vec<SurveyLine>; 3]) -> Told {
        let subject = match self.is_alone {
            true => subject,
            false => format!("{subject} in `{}`", self.rows.part.source.name()),
        };
        Told {
            rank,
            subject,
            span,
            cells: cells.into(),
        }
    }

    /// What was not understood, the first places.
    fn problems(&self, told: &mut Vec<Told>) {
        let all = &self.rows.sample.problems;
        for (number, problem) in all.iter().enumerate().take(PLACES + 1) {
            let message = match number {
                PLACES => format!(
                    "{} more, from here on",
                    counted(all.len() - PLACES + self.rows.sample.more_problems, "place")
                ),
                _ => problem.message.clone(),
            };
            let cells = [vec![SurveyLine::wrong(message, None)], Vec::new(), Vec::new()];
            let subject = "a place in the text".to_owned();
            told.push(self.told(UNREAD, subject, self.place(&problem.place), cells));
        }
    }

    /// Rows that the table does not take.
    fn refused(&self, table: &SampledTable<'_>, refused: &Refused) -> Told {
        let first = refused.rows.first().copied().unwrap_or(0);
        let sqlstate = refused.sqlstate.code();
        let (subject, far, whom) = match refused.rows.len() {
            1 => (self.line(first), format!("SQLSTATE {sqlstate}"), "it"),
            _ => {
                let far = format!("SQLSTATE {sqlstate}, first in {}", self.line(first));
                (self.lines(&refused.rows), far, "them")
            }
        };
        let show = SurveyLine::wrong(format!("refused by {}", refused.by), None);
        let says = SurveyLine::plain(format!("`{}` refuses {whom}", table.relation.name));
        let cells = [vec![show], vec![SurveyLine::plain(far)], vec![says]];
        self.told(REFUSED, subject, self.row(first), cells)
    }

    fn undecided(&self, table: &SampledTable<'_>, (count, reason): &(usize, String)) -> Told {
        let show = SurveyLine::quiet(format!(
            "whether `{}` takes them is not known",
            table.relation.name
        ));
        let why = SurveyLine::quiet(reason.clone());
        self.told(
            COLUMN,
            counted(*count, "row"),
            self.first_row(),
            [vec![show], vec![why], Vec::new()],
        )
    }

    /// Columns that follow from another but in a few rows.
    fn near(&self, near: &NearDependency) -> Told {
        let (from, to) = (self.name(near.determinant), self.name(near.dependent));
        let slip = |row: usize, usual: usize| {
            format!(
                "{} has {} for {}, {} has {}",
                self.line(row),
                self.value(row, near.dependent),
                self.value(row, near.determinant),
                self.line(usual),
                self.value(usual, near.dependent),
            )
        };
        let far = SurveyLine::plain(format!(
            "tested {} and broken {}: a slip, or no rule",
            times_word(near.tests),
            times_word(near.exceptions.len())
        ));
        let cells = [
            slips(&near.exceptions, &slip),
            vec![far],
            self.kept(&[near.determinant]),
        ];
        let subject = format!("`{from}` → `{to}`");
        self.told(BROKEN, subject, self.first_of(&near.exceptions), cells)
    }

    /// Columns that are the same in a few rows only.
    fn near_key(&self, near: &NearKey) -> Told {
        let slip = |row: usize, first: usize| {
            let value = self.value(row, near.column);
            format!("{value} is in {} and in {}", self.line(first), self.line(row))
        };
        let far = SurveyLine::plain("different in all other rows".to_owned());
        let says = self.unique(&[near.column]).map(|(_, line)| line);
        let cells = [
            slips(&near.repeated, &slip),
            vec![far],
            says.into_iter().collect(),
        ];
        let subject = quoted(&self.names(&[near.column]));
        self.told(BROKEN, subject, self.first_of(&near.repeated), cells)
    }

    /// The first of some rows.
    fn first_of(&self, rows: &[(usize, usize)]) -> Span {
        rows.first().map_or(self.first_row(), |(row, _)| self.row(*row))
    }

    fn dependency(&self, dependency: &Dependency) -> Told {
        let from = quoted(&self.names(&dependency.determinant));
        let to = quoted(&self.names(&dependency.dependents));
        let rows = self.rows.sample.rows.len();
        let show = SurveyLine::plain(format!("held in all {}", counted(rows, "row")));
        let far = SurveyLine::plain(format!(
            "tested {} and never broken",
            times_word(dependency.tests)
        ));
        let says = self.kept(&dependency.determinant);
        self.told(
            DEPENDENCY,
            format!("{from} → {to}"),
            self.first_row(),
            [vec![show], vec![far], says],
        )
    }

    fn key(&self, key: &[usize]) -> Told {
        let study = &self.rows.study;
        let is_named = matches!(key, [column] if self.is_identifier(*column));
        let missing = study.missing.iter().find(|(column, _)| key == [*column]);
        let show = SurveyLine::plain(match (missing, study.repetitions.is_empty()) {
            (Some((_, missing)), _) => format!(
                "different wherever there is a value, missing in {}",
                counted(*missing, "row")
            ),
            (None, true) => "different in every row".to_owned(),
            (None, false) => "different in every row that is not there twice".to_owned(),
        });
        let far = match is_named {
            true => "its name says that it is meant to be",
            false => "nothing tests that: is it an identifier, or chance?",
        };
        let says = self.unique(key);
        // Where the schema says it nobody need ask.
        let is_kept = says.as_ref().is_some_and(|(is_kept, _)| *is_kept);
        let far = (!is_kept).then(|| SurveyLine::quiet(far.to_owned()));
        let says = says.map(|(_, line)| line);
        let cells = [vec![show], far.into_iter().collect(), says.into_iter().collect()];
        self.told(KEY, quoted(&self.names(key)), self.first_row(), cells)
    }

    fn repetitions(&self) -> Option<Told> {
        let rows = &self.rows.study.repetitions;
        let first = rows.first()?;
        let show = SurveyLine::wrong(format!("the same as a row before: {}", self.lines(rows)), None);
        let far = SurveyLine::plain(counted(rows.len(), "row"));
        Some(self.told(
            BROKEN,
            "all columns".to_owned(),
            self.row(*first),
            [vec![show], vec![far], Vec::new()],
        ))
    }

    /// Columns that always have a value, where the table would take a row without.
    fn never_missing(&self) -> Option<Told> {
        let table = self.rows.table.as_ref()?;
        let study = &self.rows.study;
        let is_open = |at: &usize| {
            let misses = study.missing.iter().any(|(missing, _)| missing == at) || study.empty.contains(at);
            let is_open = |column: &Column| !column.not_null && column.generated.is_none();
            self.column(*at).is_some_and(is_open) && !misses
        };
        let rows = self.rows.sample.rows.len();
        let open: Vec<usize> = (0..self.rows.sample.columns.len()).filter(is_open).collect();
        if open.is_empty() || rows < SELDOM {
            return None;
        }
        let show = SurveyLine::plain("never missing".to_owned());
        let far = SurveyLine::quiet(format!("in {}: may it ever be?", counted(rows, "row")));
        let says = SurveyLine::quiet(format!("`{}` takes rows without", table.relation.name));
        let cells = [vec![show], vec![far], vec![says]];
        Some(self.told(COLUMN, self.listed(&open), self.first_row(), cells))
    }

    /// Columns that have no value in a few rows, but for those the table refuses, and columns without any.
    fn missing(&self) -> Vec<Told> {
        let study = &self.rows.study;
        let rows = self.rows.sample.rows.len();
        let is_taken = |column: usize| self.column(column).is_none_or(|column| !column.not_null);
        let seldom = study.missing.iter().filter(|(_, count)| count * SELDOM <= rows);
        let taken = seldom
            .map(|(column, _)| *column)
            .filter(|column| is_taken(*column));
        let mut told: Vec<Told> = taken.map(|column| self.seldom_missing(column)).collect();
        if !study.empty.is_empty() {
            let show = SurveyLine::quiet("without a value in every row".to_owned());
            let cells = [vec![show], Vec::new(), Vec::new()];
            told.push(self.told(COLUMN, self.listed(&study.empty), self.first_row(), cells));
        }
        told
    }

    fn seldom_missing(&self, column: usize) -> Told {
        let rows = self.rows.sample.rows.len();
        let without: Vec<usize> = (0..rows)
            .filter(|row| self.cell(*row, column).is_none())
            .collect();
        let first = without.first().map_or(self.first_row(), |row| self.row(*row));
        let show = SurveyLine::wrong(format!("without a value in {}", self.lines(&without)), None);
        let far = SurveyLine::plain(format!(
            "missing in {} of {}",
            without.len(),
            counted(rows, "row")
        ));
        let table = self.rows.table.as_ref().filter(|_| self.column(column).is_some());
        let says =
            table.map(|table| SurveyLine::quiet(format!("`{}` takes rows without", table.relation.name)));
        let cells = [vec![show], vec![far], says.into_iter().collect()];
        self.told(BROKEN, quoted(&self.names(&[column])), first, cells)
    }

    fn constant(&self) -> Option<Told> {
        let constant = &self.rows.study.constant;
        let first = constant.first()?;
        let rows = self.rows.sample.rows.len();
        let value = (0..rows).find(|row| self.cell(*row, *first).is_some())?;
        let show = SurveyLine::quiet(match constant.len() {
            1 => format!("{} wherever there is a value", self.value(value, *first)),
            _ => "the same value wherever there is one".to_owned(),
        });
        let far = SurveyLine::quiet("says nothing of what follows from what".to_owned());
        let subject = self.listed(constant);
        Some(self.told(
            COLUMN,
            subject,
            self.first_row(),
            [vec![show], vec![far], Vec::new()],
        ))
    }

    /// Columns that the table does not have.
    fn unknown(&self) -> Option<Told> {
        let table = self.rows.table.as_ref()?;
        let places = table.columns.iter().enumerate();
        let unknown: Vec<usize> = places
            .filter(|(_, name)| name.is_none())
            .map(|(at, _)| at)
            .collect();
        if unknown.is_empty() {
            return None;
        }
        let says = SurveyLine::plain(format!("`{}` has no such column", table.relation.name));
        Some(self.told(
            COLUMN,
            self.listed(&unknown),
            self.first_row(),
            [Vec::new(), Vec::new(), vec![says]],
        ))
    }

    /// Whether the table keeps what follows from these columns: it does when no two rows can have the same.
    fn kept(&self, determinant: &[usize]) -> Vec<SurveyLine> {
        let Some((table, columns)) = self.of_table(determinant) else {
            return Vec::new();
        };
        vec![match self.catalog.unique_within(table, &columns) {
            Some(rule) => SurveyLine::plain(format!(
                "kept: `{}` lets no two rows have the same {}",
                rule.index.name,
                quoted(&columns)
            )),
            None => SurveyLine::plain(format!(
                "`{}` does not keep it; a table with {} as its key would",
                table.name,
                quoted(&columns)
            )),
        }]
    }

    /// Whether the table lets no two rows have the same in these columns, and in words. That it does stands out of a column that is meant to identify.
    fn unique(&self, columns: &[usize]) -> Option<(bool, SurveyLine)> {
        let (table, names) = self.of_table(columns)?;
        let open = || format!("`{}` takes two rows with the same", table.name);
        let is_meant = matches!(columns, [column] if self.is_identifier(*column));
        Some(match self.catalog.unique_within(table, &names) {
            Some(rule) => (
                true,
                SurveyLine::plain(format!("unique by `{}`", rule.index.name)),
            ),
            None if is_meant => (false, SurveyLine::wrong(open(), None)),
            None => (false, SurveyLine::quiet(open())),
        })
    }
}

/// The first of some rows in words, each with another, and how many more.
fn slips(rows: &[(usize, usize)], say: &dyn Fn(usize, usize) -> String) -> Vec<SurveyLine> {
    let named = rows.iter().take(NAMED_ROWS);
    let mut lines: Vec<SurveyLine> = named
        .map(|(row, other)| SurveyLine::wrong(say(*row, *other), None))
        .collect();
    if let Some(more @ 1..) = rows.len().checked_sub(NAMED_ROWS) {
        lines.push(SurveyLine::quiet(format!("and {more} more")));
    }
    lines
}

/// `once`, `31 times`
fn times_word(count: usize) -> String {
    match count {
        1 => "once".to_owned(),
        _ => format!("{count} times"),
    }
}

fn summary(all: &[Sampled<'_>]) -> String {
    if all.is_empty() {
        return "There are no sample rows here. Paste some beside the schema, as CSV with a line of names or as JSON: Rowproof says which columns are unique in them, which follow from which, which rows look like slips, and which the schema refuses.".to_owned();
    }
    let parts = all.iter().map(|rows| {
        let (sample, study) = (&rows.sample, &rows.study);
        let mut text = format!(
            "`{}`: {} of {}",
            rows.part.source.name(),
            counted(sample.rows.len() + sample.more_rows, "row"),
            counted(sample.columns.len() + sample.more_columns, "column"),
        );
        match &rows.table {
            Some(table) => text.push_str(&format!(", taken for rows of `{}`.", table.relation.name)),
            None => text.push('.'),
        }
        if sample.more_rows > 0 {
            text.push_str(&format!(" Only the first {} are compared.", counted(sample.rows.len(), "row")));
        }
        if sample.more_columns > 0 {
            text.push_str(&format!(" Only the first {} are read.", counted(sample.columns.len(), "column")));
        }
        if sample.rows.len() < 2 {
            text.push_str(" Two rows at least are needed to say what follows from what.");
            return text;
        }
        if let Some(table) = &rows.table {
            let refused: usize = table.refused.iter().map(|refused| refused.rows.len()).sum();
            let accepted = table.undecided.is_none() && table.compares_all;
            text.push_str(&match refused {
                0 if accepted => " The schema takes all of them.".to_owned(),
                0 if table.compares_all => String::new(),
                0 => " No row is known to be refused; not all were compared that could have the same key.".to_owned(),
                _ => format!(" The schema refuses {}.", counted(refused, "row")),
            });
        }
        let held: usize = study.dependencies.iter().map(|found| found.dependents.len()).sum();
        text.push_str(&format!(
            " {} tested and never broken, {} broken by a few rows.",
            match held {
                0 => "No dependency is".to_owned(),
                _ => counted_as(held, "dependency is", "dependencies are"),
            },
            match study.near.len() {
                0 => "none is".to_owned(),
                count => counted_as(count, "is", "are"),
            },
        ));
        let unsure = study.lucky;
        if unsure > 0 {
            text.push_str(&format!(
                " {} with at most {MAX_DETERMINANT} columns on the left {} too, but these rows test that too little to mean anything.",
                counted_as(unsure, "other", "others"),
                if unsure == 1 { "holds" } else { "hold" },
            ));
        }
        if study.more > 0 {
            text.push_str(&format!(" {} more hold and are not told.", study.more));
        }
        if !study.left_out.is_empty() {
            text.push_str(&format!(" {} left out: more cannot be compared.", counted_as(study.left_out.len(), "column was", "columns were")));
        }
        text
    });
    parts.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
