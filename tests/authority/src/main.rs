//! Compares texts and random DDL between our catalog and the servers given.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use rowproof_authority::agreement::Agreement;
use rowproof_authority::generator::{self, Found, Writer};
use rowproof_authority::mysql::MariaDb;
use rowproof_authority::postgresql::PostgreSql;
use rowproof_authority::script::compare;
use rowproof_authority::server::{AskError, Authority};
use rowproof_authority::sqlite::Sqlite;
use rowproof_authority::texts::{read, schemas};
use rowproof_authority::understood;

/// Whether our catalog is the servers'.
#[derive(Debug, Parser)]
#[command(name = "rowproof-authority")]
struct Arguments {
    /// The directory of a PostgreSQL server's socket (user postgres, database postgres)
    #[arg(long)]
    postgresql: Option<PathBuf>,
    /// A directory with node_modules/@electric-sql/pglite, for PostgreSQL inside Node.js
    #[arg(long)]
    pglite: Option<PathBuf>,
    /// A MariaDB server's socket (user root)
    #[arg(long)]
    mariadb: Option<PathBuf>,
    /// SQLite, which is built in
    #[arg(long)]
    sqlite: bool,
    /// A folder with schemas/<dialect> and migrations, whose understood share is printed
    #[arg(long)]
    corpus: Option<PathBuf>,
    /// Folders with a folder per dialect (postgres, postgresql, mysql, sqlite), or single files
    texts: Vec<PathBuf>,
    /// Random sequences per server
    #[arg(long, default_value_t = 0)]
    cases: u32,
    /// Only on these servers: postgresql, pglite, mariadb, sqlite
    #[arg(long, value_delimiter = ',')]
    random: Vec<String>,
    /// Which random sequences
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Go on after a random sequence that differs, and print one of each kind
    #[arg(long)]
    keep_going: bool,
    /// Print every disagreement rather than the first 40 of a server
    #[arg(long)]
    all: bool,
}

/// Disagreements printed for one server.
const PRINTED: usize = 40;

/// A server and who writes random statements for it.
struct Contestant {
    /// As its option is called.
    option: &'static str,
    authority: Box<dyn Authority>,
    writer: fn() -> Box<dyn Writer>,
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

fn run(arguments: &Arguments) -> Result<bool, AskError> {
    let mut agrees = match &arguments.corpus {
        Some(corpus) => understood::print(corpus)?,
        None => true,
    };
    for mut contestant in contestants(arguments)? {
        println!("\n{}", contestant.authority.name());
        agrees &= compare_texts(&mut *contestant.authority, arguments)?;
        agrees &= compare_random(&mut contestant, arguments)?;
    }
    Ok(agrees)
}

/// The servers asked for.
fn contestants(arguments: &Arguments) -> Result<Vec<Contestant>, AskError> {
    let mut contestants = Vec::new();
    if let Some(directory) = &arguments.postgresql {
        contestants.push(Contestant {
            option: "postgresql",
            authority: Box::new(PostgreSql::at_socket(directory)?),
            writer: || Box::new(generator::postgresql::Writer::new(15)),
        });
    }
    if let Some(directory) = &arguments.pglite {
        contestants.push(Contestant {
            option: "pglite",
            authority: Box::new(PostgreSql::in_node(directory)?),
            writer: || Box::new(generator::postgresql::Writer::new(18)),
        });
    }
    if let Some(socket) = &arguments.mariadb {
        contestants.push(Contestant {
            option: "mariadb",
            authority: Box::new(MariaDb::connect(socket)?),
            writer: || Box::new(generator::mysql::MySqlWriter::default()),
        });
    }
    if arguments.sqlite {
        contestants.push(Contestant {
            option: "sqlite",
            authority: Box::new(Sqlite::start()?),
            writer: generator::sqlite::writer,
        });
    }
    Ok(contestants)
}

fn compare_texts(authority: &mut dyn Authority, arguments: &Arguments) -> Result<bool, AskError> {
    let mut sum = Agreement::default();
    let mut printed = 0;
    for path in texts_for(authority, &arguments.texts) {
        let text = read(&path)?;
        let agreement = compare(authority, &text)?;
        for disagreement in &agreement.disagreements {
            printed += 1;
            if arguments.all || printed <= PRINTED {
                println!("  {}:{disagreement}", path.display());
            }
        }
        sum.absorb(agreement);
    }
    if printed > PRINTED && !arguments.all {
        println!("  … {} more; --all prints them", printed - PRINTED);
    }
    print!("{}", sum.table());
    Ok(sum.disagreements.is_empty())
}

fn compare_random(contestant: &mut Contestant, arguments: &Arguments) -> Result<bool, AskError> {
    let wanted =
        arguments.random.is_empty() || arguments.random.iter().any(|server| server == contestant.option);
    if arguments.cases == 0 || !wanted {
        return Ok(true);
    }
    let print = |found: &Found| {
        println!("  a random sequence (seed {}):", arguments.seed);
        for line in found.script.lines() {
            println!("    {line}");
        }
        println!("  {}", found.difference);
    };
    let differing = generator::run(
        &mut *contestant.authority,
        &contestant.writer,
        arguments.cases,
        arguments.seed,
        arguments.keep_going,
        &print,
    )?;
    match (differing, arguments.keep_going) {
        (0, _) => println!(
            "  {} random sequences (seed {}) without a disagreement",
            arguments.cases, arguments.seed
        ),
        (differing, true) => println!(
            "  {differing} of {} random sequences (seed {}) differ",
            arguments.cases, arguments.seed
        ),
        (_, false) => {}
    }
    Ok(differing == 0)
}

/// The texts of the server's dialect, in the order given, folders by name.
fn texts_for(authority: &dyn Authority, given: &[PathBuf]) -> Vec<PathBuf> {
    let dialect = authority.server().dialect();
    let texts_of = |path: &PathBuf| match path.is_file() {
        true => vec![path.clone()],
        false => schemas(path, dialect),
    };
    given.iter().flat_map(texts_of).collect()
}
