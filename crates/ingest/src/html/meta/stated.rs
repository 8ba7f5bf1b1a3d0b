//! What the JSON-LD of a page states of the article.

use super::collapsed;
use crate::dates;
use serde_json::Value;

/// schema.org types that are an article, or a page that is one.
const ARTICLES: &[&str] = &[
    "article",
    "newsarticle",
    "blogposting",
    "reportagenewsarticle",
    "analysisnewsarticle",
    "opinionnewsarticle",
    "liveblogposting",
    "techarticle",
    "scholarlyarticle",
    "medicalwebpage",
    "report",
    "backgroundnewsarticle",
    "reviewnewsarticle",
    "advertisercontentarticle",
    "recipe",
    "review",
    "socialmediaposting",
    "howto",
    "learningresource",
];

/// What the JSON-LD states of the article.
#[derive(Default)]
pub(super) struct Stated {
    pub(super) headline: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) description: Option<String>,
    pub(super) outlet: Option<String>,
    pub(super) url: Option<String>,
    pub(super) language: Option<String>,
    /// Of a web page that is not declared an article: used last.
    pub(super) page_published: Option<String>,
}

impl Stated {
    pub(super) fn new(blocks: &[&str]) -> Self {
        let mut stated = Stated::default();
        let roots: Vec<Value> = blocks.iter().filter_map(|block| parse(block)).collect();
        let mut things = Vec::new();
        for root in &roots {
            collect(root, 0, &mut things);
        }
        let by_id = |id: &str| {
            things.iter().copied().find(|thing| thing.len() > 1 && thing.get("@id").and_then(Value::as_str) == Some(id))
        };
        for thing in &things {
            if is_a(thing, ARTICLES) {
                let text =
                    |key: &str| thing.get(key).and_then(Value::as_str).map(unescaped).filter(|text| !text.is_empty());
                stated.headline = stated.headline.take().or_else(|| text("headline")).or_else(|| text("name"));
                stated.published =
                    stated.published.take().or_else(|| text("datePublished").and_then(|date| dates::iso(&date)));
                stated.modified =
                    stated.modified.take().or_else(|| text("dateModified").and_then(|date| dates::iso(&date)));
                stated.description = stated.description.take().or_else(|| text("description"));
                stated.url = stated.url.take().or_else(|| text("url"));
                stated.language = stated.language.take().or_else(|| text("inLanguage"));
                if stated.authors.is_empty() {
                    for key in ["author", "creator"] {
                        let mut names = Vec::new();
                        thing.get(key).into_iter().for_each(|value| people(value, &by_id, &mut names, 0));
                        if stated.authors.is_empty() {
                            stated.authors = names;
                        }
                    }
                }
                if stated.outlet.is_none() {
                    let mut names = Vec::new();
                    thing.get("publisher").into_iter().for_each(|value| people(value, &by_id, &mut names, 0));
                    stated.outlet = names.into_iter().next();
                }
            } else if is_a(thing, &["webpage", "itempage"]) && stated.page_published.is_none() {
                stated.page_published = thing.get("datePublished").and_then(Value::as_str).and_then(dates::iso);
            } else if is_a(thing, &["website"]) && stated.outlet.is_none() {
                stated.outlet =
                    thing.get("name").and_then(Value::as_str).map(unescaped).filter(|name| !name.is_empty());
            }
        }
        stated
    }
}

/// Parses a block; raw line breaks inside strings and HTML comment marks around it are common mistakes.
fn parse(block: &str) -> Option<Value> {
    let block = block
        .trim()
        .trim_start_matches("<!--")
        .trim_end_matches("-->")
        .trim_start_matches("//<![CDATA[")
        .trim_end_matches("//]]>")
        .trim()
        .trim_end_matches(';');
    serde_json::from_str(block).ok().or_else(|| serde_json::from_str(&block.replace(['\n', '\r', '\t'], " ")).ok())
}

/// Every object that could be an article or be referred to, outermost first.
fn collect<'v>(value: &'v Value, depth: usize, things: &mut Vec<&'v serde_json::Map<String, Value>>) {
    if depth > 6 || things.len() > 2000 {
        return;
    }
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect(value, depth, things)),
        Value::Object(object) => {
            things.push(object);
            for (key, value) in object {
                if matches!(
                    key.as_str(),
                    "@graph"
                        | "mainEntity"
                        | "mainEntityOfPage"
                        | "author"
                        | "publisher"
                        | "isPartOf"
                        | "liveBlogUpdate"
                ) && key != "liveBlogUpdate"
                {
                    collect(value, depth + 1, things);
                }
            }
        }
        _ => {}
    }
}

fn is_a(thing: &serde_json::Map<String, Value>, types: &[&str]) -> bool {
    let matches = |value: &Value| {
        value.as_str().is_some_and(|name| {
            types.contains(&name.rsplit(['/', ':']).next().unwrap_or(name).to_ascii_lowercase().as_str())
        })
    };
    match thing.get("@type") {
        Some(Value::Array(names)) => names.iter().any(matches),
        Some(name) => matches(name),
        None => false,
    }
}

/// The names of persons or organisations that a value states or refers to.
fn people<'v>(
    value: &'v Value,
    by_id: &dyn Fn(&str) -> Option<&'v serde_json::Map<String, Value>>,
    names: &mut Vec<String>,
    depth: usize,
) {
    if depth > 4 || names.len() > 30 {
        return;
    }
    match value {
        Value::String(name) => names.push(unescaped(name)),
        Value::Array(values) => values.iter().for_each(|value| people(value, by_id, names, depth + 1)),
        Value::Object(object) => {
            let object = match object.get("name") {
                Some(_) => Some(object),
                None => object.get("@id").and_then(Value::as_str).and_then(by_id),
            };
            match object.and_then(|object| object.get("name")) {
                Some(Value::String(name)) => names.push(unescaped(name)),
                Some(other @ Value::Array(_)) => people(other, by_id, names, depth + 1),
                _ => {}
            }
        }
        _ => {}
    }
    names.retain(|name| !name.is_empty());
}

/// Character references that slipped into JSON strings, and white space.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest[1..].bytes().take(8).position(|b| b == b';').map(|n| n + 1);
        let decoded = end.and_then(|end| match &rest[1..end] {
            "amp" => Some('&'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "nbsp" => Some(' '),
            "rsquo" => Some('’'),
            "lsquo" => Some('‘'),
            "rdquo" => Some('”'),
            "ldquo" => Some('“'),
            "ndash" => Some('–'),
            "mdash" => Some('—'),
            "hellip" => Some('…'),
            number => number
                .strip_prefix('#')
                .and_then(|digits| {
                    digits
                        .strip_prefix(['x', 'X'])
                        .map_or_else(|| digits.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok())
                })
                .and_then(char::from_u32),
        });
        match (decoded, end) {
            (Some(c), Some(end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    collapsed(&out)
}
