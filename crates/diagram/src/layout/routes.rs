//! Lines: level at a box and through the ranks, upright between ranks, each upright part on a track of its own.

use rowproof_source::{SmallMap, SortSmall};

use super::component::{Ranked, Segment};
use super::{Link, Point, Size, at, put};

/// Beside a box, free of upright parts: room for the crow's foot.
const FOOT: i32 = 30;
/// Between two upright parts.
const TRACK: i32 = 9;
/// The most room that upright parts between two ranks take; more of them stand closer.
const MOST_ROOM: i32 = 360;
/// How far the innermost loop goes, and each further one more.
const LOOP: i32 = 34;
const NEXT_LOOP: i32 = 12;

/// Links of boxes to themselves.
pub(super) struct Loops {
    /// For each box the room right of it.
    pub(super) room: Vec<i32>,
    /// For each link how far it goes, when it is a loop.
    pub(super) depth: Vec<i32>,
}

pub(super) fn loops(boxes: usize, links: &[Link]) -> Loops {
    let mut loops = Loops {
        room: vec![0; boxes],
        depth: vec![0; links.len()],
    };
    for (number, link) in links.iter().enumerate().filter(|(_, link)| link.from == link.to) {
        let before = at(&loops.room, link.from);
        let depth = if before == 0 { LOOP } else { before + NEXT_LOOP };
        put(&mut loops.room, link.from, depth);
        put(&mut loops.depth, number, depth);
    }
    loops
}

/// Out at the right and back in.
pub(super) fn loop_route(place: Point, size: Size, link: &Link, depth: i32) -> Vec<Point> {
    let (right, out) = (place.x + size.width, place.x + size.width + depth.max(LOOP));
    let from = place.y + link.from_y;
    // A column that refers to itself.
    let to = place.y
        + if link.to_y == link.from_y {
            link.to_y - 8
        } else {
            link.to_y
        };
    vec![
        Point { x: right, y: from },
        Point { x: out, y: from },
        Point { x: out, y: to },
        Point { x: right, y: to },
    ]
}

/// A route between two boxes that stand anywhere: out of the sides that face each other, upright half-way between them, or
/// around the right where one stands above the other.
pub fn free_route(from: (Point, Size), to: (Point, Size), from_y: i32, to_y: i32) -> Vec<Point> {
    let (from_y, to_y) = (from.0.y + from_y, to.0.y + to_y);
    let (from_end, to_end) = (from.0.x + from.1.width, to.0.x + to.1.width);
    let (start, middle, end) = if to.0.x >= from_end + FOOT {
        (from_end, (from_end + to.0.x) / 2, to.0.x)
    } else if from.0.x >= to_end + FOOT {
        (from.0.x, (from.0.x + to_end) / 2, to_end)
    } else {
        (from_end, from_end.max(to_end) + LOOP, to_end)
    };
    vec![
        Point { x: start, y: from_y },
        Point { x: middle, y: from_y },
        Point { x: middle, y: to_y },
        Point { x: end, y: to_y },
    ]
}

/// A component with all its lines.
pub(super) struct Crossed<'r> {
    segments: &'r [Segment],
    ways: &'r [Vec<usize>],
    tops: &'r [i32],
    /// Where the upright part of each segment is.
    tracks: Vec<i32>,
    pub(super) places: Vec<Point>,
    pub(super) size: Size,
}

/// Puts ranks beside each other with room for the lines between them.
pub(super) fn cross<'r>(
    ranked: &'r Ranked,
    tops: &'r [i32],
    ways: &'r [Vec<usize>],
    steps: &mut usize,
) -> Crossed<'r> {
    let mut tracks = vec![0; ranked.segments.len()];
    let mut lefts = Vec::new();
    let mut left = 0;
    let mut width = 0;
    let mut borders: Vec<Vec<usize>> = vec![Vec::new(); ranked.layers.len()];
    for (number, segment) in ranked.segments.iter().enumerate() {
        if let Some(border) = borders.get_mut(at(&ranked.vertices, segment.left).rank) {
            border.push(number);
        }
    }
    for (layer, border) in ranked.layers.iter().zip(borders) {
        let widest = layer
            .iter()
            .map(|vertex| at(&ranked.vertices, *vertex).size.width)
            .max();
        lefts.push(left);
        width = left + widest.unwrap_or_default();
        let (own, count) = tracks_of(ranked, tops, &border, steps);
        let room = (count * TRACK).min(MOST_ROOM);
        for (segment, track) in border.iter().zip(own) {
            put(
                &mut tracks,
                *segment,
                width + FOOT + (track * 2 + 1) * room / (count * 2).max(1),
            );
        }
        left = width + 2 * FOOT + room;
    }
    let boxes = ranked
        .vertices
        .iter()
        .enumerate()
        .filter(|(_, vertex)| vertex.is_box);
    let places = boxes.map(|(number, vertex)| Point {
        x: at(&lefts, vertex.rank),
        y: at(tops, number),
    });
    let ends = ranked
        .vertices
        .iter()
        .zip(tops)
        .map(|(vertex, top)| top + vertex.size.height);
    Crossed {
        places: places.collect(),
        segments: &ranked.segments,
        ways,
        tracks,
        size: Size {
            width,
            height: ends.max().unwrap_or_default(),
        },
        tops,
    }
}

/// The track of each segment between two ranks, and how many tracks there are. Segments that leave one place share one; others
/// only where they do not touch.
fn tracks_of(ranked: &Ranked, tops: &[i32], border: &[usize], steps: &mut usize) -> (Vec<i32>, i32) {
    // The lines: from where to where they are upright.
    let mut lines: Vec<(i32, i32)> = Vec::new();
    let mut line_of: SmallMap<(usize, i32), usize> = SmallMap::default();
    let mut lines_of_segments = Vec::new();
    for number in border {
        let segment = at(&ranked.segments, *number);
        let start = at(tops, segment.left) + segment.left_y;
        let end = at(tops, segment.right) + segment.right_y;
        let key = (segment.left, segment.left_y);
        let line = line_of.get(&key).copied().unwrap_or_else(|| {
            line_of.insert(key, lines.len());
            lines.push((start, start));
            lines.len() - 1
        });
        if let Some((low, high)) = lines.get_mut(line) {
            *low = (*low).min(end);
            *high = (*high).max(end);
        }
        lines_of_segments.push(line);
    }
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.order_by_key(|line| at(&lines, *line));
    // Where each track is free from.
    let mut free: Vec<i32> = Vec::new();
    let mut tracks = vec![0_usize; lines.len()];
    for line in order {
        let (low, high) = at(&lines, line);
        *steps += 1;
        if low == high {
            continue;
        }
        let found = free.iter().position(|from| *from < low - TRACK / 2);
        *steps += found.unwrap_or(free.len());
        let track = found.unwrap_or_else(|| {
            free.push(0);
            free.len() - 1
        });
        put(&mut free, track, high);
        put(&mut tracks, line, track);
    }
    let tracks = lines_of_segments.iter().map(|line| at(&tracks, *line) as i32);
    (tracks.collect(), free.len() as i32)
}

impl Crossed<'_> {
    /// The corners of a link from its left box, which ends at `start`, to its right one.
    pub(super) fn route(&self, link: usize, start: i32) -> Vec<Point> {
        let mut route: Vec<Point> = Vec::new();
        let way = self.ways.get(link).map_or(&[] as &[usize], Vec::as_slice);
        let mut x = start;
        for segment in way {
            let track = at(&self.tracks, *segment);
            let segment = at(self.segments, *segment);
            let from = at(self.tops, segment.left) + segment.left_y;
            let to = at(self.tops, segment.right) + segment.right_y;
            route.extend([
                Point { x, y: from },
                Point { x: track, y: from },
                Point { x: track, y: to },
            ]);
            x = track;
            if let Some(place) = self.places.get(segment.right) {
                route.push(Point { x: place.x, y: to });
            }
        }
        straightened(&route)
    }
}

/// Without the corners at which nothing turns.
fn straightened(route: &[Point]) -> Vec<Point> {
    let mut corners: Vec<Point> = Vec::new();
    for point in route {
        if let [.., before, last] = corners.as_slice() {
            let is_level = before.y == last.y && last.y == point.y;
            let is_upright = before.x == last.x && last.x == point.x;
            if is_level || is_upright {
                corners.pop();
            }
        }
        if corners.last() != Some(point) {
            corners.push(*point);
        }
    }
    corners
}
