//! Our catalog against the servers' own, over the corpus, our dialect fixtures and random DDL.

use std::time::Instant;

use super::mariadb::MariaDb;
use super::server::Server;
use crate::error::{Result, TaskError};
use crate::process;
use crate::project::Project;
use crate::report;
use crate::setup::{self, mariadb, node, postgres};

/// Our own DDL per dialect.
const FIXTURES: &str = "tests/authority/fixtures";
/// Real schemas and migrations beside the project; not part of it.
const CORPUS: &str = "../shared/corpus";

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
    process::run(
        project
            .cargo()
            .args(["build", "--quiet", "--package", "rowproof-authority"]),
    )?;
    let start = Instant::now();
    let program = project
        .target("debug")
        .join(format!("rowproof-authority{}", std::env::consts::EXE_SUFFIX));
    let mut command = std::process::Command::new(program);
    command
        .current_dir(project.path(""))
        .arg("--sqlite")
        .args(["--cases", &extent.cases.to_string()])
        .args(["--seed", &extent.seed.to_string()]);
    for server in extent.random_on {
        command.args(["--random", server]);
    }
    let postgresql = match postgres::find_or_install(install)? {
        Some(programs) => Some(Server::start(&programs)?),
        None => skipped("PostgreSQL")?,
    };
    if let Some(server) = &postgresql {
        command.arg("--postgresql").arg(server.directory());
    }
    let mariadb = match mariadb::find_or_install(install)? {
        Some(programs) => Some(MariaDb::start(&programs)?),
        None => skipped("MariaDB")?,
    };
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
    let corpus = project.path(CORPUS);
    command.arg(project.path(FIXTURES));
    if corpus.is_dir() {
        command.arg(corpus.join("schemas")).arg("--corpus").arg(&corpus);
    } else {
        println!("skipped: the corpus of real schemas is not beside the project");
    }
    let status = process::stream(&mut command, |_| ())?;
    println!("({})", report::spoken(start.elapsed()));
    Ok(status.success())
}

/// Says that a server is not there, which only in CI is wrong.
fn skipped<T>(what: &str) -> Result<Option<T>> {
    let remedy = "Install it; on Debian and Ubuntu `cargo xtask verify catalog --install` does.";
    if postgres::in_ci() {
        return Err(TaskError::Missing {
            what: what.to_owned(),
            remedy: remedy.to_owned(),
        });
    }
    println!("skipped: no {what} here. {remedy}");
    Ok(None)
}
