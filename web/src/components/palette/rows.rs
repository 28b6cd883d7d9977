//! The rows of the palette: everything that fits what was typed, the best first.

use yew::AttrValue;

use super::matching::{Fit, Match, matched};
use crate::interop::report::Finding;
use crate::state::AppState;
use crate::state::action::Action;
use crate::state::commands::COMMANDS;
use crate::state::examples::OFFERED;
use crate::state::filter::FindingFilter;
use crate::state::tools::ToolAction;

/// Rows drawn at most.
pub const MOST_ROWS: usize = 50;
/// Rows of one group at most while others have some too.
const MOST_OF_A_GROUP: usize = 12;

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    Commands,
    Findings,
    Relations,
    Columns,
    Rules,
    Profiles,
    Parts,
    Examples,
}

impl Group {
    /// In the order in which they stand when all fit alike.
    const ALL: [Self; 8] = [
        Self::Commands,
        Self::Relations,
        Self::Columns,
        Self::Findings,
        Self::Rules,
        Self::Parts,
        Self::Profiles,
        Self::Examples,
    ];

    /// For people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Commands => "Commands",
            Self::Findings => "Findings",
            Self::Relations => "Tables and views",
            Self::Columns => "Columns",
            Self::Rules => "Rules",
            Self::Profiles => "Profiles",
            Self::Parts => "Parts",
            Self::Examples => "Examples",
        }
    }
}

/// A row.
#[derive(Debug, Clone)]
pub struct Row {
    pub group: Group,
    pub title: AttrValue,
    /// What else there is to say of it: a code, a type, a count.
    pub about: AttrValue,
    /// The keys of a command.
    pub keys: &'static [&'static str],
    pub found: Match,
    pub run: Run,
}

/// What a row does.
#[derive(Debug, Clone)]
pub enum Run {
    Action(Box<Action>),
    /// Opens the page of that rule beside this one.
    Page(AttrValue),
}

/// The rows, group by group, the group with the best row first. No more than [`MOST_ROWS`].
pub fn rows(state: &AppState) -> Vec<Row> {
    let mut found = Found {
        typed: state.tools.palette.typed.as_str(),
        groups: Group::ALL.map(|group| (group, Vec::new())),
    };
    commands(state, &mut found);
    // Without a word the commands are what there is to see: names and rules are hundreds.
    if !found.typed.trim().is_empty() {
        names(state, &mut found);
        findings(state, &mut found);
        rules(state, &mut found);
    }
    parts(state, &mut found);
    profiles(state, &mut found);
    examples(state, &mut found);
    found.in_order()
}

/// The gallery's, or those that are known without it.
fn examples(state: &AppState, found: &mut Found<'_>) {
    let mut offer = |slug: &str, title: &str, summary: &str| {
        let run = || Action::ExampleWanted(slug.to_owned().into()).into();
        found.offer(Group::Examples, title, summary, run);
    };
    match &state.examples {
        Some(examples) => {
            for example in examples.iter() {
                offer(&example.slug, &example.title, &example.summary);
            }
        }
        None => OFFERED
            .iter()
            .for_each(|(slug, title, summary)| offer(slug, title, summary)),
    }
}

struct Found<'s> {
    typed: &'s str,
    groups: [(Group, Vec<Row>); 8],
}

impl Found<'_> {
    fn offer(&mut self, group: Group, title: &str, about: &str, run: impl FnOnce() -> Run) {
        self.offer_with(group, (title, "", about), &[], run);
    }

    /// Takes a row in when it fits: title, synonyms, what else there is to say.
    fn offer_with(
        &mut self,
        group: Group,
        (title, synonyms, about): (&str, &str, &str),
        keys: &'static [&'static str],
        run: impl FnOnce() -> Run,
    ) {
        let Some(found) = matched(self.typed, title, synonyms) else {
            return;
        };
        // A message is a sentence, which has nearly any letters in it.
        if group == Group::Findings && found.fit == Fit::Letters {
            return;
        }
        let Some((_, rows)) = self.groups.iter_mut().find(|(known, _)| *known == group) else {
            return;
        };
        // Those that fit alike stay in the order they came in.
        let at = rows.partition_point(|row| order(&row.found) <= order(&found));
        if at < MOST_ROWS {
            rows.truncate(MOST_ROWS - 1);
            rows.insert(
                at,
                Row {
                    group,
                    title: title.to_owned().into(),
                    about: about.to_owned().into(),
                    keys,
                    found,
                    run: run(),
                },
            );
        }
    }

    fn in_order(self) -> Vec<Row> {
        let mut groups: Vec<Vec<Row>> = Vec::new();
        let fits = |row: &Row| row.found.fit != Fit::Letters;
        // Scattered letters are a last resort: beside whole words they would be noise.
        let whole_words = self.groups.iter().any(|(_, rows)| rows.iter().any(fits));
        for (_, mut rows) in self.groups {
            rows.retain(|row| !whole_words || fits(row));
            let Some(best) = rows.first() else { continue };
            let fit = best.found.fit;
            let fits_better = |known: &Vec<Row>| known.first().is_some_and(|first| first.found.fit <= fit);
            let at = groups.partition_point(fits_better);
            groups.insert(at, rows);
        }
        let several = groups.len() > 1 && !self.typed.trim().is_empty();
        let most = if several { MOST_OF_A_GROUP } else { MOST_ROWS };
        let rows = groups.into_iter().flat_map(|rows| rows.into_iter().take(most));
        rows.take(MOST_ROWS).collect()
    }
}

fn order(found: &Match) -> (Fit, usize) {
    (found.fit, found.distance)
}

impl From<Action> for Run {
    fn from(action: Action) -> Self {
        Self::Action(Box::new(action))
    }
}

fn commands(state: &AppState, found: &mut Found<'_>) {
    // The first is the palette itself.
    for command in COMMANDS
        .iter()
        .skip(1)
        .filter(|command| command.needs.are_met(state))
    {
        let words = (command.title, command.words, "");
        found.offer_with(Group::Commands, words, command.keys, || (command.run)().into());
    }
}

fn names(state: &AppState, found: &mut Found<'_>) {
    // Those of another text lead nowhere in this one.
    let names = state.tools.names.as_ref();
    let Some((_, names)) = names.filter(|(of, _)| *of == state.document.revision) else {
        return;
    };
    for named in &names.all {
        let group = match named.column {
            None => Group::Relations,
            Some(_) => Group::Columns,
        };
        let run = || Action::Tool(ToolAction::NameShown(named.clone())).into();
        found.offer(group, &named.words(), &named.about, run);
    }
}

fn findings(state: &AppState, found: &mut Found<'_>) {
    let Some(report) = &state.analysis.report else {
        return;
    };
    for finding in report.open_findings() {
        let run = || Action::FindingShown(finding.id.clone()).into();
        let message = finding.message.replace('`', "");
        found.offer_with(
            Group::Findings,
            (&message, &finding.rule, &about(finding)),
            &[],
            run,
        );
    }
}

fn about(finding: &Finding) -> String {
    format!("{}, line {}", finding.severity.as_str(), finding.location.line)
}

fn rules(state: &AppState, found: &mut Found<'_>) {
    let Some(choices) = &state.tools.choices else {
        return;
    };
    let report = state.analysis.report.as_ref();
    for rule in &choices.rules {
        let of_rule = FindingFilter {
            rule: Some(rule.code.clone()),
            ..FindingFilter::default()
        };
        let count = report.map_or(0, |report| report.wanted_findings(&of_rule).count());
        let about = match count {
            0 => "its page, in a new tab".to_owned(),
            1 => "1 finding".to_owned(),
            count => format!("{count} findings"),
        };
        let title = format!("{} ({})", rule.title, rule.code);
        found.offer_with(Group::Rules, (&title, &rule.code, &about), &[], || match count {
            0 => Run::Page(rule.code.clone()),
            _ => Action::FindingsOfRule(rule.code.clone()).into(),
        });
    }
}

fn parts(state: &AppState, found: &mut Found<'_>) {
    if state.document.parts.len() < 2 {
        return;
    }
    for part in &state.document.parts {
        let title = format!("Part: {}", state.title_of(&part.id));
        let run = || Action::PartActivated(part.id.clone()).into();
        found.offer(Group::Parts, &title, "", run);
    }
}

fn profiles(state: &AppState, found: &mut Found<'_>) {
    for profile in &state.analysis.profiles {
        let title = format!("Profile: {}", profile.name);
        let run = || Action::ProfileChosen(Some(profile.code.clone())).into();
        found.offer(Group::Profiles, &title, &profile.summary, run);
    }
}

#[cfg(test)]
mod tests;
