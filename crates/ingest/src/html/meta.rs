//! What a page says of itself: title, outlet, byline, date, address, language.
//!
//! Sources in order of trust: JSON-LD (schema.org), meta elements (OpenGraph, Dublin Core and the like),
//! then what a reader sees (the heading, a byline, a `<time>`). What none of them states stays `None`.

use super::tree::{Data, Tree, push_collapsed};
use crate::dates;
use serde_json::Value;
use variorum_record::ReportMeta;

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

/// Reads what the page states.
pub(super) fn read(tree: &Tree, json_ld: &[&str]) -> ReportMeta {
    let stated = Stated::new(json_ld);
    let metas = Metas::new(tree);
    let outlet = stated
        .outlet
        .clone()
        .or_else(|| metas.first(&["og:site_name", "application-name", "dc.publisher", "article:publisher_name"]))
        .filter(|name| !name.starts_with("http"));
    ReportMeta {
        title: title(tree, &stated, &metas, outlet.as_deref()),
        byline: byline(tree, &stated, &metas, outlet.as_deref()),
        published: published(tree, &stated, &metas),
        url: canonical(tree).or_else(|| metas.first(&["og:url"])).or(stated.url).filter(|url| url.starts_with("http")),
        language: tree
            .named("html")
            .next()
            .and_then(|html| tree.attr(html, "lang"))
            .or(stated.language.as_deref())
            .and_then(two_letters),
        outlet,
        ..ReportMeta::default()
    }
}

/// `en-GB` → `en`.
fn two_letters(tag: &str) -> Option<String> {
    let code = tag.split(['-', '_']).next()?.to_ascii_lowercase();
    (code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase())).then_some(code)
}

fn canonical(tree: &Tree) -> Option<String> {
    tree.named("link")
        .find(|&link| tree.attr(link, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")))
        .and_then(|link| tree.attr(link, "href"))
        .map(str::to_string)
}

/// The `<meta>` elements by lower-case key, in document order.
struct Metas(Vec<(String, String)>);

impl Metas {
    fn new(tree: &Tree) -> Self {
        Metas(
            tree.named("meta")
                .filter_map(|meta| {
                    let key = tree
                        .attr(meta, "property")
                        .or_else(|| tree.attr(meta, "name"))
                        .or_else(|| tree.attr(meta, "itemprop"))?;
                    let content = collapsed(tree.attr(meta, "content")?);
                    (!content.is_empty()).then(|| (key.trim().to_ascii_lowercase(), content))
                })
                .collect(),
        )
    }

    /// The first value of the first key that has one.
    fn first(&self, keys: &[&str]) -> Option<String> {
        keys.iter().find_map(|wanted| self.0.iter().find(|(key, _)| key == wanted).map(|(_, value)| value.clone()))
    }

    /// All values of the first key that has any.
    fn all(&self, keys: &[&str]) -> Vec<String> {
        keys.iter()
            .map(|wanted| {
                self.0.iter().filter(|(key, _)| key == wanted).map(|(_, value)| value.clone()).collect::<Vec<_>>()
            })
            .find(|values| !values.is_empty())
            .unwrap_or_default()
    }
}

/// What the JSON-LD states of the article.
#[derive(Default)]
struct Stated {
    headline: Option<String>,
    authors: Vec<String>,
    published: Option<String>,
    outlet: Option<String>,
    url: Option<String>,
    language: Option<String>,
    /// Of a web page that is not declared an article: used last.
    page_published: Option<String>,
}

impl Stated {
    fn new(blocks: &[&str]) -> Self {
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

fn collapsed(text: &str) -> String {
    let mut out = String::new();
    push_collapsed(&mut out, text);
    out.truncate(out.trim_end().len());
    out
}

/// The headline: what a reader sees as the main heading if it agrees with what is stated, else what is stated.
fn title(tree: &Tree, stated: &Stated, metas: &Metas, outlet: Option<&str>) -> Option<String> {
    let headings: Vec<String> =
        tree.named("h1").map(|h1| tree.text(h1)).filter(|text| !text.is_empty() && text.len() < 400).collect();
    let social = metas
        .first(&["og:title", "twitter:title", "dc.title", "dcterms.title", "title"])
        .map(|title| without_outlet(&title, outlet));
    let in_head = tree
        .named("title")
        .next()
        .map(|title| without_outlet(&tree.text(title), outlet))
        .filter(|title| !title.is_empty());
    let candidates = [stated.headline.clone(), social, in_head];
    // A heading on the page that says what one of these says is the headline as printed.
    for heading in &headings {
        if candidates.iter().flatten().any(|candidate| alike(heading, candidate)) {
            return Some(heading.clone());
        }
    }
    if headings.len() == 1 && Some(headings[0].as_str()) != outlet && headings[0].split(' ').count() >= 3 {
        return Some(headings[0].clone());
    }
    candidates.into_iter().flatten().find(|candidate| !candidate.is_empty())
}

/// Whether two titles share most of their words.
fn alike(a: &str, b: &str) -> bool {
    let words = |text: &str| -> std::collections::BTreeSet<String> {
        text.to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_string)
            .collect()
    };
    let (a, b) = (words(a), words(b));
    let shared = a.intersection(&b).count();
    shared > 0 && shared * 10 >= a.len().min(b.len()) * 8 && shared * 10 >= a.len() * 5
}

/// The title without "| Outlet" or "- Outlet" at its end (or its start).
fn without_outlet(title: &str, outlet: Option<&str>) -> String {
    let title = collapsed(title);
    for separator in [" | ", " - ", " – ", " — ", " • ", " · ", " :: ", " » ", " // "] {
        if let Some(at) = title.rfind(separator) {
            let (before, after) = (&title[..at], &title[at + separator.len()..]);
            let is_outlet = outlet.is_some_and(|outlet| same_name(outlet, after));
            if is_outlet
                || (before.split(' ').count() >= 3 && after.split(' ').count() <= 4 && before.len() > after.len())
            {
                return before.trim().to_string();
            }
        }
        if let (Some(at), Some(outlet)) = (title.find(separator), outlet)
            && same_name(outlet, &title[..at])
        {
            return title[at + separator.len()..].trim().to_string();
        }
    }
    title
}

fn same_name(a: &str, b: &str) -> bool {
    let letters =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let (a, b) = (letters(a), letters(b));
    !a.is_empty() && (a == b || (b.len() >= 4 && a.contains(&b)) || (a.len() >= 4 && b.contains(&a)))
}

/// Who wrote it.
fn byline(tree: &Tree, stated: &Stated, metas: &Metas, outlet: Option<&str>) -> Option<String> {
    let person = |name: &String| is_name(name) && !outlet.is_some_and(|outlet| outlet.eq_ignore_ascii_case(name));
    let authors = [
        "author",
        "article:author",
        "dc.creator",
        "dcterms.creator",
        "sailthru.author",
        "parsely-author",
        "byl",
        "citation_author",
        "twitter:data1",
    ];
    let sources: [&dyn Fn() -> Vec<String>; 4] =
        [&|| stated.authors.clone(), &|| metas.all(&authors), &|| visible_authors(tree), &|| byline_at_headline(tree)];
    sources.iter().find_map(|source| {
        let mut seen = std::collections::BTreeSet::new();
        let mut names: Vec<String> = source().iter().map(|name| cleaned_name(name)).filter(person).collect();
        names.retain(|name| seen.insert(name.to_lowercase()));
        (!names.is_empty()).then(|| names.join(", "))
    })
}

/// The pieces of text around the main heading, where a reader looks for author and date: a few before, more after.
fn around_headline(tree: &Tree) -> Vec<String> {
    let Some(heading) = tree.named("h1").last() else { return Vec::new() };
    let piece = |index: &usize| match &tree.nodes[*index].data {
        Data::Text(text) if !text.trim().is_empty() => Some(collapsed(text)),
        _ => None,
    };
    let mut before: Vec<String> = (0..heading).rev().take(400).filter_map(|index| piece(&index)).take(8).collect();
    before.reverse();
    let after = (tree.nodes[heading].end..tree.nodes.len()).take(400).filter_map(|index| piece(&index)).take(24);
    before.into_iter().chain(after).collect()
}

/// "By Jane Doe" or "By", "Jane Doe" near the headline.
fn byline_at_headline(tree: &Tree) -> Vec<String> {
    let pieces = around_headline(tree);
    let capitalised = |name: &str| {
        name.split(' ').count() <= 5
            && name
                .split(' ')
                .filter(|word| !matches!(*word, "and" | "de" | "van" | "von" | "la" | "del" | "der"))
                .all(|word| word.starts_with(|c: char| !c.is_lowercase() && !c.is_ascii_digit()))
    };
    for (at, piece) in pieces.iter().enumerate() {
        let lower = piece.to_lowercase();
        let label = lower.trim_end_matches([':', ' ']);
        let name = if matches!(
            label,
            "by" | "written by" | "posted by" | "author" | "words by" | "published by" | "article by" | "story by"
        ) {
            pieces.get(at + 1).map(|next| cleaned_name(next))
        } else if ["by ", "written by ", "posted by ", "by: ", "author: ", "words by "]
            .iter()
            .any(|start| lower.starts_with(start))
        {
            Some(cleaned_name(piece))
        } else {
            None
        };
        if let Some(name) = name.filter(|name| is_name(name) && capitalised(name) && name.contains(' ')) {
            return vec![name];
        }
    }
    Vec::new()
}

/// A date near the headline. One that is said to be of an update counts only where there is no other: it is the
/// date of the version that is here.
fn date_at_headline(tree: &Tree) -> Option<String> {
    let pieces = around_headline(tree);
    let mut updated = None;
    for (at, piece) in pieces.iter().enumerate() {
        if piece.len() > 70 {
            continue;
        }
        let Some(date) = dates::iso(piece) else { continue };
        let label = format!("{} {piece}", at.checked_sub(1).map_or("", |n| pieces[n].as_str())).to_lowercase();
        if ["updat", "modif", "review", "revis"].iter().any(|word| label.contains(word)) {
            updated = updated.or(Some(date));
        } else if !label.contains("copyright") && !label.contains('©') && !label.contains("event") {
            return Some(date);
        }
    }
    updated
}

/// "By Jane Doe | Staff" → "Jane Doe".
fn cleaned_name(written: &str) -> String {
    let mut name = collapsed(written);
    for prefix in [
        "written by",
        "posted by",
        "reviewed by",
        "published by",
        "authored by",
        "story by",
        "by:",
        "by",
        "author:",
        "von",
        "par",
    ] {
        if name.len() > prefix.len()
            && name.is_char_boundary(prefix.len())
            && name[..prefix.len()].eq_ignore_ascii_case(prefix)
            && name[prefix.len()..].starts_with([' ', ':', '\u{a0}'])
        {
            name = name[prefix.len()..].trim_start_matches([' ', ':']).to_string();
        }
    }
    for separator in [" | ", " • ", " · ", " / ", " – ", " — ", " - "] {
        if let Some(at) = name.find(separator) {
            name.truncate(at);
        }
    }
    if let Some(at) = name.find(" on ").filter(|at| name[at + 4..].starts_with(|c: char| c.is_ascii_digit())) {
        name.truncate(at);
    }
    name.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | ':' | '-')).to_string()
}

/// Whether a string can be the name of a person or a desk: short, capitalised, no address, no sentence.
fn is_name(name: &str) -> bool {
    let words: Vec<&str> = name.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let lower = name.to_lowercase();
    (3..=120).contains(&name.len())
        && words.len() <= 12
        && !name.contains(['@', '{', '<', '=', '?', '!'])
        && !lower.contains("http")
        && !lower.contains("www.")
        && !matches!(
            lower.as_str(),
            "admin"
                | "administrator"
                | "author"
                | "editor"
                | "user"
                | "guest"
                | "staff"
                | "unknown"
                | "anonymous"
                | "none"
                | "null"
                | "undefined"
                | "wordpress"
                | "webmaster"
                | "root"
                | "test"
                | "default"
        )
        && dates::iso(name).is_none()
        && !lower.contains(" min read")
        && name.chars().any(char::is_uppercase) | !name.is_ascii()
}

/// Names that the page shows as its author: `rel=author`, `itemprop=author`, a class that says so.
fn visible_authors(tree: &Tree) -> Vec<String> {
    let mut marked: [Vec<String>; 3] = [Vec::new(), Vec::new(), Vec::new()];
    for index in 0..tree.nodes.len() {
        let Data::Element(name, _) = &tree.nodes[index].data else { continue };
        if matches!(&**name, "meta" | "link" | "body" | "html") {
            continue;
        }
        let is = |key: &str, wanted: &str| {
            tree.attr(index, key)
                .is_some_and(|value| value.split_whitespace().any(|word| word.eq_ignore_ascii_case(wanted)))
        };
        let rank = if is("itemprop", "author") {
            0
        } else if is("rel", "author") {
            1
        } else if author_class(tree.attr(index, "class").unwrap_or("")) {
            2
        } else {
            continue;
        };
        if tree.ancestors(index).any(|at| {
            matches!(tree.name(at), "footer" | "aside" | "nav")
                || tree.attr(at, "class").is_some_and(|class| class.contains("comment") || class.contains("related"))
        }) {
            continue;
        }
        let named =
            (index..tree.nodes[index].end).find(|&at| tree.attr(at, "itemprop") == Some("name")).unwrap_or(index);
        let text = if tree.name(named) == "meta" {
            tree.attr(named, "content").unwrap_or("").to_string()
        } else {
            tree.text(named)
        };
        let text = cleaned_name(&text);
        if text.split(' ').count() <= 6 && is_name(&text) && marked[rank].len() < 5 {
            marked[rank].push(text);
        }
    }
    // One byline: later ones on the page are those of other articles.
    marked
        .into_iter()
        .find(|names| !names.is_empty())
        .map(|names| names.into_iter().take(1).collect())
        .unwrap_or_default()
}

fn author_class(class: &str) -> bool {
    class.split_whitespace().any(|word| {
        let word = word.to_ascii_lowercase().replace('_', "-");
        matches!(
            word.as_str(),
            "author"
                | "byline"
                | "author-name"
                | "byline-name"
                | "entry-author"
                | "post-author"
                | "article-author"
                | "byline-author"
                | "vcard"
                | "fn"
                | "entry-author-name"
                | "article-byline"
                | "post-byline"
                | "writer"
        ) || word.ends_with("author-name")
            || word.ends_with("--author")
            || word.contains("author-link")
            || word.contains("byline-name")
            || word.ends_with("-byline")
    })
}

/// When it was published. A date that stands at the headline is that of the text that is here and goes before the
/// metadata, which often keep the day of the first version or of the template.
fn published(tree: &Tree, stated: &Stated, metas: &Metas) -> Option<String> {
    let declared = declared_date(stated, metas);
    match date_at_headline(tree) {
        // The same day: metadata has the time as well.
        Some(shown) if declared.as_ref().is_none_or(|declared| declared.get(..10) != shown.get(..10)) => Some(shown),
        _ => declared.or_else(|| visible_date(tree)),
    }
}

/// The date in the metadata.
fn declared_date(stated: &Stated, metas: &Metas) -> Option<String> {
    if let Some(date) = &stated.published {
        return Some(date.clone());
    }
    let keys = [
        "article:published_time",
        "og:published_time",
        "datepublished",
        "date",
        "pubdate",
        "publishdate",
        "publish-date",
        "publish_date",
        "publication_date",
        "dc.date",
        "dc.date.issued",
        "dcterms.created",
        "dcterms.date",
        "dcterms.issued",
        "sailthru.date",
        "parsely-pub-date",
        "article.published",
        "published_time",
        "citation_publication_date",
        "citation_date",
        "article:published",
        "cxenseparse:recs:publishtime",
        "rnews:datepublished",
    ];
    if let Some(date) = keys.iter().find_map(|key| metas.first(&[key]).and_then(|written| dates::iso(&written))) {
        return Some(date);
    }
    stated.page_published.clone()
}

/// A date that the page shows as that of the article: `<time>`, `itemprop`, a class that says so.
fn visible_date(tree: &Tree) -> Option<String> {
    let mut ranked: [Option<String>; 4] = [None, None, None, None];
    for index in 0..tree.nodes.len() {
        let Data::Element(name, _) = &tree.nodes[index].data else { continue };
        let class = tree.attr(index, "class").unwrap_or("").to_ascii_lowercase();
        let itemprop = tree.attr(index, "itemprop").unwrap_or("");
        let rank = if itemprop == "datePublished" {
            0
        } else if &**name == "time" {
            if class.contains("updat") || class.contains("modif") { 3 } else { 1 }
        } else if class.split_whitespace().any(date_class) {
            2
        } else {
            continue;
        };
        if ranked[rank].is_some()
            || tree.ancestors(index).any(|at| {
                matches!(tree.name(at), "footer" | "aside" | "nav")
                    || tree
                        .attr(at, "class")
                        .is_some_and(|class| class.contains("comment") || class.contains("related"))
            })
        {
            continue;
        }
        let stated = ["datetime", "content"].iter().find_map(|key| tree.attr(index, key)).and_then(dates::iso);
        ranked[rank] = stated.or_else(|| {
            let text = tree.text(index);
            (text.len() <= 60).then(|| dates::iso(&text)).flatten()
        });
    }
    ranked.into_iter().flatten().next()
}

fn date_class(word: &str) -> bool {
    let word = word.replace('_', "-");
    matches!(
        word.as_str(),
        "date"
            | "published"
            | "pubdate"
            | "timestamp"
            | "entry-date"
            | "post-date"
            | "publish-date"
            | "article-date"
            | "dateline"
            | "posted-on"
            | "publication-date"
            | "date-published"
            | "posted"
            | "meta-date"
    ) || word.ends_with("-date")
        || word.ends_with("__date")
        || word.contains("publish")
}
