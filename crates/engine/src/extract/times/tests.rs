//! The grammar and the calendar by themselves, without a model: invented phrases, one day of telling (Friday 25 April 2025).

use super::calendar::{Context, Tense, day, resolve};
use super::{grammar, words};
use variorum_record::{Anchor, Span};

fn read(text: &str, published: Option<&str>, tense: Tense) -> Vec<(String, String)> {
    let words = words::split(text, Span::new(0, text.len()));
    let published = published.and_then(day).map(|day| (day, Anchor::Published));
    let mut context = Context { published, tense, ..Context::default() };
    let found = grammar::find(&words);
    let read = found.iter().map(|one| {
        let resolved = resolve(one, &context);
        super::remember(&mut context, one, resolved.point);
        let span = Span::new(words[one.words.start].span.start, words[one.words.end - 1].span.end);
        (span.of(text).to_owned(), resolved.value.or(resolved.offset).unwrap_or_default())
    });
    read.collect()
}

#[track_caller]
fn check(text: &str, expected: &[(&str, &str)]) {
    check_tense(text, Tense::Past, expected);
}

#[track_caller]
fn check_tense(text: &str, tense: Tense, expected: &[(&str, &str)]) {
    let found = read(text, Some("2025-04-25"), tense);
    let found: Vec<(&str, &str)> = found.iter().map(|(words, value)| (words.as_str(), value.as_str())).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn dates() {
    check(
        "It opened on 9 January 2031 and closed on February 1, 2032.",
        &[("9 January 2031", "2031-01-09"), ("February 1, 2032", "2032-02-01")],
    );
    check("In March 2019 and since 2021 they tried.", &[("March 2019", "2019-03"), ("2021", "2021")]);
    check(
        "The tunnel of the 1980s stood on Monday, Oct. 26.",
        &[("the 1980s", "198"), ("Monday, Oct. 26", "2024-10-26")],
    );
    check("It ended 2025-04-24 as agreed.", &[("2025-04-24", "2025-04-24")]);
    check("It closed on 29 December.", &[("29 December", "2024-12-29")]);
    check("They paid 2000 crowns to 1950 guests and may march.", &[]);
}

#[test]
fn days_and_weeks() {
    check("The well dried up on Thursday.", &[("Thursday", "2025-04-24")]);
    check_tense("The well will be dug on Thursday.", Tense::Future, &[("Thursday", "2025-05-01")]);
    check(
        "It broke yesterday, last month and two years ago.",
        &[("yesterday", "2025-04-24"), ("last month", "2025-03"), ("two years ago", "2023")],
    );
    check(
        "She left earlier this week, late last night.",
        &[("earlier this week", "2025-W17"), ("late last night", "2025-04-24TNI")],
    );
    check(
        "Overnight it rained; this morning it did not.",
        &[("Overnight", "2025-04-24TNI"), ("this morning", "2025-04-25TMO")],
    );
    // Of which day nobody says.
    check("It is due by early 2026, at 3:30 a.m. on it.", &[("early 2026", "2026"), ("3:30 a.m.", "")]);
    check(
        "On 3 May 2030 it began; two days later it ended.",
        &[("3 May 2030", "2030-05-03"), ("two days later", "2030-05-05")],
    );
}

#[test]
fn stretches_sets_and_references() {
    check("They talked for two days, waited eight months.", &[("two days", "P2D"), ("eight months", "P8M")]);
    check(
        "Inspectors come every three months, and buses run daily.",
        &[("every three months", "P3M"), ("daily", "P1D")],
    );
    check("A 53-year-old man, two years old then.", &[]);
    check(
        "It took half an hour and two and a half years.",
        &[("half an hour", "PT30M"), ("two and a half years", "P2Y6M")],
    );
    check("It is recently mended.", &[("recently", "PAST_REF")]);
}

#[test]
fn quarters() {
    check(
        "In the first quarter sales fell from a year ago.",
        &[("the first quarter", "2025-Q1"), ("a year ago", "2024-Q1")],
    );
}

#[test]
fn without_a_date_nothing_is_guessed() {
    let found = read("It closed on Thursday, a day after yesterday, and on 9 May.", None, Tense::Past);
    let values: Vec<_> = found.iter().map(|(words, value)| (words.as_str(), value.as_str())).collect();
    assert_eq!(values, [("Thursday", ""), ("a day", "P1D"), ("yesterday", "-P1D"), ("9 May", "XXXX-05-09")]);
}

#[test]
fn any_text_is_read_without_panic() {
    let pieces = [
        "'",
        "’",
        "80",
        "s",
        " ",
        "the",
        "-",
        "99999999999999999999",
        "a",
        "year",
        "1.5",
        "Ü",
        "first",
        "9999-99-99",
        "99",
        "/",
        "Dec",
        ".",
        "32",
        "centuries",
        "ago",
        "5",
        "p",
        "m",
        "\u{0}",
    ];
    let mut state = 1u64;
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..8 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(pieces[(state >> 33) as usize % pieces.len()]);
            if state >> 40 & 1 == 1 {
                text.push(' ');
            }
        }
        read(&text, Some("2025-04-25"), Tense::Open);
        read(&text, Some("9999-12-31"), Tense::Future);
        read(&text, None, Tense::Past);
    }
}
