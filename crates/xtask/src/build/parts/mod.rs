//! A program in parts: what not everybody needs is loaded when it is called.
//!
//! One Rust program, compiled and optimised as a whole, is cut into several modules that share its memory, its table of
//! functions and its globals. A function of a part leaves a short one in its place, which loads the part when it has not been
//! loaded and then calls on through the table. So the code knows nothing of parts, nothing is there twice, and calling a
//! function whose part is not there is impossible. Of the engine it is `loadEnginePart` in `static/engine-worker.js` that loads a part, of the page
//! `static/boot.js`.

mod data;
mod membership;
mod part;
mod primary;

use std::collections::HashSet;

use data::Data;

use crate::build::module::Module;
use crate::build::statics::Statics;
use crate::error::{Result, TaskError};

/// The paths of a part's functions begin with one of these, or go on after it.
///
/// What only functions of one part call goes with them, whatever its path.
pub type Paths = &'static [&'static str];

/// The program's function that loads a part; it takes the part's number. Declared in `crates/wasm` and in `web/src/main.rs`.
const LOADER: &str = "load_part";

/// A program that was taken apart.
pub struct Split {
    /// What is loaded at once.
    pub primary: Vec<u8>,
    /// What is loaded when it is called for the first time, by number.
    pub parts: Vec<Vec<u8>>,
}

/// Takes an optimised module with a name section apart. Each group of functions that are `not_at_first` called makes one more part, in
/// their order. Of its static data go with a part those that `statics` tells to be its own.
///
/// # Errors
/// When the module is not formed as wasm-bindgen writes them, or a part has lost all its functions.
pub fn split(
    module: &[u8],
    statics: &Statics,
    parts: &[Paths],
    not_at_first: &[HashSet<u32>],
) -> Result<Split> {
    let module = Module::read(module).map_err(|error| malformed(&error.to_string()))?;
    let split = membership::divide(&module, parts, not_at_first);
    let lost = (0..)
        .zip(parts)
        .find(|(number, _)| split.of_part(*number).is_empty());
    if let Some((_, paths)) = lost {
        return Err(TaskError::Check(format!(
            "no function is called {}: the build names what is no longer there",
            paths.join(", ")
        )));
    }
    let data = Data::divide(&module, &split, statics).ok_or_else(|| malformed("its data are not read"))?;
    let primary =
        primary::write(&module, &split, &data).ok_or_else(|| malformed("it has no table or loader"))?;
    let parts = (0..split.parts())
        .map(|number| part::write(&module, &split, &data, number))
        .collect::<Option<_>>()
        .ok_or_else(|| malformed("a part needs what it does not have"))?;
    Ok(Split { primary, parts })
}

fn malformed(reason: &str) -> TaskError {
    TaskError::Check(format!("the program cannot be taken apart: {reason}"))
}

/// Fails where a path names a module or a function that the sources do not have: its code would go to the first module unseen.
#[cfg(test)]
pub(super) fn assert_written(paths: &[&str]) {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for path in paths {
        let mut names = path.split("::");
        let krate = names.next().unwrap_or_default();
        let mut place = match krate.strip_prefix("rowproof_") {
            Some("web") => root.join("web/src"),
            Some(name) => root.join("crates").join(name).join("src"),
            None => panic!("{path} is of no crate of ours"),
        };
        // The text of the module that the path has led to so far.
        let mut text = String::new();
        for name in names.filter(|name| !name.is_empty()) {
            let below = std::fs::read_dir(&place).into_iter().flatten().flatten();
            let begins = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().starts_with(name);
            let is_module = below.into_iter().any(|entry| begins(&entry));
            let is_item = text.contains(&format!("fn {name}")) || text.contains(&format!("mod {name}"));
            assert!(is_module || is_item, "{path}: there is no {name}");
            place.push(name);
            let files = [place.with_extension("rs"), place.join("mod.rs")];
            text = files
                .iter()
                .filter_map(|file| std::fs::read_to_string(file).ok())
                .collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind, ExportSection,
        Function, FunctionSection, GlobalSection, GlobalType, ImportSection, MemorySection, MemoryType,
        Module as Written, NameMap, NameSection, RefType, TableSection, TableType, TypeSection, ValType,
    };

    use super::*;
    use crate::build::statics::User;

    /// What each function of a small engine calls; the first two are the imported one and the loader.
    const FUNCTIONS: [(&str, &[u32]); 10] = [
        ("imported", &[]),
        ("load_part", &[0]),
        ("00001 rowproof_wasm::main 0000007", &[3, 5, 9]),
        ("00001 rowproof_plan::parse 0000007", &[4, 5, 6]),
        ("00001 core::drop<rowproof_plan::Plan> 0000001", &[]),
        ("00001 alloc::push 0000007", &[]),
        ("00001 rowproof_plan::read 0000007", &[6, 7]),
        ("00001 rowproof_catalog::replay::mysql::enter 0000007", &[0]),
        (
            "00001 <rowproof_catalog::replay::sqlite::A as core::B>::c 000007",
            &[5],
        ),
        ("00001 rowproof_engine::enforcement::compare 0000007", &[0]),
    ];

    /// The number of `push`.
    const PUSH: u32 = 5;

    const PARTS: [Paths; 4] = [
        &["rowproof_plan::"],
        &["rowproof_catalog::replay::mysql"],
        &["rowproof_catalog::replay::sqlite"],
        &["rowproof_engine::enforcement::", "rowproof_export::"],
    ];

    fn engine() -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([ValType::I32], []);
        let mut imports = ImportSection::new();
        imports.import("env", "imported", EntityType::Function(0));
        let mut functions = FunctionSection::new();
        let mut code = CodeSection::new();
        let mut names = NameMap::new();
        for (number, (name, calls)) in (0..).zip(FUNCTIONS) {
            names.append(number, name);
            if number > 0 {
                functions.function(0);
                let mut function = Function::new([]);
                for called in calls {
                    function.instructions().local_get(0).call(*called);
                }
                // Each has a text of its own, and one that the next function names too.
                for text in [text_of(number), text_of(number) + 4, text_of(number - 1) + 4] {
                    function.instructions().i32_const(text).drop();
                }
                // One of them is long.
                for _ in 0..if number == PUSH { 64 } else { 0 } {
                    function.instructions().nop();
                }
                function.instructions().end();
                code.function(&function);
            }
        }
        let mut tables = TableSection::new();
        tables.table(TableType {
            element_type: RefType::FUNCREF,
            table64: false,
            minimum: 2,
            maximum: Some(2),
            shared: false,
        });
        let mut memories = MemorySection::new();
        memories.memory(MemoryType {
            minimum: 1,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        let mut globals = GlobalSection::new();
        let stack = GlobalType {
            val_type: ValType::I32,
            mutable: true,
            shared: false,
        };
        globals.global(stack, &ConstExpr::i32_const(1024));
        let mut exports = ExportSection::new();
        exports.export("load_part", ExportKind::Func, 1);
        exports.export("main", ExportKind::Func, 2);
        let mut elements = ElementSection::new();
        elements.active(
            None,
            &ConstExpr::i32_const(1),
            Elements::Functions([8].as_slice().into()),
        );
        let mut named = NameSection::new();
        named.functions(&names);
        let mut module = Written::new();
        module
            .section(&types)
            .section(&imports)
            .section(&functions)
            .section(&tables);
        module
            .section(&memories)
            .section(&globals)
            .section(&exports)
            .section(&elements);
        let mut data = DataSection::new();
        let texts = (0..FUNCTIONS.len()).map(|number| format!("t{number}  s{number}  "));
        let texts = texts.collect::<String>().into_bytes();
        // In two pieces, as an optimiser leaves them, cut within the text of `parse`.
        let (before, behind) = texts.split_at(25);
        for (at, piece) in [(0, before), (25, behind)] {
            let address = ConstExpr::i32_const(text_of(0) + at);
            data.active(0, &address, piece.iter().copied());
        }
        module.section(&code).section(&data).section(&named);
        module.finish()
    }

    /// Where the text of a function stands, with the one it shares behind it.
    fn text_of(number: u32) -> i32 {
        2048 + 8 * number as i32
    }

    fn texts() -> Statics {
        let starts = (0..2 * FUNCTIONS.len() as u32).map(|at| 2048 + 4 * at);
        Statics::of(starts.map(|start| start..start + 4).collect())
    }

    fn data(module: &[u8]) -> String {
        let module = Module::read(module).unwrap();
        let section = module.sections.iter().find(|(id, _)| *id == 11).unwrap().1;
        String::from_utf8_lossy(section).replace(|letter: char| !"ts0123456789".contains(letter), "")
    }

    #[test]
    fn a_part_brings_the_data_that_it_alone_names() {
        let split = split(&engine(), &texts(), &PARTS, &[]).unwrap();
        for module in split.parts.iter().chain([&split.primary]) {
            wasmparser::validate(module).unwrap();
        }
        let parts: Vec<String> = split.parts.iter().map(|part| data(part)).collect();
        assert_eq!(parts, ["t3s3t4t6", "t7", "t8", "t9s9"]);
        assert_eq!(data(&split.primary), "t0s0t1s1t2s2s4t5s5s6s7s8");
    }

    #[test]
    fn a_text_stays_where_the_linker_saw_it_named() {
        let user = |name: &str, names: &[usize], calls: &[usize]| User {
            name: name.to_owned(),
            names: names.to_vec(),
            calls: calls.to_vec(),
            held: false,
        };
        // The texts of `parse` and of `enter`: named too by a function of the primary module, and by one that is not there any
        // more and was called by a function of another part.
        let users = vec![
            user("rowproof_wasm::main", &[6], &[]),
            user("gone", &[14], &[]),
            user("rowproof_plan::read", &[], &[1]),
        ];
        let split = split(&engine(), &texts().with_users(users), &PARTS, &[]).unwrap();
        let parts: Vec<String> = split.parts.iter().map(|part| data(part)).collect();
        assert_eq!(parts, ["s3t4t6", "", "t8", "t9s9"]);
        assert_eq!(data(&split.primary), "t0s0t1s1t2s2t3s4t5s5s6t7s7s8");
    }

    #[test]
    fn what_is_not_called_at_first_is_a_part_behind_them_when_it_is_long() {
        let of = |seldom: &[u32]| {
            let seldom: HashSet<u32> = seldom.iter().copied().collect();
            // A group of nothing makes no part.
            let groups = [HashSet::new(), seldom];
            let split = split(&engine(), &Statics::default(), &PARTS, &groups).unwrap();
            for module in split.parts.iter().chain([&split.primary]) {
                wasmparser::validate(module).unwrap();
            }
            split.parts.iter().map(|part| numbers(part)).collect::<Vec<_>>()
        };
        assert_eq!(of(&[1, 2]).len(), PARTS.len());
        // `push`, which calls nothing; what has a part by its name keeps it.
        assert_eq!(of(&[1, 2, 3, PUSH])[PARTS.len()..], [(vec![0], 0)]);
    }

    fn numbers(module: &[u8]) -> (Vec<usize>, usize) {
        let module = Module::read(module).unwrap();
        let calls = module
            .functions
            .iter()
            .map(|function| function.calls.len())
            .collect();
        (calls, module.imported.len())
    }

    #[test]
    fn parts_share_what_others_call_and_take_what_is_theirs_alone() {
        let split = split(&engine(), &Statics::default(), &PARTS, &[]).unwrap();
        for module in split.parts.iter().chain([&split.primary]) {
            wasmparser::validate(module).unwrap();
        }
        // Of the primary module's functions `parse` loads its part, `drop` and `read` are nothing any more, and those in the
        // table or called by another part load theirs.
        assert_eq!(numbers(&split.primary), (vec![1, 3, 1, 0, 0, 0, 1, 1, 1], 1));
        // `parse`, `drop` and `read`, with `push` from the primary module and `enter` by way of it.
        let parts: Vec<_> = split.parts.iter().map(|part| numbers(part)).collect();
        assert_eq!(
            parts,
            [(vec![3, 0, 2], 2), (vec![1], 1), (vec![1], 1), (vec![1], 1)]
        );
    }

    #[test]
    fn a_part_without_functions_is_an_error() {
        let text = String::from_utf8_lossy(&engine()).into_owned();
        assert!(text.contains("replay::mysql"));
        let without: Vec<u8> = engine();
        let at = without.windows(5).position(|bytes| bytes == b"mysql").unwrap();
        let renamed = [
            without.get(..at).unwrap(),
            b"other",
            without.get(at + 5..).unwrap(),
        ]
        .concat();
        let error = split(&renamed, &Statics::default(), &PARTS, &[])
            .err()
            .unwrap()
            .to_string();
        assert!(error.contains("rowproof_catalog::replay::mysql"), "{error}");
        assert!(split(&renamed[..at], &Statics::default(), &PARTS, &[]).is_err());
    }
}
