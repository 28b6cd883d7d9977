//! A plan as a table that sorts by its columns: which step takes the most time, guesses the worst, reads the most blocks.

use std::rc::Rc;

use yew::prelude::*;

use super::memo::Memo;
use super::node_details::node_details;
use super::plan_pages::{PAGE, page_of, pages};
use super::plan_row::{own_time, step_name};
use crate::hooks::use_store::{Store, sending};
use crate::interop::plan::{Field, Plan, PlanNode};
use crate::interop::report::Report;
use crate::interop::shared::Shared;
use crate::state::action::Action;
use crate::state::format;
use crate::state::plan_look::Sorting;

/// A column: what it sorts by, its head, and what that means.
const COLUMNS: [(Field, &str, &str); 7] = [
    (
        Field::SelfMs,
        "Own time",
        "Time in this step without the steps below it, and its share",
    ),
    (
        Field::TotalMs,
        "Total",
        "With the steps below, over all loops and processes",
    ),
    (
        Field::EstimateFactor,
        "Rows ×",
        "How many times more or fewer rows came than expected",
    ),
    (Field::RowsMost, "Rows", "Over all loops"),
    (
        Field::RowsRemoved,
        "Removed",
        "Rows looked at and thrown away, over all loops",
    ),
    (Field::Loops, "Loops", "How often it was started"),
    (
        Field::OwnBlocks,
        "Blocks",
        "Blocks of 8 kB this step touched itself",
    ),
];

/// Draws the plan at a place of the report.
pub fn plan_table(store: &Store, report: &Shared<Report>, index: usize, plan: &Shared<Plan>) -> Html {
    let order = order(plan, store.selection.look.sorting);
    let selected = store.selection.node.filter(|(of_plan, _)| *of_plan == index);
    let selected = selected.map(|(_, node)| node);
    let row = selected.and_then(|node| order.iter().position(|other| *other == node));
    let page = page_of(store, row, order.len());
    let rows = order.iter().skip(page * PAGE).take(PAGE);
    let rows = rows.map(|node| kept_row(store, report, index, plan, *node, selected == Some(*node)));
    let pages = pages(store, page, order.len());
    html! {
        <>
            { pages.clone() }
            <div class="plan-scroll" tabindex="0" role="region" aria-label="Steps as a table">
                <table class="plan-table" data-testid="plan-table">
                    <thead>
                        <tr>
                            <th scope="col"><span>{ "Step" }</span></th>
                            { for COLUMNS.iter().map(|(field, head, meaning)| column_head(store, *field, head, meaning)) }
                        </tr>
                    </thead>
                    <tbody>{ for rows }</tbody>
                </table>
            </div>
            { pages }
        </>
    }
}

fn column_head(store: &Store, field: Field, head: &'static str, meaning: &'static str) -> Html {
    let sorting = store.selection.look.sorting.filter(|sorting| sorting.by == field);
    let (sort, arrow) = match sorting {
        None => ("none", ""),
        Some(sorting) if sorting.descending => ("descending", " ↓"),
        Some(_) => ("ascending", " ↑"),
    };
    let onclick = sending::<MouseEvent>(store, Action::PlanSorted(field));
    html! {
        <th scope="col" aria-sort={sort}>
            <button type="button" title={meaning} {onclick}>{ head }<span aria-hidden="true">{ arrow }</span></button>
        </th>
    }
}

fn kept_row(
    store: &Store,
    report: &Shared<Report>,
    index: usize,
    plan: &Shared<Plan>,
    node: usize,
    is_selected: bool,
) -> Html {
    let details = store.selection.look.details.as_ref().filter(|_| is_selected);
    let state = [
        report.identity(),
        2 * usize::from(is_selected) + usize::from(store.is_report_current()),
        details.map_or(0, Shared::identity),
        node,
    ];
    let (store, report, plan) = (store.clone(), report.clone(), plan.clone());
    let draw: Rc<dyn Fn() -> Html> = Rc::new(move || match plan.node(node) {
        Some(shown) => row(&store, &report, index, &plan, &shown, is_selected),
        None => html! {},
    });
    html! { <Memo key={node} {state} {draw} /> }
}

fn row(
    store: &Store,
    report: &Report,
    index: usize,
    plan: &Plan,
    node: &PlanNode,
    is_selected: bool,
) -> Html {
    let onclick = sending::<MouseEvent>(
        store,
        Action::NodeSelected {
            plan: index,
            node: node.id,
        },
    );
    let class = classes!(
        is_selected.then_some("is-selected"),
        node.never_executed.then_some("is-never")
    );
    let number = |value: Option<f64>| value.map_or("–".to_owned(), format::count);
    let rows = match node.rows_total {
        Some((least, most)) if most.is_infinite() => format!("≥ {}", format::count(least)),
        Some((least, most)) if least < most => format!("≤ {}", format::count(most)),
        Some((_, most)) => format::count(most),
        None => "–".to_owned(),
    };
    html! {
        <>
            <tr {class} data-testid="plan-table-row">
                <th scope="row">
                    <button type="button" aria-pressed={is_selected.to_string()} {onclick}>
                        { step_name(node, report.severity_at(index, node.id)) }
                    </button>
                </th>
                <td class="plan-own">{ own_time(node) }</td>
                <td>{ node.total_ms.map_or("–".to_owned(), format::duration) }</td>
                <td>{ factor(node) }</td>
                <td>{ rows }</td>
                <td>{ number(node.rows_removed) }</td>
                <td>{ number(node.loops) }</td>
                <td>{ number(node.own_blocks) }</td>
            </tr>
            if is_selected {
                <tr class="plan-table-extra"><td colspan="8">{ node_details(store, index, plan, node.id) }</td></tr>
            }
        </>
    }
}

fn factor(node: &PlanNode) -> Html {
    let Some(factor) = node.estimate_factor else {
        return html! { "–" };
    };
    let arrow = match node.underestimated {
        _ if factor < 1.05 => "",
        true => "↑ ",
        false => "↓ ",
    };
    let words = if node.underestimated {
        "more than expected"
    } else {
        "fewer than expected"
    };
    html! {
        <span class={(factor >= 10.0).then_some("factor is-large")}>
            <span aria-hidden="true">{ arrow }</span>{ format::factor(factor) }
            if factor >= 1.05 {
                <span class="visually-hidden">{ format!(" {words}") }</span>
            }
        </span>
    }
}

/// The nodes in the order asked for; those that do not tell the number stand last.
fn order(plan: &Plan, sorting: Option<Sorting>) -> Vec<usize> {
    let Some(sorting) = sorting else {
        return (0..plan.count()).collect();
    };
    let keyed = (0..plan.count()).map(|node| {
        let number = plan.number(node, sorting.by);
        let key = number.map_or(
            f64::INFINITY,
            |number| if sorting.descending { -number } else { number },
        );
        (key, node)
    });
    merged(keyed.collect())
        .into_iter()
        .map(|(_, node)| node)
        .collect()
}

/// Sorted by key, stable. The library's sort would be 5 KB of the download.
fn merged(mut keyed: Vec<(f64, usize)>) -> Vec<(f64, usize)> {
    let mut length = 1;
    while length < keyed.len() {
        let mut next = Vec::with_capacity(keyed.len());
        for pair in keyed.chunks(2 * length) {
            let (mut left, mut right) = pair.split_at(length.min(pair.len()));
            while let ([first, left_rest @ ..], [second, right_rest @ ..]) = (left, right) {
                if second.0 < first.0 {
                    next.push(*second);
                    right = right_rest;
                } else {
                    next.push(*first);
                    left = left_rest;
                }
            }
            next.extend_from_slice(left);
            next.extend_from_slice(right);
        }
        keyed = next;
        length *= 2;
    }
    keyed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_numbers_stand_last_either_way() {
        let plan = Plan::of_numbers(&[Field::SelfMs], &[&[1.0], &[f64::NAN], &[3.0], &[2.0], &[3.0]]);
        let by = |descending| {
            let sorting = Sorting {
                by: Field::SelfMs,
                descending,
            };
            order(&plan, Some(sorting))
        };
        assert_eq!(by(true), [2, 4, 3, 0, 1]);
        assert_eq!(by(false), [0, 3, 2, 4, 1]);
        assert_eq!(order(&plan, None), [0, 1, 2, 3, 4]);
    }
}
