//! Bylines, credits, datelines and times of publication: lines about the report itself, and what they state.

use super::lexicon::{Word, words};
use crate::months::month;
use crate::words::{DESKS, JOINING, MONITOR_MARKS, PICTURE_LABELS, STAMP};
use variorum_record::PartKind;

/// A line about the report.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Credit {
    pub(super) kind: Option<PartKind>,
    pub(super) why: &'static str,
    /// Who wrote or edited it.
    pub(super) byline: Option<String>,
    /// Who published it.
    pub(super) outlet: Option<String>,
    /// When, as ISO 8601.
    pub(super) published: Option<String>,
    /// When it was last changed.
    pub(super) updated: Option<String>,
}

fn credit(why: &'static str) -> Credit {
    Credit { kind: Some(PartKind::Credit), why, ..Credit::default() }
}

/// What a whole line credits. `edge` says that it stands near the start or the end of the report, where
/// bylines and the outlet's name are expected.
pub(super) fn line(text: &str, edge: bool) -> Option<Credit> {
    if text.len() > 400 {
        return None;
    }
    if let Some(credit) = byline_and_date(text, edge) {
        return Some(credit);
    }
    let words = words(text, 60);
    let is = |at: usize, options: &[&str]| words.get(at).is_some_and(|word| options.contains(&word.text.as_str()));
    let after = |n: usize| {
        words
            .get(n - 1)
            .map_or("", |word| text[word.end..].trim_start_matches([':', ' ', '\u{a0}', '-', '–', '—', '|']).trim())
    };
    // "Edited by …", "Written by …", "Reporting by …; editing by …"
    if is(
        0,
        &["edited", "reporting", "writing", "additional", "compiled", "translated", "produced", "editing", "reported"],
    ) && (is(1, &["by"]) || (is(1, &["reporting", "editing", "writing"]) && is(2, &["by"])))
    {
        let n = if is(1, &["by"]) { 2 } else { 3 };
        // "Compiled by Ada Kern from local reports"
        let who = after(n).split(" from ").next().unwrap_or_default();
        if names(who) {
            let byline = is(0, &["edited", "reported", "compiled"]).then(|| first_names(who));
            return Some(Credit { byline, ..credit("credit") });
        }
    }
    if is(0, &["by", "written", "story", "words", "posted", "author", "from"]) {
        let n = if is(1, &["by"]) { 2 } else { 1 };
        let colon = words.get(n - 1).is_some_and(|word| text[word.end..].starts_with(':'));
        let plain_by = words[0].text == "by" && n == 1;
        if edge && (plain_by || n == 2 || (words[0].text == "author" && colon)) && words.len() <= 16 && names(after(n))
        {
            let (byline, outlet) = byline_and_outlet(after(n));
            return Some(Credit {
                kind: Some(PartKind::Byline),
                why: "byline",
                byline: Some(byline),
                outlet,
                ..Credit::default()
            });
        }
    }
    // "© 2025 Outlet", "Copyright Outlet. All rights reserved."
    if text.starts_with('©') || text.starts_with("(c)") || text.starts_with("(C)") || is(0, &["copyright"]) {
        let rest: Vec<&Word> = words
            .iter()
            .filter(|word| {
                !matches!(word.text.as_str(), "copyright" | "c") && !word.text.bytes().all(|b| b.is_ascii_digit())
            })
            .collect();
        if words.len() <= 40
            && (text.starts_with('©')
                || is(1, &["c"])
                || words.get(1).is_some_and(|word| word.text.bytes().all(|b| b.is_ascii_digit()))
                || text.contains("©")
                || text.to_lowercase().contains("rights reserved"))
        {
            let outlet = rest
                .first()
                .zip(rest.last())
                .map(|(first, last)| &text[first.start..last.end])
                .map(|name| name.split(['.', '|', ',', '–', '—']).next().unwrap_or(name).trim().to_string());
            let outlet = outlet
                .filter(|name| name.split(' ').count() <= 6 && names(name) && !name.to_lowercase().contains("rights"));
            return Some(Credit { outlet, ..credit("copyright") });
        }
    }
    if words.len() <= 40 && text.to_lowercase().ends_with("all rights reserved.") {
        return Some(credit("copyright"));
    }
    // "With files from …", "… contributed to this report."
    let lower = text.to_lowercase();
    if words.len() <= 40
        && ((is(0, &["with"])
            && is(1, &["files", "reporting", "inputs", "input", "agencies", "additional", "contributions"])
            && (is(2, &["from", "by", "reporting"]) || words.len() == 2))
            || lower.trim_end_matches(['.', ')', ']', '*']).ends_with("contributed to this report")
            || lower.trim_end_matches(['.', ')', ']', '*']).ends_with("contributed to this story")
            || lower.trim_end_matches(['.', ')', ']', '*']).ends_with("contributed reporting")
            || (is(0, &["this"])
                && is(1, &["article", "story", "report", "post"])
                && (lower.contains("first published")
                    || lower.contains("originally published")
                    || lower.contains("originally appeared")
                    || lower.contains("first appeared")
                    || lower.contains("was produced by"))))
    {
        return Some(credit("credit"));
    }
    // "Photo: Name/Agency", "Image source, Agency"
    if words.len() <= 30
        && is(
            0,
            &[
                "photo",
                "photos",
                "photograph",
                "picture",
                "pictures",
                "image",
                "images",
                "video",
                "file",
                "getty",
                "credit",
                "source",
            ],
        )
    {
        let label = words.iter().take(3).rposition(|word| text[word.end..].starts_with([':', ','])).map(|n| n + 1);
        let label_words = |n: usize| {
            words[..n].iter().all(|word| {
                matches!(
                    word.text.as_str(),
                    "photo"
                        | "photos"
                        | "photograph"
                        | "picture"
                        | "pictures"
                        | "image"
                        | "images"
                        | "video"
                        | "file"
                        | "credit"
                        | "credits"
                        | "source"
                        | "by"
                        | "courtesy"
                        | "caption"
                )
            })
        };
        if let Some(n) = label.filter(|&n| label_words(n)) {
            if words[n - 1].text == "caption" {
                return Some(Credit { kind: Some(PartKind::Caption), why: "picture caption", ..Credit::default() });
            }
            if words.len() <= 14 && names(after(n)) {
                return Some(credit("picture credit"));
            }
        }
        if is(1, &["by", "courtesy"]) && words.len() <= 12 && names(after(2)) {
            return Some(credit("picture credit"));
        }
    }
    if let Some(found) = published(text, &words, edge) {
        return Some(found);
    }
    if edge { desk(text, &words) } else { None }
}

/// "By Jana Tarn · Apr 2, 2026 · 4 min read": who wrote it, then when, and how long it takes to read.
fn byline_and_date(text: &str, edge: bool) -> Option<Credit> {
    let mut pieces = text.split(['·', '|', '•']).map(str::trim);
    let who = pieces.next().filter(|who| who.len() < text.trim().len() && who.to_lowercase().starts_with("by "))?;
    let mut published = None;
    for piece in pieces {
        let words = words(piece, 12);
        let reading = words.iter().any(|word| matches!(word.text.as_str(), "min" | "mins" | "minute" | "minutes"))
            && words.last().is_some_and(|word| word.text == "read");
        if !reading && !time_words(&words) {
            return None;
        }
        published = published.or_else(|| date(&words).or_else(|| in_numbers(piece, &words)));
    }
    let credit = line(who, edge).filter(|credit| credit.kind == Some(PartKind::Byline))?;
    published.map(|published| Credit { published: Some(published), ..credit })
}

/// "02.04.2026", the day first, or "2026-04-02"; with strokes either may come first.
fn in_numbers(text: &str, words: &[Word]) -> Option<String> {
    words.windows(3).find_map(|three| {
        let [a, b, c] = three else { return None };
        let between = |x: &Word, y: &Word, mark: &str| text.get(x.end..y.start) == Some(mark);
        let number = |word: &Word| word.text.parse::<u32>().ok();
        let joined = |mark: &str| between(a, b, mark) && between(b, c, mark);
        let (year, month, day) = match (joined("."), joined("-")) {
            (true, _) if c.text.len() == 4 => (number(c)?, number(b)?, number(a)?),
            (_, true) if a.text.len() == 4 => (number(a)?, number(b)?, number(c)?),
            _ => return None,
        };
        let sound = (1800..=2200).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
        sound.then(|| format!("{year:04}-{month:02}-{day:02}"))
    })
}

/// "Published 24 April 2025, 10:00", "Last updated: …", or a date alone at an edge.
fn published(text: &str, words: &[Word], edge: bool) -> Option<Credit> {
    let is = |at: usize, options: &[&str]| words.get(at).is_some_and(|word| options.contains(&word.text.as_str()));
    if words.is_empty() || words.len() > 16 {
        return None;
    }
    let stated = is(0, &["published", "posted", "publication", "date"]);
    let updated = is(0, &["updated", "modified"])
        || (is(0, &["last", "first"]) && is(1, &["updated", "modified", "published", "update"]));
    let date = date(words).or_else(|| in_numbers(text, words));
    if (stated || updated)
        && (date.is_some()
            || words.iter().any(|word| matches!(word.text.as_str(), "ago" | "am" | "pm" | "gmt" | "utc")))
        && time_words(words)
    {
        let first = stated || is(0, &["first"]);
        let (published, updated) = if first { (date, None) } else { (None, date) };
        return Some(Credit { published, updated, ..credit("time of publication") });
    }
    if edge && words.len() <= 9 && date.is_some() && time_words(words) && text.len() <= 60 {
        return Some(Credit { published: date, ..credit("time of publication") });
    }
    if edge && words.len() <= 12 { outlet_and_date(text, words) } else { None }
}

/// "Northern Press Agency, 3 June 2025", "Coast Tribune | Monday 10 February 2025": who published it and when. A single name may be where
/// it was written, and is left alone.
fn outlet_and_date(text: &str, words: &[Word]) -> Option<Credit> {
    let cut = text.find([',', '|', '·', '–', '—'])?;
    let split = words.partition_point(|word| word.start < cut);
    let (name, when) = words.split_at(split);
    let outlet = text[..cut].trim();
    let date = date(when).filter(|_| time_words(when))?;
    ((2..=5).contains(&name.len()) && could_be_outlet(outlet)).then(|| Credit {
        outlet: Some(outlet.to_string()),
        published: Some(date),
        ..credit("outlet and date")
    })
}

/// Whether a line holds nothing but what a time is written with.
fn time_words(words: &[Word]) -> bool {
    words.iter().all(|word| {
        STAMP.contains(word.text.as_str())
            || month(&word.text).is_some()
            || word.text.starts_with(|c: char| c.is_ascii_digit())
    })
}

/// A day, a month in letters and a year of four digits.
fn date(words: &[Word]) -> Option<String> {
    let at = words.iter().position(|word| month(&word.text).is_some())?;
    let month = month(&words[at].text)?;
    let day = |word: &Word| {
        word.text
            .trim_end_matches(|c: char| c.is_ascii_alphabetic())
            .parse::<u32>()
            .ok()
            .filter(|day| (1..=31).contains(day) && word.text.len() <= 4)
    };
    let year = |word: &Word| word.text.parse::<u32>().ok().filter(|year| (1800..=2200).contains(year));
    let before = at.checked_sub(1).and_then(|n| day(&words[n]));
    let (day, year_at) = match before {
        Some(day) => (day, at + 1),
        None => (day(words.get(at + 1)?)?, at + 2),
    };
    Some(format!("{:04}-{month:02}-{day:02}", year(words.get(year_at)?)?))
}

/// "Outlet – Monitoring.", "Outlet News Desk", "Source: Outlet", "Outlet/Agencies"
fn desk(text: &str, words: &[Word]) -> Option<Credit> {
    if words.len() < 2 || words.len() > 9 {
        return None;
    }
    let last = words.last()?;
    let separated = |word: &Word| text[..word.start].trim_end().ends_with(['–', '—', '-', '/', '|', ',']);
    if !DESKS.contains(last.text.as_str()) || !text[last.end..].trim_end_matches(['.', ')']).is_empty() {
        return None;
    }
    let name = text[..last.start].trim_end_matches([' ', '–', '—', '-', '/', '|', ',', '(']).trim();
    (separated(last) && names(name)).then(|| Credit { outlet: Some(name.to_string()), ..credit("outlet credit") })
}

/// An outlet's name that stands alone on its line.
pub(super) fn masthead(text: &str) -> Credit {
    Credit { outlet: Some(text.trim().to_string()), ..credit("masthead") }
}

/// Whether a line beside a date could be the outlet's name: a few capitalised words and nothing else.
pub(super) fn could_be_outlet(text: &str) -> bool {
    let words = text.split_whitespace().count();
    (1..=5).contains(&words)
        && names(text)
        && !text.contains([',', ':', ';', '?', '!', '"', '“'])
        && !text.ends_with('.')
}

/// "Jana Tarn in Geneva": two or three capitalised words, "in", a name.
pub(super) fn is_who_and_where(text: &str) -> bool {
    text.split_once(" in ").is_some_and(|(who, place)| {
        let capital = |word: &str| word.starts_with(char::is_uppercase);
        (2..=3).contains(&who.split_whitespace().count())
            && who.split_whitespace().all(capital)
            && place.split_whitespace().all(capital)
            && text.split_whitespace().count() <= 7
            && !text.ends_with(['.', '!', '?'])
    })
}

/// Where a caption gives way to who took the picture: "The harbour on Monday. Photograph: Jon Oster/Valley Pictures",
/// "The harbour on Monday (Lena Arvid for Valley Pictures)".
pub(super) fn picture_tail(caption: &str) -> Option<usize> {
    let mut sentence_ends =
        caption.match_indices(['.', '!', '?', '”', '"', ')', '|']).map(|(at, mark)| at + mark.len());
    let bracket = caption.trim_end().strip_suffix(')').and_then(|inner| Some((inner.rfind('(')?, inner.len())));
    sentence_ends
        .find(|&at| {
            let tail = caption[at..].trim_start();
            PICTURE_LABELS.iter().any(|label| {
                let labelled = tail.get(..label.len()).is_some_and(|head| head.eq_ignore_ascii_case(label));
                labelled.then(|| &tail[label.len()..]).is_some_and(|rest| {
                    let by = label.ends_with(" by") || label.ends_with(" of");
                    let name = rest.trim_start_matches([':', ' ', '\u{a0}', '-', '–', '—']);
                    (if by { rest.starts_with(' ') } else { rest.starts_with(':') }) && whose(name)
                })
            })
        })
        .or_else(|| {
            let (open, close) = bracket?;
            let inside = &caption[open + 1..close];
            let many = inside.contains('/') || inside.contains(" for ") || inside.to_lowercase().starts_with("photo");
            (open > 0 && many && whose(inside)).then_some(open)
        })
}

/// Whether words could name who took a picture.
fn whose(text: &str) -> bool {
    (1..=10).contains(&text.split_whitespace().count()) && names(&text.replace('/', " and "))
}

/// Who wrote, of a line that also says where.
pub(super) fn who_and_where(text: &str) -> Credit {
    let (byline, _) = byline_and_outlet(text.trim());
    Credit { kind: Some(PartKind::Byline), byline: Some(byline), ..Credit::default() }
}

/// Whether every word could belong to names: capitalised, or a small word that joins names.
fn names(text: &str) -> bool {
    let text = text.trim_end_matches(['.', ')', ']']);
    let mut named = 0;
    let mut first = true;
    for word in text
        .split(|c: char| {
            c.is_whitespace() || matches!(c, ',' | ';' | '&' | '/' | '|' | '(' | ')' | '–' | '—' | ':' | '[' | ']')
        })
        .filter(|word| !word.is_empty())
    {
        let capital = word.chars().next().is_some_and(|c| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase()))
            || word.bytes().all(|b| b.is_ascii_digit());
        let known = !first
            && (JOINING.contains(word)
                || matches!(
                    word,
                    "editing"
                        | "writing"
                        | "reporting"
                        | "additional"
                        | "editor"
                        | "correspondent"
                        | "reporter"
                        | "staff"
                        | "writer"
                ));
        if !capital && !known {
            return false;
        }
        if word.ends_with('.') && word.chars().count() > 4 {
            return false; // a sentence ends here
        }
        named += usize::from(capital);
        first = false;
    }
    named >= 1
}

/// The names before a role, an outlet or a second task: "Ali Musa; editing by …" → "Ali Musa".
fn first_names(text: &str) -> String {
    text.split([';', '|', '(']).next().unwrap_or(text).trim().trim_end_matches(['.', ',']).to_string()
}

/// "Jane Doe, Meridian Wire" → the name and, where it says so, the outlet ("for Meridian Wire").
fn byline_and_outlet(text: &str) -> (String, Option<String>) {
    let text = first_names(text);
    for joint in [" for ", " of ", " in "] {
        if let Some(at) = text.find(joint) {
            let outlet = text[at + joint.len()..].trim();
            let outlet =
                (joint != " in ").then(|| outlet.trim_start_matches("the ").trim_start_matches("The ").to_string());
            return (text[..at].trim_end_matches(',').to_string(), outlet);
        }
    }
    match text.find(',') {
        Some(at) => {
            let after = text[at + 1..].trim();
            let outlet = crate::extract::statements::medium::ends_like_outlet(after).then(|| after.to_string());
            (text[..at].to_string(), outlet)
        }
        None => (text, None),
    }
}

/// The length of the marks in square brackets that a monitoring service puts before a text, with the white space after
/// them: "[Text] ", "[Report by Mira Tarn] [Excerpts] ", "[Begin recording] [Tarn] ". A bracket that says nothing of the kind
/// belongs to the sentence.
pub(super) fn marks(line: &str) -> Option<usize> {
    let mut length = 0;
    let mut marked = false;
    while let Some(inside) = line[length..].strip_prefix('[').and_then(|rest| rest.split(']').next()) {
        let after = length + inside.len() + 2;
        if inside.len() > 80 || inside.contains(['[', '\n']) || !line.is_char_boundary(after) {
            break;
        }
        let mark = inside
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| MONITOR_MARKS.contains(word.to_lowercase().as_str()));
        if !mark && !(marked && inside.split_whitespace().count() <= 3) {
            break;
        }
        marked |= mark;
        length = line.len() - line[after..].trim_start().len();
    }
    (length > 0).then_some(length)
}

/// The full date of a dateline: "ATHENS, 16 January 2026 (ANA) -- ".
pub(super) fn dateline_date(text: &str) -> Option<String> {
    let length = dateline(text)?;
    date(&words(&text[..length], 30))
}

/// The length of a dateline at the start of a paragraph, with the white space after it: "KELL (Meridian Wire) — ",
/// "KELL, May 3 (Wire) - ".
pub(super) fn dateline(text: &str) -> Option<usize> {
    let mut window = text.len().min(120);
    while !text.is_char_boundary(window) {
        window -= 1;
    }
    let head = &text[..window];
    if let Some(length) = between_strokes(head) {
        return Some(text.len() - text[length..].trim_start().len());
    }
    let (at, dash) = ["—", "–", " - ", " -- ", "--"]
        .iter()
        .filter_map(|dash| Some((head.find(dash)?, *dash)))
        .min_by_key(|found| found.0)?;
    let place = head[..at].trim();
    let agency =
        place.strip_suffix(')').and_then(|inside| inside.rfind('(').map(|open| inside[open + 1..].trim().to_string()));
    let bare = place.split('(').next().unwrap_or(place).trim();
    if bare.is_empty()
        || bare.len() > 70
        || place.contains(['"', '“', '.'])
            && !place.contains("U.S.")
            && !place.split([' ', '(']).any(|word| month(&word.trim_end_matches(['.', ',']).to_lowercase()).is_some())
    {
        return None;
    }
    let city = bare.split(',').next().unwrap_or(bare);
    let capitals = city.chars().any(char::is_alphabetic) && !city.chars().any(char::is_lowercase);
    let rest = head[at + dash.len()..].trim_start();
    let goes_on = rest
        .chars()
        .next()
        .is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '“' | '"' | '‘' | '['));
    let dated = bare.split([',', ' ']).any(|word| month(&word.trim_end_matches('.').to_lowercase()).is_some())
        && bare.contains(|c: char| c.is_ascii_digit());
    let all_capitals = !rest.chars().take(60).any(char::is_lowercase);
    let named_agency = agency.as_ref().is_some_and(|agency| agency.split(' ').count() <= 4 && names(agency));
    let plain = capitals
        && !all_capitals
        && bare.split([' ', ',']).filter(|word| !word.is_empty()).count() <= 4
        && (!dash.starts_with(['—', '–']) || head[..at].ends_with(' '))
        && city.chars().filter(|c| c.is_alphabetic()).count() >= 3;
    if !goes_on
        || !(plain
            || ((capitals || names(city)) && city.split(' ').count() <= 4 && (named_agency || (dated && city != bare))))
    {
        return None;
    }
    Some(text.len() - text[at + dash.len()..].trim_start().len())
}

/// "TULA, April 2. /NTA/. ", as Russian agencies begin: up to where the text does.
fn between_strokes(head: &str) -> Option<usize> {
    let (place, rest) = head.split_once('/')?;
    let (agency, after) = rest.split_once('/')?;
    let capitals = |text: &str| text.chars().any(char::is_alphabetic) && !text.chars().any(char::is_lowercase);
    let city = place.split(',').next().unwrap_or(place);
    let dated = place.split([',', ' ']).any(|word| month(&word.trim_end_matches('.').to_lowercase()).is_some());
    let sound = place.len() <= 60 && agency.len() <= 24 && capitals(city) && dated && names(agency);
    (sound && after.starts_with(['.', ' ', '-'])).then(|| head.len() - after.trim_start_matches(['.', ' ', '-']).len())
}
