//! `cargo xtask verify`: asking real servers whether what Rowproof says is true.

mod case;
mod proofs;
mod psql;
mod server;

use std::path::Path;

use crate::error::{Result, TaskError};
use crate::project::Project;
use crate::setup::postgres;
use proofs::Outcome;

/// Runs every verification; true when everything holds.
///
/// # Errors
/// When there is no PostgreSQL, or it does not start.
pub fn verify(project: &Project, install: bool) -> Result<bool> {
    let programs = postgres::find_or_install(install)?.ok_or_else(|| TaskError::Missing {
        what: "PostgreSQL".to_owned(),
        remedy: "Install it (on Debian and Ubuntu `--install` does), with initdb and psql in PATH."
            .to_owned(),
    })?;
    Ok(proofs(project, &programs)?.failed == 0)
}

/// Runs every fixture's counterexamples and fixes on a throw-away PostgreSQL.
///
/// # Errors
/// When the command line does not build or the server does not start.
pub fn proofs(project: &Project, programs: &Path) -> Result<Outcome> {
    proofs::run(project, programs)
}
