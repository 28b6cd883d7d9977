//! How the server writes our expressions: it builds scratch tables with our columns and our expressions on them, and is
//! asked what it made of them.

use std::collections::{BTreeMap, BTreeSet};

use super::PostgreSql;
use crate::server::AskError;

/// Schemas of scratch tables start with this.
const SCRATCH: &str = "authority_scratch_";

/// Questions about the tables of one catalog.
#[derive(Default)]
pub struct Questions {
    /// By the relation's schema and name.
    groups: BTreeMap<(String, String), Group>,
    count: usize,
}

#[derive(Default)]
struct Group {
    /// The scratch table's columns; none for domains.
    columns: Option<String>,
    questions: Vec<Question>,
}

/// Something to build, and the query that reads how it is written.
struct Question {
    number: usize,
    build: String,
    read: String,
    /// Our own spelling, for when the server makes nothing of it.
    fallback: String,
}

/// The answers by the number that asking gave.
pub type Answers = BTreeMap<usize, String>;

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A name in quotes.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl Questions {
    /// Asks about a relation. `build` makes a statement and `read` a query of the scratch table's name and a name for the
    /// new thing.
    pub fn ask(
        &mut self,
        (schema, relation): (&str, &str),
        columns: impl FnOnce() -> String,
        fallback: String,
        build: impl FnOnce(&str, &str) -> String,
        read: impl FnOnce(&str, &str) -> String,
    ) -> usize {
        let number = self.count;
        self.count += 1;
        let key = (schema.to_owned(), relation.to_owned());
        let group = self.groups.entry(key).or_default();
        if group.columns.is_none() {
            group.columns = Some(columns());
        }
        let table = format!("{}.{}", quoted(&format!("{SCRATCH}{schema}")), quoted(relation));
        let thing = format!("authority_{number}");
        group.questions.push(Question {
            number,
            build: build(&table, &thing),
            read: read(&literal(&table), &literal(&thing)),
            fallback,
        });
        number
    }

    /// The answers; what the server refuses keeps our spelling.
    pub fn answers(&self, server: &mut PostgreSql, schemas: &BTreeSet<String>) -> Result<Answers, AskError> {
        let mut answers = Answers::new();
        if self.groups.is_empty() {
            return Ok(answers);
        }
        let scratch: BTreeSet<&String> = self.groups.keys().map(|(schema, _)| schema).collect();
        let mut prologue = "savepoint scratch; set local search_path = public".to_owned();
        for schema in schemas
            .iter()
            .filter(|schema| *schema != "public" && !schema.is_empty())
        {
            prologue += &format!(", {}", quoted(schema));
        }
        prologue += ", pg_temp";
        for schema in scratch {
            prologue += &format!("; create schema {}", quoted(&format!("{SCRATCH}{schema}")));
        }
        prologue += ";\n";
        let all: Vec<_> = self.groups.iter().collect();
        if !run(server, &prologue, &all, None, &mut answers)? {
            for group in all {
                let one = [group];
                if run(server, &prologue, &one, None, &mut answers)? {
                    continue;
                }
                for question in &group.1.questions {
                    if !run(server, &prologue, &one, Some(question.number), &mut answers)? {
                        answers.insert(
                            question.number,
                            format!("{} (not understood by the server)", question.fallback),
                        );
                    }
                }
            }
        }
        Ok(answers)
    }
}

/// Builds and reads in one go; false when the server refuses any of it.
fn run(
    server: &mut PostgreSql,
    prologue: &str,
    groups: &[(&(String, String), &Group)],
    only: Option<usize>,
    answers: &mut Answers,
) -> Result<bool, AskError> {
    let mut script = prologue.to_owned();
    let mut reads = Vec::new();
    for ((schema, relation), group) in groups {
        if let Some(columns) = &group.columns {
            let table = format!("{}.{}", quoted(&format!("{SCRATCH}{schema}")), quoted(relation));
            script += &format!("create table {table} ({columns});\n");
        }
        for question in &group.questions {
            if only.is_none_or(|only| only == question.number) {
                script += &format!("{};\n", question.build);
                reads.push(format!("select {}, ({})", question.number, question.read));
            }
        }
    }
    script += "set local search_path = public, pg_temp;\n";
    script += &format!(
        "select json_agg(json_build_array(number, spelling))::text from ({}) answer (number, spelling)",
        reads.join(" union all ")
    );
    let answer = server.connection.run(&script)?;
    server.must("rollback to savepoint scratch; release savepoint scratch")?;
    let Ok(Some(list)) = answer else {
        return Ok(false);
    };
    let list: Vec<(usize, Option<String>)> =
        serde_json::from_str(&list).map_err(|error| AskError::Server {
            server: server.name.clone(),
            message: error.to_string(),
        })?;
    answers.extend(
        list.into_iter()
            .map(|(number, spelling)| (number, spelling.unwrap_or_default())),
    );
    Ok(true)
}
