//! Which box stands in which rank.

use super::{at, change, put};

/// Which links of a component lead against the others, so that without them there is no cycle: those that lead back to a box
/// on the way from where the walk began. Links are pairs of referred and referring box.
pub(super) fn backward(count: usize, links: &[(usize, usize)], steps: &mut usize) -> Vec<bool> {
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut incoming = vec![0_usize; count];
    for (number, (left, right)) in links.iter().enumerate() {
        if let Some(out) = out.get_mut(*left) {
            out.push(number);
        }
        change(&mut incoming, *right, |count| *count += 1);
    }
    let mut backward = vec![false; links.len()];
    // 0: not seen, 1: on the way, 2: done.
    let mut states = vec![0_u8; count];
    // From what refers to nothing first; what is left lies on cycles.
    let sources = (0..count).filter(|number| at(&incoming, *number) == 0);
    for start in sources.chain(0..count).collect::<Vec<_>>() {
        if at(&states, start) != 0 {
            continue;
        }
        put(&mut states, start, 1);
        let mut way = vec![(start, 0_usize)];
        while let Some((number, next)) = way.pop() {
            *steps += 1;
            let Some(link) = out.get(number).and_then(|out| out.get(next)).copied() else {
                put(&mut states, number, 2);
                continue;
            };
            way.push((number, next + 1));
            let (_, right) = at(links, link);
            match at(&states, right) {
                0 => {
                    put(&mut states, right, 1);
                    way.push((right, 0));
                }
                1 => put(&mut backward, link, true),
                _ => {}
            }
        }
    }
    backward
}

/// The rank of each box: right of everything it refers to, and no rank higher than `most` unless one box alone is. Links are
/// pairs of left and right box, without a cycle.
pub(super) fn ranks(heights: &[i32], links: &[(usize, usize)], most: i32, steps: &mut usize) -> Vec<usize> {
    let count = heights.len();
    let mut right_of: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut waiting = vec![0_usize; count];
    for (left, right) in links {
        if let Some(list) = right_of.get_mut(*left) {
            list.push(*right);
        }
        change(&mut waiting, *right, |count| *count += 1);
    }
    let mut ranks = vec![0_usize; count];
    let mut used: Vec<i32> = Vec::new();
    let is_first: Vec<bool> = waiting.iter().map(|left| *left == 0).collect();
    let mut queue: Vec<usize> = (0..count).filter(|number| at(&is_first, *number)).collect();
    let mut next = 0;
    while let Some(number) = queue.get(next).copied() {
        next += 1;
        let height = at(heights, number);
        let mut rank = at(&ranks, number);
        while at(&used, rank) > 0 && at(&used, rank) + height > most {
            rank += 1;
            *steps += 1;
        }
        if used.len() <= rank {
            used.resize(rank + 1, 0);
        }
        change(&mut used, rank, |used| *used += height);
        put(&mut ranks, number, rank);
        for right in right_of.get(number).into_iter().flatten() {
            *steps += 1;
            change(&mut ranks, *right, |own| *own = (*own).max(rank + 1));
            let left = at(&waiting, *right).saturating_sub(1);
            put(&mut waiting, *right, left);
            if left == 0 {
                queue.push(*right);
            }
        }
    }
    // What refers to nothing stands next to the first that refers to it, where there is room.
    for number in (0..count).filter(|number| at(&is_first, *number)) {
        let nearest = right_of.get(number).into_iter().flatten();
        let nearest = nearest.map(|right| at(&ranks, *right)).min().unwrap_or_default();
        let (from, height) = (at(&ranks, number), at(heights, number));
        let wanted = nearest.saturating_sub(1);
        if wanted > from && at(&used, wanted) + height <= most {
            change(&mut used, from, |used| *used -= height);
            change(&mut used, wanted, |used| *used += height);
            put(&mut ranks, number, wanted);
        }
    }
    ranks
}
