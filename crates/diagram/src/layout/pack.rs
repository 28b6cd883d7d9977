//! Rectangles beside and below each other.

use rowproof_source::SortSmall;

use super::{Point, Size, put};

/// Puts rectangles on shelves, the highest first, about four units wide for three high and at least as wide as said; the corner
/// of each in their order, and the size of the whole.
pub(super) fn shelves(sizes: &[Size], gap: i32, least_width: i32) -> (Vec<Point>, Size) {
    let area = |size: &Size| i64::from(size.width + gap) * i64::from(size.height + gap);
    let whole: i64 = sizes.iter().map(area).sum();
    let widest = sizes.iter().map(|size| size.width).max().unwrap_or_default();
    let wanted = (whole.max(0) as u64 * 4 / 3).isqrt() as i32;
    let width = wanted.max(widest).max(least_width);
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.order_by_key(|number| sizes.get(*number).map(|size| -size.height));
    let mut corners = vec![Point::default(); sizes.len()];
    let (mut next, mut shelf, mut used) = (Point::default(), 0, Size::default());
    for number in order {
        let Some(size) = sizes.get(number) else {
            continue;
        };
        if next.x > 0 && next.x + size.width > width {
            next = Point {
                x: 0,
                y: next.y + shelf + gap,
            };
            shelf = 0;
        }
        put(&mut corners, number, next);
        shelf = shelf.max(size.height);
        used.width = used.width.max(next.x + size.width);
        used.height = used.height.max(next.y + size.height);
        next.x += size.width + gap;
    }
    (corners, used)
}
