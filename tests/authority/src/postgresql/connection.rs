//! A PostgreSQL server that answers in text: over its socket, or inside Node.js.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use postgres::{Client, NoTls, SimpleQueryMessage};
use serde_json::{Value, json};

use crate::server::{AskError, Refused};

/// What a server says to statements: the first column of its last row, or that it refuses.
pub type Answer = Result<Option<String>, Refused>;

/// One session.
pub trait Connection {
    /// Runs statements, separated by semicolons, until one is refused.
    ///
    /// # Errors
    /// When the server fails.
    fn run(&mut self, statements: &str) -> Result<Answer, AskError>;

    /// A session in a database that is empty for certain.
    ///
    /// # Errors
    /// When the server fails.
    fn renew(&mut self) -> Result<(), AskError>;
}

/// A session over a Unix socket.
pub struct Socket {
    directory: String,
    client: Client,
    /// Databases made so far; each has a name of its own.
    made: u32,
}

impl Socket {
    /// Connects as `postgres` and makes a database.
    ///
    /// # Errors
    /// When there is no such server.
    pub fn connect(directory: &Path) -> Result<Self, AskError> {
        let directory = directory.display().to_string();
        let client = open(&directory, "postgres")?;
        let mut socket = Self {
            directory,
            client,
            made: 0,
        };
        socket.renew()?;
        Ok(socket)
    }
}

fn open(directory: &str, database: &str) -> Result<Client, AskError> {
    let mut config = postgres::Config::new();
    config.host(directory).user("postgres").dbname(database);
    config.connect(NoTls).map_err(|error| failed(&error.to_string()))
}

fn failed(message: &str) -> AskError {
    AskError::Server {
        server: "PostgreSQL".to_owned(),
        message: message.to_owned(),
    }
}

impl Connection for Socket {
    fn run(&mut self, statements: &str) -> Result<Answer, AskError> {
        match self.client.simple_query(statements) {
            Ok(messages) => Ok(Ok(messages.iter().rev().find_map(|message| match message {
                SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
                _ => None,
            }))),
            Err(error) => match error.as_db_error() {
                Some(refusal) => Ok(Err(Refused {
                    code: refusal.code().code().to_owned(),
                    message: refusal.message().to_owned(),
                })),
                None => Err(failed(&error.to_string())),
            },
        }
    }

    fn renew(&mut self) -> Result<(), AskError> {
        let process = std::process::id();
        let old = format!("authority_{process}_{}", self.made);
        self.made += 1;
        let new = format!("authority_{process}_{}", self.made);
        let mut outside = open(&self.directory, "postgres")?;
        outside
            .simple_query(&format!("create database {new} template template0"))
            .map_err(|error| failed(&error.to_string()))?;
        self.client = open(&self.directory, &new)?;
        outside
            .simple_query(&format!("drop database if exists {old} with (force)"))
            .map_err(|error| failed(&error.to_string()))?;
        Ok(())
    }
}

/// PostgreSQL inside Node.js, asked in lines of JSON.
pub struct Pglite {
    script: String,
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Pglite {
    /// Starts it. `directory` holds `server.mjs` and its `node_modules`.
    ///
    /// # Errors
    /// When Node.js does not start.
    pub fn start(directory: &Path) -> Result<Self, AskError> {
        let script = directory.join("server.mjs").display().to_string();
        let (process, input, output) = spawn(&script)?;
        Ok(Self {
            script,
            process,
            input,
            output,
        })
    }
}

fn spawn(script: &str) -> Result<(Child, ChildStdin, BufReader<ChildStdout>), AskError> {
    let mut process = Command::new("node")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| failed(&error.to_string()))?;
    let (input, output) = (process.stdin.take(), process.stdout.take());
    match (input, output) {
        (Some(input), Some(output)) => Ok((process, input, BufReader::new(output))),
        _ => Err(failed("Node.js has no input or output")),
    }
}

impl Connection for Pglite {
    fn run(&mut self, statements: &str) -> Result<Answer, AskError> {
        let request = json!({ "sql": statements }).to_string();
        writeln!(self.input, "{request}").map_err(|error| failed(&error.to_string()))?;
        self.input.flush().map_err(|error| failed(&error.to_string()))?;
        let mut line = String::new();
        self.output
            .read_line(&mut line)
            .map_err(|error| failed(&error.to_string()))?;
        let reply: Value = serde_json::from_str(&line)
            .map_err(|error| failed(&format!("{error} in {line:?} for {statements}")))?;
        let text = |value: &Value| value.as_str().map(str::to_owned);
        match reply.get("refused") {
            Some(refused) => Ok(Err(Refused {
                code: refused.get("code").and_then(text).unwrap_or_default(),
                message: refused.get("message").and_then(text).unwrap_or_default(),
            })),
            None => Ok(Ok(reply.get("value").and_then(text))),
        }
    }

    fn renew(&mut self) -> Result<(), AskError> {
        let (process, input, output) = spawn(&self.script)?;
        // The old one ends with its input.
        self.input = input;
        self.output = output;
        let mut old = std::mem::replace(&mut self.process, process);
        old.wait().map_err(|error| failed(&error.to_string()))?;
        Ok(())
    }
}

impl Drop for Pglite {
    fn drop(&mut self) {
        // One that has ended already needs no ending.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
