//! Small words that rules share: expressions for fixes, names for objects.

use rowproof_catalog::{Column, Relation, TypeFamily, quote};
use rowproof_source::Span;
use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{
    BinaryOperator, Expression, ExpressionKind, Identifier, Literal, ObjectName, ReferentialAction,
};

/// `orders.user_id`
pub(crate) fn column_name(relation: &Relation, column: &Column) -> String {
    format!("{}.{}", relation.name, column.name)
}

/// A list of names in backticks: `a`, `b` and `c`.
pub(crate) fn listed<S: AsRef<str>>(names: &[S]) -> String {
    joined(names.iter().map(|name| format!("`{}`", name.as_ref())).collect())
}

/// `'a'`, `'b'` and `'c'`
pub(crate) fn listed_values<S: AsRef<str>>(values: &[S]) -> String {
    joined(
        values
            .iter()
            .map(|value| format!("`'{}'`", value.as_ref()))
            .collect(),
    )
}

fn joined(mut items: Vec<String>) -> String {
    match items.pop() {
        None => String::new(),
        Some(last) if items.is_empty() => last,
        Some(last) => format!("{} and {last}", items.join(", ")),
    }
}

/// A text constant as SQL.
pub(crate) fn text_constant(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// What a foreign key does, as SQL says it.
pub(crate) fn action_words(action: ReferentialAction) -> &'static str {
    match action {
        ReferentialAction::NoAction => "NO ACTION",
        ReferentialAction::Restrict => "RESTRICT",
        ReferentialAction::Cascade => "CASCADE",
        ReferentialAction::SetNull => "SET NULL",
        ReferentialAction::SetDefault => "SET DEFAULT",
    }
}

fn part(kind: ExpressionKind) -> Expression {
    Expression {
        kind,
        text: String::new(),
        span: Span::default(),
    }
}

/// A column as an expression.
pub(crate) fn column_expression(name: &str) -> Expression {
    let identifier = Identifier {
        value: name.to_owned(),
        quoted: true,
        span: Span::default(),
    };
    part(ExpressionKind::Column(ObjectName {
        parts: vec![identifier],
        span: Span::default(),
    }))
}

/// `column IN ('a', 'b')`
pub(crate) fn in_list(column: &str, values: &[String], dialect: Dialect) -> Expression {
    let list = values
        .iter()
        .map(|value| part(ExpressionKind::Literal(Literal::String(value.clone()))))
        .collect();
    let written: Vec<String> = values.iter().map(|value| text_constant(value)).collect();
    Expression {
        text: format!("{} IN ({})", quote(column, dialect), written.join(", ")),
        kind: ExpressionKind::InList {
            operand: Box::new(column_expression(column)),
            list,
            negated: false,
        },
        span: Span::default(),
    }
}

/// `a * b`
pub(crate) fn product(a: &str, b: &str, dialect: Dialect) -> Expression {
    binary(
        with_text(a, dialect),
        BinaryOperator::Multiply,
        "*",
        with_text(b, dialect),
    )
}

/// `a op b`, with its text.
pub(crate) fn binary(
    left: Expression,
    operator: BinaryOperator,
    written: &str,
    right: Expression,
) -> Expression {
    let text = format!("{} {written} {}", left.text, right.text);
    Expression {
        kind: ExpressionKind::Binary(Box::new(left), operator, Box::new(right)),
        text,
        span: Span::default(),
    }
}

/// A column as an expression that can stand alone.
pub(crate) fn with_text(column: &str, dialect: Dialect) -> Expression {
    Expression {
        text: quote(column, dialect),
        ..column_expression(column)
    }
}

/// `name(column)`
pub(crate) fn call(name: &str, column: &str, dialect: Dialect) -> Expression {
    Expression {
        text: format!("{name}({})", quote(column, dialect)),
        kind: ExpressionKind::Function {
            name: name.to_owned(),
            arguments: vec![column_expression(column)],
        },
        span: Span::default(),
    }
}

/// `column IS NULL` for a time stamp, `NOT column` for a flag: the rows that are not marked.
pub(crate) fn unmarked(column: &Column, dialect: Dialect) -> Expression {
    let name = quote(&column.name, dialect);
    if column.data_type.family == TypeFamily::Boolean && dialect == Dialect::PostgreSql {
        return Expression {
            text: format!("NOT {name}"),
            kind: ExpressionKind::Unary(
                rowproof_syntax::ast::UnaryOperator::Not,
                Box::new(column_expression(&column.name)),
            ),
            span: Span::default(),
        };
    }
    if column.data_type.family == TypeFamily::Boolean {
        let zero = Expression {
            text: "0".to_owned(),
            ..part(ExpressionKind::Literal(Literal::Number("0".to_owned())))
        };
        return binary(with_text(&column.name, dialect), BinaryOperator::Equal, "=", zero);
    }
    Expression {
        text: format!("{name} IS NULL"),
        kind: ExpressionKind::IsNull {
            operand: Box::new(column_expression(&column.name)),
            negated: false,
        },
        span: Span::default(),
    }
}
