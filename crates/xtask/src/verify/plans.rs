//! Whether plans are read as they are: those of the corpus, the same ones mangled, and one plan of a server in all formats.

use std::time::Instant;

use super::servers;
use crate::error::Result;
use crate::process;
use crate::project::Project;
use crate::report;
use crate::setup::{self, node, postgres};

/// Reads the corpus, and asks PostgreSQL of this machine and PostgreSQL inside Node.js. In CI all of them have to be there. True when
/// everything is read as it is.
///
/// # Errors
/// When a server does not start or something does not build.
pub fn run(project: &Project, all: bool, install: bool) -> Result<bool> {
    report::doing("plans: building the comparison");
    let mut command = servers::program(project, "rowproof-reading")?;
    let start = Instant::now();
    let postgresql = servers::postgresql(install)?;
    if let Some(server) = &postgresql {
        command.arg("--postgresql").arg(server.directory());
    }
    match node::node() {
        Ok(_) => {
            node::packages(project, setup::PGLITE)?;
            command.arg("--pglite").arg(project.path(setup::PGLITE));
        }
        Err(error) if postgres::in_ci() => return Err(error),
        Err(_) => println!("skipped: PostgreSQL inside Node.js, for there is no Node.js here"),
    }
    if let Some(corpus) = servers::corpus(project)? {
        command.arg("--corpus").arg(corpus.join("plans"));
    }
    if all {
        command.arg("--all");
    }
    let status = process::stream(&mut command, |_| ())?;
    println!("({})", report::spoken(start.elapsed()));
    Ok(status.success())
}
