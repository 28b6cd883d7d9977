//! Prints the most memory an analysis holds at one time, as a multiple of the text.
//!
//! Run through `cargo xtask bench`. A program of its own, because counting makes every allocation slower.

use std::path::Path;

use peak_alloc::PeakAlloc;
use rowproof_engine::{Document, Part, Settings, analyze};
use rowproof_tests::measured_texts::schema;
use rowproof_tests::{corpus, files_below};

const BUDGET: f64 = 12.0;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

fn main() {
    println!("most memory held during an analysis, beyond the text itself\n");
    println!("{:>9} {:>10} {:>10} {:>8}", "size", "peak", "x text", "budget");
    for kilobytes in [300, 2_000, 20_000] {
        row(schema(kilobytes * 1_000), "made");
    }
    let Ok(Some(folder)) = corpus() else {
        println!("the corpus is not there: its schemas are not measured");
        return;
    };
    row(
        together(&folder.join("schemas/postgres")),
        "PostgreSQL's schemas in one text",
    );
    for path in files_below(&folder.join("schemas")) {
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        // What every analysis needs outweighs a small text.
        if text.len() >= 100_000 {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            row(text, &name.unwrap_or_default());
        }
    }
}

/// Every text below the folder, one behind the other.
fn together(folder: &Path) -> String {
    let texts = files_below(folder).into_iter();
    texts
        .filter_map(|path| std::fs::read_to_string(path).ok())
        .collect()
}

fn row(text: String, name: &str) {
    let bytes = text.len();
    let document = Document {
        parts: vec![Part::new("schema", text)],
    };
    ALLOCATOR.reset_peak_usage();
    let before = ALLOCATOR.current_usage();
    let report = analyze(&document, &Settings::default());
    let peak = ALLOCATOR.peak_usage().saturating_sub(before);
    drop(report);
    println!(
        "{:>6} KB {:>7.2} MB {:>10.2} {BUDGET:>8.2}  {name}",
        bytes / 1_000,
        peak as f64 / 1e6,
        peak as f64 / bytes as f64
    );
}
