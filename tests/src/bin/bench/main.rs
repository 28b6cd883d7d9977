//! Prints how long an analysis takes against a bare parse of the same text by the SQL parser, and how time grows with
//! whatever is repeated in a text, as ratios.
//!
//! Run through `cargo xtask bench`. Absolute times depend on the machine and are there for orientation only; the budgets
//! are on ratios (docs/architecture.md, "Budgets").

mod growth;
mod shapes;
mod speed;

fn main() {
    match std::env::args().nth(1).as_deref() {
        // A word more is a part of the names of the shapes wanted.
        Some("growth") => growth::print(&std::env::args().nth(2).unwrap_or_default()),
        _ => speed::print(),
    }
}
