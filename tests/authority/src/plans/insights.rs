//! What is said of plans whose trouble is known, and of plans without any.

use rowproof_engine::findings::Severity;
use rowproof_engine::syntax::InputKind;
use rowproof_engine::{Document, Outcome, Part, Report, Settings, analyze};

use super::capture::{OPTIONS, Shop};
use super::cases::{Case, read_cases};
use crate::server::AskError;

/// Plans with one seeded trouble each; `expect` names what has to be said first.
const TROUBLES: &str = include_str!("../../plans/troubles.sql");

/// Plans with none.
const HEALTHY: &str = include_str!("../../plans/healthy.sql");

/// How many cases went as they should.
#[derive(Debug, Default, Clone, Copy)]
pub struct Score {
    /// Those that did.
    pub right: usize,
    /// All that the server could run.
    pub all: usize,
}

impl Score {
    /// 0 to 1; 0 without cases.
    pub fn share(self) -> f64 {
        if self.all == 0 {
            return 0.0;
        }
        self.right as f64 / self.all as f64
    }
}

/// Runs the seeded troubles and prints those whose trouble is not named first. `verbose` prints every case and the plans of the wrong ones.
///
/// # Errors
/// When the server fails.
pub fn troubles(shop: &mut Shop, only: &str, verbose: bool) -> Result<Score, AskError> {
    each(shop, TROUBLES, only, verbose, &|case, report| {
        let said = spoken(report);
        let expected = case.list("expect");
        let first = said.first().map_or("nothing", |(_, rule)| rule);
        let right = expected.contains(&first);
        let why = expected.first().and_then(|rule| why_not(report, rule));
        let list: Vec<&str> = said.iter().map(|(_, rule)| *rule).collect();
        let line = format!(
            "said {}, expected {}{}",
            if list.is_empty() {
                "nothing".to_owned()
            } else {
                list.join(", ")
            },
            expected.join(" or "),
            why.map(|why| format!(" ({why})")).unwrap_or_default()
        );
        (right, line)
    })
}

/// Runs the plans without trouble and prints those of which something is said all the same.
///
/// # Errors
/// When the server fails.
pub fn healthy(shop: &mut Shop, only: &str, verbose: bool) -> Result<Score, AskError> {
    each(shop, HEALTHY, only, verbose, &|_, report| {
        let mut said = spoken(report);
        said.retain(|(severity, _)| *severity < Severity::Hint);
        let rules: Vec<&str> = said.iter().map(|(_, rule)| *rule).collect();
        (rules.is_empty(), format!("said {}", rules.join(", ")))
    })
}

type Judge<'j> = &'j dyn Fn(&Case, &Report) -> (bool, String);

fn each(shop: &mut Shop, text: &str, only: &str, verbose: bool, judge: Judge<'_>) -> Result<Score, AskError> {
    let mut score = Score::default();
    for case in read_cases(text).iter().filter(|case| case.name.contains(only)) {
        let plan = match shop.plan_of(case, OPTIONS)? {
            Ok(plan) => plan,
            Err(refused) => {
                println!("  refused: {}: {}", case.name, refused.message);
                score.all += 1;
                continue;
            }
        };
        let report = read(&plan);
        let (right, line) = judge(case, &report);
        score.all += 1;
        score.right += usize::from(right);
        if !right || verbose {
            println!(
                "  {}: {}: {line}",
                if right { "right" } else { "WRONG" },
                case.name
            );
        }
        if !right && verbose {
            println!("{plan}");
        }
    }
    Ok(score)
}

/// What Rowproof says of a plan alone.
fn read(plan: &str) -> Report {
    let mut part = Part::new("plan", plan);
    part.kind = Some(InputKind::Plan);
    analyze(&Document { parts: vec![part] }, &Settings::default())
}

fn spoken(report: &Report) -> Vec<(Severity, &'static str)> {
    let insights = report.insights(0).into_iter();
    insights.map(|finding| (finding.severity, finding.rule)).collect()
}

/// Why a rule said nothing.
fn why_not(report: &Report, rule: &str) -> Option<String> {
    let outcomes = &report.plans.first()?.outcomes;
    match &outcomes.iter().find(|(code, _)| *code == rule)?.1 {
        Outcome::Fired(_) => None,
        Outcome::Silent(why) | Outcome::Undecidable(why) => Some(why.clone()),
    }
}
