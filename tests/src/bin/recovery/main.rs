//! From each schema of the corpus takes all constraints of one kind, and prints how many of them the rules propose again
//! (recall), and how many of what they propose was there (precision). A proposal that was not there counts as wrong, though
//! some are gaps of the original: those that are proposed of the whole schema too are counted apart.
//!
//! Run through `cargo xtask measure recovery`. With `list`, misses and wrong proposals are named; the name of a kind measures it
//! alone.

mod stripped;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use rowproof_engine::syntax::{Dialect, Product, Server};
use rowproof_tests::facts::{FactKind, catalog_of};
use rowproof_tests::{corpus, files_below};

use stripped::{Outcome, effects, strip};

/// A kind of constraint that is taken.
struct Taken {
    kind: FactKind,
    /// As the tables call it.
    title: &'static str,
    /// What is aimed at: recall and precision in hundredths.
    aim: Option<(usize, usize)>,
}

impl Taken {
    const fn new(kind: FactKind, title: &'static str, aim: Option<(usize, usize)>) -> Self {
        Self { kind, title, aim }
    }
}

const KINDS: [Taken; 5] = [
    Taken::new(FactKind::ForeignKey, "foreign key", Some((85, 90))),
    Taken::new(FactKind::Index, "index of a foreign key", Some((100, 100))),
    Taken::new(FactKind::Unique, "unique", None),
    Taken::new(FactKind::NotNull, "NOT NULL", None),
    Taken::new(FactKind::Check, "CHECK", None),
];

/// Sums over schemas.
#[derive(Debug, Default, Clone, Copy)]
struct Sum {
    stripped: usize,
    again: usize,
    left: usize,
    proposed: usize,
    right: usize,
    /// Wrong ones that are proposed of the whole schema as well.
    before: usize,
}

impl Sum {
    fn add(&mut self, other: Sum) {
        self.stripped += other.stripped;
        self.again += other.again;
        self.left += other.left;
        self.proposed += other.proposed;
        self.right += other.right;
        self.before += other.before;
    }

    /// One proposal more; 1 when it was there.
    fn propose(&mut self, right: usize) {
        self.proposed += 1;
        self.right += right;
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let list = arguments.iter().any(|word| word == "list");
    let only = arguments.into_iter().find(|word| word != "list");
    let folder = match corpus() {
        Ok(Some(corpus)) => corpus.join("schemas"),
        Ok(None) => return ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("error: {reason}");
            return ExitCode::FAILURE;
        }
    };
    println!(
        "| kind | dialect | taken | proposed again | recall | proposals | were there | precision | without gaps of the original |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    let mut rules: BTreeMap<(&str, &str, &str), Sum> = BTreeMap::new();
    let mut certainties: BTreeMap<(&str, &str), Sum> = BTreeMap::new();
    let mut named = Vec::new();
    let wanted = KINDS
        .iter()
        .filter(|taken| only.as_deref().is_none_or(|only| taken.title == only));
    let mut sums: BTreeMap<(&str, Dialect), Sum> = BTreeMap::new();
    for dialect in Dialect::ALL {
        for path in files_below(&folder.join(folder_of(dialect))) {
            let text = fs::read_to_string(&path).unwrap_or_default();
            let product = Product::from(dialect);
            let original = catalog_of(&text, Server::new(product, product.assumed_version()));
            let whole = effects(&original, &text, None);
            for Taken { kind, title, .. } in wanted.clone() {
                let outcome = strip(&original, &text, *kind, &whole);
                sums.entry((title, dialect)).or_default().add(count(&outcome));
                for proposal in &outcome.proposals {
                    let right = usize::from(outcome.original.contains(&proposal.point));
                    let rule = rules.entry((title, dialect.name(), proposal.rule)).or_default();
                    rule.propose(right);
                    let certainty = (*title, proposal.certainty.as_str());
                    certainties.entry(certainty).or_default().propose(right);
                }
                name(&outcome, &path, title, &mut named);
            }
        }
    }
    for Taken { title, aim, .. } in wanted {
        let mut all = Sum::default();
        for dialect in Dialect::ALL {
            let sum = sums.get(&(title, dialect)).copied().unwrap_or_default();
            print_line(title, dialect.name(), sum);
            all.add(sum);
        }
        print_line(title, "all", all);
        if let Some((recall, precision)) = aim {
            let (recall, precision) = (share(*recall, 100), share(*precision, 100));
            println!("| {title} | wanted | | | ≥ {recall} | | | ≥ {precision} | |");
        }
    }
    println!("\n| kind | dialect | rule | proposals | were there | precision |\n|---|---|---|---|---|---|");
    for ((kind, dialect, rule), sum) in &rules {
        let precision = share(sum.right, sum.proposed);
        println!(
            "| {kind} | {dialect} | {rule} | {} | {} | {precision} |",
            sum.proposed, sum.right
        );
    }
    println!("\n| kind | certainty | proposals | were there | precision |\n|---|---|---|---|---|");
    for ((kind, certainty), sum) in &certainties {
        let precision = share(sum.right, sum.proposed);
        println!(
            "| {kind} | {certainty} | {} | {} | {precision} |",
            sum.proposed, sum.right
        );
    }
    if list {
        println!("\n{}", named.join("\n"));
    }
    ExitCode::SUCCESS
}

fn folder_of(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::PostgreSql => "postgres",
        Dialect::MySql => "mysql",
        Dialect::Sqlite => "sqlite",
    }
}

fn count(outcome: &Outcome) -> Sum {
    let proposed = || outcome.proposals.iter().map(|proposal| &proposal.point);
    let was_there = |point: &&stripped::Point| outcome.original.contains(*point);
    let again = outcome
        .stripped
        .iter()
        .filter(|point| proposed().any(|proposed| proposed == *point));
    Sum {
        stripped: outcome.stripped.len(),
        again: again.count(),
        left: outcome.left,
        proposed: outcome.proposals.len(),
        right: proposed().filter(was_there).count(),
        before: proposed()
            .filter(|point| !was_there(point) && outcome.proposed_before.contains(*point))
            .count(),
    }
}

fn name(outcome: &Outcome, path: &Path, kind: &str, named: &mut Vec<String>) {
    let file = path
        .components()
        .rev()
        .take(2)
        .map(|part| part.as_os_str().to_string_lossy())
        .collect::<Vec<_>>();
    let file = file.into_iter().rev().collect::<Vec<_>>().join("/");
    for point in &outcome.stripped {
        if !outcome.proposals.iter().any(|proposal| proposal.point == *point) {
            named.push(format!("missed {kind}: {file}: {point}"));
        }
    }
    for proposal in &outcome.proposals {
        if !outcome.original.contains(&proposal.point) {
            let gap = match outcome.proposed_before.contains(&proposal.point) {
                true => "not there and proposed of the whole schema too",
                false => "not there",
            };
            let certainty = proposal.certainty.as_str();
            named.push(format!(
                "{gap}: {kind}: {file}: {} ({}, {certainty})",
                proposal.point, proposal.rule
            ));
        }
    }
}

fn print_line(kind: &str, dialect: &str, sum: Sum) {
    if sum.stripped == 0 && sum.proposed == 0 {
        return;
    }
    let Sum {
        stripped,
        again,
        proposed,
        right,
        before,
        left,
    } = sum;
    let taken = match left {
        0 => stripped.to_string(),
        left => format!("{stripped} ({left} left in)"),
    };
    println!(
        "| {kind} | {dialect} | {taken} | {again} | {} | {proposed} | {right} | {} | {} |",
        share(again, stripped),
        share(right, proposed),
        share(right, proposed - before),
    );
}

/// A share with two digits, cut: 0.999 is not 1.
fn share(part: usize, whole: usize) -> String {
    match (part * 100).checked_div(whole) {
        None => "–".to_owned(),
        Some(hundredths) => format!("{}.{:02}", hundredths / 100, hundredths % 100),
    }
}
