//! Every fixture's counterexamples and fixes, run on a real server.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use super::case::{self, Counterexample, Finding, Fix, Report};
use super::psql::{self, Answer};
use super::server::Server;
use crate::error::{Result, TaskError};
use crate::process::{self, capture};
use crate::project::{self, Project};
use crate::report;

const FIXTURES: &str = "crates/rules/fixtures";
/// What a fix that is only shown is refused with when it names a table the text does not hold.
const UNDEFINED_TABLE: &str = "42P01";

/// How many proofs held.
#[derive(Debug, Default, Clone, Copy)]
pub struct Outcome {
    /// Proofs, accepted counterexamples of findings that are not proven, and other fixes, for which the server agreed.
    pub held: usize,
    /// Those for which it did not, and fixtures it could not load.
    pub failed: usize,
}

/// What is counted apart: claims of proof, and counterexamples without one.
#[derive(Debug, Default)]
struct Counts {
    proofs: usize,
    proofs_held: usize,
    others: usize,
    others_accepted: usize,
    /// Fixes that no proof tries.
    fixes: usize,
    fixes_run: usize,
    unreadable_fixtures: usize,
}

/// Runs them all and prints a line for each that does not hold.
pub fn run(project: &Project, programs: &Path) -> Result<Outcome> {
    report::doing("proofs: building the command line");
    process::run(
        project
            .cargo()
            .args(["build", "--quiet", "--package", "rowproof-cli"]),
    )?;
    let fixtures = fixtures(project);
    report::doing(&format!(
        "proofs: {} fixtures on a throw-away PostgreSQL",
        fixtures.len()
    ));
    let start = Instant::now();
    let server = Server::start(programs)?;
    let mut counts = Counts::default();
    for (number, path) in fixtures.iter().enumerate() {
        check_fixture(project, &server, path, number, &mut counts)?;
    }
    let version = psql::server_version(&server)?;
    println!(
        "{} of {} proofs hold on PostgreSQL {version} ({})",
        counts.proofs_held,
        counts.proofs,
        report::spoken(start.elapsed())
    );
    println!(
        "{} of {} counterexamples without a proof are accepted too",
        counts.others_accepted, counts.others
    );
    println!(
        "{} of {} fixes without a proof run, each as statements, as edited text and as live steps",
        counts.fixes_run, counts.fixes
    );
    let all = counts.proofs + counts.others + counts.fixes;
    let held = counts.proofs_held + counts.others_accepted + counts.fixes_run;
    Ok(Outcome {
        held,
        failed: all - held + counts.unreadable_fixtures,
    })
}

fn fixtures(project: &Project) -> Vec<PathBuf> {
    let mut all = project::files_below(&project.path(FIXTURES));
    all.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("finds_") && name.ends_with(".sql")
    });
    all
}

fn check_fixture(
    project: &Project,
    server: &Server,
    path: &Path,
    number: usize,
    counts: &mut Counts,
) -> Result<()> {
    let text = project::read_text(path)?;
    if case::fixture_dialect(&text) != "postgresql" {
        return Ok(());
    }
    let shown = project.shown(path).to_string();
    let report = report_on(project, path)?;
    let database = psql::database_name(path, number);
    if let Err(message) = psql::load(server, &database, &text)? {
        println!("✗ {shown}\n    PostgreSQL does not load it: {message}");
        counts.unreadable_fixtures += 1;
        return psql::drop_database(server, &database);
    }
    let bench = Bench {
        server,
        database: &database,
        text: &text,
    };
    for finding in &report.findings {
        let tried = |fix: &&Fix| finding.is_proven() && refuses(fix);
        for fix in finding.fixes.iter().filter(|fix| !tried(fix)) {
            let wrong = bench.run_fix(fix)?;
            counts.fixes += 1;
            counts.fixes_run += usize::from(print_wrong(&shown, finding, &wrong));
        }
        let Some(counterexample) = &finding.counterexample else {
            continue;
        };
        if finding.is_proven() {
            let wrong = bench.check_proof(finding, counterexample)?;
            counts.proofs += 1;
            counts.proofs_held += usize::from(print_wrong(&shown, finding, &wrong));
        } else if counterexample.today.verdict == "accepted" {
            let wrong = bench.refused_today(counterexample)?;
            counts.others += 1;
            counts.others_accepted += usize::from(print_wrong(&shown, finding, &wrong));
        }
    }
    psql::drop_database(server, &database)
}

fn report_on(project: &Project, fixture: &Path) -> Result<Report> {
    let program = project
        .target("debug")
        .join(format!("rowproof{}", std::env::consts::EXE_SUFFIX));
    let mut command = Command::new(program);
    // Its exit code says whether there are findings, and there are.
    let output = capture(
        command
            .args(["check", "--dialect", "postgresql", "--format", "json"])
            .arg(fixture),
    )?;
    serde_json::from_slice(&output.stdout).map_err(|source| {
        let said = String::from_utf8_lossy(&output.stderr);
        TaskError::Json {
            what: format!("rowproof check {} {}", fixture.display(), said.trim()),
            source,
        }
    })
}

/// Prints what is wrong with a finding; true when nothing is.
fn print_wrong(fixture: &str, finding: &Finding, wrong: &[String]) -> bool {
    for sentence in wrong {
        println!("✗ {fixture} · {}\n    {sentence}", finding.id);
    }
    wrong.is_empty()
}

/// Whether the mended schema is said to refuse the rows.
fn refuses(fix: &Fix) -> bool {
    fix.after.as_ref().is_some_and(|after| after.verdict == "refused")
}

/// A fixture that is loaded.
struct Bench<'b> {
    server: &'b Server,
    database: &'b str,
    text: &'b str,
}

impl Bench<'_> {
    /// Everything a proven finding claims; the sentences say what is not so.
    fn check_proof(&self, finding: &Finding, counterexample: &Counterexample) -> Result<Vec<String>> {
        let mut wrong = self.refused_today(counterexample)?;
        if !finding.fixes.iter().any(refuses) {
            wrong.push("it calls itself proven, but no fix is said to refuse the rows".to_owned());
        }
        for fix in &finding.fixes {
            let Some(after) = fix.after.as_ref().filter(|after| after.verdict == "refused") else {
                continue;
            };
            let sqlstate = after.sqlstate.as_deref().unwrap_or_default();
            let trial = Trial {
                bench: self,
                counterexample,
                fix,
                sqlstate,
            };
            let found = [trial.statements()?, trial.edited_text()?, trial.live()?];
            wrong.extend(
                found
                    .into_iter()
                    .flatten()
                    .map(|sentence| format!("fix “{}”: {sentence}", fix.title)),
            );
        }
        Ok(wrong)
    }

    /// Every form of a fix has to run, unless it names what the fixture does not hold and says so.
    fn run_fix(&self, fix: &Fix) -> Result<Vec<String>> {
        let mut wrong = Vec::new();
        let live: Vec<&String> = fix.live.iter().map(|step| &step.statement).collect();
        for (what, statements) in [("statements", fix.statements.iter().collect()), ("live", live)] {
            let answers = psql::ask_copy(self.server, self.database, &statements)?;
            let names_another =
                |answer: &&Answer| fix.applicability == "display-only" && answer.sqlstate == UNDEFINED_TABLE;
            let refused = first_refused(&answers).filter(|answer| !names_another(answer));
            wrong.extend(refused.map(|answer| format!("fix “{}”: {what}: {}", fix.title, said(answer))));
        }
        if !fix.edits.is_empty() {
            let database = format!("{}_edited", self.database);
            let loaded = match case::apply(self.text, &fix.edits) {
                Ok(edited) => {
                    psql::load(self.server, &database, &edited)?.map_err(|said| format!("{said}\n{edited}"))
                }
                Err(sentence) => Err(sentence),
            };
            psql::drop_database(self.server, &database)?;
            wrong.extend(
                loaded
                    .err()
                    .map(|said| format!("fix “{}”: edited text: {said}", fix.title)),
            );
        }
        Ok(wrong)
    }

    /// Today's schema has to accept the rows.
    fn refused_today(&self, counterexample: &Counterexample) -> Result<Vec<String>> {
        let rows: Vec<&String> = counterexample
            .setup
            .iter()
            .chain(&counterexample.offending)
            .collect();
        let answers = psql::ask_copy(self.server, self.database, &rows)?;
        Ok(first_refused(&answers)
            .map(|answer| format!("today's schema: {}", said(answer)))
            .into_iter()
            .collect())
    }
}

/// One fix of one finding.
struct Trial<'t> {
    bench: &'t Bench<'t>,
    counterexample: &'t Counterexample,
    fix: &'t Fix,
    sqlstate: &'t str,
}

impl Trial<'_> {
    /// The statements for an empty database, then the rows.
    fn statements(&self) -> Result<Option<String>> {
        if self.fix.statements.is_empty() {
            return Ok(None);
        }
        let mut before: Vec<&String> = self.fix.statements.iter().collect();
        before.extend(&self.counterexample.setup);
        self.judge_copy("statements", before)
    }

    /// The edited text instead of the fixture, then the rows.
    fn edited_text(&self) -> Result<Option<String>> {
        if self.fix.edits.is_empty() {
            return Ok(None);
        }
        let edited = match case::apply(self.bench.text, &self.fix.edits) {
            Ok(edited) => edited,
            Err(sentence) => return Ok(Some(format!("edits: {sentence}"))),
        };
        let database = format!("{}_edited", self.bench.database);
        let verdict = match psql::load(self.bench.server, &database, &edited)? {
            Err(message) => Some(format!(
                "edited text: PostgreSQL does not load it: {message}\n{edited}"
            )),
            Ok(()) => {
                let setup: Vec<&String> = self.counterexample.setup.iter().collect();
                let all = self.with_offending(&setup);
                self.judged(
                    "edited text",
                    setup.len(),
                    &psql::ask(self.bench.server, &database, &all)?,
                )
            }
        };
        psql::drop_database(self.bench.server, &database)?;
        Ok(verdict)
    }

    /// The live migration on a database that has the rows that are fine, each step committed by itself.
    fn live(&self) -> Result<Option<String>> {
        // A step that a person has to write is a comment.
        if self.fix.live.iter().all(|step| step.statement.starts_with("--")) {
            return Ok(None);
        }
        let mut before: Vec<&String> = self.counterexample.setup.iter().collect();
        before.extend(self.fix.live.iter().map(|step| &step.statement));
        self.judge_copy("live", before)
    }

    /// Asks in a copy of the fixture's database.
    fn judge_copy(&self, what: &str, before: Vec<&String>) -> Result<Option<String>> {
        let all = self.with_offending(&before);
        let answers = psql::ask_copy(self.bench.server, self.bench.database, &all)?;
        Ok(self.judged(what, before.len(), &answers))
    }

    fn with_offending<'s>(&'s self, before: &[&'s String]) -> Vec<&'s String> {
        before
            .iter()
            .copied()
            .chain(&self.counterexample.offending)
            .collect()
    }

    /// Everything before the offending statements has to be accepted, and then one of those refused as foretold.
    fn judged(&self, what: &str, before: usize, answers: &[Answer]) -> Option<String> {
        judge(answers, before, self.sqlstate).map(|sentence| format!("{what}: {sentence}"))
    }
}

/// The first `before` answers have to be acceptances, the first refusal after them has to carry the SQLSTATE.
fn judge(answers: &[Answer], before: usize, sqlstate: &str) -> Option<String> {
    match answers.iter().position(|answer| !answer.accepted()) {
        None => Some(format!("nothing was refused, SQLSTATE {sqlstate} was expected")),
        Some(place) => {
            let answer = answers.get(place)?;
            let foretold = place >= before && answer.sqlstate == sqlstate;
            (!foretold).then(|| {
                format!(
                    "{} (SQLSTATE {sqlstate} was expected of an offending row)",
                    said(answer)
                )
            })
        }
    }
}

fn first_refused(answers: &[Answer]) -> Option<&Answer> {
    answers.iter().find(|answer| !answer.accepted())
}

fn said(answer: &Answer) -> String {
    format!(
        "{}\n    → {} {}",
        answer.statement, answer.sqlstate, answer.message
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(states: &[&str]) -> Vec<Answer> {
        let answer = |state: &&str| Answer {
            statement: "insert".to_owned(),
            sqlstate: (*state).to_owned(),
            message: String::new(),
        };
        states.iter().map(answer).collect()
    }

    #[test]
    fn only_the_foretold_refusal_of_an_offending_row_holds() {
        assert_eq!(judge(&answers(&["00000", "00000", "23505"]), 1, "23505"), None);
        assert!(judge(&answers(&["00000", "00000"]), 1, "23505").is_some());
        assert!(judge(&answers(&["23505", "00000"]), 1, "23505").is_some());
        assert!(judge(&answers(&["00000", "23502"]), 1, "23505").is_some());
    }
}
