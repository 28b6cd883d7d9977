//! The files of the corpus.

use std::path::{Path, PathBuf};

use rowproof_plan::{ParsedPlans, parse_plan};
use rowproof_source::SourceId;

use super::Count;
use super::invariants;
use crate::server::AskError;

/// Files without a plan, and why.
const EXCEPTIONS: [(&str, &str); 0] = [];

/// What the manual's examples show behind a plan; it is told as not read.
const NO_PART_OF_A_PLAN: [&str; 1] = ["ROLLBACK;"];

/// One file.
pub struct File {
    /// Its name, without the folder.
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// The plans of one server's folder, by name; the list of statements is none.
///
/// # Errors
/// When the folder or a file cannot be read.
pub fn files(folder: &Path) -> Result<Vec<File>, AskError> {
    let unreadable = |path: &Path| {
        let path = path.display().to_string();
        move |source| AskError::File { path, source }
    };
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable(folder))? {
        paths.push(entry.map_err(unreadable(folder))?.path());
    }
    paths.retain(|path| path.extension().is_some_and(|extension| extension != "tsv"));
    paths.sort();
    let read = |path: &PathBuf| {
        Ok(File {
            name: path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
            text: std::fs::read_to_string(path).map_err(unreadable(path))?,
        })
    };
    paths.iter().map(read).collect()
}

/// Every file is read, with every line of it, or is an exception.
pub fn read_all(files: &[File]) -> Count {
    let mut count = Count::default();
    for file in files {
        let exception = EXCEPTIONS.iter().find(|(name, _)| *name == file.name);
        let outcome = match (parse_plan(SourceId(0), &file.text), exception) {
            (Ok(parsed), None) => whole(&parsed),
            (Err(error), None) => Err(error.to_string()),
            (Ok(_), Some((_, reason))) => Err(format!("is read, and yet listed as `{reason}`")),
            (Err(_), Some((_, reason))) => {
                println!("    {} is listed: {reason}", file.name);
                Ok(())
            }
        };
        count.add(outcome.map_err(|what| format!("{}: {what}", file.name)));
    }
    count
}

fn whole(parsed: &ParsedPlans) -> Result<(), String> {
    let mut unread = parsed.plans.iter().flat_map(|plan| &plan.unread_lines);
    match unread.find(|(_, line)| !NO_PART_OF_A_PLAN.contains(&line.as_str())) {
        Some((_, line)) => Err(format!("the line `{line}` was not read")),
        None => Ok(()),
    }
}

/// What holds for every plan of these files.
pub fn hold_invariants(files: &[File]) -> Count {
    let mut count = Count::default();
    for file in files {
        let Ok(parsed) = parse_plan(SourceId(0), &file.text) else {
            continue;
        };
        for plan in &parsed.plans {
            let outcome = invariants::check(&file.text, plan);
            count.add(outcome.map_err(|what| format!("{}: {what}", file.name)));
        }
    }
    count
}

/// Whether the self times of each analysed plan add up; plans without times do not count.
pub fn add_up(files: &[File]) -> Count {
    let mut count = Count::default();
    for file in files {
        let Ok(parsed) = parse_plan(SourceId(0), &file.text) else {
            continue;
        };
        for plan in &parsed.plans {
            if let Some(outcome) = invariants::adds_up(plan) {
                count.add(outcome.map_err(|what| format!("{}: {what}", file.name)));
            }
        }
    }
    count
}
