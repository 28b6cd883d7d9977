//! `rowproof rules`

use std::io::Write;
use std::process::ExitCode;

use rowproof_engine::{RULES, Rule, page};
use serde::Serialize;

use crate::Failure;
use crate::arguments::{DataFormat, RulesArguments};

/// A rule, for programs: the site's pages are made from these.
#[derive(Serialize)]
struct RuleJson {
    code: &'static str,
    title: &'static str,
    group: &'static str,
    severity: &'static str,
    dialects: Vec<&'static str>,
    summary: &'static str,
    markdown: &'static str,
}

pub(crate) fn run(arguments: &RulesArguments, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let wanted = |rule: &&&Rule| arguments.rule.as_ref().is_none_or(|code| code == rule.code);
    let rules: Vec<RuleJson> = RULES.iter().filter(wanted).map(|rule| describe(rule)).collect();
    if rules.is_empty() {
        eprintln!(
            "rowproof: there is no rule `{}`; `rowproof rules` lists them",
            arguments.rule.as_deref().unwrap_or("")
        );
        return Ok(ExitCode::from(2));
    }
    match arguments.format {
        DataFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, &rules)?;
            writeln!(out)?;
        }
        DataFormat::Human if arguments.rule.is_some() => {
            for rule in &rules {
                write!(out, "{}", rule.markdown)?;
            }
        }
        DataFormat::Human => {
            for rule in &rules {
                writeln!(out, "{:30} {:8} {}", rule.code, rule.severity, rule.title)?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn describe(rule: &Rule) -> RuleJson {
    let page = page(rule.code);
    RuleJson {
        code: rule.code,
        title: page.map_or(rule.code, |page| page.title),
        group: page.map_or("", |page| page.group),
        severity: rule.severity.as_str(),
        dialects: rule.dialects.iter().map(|dialect| dialect.code()).collect(),
        summary: page.map_or("", |page| page.summary),
        markdown: page.map_or("", |page| page.markdown),
    }
}
