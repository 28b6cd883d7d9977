//! `cargo xtask measure`: what the rules are worth, and how long the page makes its reader wait, in figures.

use std::process::Command;

use clap::ValueEnum;

use crate::build::{self, Profile};
use crate::error::Result;
use crate::process::{self, run};
use crate::project::Project;
use crate::serve::SiteServer;
use crate::setup::{self, Toolbox, browser, node};
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
    /// Paste large schemas into the site in Chromium and type, at full speed and at a quarter of it: how long until it shows
    Latency,
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
        Measured::Latency => latency(project),
    }
}

/// On the site in `dist/`, which is built when there is none.
fn latency(project: &Project) -> Result<bool> {
    let Some(corpus) = servers::corpus(project)? else {
        return Ok(true);
    };
    let node = node::node()?;
    node::packages(project, setup::END_TO_END)?;
    let browser = browser::browser()?;
    if !project.site().join("index.html").is_file() {
        build::build(project, &Toolbox::ensure(project)?, Profile::Release)?;
    }
    let server = SiteServer::start(&project.site(), 0, "/")?;
    let mut command = Command::new(node);
    command.arg(project.path(setup::END_TO_END).join("latency.mjs"));
    command.env("SITE_URL", server.address()).env("CHROME", browser);
    command.env("SCHEMA", corpus.join("schemas/postgres/lago.sql"));
    Ok(process::stream(&mut command, |_| {})?.success())
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
