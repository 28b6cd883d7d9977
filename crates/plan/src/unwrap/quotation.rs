//! Markdown fences and the `>` of a quoted mail or comment.

use super::line::Line;
use crate::repair::Repairs;
use crate::slice::Trim as _;
use rowproof_source::SourceId;

/// Removes both.
pub(crate) fn remove(source: SourceId, lines: &mut [Line<'_>], repairs: &mut Repairs) {
    remove_quotation(source, lines, repairs);
    for line in lines {
        let trimmed = line.text.trimmed();
        let fence = trimmed.starts_with("```") || trimmed.starts_with("~~~");
        if fence && !trimmed.contains("->") && !trimmed.contains('(') {
            repairs.note(line.span(source), "the Markdown fence was removed");
            *line = line.clone().into_boundary();
        }
    }
}

fn remove_quotation(source: SourceId, lines: &mut [Line<'_>], repairs: &mut Repairs) {
    let filled = || lines.iter().filter(|line| !line.text.trimmed().is_empty());
    let quoted = filled().count() > 0 && filled().all(|line| line.text.trimmed_start().starts_with('>'));
    if !quoted {
        return;
    }
    if let Some(first) = filled().next() {
        repairs.note(first.span(source), "the `>` of a quotation was removed");
    }
    for line in lines {
        let Some(mark) = line.text.find('>') else {
            continue;
        };
        let blank = line
            .text
            .get(mark + 1..)
            .is_some_and(|rest| rest.starts_with(' '));
        line.keep(mark + 1 + usize::from(blank)..line.text.len());
    }
}
