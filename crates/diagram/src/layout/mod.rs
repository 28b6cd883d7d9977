//! Boxes and links to coordinates and routes.
//!
//! The layered way: cycles are broken, boxes get ranks from left to right so that every link leads over a border between ranks,
//! a rank that grows too high goes on in the next one, long links get a place of their own in every rank they pass, the order
//! within ranks is swept until it crosses least, and then everything is drawn level with what it is linked to. Links to one
//! place share a line. Every loop has a bound, and what is done is counted.

mod component;
mod ordering;
mod pack;
mod placing;
mod ranks;
mod routes;

pub use routes::free_route;

/// A place. Whole units, y grows downwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Point {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
}

/// How large a box is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Size {
    /// From left to right.
    pub width: i32,
    /// From top to bottom.
    pub height: i32,
}

/// A link between two boxes, by their places in the list; both may be the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Link {
    /// The box that refers.
    pub from: usize,
    /// The box that is referred to; it stands left of the other where no cycle is in the way.
    pub to: usize,
    /// Where it leaves, from the top of its box.
    pub from_y: i32,
    /// Where it arrives, from the top of its box. Links that arrive at one place share a line.
    pub to_y: i32,
}

/// Where everything is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Arrangement {
    /// The upper left corner of each box, in their order; none is negative.
    pub places: Vec<Point>,
    /// The corners of each link from the referring box to the other, in their order; every part is level or upright.
    pub routes: Vec<Vec<Point>>,
    /// How many steps it took.
    pub steps: usize,
}

/// Between boxes above each other.
pub const ROW_GAP: i32 = 30;
/// Between components.
const COMPONENT_GAP: i32 = 64;

/// Arranges boxes that are linked.
pub fn arrange(boxes: &[Size], links: &[Link]) -> Arrangement {
    let mut arrangement = Arrangement {
        places: vec![Point::default(); boxes.len()],
        routes: vec![Vec::new(); links.len()],
        steps: 0,
    };
    let parts = components(boxes.len(), links);
    let loops = routes::loops(boxes.len(), links);
    let mut arranged = Vec::new();
    let mut alone = Vec::new();
    for part in parts {
        if let [only] = part.boxes.as_slice()
            && part.links.is_empty()
        {
            alone.push(*only);
        } else {
            arranged.push(component::arrange(
                &part,
                boxes,
                links,
                &loops,
                &mut arrangement.steps,
            ));
        }
    }
    let sizes: Vec<Size> = arranged.iter().map(|part| part.size).collect();
    let (corners, linked) = pack::shelves(&sizes, COMPONENT_GAP, 0);
    for (part, corner) in arranged.iter().zip(corners) {
        for (number, at) in &part.places {
            put(&mut arrangement.places, *number, moved(*at, corner));
        }
        for (number, route) in &part.routes {
            let route = route.iter().map(|at| moved(*at, corner)).collect();
            put(&mut arrangement.routes, *number, route);
        }
    }
    // What is linked to nothing stands in a grid below.
    let sizes: Vec<Size> = alone.iter().map(|number| at(boxes, *number)).collect();
    let (corners, _) = pack::shelves(&sizes, ROW_GAP, linked.width);
    let top = if linked.height > 0 {
        linked.height + COMPONENT_GAP
    } else {
        0
    };
    for (number, corner) in alone.into_iter().zip(corners) {
        put(
            &mut arrangement.places,
            number,
            moved(corner, Point { x: 0, y: top }),
        );
    }
    for (number, link) in links.iter().enumerate() {
        if link.from == link.to {
            let (place, size) = (at(&arrangement.places, link.from), at(boxes, link.from));
            let depth = at(&loops.depth, number);
            put(
                &mut arrangement.routes,
                number,
                routes::loop_route(place, size, link, depth),
            );
        }
    }
    arrangement
}

/// Boxes that hang together, and the links between them without loops; both in order.
struct Part {
    boxes: Vec<usize>,
    links: Vec<usize>,
}

fn components(count: usize, links: &[Link]) -> Vec<Part> {
    let mut roots: Vec<usize> = (0..count).collect();
    for link in links {
        let (a, b) = (root(&mut roots, link.from), root(&mut roots, link.to));
        put(&mut roots, a.max(b), a.min(b));
    }
    let mut parts: Vec<Part> = Vec::new();
    let mut part_of = vec![usize::MAX; count];
    for number in 0..count {
        let root = root(&mut roots, number);
        if at(&part_of, root) == usize::MAX {
            put(&mut part_of, root, parts.len());
            parts.push(Part {
                boxes: Vec::new(),
                links: Vec::new(),
            });
        }
        if let Some(part) = parts.get_mut(at(&part_of, root)) {
            part.boxes.push(number);
        }
    }
    for (number, link) in links.iter().enumerate().filter(|(_, link)| link.from != link.to) {
        let root = root(&mut roots, link.from);
        if let Some(part) = parts.get_mut(at(&part_of, root)) {
            part.links.push(number);
        }
    }
    parts
}

/// The smallest box it hangs together with, as far as known; the way there becomes shorter each time.
fn root(roots: &mut [usize], mut number: usize) -> usize {
    while at(roots, number) != number {
        let above = at(roots, at(roots, number));
        put(roots, number, above);
        number = above;
    }
    number
}

fn moved(at: Point, by: Point) -> Point {
    Point {
        x: at.x + by.x,
        y: at.y + by.y,
    }
}

/// The element at a place that is known to be there.
fn at<T: Copy + Default>(list: &[T], place: usize) -> T {
    list.get(place).copied().unwrap_or_default()
}

/// Replaces the element at a place that is known to be there.
fn put<T>(list: &mut [T], place: usize, value: T) {
    if let Some(held) = list.get_mut(place) {
        *held = value;
    }
}

/// Changes the element at a place that is known to be there.
fn change<T>(list: &mut [T], place: usize, change: impl FnOnce(&mut T)) {
    if let Some(held) = list.get_mut(place) {
        change(held);
    }
}

#[cfg(test)]
mod tests;
