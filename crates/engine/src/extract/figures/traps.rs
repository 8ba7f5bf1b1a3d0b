//! What only looks like a number that counts: designations, names, telephone numbers, codes, scores, dates, "one another".

use super::numbers::{Kind, Word, digits};
use super::tables::is_person;
use crate::months::month;
use crate::words::{CAPITALISED, CASUALTY, NUMBERED, STREETS};

/// `504-471-2789`, `2013-01-25`: three or more groups of digits.
pub(super) fn phone(words: &[Word], i: usize) -> bool {
    let group = |k: usize| {
        words.get(k).is_some_and(|word| word.kind == Kind::Digits)
            && words.get(k + 1).is_some_and(|word| matches!(word.text, "-" | "–") && word.start == words[k].end)
            && words.get(k + 2).is_some_and(|word| word.start == words[k + 1].end)
    };
    // A group of three and four digits is a telephone number too.
    group(i)
        && (group(i + 2)
            || words
                .get(i + 2)
                .is_some_and(|word| word.kind == Kind::Digits && words[i].text.len() == 3 && word.text.len() == 4))
}

/// "3-1", "6.5 to 4.5": a score, not a range. Gives the word after it.
pub(super) fn score(words: &[Word], i: usize, next: usize, low: Option<f64>) -> Option<usize> {
    // "by 6.5 points to 6"
    let points = words.get(next).is_some_and(|word| {
        ["points", "goals", "games", "sets", "runs", "frames", "wickets"].contains(&word.lower.as_str())
    }) && i
        .checked_sub(1)
        .is_some_and(|before| ["by", "won", "lost", "leads", "led", "lead"].contains(&words[before].lower.as_str()));
    let next = next + usize::from(points);
    let joint = words.get(next)?;
    let second = words.get(next + 1).filter(|word| word.kind == Kind::Digits)?;
    let (low, other) = (low?, digits(second.text)?);
    let hyphen = matches!(joint.text, "-" | "–") && joint.start == words[next - 1].end && second.start == joint.end;
    let to = joint.lower == "to" && i.checked_sub(1).is_none_or(|before| words[before].lower != "from");
    ((hyphen || to && low < 100.0) && other <= low && other < 100.0).then_some(next + 2)
}

/// "0800 555 212", "+41 22 555 01 99": groups of digits with blanks between. Gives the word after them.
pub(super) fn groups(words: &[Word], i: usize) -> Option<usize> {
    let mut end = i;
    while end < words.len() && words[end].kind == Kind::Digits && !words[end].text.contains(['.', ',']) {
        end += 1;
    }
    let plus = i > 0 && words[i - 1].text == "+" && words[i - 1].end == words[i].start;
    // Nothing is counted with a nought in front: "555 0143".
    let zero = (i..end).any(|k| words[k].text.len() > 2 && words[k].text.starts_with('0'));
    (end >= i + 3 || end >= i + 2 && (plus || zero)).then_some(end)
}

/// "3152, 3107, 3177, 3113": numbers of three digits and more in a row with nothing but commas between them are codes. Gives the word after them.
pub(super) fn codes(words: &[Word], i: usize) -> Option<usize> {
    let code = |k: usize| {
        words.get(k).is_some_and(|word| {
            word.kind == Kind::Digits && word.text.len() >= 3 && word.text.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    let mut end = i;
    while code(end) && words.get(end + 1).is_some_and(|word| word.text == ",") {
        end += 2;
    }
    (code(end) && end >= i + 4).then_some(end + 1)
}

/// "Radio 4", "Boeing 737", "Group of Seven", "No. 10".
pub(super) fn is_name(words: &[Word], i: usize, next: usize, digits: bool, has_unit: bool, title_case: bool) -> bool {
    // "at 17.30": a time of day. "3." before what it numbers.
    let clock = || {
        let (hour, minute) = words[i].text.split_once('.')?;
        let fits = |part: &str, most: u32| part.parse::<u32>().is_ok_and(|value| value < most);
        let at = i.checked_sub(1).is_some_and(|i| CLOCK.contains(&words[i].lower.as_str()));
        Some(at && (1..=2).contains(&hour.len()) && minute.len() == 2 && fits(hour, 24) && fits(minute, 60))
    };
    let numbering = i == 0
        && words.get(1).is_some_and(|dot| matches!(dot.text, "." | ")") && dot.start == words[0].end)
        && words.get(2).is_none_or(|after| after.text.starts_with(char::is_uppercase));
    if digits && !has_unit && (clock() == Some(true) || numbering) {
        return true;
    }
    // "the 400 block of Alder Street": where, not how many.
    let block = |word: &Word| ["block", "blk"].contains(&word.lower.as_str());
    if digits && words.get(next).is_some_and(block) {
        return words.get(next + 1).is_some_and(|of| of.lower == "of" || of.text.starts_with(char::is_uppercase));
    }
    let Some(before) = i.checked_sub(1).map(|i| &words[i]) else { return false };
    if NUMBERED.contains(&before.lower.as_str())
        || before.text == "." && i >= 2 && words[i - 2].lower == "no"
        || before.text == "#"
    {
        return digits;
    }
    let capital = |word: &Word| word.kind == Kind::Letters && word.text.starts_with(char::is_uppercase);
    let people =
        words.get(next).is_some_and(|after| is_person(&after.lower) || CASUALTY.contains(&after.lower.as_str()));
    // A capitalised number word inside a sentence, after another capital: "Big Four", "Group of Seven".
    let two_back = i >= 2 && before.lower == "of" && capital(&words[i - 2]);
    // "17 Quay Street"
    if digits
        && (1..=4).any(|k| {
            words.get(next + k).is_some_and(|word| STREETS.contains(&word.lower.as_str()) && capital(word))
                && (0..k).all(|j| words.get(next + j).is_some_and(capital))
        })
    {
        return true;
    }
    if digits
        && two_back
        && !has_unit
        && !title_case
        && ["Committee", "Council", "Group", "Congress", "Club"].contains(&words[i - 2].text)
    {
        return true;
    }
    if digits {
        // A number after a name belongs to the name, unless it has a unit or counts people.
        return capital(before)
            && !has_unit
            && !people
            && !title_case
            && !CAPITALISED.contains(before.text)
            && before.end + 1 == words[i].start;
    }
    !title_case && capital(&words[i]) && (capital(before) || two_back) && before.end + 1 == words[i].start && !has_unit
}

/// What stands before a time of day.
const CLOCK: [&str; 9] = ["at", "by", "until", "till", "from", "before", "after", "around", "since"];

/// Years, days of a month: what the stage for times reads.
pub(super) fn is_date(words: &[Word], i: usize, next: usize, has_unit: bool) -> bool {
    let is_month = |at: Option<usize>| {
        at.and_then(|at| words.get(at))
            .is_some_and(|word| month(&word.lower).is_some() && word.text.starts_with(char::is_uppercase))
    };
    if words[i].kind != Kind::Digits || has_unit {
        return false;
    }
    let before = i.checked_sub(1);
    let dotted = i >= 2 && words[i - 1].text == ".";
    if is_month(before) || dotted && is_month(Some(i - 2)) || is_month(Some(next)) {
        return true;
    }
    let after = words.get(next).map_or("", |word| word.lower.as_str());
    const ZONES: [&str; 12] = ["gmt", "utc", "bst", "cet", "cest", "est", "edt", "cst", "cdt", "pst", "pdt", "eet"];
    if ZONES.contains(&after) && words.get(next).is_some_and(|word| word.text.chars().all(char::is_uppercase)) {
        return true;
    }
    if ["a.m", "p.m", "am", "pm", "hours"].contains(&after) && (after != "hours" || words[i].text.len() == 4)
        || ["a", "p"].contains(&after) && words.get(next + 1).is_some_and(|w| w.text == ".")
    {
        return true;
    }
    let year = words[i].text.len() == 4 && words[i].text.parse::<u32>().is_ok_and(|year| (1700..2100).contains(&year));
    let counts = words.get(next).is_some_and(|word| word.kind == Kind::Letters && is_person(&word.lower));
    year && !counts
}

/// "no one", "one of the", "one another", "this one", "one day": no count.
pub(super) fn idle_one(words: &[Word], i: usize) -> bool {
    let lower = |i: Option<usize>| i.and_then(|i| words.get(i)).map_or("", |word| word.lower.as_str());
    let (before, after) = (lower(i.checked_sub(1)), lower(Some(i + 1)));
    words[i].lower == "one"
        && (["no", "any", "every", "some", "this", "that", "each", "which", "the", "another", "not", "day"]
            .contains(&before)
            || ["another", "day", "thing", "way", "can", "could", "should", "must", "time", "side", "hand", "side's"]
                .contains(&after))
}
