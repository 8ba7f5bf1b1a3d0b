//! The first page: every story with what it agrees on and where its reports differ.

use crate::{SCRIPT, STYLE, count, render, story_file};
use askama::Template;
use variorum_record::{Story, VERSION, Verdict};

/// What the index says of a story: small, so that an index of many stories needs none of their reports.
#[derive(Clone, Debug)]
pub struct StorySummary {
    id: String,
    title: String,
    outlets: Vec<String>,
    reports: usize,
    shared: usize,
    differing: usize,
    only_one: usize,
    derived: usize,
}

impl StorySummary {
    /// Sums a story up. `outlets` are the names under which its reports are shown.
    pub fn new(story: &Story, outlets: Vec<String>) -> Self {
        let with = |wanted: &[Verdict]| story.rows.iter().filter(|row| wanted.contains(&row.verdict)).count();
        StorySummary {
            id: story.id.clone(),
            title: story.title.clone(),
            outlets,
            reports: story.reports.len(),
            shared: with(&[Verdict::Agreed, Verdict::Compatible, Verdict::Reworded]),
            differing: with(&[Verdict::Contradicted, Verdict::Updated, Verdict::DifferentScope]),
            only_one: with(&[Verdict::OnlyOne]),
            derived: story.derivations.len(),
        }
    }

    fn file(&self) -> String {
        story_file(&self.id)
    }

    fn reports_in_words(&self) -> String {
        count(self.reports, "report")
    }
}

#[derive(Template)]
#[template(path = "index.html")]
struct IndexPage<'a> {
    stories: Vec<&'a StorySummary>,
    singles: Vec<&'a StorySummary>,
    reports: usize,
    style: &'static str,
    script: &'static str,
    version: &'static str,
}

/// The index page: stories that several reports tell first, in order of support.
pub fn index(stories: &[StorySummary]) -> String {
    let (mut shared, singles): (Vec<_>, Vec<_>) = stories.iter().partition(|story| story.reports > 1);
    shared.sort_by_key(|story| std::cmp::Reverse(story.reports));
    render(&IndexPage {
        stories: shared,
        singles,
        reports: stories.iter().map(|story| story.reports).sum(),
        style: STYLE,
        script: SCRIPT,
        version: VERSION,
    })
}
