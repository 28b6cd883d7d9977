//! Sample rows: those that are said to be refused are, for the reason foretold, and the server takes the others.

use rowproof_catalog::quote;
use rowproof_engine::Part;
use rowproof_engine::sampled::{SampledTable, sampled};
use rowproof_syntax::Dialect;

use super::bench::Bench;
use super::stand::Stand;
use super::{Failure, Tally, Texts, analyzed_parts};
use crate::server::AskError;

/// Inserts sample rows one after the other into the table they are of. `table` is its name.
///
/// # Errors
/// When the server fails.
pub fn check_rows(bench: &mut dyn Bench, table: &str, schema: &str, rows: &str) -> Result<Tally, AskError> {
    let server = bench.server();
    let dialect = server.dialect();
    let mut tally = Tally::default();
    let failure = |about: String, said: String| Failure {
        text: format!("{}/{table}.csv", dialect.code()),
        about,
        said,
    };
    let report = analyzed_parts(
        vec![
            Part::new("schema.sql", schema),
            Part::new(format!("{table}.csv"), rows),
        ],
        server,
    );
    let all = sampled(&report);
    let of_table = all
        .first()
        .and_then(|rows| Some((&rows.sample, rows.table.as_ref()?)));
    let Some((sample, of_table)) = of_table.filter(|(_, of)| of.relation.name.name == table) else {
        tally.unreadable += 1;
        tally.failures.push(failure(
            "is not taken for rows of its table".to_owned(),
            table.to_owned(),
        ));
        return Ok(tally);
    };
    let (mut stand, refused) = Stand::load(bench, schema, Texts::Fixtures)?;
    if let Some((statement, said)) = refused.into_iter().next() {
        tally.unreadable += 1;
        tally
            .failures
            .push(failure(format!("does not load: {statement}"), said.message));
        return Ok(tally);
    }
    if let Some((count, reason)) = &of_table.undecided {
        tally.unreadable += 1;
        tally
            .failures
            .push(failure(format!("{count} rows are not decided"), reason.clone()));
    }
    for (at, row) in sample.rows.iter().enumerate() {
        let statement = insert(of_table, &row.cells, dialect);
        let said = stand.go_on(&[statement.as_str()])?;
        let foretold = of_table.refused.iter().find(|refused| refused.rows.contains(&at));
        let is_right = match (&said, foretold) {
            (None, None) => true,
            (Some((_, said)), Some(foretold)) => {
                stand.bench().sqlstates(said).contains(&foretold.sqlstate.code())
            }
            _ => false,
        };
        tally.others.count(is_right);
        if !is_right {
            let foretold = foretold.map_or("that it is taken".to_owned(), |refused| {
                format!("{} by {}", refused.sqlstate.code(), refused.by)
            });
            let said = said.map_or("takes it".to_owned(), |(_, said)| {
                format!("{} {}", said.code, said.message)
            });
            tally
                .failures
                .push(failure(format!("{statement}: foretold {foretold}"), said));
        }
    }
    Ok(tally)
}

/// The row as text, as `COPY` would bring it; what the table computes is left out.
fn insert(table: &SampledTable<'_>, cells: &[Option<String>], dialect: Dialect) -> String {
    let is_stored = |name: &&String| {
        let column = table.relation.column(name);
        column.is_some_and(|column| column.generated.is_none())
    };
    let named = table.columns.iter().zip(cells);
    let named: Vec<(&String, &Option<String>)> = named
        .filter_map(|(name, cell)| Some((name.as_ref().filter(is_stored)?, cell)))
        .collect();
    let names: Vec<String> = named.iter().map(|(name, _)| quote(name, dialect)).collect();
    let values: Vec<String> = named
        .iter()
        .map(|(_, cell)| match cell {
            Some(cell) => format!("'{}'", cell.replace('\'', "''")),
            None => "NULL".to_owned(),
        })
        .collect();
    format!(
        "INSERT INTO {} ({}) VALUES ({})",
        quote(&table.relation.name.name, dialect),
        names.join(", "),
        values.join(", ")
    )
}
