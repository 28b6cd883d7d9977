//! The words of one step.

use crate::forest::labelled;
use crate::kind::NodeKind;
use crate::model::{Estimate, PlanNode};
use crate::quantity::PerLoop;
use crate::slice::{before, from};
use crate::text::head::parse_identifier;
use rowproof_source::{Span, parse_decimal};

/// A step that reads something: `SCAN t USING INDEX i`, `SEARCH t USING COVERING INDEX i (a=? AND b>?) LEFT-JOIN`. Nothing for others.
pub(super) fn read_scan(text: &str, span: Span) -> Option<PlanNode> {
    let (verb, rest) = text.split_once(' ')?;
    if !matches!(verb, "SCAN" | "SEARCH") {
        return None;
    }
    let (rest, left) = match rest.strip_suffix(" LEFT-JOIN") {
        Some(rest) => (rest, true),
        None => (rest, false),
    };
    // The planner's guess, until 3.8.
    let (rest, guess) = match rest.rsplit_once(" (~") {
        Some((rest, rows)) => (rest, rows.strip_suffix(" rows)").and_then(parse_decimal)),
        None => (rest, None),
    };
    let (subject, using) = cut_using(rest);
    let mut node = labelled(NodeKind::SeqScan, verb, span);
    // Newer versions print neither the word TABLE nor the table's own name beside the alias.
    let plain = subject.strip_prefix("TABLE ").unwrap_or(subject);
    match plain {
        _ if plain.ends_with("CONSTANT ROW") => node.kind = NodeKind::Result,
        _ if plain.ends_with("CONSTANT ROWS") || plain.ends_with("VALUES CLAUSE") => {
            node.kind = NodeKind::ValuesScan
        }
        _ => name(&mut node, plain),
    }
    if verb == "SEARCH" && node.kind == NodeKind::SeqScan {
        // One end of the table's own tree, for its least or greatest key.
        node.kind = NodeKind::IndexScan;
    }
    node.label = label(verb, subject, using);
    node.estimate = guess.map(|rows| Estimate {
        startup_cost: 0.0,
        total_cost: 0.0,
        plan_rows: PerLoop(rows),
        width: None,
        costs_told: false,
    });
    if let Some(using) = using {
        read_index(&mut node, using, span);
    }
    if left {
        node.tell("Join Type", "Left", span);
    }
    Some(node)
}

/// `t AS x`, `SUBQUERY 1 AS x`, `t VIRTUAL TABLE INDEX 0:`.
fn name(node: &mut PlanNode, subject: &str) {
    let subject = match subject.split_once(" VIRTUAL TABLE INDEX ") {
        Some((subject, strategy)) => {
            node.kind = NodeKind::CustomScan;
            node.provider = Some("virtual table".to_owned());
            let (span, strategy) = (node.span, strategy.to_owned());
            node.tell("Virtual Table Index", &strategy, span);
            subject
        }
        None => subject,
    };
    if subject.starts_with("SUBQUERY ") || subject.starts_with('(') {
        node.kind = NodeKind::SubqueryScan;
        let (own, alias) = subject.split_once(" AS ").unzip();
        node.object = Some(own.unwrap_or(subject).to_owned());
        node.alias = alias.map(str::to_owned);
        return;
    }
    let (relation, after) = parse_identifier(subject).unwrap_or_else(|| (subject.to_owned(), ""));
    let alias = after
        .strip_prefix(" AS ")
        .and_then(parse_identifier)
        .map(|(alias, _)| alias);
    node.alias = alias.filter(|alias| *alias != relation);
    node.relation = Some(relation);
}

/// The part before ` USING `, and the part behind.
fn cut_using(text: &str) -> (&str, Option<&str>) {
    match text.find(" USING ") {
        Some(at) => (before(text, at), Some(from(text, at + " USING ".len()))),
        None => (text, None),
    }
}

/// The words without names and conditions: `SEARCH USING COVERING INDEX`.
fn label(verb: &str, subject: &str, using: Option<&str>) -> String {
    let access = using.map(|using| {
        let end = using.find("INDEX").map_or_else(
            || using.find(" (").unwrap_or(using.len()),
            |at| at + "INDEX".len(),
        );
        format!(" USING {}", before(using, end))
    });
    let constant = ["CONSTANT ROW", "CONSTANT ROWS", "VALUES CLAUSE"];
    let subject = if constant.iter().any(|words| subject.ends_with(words)) {
        format!(" {subject}")
    } else {
        String::new()
    };
    format!("{verb}{subject}{}", access.unwrap_or_default())
}

/// `COVERING INDEX i (a=? AND b>?)`, `AUTOMATIC PARTIAL COVERING INDEX (b=?)`, `INTEGER PRIMARY KEY (rowid=?)`.
fn read_index(node: &mut PlanNode, using: &str, span: Span) {
    let covering = using.contains("COVERING INDEX");
    let bare_subquery = node.kind == NodeKind::SubqueryScan;
    if !bare_subquery && node.kind != NodeKind::CustomScan {
        node.kind = if covering {
            NodeKind::IndexOnlyScan
        } else {
            NodeKind::IndexScan
        };
    }
    if using.starts_with("AUTOMATIC") {
        node.tell("Automatic Index", "true", span);
    }
    let (words, condition) = match using.find(" (") {
        Some(at) => (before(using, at), Some(from(using, at + 1))),
        None => (using, None),
    };
    if let Some((_, index)) = words.split_once("INDEX ") {
        node.index = parse_identifier(index).map(|(index, _)| index);
    }
    if let Some(condition) = condition {
        node.tell("Index Cond", condition, span);
    }
}

/// What `USE TEMP B-TREE FOR …` does: sorts, sorts the rest of what is sorted in part, or keeps each row once.
pub(super) fn temporary_tree(purpose: &str) -> NodeKind {
    if purpose.starts_with("LAST ") || purpose.starts_with("RIGHT PART") {
        NodeKind::IncrementalSort
    } else if purpose == "DISTINCT" {
        NodeKind::Unique
    } else {
        NodeKind::Sort
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(text: &str) -> PlanNode {
        read_scan(text, Span::default()).unwrap()
    }

    #[test]
    fn scans_and_searches() {
        let search = scan("SEARCH t1 USING COVERING INDEX i2 (a=? AND b>?)");
        assert_eq!(search.kind, NodeKind::IndexOnlyScan);
        assert_eq!(
            (search.relation.as_deref(), search.index.as_deref()),
            (Some("t1"), Some("i2"))
        );
        assert_eq!(search.index_condition(), Some("(a=? AND b>?)"));
        assert_eq!(search.label, "SEARCH USING COVERING INDEX");
        let old = scan("SCAN TABLE \"my t\" AS x USING INDEX i");
        assert_eq!(
            (old.relation.as_deref(), old.alias.as_deref()),
            (Some("my t"), Some("x"))
        );
        let key = scan("SEARCH p USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN");
        assert_eq!((key.kind, key.index), (NodeKind::IndexScan, None));
        let automatic = scan("SEARCH b USING AUTOMATIC PARTIAL COVERING INDEX (a=?)");
        assert_eq!(automatic.index, None);
        assert_eq!(automatic.value("Automatic Index"), Some("true"));
        assert_eq!(scan("SCAN CONSTANT ROW").kind, NodeKind::Result);
        assert_eq!(scan("SCAN 3 CONSTANT ROWS").label, "SCAN 3 CONSTANT ROWS");
        assert_eq!(scan("SCAN SUBQUERY 1 AS v").object.as_deref(), Some("SUBQUERY 1"));
        assert_eq!(scan("SCAN (subquery-3)").kind, NodeKind::SubqueryScan);
        assert_eq!(
            scan("SCAN f VIRTUAL TABLE INDEX 0:M1").relation.as_deref(),
            Some("f")
        );
    }
}
