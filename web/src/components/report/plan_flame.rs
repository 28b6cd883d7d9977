//! A plan as boxes, each as wide as the part of the time that it and what is below it take. The table says the same in numbers.

use web_sys::KeyboardEvent;
use yew::prelude::*;

use super::node_details::selected_details;
use crate::hooks::use_store::{Store, sending};
use crate::interop::dom;
use crate::interop::plan::{Field, Plan};
use crate::interop::shared::Shared;
use crate::state::action::Action;
use crate::state::format;

/// Narrower boxes, as a part of the whole, cannot be seen or hit.
const NARROWEST: f64 = 0.002;
/// More boxes take too long to draw.
const MOST_BOXES: usize = 500;
/// Deeper steps are left to the other views.
const DEEPEST: usize = 60;
/// Height of a box and of its row, in pixels.
const BOX_HEIGHT: usize = 24;
const ROW_HEIGHT: usize = 26;
/// Width of a letter in a box, in pixels.
const LETTER: f64 = 6.6;

/// Draws the plan at a place of the report.
pub fn plan_flame(store: &Store, index: usize, plan: &Shared<Plan>) -> Html {
    let (weights, measure) = weights(plan);
    let boxes = lay_out(plan, &weights);
    let selected = store.selection.node.filter(|(of_plan, _)| *of_plan == index);
    let selected = selected.map(|(_, node)| node);
    let width = dom::viewport_width() * if dom::viewport_width() < 900.0 { 0.93 } else { 0.44 };
    let rows = boxes.iter().map(|laid| laid.row).max().unwrap_or_default() + 1;
    let drawn = boxes
        .iter()
        .map(|laid| box_of(store, index, plan, laid, selected, width));
    let drawn: Html = drawn.collect();
    let left_out = plan.count() - boxes.len();
    let (dispatch, walked, shown) = (store.dispatcher(), plan.clone(), boxes.clone());
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if let Some(node) = step(&walked, &shown, selected, &event.key()) {
            event.prevent_default();
            dispatch.dispatch(Action::NodeSelected { plan: index, node });
            dom::show_soon(box_id(index, node));
        }
    });
    let active = selected.filter(|node| boxes.iter().any(|laid| laid.node == *node));
    html! {
        <>
            <p class="quiet">{ measure }{ " Arrow keys walk: down to the steps below, up, and sideways." }</p>
            <div class="flame" role="tree" aria-label="Steps as boxes" tabindex="0" data-testid="plan-flame"
                aria-activedescendant={active.map(|node| box_id(index, node))} {onkeydown}>
                <svg role="presentation" width="100%" height={(rows * ROW_HEIGHT).to_string()}>{ drawn }</svg>
            </div>
            if left_out > 0 {
                <p class="quiet">{ format!("{} too small to be drawn; the table has them all.", crate::state::analysis::plural(left_out, "step")) }</p>
            }
            { selected_details(store, index, plan) }
        </>
    }
}

fn box_id(plan: usize, node: usize) -> String {
    format!("plan-{plan}-box-{node}")
}

/// A step's place: from where to where of the whole width, and in which row.
#[derive(Debug, Clone, PartialEq)]
struct Laid {
    node: usize,
    row: usize,
    from: f64,
    width: f64,
}

/// For each node the weight of itself and everything below, and in words what is weighed.
fn weights(plan: &Plan) -> (Vec<f64>, &'static str) {
    let told = |field| (0..plan.count()).any(|node| plan.number(node, field).is_some_and(|own| own > 0.0));
    let choices = [
        (
            Field::SelfMs,
            "A box is as wide as the time of its step with the steps below.",
        ),
        (
            Field::OwnBlocks,
            "No times are told: a box is as wide as the blocks its step touched with the steps below.",
        ),
        (
            Field::SelfCost,
            "Nothing was measured: a box is as wide as the planner’s cost of its step with the steps below.",
        ),
    ];
    let choice = choices.into_iter().find(|(field, _)| told(*field));
    let own = |node| match choice {
        Some((field, _)) => plan.number(node, field).unwrap_or_default().max(0.0),
        None => 1.0,
    };
    let mut weights: Vec<f64> = (0..plan.count()).map(own).collect();
    for node in (0..plan.count()).rev() {
        let below = weights.get(node).copied().unwrap_or_default();
        if let Some(parent) = plan.parent(node).and_then(|parent| weights.get_mut(parent)) {
            *parent += below;
        }
    }
    let measure = "This plan tells neither times nor costs: every step counts the same.";
    (weights, choice.map_or(measure, |(_, words)| words))
}

/// Children stand next to each other under their parent, in the plan's order.
fn lay_out(plan: &Plan, weights: &[f64]) -> Vec<Laid> {
    let weight = |node: usize| weights.get(node).copied().unwrap_or_default();
    let whole = weight(0);
    if whole <= 0.0 {
        return Vec::new();
    }
    // Where the next child of each node begins; none for what is not drawn, and everything below it.
    let mut next: Vec<Option<f64>> = vec![None; plan.count()];
    let mut laid = Vec::new();
    for node in 0..plan.count() {
        let width = weight(node) / whole;
        let from = match plan.parent(node) {
            None => Some(0.0),
            Some(parent) => next.get_mut(parent).and_then(|place| {
                let from = (*place)?;
                *place = Some(from + width);
                Some(from)
            }),
        };
        let row = plan.depth(node);
        let is_drawn = width >= NARROWEST && laid.len() < MOST_BOXES && row < DEEPEST;
        if let Some((from, place)) = from.filter(|_| is_drawn).zip(next.get_mut(node)) {
            *place = Some(from);
            laid.push(Laid {
                node,
                row,
                from,
                width,
            });
        }
    }
    laid
}

/// The step that a key leads to.
fn step(plan: &Plan, boxes: &[Laid], selected: Option<usize>, key: &str) -> Option<usize> {
    let Some(here) = selected.and_then(|node| boxes.iter().position(|laid| laid.node == node)) else {
        let is_arrow = key.starts_with("Arrow") || key == "Home";
        return boxes.first().filter(|_| is_arrow).map(|laid| laid.node);
    };
    let node = selected?;
    let siblings = || {
        boxes
            .iter()
            .filter(|laid| plan.parent(laid.node) == plan.parent(node))
    };
    match key {
        "ArrowDown" => boxes
            .get(here + 1)
            .map(|laid| laid.node)
            .filter(|below| plan.parent(*below) == Some(node)),
        "ArrowUp" => plan.parent(node),
        "ArrowRight" => siblings().map(|laid| laid.node).find(|other| *other > node),
        "ArrowLeft" => {
            let mut before = boxes
                .iter()
                .rev()
                .map(|laid| laid.node)
                .filter(|other| *other < node);
            before.find(|other| plan.parent(*other) == plan.parent(node))
        }
        "Home" => boxes.first().map(|laid| laid.node),
        _ => None,
    }
}

fn box_of(
    store: &Store,
    index: usize,
    plan: &Plan,
    laid: &Laid,
    selected: Option<usize>,
    pixels: f64,
) -> Html {
    let Some(node) = plan.node(laid.node) else {
        return html! {};
    };
    let is_selected = selected == Some(laid.node);
    let onclick = sending::<MouseEvent>(
        store,
        Action::NodeSelected {
            plan: index,
            node: laid.node,
        },
    );
    let name = node.name();
    let own = node
        .self_ms
        .map(|own| format!(", {} itself", format::duration(own)));
    let spoken = format!(
        "{name}: {} of the whole with the steps below{}",
        format::percent(laid.width),
        own.unwrap_or_default()
    );
    let room = laid.width * pixels - 12.0;
    let fits = |words: &str| words.chars().count() as f64 * LETTER <= room;
    let label = if fits(&name) {
        Some(name)
    } else {
        Some(node.label.to_string()).filter(|label| fits(label))
    };
    let heat = match node.share {
        Some(share) if share >= 0.5 => "heat-3",
        Some(share) if share >= 0.2 => "heat-2",
        Some(share) if share >= 0.05 => "heat-1",
        _ => "heat-0",
    };
    let percent = |part: f64| format!("{}%", format::fixed(part * 100.0, 3));
    let class = classes!("flame-box", heat, is_selected.then_some("is-selected"));
    html! {
        <svg key={laid.node} id={box_id(index, laid.node)} {class} role="treeitem" aria-label={spoken.clone()}
            aria-level={(laid.row + 1).to_string()} aria-selected={is_selected.to_string()} data-testid="flame-box"
            x={percent(laid.from)} y={(laid.row * ROW_HEIGHT).to_string()} width={percent(laid.width)} height={BOX_HEIGHT.to_string()} {onclick}>
            <title>{ spoken }</title>
            <rect width="100%" height="100%" rx="3" />
            if let Some(label) = label {
                <text x="6" y="16" aria-hidden="true">{ label }</text>
            }
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A root with two children, the first of which has one of its own, and one that takes no time.
    fn plan() -> Plan {
        let fields = [Field::Parent, Field::Depth, Field::SelfMs];
        let rows: [&[f64]; 5] = [
            &[f64::NAN, 0.0, 1.0],
            &[0.0, 1.0, 2.0],
            &[1.0, 2.0, 4.0],
            &[0.0, 1.0, 3.0],
            &[0.0, 1.0, 0.0],
        ];
        Plan::of_numbers(&fields, &rows)
    }

    #[test]
    fn boxes_stand_inside_their_parent() {
        let plan = plan();
        let (weights, _) = weights(&plan);
        let boxes = lay_out(&plan, &weights);
        let places: Vec<(usize, f64, f64)> = boxes
            .iter()
            .map(|laid| (laid.node, laid.from, laid.width))
            .collect();
        assert_eq!(
            places,
            [(0, 0.0, 1.0), (1, 0.0, 0.6), (2, 0.0, 0.4), (3, 0.6, 0.3)]
        );
    }

    #[test]
    fn keys_walk_the_boxes() {
        let plan = plan();
        let boxes = lay_out(&plan, &weights(&plan).0);
        let to = |from, key| step(&plan, &boxes, from, key);
        assert_eq!(to(None, "ArrowDown"), Some(0));
        assert_eq!(to(Some(0), "ArrowDown"), Some(1));
        assert_eq!(to(Some(1), "ArrowRight"), Some(3));
        assert_eq!(to(Some(3), "ArrowDown"), None);
        assert_eq!(to(Some(3), "ArrowLeft"), Some(1));
        assert_eq!(to(Some(2), "ArrowUp"), Some(1));
    }
}
