//! Choosing which findings are shown: by table, rule and certainty. By severity it is the counts above.

use yew::prelude::*;

use crate::components::chip_select::{Chip, chip_select, chosen_word};
use crate::hooks::use_store::{Store, sending};
use crate::interop::report::{Certainty, Finding, Report};
use crate::state::action::Action;
use crate::state::filter::FindingFilter;

/// From how many findings on there is something to choose.
const FROM: usize = 6;

/// Draws it; nothing when there are few findings.
pub fn finding_filter(store: &Store, report: &Report) -> Html {
    let all = report.open_findings().count();
    if all < FROM {
        return html! {};
    }
    let filter = &store.selection.filter;
    let shown = report.wanted_findings(filter).count();
    let clear = sending::<MouseEvent>(store, Action::FindingsFiltered(FindingFilter::default()));
    let relation = choice(
        store,
        Asked {
            label: "Table",
            testid: "filter-table",
            all: "All tables",
            chosen: filter.relation.clone(),
            choices: counted(report, |finding| finding.relation.clone()),
            choose: |filter, word| filter.relation = word,
        },
    );
    let rule = choice(
        store,
        Asked {
            label: "Rule",
            testid: "filter-rule",
            all: "All rules",
            chosen: filter.rule.clone(),
            choices: counted(report, |finding| Some(finding.rule.clone())),
            choose: |filter, word| filter.rule = word,
        },
    );
    let certainty = choice(
        store,
        Asked {
            label: "Certainty",
            testid: "filter-certainty",
            all: "However sure",
            chosen: filter.certainty.map(|certainty| certainty.as_str().into()),
            choices: counted(report, |finding| Some(finding.certainty.as_str().into())),
            choose: |filter, word| {
                let known = Certainty::ALL.into_iter();
                filter.certainty = known
                    .into_iter()
                    .find(|known| word.as_deref() == Some(known.as_str()));
            },
        },
    );
    html! {
        <div class="finding-filter" role="group" aria-label="Which findings are shown">
            { relation }{ rule }{ certainty }
            <span class="quiet" data-testid="filter-status">
                if shown < all {
                    { format!("{shown} of {all}") }
                }
            </span>
            if !filter.is_empty() {
                <button type="button" class="button is-quiet" data-testid="filter-clear" onclick={clear}>{ "Show all" }</button>
            }
        </div>
    }
}

/// One thing to choose.
struct Asked {
    label: &'static str,
    testid: &'static str,
    /// What stands there while nothing is chosen.
    all: &'static str,
    chosen: Option<AttrValue>,
    /// Words, and how many findings each has.
    choices: Vec<(AttrValue, usize)>,
    choose: fn(&mut FindingFilter, Option<AttrValue>),
}

fn choice(store: &Store, asked: Asked) -> Html {
    let (dispatch, filter) = (store.dispatcher(), store.selection.filter.clone());
    let on_choose = Callback::from(move |event: Event| {
        let mut filter = FindingFilter::clone(&filter);
        let word = Some(chosen_word(&event)).filter(|word| !word.is_empty());
        (asked.choose)(&mut filter, word.map(AttrValue::from));
        dispatch.dispatch(Action::FindingsFiltered(filter));
    });
    let options = asked.choices.into_iter().map(|(word, count)| {
        let title = format!("{word} ({count})");
        (word, title.into())
    });
    let chip = Chip {
        label: asked.label,
        testid: asked.testid,
        detected: asked.all.to_owned(),
        chosen: asked.chosen,
        groups: vec![(AttrValue::default(), options.collect())],
        described_by: "findings-heading",
    };
    chip_select("findings", chip, on_choose)
}

/// Each word that findings have, in order, with the number of findings.
fn counted(report: &Report, word: impl Fn(&Finding) -> Option<AttrValue>) -> Vec<(AttrValue, usize)> {
    let mut counted: Vec<(AttrValue, usize)> = Vec::new();
    for word in report.open_findings().filter_map(|finding| word(finding)) {
        match counted.binary_search_by(|(known, _)| known.as_str().cmp(word.as_str())) {
            Ok(at) => {
                if let Some((_, count)) = counted.get_mut(at) {
                    *count += 1;
                }
            }
            Err(at) => counted.insert(at, (word, 1)),
        }
    }
    counted
}
