//! When the page was published, and when it was last changed.
//!
//! Where a page shows its readers only the day of the last change, the text that is here is of that day, whatever the metadata
//! keep of a first version: it is taken for both, so that `updated` says what kind of day it is. (So did the annotators of the
//! Web Content Extraction Benchmark on all 21 such pages of its development part.)

use super::stated::Stated;
use super::{Metas, around_headline};
use crate::dates;
use crate::html::tree::{Data, Tree};

/// As ISO 8601.
#[derive(Default)]
pub(super) struct Dates {
    pub(super) published: Option<String>,
    pub(super) updated: Option<String>,
}

/// Reads both. A date that stands at the headline is that of the text that is here and goes before the metadata, which
/// often keep the day of the first version or of the template.
pub(super) fn read(tree: &Tree, stated: &Stated, metas: &Metas) -> Dates {
    let declared = declared_date(stated, metas);
    let shown = dates_at_headline(tree);
    let visible = visible_dates(tree);
    let same_day = |a: &str, b: &str| a.get(..10) == b.get(..10);
    let updated = declared_change(stated, metas).or(shown.updated.clone()).or(visible.updated.clone());
    let published = match shown.published.or(shown.updated) {
        // Where metadata or markup say the same day, they have the time as well.
        Some(shown) => {
            let mut others = [declared, visible.published].into_iter().flatten();
            others.find(|other| same_day(&shown, other)).or(Some(shown))
        }
        None => declared.or(visible.published).or(visible.updated),
    };
    Dates { published, updated }
}

/// The dates near the headline.
fn dates_at_headline(tree: &Tree) -> Dates {
    let pieces = around_headline(tree);
    let mut found = Dates::default();
    for (at, piece) in pieces.iter().enumerate() {
        if piece.len() > 70 {
            continue;
        }
        let Some(date) = dates::iso(piece) else { continue };
        let own = piece.to_lowercase();
        let label = format!("{} {own}", at.checked_sub(1).map_or("", |n| pieces[n].as_str())).to_lowercase();
        if own.contains("first published") || own.contains("originally published") {
            found.published = Some(date);
            break;
        }
        if ["updat", "modif", "review", "revis"].iter().any(|word| label.contains(word)) {
            found.updated = found.updated.or(Some(date));
        } else if !label.contains("copyright") && !label.contains('©') && !label.contains("event") {
            found.published = found.published.or(Some(date));
        }
    }
    found
}

/// The date of the last change in the metadata.
fn declared_change(stated: &Stated, metas: &Metas) -> Option<String> {
    let keys = ["article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified"];
    stated.modified.clone().or_else(|| first_date(metas, &keys))
}

/// The first of these that holds a date.
fn first_date(metas: &Metas, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| metas.first(&[key]).and_then(|written| dates::iso(&written)))
}

/// The date in the metadata.
fn declared_date(stated: &Stated, metas: &Metas) -> Option<String> {
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
    let published = stated.published.clone().or_else(|| first_date(metas, &keys));
    published.or_else(|| stated.page_published.clone())
}

/// Dates that the page shows as those of the article: `<time>`, `itemprop`, a class that says so.
fn visible_dates(tree: &Tree) -> Dates {
    let mut ranked: [Option<String>; 4] = [None, None, None, None];
    for index in 0..tree.nodes.len() {
        let Data::Element(name, _) = &tree.nodes[index].data else { continue };
        let class = tree.attr(index, "class").unwrap_or("").to_ascii_lowercase();
        let itemprop = tree.attr(index, "itemprop").unwrap_or("");
        let rank = if itemprop == "datePublished" {
            0
        } else if itemprop == "dateModified" {
            3
        } else if &**name == "time" {
            if class.contains("updat") || class.contains("modif") { 3 } else { 1 }
        } else if class.split_whitespace().any(date_class) {
            2
        } else {
            continue;
        };
        if ranked[rank].is_some() || super::belongs_to_another(tree, index) {
            continue;
        }
        let stated = ["datetime", "content"].iter().find_map(|key| tree.attr(index, key)).and_then(dates::iso);
        let text = tree.text(index);
        let rank = if text.len() <= 60 && text.to_lowercase().contains("updated") && rank == 2 { 3 } else { rank };
        let date = stated.or_else(|| (text.len() <= 60).then(|| dates::iso(&text)).flatten());
        ranked[rank] = ranked[rank].take().or(date);
    }
    let [itemprop, time, class, updated] = ranked;
    Dates { published: itemprop.or(time).or(class), updated }
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
