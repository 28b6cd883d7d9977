//! `cargo xtask test`: every check, in the order of what is quick to fail.

use std::time::{Duration, Instant};

use clap::ValueEnum;

use crate::build::{self, Profile};
use crate::error::{Result, TaskError};
use crate::process::{run, stream};
use crate::project::{self, Project};
use crate::report::{self, spoken};
use crate::serve::SiteServer;
use crate::setup::{self, Toolbox, browser, node};
use crate::verify;

/// One of the checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// cargo fmt --check
    Fmt,
    /// cargo clippy, warnings are errors
    Clippy,
    /// cargo test
    Native,
    /// The release site with its own checks
    Build,
    /// The engine's tests in Chromium
    Wasm,
    /// The page's tests in Chromium
    E2e,
    /// The fixtures' counterexamples and fixes on PostgreSQL, MariaDB and SQLite
    Verify,
    /// Counterexamples and fixes of every finding on the corpus, on the same servers
    Fixes,
    /// The catalog against PostgreSQL, MariaDB and SQLite
    Catalog,
    /// The plans of the corpus, whole and mangled, and those of PostgreSQL in all formats
    Plans,
}

impl Step {
    fn title(self) -> &'static str {
        match self {
            Self::Fmt => "format",
            Self::Clippy => "lints",
            Self::Native => "native tests",
            Self::Build => "release site",
            Self::Wasm => "WASM tests in Chromium",
            Self::E2e => "end-to-end tests in Chromium",
            Self::Verify => "proofs on the servers",
            Self::Fixes => "fixes on the corpus",
            Self::Catalog => "catalog on the servers",
            Self::Plans => "reading of plans",
        }
    }

    fn run(self, project: &Project) -> Result<Tally> {
        match self {
            Self::Fmt => run(project.cargo().args(["fmt", "--all", "--check"])).map(|()| Tally::ONE),
            Self::Clippy => run(project.cargo().args([
                "clippy",
                "--quiet",
                "--workspace",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ]))
            .map(|()| Tally::ONE),
            Self::Native => {
                counted(
                    project
                        .cargo()
                        .args(["test", "--quiet", "--workspace", "--no-fail-fast"]),
                )
            }
            Self::Build => {
                build::build(project, &Toolbox::ensure(project)?, Profile::Release).map(|()| Tally::ONE)
            }
            Self::Wasm => wasm_tests(project),
            Self::E2e => end_to_end_tests(project),
            Self::Verify => proofs(project),
            Self::Fixes => fixes(project),
            Self::Catalog => catalog(project),
            Self::Plans => plans(project),
        }
    }
}

/// How many checks went which way.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Tally {
    passed: usize,
    failed: usize,
    skipped: bool,
}

impl Tally {
    const ONE: Self = Self {
        passed: 1,
        failed: 0,
        skipped: false,
    };
    const SKIPPED: Self = Self {
        passed: 0,
        failed: 0,
        skipped: true,
    };
}

/// Runs the steps, all of them even when one fails; true when nothing failed.
///
/// # Errors
/// Never by a step: those are counted.
pub fn test(project: &Project, only: &[Step], skip: &[Step]) -> Result<bool> {
    let chosen = |step: &Step| (only.is_empty() || only.contains(step)) && !skip.contains(step);
    let mut results: Vec<(Step, Tally, Duration)> = Vec::new();
    for step in Step::value_variants().iter().copied().filter(chosen) {
        report::heading(step.title());
        let start = Instant::now();
        let tally = step.run(project).unwrap_or_else(|error| {
            eprintln!("error: {error}");
            Tally {
                passed: 0,
                failed: 1,
                skipped: false,
            }
        });
        results.push((step, tally, start.elapsed()));
    }
    report::heading("result");
    for (step, tally, time) in &results {
        println!("{:<30} {:<24} {}", step.title(), outcome(*tally), spoken(*time));
    }
    let passed: usize = results.iter().map(|(_, tally, _)| tally.passed).sum();
    let failed: usize = results.iter().map(|(_, tally, _)| tally.failed).sum();
    println!("{passed} passed, {failed} failed");
    Ok(failed == 0)
}

fn outcome(tally: Tally) -> String {
    match tally {
        Tally { skipped: true, .. } => "skipped".to_owned(),
        Tally { passed, failed, .. } => format!("{passed} passed, {failed} failed"),
    }
}

/// Runs a program that prints how many tests passed and failed, and adds those up.
fn counted(command: &mut std::process::Command) -> Result<Tally> {
    let mut tally = Tally::default();
    let status = stream(command, |line| {
        if let Some((passed, failed)) = counts(line) {
            tally.passed += passed;
            tally.failed += failed;
        }
    })?;
    // It may also end before or after its tests: they do not compile, or the browser is gone.
    if !status.success() && tally.failed == 0 {
        tally.failed = 1;
    }
    Ok(tally)
}

/// Reads `test result: ok. 12 passed; 0 failed; …` and `12 passed, 0 failed`.
fn counts(line: &str) -> Option<(usize, usize)> {
    let line = line
        .strip_prefix("test result: ")
        .map_or(Some(line), |rest| Some(rest.split_once(". ")?.1))?;
    let mut words = line.split([' ', ',', ';']).filter(|word| !word.is_empty());
    let passed = words.next()?.parse().ok()?;
    let failed = words.nth(1)?.parse().ok()?;
    (words.next()? == "failed").then_some((passed, failed))
}

fn wasm_tests(project: &Project) -> Result<Tally> {
    let toolbox = Toolbox::ensure(project)?;
    let (browser, driver) = (browser::browser()?, browser::driver()?);
    let capabilities = serde_json::json!({
        "goog:chromeOptions": { "binary": browser, "args": browser::FLAGS }
    });
    let capabilities_file = project.target("wasm/webdriver.json");
    project::write(&capabilities_file, capabilities.to_string())?;
    counted(
        toolbox
            .cargo(project)
            .args([
                "test",
                "--package",
                "rowproof-wasm",
                "--target",
                "wasm32-unknown-unknown",
            ])
            .args(["--no-fail-fast", "--tests"])
            .env(
                "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
                "wasm-bindgen-test-runner",
            )
            .env("CHROMEDRIVER", driver)
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &capabilities_file)
            .env("WASM_BINDGEN_TEST_TIMEOUT", "120"),
    )
}

fn end_to_end_tests(project: &Project) -> Result<Tally> {
    let node = node::node()?;
    node::packages(project, setup::END_TO_END)?;
    let browser = browser::browser()?;
    if !project.site().join("index.html").is_file() {
        build::build(project, &Toolbox::ensure(project)?, Profile::Release)?;
    }
    // Below a path of its own, as a project's pages are hosted: absolute URLs would be noticed.
    let program = build::command_line(project, Profile::Release)?;
    let server = SiteServer::start(&project.site(), 0, "/some/path/")?;
    let mut command = std::process::Command::new(node);
    command.arg(project.path(setup::END_TO_END).join("run.mjs"));
    counted(
        command
            .env("SITE_URL", server.address())
            .env("CHROME", browser)
            .env("ROWPROOF", program),
    )
}

/// Random sequences of the step, few enough for a minute; `cargo xtask verify catalog` runs more, and on PostgreSQL 18 too
/// (docs/decisions/0006).
const RANDOM: verify::Extent = verify::Extent {
    cases: 60,
    seed: 4,
    random_on: &["postgresql", "mariadb", "sqlite"],
    all: false,
};

fn catalog(project: &Project) -> Result<Tally> {
    match verify::catalog(project, RANDOM, false)? {
        true => Ok(Tally::ONE),
        false => Err(TaskError::Check("our catalog is not the servers'".to_owned())),
    }
}

fn plans(project: &Project) -> Result<Tally> {
    match verify::plans(project, false, false)? {
        true => Ok(Tally::ONE),
        false => Err(TaskError::Check("plans are not read as they are".to_owned())),
    }
}

fn proofs(project: &Project) -> Result<Tally> {
    let outcome = verify::proofs(project, false)?;
    Ok(Tally {
        passed: outcome.held,
        failed: outcome.failed,
        skipped: false,
    })
}

fn fixes(project: &Project) -> Result<Tally> {
    let outcome = verify::fixes(project, false)?;
    Ok(outcome.map_or(Tally::SKIPPED, |outcome| Tally {
        passed: outcome.held,
        failed: outcome.failed,
        skipped: false,
    }))
}

#[cfg(test)]
mod tests {
    use super::counts;

    #[test]
    fn reads_both_kinds_of_result_lines() {
        let libtest = "test result: FAILED. 12 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(counts(libtest), Some((12, 3)));
        assert_eq!(counts("7 passed, 0 failed"), Some((7, 0)));
        assert_eq!(counts("running 7 tests"), None);
        assert_eq!(counts("7 of 9 files"), None);
    }
}
