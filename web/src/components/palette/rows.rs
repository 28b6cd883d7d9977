//! The rows of the palette: everything that fits what was typed, the best first.

use yew::AttrValue;

use super::matching::{Fit, Match, matched};
use crate::interop::report::Finding;
use crate::state::AppState;
use crate::state::action::Action;
use crate::state::commands::COMMANDS;
use crate::state::examples::EXAMPLES;
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
    for example in &EXAMPLES {
        let run = || Action::ExampleOpened(example).into();
        found.offer(Group::Examples, example.title, example.summary, run);
    }
    found.in_order()
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
        for (_, rows) in self.groups {
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
    let Some((_, names)) = &state.tools.names else {
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
mod tests {
    use super::*;
    use crate::interop::choices::{Choices, RuleChoice};
    use crate::interop::names::{Named, Names};
    use crate::interop::shared::Shared;
    use crate::state::document::Document;
    use crate::state::layout::Theme;

    fn state(typed: &'static str) -> AppState {
        let mut state = AppState::new(Document::new("create table t (a int);"), Vec::new(), Theme::Auto);
        let named = |relation: &'static str, column: Option<&'static str>| Named {
            relation: relation.into(),
            column: column.map(|column| (column.into(), 0)),
            about: "text".into(),
            location: None,
            place: 0,
        };
        let all = vec![
            named("share", None),
            named("share", Some("price")),
            named("club", None),
            named("club", Some("theme_share")),
        ];
        state.tools.names = Some((1, Shared::new(Names { all })));
        let rule = |code: String| RuleChoice {
            title: format!("Rule {code}").into(),
            code: code.into(),
            group: "keys".into(),
            level: "hint".into(),
            in_profiles: Vec::new(),
        };
        let rules = (0..90).map(|number| rule(format!("made-{number}"))).collect();
        let choices = Choices {
            rules,
            ..Choices::default()
        };
        state.tools.choices = Some(Shared::new(choices));
        state.tools.palette.typed = typed.into();
        state
    }

    fn titles(state: &AppState) -> Vec<String> {
        rows(state).iter().map(|row| row.title.to_string()).collect()
    }

    #[test]
    fn without_a_word_there_are_commands_and_no_names() {
        let rows = rows(&state(""));
        assert!(rows.len() > 20 && rows.len() <= MOST_ROWS);
        assert!(
            rows.iter()
                .all(|row| row.group != Group::Columns && row.group != Group::Rules)
        );
        assert_eq!(rows[0].group, Group::Commands);
    }

    #[test]
    fn groups_stand_together_and_the_best_first() {
        let titles = titles(&state("share"));
        assert_eq!(titles[0], "Share…");
        let relation = titles.iter().position(|title| title == "share").unwrap();
        let column = titles
            .iter()
            .position(|title| title == "club.theme_share")
            .unwrap();
        assert!(relation < column);
        let groups: Vec<Group> = rows(&state("share")).iter().map(|row| row.group).collect();
        let mut seen: Vec<Group> = Vec::new();
        for group in groups {
            if seen.last() != Some(&group) {
                assert!(!seen.contains(&group), "{group:?} stands in two places");
                seen.push(group);
            }
        }
    }

    #[test]
    fn rules_lead_to_their_page_when_they_found_nothing() {
        let rows = rows(&state("made-1"));
        assert!(matches!(&rows[0].run, Run::Page(code) if code == "made-1"));
        assert!(rows.len() <= MOST_ROWS);
        assert!(titles(&state("no such thing anywhere")).is_empty());
    }

    #[test]
    fn commands_that_would_do_nothing_are_not_offered() {
        let shown = titles(&state("plan as a tree"));
        assert!(!shown.iter().any(|title| title == "Plan as a tree"));
        let mut with_own = state("back to your");
        assert!(titles(&with_own).is_empty());
        with_own.saved.push(Document::new("mine"));
        assert_eq!(titles(&with_own), ["Back to your text"]);
    }
}
