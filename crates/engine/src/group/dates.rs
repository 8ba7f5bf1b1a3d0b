//! Days as grouping and collation compare them.

use super::words::words;
use variorum_record::{AnnotatedReport, EventStatus, PartKind, Span, Time};

/// Day number of an ISO 8601 date or date-time: days since 1970-01-01.
pub(crate) fn day(value: &str) -> Option<i32> {
    let mut fields = value.get(..10)?.split('-');
    let year: i32 = fields.next()?.parse().ok()?;
    let month: i32 = fields.next()?.parse().ok()?;
    let day: i32 = fields.next()?.parse().ok()?;
    if fields.next().is_some() || !(1..=12).contains(&month) || !(1..=31).contains(&day) || !(1..=9999).contains(&year)
    {
        return None;
    }
    // Days from civil, Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let of_era = y.rem_euclid(400);
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// First and last day of a TIMEX3 value that stands for a day, a month or a year, with or without a time of day.
pub(crate) fn days(value: &str) -> Option<(i32, i32)> {
    if let Some(day) = day(value) {
        return Some((day, day));
    }
    let mut fields = value.split('-');
    let year: i32 = fields.next().filter(|field| field.len() == 4)?.parse().ok()?;
    let first = |month: i32| day(&format!("{:04}-{:02}-01", year + (month - 1) / 12, (month - 1) % 12 + 1));
    match (fields.next(), fields.next()) {
        (None, _) => Some((first(1)?, first(13)? - 1)),
        (Some(month), None) => {
            let month: i32 = month.parse().ok().filter(|month| (1..=12).contains(month))?;
            Some((first(month)?, first(month + 1)? - 1))
        }
        _ => None,
    }
}

/// The day of the event a report is about: that of the first dated event told as fact near the top, if it lies in the
/// week before publication. An older day is what the report looks back on.
pub(super) fn event_day(report: &AnnotatedReport) -> Option<i32> {
    const TOP: usize = 700;
    let start = report.parts.iter().find(|part| part.kind == PartKind::Body)?.span.start;
    let published = report.report.dated().and_then(day)?;
    let near = |at: usize| at < start + TOP;
    let fresh = |day: &i32| (0..7).contains(&(published - day));
    let dated = report
        .events
        .iter()
        .filter(|event| {
            near(event.trigger.start)
                && matches!(event.status, EventStatus::Reported | EventStatus::Claimed)
                && !event.negated
        })
        .filter_map(|event| report.times.get(event.time?))
        .filter(|time| near(time.span.start))
        .find_map(|time| time.value.as_deref().and_then(day));
    dated.filter(fresh)
}

/// The words in which news says when: bytes of the body. Tuned on invented reports; flat from 250 to 400.
const LEAD: usize = 300;

/// The title and the first lines of a report.
pub(super) fn lead(report: &AnnotatedReport) -> Option<Span> {
    let start = report.parts.iter().find(|part| part.kind == PartKind::Body)?.span.start;
    let title = report.parts.iter().find(|part| part.kind == PartKind::Title).map_or(start, |part| part.span.start);
    Some(Span::new(title.min(start), start + LEAD))
}

/// The times that the title and the first lines of a report name, and where its body begins.
fn lead_times(report: &AnnotatedReport) -> Option<(impl Iterator<Item = &Time>, usize)> {
    let start = report.parts.iter().find(|part| part.kind == PartKind::Body)?.span.start;
    Some((report.times.iter().filter(move |time| time.span.start < start + LEAD), start))
}

/// The day that the first lines of a report name as that of its news.
pub(super) fn lead_day(report: &AnnotatedReport) -> Option<i32> {
    /// News is told within days; what is older stands there as the past.
    const NEWS: i32 = 2;
    let published = report.report.dated().and_then(day)?;
    let (mut times, start) = lead_times(report)?;
    let news = |time: &Time| time.value.as_deref().and_then(day).filter(|day| (0..=NEWS).contains(&(published - day)));
    times.find_map(|time| news(time).filter(|_| time.span.start >= start))
}

/// The quarters of years that the title and first lines of a report name, ascending.
pub(super) fn lead_quarters(report: &AnnotatedReport) -> Vec<u32> {
    let quarter = |value: &str| {
        let (year, quarter) = value.split_once("-Q")?;
        Some(4 * year.parse::<u32>().ok()? + quarter.parse::<u32>().ok()?)
    };
    let times = lead_times(report).into_iter().flat_map(|(times, _)| times);
    let mut quarters: Vec<u32> = times.filter_map(|time| quarter(time.value.as_deref()?)).collect();
    quarters.sort_unstable();
    quarters.dedup();
    quarters
}

/// A report of so many words that tells news says on which day it happened. Set on invented reports; flat from 70 to 100.
pub(super) const NAMES_A_DAY: usize = 80;

/// Whether a report names any day: a date, a day of the week, "yesterday", "ten days ago".
pub(super) fn names_day(report: &AnnotatedReport) -> bool {
    report.times.iter().any(|time| match (time.value.as_deref(), time.offset.as_deref()) {
        (Some(value), _) => day(value).is_some(),
        (None, Some(offset)) => offset.ends_with('D'),
        (None, None) => words(&report.text, time.span).iter().any(|word| crate::months::is_calendar(&word.norm)),
    })
}

/// The last day of which a report says that something happened then: a report that recalls 2023 is not of 2011.
pub(super) fn not_before(report: &AnnotatedReport) -> Option<i32> {
    let happened = |status| matches!(status, EventStatus::Reported | EventStatus::Claimed | EventStatus::Background);
    let events = report.events.iter().chain(&report.occurrences);
    let told = events.filter(|event| happened(event.status) && !event.negated);
    let first_day = |value: &str| days(value).map(|(first, _)| first);
    told.filter_map(|event| report.times.get(event.time?)?.value.as_deref().and_then(first_day)).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn day_numbers() {
        for (value, expected) in [
            ("1970-01-01", Some(0)),
            ("2025-04-24", Some(20_202)),
            ("2025-04-24T10:00:00Z", Some(20_202)),
            ("2025-W17", None),
            ("2025-04", None),
            ("PAST_REF", None),
            ("2025-13-01", None),
        ] {
            assert_eq!(day(value), expected, "{value}");
        }
        assert_eq!(day("2024-03-01").unwrap() - day("2024-02-28").unwrap(), 2);
    }

    #[test]
    fn stretches_of_days() {
        assert_eq!(days("2025-04-24T10:00"), Some((20_202, 20_202)));
        assert_eq!(days("2025-04"), Some((20_179, 20_208)));
        assert_eq!(days("2024").map(|(first, last)| last - first), Some(365));
        for value in ["PAST_REF", "2025-W17", "XXXX-04", "2025-13", "", "2025-SP"] {
            assert_eq!(days(value), None, "{value}");
        }
    }
}
