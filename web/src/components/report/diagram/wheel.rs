//! The wheel: with Ctrl, as pinching on a touchpad is told, it zooms; else it moves the picture.

use web_sys::{Element, WheelEvent};
use yew::TargetCast;

use super::scene::{CANVAS, Scene};
use crate::hooks::use_store::Store;
use crate::interop::dom;
use crate::state::action::Action;
use crate::state::diagram::{DiagramAction, View};

/// How much a unit of the wheel zooms.
const ZOOM: f64 = 0.0035;
/// Pixels of a line, in which some browsers count.
const LINE: f64 = 18.0;

/// Follows the wheel when it turns over the picture.
pub fn turned(store: &Store, event: &WheelEvent) {
    let target = event.target_dyn_into::<Element>();
    let is_here = target.is_some_and(|target| target.closest(&format!("#{CANVAS}")).ok().flatten().is_some());
    let Some(answer) = store.diagram.answer.as_ref().filter(|_| is_here) else {
        return;
    };
    event.prevent_default();
    let scene = Scene::of(store, answer);
    let unit = if event.delta_mode() == WheelEvent::DOM_DELTA_LINE {
        LINE
    } else {
        1.0
    };
    let (dx, dy) = (event.delta_x() * unit, event.delta_y() * unit);
    let (left, top) = dom::corner_of(CANVAS).unwrap_or_default();
    let camera = if event.ctrl_key() || event.meta_key() {
        let factor = (-dy * ZOOM).clamp(-0.6, 0.6).exp();
        scene.zoomed(
            factor,
            f64::from(event.client_x()) - left,
            f64::from(event.client_y()) - top,
        )
    } else {
        let mut camera = scene.camera;
        // Shift turns it sideways, where the system has not done so already.
        let (dx, dy) = if event.shift_key() && dx == 0.0 {
            (dy, 0.0)
        } else {
            (dx, dy)
        };
        camera.x -= dx;
        camera.y -= dy;
        camera
    };
    store.dispatch(Action::Diagram(DiagramAction::Viewed(View::At(camera))));
}
