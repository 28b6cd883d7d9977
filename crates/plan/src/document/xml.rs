//! A reader of XML as `EXPLAIN` writes it: elements without attributes that matter, text in the innermost, five entities. It takes what
//! it can from a text that breaks off.

use super::{MAX_NESTING, Member, Read, Spanned, Value};
use crate::slice::{before, from};
use rowproof_source::WordList;

/// Elements that hold a list although their children have names.
const LISTS: WordList =
    WordList::new("Group Keys,Grouping Sets,Hash Keys,Plans,Target Tables,Triggers,Workers");
/// Elements whose words are truth values; anywhere else `false` is an expression.
const FLAGS: WordList = WordList::new(
    "Async Capable,Deforming,Disabled,Expressions,Inlining,Inner Unique,Optimization,Parallel Aware,Single Copy",
);

/// An element that is open.
struct Element {
    name: String,
    /// Where its tag begins.
    start: usize,
    /// Where its content begins.
    content: usize,
    members: Vec<Member>,
    text: String,
}

/// Reads the element whose tag begins at byte `start`.
pub(crate) fn read_value(text: &str, start: usize) -> Read {
    let mut stack: Vec<Element> = Vec::new();
    let mut at = start;
    while at < text.len() {
        let rest = from(text, at);
        let Some(tag) = rest.find('<') else {
            push_text(&mut stack, rest);
            break;
        };
        push_text(&mut stack, before(rest, tag));
        let tag_at = at + tag;
        let Some((inner, end)) = cut_tag(text, tag_at) else {
            break;
        };
        at = end;
        if inner.starts_with(['?', '!']) {
            continue;
        }
        if inner.starts_with('/') {
            if let Some(value) = close(&mut stack, tag_at, end) {
                return done(value, 0);
            }
            continue;
        }
        if stack.len() >= MAX_NESTING {
            return Read::TooDeep(tag_at);
        }
        let name = inner.split([' ', '/', '\n']).next().unwrap_or("");
        stack.push(Element {
            name: spelled(name),
            start: tag_at,
            content: end,
            members: Vec::new(),
            text: String::new(),
        });
        if inner.ends_with('/')
            && let Some(value) = close(&mut stack, end, end)
        {
            return done(value, 0);
        }
    }
    let open = stack.len();
    let end = text.len();
    loop {
        if let Some(value) = close(&mut stack, end, end) {
            return done(value, open);
        }
        if stack.is_empty() {
            return done(
                Spanned {
                    value: Value::Null,
                    start,
                    end,
                },
                open,
            );
        }
    }
}

fn done(value: Spanned, closed: usize) -> Read {
    Read::Value {
        value,
        closed,
        skipped: None,
    }
}

/// What stands between `<` and `>`, and the byte behind.
fn cut_tag(text: &str, start: usize) -> Option<(&str, usize)> {
    let rest = from(text, start + 1);
    let end = rest.find('>')?;
    Some((before(rest, end), start + end + 2))
}

fn push_text(stack: &mut [Element], text: &str) {
    if let Some(element) = stack.last_mut() {
        unescape(text, &mut element.text);
    }
}

/// Ends the innermost element; the value when it was the outermost.
fn close(stack: &mut Vec<Element>, content_end: usize, end: usize) -> Option<Spanned> {
    let element = stack.pop()?;
    let outermost = stack.is_empty();
    let whole = element.start..end;
    let (name, start) = (element.name.clone(), element.start);
    let value = Spanned {
        start: if outermost { whole.start } else { element.content },
        end: if outermost { whole.end } else { content_end },
        value: value_of(element),
    };
    match stack.last_mut() {
        Some(parent) => {
            parent.members.push(Member { name, start, value });
            None
        }
        None => Some(value),
    }
}

fn value_of(element: Element) -> Value {
    if element.members.is_empty() {
        let text = element.text;
        return match text.as_str() {
            "true" if FLAGS.contains(&element.name) => Value::Bool(true),
            "false" if FLAGS.contains(&element.name) => Value::Bool(false),
            _ if LISTS.contains(&element.name) => Value::Array(Vec::new()),
            _ if text.trim_ascii().is_empty() => Value::Text(String::new()),
            _ => Value::Text(text),
        };
    }
    let is_item = |member: &Member| matches!(member.name.as_str(), "Item" | "Query");
    if LISTS.contains(&element.name) || element.members.iter().all(is_item) {
        return Value::Array(element.members.into_iter().map(|member| member.value).collect());
    }
    let mut members = element.members;
    name_sort_groups(&mut members);
    Value::Object(members)
}

/// The groups of an Incremental Sort, and their spaces, have one tag for two things: they come in a fixed order.
fn name_sort_groups(members: &mut [Member]) {
    let external = members.iter().any(|member| {
        member.name == "Sort Methods Used" && member.value.value.to_line().contains("external")
    });
    let spaces = members
        .iter()
        .filter(|member| member.name == "Sort Space")
        .count();
    let (mut groups, mut memory) = (
        ["Full-sort Groups", "Pre-sorted Groups"].iter(),
        !(external && spaces == 1),
    );
    for member in members {
        let name = match member.name.as_str() {
            "Incremental Sort Groups" => groups.next().copied(),
            "Sort Space" if memory => {
                memory = false;
                Some("Sort Space Memory")
            }
            "Sort Space" => Some("Sort Space Disk"),
            _ => None,
        };
        if let Some(name) = name {
            member.name = name.to_owned();
        }
    }
}

/// The name as the other formats spell it: every sign but letters and digits became `-`.
fn spelled(tag: &str) -> String {
    match tag {
        "One-Time-Filter" => "One-Time Filter".to_owned(),
        _ => tag.replace('-', " ").replace("I O ", "I/O "),
    }
}

/// The longest entity that is looked for, in bytes.
const MAX_ENTITY: usize = 12;

/// Turns entities back into characters.
fn unescape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(before(rest, at));
        rest = from(rest, at);
        let near = rest.bytes().take(MAX_ENTITY).position(|byte| byte == b';');
        let entity = near.and_then(|end| {
            let character = entity(before(rest, end).trim_start_matches('&'))?;
            Some((character, end + 1))
        });
        let (character, length) = entity.unwrap_or(('&', 1));
        out.push(character);
        rest = from(rest, length);
    }
    out.push_str(rest);
}

fn entity(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Value, usize) {
        match read_value(text, 0) {
            Read::Value { value, closed, .. } => (value.value, closed),
            Read::TooDeep(at) => panic!("too deep at {at}"),
        }
    }

    #[test]
    fn elements_become_lists_objects_and_texts() {
        let text = "<explain xmlns=\"http://x\">\n <Query>\n <Plan>\n  <Node-Type>Sort</Node-Type>\n <One-Time-Filter>false</One-Time-Filter><Disabled>false</Disabled>\n <Filter>(a &lt;&gt; '&amp;&#x0d;\n')</Filter>\n<I-O-Read-Time>1.5</I-O-Read-Time>\n <Sort-Key>\n <Item>a</Item>\n <Item>b</Item>\n </Sort-Key>\n <Group-Keys>\n<Group-Key>\n<Item>c</Item></Group-Key>\n<Group-Key>\n</Group-Key></Group-Keys>\n<Plans><Plan><Node-Type>Result</Node-Type></Plan></Plans>\n </Plan>\n <Triggers>\n </Triggers>\n </Query>\n</explain>";
        let (value, closed) = read(text);
        assert_eq!(closed, 0);
        let query = &value.items()[0].value;
        assert!(query.get("Triggers").unwrap().value.items().is_empty());
        let plan = &query.get("Plan").unwrap().value;
        assert_eq!(plan.get("Filter").unwrap().value.scalar(), Some("(a <> '&\r\n')"));
        assert_eq!(
            plan.get("One-Time Filter").unwrap().value,
            Value::Text("false".into())
        );
        assert_eq!(plan.get("Disabled").unwrap().value, Value::Bool(false));
        assert_eq!(plan.get("I/O Read Time").unwrap().value.number(), Some(1.5));
        assert_eq!(plan.get("Sort Key").unwrap().value.to_line(), "a, b");
        let keys = plan.get("Group Keys").unwrap().value.items();
        assert_eq!(
            (keys[0].value.to_line(), keys[1].value.to_line()),
            ("c".into(), String::new())
        );
        let plans = plan.get("Plans").unwrap().value.items();
        assert_eq!(
            plans[0].value.get("Node Type").unwrap().value.scalar(),
            Some("Result")
        );
    }

    #[test]
    fn what_is_open_at_the_end_is_closed() {
        let (value, closed) =
            read("<explain><Query><Plan><Node-Type>Sort</Node-Type><Plans><Plan><Node-Type>Seq Sc");
        assert_eq!(closed, 6);
        let plan = &value.items()[0].value.get("Plan").unwrap().value;
        assert_eq!(plan.get("Plans").unwrap().value.items().len(), 1);
    }

    #[test]
    fn depth_is_a_limit() {
        assert!(matches!(read_value(&"<a>".repeat(100_000), 0), Read::TooDeep(_)));
    }
}
