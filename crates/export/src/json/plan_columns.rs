//! The nodes of a plan as the page reads them: one list of numbers and one of words. Ten thousand objects would hold up typing while
//! they are read.

use rowproof_source::SmallMap;
use serde::Serialize;

use super::plan::{Plan, PlanNode};

/// The most sums of one group.
pub const MAX_TOTALS: usize = 50;

/// All nodes, in order.
#[derive(Debug, Serialize)]
pub struct Columns {
    /// The names of the numbers of a node, in their order.
    pub fields: Vec<&'static str>,
    /// For each node as many numbers as there are fields; what is not known is NaN. Those of names are places in `words`. Whoever
    /// hands it on does so as one piece, not number by number.
    #[serde(skip)]
    pub numbers: Vec<f64>,
    /// Each once, with U+001F between them: one text is read much faster than a list of many.
    pub words: String,
}

const SEPARATOR: &str = "\u{1f}";

type Number = fn(&PlanNode) -> f64;
type Word = fn(&PlanNode) -> &str;

const NUMBERS: [(&str, Number); 29] = [
    ("parent", |node| {
        node.parent.map_or(f64::NAN, |parent| parent as f64)
    }),
    ("depth", |node| node.depth as f64),
    ("start", |node| f64::from(node.location.start)),
    ("end", |node| f64::from(node.location.end)),
    ("line", |node| f64::from(node.location.line)),
    ("start_byte", |node| f64::from(node.location.start_byte)),
    ("end_byte", |node| f64::from(node.location.end_byte)),
    ("plan_rows", |node| known(node.plan_rows)),
    ("rows_per_loop", |node| known(node.rows_per_loop)),
    ("rows_least", |node| {
        known(node.rows_total.map(|(least, _)| least))
    }),
    ("rows_most", |node| known(node.rows_total.map(|(_, most)| most))),
    ("loops", |node| known(node.loops)),
    ("never_executed", |node| f64::from(node.never_executed)),
    ("estimate_factor", |node| known(node.estimate_factor)),
    ("underestimated", |node| f64::from(node.underestimated)),
    ("total_ms", |node| known(node.total_ms)),
    ("self_ms", |node| known(node.self_ms)),
    ("self_error_ms", |node| known(node.self_error_ms)),
    ("elapsed_ms", |node| known(node.elapsed_ms)),
    ("share", |node| known(node.share)),
    ("total_cost", |node| known(node.total_cost)),
    ("self_cost", |node| known(node.self_cost)),
    ("rows_removed", |node| known(node.rows_removed)),
    ("own_blocks", |node| known(node.own_blocks)),
    ("total_blocks", |node| known(node.total_blocks)),
    ("own_blocks_read", |node| known(node.own_blocks_read)),
    ("own_temporary_blocks", |node| known(node.own_temporary_blocks)),
    ("is_inconsistent", |node| f64::from(node.warning.is_some())),
    ("id", |node| node.id as f64),
];

/// Fields that are places in the list of words; an empty word stands for none.
const WORDS: [(&str, Word); 6] = [
    ("label", |node| &node.label),
    ("target", |node| &node.target),
    ("relationship", |node| {
        node.relationship.as_deref().unwrap_or_default()
    }),
    ("relation", |node| node.relation.as_deref().unwrap_or_default()),
    ("index", |node| node.index.as_deref().unwrap_or_default()),
    ("warning", |node| node.warning.as_deref().unwrap_or_default()),
];

fn known(number: Option<f64>) -> f64 {
    number.unwrap_or(f64::NAN)
}

/// Turns the nodes of a plan into columns.
pub fn use_columns(plan: &mut Plan) {
    let nodes = std::mem::take(&mut plan.nodes);
    let mut numbers = Vec::with_capacity(nodes.len() * (NUMBERS.len() + WORDS.len()));
    let mut words: SmallMap<String, usize> = SmallMap::default();
    let mut place_of = |word: &str| match words.get(word) {
        Some(place) => *place,
        None => {
            let place = words.keys().len();
            words.insert(word.replace(SEPARATOR, " "), place);
            place
        }
    };
    for node in &nodes {
        numbers.extend(NUMBERS.iter().map(|(_, number)| number(node)));
        numbers.extend(WORDS.iter().map(|(_, word)| place_of(word(node)) as f64));
    }
    let fields = NUMBERS.iter().map(|(name, _)| *name);
    plan.columns = Some(Columns {
        fields: fields.chain(WORDS.iter().map(|(name, _)| *name)).collect(),
        numbers,
        words: words.keys().as_slice().join(SEPARATOR),
    });
}
