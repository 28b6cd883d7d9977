//! Relations that belong together, where there are too many to draw each: those of a schema, those whose names begin alike, those
//! that hang together.

use rowproof_source::{SmallMap, SortSmall, lower_letter};

use crate::entities::Entities;
use crate::model::Node;

/// From how many relations a beginning of names makes a group.
const SMALLEST: usize = 3;
/// A schema with more relations is divided by the beginnings of their names.
const LARGEST: usize = 60;
/// Rounds in which what has no group joins that of its neighbours.
const ROUNDS: usize = 4;

/// The title of each node's group.
pub(crate) fn titles(entities: &Entities) -> Vec<String> {
    let nodes = &entities.nodes;
    let mut titles = by_schema(nodes);
    let mut sizes: SmallMap<String, usize> = SmallMap::default();
    count(&mut sizes, titles.iter().flatten());
    for schema in sizes.keys().cloned().collect::<Vec<_>>() {
        if sizes.get(&schema).copied().unwrap_or_default() > LARGEST {
            by_beginning(nodes, &mut titles, &schema);
        }
    }
    join_neighbours(entities, &mut titles);
    by_connection(entities, &mut titles);
    let other = || "others".to_owned();
    let titles = titles.into_iter().map(|title| title.unwrap_or_else(other));
    titles
        .map(|title| {
            if title.is_empty() {
                "default schema".to_owned()
            } else {
                title
            }
        })
        .collect()
}

fn by_schema(nodes: &[Node]) -> Vec<Option<String>> {
    let schema = |node: &Node| {
        node.name
            .split_once('.')
            .map_or("", |(schema, _)| schema)
            .to_owned()
    };
    nodes.iter().map(|node| Some(schema(node))).collect()
}

fn count<'t>(sizes: &mut SmallMap<String, usize>, titles: impl Iterator<Item = &'t String>) {
    for title in titles {
        sizes.change(title.clone(), |size| *size += 1);
    }
}

/// The words of a relation's own name, lower case: `OrderItems` and `order_items` are two.
fn words(node: &Node) -> Vec<String> {
    let name = node.name.rsplit('.').next().unwrap_or_default();
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for letter in name.chars() {
        let lower = lower_letter(letter);
        let is_letter = letter.is_ascii_alphanumeric() || !letter.is_ascii();
        if (!is_letter || (lower != letter && was_lower)) && words.last().is_some_and(|word| !word.is_empty())
        {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| is_letter) {
            word.push(lower);
        }
        was_lower = is_letter && lower == letter;
    }
    words
}

/// Divides a schema by the first word of its relations' names, by the second where nearly all have the same first one. What
/// begins like few others has no group afterwards.
fn by_beginning(nodes: &[Node], titles: &mut [Option<String>], schema: &str) {
    let own: Vec<usize> = (0..nodes.len())
        .filter(|number| {
            titles
                .get(*number)
                .is_some_and(|title| title.as_deref() == Some(schema))
        })
        .collect();
    let words: Vec<Vec<String>> = own
        .iter()
        .filter_map(|number| nodes.get(*number))
        .map(words)
        .collect();
    let mut beginning = 0;
    let word = |words: &[String], place: usize| words.get(place).cloned().unwrap_or_default();
    let counted = |place: usize| {
        let mut sizes = SmallMap::default();
        let of_place: Vec<String> = words.iter().map(|words| word(words, place)).collect();
        count(&mut sizes, of_place.iter());
        sizes
    };
    let mut sizes = counted(0);
    if sizes.values().any(|size| *size * 10 > own.len() * 7) {
        beginning = 1;
        sizes = counted(1);
    }
    for (number, words) in own.iter().zip(&words) {
        let first = word(words, beginning);
        let size = sizes.get(&first).copied().unwrap_or_default();
        let is_group = size >= SMALLEST && !first.is_empty();
        if let Some(title) = titles.get_mut(*number) {
            *title = is_group.then(|| match schema {
                "" => format!("{first}…"),
                schema => format!("{schema}.{first}…"),
            });
        }
    }
}

/// What has no group joins the one that most of its foreign keys lead to or come from.
fn join_neighbours(entities: &Entities, titles: &mut [Option<String>]) {
    for _ in 0..ROUNDS {
        let mut wishes: Vec<SmallMap<String, usize>> = titles.iter().map(|_| SmallMap::default()).collect();
        for edge in &entities.edges {
            for (own, other) in [(edge.from, edge.to), (edge.to, edge.from)] {
                let title = titles.get(other).cloned().flatten();
                let is_free = titles.get(own).is_some_and(Option::is_none);
                if let (Some(title), true, Some(wishes)) = (title, is_free, wishes.get_mut(own)) {
                    wishes.change(title, |count| *count += 1);
                }
            }
        }
        for (title, wishes) in titles.iter_mut().zip(&wishes) {
            let most = wishes.values().copied().max();
            let first = wishes.iter().find(|(_, count)| Some(**count) == most);
            if let Some((wish, _)) = first.filter(|_| title.is_none()) {
                *title = Some(wish.clone());
            }
        }
    }
}

/// What is left and hangs together is a group around the relation that is referred to most.
fn by_connection(entities: &Entities, titles: &mut [Option<String>]) {
    let free = |titles: &[Option<String>], number: usize| titles.get(number).is_some_and(Option::is_none);
    let mut linked: Vec<Vec<usize>> = vec![Vec::new(); titles.len()];
    let mut referred = vec![0_usize; titles.len()];
    for edge in entities.edges.iter().filter(|edge| edge.from != edge.to) {
        for (own, other) in [(edge.from, edge.to), (edge.to, edge.from)] {
            if let Some(linked) = linked.get_mut(own) {
                linked.push(other);
            }
        }
        if let Some(count) = referred.get_mut(edge.to) {
            *count += 1;
        }
    }
    let mut order: Vec<usize> = (0..titles.len()).collect();
    order.order_by_key(|number| std::cmp::Reverse(referred.get(*number).copied()));
    for start in order {
        if !free(titles, start) || linked.get(start).is_none_or(Vec::is_empty) {
            continue;
        }
        let Some(node) = entities.nodes.get(start) else {
            continue;
        };
        let title = format!("around {}", node.name);
        let mut next = vec![start];
        while let Some(number) = next.pop() {
            if free(titles, number) {
                if let Some(own) = titles.get_mut(number) {
                    *own = Some(title.clone());
                }
                next.extend(linked.get(number).into_iter().flatten());
            }
        }
    }
}
