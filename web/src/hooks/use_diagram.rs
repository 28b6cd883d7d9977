//! Asks for the diagram while its pane is in front, hands its files to the reader, and hears the wheel over it.

use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Timeout;
use gloo::utils::window;
use wasm_bindgen::JsCast;
use web_sys::WheelEvent;
use yew::prelude::*;

use super::supervisor::Supervisor;
use super::use_change::{Watched, use_change};
use super::use_engine::request_for;
use super::use_store::{Dispatch, Store};
use crate::components::report::diagram::CANVAS;
use crate::components::report::diagram::wheel::turned;
use crate::documents::delivering;
use crate::interop::request::DiagramView;
use crate::interop::{clipboard, dom, download};
use crate::state::AppState;
use crate::state::action::Action;
use crate::state::diagram::{Detail, DiagramAction, File, Purpose};
use crate::state::layout::Pane;
use crate::state::printing::{Printing, PrintingChange};

/// Follows the store.
#[hook]
pub fn use_diagram(store: &Store, supervisor: Rc<Supervisor>) {
    use_drawing(store, supervisor.clone());
    use_files(store, supervisor.clone());
    use_printing(store, supervisor);
    use_wheel(store);
    use_size(store);
}

#[hook]
fn use_drawing(store: &Store, supervisor: Rc<Supervisor>) {
    let is_asked = store.wants_diagram();
    let look = &store.diagram;
    let mut watched = vec![
        Watched::Report(store.analysis.report.clone().filter(|_| is_asked)),
        Watched::Text(look.detail.as_str().into()),
        Watched::Number(u32::from(look.ungrouped)),
        Watched::Number(u32::from(look.as_table)),
        Watched::Number(store.document.positions.number),
    ];
    watched.extend(look.open.iter().cloned().map(Watched::Text));
    let state = store.clone();
    use_change(watched, move || {
        if is_asked {
            let mut view = view_of(&state);
            if state.diagram.as_table {
                (view.detail, view.ungrouped) = (Detail::Columns, true);
            }
            supervisor.draw(state.document.revision, &request_for(&state), &view);
        }
        None
    });
}

#[hook]
fn use_files(store: &Store, supervisor: Rc<Supervisor>) {
    let file = store.diagram.file;
    let state = store.clone();
    let number = file.map_or(0, |(number, _)| number);
    use_change(vec![Watched::Number(number)], move || {
        if let Some((_, file)) = file {
            let (request, view) = (request_for(&state), view_of(&state));
            supervisor.write_diagram(state.document.revision, &request, &view, file);
        }
        None
    });
}

/// Asks for the diagram that the printed report shows, and prints the report when it is drawn.
#[hook]
fn use_printing(store: &Store, supervisor: Rc<Supervisor>) {
    let (wanted, ready) = match &store.printing {
        Some(Printing::Wanted(number)) => (*number, 0),
        Some(Printing::Ready { number, .. }) if store.lacking_details().is_empty() => (0, *number),
        _ => (0, 0),
    };
    let state = store.clone();
    use_change(vec![Watched::Number(wanted)], move || {
        if wanted > 0 {
            let view = DiagramView {
                detail: Detail::Columns,
                ungrouped: true,
                open: Vec::new(),
                moves: state.document.positions.places.clone(),
            };
            let file = File {
                format: "svg",
                purpose: Purpose::Print,
            };
            supervisor.write_diagram(state.document.revision, &request_for(&state), &view, file);
        }
        None
    });
    let dispatch = store.dispatcher();
    use_change(vec![Watched::Number(ready)], move || {
        // After the rendering that brings it.
        (ready > 0).then(|| Timeout::new(0, move || delivering::print(dispatch)))
    });
}

/// The wheel is heard by a listener of our own: one that may keep the browser from zooming the whole page.
#[hook]
fn use_wheel(store: &Store) {
    let listener = use_mut_ref(|| None::<EventListener>);
    let latest = use_mut_ref(|| store.clone());
    *latest.borrow_mut() = store.clone();
    let is_shown = store.layout.results == Pane::Diagram && store.diagram.answer.is_some();
    use_change(vec![Watched::Number(u32::from(is_shown))], move || {
        *listener.borrow_mut() = is_shown.then(|| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&window(), "wheel", options, move |event| {
                if let Some(event) = event.dyn_ref::<WheelEvent>() {
                    turned(&latest.borrow(), event);
                }
            })
        });
        None
    });
}

/// Measures the picture when it comes and when the window changes.
#[hook]
fn use_size(store: &Store) {
    let listener = use_mut_ref(|| None::<EventListener>);
    let is_shown = store.layout.results == Pane::Diagram && store.layout.pane != Pane::Code;
    let watched = [
        is_shown || store.layout.results == Pane::Diagram,
        is_shown,
        store.diagram.answer.is_some(),
        store.diagram.as_table,
    ];
    let dispatch = store.dispatcher();
    use_change(
        watched.map(|is| Watched::Number(u32::from(is))).to_vec(),
        move || {
            let measure = move || {
                if let Some(size) = dom::size_of(CANVAS) {
                    dispatch.dispatch(Action::Diagram(DiagramAction::Measured(size)));
                }
            };
            let again = measure.clone();
            *listener.borrow_mut() = Some(EventListener::new(&window(), "resize", move |_| again()));
            // After the rendering that brings it.
            Some(Timeout::new(0, measure))
        },
    );
}

fn view_of(state: &AppState) -> DiagramView {
    DiagramView {
        detail: state.diagram.detail,
        ungrouped: state.diagram.ungrouped,
        open: state.diagram.open.clone(),
        moves: state.document.positions.places.clone(),
    }
}

/// Gives the reader a file that came.
pub(super) fn hand_over(dispatch: &Dispatch, file: File, text: String) {
    let (name, kind) = match file.format {
        "png" => ("diagram.png", "image/png"),
        "svg" => ("diagram.svg", "image/svg+xml"),
        "mermaid" => ("diagram.mmd", "text/plain"),
        _ => ("schema.dbml", "text/plain"),
    };
    let dispatch = dispatch.clone();
    if file.purpose == Purpose::Print {
        let drawn = PrintingChange::Drawn(download::address_of("image/svg+xml", &text).into());
        Timeout::new(0, move || dispatch.dispatch(Action::PrintingChanged(drawn))).forget();
        return;
    }
    let is_copied = file.purpose == Purpose::Copy;
    let done = Callback::from(move |is_done| {
        let said = match (is_done, is_copied) {
            (true, true) => format!("Copied {name}"),
            (true, false) => format!("Saved {name}"),
            (false, true) => "This browser does not let the page copy; save the file".to_owned(),
            (false, false) => "This browser could not make the file".to_owned(),
        };
        dispatch.dispatch(Action::Announced(said.into()));
    });
    // A task of its own: the worker's message is being heard.
    Timeout::new(0, move || {
        if is_copied {
            clipboard::copy(text, done);
        } else if file.format == "png" {
            download::save_png(name, &text, done);
        } else {
            done.emit(download::save_text(name, kind, &text));
        }
    })
    .forget();
}
