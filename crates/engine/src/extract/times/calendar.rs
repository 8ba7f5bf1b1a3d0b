//! From what the words mean to a TIMEX3 value: pure calendar arithmetic from a day that is given, never from a clock.

use super::grammar::{Base, Expr, Found, Shift, YEAR_OF_SHIFT};
use super::words::Unit;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use variorum_record::{Anchor, TimeKind};

/// A point or stretch of the calendar, as fine as it is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Point {
    Day(Date),
    Week(Date),
    Weekend(Date),
    Month(i16, i8),
    Quarter(i16, i8),
    Half(i16, i8),
    Season(i16, &'static str),
    Year(i16),
    Decade(i16),
    Century(i16),
}

impl Point {
    fn value(self) -> String {
        match self {
            Point::Day(day) => day.to_string(),
            Point::Week(day) => week(day),
            Point::Weekend(day) => format!("{}-WE", week(day)),
            Point::Month(year, month) => format!("{year:04}-{month:02}"),
            Point::Quarter(year, quarter) => format!("{year:04}-Q{quarter}"),
            Point::Half(year, half) => format!("{year:04}-H{half}"),
            Point::Season(year, season) => format!("{year:04}-{season}"),
            Point::Year(year) => format!("{year:04}"),
            Point::Decade(decade) => format!("{decade:03}"),
            Point::Century(century) => format!("{century:02}"),
        }
    }

    fn day(self) -> Option<Date> {
        match self {
            Point::Day(day) | Point::Week(day) | Point::Weekend(day) => Some(day),
            _ => None,
        }
    }

    /// The day itself, where it is one.
    pub(super) fn as_day(self) -> Option<Date> {
        if let Point::Day(day) = self { Some(day) } else { None }
    }

    fn year(self) -> Option<i16> {
        Some(match self {
            Point::Day(day) | Point::Week(day) | Point::Weekend(day) => day.year(),
            Point::Month(year, _)
            | Point::Quarter(year, _)
            | Point::Half(year, _)
            | Point::Season(year, _)
            | Point::Year(year) => year,
            Point::Decade(_) | Point::Century(_) => return None,
        })
    }

    fn month(self) -> Option<(i16, i8)> {
        match self {
            Point::Month(year, month) => Some((year, month)),
            point => point.day().map(|day| (day.year(), day.month())),
        }
    }
}

fn week(day: Date) -> String {
    let week = day.iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

/// When a clause plays, as its verb says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Tense {
    Past,
    Future,
    /// Present, or no verb.
    #[default]
    Open,
}

/// What is known before an expression is read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Context {
    /// The day the report was published, with what says so.
    pub(super) published: Option<(Date, Anchor)>,
    /// The time last spoken of.
    pub(super) reference: Option<Point>,
    /// The quarter last spoken of.
    pub(super) quarter: Option<(i16, i8)>,
    /// The tense around the expression.
    pub(super) tense: Tense,
}

/// An expression put on the calendar.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Resolved {
    pub(super) kind: TimeKind,
    pub(super) value: Option<String>,
    pub(super) offset: Option<String>,
    pub(super) anchor: Anchor,
    pub(super) point: Option<Point>,
}

/// Reads an expression in its context.
pub(super) fn resolve(found: &Found, context: &Context) -> Resolved {
    let sub_day = found.part.is_some() || found.clock.is_some();
    let plain = |kind, value: Option<String>| Resolved { kind, value, offset: None, anchor: Anchor::Text, point: None };
    match &found.expr {
        Expr::Duration { unit, amount } => return plain(TimeKind::Duration, Some(unit.duration(amount))),
        Expr::Set(value) => return plain(TimeKind::Set, Some(value.clone())),
        Expr::Reference(value) => {
            return Resolved { anchor: Anchor::None, ..plain(TimeKind::Date, Some((*value).to_owned())) };
        }
        _ => {}
    }
    let kind = if sub_day { TimeKind::Time } else { TimeKind::Date };
    let offset = offset(&found.expr);
    let Some((point, anchor)) = point(&found.expr, context) else {
        let value = partial(&found.expr).map(|value| value + &suffix(found));
        return Resolved { kind, value, offset, anchor: Anchor::None, point: None };
    };
    let suffix = if matches!(point, Point::Day(_)) { suffix(found) } else { String::new() };
    let offset = offset.filter(|_| anchor == Anchor::None);
    Resolved { kind, value: Some(point.value() + &suffix), offset, anchor, point: Some(point) }
}

/// `T15:30`, `TNI` or nothing.
fn suffix(found: &Found) -> String {
    match (found.clock, found.part) {
        (Some((hour, minute)), _) if minute >= 0 => format!("T{hour:02}:{minute:02}"),
        (Some((hour, _)), _) => format!("T{hour:02}"),
        (None, Some(part)) => format!("T{part}"),
        (None, None) => String::new(),
    }
}

/// What a date without its year says for itself.
fn partial(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Date { year: None, month: Some(month), day, .. } => Some(match day {
            Some(day) => format!("XXXX-{month:02}-{day:02}"),
            None => format!("XXXX-{month:02}"),
        }),
        _ => None,
    }
}

/// How far from the telling, where the words say it.
fn offset(expr: &Expr) -> Option<String> {
    let Expr::Shifted { unit, by, from: Base::Telling | Base::Ago } = expr else { return None };
    let (sign, amount) = (if *by < 0 { "-" } else { "" }, by.unsigned_abs().to_string());
    Some(format!("{sign}{}", if *unit == Unit::Weekend { format!("P{amount}W") } else { unit.duration(&amount) }))
}

fn point(expr: &Expr, context: &Context) -> Option<(Point, Anchor)> {
    let published = context.published;
    match *expr {
        Expr::Date { year: Some(YEAR_OF_SHIFT), month, day, shift } => {
            let (today, anchor) = published?;
            Some((made(today.year() + by(shift), month, day)?, anchor))
        }
        Expr::Date { year: Some(year), month, day, .. } => Some((made(year, month, day)?, Anchor::Text)),
        Expr::Date { year: None, month: Some(month), day, shift } => {
            let Some((today, anchor)) = published else {
                let year = context.reference?.year()?;
                return Some((made(year, Some(month), day)?, Anchor::Text));
            };
            Some((made(year_of(today, month, day, shift, context.tense), Some(month), day)?, anchor))
        }
        Expr::WeekOf { year, month, day } => {
            let of = Expr::Date { year, month: Some(month), day: Some(day), shift: Shift::Bare };
            let (of, anchor) = point(&of, context)?;
            Some((Point::Week(of.day()?), anchor))
        }
        Expr::Weekday { day, shift } => {
            let (today, anchor) = published?;
            Some((Point::Day(weekday(today, day, shift, context.tense)?), anchor))
        }
        Expr::Season { season, year, shift } => {
            if let Some(year) = year {
                return Some((Point::Season(year, season), Anchor::Text));
            }
            let (today, anchor) = published?;
            let middle = match season {
                "WI" => 1,
                "SP" => 4,
                "SU" => 7,
                _ => 10,
            };
            let shift = if shift == Shift::This { Shift::Bare } else { shift };
            let this = today.year();
            let year = match shift {
                Shift::Last if middle + 1 < today.month() => this,
                Shift::Last => this - 1,
                Shift::Next if middle > today.month() => this,
                Shift::Next => this + 1,
                _ => this,
            };
            Some((Point::Season(year, season), anchor))
        }
        Expr::Quarter { quarter, year, shift } => quarter_point(quarter, year, shift, context),
        Expr::Decade(decade) => Some((Point::Decade(decade), Anchor::Text)),
        Expr::Century(century) => Some((Point::Century(century), Anchor::Text)),
        Expr::Holiday { rule, year, shift } => {
            if let Some(year) = year {
                return Some((Point::Day(holiday(rule, year)?), Anchor::Text));
            }
            let (today, anchor) = published?;
            let this = holiday(rule, today.year())?;
            let year = year_of(today, this.month(), Some(this.day()), shift, context.tense);
            Some((Point::Day(holiday(rule, year)?), anchor))
        }
        Expr::Shifted { unit, by, from } => {
            // In a report on quarters, "a year ago" is the same quarter of the year before.
            if let (Unit::Year, -1, Base::Ago | Base::Reference, Some((year, quarter))) =
                (unit, by, from, context.quarter)
            {
                return Some((Point::Quarter(year - 1, quarter), Anchor::Text));
            }
            let (base, anchor) = match from {
                Base::Telling | Base::Ago => published.map(|(day, anchor)| (Point::Day(day), anchor))?,
                Base::Either | Base::Reference => match context.reference {
                    Some(point) => (point, Anchor::Text),
                    // `a year earlier` where no time was spoken of compares with the telling; `two days later` follows
                    // something that only the event could date.
                    None if from == Base::Either
                        || by < 0 && matches!(unit, Unit::Year | Unit::Quarter | Unit::Month) =>
                    {
                        published.map(|(day, anchor)| (Point::Day(day), anchor))?
                    }
                    None => return None,
                },
            };
            Some((moved(base, unit, by, context.tense)?, anchor))
        }
        Expr::Clock => match context.reference {
            Some(Point::Day(day)) => Some((Point::Day(day), Anchor::Text)),
            _ => None,
        },
        Expr::Date { .. } | Expr::Duration { .. } | Expr::Set(_) | Expr::Reference(_) => None,
    }
}

fn by(shift: Shift) -> i16 {
    match shift {
        Shift::Last => -1,
        Shift::Next => 1,
        Shift::Bare | Shift::This => 0,
    }
}

fn made(year: i16, month: Option<i8>, day: Option<i8>) -> Option<Point> {
    match (month, day) {
        (Some(month), Some(day)) => Date::new(year, month, day).ok().map(Point::Day),
        (Some(month), None) => Some(Point::Month(year, month)),
        _ => Some(Point::Year(year)),
    }
}

/// The year of a date that states none: by the words "last" and "next", else the nearest one; half a year away the tense
/// decides. (On TempEval-3's TimeBank and AQUAINT the nearest was right more often than the tense for anything closer.)
fn year_of(today: Date, month: i8, day: Option<i8>, shift: Shift, tense: Tense) -> i16 {
    let this = today.year();
    let months = i16::from(month) - i16::from(today.month());
    let past = months < 0 || months == 0 && day.is_none_or(|day| day <= today.day());
    match (shift, tense) {
        (Shift::This, _) => this,
        (Shift::Last, _) => this - i16::from(months >= 0),
        (Shift::Next, _) => this + i16::from(months <= 0),
        (Shift::Bare, Tense::Past) if months.abs() >= 5 => this - i16::from(!past),
        (Shift::Bare, Tense::Future) if months.abs() >= 5 => this + i16::from(past),
        (Shift::Bare, _) => this + if months > 6 { -1 } else { i16::from(months < -6) },
    }
}

/// The day that a weekday's name means: in the past or without tense the last one, today included; in the future the next.
fn weekday(today: Date, day: i8, shift: Shift, tense: Tense) -> Option<Date> {
    let back = i32::from((today.weekday().to_monday_one_offset() - day).rem_euclid(7));
    let ahead = (7 - back) % 7;
    let days = match (shift, tense) {
        (Shift::Last, _) => -(if back == 0 { 7 } else { back }),
        (Shift::Next, _) => {
            if ahead == 0 {
                7
            } else {
                ahead
            }
        }
        (Shift::This | Shift::Bare, Tense::Future) => ahead,
        (Shift::This, Tense::Open) => ahead,
        (Shift::This | Shift::Bare, _) => -back,
    };
    plus_days(today, days)
}

fn plus_days(day: Date, days: i32) -> Option<Date> {
    day.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

fn quarter_point(quarter: i8, year: Option<i16>, shift: Shift, context: &Context) -> Option<(Point, Anchor)> {
    let at =
        |year, quarter: i8| if quarter > 4 { Point::Half(year, quarter - 4) } else { Point::Quarter(year, quarter) };
    if let Some(year) = year.filter(|year| *year != YEAR_OF_SHIFT) {
        let spoken = context.quarter.map(|(_, quarter)| Point::Quarter(year, quarter));
        return Some((
            if quarter == 0 { spoken.unwrap_or(Point::Year(year)) } else { at(year, quarter) },
            Anchor::Text,
        ));
    }
    if quarter == 0 {
        if let Some((year, quarter)) = context.quarter {
            return Some((Point::Quarter(year + by(shift), quarter), Anchor::Text));
        }
        // Results are told after the quarter's end.
        let (today, anchor) = context.published?;
        let now = (today.month() - 1) / 3 + 1;
        let (year, quarter) = if now == 1 { (today.year() - 1, 4) } else { (today.year(), now - 1) };
        return Some((Point::Quarter(year + by(shift), quarter), anchor));
    }
    let (today, anchor) = context.published?;
    let year = today.year();
    let middle = if quarter > 4 { (quarter - 5) * 6 + 4 } else { (quarter - 1) * 3 + 2 };
    let ahead = middle - today.month();
    let year = match shift {
        Shift::Last => year - 1,
        Shift::Next => year + 1,
        Shift::This => year,
        // Results are told for longer after a quarter than before it.
        Shift::Bare if ahead > 4 && context.tense != Tense::Future => year - 1,
        Shift::Bare if ahead < -8 => year + 1,
        Shift::Bare => year,
    };
    Some((at(year, quarter), anchor))
}

/// A point so many units on.
fn moved(base: Point, unit: Unit, by: i32, tense: Tense) -> Option<Point> {
    let step = i16::try_from(by).ok()?;
    Some(match unit {
        Unit::Day | Unit::Night => Point::Day(plus_days(base.day()?, by)?),
        Unit::Week => Point::Week(plus_days(base.day()?, by.checked_mul(7)?)?),
        Unit::Weekend => {
            let day = base.day()?;
            // The weekend spoken of on a Monday is the one before, on a Thursday the one to come; the tense may say else.
            let number = day.weekday().to_monday_one_offset();
            let behind = by == 0 && number < 6 && tense != Tense::Future && (tense == Tense::Past || number <= 3);
            let weeks = if behind || by < 0 {
                by.min(-1)
            } else if by > 0 {
                by - i32::from(number < 6)
            } else {
                0
            };
            let saturday = ISOWeekDate::new(day.iso_week_date().year(), day.iso_week_date().week(), Weekday::Saturday)
                .ok()?
                .date();
            Point::Weekend(plus_days(saturday, weeks.checked_mul(7)?)?)
        }
        Unit::Month => {
            let (year, month) = base.month()?;
            let months = i32::from(year) * 12 + i32::from(month) - 1 + by;
            Point::Month(i16::try_from(months.div_euclid(12)).ok()?, months.rem_euclid(12) as i8 + 1)
        }
        Unit::Quarter => {
            let (year, quarter) = match base {
                Point::Quarter(year, quarter) => (year, quarter),
                base => base.month().map(|(year, month)| (year, (month - 1) / 3 + 1))?,
            };
            let quarters = i32::from(year) * 4 + i32::from(quarter) - 1 + by;
            Point::Quarter(i16::try_from(quarters.div_euclid(4)).ok()?, quarters.rem_euclid(4) as i8 + 1)
        }
        Unit::Year => Point::Year(base.year()?.checked_add(step)?),
        Unit::Decade => Point::Decade((base.year()? / 10).checked_add(step)?),
        Unit::Century => Point::Century((base.year()? / 100).checked_add(step)?),
        Unit::Hour | Unit::Minute | Unit::Second => Point::Day(base.day()?),
        Unit::Half | Unit::Fortnight => return None,
    })
}

/// The day of a holiday by its rule (see `data/lexicon/times.tsv`).
fn holiday(rule: &str, year: i16) -> Option<Date> {
    if let Some(days) = rule.strip_prefix("easter") {
        return plus_days(easter(year)?, days.parse().ok()?);
    }
    let (month, day) = rule.split_once('-')?;
    let month: i8 = month.parse().ok()?;
    let Some((nth, day)) = day.split_once('/') else {
        return Date::new(year, month, day.parse().ok()?).ok();
    };
    let (nth, day): (i8, i8) = (nth.parse().ok()?, day.parse().ok()?);
    let weekday = Weekday::from_monday_one_offset(day).ok()?;
    let first = Date::new(year, month, 1).ok()?;
    if nth == 5 { first.nth_weekday_of_month(-1, weekday).ok() } else { first.nth_weekday_of_month(nth, weekday).ok() }
}

/// Western Easter (anonymous Gregorian computus, Meeus/Jones/Butcher).
fn easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e, g) = (b / 4, b % 4, (8 * b + 13) / 25);
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let (month, day) = ((h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1);
    Date::new(year as i16, month as i8, day as i8).ok()
}

/// The day in an ISO 8601 date or date-time.
pub(super) fn day(iso: &str) -> Option<Date> {
    let number = |range: std::ops::Range<usize>| iso.get(range)?.parse::<i16>().ok();
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
