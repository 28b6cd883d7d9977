//! Dates and times as people and servers write them: `2024-05-01`, `2024-05-01 12:00:00.5+00`.

/// Whether the text is a day of the calendar, `YYYY-MM-DD`.
pub fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let mut part = |digits: usize| {
        parts
            .next()
            .filter(|part| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|part| part.parse::<u32>().ok())
    };
    match (part(4), part(2), part(2)) {
        (Some(year @ 1..), Some(month), Some(day @ 1..)) => day <= days_in_month(year, month),
        _ => false,
    }
}

/// 0 for what is no month.
pub(crate) fn days_in_month(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    }
}

/// Whether the text is a day, or a day and a time of day, with a zone behind it at most.
pub fn is_timestamp(text: &str) -> bool {
    without_zone(text).is_some_and(|(moment, _)| moment.contains('-'))
}

fn is_time(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let mut parts = whole.split(':');
    let mut part = |most: u32| {
        parts.next().is_some_and(|part| {
            part.len() == 2
                && part.bytes().all(|byte| byte.is_ascii_digit())
                && part.parse::<u32>().is_ok_and(|number| number <= most)
        })
    };
    part(23)
        && part(59)
        && (part(59) || fraction == "0")
        && parts.next().is_none()
        && !fraction.is_empty()
        && fraction.bytes().all(|byte| byte.is_ascii_digit())
}

/// A day, a time of day, or both; without a zone.
fn is_moment(text: &str) -> bool {
    match text.split_once([' ', 'T']) {
        Some((date, time)) => is_date(date) && is_time(time),
        None => is_date(text) || is_time(text),
    }
}

/// A moment and the zone behind it, `+00`, `-03:30`, `Z` or none.
pub(super) fn without_zone(text: &str) -> Option<(&str, &str)> {
    let behind_day = text.get(..10).map_or(0, str::len);
    let zone = text
        .get(behind_day..)
        .and_then(|time| time.find(['+', '-', 'Z']))
        .map(|at| at + behind_day)
        .unwrap_or(text.len());
    let (moment, zone) = text.split_at_checked(zone)?;
    is_moment(moment).then_some((moment, zone))
}

/// The order of two moments written the same way; none where they differ only in how much is written.
pub(crate) fn order(left: &str, right: &str) -> Option<std::cmp::Ordering> {
    let (left, left_zone) = without_zone(left)?;
    let (right, right_zone) = without_zone(right)?;
    let same_kind = left.contains('-') == right.contains('-')
        && left.contains('T') == right.contains('T')
        && left_zone == right_zone;
    let written = left.len().min(right.len());
    if !same_kind || (left.len() != right.len() && left.get(..written) == right.get(..written)) {
        return None;
    }
    Some(left.cmp(right))
}
