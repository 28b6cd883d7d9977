//! Which static data belong to which part.
//!
//! A part brings the texts and tables that only its own functions name, and puts them into the memory, where the primary module has
//! left room, when it is loaded. What cannot be told apart for certain stays in the primary module.

use std::collections::HashMap;
use std::ops::Range;

use wasm_encoder::reencode::{self, Error, Reencode};
use wasm_encoder::{CodeSection, ConstExpr, DataSection, Instruction};
use wasmparser::{BinaryReader, DataSectionReader};

use super::membership::Membership;
use crate::build::likeness::stem;
use crate::build::module::Module;
use crate::build::statics::{Statics, User, address_of};

/// So many zeros are written for less than a segment of data costs.
const MOST_ZEROS: u32 = 8;

/// The memory as a program begins with it, and whose each piece of it is.
pub struct Data {
    /// Where the data begin.
    first: u32,
    /// What stands there and behind it, with the zeros between the module's segments.
    image: Vec<u8>,
    /// What belongs to parts, in the order of addresses.
    moved: Vec<(Range<u32>, usize)>,
}

impl Data {
    /// Divides a module's data as its functions were divided. None when its data are not all put into the memory when it starts.
    pub fn divide(module: &Module<'_>, split: &Membership, statics: &Statics) -> Option<Self> {
        let (first, image) = image(module)?;
        let owners = owners(module, split, statics)?;
        let moved = statics
            .things()
            .iter()
            .zip(owners)
            .filter_map(|(thing, owner)| match owner {
                Owner::Part(part) if !thing.hidden => Some((thing.addresses.clone(), part)),
                _ => None,
            })
            .collect();
        Some(Self { first, image, moved })
    }

    /// The data the primary module starts with.
    pub fn of_primary(&self) -> DataSection {
        let mut image = self.image.clone();
        for (range, _) in &self.moved {
            let place = self.place(range).and_then(|place| image.get_mut(place));
            place.into_iter().for_each(|moved| moved.fill(0));
        }
        written(without_zeros(self.first, &image).into_iter())
    }

    /// The data a part brings.
    pub fn of_part(&self, part: usize) -> DataSection {
        let mut joined: Vec<Range<u32>> = Vec::new();
        for (range, _) in self.moved.iter().filter(|(_, owner)| *owner == part) {
            match joined.last_mut() {
                Some(last) if last.end == range.start => last.end = range.end,
                _ => joined.push(range.clone()),
            }
        }
        let pieces = joined.iter().filter_map(|range| {
            let bytes = self.image.get(self.place(range)?)?;
            Some(without_zeros(range.start, bytes))
        });
        written(pieces.flatten())
    }

    /// Where in the image those addresses are; None when they are behind all data, where there are zeros alone.
    fn place(&self, addresses: &Range<u32>) -> Option<Range<usize>> {
        let start = addresses.start.checked_sub(self.first)? as usize;
        Some(start..(start + addresses.len()).min(self.image.len()))
    }
}

/// Who uses something static.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// Nobody that can be seen.
    Unknown,
    Part(usize),
    Primary,
}

impl Owner {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unknown, one) | (one, Self::Unknown) => one,
            (one, other) if one == other => one,
            _ => Self::Primary,
        }
    }
}

/// By number, who uses each thing: the functions that name an address of it, and whoever uses what points to it.
fn owners(module: &Module<'_>, split: &Membership, statics: &Statics) -> Option<Vec<Owner>> {
    let mut owners = vec![Owner::Unknown; statics.things().len()];
    for (number, function) in module.numbered() {
        let user = split.part_of(number).map_or(Owner::Primary, Owner::Part);
        let mut named = Named(Vec::new());
        let mut ignored = CodeSection::new();
        named
            .parse_function_body(&mut ignored, function.body.clone())
            .ok()?;
        for at in named.0.into_iter().filter_map(|address| statics.at(address)) {
            if let Some(owner) = owners.get_mut(at) {
                *owner = owner.and(user);
            }
        }
    }
    let users = owners_of_users(module, split, statics);
    for (user, owner) in statics.users().iter().zip(users) {
        for named in &user.names {
            let thing = owners.get_mut(*named)?;
            *thing = thing.and(owner);
        }
    }
    let mut changed: Vec<usize> = (0..owners.len()).collect();
    while let Some(holder) = changed.pop() {
        let thing = statics.things().get(holder)?;
        // Who uses what is used in ways that cannot be seen is not known either.
        let user = match owners.get(holder)? {
            _ if thing.hidden => Owner::Primary,
            user => *user,
        };
        for held in &thing.points_to {
            let owner = owners.get_mut(*held)?;
            let both = owner.and(user);
            if both != *owner {
                *owner = both;
                changed.push(*held);
            }
        }
    }
    Some(owners)
}

/// Whose each function of the linked program is: as its finished self, and where the optimiser left none, as those that call it.
fn owners_of_users(module: &Module<'_>, split: &Membership, statics: &Statics) -> Vec<Owner> {
    let mut finished: HashMap<&str, Owner> = HashMap::new();
    for (number, function) in module.numbered() {
        let owner = split.part_of(number).map_or(Owner::Primary, Owner::Part);
        let known = finished.entry(stem(function.name)).or_insert(owner);
        *known = known.and(owner);
    }
    let users = statics.users();
    let known = |user: &User| finished.get(user.name.as_str()).copied();
    let mut owners: Vec<Owner> = users
        .iter()
        .map(|user| match known(user) {
            None if user.held => Owner::Primary,
            owner => owner.unwrap_or(Owner::Unknown),
        })
        .collect();
    loop {
        let before = owners.clone();
        for (caller, user) in users.iter().enumerate() {
            let of_caller = owners.get(caller).copied().unwrap_or(Owner::Unknown);
            for called in &user.calls {
                let is_left = users.get(*called).is_none_or(|called| known(called).is_some());
                if !is_left && let Some(owner) = owners.get_mut(*called) {
                    *owner = owner.and(of_caller);
                }
            }
        }
        if owners == before {
            return owners;
        }
    }
}

/// Every number of a function that could be an address.
struct Named(Vec<u32>);

impl Reencode for Named {
    type Error = std::convert::Infallible;

    fn instruction<'a>(
        &mut self,
        operator: wasmparser::Operator<'a>,
    ) -> Result<Instruction<'a>, Error<Self::Error>> {
        if let wasmparser::Operator::I32Const { value } = operator {
            self.0.push(value.cast_unsigned());
        }
        reencode::utils::instruction(self, operator)
    }

    fn mem_arg(&mut self, argument: wasmparser::MemArg) -> Result<wasm_encoder::MemArg, Error<Self::Error>> {
        self.0.extend(u32::try_from(argument.offset).ok());
        reencode::utils::mem_arg(self, argument)
    }
}

/// The data of a module as one piece, and its address.
fn image(module: &Module<'_>) -> Option<(u32, Vec<u8>)> {
    let data = module
        .sections
        .iter()
        .find(|(id, _)| *id == wasm_encoder::SectionId::Data as u8);
    let Some((_, section)) = data else {
        return Some((0, Vec::new()));
    };
    let mut segments = Vec::new();
    for data in DataSectionReader::new(BinaryReader::new(section, 0)).ok()? {
        let data = data.ok()?;
        segments.push((address_of(&data.kind).ok()??, data.data));
    }
    let first = segments
        .iter()
        .map(|(address, _)| *address)
        .min()
        .unwrap_or_default();
    let ends = segments
        .iter()
        .map(|(address, bytes)| (address - first) as usize + bytes.len());
    let mut image = vec![0; ends.max().unwrap_or_default()];
    for (address, bytes) in segments {
        let start = (address - first) as usize;
        image.get_mut(start..start + bytes.len())?.copy_from_slice(bytes);
    }
    Some((first, image))
}

/// The pieces between runs of zeros, which the memory has anyway.
fn without_zeros(address: u32, bytes: &[u8]) -> Vec<(u32, &[u8])> {
    let mut pieces: Vec<Range<usize>> = Vec::new();
    for (at, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte != 0) {
        match pieces.last_mut() {
            Some(piece) if at - piece.end <= MOST_ZEROS as usize => piece.end = at + 1,
            _ => pieces.push(at..at + 1),
        }
    }
    pieces
        .into_iter()
        .filter_map(|piece| Some((address + piece.start as u32, bytes.get(piece)?)))
        .collect()
}

fn written<'b>(pieces: impl Iterator<Item = (u32, &'b [u8])>) -> DataSection {
    let mut section = DataSection::new();
    for (address, bytes) in pieces {
        let offset = ConstExpr::i32_const(address.cast_signed());
        section.active(0, &offset, bytes.iter().copied());
    }
    section
}
