//! The static data of a program, as its linker knows it: which bytes are one thing, and what points to what.
//!
//! A finished module says nothing of that: its data are bytes, its addresses numbers. A linker that is asked to keep its tables
//! (`--emit-relocs`) does: <https://github.com/WebAssembly/tool-conventions/blob/main/Linking.md>.

use std::ops::Range;

use wasm_encoder::RawSection;
use wasmparser::{
    BinaryReaderError, DataKind, KnownCustom, Linking, Operator, Parser, Payload, RelocationEntry,
    RelocationType, SymbolInfo,
};

use super::likeness::stem;
use super::module::Module;

/// Everything static in a program, in the order of addresses; no two things overlap.
#[derive(Debug, Default)]
pub struct Statics {
    things: Vec<Static>,
    users: Vec<User>,
}

/// A function of the program as it was linked. What it names is known for certain there; the optimiser may write the address of one thing
/// as that of another and a difference.
#[derive(Debug)]
pub struct User {
    /// Its name, without what tells apart functions of one name.
    pub name: String,
    /// The places in the list of things of what it names.
    pub names: Vec<usize>,
    /// The places in the list of users of the functions it calls.
    pub calls: Vec<usize>,
    /// It can be reached by other ways than a call.
    pub held: bool,
}

/// A text, a table, a list of methods.
#[derive(Debug)]
pub struct Static {
    /// Its addresses.
    pub addresses: Range<u32>,
    /// The places in the list of what it points to.
    pub points_to: Vec<usize>,
    /// The program also computes its address from one outside of it, so that not every use of it can be seen.
    pub hidden: bool,
}

impl Statics {
    /// Reads them from a module with the linker's tables; none from one without.
    ///
    /// # Errors
    /// When the module is not well formed.
    pub fn read(bytes: &[u8]) -> Result<Self, BinaryReaderError> {
        let mut segments = Vec::new();
        let mut symbols = Vec::new();
        let mut in_code = Vec::new();
        let mut in_data = Vec::new();
        // Where each section begins in the file, by number.
        let mut begins = Vec::new();
        for payload in Parser::new(0).parse_all(bytes) {
            let payload = payload?;
            if let Some((_, range)) = payload.as_section() {
                begins.push(range.start);
            }
            match payload {
                Payload::DataSection(section) => {
                    for data in section {
                        let data = data?;
                        let address = address_of(&data.kind)?.unwrap_or_default();
                        let file = data.range.end - data.data.len()..data.range.end;
                        segments.push(Segment { address, file });
                    }
                }
                Payload::CustomSection(section) => match section.as_known() {
                    KnownCustom::Linking(tables) => {
                        for table in tables {
                            if let Linking::SymbolTable(table) = table? {
                                symbols = table.into_iter().collect::<Result<_, _>>()?;
                            }
                        }
                    }
                    KnownCustom::Reloc(table) => {
                        let entries = table.entries().into_iter().collect::<Result<Vec<_>, _>>()?;
                        let begin = begins.get(table.section_index() as usize);
                        let begin = begin.copied().unwrap_or_default();
                        let placed = |entries: Vec<RelocationEntry>| -> Vec<_> {
                            let at = |entry: RelocationEntry| (begin + entry.offset as usize, entry);
                            entries.into_iter().map(at).collect()
                        };
                        match section.name() {
                            "reloc.CODE" => in_code = placed(entries),
                            "reloc.DATA" => in_data = placed(entries),
                            _ => {}
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        let places: Vec<Option<Range<u32>>> = symbols
            .iter()
            .map(|symbol| addresses_of(symbol, &segments))
            .collect();
        let mut statics = Self::of(places.iter().flatten().cloned().collect());
        for (_, entry) in in_code.iter().chain(&in_data) {
            statics.note_hidden(entry, &places);
        }
        for (at, entry) in &in_data {
            let holder = segments.iter().find_map(|segment| segment.address_at(*at));
            let holder = holder.and_then(|address| statics.at(address));
            let held = target(entry, &places).and_then(|place| statics.at(place.start));
            if let (Some(holder), Some(held)) = (holder, held)
                && let Some(thing) = statics.things.get_mut(holder)
            {
                thing.points_to.push(held);
            }
        }
        statics.users = statics.users_of(bytes, &in_code, &places)?;
        Ok(statics)
    }

    /// The functions of a module, with what the linker's table of its code says that they name.
    fn users_of(
        &self,
        bytes: &[u8],
        in_code: &[(usize, RelocationEntry)],
        places: &[Option<Range<u32>>],
    ) -> Result<Vec<User>, BinaryReaderError> {
        let module = Module::read(bytes)?;
        let imported = module.imported.len();
        let mut users: Vec<User> = module
            .numbered()
            .map(|(number, function)| User {
                name: stem(&rustc_demangle::demangle(function.name).to_string()).to_owned(),
                names: Vec::new(),
                calls: function
                    .calls
                    .iter()
                    .filter_map(|called| (*called as usize).checked_sub(imported))
                    .collect(),
                held: module.held.contains(&number)
                    || module.exports.iter().any(|export| export.index == number),
            })
            .collect();
        for (at, entry) in in_code {
            let behind = module
                .functions
                .partition_point(|function| function.body.range().start <= *at);
            let thing = target(entry, places).and_then(|place| self.at(place.start));
            if let (Some(user), Some(thing)) = (behind.checked_sub(1), thing)
                && let Some(user) = users.get_mut(user)
            {
                user.names.push(thing);
            }
        }
        Ok(users)
    }

    /// Things at those addresses that point to nothing, those that overlap as one.
    pub fn of(mut places: Vec<Range<u32>>) -> Self {
        places.sort_by_key(|place| (place.start, place.end));
        let mut things: Vec<Static> = Vec::new();
        for place in places {
            match things.last_mut() {
                Some(last) if place.start < last.addresses.end => {
                    last.addresses.end = last.addresses.end.max(place.end);
                }
                _ => things.push(Static {
                    addresses: place,
                    points_to: Vec::new(),
                    hidden: false,
                }),
            }
        }
        Self {
            things,
            users: Vec::new(),
        }
    }

    /// The same, named by those functions.
    #[cfg(test)]
    pub fn with_users(self, users: Vec<User>) -> Self {
        Self { users, ..self }
    }

    /// Notes whether an address is written as one outside of what it means: before it, or behind its end.
    fn note_hidden(&mut self, entry: &RelocationEntry, places: &[Option<Range<u32>>]) {
        if let Some(place) = target(entry, places)
            && !(0..i64::from(place.end - place.start)).contains(&entry.addend)
            && let Some(at) = self.at(place.start)
            && let Some(thing) = self.things.get_mut(at)
        {
            thing.hidden = true;
        }
    }

    /// All of them.
    pub fn things(&self) -> &[Static] {
        &self.things
    }

    /// The functions of the program as it was linked.
    pub fn users(&self) -> &[User] {
        &self.users
    }

    /// The number of the one at an address.
    pub fn at(&self, address: u32) -> Option<usize> {
        let behind = self
            .things
            .partition_point(|thing| thing.addresses.start <= address);
        let at = behind.checked_sub(1)?;
        let thing = self.things.get(at)?;
        thing.addresses.contains(&address).then_some(at)
    }
}

/// Data as they stand in the file.
struct Segment {
    address: u32,
    file: Range<usize>,
}

impl Segment {
    /// The address of a byte of the file.
    fn address_at(&self, at: usize) -> Option<u32> {
        let inside = self.file.contains(&at).then(|| at - self.file.start)?;
        Some(self.address + inside as u32)
    }
}

/// Where active data are put. None for others.
///
/// # Errors
/// When the address is no expression.
pub fn address_of(kind: &DataKind<'_>) -> Result<Option<u32>, BinaryReaderError> {
    let DataKind::Active { offset_expr, .. } = kind else {
        return Ok(None);
    };
    for operator in offset_expr.get_operators_reader() {
        if let Operator::I32Const { value } = operator? {
            return Ok(Some(value.cast_unsigned()));
        }
    }
    Ok(None)
}

fn addresses_of(symbol: &SymbolInfo<'_>, segments: &[Segment]) -> Option<Range<u32>> {
    let SymbolInfo::Data {
        symbol: Some(place), ..
    } = symbol
    else {
        return None;
    };
    let start = segments.get(place.index as usize)?.address + place.offset;
    (place.size > 0).then_some(start..start + place.size)
}

/// What an entry of the linker's tables means, when that is data.
fn target(entry: &RelocationEntry, places: &[Option<Range<u32>>]) -> Option<Range<u32>> {
    use RelocationType::*;
    match entry.ty {
        MemoryAddrLeb | MemoryAddrSleb | MemoryAddrI32 => places.get(entry.index as usize)?.clone(),
        _ => None,
    }
}

/// The module without the linker's tables, which no other tool expects.
///
/// # Errors
/// When the module is not well formed.
pub fn without_tables(bytes: &[u8]) -> Result<Vec<u8>, BinaryReaderError> {
    let mut written = wasm_encoder::Module::new();
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload?;
        let is_table = matches!(
            &payload,
            Payload::CustomSection(section)
                if matches!(section.as_known(), KnownCustom::Linking(_) | KnownCustom::Reloc(_))
        );
        if let Some((id, range)) = payload.as_section()
            && !is_table
        {
            let data = bytes.get(range).unwrap_or_default();
            written.section(&RawSection { id, data });
        }
    }
    Ok(written.finish())
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        CodeSection, ConstExpr, CustomSection, DataSection, DataSymbolDefinition, Function, FunctionSection,
        LinkingSection, Module, SymbolTable, TypeSection,
    };

    use super::*;

    /// A module with data from address 1,024 on: two texts of four letters and a pointer to the second; its one function
    /// names the first.
    fn linked() -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut functions = FunctionSection::new();
        functions.function(0);
        let mut function = Function::new([]);
        function.instructions().i32_const(1024).drop().end();
        let mut code = CodeSection::new();
        code.function(&function);
        let mut data = DataSection::new();
        let mut bytes = b"onestwos".to_vec();
        bytes.extend(1028_u32.to_le_bytes());
        data.active(0, &ConstExpr::i32_const(1024), bytes);
        let mut symbols = SymbolTable::new();
        for (at, name) in ["ones", "twos", "pointer"].into_iter().enumerate() {
            let place = DataSymbolDefinition {
                index: 0,
                offset: 4 * at as u32,
                size: 4,
            };
            symbols.data(0, name, Some(place));
        }
        let mut linking = LinkingSection::new();
        linking.symbol_table(&symbols);
        // The number of the section, the number of entries, and each one's kind, place, symbol and addend.
        let in_data = [3, 1, 5, 15, 1, 0];
        let in_code = [2, 1, 4, 4, 0, 0];
        let mut module = Module::new();
        module
            .section(&types)
            .section(&functions)
            .section(&code)
            .section(&data);
        module.section(&linking);
        for (name, table) in [("reloc.CODE", in_code), ("reloc.DATA", in_data)] {
            module.section(&CustomSection {
                name: name.into(),
                data: table.as_slice().into(),
            });
        }
        module.finish()
    }

    #[test]
    fn the_linkers_tables_say_what_is_one_thing_and_what_it_points_to() {
        let statics = Statics::read(&linked()).unwrap();
        let things: Vec<_> = statics
            .things()
            .iter()
            .map(|thing| (thing.addresses.clone(), thing.points_to.clone(), thing.hidden))
            .collect();
        assert_eq!(
            things,
            [
                (1024..1028, vec![], false),
                (1028..1032, vec![], false),
                (1032..1036, vec![1], false)
            ]
        );
        assert_eq!(statics.at(1027), Some(0));
        assert_eq!(statics.at(1036), None);
        assert_eq!(statics.at(1023), None);
    }

    #[test]
    fn the_linkers_tables_say_which_function_names_what() {
        let statics = Statics::read(&linked()).unwrap();
        let names: Vec<_> = statics.users().iter().map(|user| &user.names).collect();
        assert_eq!(names, [&[0]]);
    }

    #[test]
    fn an_address_outside_of_what_it_means_hides_its_uses() {
        let mut module = linked();
        let table = module
            .windows(6)
            .rposition(|bytes| bytes == [2, 1, 4, 4, 0, 0])
            .unwrap();
        // An addend of minus one.
        *module.get_mut(table + 5).unwrap() = 0x7f;
        let statics = Statics::read(&module).unwrap();
        let hidden: Vec<bool> = statics.things().iter().map(|thing| thing.hidden).collect();
        assert_eq!(hidden, [true, false, false]);
    }

    #[test]
    fn without_its_tables_a_module_tells_nothing() {
        let bare = without_tables(&linked()).unwrap();
        assert!(bare.len() < linked().len());
        assert!(Statics::read(&bare).unwrap().things().is_empty());
        assert!(Statics::read(&bare[..bare.len() - 3]).is_err());
    }
}
