//! Short names for what a program takes from its glue.
//!
//! wasm-bindgen tells apart what is called alike by sixteen digits of a hash. Nothing compresses those, they stand in the module and in
//! the glue, and the page has two hundred.

use std::collections::HashMap;

use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{ImportSection, RawSection};
use wasmparser::{Parser, Payload};

use crate::error::{Result, TaskError};

/// A module with short names for what it imports.
pub struct ShortNames {
    /// The module; everything else in it is as it was.
    pub module: Vec<u8>,
    /// The short names by the long ones.
    names: HashMap<String, String>,
}

/// Gives short names to the imports of a module whose names end in a hash.
///
/// # Errors
/// When the module is not well formed.
pub fn give(bytes: &[u8]) -> Result<ShortNames> {
    let mut names = HashMap::new();
    let mut module = wasm_encoder::Module::new();
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload.map_err(malformed)?;
        if let Payload::ImportSection(section) = &payload {
            let mut imports = ImportSection::new();
            for import in section.clone().into_imports() {
                let import = import.map_err(malformed)?;
                let kind = RoundtripReencoder.entity_type(import.ty);
                let kind = kind.map_err(malformed)?;
                let short = match is_hashed(import.name) {
                    true => {
                        let next = format!("i{}", names.len());
                        names.entry(import.name.to_owned()).or_insert(next).clone()
                    }
                    false => import.name.to_owned(),
                };
                imports.import(import.module, &short, kind);
            }
            module.section(&imports);
        } else if let Some((id, range)) = payload.as_section() {
            let data = bytes.get(range).unwrap_or_default();
            module.section(&RawSection { id, data });
        }
    }
    Ok(ShortNames {
        module: module.finish(),
        names,
    })
}

impl ShortNames {
    /// The glue of the module with the same names.
    ///
    /// # Errors
    /// When it does not have one of them exactly once.
    pub fn in_glue(&self, glue: &str) -> Result<String> {
        let mut written = String::new();
        let mut given = std::collections::BTreeMap::new();
        let mut rest = glue;
        while let Some(at) = rest.find(START) {
            let (before, name) = rest.split_at(at);
            let end = name.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
            let (name, behind) = name.split_at(end.unwrap_or(name.len()));
            written += before;
            let short = self.names.get(name);
            if short.is_some() {
                *given.entry(name).or_insert(0) += 1;
            }
            written += short.map_or(name, String::as_str);
            rest = behind;
        }
        let other = self
            .names
            .keys()
            .find(|name| given.get(name.as_str()) != Some(&1));
        if let Some(name) = other {
            return Err(TaskError::Check(format!(
                "the page's glue does not have {name} once, which its program takes from it"
            )));
        }
        Ok(written + rest)
    }
}

/// What wasm-bindgen's names begin with.
const START: &str = "__wb";

fn malformed(error: impl std::fmt::Display) -> TaskError {
    TaskError::Check(format!(
        "the page's program is no module as the tools write them: {error}"
    ))
}

fn is_hashed(name: &str) -> bool {
    let hash = name.rsplit_once('_').map(|(_, hash)| hash);
    name.starts_with(START)
        && hash.is_some_and(|hash| hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{EntityType, Module, TypeSection};

    use super::*;

    fn importing(names: &[&str]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        for name in names {
            imports.import("glue", name, EntityType::Function(0));
        }
        let mut module = Module::new();
        module.section(&types).section(&imports);
        module.finish()
    }

    const LONG: &str = "__wbg_click_0123456789abcdef";

    #[test]
    fn module_and_glue_get_the_same_names() {
        let short = give(&importing(&["other", LONG, "__wbindgen_init"])).unwrap();
        assert_eq!(short.module, importing(&["other", "i0", "__wbindgen_init"]));
        let glue = format!("{{other(){{}},{LONG}:()=>wasm.__wbindgen_free(1)}}");
        assert_eq!(
            short.in_glue(&glue).unwrap(),
            "{other(){},i0:()=>wasm.__wbindgen_free(1)}"
        );
    }

    #[test]
    fn a_glue_without_a_name_is_refused() {
        let short = give(&importing(&[LONG])).unwrap();
        assert!(short.in_glue("{}").is_err());
        assert!(give(&importing(&[LONG])[..12]).is_err());
    }
}
