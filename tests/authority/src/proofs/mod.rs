//! Whether what findings claim is so on a server: their rows are accepted by the schema as it is, their fixes run, and the
//! rows are then refused for the reason foretold.
//!
//! - [`bench`]: a server that has the schema, and is put back after every trial.
//! - [`rows`]: sample rows.
//! - [`trial`]: one finding. [`together`]: all safe fixes of a text. [`sqlstate`]: what a server's own numbers mean.
//!
//! `cargo xtask verify proofs` and `verify fixes` start the servers and run this.

pub mod bench;
mod rows;
pub mod sqlstate;
mod stand;
mod stand_in;
mod tally;
mod together;
mod trial;

use std::path::Path;

use rowproof_engine::findings::Severity;
use rowproof_engine::source::SourceId;
use rowproof_engine::{Document, Part, Report, Settings, analyze};
use rowproof_plan::PlanProduct;
use rowproof_syntax::{Dialect, Server, statement_spans};

use crate::script::as_sent;
use crate::server::AskError;
use crate::texts::PlanFixture;
use bench::Bench;
pub use rows::check_rows;
use stand::Stand;
use stand_in::stand_in;
pub use tally::{Failure, Share, Tally};
use together::together;
use trial::Trial;

/// What is loaded, and how much is asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Texts {
    /// Our own, which servers take save for what a finding says they refuse. Every form of every fix is run.
    Fixtures,
    /// Other people's: what a server refuses of them is left out, and so is their data. Of a fix, the statements and the
    /// live steps are run; the edited text only where there are no statements.
    Corpus,
}

/// Rules that say what the server refuses.
const OF_REFUSALS: [&str; 3] = ["duplicate-name", "identifier-too-long", "mysql-size-limits"];

fn document(name: &str, text: &str) -> Document {
    Document {
        parts: vec![Part::new(name, text)],
    }
}

fn settings(server: Server) -> Settings {
    Settings {
        product: Some(server.product),
        version: Some(server.version),
        ..Settings::default()
    }
}

fn analyzed(name: &str, text: &str, server: Server) -> Report {
    analyze(&document(name, text), &settings(server))
}

fn analyzed_parts(parts: Vec<Part>, server: Server) -> Report {
    analyze(&Document { parts }, &settings(server))
}

/// The statements that a finding says are refused.
fn foretold_refusals(name: &str, text: &str, server: Server) -> Vec<String> {
    let report = analyzed(name, text, server);
    let said = report
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error && OF_REFUSALS.contains(&finding.rule));
    let places: Vec<u32> = said.map(|finding| finding.span.start).collect();
    statement_spans(SourceId(0), text, server)
        .into_iter()
        .filter(|span| places.iter().any(|place| (span.start..span.end).contains(place)))
        .map(|span| as_sent(text, span).to_owned())
        .collect()
}

/// Tries every finding of a text on the server.
///
/// # Errors
/// When the server fails.
pub fn check(bench: &mut dyn Bench, name: &str, text: &str, texts: Texts) -> Result<Tally, AskError> {
    let server = bench.server();
    let mut tally = Tally::default();
    let (mut stand, refused) = Stand::load(bench, text, texts)?;
    tally.refused_statements = refused.len();
    if texts == Texts::Fixtures {
        let foretold = foretold_refusals(name, text, server);
        let failure = |about: &str, said: String| Failure {
            text: name.to_owned(),
            about: about.to_owned(),
            said,
        };
        let surprise = refused
            .iter()
            .find(|(statement, _)| !foretold.contains(statement));
        if let Some((statement, said)) = surprise {
            let said = format!("{statement}\n    → {} {}", said.code, said.message);
            tally.unreadable += 1;
            tally.failures.push(failure("does not load", said));
            return Ok(tally);
        }
        let is_refused = |wanted: &String| refused.iter().any(|(statement, _)| statement == wanted);
        let taken = foretold.iter().filter(|statement| !is_refused(statement));
        tally
            .failures
            .extend(taken.map(|statement| failure("is said to be refused, and is not", statement.clone())));
    }
    let report = analyzed(name, stand.text(), server);
    for finding in &report.findings {
        Trial {
            stand: &mut stand,
            texts,
            finding,
        }
        .run(name, &mut tally)?;
    }
    together(&mut stand, texts, name, &report, &mut tally)?;
    Ok(tally)
}

/// The file and its folder.
pub fn shown(path: &Path) -> String {
    let folder = path.parent().and_then(Path::file_name).unwrap_or_default();
    let file = path.file_name().unwrap_or_default();
    format!("{}/{}", folder.display(), file.display())
}

fn printed_by(product: PlanProduct) -> Dialect {
    match product {
        PlanProduct::PostgreSql => Dialect::PostgreSql,
        PlanProduct::MySql | PlanProduct::MariaDb => Dialect::MySql,
        PlanProduct::Sqlite => Dialect::Sqlite,
    }
}

/// Runs the fixes of what is found in a plan on the server of the database that printed it, on the schema beside it or, without one, on
/// stand-ins of what they name. None when the plan is another database's.
///
/// # Errors
/// When the server fails.
pub fn check_plan(bench: &mut dyn Bench, fixture: &PlanFixture) -> Result<Option<Tally>, AskError> {
    let server = bench.server();
    let dialect = server.dialect();
    if fixture.dialect.is_some_and(|said| said != dialect) {
        return Ok(None);
    }
    let name = shown(&fixture.path);
    // The schema is the first part, so that edits are of its text.
    let texts = [("schema", &*fixture.schema), (&*name, &*fixture.plan)].into_iter();
    let parts = texts
        .filter(|(_, text)| !text.is_empty())
        .map(|(id, text)| Part::new(id, text));
    let report = analyzed_parts(parts.collect(), server);
    let printed = report
        .plans
        .first()
        .map(|analyzed| printed_by(analyzed.plan.product));
    if printed.is_some_and(|printed| printed != dialect) {
        return Ok(None);
    }
    let mut tally = Tally::default();
    for finding in report.findings.iter().filter(|finding| finding.node.is_some()) {
        for fix in &finding.fixes {
            let mut alone = finding.clone();
            alone.fixes = vec![fix.clone()];
            let schema = match fixture.schema.is_empty() && dialect == Dialect::PostgreSql {
                true => stand_in(bench, fix, &fixture.plan)?.unwrap_or_default(),
                false => fixture.schema.clone(),
            };
            let (mut stand, refused) = Stand::load(bench, &schema, Texts::Fixtures)?;
            if let Some((statement, said)) = refused.first() {
                tally.unreadable += 1;
                tally.failures.push(Failure {
                    text: name,
                    about: "the schema does not load".to_owned(),
                    said: format!("{statement}\n    → {} {}", said.code, said.message),
                });
                return Ok(Some(tally));
            }
            Trial {
                stand: &mut stand,
                texts: Texts::Fixtures,
                finding: &alone,
            }
            .run(&name, &mut tally)?;
        }
    }
    Ok(Some(tally))
}
