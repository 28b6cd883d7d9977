//! One box: a relation with its columns, or a group with its relations.

use yew::prelude::*;

use super::scene::Scene;
use crate::components::icon::{Glyph, icon};
use crate::interop::diagram::{Boxed, Diagram, Mark, Row};
use crate::interop::report::Severity;
use crate::state::analysis::plural;
use crate::state::format::fixed;

/// Width of a letter of a row and of a head.
const LETTER: f64 = 7.3;
const HEAD_LETTER: f64 = 8.0;
/// Longer texts are cut, as the engine has measured them.
const LONGEST: usize = 36;

/// The id of a box in the page.
pub fn box_id(node: usize) -> String {
    format!("diagram-box-{node}")
}

/// A box in words: for those who hear it, and under the pointer.
pub fn spoken(diagram: &Diagram, node: usize) -> String {
    let Some(drawn) = diagram.boxes.get(node) else {
        return String::new();
    };
    let mut words = format!("{}, {}", drawn.name, drawn.kind);
    let noun = if drawn.kind == "group" {
        "relation"
    } else {
        "column"
    };
    if drawn.count > 0 {
        words.push_str(&format!(", {}", plural(drawn.count as usize, noun)));
    }
    let others = |from: bool| {
        let lines = diagram
            .lines
            .iter()
            .filter(move |line| if from { line.from == node } else { line.to == node });
        lines.map(|line| line.count as usize).sum::<usize>()
    };
    for (count, direction) in [(others(true), "to others"), (others(false), "to it")] {
        if count > 0 {
            words.push_str(&format!(", {} {direction}", plural(count, "foreign key")));
        }
    }
    let marks = diagram.marks_of(node).count();
    if marks > 0 {
        words.push_str(&format!(", {}", plural(marks, "finding")));
    }
    words
}

/// What stands in a box, at 0, 0. Everything depends on the diagram alone but the row that stands out and the sizes of letters.
pub fn inside(diagram: &Diagram, node: usize, row: Option<usize>, is_readable: bool, scale: f64) -> Html {
    let Some(drawn) = diagram.boxes.get(node) else {
        return html! {};
    };
    let measures = diagram.measures;
    if !is_readable {
        return html! {
            <>
                <title>{ spoken(diagram, node) }</title>
                <path class="box-head" d={head_path(drawn.width, measures.head, drawn.height <= measures.head)} />
                <path class="box-lines" d={row_lines(drawn, diagram)} />
                { large_name(drawn, scale) }
                { worst_mark(diagram, node, drawn, scale) }
            </>
        };
    }
    let (rows, more) = diagram.rows(node);
    let top = |place: usize| measures.head + place as i32 * measures.row;
    let highlighted = row.filter(|place| *place < rows.len()).map(|place| {
        html! { <rect class="row-ground" x="1" y={top(place).to_string()} width={(drawn.width - 2).to_string()} height={measures.row.to_string()} /> }
    });
    let lines = rows
        .iter()
        .enumerate()
        .map(|(place, row)| row_line(diagram, node, drawn, place, row));
    let body = (drawn.height > measures.head).then(|| {
        html! { <path class="box-rule" d={format!("M0 {}h{}", measures.head, drawn.width)} /> }
    });
    let last = top(rows.len()) + measures.row / 2 + 4;
    html! {
        <>
            <path class="box-head" d={head_path(drawn.width, measures.head, body.is_none())} />
            { for body }
            <text class="box-name" x={measures.side.to_string()} y={(measures.head / 2 + 5).to_string()}>
                <title>{ drawn.name.clone() }</title>{ shortened(&drawn.name) }
            </text>
            if drawn.kind != "table" {
                <text class="box-kind" x={(drawn.width - measures.side).to_string()} y={(measures.head / 2 + 4).to_string()}>{ drawn.kind.clone() }</text>
            }
            { for highlighted }
            { for lines }
            if more > 0 {
                <text class="row-type is-more" x={(measures.side + measures.keys).to_string()} y={last.to_string()}>{ format!("{more} more") }</text>
            }
            { marks(diagram, node, drawn, None, f64::from(measures.side) + letters(&drawn.name) * HEAD_LETTER + 6.0, measures.head / 2) }
        </>
    }
}

fn row_line(diagram: &Diagram, node: usize, drawn: &Boxed, place: usize, row: &Row) -> Html {
    let measures = diagram.measures;
    let middle = measures.head + place as i32 * measures.row + measures.row / 2;
    let name_at = measures.side + measures.keys;
    let end = drawn.width - measures.side;
    let diamond = (drawn.kind == "table").then(|| {
        let class = if row.not_null {
            "null-mark is-refused"
        } else {
            "null-mark"
        };
        html! { <path {class} d={format!("M{} {middle}l4 -4l4 4l-4 4z", end - 8)} /> }
    });
    let nulls = match (drawn.kind.as_str(), row.not_null) {
        ("table", true) => ", NULL is refused",
        ("table", false) => ", NULL is accepted",
        _ => "",
    };
    html! {
        <g class="row" data-row={place.to_string()}>
            <title>{ format!("{} {}{nulls}", row.name, row.type_name) }</title>
            <rect class="row-target" x="0" y={(middle - measures.row / 2).to_string()} width={drawn.width.to_string()} height={measures.row.to_string()} />
            <text y={(middle + 4).to_string()}>
                <tspan class="row-keys" x={measures.side.to_string()}>{ row.keys.clone() }</tspan>
                <tspan class="row-name" x={name_at.to_string()}>{ shortened(&row.name) }</tspan>
                <tspan class="row-type" x={(end - measures.null_mark).to_string()}>{ shortened(&row.type_name) }</tspan>
            </text>
            { for diamond }
            { marks(diagram, node, drawn, Some(place), f64::from(name_at) + letters(&row.name) * LETTER + 3.0, middle) }
        </g>
    }
}

/// The worst finding of a row or a head: its icon behind the name; how many more as a title.
fn marks(diagram: &Diagram, node: usize, drawn: &Boxed, row: Option<usize>, x: f64, middle: i32) -> Html {
    let mut found = diagram
        .marks_of(node)
        .filter(|mark| mark.row == row || drawn.kind == "group");
    let Some(worst) = found.next() else {
        return html! {};
    };
    let more = found.count();
    let mut words = format!("{}: {}", worst.severity.as_str(), worst.finding);
    if more > 0 {
        words.push_str(&format!(", and {more} more"));
    }
    html! {
        <g class={mark_class(worst)} data-finding={worst.finding.clone()} data-testid="diagram-mark"
            transform={format!("translate({} {})", x.min(f64::from(drawn.width) - 18.0) as i32, middle - 8)}>
            <title>{ words }</title>
            <rect class="mark-target" width="16" height="16" rx="4" />
            { icon(glyph(worst.severity)) }
        </g>
    }
}

fn worst_mark(diagram: &Diagram, node: usize, drawn: &Boxed, scale: f64) -> Html {
    let Some(worst) = diagram.marks_of(node).next() else {
        return html! {};
    };
    let size = (14.0 / scale)
        .min(f64::from(drawn.height) * 0.7)
        .min(f64::from(drawn.width) * 0.3);
    let place = format!(
        "translate({} 3) scale({})",
        drawn.width - size as i32 - 4,
        fixed(size / 16.0, 2)
    );
    html! { <g class={mark_class(worst)} data-finding={worst.finding.clone()} transform={place}><rect class="mark-ground" width="16" height="16" rx="8" />{ icon(glyph(worst.severity)) }</g> }
}

fn mark_class(mark: &Mark) -> Classes {
    classes!("diagram-mark", format!("is-{}", mark.severity.as_str()))
}

/// The icon of a severity.
pub fn glyph(severity: Severity) -> Glyph {
    match severity {
        Severity::Error => Glyph::Error,
        Severity::Warning => Glyph::Warning,
        Severity::Info => Glyph::Info,
        Severity::Hint => Glyph::Hint,
    }
}

/// The name across the box, as large as it can be read from afar.
fn large_name(drawn: &Boxed, scale: f64) -> Html {
    let letters = letters(&drawn.name).max(4.0);
    let fits = (f64::from(drawn.width) - 16.0) / (letters * 0.62);
    let size = (11.0 / scale).min(fits).min(f64::from(drawn.height) * 0.6);
    if size * scale < 3.0 {
        return html! {};
    }
    let middle = f64::from(drawn.height) / 2.0 + size * 0.35;
    html! {
        <text class="box-name is-large" x={(drawn.width / 2).to_string()} y={(middle as i32).to_string()} font-size={(size as i32).to_string()}>
            { shortened(&drawn.name) }
        </text>
    }
}

/// What stands for rows that are too small to be read.
fn row_lines(drawn: &Boxed, diagram: &Diagram) -> String {
    let measures = diagram.measures;
    let mut path = String::new();
    let mut middle = measures.head + measures.row / 2;
    while middle < drawn.height {
        path.push_str(&format!("M{} {middle}h{}", measures.side, drawn.width * 3 / 5));
        middle += measures.row;
    }
    path
}

fn head_path(width: i32, head: i32, is_all: bool) -> String {
    let (across, down) = (width - 12, head - 6);
    if is_all {
        return format!(
            "M6 0h{across}a6 6 0 0 1 6 6v{}a6 6 0 0 1 -6 6h-{across}a6 6 0 0 1 -6 -6v-{}a6 6 0 0 1 6 -6z",
            down - 6,
            down - 6
        );
    }
    format!("M0 {head}v-{down}a6 6 0 0 1 6 -6h{across}a6 6 0 0 1 6 6v{down}z")
}

fn letters(text: &str) -> f64 {
    let wide = |letter: char| if letter >= '\u{1100}' { 2 } else { 1 };
    f64::from(text.chars().take(LONGEST).map(wide).sum::<i32>())
}

fn shortened(text: &AttrValue) -> AttrValue {
    if text.chars().count() <= LONGEST {
        return text.clone();
    }
    let mut short: String = text.chars().take(LONGEST - 1).collect();
    short.push('…');
    short.into()
}

/// Whether a box stands for what can be looked at in the text.
pub fn scene_class(scene: &Scene, node: usize) -> Classes {
    let is = |found: Option<(usize, Option<usize>)>| found.is_some_and(|(found, _)| found == node);
    let kind = scene
        .diagram
        .boxes
        .get(node)
        .map(|drawn| match drawn.kind.as_str() {
            "group" => "is-group",
            "view" => "is-view",
            "table" => "is-table",
            _ => "is-missing",
        });
    classes!(
        "diagram-box",
        kind,
        is(scene.selected).then_some("is-selected"),
        is(scene.pointed).then_some("is-pointed"),
        (scene.active == Some(node)).then_some("is-active"),
        scene.is_dim(node).then_some("is-dim")
    )
}
