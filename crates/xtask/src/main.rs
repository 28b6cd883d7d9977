//! `cargo xtask`: everything the project does with itself. Each task installs what it needs first.

mod bench;
mod build;
mod docs;
mod error;
mod measure;
mod new_rule;
mod process;
mod project;
mod report;
mod serve;
mod setup;
mod test;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use build::Profile;
use error::Result;
use project::Project;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    about = "Set up, serve, build, test, verify, measure"
)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what the other tasks need; they all do it themselves too
    Setup {
        /// Also install PostgreSQL (Debian and Ubuntu)
        #[arg(long)]
        install: bool,
    },
    /// Build the playground, serve it on this machine, build again on every change
    Serve {
        /// The next free port is taken when this one is not free
        #[arg(long, default_value_t = 8080)]
        port: u16,
        /// Small and fast as users get it, slower to build
        #[arg(long)]
        release: bool,
    },
    /// Build the release site into dist/
    Build {
        /// Quick to build, large
        #[arg(long)]
        dev: bool,
    },
    /// Run every check: format, lints, native tests, site, WASM and end-to-end tests in Chromium, proofs on the servers
    Test {
        /// Only these steps
        #[arg(long, value_enum, value_delimiter = ',')]
        only: Vec<test::Step>,
        /// All steps but these
        #[arg(long, value_enum, value_delimiter = ',')]
        skip: Vec<test::Step>,
    },
    /// Print analysis times and file sizes beside their budgets
    Bench {
        /// Only one of the tables
        #[arg(long, value_enum)]
        only: Option<bench::Table>,
    },
    /// Ask real servers whether what we say is true
    Verify {
        /// What to verify; everything when left out
        #[arg(value_enum)]
        subject: Option<Subject>,
        /// Install servers that are missing (Debian and Ubuntu)
        #[arg(long)]
        install: bool,
        /// catalog: how many random DDL sequences to run on every server
        #[arg(long, default_value_t = 300)]
        cases: u32,
        /// catalog: which random sequences
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// catalog, plans: print every disagreement rather than the first ones
        #[arg(long)]
        all: bool,
    },
    /// Measure what the rules are worth, or how long the page makes its reader wait
    Measure {
        /// What to measure
        #[arg(value_enum)]
        subject: measure::Measured,
        /// Name every miss and every wrong proposal; of plans every case
        #[arg(long)]
        list: bool,
        /// Only one kind of constraint, as the table calls it; of plans only cases whose name contains this
        #[arg(long)]
        kind: Option<String>,
    },
    /// Write the files in docs/ that are made from the code
    Docs,
    /// Write the files of a new rule, to be filled
    NewRule {
        /// The rule's code: names the problem, in lower case with hyphens
        code: String,
        /// What the rule looks at
        #[arg(long, default_value = "constraints")]
        group: String,
    },
}

/// What `verify` can look at.
#[derive(Clone, Copy, ValueEnum)]
enum Subject {
    /// Run every fixture's counterexamples and fixes on the server of its dialect
    Proofs,
    /// Run the counterexamples and fixes of every finding on the corpus of real schemas
    Fixes,
    /// Compare our catalog with those of the servers, over real schemas, our dialect fixtures and random DDL
    Catalog,
    /// Read the corpus of plans, whole and mangled, and one plan of the servers in all formats
    Plans,
}

fn main() -> ExitCode {
    match run(Arguments::parse().task) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs a task; false when it ran to its end and found something wrong.
fn run(task: Task) -> Result<bool> {
    let project = Project::find()?;
    match task {
        Task::Setup { install } => setup::everything(&project, install).map(|()| true),
        Task::Serve { port, release } => serve::serve(&project, port, profile(!release)).map(|()| true),
        Task::Build { dev } => {
            let toolbox = setup::Toolbox::ensure(&project)?;
            build::build(&project, &toolbox, profile(dev)).map(|()| true)
        }
        Task::Test { only, skip } => test::test(&project, &only, &skip),
        Task::Bench { only } => bench::bench(&project, only),
        Task::Verify {
            subject,
            install,
            cases,
            seed,
            all,
        } => {
            let extent = verify::Extent {
                cases,
                seed,
                random_on: &[],
                all,
            };
            let chosen = verify::Chosen {
                proofs: matches!(subject, None | Some(Subject::Proofs)),
                fixes: matches!(subject, None | Some(Subject::Fixes)),
                catalog: matches!(subject, None | Some(Subject::Catalog)).then_some(extent),
                plans: matches!(subject, None | Some(Subject::Plans)).then_some(all),
            };
            verify::verify(&project, chosen, install)
        }
        Task::Measure { subject, list, kind } => measure::measure(&project, subject, list, kind.as_deref()),
        Task::Docs => docs::write(&project).map(|()| true),
        Task::NewRule { code, group } => new_rule::new_rule(&project, &code, &group).map(|()| true),
    }
}

fn profile(development: bool) -> Profile {
    if development {
        Profile::Development
    } else {
        Profile::Release
    }
}
