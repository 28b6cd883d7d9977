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
fn scattered_letters_count_where_nothing_else_fits() {
    let titles_of = |typed| titles(&state(typed));
    assert_eq!(titles_of("gtdg")[0], "Go to the diagram");
    assert!(titles_of("club").iter().all(|title| title.contains("club")));
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

#[test]
fn names_of_another_text_are_not_offered() {
    let mut state = state("club");
    assert!(titles(&state).contains(&"club".to_owned()));
    state.document.raise_revision();
    assert_eq!(titles(&state), Vec::<String>::new());
}
