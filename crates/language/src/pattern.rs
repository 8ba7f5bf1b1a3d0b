//! Python regular expressions, as a model's tokenizer and rules carry them.
//!
//! A small backtracking matcher of its own: the patterns of a tokenizer are long lists of alternatives over character
//! classes with thousands of members and look-around, matched against single words. Compiling them to automata takes
//! longer than many a program runs; reading them into a tree takes no time. What a pattern means is what Python's `re`
//! says. Not supported, and refused: back-references, named groups, possessive and atomic groups.

mod class;
mod extent;
mod reader;

use class::{Class, folded, is_word};
use extent::{Reach, first_characters, takes};
use reader::{Reader, excerpt, strip_flags};
use std::cell::Cell;
use std::ops::Range;

/// A regular expression written for Python's `re`.
pub(crate) struct Pattern {
    alternatives: Vec<Vec<Node>>,
    /// For each ASCII character the alternatives that may match where it comes first; the last entry is for all other
    /// characters and the end of the text.
    may_start: Vec<Vec<u32>>,
    fold_case: bool,
    /// Whether it matches only at the start of a text, as `re.match` does.
    anchored: bool,
    /// Where every alternative must reach the end of the text: how far from there it may begin.
    reach: Option<Reach>,
}

/// Steps after which a search is given up and counts as no match: no word of a text takes so many, only what is made to
/// make a matcher backtrack for ever.
const MOST_STEPS: u64 = 4_000_000;

/// Groups within groups.
const MOST_DEPTH: usize = 40;

/// Repetitions of groups within one match; bounds the use of the stack. A URL of 200 labels stays below.
const MOST_RECURSION: usize = 800;

#[derive(Debug)]
enum Node {
    Char(char),
    Class(Class),
    Start,
    /// The end of the text, or before its last newline.
    End,
    AbsoluteEnd,
    WordBoundary(bool),
    Group(Vec<Vec<Node>>),
    Repeat {
        body: Vec<Vec<Node>>,
        least: usize,
        most: usize,
        lazy: bool,
    },
    LookAhead {
        body: Vec<Vec<Node>>,
        wanted: bool,
    },
    /// The widths, in characters, that the body may have.
    LookBehind {
        body: Vec<Vec<Node>>,
        widths: Range<usize>,
        wanted: bool,
    },
}

impl Pattern {
    /// For searching, as `re.search` and `re.finditer` do.
    pub(crate) fn searching(source: &str) -> Result<Self, String> {
        Self::read(source, false)
    }

    /// For matching at the start of a string, as `re.match` does.
    pub(crate) fn matching(source: &str) -> Result<Self, String> {
        Self::read(source, true)
    }

    fn read(source: &str, anchored: bool) -> Result<Self, String> {
        let (source, fold_case) = strip_flags(source);
        let mut reader = Reader { rest: source, depth: 0 };
        let alternatives = reader.alternatives()?;
        if !reader.rest.is_empty() {
            return Err(format!("an unmatched `)` before {:?}", excerpt(reader.rest)));
        }
        let mut may_start = vec![Vec::new(); 129];
        for (number, alternative) in alternatives.iter().enumerate() {
            let set = first_characters(alternative).unwrap_or(u128::MAX);
            for (c, list) in may_start.iter_mut().enumerate() {
                // Other characters than ASCII are always tried.
                if c == 128 || set >> c & 1 == 1 {
                    list.push(number as u32);
                }
            }
        }
        let anchored = anchored || alternatives.iter().all(|one| matches!(one.first(), Some(Node::Start)));
        let reach = Reach::of(&alternatives);
        Ok(Pattern { alternatives, may_start, fold_case, anchored, reach })
    }

    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.find(text).is_some()
    }

    /// The leftmost match.
    pub(crate) fn find(&self, text: &str) -> Option<Range<usize>> {
        self.find_from(text, 0)
    }

    /// All matches, leftmost first, not overlapping.
    pub(crate) fn find_all(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut at = 0;
        while at <= text.len()
            && let Some(range) = self.find_from(text, at)
        {
            at = match range.is_empty() {
                true => range.end + text[range.end..].chars().next().map_or(1, char::len_utf8),
                false => range.end,
            };
            found.push(range);
        }
        found
    }

    fn find_from(&self, text: &str, from: usize) -> Option<Range<usize>> {
        let matcher = Matcher { text, fold_case: self.fold_case, steps: Cell::new(0), depth: Cell::new(0) };
        let mut start = match &self.reach {
            Some(reach) if !self.anchored => from.max(self.earliest(reach, text)),
            _ => from,
        };
        loop {
            let next = text[start..].chars().next();
            let key = next.filter(char::is_ascii).map_or(128, |c| c as usize);
            for &number in &self.may_start[key] {
                let mut end = None;
                if matcher.run(&self.alternatives[number as usize], start, &mut |at| {
                    end = Some(at);
                    true
                }) {
                    return end.map(|end| start..end);
                }
            }
            if self.anchored || matcher.exhausted() {
                return None;
            }
            start += next?.len_utf8();
        }
    }
}

impl Pattern {
    /// The first place in a text where a match may begin that has to reach its end.
    fn earliest(&self, reach: &Reach, text: &str) -> usize {
        // The end is also before a last newline.
        let body = text.strip_suffix('\n').unwrap_or(text);
        let back = |count: usize| match count.checked_sub(1) {
            None => body.len(),
            Some(before) => body.char_indices().rev().nth(before).map_or(0, |(start, _)| start),
        };
        let unbounded = reach.unbounded.iter().map(|&number| {
            let taken = |c: char| takes(&self.alternatives[number], c, self.fold_case);
            body.char_indices().rev().take_while(|&(_, c)| taken(c)).last().map_or(body.len(), |(start, _)| start)
        });
        unbounded.chain([back(reach.width)]).min().unwrap_or(0)
    }
}

/// One attempt to match; gives up for good when it takes too long.
struct Matcher<'t> {
    text: &'t str,
    fold_case: bool,
    steps: Cell<u64>,
    depth: Cell<usize>,
}

impl Matcher<'_> {
    fn exhausted(&self) -> bool {
        self.steps.get() > MOST_STEPS
    }

    fn next(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    fn is(&self, c: char, wanted: char) -> bool {
        c == wanted || self.fold_case && folded(c) == folded(wanted)
    }

    /// Matches the nodes from `at` on; `then` is asked with each possible end until it agrees to one.
    fn run(&self, nodes: &[Node], mut at: usize, then: &mut dyn FnMut(usize) -> bool) -> bool {
        self.steps.set(self.steps.get() + 1);
        if self.exhausted() || self.depth.get() > MOST_RECURSION {
            self.steps.set(MOST_STEPS + 1);
            return false;
        }
        for (index, node) in nodes.iter().enumerate() {
            let rest = &nodes[index + 1..];
            match node {
                Node::Char(wanted) => match self.next(at) {
                    Some(c) if self.is(c, *wanted) => at += c.len_utf8(),
                    _ => return false,
                },
                Node::Class(class) => match self.next(at) {
                    Some(c) if class.contains(c, self.fold_case) => at += c.len_utf8(),
                    _ => return false,
                },
                Node::Start if at == 0 => {}
                Node::End if at == self.text.len() || &self.text[at..] == "\n" => {}
                Node::AbsoluteEnd if at == self.text.len() => {}
                Node::Start | Node::End | Node::AbsoluteEnd => return false,
                Node::WordBoundary(wanted) => {
                    let before = self.text[..at].chars().next_back().is_some_and(is_word);
                    if (before != self.next(at).is_some_and(is_word)) != *wanted {
                        return false;
                    }
                }
                Node::LookAhead { body, wanted } => {
                    if body.iter().any(|one| self.run(one, at, &mut |_| true)) != *wanted {
                        return false;
                    }
                }
                Node::LookBehind { body, widths, wanted } => {
                    let starts =
                        std::iter::once(at).chain(self.text[..at].char_indices().rev().map(|(start, _)| start));
                    let found = starts
                        .take(widths.end)
                        .skip(widths.start)
                        .any(|start| body.iter().any(|one| self.run(one, start, &mut |end| end == at)));
                    if found != *wanted {
                        return false;
                    }
                }
                Node::Group(alternatives) => {
                    return self.deeper(|| {
                        alternatives.iter().any(|one| self.run(one, at, &mut |end| self.run(rest, end, then)))
                    });
                }
                Node::Repeat { body, least, most, lazy } => {
                    return match body.as_slice() {
                        [single] if matches!(single.as_slice(), [Node::Char(_) | Node::Class(_)]) => {
                            self.repeat_character(&single[0], *least, *most, *lazy, rest, at, then)
                        }
                        _ => self.deeper(|| self.repeat(body, *least, *most, *lazy, rest, at, then)),
                    };
                }
            }
        }
        then(at)
    }

    fn deeper(&self, work: impl FnOnce() -> bool) -> bool {
        self.depth.set(self.depth.get() + 1);
        let result = self.depth.get() <= MOST_RECURSION && work();
        self.depth.set(self.depth.get() - 1);
        result
    }

    /// Repeats one character or class without recursion.
    #[expect(clippy::too_many_arguments, reason = "the parts of one node, and where the match stands")]
    fn repeat_character(
        &self,
        node: &Node,
        least: usize,
        most: usize,
        lazy: bool,
        rest: &[Node],
        at: usize,
        then: &mut dyn FnMut(usize) -> bool,
    ) -> bool {
        let fits = |c: char| match node {
            Node::Char(wanted) => self.is(c, *wanted),
            Node::Class(class) => class.contains(c, self.fold_case),
            _ => false,
        };
        let mut ends = vec![at];
        for c in self.text[at..].chars().take(most) {
            if !fits(c) {
                break;
            }
            ends.push(ends[ends.len() - 1] + c.len_utf8());
        }
        self.steps.set(self.steps.get() + ends.len() as u64 / 8);
        let Some(ends) = ends.get(least..) else { return false };
        match lazy {
            true => ends.iter().any(|&end| self.run(rest, end, then)),
            false => ends.iter().rev().any(|&end| self.run(rest, end, then)),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one node, and where the match stands")]
    fn repeat(
        &self,
        body: &[Vec<Node>],
        least: usize,
        most: usize,
        lazy: bool,
        rest: &[Node],
        at: usize,
        then: &mut dyn FnMut(usize) -> bool,
    ) -> bool {
        if least == 0 && lazy && self.run(rest, at, then) {
            return true;
        }
        if most > 0 {
            let again = |end: usize, then: &mut dyn FnMut(usize) -> bool| {
                // A round that matched nothing would go on for ever.
                (end != at || least > 0)
                    && self.deeper(|| self.repeat(body, least.saturating_sub(1), most - 1, lazy, rest, end, then))
            };
            if body.iter().any(|one| self.run(one, at, &mut |end| again(end, then))) {
                return true;
            }
        }
        least == 0 && !lazy && self.run(rest, at, then)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_what_python_says() {
        for (source, text, expected) in [
            (r"[a&&b]+", "x&&y", Some(1..3)),
            (r"[[\]]", "a]", Some(1..2)),
            (r"[]x]", "a]", Some(1..2)),
            (r"[^]x]", "]xa", Some(2..3)),
            (r"[a\-z]", "b-", Some(1..2)),
            (r"[a-]", "-", Some(0..1)),
            (r"(?u)\!$", "a!", Some(1..2)),
            (r"(?<=[0-9])\+$", "7+", Some(1..2)),
            (r"(?<=[0-9])\+$", "a+", None),
            (r"(?<![a-z])b", "ab b", Some(3..4)),
            (r"\u00e9|\U0001F600", "é", Some(0..2)),
            (r"a|ab", "ab", Some(0..1)),
            (r"(?:a|ab)c", "abc", Some(0..3)),
            (r"(a+)+b", "aaab", Some(0..4)),
            (r"a{2,3}", "aaaa", Some(0..3)),
            (r"a{2,3}?", "aaaa", Some(0..2)),
            (r"a{,2}b", "aab", Some(0..3)),
            (r"x{y", "x{y", Some(0..3)),
            (r"\.\.+$|…", "a...", Some(1..4)),
            (r"(?i)ÉT", "ét", Some(0..3)),
            (r"(?i)k", "\u{212a}", Some(0..3)),
            (r"\bat\b", "what at", Some(5..7)),
            (r"\S+(?::\S*)?@", "me:x@y", Some(0..5)),
            (r"(?!a)\w", "ab", Some(1..2)),
            (r"$", "ab", Some(2..2)),
            (r"(?:)*x", "x", Some(0..1)),
        ] {
            let pattern = Pattern::searching(source).unwrap_or_else(|error| panic!("{source}: {error}"));
            assert_eq!(pattern.find(text), expected, "{source} in {text}");
        }
        let all = Pattern::searching("-|x*").map(|pattern| pattern.find_all("a-xx"));
        assert_eq!(all, Ok(vec![0..0, 1..2, 2..4, 4..4]));
        assert!(!Pattern::matching("b").is_ok_and(|pattern| pattern.is_match("ab")));
    }

    #[test]
    fn what_must_reach_the_end_is_not_looked_for_from_the_start() {
        let pattern = Pattern::searching(r"…$|\.\.+$|(?<=[0-9])(?:km|m²)$|(?<=[a-z]{2})\.$|\n$");
        let pattern = pattern.unwrap_or_else(|error| panic!("{error}"));
        let reach = pattern.reach.as_ref().map(|reach| (reach.width, reach.unbounded.clone()));
        assert_eq!(reach, Some((2, vec![1])));
        for (text, expected) in [
            ("a...", Some(1..4)),
            ("a...\n", Some(1..4)),
            ("....", Some(0..4)),
            ("7m²", Some(1..4)),
            ("7m²\n", Some(1..4)),
            ("xm²", None),
            ("ab.", Some(2..3)),
            ("a\n\n", Some(1..2)),
            ("", None),
        ] {
            assert_eq!(pattern.find(text), expected, "{text:?}");
        }
        for source in ["a", "a$|b", "(?:a$|b)", "(?:ab?c*)+d|x$"] {
            assert!(Pattern::searching(source).is_ok_and(|pattern| pattern.reach.is_none()), "{source}");
        }
    }

    #[test]
    fn refuses_and_gives_up() {
        for source in ["(", ")", "[a", r"\1", "(?P<x>a)", "(?<=a*)b", "*", "a{3,2}", &"(".repeat(1000)] {
            assert!(Pattern::searching(source).is_err(), "{source}");
        }
        let catastrophe =
            Pattern::searching("(?:a|a)*(?:a|a)*(?:a|a)*b").map(|pattern| pattern.find(&"a".repeat(3_000)));
        assert_eq!(catastrophe, Ok(None));
    }
}
