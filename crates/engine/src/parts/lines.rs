//! The lines of a text, each a paragraph, a heading or a piece of furniture.
//!
//! Text that was wrapped at a fixed width is unwrapped first: there a paragraph is what stands between blank
//! or indented lines, and a part spans its line breaks.

use variorum_record::Span;

/// Lines up to this long may be wrapped ones.
const WRAPPED: std::ops::RangeInclusive<usize> = 45..=110;

/// A paragraph.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Without white space around it; never empty.
    pub(super) span: Span,
    /// Whether nothing stands right above it.
    pub(super) blank_before: bool,
    /// Whether nothing stands right below it.
    pub(super) blank_after: bool,
}

/// The paragraphs of a text.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut found: Vec<Line> = Vec::new();
    let mut at = 0;
    let mut blank = true;
    for raw in text.split_inclusive('\n') {
        let span = Span::new(at, at + raw.len()).trim(text);
        at += raw.len();
        if span.is_empty() {
            blank = true;
            if let Some(last) = found.last_mut() {
                last.blank_after = true;
            }
        } else {
            found.push(Line { span, blank_before: blank, blank_after: false });
            blank = false;
        }
    }
    if let Some(last) = found.last_mut() {
        last.blank_after = true;
    }
    if is_wrapped(text, &found) { unwrapped(text, found) } else { found }
}

/// Whether line breaks are there for the width of a screen: nearly all lines are short, and most of those that
/// are followed by another stop in the middle of a sentence.
fn is_wrapped(text: &str, lines: &[Line]) -> bool {
    let short = lines.iter().filter(|line| line.span.len() <= *WRAPPED.end()).count();
    let followed: Vec<&Line> = lines.iter().filter(|line| !line.blank_after).collect();
    let broken =
        followed.iter().filter(|line| WRAPPED.contains(&line.span.len()) && !ends_sentence(line.span.of(text))).count();
    followed.len() >= 4 && short * 20 >= lines.len() * 19 && broken * 10 >= followed.len() * 7
}

fn unwrapped(text: &str, lines: Vec<Line>) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    for line in lines {
        let before = line.span.start.saturating_sub(3);
        let indented = text.is_char_boundary(before) && text[before..line.span.start].ends_with("  ");
        match out.last_mut() {
            Some(last) if !line.blank_before && !indented => {
                last.span = last.span.cover(line.span);
                last.blank_after = line.blank_after;
            }
            _ => out.push(line),
        }
    }
    out
}

/// Whether a line stops where a sentence does.
pub(super) fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(['"', '”', '’', '\'', ')', ']', '»', '“'])
        .ends_with(['.', '!', '?', '…', ':', ';', '。', '؟', '।'])
}
