//! Whether what findings claim is so on a server: their rows are accepted by the schema as it is, their fixes run, and the
//! rows are then refused for the reason foretold.
//!
//! - [`bench`]: a server that has the schema, and is put back after every trial.
//! - [`trial`]: one finding. [`sqlstate`]: what a server's own numbers mean.
//!
//! `cargo xtask verify proofs` and `verify fixes` start the servers and run this.

pub mod bench;
pub mod sqlstate;
mod stand;
mod tally;
mod trial;

use rowproof_engine::{Document, Part, Settings, analyze};

use crate::server::AskError;
use bench::Bench;
use stand::Stand;
pub use tally::{Failure, Share, Tally};
use trial::Trial;

/// What is loaded, and how much is asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Texts {
    /// Our own, which servers take as they are. Every form of every fix is run.
    Fixtures,
    /// Other people's: what a server refuses of them is left out, and so is their data. Of a fix, the statements and the
    /// live steps are run; the edited text only where there are no statements.
    Corpus,
}

/// Tries every finding of a text on the server.
///
/// # Errors
/// When the server fails.
pub fn check(bench: &mut dyn Bench, name: &str, text: &str, texts: Texts) -> Result<Tally, AskError> {
    let server = bench.server();
    let mut tally = Tally::default();
    let (mut stand, refused) = Stand::load(bench, text, texts)?;
    tally.refused_statements = refused.len();
    if let (Texts::Fixtures, Some((statement, said))) = (texts, refused.first()) {
        tally.unreadable += 1;
        tally.failures.push(Failure {
            text: name.to_owned(),
            about: "does not load".to_owned(),
            said: format!("{statement}\n    → {} {}", said.code, said.message),
        });
        return Ok(tally);
    }
    let document = Document {
        parts: vec![Part::new(name, stand.text())],
    };
    let settings = Settings {
        product: Some(server.product),
        version: Some(server.version),
        ..Settings::default()
    };
    let report = analyze(&document, &settings);
    for finding in &report.findings {
        Trial {
            stand: &mut stand,
            texts,
            finding,
        }
        .run(name, &mut tally)?;
    }
    Ok(tally)
}
