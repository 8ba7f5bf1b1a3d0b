//! Finds the article on a page and writes out its text.
//!
//! What the markup declares as furniture (navigation, share bars, related links) is put aside, the rest is
//! cut into blocks, and the article is the smallest element that holds nearly all of the running text:
//! starting from the whole page, step into the child that holds most of it as long as little is lost.
//! Thresholds were tuned on the 300 article pages of the Web Content Extraction Benchmark's development part.

use super::opening::{self, Role};
use super::tree::{Data, Tree, is_inline, push_collapsed};
use std::collections::HashMap;
use variorum_record::{Part, PartKind, Span};

/// The article as text.
pub(super) struct Article {
    pub(super) text: String,
    pub(super) marked: Vec<Part>,
}

/// Stepping into a child may lose this share of the running text.
const MAY_LOSE: f64 = 0.2;

/// The same for a child that is declared to be the article.
const MAY_LOSE_DECLARED: f64 = 0.5;

/// An element that holds more than this share of the page's text is not furniture, whatever its name.
const TOO_MUCH_FOR_FURNITURE: f64 = 0.4;

/// What stands beside a picture and is longer, in bytes, says what is on it; no time is so long.
const LONGEST_CREDIT: usize = 80;

/// A block of text: a paragraph, a heading, a list item, a row.
pub(super) struct Block {
    /// Index of the node where it starts, in document order.
    pub(super) node: usize,
    pub(super) text: String,
    /// Bytes of it that are links.
    linked: usize,
    pub(super) kind: Kind,
    list: bool,
    /// Whether it names itself the summary of what follows.
    pub(super) summary: bool,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Kind {
    #[default]
    Text,
    Heading,
    Caption,
    Quote,
    /// The standfirst.
    Dek,
    /// Who took a picture.
    Credit,
    /// When an entry of a live page was written.
    Time,
}

/// Finds and writes out the article; `title` is left out where it stands as a heading above the text. `summaries` are
/// what the page says of itself in short.
pub(super) fn read(tree: &Tree, title: Option<&str>, summaries: &[String]) -> Article {
    let furniture = furniture(tree);
    let blocks = blocks(tree, &furniture);
    // Running text before each block, so that the amount below any element is a difference.
    let mut before = Vec::with_capacity(blocks.len() + 1);
    let mut sum = 0.0;
    for block in &blocks {
        before.push(sum);
        sum += running(block);
    }
    before.push(sum);
    let range = |index: usize| {
        let first = blocks.partition_point(|block| block.node < index);
        first..blocks.partition_point(|block| block.node < tree.nodes[index].end)
    };
    let amount = |index: usize| {
        let range = range(index);
        before[range.end] - before[range.start]
    };
    let mut root = tree.named("body").next().unwrap_or(0);
    loop {
        let here = amount(root);
        let best =
            tree.children(root).map(|child| (child, amount(child))).fold(None, |best: Option<(usize, f64)>, next| {
                if best.is_none_or(|best| next.1 > best.1) { Some(next) } else { best }
            });
        match best {
            Some((child, inside))
                if here > 0.0
                    && inside >= here * (1.0 - if declared(tree, child) { MAY_LOSE_DECLARED } else { MAY_LOSE }) =>
            {
                root = child
            }
            _ => break,
        }
    }
    let body = range(root);
    let above = title.map(|title| opening::above(tree, &blocks, body.start, root, title, summaries));
    write(above.unwrap_or_default(), &blocks[body], title)
}

/// How much running text a block is: long, ending like a sentence, not made of links.
fn running(block: &Block) -> f64 {
    let length = block.text.len();
    let linked = block.linked as f64 / length.max(1) as f64;
    if matches!(block.kind, Kind::Heading | Kind::Credit | Kind::Dek | Kind::Time) || linked > 0.5 || length < 25 {
        return 0.0;
    }
    let sentence = block.text.trim_end_matches(['"', '”', '’', ')', '\'']).ends_with(['.', '!', '?', ':', '…', '。']);
    let factor = if length >= 120 {
        1.0
    } else if sentence {
        0.7
    } else {
        0.2
    };
    length as f64 * factor * (1.0 - linked)
}

/// Whether the markup says that this element is the article.
fn declared(tree: &Tree, index: usize) -> bool {
    if matches!(tree.name(index), "article" | "main")
        || tree.attr(index, "itemprop").is_some_and(|value| value.eq_ignore_ascii_case("articleBody"))
        || tree.attr(index, "role") == Some("main")
    {
        return true;
    }
    let names = [tree.attr(index, "class"), tree.attr(index, "id")];
    names.into_iter().flatten().flat_map(str::split_whitespace).any(|name| {
        let name = name.to_ascii_lowercase().replace('_', "-");
        [
            "entry-content",
            "article-body",
            "articlebody",
            "article-content",
            "post-content",
            "post-body",
            "story-body",
            "storybody",
            "article-text",
            "content-body",
            "body-content",
            "story-content",
            "blog-content",
            "article--body",
            "article--content",
        ]
        .iter()
        .any(|mark| name.contains(mark))
    })
}

/// Which nodes are furniture: everything below a node so marked is left out.
fn furniture(tree: &Tree) -> Vec<bool> {
    let mut length = vec![0usize; tree.nodes.len() + 1];
    for (index, node) in tree.nodes.iter().enumerate() {
        length[index + 1] = length[index] + if let Data::Text(text) = &node.data { text.trim().len() } else { 0 };
    }
    let all = length[tree.nodes.len()].max(1) as f64;
    let mut out = vec![false; tree.nodes.len()];
    let mut names = HashMap::new();
    let mut skip_to = 0;
    for index in 0..tree.nodes.len() {
        if index < skip_to {
            out[index] = true;
            continue;
        }
        let Data::Element(name, attrs) = &tree.nodes[index].data else { continue };
        let end = tree.nodes[index].end;
        let share = (length[end] - length[index]) as f64 / all;
        let name: &str = name;
        let certain = matches!(name, "head" | "button" | "input" | "dialog");
        if certain
            || ((share < TOO_MUCH_FOR_FURNITURE || length[end] - length[index] < 300)
                && (hidden(tree, index)
                    || furniture_element(tree, index, name)
                    || (!attrs.is_empty()
                        && furniture_name(tree, index, name, length[end] - length[index], &mut names))))
        {
            out[index] = true;
            skip_to = end;
        }
    }
    out
}

fn hidden(tree: &Tree, index: usize) -> bool {
    tree.has_attr(index, "hidden")
        || tree.attr(index, "style").is_some_and(|style| {
            let style: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
            style.contains("display:none") || style.contains("visibility:hidden")
        })
}

fn furniture_element(tree: &Tree, index: usize, name: &str) -> bool {
    if matches!(name, "nav" | "aside" | "footer" | "form" | "menu") {
        return true;
    }
    matches!(
        tree.attr(index, "role"),
        Some(
            "navigation"
                | "banner"
                | "contentinfo"
                | "complementary"
                | "search"
                | "dialog"
                | "alert"
                | "alertdialog"
                | "menu"
                | "menubar"
                | "toolbar"
        )
    ) || tree.attr(index, "aria-hidden") == Some("true")
}

/// Words in a class or id that name furniture.
const WORDS: &[&str] = &[
    "nav",
    "navbar",
    "navigation",
    "menu",
    "submenu",
    "breadcrumb",
    "breadcrumbs",
    "footer",
    "sidebar",
    "share",
    "sharing",
    "sharebar",
    "shares",
    "social",
    "socials",
    "sharedaddy",
    "addtoany",
    "comments",
    "comment",
    "respond",
    "disqus",
    "related",
    "recommended",
    "recommendations",
    "recirc",
    "recirculation",
    "newsletter",
    "subscribe",
    "subscription",
    "signup",
    "optin",
    "promo",
    "promos",
    "advert",
    "advertisement",
    "advertising",
    "ad",
    "ads",
    "adslot",
    "adunit",
    "sponsored",
    "cookie",
    "cookies",
    "consent",
    "gdpr",
    "popup",
    "modal",
    "overlay",
    "toolbar",
    "pagination",
    "pager",
    "tagcloud",
    "outbrain",
    "taboola",
    "login",
    "signin",
    "masthead",
    "byline",
    "bylines",
    "bio",
    "toc",
    "cta",
    "skip",
    "disclaimer",
    "paywall",
    "trending",
    "upsell",
    "teaser",
    "teasers",
    "readmore",
];

/// Longer runs in a class or id that name furniture.
const RUNS: &[&str] = &[
    "author-box",
    "author-bio",
    "about-author",
    "author-info",
    "author-card",
    "author-block",
    "post-author",
    "article-author",
    "entry-meta",
    "post-meta",
    "article-meta",
    "entry-footer",
    "post-footer",
    "article-footer",
    "related-posts",
    "read-next",
    "more-from",
    "you-may",
    "also-like",
    "post-tags",
    "tag-list",
    "entry-tags",
    "post-navigation",
    "screen-reader",
    "sr-only",
    "visually-hidden",
    "table-of-contents",
    "jump-link",
    "social-",
    "share-",
    "most-read",
    "most-popular",
    "post-date",
    "reading-time",
    "by-line",
    "email-",
    "site-header",
    "page-header",
    "back-to-top",
    "call-to-action",
    "mailing-list",
    "prev-next",
    "next-post",
    "wp-block-latest",
    "wp-block-button",
];

/// What a class or an id says.
#[derive(Clone, Copy)]
struct Named {
    /// It names furniture,
    furniture: bool,
    /// but as something that another element has or lacks ("has-sidebar"),
    about_another: bool,
    /// or beside a word for what holds the whole page ("nav-wrapper").
    whole_page: bool,
}

fn furniture_name<'t>(
    tree: &'t Tree,
    index: usize,
    element: &str,
    length: usize,
    known: &mut HashMap<&'t str, Named>,
) -> bool {
    if matches!(
        element,
        "body" | "html" | "main" | "article" | "p" | "h1" | "h2" | "h3" | "blockquote" | "table" | "tbody"
    ) {
        return false;
    }
    let names = [tree.attr(index, "class"), tree.attr(index, "id")];
    names.into_iter().flatten().flat_map(str::split_whitespace).any(|name| {
        let named = *known.entry(name).or_insert_with(|| Named::of(name));
        named.furniture && !(named.about_another && length > 400) && !(named.whole_page && length > 1500)
    })
}

impl Named {
    fn of(name: &str) -> Self {
        let name = hyphenated(name);
        let parts: Vec<&str> = name.split('-').collect();
        Named {
            furniture: parts.iter().any(|word| WORDS.contains(word)) || RUNS.iter().any(|run| name.contains(run)),
            about_another: matches!(
                parts[0],
                "has" | "no" | "with" | "is" | "not" | "js" | "without" | "hide" | "show"
            ),
            whole_page: parts.iter().any(|part| {
                matches!(
                    *part,
                    "wrapper" | "container" | "content" | "layout" | "page" | "grid" | "row" | "wrap" | "main"
                )
            }),
        }
    }
}

/// `shareBar_left` → `share-bar-left`.
pub(super) fn hyphenated(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut lower = false;
    for c in name.chars() {
        if c.is_ascii_uppercase() && lower {
            out.push('-');
        }
        lower = c.is_ascii_lowercase() || c.is_ascii_digit();
        out.push(if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
    }
    out
}

/// Cuts the page into blocks, furniture left out.
fn blocks(tree: &Tree, furniture: &[bool]) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    let mut now: Option<Block> = None;
    // The elements that are open, with what they mean for the text in them.
    let mut open: Vec<Open> = Vec::new();
    let stops = stops(tree);
    for index in 1..tree.nodes.len() {
        while let Some(element) = open.pop_if(|element| element.end <= index) {
            if element.breaks {
                flush(&mut now, &mut out);
            }
        }
        if furniture[index] {
            continue;
        }
        let above = open.last().copied().unwrap_or_default();
        match &tree.nodes[index].data {
            Data::Text(piece) => {
                let block = now.get_or_insert_with(|| Block {
                    node: index,
                    text: String::new(),
                    linked: 0,
                    kind: if above.figure && above.kind == Kind::Text { Kind::Credit } else { above.kind },
                    list: above.list,
                    summary: above.summary,
                });
                let length = block.text.len();
                if above.pre {
                    block.text.push_str(piece)
                } else {
                    push_collapsed(&mut block.text, piece)
                }
                if above.link {
                    block.linked += block.text.len() - length;
                }
            }
            Data::Element(name, _) => {
                let name: &str = name;
                let mut element = Open { end: tree.nodes[index].end, breaks: false, ..above };
                match name {
                    "br" => {
                        if let Some(block) = &mut now {
                            block.text.truncate(block.text.trim_end_matches(' ').len());
                            block.text.push('\n');
                        }
                    }
                    "td" | "th" => {
                        if let Some(block) = &mut now {
                            push_collapsed(&mut block.text, " ");
                        }
                    }
                    "a" => element.link = true,
                    _ => {
                        let role = opening::role(tree, index, above.figure || above.kind == Kind::Caption);
                        if !is_inline(name) || matches!(role, Some(Role::Caption | Role::Credit)) {
                            flush(&mut now, &mut out);
                            element.breaks = true;
                            match name {
                                "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => element.kind = Kind::Heading,
                                "figcaption" | "caption" => element.kind = Kind::Caption,
                                "blockquote" => element.kind = Kind::Quote,
                                "li" => element.list = true,
                                "pre" => element.pre = true,
                                "figure" => element.figure = opening::holds_picture(tree, index),
                                _ => {}
                            }
                            element.figure &= !matches!(name, "p" | "ul" | "ol" | "blockquote" | "table" | "pre");
                            match role {
                                Some(Role::Standfirst) => element.kind = Kind::Dek,
                                Some(Role::Caption) => element.kind = Kind::Caption,
                                Some(Role::Credit) => element.kind = Kind::Credit,
                                Some(Role::Summary) => element.summary = true,
                                None => {}
                            }
                        }
                    }
                }
                // The time of an entry of a live page, on a line of its own.
                if now.is_none() && name == "time" && alone(tree, &stops, index) {
                    element.kind = Kind::Time;
                }
                if element.end > index + 1 {
                    open.push(element);
                }
            }
        }
    }
    flush(&mut now, &mut out);
    out
}

/// For each node the first one from it on that is a text or begins a block.
fn stops(tree: &Tree) -> Vec<usize> {
    let mut stops = vec![tree.nodes.len(); tree.nodes.len() + 1];
    for (at, node) in tree.nodes.iter().enumerate().rev() {
        let stops_here = match &node.data {
            Data::Text(text) => !text.trim().is_empty(),
            Data::Element(name, _) => !is_inline(name),
        };
        stops[at] = if stops_here { at } else { stops[at + 1] };
    }
    stops
}

/// Whether an element holds all the text of the one around it, or all that stands before a block.
fn alone(tree: &Tree, stops: &[usize], index: usize) -> bool {
    let at = stops[tree.nodes[index].end];
    at >= tree.nodes[tree.nodes[index].parent].end || matches!(tree.nodes[at].data, Data::Element(..))
}

#[derive(Clone, Copy, Default)]
struct Open {
    end: usize,
    breaks: bool,
    link: bool,
    pre: bool,
    list: bool,
    kind: Kind,
    /// Within a figure that holds a picture, outside its caption.
    figure: bool,
    summary: bool,
}

fn flush(now: &mut Option<Block>, out: &mut Vec<Block>) {
    let Some(mut block) = now.take() else { return };
    block.text.truncate(block.text.trim_end().len());
    let start = block.text.len() - block.text.trim_start().len();
    block.text.drain(..start);
    if block.text.len() > LONGEST_CREDIT {
        block.kind = match block.kind {
            Kind::Credit => Kind::Caption,
            Kind::Time => Kind::Text,
            other => other,
        };
    }
    if !block.text.is_empty() {
        out.push(block);
    }
}

/// Writes the blocks out, without those that are furniture by what they say or link to.
fn write(above: Vec<&Block>, blocks: &[Block], title: Option<&str>) -> Article {
    let mut kept: Vec<&Block> = Vec::new();
    let last = blocks.iter().rposition(|block| running(block) > 0.0).map_or(0, |n| n + 1);
    let first = blocks.iter().position(|block| running(block) > 0.0).unwrap_or(0);
    // Whether nothing but links has followed the heading that was kept last.
    let mut above_links = false;
    for (at, block) in blocks.iter().enumerate() {
        let is_title = block.kind == Kind::Heading && at <= first + 1 && title.is_some_and(|title| title == block.text);
        if is_title || at > last {
            continue;
        }
        if made_of_links(block) {
            above_links |= blocks[at.saturating_sub(1)].kind == Kind::Heading;
            continue;
        }
        // "More on this story" above nothing but links is theirs.
        if std::mem::take(&mut above_links)
            && block.kind == Kind::Heading
            && kept.last().is_some_and(|heading| stands_above_links(heading))
        {
            kept.pop();
        }
        kept.push(block);
    }
    cut_tail(&mut kept);
    let standing = above.len();
    kept.splice(0..0, above);
    let mut article = Article { text: String::new(), marked: Vec::new() };
    let mut list_before = false;
    let mut begun = false;
    for (at, block) in kept.into_iter().enumerate() {
        if !article.text.is_empty() {
            article.text.push_str(if list_before && block.list { "\n" } else { "\n\n" });
        }
        list_before = block.list;
        let start = article.text.len();
        article.text.push_str(&block.text);
        begun |= running(block) > 0.0;
        let (kind, why) = match block.kind {
            Kind::Text if at < standing => (PartKind::Dek, "summary of the page"),
            Kind::Text => continue,
            Kind::Caption => (PartKind::Caption, "caption element"),
            Kind::Quote => (PartKind::Body, "blockquote element"),
            Kind::Dek if !begun => (PartKind::Dek, "standfirst element"),
            // Within the text, what calls itself so is a heading or one paragraph of many.
            Kind::Dek if block.text.ends_with(['.', '!', '?', '”', '"']) => continue,
            Kind::Heading | Kind::Dek => (PartKind::Heading, "heading element"),
            Kind::Credit => (PartKind::Credit, "credit element"),
            Kind::Time => (PartKind::Credit, "time of an entry"),
        };
        article.marked.push(Part { span: Span::new(start, article.text.len()), kind, why: Some(why.into()) });
    }
    article
}

/// Whether a block leads elsewhere: it is a link, or a label and a link ("Read also: …").
fn made_of_links(block: &Block) -> bool {
    let linked = block.linked as f64 / block.text.len() as f64;
    let label = || {
        block.text.split_once(": ").is_some_and(|(label, rest)| {
            let mut words = label.split(' ').map(str::to_lowercase);
            let leads = words.any(|word| LEADING.contains(&word.as_str()) || !word.contains(|c: char| c.is_ascii()));
            leads && block.linked >= rest.len() && label.split(' ').count() <= 4 && rest.split(' ').count() >= 3
        })
    };
    (block.list || block.kind == Kind::Text) && block.text.len() < 200 && (linked > 0.7 || label())
}

/// Words of labels before a link that leads elsewhere; so does any label in another script.
const LEADING: &[&str] = &["read", "related", "also", "more", "watch", "next", "continue", "recommended", "standards"];

/// What stands above lists and forms that follow an article.
const AFTER: &[&str] = &[
    "related",
    "related articles",
    "related posts",
    "related stories",
    "related content",
    "related news",
    "related reading",
    "related topics",
    "recent posts",
    "recent articles",
    "recent news",
    "latest posts",
    "latest articles",
    "latest news",
    "latest stories",
    "more articles",
    "more posts",
    "more stories",
    "more news",
    "read next",
    "read more",
    "more on this story",
    "more on this",
    "up next",
    "you may also like",
    "you might also like",
    "you may also be interested in",
    "you might also be interested in",
    "recommended",
    "recommended for you",
    "recommended reading",
    "recommended articles",
    "trending",
    "trending now",
    "most popular",
    "most read",
    "popular posts",
    "comments",
    "leave a comment",
    "leave a reply",
    "post a comment",
    "add a comment",
    "join the conversation",
    "about the author",
    "about the authors",
    "about author",
    "author",
    "share this",
    "share this article",
    "share this post",
    "share",
    "tags",
    "categories",
    "filed under",
    "contact us",
    "get in touch",
    "newsletter",
    "subscribe",
    "sign up",
    "subscribe to our newsletter",
    "sign up for our newsletter",
    "stay connected",
    "follow us",
    "keep reading",
    "continue reading",
    "further reading",
    "explore more",
    "featured posts",
    "featured articles",
    "similar posts",
    "similar articles",
    "discover more",
    "more from the blog",
    "more like this",
    "get started today",
    "schedule a consultation",
    "request a consultation",
    "download now",
    "previous post",
    "next post",
];

fn stands_above_links(block: &Block) -> bool {
    let letters = block.text.chars().filter(|c| c.is_alphanumeric() || *c == ' ');
    AFTER.contains(&letters.flat_map(char::to_lowercase).collect::<String>().trim())
}

/// Cuts off what follows a heading such as "Related articles", where it is the smaller part.
fn cut_tail(kept: &mut Vec<&Block>) {
    let all: usize = kept.iter().map(|block| block.text.len()).sum();
    let mut before = 0;
    for at in 0..kept.len() {
        let block = kept[at];
        if block.text.len() < 60 && before * 10 >= all * 6 && !block.list && stands_above_links(block) {
            kept.truncate(at);
            return;
        }
        before += block.text.len();
    }
}
