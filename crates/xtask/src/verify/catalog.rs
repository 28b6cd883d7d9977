//! Our catalog against the servers' own, over the corpus, our dialect fixtures and random DDL.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::server::Server;
use crate::error::Result;
use crate::process;
use crate::project::Project;
use crate::report;

/// Our own DDL per dialect.
const FIXTURES: &str = "tests/authority/fixtures";
/// Real schemas beside the project; not part of it.
const CORPUS: &str = "../shared/corpus/schemas";

/// How far the comparison goes.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    /// Random sequences per server.
    pub cases: u32,
    /// Which ones.
    pub seed: u64,
    /// Print every disagreement.
    pub all: bool,
}

/// Compares; true when nothing differs.
///
/// # Errors
/// When a server does not start or something does not build.
pub fn run(project: &Project, programs: &Path, extent: Extent) -> Result<bool> {
    report::doing("catalog: building the comparison");
    process::run(
        project
            .cargo()
            .args(["build", "--quiet", "--release", "--package", "rowproof-authority"]),
    )?;
    let start = Instant::now();
    let postgresql = Server::start(programs)?;
    let program = project
        .target("release")
        .join(format!("rowproof-authority{}", std::env::consts::EXE_SUFFIX));
    let mut command = std::process::Command::new(program);
    command
        .current_dir(project.path(""))
        .arg("--postgresql")
        .arg(postgresql.directory())
        .arg("--sqlite")
        .args(["--cases", &extent.cases.to_string()])
        .args(["--seed", &extent.seed.to_string()]);
    if extent.all {
        command.arg("--all");
    }
    command.args(texts(project));
    let status = process::stream(&mut command, |_| ())?;
    println!("({})", report::spoken(start.elapsed()));
    Ok(status.success())
}

fn texts(project: &Project) -> Vec<PathBuf> {
    let corpus = project.path(CORPUS);
    let mut texts = vec![project.path(FIXTURES)];
    if corpus.is_dir() {
        texts.push(corpus);
    } else {
        println!("skipped: the corpus of real schemas is not beside the project");
    }
    texts
}
