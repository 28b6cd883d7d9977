//! `rowproof fix`

use std::fs;
use std::io::Write;
use std::process::ExitCode;

use rowproof_engine::safe_fixes::{SafeFixes, fix_safely};
use rowproof_engine::{Report, analyze};
use rowproof_export::unified_difference;

use crate::arguments::FixArguments;
use crate::check::settings;
use crate::config::Config;
use crate::{Failure, input};

pub(crate) fn run(arguments: &FixArguments, out: &mut impl Write) -> Result<ExitCode, Failure> {
    let config = Config::load(None, &arguments.files)?;
    let settings = settings(&config, arguments.server, arguments.profile, &[]);
    let files = arguments.files.iter().filter(|file| !config.ignores(file));
    let document = input::document(files)?;
    let report = analyze(&document, &settings);
    let fixes = fix_safely(&document, &settings, &report, &[]);
    if arguments.write {
        let parts = document.parts.iter().zip(&fixes.document.parts);
        for (old, new) in parts.filter(|(old, new)| old.text != new.text) {
            write_back(&old.name, &old.text, &new.text)?;
        }
    } else {
        out.write_all(unified_difference(&report, &fixes).as_bytes())?;
    }
    say(&report, &fixes, arguments.write);
    Ok(ExitCode::SUCCESS)
}

/// Writes a text into the file it was read from; never over something else that stands there.
fn write_back(path: &str, old: &str, new: &str) -> Result<(), Failure> {
    let is_as_read = fs::read(path).is_ok_and(|bytes| bytes == old.as_bytes());
    if !is_as_read {
        return Err(Failure::NotWritten(path.to_owned()));
    }
    fs::write(path, new).map_err(|error| Failure::WriteFile {
        path: path.to_owned(),
        error,
    })
}

/// Says what is fixed and what is not, and why, beside the output.
fn say(report: &Report, fixes: &SafeFixes<'_>, written: bool) {
    let done = if written { "fixed" } else { "would be fixed" };
    eprintln!("rowproof: {} {done}", findings(fixes.made.len()));
    for (why, left_out) in fixes.reasons() {
        eprintln!("rowproof: {} left out: {why}", findings(left_out.len()));
    }
    for finding in fixes.arose(report) {
        eprintln!("rowproof: comes up then: {}", finding.message);
    }
}

fn findings(count: usize) -> String {
    match count {
        1 => "1 finding".to_owned(),
        count => format!("{count} findings"),
    }
}
