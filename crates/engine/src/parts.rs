//! The function of each line on the page: title, heading, standfirst, body, caption, byline, credit, boilerplate.
//!
//! Markup is believed where there is any; in plain text the line itself and its neighbours must tell. A line is
//! body unless something speaks against it: a sentence of a report that is taken for furniture is a fact lost,
//! furniture that is taken for body is a line of noise. What furniture says is data
//! (`data/lexicon/boilerplate.tsv`), how it is recognised is in `parts/lexicon.rs`.

mod credits;
mod lexicon;
mod lines;

use crate::words::SMALL;
use lexicon::{labels, words};
use lines::{Line, ends_sentence, lines};
use std::collections::BTreeSet;
use variorum_record::{Part, PartKind, Report, ReportMeta, Span};

/// Near the start or the end: this many lines.
const EDGE: usize = 8;

/// A headline has at most so many words.
const HEADLINE_WORDS: usize = 28;

/// A heading inside a report has at most so many words.
const HEADING_WORDS: usize = 14;

/// Reasons by which [`stated`] knows what a line states.
const MASTHEAD: &str = "masthead";
const WHO_AND_WHERE: &str = "byline with place";

/// A line printed twice counts once from so many words on.
const REPEATED_WORDS: usize = 8;

/// The parts of a report, in order, not overlapping; what lies between them is white space.
pub fn find(report: &Report) -> Vec<Part> {
    let page = Page::read(report);
    let mut parts = Vec::with_capacity(page.lines.len());
    for (line, (kind, why)) in page.lines.iter().zip(&page.kinds) {
        split(&report.text, line.span, *kind, why, &mut parts);
    }
    parts
}

/// Why the summary that some pages print above the headline is no part of the body.
const TEASER: &str = "teaser above the headline";

/// Whether a part is such a summary: boilerplate of the page, but in the outlet's own sentences, which are read.
pub(crate) fn is_teaser(part: &Part) -> bool {
    part.kind == PartKind::Boilerplate && part.why.as_deref() == Some(TEASER)
}

const AGAIN: &str = "headline printed again";

/// Whether a part is the headline once more.
pub(crate) fn is_printed_again(part: &Part) -> bool {
    part.kind == PartKind::Boilerplate && part.why.as_deref() == Some(AGAIN)
}

/// What the text itself states of the report, for what its metadata leaves open: title, byline, outlet, date.
/// Nothing that is already stated changes.
pub fn stated(report: &Report) -> ReportMeta {
    let page = Page::read(report);
    let mut meta = report.meta.clone();
    // Only the first paragraph has a dateline of the report's own.
    let mut opening = true;
    for (at, (line, (kind, _))) in page.lines.iter().zip(&page.kinds).enumerate() {
        let text = line.span.of(&report.text);
        match kind {
            PartKind::Title if meta.title.is_none() => {
                let end = foreign_tail(text).unwrap_or(text.len());
                meta.title = Some(text[..end].trim_end().to_string());
            }
            // What markup calls a credit is that of a picture.
            PartKind::Credit if page.kinds[at].1 == "markup" => {}
            PartKind::Byline | PartKind::Credit => {
                let credit = match page.kinds[at].1 {
                    MASTHEAD => Some(credits::masthead(text)),
                    WHO_AND_WHERE => Some(credits::who_and_where(text)),
                    _ => credits::line(text, page.is_edge(at)),
                };
                let Some(credit) = credit else { continue };
                meta.byline = meta.byline.take().or(credit.byline);
                meta.outlet = meta.outlet.take().or(credit.outlet);
                meta.published = meta.published.take().or(credit.published);
                meta.updated = meta.updated.take().or(credit.updated);
            }
            PartKind::Body if meta.published.is_none() && std::mem::take(&mut opening) => {
                meta.published = credits::dateline_date(text);
            }
            _ => {}
        }
    }
    // Where the text gives only the day of its last change, it is of that day: `updated` says what kind of day it is.
    meta.published = meta.dated().map(str::to_owned);
    meta
}

/// The lines of a report with what was decided about each.
struct Page<'a> {
    text: &'a str,
    lines: Vec<Line>,
    kinds: Vec<(PartKind, &'static str)>,
}

impl<'a> Page<'a> {
    fn read(report: &'a Report) -> Self {
        let text = report.text.as_str();
        let lines = if report.marked.is_empty() { lines(text) } else { with_marked(lines(text), &report.marked) };
        let kinds = vec![(PartKind::Body, ""); lines.len()];
        let mut page = Page { text, lines, kinds };
        page.markup(&report.marked);
        page.furniture();
        page.title(report.meta.title.as_deref());
        page.masthead();
        page.links_at_the_end();
        page.repeated();
        page.headings();
        page
    }

    fn line(&self, at: usize) -> &'a str {
        self.lines[at].span.of(self.text)
    }

    fn is_edge(&self, at: usize) -> bool {
        at < EDGE || at + EDGE >= self.lines.len()
    }

    fn open(&self, at: usize) -> bool {
        self.kinds[at] == (PartKind::Body, "")
    }

    /// What the markup says. A marked block quotation is body with its reason.
    fn markup(&mut self, marked: &[Part]) {
        for (line, kind) in self.lines.iter().zip(&mut self.kinds) {
            let at = marked.partition_point(|part| part.span.end <= line.span.start);
            if let Some(part) = marked.get(at).filter(|part| part.span.overlaps(line.span)) {
                *kind = match part.kind {
                    PartKind::Body => (PartKind::Body, "block quotation"),
                    kind => (kind, "markup"),
                };
            }
        }
    }

    /// Lines that are furniture or credits whatever stands around them.
    fn furniture(&mut self) {
        for at in 0..self.lines.len() {
            if self.kinds[at].0 == PartKind::Caption {
                continue;
            }
            let line = self.line(at);
            let edge = self.is_edge(at);
            if let Some(why) = lexicon::line(line, quotes(line) && !only_labels(line)) {
                self.kinds[at] = (PartKind::Boilerplate, why);
            } else if let Some(credit) = credits::line(line, edge)
                && let Some(kind) = credit.kind
            {
                self.kinds[at] = (kind, credit.why);
            } else if foreign_tag(line, self.text) {
                self.kinds[at] = (PartKind::Boilerplate, "tag in another script");
            }
        }
    }

    /// The outlet's name on a line of its own, right above the date or right below who compiled the report; and above
    /// it, who wrote where ("Jana Tarn in Geneva").
    fn masthead(&mut self) {
        for at in 0..self.lines.len() {
            if self.kinds[at].0 != PartKind::Credit || !self.is_edge(at) {
                continue;
            }
            let dated = credits::line(self.line(at), true).is_some_and(|credit| credit.published.is_some());
            let beside = if dated { at.checked_sub(1) } else { Some(at + 1).filter(|&next| next < self.lines.len()) };
            let name = |&line: &usize| self.is_loose(line) && credits::could_be_outlet(self.line(line));
            let Some(name) = beside.filter(name) else { continue };
            if dated && credits::is_who_and_where(self.line(name)) {
                self.kinds[name] = (PartKind::Byline, WHO_AND_WHERE);
                continue;
            }
            self.kinds[name] = (PartKind::Credit, MASTHEAD);
            if let Some(above) = name.checked_sub(1).filter(|_| dated)
                && self.is_loose(above)
                && credits::is_who_and_where(self.line(above))
            {
                self.kinds[above] = (PartKind::Byline, WHO_AND_WHERE);
            }
        }
    }

    /// Whether the line was taken for running text or a standfirst only because nothing else was known of it.
    fn is_loose(&self, at: usize) -> bool {
        self.open(at) || self.kinds[at].0 == PartKind::Dek && self.kinds[at].1 != "markup"
    }

    /// The headline, a headline printed again, the standfirst below it and the teaser above it.
    fn title(&mut self, stated: Option<&str>) {
        let head: Vec<usize> = (0..self.lines.len())
            .filter(|&at| matches!(self.kinds[at].0, PartKind::Body | PartKind::Heading))
            .take(6)
            .collect();
        let title = match stated.filter(|stated| !stated.trim().is_empty()) {
            Some(stated) => {
                let wanted = content_words(stated);
                let Some(&at) = head.iter().find(|&&at| !wanted.is_empty() && content_words(self.line(at)) == wanted)
                else {
                    self.headlines_again(&wanted, 0);
                    return;
                };
                at
            }
            None => match self.unstated_title(&head) {
                Some(at) => at,
                None => return,
            },
        };
        self.kinds[title] = (PartKind::Title, "headline");
        let wanted = content_words(self.without_tag(title));
        for &at in head.iter().filter(|&&at| at < title) {
            if self.open(at) && ends_sentence(self.line(at)) {
                self.kinds[at] = (PartKind::Boilerplate, TEASER);
            }
        }
        let again = self.headlines_again(&wanted, title);
        let below = again.unwrap_or(title) + 1;
        if self.is_dek(below, again.is_some()) {
            self.kinds[below] = (PartKind::Dek, "standfirst");
        }
    }

    /// Marks what repeats the headline; returns the last such line right below it.
    fn headlines_again(&mut self, title: &BTreeSet<String>, after: usize) -> Option<usize> {
        let mut last = None;
        if title.len() < 3 {
            return None;
        }
        for at in 0..self.lines.len() {
            let near = at <= after + 4;
            if self.kinds[at].0 == PartKind::Title
                || !matches!(self.kinds[at].0, PartKind::Body | PartKind::Heading)
                || self.lines[at].span.len() > 300
            {
                continue;
            }
            let words = content_words(self.line(at));
            let shared = words.intersection(title).count();
            let same = &words == title;
            let shorter = near
                && headline_like(self.line(at))
                && words.len() >= 4
                && shared * 10 >= words.len() * 8
                && shared * 2 >= title.len();
            if same || shorter {
                self.kinds[at] = (PartKind::Boilerplate, AGAIN);
                if near {
                    last = Some(at);
                }
            }
        }
        last
    }

    /// The headline where no metadata states it: the first line if it reads like one, or the second if the first
    /// is a teaser: a headline in capitals or printed again.
    fn unstated_title(&self, head: &[usize]) -> Option<usize> {
        let &first = head.first()?;
        let body_follows = |at: usize| {
            (at + 1..self.lines.len()).any(|below| {
                self.open(below) && ends_sentence(self.line(below)) && words(self.line(below), 9).len() > 8
            })
        };
        let shouted = !self.text[..boundary(self.text, 2000)].chars().any(char::is_lowercase);
        if self.kinds[first].1 == "markup" || (headline_like(self.without_tag(first)) && body_follows(first)) {
            let line = self.line(first);
            let unfinished =
                self.lines.get(first + 1).is_some_and(|next| next.span.of(self.text).starts_with(char::is_lowercase));
            let apart = self.lines[first].blank_after
                || self.lines.get(first + 1).is_some_and(|next| {
                    ends_sentence(next.span.of(self.text)) || headline_like(next.span.of(self.text))
                });
            return (apart
                && !unfinished
                && !(shouted && (!self.lines[first].blank_after || words(line, 16).len() > 15))
                && credits::dateline(line).is_none())
            .then_some(first);
        }
        let &second = head.get(1)?;
        if !headline_like(self.line(second)) || !body_follows(second) || !ends_sentence(self.line(first)) {
            return None;
        }
        let wanted = content_words(self.line(second));
        let again = head.iter().any(|&at| at > second && at <= second + 3 && content_words(self.line(at)) == wanted);
        again.then_some(second)
    }

    /// A standfirst: one sentence between the headline and the running text.
    fn is_dek(&self, at: usize, after_second_headline: bool) -> bool {
        if at + 1 >= self.lines.len() || !self.open(at) {
            return false;
        }
        let line = self.line(at);
        let count = words(line, 46).len();
        let body_below =
            (at + 1..self.lines.len().min(at + 3)).any(|below| self.open(below) && sentences(self.line(below)) >= 2);
        let one = sentences(line) <= 1 && (8..=45).contains(&count) && !quotes(line);
        one && body_below
            && credits::dateline(line).is_none()
            && if ends_sentence(line) { after_second_headline } else { count > HEADING_WORDS }
    }

    /// Lists of other reports: what stands below "Most read" up to the next sentence of running text.
    fn links_at_the_end(&mut self) {
        let mut listing = false;
        for at in 0..self.lines.len() {
            let line = self.line(at);
            if matches!(self.kinds[at].0, PartKind::Body | PartKind::Heading | PartKind::Boilerplate)
                && lexicon::links_follow(line)
            {
                self.kinds[at] = (PartKind::Boilerplate, "related");
                listing = true;
            } else if listing && matches!(self.kinds[at].0, PartKind::Body | PartKind::Heading) {
                let link = !ends_sentence(line) && words(line, 25).len() <= 24;
                if link {
                    self.kinds[at] = (PartKind::Boilerplate, "related");
                } else {
                    listing = false;
                }
            }
        }
    }

    /// A paragraph printed a second time says nothing new.
    fn repeated(&mut self) {
        let mut seen = BTreeSet::new();
        for at in 0..self.lines.len() {
            let line = self.line(at);
            if self.kinds[at].0 == PartKind::Body
                && line.split_whitespace().take(REPEATED_WORDS).count() == REPEATED_WORDS
                && !seen.insert(line)
            {
                self.kinds[at] = (PartKind::Boilerplate, "printed before");
            }
        }
    }

    /// Headings in plain text: short lines without a full stop, with running text below.
    fn headings(&mut self) {
        for at in 0..self.lines.len() {
            let line = self.line(at);
            if !self.open(at)
                || !headline_like(line)
                || words(line, HEADING_WORDS + 1).len() > HEADING_WORDS
                || quotes(line)
            {
                continue;
            }
            let below = self.lines.get(at + 1).is_some_and(|next| {
                let text = next.span.of(self.text);
                self.kinds[at + 1].0 == PartKind::Body
                    && words(text, 9).len() > 8
                    && (ends_sentence(text) || text.len() > 200)
            });
            let apart = self.lines[at].blank_before || at == 0 || ends_sentence(self.line(at - 1));
            if below && apart {
                self.kinds[at] = (PartKind::Heading, "short line above running text");
            }
        }
    }

    /// A line without a tag in another script at its end.
    fn without_tag(&self, at: usize) -> &'a str {
        let line = self.line(at);
        &line[..foreign_tail(line).unwrap_or(line.len())]
    }
}

/// Writes out a line as one part, or as several where furniture hangs on it.
fn split(text: &str, span: Span, kind: PartKind, why: &'static str, parts: &mut Vec<Part>) {
    let line = span.of(text);
    let mut push = |start: usize, end: usize, kind: PartKind, why: &str| {
        let span = Span::new(span.start + start, span.start + end).trim(text);
        if !span.is_empty() {
            parts.push(Part { span, kind, why: (!why.is_empty()).then(|| why.to_string()) });
        }
    };
    let mut start = 0;
    let mut end = line.len();
    if kind == PartKind::Body
        && let Some(length) = credits::dateline(line)
        && length < line.len()
    {
        push(0, length, PartKind::Credit, "dateline");
        start = length;
    }
    if kind == PartKind::Body
        && let Some(length) = credits::marks(&line[start..])
        && start + length < line.len()
    {
        push(start, start + length, PartKind::Credit, "mark of a monitoring service");
        start += length;
    }
    let tail = match kind {
        PartKind::Title | PartKind::Heading => foreign_tail(line)
            .map(|at| (at, "tag in another script"))
            .or_else(|| banner_tail(line).map(|at| (at, "outlet behind a bar"))),
        PartKind::Body | PartKind::Boilerplate | PartKind::Dek | PartKind::Caption => {
            label_tail(line, kind == PartKind::Boilerplate)
        }
        _ => None,
    };
    if let Some((at, _)) = tail.filter(|(at, _)| *at > start) {
        end = at;
    }
    let credited = if kind == PartKind::Caption { credits::picture_tail(&line[start..end]) } else { None };
    let said = credited.map_or(end, |at| start + at);
    push(start, said, kind, why);
    push(said, end, PartKind::Credit, "picture credit");
    if let Some((at, why)) = tail.filter(|(at, _)| *at > start) {
        push(at, line.len(), PartKind::Boilerplate, why);
    }
}

/// Where a title gives way to the names of sections and outlet that a page appends: "Man shot in Orvend | Local News | WORV".
fn banner_tail(line: &str) -> Option<usize> {
    let names = |part: &str| {
        let words: Vec<&str> = part.split_whitespace().collect();
        (1..=6).contains(&words.len())
            && words
                .iter()
                .all(|word| word.starts_with(|c: char| !c.is_lowercase()) || word.contains('.') || *word == "of")
    };
    let bars = [" | ", " « ", " :: "].iter().filter_map(|bar| line.find(bar)).min();
    let at = bars.filter(|&at| {
        let tail = line[at..].split(['|', '«', ':']).map(str::trim).filter(|part| !part.is_empty());
        tail.clone().count() > 0 && tail.flat_map(|part| part.split(',')).all(names)
    });
    // A hyphen separates much else: only before a site or a word of outlets.
    let hyphen = || {
        let mut cut = None;
        for (at, _) in line.rmatch_indices(" - ") {
            let part = line[at + 3..].split(" - ").next().unwrap_or("").trim();
            let outlet = part.contains(".com")
                || part.split([' ', ',']).any(|word| {
                    ["News", "Times", "Tribune", "Home", "Post", "Herald", "Gazette", "Chronicle", "Journal", "TV"]
                        .contains(&word)
                });
            if !(part.split(',').all(|one| names(one.trim())) && (outlet || cut.is_some())) {
                break;
            }
            cut = Some(at);
        }
        cut
    };
    at.or_else(hyphen).filter(|&at| line[..at].split_whitespace().count() >= 3)
}

/// Where the labels of buttons begin that hang on the end of a sentence: "… officials said. Read more".
fn label_tail(line: &str, furniture: bool) -> Option<(usize, &'static str)> {
    let mut from = line.len().saturating_sub(80);
    while !line.is_char_boundary(from) {
        from += 1;
    }
    let end = line[from..]
        .rmatch_indices(['.', '!', '?', '…', '”', '"', ')'])
        .next()
        .map(|(at, mark)| from + at + mark.len())?;
    let tail = line[end..].trim_start();
    let at = line.len() - tail.len();
    if at == end || !tail.starts_with(char::is_uppercase) || line[..end].trim().is_empty() {
        return None;
    }
    let tail_words = words(tail, 9);
    let enough = tail_words.len() >= if furniture { 1 } else { 2 };
    (enough && tail_words.len() <= 8).then(|| labels(&tail_words, 0)).flatten().map(|why| (at, why))
}

/// Adds line breaks where markup ends inside a line.
fn with_marked(lines: Vec<Line>, marked: &[Part]) -> Vec<Line> {
    let mut out = Vec::with_capacity(lines.len());
    for line in lines {
        let first = marked.partition_point(|part| part.span.end <= line.span.start);
        let inside: Vec<Span> =
            marked[first..].iter().take_while(|part| part.span.start < line.span.end).map(|part| part.span).collect();
        match inside.as_slice() {
            [span] if line.span.contains(*span) && *span != line.span => {
                for piece in [Span::new(line.span.start, span.start), *span, Span::new(span.end, line.span.end)] {
                    if !piece.is_empty() {
                        out.push(Line { span: piece, ..line });
                    }
                }
            }
            _ => out.push(line),
        }
    }
    out
}

/// Whether a line quotes: it has an opening quotation mark before a word.
fn quotes(line: &str) -> bool {
    line.contains(['“', '”', '„', '«', '»', '「', '"']) || line.contains(" ‘") || line.starts_with('‘')
}

/// Whether all that a line quotes are labels of buttons: 'Press "Accept all" to continue' quotes nobody.
fn only_labels(line: &str) -> bool {
    let pieces: Vec<&str> = line.split(['“', '”', '"']).collect();
    let inside = pieces.iter().skip(1).step_by(2);
    let label = |words: &&str| {
        words.split_whitespace().count() <= LABEL_WORDS && !words.ends_with([',', '.', '?', '!']) && !words.is_empty()
    };
    pieces.len() >= 3 && pieces.len() % 2 == 1 && inside.clone().all(label)
}

/// The most words of a button's label.
const LABEL_WORDS: usize = 4;

/// Whether a line reads like a headline: a capital or a figure first, no full stop last, not too long.
fn headline_like(line: &str) -> bool {
    let count = words(line, HEADLINE_WORDS + 1).len();
    let last = line.chars().next_back().unwrap_or(' ');
    let abbreviated = line.ends_with("U.S.") || line.ends_with("U.K.") || line.ends_with("U.N.");
    (2..=HEADLINE_WORDS).contains(&count)
        && line.len() <= 240
        && line.starts_with(|c: char| {
            c.is_uppercase()
                || c.is_numeric()
                || matches!(c, '“' | '‘' | '"' | '\'' | '«')
                || (c.is_alphabetic() && !c.is_lowercase())
        })
        && (abbreviated || !matches!(last, '.' | ',' | ';' | ':' | '…' | '-' | '–' | '—'))
        && !(matches!(last, '!' | '?' | '"' | '”') && (sentences(line) > 1 || line.starts_with(['“', '"'])))
        && !line.contains(". ")
}

/// About how many sentences a line holds.
fn sentences(line: &str) -> usize {
    let mut count = 0;
    let chars = line.char_indices().peekable();
    for (at, c) in chars {
        if matches!(c, '.' | '!' | '?' | '。' | '؟') {
            let rest = line[at + c.len_utf8()..].trim_start_matches(['"', '”', '’', '\'', ')', '»']);
            let initial = line[..at].chars().rev().take_while(|c| c.is_alphabetic()).count() == 1;
            if rest.is_empty()
                || (rest.starts_with(char::is_whitespace)
                    && !initial
                    && rest.trim_start().starts_with(|c: char| !c.is_lowercase()))
            {
                count += 1;
            }
        }
    }
    count.max(1)
}

/// The words of a headline that carry meaning.
fn content_words(line: &str) -> BTreeSet<String> {
    words(line, 60).into_iter().map(|word| word.text).filter(|word| !SMALL.contains(word.as_str())).collect()
}

/// The family of scripts a letter belongs to; `None` for what all share.
fn script(c: char) -> Option<u8> {
    if !c.is_alphabetic() {
        return None;
    }
    Some(match u32::from(c) {
        0..0x370 | 0x1e00..0x1f00 | 0x2c60..0x2c80 | 0xa720..0xa800 | 0xff21..0xff5b => 0,
        0x370..0x400 | 0x1f00..0x2000 => 1,
        0x400..0x530 | 0x1c80..0x1c90 | 0x2de0..0x2e00 => 2,
        0x590..0x600 => 3,
        0x600..0x780 | 0x8a0..0x900 | 0xfb50..0xfe00 | 0xfe70..0xff00 => 4,
        0x900..0xe00 => 5,
        0x10a0..0x1100 => 6,
        0x3040..0xa000 | 0xac00..0xd7b0 | 0xf900..0xfb00 | 0x20000..0x32000 => 7,
        _ => 8,
    })
}

/// Where a tag in another script begins at the end of a line: a few words, with at least three words before.
fn foreign_tail(line: &str) -> Option<usize> {
    let main = line.chars().find_map(script)?;
    let mut at = line.len();
    let mut seen = false;
    for (start, word) in line
        .split(' ')
        .scan(0, |at, word| {
            let start = *at;
            *at += word.len() + 1;
            Some((start, word))
        })
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
    {
        match word.chars().find_map(script) {
            Some(found) if found == main => break,
            Some(_) => {
                at = start;
                seen = true;
            }
            None => {}
        }
    }
    (seen && line[..at].split_whitespace().count() >= 3 && line[at..].split_whitespace().count() <= 6).then_some(at)
}

/// Whether a short line is a tag in a script that the report is not written in.
fn foreign_tag(line: &str, text: &str) -> bool {
    if line.len() > 120 || words(line, 7).len() > 6 || ends_sentence(line) || quotes(line) {
        return false;
    }
    let Some(own) = line.chars().find_map(script) else { return false };
    let sample = &text[..boundary(text, 4000)];
    let (mut same, mut all) = (0usize, 0usize);
    for found in sample.chars().filter_map(script) {
        all += 1;
        same += usize::from(found == own);
    }
    all > 200 && same * 10 < all && line.chars().filter_map(script).all(|found| found == own)
}

/// The last character boundary at or before a byte.
fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests;
