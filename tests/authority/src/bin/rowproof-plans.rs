//! Makes plans on the servers given and asks what is said of them.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use rowproof_authority::plans::advice::{self, HELPS, Measured, SCHEMAS};
use rowproof_authority::plans::capture::{Shop, TABLES};
use rowproof_authority::plans::effort::{self, MariaDbYard, SqliteYard};
use rowproof_authority::plans::insights::{Score, healthy, troubles};
use rowproof_authority::server::AskError;

/// From this part of the cases on a measure is reached.
const ENOUGH: f64 = 0.95;

/// From this part of the queries that an index helps on, advised indexes are used often enough.
const USED: f64 = 0.9;

/// What Rowproof says of plans that are made on real servers.
#[derive(Debug, Parser)]
#[command(name = "rowproof-plans")]
struct Arguments {
    /// The directory of a PostgreSQL server's socket (user postgres, database postgres)
    #[arg(long)]
    postgresql: Option<PathBuf>,
    /// A MariaDB server's socket (user root), for advice
    #[arg(long)]
    mariadb: Option<PathBuf>,
    /// SQLite, which is built in, for advice
    #[arg(long)]
    sqlite: bool,
    /// The directory with PostgreSQL inside Node.js
    #[arg(long)]
    pglite: Option<PathBuf>,
    /// Measure the advised indexes instead of what is said first
    #[arg(long)]
    advice: bool,
    /// Only cases whose name contains this
    #[arg(long, default_value = "")]
    only: String,
    /// Print every case, and the plans of those that went wrong
    #[arg(long)]
    verbose: bool,
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
    if arguments.advice {
        return run_advice(arguments);
    }
    let mut reached = true;
    let mut shops = shops(arguments)?;
    for shop in &mut shops {
        let start = Instant::now();
        println!("{}", shop.name);
        let of_troubles = troubles(shop, &arguments.only, arguments.verbose)?;
        let of_healthy = healthy(shop, &arguments.only, arguments.verbose)?;
        print("seeded troubles named first", of_troubles);
        print("sound plans left alone", of_healthy);
        println!("  ({:.0} s)", start.elapsed().as_secs_f64());
        reached &= of_troubles.share() >= ENOUGH && of_healthy.share() >= ENOUGH;
    }
    // Nothing measured is nothing shown.
    Ok(reached && !shops.is_empty())
}

/// The servers asked for, with the tables of the seeded troubles.
fn shops(arguments: &Arguments) -> Result<Vec<Shop>, AskError> {
    let mut shops = Vec::new();
    if let Some(directory) = &arguments.postgresql {
        shops.push(Shop::at_socket(directory, TABLES)?);
    }
    if let Some(directory) = &arguments.pglite {
        shops.push(Shop::in_node(directory, TABLES)?);
    }
    Ok(shops)
}

fn run_advice(arguments: &Arguments) -> Result<bool, AskError> {
    let mut reached = true;
    let mut asked = false;
    if let Some(directory) = &arguments.postgresql {
        let mut shop = Shop::at_socket(directory, "")?;
        let mut all = Vec::new();
        for (name, text) in SCHEMAS {
            shop.renew(&advice::tables_of(text))?;
            all.extend(advice::measure(&mut shop, name, text, &arguments.only)?);
        }
        println!("{}", shop.name);
        (reached, asked) = (reached & weigh(&all, arguments), true);
    }
    if let Some(socket) = &arguments.mariadb {
        let all = effort::measure(&mut MariaDbYard::connect(socket)?, &arguments.only)?;
        println!("MariaDB, in rows read");
        (reached, asked) = (reached & weigh(&all, arguments), true);
    }
    if arguments.sqlite {
        let all = effort::measure(&mut SqliteYard::new()?, &arguments.only)?;
        println!("SQLite, in steps of its virtual machine");
        (reached, asked) = (reached & weigh(&all, arguments), true);
    }
    // Nothing measured is nothing shown.
    Ok(reached && asked)
}

/// Prints what was measured; whether it is enough.
fn weigh(all: &[Measured], arguments: &Arguments) -> bool {
    for measured in all {
        let is_fine = match measured.any_saves(HELPS) {
            true => measured.used && measured.reached() >= ENOUGH,
            false => measured.advice.is_none(),
        };
        if !is_fine || arguments.verbose {
            println!(
                "  {}: cost {:.0}, advised {:.0}{}, best {:.0} {}; pages {:.0} to {:.0}; {}",
                measured.name,
                measured.cost,
                measured.advised_cost,
                if measured.used { "" } else { " (not used)" },
                measured.best_cost,
                measured.best,
                measured.pages.0,
                measured.pages.1,
                measured.advice.as_deref().unwrap_or("no advice")
            );
        }
    }
    let (helped, not): (Vec<&Measured>, Vec<&Measured>) =
        all.iter().partition(|measured| measured.any_saves(HELPS));
    let used = share_of(&helped, |measured| measured.used);
    let silent = share_of(&not, |measured| measured.advice.is_none());
    let mut reached: Vec<f64> = helped.iter().map(|measured| measured.reached()).collect();
    reached.sort_by(f64::total_cmp);
    let median = reached.get(reached.len() / 2).copied().unwrap_or(0.0);
    let mut pages: Vec<f64> = helped
        .iter()
        .map(|measured| measured.pages.1 / measured.pages.0.max(1.0))
        .collect();
    pages.sort_by(f64::total_cmp);
    print("advised index used where one saves half of the cost", used);
    println!("  median of the best gain reached: {:.1} %", median * 100.0);
    println!(
        "  median of the pages still touched: {:.1} %",
        pages.get(pages.len() / 2).copied().unwrap_or(1.0) * 100.0
    );
    print("no advice where none does", silent);
    let (a_tenth, _): (Vec<&Measured>, Vec<&Measured>) =
        all.iter().partition(|measured| measured.any_saves(0.1));
    print(
        "advised index used where one saves a tenth",
        share_of(&a_tenth, |measured| measured.used),
    );
    used.share() >= USED && median >= ENOUGH && silent.share() >= ENOUGH
}

fn share_of(measured: &[&Measured], holds: impl Fn(&Measured) -> bool) -> Score {
    Score {
        right: measured.iter().filter(|measured| holds(measured)).count(),
        all: measured.len(),
    }
}

fn print(what: &str, score: Score) {
    println!(
        "  {what}: {} of {} ({:.1} %)",
        score.right,
        score.all,
        score.share() * 100.0
    );
}
