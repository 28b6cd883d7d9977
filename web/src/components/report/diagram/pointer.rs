//! Fingers and the mouse: one moves the picture or a box, two zoom, a click looks at what is under it.

use std::rc::Rc;

use web_sys::{Element, PointerEvent};
use yew::prelude::*;

use super::scene::{CANVAS, Scene};
use crate::hooks::use_store::{Dispatch, Store};
use crate::interop::dom;
use crate::state::action::Action;
use crate::state::diagram::{Camera, DiagramAction, Gesture};

/// How far a pointer goes, in pixels, before it is no click.
const CLICK: f64 = 4.0;

/// What to do when a pointer is pressed, moved, released and lost.
pub fn callbacks(store: &Store, scene: &Rc<Scene>) -> [Callback<PointerEvent>; 4] {
    let react = |what: fn(&Store, &Scene, &PointerEvent)| {
        let (store, scene) = (store.clone(), scene.clone());
        Callback::from(move |event: PointerEvent| what(&store, &scene, &event))
    };
    [react(pressed), react(moved), react(released), react(lost)]
}

fn send(store: &Store, action: DiagramAction) {
    store.dispatch(Action::Diagram(action));
}

fn place_of(event: &PointerEvent) -> (f64, f64) {
    let (left, top) = dom::corner_of(CANVAS).unwrap_or_default();
    (
        f64::from(event.client_x()) - left,
        f64::from(event.client_y()) - top,
    )
}

/// The box, row and finding under a pointer.
fn under(event: &PointerEvent) -> Option<(usize, Option<usize>, Option<AttrValue>)> {
    let target = event.target_dyn_into::<Element>()?;
    let attribute = |name: &str| {
        let owner = target.closest(&format!("[{name}]")).ok()??;
        owner.get_attribute(name)
    };
    let node = attribute("data-node")?.parse().ok()?;
    let row = attribute("data-row").and_then(|row| row.parse().ok());
    Some((node, row, attribute("data-finding").map(AttrValue::from)))
}

fn pressed(store: &Store, scene: &Scene, event: &PointerEvent) {
    if event.button() != 0 {
        return;
    }
    dom::capture_pointer(CANVAS, event.pointer_id());
    let (x, y) = place_of(event);
    let mut gesture = store.diagram.gesture.clone().unwrap_or_default();
    gesture.pointers.retain(|(id, _, _)| *id != event.pointer_id());
    gesture.pointers.push((event.pointer_id(), x, y));
    if gesture.pointers.len() == 1 {
        let pressed = under(event);
        // A finger moves the picture, and only a box that was chosen before.
        let is_mouse = event.pointer_type() != "touch";
        let selected = scene.selected.map(|(node, _)| node);
        let node = pressed.as_ref().map(|(node, _, _)| *node);
        gesture = Gesture {
            pointers: gesture.pointers,
            start: (x, y),
            drags: node.is_some() && (is_mouse || node == selected),
            dragged: node.map(|node| scene.place(node)).unwrap_or_default(),
            pressed,
            has_moved: false,
        };
    } else {
        (gesture.drags, gesture.has_moved) = (false, true);
    }
    send(
        store,
        DiagramAction::Gestured {
            gesture: Some(gesture),
            camera: scene.camera,
        },
    );
}

fn moved(store: &Store, scene: &Scene, event: &PointerEvent) {
    let Some(mut gesture) = store.diagram.gesture.clone() else {
        return;
    };
    let (x, y) = place_of(event);
    let Some(at) = gesture
        .pointers
        .iter()
        .position(|(id, _, _)| *id == event.pointer_id())
    else {
        return;
    };
    let before = gesture.pointers.clone();
    if let Some(pointer) = gesture.pointers.get_mut(at) {
        *pointer = (event.pointer_id(), x, y);
    }
    let far = (x - gesture.start.0).abs().max((y - gesture.start.1).abs()) > CLICK;
    if !far && !gesture.has_moved {
        return;
    }
    let mut camera = scene.camera;
    match (before.as_slice(), gesture.pointers.as_slice()) {
        ([(_, old_x, old_y)], _) if gesture.drags => {
            // What a click's tolerance held back comes along with the first step.
            let (from_x, from_y) = if gesture.has_moved {
                (*old_x, *old_y)
            } else {
                gesture.start
            };
            let step = |now: f64, then: f64, held: i32| f64::from(held) + (now - then) / camera.scale;
            gesture.dragged = (
                step(x, from_x, gesture.dragged.0).round() as i32,
                step(y, from_y, gesture.dragged.1).round() as i32,
            );
        }
        ([(_, old_x, old_y)], _) => {
            let (from_x, from_y) = if gesture.has_moved {
                (*old_x, *old_y)
            } else {
                gesture.start
            };
            camera.x += x - from_x;
            camera.y += y - from_y;
        }
        ([a, b, ..], [c, d, ..]) => camera = pinched(scene, [*a, *b], [*c, *d]),
        _ => {}
    }
    gesture.has_moved = true;
    send(
        store,
        DiagramAction::Gestured {
            gesture: Some(gesture),
            camera,
        },
    );
}

/// Two fingers: as much nearer as they went apart, and along with their middle.
fn pinched(scene: &Scene, before: [(i32, f64, f64); 2], now: [(i32, f64, f64); 2]) -> Camera {
    let measure = |[(_, ax, ay), (_, bx, by)]: [(i32, f64, f64); 2]| {
        (
            (ax + bx) / 2.0,
            (ay + by) / 2.0,
            ((ax - bx).powi(2) + (ay - by).powi(2)).sqrt().max(1.0),
        )
    };
    let ((old_x, old_y, old), (x, y, apart)) = (measure(before), measure(now));
    let mut camera = scene.zoomed(apart / old, old_x, old_y);
    camera.x += x - old_x;
    camera.y += y - old_y;
    camera
}

fn released(store: &Store, scene: &Scene, event: &PointerEvent) {
    let Some(mut gesture) = store.diagram.gesture.clone() else {
        return;
    };
    gesture.pointers.retain(|(id, _, _)| *id != event.pointer_id());
    if !gesture.pointers.is_empty() {
        send(
            store,
            DiagramAction::Gestured {
                gesture: Some(gesture),
                camera: scene.camera,
            },
        );
        return;
    }
    let camera = scene.camera;
    let (pressed, dispatch) = (gesture.pressed.clone(), store.dispatcher());
    match (gesture.has_moved, gesture.drags, pressed) {
        (true, true, Some((node, _, _))) => {
            if let Some(drawn) = scene.diagram.boxes.get(node) {
                let (x, y) = gesture.dragged;
                send(
                    store,
                    DiagramAction::Moved {
                        name: drawn.name.clone(),
                        x,
                        y,
                    },
                );
            }
        }
        (true, _, _) => send(
            store,
            DiagramAction::Gestured {
                gesture: None,
                camera,
            },
        ),
        (false, _, pressed) => {
            send(
                store,
                DiagramAction::Gestured {
                    gesture: None,
                    camera,
                },
            );
            clicked(&dispatch, scene, pressed);
        }
    }
}

fn lost(store: &Store, scene: &Scene, _event: &PointerEvent) {
    send(
        store,
        DiagramAction::Gestured {
            gesture: None,
            camera: scene.camera,
        },
    );
}

fn clicked(dispatch: &Dispatch, scene: &Scene, under: Option<(usize, Option<usize>, Option<AttrValue>)>) {
    let Some((node, row, finding)) = under else {
        dispatch.dispatch(Action::Diagram(DiagramAction::Deselected));
        return;
    };
    match finding.filter(|_| {
        scene
            .diagram
            .boxes
            .get(node)
            .is_some_and(|drawn| drawn.kind != "group")
    }) {
        Some(finding) => dispatch.dispatch(Action::FindingShown(finding)),
        None => select(dispatch, scene, node, row),
    }
}

/// Looks at a box or a row; a group is opened.
pub fn select(dispatch: &Dispatch, scene: &Scene, node: usize, row: Option<usize>) {
    let Some(drawn) = scene.diagram.boxes.get(node) else {
        return;
    };
    if drawn.kind == "group" {
        dispatch.dispatch(Action::Diagram(DiagramAction::GroupToggled(drawn.name.clone())));
        return;
    }
    let of_row = row.and_then(|row| scene.diagram.rows(node).0.into_iter().nth(row)?.location);
    dispatch.dispatch(Action::Diagram(DiagramAction::Selected {
        name: drawn.name.clone(),
        row,
        location: of_row.or_else(|| drawn.location.clone()),
    }));
}
