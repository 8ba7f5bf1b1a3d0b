//! From the text of a pattern to its tree.

use super::class::{Class, Kind};
use super::extent::widths;
use super::{MOST_DEPTH, Node};

/// Takes the flags off the start; true if case is to be ignored.
pub(super) fn strip_flags(source: &str) -> (&str, bool) {
    if let Some((flags, rest)) = source.strip_prefix("(?").and_then(|rest| rest.split_once(')'))
        && flags.chars().all(|flag| matches!(flag, 'i' | 'u'))
    {
        return (rest, flags.contains('i'));
    }
    (source, false)
}

pub(super) fn excerpt(source: &str) -> String {
    source.chars().take(20).collect()
}

/// Reads a pattern into a tree.
pub(super) struct Reader<'p> {
    pub(super) rest: &'p str,
    pub(super) depth: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn skip(&mut self, prefix: &str) -> bool {
        self.rest.strip_prefix(prefix).map(|rest| self.rest = rest).is_some()
    }

    /// Alternatives up to a closing parenthesis, which stays, or the end.
    pub(super) fn alternatives(&mut self) -> Result<Vec<Vec<Node>>, String> {
        let mut alternatives = vec![Vec::new()];
        while let Some(c) = self.peek() {
            match c {
                ')' => break,
                '|' => {
                    self.take();
                    alternatives.push(Vec::new());
                }
                _ => {
                    let node = self.node()?;
                    let node = self.repeated(node)?;
                    if let Some(last) = alternatives.last_mut() {
                        last.extend(node);
                    }
                }
            }
        }
        Ok(alternatives)
    }

    fn group(&mut self) -> Result<Vec<Vec<Node>>, String> {
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return Err("groups nested too deep".to_owned());
        }
        let alternatives = self.alternatives()?;
        self.depth -= 1;
        if self.take() != Some(')') {
            return Err("a group without end".to_owned());
        }
        Ok(alternatives)
    }

    fn node(&mut self) -> Result<Option<Node>, String> {
        Ok(Some(match self.take().ok_or("an unfinished pattern")? {
            '.' => {
                let mut class = Class::new(true);
                class.add('\n', '\n');
                Node::Class(class)
            }
            '^' => Node::Start,
            '$' => Node::End,
            '[' => Node::Class(self.class()?),
            '(' => {
                if self.skip("?:") {
                    Node::Group(self.group()?)
                } else if self.skip("?=") {
                    Node::LookAhead { body: self.group()?, wanted: true }
                } else if self.skip("?!") {
                    Node::LookAhead { body: self.group()?, wanted: false }
                } else if self.skip("?<=") {
                    look_behind(self.group()?, true)?
                } else if self.skip("?<!") {
                    look_behind(self.group()?, false)?
                } else if self.peek() == Some('?') {
                    return Err(format!("a group of a kind that is not supported: ({}", excerpt(self.rest)));
                } else {
                    Node::Group(self.group()?)
                }
            }
            '\\' => match self.escape()? {
                Escape::Char(c) => Node::Char(c),
                Escape::Kind(kind, wanted) => {
                    let mut class = Class::default();
                    class.add_kind(kind, wanted);
                    Node::Class(class)
                }
                Escape::Node(node) => node,
            },
            c @ ('*' | '+' | '?') => return Err(format!("nothing to repeat before `{c}`")),
            c => Node::Char(c),
        }))
    }

    /// Applies the quantifier that follows, if one does.
    fn repeated(&mut self, node: Option<Node>) -> Result<Option<Node>, String> {
        let Some(node) = node else { return Ok(None) };
        let (least, most) = match self.peek() {
            Some('*') => (0, usize::MAX),
            Some('+') => (1, usize::MAX),
            Some('?') => (0, 1),
            Some('{') => match self.counts() {
                Some(counts) => counts,
                // Python takes a brace that is no quantifier literally.
                None => return Ok(Some(node)),
            },
            _ => return Ok(Some(node)),
        };
        self.take();
        if least > most || least > 10_000 {
            return Err(format!("a repetition from {least} to {most}"));
        }
        let lazy = self.skip("?");
        if self.peek() == Some('+') {
            return Err("a possessive quantifier".to_owned());
        }
        let body = match node {
            Node::Group(alternatives) => alternatives,
            node => vec![vec![node]],
        };
        Ok(Some(Node::Repeat { body, least, most, lazy }))
    }

    /// `{m}`, `{m,}`, `{,n}` or `{m,n}`; leaves the closing brace.
    fn counts(&mut self) -> Option<(usize, usize)> {
        let inner = self.rest.strip_prefix('{')?.split_once('}')?.0;
        let number = |text: &str, default: usize| if text.is_empty() { Some(default) } else { text.parse().ok() };
        let counts = match inner.split_once(',') {
            Some((least, most)) => (number(least, 0)?, number(most, usize::MAX)?),
            None => (inner.parse().ok()?, inner.parse().ok()?),
        };
        self.rest = &self.rest[1 + inner.len()..];
        Some(counts)
    }

    fn class(&mut self) -> Result<Class, String> {
        let mut class = Class::new(self.skip("^"));
        let mut first = true;
        loop {
            let c = self.take().ok_or("a character class without end")?;
            if c == ']' && !first {
                return Ok(class.finish());
            }
            first = false;
            let Some(start) = self.member(c, &mut class)? else { continue };
            // A hyphen is a range unless it stands last.
            let mut ahead = self.rest.chars();
            if ahead.next() == Some('-') && !matches!(ahead.next(), None | Some(']')) {
                self.take();
                let c = self.take().ok_or("a character class without end")?;
                let end = self.member(c, &mut class)?.ok_or("a range that ends in a class")?;
                if end < start {
                    return Err(format!("a range from {start:?} to {end:?}"));
                }
                class.add(start, end);
            } else {
                class.add(start, start);
            }
        }
    }

    /// A member of a class that is one character; kinds of characters are added at once.
    fn member(&mut self, c: char, class: &mut Class) -> Result<Option<char>, String> {
        if c != '\\' {
            return Ok(Some(c));
        }
        if self.skip("b") {
            return Ok(Some('\u{8}'));
        }
        match self.escape()? {
            Escape::Char(c) => Ok(Some(c)),
            Escape::Kind(kind, wanted) => {
                class.add_kind(kind, wanted);
                Ok(None)
            }
            Escape::Node(_) => Err("an assertion in a character class".to_owned()),
        }
    }

    /// What stands after a backslash.
    fn escape(&mut self) -> Result<Escape, String> {
        let c = self.take().ok_or("a backslash at the end")?;
        let mut code = |digits: usize| {
            let hexadecimal = self.rest.get(..digits).ok_or("an unfinished escape")?;
            let code = u32::from_str_radix(hexadecimal, 16).map_err(|_| format!("no code point: {hexadecimal}"))?;
            self.rest = &self.rest[digits..];
            // A surrogate stands in no text; the character next to the gap stands in for the end of a range.
            Ok::<_, String>(char::from_u32(code).unwrap_or('\u{d7ff}'))
        };
        Ok(match c {
            'u' => Escape::Char(code(4)?),
            'U' => Escape::Char(code(8)?),
            'x' => Escape::Char(code(2)?),
            'n' => Escape::Char('\n'),
            't' => Escape::Char('\t'),
            'r' => Escape::Char('\r'),
            'f' => Escape::Char('\u{c}'),
            'v' => Escape::Char('\u{b}'),
            'a' => Escape::Char('\u{7}'),
            'w' => Escape::Kind(Kind::Word, true),
            'W' => Escape::Kind(Kind::Word, false),
            'd' => Escape::Kind(Kind::Digit, true),
            'D' => Escape::Kind(Kind::Digit, false),
            's' => Escape::Kind(Kind::Space, true),
            'S' => Escape::Kind(Kind::Space, false),
            'b' => Escape::Node(Node::WordBoundary(true)),
            'B' => Escape::Node(Node::WordBoundary(false)),
            'A' => Escape::Node(Node::Start),
            'Z' => Escape::Node(Node::AbsoluteEnd),
            c if c.is_ascii_alphanumeric() => return Err(format!("the escape \\{c} is not supported")),
            c => Escape::Char(c),
        })
    }
}

enum Escape {
    Char(char),
    Kind(Kind, bool),
    Node(Node),
}

fn look_behind(body: Vec<Vec<Node>>, wanted: bool) -> Result<Node, String> {
    let widths = body.iter().map(|one| widths(one)).collect::<Option<Vec<_>>>();
    let widths = widths.ok_or("a look-behind without fixed width")?;
    let least = widths.iter().map(|width| width.start).min().unwrap_or(0);
    let most = widths.iter().map(|width| width.end).max().unwrap_or(1);
    Ok(Node::LookBehind { body, widths: least..most, wanted })
}
