//! # Function that costs much for each row
//!
//! ## What it detects
//! A scan that spends its time in a function of its own database, called for each row, or a function in FROM whose rows take long to make.
//!
//! ## Why it matters
//! The planner supposes that a call costs next to nothing (`COST 100` for procedural languages, a quarter of a page), so it does not mind calling it for
//! every row. A function written in SQL that can be inlined, one that is called for fewer rows, or a join in its place is faster by far.
//!
//! ## Example
//! ```text,finds
//! Aggregate  (cost=14188.41..14188.42 rows=1 width=8) (actual time=690.757..690.759 rows=1 loops=1)
//!   ->  Seq Scan on customers  (cost=0.00..14188.25 rows=63 width=0) (actual time=0.402..684.612 rows=12500 loops=1)
//!         Filter: ((country = 'DE'::text) AND is_solvent(id))
//!         Rows Removed by Filter: 37500
//! Execution Time: 692.075 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Aggregate  (cost=1188.41..1188.42 rows=1 width=8) (actual time=9.757..9.759 rows=1 loops=1)
//!   ->  Seq Scan on customers  (cost=0.00..1188.25 rows=63 width=0) (actual time=0.402..8.612 rows=12500 loops=1)
//!         Filter: ((country = 'DE'::text) AND (credit > 0))
//!         Rows Removed by Filter: 37500
//! Execution Time: 10.075 ms
//! ```
//!
//! ## When to ignore it
//! When the function does work that has to be done for each of these rows. Functions that come with PostgreSQL are not reported; nor is a scan that waited for
//! pages, since the time may be theirs.
//!
//! ## References
//! - PostgreSQL manual, "SQL Commands", `CREATE FUNCTION` (`IMMUTABLE`, `PARALLEL`, `COST`).

use rowproof_plan::NodeKind;

use super::reading::{
    Insight, InsightWords, Judged, Look, Place, count, functions_in, is_scan, least_share, look_at_nodes, ms,
    reaches, read, rows, silent, undecidable, weighs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "expensive-function",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_TIME, &LEAST_PER_ROW, &LEAST_PER_ROW_MADE, &LEAST_SHARE],
    }),
};

static LEAST_TIME: Threshold = Threshold {
    rule: "expensive-function",
    name: "least-time",
    usual: 50.0,
    unit: Unit::Milliseconds,
    meaning: "time of the node itself from which it counts",
};

/// A plain comparison takes a ten-thousandth of a millisecond; rows that other conditions rule out first call no function.
static LEAST_PER_ROW: Threshold = Threshold {
    rule: "expensive-function",
    name: "least-per-row",
    usual: 0.005,
    unit: Unit::Milliseconds,
    meaning: "time for each row read by a scan with a function in its filter, from which the function is dear",
};

static LEAST_PER_ROW_MADE: Threshold = Threshold {
    rule: "expensive-function",
    name: "least-per-row-made",
    usual: 0.05,
    unit: Unit::Milliseconds,
    meaning: "time for each row of a function in FROM, from which the function is dear",
};

static LEAST_SHARE: Threshold = least_share("expensive-function", 0.2);

static WORDS: InsightWords = InsightWords {
    message: "the function `{0}` is called for each row of `{node}` and takes most of its {time}; call it for fewer rows, or make it cheaper",
    why: "The planner supposes that a call costs next to nothing, so it does not mind calling it for every row.",
    sure: "The time is the node's; that it is the function's follows from how little a scan takes otherwise.",
};

static WORDS_OF_SCAN: InsightWords = InsightWords {
    message: "the function `{0}` takes {time} to make {1}; look at what it does",
    why: "A function in FROM is run to its end before its rows are used, unless it is written in SQL and inlined.",
    sure: "Time and rows are the node's.",
};

/// Functions of PostgreSQL itself that are cheap, as far as they occur in filters.
const BUILT_IN: WordList<2> = WordList::new(
    "abs,age,all,any,array_length,array_position,btrim,cardinality,ceil,ceiling,char_length,\
     character_length,coalesce,concat,current_date,current_timestamp,date,date_part,date_trunc,exists,\
     extract,floor,generate_series,greatest,initcap,jsonb_array_length,jsonb_exists,jsonb_extract_path,\
     jsonb_extract_path_text,jsonb_path_exists,jsonb_path_match,jsonb_typeof,least,left,length,localtime,\
     localtimestamp,lower,ltrim,make_date,md5,mod,now,nullif,octet_length,overlay,position,random,\
     regexp_match,regexp_replace,repeat,replace,reverse,right,round,row,rtrim,sign,similar_to_escape,\
     split_part,strpos,substr,substring,timezone,to_char,to_date,to_number,to_timestamp,to_tsquery,\
     to_tsvector,translate,trim,trunc,upper",
);

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No scan calls a function in its filter, and none is in FROM.";
    look_at_nodes(
        context,
        findings,
        &RULE,
        absent,
        &mut |place| match place.node.kind {
            NodeKind::FunctionScan => judge_scan(context, place).into(),
            kind if is_scan(kind) && place.node.filter().is_some() => judge_filter(context, place).into(),
            _ => Look::Other,
        },
    )
}

fn judge_filter<'p>(context: &PlanContext<'_>, place: Place<'p>) -> Judged<'p> {
    let Some(expression) = place.node.filter().and_then(read) else {
        return undecidable("its filter cannot be read.");
    };
    let mut names = Vec::new();
    functions_in(&expression, &mut names);
    names.retain(|name| !is_built_in(name));
    let Some(name) = names.first() else {
        return silent("its filter calls no function of its own database.");
    };
    let own = place
        .metrics
        .self_time_ms
        .map(|own| own * place.metrics.processes.max(1.0));
    let (Some(own), Some(asked)) = (own, place.read()) else {
        return undecidable("its time and rows are told by `EXPLAIN (ANALYZE)` only.");
    };
    let asked = asked.max(1.0);
    reaches(context, own, &LEAST_TIME, "ms of its own")?;
    reaches(context, own / asked, &LEAST_PER_ROW, "ms for each row")?;
    let read = place.metrics.exclusive_buffers.map_or(0, |own| own.shared.read) as f64;
    if read > asked / 100.0 {
        return silent(format!(
            "it read {} pages from outside of the cache, which may be what took the time.",
            count(read)
        ));
    }
    weighs(context, place.share(), &LEAST_SHARE)?;
    let insight = Insight::new(place, &WORDS)
        .saying([name.clone()])
        .because(format!(
            "{} ÷ {} read = {} for each; a scan without functions takes some 0.0002 ms.",
            ms(own),
            rows(asked),
            ms(own / asked)
        ))
        .mended_by(properties_of(name))
        .mended_by(dearer(name));
    Ok(insight)
}

fn judge_scan<'p>(context: &PlanContext<'_>, place: Place<'p>) -> Judged<'p> {
    let name = place.node.object.clone().unwrap_or_default();
    if is_built_in(&name) {
        return silent("its function is one of PostgreSQL itself.");
    }
    let (Some(own), Some(made)) = (place.metrics.self_time_ms, place.kept()) else {
        return undecidable("its time and rows are told by `EXPLAIN (ANALYZE)` only.");
    };
    reaches(context, own, &LEAST_TIME, "ms of its own")?;
    reaches(
        context,
        own / made.max(1.0),
        &LEAST_PER_ROW_MADE,
        "ms for each row made",
    )?;
    weighs(context, place.share(), &LEAST_SHARE)?;
    Ok(Insight::new(place, &WORDS_OF_SCAN)
        .saying([name.clone(), rows(made)])
        .because(format!(
            "{} ÷ {} = {} for each.",
            ms(own),
            rows(made),
            ms(own / made.max(1.0))
        ))
        .mended_by(properties_of(&name)))
}

/// Whether PostgreSQL brings the function: `pg_` is kept for those of the system.
fn is_built_in(name: &str) -> bool {
    name.starts_with("pg_") || BUILT_IN.contains(name)
}

fn properties_of(name: &str) -> ProposedFix {
    ProposedFix::statements(
        "see how the function is declared",
        "One that depends on its arguments alone should be IMMUTABLE, one that changes nothing PARALLEL SAFE; one in plain SQL can be inlined.",
        vec![format!(
            "SELECT oid::regprocedure, provolatile, proparallel, procost, prolang::regproc FROM pg_proc WHERE proname = {}",
            text_constant(name)
        )
        .replace("prolang::regproc", "(SELECT lanname FROM pg_language l WHERE l.oid = prolang) AS language")],
    )
}

fn dearer(name: &str) -> ProposedFix {
    ProposedFix::statements(
        "tell the planner that the function is dear",
        "Other conditions can rule rows out first, or an index can. Name the arguments' types when there are several of the name.",
        vec![format!(
            "ALTER FUNCTION {} COST 10000",
            quote(name, Dialect::PostgreSql)
        )],
    )
}
