//! `cargo xtask bench`: what things cost, beside their budgets.

use std::fs;
use std::io::Write;
use std::path::Path;

use clap::ValueEnum;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::build::{self, Profile};
use crate::error::{AtPath, Result};
use crate::process::run;
use crate::project::{self, Project};
use crate::report;
use crate::setup::Toolbox;

/// One of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Table {
    /// Analysis time against a bare parse
    Speed,
    /// How time grows with whatever is repeated
    Growth,
    /// Peak memory against the text
    Memory,
    /// Sizes of the files users load
    Sizes,
}

/// Prints the tables; false when a size is over its budget.
///
/// # Errors
/// When something does not build.
pub fn bench(project: &Project, only: Option<Table>) -> Result<bool> {
    let wanted = |table| only.is_none_or(|only| only == table);
    for (table, heading, program, argument) in [
        (
            Table::Speed,
            "analysis time against a bare sqlparser parse (native, release)",
            "bench",
            "speed",
        ),
        (
            Table::Growth,
            "growth of time with the text (native, release)",
            "bench",
            "growth",
        ),
        (Table::Memory, "peak memory (native, release)", "memory", ""),
    ] {
        if wanted(table) {
            report::heading(heading);
            let arguments = [
                "run",
                "--quiet",
                "--release",
                "--package",
                "rowproof-tests",
                "--bin",
                program,
            ];
            run(project.cargo().args(arguments).args(["--", argument]))?;
        }
    }
    if !wanted(Table::Sizes) {
        return Ok(true);
    }
    build::build(project, &Toolbox::ensure(project)?, Profile::Release)?;
    report::heading("sizes of dist/ (bytes)");
    sizes(&project.site())
}

/// A file's size as stored and as sent.
#[derive(Debug, Clone, Copy, Default)]
struct Size {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

impl std::ops::Add for Size {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            raw: self.raw + other.raw,
            gzip: self.gzip + other.gzip,
            brotli: self.brotli + other.brotli,
        }
    }
}

/// When a file is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Before the first paint.
    Shell,
    /// Before the editor is usable.
    Editor,
    /// In the worker, at once.
    Engine,
    /// Beside the engine: what draws reports.
    Views,
    /// When there is something for it, or nothing else to do: plans, queries, other databases than PostgreSQL, the diagram, sharing, what
    /// helps writing.
    Part,
    /// The rules' pages, which the playground does not load.
    Page,
    /// The playground as one file: for those who want it instead of all others.
    Whole,
    /// Icons, samples.
    Other,
}

impl Role {
    fn of(relative: &str) -> Self {
        let ending = relative.rsplit('.').next().unwrap_or_default();
        match (relative.split('/').next().unwrap_or_default(), ending) {
            (build::SINGLE_FILE, _) => Self::Whole,
            ("engine", _) if relative.contains("/part") => Self::Part,
            ("engine", _) => Self::Engine,
            ("rules", _) => Self::Page,
            (name, "js") if name.starts_with("editor-") || name.starts_with("rowproof-web-") => Self::Editor,
            (name, "wasm") if name.starts_with("report-") => Self::Views,
            (name, "css") if name.starts_with("later-") => Self::Views,
            (name, "wasm") if name.starts_with("rowproof-web-") => Self::Editor,
            (_, "wasm") => Self::Part,
            (name, "js") if name.starts_with("documents-") => Self::Part,
            (name, "json") if name.starts_with("examples-") => Self::Part,
            (name, "js") if name.starts_with("workbench-") => Self::Part,
            // The app's small scripts of its own, which wasm-bindgen puts beside it.
            ("snippets", _) => Self::Editor,
            ("index.html", _) | (_, "css" | "js") => Self::Shell,
            _ => Self::Other,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Shell => "shell",
            Self::Editor => "editor",
            Self::Engine => "engine",
            Self::Views => "views",
            Self::Part => "part",
            Self::Page => "page",
            Self::Whole => "whole",
            Self::Other => "",
        }
    }
}

/// A contract of the design: what is counted, how, and the most it may be. A kilobyte is 1,000 bytes.
struct Budget {
    name: &'static str,
    counts: fn(Role) -> bool,
    measure: (&'static str, fn(Size) -> usize),
    limit: usize,
}

const BROTLI: (&str, fn(Size) -> usize) = ("brotli", |size| size.brotli);
const GZIP: (&str, fn(Size) -> usize) = ("gzip", |size| size.gzip);
const BUDGETS: [Budget; 5] = [
    Budget {
        name: "first paint",
        counts: |role| role == Role::Shell,
        measure: BROTLI,
        limit: 20_000,
    },
    Budget {
        name: "editor usable",
        counts: |role| matches!(role, Role::Shell | Role::Editor),
        measure: GZIP,
        limit: 250_000,
    },
    Budget {
        name: "engine",
        counts: |role| role == Role::Engine,
        measure: BROTLI,
        limit: 450_000,
    },
    Budget {
        // All that a visit loads before it sees what is wrong with a PostgreSQL schema.
        name: "first report",
        counts: |role| matches!(role, Role::Shell | Role::Editor | Role::Engine | Role::Views),
        measure: GZIP,
        limit: 900_000,
    },
    Budget {
        // With what comes behind that, for other kinds of input, other databases and every tool. No budget of the design: what it was when
        // this was written, lest it grows unseen.
        name: "everything",
        counts: |role| !matches!(role, Role::Page | Role::Whole),
        measure: GZIP,
        limit: 1_650_000,
    },
];

fn sizes(site: &Path) -> Result<bool> {
    println!(
        "{:<52} {:<7} {:>9} {:>9} {:>9}",
        "file", "part of", "raw", "gzip -9", "brotli 11"
    );
    let mut files = Vec::new();
    for path in project::files_below(site) {
        let relative = path
            .strip_prefix(site)
            .unwrap_or(&path)
            .to_string_lossy()
            .replace('\\', "/");
        let size = measure(&fs::read(&path).at(&path)?).at(&path)?;
        let role = Role::of(&relative);
        println!(
            "{relative:<52} {:<7} {:>9} {:>9} {:>9}",
            role.name(),
            size.raw,
            size.gzip,
            size.brotli
        );
        files.push((role, size));
    }
    println!(
        "\n{:<16} {:>12} {:>12}  {:<8}",
        "budget", "measured", "at most", ""
    );
    let mut all_kept = true;
    for budget in &BUDGETS {
        let counted = files
            .iter()
            .filter(|(role, _)| (budget.counts)(*role))
            .map(|(_, size)| *size);
        let total = (budget.measure.1)(counted.fold(Size::default(), std::ops::Add::add));
        let kept = total <= budget.limit;
        all_kept &= kept;
        let verdict = if kept { "ok" } else { "over" };
        println!(
            "{:<16} {total:>12} {:>12}  {} {verdict}",
            budget.name, budget.limit, budget.measure.0
        );
    }
    Ok(all_kept)
}

fn measure(content: &[u8]) -> std::io::Result<Size> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(content)?;
    let mut brotli = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*content, &mut brotli, &parameters)?;
    Ok(Size {
        raw: content.len(),
        gzip: gzip.finish()?.len(),
        brotli: brotli.len(),
    })
}
