//! Which function belongs to which part.

use std::collections::{HashMap, HashSet};

use wasmparser::ExternalKind;

use super::LOADER;
use crate::build::module::Module;

/// Who belongs where.
pub struct Membership {
    /// The part of each function that belongs to one.
    parts: HashMap<u32, usize>,
    /// The functions of parts that are called from outside their part, those of one part next to each other: each has a place
    /// of its own in the function table, after what stands there already.
    called_from_outside: Vec<u32>,
    /// By number, the functions of the primary module and of other parts that a part calls, in order.
    called_from_part: Vec<Vec<u32>>,
    /// Every function any part calls from outside of it, in order.
    shown: Vec<u32>,
}

impl Membership {
    /// The part a function belongs to; none for those of the primary module.
    pub fn part_of(&self, function: u32) -> Option<usize> {
        self.parts.get(&function).copied()
    }

    /// The functions of a part, in order.
    pub fn of_part(&self, number: usize) -> Vec<u32> {
        let mut functions: Vec<u32> = self
            .parts
            .iter()
            .filter(|(_, part)| **part == number)
            .map(|(function, _)| *function)
            .collect();
        functions.sort_unstable();
        functions
    }

    /// How many parts there are.
    pub fn parts(&self) -> usize {
        self.called_from_part.len()
    }

    /// How many places the function table needs for the functions of parts.
    pub fn places(&self) -> u32 {
        self.called_from_outside.len() as u32
    }

    /// Which of these places is a function's; none when nobody outside of its part calls it.
    pub fn place_of(&self, function: u32) -> Option<u32> {
        let mut places = self.called_from_outside.iter();
        let at = places.position(|placed| *placed == function)?;
        Some(at as u32)
    }

    /// The functions of a part that have a place, in the order of their places, which follow one another.
    pub fn placed(&self, number: usize) -> Vec<u32> {
        let placed = self.called_from_outside.iter().copied();
        placed
            .filter(|function| self.part_of(*function) == Some(number))
            .collect()
    }

    /// The functions outside of a part that it calls, in order.
    pub fn called_from(&self, number: usize) -> &[u32] {
        self.called_from_part.get(number).map_or(&[], Vec::as_slice)
    }

    /// Every function that parts other than its own call, in order: the primary module shows them to the parts.
    pub fn shown(&self) -> &[u32] {
        &self.shown
    }

    /// The name by which a function is shown to the parts: its place among those shown. It begins with a digit, as no other
    /// name does.
    pub fn shown_name(&self, function: u32) -> Option<String> {
        Some(self.shown.binary_search(&function).ok()?.to_string())
    }
}

/// The optimiser makes one function of all that have the same code, and the name that is left is any of theirs. Of those with so few
/// bytes that call nothing, such as one that answers with an empty list, every part has one.
const SAYS_NOTHING: usize = 32;

/// What is left in the place of a function of a part, and names it to the part, is about as long as so many bytes of code.
const AS_LONG_AS_A_CALL: usize = 48;

/// Divides the functions: first by the longest of the paths that their names begin with, then those that only functions of one part call.
/// Of the rest each group that is not called at first makes one more part, unless nothing of it is long enough.
pub fn divide(module: &Module<'_>, paths: &[&[&str]], not_at_first: &[HashSet<u32>]) -> Membership {
    let mut parts = HashMap::new();
    for (number, function) in module.numbered() {
        let says_nothing = function.calls.is_empty() && function.body.range().len() <= SAYS_NOTHING;
        if !says_nothing && let Some(part) = part_named(function.name, paths) {
            parts.insert(number, part);
        }
    }
    let callers = callers(module);
    let fixed = fixed(module);
    take_what_parts_alone_call(module, &callers, &fixed, &mut parts);
    let mut count = paths.len();
    for group in not_at_first {
        for (number, function) in module.numbered() {
            let long = function.body.range().len() >= AS_LONG_AS_A_CALL;
            if long && group.contains(&number) && module.exported(LOADER) != Some(number) {
                parts.entry(number).or_insert(count);
            }
        }
        if parts.values().any(|part| *part == count) {
            count += 1;
            take_what_parts_alone_call(module, &callers, &fixed, &mut parts);
        }
    }
    let mut called_from_outside: Vec<u32> = fixed;
    let mut called_from_part = vec![Vec::new(); count];
    for (number, function) in module.numbered() {
        let part = parts.get(&number).copied();
        for called in &function.calls {
            if parts.get(called).copied() != part {
                called_from_outside.push(*called);
                if let Some(of_part) = part.and_then(|part| called_from_part.get_mut(part)) {
                    of_part.push(*called);
                }
            }
        }
    }
    called_from_outside.retain(|function| parts.contains_key(function));
    in_order(&mut called_from_outside);
    called_from_outside.sort_by_key(|function| parts.get(function).copied());
    called_from_part.iter_mut().for_each(in_order);
    let mut shown = called_from_part.concat();
    in_order(&mut shown);
    Membership {
        parts,
        called_from_outside,
        called_from_part,
        shown,
    }
}

/// Takes into a part what only functions of that part call, and what only those call.
fn take_what_parts_alone_call(
    module: &Module<'_>,
    callers: &HashMap<u32, Vec<u32>>,
    fixed: &[u32],
    parts: &mut HashMap<u32, usize>,
) {
    loop {
        let before = parts.len();
        for (number, _) in module.numbered() {
            if parts.contains_key(&number) || fixed.contains(&number) {
                continue;
            }
            let mut of = callers
                .get(&number)
                .into_iter()
                .flatten()
                .map(|caller| parts.get(caller).copied());
            if let Some(Some(first)) = of.next()
                && of.all(|part| part == Some(first))
            {
                parts.insert(number, first);
            }
        }
        if parts.len() == before {
            break;
        }
    }
}

fn in_order(functions: &mut Vec<u32>) {
    functions.sort_unstable();
    functions.dedup();
}

/// The part that names a function most closely: by the longest path.
fn part_named(name: &str, paths: &[&[&str]]) -> Option<usize> {
    let close = |paths: &[&str]| {
        let of = paths.iter().filter(|path| is_of(name, path));
        of.map(|path| path.len()).max()
    };
    let closest = |part: &usize| paths.get(*part).and_then(|paths| close(paths));
    (0..paths.len())
        .filter(|part| closest(part).is_some())
        .max_by_key(closest)
}

/// Is a function of that name below that path? A name is a path, or a type and a trait in pointed brackets, and may have words
/// before it by which functions are put in order.
fn is_of(name: &str, path: &str) -> bool {
    let mut rest = name;
    while let Some(at) = rest.find(path) {
        let before = rest.get(..at).and_then(|before| before.chars().next_back());
        let owner = !before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_' || letter == ':');
        // A type of that path among a generic function's arguments does not make the function one of it.
        if owner && rest.get(..at).is_some_and(|before| !before.contains("::")) {
            return true;
        }
        rest = rest.get(at + path.len()..).unwrap_or_default();
    }
    false
}

/// Functions that are reached by other ways than a call: they stay where they are unless they are named.
fn fixed(module: &Module<'_>) -> Vec<u32> {
    let exported = module
        .exports
        .iter()
        .filter(|export| export.kind == ExternalKind::Func);
    let mut fixed: Vec<u32> = exported.map(|export| export.index).collect();
    fixed.extend(&module.held);
    in_order(&mut fixed);
    fixed
}

fn callers(module: &Module<'_>) -> HashMap<u32, Vec<u32>> {
    let mut callers: HashMap<u32, Vec<u32>> = HashMap::new();
    for (number, function) in module.numbered() {
        for called in function.calls.iter().filter(|called| **called != number) {
            callers.entry(*called).or_default().push(number);
        }
    }
    callers
}
