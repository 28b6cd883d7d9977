//! The text before and after, where it differs: line numbers, signs and words for what is added and removed.

use yew::prelude::*;

use crate::hooks::use_store::{Store, sending};
use crate::interop::safe_fixes::{Change, Hunk, Line, SafeFixes};
use crate::state::action::Action;
use crate::state::analysis::plural;
use crate::state::tools::ToolAction;

/// Places drawn at first and added by every request.
const PAGE: usize = 40;
/// Lines of one place that are drawn.
const MOST_LINES: usize = 200;

/// Draws it.
pub fn difference(store: &Store, fixes: &SafeFixes) -> Html {
    let shown = (store.tools.fixes.pages + 1) * PAGE;
    let more = sending::<MouseEvent>(store, Action::Tool(ToolAction::MoreChangesShown));
    let count = |change: Change| {
        let lines = fixes.hunks.iter().flat_map(|hunk| &hunk.lines);
        lines.filter(|line| line.change == change).count()
    };
    let (added, removed) = (count(Change::Added), count(Change::Removed));
    html! {
        <section class="fix-all-difference" aria-labelledby="fix-all-difference" data-testid="fix-all-difference">
            <h3 id="fix-all-difference">
                { "Your text" }
                <span class="diff-count is-added">{ format!("+{added}") }<span class="visually-hidden">{ " lines added" }</span></span>
                <span class="diff-count is-removed">{ format!("−{removed}") }<span class="visually-hidden">{ " lines removed" }</span></span>
            </h3>
            if fixes.hunks.is_empty() {
                <p class="quiet">{ "It stays as it is." }</p>
            }
            { for fixes.hunks.iter().take(shown).map(|hunk| place(store, hunk)) }
            if fixes.hunks.len() > shown {
                <button type="button" class="button" onclick={more}>
                    { format!("Show more ({} left)", plural(fixes.hunks.len() - shown, "place")) }
                </button>
            }
        </section>
    }
}

fn place(store: &Store, hunk: &Hunk) -> Html {
    let (mut old, mut new) = hunk.starts;
    let (part, first) = (store.title_of(&hunk.part), old);
    let title = match store.document.parts.len() {
        1 => format!("Line {first}"),
        _ => format!("{part} · line {first}"),
    };
    let partners = partners(&hunk.lines);
    let lines = hunk.lines.iter().zip(partners).take(MOST_LINES);
    let rows: Vec<Html> = lines
        .map(|(line, partner)| {
            let numbers = (
                (line.change != Change::Added).then_some(old),
                (line.change != Change::Removed).then_some(new),
            );
            old += u32::from(numbers.0.is_some());
            new += u32::from(numbers.1.is_some());
            row(line, numbers, partner)
        })
        .collect();
    let left = hunk.lines.len().saturating_sub(MOST_LINES);
    html! {
        <>
            <table class="diff">
                <caption>{ title }</caption>
                <thead class="visually-hidden">
                    <tr><th scope="col">{ "Line before" }</th><th scope="col">{ "Line after" }</th><th scope="col">{ "Change" }</th><th scope="col">{ "Text" }</th></tr>
                </thead>
                <tbody>{ for rows }</tbody>
            </table>
            if left > 0 {
                <p class="quiet">{ format!("and {} more", plural(left, "line")) }</p>
            }
        </>
    }
}

fn row(line: &Line, (old, new): (Option<u32>, Option<u32>), partner: Option<&Line>) -> Html {
    let (class, sign, word) = match line.change {
        Change::Same => ("", "", "unchanged"),
        Change::Removed => ("is-removed", "−", "removed"),
        Change::Added => ("is-added", "+", "added"),
    };
    html! {
        <tr {class}>
            <td class="diff-number">{ old }</td>
            <td class="diff-number">{ new }</td>
            <td class="diff-sign"><span aria-hidden="true">{ sign }</span><span class="visually-hidden">{ word }</span></td>
            <td class="diff-text"><code>{ words(line, partner) }</code></td>
        </tr>
    }
}

/// The line's text, with what the partner has otherwise marked.
fn words(line: &Line, partner: Option<&Line>) -> Html {
    let text = line.text.as_str();
    let Some((start, end)) = partner.and_then(|partner| differing(text, &partner.text)) else {
        return html! { {text.to_owned()} };
    };
    let piece = |from: usize, to: usize| text.get(from..to).unwrap_or_default().to_owned();
    html! {
        <>{ piece(0, start) }<mark>{ piece(start, end) }</mark>{ piece(end, text.len()) }</>
    }
}

/// For each line, the one on the other side that it became or was: the first removed of a run and the first added, and so on.
fn partners(lines: &[Line]) -> Vec<Option<&Line>> {
    let mut partners = vec![None; lines.len()];
    let mut at = 0;
    while at < lines.len() {
        let run = |from: usize, change: Change| {
            let rest = lines.get(from..).unwrap_or_default();
            rest.iter().take_while(|line| line.change == change).count()
        };
        let removed = run(at, Change::Removed);
        let added = run(at + removed, Change::Added);
        for pair in 0..removed.min(added) {
            let (old, new) = (at + pair, at + removed + pair);
            for (here, there) in [(old, new), (new, old)] {
                if let Some(partner) = partners.get_mut(here) {
                    *partner = lines.get(there);
                }
            }
        }
        at += (removed + added).max(1);
    }
    partners
}

/// Where a line differs from another, in bytes; none when they have less than half in common, for then all of it is new.
fn differing(text: &str, other: &str) -> Option<(usize, usize)> {
    let pairs = text.chars().zip(other.chars());
    let start: usize = pairs
        .take_while(|(one, other)| one == other)
        .map(|(letter, _)| letter.len_utf8())
        .sum();
    let (rest, other_rest) = (text.get(start..)?, other.get(start..)?);
    let pairs = rest.chars().rev().zip(other_rest.chars().rev());
    let same_end: usize = pairs
        .take_while(|(one, other)| one == other)
        .map(|(letter, _)| letter.len_utf8())
        .sum();
    let shorter = text.trim().len().min(other.trim().len());
    let end = text.len() - same_end;
    (start < end && (start + same_end) * 2 > shorter).then_some((start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(change: Change, text: &'static str) -> Line {
        Line {
            change,
            text: text.into(),
        }
    }

    #[test]
    fn what_was_put_into_a_line_is_marked() {
        assert_eq!(differing("  a int NOT NULL,", "  a int,"), Some((7, 16)));
        assert_eq!(differing("  a int,", "  a int NOT NULL,"), None);
        assert_eq!(differing("café é", "café è"), Some((6, 8)));
        assert_eq!(differing("CREATE INDEX x;", "drop table t"), None);
    }

    #[test]
    fn lines_have_their_partners() {
        let lines = [
            line(Change::Same, "a"),
            line(Change::Removed, "b"),
            line(Change::Removed, "c"),
            line(Change::Added, "B"),
            line(Change::Same, "d"),
            line(Change::Added, "e"),
        ];
        let partners = partners(&lines);
        let of = |at: usize| partners[at].map(|line| line.text.as_str());
        assert_eq!(
            [of(0), of(1), of(2), of(3), of(5)],
            [None, Some("B"), None, Some("b"), None]
        );
    }
}
