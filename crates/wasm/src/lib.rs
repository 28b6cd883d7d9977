//! The engine as a WebAssembly module: what the page's worker calls.
//!
//! At the edge, beside the command line: requests come in as plain objects, reports go out in the JSON shape of
//! `rowproof_export`, byte for byte what `rowproof check --format json` prints but for findings and nodes of plans, which are in
//! columns. Nothing here decides anything.

mod choices;
mod request;

use std::cell::RefCell;

use js_sys::{Array, Float64Array, Object, Reflect};
use rowproof_diagram::{Diagram, dbml, mermaid, svg};
use rowproof_engine::enforcement::compare;
use rowproof_engine::safe_fixes::fix_safely;
use rowproof_engine::syntax::{Dialect, HighlightKind, Product, detect_kind, highlight as tokens_of};
use rowproof_engine::{Document, PROFILES, Report, Session, Settings, VERSION};
use rowproof_export::json::plan_columns::use_columns;
use rowproof_export::json::{
    Asked, Look, diagram_json, editing_json, findings_json, listed_json, looked_json, names_json,
    node_details, report_json, safe_fixes_json, understood_json,
};
use rowproof_export::{
    PatchForm, RuleHelp, findings_csv, pull_request_markdown, redact as redact_report, report_markdown,
    report_sarif, sql_patch,
};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

use choices::Choices;
use request::{read_request, read_view, server, text_of};

/// Says a panic's message on the console before the module stops; the worker is started anew then.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|panic| {
        web_sys::console::error_1(&panic.to_string().into())
    }));
}

/// Analyses a document. `request` is `{ parts: [{ id, name, text, kind, dialect, version }], dialect, version, profile, levels, thresholds, words }`;
/// the answer is a report, the nodes of its plans in columns, its findings and what was not checked as `{ words, numbers }` of [`rowproof_export::json::Lists`]. Throws
/// a string when the request has another shape.
#[wasm_bindgen]
pub fn analyze(request: JsValue) -> Result<JsValue, JsValue> {
    with_report(request, |_, report| {
        let (mut report, lists) = listed_json(report);
        report.plans.iter_mut().for_each(use_columns);
        let object = to_object(&report)?;
        for (name, list) in [("findings", lists.findings), ("not_checked", lists.not_checked)] {
            let columns = Object::new();
            Reflect::set(&columns, &"words".into(), &list.words.into())?;
            let numbers = Float64Array::from(list.numbers.as_slice());
            Reflect::set(&columns, &"numbers".into(), &numbers)?;
            Reflect::set(&object, &name.into(), &columns)?;
        }
        let plans = Array::from(&Reflect::get(&object, &"plans".into())?);
        for (plan, shown) in report.plans.iter().zip(plans.iter()) {
            if let Some(columns) = &plan.columns {
                let numbers = Float64Array::from(columns.numbers.as_slice());
                Reflect::set(
                    &Reflect::get(&shown, &"columns".into())?,
                    &"numbers".into(),
                    &numbers,
                )?;
            }
        }
        Ok(object)
    })
}

/// The findings with these ids, each whole, as `rowproof check --format json` prints it, in the order of the report.
#[wasm_bindgen]
pub fn findings(request: JsValue, ids: Vec<String>) -> Result<JsValue, JsValue> {
    with_report(request, |_, report| to_object(&findings_json(report, &ids)))
}

/// Everything about one node of a plan: its figures with their formulas, its printed properties, and where its conditions stand in
/// the queries. `null` when there is no such node.
#[wasm_bindgen]
pub fn describe(request: JsValue, plan: usize, node: usize) -> Result<JsValue, JsValue> {
    with_report(request, |_, report| to_object(&node_details(report, plan, node)))
}

/// Something made of a document and its report for elsewhere: `json` and `sarif` are objects, `markdown`, `pull-request`, `csv`,
/// `patch-empty` and `patch-live` text. Throws a string when the format is none of these.
#[wasm_bindgen]
pub fn render(request: JsValue, format: &str) -> Result<JsValue, JsValue> {
    with_report(request, |_, report| {
        let text = match format {
            "json" => return to_object(&report_json(report)),
            "sarif" => return to_object(&report_sarif(report, None, |_| RuleHelp::default())),
            "markdown" => report_markdown(report),
            "pull-request" => pull_request_markdown(report, None),
            "csv" => findings_csv(report),
            "patch-empty" => sql_patch(report, PatchForm::Empty),
            "patch-live" => sql_patch(report, PatchForm::Live),
            _ => return Err(JsValue::from("there is no such format")),
        };
        Ok(text.into())
    })
}

/// What all safe fixes of a document make of it, but those of the findings with these ids, as JSON text in the shape of
/// [`rowproof_export::json::safe_fixes_json`].
#[wasm_bindgen]
pub fn fix_all(request: JsValue, unwanted: Vec<String>) -> Result<JsValue, JsValue> {
    let (_, settings) = read_request(&request)?;
    with_report(request, |document, report| {
        let fixes = fix_safely(document, &settings, report, &unwanted);
        Ok(safe_fixes_json(report, &fixes).into())
    })
}

/// A document's texts with their names and values replaced: `{ texts, replaced: [{ from, to }] }`.
#[wasm_bindgen]
pub fn redact(request: JsValue) -> Result<JsValue, JsValue> {
    with_report(request, |_, report| {
        let redacted = redact_report(report);
        let replaced = redacted.replaced.into_iter();
        to_object(&Texts {
            texts: redacted.texts,
            replaced: replaced.map(|(from, to)| Replaced { from, to }).collect(),
        })
    })
}

#[derive(Serialize)]
struct Texts {
    texts: Vec<String>,
    replaced: Vec<Replaced>,
}

#[derive(Serialize)]
struct Replaced {
    from: String,
    to: String,
}

/// What is understood of a document, with the details of the relations named in `open`; when `before` names a database
/// (`mysql 5.7.44`), also what that one enforces and the document's own does not, and the other way round. A `look` at all tables,
/// `forms`, `indexes` or `coverage`, is answered with its first `rows` in place of the relations.
#[wasm_bindgen]
pub fn understand(
    request: JsValue,
    open: Vec<String>,
    before: Option<String>,
    look: Option<String>,
    rows: usize,
) -> Result<JsValue, JsValue> {
    with_report(request, |document, report| {
        let before = before.as_deref().and_then(server);
        let comparison = before.map(|before| compare(document, before, &report.catalog));
        to_object(&match look.as_deref().and_then(Look::from_code) {
            Some(look) => looked_json(report, look, rows, comparison.as_ref()),
            None => understood_json(report, &open, comparison.as_ref()),
        })
    })
}

/// The diagram of a document's catalog, laid out, as JSON text in the shape of [`rowproof_export::json::diagram_json`]. `view` is
/// `{ detail, ungrouped, open, moves }`: `columns`, `keys` or `names`; whether many relations are drawn one by one; the titles of
/// open groups; and boxes that were moved, `[name, x, y]` each.
#[wasm_bindgen]
pub fn diagram(request: JsValue, view: JsValue) -> Result<JsValue, JsValue> {
    with_report(request, |_, report| {
        Ok(diagram_json(report, &read_view(&view)).into())
    })
}

/// The same as a text for other programs: `svg`, `mermaid`, or in any other case DBML.
#[wasm_bindgen]
pub fn diagram_file(request: JsValue, view: JsValue, format: &str) -> Result<JsValue, JsValue> {
    with_report(request, |_, report| {
        let drawn = || Diagram::view(&report.catalog, &read_view(&view));
        Ok(match format {
            "svg" => svg(&drawn()),
            "mermaid" => mermaid(&drawn()),
            _ => dbml(&report.catalog),
        }
        .into())
    })
}

/// The names of a document's catalog with their places, as JSON text in the shape of [`rowproof_export::json::names_json`].
#[wasm_bindgen]
pub fn names(request: JsValue) -> Result<JsValue, JsValue> {
    with_report(request, |_, report| Ok(names_json(report).into()))
}

/// The answer to what an editor asks about a place, as JSON text in the shapes of [`rowproof_export::json::editing_json`]: in the text
/// as it is now, with the catalog of the document. Throws a string when nothing was analysed.
#[wasm_bindgen]
pub fn assist(
    request: JsValue,
    question: &str,
    part: &str,
    text: &str,
    start: u32,
    end: u32,
) -> Result<JsValue, JsValue> {
    let asked = Asked {
        part,
        text,
        start,
        end,
    };
    with_report(request, |_, report| {
        Ok(editing_json(report, question, asked).into())
    })
}

/// Does something with the report of a document. The last one is kept: the page asks about it again while its reader
/// opens one relation after the other. Without a request it is that of the last document.
fn with_report(
    request: JsValue,
    answer: impl FnOnce(&Document, &Report) -> Result<JsValue, JsValue>,
) -> Result<JsValue, JsValue> {
    type Analysed = (Document, Settings, Report);
    thread_local! {
        static LAST: RefCell<Option<Analysed>> = const { RefCell::new(None) };
        static SESSION: RefCell<Session> = RefCell::default();
    }
    let asked = match request.is_undefined() {
        true => None,
        false => Some(read_request(&request)?),
    };
    LAST.with_borrow_mut(|last| {
        let kept = last.take().filter(|(kept, of, _)| {
            let mut asked = asked.iter();
            asked.all(|(document, settings)| kept == document && of == settings)
        });
        let analysed = match (kept, asked) {
            (Some(kept), _) => kept,
            (None, Some((document, settings))) => {
                let report = SESSION.with_borrow_mut(|session| session.analyze(&document, &settings));
                (document, settings, report)
            }
            (None, None) => return Err("nothing was analysed yet".into()),
        };
        let (document, _, report) = last.insert(analysed);
        answer(document, report)
    })
}

/// The databases to choose from: `[{ code, name, versions }]`.
#[wasm_bindgen]
pub fn servers() -> Result<JsValue, JsValue> {
    let servers: Vec<Known> = Product::ALL
        .iter()
        .map(|product| Known {
            code: product.code(),
            name: product.name(),
            versions: product.versions().iter().map(ToString::to_string).collect(),
        })
        .collect();
    to_object(&servers)
}

/// The profiles to choose from: `[{ code, name, summary }]`.
#[wasm_bindgen]
pub fn profiles() -> Result<JsValue, JsValue> {
    let profiles: Vec<KnownProfile> = PROFILES
        .iter()
        .map(|profile| KnownProfile {
            code: profile.code,
            name: profile.name,
            summary: profile.summary,
        })
        .collect();
    to_object(&profiles)
}

/// What settings can say: `{ rules: [{ code, title, group, level, in_profiles }], thresholds: [{ name, usual, largest, unit,
/// meaning }], lists: [{ name, words, shape, holds_names }] }`; `in_profiles` are a rule's levels in the order of [`profiles`].
#[wasm_bindgen]
pub fn choices() -> Result<JsValue, JsValue> {
    to_object(&Choices::all())
}

#[derive(Serialize)]
struct KnownProfile {
    code: &'static str,
    name: &'static str,
    summary: &'static str,
}

#[derive(Serialize)]
struct Known {
    code: &'static str,
    name: &'static str,
    versions: Vec<String>,
}

/// What kind of input a text is, and in which dialect:
/// `{ kind, kind_name, kind_reason, dialect, dialect_name, dialect_reason }`.
#[wasm_bindgen]
pub fn detect(text: &str) -> Result<JsValue, JsValue> {
    let detection = detect_kind(text);
    to_object(&Detected {
        kind: detection.kind.code(),
        kind_name: detection.kind.name(),
        kind_reason: detection.kind_reason,
        dialect: detection.dialect.code(),
        dialect_name: detection.dialect.name(),
        dialect_reason: detection.dialect_reason,
    })
}

#[derive(Serialize)]
struct Detected {
    kind: &'static str,
    kind_name: &'static str,
    kind_reason: String,
    dialect: &'static str,
    dialect_name: &'static str,
    dialect_reason: String,
}

/// The text's tokens for colouring: triples of start, end (UTF-16 offsets) and kind (0 keyword, 1 identifier, 2 quoted
/// identifier, 3 string, 4 number, 5 comment or a line for the client, 6 operator or punctuation, 7 parameter, 8 type). The text, as that
/// of a part, may come as its bytes in UTF-8.
#[wasm_bindgen]
pub fn highlight(text: &JsValue, dialect: &str) -> Vec<u32> {
    let text = &text_of(text).unwrap_or_default();
    let dialect = Dialect::from_code(dialect).unwrap_or_default();
    // They come in the order of the text, which is walked through once.
    let (mut byte, mut unit) = (0, 0);
    let mut at = |next: u32| {
        let between = text.get(byte..next as usize).unwrap_or_default();
        unit += match between.is_ascii() {
            true => between.len(),
            false => between.encode_utf16().count(),
        };
        byte = next as usize;
        unit as u32
    };
    let mut triples = Vec::new();
    for token in tokens_of(text, dialect) {
        triples.extend([at(token.start), at(token.end), number_of(token.kind)]);
    }
    triples
}

fn number_of(kind: HighlightKind) -> u32 {
    match kind {
        HighlightKind::Keyword => 0,
        HighlightKind::Identifier => 1,
        HighlightKind::QuotedIdentifier => 2,
        HighlightKind::String => 3,
        HighlightKind::Number => 4,
        HighlightKind::Comment => 5,
        HighlightKind::Operator => 6,
        HighlightKind::Parameter => 7,
        HighlightKind::TypeName => 8,
        HighlightKind::Meta => 5,
    }
}

#[wasm_bindgen]
extern "C" {
    /// The worker's function that loads a part of the engine.
    #[wasm_bindgen(js_name = loadEnginePart)]
    fn load_engine_part(number: u32);
}

/// Has the worker load a part of the engine. Called by what the build leaves in the place of a part's functions
/// (`crates/xtask/src/build/parts`), and by nobody else.
#[wasm_bindgen]
pub fn load_part(number: u32) {
    load_engine_part(number);
}

/// The engine's version.
#[wasm_bindgen]
pub fn version() -> String {
    VERSION.to_owned()
}

/// Plain objects, missing values as `null`, as `JSON.parse` would make them.
fn to_object(value: &impl Serialize) -> Result<JsValue, JsValue> {
    value
        .serialize(&Serializer::json_compatible())
        .map_err(|error| JsValue::from(error.to_string()))
}
