//! Who wrote it.

use super::outlet::ends_like_outlet;
use super::stated::Stated;
use super::title::same_name;
use super::{Metas, around_headline, collapsed};
use crate::dates;
use crate::html::tree::{Data, Tree};

/// A byline.
#[derive(Default)]
pub(super) struct Byline {
    /// The names, with commas between them.
    pub(super) names: Option<String>,
    /// The outlet where it stands beside them: "By Jane Doe, Harbour Tribune".
    pub(super) outlet: Option<String>,
}

/// Reads it, from the first source that names somebody else than the outlet.
pub(super) fn read(tree: &Tree, stated: &Stated, metas: &Metas, outlet: Option<&str>) -> Byline {
    let keys = [
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
        [&|| stated.authors.clone(), &|| metas.all(&keys), &|| visible_authors(tree), &|| byline_at_headline(tree)];
    let mut byline = Byline::default();
    let found = sources.iter().find_map(|source| {
        let mut seen = std::collections::BTreeSet::new();
        let mut names: Vec<String> = Vec::new();
        for written in source() {
            let mut name = cleaned_name(&written);
            if let Some((before, after)) = name.rsplit_once(", ")
                && (ends_like_outlet(after) || outlet.is_some_and(|outlet| same_name(outlet, after)))
            {
                byline.outlet = Some(after.to_string());
                name = before.to_string();
            }
            if is_name(&name) && !outlet.is_some_and(|outlet| outlet.eq_ignore_ascii_case(&name)) {
                names.push(name);
            }
        }
        names.retain(|name| seen.insert(name.to_lowercase()));
        (!names.is_empty()).then(|| names.join(", "))
    });
    byline.names = found;
    byline
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
                | "written by"
                | "the author"
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
        if super::belongs_to_another(tree, index) {
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
            || word.contains("contributorname")
            || word.contains("contributor-name")
            || word.ends_with("-byline")
    })
}
