//! `cargo xtask measure`: what the rules are worth, in figures.

use clap::ValueEnum;

use crate::error::Result;
use crate::process::{self, run};
use crate::project::Project;
use crate::verify::servers;

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Measured {
    /// Take constraints out of real schemas and count which ones the rules propose again
    Recovery,
    /// Seed troubles in plans of a real PostgreSQL and count those that are named first; and sound plans that are left alone
    Insights,
    /// Make the advised indexes on real servers and compare them with the best of all
    Advice,
}

/// Prints the figures; true when they reach what was promised, where something was.
///
/// # Errors
/// When the program that measures does not build, or the corpus or a server is missing in CI.
pub fn measure(project: &Project, subject: Measured, list: bool, kind: Option<&str>) -> Result<bool> {
    match subject {
        Measured::Recovery => recovery(project, list, kind).map(|()| true),
        Measured::Insights => on_plans(project, None, list, kind),
        Measured::Advice => on_plans(project, Some("--advice"), list, kind),
    }
}

fn recovery(project: &Project, list: bool, kind: Option<&str>) -> Result<()> {
    let arguments = [
        "run",
        "--quiet",
        "--package",
        "rowproof-tests",
        "--bin",
        "recovery",
        "--",
    ];
    let mut command = project.cargo();
    command.args(arguments).args(list.then_some("list")).args(kind);
    run(&mut command)
}

/// Makes plans on a PostgreSQL server; true also when there is none.
fn on_plans(project: &Project, what: Option<&str>, list: bool, only: Option<&str>) -> Result<bool> {
    let Some(server) = servers::postgresql(false)? else {
        return Ok(true);
    };
    let mut command = servers::program(project, "rowproof-plans")?;
    command.args(what).args(list.then_some("--verbose"));
    command.arg("--postgresql").arg(server.directory());
    let mariadb = match what {
        Some(_) => servers::mariadb(false)?,
        None => None,
    };
    if let Some(server) = &mariadb {
        command.arg("--mariadb").arg(server.socket());
    }
    command.args(what.map(|_| "--sqlite"));
    if let Some(only) = only {
        command.arg("--only").arg(only);
    }
    Ok(process::stream(&mut command, |_| {})?.success())
}
