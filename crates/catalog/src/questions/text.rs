//! Expressions as text.

use rowproof_source::{SortSmall, lower_case};
use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{Expression, ExpressionKind, Identifier};

use super::expressions::each_part;
use crate::model::{fold, quote};

/// The expression's text, with the columns by their present names: what was renamed since stands under its new name.
pub fn expression_text(expression: &Expression, dialect: Dialect) -> String {
    let mut renamed: Vec<(usize, usize, String)> = Vec::new();
    let start = expression.span.start as usize;
    let mut look = |column: &Identifier| {
        let (from, to) = (
            (column.span.start as usize).checked_sub(start),
            (column.span.end as usize).checked_sub(start),
        );
        let (Some(from), Some(to)) = (from, to) else {
            return;
        };
        let Some(written) = expression.text.get(from..to) else {
            return;
        };
        let stored = fold(column, dialect);
        let unquoted = written.trim_matches(['"', '`', '[', ']']);
        let same = match written.starts_with('"') {
            true => unquoted.replace("\"\"", "\"") == stored,
            false => lower_case(unquoted) == lower_case(&stored),
        };
        if !same {
            renamed.push((from, to, quote(&stored, dialect)));
        }
    };
    each_part(expression, &mut |part| match &part.kind {
        ExpressionKind::Column(name) => name.parts.iter().for_each(&mut look),
        ExpressionKind::Opaque(columns) => columns.iter().flat_map(|name| &name.parts).for_each(&mut look),
        _ => {}
    });
    if renamed.is_empty() {
        return expression.text.clone();
    }
    renamed.order();
    renamed.dedup();
    let mut text = String::with_capacity(expression.text.len());
    let mut at = 0;
    for (from, to, name) in renamed {
        if from < at {
            continue;
        }
        text.push_str(expression.text.get(at..from).unwrap_or_default());
        text.push_str(&name);
        at = to;
    }
    text.push_str(expression.text.get(at..).unwrap_or_default());
    text
}

#[cfg(test)]
mod tests {
    use rowproof_syntax::{Dialect, parse_expression};

    use super::expression_text;
    use crate::questions::rename_column_in;

    #[test]
    fn renamed_columns_stand_under_their_new_names() {
        let mut expression =
            parse_expression("(A > 0 AND \"b\" <> 'a') or a is null", Dialect::PostgreSql).unwrap();
        rename_column_in(&mut expression, "a", "Total");
        assert_eq!(
            expression_text(&expression, Dialect::PostgreSql),
            "(\"Total\" > 0 AND \"b\" <> 'a') or \"Total\" is null"
        );
    }
}
