//! The picture: boxes in sight, lines, and how it is moved. It is one stop of the Tab key, a list of boxes to those who hear it.

use std::rc::Rc;

use yew::prelude::*;

use super::super::memo::Memo;
use super::boxes::{box_id, inside, scene_class, spoken};
use super::lines::{loose_path, path};
use super::scene::{CANVAS, Scene};
use super::{keys, pointer};
use crate::hooks::use_store::Store;
use crate::interop::diagram::{Diagram, Line};
use crate::interop::shared::Shared;
use crate::state::format::fixed;

/// Draws it.
pub fn canvas(store: &Store, diagram: &Shared<Diagram>) -> Html {
    let scene = Rc::new(Scene::of(store, diagram));
    let camera = scene.camera;
    let transform = format!(
        "translate({} {}) scale({})",
        fixed(camera.x, 1),
        fixed(camera.y, 1),
        fixed(camera.scale, 4)
    );
    let boxes = (0..diagram.boxes.len())
        .filter(|node| scene.shows(*node) || scene.active == Some(*node))
        .map(|node| boxed(&scene, node));
    let boxes: Html = boxes.collect();
    let onkeydown = keys::pressed(store, &scene);
    let [onpointerdown, onpointermove, onpointerup, onpointercancel] = pointer::callbacks(store, &scene);
    let is_dragging = store
        .diagram
        .gesture
        .as_ref()
        .is_some_and(|gesture| gesture.has_moved);
    html! {
        <div id={CANVAS} class={classes!("diagram-canvas", is_dragging.then_some("is-dragging"))} role="listbox" tabindex="0"
            aria-label="Relations. Arrow keys go along foreign keys, Enter looks at one, plus, minus and 0 zoom." data-testid="diagram-canvas"
            aria-activedescendant={scene.active.map(box_id)} {onkeydown} {onpointerdown} {onpointermove} {onpointerup} {onpointercancel}>
            <svg width="100%" height="100%" role="presentation" class={(!scene.is_readable()).then_some("is-far")}>
                <g {transform} role="presentation">
                    { lines(&scene) }
                    { boxes }
                </g>
            </svg>
        </div>
    }
}

fn boxed(scene: &Rc<Scene>, node: usize) -> Html {
    let Some(drawn) = scene.diagram.boxes.get(node) else {
        return html! {};
    };
    let (x, y) = scene.place(node);
    let row = [scene.selected, scene.pointed]
        .into_iter()
        .flatten()
        .find(|(found, _)| *found == node);
    let row = row.and_then(|(_, row)| row);
    let is_readable = scene.is_readable();
    // Letters grow in steps while the picture shrinks, so that not every turn of the wheel draws everything.
    let step = if is_readable {
        0
    } else {
        (scene.camera.scale.log2() * 3.0).floor() as i32
    };
    let state = [
        scene.diagram.identity(),
        node,
        row.map_or(0, |row| row + 1),
        step.unsigned_abs() as usize + usize::from(is_readable),
    ];
    let diagram = scene.diagram.clone();
    let draw: Rc<dyn Fn() -> Html> =
        Rc::new(move || inside(&diagram, node, row, is_readable, (f64::from(step) / 3.0).exp2()));
    let is_selected = scene.selected.is_some_and(|(selected, _)| selected == node);
    html! {
        <g key={node} class={scene_class(scene, node)} role="presentation" data-node={node.to_string()} data-name={drawn.name.clone()}
            data-testid="diagram-box" transform={format!("translate({x} {y})")}>
            <rect id={box_id(node)} class="box-body" width={drawn.width.to_string()} height={drawn.height.to_string()} rx="6" role="option"
                aria-label={spoken(&scene.diagram, node)} aria-selected={is_selected.to_string()}
                aria-posinset={(node + 1).to_string()} aria-setsize={scene.diagram.boxes.len().to_string()} />
            <g aria-hidden="true"><Memo {state} {draw} /></g>
        </g>
    }
}

/// The lines: those at boxes that move, those at the box looked at, and all others as one path.
fn lines(scene: &Rc<Scene>) -> Html {
    let strong = scene.selected.map(|(node, _)| node).or(scene.active);
    let moved = scene.moved.iter().fold(0_usize, |sum, (node, _, _)| {
        sum.wrapping_mul(31).wrapping_add(node + 1)
    });
    let state = [
        scene.diagram.identity(),
        strong.map_or(0, |node| node + 1),
        moved,
        usize::from(scene.dim.is_empty()),
    ];
    let held = scene.clone();
    let draw: Rc<dyn Fn() -> Html> = Rc::new(move || {
        let is_loose = |line: &&Line| held.is_moved(line.from) || held.is_moved(line.to);
        let is_strong = |line: &&Line| strong.is_some_and(|node| line.from == node || line.to == node);
        let lines = || held.diagram.lines.iter().filter(|line| !is_loose(line));
        let class = if held.dim.is_empty() {
            "diagram-lines"
        } else {
            "diagram-lines is-dim"
        };
        html! {
            <>
                <path {class} d={path(lines().filter(|line| !is_strong(line)))} />
                <path class="diagram-lines is-strong" d={path(lines().filter(is_strong))} />
            </>
        }
    });
    html! {
        <>
            <Memo {state} {draw} />
            if !scene.moved.is_empty() {
                <path class="diagram-lines is-strong" d={loose_path(scene)} />
            }
        </>
    }
}
