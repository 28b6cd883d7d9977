//! Names by which functions that are alike stand next to each other.
//!
//! `wasm-opt --reorder-functions-by-name` puts functions in the order of their names, and a compressor finds what is alike best
//! where it stands close together. Rust's names end in a hash and say nothing of a function's type or length: those of one type, one
//! generic function and one length come together by names of our own, which `wasm-opt` drops at its end.

use std::ops::Range;

use wasm_encoder::{NameMap, NameSection, RawSection};
use wasmparser::{BinaryReaderError, KnownCustom, Parser, Payload};

use super::module::Module;

/// The module with the functions that have names named anew; everything else is as it was.
pub fn name_by_likeness(bytes: &[u8]) -> Result<Vec<u8>, BinaryReaderError> {
    let module = Module::read(bytes)?;
    let mut named = wasm_encoder::Module::new();
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload?;
        let is_names = matches!(
            &payload,
            Payload::CustomSection(section) if matches!(section.as_known(), KnownCustom::Name(_))
        );
        if let Some((id, range)) = payload.as_section()
            && !is_names
        {
            let data = bytes.get(range as Range<usize>).unwrap_or_default();
            named.section(&RawSection { id, data });
        }
    }
    let mut names = NameMap::new();
    for (number, function) in module.numbered() {
        if function.name.is_empty() {
            continue;
        }
        let length = function.body.range().len();
        let name = format!("{:05} {} {length:07}", function.type_index, stem(function.name));
        names.append(number, &name);
    }
    let mut section = NameSection::new();
    section.functions(&names);
    named.section(&section);
    Ok(named.finish())
}

/// A function's name without what tells apart those of one name: the compiler's hash, and the words that `name_by_likeness` adds.
pub fn stem(name: &str) -> &str {
    let is_number =
        |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    let name = match name.split_once(' ') {
        Some((kind, rest)) if is_number(kind, 5) => rest,
        _ => name,
    };
    let name = match name.rsplit_once(' ') {
        Some((rest, length)) if is_number(length, 7) => rest,
        _ => name,
    };
    match name.rsplit_once("::h") {
        Some((stem, hash)) if hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => stem,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        CodeSection, CustomSection, EntityType, Function, FunctionSection, ImportSection, TypeSection,
    };

    use super::*;

    fn module(names: &[(u32, &str)]) -> Vec<u8> {
        let mut module = wasm_encoder::Module::new();
        let mut types = TypeSection::new();
        for parameters in 0..4 {
            types
                .ty()
                .function(vec![wasm_encoder::ValType::I32; parameters], []);
        }
        let mut imports = ImportSection::new();
        imports.import("m", "f", EntityType::Function(0));
        let mut functions = FunctionSection::new();
        functions.function(3).function(0);
        let mut code = CodeSection::new();
        for instructions in 1..3 {
            let mut function = Function::new([]);
            for _ in 1..instructions {
                function.instructions().nop();
            }
            function.instructions().end();
            code.function(&function);
        }
        let features = CustomSection {
            name: "target_features".into(),
            data: b"\x00".into(),
        };
        let mut map = NameMap::new();
        for (at, name) in names {
            map.append(*at, name);
        }
        let mut section = NameSection::new();
        section.functions(&map);
        module
            .section(&types)
            .section(&imports)
            .section(&functions)
            .section(&code)
            .section(&features)
            .section(&section);
        module.finish()
    }

    #[test]
    fn a_name_is_the_same_before_and_after() {
        for name in ["a::help", "a::help::h0123456789abcdef", "00003 a::help 0000002"] {
            assert_eq!(stem(name), "a::help");
        }
        assert_eq!(stem("<a as b>::c.12"), "<a as b>::c.12");
    }

    #[test]
    fn names_say_type_and_length_and_nothing_else_changes() {
        let long = "a::<impl b::C for d::E>::f".repeat(9);
        let before = module(&[
            (0, "import"),
            (1, &format!("{long}::h0123456789abcdef")),
            (2, "g"),
        ]);
        let after = module(&[(1, &format!("00003 {long} 0000002")), (2, "00000 g 0000003")]);
        assert_eq!(name_by_likeness(&before).ok(), Some(after));
        assert!(name_by_likeness(&before[..before.len() - 1]).is_err());
    }
}
