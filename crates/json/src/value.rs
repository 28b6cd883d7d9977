//! What JSON, YAML and XML have in common: scalars, lists and named values, each with its place.

use rowproof_source::parse_decimal;

/// A value and its bytes in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Spanned {
    /// The value.
    pub value: Value,
    /// Its first byte.
    pub start: usize,
    /// The byte behind it.
    pub end: usize,
}

/// A value; numbers keep their digits.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// Its digits.
    Number(String),
    /// Without its quotes and escapes.
    Text(String),
    /// A list.
    Array(Vec<Spanned>),
    /// Named values, in order; a name may be there twice.
    Object(Vec<Member>),
}

/// A named value.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// The byte of the name's quote.
    pub start: usize,
    /// Its value.
    pub value: Spanned,
}

impl Value {
    /// The value of a text, the digits of a number, `true` or `false`.
    pub fn scalar(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Number(text) => Some(text),
            Self::Bool(true) => Some("true"),
            Self::Bool(false) => Some("false"),
            Self::Null | Self::Array(_) | Self::Object(_) => None,
        }
    }

    /// The same as a number, when it is one.
    pub fn number(&self) -> Option<f64> {
        parse_decimal(self.scalar()?)
    }

    /// What an object has; nothing of any other value.
    pub fn members(&self) -> &[Member] {
        match self {
            Self::Object(members) => members,
            _ => &[],
        }
    }

    /// What a list has; nothing of any other value.
    pub fn items(&self) -> &[Spanned] {
        match self {
            Self::Array(items) => items,
            _ => &[],
        }
    }

    /// The member of an object.
    pub fn get(&self, name: &str) -> Option<&Spanned> {
        get(self.members(), name)
    }

    /// A list as text plans print it; a scalar as it is; several sets in brackets; an unknown object as `name=value` pairs.
    pub fn to_line(&self) -> String {
        match self {
            Self::Array(items) => items
                .iter()
                .map(|item| item.value.to_line())
                .collect::<Vec<_>>()
                .join(", "),
            Self::Object(members) => members
                .iter()
                .map(|member| format!("{}={}", member.name, member.value.value.to_line()))
                .collect::<Vec<_>>()
                .join(" "),
            _ => self.scalar().unwrap_or("null").to_owned(),
        }
    }
}

/// The first member of that name.
pub fn get<'m>(members: &'m [Member], name: &str) -> Option<&'m Spanned> {
    members
        .iter()
        .find(|member| member.name == name)
        .map(|member| &member.value)
}
