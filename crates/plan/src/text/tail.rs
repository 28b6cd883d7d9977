//! What stands behind the last node: times, triggers, settings, compilation.

use super::names::cut_label;
use crate::buffers::{Buffers, IoTimings};
use crate::model::{Jit, Plan, Planning, Serialization, Trigger};
use crate::property::leading_number;
use crate::slice::Trim as _;
use crate::slice::split_outside;
use rowproof_source::{Span, parse_decimal};

/// The block the next indented lines belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// The lines of nodes.
    Nodes,
    /// Between the last node and the end, outside any block.
    Tail,
    /// Under `Planning:`.
    Planning,
    /// Under `JIT:`.
    Jit,
    /// Under a heading of plan advice, which holds free lines.
    Advice,
}

/// Reads a line whose label stands behind the last node; returns the block it opens.
pub(crate) fn read_tail(plan: &mut Plan, name: &str, value: &str, span: Span) -> Section {
    match name {
        "Planning Time" | "Planning time" => plan.planning_time_ms = milliseconds(value),
        "Execution Time" | "Execution time" | "Total runtime" | "Total Runtime" => {
            plan.execution_time_ms = milliseconds(value)
        }
        "Settings" => plan.settings = read_settings(value),
        "Query Identifier" => plan.query_identifier = Some(value.to_owned()),
        "Query Text" => plan.query_text = Some(value.to_owned()),
        "Serialization" => plan.serialization = Some(read_serialization(value)),
        "Planning" => {
            plan.planning.get_or_insert_default();
            return Section::Planning;
        }
        "JIT" => {
            plan.jit.get_or_insert_default();
            return Section::Jit;
        }
        "Supplied Plan Advice" | "Generated Plan Advice" => return Section::Advice,
        _ => read_trigger_line(plan, name, value, span),
    }
    Section::Tail
}

fn read_trigger_line(plan: &mut Plan, name: &str, value: &str, span: Span) {
    if let Some(subject) = name.strip_prefix("Trigger") {
        plan.triggers.push(read_trigger(subject, value, span));
    }
}

/// `x for constraint c on t`, each part optional; names may hold blanks, so the words between are looked for from the right.
fn read_trigger(subject: &str, value: &str, span: Span) -> Trigger {
    let (rest, relation) = match subject.rsplit_once(" on ") {
        Some((rest, relation)) => (rest, Some(relation.trimmed().to_owned())),
        None => (subject, None),
    };
    let (name, constraint) = match rest.split_once(" for constraint ") {
        Some((name, constraint)) => (name, Some(constraint.trimmed().to_owned())),
        None => (rest, None),
    };
    let name = Some(name.trimmed().to_owned()).filter(|name| !name.is_empty());
    Trigger {
        name,
        constraint,
        relation,
        time_ms: figure(value, "time=").and_then(parse_decimal),
        calls: figure(value, "calls=").and_then(parse_decimal).unwrap_or(0.0),
        span,
    }
}

fn figure<'v>(value: &'v str, label: &str) -> Option<&'v str> {
    value.split_whitespace().find_map(|word| word.strip_prefix(label))
}

/// Reads a line of the block under `Planning:`; tells whether it belonged there.
pub(crate) fn read_planning(planning: &mut Planning, name: &str, value: &str) -> bool {
    match name {
        "Buffers" => planning.buffers = Some(Buffers::parse(value)),
        "I/O Timings" => planning.io_timings = Some(IoTimings::parse(value)),
        "Memory" => {
            planning.memory_used_kb = figure(value, "used=").and_then(leading_number);
            planning.memory_allocated_kb = figure(value, "allocated=").and_then(leading_number);
        }
        _ => return false,
    }
    true
}

/// Reads a line of the block under `JIT:`; tells whether it belonged there.
pub(crate) fn read_jit(jit: &mut Jit, name: &str, value: &str) -> bool {
    match name {
        "Functions" => jit.functions = leading_number(value).unwrap_or(0),
        "Options" => {
            for option in value.split(',') {
                let (option, on) = option.trimmed().rsplit_once(' ').unwrap_or((option, ""));
                set_jit_option(jit, option, on == "true");
            }
        }
        "Timing" => {
            for part in split_outside(value, ',') {
                read_jit_time(jit, part);
            }
        }
        _ => return false,
    }
    true
}

pub(crate) fn set_jit_option(jit: &mut Jit, option: &str, on: bool) {
    match option {
        "Inlining" => jit.inlining = on,
        "Optimization" => jit.optimization = on,
        "Expressions" => jit.expressions = on,
        "Deforming" => jit.deforming = on,
        _ => {}
    }
}

/// `Generation 1.3 ms (Deform 0.3 ms)`.
fn read_jit_time(jit: &mut Jit, part: &str) {
    let (name, rest) = part.split_once(' ').unwrap_or((part, ""));
    let time = rest.split(' ').next().and_then(parse_decimal);
    set_jit_time(jit, name, time);
    if let Some((_, deform)) = rest.split_once("(Deform ") {
        set_jit_time(jit, "Deform", deform.split(' ').next().and_then(parse_decimal));
    }
}

pub(crate) fn set_jit_time(jit: &mut Jit, name: &str, time: Option<f64>) {
    let place = match name {
        "Generation" => &mut jit.generation_ms,
        "Deform" => &mut jit.deform_ms,
        "Inlining" => &mut jit.inlining_ms,
        "Optimization" => &mut jit.optimization_ms,
        "Emission" => &mut jit.emission_ms,
        "Total" => &mut jit.total_ms,
        _ => return,
    };
    *place = time;
}

fn read_settings(value: &str) -> Vec<(String, String)> {
    split_outside(value, ',')
        .into_iter()
        .filter_map(|setting| setting.split_once('='))
        .map(|(name, value)| (name.trimmed().to_owned(), unquote(value.trimmed())))
        .collect()
}

fn unquote(value: &str) -> String {
    let inner = value.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    inner.map_or_else(|| value.to_owned(), |inner| inner.replace("''", "'"))
}

fn read_serialization(value: &str) -> Serialization {
    Serialization {
        time_ms: figure(value, "time=").and_then(parse_decimal),
        output_kb: figure(value, "output=").and_then(leading_number),
        format: figure(value, "format=").map(str::to_owned),
    }
}

fn milliseconds(value: &str) -> Option<f64> {
    parse_decimal(value.trimmed().trim_end_matches("ms").trimmed())
}

/// The words PostgreSQL answers when there is nothing to plan.
pub(crate) fn is_no_plan(text: &str) -> bool {
    let text = text.trimmed().trim_matches('"');
    text == "Query rewrites to nothing" || text == "Utility statements have no plan structure"
}

/// Splits a tail line into its label and value; `Trigger` lines may hold anything in the name.
pub(crate) fn cut_tail(text: &str) -> Option<(&str, &str)> {
    let trimmed = text.trimmed();
    if trimmed.starts_with("Trigger ") {
        let at = trimmed.rfind(": time=").or_else(|| trimmed.rfind(": calls="))?;
        return Some((trimmed.get(..at)?, trimmed.get(at + 1..)?.trimmed()));
    }
    cut_label(trimmed).filter(|(name, _)| super::names::is_tail(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn triggers_without_times() {
        let (name, value) = cut_tail("Trigger a:b for constraint c on t: calls=15").unwrap();
        let trigger = read_trigger(name.strip_prefix("Trigger").unwrap(), value, Span::default());
        assert_eq!(trigger.name.as_deref(), Some("a:b"));
        assert_eq!(
            (trigger.constraint.as_deref(), trigger.relation.as_deref()),
            (Some("c"), Some("t"))
        );
        assert_eq!((trigger.time_ms, trigger.calls), (None, 15.0));
    }

    #[test]
    fn settings_with_commas() {
        let settings = read_settings("a = 'b', search_path = '\"$user\", d', e = 'it''s'");
        assert_eq!(settings[1], ("search_path".into(), "\"$user\", d".into()));
        assert_eq!(settings[2].1, "it's");
    }

    #[test]
    fn compilation_times() {
        let mut jit = Jit::default();
        assert!(read_jit(
            &mut jit,
            "Timing",
            "Generation 1.340 ms (Deform 0.303 ms), Inlining 9.145 ms, Total 149.572 ms"
        ));
        assert_eq!(
            (jit.generation_ms, jit.deform_ms, jit.total_ms),
            (Some(1.34), Some(0.303), Some(149.572))
        );
    }
}
