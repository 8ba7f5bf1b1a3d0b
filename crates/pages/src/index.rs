//! The first page: every story with what it agrees on and where its reports differ.

use crate::{SCRIPT, STYLE, count, render, story_file};
use askama::Template;
use serde::{Deserialize, Serialize};
use variorum_record::{Story, VERSION, Verdict};

/// What the index says of a story: small, so that an index of many stories needs none of their reports.
#[derive(Clone, Debug, Deserialize, Serialize)]
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

    /// The number of reports.
    pub fn reports(&self) -> usize {
        self.reports
    }

    fn file(&self) -> String {
        story_file(&self.id)
    }

    fn reports_in_words(&self) -> String {
        count(self.reports, "report")
    }
}

/// Stories on one page of the index.
const ON_A_PAGE: usize = 400;

#[derive(Template)]
#[template(path = "index.html")]
struct IndexPage<'a> {
    stories: &'a [&'a StorySummary],
    singles: &'a [&'a StorySummary],
    reports: usize,
    all: usize,
    page: usize,
    pages: usize,
    style: &'static str,
    script: &'static str,
    version: &'static str,
}

impl IndexPage<'_> {
    /// Links to other pages: what they say, and where they lead.
    fn ways(&self) -> Vec<(&'static str, String)> {
        let ways = [("first", 1), ("previous", self.page - 1), ("next", self.page + 1), ("last", self.pages)];
        let leads = |page: usize| page != self.page && (1..=self.pages).contains(&page);
        ways.into_iter().filter(|(_, page)| leads(*page)).map(|(name, page)| (name, index_file(page))).collect()
    }
}

/// The file name of a page of the index, counted from 1.
fn index_file(page: usize) -> String {
    if page == 1 { "index.html".into() } else { format!("index-{page}.html") }
}

/// The index with the names of its files: stories that several reports tell first, in order of support; more pages than
/// one when there are many.
pub fn index(stories: &[&StorySummary]) -> Vec<(String, String)> {
    let mut sorted = stories.to_vec();
    sorted.sort_by_key(|story| std::cmp::Reverse(story.reports));
    let pages = sorted.len().div_ceil(ON_A_PAGE).max(1);
    let page = |number: usize| {
        let here = sorted.iter().skip((number - 1) * ON_A_PAGE).take(ON_A_PAGE).copied();
        let (shared, singles): (Vec<_>, Vec<_>) = here.partition(|story| story.reports > 1);
        let page = IndexPage {
            stories: &shared,
            singles: &singles,
            reports: stories.iter().map(|story| story.reports).sum(),
            all: stories.len(),
            page: number,
            pages,
            style: STYLE,
            script: SCRIPT,
            version: VERSION,
        };
        (index_file(number), render(&page))
    };
    (1..=pages).map(page).collect()
}
