//! Where a live page or a round-up is divided: into entries that each tell something of their own.
//!
//! An entry opens with a heading, a time of day, a bullet, or a number of a row that counts from 1; "In other news" opens one too, and
//! after such a heading every paragraph is one. An article is none of this for a few such lines: nearly all of its text must
//! stand in entries.

use variorum_record::{AnnotatedReport, Part, PartKind, Span};

/// A row of fewer entries is an article with subheadings, unless it says itself that it goes on to other news.
const ENTRIES: usize = 3;
/// A page of more is read as one report: nobody reads so many, and every one of them is compared.
const MOST: usize = 400;
/// Items of a list are entries where they have so many words on average: shorter ones are what one report lists.
const ITEM: usize = 12;
/// A line of so many words at most, without an end of sentence, stands above what follows.
const SHORT: usize = 6;

/// With what a page goes on to something else.
const ASIDES: [&str; 9] = [
    "in other news",
    "in other developments",
    "other news",
    "also in the news",
    "also making news",
    "news in brief",
    "in brief",
    "elsewhere",
    "and finally",
];

/// How a line opens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opens {
    Heading,
    Aside { heading: bool },
    Time,
    Number(usize),
    Bullet,
    Nothing,
}

/// The stretches of the entries of a page, in order; none for an article.
pub(super) fn stretches(report: &AnnotatedReport) -> Vec<Span> {
    let lines = lines(report);
    let count = |wanted: &dyn Fn(Opens) -> bool| lines.iter().filter(|(_, opens)| wanted(*opens)).count();
    let headings = count(&|opens| opens == Opens::Heading) >= ENTRIES;
    let timed = count(&|opens| opens == Opens::Time) >= ENTRIES;
    let listed = !headings && !timed;
    let numbered = listed && in_a_row(&lines);
    let items = lines.iter().filter(|(_, opens)| *opens == Opens::Bullet);
    let item_words: usize = items.clone().map(|(part, _)| words(part.span.of(&report.text))).sum();
    let bulleted = listed && !numbered && items.clone().count() >= ENTRIES && item_words >= ITEM * items.count();

    let mut entries: Vec<Vec<&Part>> = Vec::new();
    let mut before: Vec<&Part> = Vec::new();
    let (mut asides, mut aside) = (false, false);
    for &(part, opens) in &lines {
        let begins = match opens {
            Opens::Heading | Opens::Aside { .. } => true,
            Opens::Time => timed || aside,
            Opens::Number(_) => numbered || aside,
            Opens::Bullet => bulleted || aside,
            Opens::Nothing => aside,
        };
        if let Opens::Aside { heading } = opens {
            // What stands above "In other news" is the news.
            if entries.is_empty() && !before.is_empty() {
                entries.push(std::mem::take(&mut before));
            }
            (asides, aside) = (true, heading);
            if heading {
                continue;
            }
        } else if opens == Opens::Heading {
            aside = false;
        }
        match entries.last_mut() {
            _ if begins => entries.push(vec![part]),
            Some(entry) => entry.push(part),
            None => before.push(part),
        }
    }
    let tells = |part: &&Part| part.kind == PartKind::Body && words(part.span.of(&report.text)) > SHORT;
    entries.retain(|entry| entry.iter().any(tells));
    let enough = entries.len() >= if asides { 2 } else { ENTRIES };
    if !enough || entries.len() > MOST || before.len() > entries.len() {
        return Vec::new();
    }
    entries.iter().map(|parts| parts.iter().map(|part| part.span).reduce(Span::cover).unwrap_or_default()).collect()
}

/// The lines of a page that can stand in entries, with how they open.
fn lines(report: &AnnotatedReport) -> Vec<(&Part, Opens)> {
    let of = |part: &Part| part.span.of(&report.text).trim();
    // A time alone on a line is none of the report's prose, but it parts it.
    let counts = |part: &&Part| {
        matches!(part.kind, PartKind::Heading | PartKind::Body)
            || matches!(time(of(part)), Some(rest) if rest.is_empty())
    };
    let parts: Vec<&Part> = report.parts.iter().filter(counts).collect();
    let headed = parts.iter().any(|part| part.kind == PartKind::Heading);
    let lines = parts.iter().enumerate().map(|(at, part)| {
        let line = of(part);
        let stands_above = |next: &&Part| {
            next.kind == PartKind::Body
                && words(line) <= SHORT
                && !line.ends_with(['.', '!', '?', '”', '"', ':', ','])
                && words(of(next)) > ITEM
        };
        // One word above a paragraph is a heading on a page that has headings.
        let heading = part.kind == PartKind::Heading || headed && parts.get(at + 1).is_some_and(stands_above);
        (*part, opens(line, heading))
    });
    lines.collect()
}

fn opens(line: &str, heading: bool) -> Opens {
    let bare = line.trim_start_matches(is_bullet).trim_start();
    let aside = ASIDES.iter().find_map(|aside| {
        let (head, rest) = bare.split_at_checked(aside.len())?;
        head.eq_ignore_ascii_case(aside).then_some(rest.trim())
    });
    let alone = |rest: &str| rest.trim_matches([':', '.', '…']).is_empty();
    match aside {
        Some(rest) if heading || alone(rest) => return Opens::Aside { heading: true },
        Some(rest) if rest.starts_with([',', ':', '–', '—']) => return Opens::Aside { heading: false },
        _ => {}
    }
    if heading {
        // Under questions stand the answers of an interview, or one thing explained.
        return if line.ends_with('?') { Opens::Nothing } else { Opens::Heading };
    }
    if time(bare).is_some() {
        return Opens::Time;
    }
    if let Some(number) = number(bare) {
        return Opens::Number(number);
    }
    if bare.len() < line.len() { Opens::Bullet } else { Opens::Nothing }
}

/// Whether the numbers of a page count from 1.
fn in_a_row(lines: &[(&Part, Opens)]) -> bool {
    let numbers = lines.iter().filter_map(|(_, opens)| match opens {
        Opens::Number(number) => Some(*number),
        _ => None,
    });
    let mut count = 0;
    let in_order = numbers.enumerate().all(|(at, number)| {
        count += 1;
        number == at + 1
    });
    in_order && count >= ENTRIES
}

/// What follows the time of day with which a line opens: "10:42", "10.42am", "[18:05 GMT]".
fn time(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(['[', '(']);
    let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let hours = digits(line);
    let hour: u32 = line.get(..hours).filter(|_| (1..=2).contains(&hours))?.parse().ok()?;
    let rest = line[hours..].strip_prefix([':', '.', 'h'])?;
    let minutes = digits(rest);
    let minute: u32 = rest.get(..minutes).filter(|_| minutes == 2)?.parse().ok()?;
    if hour > 24 || minute > 59 {
        return None;
    }
    let rest = rest[minutes..].trim_start();
    let zone = ["a.m.", "p.m.", "am", "pm", "GMT", "UTC", "BST", "CET", "CEST", "EST", "EDT", "ET", "local time"];
    let rest = zone.iter().fold(rest, |rest, zone| match rest.split_at_checked(zone.len()) {
        Some((head, after)) if head.eq_ignore_ascii_case(zone) && !after.starts_with(char::is_alphanumeric) => {
            after.trim_start()
        }
        _ => rest,
    });
    // "3.20 percent" and "10.42am was the moment" begin a sentence: an entry begins one of its own.
    let begins = rest.trim_start_matches([']', ')', ':', '-', '–', '—', '|', '.', ',']).trim_start();
    begins
        .chars()
        .next()
        .is_none_or(|c| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '“' | '"' | '‘' | '\''))
        .then_some(begins)
}

/// The number in front of an item: "3." or "3)".
fn number(line: &str) -> Option<usize> {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number = line.get(..digits).filter(|_| (1..=2).contains(&digits))?.parse().ok()?;
    line[digits..].strip_prefix(['.', ')'])?.starts_with(char::is_whitespace).then_some(number)
}

fn is_bullet(c: char) -> bool {
    matches!(c, '•' | '·' | '▪' | '■' | '●' | '►' | '*' | '-' | '–' | '—')
}

fn words(line: &str) -> usize {
    line.split_whitespace().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of lines; a line that begins with # is a heading. The entries' first words.
    fn check(page: &str, expected: &[&str]) {
        let mut report = AnnotatedReport::default();
        for line in page.lines() {
            let kind = if line.starts_with("# ") { PartKind::Heading } else { PartKind::Body };
            let start = report.text.len();
            report.text.push_str(line.trim_start_matches("# "));
            report.parts.push(Part { span: Span::new(start, report.text.len()), kind, why: None });
            report.text.push('\n');
        }
        let stretches = stretches(&report);
        let found: Vec<String> = stretches.iter().map(|span| span.of(&report.text).replace('\n', " / ")).collect();
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.starts_with(expected), "{found:?} {expected:?}");
        }
    }

    const LONG: &str = "the harbour master of Tessel Ford told the inquiry that nobody had seen the light on the mole";

    #[test]
    fn entries_by_time() {
        let page = format!(
            "Follow us through the day.\n17:45 Today {LONG}.\n16.20pm Then {LONG}.\nHe left at noon.\n[08:05 GMT] “First {LONG}.”"
        );
        check(&page, &["17:45 Today", "16.20pm Then", "[08:05 GMT]"]);
        let page = format!("17:45\nToday {LONG}.\n16:20\nThen {LONG}.\n08:05\nFirst {LONG}.");
        check(&page, &["17:45 / Today", "16:20 / Then", "08:05 / First"]);
        check(&format!("10.42 percent of {LONG}.\n3.15 metres {LONG}.\n2.10 metres {LONG}."), &[]);
    }

    #[test]
    fn entries_of_a_list() {
        check(&format!("1. One {LONG}.\n2. Two {LONG}.\n3. Three {LONG}."), &["1. One", "2. Two", "3. Three"]);
        check(&format!("4. One {LONG}.\n2. Two {LONG}.\n3. Three {LONG}."), &[]);
        check(&format!("- One {LONG}.\n- Two {LONG}.\n- Three {LONG}."), &["- One", "- Two", "- Three"]);
        // What one report lists.
        check(&format!("The ban covers {LONG}.\n- timber and copper\n- tin\n- machines for mines"), &[]);
        check(&format!("{LONG}\n{LONG}\n{LONG}\n{LONG}\n- One {LONG}.\n- Two {LONG}.\n- Three {LONG}."), &[]);
    }

    #[test]
    fn entries_of_other_news() {
        let page =
            format!("The ferry, {LONG}.\nThe search {LONG}.\n# In other news\nA record {LONG}.\n- An actor {LONG}.");
        check(&page, &["The ferry, the harbour", "A record", "- An actor"]);
        check(
            &format!("The ferry, {LONG}.\nIn other news, a record {LONG}.\nIt was set {LONG}."),
            &["The ferry", "In other news, a"],
        );
        check(&format!("The ferry, {LONG}.\nElsewhere in the harbour {LONG}."), &[]);
    }

    #[test]
    fn entries_under_headings() {
        let page = format!("# Zinc\nOne {LONG}.\nFuel\nTwo {LONG}.\n# Chips\nThree {LONG}.");
        check(&page, &["Zinc / One", "Fuel / Two", "Chips / Three"]);
        check(&format!("# Zinc\nOne {LONG}.\n# Chips\nThree {LONG}."), &[]);
    }

    #[test]
    fn no_line_is_too_odd() {
        for line in ["", "-", "1", "1.", "24:00", "99:99", "1:2", "É:10", "[[", "12:3é"] {
            opens(line, false);
        }
        assert!(time("24:01 Ü").is_some() && time("7:05").is_some() && time("710:05 A").is_none());
    }
}
