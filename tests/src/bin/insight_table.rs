//! Prints `docs/insights.md`, for `cargo xtask docs`.

use std::process::ExitCode;

use rowproof_tests::insight_table::insight_table;

fn main() -> ExitCode {
    match insight_table() {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(misfits) => {
            eprintln!("tests/data/insight_rows.tsv and the rules disagree:\n{misfits}");
            ExitCode::FAILURE
        }
    }
}
