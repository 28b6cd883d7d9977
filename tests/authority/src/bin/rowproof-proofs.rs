//! Tries the findings of texts on the servers given.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use rowproof_authority::mysql::MariaDb;
use rowproof_authority::postgresql::PostgreSql;
use rowproof_authority::proofs::bench::Bench;
use rowproof_authority::proofs::{Tally, Texts, check, check_plan, check_rows, shown};
use rowproof_authority::server::AskError;
use rowproof_authority::sqlite::Sqlite;
use rowproof_authority::texts::{fixtures, plan_fixtures, read, schemas};

/// Whether what findings claim is so.
#[derive(Debug, Parser)]
#[command(name = "rowproof-proofs")]
struct Arguments {
    /// The directory of a PostgreSQL server's socket (user postgres, database postgres)
    #[arg(long)]
    postgresql: Option<PathBuf>,
    /// A MariaDB server's socket (user root)
    #[arg(long)]
    mariadb: Option<PathBuf>,
    /// SQLite, which is built in
    #[arg(long)]
    sqlite: bool,
    /// A folder of rules' fixtures
    #[arg(long)]
    fixtures: Option<PathBuf>,
    /// A folder with a folder of schemas per dialect
    #[arg(long)]
    schemas: Option<PathBuf>,
    /// A folder with a folder per dialect of schemas, each with rows beside it: `member.sql`, `member.csv`
    #[arg(long)]
    rows: Option<PathBuf>,
    /// Only texts whose path contains this
    #[arg(long, default_value = "")]
    only: String,
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
    let (mut right, mut wrong) = (0, 0);
    for mut bench in benches(arguments)? {
        let dialect = bench.server().dialect();
        let folders = [
            arguments
                .fixtures
                .as_ref()
                .map(|folder| (Texts::Fixtures, fixtures(folder, dialect))),
            arguments
                .schemas
                .as_ref()
                .map(|folder| (Texts::Corpus, Ok(schemas(folder, dialect)))),
        ];
        if let Some(folder) = &arguments.fixtures {
            let tally = try_plans(&mut *bench, folder, &arguments.only)?;
            right += tally.right();
            wrong += tally.wrong();
        }
        if let Some(folder) = &arguments.rows {
            let tally = try_rows(&mut *bench, folder)?;
            right += tally.right();
            wrong += tally.wrong();
        }
        for (texts, paths) in folders.into_iter().flatten() {
            let tally = try_all(&mut *bench, texts, &paths?, &arguments.only)?;
            right += tally.right();
            wrong += tally.wrong();
        }
    }
    println!("{right} passed, {wrong} failed");
    // Nothing tried is nothing shown.
    Ok(wrong == 0 && right > 0)
}

/// The servers asked for.
fn benches(arguments: &Arguments) -> Result<Vec<Box<dyn Bench>>, AskError> {
    let mut benches: Vec<Box<dyn Bench>> = Vec::new();
    if let Some(directory) = &arguments.postgresql {
        benches.push(Box::new(PostgreSql::at_socket(directory)?));
    }
    if let Some(socket) = &arguments.mariadb {
        benches.push(Box::new(MariaDb::connect(socket)?));
    }
    if arguments.sqlite {
        benches.push(Box::new(Sqlite::start()?));
    }
    Ok(benches)
}

fn try_rows(bench: &mut dyn Bench, folder: &Path) -> Result<Tally, AskError> {
    let mut sum = Tally::default();
    for path in schemas(folder, bench.server().dialect()) {
        let table = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let tally = check_rows(bench, &table, &read(&path)?, &read(&path.with_extension("csv"))?)?;
        for failure in &tally.failures {
            println!("{failure}");
        }
        sum.absorb(tally);
    }
    println!(
        "{}: {} sample rows are treated as foretold",
        bench.name(),
        sum.others
    );
    Ok(sum)
}

fn try_plans(bench: &mut dyn Bench, folder: &Path, only: &str) -> Result<Tally, AskError> {
    let start = Instant::now();
    let mut sum = Tally::default();
    let mut number = 0;
    for fixture in plan_fixtures(folder)? {
        if !fixture.path.display().to_string().contains(only) {
            continue;
        }
        if let Some(tally) = check_plan(bench, &fixture)? {
            number += 1;
            for failure in &tally.failures {
                println!("{failure}");
            }
            sum.absorb(tally);
        }
    }
    println!(
        "{}, {number} plans: {} fixes run, {} want an extension or a table that is not there ({:.1} s)",
        bench.name(),
        sum.fixes,
        sum.elsewhere,
        start.elapsed().as_secs_f64()
    );
    Ok(sum)
}

fn try_all(bench: &mut dyn Bench, texts: Texts, paths: &[PathBuf], only: &str) -> Result<Tally, AskError> {
    let start = Instant::now();
    let mut sum = Tally::default();
    let mut number = 0;
    for path in paths {
        if !path.display().to_string().contains(only) {
            continue;
        }
        number += 1;
        let tally = check(bench, &shown(path), &read(path)?, texts)?;
        for failure in &tally.failures {
            println!("{failure}");
        }
        sum.absorb(tally);
    }
    let what = match texts {
        Texts::Fixtures => "fixtures",
        Texts::Corpus => "schemas of the corpus",
    };
    println!(
        "{}, {number} {what}: {} proofs hold, the rows of {} other findings are treated as foretold, {} fixes run, {} texts with all safe fixes hold ({:.1} s)",
        bench.name(),
        sum.proofs,
        sum.others,
        sum.fixes,
        sum.together,
        start.elapsed().as_secs_f64()
    );
    if sum.elsewhere > 0 {
        println!(
            "  {} fixes refer to a table that is not in the text and are only shown",
            sum.elsewhere
        );
    }
    if sum.refused_statements > 0 {
        println!(
            "  {} statements that it refuses are left out",
            sum.refused_statements
        );
    }
    Ok(sum)
}
