//! Analysis against a bare parse, from 30 KB to 20 MB, and on the largest schema of the corpus. Processor time, which other
//! work on the machine changes less.

use std::fs;
use std::time::Duration;

use cpu_time::ThreadTime;

use rowproof_catalog::Catalog;
use rowproof_diagram::{Diagram, View};
use rowproof_engine::{Document, Part, Settings, analyze};
use rowproof_source::SourceId;
use rowproof_syntax::{Dialect, parse_script, statement_spans};
use rowproof_tests::measured_texts::{plan, queries, related, schema};
use rowproof_tests::{corpus, files_below};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;

const RATIO_BUDGET: f64 = 2.0;
const GROWTH_BUDGET: f64 = 1.3;
/// What takes milliseconds takes many rounds, or one disturbance more or less decides.
const ROUNDS: std::ops::RangeInclusive<usize> = 7..=101;
/// Bytes of text that are analysed before no more rounds are added.
const BYTES: usize = 10_000_000;

pub fn print() {
    println!(
        "analysis of a schema against a bare parse of the same text (medians of {} to {} rounds, in turns)\n",
        ROUNDS.start(),
        ROUNDS.end()
    );
    println!(
        "{:>9} {:>11} {:>11} {:>7} {:>8} {:>10}",
        "size", "bare parse", "analysis", "ratio", "budget", "ms per MB"
    );
    let made = [30, 300, 2_000, 20_000].map(|kilobytes| row(&schema(kilobytes * 1_000), ""));
    let [small, _, large, huge] = made;
    println!(
        "\ntime per MB at 2 MB against 30 KB: {:.2}, at 20 MB: {:.2} (budget {GROWTH_BUDGET:.2})",
        large / small,
        huge / small
    );
    match largest_of_corpus() {
        Some((name, text)) => {
            let (read, refused) = readable(&text);
            row(
                &read,
                &format!("{name}, without {refused} statements the bare parser refuses"),
            );
            let copies = 2_000_000_usize.div_ceil(read.len());
            let whole: String = (0..copies).map(|copy| in_schema(&read, copy)).collect();
            row(
                &whole,
                &format!("{name} {copies} times, each in a schema of its own"),
            );
        }
        None => println!("the corpus is not there: its largest schema is not measured"),
    }
    println!("\nqueries with the schema they are of");
    for kilobytes in [30, 300] {
        let of = schema(30_000);
        let asked = queries(kilobytes * 1_000, of.matches("CREATE TABLE customers_").count());
        let parts = vec![
            Part::new("schema", of.as_str()),
            Part::new("queries", asked.as_str()),
        ];
        compare(&[&of, &asked], parts, "30 KB of schema, the rest queries");
    }
    let plan = plan(1_000);
    let document = Document {
        parts: vec![Part::new("plan", plan.as_str())],
    };
    let time = measured(|| drop(analyze(&document, &Settings::default())));
    println!(
        "plan of 1,000 nodes, text to explained: {:.2} ms (budget 10 ms)",
        time.as_secs_f64() * 1e3
    );
    for (count, budget) in [(100, 50), (400, 200)] {
        let catalog = Catalog::from_script(&parse_script(SourceId(0), &related(count), Dialect::PostgreSql));
        let view = View {
            ungrouped: true,
            ..View::default()
        };
        let time = measured(|| drop(Diagram::view(&catalog, &view)));
        println!(
            "diagram of {count} relations, catalog to laid out: {:.2} ms (budget {budget} ms)",
            time.as_secs_f64() * 1e3
        );
    }
}

/// Prints the line of a schema; milliseconds per megabyte.
fn row(text: &str, name: &str) -> f64 {
    compare(&[text], vec![Part::new("schema", text)], name)
}

/// Prints one line: the parts as one document against a bare parse of each; milliseconds per megabyte.
fn compare(texts: &[&str], parts: Vec<Part>, name: &str) -> f64 {
    let document = Document { parts };
    let bytes: usize = texts.iter().map(|text| text.len()).sum();
    let rounds = (BYTES / bytes).clamp(*ROUNDS.start(), *ROUNDS.end());
    let mut times = (Vec::new(), Vec::new());
    // In turns: whatever slows the machine for a while slows both, and neither finds the caches as it left them.
    for _ in 0..rounds {
        times
            .0
            .push(time(|| texts.iter().for_each(|text| bare_parse(text))));
        times
            .1
            .push(time(|| drop(analyze(&document, &Settings::default()))));
    }
    let (bare, full) = (median(times.0), median(times.1));
    let ratio = full.as_secs_f64() / bare.as_secs_f64();
    let rate = full.as_secs_f64() * 1e3 / (bytes as f64 / 1e6);
    println!(
        "{:>6} KB {:>8.2} ms {:>8.2} ms {ratio:>7.2} {RATIO_BUDGET:>8.2} {rate:>10.1}  {name}",
        bytes / 1_000,
        bare.as_secs_f64() * 1e3,
        full.as_secs_f64() * 1e3
    );
    rate
}

/// The schema of the corpus with the most bytes, by its file's name.
fn largest_of_corpus() -> Option<(String, String)> {
    let folder = corpus().ok()??.join("schemas/postgres");
    let texts = files_below(&folder).into_iter().filter_map(|path| {
        let name = path.file_name()?.to_string_lossy().into_owned();
        Some((name, fs::read_to_string(path).ok()?))
    });
    texts.max_by_key(|(_, text)| text.len())
}

/// What the bare parser reads of the text, statement by statement, with the comments between; and how many it refuses.
fn readable(text: &str) -> (String, usize) {
    let (mut read, mut refused, mut from) = (String::new(), 0, 0);
    let cut = |start: usize, end: usize| text.get(start..end).unwrap_or_default();
    for span in statement_spans(SourceId(0), text, Dialect::PostgreSql) {
        let (start, end) = (span.start as usize, span.end as usize);
        match Parser::parse_sql(&PostgreSqlDialect {}, cut(start, end)) {
            Ok(_) => read.push_str(cut(from, end)),
            Err(_) => refused += 1,
        }
        from = end;
    }
    read.push_str(cut(from, text.len()));
    (read, refused)
}

/// A dump of the schema `public` as one of another schema.
fn in_schema(dump: &str, copy: usize) -> String {
    let moved = dump.replace("public.", &format!("copy_{copy}."));
    format!("CREATE SCHEMA copy_{copy};\n{moved}\n")
}

fn bare_parse(text: &str) {
    let parsed = Parser::parse_sql(&PostgreSqlDialect {}, text);
    assert!(
        parsed.is_ok(),
        "the benchmark's schema must parse: {:?}",
        parsed.err()
    );
}

/// The median time of some rounds.
fn measured(mut run: impl FnMut()) -> Duration {
    run();
    median((0..*ROUNDS.start()).map(|_| time(&mut run)).collect())
}

fn time(run: impl FnOnce()) -> Duration {
    let start = ThreadTime::now();
    run();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
