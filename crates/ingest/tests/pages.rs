//! An invented page: article, parts and metadata come out, furniture does not.

use variorum_ingest::page;
use variorum_record::PartKind;

const PAGE: &str = r#"<!doctype html><html lang="en-GB"><head><title>River closes Kell bridge | Meridian Times</title>
<meta property="og:site_name" content="Meridian Times"><link rel=canonical href="https://meridian.example/kell">
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "River closes Kell bridge",
 "datePublished": "2025-04-24T10:00:00Z", "author": [{"@type": "Person", "name": "Ada Kern"}, {"@type": "Person", "name": "Jon Oster"}]}</script>
<style>p { color: red }</style></head><body><nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>River closes Kell bridge</h1><div class="share-bar">Share this</div>
<figure><img src=x><figcaption>The bridge on Monday.</figcaption></figure>
<p>The bridge at Kell was closed on Monday after the river rose again, the <b>town</b> council said in a statement.</p>
<h2>A second flood</h2><p>It was the second flood in a year, and shopkeepers along the quay had only just reopened their doors.</p>
<blockquote>We have never seen it stand so high, not in the forty years that I have been living here.</blockquote>
<p>Work on the piers will begin in May, and the council expects it to take until the autumn at the earliest.</p>
<div class="related-posts"><a href=x>Ten photos of the flood</a></div></article>
<footer>© Meridian Times</footer><script>var x = "<p>not text</p>";</script></body></html>"#;

#[test]
fn article_parts_and_metadata() {
    let page = page(PAGE);
    let marked: Vec<(PartKind, &str)> = page.marked.iter().map(|part| (part.kind, part.span.of(&page.text))).collect();
    assert_eq!(
        marked,
        [
            (PartKind::Caption, "The bridge on Monday."),
            (PartKind::Heading, "A second flood"),
            (
                PartKind::Body,
                "We have never seen it stand so high, not in the forty years that I have been living here."
            ),
        ]
    );
    assert!(page.text.starts_with(
        "The bridge on Monday.\n\nThe bridge at Kell was closed on Monday after the river rose again, the town council"
    ));
    for furniture in ["Home", "Share this", "Ten photos", "©", "not text", "color"] {
        assert!(!page.text.contains(furniture), "{furniture}");
    }
    assert_eq!(page.meta.title.as_deref(), Some("River closes Kell bridge"));
    assert_eq!(page.meta.outlet.as_deref(), Some("Meridian Times"));
    assert_eq!(page.meta.byline.as_deref(), Some("Ada Kern, Jon Oster"));
    assert_eq!(page.meta.published.as_deref(), Some("2025-04-24T10:00:00Z"));
    assert_eq!(page.meta.url.as_deref(), Some("https://meridian.example/kell"));
    assert_eq!(page.meta.language.as_deref(), Some("en"));
}

#[test]
fn nothing_is_invented() {
    let page =
        page("<p>The bridge at Kell was closed on Monday after the river rose again, the town council said.</p>");
    assert_eq!(page.meta, variorum_record::ReportMeta::default());
    assert!(page.text.starts_with("The bridge"));
}
