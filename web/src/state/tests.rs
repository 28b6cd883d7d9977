use super::action::Step;
use super::examples::Example;
use super::layout::Pane;
use super::*;
use crate::interop::report::{
    Applicability, Certainty, Counts, Details, Edit, Finding, Fix, Location, Part, Report, Severity,
};
use crate::interop::shared::Shared;

fn state(text: &str) -> Rc<AppState> {
    Rc::new(AppState::new(Document::new(text), Vec::new(), Theme::Auto))
}

pub(super) fn place(start: u32, end: u32) -> Location {
    Location {
        part: "p1".into(),
        start,
        end,
        line: 1,
        start_byte: start,
        end_byte: end,
    }
}

pub(super) fn finding(id: &'static str, location: Location) -> Shared<Finding> {
    Shared::new(Finding {
        id: id.into(),
        rule: "no-primary-key".into(),
        title: "No primary key".into(),
        severity: Severity::Error,
        certainty: Certainty::Proven,
        certainty_reason: "".into(),
        object: "t".into(),
        relation: Some("t".into()),
        message: "table `t` has no primary key".into(),
        location,
        node: None,
        share: None,
        folded_into: None,
    })
}

fn fix(start: u32, end: u32, replacement: &'static str) -> Fix {
    Fix {
        title: "add a key".into(),
        when: "".into(),
        applicability: Applicability::Safe,
        edits: vec![Edit {
            location: place(start, end),
            replacement: replacement.into(),
        }],
        statements: Vec::new(),
        live: Vec::new(),
        cost: "".into(),
        after: None,
    }
}

fn report(kind: &'static str, findings: Vec<Shared<Finding>>) -> Shared<Report> {
    let part = Part {
        id: "p1".into(),
        kind: kind.into(),
        kind_name: kind.into(),
        kind_reason: "".into(),
        dialect: "postgresql".into(),
        product: "postgresql".into(),
        product_name: "PostgreSQL".into(),
        dialect_reason: "".into(),
        server_version: "18".into(),
        version_reason: "".into(),
        errors: Vec::new(),
    };
    let counts = Counts {
        error: findings.len(),
        ..Counts::default()
    };
    Shared::new(Report {
        parts: vec![part],
        findings: Shared::new(findings),
        counts,
        ..Report::default()
    })
}

fn with_report(state: Rc<AppState>, report: Shared<Report>) -> Rc<AppState> {
    let revision = state.document.revision;
    state.reduce(Action::ReportArrived {
        revision,
        report,
        elapsed_ms: 1.0,
    })
}

/// With the fixes of finding `a`, which the engine has said.
fn with_fixes(state: Rc<AppState>, fixes: Vec<Fix>) -> Rc<AppState> {
    let details = Details {
        fixes,
        ..Details::default()
    };
    let revision = state.analysis.revision;
    state.reduce(Action::DetailsArrived {
        revision,
        details: vec![("a".into(), Shared::new(details))],
    })
}

fn typed(state: Rc<AppState>, text: &str, pasted: bool) -> Rc<AppState> {
    let part = state.document.active.clone();
    state.reduce(Action::TextChanged {
        part,
        text: text.to_owned().into(),
        pasted,
    })
}

fn text_of(state: &AppState, id: &str) -> String {
    state.document.part(id).unwrap().text.content.to_string()
}

#[test]
fn an_unchanged_state_is_the_same() {
    let before = state("select 1");
    let same = before.clone().reduce(Action::PartActivated("p1".into()));
    assert!(Rc::ptr_eq(&before, &same));
    let same = typed(same, "select 1", false);
    assert!(Rc::ptr_eq(&before, &same));
    let same = same.reduce(Action::PaneChosen(Pane::Code));
    assert!(Rc::ptr_eq(&before, &same));
    let same = same.reduce(Action::CursorMoved {
        part: "p9".into(),
        offset: 0,
    });
    assert!(Rc::ptr_eq(&before, &same));
}

#[test]
fn stale_reports_are_dropped() {
    let before = state("select 1");
    let revision = before.document.revision;
    let typed = typed(before, "select 2", false);
    let after = typed.clone().reduce(Action::ReportArrived {
        revision,
        report: report("queries", vec![]),
        elapsed_ms: 1.0,
    });
    assert!(Rc::ptr_eq(&typed, &after));
}

#[test]
fn a_fix_is_applied_and_undone() {
    let state = with_report(
        state("create t;"),
        report("schema", vec![finding("a", place(7, 8))]),
    );
    let state = with_fixes(state, vec![fix(7, 8, "u")]);
    let fixed = state.reduce(Action::FixApplied {
        finding: "a".into(),
        fix: 0,
        stays: false,
    });
    assert_eq!(text_of(&fixed, "p1"), "create u;");
    assert!(fixed.notice.as_ref().unwrap().undo.is_some());
    let undone = fixed.clone().reduce(Action::UndoRequested);
    assert_eq!(text_of(&undone, "p1"), "create t;");
    assert!(undone.document.revision > fixed.document.revision);
}

/// The editor's list has fixes of findings that are not open.
#[test]
fn a_fix_waits_for_what_the_engine_says_of_its_finding() {
    let state = with_report(
        state("create t;"),
        report("schema", vec![finding("a", place(7, 8))]),
    );
    assert!(state.lacking_details().is_empty());
    let waiting = state.reduce(Action::FixApplied {
        finding: "a".into(),
        fix: 0,
        stays: true,
    });
    assert_eq!(waiting.lacking_details(), ["a"]);
    assert_eq!(text_of(&waiting, "p1"), "create t;");
    let fixed = with_fixes(waiting.clone(), vec![fix(7, 8, "u")]);
    assert_eq!(text_of(&fixed, "p1"), "create u;");
    // What one writes meanwhile is not overwritten.
    let typed = typed(waiting, "create table t;", false);
    let kept = with_fixes(typed, vec![fix(7, 8, "u")]);
    assert_eq!(text_of(&kept, "p1"), "create table t;");
}

#[test]
fn what_is_shown_whole_is_asked_for_once() {
    let findings = vec![finding("a", place(0, 1)), finding("b", place(4, 5))];
    let state = with_report(state("one two"), report("schema", findings));
    let open = state.reduce(Action::FindingToggled("a".into()));
    assert_eq!(open.lacking_details(), ["a"]);
    let whole = with_fixes(open, Vec::new());
    assert_eq!(whole.shown_whole(), ["a"]);
    assert!(whole.lacking_details().is_empty());
    let presented = whole.clone().reduce(Action::FindingToggled("a".into()));
    assert!(presented.shown_whole().is_empty());
    let presented = presented.reduce(Action::DialogShown(Dialog::Presenter));
    assert_eq!(presented.shown_whole(), ["a"]);
    // What was said before stands there until it is said anew.
    let typed = typed(whole, "one two three", false);
    let later = with_report(typed, report("schema", vec![finding("a", place(0, 1))]));
    assert_eq!(later.lacking_details(), ["a"]);
    assert_eq!(later.analysis.details.len(), 1);
}

#[test]
fn a_fix_that_waits_is_not_made_once_the_engine_has_stopped() {
    let state = with_report(
        state("create t;"),
        report("schema", vec![finding("a", place(7, 8))]),
    );
    let waiting = state.reduce(Action::FixApplied {
        finding: "a".into(),
        fix: 0,
        stays: true,
    });
    let stopped = waiting.reduce(Action::EngineStopped {
        message: "it was too large".into(),
    });
    let later = with_fixes(stopped, vec![fix(7, 8, "u")]);
    assert_eq!(text_of(&later, "p1"), "create t;");
}

#[test]
fn a_fix_of_an_old_report_changes_nothing() {
    let state = with_report(
        state("create t;"),
        report("schema", vec![finding("a", place(7, 8))]),
    );
    let state = with_fixes(state, vec![fix(7, 8, "u")]);
    let typed = typed(state, "create table t;", false);
    let after = typed.clone().reduce(Action::FixApplied {
        finding: "a".into(),
        fix: 0,
        stays: false,
    });
    assert!(Rc::ptr_eq(&typed, &after));
}

#[test]
fn writing_on_ends_the_undo_of_a_fix() {
    let state = with_report(
        state("create t;"),
        report("schema", vec![finding("a", place(7, 8))]),
    );
    let state = with_fixes(state, vec![fix(7, 8, "u")]);
    let fixed = state.reduce(Action::FixApplied {
        finding: "a".into(),
        fix: 0,
        stays: false,
    });
    assert!(typed(fixed, "create u; -- more", false).notice.is_none());
}

#[test]
fn a_closed_part_comes_back() {
    let state = state("one").reduce(Action::PartAdded);
    let second = state.document.active.clone();
    let state = typed(state, "two", false);
    let closed = state.reduce(Action::PartClosed(second.clone()));
    assert_eq!(closed.document.parts.len(), 1);
    let written_on = typed(closed, "one more", false);
    let back = written_on.reduce(Action::UndoRequested);
    assert_eq!(text_of(&back, "p1"), "one more");
    assert_eq!(text_of(&back, &second), "two");
}

#[test]
fn a_pasted_plan_gets_its_own_part() {
    let state = with_report(state("create table t (a int);"), report("schema", Vec::new()));
    let plan = "Seq Scan on t  (cost=0.00..1.00 rows=1 width=4)";
    let pasted = typed(state, &format!("create table t (a int);\n{plan}"), true);
    let revision = pasted.pending_paste.as_ref().unwrap().revision;
    let split = pasted.reduce(Action::PasteDetected {
        revision,
        kind: "plan".into(),
    });
    assert_eq!(split.document.parts.len(), 2);
    assert_eq!(text_of(&split, "p1"), "create table t (a int);");
    assert_eq!(&*split.document.active_part().unwrap().text.content, plan);
    let undone = split.reduce(Action::UndoRequested);
    assert_eq!(undone.document.parts.len(), 1);
    assert!(text_of(&undone, "p1").ends_with(plan));
}

#[test]
fn pasting_over_everything_replaces_it() {
    let state = with_report(state("create table t (a int);"), report("schema", Vec::new()));
    let plan = "Seq Scan on t  (cost=0.00..1.00 rows=1 width=4)";
    assert!(typed(state, plan, true).pending_paste.is_none());
}

#[test]
fn pasted_words_and_like_kinds_stay() {
    let state = with_report(state("create table t (a int);"), report("schema", Vec::new()));
    let word = typed(state.clone(), "create table t (a int, b int);", true);
    assert!(word.pending_paste.is_none());
    assert_eq!(word.check_number, state.check_number + 1, "checked at once");
    let query = typed(
        state,
        "create table t (a int);\nselect a from t where a between 10 and 20;",
        true,
    );
    let asked = query.check_number;
    let revision = query.pending_paste.as_ref().unwrap().revision;
    let after = query.reduce(Action::PasteDetected {
        revision,
        kind: "queries".into(),
    });
    assert_eq!(after.document.parts.len(), 1);
    assert!(after.pending_paste.is_none());
    assert_eq!(
        after.check_number,
        asked + 1,
        "checked at once, now that it is known to stay"
    );
}

fn example(slug: &'static str) -> Example {
    Example {
        slug: slug.into(),
        title: slug.into(),
        summary: "".into(),
        kind: "".into(),
        database: "".into(),
        notice: Vec::new(),
        repair: "".into(),
        broken: vec![slug.into()],
        fixed: vec![format!("{slug} fixed").into()],
    }
}

#[test]
fn an_example_never_loses_own_work() {
    let own = typed(state(""), "my own text", false).reduce(Action::ExamplesListed(Shared::new(vec![
        example("one"),
        example("two"),
    ])));
    let opened = own.reduce(Action::ExampleOpened("one".into()));
    assert_eq!(opened.saved.len(), 1);
    assert_eq!(opened.document.example.as_deref(), Some("one"));
    let fixed = opened.reduce(Action::ExampleOpened("one.fixed".into()));
    assert_eq!(&*fixed.document.active_part().unwrap().text.content, "one fixed");
    let other = fixed.reduce(Action::ExampleOpened("two".into()));
    assert_eq!(other.saved.len(), 1, "an untouched example is not put aside");
    let touched = typed(other, "changed", false).reduce(Action::ExampleOpened("one".into()));
    assert_eq!(touched.saved.len(), 2);
    // What was written from nothing comes first, and stays when the changed example takes its place.
    let mut back = touched;
    for expected in ["my own text", "changed", "my own text"] {
        back = back.reduce(Action::OwnTextRestored);
        assert_eq!(&*back.document.active_part().unwrap().text.content, expected);
    }
}

#[test]
fn changed_examples_push_no_own_work_out() {
    let mut state = state("my own text").reduce(Action::ExamplesListed(Shared::new(vec![
        example("one"),
        example("two"),
    ])));
    for number in 0..9 {
        let name = if number % 2 == 0 { "one" } else { "two" };
        state = state.reduce(Action::ExampleOpened(name.into()));
        state = typed(state, &format!("changed {number}"), false);
    }
    assert_eq!(state.saved.len(), 5);
    let back = state.reduce(Action::OwnTextRestored);
    assert_eq!(&*back.document.active_part().unwrap().text.content, "my own text");
}

#[test]
fn walking_goes_round() {
    let findings = vec![finding("a", place(0, 1)), finding("b", place(4, 5))];
    let state = with_report(state("create table t;"), report("schema", findings));
    let step = |state: Rc<AppState>, step| state.reduce(Action::FindingStepped(step));
    let first = step(state.clone(), Step::Next);
    assert_eq!(first.selection.finding.as_deref(), Some("a"));
    let second = step(first, Step::Next);
    assert_eq!(second.selection.finding.as_deref(), Some("b"));
    assert_eq!(step(second, Step::Next).selection.finding.as_deref(), Some("a"));
    assert_eq!(
        step(state, Step::Previous).selection.finding.as_deref(),
        Some("b")
    );
}

#[test]
fn walking_an_empty_list_goes_nowhere() {
    let state = with_report(state("create table t;"), report("schema", Vec::new()));
    let after = state.clone().reduce(Action::FindingStepped(Step::Previous));
    assert!(Rc::ptr_eq(&state, &after));
}

#[test]
fn the_caret_marks_the_narrowest_finding_first() {
    let findings = vec![finding("wide", place(0, 15)), finding("narrow", place(4, 5))];
    let state = with_report(state("create table t;"), report("schema", findings));
    let state = state.reduce(Action::CursorMoved {
        part: "p1".into(),
        offset: 4,
    });
    assert_eq!(state.selection.at_cursor, ["narrow", "wide"]);
    let fixes = state.reduce(Action::FixesRequested);
    assert_eq!(fixes.selection.finding.as_deref(), Some("narrow"));
}

#[test]
fn opening_a_finding_reveals_its_place() {
    let state = with_report(
        state("create table t;"),
        report("schema", vec![finding("a", place(4, 5))]),
    );
    let open = state.reduce(Action::FindingToggled("a".into()));
    assert_eq!(
        open.reveal.as_ref().map(|reveal| (reveal.start, reveal.end)),
        Some((4, 5))
    );
    let closed = open.reduce(Action::FindingToggled("a".into()));
    assert_eq!(closed.selection.finding, None);
}

#[test]
fn alike_parts_are_numbered() {
    let mut document = Document::new("create table a (id int);");
    let second = document.add_part("create table b (id int);");
    document.part_mut("p1").unwrap().kind = Some(Kind::Schema);
    document.part_mut(&second).unwrap().kind = Some(Kind::Schema);
    let state = AppState::new(document, Vec::new(), Theme::Auto);
    assert_eq!(state.title_of("p1"), "Schema 1");
    assert_eq!(state.title_of(&second), "Schema 2");
}
