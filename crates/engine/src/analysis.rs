//! The analysis itself, from parts to report.

use rowproof_catalog::Catalog;
use rowproof_catalog::questions::with_added_words;
use rowproof_findings::{Finding, Suppressed};
use rowproof_plan::{derive_metrics, derive_plan_metrics, parse_plan};
use rowproof_query::{ResolvedQuery, Weight, resolve_query};
use rowproof_rules::{
    Check, Findings, PlanContext, RULES, Rule, SchemaContext, TableView, dialect_of, find_rule, strengths,
};
use rowproof_source::{MAX_SOURCE_BYTES, SourceFile, SourceId, Span};
use rowproof_syntax::ast::{Query, StatementKind};
use rowproof_syntax::{
    Detection, IgnoreComment, InputKind, Server, Statements, Statistics, Tokens, detect_and_lex,
    read_statements, read_statistics,
};

use crate::MAX_PARTS;
use crate::comparisons::compare_consecutive;
use crate::document::{Document, Level, Part, Settings};
use crate::ignores::unused_ignores;
use crate::not_checked::{Skipped, list_not_checked};
use crate::report::{AnalyzedPlan, PartError, ReadPart, Report};
use crate::session::Session;

/// Analyses a document. Never fails: what is not understood is in the parts' errors or in the "not checked" list.
pub fn analyze(document: &Document, settings: &Settings) -> Report {
    Session::default().analyze(document, settings)
}

pub(crate) fn analyze_in(session: &mut Session, document: &Document, settings: &Settings) -> Report {
    with_added_words(&settings.words, || {
        analyze_with_words(session, document, settings)
    })
}

fn analyze_with_words(session: &mut Session, document: &Document, settings: &Settings) -> Report {
    let mut skipped = Skipped::default();
    let mut reading = Reading::new(read_parts(document, settings, &mut skipped));
    reading.replay_schema(session);
    reading.read_queries();
    reading.read_plans();
    let rules = rules_to_run(settings, &reading, &mut skipped);
    let run = reading.run(&rules, settings, &mut skipped);
    let not_checked = list_not_checked(&reading, skipped);
    Report {
        parts: reading.parts,
        catalog: reading.catalog,
        comparisons: compare_consecutive(&reading.plans),
        plans: reading.plans,
        findings: run.findings,
        suppressed: run.suppressed,
        unused_ignores: run.unused_ignores,
        not_checked,
        queries: reading.queries.len(),
        rules: rules.len(),
    }
}

/// What the document's schema would be in that database, whatever its parts say or look like.
pub(crate) fn schema_for(document: &Document, server: Server) -> Catalog {
    let settings = Settings {
        product: Some(server.product),
        version: Some(server.version),
        ..Settings::default()
    };
    let mut document = document.clone();
    for part in &mut document.parts {
        part.product = None;
        part.version = None;
    }
    let mut reading = Reading::new(read_parts(&document, &settings, &mut Skipped::default()));
    reading.replay_schema(&mut Session::default());
    reading.catalog
}

/// A part, and its tokens where they are known since its dialect was detected.
type PartWithTokens = (ReadPart, Option<Tokens>);

fn read_parts(document: &Document, settings: &Settings, skipped: &mut Skipped) -> Vec<PartWithTokens> {
    if document.parts.len() > MAX_PARTS {
        skipped.parts_left_out = document.parts.len() - MAX_PARTS;
    }
    let mut parts: Vec<PartWithTokens> = document
        .parts
        .iter()
        .take(MAX_PARTS)
        .enumerate()
        .map(|(at, part)| read_part(part, SourceId(at as u16), settings, skipped))
        .collect();
    share_dialect(&mut parts, document, settings);
    parts
}

fn read_part(part: &Part, id: SourceId, settings: &Settings, skipped: &mut Skipped) -> PartWithTokens {
    let mut text = part.text.clone();
    let within = within_limit(&part.text);
    if within.len() < part.text.len() {
        skipped.texts_cut.push(part.name.clone());
        text = within.into();
    }
    let (detected, tokens) = detect_and_lex(&text);
    let blank = text.trim().is_empty();
    let (kind, kind_reason) = match part.kind {
        Some(kind) => (Some(kind), "chosen by you".to_owned()),
        None if blank => (None, "nothing here yet".to_owned()),
        None => (Some(detected.kind), detected.kind_reason.clone()),
    };
    let (server, dialect_reason, version_reason) = choose_server(part, settings, detected);
    let read = ReadPart {
        id: part.id.clone(),
        source: SourceFile::new(id, part.name.as_str(), text),
        kind,
        kind_reason,
        server,
        dialect_reason,
        version_reason,
        errors: Vec::new(),
    };
    let tokens = tokens.filter(|_| is_replayed(read.kind));
    (read, tokens)
}

fn is_replayed(kind: Option<InputKind>) -> bool {
    matches!(kind, Some(InputKind::Schema | InputKind::Migration))
}

/// The database a part is for: what was said by hand, then what its text says, then what is usual. With the reasons for
/// the product and for the version.
fn choose_server(part: &Part, settings: &Settings, detected: Detection) -> (Server, String, String) {
    let chosen = part.product.or(settings.product);
    let (product, product_reason) = match chosen {
        Some(product) => (product, "chosen by you".to_owned()),
        None => (detected.server.product, detected.dialect_reason),
    };
    let said = detected
        .server_reason
        .filter(|_| detected.server.product == product);
    let (version, version_reason) = match (part.version.or(settings.version), said) {
        (Some(version), _) => (version, "chosen by you".to_owned()),
        (None, Some(reason)) => (detected.server.version, reason),
        (None, None) => (
            product.assumed_version(),
            "nothing says the version, so a current one is assumed".to_owned(),
        ),
    };
    (Server::new(product, version), product_reason, version_reason)
}

fn within_limit(text: &str) -> &str {
    let mut end = text.len().min(MAX_SOURCE_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// Queries and migrations belong to the schema they come with: they are read in its dialect unless theirs was said.
fn share_dialect(parts: &mut [PartWithTokens], document: &Document, settings: &Settings) {
    let schema = parts
        .iter()
        .find(|(part, _)| part.kind == Some(InputKind::Schema));
    let Some((server, name)) = schema.map(|(part, _)| (part.server, part.source.name().to_owned())) else {
        return;
    };
    for ((part, _), given) in parts.iter_mut().zip(&document.parts) {
        let follows = matches!(part.kind, Some(InputKind::Queries | InputKind::Migration));
        let is_given = given.product.is_some() || given.version.is_some();
        if follows && !is_given && settings.product.is_none() && part.server != server {
            part.server = server;
            part.dialect_reason = format!("the dialect of `{name}`");
            part.version_reason = format!("the version of `{name}`");
        }
    }
}

/// A document being read.
pub(crate) struct Reading {
    pub(crate) parts: Vec<ReadPart>,
    /// Of each part, until it is read.
    tokens: Vec<Option<Tokens>>,
    pub(crate) catalog: Catalog,
    pub(crate) queries: Vec<ResolvedQuery>,
    pub(crate) plans: Vec<AnalyzedPlan>,
    /// What comments of schemas, migrations and queries ignore.
    ignores: Vec<IgnoreComment>,
}

/// What the rules found.
struct Run {
    #[expect(clippy::vec_box, reason = "as `Findings` gives them")]
    findings: Vec<Box<Finding>>,
    suppressed: Vec<Suppressed>,
    unused_ignores: Vec<PartError>,
}

impl Reading {
    fn new(parts: Vec<PartWithTokens>) -> Self {
        let (parts, tokens): (Vec<ReadPart>, Vec<_>) = parts.into_iter().unzip();
        let server = parts
            .iter()
            .find(|part| part.kind == Some(InputKind::Schema))
            .or_else(|| parts.iter().find(|part| part.kind == Some(InputKind::Migration)))
            .or_else(|| parts.first())
            .map_or(Server::default(), |part| part.server);
        Self {
            parts,
            tokens,
            catalog: Catalog::new(server),
            queries: Vec::new(),
            plans: Vec::new(),
            ignores: Vec::new(),
        }
    }

    /// Whether some part is of that kind.
    pub(crate) fn has(&self, kind: InputKind) -> bool {
        self.parts.iter().any(|part| part.kind == Some(kind))
    }

    /// Schema parts first, migrations after them, each in order. Queries standing in a schema count as queries.
    fn replay_schema(&mut self, session: &mut Session) {
        let mut session = Some(session);
        for kind in [InputKind::Schema, InputKind::Migration] {
            let parts = self.parts.iter_mut().zip(&mut self.tokens);
            for (part, tokens) in parts.filter(|(part, _)| part.kind == Some(kind)) {
                let empty = Catalog::new(self.catalog.server());
                let catalog = std::mem::replace(&mut self.catalog, empty);
                let replayed = match session.take() {
                    Some(session) => session.replay(part, tokens.take(), catalog),
                    None => Session::default().replay(part, tokens.take(), catalog),
                };
                self.catalog = replayed.catalog;
                self.ignores.extend(replayed.ignores);
                let queries = replayed.queries.into_iter();
                let resolved = queries.map(|query| resolve_query(&self.catalog, query));
                self.queries.extend(resolved);
            }
        }
    }

    fn read_queries(&mut self) {
        let parts = self.parts.iter_mut();
        for part in parts.filter(|part| part.kind == Some(InputKind::Queries)) {
            let statistics = read_statistics(part.source.text());
            let text = statistics
                .as_ref()
                .map_or(part.source.text(), |counted| &counted.text);
            let counted = statistics.iter().flat_map(|counted| &counted.entries);
            let all: f64 = counted.map(|entry| entry.total_ms).sum();
            let mut statements = read_statements(part.source.id(), text, part.server);
            for mut statement in statements.by_ref() {
                let counted = statistics.as_ref();
                let weight = counted.and_then(|counted| weight_of(counted, all, statement.span));
                let query = query_of(&mut statement.kind);
                if query.is_none() && weight.is_none() {
                    continue;
                }
                // What is no query takes its part of the time all the same.
                let query = query.unwrap_or_else(|| Query {
                    span: statement.span,
                    ..Query::default()
                });
                let mut resolved = resolve_query(&self.catalog, query);
                resolved.weight = weight;
                self.queries.push(resolved);
            }
            self.ignores.extend(statements.take_ignore_comments());
            part.errors = errors_of(statements);
        }
    }

    fn read_plans(&mut self) {
        for (at, part) in self.parts.iter_mut().enumerate() {
            if part.kind != Some(InputKind::Plan) {
                continue;
            }
            match parse_plan(part.source.id(), part.source.text()) {
                Ok(parsed) => {
                    let mut repairs = parsed.repairs;
                    for plan in parsed.plans {
                        let nodes = derive_metrics(&plan);
                        let metrics = derive_plan_metrics(&plan);
                        let repairs = std::mem::take(&mut repairs);
                        part.errors.extend(unread(&plan));
                        self.plans.push(AnalyzedPlan {
                            part: at,
                            plan,
                            nodes,
                            metrics,
                            outcomes: Vec::new(),
                            strengths: Vec::new(),
                            repairs,
                        });
                    }
                }
                Err(error) => part.errors.push(PartError {
                    span: error.span(),
                    message: error.to_string(),
                }),
            }
        }
    }

    /// What rules may look at of one plan.
    fn plan_context<'a>(
        &'a self,
        number: usize,
        analyzed: &'a AnalyzedPlan,
        catalog: Option<&'a Catalog>,
        settings: &'a Settings,
    ) -> PlanContext<'a> {
        PlanContext {
            plan: &analyzed.plan,
            metrics: &analyzed.nodes,
            whole: &analyzed.metrics,
            number,
            catalog,
            queries: &self.queries,
            thresholds: &settings.thresholds,
        }
    }

    fn run(&mut self, rules: &[&'static Rule], settings: &Settings, skipped: &mut Skipped) -> Run {
        let ignores = std::mem::take(&mut self.ignores);
        let sources: Vec<SourceFile> = self.parts.iter().map(|part| part.source.clone()).collect();
        let mut findings = Findings::new(&self.catalog, &sources).ignoring(ignores);
        let schema = SchemaContext {
            catalog: &self.catalog,
            queries: &self.queries,
        };
        let table_rules: Vec<&Rule> = rules
            .iter()
            .copied()
            .filter(|rule| matches!(rule.check, Check::Table(_)))
            .collect();
        // One view at a time: all of them together take several times the memory of the text.
        for relation in self.catalog.tables().filter(|_| !table_rules.is_empty()) {
            let table = TableView::new(&self.catalog, relation, &self.queries);
            for rule in &table_rules {
                if let Check::Table(check) = rule.check {
                    check(&table, &mut findings);
                }
            }
        }
        let has_schema = self.has(InputKind::Schema);
        let catalog = has_schema.then_some(&self.catalog);
        let mut outcomes = Vec::new();
        for rule in rules {
            match rule.check {
                Check::Table(_) => {}
                Check::Schema(check) | Check::Queries(check) | Check::Statistics(check) => {
                    check(&schema, &mut findings);
                }
                Check::Plan(check) => {
                    for (number, analyzed) in self.plans.iter().enumerate() {
                        if !rule.dialects.contains(&dialect_of(&analyzed.plan)) {
                            continue;
                        }
                        let context = self.plan_context(number, analyzed, catalog, settings);
                        outcomes.push((number, rule.code, (check.look)(&context, &mut findings)));
                    }
                }
            }
        }
        let strengths: Vec<_> = self
            .plans
            .iter()
            .enumerate()
            .map(|(number, analyzed)| strengths(&self.plan_context(number, analyzed, catalog, settings)))
            .collect();
        skipped.undetailed = findings.undetailed();
        let (mut suppressed, used) = findings.take_suppressed();
        let weigh = |code: &'static str, severity| match find_rule(code) {
            Some(rule) => settings.severity(rule, severity),
            None => severity,
        };
        let findings = findings.finish(weigh);
        for (number, rule, outcome) in outcomes {
            if let Some(analyzed) = self.plans.get_mut(number) {
                analyzed.outcomes.push((rule, outcome));
            }
        }
        for (analyzed, strengths) in self.plans.iter_mut().zip(strengths) {
            analyzed.strengths = strengths;
        }
        for Suppressed { finding, .. } in &mut suppressed {
            finding.severity = weigh(finding.rule, finding.severity);
        }
        Run {
            findings,
            suppressed,
            unused_ignores: unused_ignores(&used, rules),
        }
    }
}

/// What was counted about the statement that stands there, and its part of `all` milliseconds.
fn weight_of(statistics: &Statistics, all: f64, span: Span) -> Option<Weight> {
    let counted = statistics.at(span.start)?.clone();
    let share = if all > 0.0 { counted.total_ms / all } else { 0.0 };
    Some(Weight { counted, share })
}

/// The query that a statement is, or reads its rows by; the statement keeps nothing of it.
fn query_of(statement: &mut StatementKind) -> Option<Query> {
    match statement {
        StatementKind::Query(query) => Some(std::mem::take(&mut **query)),
        StatementKind::Data(data) => data.query.take().map(|query| *query),
        _ => None,
    }
}

pub(crate) fn errors_of(statements: Statements<'_>) -> Vec<PartError> {
    let errors = statements.into_errors().into_iter();
    errors
        .map(|error| PartError {
            span: error.span,
            message: error.kind.to_string(),
        })
        .collect()
}

fn unread(plan: &rowproof_plan::Plan) -> Vec<PartError> {
    plan.unread_lines
        .iter()
        .map(|(span, line)| PartError {
            span: *span,
            message: format!("this line of the plan is not understood and was left out: `{line}`"),
        })
        .collect()
}

/// The rules that can see their subject in this document; those that cannot because of the dialect or a setting are
/// noted.
fn rules_to_run(settings: &Settings, reading: &Reading, skipped: &mut Skipped) -> Vec<&'static Rule> {
    let schema = reading.has(InputKind::Schema) || reading.has(InputKind::Migration);
    let counted = reading.queries.iter().any(|query| query.weight.is_some());
    let mut chosen = Vec::new();
    for rule in RULES {
        let applies = match rule.check {
            Check::Table(_) | Check::Schema(_) => schema,
            Check::Queries(_) => schema && !reading.queries.is_empty(),
            Check::Statistics(_) => counted,
            Check::Plan(_) => !reading.plans.is_empty(),
        };
        if !applies {
            continue;
        }
        if settings.level(rule.code) == Some(Level::Off) {
            skipped.rules_off.push(rule.code);
        } else if !matches!(rule.check, Check::Plan(_)) && !rule.dialects.contains(&reading.catalog.dialect())
        {
            // A rule about one server alone has nothing that it could check on another.
            if rule.dialects.len() > 1 {
                skipped.rules_of_other_dialects.push(rule.code);
            }
        } else {
            chosen.push(*rule);
        }
    }
    chosen
}
