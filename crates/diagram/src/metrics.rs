//! How large boxes are. Characters are counted, not measured: fonts differ between machines, and the same catalog has to
//! give the same coordinates. What draws a diagram uses a font with letters of one width of these sizes.

use crate::model::{Node, NodeKind, Row};

/// Height of a box's head.
pub const HEAD: i32 = 34;
/// Height of one row.
pub const ROW: i32 = 22;
/// Space below the last row.
pub const FOOT: i32 = 6;
/// Space left of the keys and right of the types.
pub const SIDE: i32 = 12;
/// Width of the keys (`PK`, `FK`) before a column's name.
pub const KEYS: i32 = 40;
/// Between a column's name and its type at least: room for the mark of a finding behind the name.
pub const GAP: i32 = 30;
/// Room of the mark behind the type.
pub const NULL_MARK: i32 = 16;
/// Widest text of a row, in characters; what is longer is cut when it is drawn.
pub const LONGEST: usize = 36;

/// Ten times the width of a character of a row (12 units high), and of a head (13 units, bold).
const ROW_LETTER: i32 = 73;
const HEAD_LETTER: i32 = 80;

/// The text as it is drawn: cut to [`LONGEST`] characters with an ellipsis.
pub fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(LONGEST - 1).collect();
    short.push('…');
    short
}

/// The width of a text in characters, as far as it is drawn. Letters of East Asian scripts are two wide.
fn letters(text: &str) -> i32 {
    let wide = |letter: char| if letter >= '\u{1100}' { 2 } else { 1 };
    text.chars().take(LONGEST).map(wide).sum()
}

/// Gives a box its size.
pub(crate) fn measure(node: &mut Node) {
    let row_width = |row: &Row| {
        let text = letters(&row.name) + letters(&row.type_name);
        2 * SIDE + KEYS + text * ROW_LETTER / 10 + GAP + NULL_MARK
    };
    let widest = node.rows.iter().map(row_width).max().unwrap_or_default();
    // The mark of a finding stands at the right of the head.
    let kind = if node.kind == NodeKind::Table {
        0
    } else {
        letters(node.kind.name()) + 2
    };
    let head = 2 * SIDE + (letters(&node.name) + kind) * HEAD_LETTER / 10 + 28;
    node.width = widest.max(head).max(120);
    let rows = node.rows.len() as i32 + i32::from(node.more > 0);
    node.height = HEAD + rows * ROW + if rows > 0 { FOOT } else { 0 };
}

/// Where the middle of a row is, from the top of its box; of the head without one.
pub fn row_middle(row: Option<usize>) -> i32 {
    row.map_or(HEAD / 2, |row| HEAD + row as i32 * ROW + ROW / 2)
}
