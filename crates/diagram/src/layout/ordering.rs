//! The order within ranks: swept back and forth until it crosses least.

use rowproof_source::SortSmall;

use super::component::Ranked;
use super::{at, change, put};

/// Sweeps over all ranks, in turns from the left and from the right.
const SWEEPS: usize = 12;
/// Sweeps without a better order after which it is left alone.
const PATIENCE: usize = 4;
/// Steps of all sweeps; what is found until then is kept.
const MOST_STEPS: usize = 2_000_000;
/// Neighbours of two vertices are compared one with the other up to that many pairs.
const MOST_PAIRS: usize = 400;
/// A place in a rank is that much wide, so that a place at a box can be a part of it.
const PLACE: i64 = 1_024;

/// Orders the vertices of each rank.
pub(super) fn order(ranked: &mut Ranked, steps: &mut usize) {
    let count = ranked.vertices.len();
    // The segments at the left and at the right of each vertex.
    let mut sides = [vec![Vec::new(); count], vec![Vec::new(); count]];
    let [at_left, at_right] = &mut sides;
    for (number, segment) in ranked.segments.iter().enumerate() {
        if let (Some(left), Some(right)) = (at_right.get_mut(segment.left), at_left.get_mut(segment.right)) {
            left.push(number);
            right.push(number);
        }
    }
    let mut places = vec![0_i64; count];
    renumber(&ranked.layers, &mut places);
    let end = *steps + MOST_STEPS;
    // The order of the text is no order to keep, even where nothing crosses: what belongs together is not together in it.
    let mut best = (usize::MAX, ranked.layers.clone());
    let mut patience = PATIENCE;
    for sweep in 0..SWEEPS {
        let from_left = sweep % 2 == 0;
        let layers = ranked.layers.len();
        for turn in 1..layers {
            let layer = if from_left { turn } else { layers - 1 - turn };
            let side = if from_left { &sides[0] } else { &sides[1] };
            settle(ranked, layer, side, from_left, &mut places, steps);
        }
        for layer in 0..layers {
            exchange(ranked, layer, &sides, &mut places, steps);
        }
        let crossed = crossings(ranked, &places, steps);
        if crossed < best.0 {
            best = (crossed, ranked.layers.clone());
            patience = PATIENCE;
        } else {
            patience -= 1;
        }
        if patience == 0 || best.0 == 0 || *steps > end {
            break;
        }
    }
    ranked.layers = best.1;
}

fn renumber(layers: &[Vec<usize>], places: &mut [i64]) {
    for layer in layers {
        for (place, vertex) in layer.iter().enumerate() {
            put(places, *vertex, place as i64 * PLACE);
        }
    }
}

/// Where the far end of a segment is, seen from one of its sides.
fn far(ranked: &Ranked, places: &[i64], segment: usize, seen_from_right: bool) -> i64 {
    let segment = at(&ranked.segments, segment);
    let (vertex, y) = match seen_from_right {
        true => (segment.left, segment.left_y),
        false => (segment.right, segment.right_y),
    };
    let height = at(&ranked.vertices, vertex).size.height.max(1);
    at(places, vertex) + i64::from(y.clamp(0, height)) * (PLACE - 1) / i64::from(height)
}

/// Orders a rank by the middle of what each vertex is linked to on one side; what is linked to nothing there stays.
fn settle(
    ranked: &mut Ranked,
    layer: usize,
    side: &[Vec<usize>],
    from_left: bool,
    places: &mut [i64],
    steps: &mut usize,
) {
    let Some(vertices) = ranked.layers.get(layer) else {
        return;
    };
    let mut keyed: Vec<(i64, usize)> = Vec::new();
    for vertex in vertices {
        let segments = side.get(*vertex).map_or(&[] as &[usize], Vec::as_slice);
        *steps += 1 + segments.len();
        let sum: i64 = segments
            .iter()
            .map(|segment| far(ranked, places, *segment, from_left))
            .sum();
        let key = sum
            .checked_div(segments.len() as i64)
            .unwrap_or(at(places, *vertex));
        keyed.push((key, *vertex));
    }
    *steps += keyed.len() * (usize::BITS - keyed.len().leading_zeros()) as usize;
    keyed.order_by_key(|(key, _)| *key);
    let mut keyed = with_lines_in_the_middle(ranked, &keyed);
    keyed.order_by_key(|(key, _)| *key);
    let keyed: Vec<(i64, usize)> = keyed
        .into_iter()
        .map(|((key, _), vertex)| (key, vertex))
        .collect();
    for (place, (_, vertex)) in keyed.iter().enumerate() {
        put(places, *vertex, place as i64 * PLACE);
    }
    put(
        &mut ranked.layers,
        layer,
        keyed.into_iter().map(|(_, vertex)| vertex).collect(),
    );
}

/// Of vertices that belong to one place, half of the boxes stand above the line that passes them and half below: a line at their
/// end would lead ever further up or down.
fn with_lines_in_the_middle(ranked: &Ranked, ordered: &[(i64, usize)]) -> Vec<((i64, usize), usize)> {
    let is_box = |vertex: usize| at(&ranked.vertices, vertex).is_box;
    let mut keyed = Vec::with_capacity(ordered.len());
    for run in ordered.chunk_by(|(one, _), (other, _)| one == other) {
        let boxes = run.iter().filter(|(_, vertex)| is_box(*vertex)).count();
        let mut seen = 0;
        for (key, vertex) in run {
            let place = if is_box(*vertex) {
                2 * seen + 1
            } else {
                boxes / 2 * 2
            };
            seen += usize::from(is_box(*vertex));
            keyed.push(((*key, place), *vertex));
        }
    }
    keyed
}

/// Exchanges neighbours of a rank where that crosses less.
fn exchange(
    ranked: &mut Ranked,
    layer: usize,
    sides: &[Vec<Vec<usize>>; 2],
    places: &mut [i64],
    steps: &mut usize,
) {
    let Some(mut vertices) = ranked.layers.get(layer).cloned() else {
        return;
    };
    for place in 1..vertices.len() {
        let (upper, lower) = (at(&vertices, place - 1), at(&vertices, place));
        let mut balance = 0_i64;
        for (number, side) in sides.iter().enumerate() {
            let ends = |vertex: usize| -> Vec<i64> {
                let segments = side.get(vertex).into_iter().flatten();
                segments
                    .map(|segment| far(ranked, places, *segment, number == 0))
                    .collect()
            };
            let (above, below) = (ends(upper), ends(lower));
            let pairs = above.len() * below.len();
            *steps += 1 + pairs.min(MOST_PAIRS);
            if pairs > MOST_PAIRS {
                continue;
            }
            for one in &above {
                for other in &below {
                    balance += i64::from(one > other) - i64::from(one < other);
                }
            }
        }
        if balance > 0 {
            vertices.swap(place - 1, place);
            put(places, lower, (place as i64 - 1) * PLACE);
            put(places, upper, place as i64 * PLACE);
        }
    }
    put(&mut ranked.layers, layer, vertices);
}

/// How many pairs of segments cross: for each rank border the inversions, counted with a tree of sums.
fn crossings(ranked: &Ranked, places: &[i64], steps: &mut usize) -> usize {
    let mut borders: Vec<Vec<(i64, i64)>> = vec![Vec::new(); ranked.layers.len()];
    for (number, segment) in ranked.segments.iter().enumerate() {
        let rank = at(&ranked.vertices, segment.left).rank;
        if let Some(border) = borders.get_mut(rank) {
            border.push((
                far(ranked, places, number, true),
                far(ranked, places, number, false),
            ));
        }
    }
    let mut crossed = 0;
    for mut border in borders {
        border.order();
        let mut ends: Vec<i64> = border.iter().map(|(_, right)| *right).collect();
        ends.order();
        ends.dedup();
        let mut sums = vec![0_usize; ends.len() + 1];
        for (seen, (_, right)) in border.iter().enumerate() {
            let place = ends.partition_point(|end| end < right) + 1;
            let (mut upto, mut below) = (place, 0);
            while upto > 0 {
                below += at(&sums, upto);
                upto &= upto - 1;
                *steps += 1;
            }
            crossed += seen - below;
            let mut on = place;
            while on < sums.len() {
                change(&mut sums, on, |sum| *sum += 1);
                on += on & on.wrapping_neg();
                *steps += 1;
            }
        }
    }
    crossed
}
