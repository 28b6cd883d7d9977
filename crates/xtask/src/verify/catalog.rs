//! Our catalog against the servers' own, over the corpus, our dialect fixtures and random DDL.

use std::time::Instant;

use super::servers;
use crate::error::Result;
use crate::process;
use crate::project::Project;
use crate::report;
use crate::setup::{self, node, postgres};

/// Our own DDL per dialect.
const FIXTURES: &str = "tests/authority/fixtures";

/// How far the comparison goes.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    /// Random sequences per server.
    pub cases: u32,
    /// Which ones.
    pub seed: u64,
    /// The servers that get them, as the comparison's options are called; all when empty.
    pub random_on: &'static [&'static str],
    /// Print every disagreement.
    pub all: bool,
}

/// Compares with every server there is: PostgreSQL and MariaDB of this machine, PostgreSQL inside Node.js, and SQLite,
/// which is built in. In CI all of them have to be there. True when nothing differs.
///
/// # Errors
/// When a server does not start or something does not build.
pub fn run(project: &Project, extent: Extent, install: bool) -> Result<bool> {
    report::doing("catalog: building the comparison");
    let mut command = servers::program(project, "rowproof-authority")?;
    let start = Instant::now();
    command
        .arg("--sqlite")
        .args(["--cases", &extent.cases.to_string()])
        .args(["--seed", &extent.seed.to_string()]);
    for server in extent.random_on {
        command.args(["--random", server]);
    }
    let postgresql = servers::postgresql(install)?;
    if let Some(server) = &postgresql {
        command.arg("--postgresql").arg(server.directory());
    }
    let mariadb = servers::mariadb(install)?;
    if let Some(server) = &mariadb {
        command.arg("--mariadb").arg(server.socket());
    }
    match node::node() {
        Ok(_) => {
            node::packages(project, setup::PGLITE)?;
            command.arg("--pglite").arg(project.path(setup::PGLITE));
        }
        Err(error) if postgres::in_ci() => return Err(error),
        Err(_) => println!("skipped: PostgreSQL inside Node.js, for there is no Node.js here"),
    }
    if extent.all {
        command.arg("--all");
    }
    command.arg(project.path(FIXTURES));
    if let Some(corpus) = servers::corpus(project)? {
        command.arg(corpus.join("schemas")).arg("--corpus").arg(&corpus);
    }
    let status = process::stream(&mut command, |_| ())?;
    println!("({})", report::spoken(start.elapsed()));
    Ok(status.success())
}
