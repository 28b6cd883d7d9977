//! One finding on a server.

use rowproof_engine::findings::{Applicability, Certainty, Counterexample, Finding, Fix, Verdict};

use super::Texts;
use super::stand::{Refusal, Stand};
use super::tally::{Failure, Tally};
use crate::server::AskError;

/// A finding and the schema it is about.
pub(super) struct Trial<'t, 'b> {
    pub stand: &'t mut Stand<'b>,
    pub texts: Texts,
    pub finding: &'t Finding,
}

/// A way to apply a fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Statements,
    EditedText,
    Live,
}

impl Form {
    const ALL: [Form; 3] = [Form::Statements, Form::EditedText, Form::Live];

    fn name(self) -> &'static str {
        match self {
            Form::Statements => "statements",
            Form::EditedText => "edited text",
            Form::Live => "live",
        }
    }
}

/// What is wrong with a form of a fix.
enum Wrong {
    /// It is only shown, because it refers to a table that the text does not hold.
    Elsewhere,
    /// It does not run.
    Fix(String),
    /// It runs, and leaves another schema than foretold.
    Schema(String),
    /// It runs, and the rows are not treated as foretold.
    Rows(String),
}

impl Trial<'_, '_> {
    /// Tries the rows and every fix, and counts.
    pub(super) fn run(&mut self, text: &str, tally: &mut Tally) -> Result<(), AskError> {
        let finding = self.finding;
        let mut failures = Vec::new();
        if let Some(counterexample) = &finding.counterexample {
            failures.extend(self.today(counterexample)?);
        }
        let mut rows_are_right = failures.is_empty();
        for fix in &finding.fixes {
            let (mut runs, mut elsewhere) = (true, false);
            let forms: Vec<Form> = Form::ALL
                .into_iter()
                .filter(|form| self.takes(fix, *form))
                .collect();
            for form in &forms {
                let said = match self.apply(fix, *form)? {
                    None => continue,
                    Some(Wrong::Elsewhere) => {
                        elsewhere = true;
                        continue;
                    }
                    Some(Wrong::Fix(said) | Wrong::Schema(said)) => {
                        runs = false;
                        said
                    }
                    Some(Wrong::Rows(said)) => said,
                };
                // A fix that does not run shows nothing of the rows it should refuse.
                rows_are_right = false;
                failures.push(format!("fix “{}”, {}: {said}", fix.title, form.name()));
            }
            match (forms.is_empty(), elsewhere) {
                (true, _) => {}
                (false, true) => tally.elsewhere += 1,
                (false, false) => tally.fixes.count(runs),
            }
        }
        if let Some(counterexample) = &finding.counterexample {
            let foretold = |fix: &Fix| matches!(fix.after, Some(Verdict::Refused { .. }));
            if finding.certainty == Certainty::Proven {
                if !finding.fixes.iter().any(foretold) {
                    failures.push("it calls itself proven, but no fix is said to refuse the rows".to_owned());
                    rows_are_right = false;
                }
                tally.proofs.count(rows_are_right);
            } else if counterexample.today.is_accepted() {
                tally.others.count(rows_are_right);
            }
        }
        tally.failures.extend(failures.into_iter().map(|said| Failure {
            text: text.to_owned(),
            about: format!("{} ({})", finding.id, finding.certainty.as_str()),
            said,
        }));
        Ok(())
    }

    /// The schema as it is has to accept the rows, when we say so.
    fn today(&mut self, counterexample: &Counterexample) -> Result<Option<String>, AskError> {
        if !counterexample.today.is_accepted() {
            return Ok(None);
        }
        let rows: Vec<&str> = rows(&counterexample.setup, &counterexample.offending);
        let refused = self.stand.fresh(&rows)?;
        Ok(refused.map(|refusal| format!("today's schema: {}", said(&refusal))))
    }

    /// Whether the fix has the form, and it is tried.
    fn takes(&self, fix: &Fix, form: Form) -> bool {
        match form {
            Form::Statements => !fix.statements.is_empty(),
            Form::EditedText => {
                !fix.edits.is_empty() && (self.texts == Texts::Fixtures || fix.statements.is_empty())
            }
            // Steps that are the statements need no second run.
            Form::Live => !steps(fix).is_empty() && steps(fix) != rows(&fix.statements, &[]),
        }
    }

    fn apply(&mut self, fix: &Fix, form: Form) -> Result<Option<Wrong>, AskError> {
        // Only the extension that plans indexes without making them is not on every server.
        if fix
            .statements
            .iter()
            .any(|statement| statement.contains("hypopg_"))
        {
            return Ok(Some(Wrong::Elsewhere));
        }
        let relation = self.finding.relation.as_deref().unwrap_or_default();
        let whole: Vec<String> = fix
            .statements
            .iter()
            .map(|statement| whole(statement, relation))
            .collect();
        let statements = match form {
            Form::Statements => rows(&whole, &[]),
            Form::Live => steps(fix),
            Form::EditedText => Vec::new(),
        };
        let refused = match form {
            Form::Statements | Form::Live => self.stand.fresh(&statements)?,
            Form::EditedText => match edited(self.stand.text(), fix) {
                Some(text) => self.stand.instead(&text, self.texts)?,
                None => {
                    return Ok(Some(Wrong::Fix(
                        "its edits overlap or are not in the text".to_owned(),
                    )));
                }
            },
        };
        if let Some(refusal) = refused {
            let elsewhere =
                fix.applicability == Applicability::DisplayOnly && self.refers_elsewhere(&refusal)?;
            return Ok(Some(match elsewhere {
                true => Wrong::Elsewhere,
                false => Wrong::Fix(said(&refusal)),
            }));
        }
        // The schemas of the corpus are large, and reading a server's catalogs takes long: there it is enough that fixes run.
        if form != Form::EditedText && self.texts == Texts::Fixtures {
            // What the server writes down of expressions over a column whose type changes is not foretold: decision 0006.
            let changes_type = statements.iter().any(|statement| statement.contains(" TYPE "));
            let differences = self.stand.differences(&statements)?;
            let mut differences = differences
                .iter()
                .filter(|found| !(changes_type && found.about.starts_with("CHECK ")));
            if let Some(first) = differences.next() {
                return Ok(Some(Wrong::Schema(format!(
                    "another schema than foretold: {first}"
                ))));
            }
        }
        let (Some(counterexample), Some(after)) = (&self.finding.counterexample, &fix.after) else {
            return Ok(None);
        };
        let setup = self.stand.go_on(&rows(&counterexample.setup, &[]))?;
        if let Some(refusal) = setup {
            let foretold = matches!(after, Verdict::Undecided(_));
            return Ok((!foretold).then(|| Wrong::Rows(format!("rows that are fine: {}", said(&refusal)))));
        }
        let refused = self.stand.go_on(&rows(&counterexample.offending, &[]))?;
        Ok(self.judge(after, refused).map(Wrong::Rows))
    }

    /// Whether a statement refers to a table that the server does not have.
    fn refers_elsewhere(&mut self, (statement, said): &Refusal) -> Result<bool, AskError> {
        if self.stand.bench().is_missing_table(said) {
            return Ok(true);
        }
        // Of a foreign key MariaDB says no more than that something is wrong.
        let referenced = statement
            .split_once(" REFERENCES ")
            .and_then(|(_, rest)| rest.split_once(" ("));
        match referenced {
            Some((table, _)) => {
                let refused = self.stand.go_on(&[&format!("SELECT * FROM {table} LIMIT 0")])?;
                Ok(refused.is_some())
            }
            None => Ok(false),
        }
    }

    /// What is not as foretold.
    fn judge(&self, after: &Verdict, refused: Option<Refusal>) -> Option<String> {
        match (after, refused) {
            (Verdict::Undecided(_), _) | (Verdict::Accepted, None) => None,
            (Verdict::Accepted, Some(refusal)) => {
                Some(format!("acceptance was foretold: {}", said(&refusal)))
            }
            (Verdict::Refused { sqlstate, .. }, None) => Some(format!(
                "nothing was refused, SQLSTATE {} was foretold",
                sqlstate.code()
            )),
            (Verdict::Refused { sqlstate, .. }, Some(refusal)) => {
                let meant = self.stand.bench().sqlstates(&refusal.1);
                let is_foretold = meant.contains(&sqlstate.code());
                (!is_foretold)
                    .then(|| format!("SQLSTATE {} was foretold: {}", sqlstate.code(), said(&refusal)))
            }
        }
    }
}

/// A query around what replaces a part of one; the comment in front says which part. Parameters are NULL. What people put in
/// where a fix says `<the query>` or `…` is a query or a column.
pub(super) fn whole(statement: &str, relation: &str) -> String {
    let part = statement
        .strip_prefix("/* ")
        .and_then(|rest| rest.split_once(" */ "));
    let Some((place, part)) = part else {
        return filled_in(statement);
    };
    if part == "ROLLBACK" {
        return part.to_owned();
    }
    let mut part = part.replace('?', "NULL");
    for number in 1..=9 {
        part = part.replace(&format!("${number}"), "NULL");
    }
    match place {
        "ORDER BY" => format!("SELECT 1 FROM {relation} ORDER BY {part}"),
        "WHERE" | "in place of NOT IN" => format!("SELECT 1 FROM {relation} WHERE {part}"),
        "one condition more in the subquery" => format!("SELECT 1 FROM {relation} WHERE 1 = 1 {part}"),
        _ => statement.to_owned(),
    }
}

fn filled_in(statement: &str) -> String {
    if let Some((before, _)) = statement.split_once("<the query") {
        return format!("{before}SELECT 1");
    }
    // What is prepared stays with the session otherwise.
    if statement == "EXECUTE the_query (<the values>)" {
        return "EXECUTE the_query; DEALLOCATE the_query".to_owned();
    }
    match statement.strip_suffix("(…)") {
        Some(before) if before.starts_with("WITH ") => format!("{before}(SELECT 1) SELECT 1"),
        _ => statement.replace("SELECT … FROM", "SELECT 1 FROM"),
    }
}

fn rows<'s>(first: &'s [String], then: &'s [String]) -> Vec<&'s str> {
    first.iter().chain(then).map(String::as_str).collect()
}

/// The live steps that are statements; one that a person has to write is a comment.
fn steps(fix: &Fix) -> Vec<&str> {
    let steps = fix.live.iter().map(|step| step.statement.as_str());
    steps.filter(|step| !step.starts_with("--")).collect()
}

fn said((statement, refused): &Refusal) -> String {
    format!("{statement}\n    → {} {}", refused.code, refused.message)
}

/// The text after a fix's edits, which are in order; none when they overlap.
fn edited(text: &str, fix: &Fix) -> Option<String> {
    let mut edited = String::with_capacity(text.len());
    let mut copied = 0;
    for edit in &fix.edits {
        edited.push_str(text.get(copied..edit.span.start as usize)?);
        edited.push_str(&edit.replacement);
        copied = edit.span.end as usize;
    }
    edited.push_str(text.get(copied..)?);
    Some(edited)
}
