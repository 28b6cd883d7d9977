//! What findings claim, on the servers: of the fixtures and of the corpus.

use std::path::Path;
use std::time::Instant;

use super::servers;
use crate::build::examples;
use crate::error::Result;
use crate::process;
use crate::project::{self, Project};
use crate::report;

const FIXTURES: &str = "crates/rules/fixtures";
/// Schemas with sample rows beside them, a folder for each dialect.
const ROWS: &str = "tests/authority/rows";

/// How many claims held: proofs, the rows of findings that are not proven, and fixes.
#[derive(Debug, Default, Clone, Copy)]
pub struct Outcome {
    /// Those for which the server agreed.
    pub held: usize,
    /// Those for which it did not, and texts it could not load.
    pub failed: usize,
}

impl std::ops::Add for Outcome {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            held: self.held + other.held,
            failed: self.failed + other.failed,
        }
    }
}

/// Every fixture on the server of its dialect: it loads, its rows are accepted, its fixes run in every form and leave the schema
/// that is foretold, its rows are refused.
///
/// # Errors
/// When a server does not start or something does not build.
pub fn of_fixtures(project: &Project, install: bool) -> Result<Outcome> {
    report::doing_for("proofs: every fixture on the server of its dialect", "1 min");
    let folder = project.path(FIXTURES);
    on_servers(project, install, "--fixtures", &folder)
}

/// Every finding on the gallery's examples, broken and fixed: each loads on a real server, the fixed ones too.
///
/// # Errors
/// When a server does not start or something does not build.
pub fn of_examples(project: &Project, install: bool) -> Result<Outcome> {
    report::doing("proofs: the gallery's examples, broken and fixed");
    let folder = project.target("examples");
    project::remove_directory(&folder)?;
    for (slug, database) in examples::names(project)? {
        for version in examples::VERSIONS {
            let mut script = String::new();
            for file in examples::files(project, &slug, version)? {
                // Plans are what a server printed.
                if file.extension().is_some_and(|ending| ending == "sql") {
                    script += &project::read_text(&file)?;
                }
            }
            if !script.is_empty() {
                let name = format!("{}/{slug}-{version}.sql", database.to_ascii_lowercase());
                project::write(&folder.join(name), script)?;
            }
        }
    }
    on_servers(project, install, "--schemas", &folder)
}

/// Every sample row: the server refuses those that are said to be refused, for that reason, and takes the others.
///
/// # Errors
/// When a server does not start or something does not build.
pub fn of_rows(project: &Project, install: bool) -> Result<Outcome> {
    report::doing("proofs: sample rows, one by one");
    on_servers(project, install, "--rows", &project.path(ROWS))
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
    on_servers(project, install, "--schemas", &corpus.join("schemas")).map(Some)
}

/// Tries what is found in the texts of a folder.
fn on_servers(project: &Project, install: bool, texts: &str, folder: &Path) -> Result<Outcome> {
    let mut command = servers::program(project, "rowproof-proofs")?;
    let start = Instant::now();
    command.arg("--sqlite").arg(texts).arg(folder);
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
    Ok(outcome)
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
