//! What of the diagram is seen, and from where.

use crate::hooks::use_store::Store;
use crate::interop::diagram::Diagram;
use crate::interop::dom;
use crate::interop::shared::Shared;
use crate::state::diagram::{Camera, View};

/// The id of the picture.
pub const CANVAS: &str = "diagram-canvas";
/// How far one can go in and out.
const SCALES: (f64, f64) = (0.02, 3.0);
/// A whole diagram is shown no larger than this.
const LARGEST_WHOLE: f64 = 1.0;
/// Below this, columns cannot be read and boxes show their names alone.
const READABLE: f64 = 0.42;
/// Space around a whole diagram, in pixels.
const MARGIN: f64 = 20.0;
/// Boxes that far out of sight, in pixels, are drawn all the same: one does not see them come.
const BEYOND: f64 = 240.0;

/// The diagram as it is seen now.
pub struct Scene {
    pub diagram: Shared<Diagram>,
    pub camera: Camera,
    /// Width and height of the picture, in pixels.
    pub size: (f64, f64),
    /// Boxes that stand elsewhere than the engine put them: they follow the pointer, or were just let go.
    pub moved: Vec<(usize, i32, i32)>,
    pub selected: Option<(usize, Option<usize>)>,
    pub active: Option<usize>,
    /// What the finding looked at, or the place of the caret, is about.
    pub pointed: Option<(usize, Option<usize>)>,
    /// For each box whether it stands back; empty when none does.
    pub dim: Vec<bool>,
}

impl Scene {
    pub fn of(store: &Store, diagram: &Shared<Diagram>) -> Self {
        let look = &store.diagram;
        let find = |name: &str| diagram.find(name);
        let mut moved = Vec::new();
        for (name, x, y) in &store.document.positions.places {
            let node = find(name);
            moved.extend(node.map(|node| (node, *x, *y)));
        }
        if let Some(gesture) = look
            .gesture
            .as_ref()
            .filter(|gesture| gesture.drags && gesture.has_moved)
            && let Some((node, _, _)) = gesture.pressed
        {
            moved.retain(|(other, _, _)| *other != node);
            moved.push((node, gesture.dragged.0, gesture.dragged.1));
        }
        moved.retain(|(node, x, y)| {
            let drawn = diagram.boxes.get(*node);
            drawn.is_some_and(|drawn| (drawn.x, drawn.y) != (*x, *y))
        });
        let selected = look.selected.as_ref();
        let selected = selected.and_then(|(name, row)| Some((find(name)?, *row)));
        let mut scene = Self {
            diagram: diagram.clone(),
            camera: Camera::default(),
            size: look.size.unwrap_or((dom::viewport_width() * 0.45, 560.0)),
            moved,
            selected,
            active: look.active.as_ref().and_then(|name| find(name)),
            pointed: pointed(store, diagram),
            dim: Vec::new(),
        };
        if look.neighbours
            && let Some(node) = selected.map(|(node, _)| node).or(scene.active)
        {
            scene.dim = (0..diagram.boxes.len()).map(|_| true).collect();
            for line in diagram
                .lines
                .iter()
                .filter(|line| line.from == node || line.to == node)
            {
                for end in [line.from, line.to] {
                    if let Some(dim) = scene.dim.get_mut(end) {
                        *dim = false;
                    }
                }
            }
            if let Some(dim) = scene.dim.get_mut(node) {
                *dim = false;
            }
        }
        scene.camera = match &look.view {
            View::At(camera) => *camera,
            View::Whole => scene.whole(),
            View::On(name) => match find(name) {
                Some(node) => scene.on(node),
                None => scene.whole(),
            },
        };
        scene
    }

    /// Everything in sight, as large as that can be.
    pub fn whole(&self) -> Camera {
        let [left, top, right, bottom] = self.diagram.area.map(f64::from);
        let (width, height) = (right - left, bottom - top);
        let fits = ((self.size.0 - 2.0 * MARGIN) / width.max(1.0))
            .min((self.size.1 - 2.0 * MARGIN) / height.max(1.0));
        let scale = fits.clamp(SCALES.0, LARGEST_WHOLE);
        Camera {
            x: (self.size.0 - width * scale) / 2.0 - left * scale,
            y: (self.size.1 - height * scale) / 2.0 - top * scale,
            scale,
        }
    }

    /// A box in the middle, large enough to be read.
    fn on(&self, node: usize) -> Camera {
        let scale = self.whole().scale.max(0.85);
        let (x, y) = self.place(node);
        let (width, height) = self
            .diagram
            .boxes
            .get(node)
            .map_or((0, 0), |drawn| (drawn.width, drawn.height));
        let middle = f64::from(y) + f64::from(height).min(self.size.1 / scale - 40.0) / 2.0;
        Camera {
            x: self.size.0 / 2.0 - (f64::from(x) + f64::from(width) / 2.0) * scale,
            y: self.size.1 / 2.0 - middle * scale,
            scale,
        }
    }

    /// Nearer or farther, with the place at `x`, `y` of the picture where it is.
    pub fn zoomed(&self, factor: f64, x: f64, y: f64) -> Camera {
        let scale = (self.camera.scale * factor).clamp(SCALES.0, SCALES.1);
        let by = scale / self.camera.scale;
        Camera {
            x: x - (x - self.camera.x) * by,
            y: y - (y - self.camera.y) * by,
            scale,
        }
    }

    /// Moved as little as needed to see a box.
    pub fn with_in_sight(&self, node: usize) -> Camera {
        let mut camera = self.camera;
        let Some(drawn) = self.diagram.boxes.get(node) else {
            return camera;
        };
        let (x, y) = self.place(node);
        let shift = |start: f64, length: f64, room: f64| {
            let end = start + length;
            if start < MARGIN || length > room - 2.0 * MARGIN {
                MARGIN - start
            } else if end > room - MARGIN {
                room - MARGIN - end
            } else {
                0.0
            }
        };
        camera.x += shift(
            camera.x + f64::from(x) * camera.scale,
            f64::from(drawn.width) * camera.scale,
            self.size.0,
        );
        camera.y += shift(
            camera.y + f64::from(y) * camera.scale,
            f64::from(drawn.height) * camera.scale,
            self.size.1,
        );
        camera
    }

    /// Where a box stands.
    pub fn place(&self, node: usize) -> (i32, i32) {
        let moved = self.moved.iter().find(|(moved, _, _)| *moved == node);
        let drawn = || self.diagram.boxes.get(node).map(|drawn| (drawn.x, drawn.y));
        moved.map(|(_, x, y)| (*x, *y)).or_else(drawn).unwrap_or_default()
    }

    pub fn is_moved(&self, node: usize) -> bool {
        self.moved.iter().any(|(moved, _, _)| *moved == node)
    }

    pub fn is_dim(&self, node: usize) -> bool {
        self.dim.get(node).copied().unwrap_or_default()
    }

    /// Whether columns can be read.
    pub fn is_readable(&self) -> bool {
        self.camera.scale >= READABLE
    }

    /// Whether a box is in sight, or nearly.
    pub fn shows(&self, node: usize) -> bool {
        let Some(drawn) = self.diagram.boxes.get(node) else {
            return false;
        };
        let (x, y) = self.place(node);
        let within = |start: f64, length: f64, room: f64| start < room + BEYOND && start + length > -BEYOND;
        let Camera {
            x: left,
            y: top,
            scale,
        } = self.camera;
        within(
            left + f64::from(x) * scale,
            f64::from(drawn.width) * scale,
            self.size.0,
        ) && within(
            top + f64::from(y) * scale,
            f64::from(drawn.height) * scale,
            self.size.1,
        )
    }
}

/// The box and row of the open finding, or the box whose statement the caret is in.
fn pointed(store: &Store, diagram: &Diagram) -> Option<(usize, Option<usize>)> {
    let finding = store.selection.finding.as_ref();
    let mark = finding.and_then(|finding| diagram.marks.iter().find(|mark| mark.finding == *finding));
    if let Some(mark) = mark {
        return Some((mark.node, mark.row));
    }
    let (part, offset) = store.selection.cursor.as_ref()?;
    let node = diagram.boxes.iter().position(|drawn| {
        let is_there = drawn
            .location
            .as_ref()
            .is_some_and(|location| location.part == *part);
        is_there && drawn.statement.0 <= *offset && *offset <= drawn.statement.1
    });
    node.map(|node| (node, None))
}
