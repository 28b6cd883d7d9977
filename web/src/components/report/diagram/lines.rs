//! The lines between boxes, with the signs of their ends.

use crate::interop::diagram::{End, Line};

use super::scene::Scene;

/// Radius of the corners.
const ROUND: i32 = 6;
/// Out of a box before a line turns, and around the right of two boxes that stand above each other.
const OUT: i32 = 30;

/// The path of some lines.
pub fn path<'l>(lines: impl Iterator<Item = &'l Line>) -> String {
    let mut path = String::new();
    for line in lines {
        push_line(&mut path, &line.points, line);
    }
    path
}

/// The path of the lines at boxes that were moved: out of the sides that face each other.
pub fn loose_path(scene: &Scene) -> String {
    let mut path = String::new();
    for line in &scene.diagram.lines {
        if scene.is_moved(line.from) || scene.is_moved(line.to) {
            push_line(&mut path, &loose(scene, line), line);
        }
    }
    path
}

fn loose(scene: &Scene, line: &Line) -> Vec<(i32, i32)> {
    let measures = scene.diagram.measures;
    let end = |node: usize, row: Option<usize>| {
        let (x, y) = scene.place(node);
        let width = scene.diagram.boxes.get(node).map_or(0, |drawn| drawn.width);
        let down = row.map_or(measures.head / 2, |row| {
            measures.head + row as i32 * measures.row + measures.row / 2
        });
        (x, x + width, y + down)
    };
    let (from, to) = (end(line.from, line.from_row), end(line.to, line.to_row));
    let (start, middle, finish) = if to.0 >= from.1 + OUT {
        (from.1, i32::midpoint(from.1, to.0), to.0)
    } else if from.0 >= to.1 + OUT {
        (from.0, i32::midpoint(from.0, to.1), to.1)
    } else {
        (from.1, from.1.max(to.1) + OUT, to.1)
    };
    vec![(start, from.2), (middle, from.2), (middle, to.2), (finish, to.2)]
}

fn push_line(path: &mut String, points: &[(i32, i32)], line: &Line) {
    for (place, point) in points.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|place| points.get(place));
        let (Some(before), Some(after)) = (before, points.get(place + 1)) else {
            push(path, if place == 0 { 'M' } else { 'L' }, &[point.0, point.1]);
            continue;
        };
        let toward = |other: &(i32, i32)| {
            let (dx, dy) = (other.0 - point.0, other.1 - point.1);
            let reach = ROUND.min(dx.abs().max(dy.abs()) / 2);
            (point.0 + dx.signum() * reach, point.1 + dy.signum() * reach)
        };
        let (start, end) = (toward(before), toward(after));
        push(path, 'L', &[start.0, start.1]);
        push(path, 'Q', &[point.0, point.1, end.0, end.1]);
    }
    if let [first, second, ..] = points {
        push_end(path, *first, *second, line.from_end);
    }
    if let [.., second, first] = points {
        push_end(path, *first, *second, line.to_end);
    }
}

/// A foot of three toes for many, a bar for one, a ring for perhaps none.
fn push_end(path: &mut String, (x, y): (i32, i32), next: (i32, i32), end: End) {
    let away = (next.0 - x).signum();
    if end.many {
        push(path, 'M', &[x, y - 6]);
        push(path, 'L', &[x + away * 11, y]);
        push(path, 'L', &[x, y + 6]);
    } else {
        push(path, 'M', &[x + away * 8, y - 6]);
        push(path, 'V', &[y + 6]);
    }
    if end.optional {
        push(path, 'M', &[x + away * 15 - 4, y]);
        push(path, 'a', &[4, 4, 0, 1, 0, 8, 0]);
        push(path, 'a', &[4, 4, 0, 1, 0, -8, 0]);
    } else {
        push(path, 'M', &[x + away * 13, y - 6]);
        push(path, 'V', &[y + 6]);
    }
}

fn push(path: &mut String, letter: char, numbers: &[i32]) {
    path.push(letter);
    for number in numbers {
        path.push_str(&number.to_string());
        path.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_tell_how_many() {
        let end = |many, optional| {
            let mut path = String::new();
            push_end(&mut path, (100, 50), (140, 50), End { many, optional });
            path
        };
        assert_eq!(end(false, false), "M108 44 V56 M113 44 V56 ");
        assert_eq!(
            end(true, true),
            "M100 44 L111 50 L100 56 M111 50 a4 4 0 1 0 8 0 a4 4 0 1 0 -8 0 "
        );
    }
}
