use proptest::prelude::*;

use super::*;

/// Boxes and links out of any numbers: every box is between 40 and 400 wide and high, every link leaves within its box.
fn graph(sizes: &[(i32, i32)], ends: &[(usize, usize, i32, i32)]) -> (Vec<Size>, Vec<Link>) {
    let boxes: Vec<Size> = sizes
        .iter()
        .map(|(width, height)| Size {
            width: 40 + width % 360,
            height: 40 + height % 360,
        })
        .collect();
    let count = boxes.len();
    let links = ends.iter().map(|(from, to, from_y, to_y)| {
        let (from, to) = (from % count, to % count);
        Link {
            from,
            to,
            from_y: from_y % boxes.get(from).unwrap().height,
            to_y: to_y % boxes.get(to).unwrap().height,
        }
    });
    let links = links.collect();
    (boxes, links)
}

/// Fails unless no two boxes touch and every line ends on the sides of its boxes and turns at right angles.
fn assert_sound(boxes: &[Size], links: &[Link], arrangement: &Arrangement) {
    let placed: Vec<(Point, Size)> = arrangement
        .places
        .iter()
        .copied()
        .zip(boxes.iter().copied())
        .collect();
    for (number, (a, a_size)) in placed.iter().enumerate() {
        assert!(a.x >= 0 && a.y >= 0, "box {number} at {a:?}");
        for (b, b_size) in placed.iter().take(number) {
            let apart = a.x + a_size.width <= b.x
                || b.x + b_size.width <= a.x
                || a.y + a_size.height <= b.y
                || b.y + b_size.height <= a.y;
            assert!(apart, "{a:?} {a_size:?} and {b:?} {b_size:?}");
        }
    }
    for (link, route) in links.iter().zip(&arrangement.routes) {
        for (end, box_number, y) in [
            (route.first(), link.from, link.from_y),
            (route.last(), link.to, link.to_y),
        ] {
            let end = end.unwrap();
            let (place, size) = placed.get(box_number).unwrap();
            assert!(
                end.x == place.x || end.x == place.x + size.width,
                "{link:?} ends at {end:?}"
            );
            let is_loop = link.from == link.to;
            assert!(end.y == place.y + y || is_loop, "{link:?} ends at {end:?}");
        }
        for pair in route.windows(2) {
            if let [a, b] = pair {
                assert!(a.x == b.x || a.y == b.y, "{a:?} to {b:?} is askew");
            }
        }
    }
}

/// Numbers that look random and are always the same.
fn numbers(mut seed: u64) -> impl FnMut(usize) -> usize {
    move |below| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    }
}

/// A schema as they are: most relations refer to one or two older ones, a few are referred to by many, some to none.
fn schema(count: usize, seed: u64) -> (Vec<Size>, Vec<Link>) {
    let mut next = numbers(seed);
    let boxes: Vec<Size> = (0..count)
        .map(|_| Size {
            width: 180 + next(120) as i32,
            height: 34 + 22 * (2 + next(14) as i32) + 6,
        })
        .collect();
    let mut links = Vec::new();
    for from in 1..count {
        for _ in 0..next(4) {
            let to = if next(3) == 0 {
                next(5).min(from)
            } else {
                next(from)
            };
            links.push(Link {
                from,
                to,
                from_y: 45 + 22 * next(3) as i32,
                to_y: 45,
            });
        }
    }
    (boxes, links)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn boxes_never_touch_and_lines_end_on_them(
        sizes in prop::collection::vec((0..1_000, 0..1_000), 1..40),
        ends in prop::collection::vec((0..1_000_usize, 0..1_000_usize, 0..1_000, 0..1_000), 0..80),
    ) {
        let (boxes, links) = graph(&sizes, &ends);
        let arrangement = arrange(&boxes, &links);
        assert_sound(&boxes, &links, &arrangement);
        prop_assert_eq!(arrangement, arrange(&boxes, &links));
    }
}

#[test]
fn what_is_referred_to_stands_left() {
    let boxes = [Size {
        width: 100,
        height: 60,
    }; 3];
    let link = |from, to| Link {
        from,
        to,
        from_y: 30,
        to_y: 30,
    };
    let arrangement = arrange(&boxes, &[link(1, 0), link(2, 1), link(2, 0)]);
    let xs: Vec<i32> = arrangement.places.iter().map(|place| place.x).collect();
    assert!(xs.is_sorted() && xs.first() < xs.last(), "{xs:?}");
}

#[test]
fn cycles_and_loops_are_drawn() {
    let boxes = [Size {
        width: 100,
        height: 120,
    }; 3];
    let link = |from, to, from_y| Link {
        from,
        to,
        from_y,
        to_y: 45,
    };
    let links = [
        link(0, 1, 67),
        link(1, 2, 67),
        link(2, 0, 67),
        link(0, 0, 89),
        link(0, 0, 67),
    ];
    let arrangement = arrange(&boxes, &links);
    assert_sound(&boxes, &links, &arrangement);
    let out = |number: usize| arrangement.routes.get(number).unwrap().get(1).unwrap().x;
    assert_ne!(out(3), out(4), "two loops lie on each other");
}

#[test]
fn links_between_the_same_boxes_lie_apart() {
    let boxes = [Size {
        width: 100,
        height: 120,
    }; 2];
    let link = |from_y, to_y| Link {
        from: 1,
        to: 0,
        from_y,
        to_y,
    };
    let links = [link(45, 45), link(67, 50)];
    let arrangement = arrange(&boxes, &links);
    let [one, other] = arrangement.routes.as_slice() else {
        panic!("two routes");
    };
    assert!(
        one.iter().all(|point| !other.contains(point)),
        "{one:?} {other:?}"
    );
}

#[test]
fn what_is_linked_to_nothing_fills_a_grid() {
    let boxes = [Size {
        width: 200,
        height: 100,
    }; 30];
    let arrangement = arrange(&boxes, &[]);
    assert_sound(&boxes, &[], &arrangement);
    let columns = arrangement.places.iter().filter(|place| place.y == 0).count();
    assert!((3..12).contains(&columns), "{columns} columns");
}

/// A hub with hundreds of relations around it becomes no tower: the picture fits a screen's shape.
#[test]
fn a_hub_is_no_tower() {
    let boxes = vec![
        Size {
            width: 200,
            height: 150
        };
        200
    ];
    let links: Vec<Link> = (1..200)
        .map(|from| Link {
            from,
            to: 0,
            from_y: 67,
            to_y: 45,
        })
        .collect();
    let arrangement = arrange(&boxes, &links);
    assert_sound(&boxes, &links, &arrangement);
    let width = arrangement.places.iter().map(|place| place.x).max().unwrap() + 200;
    let height = arrangement.places.iter().map(|place| place.y).max().unwrap() + 150;
    assert!(width < 3 * height && height < 3 * width, "{width} × {height}");
}

/// Work is counted, not timed: it stays within a bound that grows little faster than the schema.
#[test]
fn the_work_is_bounded() {
    for (count, most) in [(100, 600_000), (400, 3_500_000), (1_000, 8_000_000)] {
        for seed in 0..4 {
            let (boxes, links) = schema(count, seed);
            let arrangement = arrange(&boxes, &links);
            assert_sound(&boxes, &links, &arrangement);
            assert!(
                arrangement.steps <= most,
                "{count} boxes took {} steps",
                arrangement.steps
            );
        }
    }
}

#[test]
fn the_densest_schema_ends() {
    let boxes = vec![
        Size {
            width: 200,
            height: 100
        };
        300
    ];
    let mut next = numbers(7);
    let links: Vec<Link> = (0..6_000)
        .map(|_| Link {
            from: next(300),
            to: next(300),
            from_y: next(100) as i32,
            to_y: next(100) as i32,
        })
        .collect();
    let arrangement = arrange(&boxes, &links);
    assert_sound(&boxes, &links, &arrangement);
    assert!(arrangement.steps < 60_000_000, "{} steps", arrangement.steps);
}
