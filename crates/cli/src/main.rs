//! `rowproof`: the engine on the command line, for CI, documentation builds and quick checks.
//!
//! At the edge, beside the WebAssembly module. Reads files or standard input, prints a report; decides nothing.

mod arguments;
mod baseline;
mod catalog;
mod check;
mod config;
mod encoding;
mod fix;
mod human;
mod input;
mod profiles;
mod rows;
mod rules;

use std::io::{self, Write};
use std::process::ExitCode;
use std::thread;

use clap::Parser;
use rowproof_engine::{Settings, analyze};
use rowproof_export::json::report_json;
use rowproof_export::{explain_markdown, silence_markdown};

use arguments::{Arguments, Command, ExplainArguments, ReportFormat};

/// Room for deeply nested input: readers bound their depth, and this is far above the bound.
const STACK_BYTES: usize = 256 * 1024 * 1024;

/// Why the command could not do its work.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("cannot read `{path}`: {error}")]
    Read { path: String, error: io::Error },
    #[error("`{path}` {kind}")]
    NotText { path: String, kind: encoding::NotText },
    #[error("`{path}`:{error}")]
    Config {
        path: String,
        error: config::ConfigError,
    },
    #[error("cannot read the baseline `{path}`: {error}; `rowproof check --write-baseline {path}` writes it")]
    ReadBaseline { path: String, error: io::Error },
    #[error("`{path}` is no baseline: {problem}; `rowproof check --write-baseline {path}` writes it anew")]
    Baseline { path: String, problem: String },
    #[error("cannot write `{path}`: {error}")]
    WriteFile { path: String, error: io::Error },
    #[error(
        "`{0}` cannot be written back: only files in UTF-8 can; leave --write out and apply the difference"
    )]
    NotWritten(String),
    #[error("cannot write the output: {0}")]
    Write(#[from] io::Error),
    #[error("cannot write JSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error("there is no plan in `{0}`; `rowproof explain` reads the output of EXPLAIN")]
    NoPlan(String),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let worker = thread::Builder::new()
        .stack_size(STACK_BYTES)
        .spawn(move || run(&arguments));
    let outcome = match worker.map(thread::JoinHandle::join) {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => return ExitCode::from(101),
        Err(error) => Err(Failure::Write(error)),
    };
    match outcome {
        Ok(code) => code,
        // A closed pipe (`rowproof … | head`) is no error of ours.
        Err(Failure::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("rowproof: {failure}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let mut out = io::stdout().lock();
    match &arguments.command {
        Command::Check(arguments) => check::run(arguments, &mut out),
        Command::Fix(arguments) => fix::run(arguments, &mut out),
        Command::Catalog(arguments) => catalog::run(arguments, &mut out),
        Command::Rows(arguments) => rows::run(arguments, &mut out),
        Command::Explain(explain) => run_explain(explain, &mut out),
        Command::Rules(arguments) => rules::run(arguments, &mut out),
        Command::Profiles => profiles::run(&mut out),
        Command::ConfigSchema => {
            out.write_all(config::schema().as_bytes())?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn run_explain(arguments: &ExplainArguments, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let document = input::document(&arguments.files)?;
    let report = analyze(&document, &Settings::default());
    if report.plans.is_empty() {
        if let Some(error) = report.parts.iter().flat_map(|part| &part.errors).next() {
            eprintln!("rowproof: {}", error.message);
        }
        let names: Vec<&str> = report.parts.iter().map(|part| part.source.name()).collect();
        return Err(Failure::NoPlan(names.join("`, `")));
    }
    match arguments.format {
        ReportFormat::Human => human::write_plans(out, &report, arguments.why_silent)?,
        ReportFormat::Markdown => {
            out.write_all(explain_markdown(&report).as_bytes())?;
            if arguments.why_silent {
                out.write_all(silence_markdown(&report).as_bytes())?;
            }
        }
        ReportFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, &report_json(&report))?;
            writeln!(out)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
