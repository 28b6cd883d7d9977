//! Opening what comes from outside: links in the address and files.

use js_sys::{Function, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;

use super::browser::call;
use super::content;
use super::files::{self, File};
use super::fragment::{self, Content};
use super::gallery;
use super::problem::Problem;
use super::{base64url, json};
use crate::hooks::use_store::Dispatch;
use crate::interop::fields::{items, number, optional_text, text};
use crate::interop::shared::Shared;
use crate::interop::storage::of_page;
use crate::state::action::Action;
use crate::state::document::{Document, Stored, StoredPart};
use crate::state::examples::by_name;
use crate::state::look::Look;
use crate::state::opened::{Opened, Origin};

/// What a link may unpack to, in bytes. More would stall the page, and nobody writes it into a link.
const MOST_UNPACKED: u32 = 1024 * 1024;

/// Hears of files and links from now on, and opens the link in the address.
#[inline(never)]
pub fn listen(dispatch: Dispatch) {
    let of_files = dispatch.clone();
    let on_files = Closure::<dyn Fn(JsValue, bool)>::new(move |list, from_folder| {
        of_files.dispatch(opened_files(list, from_folder));
    });
    let on_fragment = Closure::<dyn Fn(String)>::new(move |fragment: String| {
        let dispatch = dispatch.clone();
        spawn_local(async move {
            match opened_link(&fragment, &dispatch).await {
                Ok(None) => {}
                Ok(Some(opened)) => dispatch.dispatch(Action::DocumentOpened(Box::new(opened))),
                Err(problem) => dispatch.dispatch(Action::LinkRefused(problem.in_words().into())),
            }
            link_was_read();
        });
    });
    // They are heard as long as the page lives.
    let listeners = vec![on_files.into_js_value(), on_fragment.into_js_value()];
    spawn_local(async move {
        // The page says that itself (`static/boot.js`), and goes on without.
        if call("listen", listeners).await.is_err() {
            link_was_read();
        }
    });
}

/// Reports are waited for no longer (`static/boot.js`).
fn link_was_read() {
    if let Ok(opened) = of_page("opened").dyn_into::<Function>() {
        // It takes nothing and cannot fail.
        let _nothing = opened.call0(&JsValue::NULL);
    }
}

/// Lets the reader choose files.
#[inline(never)]
pub fn choose() {
    spawn_local(async move {
        let _said = call("chooseFiles", Vec::new()).await;
    });
}

async fn opened_link(fragment: &str, dispatch: &Dispatch) -> Result<Option<Opened>, Problem> {
    let Some(address) = fragment::read(fragment)? else {
        return Ok(None);
    };
    let (document, engine, inner) = match address.content {
        Content::Packed(letters) => {
            let content = content::from_text(&unpacked(&letters).await?)?;
            (content.document, content.engine, content.look)
        }
        Content::Text(text) => (Document::new(&text).stored(), None, Look::default()),
        Content::Example(slug) => {
            let examples = gallery::examples().await.ok_or(Problem::NoExamples)?;
            let example = by_name(&examples, &slug);
            let document = example.map(|(example, is_fixed)| example.document(is_fixed));
            let document = document.ok_or(Problem::UnknownExample(slug))?;
            dispatch.dispatch(Action::ExamplesListed(Shared::new(examples)));
            (document, None, Look::default())
        }
    };
    Ok(Some(Opened {
        document,
        look: Look {
            pane: address.look.pane.or(inner.pane),
            plan: address.look.plan.or(inner.plan),
            understood: address.look.understood.or(inner.understood),
            selected: address.look.selected.or(inner.selected),
        },
        origin: Origin::Link {
            engine: engine.map(Into::into),
        },
    }))
}

async fn unpacked(letters: &str) -> Result<String, Problem> {
    let bytes = base64url::decode(letters).ok_or(Problem::Damaged)?;
    let bytes = Uint8Array::from(bytes.as_slice());
    let unpacked = call("unpack", vec![bytes.into(), MOST_UNPACKED.into()]).await;
    match unpacked {
        Ok(text) => text.as_string().ok_or(Problem::Damaged),
        Err(error) => Err(match optional_text(&error, "message").as_deref() {
            Some("too big") => Problem::TooBig,
            _ => Problem::Damaged,
        }),
    }
}

fn opened_files(list: JsValue, from_folder: bool) -> Action {
    let read = |item: &JsValue| File {
        name: text(item, "name").to_string(),
        path: text(item, "path").to_string(),
        text: optional_text(item, "text"),
        problem: text(item, "problem").to_string(),
        size: number(item, "size").unwrap_or_default(),
    };
    let all: Vec<File> = items(list).iter().map(read).collect();
    if let [file] = all.as_slice()
        && let Some(opened) = own_document(file)
    {
        return match opened {
            Ok(opened) => Action::DocumentOpened(Box::new(opened)),
            Err(problem) => Action::LinkRefused(problem.in_words().replace("This link", "This file").into()),
        };
    }
    let taken = files::take(all, from_folder);
    let parts: Vec<StoredPart> = taken.parts;
    Action::FilesOpened {
        parts,
        refused: taken.refused,
        replaces: from_folder,
    }
}

/// The document in a file that this page wrote; none when it is another file.
fn own_document(file: &File) -> Option<Result<Opened, Problem>> {
    let value = json::parse(file.text.as_deref()?)?;
    content::is_ours(&value).then(|| {
        let content = content::from_json(&value)?;
        let document: Stored = content.document;
        Ok(Opened {
            document,
            look: content.look,
            origin: Origin::File(file.name.clone().into()),
        })
    })
}
