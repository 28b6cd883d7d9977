//! `cargo xtask measure`: what the rules are worth, in figures.

use clap::ValueEnum;

use crate::error::Result;
use crate::process::run;
use crate::project::Project;

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Measured {
    /// Take constraints out of real schemas and count which ones the rules propose again
    Recovery,
}

/// Prints the figures.
///
/// # Errors
/// When the program that measures does not build, or the corpus is missing in CI.
pub fn measure(project: &Project, subject: Measured, list: bool, kind: Option<&str>) -> Result<()> {
    let program = match subject {
        Measured::Recovery => "recovery",
    };
    let arguments = [
        "run",
        "--quiet",
        "--package",
        "rowproof-tests",
        "--bin",
        program,
        "--",
    ];
    let mut command = project.cargo();
    command.args(arguments).args(list.then_some("list")).args(kind);
    run(&mut command)
}
