//! What `read` prints: the record in about twenty lines a story, or as JSON for a program.

use crate::inputs::Tally;
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use variorum_record::{Row, Story, Verdict};

/// Rows of one kind shown per story; the page has them all.
const SHOWN: usize = 5;

/// Stories with several reports shown; the index has them all.
const STORIES_SHOWN: usize = 12;

/// The stories of a run, as far as the terminal shows them.
pub(crate) struct Summary {
    tally: Tally,
    stories: Vec<Brief>,
    singles: usize,
    /// Stories that are as they were in the record that was added to: those of several reports, and of one.
    as_before: (usize, usize),
}

/// What is kept of a story.
struct Brief {
    id: String,
    title: String,
    reports: Vec<String>,
    differing: Vec<String>,
    shared: Vec<String>,
    only_one: BTreeMap<String, usize>,
    /// Report, facts it is silent on, words it dropped.
    left_out: Vec<(String, usize, usize)>,
    derived: usize,
    counts: BTreeMap<&'static str, usize>,
}

impl Summary {
    pub(crate) fn new(tally: Tally) -> Self {
        Summary { tally, stories: Vec::new(), singles: 0, as_before: (0, 0) }
    }

    /// Counts a story that is as it was.
    pub(crate) fn add_as_before(&mut self, reports: usize) {
        if reports > 1 {
            self.as_before.0 += 1;
        } else {
            self.as_before.1 += 1;
        }
    }

    /// The number of all stories, and of those that several reports tell.
    fn counts(&self) -> (usize, usize) {
        let several = self.stories.len() + self.as_before.0;
        (several + self.singles + self.as_before.1, several)
    }

    /// Takes a story in.
    pub(crate) fn add(&mut self, story: Story) {
        if story.reports.len() < 2 {
            self.singles += 1;
            return;
        }
        let mut brief = Brief {
            id: story.id.clone(),
            title: story.title.clone(),
            reports: story.reports.clone(),
            differing: Vec::new(),
            shared: Vec::new(),
            only_one: BTreeMap::new(),
            left_out: story
                .left_out
                .iter()
                .filter(|left| !left.rows.is_empty())
                .map(|l| (l.report.clone(), l.rows.len(), l.dropped.len()))
                .collect(),
            derived: story.derivations.len(),
            counts: BTreeMap::new(),
        };
        for row in &story.rows {
            *brief.counts.entry(verdict_word(row.verdict)).or_default() += 1;
            let witnesses = || row.readings.iter().filter(|reading| !reading.absent);
            match row.verdict {
                Verdict::Contradicted | Verdict::Updated | Verdict::DifferentScope => brief.differing.push(line(row)),
                Verdict::OnlyOne => {
                    for reading in witnesses() {
                        *brief.only_one.entry(reading.report.clone()).or_default() += 1;
                    }
                }
                // Happenings of no type are many; the page has them.
                _ if row.is_untyped() => {}
                Verdict::Agreed | Verdict::Compatible | Verdict::Reworded => brief.shared.push(line(row)),
            }
        }
        self.stories.push(brief);
    }

    /// For a person.
    pub(crate) fn text(&self, out: &Path) -> String {
        let mut text = String::new();
        let (reports, (stories, several)) = (self.tally.reports, self.counts());
        let _ = writeln!(
            text,
            "{reports} report{} read, {} refused; {stories} stor{}, {} told by several reports.",
            plural(reports),
            self.tally.refused,
            if stories == 1 { "y" } else { "ies" },
            several
        );
        let as_before = self.as_before.0 + self.as_before.1;
        if as_before > 0 {
            let others = self.stories.len() + self.singles;
            let _ = writeln!(text, "{as_before} are as they were; {others} are new or tell something else now.");
        }
        let mut shown: Vec<&Brief> = self.stories.iter().collect();
        shown.sort_by_key(|story| std::cmp::Reverse(story.reports.len()));
        for story in shown.iter().take(STORIES_SHOWN) {
            let _ = writeln!(text, "\n{}  {}", story.id, story.title);
            let _ = writeln!(text, "  {} reports: {}", story.reports.len(), story.reports.join(", "));
            lines(&mut text, "they differ on", &story.differing);
            lines(&mut text, "they share", &story.shared);
            if !story.only_one.is_empty() {
                let counts: Vec<_> = story.only_one.iter().map(|(report, count)| format!("{report} {count}")).collect();
                let _ = writeln!(text, "  only in one report: {}", counts.join(", "));
            }
            if !story.left_out.is_empty() {
                let said = story.left_out.iter().map(|(report, silent, dropped)| {
                    let words = if *dropped > 0 {
                        format!(" (dropped {dropped} qualifier{} or denial{0})", if *dropped == 1 { "" } else { "s" })
                    } else {
                        String::new()
                    };
                    format!("{report} {silent}{words}")
                });
                let _ = writeln!(text, "  silent on what most tell: {}", said.collect::<Vec<_>>().join(", "));
            }
            if story.derived > 0 {
                let _ = writeln!(
                    text,
                    "  copied or from a common source: {} pair{} of reports",
                    story.derived,
                    plural(story.derived)
                );
            }
        }
        if shown.len() > STORIES_SHOWN {
            let _ = writeln!(text, "\n… and {} more stories.", shown.len() - STORIES_SHOWN);
        }
        let _ = writeln!(text, "\nOpen {} to read the record.", out.join("index.html").display());
        text
    }

    /// For a program.
    pub(crate) fn json(&self, out: &Path) -> String {
        let stories: Vec<_> = self
            .stories
            .iter()
            .map(|story| {
                json!({"id": story.id, "title": story.title, "reports": story.reports, "verdicts": story.counts,
                       "differing": story.differing, "shared": story.shared, "only_one": story.only_one, "left_out": story.left_out, "derivations": story.derived})
            })
            .collect();
        json!({"reports": self.tally.reports, "refused": self.tally.refused, "stories": self.counts().0, "as_before": self.as_before.0 + self.as_before.1,
               "single_report_stories": self.singles + self.as_before.1, "told_by_several": stories, "out": out.display().to_string()})
        .to_string()
    }
}

fn lines(text: &mut String, heading: &str, rows: &[String]) {
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(text, "  {heading}:");
    for row in rows.iter().take(SHOWN) {
        let _ = writeln!(text, "    {row}");
    }
    if rows.len() > SHOWN {
        let _ = writeln!(text, "    … and {} more", rows.len() - SHOWN);
    }
}

/// A row in one line: what, how many reports, how many origins, verdict.
fn line(row: &Row) -> String {
    let witnesses = row.readings.iter().filter(|reading| !reading.absent).count();
    let origins = row.origins.iter().map(|origin| origin.name.as_str()).collect::<Vec<_>>().join(", ");
    let origins = if origins.is_empty() { String::new() } else { format!(": {origins}") };
    let independent = row.independent_origins as usize;
    format!(
        "[{}] {} ({witnesses} reports, {independent} origin{}{origins})",
        verdict_word(row.verdict),
        row.label,
        plural(independent)
    )
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Contradicted => "contradicted",
        Verdict::Updated => "updated",
        Verdict::DifferentScope => "different scope",
        Verdict::Reworded => "reworded",
        Verdict::Compatible => "compatible",
        Verdict::Agreed => "agreed",
        Verdict::OnlyOne => "only one",
    }
}
