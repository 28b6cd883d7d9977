//! The servers of a verification, the program that asks them, and the schemas it asks about.

use std::path::PathBuf;
use std::process::Command;

use super::mariadb::MariaDb;
use super::server::Server;
use crate::error::{Result, TaskError};
use crate::process;
use crate::project::Project;
use crate::setup::{mariadb, postgres};

/// Real schemas and migrations beside the project; not part of it.
const CORPUS: &str = "../shared/corpus";

/// Builds one of the programs of `tests/authority`.
///
/// # Errors
/// When it does not build.
pub fn program(project: &Project, name: &str) -> Result<Command> {
    process::run(
        project
            .cargo()
            .args(["build", "--quiet", "--package", "rowproof-authority"]),
    )?;
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let mut command = Command::new(project.target("debug").join(file));
    command.current_dir(project.path(""));
    Ok(command)
}

/// PostgreSQL, when it is here; in CI it has to be.
///
/// # Errors
/// When it does not start, or is not there in CI.
pub fn postgresql(install: bool) -> Result<Option<Server>> {
    match postgres::find_or_install(install)? {
        Some(programs) => Server::start(&programs).map(Some),
        None => skipped("PostgreSQL"),
    }
}

/// MariaDB, when it is here; in CI it has to be.
///
/// # Errors
/// When it does not start, or is not there in CI.
pub fn mariadb(install: bool) -> Result<Option<MariaDb>> {
    match mariadb::find_or_install(install)? {
        Some(programs) => MariaDb::start(&programs).map(Some),
        None => skipped("MariaDB"),
    }
}

/// The corpus, when it is beside the project; in CI it has to be.
///
/// # Errors
/// When it is not there in CI.
pub fn corpus(project: &Project) -> Result<Option<PathBuf>> {
    let corpus = project.path(CORPUS);
    if corpus.is_dir() {
        return Ok(Some(corpus));
    }
    if postgres::in_ci() {
        return Err(TaskError::Missing {
            what: "The corpus of real schemas".to_owned(),
            remedy: format!("In CI it has to be at {CORPUS}."),
        });
    }
    println!("skipped: the corpus of real schemas is not beside the project");
    Ok(None)
}

/// Says that a server is not there, which only in CI is wrong.
fn skipped<T>(what: &str) -> Result<Option<T>> {
    let remedy = "Install it; on Debian and Ubuntu `cargo xtask verify --install` does.";
    if postgres::in_ci() {
        return Err(TaskError::Missing {
            what: what.to_owned(),
            remedy: remedy.to_owned(),
        });
    }
    println!("skipped: no {what} here. {remedy}");
    Ok(None)
}
