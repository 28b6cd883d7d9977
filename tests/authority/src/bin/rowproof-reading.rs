//! Reads the plans of the corpus, whole and mangled, and plans of the servers given.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use rowproof_authority::reading::Count;
use rowproof_authority::reading::corpus::{File, add_up, files, hold_invariants, read_all};
use rowproof_authority::reading::formats;
use rowproof_authority::reading::wrappings::{WRAPPINGS, plain_texts, try_truncation, try_wrapping};
use rowproof_authority::server::AskError;

/// Whether plans are read as they are.
#[derive(Debug, Parser)]
#[command(name = "rowproof-reading")]
struct Arguments {
    /// A folder with a folder of plans per server
    #[arg(long)]
    corpus: Option<PathBuf>,
    /// The directory of a PostgreSQL server's socket (user postgres, database postgres)
    #[arg(long)]
    postgresql: Option<PathBuf>,
    /// The folder of PostgreSQL inside Node.js
    #[arg(long)]
    pglite: Option<PathBuf>,
    /// Print everything that is wrong rather than the first three of each kind
    #[arg(long)]
    all: bool,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

struct Table {
    shown: usize,
    right: usize,
    wrong: usize,
}

impl Table {
    fn add(&mut self, title: &str, count: &Count) {
        count.print(title, self.shown);
        self.right += count.right + count.doubted;
        self.wrong += count.wrong.len();
    }
}

fn run(arguments: &Arguments) -> Result<bool, AskError> {
    let mut table = Table {
        shown: if arguments.all { usize::MAX } else { 3 },
        right: 0,
        wrong: 0,
    };
    if let Some(corpus) = &arguments.corpus {
        try_corpus(corpus, &mut table)?;
    }
    let mut servers = Vec::new();
    if let Some(directory) = &arguments.postgresql {
        servers.push(formats::socket(directory)?);
    }
    if let Some(folder) = &arguments.pglite {
        servers.push(formats::node(folder)?);
    }
    for mut server in servers {
        let (name, count) = formats::compare_formats(&mut *server)?;
        table.add(&format!("four formats alike, {name}"), &count);
    }
    println!("{} passed, {} failed", table.right, table.wrong);
    // Nothing tried is nothing shown.
    Ok(table.wrong == 0 && table.right > 0)
}

fn try_corpus(corpus: &std::path::Path, table: &mut Table) -> Result<(), AskError> {
    let mut postgres: Vec<File> = Vec::new();
    for folder in ["postgres", "mysql", "sqlite"] {
        let read = files(&corpus.join(folder))?;
        table.add(&format!("files read whole, {folder}"), &read_all(&read));
        table.add(&format!("invariants of plans, {folder}"), &hold_invariants(&read));
        let sums = add_up(&read);
        if sums.right + sums.wrong.len() > 0 {
            table.add(&format!("self times add up, {folder}"), &sums);
        }
        if folder == "postgres" {
            postgres = read;
        }
    }
    let texts = plain_texts(&postgres);
    println!("{} plain texts, each mangled:", texts.len());
    for wrapping in &WRAPPINGS {
        table.add(&format!("  {}", wrapping.name), &try_wrapping(wrapping, &texts));
    }
    table.add("  truncated", &try_truncation(&texts));
    Ok(())
}
