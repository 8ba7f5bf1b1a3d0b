//! Which reports tell the same real event: candidates by blocking, verified pair by pair, with reasons.
//!
//! A report is read once into [`features`]; [`usage`] says what is usual in the record, [`blocking`] finds the pairs worth comparing, [`verify`] says what
//! speaks for and against each, [`cluster`] makes stories of them, from which reports may then [`settle`] elsewhere,
//! [`passages`] gives the entries of live pages to the stories they tell, and [`decisions`] lets a person overrule all of
//! it. The result depends on the set of reports, their ids and their publication dates, not on the order in which they
//! arrive; nor on whether they came at once or were added to an index that was [`saved`].

mod blocking;
mod cluster;
pub(crate) mod dates;
mod decisions;
mod entries;
mod features;
mod pairs;
pub(crate) mod passages;
mod saved;
mod settle;
mod usage;
mod verify;
pub(crate) mod words;

use crate::roots;
use blocking::Found;
use cluster::{Before, Reason, Stories};
use decisions::Decided;
use features::{Features, Vocabulary};
use pairs::{Edges, Pairs};
use passages::{Entry, Parts, Why};
pub use saved::FORMAT;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::OnceLock;
use usage::Usage;
use variorum_record::{AnnotatedReport, Decision, Link, LinkEvidence, Span};

/// A set of reports that tell the same event, as indexes into the input, with what holds it together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// The number of its first report that is not there by passage only, counted from 1: no other story has it, and it
    /// stays when reports come later.
    pub number: usize,
    /// Indexes of its reports, ascending.
    pub reports: Vec<usize>,
    /// The verified links.
    pub why: Vec<Link>,
    /// The near misses of its reports.
    pub why_not: Vec<Link>,
    /// Reports that belong here with some passages only, ascending.
    pub passages: Vec<(usize, Vec<Span>)>,
    /// What a person decided about its reports.
    pub decisions: Vec<Decision>,
}

/// A link at or above this score joins, if nothing in the stories it would join speaks against it.
/// Tuned on Giveme5W1H dev and ECB+ topics 1-35 together; flat from .09 to .12.
pub const THRESHOLD: f64 = 0.10;

/// Links below this are not looked at again.
const FAINT: f64 = 0.05;

/// Near misses kept for a story, the closest first.
const NEAR_MISSES: usize = 8;

/// Up to this many reports, the rarity of words is measured on all of them.
const MEASURED_WHOLE: usize = 2_048;

/// How many of the first reports of a record the rarity of words is measured on: all of a small record; of a larger one
/// at least four fifths, in steps, so that a few reports more do not change every score of the record.
fn measured(reports: usize) -> usize {
    if reports <= MEASURED_WHOLE {
        return reports;
    }
    // Four steps from one power of two to the next.
    let step = 1 << (reports.ilog2() - 2);
    reports / step * step
}

/// What grouping needs to know of each report, and no more: reports are added one at a time and need not be kept.
#[derive(Debug, Default)]
pub struct Index {
    reports: Vec<Report>,
    vocabulary: Vocabulary,
    /// The bytes of reports that were saved and are read when something asks for them.
    saved: Vec<u8>,
}

/// A report of an index: what all reports are asked for, and the rest.
#[derive(Debug, Default)]
struct Report {
    id: String,
    day: Option<i32>,
    /// The hashes of its runs.
    runs: Vec<u64>,
    /// Whether it is a live page or round-up, with entries.
    live: bool,
    /// Whether these tell of many things, so that it joins no story as a whole before all stories stand.
    of_many_things: bool,
    whole: OnceLock<Whole>,
    /// Where the rest lies among the saved bytes.
    saved: Range<usize>,
}

/// All that is known of a report.
#[derive(Debug, Default)]
struct Whole {
    features: Features,
    /// The entries of a live page or round-up.
    entries: Vec<Entry>,
}

/// How the reports of an index were grouped: what is said of every story in short, and what is needed to say which of
/// them another report leaves as they are. Reports are numbered as they arrived.
#[derive(Clone, Debug, Default)]
pub struct Grouping {
    reports: usize,
    /// Reports that the usage was measured on.
    measured: usize,
    /// What is usual among them.
    usage: Usage,
    /// The heaviest words of each report, under which it is found.
    keys: Vec<Vec<(u32, f32)>>,
    /// The verified pairs: the one that comes first by date, the other, their score; by date of the other, then of the one.
    edges: Vec<(u32, u32, f64)>,
    stories: Stories,
    /// A number that is another one when the decisions are, and the reports they name.
    decided: u64,
    named: Vec<usize>,
    /// The stories, in order of their numbers.
    pub outlines: Vec<Outline>,
}

/// A story before its links are explained.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outline {
    /// See [`Group::number`].
    pub number: usize,
    /// Indexes of its reports, ascending.
    pub reports: Vec<usize>,
    /// The links to explain, and the near misses with what kept them apart.
    pairs: Vec<(usize, usize)>,
    misses: Vec<(usize, usize, Reason)>,
    /// What it has of live pages, by report.
    parts: Parts,
    decisions: Vec<Decision>,
}

impl Outline {
    /// A number that is another one when the story's reports, or what it has of them, are others: what is collated.
    pub fn members_print(&self) -> u64 {
        let spans: Vec<_> = self.parts.iter().map(|(report, part)| (report, &part.spans)).collect();
        let words = [format!("{:?} {spans:?}", self.reports)];
        features::hash(words.iter().map(String::as_str))
    }

    /// A number that is another one when anything is: what is in the story, what speaks for and against it, and how
    /// that was measured.
    pub fn print(&self, grouping: &Grouping) -> u64 {
        // What `Debug` prints of an outline is all of it.
        let words = [format!("{} {self:?}", grouping.measured)];
        features::hash(words.iter().map(String::as_str))
    }
}

impl Index {
    /// Adds a report; its index is the number of reports added before.
    pub fn add(&mut self, report: &AnnotatedReport) {
        let entries = passages::entries(report, &mut self.vocabulary);
        let features = features::read(report, &mut self.vocabulary);
        self.reports.push(Report {
            id: features.id.clone(),
            day: features.day,
            runs: features.runs.iter().map(|run| run.hash).collect(),
            live: !entries.is_empty(),
            of_many_things: passages::of_many_things(&entries),
            whole: OnceLock::from(Whole { features, entries }),
            saved: 0..0,
        });
        let reports = self.reports.len();
        if reports >= MEASURED_WHOLE && measured(reports) == reports {
            self.vocabulary.measure();
        }
    }

    /// The number of reports.
    pub fn len(&self) -> usize {
        self.reports.len()
    }

    /// Whether no report was added.
    pub fn is_empty(&self) -> bool {
        self.reports.is_empty()
    }

    /// The id of a report by index.
    pub fn id(&self, report: usize) -> Option<&str> {
        self.reports.get(report).map(|report| report.id.as_str())
    }

    fn features(&self, report: usize) -> &Features {
        &self.whole(report).features
    }

    /// Everything that speaks for and against two reports telling the same event, whether it joins them or not.
    pub fn link(&self, a: &str, b: &str, grouping: &Grouping) -> Option<Link> {
        let find = |id: &str| self.reports.iter().position(|report| report.id == id).map(|i| self.features(i));
        Some(verify::explain(find(a)?, find(b)?, &grouping.usage))
    }

    /// Groups the reports into stories, in order of their first report. Every report is in exactly one group, but for
    /// live pages and round-ups, which may be in several by passage.
    pub fn stories(&self) -> Vec<Group> {
        let grouping = self.grouping(&[], None);
        grouping.outlines.iter().map(|outline| self.group(outline, &grouping)).collect()
    }

    /// A story with its links explained.
    pub fn group(&self, outline: &Outline, grouping: &Grouping) -> Group {
        let explain = |a: usize, b: usize| verify::explain(self.features(a), self.features(b), &grouping.usage);
        let mut why: Vec<Link> = outline.pairs.iter().map(|&(a, b)| explain(a, b)).collect();
        let mut passages = Vec::new();
        for (report, part) in &outline.parts {
            if let Some(Why { entry, other }) = part.why {
                let entry = entry.and_then(|entry| self.whole(*report).entries.get(entry));
                let here = entry.map_or(self.features(*report), |entry| &entry.features);
                let mut link = verify::explain(here, self.features(other), &grouping.usage);
                let by_passage = |entry: &Entry| LinkEvidence {
                    kind: "by-passage".into(),
                    weight: 0.0,
                    a: Some(entry.span),
                    b: None,
                };
                link.evidence.extend(entry.map(by_passage));
                why.push(link);
            }
            if !part.spans.is_empty() {
                passages.push((*report, part.spans.clone()));
            }
        }
        Group {
            number: outline.number,
            reports: outline.reports.clone(),
            why,
            why_not: outline.misses.iter().map(|&(a, b, reason)| against(explain(a, b), reason.name())).collect(),
            passages,
            decisions: outline.decisions.clone(),
        }
    }

    /// Groups the reports. With what was found when fewer of them were there, only the new ones, and those whose view
    /// they change, are looked up and verified, and only the stories that these may change are made anew; the result is
    /// the same.
    pub fn grouping(&self, decisions: &[Decision], before: Option<&Grouping>) -> Grouping {
        // Arrival must not matter: work goes by date and id, and comes back to the order of arrival at the end.
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_by_key(|&i| (self.reports[i].day, &self.reports[i].id, i));
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(at, &report)| place[report] = at);
        let by_id: BTreeMap<&str, usize> = match decisions {
            [] => BTreeMap::new(),
            _ => order.iter().enumerate().map(|(at, &i)| (self.reports[i].id.as_str(), at)).collect(),
        };
        let decided = Decided::new(decisions, |id| by_id.get(id).copied());
        let measured = measured(self.len());
        let before = before.filter(|before| before.measured == measured && before.reports <= order.len());
        let usage = self.usage(before.map(|before| before.usage.formulas.as_slice()));
        let pairs = Pairs::new(self, &order, &usage);

        let mut keys = before.map(|before| before.keys.clone()).unwrap_or_default();
        keys.extend((keys.len()..order.len()).map(|report| blocking::keys(pairs.vector(place[report]))));
        let (edges, changed) = self.verified(&pairs, &order, &place, &keys, before);

        let mut named: Vec<usize> = named(decisions).filter_map(|id| by_id.get(id)).map(|&at| order[at]).collect();
        named.sort_unstable();
        named.dedup();
        let print = [format!("{decisions:?}")];
        let print = features::hash(print.iter().map(String::as_str));
        let known = before.map(|before| {
            let new = (before.reports..order.len()).map(|report| place[report]);
            let said = if before.decided == print { &[][..] } else { &[before.named.as_slice(), &named] };
            let said = said.iter().flat_map(|named| *named).map(|&report| place[report]);
            Before {
                stories: before.stories.map(|i| place[i]),
                touched: new.chain(changed).chain(said).collect(),
                free: before.named.is_empty(),
                most: order.len() / 2,
            }
        });
        let (stories, clusters) = cluster::cluster(&pairs, &edges, &decided, known.as_ref());

        let by_passage = self.by_passage(&pairs, &edges, &order, &clusters, &decided);
        let outlines = self.outlines(decisions, &order, &edges, &stories, clusters.iter().zip(by_passage));
        let mut stories = stories.map(|i| order[i]);
        stories.misses.sort_unstable_by_key(|miss| (miss.a, miss.b, miss.reason));
        let edges =
            edges.all().iter().map(|&(a, b, score)| (order[a as usize] as u32, order[b as usize] as u32, score));
        let edges = edges.collect();
        Grouping { reports: order.len(), measured, usage, keys, edges, stories, decided: print, named, outlines }
    }

    /// The pairs that were proposed and verified: those that score at all, and everything near a live page. And the
    /// reports, of those that were there before, whose links to each other are not what they were.
    fn verified(
        &self,
        pairs: &Pairs,
        order: &[usize],
        place: &[usize],
        keys: &[Vec<(u32, f32)>],
        before: Option<&Grouping>,
    ) -> (Edges, BTreeSet<usize>) {
        let found: Vec<Found> = order.iter().map(|&i| Found { words: &keys[i], runs: &self.reports[i].runs }).collect();
        let was_there = |at: u32| before.is_some_and(|before| order[at as usize] < before.reports);
        let wanted = match before {
            None => vec![true; order.len()],
            Some(before) => {
                let new: Vec<bool> = order.iter().map(|&i| i >= before.reports).collect();
                blocking::touched(&found, &new)
            }
        };
        let live = |at: usize| self.reports[order[at]].live;
        let joins = |at: usize| !self.reports[order[at]].of_many_things;
        let old = before.map_or(&[][..], |before| &before.edges);
        let mut old =
            old.iter().map(|&(a, b, score)| (place[a as usize] as u32, place[b as usize] as u32, score)).peekable();
        let mut verified = Vec::new();
        let mut changed = BTreeSet::new();
        for (b, earlier) in blocking::candidates(&found, &wanted).iter().enumerate() {
            let begin = verified.len();
            let known = std::iter::from_fn(|| old.next_if(|edge| edge.1 as usize <= b));
            if !wanted[b] {
                verified.extend(known);
                continue;
            }
            let known: Vec<u32> = known.map(|edge| edge.0).collect();
            let earlier: Vec<usize> = earlier.iter().map(|a| *a as usize).collect();
            let near_live = live(b) || earlier.iter().any(|a| live(*a));
            let least = if near_live { 0.0 } else { FAINT };
            pairs.scores(b, &earlier, least, |a, score| {
                if score >= FAINT || live(a) || live(b) {
                    verified.push((a as u32, b as u32, if joins(a) && joins(b) { score } else { 0.0 }));
                }
            });
            let now: Vec<u32> = verified[begin..].iter().map(|edge| edge.0).filter(|a| was_there(*a)).collect();
            let gone = known.iter().filter(|a| now.binary_search(a).is_err());
            let come = now.iter().filter(|a| known.binary_search(a).is_err());
            for &a in gone.chain(come).filter(|_| was_there(b as u32)) {
                changed.extend([a as usize, b]);
            }
        }
        (Edges::new(verified, order.len()), changed)
    }

    /// The stories in short, in order of their numbers; `clusters` gives the members of each, and its parts of live pages.
    fn outlines<'c>(
        &self,
        decisions: &[Decision],
        order: &[usize],
        edges: &Edges,
        stories: &Stories,
        clusters: impl Iterator<Item = (&'c Vec<usize>, Option<Parts>)>,
    ) -> Vec<Outline> {
        let mut near = vec![Vec::new(); order.len()];
        for miss in &stories.misses {
            near[miss.a].push(miss);
            near[miss.b].push(miss);
        }
        let arrived = |a: usize, b: usize| (order[a].min(order[b]), order[a].max(order[b]));
        let outline = |(members, parts): (&'c Vec<usize>, Option<Parts>)| {
            let parts = parts?;
            let mut reports: Vec<usize> = members.iter().map(|&i| order[i]).collect();
            let number = 1 + reports.iter().min().copied().unwrap_or_default();
            reports.extend(parts.keys());
            reports.sort_unstable();
            reports.dedup();
            let has = |id: &String| reports.iter().any(|&i| self.reports[i].id == *id);
            let concerns = |decision: &&Decision| decision.reports.iter().chain(&decision.from).any(has);
            let decisions = decisions.iter().filter(concerns).cloned().collect();
            let mut misses: Vec<_> = members.iter().flat_map(|&i| near[i].iter().copied()).collect();
            misses.sort_by(|x, y| y.score.total_cmp(&x.score).then((x.a, x.b).cmp(&(y.a, y.b))));
            misses.dedup_by_key(|miss| (miss.a, miss.b));
            misses.truncate(NEAR_MISSES);
            let against = |miss: &cluster::Miss| {
                let (a, b) = arrived(miss.a, miss.b);
                (a, b, miss.reason)
            };
            let misses = misses.into_iter().map(against).collect();
            let pairs = spanning(members, edges).into_iter().map(|(a, b)| arrived(a, b)).collect();
            Some(Outline { number, reports, pairs, misses, parts, decisions })
        };
        let mut outlines: Vec<Outline> = clusters.filter_map(outline).collect();
        outlines.sort_by_key(|outline| outline.number);
        outlines
    }
}

/// The ids of the reports that decisions name.
fn named(decisions: &[Decision]) -> impl Iterator<Item = &str> {
    decisions.iter().flat_map(|decision| decision.reports.iter().chain(&decision.from)).map(String::as_str)
}

impl Group {
    /// The group's reports, in its order, with nothing but the passages that belong to it.
    pub(crate) fn narrow<'r>(&self, reports: &'r [AnnotatedReport]) -> std::borrow::Cow<'r, [AnnotatedReport]> {
        if self.passages.is_empty() {
            return reports.into();
        }
        let part = |i: &usize| self.passages.iter().find(|(report, _)| report == i).map(|(_, spans)| spans);
        let narrowed = self.reports.iter().zip(reports).map(|(i, report)| match part(i) {
            Some(spans) => passages::within(report, spans),
            None => report.clone(),
        });
        narrowed.collect::<Vec<_>>().into()
    }
}

/// Groups reports that are all at hand.
pub fn stories(reports: &[AnnotatedReport]) -> Vec<Group> {
    let mut index = Index::default();
    reports.iter().for_each(|report| index.add(report));
    index.stories()
}

/// A near miss with the reason that kept it apart.
fn against(mut link: Link, reason: &str) -> Link {
    if link.evidence.iter().all(|evidence| evidence.kind != reason) {
        link.evidence.push(LinkEvidence { kind: reason.into(), weight: 0.0, a: None, b: None });
    }
    link
}

/// The strongest links that hold a story together: every pair of a small story, a spanning tree of a larger one.
fn spanning(members: &[usize], edges: &Edges) -> Vec<(usize, usize)> {
    const SMALL: usize = 5;
    let within = |i: usize| members.binary_search(&i).ok();
    let mut links: Vec<(usize, usize, f64)> = members
        .iter()
        .flat_map(|&b| edges.earlier(b).map(move |(a, score)| (a, b, score)))
        .filter(|(a, _, _)| within(*a).is_some())
        .collect();
    links.sort_by(|x, y| y.2.total_cmp(&x.2).then((x.0, x.1).cmp(&(y.0, y.1))));
    if members.len() <= SMALL {
        return links.into_iter().map(|(a, b, _)| (a, b)).collect();
    }
    let mut root = roots::apart(members.len());
    let mut out = Vec::new();
    for (a, b, _) in links {
        if let (Some(i), Some(j)) = (within(a), within(b)) {
            let (i, j) = (roots::find(&mut root, i), roots::find(&mut root, j));
            if i != j {
                root[i] = j;
                out.push((a, b));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use variorum_record::{Part, PartKind, ReportMeta, Span};

    fn report(id: &str, published: &str, text: &str) -> AnnotatedReport {
        AnnotatedReport {
            report: ReportMeta { id: id.into(), published: Some(published.into()), ..ReportMeta::default() },
            text: text.into(),
            parts: vec![Part { span: Span::new(0, text.len()), kind: PartKind::Body, why: None }],
            ..AnnotatedReport::default()
        }
    }

    fn grouped(reports: &[AnnotatedReport]) -> Vec<Vec<String>> {
        let ids = |group: &Group| {
            let mut ids: Vec<String> = group.reports.iter().map(|&i| reports[i].report.id.clone()).collect();
            ids.sort();
            ids
        };
        let mut all: Vec<_> = stories(reports).iter().map(ids).collect();
        all.sort();
        all
    }

    fn sample() -> Vec<AnnotatedReport> {
        vec![
            report(
                "a",
                "2025-06-11",
                "A ferry carrying 80 people sank off Tessel Ford on Tuesday night, killing at least six. The captain, Ivo Tarn, was rescued by a fishing boat. “She went down in four minutes,” Tarn said.",
            ),
            report(
                "b",
                "2025-06-11",
                "Six people drowned when the Tessel Ford ferry went down on Tuesday. “She went down in four minutes,” said its captain, Ivo Tarn, who was picked up by fishermen.",
            ),
            report(
                "c",
                "2025-02-24",
                "Ambassadors in Brussels agreed on the 12th package of sanctions against Sorvia on Monday. It bans imports of timber.",
            ),
            report(
                "d",
                "2025-02-27",
                "Ambassadors in Brussels agreed on the 13th package of sanctions against Sorvia on Thursday. It bans imports of copper.",
            ),
            report(
                "e",
                "2025-03-03",
                "An earthquake of magnitude 5.8 shook northern Kestria on Monday, killing 11 people.",
            ),
            report(
                "f",
                "2025-03-03",
                "An earthquake of magnitude 5.9 shook the south of Lusanda on Monday, killing 12 people.",
            ),
        ]
    }

    #[test]
    fn one_event_joins_and_its_look_alikes_do_not() {
        assert_eq!(grouped(&sample()), [vec!["a", "b"], vec!["c"], vec!["d"], vec!["e"], vec!["f"]]);
    }

    #[test]
    fn the_order_of_arrival_does_not_matter() {
        let mut reports = sample();
        let expected = grouped(&reports);
        reports.reverse();
        assert_eq!(grouped(&reports), expected);
        reports.swap(0, 3);
        assert_eq!(grouped(&reports), expected);
    }

    #[test]
    fn a_link_is_the_sum_of_its_evidence() {
        let mut index = Index::default();
        sample().iter().for_each(|report| index.add(report));
        let grouping = index.grouping(&[], None);
        let link = index.link("a", "b", &grouping).unwrap();
        let sum: f64 = link.evidence.iter().map(|evidence| evidence.weight).sum();
        assert!((sum - link.score).abs() < 0.01, "{link:?}");
        assert!(link.evidence.iter().any(|evidence| evidence.kind == "shared-passage"), "{link:?}");
        let apart = index.link("c", "d", &grouping).unwrap();
        assert!(
            apart.score < THRESHOLD && apart.evidence.iter().any(|e| e.kind == "different-number-in-series"),
            "{apart:?}"
        );
        assert_eq!(index.link("a", "nowhere", &grouping), None);
    }

    #[test]
    fn nothing_and_empty_reports() {
        assert!(stories(&[]).is_empty());
        let empty = [report("x", "2025-01-01", ""), report("y", "no date", "")];
        assert_eq!(grouped(&empty), [["x"], ["y"]]);
    }

    /// Reports of many events, ten words each, dated through a month in another order than that of their arrival.
    fn many(count: usize) -> impl Iterator<Item = AnnotatedReport> {
        (0..count).map(move |i| {
            let event = i / 3;
            let words: Vec<String> =
                (0..10).map(|word| format!("w{}", (event * 7 + word * (1 + i % 2)) % 997)).collect();
            let text = format!("Nam{event} met Tarn{} as {}.", event % 400, words.join(" "));
            report(&format!("r{}", i * 7919 % count), &format!("2025-06-{:02}", 1 + i * 13 % 28), &text)
        })
    }

    #[test]
    fn what_is_added_is_grouped_as_if_it_had_come_at_once() {
        let (first, all) = (MEASURED_WHOLE + 20, MEASURED_WHOLE + 60);
        let mut index = Index::default();
        many(all).take(first).for_each(|report| index.add(&report));
        let before = index.grouping(&[], None);
        let saved: Vec<Vec<u8>> = (0..first).map(|i| index.save_report(i)).collect();
        let lengths = || saved.iter().map(Vec::len);
        let bytes = index.save(&before);
        assert!(Index::restore(&bytes[..bytes.len() - 1], saved.concat(), lengths()).is_none());
        let (mut index, before) = Index::restore(&bytes, saved.concat(), lengths()).unwrap();
        many(all).skip(first).for_each(|report| index.add(&report));
        let added = index.grouping(&[], Some(&before));
        assert_eq!(added.outlines, index.grouping(&[], None).outlines);
        let mut whole = Index::default();
        many(all).for_each(|report| whole.add(&report));
        assert_eq!(whole.save(&whole.grouping(&[], None)), index.save(&added));
    }

    #[test]
    fn rarity_is_measured_in_steps() {
        for (reports, expected) in [(5, 5), (2_048, 2_048), (2_559, 2_048), (2_560, 2_560), (100_000, 98_304)] {
            assert_eq!(measured(reports), expected, "{reports}");
        }
        assert!((1..200_000).all(|n| measured(measured(n)) == measured(n) && measured(n) * 5 >= n * 4));
    }
}
