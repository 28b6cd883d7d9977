//! Scripts for psql, and what it said to each statement.

use std::fmt::Write as _;
use std::path::Path;

use super::server::Server;
use crate::error::Result;
use crate::process::capture;
use crate::project;

/// Stands before every answer in psql's output.
const MARK: &str = "rowproof-answer";
/// PostgreSQL's code for "no error".
const ACCEPTED: &str = "00000";

/// What the server said to a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The statement, without its semicolon.
    pub statement: String,
    /// Five characters; `00000` when accepted.
    pub sqlstate: String,
    /// The server's message; empty when accepted.
    pub message: String,
}

impl Answer {
    /// Was the statement accepted?
    pub fn accepted(&self) -> bool {
        self.sqlstate == ACCEPTED
    }
}

/// Loads a file into a new database, stopping at the first error.
///
/// # Errors
/// When psql cannot be run.
pub fn load(server: &Server, database: &str, text: &str) -> Result<std::result::Result<(), String>> {
    create(server, database, "template0")?;
    let file = server.directory().join(format!("{database}.sql"));
    project::write(&file, text)?;
    let mut psql = server.psql(database);
    let output = capture(
        psql.args(["-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=verbose", "-f"])
            .arg(&file),
    )?;
    if output.status.success() {
        return Ok(Ok(()));
    }
    let printed = String::from_utf8_lossy(&output.stderr);
    let error = printed
        .lines()
        .find(|line| line.contains("ERROR:"))
        .unwrap_or(&printed);
    Ok(Err(error
        .rsplit_once("ERROR:")
        .map_or(error, |(_, message)| message)
        .trim()
        .to_owned()))
}

/// Runs statements one by one, each committed by itself, in a copy of a database that is dropped afterwards.
/// The answers are as many as the statements and in their order.
///
/// # Errors
/// When psql cannot be run.
pub fn ask_copy(server: &Server, template: &str, statements: &[&String]) -> Result<Vec<Answer>> {
    let copy = format!("{template}_copy");
    let before = format!("create database {copy} template {template};\n\\connect {copy}\n");
    let after = format!("\\connect postgres\ndrop database {copy};\n");
    ask_in(
        server,
        "postgres",
        &format!("{before}{}{after}", script(statements)),
        statements,
    )
}

/// The same in the database itself, for one that is not needed afterwards.
///
/// # Errors
/// When psql cannot be run.
pub fn ask(server: &Server, database: &str, statements: &[&String]) -> Result<Vec<Answer>> {
    ask_in(server, database, &script(statements), statements)
}

fn ask_in(server: &Server, database: &str, script: &str, statements: &[&String]) -> Result<Vec<Answer>> {
    let file = server.directory().join("statements.sql");
    project::write(&file, script)?;
    let output = capture(server.psql(database).arg("-f").arg(&file))?;
    Ok(answers(&String::from_utf8_lossy(&output.stdout), statements))
}

/// Drops a database; one that is not there is fine.
///
/// # Errors
/// When psql cannot be run.
pub fn drop_database(server: &Server, database: &str) -> Result<()> {
    let statement = format!("drop database if exists {database}");
    capture(server.psql("postgres").args(["-c", &statement])).map(|_| ())
}

/// What the server calls itself: `15.20`.
///
/// # Errors
/// When psql cannot be run.
pub fn server_version(server: &Server) -> Result<String> {
    let output = capture(server.psql("postgres").args(["-c", "show server_version"]))?;
    let version = String::from_utf8_lossy(&output.stdout);
    Ok(version.split_whitespace().next().unwrap_or_default().to_owned())
}

fn create(server: &Server, database: &str, template: &str) -> Result<()> {
    let statement = format!("create database {database} template {template}");
    capture(server.psql("postgres").args(["-c", &statement])).map(|_| ())
}

/// One session for all statements, because starting psql takes longer than they do.
fn script(statements: &[&String]) -> String {
    let mut script = String::new();
    for statement in statements {
        // The semicolon stands on a line of its own: the statement may end in a comment.
        let _ = write!(
            script,
            "{statement}\n;\n\\echo {MARK} :SQLSTATE :LAST_ERROR_MESSAGE\n"
        );
        // psql keeps the last message for ever; the next statement may be accepted.
        script.push_str("\\set LAST_ERROR_MESSAGE ''\n");
    }
    script
}

fn answers(output: &str, statements: &[&String]) -> Vec<Answer> {
    let mut printed = output
        .lines()
        .filter_map(|line| line.strip_prefix(MARK))
        .map(str::trim);
    statements
        .iter()
        .map(|statement| {
            // No answer at all: psql lost the server or never reached the database.
            let (sqlstate, message) = match printed.next() {
                Some(answer) => answer.split_once(' ').unwrap_or((answer, "")),
                None => ("", "psql gave no answer"),
            };
            let accepted = sqlstate == ACCEPTED;
            let message = if accepted {
                String::new()
            } else {
                message.to_owned()
            };
            Answer {
                statement: (*statement).clone(),
                sqlstate: sqlstate.to_owned(),
                message,
            }
        })
        .collect()
}

/// A database name made of a path: letters, digits and underscores, short enough for PostgreSQL.
pub fn database_name(path: &Path, number: usize) -> String {
    let stem = path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    let plain: String = stem
        .chars()
        .filter(|character| character.is_ascii_alphanumeric())
        .take(30)
        .collect();
    format!("f{number}_{plain}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_matched_to_statements() {
        let statements = [
            "insert 1".to_owned(),
            "insert 2".to_owned(),
            "insert 3".to_owned(),
        ];
        let statements: Vec<&String> = statements.iter().collect();
        let output = "1\nrowproof-answer 00000 \nrowproof-answer 23505 duplicate key\nmore of it\n";
        let found = answers(output, &statements);
        assert!(found[0].accepted());
        assert_eq!(
            (found[1].sqlstate.as_str(), found[1].message.as_str()),
            ("23505", "duplicate key")
        );
        assert!(!found[2].accepted());
    }
}
