//! What settings can say: every rule with its levels, every threshold, every list of words. The page has no list of its own.

use rowproof_engine::catalog::questions::Lexicon;
use rowproof_engine::{Level, PROFILES, RULES, page, thresholds};
use serde::Serialize;

/// All of it.
#[derive(Serialize)]
pub(crate) struct Choices {
    rules: Vec<RuleChoice>,
    thresholds: Vec<ThresholdChoice>,
    lists: Vec<ListChoice>,
}

#[derive(Serialize)]
struct RuleChoice {
    code: &'static str,
    title: &'static str,
    group: &'static str,
    /// Without a profile.
    level: &'static str,
    /// With each profile, in their order.
    in_profiles: Vec<&'static str>,
}

#[derive(Serialize)]
struct ThresholdChoice {
    name: String,
    usual: f64,
    /// The end of what means something; every threshold begins at 0.
    largest: Option<f64>,
    unit: &'static str,
    meaning: &'static str,
}

#[derive(Serialize)]
struct ListChoice {
    name: &'static str,
    words: Vec<&'static str>,
    /// What can be added to it, in words.
    shape: &'static str,
    holds_names: bool,
}

impl Choices {
    pub(crate) fn all() -> Self {
        let rules = RULES.iter().map(|rule| {
            let page = page(rule.code);
            let usual = rule.severity.as_str();
            let in_profiles = PROFILES
                .iter()
                .map(|profile| profile.level(rule.code).map_or(usual, Level::as_str));
            RuleChoice {
                code: rule.code,
                title: page.map_or(rule.code, |page| page.title),
                group: page.map_or("", |page| page.group),
                level: usual,
                in_profiles: in_profiles.collect(),
            }
        });
        let thresholds = thresholds().map(|threshold| ThresholdChoice {
            name: threshold.full_name(),
            usual: threshold.usual,
            largest: threshold.largest(),
            unit: threshold.unit.as_str(),
            meaning: threshold.meaning,
        });
        let lists = Lexicon::ALL.iter().map(|list| ListChoice {
            name: list.name(),
            words: list.words().iter().collect(),
            shape: list.shape(),
            holds_names: list.holds_names(),
        });
        Self {
            rules: rules.collect(),
            thresholds: thresholds.collect(),
            lists: lists.collect(),
        }
    }
}
