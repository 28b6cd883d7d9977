//! The page's request.

use rustc_hash::FxHashMap;

use rowproof_engine::syntax::{InputKind, Product, Server, Version};
use rowproof_engine::{Document, Level, Part, Settings};
use serde::Deserialize;

/// What the page asks. Words that are not known count as not said.
#[derive(Debug, Deserialize)]
pub(crate) struct Request {
    parts: Vec<RequestPart>,
    #[serde(default)]
    dialect: Option<String>,
    #[serde(default)]
    version: Option<String>,
    #[serde(default)]
    levels: FxHashMap<String, String>,
}

#[derive(Debug, Deserialize)]
struct RequestPart {
    id: String,
    name: String,
    text: String,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    dialect: Option<String>,
    #[serde(default)]
    version: Option<String>,
}

impl Request {
    pub(crate) fn into_document(self) -> (Document, Settings) {
        let product = |code: Option<String>| code.as_deref().and_then(Product::from_code);
        let version = |text: Option<String>| text.and_then(|text| text.parse::<Version>().ok());
        let parts = self
            .parts
            .into_iter()
            .map(|part| Part {
                id: part.id,
                name: part.name,
                text: part.text,
                kind: part.kind.as_deref().and_then(InputKind::from_code),
                product: product(part.dialect),
                version: version(part.version),
            })
            .collect();
        let levels = self
            .levels
            .into_iter()
            .filter_map(|(rule, word)| Some((rule, Level::from_word(&word)?)))
            .collect();
        (
            Document { parts },
            Settings {
                product: product(self.dialect),
                version: version(self.version),
                levels,
            },
        )
    }
}

/// The database to compare with: `mysql 5.7.44`. None when the words name none.
pub(crate) fn server(words: &str) -> Option<Server> {
    let (product, version) = words.split_once(' ')?;
    Some(Server::new(Product::from_code(product)?, version.parse().ok()?))
}
