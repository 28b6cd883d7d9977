//! JSON written by hand, where thousands of names and places are written or little code is wanted.

use rowproof_engine::Report;
use rowproof_engine::source::Span;

use super::model::Location;
use crate::Places;

/// Writes JSON, with a comma before everything that follows something.
pub(super) struct Writer<'r> {
    pub(super) text: String,
    places: Places<'r>,
    report: &'r Report,
}

impl<'r> Writer<'r> {
    /// A writer that knows the places of a report's texts.
    pub(super) fn new(report: &'r Report) -> Self {
        Self {
            text: String::new(),
            places: Places::new(report),
            report,
        }
    }

    /// Part, start, end and line.
    pub(super) fn place(&mut self, span: Option<Span>) {
        let place = self.location(span);
        self.numbers(
            place
                .map_or([-1, 0, 0, 0], |(part, place)| numbers_of(part, &place))
                .get(..),
        );
    }

    pub(super) fn location(&self, span: Option<Span>) -> Option<(usize, Location)> {
        let span = span?;
        let part = usize::from(span.source.0);
        (part < self.report.parts.len()).then(|| (part, self.places.location(span)))
    }

    pub(super) fn numbers(&mut self, numbers: Option<&[i32]>) {
        for number in numbers.unwrap_or_default() {
            self.number(*number);
        }
    }

    pub(super) fn row(&mut self, row: Option<usize>) {
        self.number(row.map_or(-1, |row| row as i32));
    }

    pub(super) fn list<T>(&mut self, name: &str, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.name(name);
        self.open();
        for item in items {
            write(self, item);
        }
        self.close();
    }

    pub(super) fn name(&mut self, name: &str) {
        self.string(name);
        self.text.push(':');
    }

    pub(super) fn open(&mut self) {
        self.comma();
        self.text.push('[');
    }

    pub(super) fn close(&mut self) {
        self.text.push(']');
    }

    pub(super) fn number(&mut self, number: i32) {
        self.comma();
        self.text.push_str(&number.to_string());
    }

    pub(super) fn comma(&mut self) {
        comma(&mut self.text);
    }

    pub(super) fn string(&mut self, text: &str) {
        string(&mut self.text, text);
    }
}

pub(super) fn numbers_of(part: usize, place: &Location) -> [i32; 4] {
    [
        part as i32,
        place.start as i32,
        place.end as i32,
        place.line as i32,
    ]
}

/// Writes a comma where something stands before.
pub(super) fn comma(json: &mut String) {
    if !json.is_empty() && !json.ends_with(['[', '{', ':']) {
        json.push(',');
    }
}

/// Opens a list.
pub(super) fn open(json: &mut String) {
    comma(json);
    json.push('[');
}

/// Writes a number.
pub(super) fn number(json: &mut String, number: u32) {
    comma(json);
    json.push_str(&number.to_string());
}

/// Writes a text.
pub(super) fn string(json: &mut String, text: &str) {
    comma(json);
    json.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => json.extend(['\\', letter]),
            letter if letter < ' ' => {
                let digit = |value: u32| char::from_digit(value, 16).unwrap_or('0');
                json.push_str("\\u00");
                json.extend([digit(u32::from(letter) >> 4), digit(u32::from(letter) & 15)]);
            }
            letter => json.push(letter),
        }
    }
    json.push('"');
}
