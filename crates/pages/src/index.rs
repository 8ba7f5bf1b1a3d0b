//! The first page: every story with what it agrees on and where its reports differ.

use crate::story::{support, verdict_word, verdict_words};
use crate::{SCRIPT, STYLE, count, render, story_file};
use askama::Template;
use serde::{Deserialize, Serialize};
use variorum_record::{Row, RowKind, Story, VERSION, Verdict};

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
    /// Of a story that several reports tell: the fact that most of them have, and with what support; none where they
    /// differ on it.
    told: Option<(String, String)>,
    /// What the reports differ on: label, verdict as a class, verdict in words.
    differ_on: Vec<(String, String, String)>,
}

/// What the index names of what a story's reports differ on, and of their outlets.
const DIFFERENCES: usize = 3;
const OUTLETS: usize = 8;

impl StorySummary {
    /// Sums a story up. `outlets` are the names under which its reports are shown.
    pub fn new(story: &Story, outlets: Vec<String>) -> Self {
        let with = |wanted: &[Verdict]| story.rows.iter().filter(|row| wanted.contains(&row.verdict)).count();
        let differ = story.rows.iter().filter(|row| DIFFERING.contains(&row.verdict)).take(DIFFERENCES);
        let of = |row: &Row| (row.label.clone(), verdict_word(row.verdict).into(), verdict_words(row.verdict).into());
        let differ_on: Vec<_> = differ.map(of).collect();
        let named = |label: &String| differ_on.iter().any(|(known, ..)| known == label);
        let more = outlets.len().saturating_sub(OUTLETS);
        let mut outlets: Vec<String> = outlets.into_iter().take(OUTLETS).collect();
        if more > 0 {
            outlets.push(format!("{more} more"));
        }
        StorySummary {
            id: story.id.clone(),
            title: story.title.clone(),
            outlets,
            reports: story.reports.len(),
            shared: with(&[Verdict::Agreed, Verdict::Compatible, Verdict::Reworded]),
            differing: with(DIFFERING),
            only_one: with(&[Verdict::OnlyOne]),
            derived: story.derivations.len(),
            told: most_told(story).filter(|row| !named(&row.label)).map(|row| (row.label.clone(), support(row))),
            differ_on,
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

/// Verdicts of rows on which reports differ.
const DIFFERING: &[Verdict] = &[Verdict::Contradicted, Verdict::Updated, Verdict::DifferentScope];

/// The statement, event or figure that most reports have; none where only one has any.
fn most_told(story: &Story) -> Option<&Row> {
    // That several name a place or a day says little, and so does what is of no event type.
    let told = |row: &&Row| {
        matches!(row.kind, RowKind::Statement | RowKind::Event | RowKind::Figure)
            && !row.is_untyped()
            && row.verdict != Verdict::OnlyOne
    };
    let witnesses = |row: &&Row| row.readings.iter().filter(|reading| !reading.absent).count();
    story.rows.iter().filter(told).rev().max_by_key(witnesses)
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
/// one when there are many. `reports` are all that were read: one may tell several stories.
pub fn index(stories: &[&StorySummary], reports: usize) -> Vec<(String, String)> {
    let mut sorted = stories.to_vec();
    sorted.sort_by_key(|story| std::cmp::Reverse(story.reports));
    let pages = sorted.len().div_ceil(ON_A_PAGE).max(1);
    let page = |number: usize| {
        let here = sorted.iter().skip((number - 1) * ON_A_PAGE).take(ON_A_PAGE).copied();
        let (shared, singles): (Vec<_>, Vec<_>) = here.partition(|story| story.reports > 1);
        let page = IndexPage {
            stories: &shared,
            singles: &singles,
            reports,
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
