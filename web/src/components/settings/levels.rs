//! The level of each rule.

use yew::prelude::*;

use super::{is_sought, setting};
use crate::components::chip_select::chosen_word;
use crate::components::report::rule_link::rule_link;
use crate::hooks::use_store::Store;
use crate::interop::choices::{Choices, RuleChoice};
use crate::state::format::sentence;
use crate::state::options::set;

/// From the mildest on, with what they are called.
const LEVELS: [(&str, &str); 5] = [
    ("off", "Off"),
    ("hint", "Hint"),
    ("info", "Info"),
    ("warning", "Warning"),
    ("error", "Error"),
];

/// Draws the rules, subject by subject.
pub fn levels(store: &Store, choices: &Choices) -> Html {
    let look = &store.tools.settings;
    let options = &store.document.options;
    let mut groups: Vec<(&AttrValue, Vec<&RuleChoice>)> = Vec::new();
    for rule in &choices.rules {
        let is_shown = !look.differing || options.level(&rule.code).is_some();
        if !is_shown || !is_sought(store, &[&rule.code, &rule.title, &rule.group]) {
            continue;
        }
        match groups.iter_mut().find(|(group, _)| **group == rule.group) {
            Some((_, rules)) => rules.push(rule),
            None => {
                let at = groups.partition_point(|(group, _)| group.as_str() < rule.group.as_str());
                groups.insert(at, (&rule.group, vec![rule]));
            }
        }
    }
    if groups.is_empty() {
        return html! { <p class="quiet" data-testid="settings-none">{ "No rule like that." }</p> };
    }
    let groups = groups.into_iter().map(|(group, rules)| {
        html! {
            <section class="settings-group" key={group.to_string()}>
                <h3>{ sentence(group) }</h3>
                <ul>{ for rules.into_iter().map(|rule| row(store, rule)) }</ul>
            </section>
        }
    });
    html! { <div class="settings-list">{ for groups }</div> }
}

fn row(store: &Store, rule: &RuleChoice) -> Html {
    let profiles = &store.analysis.profiles;
    let chosen = store.document.profile.as_ref();
    let profile = profiles.iter().position(|profile| Some(&profile.code) == chosen);
    let usual = rule.usual(profile);
    let level = store.document.options.level(&rule.code);
    let onchange = {
        let (store, code, usual) = (store.clone(), rule.code.clone(), usual.clone());
        Callback::from(move |event: Event| {
            let word = chosen_word(&event);
            let said = match word.as_str() {
                "" => format!("{code}: {usual}, its own level"),
                word => format!("{code}: {word}"),
            };
            let level = Some(word).filter(|word| !word.is_empty() && *word != usual.as_str());
            store.dispatch(setting(&store, said, |options| {
                set(&mut options.levels, &code, level.map(AttrValue::from));
            }));
        })
    };
    let levels = LEVELS.iter().map(|(word, title)| {
        let selected = level.is_some_and(|level| level == word);
        html! { <option value={*word} {selected}>{ *title }</option> }
    });
    html! {
        <li class={classes!("settings-item", level.map(|_| "is-chosen"))} key={rule.code.to_string()} data-testid="settings-rule"
            data-rule={rule.code.clone()}>
            <span class="settings-name">{ rule.title.clone() }{ rule_link(&rule.code, &rule.title) }</span>
            <select class="select" aria-label={format!("Level of {}", rule.code)} ~value={level.map(|level| level.to_string()).unwrap_or_default()}
                {onchange}>
                <option value="" selected={level.is_none()}>{ format!("{} (usual)", sentence(usual)) }</option>
                { for levels }
            </select>
        </li>
    }
}
