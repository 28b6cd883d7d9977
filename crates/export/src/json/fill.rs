//! From the engine's report to its JSON shape.

use rowproof_engine::findings::{self as engine, Severity};
use rowproof_engine::safe_fixes::safe_fix;
use rowproof_engine::{PartError, Report, VERSION, page};

use super::comparison::comparisons_json;
use super::fill_plan::plan_json;
use super::lists::Lists;
use super::model;
use crate::Places;

/// A report in the shape that every output shares.
pub fn report_json(report: &Report) -> model::Report {
    let places = Places::new(report);
    let findings = report.findings.iter();
    model::Report {
        findings: findings.map(|finding| finding_json(finding, &places)).collect(),
        not_checked: report
            .not_checked
            .iter()
            .map(|entry| not_checked_json(entry, &places))
            .collect(),
        ..without_lists(report, &places)
    }
}

/// The same with what may be long beside it, as lists: what the page reads after each letter.
pub fn listed_json(report: &Report) -> (model::Report, Lists) {
    let places = Places::new(report);
    (without_lists(report, &places), Lists::of(report, &places))
}

/// The findings with these ids, in the order of the report. What nobody has looked at yet is written down now.
pub fn findings_json(report: &Report, ids: &[String]) -> Vec<model::Finding> {
    let places = Places::new(report);
    let wanted = report.findings.iter().filter(|finding| ids.contains(&finding.id));
    wanted.map(|finding| finding_json(finding, &places)).collect()
}

fn without_lists(report: &Report, places: &Places<'_>) -> model::Report {
    let (relations, columns, foreign_keys, indexes) = report.catalog.counts();
    model::Report {
        format: model::FORMAT,
        version: VERSION.to_owned(),
        parts: report.parts.iter().map(|part| part_json(part, places)).collect(),
        findings: Vec::new(),
        counts: counts(report),
        suppressed: report
            .suppressed
            .iter()
            .map(|suppressed| suppressed_json(suppressed, places))
            .collect(),
        unused_ignores: errors_json(&report.unused_ignores, places),
        not_checked: Vec::new(),
        plans: report
            .plans
            .iter()
            .enumerate()
            .map(|(number, plan)| plan_json(report, number, plan, places))
            .collect(),
        // What knows plans is a part of its own, which a schema alone does not load.
        comparisons: match report.comparisons.is_empty() {
            true => Vec::new(),
            false => comparisons_json(report),
        },
        summary: model::Summary {
            relations,
            columns,
            foreign_keys,
            indexes,
            queries: report.queries,
            plan_nodes: report.plans.iter().map(|plan| plan.plan.nodes.len()).sum(),
            rules: report.rules,
        },
    }
}

fn counts(report: &Report) -> model::Counts {
    let count = |severity: Severity| {
        report
            .visible_findings()
            .filter(|finding| finding.severity == severity)
            .count()
    };
    model::Counts {
        error: count(Severity::Error),
        warning: count(Severity::Warning),
        info: count(Severity::Info),
        hint: count(Severity::Hint),
        fixable: report
            .visible_findings()
            .filter(|finding| safe_fix(finding).is_ok())
            .count(),
    }
}

fn part_json(part: &rowproof_engine::ReadPart, places: &Places<'_>) -> model::Part {
    model::Part {
        id: part.id.clone(),
        name: part.source.name().to_owned(),
        kind: part.kind.map_or("empty", |kind| kind.code()),
        kind_name: part.kind.map_or("empty", |kind| kind.name()),
        kind_reason: part.kind_reason.clone(),
        dialect: part.dialect().code(),
        dialect_name: part.dialect().name(),
        dialect_reason: part.dialect_reason.clone(),
        product: part.server.product.code(),
        product_name: part.server.product.name(),
        server_version: part.server.version.to_string(),
        version_reason: part.version_reason.clone(),
        errors: errors_json(&part.errors, places),
    }
}

fn errors_json(errors: &[PartError], places: &Places<'_>) -> Vec<model::SyntaxError> {
    errors
        .iter()
        .map(|error| model::SyntaxError {
            message: error.message.clone(),
            location: places.location(error.span),
        })
        .collect()
}

fn suppressed_json(suppressed: &engine::Suppressed, places: &Places<'_>) -> model::Suppressed {
    let finding = &suppressed.finding;
    model::Suppressed {
        id: finding.id.clone(),
        rule: finding.rule,
        title: title_of(finding.rule),
        severity: finding.severity.as_str(),
        message: finding.message.clone(),
        location: places.location(finding.span),
        reason: suppressed.reason.clone(),
        by: places.location(suppressed.by),
    }
}

pub(super) fn title_of(rule: &'static str) -> &'static str {
    page(rule).map_or(rule, |page| page.title)
}

fn finding_json(finding: &engine::Finding, places: &Places<'_>) -> model::Finding {
    model::Finding {
        id: finding.id.clone(),
        rule: finding.rule,
        title: title_of(finding.rule),
        severity: finding.severity.as_str(),
        certainty: finding.certainty.as_str(),
        certainty_reason: finding.certainty_reason.to_string(),
        object: finding.object.clone(),
        relation: finding.relation.clone(),
        message: finding.message.clone(),
        why: finding.why.to_string(),
        location: places.location(finding.span),
        related: finding
            .related
            .iter()
            .map(|label| model::Related {
                label: label.text.clone(),
                location: places.location(label.span),
            })
            .collect(),
        evidence: finding.evidence.clone(),
        counterexample: finding.counterexample.as_deref().map(counterexample_json),
        fixes: finding.fixes.iter().map(|fix| fix_json(fix, places)).collect(),
        node: finding.node.map(|node| model::NodeReference {
            plan: node.plan,
            node: node.node,
        }),
        share: finding.share,
        folded_into: finding.folded_into.clone(),
    }
}

fn counterexample_json(counterexample: &engine::Counterexample) -> model::Counterexample {
    model::Counterexample {
        intent: counterexample.intent.clone(),
        setup: counterexample.setup.clone(),
        offending: counterexample.offending.clone(),
        today: verdict_json(&counterexample.today),
    }
}

fn verdict_json(verdict: &engine::Verdict) -> model::Verdict {
    match verdict {
        engine::Verdict::Accepted => model::Verdict {
            verdict: "accepted",
            sqlstate: None,
            reason: String::new(),
        },
        engine::Verdict::Refused { sqlstate, by } => model::Verdict {
            verdict: "refused",
            sqlstate: Some(sqlstate.code()),
            reason: by.clone(),
        },
        engine::Verdict::Undecided(reason) => model::Verdict {
            verdict: "undecided",
            sqlstate: None,
            reason: reason.clone(),
        },
    }
}

fn fix_json(fix: &engine::Fix, places: &Places<'_>) -> model::Fix {
    model::Fix {
        title: fix.title.to_string(),
        when: fix.when.to_string(),
        applicability: fix.applicability.as_str(),
        edits: fix
            .edits
            .iter()
            .map(|edit| model::Edit {
                location: places.location(edit.span),
                replacement: edit.replacement.clone(),
            })
            .collect(),
        statements: fix.statements.clone(),
        live: fix
            .live
            .iter()
            .map(|step| model::LiveStep {
                statement: step.statement.clone(),
                lock: step.lock.to_owned(),
                note: step.note.to_string(),
            })
            .collect(),
        cost: fix.cost.to_string(),
        after: fix.after.as_ref().map(verdict_json),
    }
}

fn not_checked_json(entry: &engine::NotChecked, places: &Places<'_>) -> model::NotChecked {
    model::NotChecked {
        subject: entry.subject.clone(),
        reason: entry.reason.clone(),
        location: entry.span.map(|span| places.location(span)),
    }
}
