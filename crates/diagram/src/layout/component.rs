//! One component: boxes that hang together.

use rowproof_source::SmallMap;

use super::ordering::order;
use super::placing::place;
use super::routes::{Loops, cross};
use super::{Link, Part, Point, ROW_GAP, Size, at, ranks};

/// Room for lines beside a box, on the average, when the height of ranks is chosen.
const CHANNEL: i32 = 90;
/// Places of long links in the ranks they pass, over all links of a component; longer ones go straight then.
const MOST_PASSES: usize = 6_000;

/// A component that stands at 0, 0.
pub(super) struct Arranged {
    pub(super) size: Size,
    /// By number of the box.
    pub(super) places: Vec<(usize, Point)>,
    /// By number of the link.
    pub(super) routes: Vec<(usize, Vec<Point>)>,
}

/// What stands in a rank: a box, or the place where a long link passes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Vertex {
    pub(super) rank: usize,
    pub(super) size: Size,
    pub(super) is_box: bool,
}

/// A link between neighbouring ranks, or beyond the bound on passes over several.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Segment {
    /// The vertex on the left.
    pub(super) left: usize,
    /// The vertex on the right.
    pub(super) right: usize,
    /// Where it leaves, from the top of the left one.
    pub(super) left_y: i32,
    /// Where it arrives, from the top of the right one.
    pub(super) right_y: i32,
}

/// A component in ranks. The first vertices are its boxes in their order.
#[derive(Debug, Default)]
pub(super) struct Ranked {
    pub(super) vertices: Vec<Vertex>,
    pub(super) segments: Vec<Segment>,
    /// The vertices of each rank from top to bottom.
    pub(super) layers: Vec<Vec<usize>>,
}

pub(super) fn arrange(
    part: &Part,
    boxes: &[Size],
    links: &[Link],
    loops: &Loops,
    steps: &mut usize,
) -> Arranged {
    let mut local = SmallMap::default();
    for (number, held) in part.boxes.iter().enumerate() {
        local.insert(*held, number);
    }
    let place_of = |number: usize| local.get(&number).copied().unwrap_or_default();
    let own: Vec<Link> = part
        .links
        .iter()
        .map(|number| {
            let link = at(links, *number);
            Link {
                from: place_of(link.from),
                to: place_of(link.to),
                ..link
            }
        })
        .collect();
    let sizes: Vec<Size> = part
        .boxes
        .iter()
        .map(|number| Size {
            width: at(boxes, *number).width + at(&loops.room, *number),
            ..at(boxes, *number)
        })
        .collect();
    let (mut ranked, ways, is_turned) = rank(&sizes, &own, steps);
    order(&mut ranked, steps);
    let tops = place(&ranked, steps);
    let crossed = cross(&ranked, &tops, &ways, steps);
    let widths = part
        .boxes
        .iter()
        .map(|number| at(boxes, *number).width)
        .collect::<Vec<_>>();
    let routes = own.iter().enumerate().map(|(number, link)| {
        let turned = at(&is_turned, number);
        let left = if turned { link.from } else { link.to };
        // Lines leave at the box, not at the end of the room for its loops.
        let mut route = crossed.route(number, at(&crossed.places, left).x + at(&widths, left));
        if !turned {
            route.reverse();
        }
        (at(&part.links, number), route)
    });
    Arranged {
        routes: routes.collect(),
        places: part
            .boxes
            .iter()
            .copied()
            .zip(crossed.places.iter().copied())
            .collect(),
        size: crossed.size,
    }
}

/// Ranks, and for each link the segments it is made of from left to right and whether the referring box is the left one.
fn rank(sizes: &[Size], links: &[Link], steps: &mut usize) -> (Ranked, Vec<Vec<usize>>, Vec<bool>) {
    let pairs: Vec<(usize, usize)> = links.iter().map(|link| (link.to, link.from)).collect();
    let is_turned = ranks::backward(sizes.len(), &pairs, steps);
    let turned = pairs.iter().zip(&is_turned);
    let pairs: Vec<(usize, usize)> = turned
        .map(|((left, right), turned)| if *turned { (*right, *left) } else { (*left, *right) })
        .collect();
    let heights: Vec<i32> = sizes.iter().map(|size| size.height + ROW_GAP).collect();
    let area = |size: &Size| i64::from(size.width + CHANNEL) * i64::from(size.height + ROW_GAP);
    let whole: i64 = sizes.iter().map(area).sum();
    // Four wide for three high.
    let most = (whole.max(0) as u64 * 3 / 4).isqrt() as i32;
    let most = most.max(heights.iter().copied().max().unwrap_or_default());
    let ranks = ranks::ranks(&heights, &pairs, most, steps);
    let mut ranked = Ranked::default();
    for (number, size) in sizes.iter().enumerate() {
        ranked.add(at(&ranks, number), *size, true);
    }
    // The passes of the line that leaves a vertex at a height, each with the segment that leads there: all links that leave
    // there share them.
    let mut passes: SmallMap<(usize, i32), Vec<(usize, usize)>> = SmallMap::default();
    let mut count = 0;
    let mut ways = Vec::new();
    for (number, link) in links.iter().enumerate() {
        let (left, right) = at(&pairs, number);
        let (left_y, right_y) = match at(&is_turned, number) {
            true => (link.from_y, link.to_y),
            false => (link.to_y, link.from_y),
        };
        let mut way = Vec::new();
        let mut end = (left, left_y);
        let mut line = passes.get(&(left, left_y)).cloned().unwrap_or_default();
        let known = line.len();
        for (nth, rank) in (at(&ranks, left) + 1..at(&ranks, right)).enumerate() {
            *steps += 1;
            if line.len() <= nth {
                if count >= MOST_PASSES {
                    break;
                }
                count += 1;
                let pass = ranked.add(rank, Size { width: 0, height: 1 }, false);
                line.push((pass, ranked.connect(end, (pass, 0))));
            }
            let (pass, segment) = at(&line, nth);
            way.push(segment);
            end = (pass, 0);
        }
        way.push(ranked.connect(end, (right, right_y)));
        if line.len() > known {
            passes.insert((left, left_y), line);
        }
        ways.push(way);
    }
    (ranked, ways, is_turned)
}

impl Ranked {
    fn add(&mut self, rank: usize, size: Size, is_box: bool) -> usize {
        let number = self.vertices.len();
        self.vertices.push(Vertex { rank, size, is_box });
        if self.layers.len() <= rank {
            self.layers.resize(rank + 1, Vec::new());
        }
        if let Some(layer) = self.layers.get_mut(rank) {
            layer.push(number);
        }
        number
    }

    /// A new segment between two places.
    fn connect(&mut self, (left, left_y): (usize, i32), (right, right_y): (usize, i32)) -> usize {
        self.segments.push(Segment {
            left,
            right,
            left_y,
            right_y,
        });
        self.segments.len() - 1
    }
}
