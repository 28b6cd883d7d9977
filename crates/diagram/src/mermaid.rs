//! The diagram in the words of Mermaid's `erDiagram`, which documents and code hosts draw.

use rowproof_source::SmallMap;

use crate::model::{Diagram, Edge, End, Node, NodeKind};

/// The relations that are drawn with the columns that are drawn, and their foreign keys. Types and column names are spelled
/// with the letters that Mermaid takes; what accepts NULL says so behind it.
pub fn mermaid(diagram: &Diagram) -> String {
    let mut text = "erDiagram\n".to_owned();
    let mut taken = SmallMap::default();
    let names: Vec<String> = diagram
        .nodes
        .iter()
        .map(|node| entity(node, &mut taken))
        .collect();
    for (node, name) in diagram.nodes.iter().zip(&names) {
        text.push_str("    ");
        text.push_str(name);
        if node.kind == NodeKind::Group || node.rows.is_empty() {
            text.push('\n');
            continue;
        }
        text.push_str(" {\n");
        for row in &node.rows {
            let keys = [(row.primary, "PK"), (row.foreign, "FK"), (row.unique, "UK")];
            let keys: Vec<&str> = keys
                .into_iter()
                .filter(|(is, _)| *is)
                .map(|(_, key)| key)
                .collect();
            text.push_str("        ");
            text.push_str(&plain(&row.type_name, "unknown"));
            text.push(' ');
            text.push_str(&plain(&row.name, "column"));
            if !keys.is_empty() {
                text.push(' ');
                text.push_str(&keys.join(", "));
            }
            if !row.not_null && node.kind == NodeKind::Table {
                text.push_str(" \"null\"");
            }
            text.push('\n');
        }
        text.push_str("    }\n");
    }
    for edge in &diagram.edges {
        let (Some(from), Some(to)) = (names.get(edge.from), names.get(edge.to)) else {
            continue;
        };
        text.push_str("    ");
        text.push_str(to);
        text.push(' ');
        text.push_str(left_end(edge.to_end));
        text.push_str(if edge.identifying { "--" } else { ".." });
        text.push_str(right_end(edge.from_end));
        text.push(' ');
        text.push_str(from);
        text.push_str(" : \"");
        text.push_str(&label(edge).replace('"', "'"));
        text.push_str("\"\n");
    }
    text
}

fn label(edge: &Edge) -> String {
    match edge.count {
        1 => edge.columns.join(", "),
        count => format!("{count} foreign keys"),
    }
}

fn left_end(end: End) -> &'static str {
    match (end.many, end.optional) {
        (false, false) => "||",
        (false, true) => "|o",
        (true, true) => "}o",
        (true, false) => "}|",
    }
}

fn right_end(end: End) -> &'static str {
    match (end.many, end.optional) {
        (false, false) => "||",
        (false, true) => "o|",
        (true, true) => "o{",
        (true, false) => "|{",
    }
}

/// A name in quotes, which may hold anything but quotes; told apart by a number when that makes two the same.
fn entity(node: &Node, taken: &mut SmallMap<String, usize>) -> String {
    let name: String = node
        .name
        .chars()
        .map(|letter| {
            if matches!(letter, '"' | '%' | '\\') {
                '_'
            } else {
                letter
            }
        })
        .collect();
    let mut nth = 0;
    taken.change(name.clone(), |count| {
        *count += 1;
        nth = *count;
    });
    match nth {
        1 => format!("\"{name}\""),
        nth => format!("\"{name} {nth}\""),
    }
}

/// With letters, digits, brackets and underscores alone, beginning with a letter; `otherwise` when nothing is left.
fn plain(text: &str, otherwise: &str) -> String {
    let is_taken = |letter: char| {
        letter.is_ascii_alphanumeric()
            || matches!(letter, '(' | ')' | '[' | ']' | '_' | '-')
            || letter >= '\u{c0}'
    };
    let mut plain: String = text
        .chars()
        .map(|letter| if is_taken(letter) { letter } else { '_' })
        .collect();
    if plain.is_empty() {
        return otherwise.to_owned();
    }
    if !plain.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_' || first >= '\u{c0}') {
        plain.insert(0, '_');
    }
    plain
}
