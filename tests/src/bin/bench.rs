//! Prints how long an analysis takes against a bare parse of the same text by the SQL parser, as ratios.
//!
//! Run through `cargo xtask bench`. Absolute times depend on the machine and are there for orientation only; the budget
//! is on the ratio and on its growth with size (docs/architecture.md, "Budgets").

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use rowproof_engine::{Document, Part, Settings, analyze};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;

const RATIO_BUDGET: f64 = 2.0;
const GROWTH_BUDGET: f64 = 1.3;
const ROUNDS: usize = 7;

fn main() {
    println!("analysis of a schema against a bare parse of the same text (median of {ROUNDS} rounds)\n");
    println!(
        "{:>9} {:>11} {:>11} {:>7} {:>8} {:>10}",
        "size", "bare parse", "analysis", "ratio", "budget", "ms per MB"
    );
    let mut per_megabyte = Vec::new();
    for kilobytes in [30, 300, 2_000] {
        let text = schema(kilobytes * 1_000);
        let bare = median(|| bare_parse(&text));
        let document = Document {
            parts: vec![Part::new("schema", text.as_str())],
        };
        let full = median(|| drop(analyze(&document, &Settings::default())));
        let ratio = full.as_secs_f64() / bare.as_secs_f64();
        let rate = full.as_secs_f64() * 1e3 / (text.len() as f64 / 1e6);
        per_megabyte.push(rate);
        println!(
            "{:>6} KB {:>8.2} ms {:>8.2} ms {ratio:>7.2} {RATIO_BUDGET:>8.2} {rate:>10.1}",
            text.len() / 1_000,
            bare.as_secs_f64() * 1e3,
            full.as_secs_f64() * 1e3
        );
    }
    if let (Some(small), Some(large)) = (per_megabyte.first(), per_megabyte.last()) {
        println!(
            "\ntime per MB at 2 MB against 30 KB: {:.2} (budget {GROWTH_BUDGET:.2})",
            large / small
        );
    }
    let plan = plan(1_000);
    let document = Document {
        parts: vec![Part::new("plan", plan.as_str())],
    };
    let time = median(|| drop(analyze(&document, &Settings::default())));
    println!(
        "plan of 1,000 nodes, text to explained: {:.2} ms (budget 10 ms)",
        time.as_secs_f64() * 1e3
    );
}

fn bare_parse(text: &str) {
    let parsed = Parser::parse_sql(&PostgreSqlDialect {}, text);
    assert!(
        parsed.is_ok(),
        "the benchmark's schema must parse: {:?}",
        parsed.err()
    );
}

fn median(mut run: impl FnMut()) -> Duration {
    run();
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times.get(ROUNDS / 2).copied().unwrap_or_default()
}

/// A shop's schema again and again under new names: keys, references, checks, indexes, comments and some gaps.
fn schema(bytes: usize) -> String {
    let mut text = String::new();
    for copy in 0.. {
        if text.len() >= bytes {
            break;
        }
        let _ = write!(
            text,
            "CREATE TABLE customers_{copy} (\n  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n  email varchar(255) NOT NULL,\n  \
             name text NOT NULL,\n  status varchar(20) NOT NULL DEFAULT 'active', -- active|paused|deleted\n  \
             created_at timestamp with time zone NOT NULL DEFAULT now(),\n  CONSTRAINT customers_{copy}_email_key UNIQUE (email)\n);\n\
             CREATE TABLE orders_{copy} (\n  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n  \
             customer_id bigint NOT NULL REFERENCES customers_{copy} (id) ON DELETE RESTRICT,\n  \
             status varchar(20) NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'paid', 'shipped')),\n  \
             total numeric(12,2) NOT NULL CHECK (total >= 0),\n  placed_at timestamp with time zone NOT NULL DEFAULT now(),\n  \
             updated_at timestamp with time zone,\n  notes text CHECK (length(notes) <= 10000)\n);\n\
             CREATE INDEX orders_{copy}_customer_idx ON orders_{copy} (customer_id, placed_at DESC);\n\
             CREATE INDEX orders_{copy}_open_idx ON orders_{copy} (placed_at) WHERE status = 'pending';\n\
             COMMENT ON COLUMN orders_{copy}.total IS 'in the currency of the shop';\n\
             CREATE TABLE order_lines_{copy} (\n  order_id bigint NOT NULL,\n  line_number integer NOT NULL,\n  \
             product_name text NOT NULL,\n  unit_price numeric(12,2) NOT NULL,\n  quantity integer NOT NULL CHECK (quantity > 0),\n  \
             PRIMARY KEY (order_id, line_number)\n);\n\
             ALTER TABLE ONLY order_lines_{copy}\n  ADD CONSTRAINT order_lines_{copy}_order_fkey FOREIGN KEY (order_id) REFERENCES orders_{copy} (id) ON DELETE CASCADE;\n\n"
        );
    }
    text
}

/// A chain of nested loops over index scans.
fn plan(nodes: usize) -> String {
    let mut text =
        String::from("Limit  (cost=0.00..9.00 rows=1 width=8) (actual time=0.100..90.000 rows=1 loops=1)\n");
    for depth in 0..nodes / 2 {
        let indent = " ".repeat(2 + 2 * (depth % 100));
        let _ = writeln!(
            text,
            "{indent}->  Seq Scan on t{depth}  (cost=0.00..9.00 rows=10 width=8) (actual time=0.010..0.090 rows=10 loops=1)\n{indent}      Filter: (a = {depth})\n{indent}      Rows Removed by Filter: 5"
        );
        let _ = writeln!(
            text,
            "{indent}->  Sort  (cost=0.00..9.00 rows=10 width=8) (actual time=0.010..0.090 rows=10 loops=1)"
        );
    }
    text
}
