//! All safe fixes of a text at once, on a server.

use rowproof_engine::Report;
use rowproof_engine::findings::Finding;
use rowproof_engine::safe_fixes::{SafeFixes, fix_safely};

use super::stand::Stand;
use super::tally::{Failure, Tally};
use super::{Texts, document, settings};
use crate::server::AskError;

/// Loads the text with its safe fixes made, which the server has to take, and tries the rows of each finding that is fixed: something of
/// them has to be refused. Of the corpus only that it loads, for its schemas are large.
pub(super) fn together(
    stand: &mut Stand<'_>,
    texts: Texts,
    name: &str,
    report: &Report,
    tally: &mut Tally,
) -> Result<(), AskError> {
    let server = stand.bench().server();
    let document = document(name, stand.text());
    let fixes = fix_safely(&document, &settings(server), report, &[]);
    let Some(part) = fixes.document.parts.first().filter(|_| !fixes.made.is_empty()) else {
        return Ok(());
    };
    let mut failures = Vec::new();
    match stand.instead(&part.text, texts)? {
        Some((statement, refused)) => failures.push(Failure {
            text: name.to_owned(),
            about: "all safe fixes at once".to_owned(),
            said: format!("{statement}\n    → {} {}", refused.code, refused.message),
        }),
        None if texts == Texts::Corpus => {}
        None => {
            for finding in accepted_today(&fixes) {
                stand.instead(&part.text, texts)?;
                if !refuses(stand, finding)? {
                    failures.push(Failure {
                        text: name.to_owned(),
                        about: finding.id.clone(),
                        said: "its rows are accepted after all safe fixes".to_owned(),
                    });
                }
            }
        }
    }
    tally.together.count(failures.is_empty());
    tally.failures.extend(failures);
    Ok(())
}

/// The findings that are fixed and have rows.
fn accepted_today<'f>(fixes: &'f SafeFixes<'_>) -> impl Iterator<Item = &'f Finding> {
    let made = fixes.made.iter().copied();
    made.filter(|finding| {
        let rows = finding.counterexample.as_ref();
        rows.is_some_and(|rows| rows.today.is_accepted())
    })
}

fn refuses(stand: &mut Stand<'_>, finding: &Finding) -> Result<bool, AskError> {
    let Some(rows) = &finding.counterexample else {
        return Ok(true);
    };
    let statements: Vec<&str> = rows
        .setup
        .iter()
        .chain(&rows.offending)
        .map(String::as_str)
        .collect();
    Ok(stand.go_on(&statements)?.is_some())
}
