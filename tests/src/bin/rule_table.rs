//! Prints `docs/rules.md`, for `cargo xtask docs`.

use std::process::ExitCode;

use rowproof_tests::rule_table::rule_table;

fn main() -> ExitCode {
    match rule_table() {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(misfits) => {
            eprintln!("tests/data/rule_rows.tsv and the rules disagree:\n{misfits}");
            ExitCode::FAILURE
        }
    }
}
