//! The record as a person reads it: one index page and a page per story, each self-contained.
//!
//! A page shows nothing that the record does not hold: it is a pure function of the record, so
//! `verify` renders it again and compares. The only crate that knows HTML output.

mod index;
mod segments;
mod story;

use askama::Template;

pub use index::{StorySummary, index};
pub use story::{relinked, story};

/// The look of every page, inlined so that a page opens from disk without the network.
const STYLE: &str = include_str!("../assets/page.css");

/// What lights up the readings of a fact, inlined.
const SCRIPT: &str = include_str!("../assets/page.js");

/// The file name of a story's page, relative to the index.
pub fn story_file(id: &str) -> String {
    format!("stories/{id}.html")
}

/// Renders a template; writing into a string cannot fail.
fn render(template: &impl Template) -> String {
    template.render().unwrap_or_default()
}

/// `1 report`, `4 reports`.
fn count(number: usize, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use variorum_record::{AnnotatedReport, Part, PartKind, Reading, Row, RowKind, Span, Story, Verdict};

    /// A story of one report whose every string tries to break out.
    fn hostile() -> (Story, AnnotatedReport) {
        let evil = r#"</p><script>alert("1")</script>"#;
        let mut report = AnnotatedReport { text: evil.into(), ..Default::default() };
        report.report.id = evil.into();
        report.report.outlet = Some(evil.into());
        report.report.url = Some("javascript:alert(1)".into());
        report.parts.push(Part { span: Span::new(0, evil.len()), kind: PartKind::Body, why: None });
        let reading = Reading { report: evil.into(), spans: vec![Span::new(4, 20)], ..Default::default() };
        let row = Row {
            id: "r1".into(),
            kind: RowKind::Statement,
            label: evil.into(),
            readings: vec![reading],
            verdict: Verdict::OnlyOne,
            differences: vec![],
            origins: vec![],
            independent_origins: 1,
            chains: vec![],
            views: None,
        };
        let story = Story {
            id: "story-1".into(),
            title: evil.into(),
            reports: vec![evil.into()],
            rows: vec![row],
            ..Default::default()
        };
        (story, report)
    }

    #[test]
    fn no_report_can_break_out_of_its_page() {
        let (told, report) = hostile();
        let page = story(&told, |_| Some(&report));
        let summary = StorySummary::new(&told, vec![told.title.clone()]);
        let first = index(&[&summary], 1);
        for html in [&page, &first[0].1] {
            assert_eq!(html.matches("<script>").count(), 1, "only our own script");
            assert!(!html.contains("javascript:"));
            assert!(!html.contains("alert(\""));
        }
    }

    #[test]
    fn a_page_with_other_links_is_that_of_the_story_with_them() {
        let (mut told, report) = hostile();
        let evil = told.reports[0].clone();
        let outlets = [(evil.clone(), report.report.outlet.clone())];
        let link = variorum_record::Link { a: evil.clone(), b: "</main>".into(), score: 0.07, evidence: vec![] };
        for misses in [vec![], vec![link.clone()], vec![link.clone(), link], vec![]] {
            let before = story(&told, |_| Some(&report));
            told.why_not = misses;
            let after = relinked(&before, &[], &told.why_not, &[], &outlets).unwrap();
            assert_eq!(after, story(&told, |_| Some(&report)));
        }
        assert_eq!(relinked("no page", &[], &[], &[], &outlets), None);
    }

    #[test]
    fn a_page_needs_nothing_from_elsewhere() {
        let (told, report) = hostile();
        let page = story(&told, |_| Some(&report));
        for outside in ["src=", "<link", "@import", "url(http"] {
            assert!(!page.contains(outside), "{outside}");
        }
    }
}
