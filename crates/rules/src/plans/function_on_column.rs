//! # Condition on a function of a column
//!
//! ## What it detects
//! A scan that throws away nearly all rows by a condition in which the column stands inside a function, an operator or a
//! conversion to a date: `lower(email) = …`, `date_trunc('day', created_at) = …`, `data ->> 'kind' = …`.
//!
//! ## Why it matters
//! An index on the column is sorted by the column, not by what is computed from it. So the function is called for every row
//! of the table. Either the condition is written so that the column stands alone, or the index is made on the same expression.
//!
//! ## Example
//! ```text,finds
//! Seq Scan on customers  (cost=0.00..1417.00 rows=250 width=8) (actual time=0.217..30.121 rows=1 loops=1)
//!   Filter: (lower((email)::text) = 'user77@example.com'::text)
//!   Rows Removed by Filter: 49999
//! Execution Time: 30.183 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Index Scan using customers_lower_idx on customers  (cost=0.41..8.43 rows=1 width=8) (actual time=0.030..0.031 rows=1 loops=1)
//!   Index Cond: (lower((email)::text) = 'user77@example.com'::text)
//! Execution Time: 0.050 ms
//! ```
//!
//! ## When to ignore it
//! When the query runs seldom. A conversion that PostgreSQL itself adds and that changes nothing, `(email)::text` of a `varchar`, is
//! no function and is not reported; neither is a condition beside which a plain column is compared for equality, nor one of which
//! more than a tenth of the rows are kept.
//!
//! ## References
//! - PostgreSQL manual, "Indexes", section "Indexes on Expressions".
//! - PostgreSQL manual, "Extending SQL", section "Function Volatility Categories".

use super::reading::{
    Blocked, Computed, DiscardGates, Insight, InsightWords, Judged, Obstacles, Place, index_fix,
    least_part_removed, least_removed, least_share, look_at_discards, read, relation_sql, silent,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "function-on-column",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_REMOVED, &LEAST_PART, &LEAST_SHARE],
    }),
};

static LEAST_REMOVED: Threshold = least_removed("function-on-column", 10_000.0);
static LEAST_PART: Threshold = least_part_removed("function-on-column", 0.9);
static LEAST_SHARE: Threshold = least_share("function-on-column", 0.1);

static GATES: DiscardGates = DiscardGates {
    least_removed: &LEAST_REMOVED,
    least_part: &LEAST_PART,
    least_share: &LEAST_SHARE,
};

static WORDS: InsightWords = InsightWords {
    message: "`{relation}` is searched by `{0}`, computed for each row, so no plain index on `{1}` leads there; {2}",
    why: "An index on the column is sorted by the column, not by what is computed from it, so every row is read.",
    sure: "The rows were counted; how much faster the search gets is not measured.",
};

/// Functions that always give the same for the same value, so that an index on them is allowed.
const IMMUTABLE: WordList<2> = WordList::new(
    "abs,btrim,ceil,ceiling,char_length,character_length,coalesce,floor,initcap,left,length,lower,ltrim,md5,mod,\
     nullif,octet_length,position,replace,reverse,right,round,rtrim,split_part,strpos,substr,substring,translate,\
     trim,trunc,upper",
);

/// Functions whose result depends on settings of the session.
const OF_SESSION: &str = "to_char";

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    look_at_discards(context, findings, &RULE, &GATES, &mut |place, obstacles| {
        judge(place, obstacles)
    })
}

fn judge<'p>(place: Place<'p>, obstacles: Obstacles) -> Judged<'p> {
    let computed = obstacles.blocked.into_iter().find_map(|part| match part {
        Blocked::Computed(computed) => Some(computed),
        Blocked::Converted(computed) if computed.name == "date" => Some(computed),
        _ => None,
    });
    let Some(computed) = computed else {
        return silent("its filter computes nothing from a column.");
    };
    Ok(tell(place, &computed))
}

fn tell<'p>(place: Place<'p>, computed: &Computed) -> Insight<'p> {
    let Computed {
        column,
        expression,
        name,
        ..
    } = computed;
    let table = relation_sql(place.node).unwrap_or_default();
    let column_sql = quote(column, Dialect::PostgreSql);
    let plain = |when: &'static str, rewritten: Option<&str>| {
        let mut statements = vec![format!("CREATE INDEX CONCURRENTLY ON {table} ({column_sql})")];
        let title = match rewritten {
            Some(condition) => format!("write `{condition}`, with an index on `{column}`"),
            None => format!("let `{column}` stand alone on its side, with an index on it"),
        };
        // An index of the column may be there already: a range on it is what the plan lacks.
        statements
            .extend(rewritten.map(|condition| format!("EXPLAIN SELECT * FROM {table} WHERE {condition}")));
        ProposedFix::statements(title, when, statements)
            .costing("The index may be there already. Each insert, and each update of the column, writes one entry more.")
    };
    let on_expression = || {
        index_fix(
            "add an index on the same expression",
            format!("CREATE INDEX CONCURRENTLY ON {table} (({expression}))"),
        )
    };
    let insight = |advice: &str| {
        Insight::new(place, &WORDS).saying([expression.clone(), column.clone(), advice.to_owned()])
    };
    if let Some(condition) = as_range(computed) {
        return insight("write the condition as a range of the column")
            .because(format!(
                "`{condition}` asks for the same rows, and an index on `{column}` serves it."
            ))
            .mended_by(plain(
                "The usual choice: the index serves other conditions on the column too.",
                Some(&condition),
            ));
    }
    if matches!(name.as_str(), "+" | "-" | "*" | "/") {
        return insight("bring the column alone to one side")
            .mended_by(plain("The other side stays the same for all rows, as now.", None));
    }
    if name == OF_SESSION
        || matches!(
            name.as_str(),
            "date_trunc" | "extract" | "date_part" | "date" | "age" | "timezone"
        )
    {
        let why = format!(
            "`{name}` of a point in time depends on settings of the session, so an index on it is refused for `timestamp with time zone`."
        );
        return insight("write the condition as a range of the column")
            .because(why)
            .mended_by(plain(
                "Write the condition with `>=` and `<` on the column itself.",
                None,
            ));
    }
    let sure = !name.chars().next().is_some_and(char::is_alphabetic) || IMMUTABLE.contains(name);
    let mut told = insight("add an index on the same expression").mended_by(on_expression());
    if !sure {
        told.certainty = Certainty::Possible;
        told = told.because(format!(
            "The index is allowed only if `{name}` is IMMUTABLE, which the plan does not tell."
        ));
    }
    told
}

/// The same condition as a range of the column, where it is the span of a date or of a unit of time.
fn as_range(computed: &Computed) -> Option<String> {
    let Computed {
        column,
        expression,
        name,
        operator,
        value,
    } = computed;
    if operator != "=" {
        return None;
    }
    let column = quote(column, Dialect::PostgreSql);
    let range = |from: &str, to: &str| Some(format!("{column} >= {from} AND {column} < {to}"));
    match name.as_str() {
        "date" => range(value, &format!("{value} + 1")),
        "date_trunc" => {
            let unit = first_text(expression)?;
            range(value, &format!("{value} + interval '1 {unit}'"))
        }
        "extract" if expression.to_ascii_lowercase().starts_with("extract(year ") => {
            let year: u32 = literal(value)?.parse().ok()?;
            range(&format!("'{year}-01-01'"), &format!("'{}-01-01'", year + 1))
        }
        _ => None,
    }
}

fn first_text(call: &str) -> Option<String> {
    let ExpressionKind::Function { arguments, .. } = read(call)?.kind else {
        return None;
    };
    text_of(arguments.first()?)
}

fn literal(value: &str) -> Option<String> {
    text_of(&read(value)?)
}

fn text_of(value: &Expression) -> Option<String> {
    match &rowproof_catalog::questions::strip_casts(value).kind {
        ExpressionKind::Literal(Literal::String(text) | Literal::Number(text)) => Some(text.clone()),
        _ => None,
    }
}
