//! A page made small before it is parsed: what can never be text of an article is left out.
//!
//! Most bytes of a news page are scripts, styles, drawings and attributes. One pass over the bytes drops
//! them, so that the tree built afterwards is small, and keeps what metadata is read from: JSON-LD
//! blocks are handed out separately, and the attributes that name, date or hide something stay. The same
//! pass bounds what a hostile page can cost: elements nested deeper than [`MAX_DEPTH`] are flattened (as
//! browsers do), and formatting elements, which the HTML standard reopens in every following block, are
//! dropped: they carry no text.

use memchr::{memchr, memmem};
use std::collections::BTreeSet;

/// Elements nested deeper than this are flattened into the one above; browsers stop at 512.
pub(super) const MAX_DEPTH: usize = 256;

/// A page without scripts, styles, comments and superfluous attributes.
pub(super) struct Pruned<'a> {
    /// What is left of the markup.
    pub(super) html: String,
    /// The raw contents of `<script type="application/ld+json">`.
    pub(super) json_ld: Vec<&'a str>,
    /// Names of dropped elements that are opened and never closed from here on.
    unclosed: BTreeSet<String>,
}

/// Elements that are left out with everything inside. Their content is raw text to a parser, or drawing.
const DROPPED: &[&str] = &[
    "script", "style", "svg", "noscript", "iframe", "template", "object", "canvas", "noembed", "noframes", "math",
    "select", "textarea", "audio", "video",
];

/// Of those, the ones whose content is markup and may hold an element of the same name.
const NESTING: &[&str] = &["svg", "template", "object", "canvas", "math", "audio", "video"];

/// Elements whose tags are left out and whose content stays.
const UNWRAPPED: &[&str] = &[
    "b",
    "big",
    "code",
    "em",
    "font",
    "i",
    "nobr",
    "s",
    "small",
    "strike",
    "strong",
    "tt",
    "u",
    "wbr",
    "mark",
    "abbr",
    "plaintext",
    "xmp",
    "frameset",
    "ins",
    "dfn",
    "kbd",
    "var",
    "samp",
];

/// Elements that never nest by themselves: they have no content, or the next one closes them.
const FLAT: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "p", "li",
    "dt", "dd", "option", "optgroup", "tr", "td", "th", "tbody", "thead", "tfoot", "colgroup", "caption", "html",
    "head", "body", "a",
];

/// Attributes that metadata or the choice of the article can hang on.
const KEPT: &[&str] = &[
    "class",
    "id",
    "role",
    "itemprop",
    "rel",
    "name",
    "property",
    "content",
    "datetime",
    "href",
    "lang",
    "hidden",
    "aria-hidden",
    "style",
];

/// Drops what no article is made of.
pub(super) fn prune(html: &str) -> Pruned<'_> {
    let bytes = html.as_bytes();
    let mut out =
        Pruned { html: String::with_capacity(html.len() / 3), json_ld: Vec::new(), unclosed: BTreeSet::new() };
    let mut depth = Depth::default();
    let mut at = 0;
    while let Some(found) = memchr(b'<', &bytes[at..]) {
        let open = at + found;
        out.html.push_str(&html[at..open]);
        match bytes.get(open + 1) {
            Some(b'!') if html[open..].starts_with("<!--") => at = past(bytes, open + 4, b"-->"),
            Some(b'!' | b'?') => at = memchr(b'>', &bytes[open..]).map_or(bytes.len(), |n| open + n + 1),
            Some(b'/') if bytes.get(open + 2).is_some_and(u8::is_ascii_alphabetic) => {
                let end = name_end(bytes, open + 2);
                let name = html[open + 2..end].to_ascii_lowercase();
                at = memchr(b'>', &bytes[end..]).map_or(bytes.len(), |n| end + n + 1);
                if !UNWRAPPED.contains(&name.as_str()) && !DROPPED.contains(&name.as_str()) && depth.close(&name) {
                    out.html.push_str("</");
                    out.html.push_str(&name);
                    out.html.push('>');
                }
            }
            Some(c) if c.is_ascii_alphabetic() => at = start_tag(html, open, &mut depth, &mut out),
            _ => {
                out.html.push_str("&lt;");
                at = open + 1;
            }
        }
    }
    out.html.push_str(&html[at..]);
    out
}

/// Copies or drops the element whose start tag begins at `open`; returns where to go on.
fn start_tag<'a>(html: &'a str, open: usize, depth: &mut Depth, out: &mut Pruned<'a>) -> usize {
    let bytes = html.as_bytes();
    let end = name_end(bytes, open + 1);
    let name = html[open + 1..end].to_ascii_lowercase();
    let dropped = DROPPED.contains(&name.as_str());
    let flat = FLAT.contains(&name.as_str());
    let copied = !dropped && !UNWRAPPED.contains(&name.as_str()) && (flat || depth.open(&name));
    let mark = out.html.len();
    if copied {
        out.html.push('<');
        out.html.push_str(&name);
    }
    let mut json_ld = false;
    let mut closed = false; // written as <name/>
    let mut at = end;
    loop {
        at += bytes[at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
        match bytes.get(at) {
            None => {
                // A tag that never ends is no text either.
                out.html.truncate(mark);
                return bytes.len();
            }
            Some(b'>') => {
                at += 1;
                break;
            }
            Some(b'/') => {
                closed = bytes.get(at + 1) == Some(&b'>');
                at += 1;
                continue;
            }
            Some(_) => {}
        }
        let key_start = at;
        at += 1 + bytes[at + 1..]
            .iter()
            .take_while(|b| !b.is_ascii_whitespace() && !matches!(b, b'=' | b'>' | b'/'))
            .count();
        let key = &html[key_start..at];
        let after = at + bytes[at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
        let mut value = None;
        if bytes.get(after) == Some(&b'=') {
            at = after + 1;
            at += bytes[at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
            match bytes.get(at) {
                Some(&quote @ (b'"' | b'\'')) => {
                    let Some(length) = memchr(quote, &bytes[at + 1..]) else {
                        out.html.truncate(mark);
                        return bytes.len();
                    };
                    value = Some(&html[at + 1..at + 1 + length]);
                    at += length + 2;
                }
                _ => {
                    let length = bytes[at..].iter().take_while(|b| !b.is_ascii_whitespace() && **b != b'>').count();
                    value = Some(&html[at..at + length]);
                    at += length;
                }
            }
        }
        if dropped {
            json_ld |= name == "script"
                && key.eq_ignore_ascii_case("type")
                && value.is_some_and(|v| v.to_ascii_lowercase().contains("ld+json"));
        } else if copied && is_kept(&name, key, value) && value.is_none_or(|v| v.len() < 4096) {
            out.html.push(' ');
            out.html.push_str(&key.to_ascii_lowercase());
            if let Some(value) = value {
                let quote = if value.contains('"') { '\'' } else { '"' };
                out.html.push('=');
                out.html.push(quote);
                out.html.push_str(value);
                out.html.push(quote);
            }
        }
    }
    if copied {
        out.html.push('>');
    }
    if !dropped || (closed && NESTING.contains(&name.as_str())) {
        return at;
    }
    let Some((inside, next)) = (!out.unclosed.contains(&name)).then(|| raw_content(html, at, &name)).flatten() else {
        // Never closed, here or anywhere after: only the tag goes.
        out.unclosed.insert(name);
        return at;
    };
    if json_ld {
        out.json_ld.push(inside);
    }
    next
}

/// The content of a dropped element that starts at `from`, and where the text goes on; `None` if it never ends
/// and its content cannot be taken for it (a script or style swallows the rest, as in a browser).
fn raw_content<'a>(html: &'a str, from: usize, name: &str) -> Option<(&'a str, usize)> {
    let bytes = html.as_bytes();
    let nesting = NESTING.contains(&name);
    let mut level = 1;
    let mut at = from;
    while let Some(found) = memchr(b'<', &bytes[at..]) {
        let open = at + found;
        let (closes, name_at) = if bytes.get(open + 1) == Some(&b'/') { (true, open + 2) } else { (false, open + 1) };
        at = name_at;
        let end = name_at + name.len();
        let same = bytes.get(name_at..end).is_some_and(|b| b.eq_ignore_ascii_case(name.as_bytes()))
            && bytes.get(end).is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'));
        if !same {
            continue;
        }
        let tag_end = memchr(b'>', &bytes[end..]).map_or(bytes.len(), |n| end + n + 1);
        if closes {
            level -= 1;
            if level == 0 {
                return Some((&html[from..open], tag_end));
            }
        } else if nesting && !html[..tag_end].ends_with("/>") {
            level += 1;
        }
        at = end;
    }
    matches!(name, "script" | "style" | "textarea").then(|| (&html[from..], bytes.len()))
}

/// How deep the elements stand, by what is written.
#[derive(Default)]
struct Depth {
    now: usize,
    open: std::collections::BTreeMap<String, (usize, usize)>,
}

impl Depth {
    /// Whether a start tag is to be copied.
    fn open(&mut self, name: &str) -> bool {
        let count = match self.open.get_mut(name) {
            Some(count) => count,
            None => self.open.entry(name.to_string()).or_default(),
        };
        if self.now >= MAX_DEPTH {
            count.1 += 1;
            return false;
        }
        count.0 += 1;
        self.now += 1;
        true
    }

    /// Whether an end tag is to be copied.
    fn close(&mut self, name: &str) -> bool {
        match self.open.get_mut(name) {
            Some(count) if count.1 > 0 => {
                count.1 -= 1;
                false
            }
            Some(count) if count.0 > 0 => {
                count.0 -= 1;
                self.now -= 1;
                true
            }
            _ => FLAT.contains(&name),
        }
    }
}

/// Whether an attribute is copied.
fn is_kept(element: &str, key: &str, value: Option<&str>) -> bool {
    match KEPT.iter().find(|kept| kept.eq_ignore_ascii_case(key)) {
        Some(&"href") => element == "link",
        Some(&"style") => value.is_some_and(|value| value.contains("none") || value.contains("hidden")),
        found => found.is_some(),
    }
}

fn name_end(bytes: &[u8], from: usize) -> usize {
    from + bytes[from..].iter().take_while(|b| !b.is_ascii_whitespace() && !matches!(b, b'>' | b'/' | b'<')).count()
}

fn past(bytes: &[u8], from: usize, needle: &[u8]) -> usize {
    memmem::find(&bytes[from..], needle).map_or(bytes.len(), |n| from + n + needle.len())
}
