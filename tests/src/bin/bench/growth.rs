//! Four times the text, whatever is repeated in it: about four times the work.

use std::hint::black_box;
use std::time::Duration;

use cpu_time::ThreadTime;
use rowproof_engine::syntax::Dialect;
use rowproof_engine::{Document, Part, Settings, analyze};

use crate::shapes::SHAPES;

/// How many repetitions the smaller text has. Work that looks at every pair shows at this size.
const REPETITIONS: usize = 1_000;
/// How much more time per byte four times the text may take. Quadratic work takes four times as much.
const BUDGET: f64 = 2.0;
const ROUNDS: usize = 3;

pub fn print(wanted: &str) {
    println!(
        "time per byte at 4 x the text against the text itself, one shape of text a line (budget {BUDGET:.2})\n"
    );
    println!(
        "{:<34} {:>9} {:>11} {:>11} {:>7}",
        "repeated", "size", "once", "4 times", "growth"
    );
    let mut over = Vec::new();
    for (name, dialect, make) in SHAPES.iter().filter(|shape| shape.0.contains(wanted)) {
        let (small, large) = (make(REPETITIONS), make(4 * REPETITIONS));
        let (once, four_times) = (time_of(&small, *dialect), time_of(&large, *dialect));
        let growth =
            (four_times.as_secs_f64() / large.len() as f64) / (once.as_secs_f64() / small.len() as f64);
        println!(
            "{name:<34} {:>6} KB {:>8.2} ms {:>8.2} ms {growth:>7.2}",
            small.len() / 1_000,
            once.as_secs_f64() * 1e3,
            four_times.as_secs_f64() * 1e3
        );
        // What takes less than a millisecond is not growing into anything.
        if growth > BUDGET && four_times.as_millis() >= 1 {
            over.push(format!("{name} {growth:.2}"));
        }
    }
    match over.is_empty() {
        true => println!("\nall {} shapes within the budget", SHAPES.len()),
        false => println!(
            "\n{} of {} shapes over the budget: {}",
            over.len(),
            SHAPES.len(),
            over.join(", ")
        ),
    }
}

/// The quickest of some rounds: what disturbs a round only makes it slower.
fn time_of(text: &str, dialect: Dialect) -> Duration {
    let document = Document {
        parts: vec![Part::new("a", text)],
    };
    let settings = Settings {
        product: Some(dialect.into()),
        ..Settings::default()
    };
    let round = |_| {
        // Of this thread, so that other programs do not count.
        let started = ThreadTime::now();
        drop(black_box(analyze(&document, &settings)));
        started.elapsed()
    };
    (0..ROUNDS).map(round).min().unwrap_or_default()
}
