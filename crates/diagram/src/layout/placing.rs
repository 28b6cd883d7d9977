//! How high everything stands: level with what it is linked to, as far as its neighbours in the rank leave room.

use super::component::Ranked;
use super::{ROW_GAP, at, put};

/// Passes over all ranks: from the left, from the right, and with both sides at the end.
const PASSES: usize = 12;
/// How much more a pass of a long link pulls than a link of a box: long lines are straight.
const STRAIGHTNESS: i64 = 8;
/// Between lines that pass, and between a line and a box.
const LINE_GAP: i32 = 12;
const BOX_GAP: i32 = 18;

/// The top of each vertex; the smallest is 0.
pub(super) fn place(ranked: &Ranked, steps: &mut usize) -> Vec<i32> {
    let mut tops = vec![0_i32; ranked.vertices.len()];
    for layer in &ranked.layers {
        for (vertex, top) in layer.iter().zip(offsets(ranked, layer)) {
            put(&mut tops, *vertex, top);
        }
    }
    let mut linked: Vec<Vec<usize>> = vec![Vec::new(); ranked.vertices.len()];
    for (number, segment) in ranked.segments.iter().enumerate() {
        for vertex in [segment.left, segment.right] {
            if let Some(linked) = linked.get_mut(vertex) {
                linked.push(number);
            }
        }
    }
    for pass in 0..PASSES {
        // Which sides count: left, right, or both in the last passes.
        let sides = match pass {
            _ if pass + 3 >= PASSES => (true, true),
            _ if pass % 2 == 0 => (true, false),
            _ => (false, true),
        };
        let count = ranked.layers.len();
        for turn in 0..count {
            let layer = if sides.0 { turn } else { count - 1 - turn };
            if let Some(layer) = ranked.layers.get(layer) {
                pull(ranked, layer, &linked, sides, &mut tops, steps);
            }
        }
    }
    let highest = tops.iter().copied().min().unwrap_or_default();
    tops.iter().map(|top| top - highest).collect()
}

/// Where the vertices of a rank stand when nothing pulls.
fn offsets(ranked: &Ranked, layer: &[usize]) -> Vec<i32> {
    let mut top = 0;
    let mut before: Option<bool> = None;
    let mut offsets = Vec::with_capacity(layer.len());
    for vertex in layer {
        let vertex = at(&ranked.vertices, *vertex);
        top += match (before, vertex.is_box) {
            (None, _) => 0,
            (Some(true), true) => ROW_GAP,
            (Some(false), false) => LINE_GAP,
            _ => BOX_GAP,
        };
        offsets.push(top);
        top += vertex.size.height;
        before = Some(vertex.is_box);
    }
    offsets
}

/// Moves the vertices of a rank as near as possible to where their links are level: the least squares under the order, found
/// by joining neighbours that want to pass each other until none does.
fn pull(
    ranked: &Ranked,
    layer: &[usize],
    linked: &[Vec<usize>],
    (left, right): (bool, bool),
    tops: &mut [i32],
    steps: &mut usize,
) {
    let offsets = offsets(ranked, layer);
    // Weighted sum of the wanted places without the offsets, weight, and how many vertices.
    let mut joined: Vec<(i64, i64, usize)> = Vec::new();
    for (vertex, offset) in layer.iter().zip(&offsets) {
        let (mut sum, mut weight) = (0_i64, 0_i64);
        for segment in linked.get(*vertex).into_iter().flatten() {
            *steps += 1;
            let segment = at(&ranked.segments, *segment);
            let is_left = segment.right == *vertex;
            if (is_left && !left) || (!is_left && !right) {
                continue;
            }
            let (other, other_y, own_y) = match is_left {
                true => (segment.left, segment.left_y, segment.right_y),
                false => (segment.right, segment.right_y, segment.left_y),
            };
            let lines = |number: usize| !at(&ranked.vertices, number).is_box;
            // A line goes on as it came; the boxes it leads to come to it.
            if lines(*vertex) && !is_left && !lines(other) {
                continue;
            }
            let strength = if lines(other) && lines(*vertex) {
                STRAIGHTNESS
            } else {
                1
            };
            sum += strength * i64::from(at(tops, other) + other_y - own_y - offset);
            weight += strength;
        }
        if weight == 0 {
            (sum, weight) = (i64::from(at(tops, *vertex) - offset), 1);
        }
        let mut last = (sum, weight, 1);
        while let Some(before) = joined.pop() {
            *steps += 1;
            if before.0 * last.1 <= last.0 * before.1 {
                joined.push(before);
                break;
            }
            last = (before.0 + last.0, before.1 + last.1, before.2 + last.2);
        }
        joined.push(last);
    }
    let mut vertices = layer.iter().zip(&offsets);
    for (sum, weight, count) in joined {
        let shift = sum.div_euclid(weight.max(1)) as i32;
        for (vertex, offset) in vertices.by_ref().take(count) {
            put(tops, *vertex, shift + offset);
        }
    }
}
