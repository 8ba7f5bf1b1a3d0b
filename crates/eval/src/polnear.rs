//! PolNeAR: who said what in political news, direct and indirect (Newell et al. 2018).
//!
//! Layout: `train/`, `dev/` with `text/NAME.txt` and `attributions/NAME_ANNOTATOR.ann` (brat stand-off, code points,
//! discontinuous spans `a b;c d`). Where several annotators read an article the first in file order is taken.
//!
//! # What is compared
//! A content is the set of words (runs of letters and digits) in its stretches, without a leading "that" in each
//! stretch: marks and edge punctuation count for nothing, as record-format.md lays down. Gold attributions
//! without content are left out, and so is anything that lies in a stretch the annotators discarded.
//! - *exact*: the sets are equal. *overlap*: intersection over union is at least one half. Both one to one, the
//!   best overlaps first.
//! - *right speaker*: the words of the speaker's span and those of the gold source share at least one word that is not
//!   an article or preposition; where the gold has no source, the statement must have none either.
//! - *joint*: overlap and right speaker.
//! - *direct*: at least nine tenths of the gold content's words lie in quotation marks; *mixed*: some do;
//!   *indirect*: none do.
//!
//! # Mapping
//! The corpus joins the quotations before and after a cue in one attribution, as the record does. It also marks
//! attitudes ("supports", "wants", "seems"); the record has them as statements with `cue_kind` thought or knowledge,
//! so nothing is filtered on either side.

use crate::{EvalError, Score, precision_recall_f1};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use variorum_record::{AnnotatedReport, Report, Span, Statement};

/// An article with its attributions.
pub struct Article {
    /// File name without ending.
    pub name: String,
    /// The text.
    pub text: String,
    /// Who said what, by the annotator.
    pub gold: Vec<Attribution>,
    discarded: Vec<Span>,
}

/// An attribution of the corpus, in bytes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attribution {
    /// What was said.
    pub content: Vec<Span>,
    /// The words that say so.
    pub cue: Vec<Span>,
    /// Who said it; empty when the article does not say.
    pub source: Vec<Span>,
}

/// Scores the dev part.
pub(crate) fn score(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let engine = crate::engine()?;
    let articles = read(&dir.join("dev"))?;
    let mut tally = Tally { logging: crate::show(), ..Tally::default() };
    for article in &articles {
        let report = Report { text: article.text.clone(), ..Report::default() };
        tally.add(article, &engine.annotate(&report));
    }
    let mut scores = tally.scores();
    if !tally.log.is_empty() {
        scores.push(Score { name: "wrong".into(), value: tally.log.len() as f64, note: tally.log.join("\n") });
    }
    Ok(scores)
}

/// The articles of a part (`train` or `dev`), by name.
pub fn read(dir: &Path) -> Result<Vec<Article>, EvalError> {
    let folder = dir.join("attributions");
    let error = |path: &Path, e: &dyn std::fmt::Display| EvalError(format!("{}: {e}", path.display()));
    let entries = std::fs::read_dir(&folder).map_err(|e| error(&folder, &e))?;
    let mut files: Vec<String> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    files.sort();
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    for file in files {
        let Some((name, _)) = file.strip_suffix(".ann").and_then(|stem| stem.rsplit_once('_')) else { continue };
        first.entry(name.to_string()).or_insert(file.clone());
    }
    let mut articles = Vec::new();
    for (name, file) in first {
        let read = |path: &Path| std::fs::read_to_string(path).map_err(|e| error(path, &e));
        let text = read(&dir.join("text").join(format!("{name}.txt")))?;
        let annotations = read(&folder.join(file))?;
        articles.push(article(name, text, &annotations));
    }
    Ok(articles)
}

fn article(name: String, text: String, annotations: &str) -> Article {
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let span = |range: &str| {
        let (start, end) = range.split_once(' ')?;
        let at = |offset: &str| bytes.get(offset.parse::<usize>().ok()?).copied();
        Some(Span::new(at(start)?, at(end)?))
    };
    let mut things: BTreeMap<&str, (&str, Vec<Span>)> = BTreeMap::new();
    for line in annotations.split('\n').filter(|line| line.starts_with('T')) {
        let mut cells = line.split('\t');
        let (Some(id), Some(place)) = (cells.next(), cells.next()) else { continue };
        let Some((kind, ranges)) = place.split_once(' ') else { continue };
        things.insert(id, (kind, ranges.split(';').filter_map(span).collect()));
    }
    let mut gold = Vec::new();
    for line in annotations.split('\n').filter(|line| line.starts_with('E')) {
        let mut attribution = Attribution::default();
        for role in line.split('\t').nth(1).unwrap_or_default().split(' ') {
            let Some((role, id)) = role.split_once(':') else { continue };
            let Some((_, spans)) = things.get(id) else { continue };
            match role.trim_end_matches(|c: char| c.is_ascii_digit()) {
                "Content" => attribution.content.extend(spans),
                "Cue" => attribution.cue.extend(spans),
                "Source" => attribution.source.extend(spans),
                _ => {}
            }
        }
        if !attribution.content.is_empty() {
            attribution.content.sort();
            gold.push(attribution);
        }
    }
    let discarded = things.values().filter(|thing| thing.0 == "Discard").flat_map(|thing| thing.1.clone()).collect();
    Article { name, text, gold, discarded }
}

/// The words of a text: where each begins and ends.
pub fn words(text: &str) -> Vec<Span> {
    let mut words: Vec<Span> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
        match words.last_mut() {
            Some(last) if last.end == at => last.end = at + c.len_utf8(),
            _ => words.push(Span::new(at, at + c.len_utf8())),
        }
    }
    words
}

/// The words in some stretches, by index, without a leading "that" of each.
pub fn content_words(text: &str, words: &[Span], spans: &[Span]) -> BTreeSet<usize> {
    let mut set = BTreeSet::new();
    for span in spans {
        let mut inside = words_in(words, *span);
        if inside.clone().next().is_some_and(|i| words[i].of(text).eq_ignore_ascii_case("that")) && inside.len() > 1 {
            inside.next();
        }
        set.extend(inside);
    }
    set
}

fn words_in(words: &[Span], span: Span) -> std::ops::Range<usize> {
    let first = words.partition_point(|word| word.end <= span.start);
    let last = words.partition_point(|word| word.start < span.end);
    first..last.max(first)
}

/// Intersection over union.
pub fn overlap(a: &BTreeSet<usize>, b: &BTreeSet<usize>) -> f64 {
    let shared = a.intersection(b).count();
    if shared == 0 { 0.0 } else { shared as f64 / (a.len() + b.len() - shared) as f64 }
}

/// How the words of a content are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Direct,
    Mixed,
    Indirect,
}

/// Hits over many articles.
#[derive(Default)]
pub struct Tally {
    gold: usize,
    predicted: usize,
    exact: usize,
    overlap: usize,
    joint: usize,
    /// For direct, mixed, indirect: gold, found, found with the right speaker.
    kinds: [[usize; 3]; 3],
    /// What was missed, what was too much, what has the wrong speaker: for a look at the errors.
    pub log: Vec<String>,
    /// Whether to keep that log.
    pub logging: bool,
}

impl Tally {
    /// Adds an article and what the program says of it.
    pub fn add(&mut self, article: &Article, report: &AnnotatedReport) {
        let quoted: Vec<Span> =
            variorum_engine::quotes::find(&report.text, &report.parts).0.iter().map(|q| q.inner).collect();
        let text = &article.text;
        let words = words(text);
        let kept = |spans: &[Span]| !article.discarded.iter().any(|gone| spans.iter().any(|span| gone.contains(*span)));
        let gold: Vec<(&Attribution, BTreeSet<usize>)> = article
            .gold
            .iter()
            .filter(|gold| kept(&gold.content))
            .map(|gold| (gold, content_words(text, &words, &gold.content)))
            .filter(|(_, set)| !set.is_empty())
            .collect();
        let predicted: Vec<(&Statement, BTreeSet<usize>)> = report
            .statements
            .iter()
            .filter(|statement| kept(&statement.content))
            .map(|statement| (statement, content_words(text, &words, &statement.content)))
            .filter(|(_, set)| !set.is_empty())
            .collect();
        self.gold += gold.len();
        self.predicted += predicted.len();
        let in_marks: BTreeSet<usize> = quoted.iter().flat_map(|span| words_in(&words, *span)).collect();
        let kind_of = |set: &BTreeSet<usize>| {
            let inside = set.intersection(&in_marks).count();
            if inside * 10 >= set.len() * 9 {
                Kind::Direct
            } else if inside > 0 {
                Kind::Mixed
            } else {
                Kind::Indirect
            }
        };
        let pairs = match_up(&predicted, &gold);
        let mut found = vec![false; gold.len()];
        let mut used = vec![false; predicted.len()];
        for (p, g, share) in pairs {
            self.overlap += 1;
            self.exact += usize::from(share == 1.0);
            (found[g], used[p]) = (true, true);
            let right = right_speaker(text, &words, predicted[p].0, gold[g].0);
            self.joint += usize::from(right);
            let kind = kind_of(&gold[g].1) as usize;
            self.kinds[kind][1] += 1;
            self.kinds[kind][2] += usize::from(right);
            if self.logging && !right {
                let who = predicted[p].0.speaker.as_ref().and_then(|s| s.span).map_or("-", |s| s.of(text));
                self.note(article, "SPEAKER", gold[g].0, &format!("we say {who:?} [{}]", predicted[p].0.why));
            }
            if self.logging && share < 1.0 {
                self.note(
                    article,
                    "BORDER",
                    gold[g].0,
                    &format!("ours {:?} [{}]", shown(text, &predicted[p].0.content), predicted[p].0.why),
                );
            }
        }
        for (g, (attribution, set)) in gold.iter().enumerate() {
            self.kinds[kind_of(set) as usize][0] += 1;
            if self.logging && !found[g] {
                self.note(article, &format!("MISSED {:?}", kind_of(set)), attribution, "");
            }
        }
        if self.logging {
            for (p, (statement, _)) in predicted.iter().enumerate().filter(|(p, _)| !used[*p]) {
                let cue = statement.cue.map_or("-", |cue| cue.of(text));
                let line = format!(
                    "EXTRA\t{}\t{cue}\t{:?} [{} {}] {p}",
                    article.name,
                    shown(text, &statement.content),
                    statement.why,
                    statement.confidence
                );
                self.log.push(line);
            }
        }
    }

    fn note(&mut self, article: &Article, what: &str, gold: &Attribution, more: &str) {
        let text = &article.text;
        let line = format!(
            "{what}\t{}\t{:?}\t{:?}\t{:?}\t{more}",
            article.name,
            shown(text, &gold.source),
            shown(text, &gold.cue),
            shown(text, &gold.content)
        );
        self.log.push(line);
    }

    /// The numbers.
    pub fn scores(&self) -> Vec<Score> {
        let mut scores = Vec::new();
        let mut f1 = |name: &str, hits: usize| {
            let (precision, recall, f1) = precision_recall_f1(hits, self.predicted, self.gold);
            let note =
                format!("precision {precision:.3}, recall {recall:.3}; {} gold, {} found", self.gold, self.predicted);
            scores.push(Score { name: name.into(), value: f1, note });
        };
        f1("content exact F1", self.exact);
        f1("content overlap F1", self.overlap);
        f1("content and speaker joint F1", self.joint);
        let ratio = |hits: usize, of: usize| if of == 0 { 0.0 } else { hits as f64 / of as f64 };
        let value = ratio(self.joint, self.overlap);
        scores.push(Score {
            name: "speaker right of matched".into(),
            value,
            note: format!("{} matched", self.overlap),
        });
        for (kind, name) in ["direct", "mixed", "indirect"].iter().enumerate() {
            let [gold, found, right] = self.kinds[kind];
            let note = format!("{gold} gold, found {:.3}", ratio(found, gold));
            scores.push(Score {
                name: format!("{name}: recall with the right speaker"),
                value: ratio(right, gold),
                note,
            });
        }
        scores
    }
}

/// The stretches of a content as text.
fn shown(text: &str, spans: &[Span]) -> String {
    let parts: Vec<String> =
        spans.iter().map(|span| span.of(text).split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    parts.join(" + ")
}

/// Pairs of at least half overlap, one to one, best first.
fn match_up(
    predicted: &[(&Statement, BTreeSet<usize>)],
    gold: &[(&Attribution, BTreeSet<usize>)],
) -> Vec<(usize, usize, f64)> {
    let mut pairs = Vec::new();
    for (p, (statement, ours)) in predicted.iter().enumerate() {
        for (g, (attribution, theirs)) in gold.iter().enumerate() {
            let share = overlap(ours, theirs);
            if share >= 0.5 {
                let same_cue = statement.cue.is_some_and(|cue| attribution.cue.iter().any(|gold| gold.overlaps(cue)));
                pairs.push((p, g, share, same_cue));
            }
        }
    }
    // Of equally good overlaps, the one with the same cue.
    pairs.sort_by(|a, b| b.2.total_cmp(&a.2).then(b.3.cmp(&a.3)).then((a.0, a.1).cmp(&(b.0, b.1))));
    let (mut used, mut found) = (vec![false; predicted.len()], vec![false; gold.len()]);
    let mut chosen = Vec::new();
    for (p, g, share, _) in pairs {
        if !used[p] && !found[g] {
            (used[p], found[g]) = (true, true);
            chosen.push((p, g, share));
        }
    }
    chosen
}

fn right_speaker(text: &str, words: &[Span], statement: &Statement, gold: &Attribution) -> bool {
    const SMALL: &[&str] = &["the", "a", "an", "of", "in", "for", "to", "by", "and", "s", "at", "on", "from", "with"];
    let ours = statement.speaker.as_ref().and_then(|speaker| speaker.span);
    let Some(ours) = ours else { return gold.source.is_empty() };
    let ours = words_in(words, ours);
    gold.source
        .iter()
        .flat_map(|span| words_in(words, *span))
        .any(|word| ours.contains(&word) && !SMALL.contains(&words[word].of(text).to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stand_off_is_read() {
        let text = "Olin said “né” on Monday.".to_string();
        let annotations = "T1\tSource 0 4\tOlin\nT2\tCue 5 9\tsaid\nT3\tContent 10 14;15 24\t“né” on Monday\nE1\tAttribution:T4 Content:T3 Cue:T2 Source:T1\n";
        let article = article("a".into(), text, annotations);
        let shown: Vec<&str> = article.gold[0].content.iter().map(|span| span.of(&article.text)).collect();
        assert_eq!(shown, ["“né”", "on Monday"]);
    }

    #[test]
    fn a_leading_that_counts_for_nothing() {
        let text = "that he left";
        let words = words(text);
        assert_eq!(content_words(text, &words, &[Span::new(0, 12)]).len(), 2);
        assert_eq!(content_words(text, &words, &[Span::new(0, 4)]).len(), 1);
    }
}
