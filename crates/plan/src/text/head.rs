//! The words of a node line: what it does, and to what.

use crate::kind::{NodeKind, kind_of};
use crate::model::{PartialMode, PlanNode};
use crate::slice::Trim as _;
use crate::slice::{before, from};

/// A node line without its arrow and figures, taken apart.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Head {
    pub(crate) kind: NodeKind,
    pub(crate) label: String,
    pub(crate) join_type: Option<String>,
    pub(crate) relation: Option<String>,
    pub(crate) schema: Option<String>,
    pub(crate) alias: Option<String>,
    pub(crate) index: Option<String>,
    pub(crate) object: Option<String>,
    pub(crate) provider: Option<String>,
    pub(crate) parallel_aware: bool,
    pub(crate) async_capable: bool,
    pub(crate) partial_mode: Option<PartialMode>,
}

/// What is read or changed: `[schema.]name [alias]`, quotes removed.
#[derive(Debug, Default)]
struct Target {
    schema: Option<String>,
    name: Option<String>,
    alias: Option<String>,
}

/// Takes the words of a node line apart; nothing when a known kind is followed by words that do not belong there.
pub(crate) fn parse_head(text: &str) -> Option<Head> {
    let text = text.trimmed();
    if !text.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let (operation, using, target) = cut_operation(text);
    let mut head = parse_operation(operation.trimmed());
    head.index = match using {
        Some(using) => Some(
            parse_identifier(using)
                .filter(|(_, rest)| rest.trimmed().is_empty())?
                .0,
        ),
        None => None,
    };
    if let Some(target) = target {
        let target = parse_target(target)?;
        place_target(&mut head, target);
    }
    Some(head)
}

/// Cuts `Index Scan using ix on s.t a` at its two small words, wherever they stand outside quotes and brackets.
fn cut_operation(text: &str) -> (&str, Option<&str>, Option<&str>) {
    let on = find_word(text, " on ");
    let (front, target) = match on {
        Some(at) => (before(text, at), Some(from(text, at + 4))),
        None => (text, None),
    };
    match find_word(front, " using ") {
        Some(at) => (before(front, at), Some(from(front, at + 7)), target),
        None => (front, None, target),
    }
}

fn find_word(text: &str, word: &str) -> Option<usize> {
    let mut quoted = false;
    let mut depth = 0;
    for (at, character) in text.char_indices() {
        match character {
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            ' ' if !quoted && depth == 0 && from(text, at).starts_with(word) => return Some(at),
            _ => {}
        }
    }
    None
}

pub(crate) fn parse_operation(operation: &str) -> Head {
    let mut rest = operation;
    let mut strip = |prefix: &str| match rest.strip_prefix(prefix) {
        Some(shorter) => {
            rest = shorter;
            true
        }
        None => false,
    };
    let async_capable = strip("Async ");
    let parallel_aware = strip("Parallel ");
    let partial = strip("Partial ");
    let finalize = strip("Finalize ");
    let words = rest.strip_suffix(" Backward").unwrap_or(rest);
    let (words, provider) = cut_provider(words);
    let (kind, join_type) = kind_of(words);
    let step = match (partial, finalize) {
        (true, _) => Some(PartialMode::Partial),
        (_, true) => Some(PartialMode::Finalize),
        _ => None,
    };
    Head {
        kind,
        label: operation.to_owned(),
        join_type,
        relation: None,
        schema: None,
        alias: None,
        index: None,
        object: None,
        provider,
        parallel_aware,
        async_capable,
        partial_mode: step,
    }
}

/// `Custom Scan (ColumnarScan)` names its provider in brackets.
fn cut_provider(words: &str) -> (&str, Option<String>) {
    let provider = words
        .strip_prefix("Custom Scan (")
        .and_then(|rest| rest.strip_suffix(')'));
    match provider {
        Some(provider) => ("Custom Scan", Some(provider.to_owned())),
        None => (words, None),
    }
}

fn parse_target(text: &str) -> Option<Target> {
    let mut target = Target::default();
    let (first, mut rest) = parse_identifier(text)?;
    target.name = Some(first);
    if let Some(after_dot) = rest.strip_prefix('.') {
        let (name, after) = parse_identifier(after_dot)?;
        target.schema = target.name.replace(name);
        rest = after;
    }
    let rest = rest.trimmed();
    if !rest.is_empty() {
        let (alias, after) = parse_identifier(rest)?;
        if !after.trimmed().is_empty() {
            return None;
        }
        target.alias = Some(alias);
    }
    Some(target)
}

/// One identifier, and what follows it. A quoted one loses its quotes.
pub(crate) fn parse_identifier(text: &str) -> Option<(String, &str)> {
    let text = text.trimmed_start();
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text
            .find(|c: char| c.is_whitespace() || matches!(c, '.' | '"' | '('))
            .unwrap_or(text.len());
        let name = before(text, end);
        return (!name.is_empty()).then(|| (name.to_owned(), from(text, end)));
    };
    let mut name = String::new();
    let mut characters = quoted.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if character != '"' {
            name.push(character);
        } else if characters.next_if(|(_, next)| *next == '"').is_some() {
            name.push('"');
        } else {
            return Some((name, from(quoted, at + 1)));
        }
    }
    None
}

fn place_target(head: &mut Head, target: Target) {
    head.schema = target.schema;
    head.alias = target.alias.filter(|alias| target.name.as_ref() != Some(alias));
    let name = target.name;
    match head.kind {
        NodeKind::BitmapIndexScan => head.index = name,
        NodeKind::FunctionScan
        | NodeKind::TableFunctionScan
        | NodeKind::CteScan
        | NodeKind::WorkTableScan
        | NodeKind::NamedTuplestoreScan => head.object = name,
        NodeKind::ValuesScan | NodeKind::SubqueryScan => head.alias = name,
        _ => head.relation = name,
    }
}

impl Head {
    /// Writes the head into a node.
    pub(crate) fn apply(self, node: &mut PlanNode) {
        node.kind = self.kind;
        node.label = self.label;
        node.join_type = self.join_type;
        node.relation = self.relation;
        node.schema = self.schema;
        node.alias = self.alias;
        node.index = self.index;
        node.object = self.object;
        node.provider = self.provider;
        node.parallel_aware = self.parallel_aware;
        node.async_capable = self.async_capable;
        node.partial_mode = self.partial_mode;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(text: &str) -> Head {
        parse_head(text).unwrap()
    }

    #[test]
    fn takes_names_apart() {
        let scan = head("Parallel Index Only Scan Backward using \"My \"\"Idx\" on public.\"T on t\" x_1");
        assert_eq!(scan.kind, NodeKind::IndexOnlyScan);
        assert_eq!(scan.index.as_deref(), Some("My \"Idx"));
        assert_eq!(scan.schema.as_deref(), Some("public"));
        assert_eq!(scan.relation.as_deref(), Some("T on t"));
        assert_eq!(scan.alias.as_deref(), Some("x_1"));
        assert_eq!(scan.label, "Parallel Index Only Scan Backward");
        assert!(scan.parallel_aware);
    }

    #[test]
    fn objects_are_not_relations() {
        assert_eq!(head("Bitmap Index Scan on ix").index.as_deref(), Some("ix"));
        assert_eq!(head("CTE Scan on c c_1").object.as_deref(), Some("c"));
        assert_eq!(
            head("Values Scan on \"*VALUES*\"").alias.as_deref(),
            Some("*VALUES*")
        );
        assert_eq!(
            head("Custom Scan (ColumnarScan) on t").provider.as_deref(),
            Some("ColumnarScan")
        );
        assert_eq!(head("Update on public.t").relation.as_deref(), Some("t"));
        assert_eq!(
            head("Finalize GroupAggregate").partial_mode,
            Some(PartialMode::Finalize)
        );
    }

    #[test]
    fn sentences_are_no_heads() {
        assert!(parse_head("Update on the state of things").is_none());
        assert!(parse_head("select 1").is_none());
    }
}
