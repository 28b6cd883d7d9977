//! Names of moments.

use crate::prelude::*;

/// Words of names for moments that are recorded as they happen.
pub(super) const RECORDED: WordList = WordList::new(
    "archived,cancelled,changed,completed,confirmed,create,created,deleted,happened,inserted,logged,\
     login,modified,occurred,paid,processed,published,received,registered,seen,sent,timestamp,ts,update,\
     updated,verified",
);

/// Words of names for the ends of a period, which may also be wall-clock times.
pub(super) const PERIOD: WordList = WordList::new(
    "began,begin,checkin,checkout,due,end,ended,expire,expired,expiry,finish,finished,from,scheduled,\
     since,start,started,until",
);

/// Words that say the time is that of a clock on a wall.
pub(super) const WALL_CLOCK: WordList = WordList::new(
    "alarm,birth,birthday,born,close,closing,dob,floating,gmt,local,naive,open,opening,shift,utc,wall,\
     zulu",
);

/// `created_at`, `paid_at`, `expires_at`: a moment by its name, whatever its type.
pub(super) fn ends_in_at(column: &ColumnView<'_>) -> bool {
    is_recorded_at(column) || (names_point(column) && column.says(PERIOD))
}

/// `created_at`, `paid_at`: a moment that is recorded as it happens.
pub(super) fn is_recorded_at(column: &ColumnView<'_>) -> bool {
    names_point(column) && column.says(RECORDED)
}

fn names_point(column: &ColumnView<'_>) -> bool {
    column.words.len() > 1 && column.last() == "at" && !column.says(WALL_CLOCK)
}

/// Whether `timestamp-no-tz` asks a time zone of columns of that name.
pub(super) fn wants_zone(name: &[Word<'_>]) -> bool {
    let at = name
        .last()
        .is_some_and(|last| matches!(last.as_ref(), "at" | "on"));
    has_word(name, RECORDED) || has_word(name, PERIOD) || (at && name.len() > 1)
}
