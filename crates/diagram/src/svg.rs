//! The diagram as a picture that stands alone: no style sheet, no script, a title and a description for those who do not see it.

use std::fmt::Write;

use crate::layout::Point;
use crate::metrics::{FOOT, HEAD, KEYS, ROW, SIDE, row_middle, shortened};
use crate::model::{Diagram, Edge, End, Node, NodeKind, Row};

/// Around everything.
const MARGIN: i32 = 24;
/// Radius of corners of lines.
const ROUND: i32 = 6;

const INK: &str = "#16211f";
const QUIET: &str = "#505d5a";
const LINE: &str = "#66726f";
const BORDER: &str = "#b9c3bf";
const HEAD_FILL: &str = "#e2f2ef";
const FONT: &str = "ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, 'DejaVu Sans Mono', monospace";

/// Draws the diagram, dark on white. Attributes alone, so that it is shown where style sheets are forbidden.
pub fn svg(diagram: &Diagram) -> String {
    let (x, y) = (diagram.from.x - MARGIN, diagram.from.y - MARGIN);
    let (width, height) = (diagram.to.x - x + MARGIN, diagram.to.y - y + MARGIN);
    let mut out = String::new();
    // Writing to a string does not fail; here and below.
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"{x} {y} {width} {height}\" \
         role=\"img\" font-family=\"{FONT}\" font-size=\"12\">\n<title>Entity-relationship diagram</title>\n<desc>"
    );
    push_text(&mut out, &description(diagram));
    let _ = write!(
        out,
        "</desc>\n<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n<g fill=\"none\" stroke=\"{LINE}\" stroke-width=\"1.4\">\n"
    );
    for edge in &diagram.edges {
        push_edge(&mut out, diagram, edge);
    }
    out.push_str("</g>\n");
    for node in &diagram.nodes {
        push_node(&mut out, node);
    }
    out.push_str("</svg>\n");
    out
}

/// What the picture shows, in words: how much of it, and every foreign key.
fn description(diagram: &Diagram) -> String {
    let counted = |count: usize, noun: &str| match count {
        1 => format!("1 {noun}"),
        count => format!("{count} {noun}s"),
    };
    let mut words = format!(
        "{}, {}.",
        counted(diagram.relations, "relation"),
        counted(diagram.foreign_keys, "foreign key")
    );
    for edge in &diagram.edges {
        let (Some(from), Some(to)) = (diagram.nodes.get(edge.from), diagram.nodes.get(edge.to)) else {
            continue;
        };
        let _ = write!(
            words,
            " {} ({}) refers to {} of {}; {} of its rows to one.",
            from.name,
            edge.columns.join(", "),
            edge.to_end.words(),
            to.name,
            edge.from_end.words()
        );
    }
    words
}

fn push_edge(out: &mut String, diagram: &Diagram, edge: &Edge) {
    out.push_str("<path d=\"");
    out.push_str(&path(&edge.points));
    out.push_str(&foot(&edge.points, edge.from_end));
    let turned: Vec<Point> = edge.points.iter().rev().copied().collect();
    out.push_str(&foot(&turned, edge.to_end));
    out.push_str("\"><title>");
    let name = |at: usize| diagram.nodes.get(at).map_or("", |node| node.name.as_str());
    let words = format!(
        "{} ({}) → {}",
        name(edge.from),
        edge.columns.join(", "),
        name(edge.to)
    );
    push_text(out, &words);
    out.push_str("</title></path>\n");
}

/// A line through corners, which are rounded.
fn path(points: &[Point]) -> String {
    let mut path = String::new();
    for (place, point) in points.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|place| points.get(place));
        let (Some(before), Some(after)) = (before, points.get(place + 1)) else {
            let _ = write!(
                path,
                "{}{} {}",
                if place == 0 { 'M' } else { 'L' },
                point.x,
                point.y
            );
            continue;
        };
        let toward = |other: &Point| {
            let (dx, dy) = (other.x - point.x, other.y - point.y);
            let reach = ROUND.min(dx.abs().max(dy.abs()) / 2);
            Point {
                x: point.x + dx.signum() * reach,
                y: point.y + dy.signum() * reach,
            }
        };
        let (start, end) = (toward(before), toward(after));
        let _ = write!(
            path,
            "L{} {}Q{} {} {} {}",
            start.x, start.y, point.x, point.y, end.x, end.y
        );
    }
    path
}

/// The sign of an end where a line begins: a foot of three toes for many, a bar for one, a ring for perhaps none.
fn foot(points: &[Point], end: End) -> String {
    let (Some(at), Some(next)) = (points.first(), points.get(1)) else {
        return String::new();
    };
    let away = (next.x - at.x).signum();
    let (x, y) = (at.x, at.y);
    let mut sign = String::new();
    if end.many {
        let _ = write!(sign, "M{x} {}L{} {y}L{x} {}", y - 6, x + away * 11, y + 6);
    } else {
        let bar = x + away * 8;
        let _ = write!(sign, "M{bar} {}V{}", y - 6, y + 6);
    }
    let beyond = x + away * 15;
    if end.optional {
        let _ = write!(sign, "M{} {y}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0", beyond - 4);
    } else {
        let _ = write!(sign, "M{} {}V{}", x + away * 13, y - 6, y + 6);
    }
    sign
}

fn push_node(out: &mut String, node: &Node) {
    let Point { x, y } = node.at;
    let (width, height) = (node.width, node.height);
    let dashes = if node.kind == NodeKind::Missing {
        " stroke-dasharray=\"5 4\""
    } else {
        ""
    };
    out.push_str("<g><title>");
    push_text(out, &node.name);
    let _ = write!(
        out,
        "</title><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"6\" fill=\"#ffffff\" stroke=\"{BORDER}\"{dashes}/>\
         <path d=\"M{x} {}v{}a6 6 0 0 1 6 -6h{}a6 6 0 0 1 6 6v{}z\" fill=\"{HEAD_FILL}\"/>\
         <text x=\"{}\" y=\"{}\" font-size=\"13\" font-weight=\"600\" fill=\"{INK}\">",
        y + HEAD,
        6 - HEAD,
        width - 12,
        HEAD - 6,
        x + SIDE,
        y + HEAD / 2 + 5
    );
    push_text(out, &shortened(&node.name));
    out.push_str("</text>");
    if node.kind != NodeKind::Table {
        let _ = write!(
            out,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\" font-size=\"11\" fill=\"{QUIET}\">{}</text>",
            x + width - SIDE,
            y + HEAD / 2 + 4,
            node.kind.name()
        );
    }
    for (place, row) in node.rows.iter().enumerate() {
        push_row(out, node, row, y + row_middle(Some(place)));
    }
    if node.more > 0 {
        let _ = write!(
            out,
            "<text x=\"{}\" y=\"{}\" fill=\"{QUIET}\">{} more</text>",
            x + SIDE + KEYS,
            y + height - FOOT - ROW / 2 + 4,
            node.more
        );
    }
    out.push_str("</g>\n");
}

fn push_row(out: &mut String, node: &Node, row: &Row, middle: i32) {
    let x = node.at.x;
    let keys = keys(row);
    if !keys.is_empty() {
        let _ = write!(
            out,
            "<text x=\"{}\" y=\"{}\" font-size=\"10\" font-weight=\"600\" fill=\"#0b655c\">{keys}</text>",
            x + SIDE,
            middle + 4
        );
    }
    let _ = write!(
        out,
        "<text x=\"{}\" y=\"{}\" fill=\"{INK}\">",
        x + SIDE + KEYS,
        middle + 4
    );
    push_text(out, &shortened(&row.name));
    let end = x + node.width - SIDE;
    let _ = write!(
        out,
        "</text><text x=\"{}\" y=\"{}\" text-anchor=\"end\" fill=\"{QUIET}\">",
        end - crate::metrics::NULL_MARK,
        middle + 4
    );
    push_text(out, &shortened(&row.type_name));
    out.push_str("</text>");
    if node.kind == NodeKind::Table {
        // A full diamond refuses NULL, an empty one takes it.
        let fill = if row.not_null { QUIET } else { "none" };
        let _ = write!(
            out,
            "<path d=\"M{} {middle}l4 -4l4 4l-4 4z\" fill=\"{fill}\" stroke=\"{QUIET}\"/>",
            end - 8
        );
    }
}

/// The keys a column belongs to, in letters: `PK`, `FK`, `UQ`.
pub fn keys(row: &Row) -> String {
    let keys = [(row.primary, "PK"), (row.foreign, "FK"), (row.unique, "UQ")];
    let keys: Vec<&str> = keys
        .into_iter()
        .filter(|(is, _)| *is)
        .map(|(_, key)| key)
        .take(2)
        .collect();
    keys.join(" ")
}

fn push_text(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // Not allowed in XML at all.
            letter if letter < ' ' => out.push(' '),
            letter => out.push(letter),
        }
    }
}
