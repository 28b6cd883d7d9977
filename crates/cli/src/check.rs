//! `rowproof check`

use std::io::Write;
use std::process::ExitCode;

use rowproof_engine::{Level, Profile, Report, Settings, analyze, page};
use rowproof_export::json::report_json;
use rowproof_export::{Baseline, RuleHelp, pull_request_markdown, report_github, report_sarif};
use serde::Serialize;

use crate::arguments::{CheckArguments, CheckFormat, FailOn, ServerArguments};
use crate::config::Config;
use crate::{Failure, baseline, human, input};

pub(crate) fn run(arguments: &CheckArguments, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let config = if arguments.no_config {
        Config::default()
    } else {
        Config::load(arguments.config.as_deref(), &arguments.files)?
    };
    let (ignored, files): (Vec<&String>, Vec<&String>) =
        arguments.files.iter().partition(|file| config.ignores(file));
    for file in ignored {
        eprintln!("rowproof: `{file}` is left out: the settings ignore it");
    }
    let report = analyze(
        &input::document(files)?,
        &settings(&config, arguments.server, arguments.profile, &arguments.levels),
    );
    let baseline = known(arguments, &config, &report)?;
    write(arguments.format, &report, baseline.as_ref(), out)?;
    let limit = arguments
        .fail_on
        .or(config.fail_on)
        .unwrap_or(FailOn::Warning)
        .severity();
    let known = baseline.unwrap_or_default();
    let failing = limit.is_some_and(|limit| {
        known
            .new_findings(&report)
            .any(|finding| finding.severity <= limit)
    });
    Ok(ExitCode::from(u8::from(failing)))
}

/// What the command line says, then what the project says.
pub(crate) fn settings(
    config: &Config,
    server: ServerArguments,
    profile: Option<&'static Profile>,
    levels: &[(String, Level)],
) -> Settings {
    // The project's version is that of its own database.
    let own_database = server.dialect.is_none() || server.dialect == config.dialect;
    Settings {
        product: server.dialect.or(config.dialect),
        version: server.server_version.or(config.version.filter(|_| own_database)),
        profile: profile.or(config.profile),
        levels: [&config.levels, levels].concat(),
        thresholds: config.thresholds.clone(),
        words: config.words.clone(),
    }
}

/// The findings that are known; those of this very run when they are to be written down.
fn known(arguments: &CheckArguments, config: &Config, report: &Report) -> Result<Option<Baseline>, Failure> {
    if let Some(path) = &arguments.write_baseline {
        let baseline = Baseline::of(report);
        baseline::write(path, &baseline)?;
        eprintln!(
            "rowproof: wrote {} known findings to `{}`",
            baseline.ids().len(),
            path.display()
        );
        return Ok(Some(baseline));
    }
    let path = arguments.baseline.clone().or_else(|| config.baseline());
    path.map(|path| baseline::read(&path)).transpose()
}

fn write(
    format: CheckFormat,
    report: &Report,
    baseline: Option<&Baseline>,
    out: &mut impl Write,
) -> Result<(), Failure> {
    match format {
        CheckFormat::Human => human::write_report(out, report, baseline)?,
        CheckFormat::Markdown => out.write_all(pull_request_markdown(report, baseline).as_bytes())?,
        CheckFormat::Github => out.write_all(report_github(report, baseline).as_bytes())?,
        CheckFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, &Compared::new(report, baseline))?;
            writeln!(out)?;
        }
        CheckFormat::Sarif => {
            serde_json::to_writer_pretty(&mut *out, &report_sarif(report, baseline, help))?;
            writeln!(out)?;
        }
    }
    Ok(())
}

/// A report in the shape that every output shares, and how it stands to a baseline when there is one.
#[derive(Serialize)]
struct Compared<'r> {
    #[serde(flatten)]
    report: rowproof_export::json::model::Report,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<Comparison<'r>>,
}

#[derive(Serialize)]
struct Comparison<'r> {
    /// Ids of findings that speak for themselves and are known.
    known: Vec<&'r str>,
    /// Ids that are known and no longer found.
    stale: Vec<&'r str>,
}

impl<'r> Compared<'r> {
    fn new(report: &'r Report, baseline: Option<&'r Baseline>) -> Self {
        let compare = |baseline: &'r Baseline| {
            let known = report
                .visible_findings()
                .filter(|finding| baseline.knows(finding));
            Comparison {
                known: known.map(|finding| finding.id.as_str()).collect(),
                stale: baseline.stale(report),
            }
        };
        Self {
            report: report_json(report),
            baseline: baseline.map(compare),
        }
    }
}

fn help(rule: &str) -> RuleHelp {
    page(rule).map_or(RuleHelp::default(), |page| RuleHelp {
        summary: page.summary,
        markdown: page.markdown,
    })
}
