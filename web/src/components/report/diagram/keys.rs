//! The keyboard: arrows go from box to box, along foreign keys where one leads that way.

use std::rc::Rc;

use web_sys::KeyboardEvent;
use yew::prelude::*;

use super::pointer::select;
use super::scene::Scene;
use crate::hooks::use_store::Store;
use crate::interop::diagram::Diagram;
use crate::state::action::Action;
use crate::state::diagram::{DiagramAction, View};

/// What a press of + or - zooms.
pub const STEP: f64 = 1.3;

/// What to do when a key is pressed.
pub fn pressed(store: &Store, scene: &Rc<Scene>) -> Callback<KeyboardEvent> {
    let (dispatch, scene) = (store.dispatcher(), scene.clone());
    Callback::from(move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let send = |action: DiagramAction| dispatch.dispatch(Action::Diagram(action));
        let view = |camera| send(DiagramAction::Viewed(View::At(camera)));
        let middle = (scene.size.0 / 2.0, scene.size.1 / 2.0);
        match event.key().as_str() {
            "+" | "=" => view(scene.zoomed(STEP, middle.0, middle.1)),
            "-" | "_" => view(scene.zoomed(1.0 / STEP, middle.0, middle.1)),
            "0" => send(DiagramAction::Viewed(View::Whole)),
            "Escape" if scene.selected.is_some() => send(DiagramAction::Deselected),
            "Enter" | " " => {
                if let Some(node) = scene.active {
                    select(&dispatch, &scene, node, None);
                }
            }
            key => {
                let places: Vec<(i32, i32)> = (0..scene.diagram.boxes.len())
                    .map(|node| middle_of(&scene, node))
                    .collect();
                let Some(node) = step(&scene.diagram, &places, scene.active, key) else {
                    return;
                };
                if let Some(drawn) = scene.diagram.boxes.get(node) {
                    send(DiagramAction::Walked {
                        name: drawn.name.clone(),
                        camera: scene.with_in_sight(node),
                    });
                }
            }
        }
        event.prevent_default();
    })
}

fn middle_of(scene: &Scene, node: usize) -> (i32, i32) {
    let (x, y) = scene.place(node);
    let size = scene
        .diagram
        .boxes
        .get(node)
        .map_or((0, 0), |drawn| (drawn.width, drawn.height));
    (x + size.0 / 2, y + size.1 / 2)
}

/// The box that a key leads to: the nearest in that direction at the other end of a foreign key, else the nearest of all there.
fn step(diagram: &Diagram, places: &[(i32, i32)], active: Option<usize>, key: &str) -> Option<usize> {
    let direction = match key {
        "ArrowLeft" => (-1, 0),
        "ArrowRight" => (1, 0),
        "ArrowUp" => (0, -1),
        "ArrowDown" => (0, 1),
        "Home" => return (!places.is_empty()).then_some(0),
        "End" => return places.len().checked_sub(1),
        _ => return None,
    };
    let Some(here) = active else {
        return (!places.is_empty()).then_some(0);
    };
    let neighbours = diagram
        .lines
        .iter()
        .filter_map(|line| match (line.from, line.to) {
            (from, to) if from == here => Some(to),
            (from, to) if to == here => Some(from),
            _ => None,
        });
    nearest(places, here, direction, neighbours).or_else(|| nearest(places, here, direction, 0..places.len()))
}

/// The nearest of some boxes in a direction; how far off the way it is counts twice.
fn nearest(
    places: &[(i32, i32)],
    here: usize,
    direction: (i32, i32),
    among: impl Iterator<Item = usize>,
) -> Option<usize> {
    let (x, y) = *places.get(here)?;
    let ahead = among.filter_map(|node| {
        let (other_x, other_y) = *places.get(node)?;
        let (dx, dy) = (other_x - x, other_y - y);
        let (along, aside) = match direction.1 {
            0 => (dx * direction.0, dy.abs()),
            _ => (dy * direction.1, dx.abs()),
        };
        (node != here && along > 0 && aside <= along * 3).then_some((along + 2 * aside, node))
    });
    ahead.min().map(|(_, node)| node)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_ahead_is_gone_to() {
        let places = [(0, 0), (100, 10), (300, 0), (0, 200), (-100, 0)];
        let to = |direction| nearest(&places, 0, direction, 0..places.len());
        assert_eq!(to((1, 0)), Some(1));
        assert_eq!(to((-1, 0)), Some(4));
        assert_eq!(to((0, 1)), Some(3));
        assert_eq!(to((0, -1)), None);
        assert_eq!(nearest(&places, 0, (1, 0), [2].into_iter()), Some(2));
    }
}
