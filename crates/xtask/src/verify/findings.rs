//! What findings claim, on MariaDB and SQLite for the fixtures, and on all three servers for the corpus.

use std::time::Instant;

use super::proofs::Outcome;
use super::servers;
use crate::error::Result;
use crate::process;
use crate::project::Project;
use crate::report;

const FIXTURES: &str = "crates/rules/fixtures";

/// Every fixture of MySQL and SQLite: it loads, its rows are accepted, its fixes run in every form, its rows are refused.
/// PostgreSQL's own are in [`super::proofs`].
///
/// # Errors
/// When a server does not start or something does not build.
pub fn of_fixtures(project: &Project, install: bool) -> Result<Outcome> {
    report::doing("proofs: the fixtures of MySQL and SQLite");
    let mut command = servers::program(project, "rowproof-proofs")?;
    command
        .arg("--sqlite")
        .arg("--fixtures")
        .arg(project.path(FIXTURES));
    let mariadb = servers::mariadb(install)?;
    if let Some(server) = &mariadb {
        command.arg("--mariadb").arg(server.socket());
    }
    counted(&mut command)
}

/// Every finding on every schema of the corpus; none when it is not there.
///
/// # Errors
/// When a server does not start or something does not build.
pub fn of_corpus(project: &Project, install: bool) -> Result<Option<Outcome>> {
    let Some(corpus) = servers::corpus(project)? else {
        return Ok(None);
    };
    report::doing_for("fixes: every finding on the corpus", "1 min");
    let mut command = servers::program(project, "rowproof-proofs")?;
    let start = Instant::now();
    command
        .arg("--sqlite")
        .arg("--schemas")
        .arg(corpus.join("schemas"));
    let postgresql = servers::postgresql(install)?;
    if let Some(server) = &postgresql {
        command.arg("--postgresql").arg(server.directory());
    }
    let mariadb = servers::mariadb(install)?;
    if let Some(server) = &mariadb {
        command.arg("--mariadb").arg(server.socket());
    }
    let outcome = counted(&mut command)?;
    println!("({})", report::spoken(start.elapsed()));
    Ok(Some(outcome))
}

/// Runs the program, whose last line is `12 passed, 0 failed`.
fn counted(command: &mut std::process::Command) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    let status = process::stream(command, |line| {
        let counts = line
            .strip_suffix(" failed")
            .and_then(|line| line.split_once(" passed, "));
        if let Some((held, failed)) = counts {
            outcome.held = held.parse().unwrap_or(0);
            outcome.failed = failed.parse().unwrap_or(0);
        }
    })?;
    // It may also end before it has counted.
    if !status.success() && outcome.failed == 0 {
        outcome.failed = 1;
    }
    Ok(outcome)
}
