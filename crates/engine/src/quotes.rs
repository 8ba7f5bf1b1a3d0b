//! Pairing of quotation marks, paragraph by paragraph.
//!
//! Finds every stretch of words that stands between quotation marks and says nothing yet of whether somebody
//! speaks there: scare quotes, titles and nicknames are found like speech, statements sort them out.
//!
//! A paragraph is read once from left to right with a stack of open marks. What a mark can do (open, close, or
//! be an apostrophe) follows from the characters beside it; what it does, from the stack and at most two marks
//! ahead. No decision depends on anything outside the paragraph, except that an unclosed paragraph hands its
//! quotation on to the next one. So one odd mark costs at most its own paragraph, and time is linear in the text.

use variorum_record::{Part, PartKind, Problem, Span};

/// A stretch of text inside quotation marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// The words, without the marks.
    pub inner: Span,
    /// The words with their marks.
    pub outer: Span,
    /// Whether a closing mark stands at its end.
    pub closed: bool,
    /// The quotation of an earlier paragraph that this one carries on (its opening mark repeats that one's).
    pub continues: Option<usize>,
    /// The quotation inside which this one stands.
    pub within: Option<usize>,
}

/// The quotations of the content parts, in order of their opening mark, and what is wrong with their marks.
pub fn find(text: &str, parts: &[Part]) -> (Vec<Quotation>, Vec<Problem>) {
    let mut found = Found::default();
    let content: Vec<&Part> = parts.iter().filter(|part| part.kind.is_content()).collect();
    for (i, part) in content.iter().enumerate() {
        // Only running text carries a quotation on; a caption or a heading in between does not end it.
        let next = content[i + 1..].iter().take(8).find(|next| next.kind == PartKind::Body);
        let next = next.filter(|_| part.kind == PartKind::Body).map(|next| next.span.of(text));
        found.paragraph(text, part, next);
    }
    found.problems.sort_by_key(|problem| problem.span);
    (found.quotations, found.problems)
}

/// How deep quotations may stand inside each other; deeper marks are noise.
const DEPTH: usize = 6;

/// Marks that belong together. A closing mark closes only its own family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    /// `"`, `＂`
    Straight,
    /// `“ ”`, `„ “`, `„ ”`, `‟`, `❝ ❞`, ` `` '' `
    Double,
    /// `‘ ’`, `' '`, `‚ ‘`: the family that shares its marks with apostrophes.
    Single,
    /// `« »`, `» «`
    Guillemet,
    /// `‹ ›`, `› ‹`
    SingleGuillemet,
    /// `「 」`, `『 』`
    Corner,
}

/// A quotation mark with what its surroundings let it do.
#[derive(Clone, Copy, Debug)]
struct Mark {
    span: Span,
    family: Family,
    sign: char,
    opens: bool,
    closes: bool,
    /// For a single mark that may close after an `s`: a surer closing mark follows before the next opening one,
    /// so this one is a possessive ("‘the players’ union is wrong’").
    surer_ahead: bool,
}

/// A mark that waits for its partner.
#[derive(Clone, Copy)]
struct Open {
    mark: Mark,
    quotation: usize,
}

#[derive(Default)]
struct Found {
    quotations: Vec<Quotation>,
    problems: Vec<Problem>,
    /// The unclosed quotation of the paragraph before, which this one may carry on.
    carried: Option<usize>,
}

impl Found {
    fn paragraph(&mut self, text: &str, part: &Part, next: Option<&str>) {
        let marks = marks(text, part.span);
        let first = self.quotations.len();
        let carried = if part.kind == PartKind::Body { self.carried.take() } else { None };
        let mut dead: Vec<bool> = Vec::new(); // of the quotations from `first` on: those whose mark was none
        let mut stack: Vec<Open> = Vec::new();
        let mut any = false;
        for (i, mark) in marks.iter().enumerate() {
            let inner_of = stack.iter().rposition(|open| open.mark.family == mark.family);
            let inner_of = inner_of.or_else(|| other_make(mark, &stack));
            if let Some(at) = inner_of.filter(|&at| closes(&stack[at].mark, mark, &marks[i..])) {
                self.drop_all(&mut stack, at + 1, first, &mut dead, mark.span.start, text);
                let Some(open) = stack.pop() else { continue };
                self.end(open.quotation, mark.span.start, mark.span.end, true, text);
                continue;
            }
            if !opens(mark, inner_of.map(|at| &stack[at].mark)) {
                if mark.family != Family::Single && mark.closes {
                    match carried.filter(|_| !any) {
                        // A paragraph that goes on without a new opening mark and closes here.
                        Some(before) => {
                            self.begin(Span::new(part.span.start, part.span.start), None, Some(before));
                            dead.push(false);
                            let quotation = self.quotations.len() - 1;
                            self.end(quotation, mark.span.start, mark.span.end, true, text);
                        }
                        None => self.problem("closing quotation mark without an opening one", mark.span),
                    }
                    any = true;
                }
                continue;
            }
            let mut continues = carried.filter(|_| !any && text[part.span.start..mark.span.start].trim().is_empty());
            any |= mark.family != Family::Single;
            if let Some(at) = inner_of.filter(|_| !nested(mark, &marks[i + 1..])) {
                // The same mark opens again: the earlier one was never closed.
                continues = (mark.family != Family::Single).then_some(stack[at].quotation);
                self.drop_all(&mut stack, at, first, &mut dead, mark.span.start, text);
            } else if stack.len() == DEPTH {
                self.drop_all(&mut stack, 0, first, &mut dead, mark.span.start, text);
            }
            let within = stack.last().map(|open| open.quotation);
            self.begin(mark.span, within, continues);
            dead.push(false);
            stack.push(Open { mark: *mark, quotation: self.quotations.len() - 1 });
        }
        self.paragraph_end(text, part, next, &mut stack, first, &mut dead);
        self.sweep(first, &dead);
    }

    /// What is still open at the end of a paragraph runs to that end. The outermost may go on in the next.
    fn paragraph_end(
        &mut self,
        text: &str,
        part: &Part,
        next: Option<&str>,
        stack: &mut Vec<Open>,
        first: usize,
        dead: &mut [bool],
    ) {
        let Some(outermost) = stack.first().copied() else { return };
        let starts_again = next.is_some_and(|next| next.starts_with(outermost.mark.sign));
        let lone_close = next.is_some_and(|next| closes_before_it_opens(next, outermost.mark.family));
        let at_start = text[part.span.start..outermost.mark.span.start].trim().is_empty();
        let goes_on = match outermost.mark.family {
            // An apostrophe can look like an opening mark: believe it only when the next paragraph does the same.
            Family::Single => outermost.mark.sign == '‘' && starts_again && at_start,
            _ => starts_again || lone_close,
        };
        if !goes_on {
            self.drop_all(stack, 0, first, dead, part.span.end, text);
            return;
        }
        self.drop_all(stack, 1, first, dead, part.span.end, text);
        stack.clear();
        self.end(outermost.quotation, part.span.end, part.span.end, false, text);
        self.carried = Some(outermost.quotation);
    }

    fn begin(&mut self, mark: Span, within: Option<usize>, continues: Option<usize>) {
        let inner = Span::new(mark.end, mark.end);
        self.quotations.push(Quotation { inner, outer: mark, closed: false, continues, within });
    }

    fn end(&mut self, quotation: usize, inner_end: usize, outer_end: usize, closed: bool, text: &str) {
        let quotation = &mut self.quotations[quotation];
        quotation.inner = Span::new(quotation.inner.start, inner_end).trim(text);
        let outer_end = if closed { outer_end } else { quotation.inner.end };
        quotation.outer = Span::new(quotation.outer.start, outer_end.max(quotation.outer.end));
        quotation.closed = closed;
    }

    /// Gives up the open marks from `from` on: a double one runs unclosed to `end`, a single one was an apostrophe.
    fn drop_all(
        &mut self,
        stack: &mut Vec<Open>,
        from: usize,
        first: usize,
        dead: &mut [bool],
        end: usize,
        text: &str,
    ) {
        for open in stack.drain(from..) {
            if open.mark.family == Family::Single {
                dead[open.quotation - first] = true;
                continue;
            }
            self.problem("unclosed quotation", open.mark.span);
            self.end(open.quotation, end, end, false, text);
        }
    }

    fn problem(&mut self, what: &str, span: Span) {
        self.problems.push(Problem { what: what.into(), span: Some(span) });
    }

    /// Takes out what turned out to be no quotation, and empty ones, and mends the indexes.
    fn sweep(&mut self, first: usize, dead: &[bool]) {
        let mut kept = first;
        let gone = |quotation: &Quotation, dead: bool| dead || quotation.inner.is_empty();
        let mut index: Vec<Option<usize>> = Vec::with_capacity(dead.len());
        for (i, &dead) in dead.iter().enumerate() {
            let keep = !gone(&self.quotations[first + i], dead);
            index.push(keep.then_some(kept));
            kept += usize::from(keep);
        }
        let mut within_of: Vec<Option<usize>> = Vec::with_capacity(dead.len());
        for i in 0..dead.len() {
            let within = self.quotations[first + i].within;
            // The quotation around a dropped one is the one around that.
            within_of.push(within.and_then(|w| index[w - first].or(within_of[w - first])));
        }
        let new = |i: usize| if i < first { Some(i) } else { index[i - first] };
        let tail = self.quotations.split_off(first);
        for (i, mut quotation) in tail.into_iter().enumerate() {
            if index[i].is_some() {
                quotation.within = within_of[i];
                quotation.continues = quotation.continues.and_then(new);
                self.quotations.push(quotation);
            }
        }
        self.carried = self.carried.and_then(|carried| if carried < first { None } else { index[carried - first] });
    }
}

/// Whether `mark` closes the open one. `ahead` begins with the mark itself.
fn closes(open: &Mark, mark: &Mark, ahead: &[Mark]) -> bool {
    if !mark.closes {
        return false;
    }
    match mark.family {
        Family::Single => {
            let low = open.sign == '‚';
            let partner = if low { matches!(mark.sign, '‘' | '’') } else { mark.sign != '‘' };
            let same_make = (open.sign == '\'') == (mark.sign == '\'');
            partner && same_make && !mark.surer_ahead
        }
        Family::Guillemet | Family::SingleGuillemet => mark.sign != open.sign || !mark.opens,
        // “ closes „; used for ” it closes only where it cannot open.
        Family::Double if mark.sign == '“' => open.sign == '„' || !mark.opens,
        Family::Double | Family::Corner => true,
        // Between a word and a word a straight mark is a slip of spacing, and closes if nothing else is left to.
        Family::Straight => !mark.opens || ahead.len() % 2 == 1,
    }
}

/// The open double mark that one of another make closes, where nothing else is open: in `"We stay,” she said` one of two
/// hands set each mark.
fn other_make(mark: &Mark, stack: &[Open]) -> Option<usize> {
    let [only] = stack else { return None };
    let double = |mark: &Mark| matches!(mark.sign, '"' | '＂' | '“' | '”');
    (double(mark) && double(&only.mark) && mark.closes && !mark.opens).then_some(0)
}

/// Whether `mark` opens, given the open mark of its family.
fn opens(mark: &Mark, open: Option<&Mark>) -> bool {
    mark.opens && (mark.sign != '”' || open.is_none())
}

/// Whether a mark of the family that is already open starts a quotation inside it: two closing marks follow
/// before the next opening one.
fn nested(mark: &Mark, ahead: &[Mark]) -> bool {
    let mut same = ahead.iter().filter(|next| next.family == mark.family).take(2);
    let closing = |next: Option<&Mark>| next.is_some_and(|next| next.closes && !next.opens);
    mark.family != Family::Single && closing(same.next()) && closing(same.next())
}

/// Whether the first mark of a family in a paragraph is one that can only close.
fn closes_before_it_opens(paragraph: &str, family: Family) -> bool {
    let (open, close) = match family {
        Family::Double => ('“', '”'),
        Family::Guillemet => ('«', '»'),
        _ => return false,
    };
    paragraph.chars().find(|&c| c == open || c == close) == Some(close)
}

/// The quotation marks of a paragraph, apostrophes left out where that is certain.
fn marks(text: &str, paragraph: Span) -> Vec<Mark> {
    let inside = paragraph.of(text);
    let mut marks = Vec::new();
    let mut before: Option<char> = None;
    let mut skip_to = 0;
    for (at, sign) in inside.char_indices() {
        let previous = before.replace(sign);
        if at < skip_to {
            continue;
        }
        let Some(family) = family(sign) else { continue };
        let mut end = at + sign.len_utf8();
        let mut mark = Mark {
            span: Span::new(paragraph.start + at, paragraph.start + end),
            family,
            sign,
            opens: true,
            closes: true,
            surer_ahead: false,
        };
        // Typewriter doubles: `` and ''.
        if matches!(sign, '`' | '\'' | '’' | '‘') && inside[end..].starts_with(sign) {
            end += sign.len_utf8();
            skip_to = end;
            mark.family = Family::Double;
            mark.sign = if matches!(sign, '`' | '‘') { '“' } else { '”' };
            mark.span.end = paragraph.start + end;
        } else if sign == '`' {
            continue;
        }
        let rest = &inside[end..];
        let next = rest.chars().next();
        if can(&mut mark, previous, next, rest, &inside[..at]) {
            marks.push(mark);
        }
    }
    look_ahead(&mut marks, text);
    marks
}

fn family(sign: char) -> Option<Family> {
    Some(match sign {
        '"' | '＂' => Family::Straight,
        '“' | '”' | '„' | '‟' | '❝' | '❞' => Family::Double,
        '\'' | '‘' | '’' | '‚' | '‛' | '`' => Family::Single,
        '«' | '»' => Family::Guillemet,
        '‹' | '›' => Family::SingleGuillemet,
        '「' | '」' | '『' | '』' => Family::Corner,
        _ => return None,
    })
}

/// Sets what a mark can do between its neighbours. False if it is no quotation mark at all.
fn can(mark: &mut Mark, previous: Option<char>, next: Option<char>, rest: &str, before: &str) -> bool {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let opening_place = blank(previous)
        || previous
            .is_some_and(|c| "([{-–—/…:;=>*".contains(c) || (family(c).is_some() && !matches!(c, '’' | '”' | '»')));
    let closing_place = blank(next) || next.is_some_and(|c| !c.is_alphanumeric());
    match mark.family {
        Family::Single if mark.sign == '‚' => mark.closes = false,
        Family::Single => {
            mark.opens = mark.sign != '’' && opening_place && !blank(next) && !elision(rest);
            mark.closes = !blank(previous) && !word(next);
            return mark.opens || mark.closes;
        }
        Family::Straight | Family::Double if mark.sign == '"' || mark.sign == '＂' => {
            // 6'2" and 12" are measures.
            let digits = before.trim_end_matches(|c: char| c.is_ascii_digit());
            if digits.len() < before.len() && digits.ends_with(['\'', '′', '’']) {
                return false;
            }
            let hugging = (opening_place && !blank(next), !blank(previous) && closing_place);
            if hugging.0 != hugging.1 {
                (mark.opens, mark.closes) = hugging;
            }
        }
        Family::Double => {
            mark.opens = match mark.sign {
                '”' | '❞' => opening_place && blank(previous) && word(next),
                '“' => !(word(previous) && closing_place) || (blank(previous) && !blank(next)),
                _ => true,
            };
            mark.closes =
                matches!(mark.sign, '“' | '”' | '❞' | '‟') && !(blank(previous) && word(next) && mark.sign == '“');
        }
        Family::Guillemet | Family::SingleGuillemet => {
            // French and Swiss « … », German and Danish » … «: the word side tells, the shape when spaces stand on both.
            let points_right = matches!(mark.sign, '»' | '›');
            let words_follow = !blank(next) && !next.is_some_and(|c| ",;:.!?)".contains(c));
            (mark.opens, mark.closes) = match (opening_place && words_follow, !blank(previous) && closing_place) {
                (true, false) => (true, false),
                (false, true) => (false, true),
                _ => (!points_right, points_right),
            };
        }
        Family::Corner => {
            mark.opens = matches!(mark.sign, '「' | '『');
            mark.closes = !mark.opens;
        }
        Family::Straight => {}
    }
    true
}

/// Words that begin with an apostrophe in place of a lost letter.
fn elision(rest: &str) -> bool {
    const ELIDED: &[&str] = &[
        "em", "til", "till", "tis", "twas", "cause", "n", "round", "bout", "cos", "coz", "ere", "twere", "twill",
        "neath", "nuff", "s", "re", "ll", "ve", "d", "m", "t",
    ];
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let word = &rest[..end];
    let year = word.len() >= 2 && word.as_bytes()[..2].iter().all(u8::is_ascii_digit);
    (year && (word.len() == 2 || &word[2..] == "s")) || ELIDED.iter().any(|elided| word.eq_ignore_ascii_case(elided))
}

/// Marks the single closing marks that are possessives because a surer one follows; one pass from the end.
fn look_ahead(marks: &mut [Mark], text: &str) {
    let mut surer = false;
    for mark in marks.iter_mut().rev().filter(|mark| mark.family == Family::Single) {
        let after_s = text[..mark.span.start].ends_with(['s', 'S', 'z', 'x']);
        mark.surer_ahead = after_s && surer && mark.closes;
        if mark.opens {
            surer = false;
        } else if mark.closes && !after_s {
            surer = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<Part> {
        let mut at = 0;
        let mut parts = Vec::new();
        for line in text.split_inclusive('\n') {
            let span = Span::new(at, at + line.len()).trim(text);
            at += line.len();
            if !span.is_empty() {
                parts.push(Part { span, kind: PartKind::Body, why: None });
            }
        }
        parts
    }

    /// Writes quotations as `words`, with `…` after an unclosed one, `>` before one that continues, `(n)` before a nested one.
    fn shown(text: &str) -> Vec<String> {
        let (quotations, _) = find(text, &parts(text));
        let one = |q: &Quotation| {
            let within = q.within.map_or(String::new(), |w| format!("({w}) "));
            let goes_on = if q.continues.is_some() { "> " } else { "" };
            format!("{within}{goes_on}{}{}", q.inner.of(text), if q.closed { "" } else { "…" })
        };
        quotations.iter().map(one).collect()
    }

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(shown(text), expected, "in {text:?}");
    }

    #[test]
    fn families() {
        check("\"No,\" said Ada. \"Never.\"", &["No,", "Never."]);
        check("“No,” said Ada. “Never.”", &["No,", "Never."]);
        check("„Nein“, sagte Ada. „Nie.”", &["Nein", "Nie."]);
        check("«Non», dit Ada. « Jamais. »", &["Non", "Jamais."]);
        check("»Nein«, sagte Ada.", &["Nein"]);
        check("Ada dit « non ». « Jamais », dit-elle.", &["non", "Jamais"]);
        check("``No,'' said Ada.", &["No,"]);
        check("‚Nein‘, sagte Ada.", &["Nein"]);
        check("「いいえ」とアダ", &["いいえ"]);
        check("Ada called it “a farce“ on Monday.", &["a farce"]);
        check("Ada said ”no way” twice.", &["no way"]);
        check("\"We stay,” said Ada. \"Never.\"", &["We stay,", "Never."]);
        check("“We stay,\" said Ada. “Never.”", &["We stay,", "Never."]);
    }

    #[test]
    fn apostrophes_are_no_marks() {
        check("Sky News' host asked Russia‘s envoy about the players’ union in the '90s.", &[]);
        check("‘The players’ union is wrong,’ said Ada’s aide.", &["The players’ union is wrong,"]);
        check("'It isn't fair,' said Ada. 'The boys' club won.'", &["It isn't fair,", "The boys' club won."]);
        check("Rock ‘n’ roll and get ‘em.", &[]);
        check("“It’s the neighbours’ fault,” she said.", &["It’s the neighbours’ fault,"]);
        check("The dogs' bowl and 'fake' claims.", &["fake"]);
    }

    #[test]
    fn nesting() {
        check(
            "“He told me ‘never again’ and left,” she said.",
            &["He told me ‘never again’ and left,", "(0) never again"],
        );
        check(
            "‘He told me “never again” and left,’ she said.",
            &["He told me “never again” and left,", "(0) never again"],
        );
        check(
            "“He told me “never again” and left,” she said.",
            &["He told me “never again” and left,", "(0) never again"],
        );
    }

    #[test]
    fn paragraphs_that_go_on() {
        check("She said: “One.\n“Two.\n“Three.” He left.", &["One.…", "> Two.…", "> Three."]);
        check("“One.\nTwo,” she said. “Three.”", &["One.…", "> Two,", "Three."]);
        check("She said: ‘One.\n‘Two,’ she said.", &["Two,"]);
        check("‘One.\n‘Two,’ she said.", &["One.…", "> Two,"]);
        check("“One. “Two.” He left.", &["One.…", "> Two."]);
        check("\"One.\n\"Two,\" she said.", &["One.…", "> Two,"]);
    }

    #[test]
    fn measures_and_slips() {
        check("He is 6'2\" tall and said \"fine\".", &["fine"]);
        check("She said \" yes \" and left.", &["yes"]);
        check("An “unclosed remark. Next.\nA “closed” one.", &["unclosed remark. Next.…", "closed"]);
        check("A stray ” here and a “good” one.", &["good"]);
        check("Empty “” and \"\" count for nothing.", &[]);
    }

    #[test]
    fn problems_have_spans() {
        let text = "An “unclosed remark.\nNothing.\nStray ” here.";
        let (_, problems) = find(text, &parts(text));
        let shown: Vec<_> = problems.iter().map(|p| (p.what.as_str(), p.span.unwrap_or_default().of(text))).collect();
        assert_eq!(shown, [("unclosed quotation", "“"), ("closing quotation mark without an opening one", "”")]);
    }

    #[test]
    fn boilerplate_has_no_quotations() {
        let text = "Press “Accept” now.";
        let part = Part { span: Span::new(0, text.len()), kind: PartKind::Boilerplate, why: None };
        assert!(find(text, &[part]).0.is_empty());
    }

    #[test]
    fn a_million_unclosed_marks() {
        for unit in ["“", "“a ", "‘a ", "\"", " \"a", "«„“", "’s", "'a s' ", "“‘", "“\n"] {
            let text = unit.repeat(1_000_000 / unit.len());
            let (quotations, _) = find(&text, &parts(&text));
            assert!(quotations.iter().all(|q| q.outer.contains(q.inner) && q.inner.end <= text.len()));
        }
    }
}
