//! Names by which functions that are alike stand next to each other.
//!
//! `wasm-opt --reorder-functions-by-name` puts functions in the order of their names, and a compressor finds what is alike best
//! where it stands close together. Rust's names end in a hash and say nothing of a function's type or length: those of one type, one
//! generic function and one length come together by names of our own, which `wasm-opt` drops at its end.

const CUSTOM: u8 = 0;
const IMPORTS: u8 = 2;
const FUNCTIONS: u8 = 3;
const CODE: u8 = 10;
/// The part of the name section that names functions, and the kind of an import that is one.
const OF_FUNCTIONS: u8 = 1;
const IMPORTED_FUNCTION: u8 = 0;

/// The module with functions named anew; none when it is not formed as wasm-bindgen writes it.
pub fn name_by_likeness(module: &[u8]) -> Option<Vec<u8>> {
    let (head, body) = module.split_at_checked(8)?;
    let mut named = head.to_vec();
    let (mut imported, mut types, mut lengths, mut names) = (0, Vec::new(), Vec::new(), Vec::new());
    let mut rest = Bytes(body);
    while !rest.0.is_empty() {
        let id = rest.byte()?;
        let content = rest.block()?;
        let mut section = Bytes(content);
        match id {
            IMPORTS => {
                imported = section.number()?;
                for _ in 0..imported {
                    section.block()?;
                    section.block()?;
                    if section.byte()? != IMPORTED_FUNCTION {
                        return None;
                    }
                    section.number()?;
                }
            }
            FUNCTIONS => types = section.list(Bytes::number)?,
            CODE => lengths = section.list(|code| code.block().map(<[u8]>::len))?,
            CUSTOM if section.block()? == b"name" => {
                while !section.0.is_empty() {
                    let is_it = section.byte()? == OF_FUNCTIONS;
                    let part = section.block()?;
                    if is_it {
                        names = Bytes(part).list(|name| Some((name.number()?, name.block()?)))?;
                    }
                }
                continue;
            }
            _ => {}
        }
        named.push(id);
        put_block(content, &mut named);
    }
    let defined: Vec<_> = types.into_iter().zip(lengths).collect();
    let mut part = Vec::new();
    put_number(names.len(), &mut part);
    for (at, name) in names {
        let name = std::str::from_utf8(name).ok()?;
        let stem = name.rsplit_once("::h").map_or(name, |(stem, _)| stem);
        let (kind, length) = at
            .checked_sub(imported)
            .and_then(|at| defined.get(at))
            .copied()
            .unwrap_or_default();
        put_number(at, &mut part);
        put_block(format!("{kind:05} {stem} {length:07}").as_bytes(), &mut part);
    }
    let mut section = Vec::new();
    put_block(b"name", &mut section);
    section.push(OF_FUNCTIONS);
    put_block(&part, &mut section);
    named.push(CUSTOM);
    put_block(&section, &mut named);
    Some(named)
}

/// What is left of a module or a part of one.
struct Bytes<'m>(&'m [u8]);

impl<'m> Bytes<'m> {
    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*byte)
    }

    /// A number in seven bits a byte, the lowest first.
    fn number(&mut self) -> Option<usize> {
        let byte = self.byte()?;
        let low = usize::from(byte & 0x7f);
        match byte >> 7 {
            0 => Some(low),
            _ => self.number()?.checked_mul(128)?.checked_add(low),
        }
    }

    /// As many bytes as the number before them says.
    fn block(&mut self) -> Option<&'m [u8]> {
        let length = self.number()?;
        let (block, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(block)
    }

    fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        (0..self.number()?).map(|_| read(self)).collect()
    }
}

fn put_number(mut number: usize, to: &mut Vec<u8>) {
    while number > 0x7f {
        to.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

fn put_block(block: &[u8], to: &mut Vec<u8>) {
    put_number(block.len(), to);
    to.extend_from_slice(block);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(names: &[&str]) -> Vec<u8> {
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        let mut section = |id: u8, content: &[u8]| {
            module.push(id);
            put_block(content, &mut module);
        };
        section(IMPORTS, b"\x01\x01m\x01f\x00\x00");
        section(FUNCTIONS, b"\x02\x03\x00");
        section(CODE, b"\x02\x02\x00\x0b\x03\x00\x01\x0b");
        let mut part = vec![names.len() as u8];
        for (at, name) in names.iter().enumerate() {
            put_number(at, &mut part);
            put_block(name.as_bytes(), &mut part);
        }
        let mut content = b"\x04name\x01".to_vec();
        put_block(&part, &mut content);
        section(CUSTOM, &content);
        module
    }

    #[test]
    fn names_say_type_and_length_and_nothing_else_changes() {
        let long = "a::<impl b::C for d::E>::f".repeat(9);
        let before = module(&["import", &format!("{long}::h0123456789abcdef"), "g"]);
        let after = module(&[
            "00000 import 0000000",
            &format!("00003 {long} 0000002"),
            "00000 g 0000003",
        ]);
        assert_eq!(name_by_likeness(&before), Some(after));
        assert_eq!(name_by_likeness(&before[..before.len() - 1]), None);
    }
}
