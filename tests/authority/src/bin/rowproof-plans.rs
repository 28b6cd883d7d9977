//! Makes plans on the servers given and asks what is said of them.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use rowproof_authority::plans::capture::{Shop, TABLES};
use rowproof_authority::plans::insights::{Score, healthy, troubles};
use rowproof_authority::server::AskError;

/// From this part of the cases on a measure is reached.
const ENOUGH: f64 = 0.95;

/// What Rowproof says of plans that are made on real servers.
#[derive(Debug, Parser)]
#[command(name = "rowproof-plans")]
struct Arguments {
    /// The directory of a PostgreSQL server's socket (user postgres, database postgres)
    #[arg(long)]
    postgresql: Option<PathBuf>,
    /// The directory with PostgreSQL inside Node.js
    #[arg(long)]
    pglite: Option<PathBuf>,
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
    let mut reached = true;
    let mut shops = Vec::new();
    if let Some(directory) = &arguments.postgresql {
        shops.push(Shop::at_socket(directory, TABLES)?);
    }
    if let Some(directory) = &arguments.pglite {
        shops.push(Shop::in_node(directory, TABLES)?);
    }
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

fn print(what: &str, score: Score) {
    println!(
        "  {what}: {} of {} ({:.1} %)",
        score.right,
        score.all,
        score.share() * 100.0
    );
}
