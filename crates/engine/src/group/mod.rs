//! Which reports tell the same real event: candidates by blocking, verified pair by pair, with reasons.
//!
//! A report is read once into [`features`]; [`blocking`] finds the pairs worth comparing, [`verify`] says what
//! speaks for and against each, [`cluster`] makes stories of them, [`passages`] gives the entries of live pages to the
//! stories they tell, and [`decisions`] lets a person overrule all of it. The result depends on the set of reports,
//! their ids and their publication dates, not on the order in which they arrive.

mod blocking;
mod cluster;
pub(crate) mod dates;
mod decisions;
mod features;
pub(crate) mod passages;
mod saved;
mod verify;
pub(crate) mod words;

use cluster::{Apart, Pairs};
use decisions::Decided;
use features::{Features, Vocabulary};
use passages::Entry;
pub use saved::{FORMAT, SavedReport};
use std::collections::{BTreeMap, BTreeSet};
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
#[derive(Clone, Debug, Default)]
pub struct Index {
    features: Vec<Features>,
    /// The entries of live pages and round-ups, by report.
    entries: BTreeMap<usize, Vec<Entry>>,
    vocabulary: Vocabulary,
}

/// How the reports of an index were grouped: what is said of every story in short, and what is needed to say which of
/// them another report leaves as they are.
#[derive(Clone, Debug, Default)]
pub struct Grouping {
    reports: usize,
    /// Reports that the rarity of words was measured on.
    measured: usize,
    edges: Vec<Edge>,
    /// The stories, in order of their numbers.
    pub outlines: Vec<Outline>,
}

/// A verified pair, by index: the one that comes first by date, the other, their score.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Edge {
    a: u32,
    b: u32,
    score: f64,
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
    misses: Vec<(usize, usize, &'static str)>,
    /// What it has of live pages, by report.
    parts: BTreeMap<usize, Part>,
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
        if !entries.is_empty() {
            self.entries.insert(self.features.len(), entries);
        }
        self.features.push(features::read(report, &mut self.vocabulary));
        let reports = self.features.len();
        if reports >= MEASURED_WHOLE && measured(reports) == reports {
            self.vocabulary.measure();
        }
    }

    /// The number of reports.
    pub fn len(&self) -> usize {
        self.features.len()
    }

    /// Whether no report was added.
    pub fn is_empty(&self) -> bool {
        self.features.is_empty()
    }

    /// The id of a report by index.
    pub fn id(&self, report: usize) -> Option<&str> {
        self.features.get(report).map(|features| features.id.as_str())
    }

    /// Everything that speaks for and against two reports telling the same event, whether it joins them or not.
    pub fn link(&self, a: &str, b: &str) -> Option<Link> {
        let find = |id: &str| self.features.iter().find(|features| features.id == id);
        Some(verify::explain(find(a)?, find(b)?, &self.rarity()))
    }

    /// The rarity of every term.
    pub fn rarity(&self) -> Vec<f32> {
        verify::rarity(&self.vocabulary, self.features.len())
    }

    /// Groups the reports into stories, in order of their first report. Every report is in exactly one group, but for
    /// live pages and round-ups, which may be in several by passage.
    pub fn stories(&self) -> Vec<Group> {
        let rarity = self.rarity();
        self.grouping(&[], None).outlines.iter().map(|outline| self.group(outline, &rarity)).collect()
    }

    /// A story with its links explained.
    pub fn group(&self, outline: &Outline, rarity: &[f32]) -> Group {
        let explain = |a: usize, b: usize| verify::explain(&self.features[a], &self.features[b], rarity);
        let mut why: Vec<Link> = outline.pairs.iter().map(|&(a, b)| explain(a, b)).collect();
        let mut passages = Vec::new();
        for (report, part) in &outline.parts {
            let entry = part.why.and_then(|(entry, other)| Some((self.entries.get(report)?.get(entry)?, other)));
            if let Some((entry, other)) = entry {
                let mut link = verify::explain(&entry.features, &self.features[other], rarity);
                let kind = "by-passage".into();
                link.evidence.push(LinkEvidence { kind, weight: 0.0, a: Some(entry.span), b: None });
                why.push(link);
            }
            passages.push((*report, part.spans.clone()));
        }
        Group {
            number: outline.number,
            reports: outline.reports.clone(),
            why,
            why_not: outline.misses.iter().map(|&(a, b, reason)| against(explain(a, b), reason)).collect(),
            passages,
            decisions: outline.decisions.clone(),
        }
    }

    /// Groups the reports. With what was found when fewer of them were there, only the new ones, and those whose view
    /// they change, are looked up and verified; the result is the same.
    pub fn grouping(&self, decisions: &[Decision], before: Option<&Grouping>) -> Grouping {
        // Arrival must not matter: work goes by date and id, and comes back to the order of arrival at the end.
        let mut order: Vec<usize> = (0..self.features.len()).collect();
        order.sort_by_key(|&i| (self.features[i].day, &self.features[i].id, i));
        let rarity = self.rarity();
        let features: Vec<&Features> = order.iter().map(|&i| &self.features[i]).collect();
        let vectors: Vec<_> = features.iter().map(|features| verify::weigh(features, &rarity)).collect();
        let decided = Decided::new(decisions, |id| features.iter().position(|features| features.id == id));
        let pairs = Pairs { features, vectors };
        let measured = measured(self.features.len());
        let before = before.filter(|before| before.measured == measured && before.reports <= order.len());
        let candidates = self.verified(&pairs, &order, before);
        let edges: Vec<(usize, usize, f64)> = candidates.iter().copied().filter(|edge| edge.2 >= FAINT).collect();
        let (clusters, apart) = cluster::cluster(&pairs, &edges, THRESHOLD, &decided);
        let mut near = vec![Vec::new(); order.len()];
        for miss in &apart {
            let closest = closest(&pairs, miss);
            near[closest.0].push((closest.2, closest.0, closest.1, miss.reason));
            near[closest.1].push((closest.2, closest.0, closest.1, miss.reason));
        }
        let mut links = vec![Vec::new(); order.len()];
        for &(a, b, score) in &edges {
            links[a].push((b, score));
        }
        let arrived = |a: usize, b: usize| (order[a].min(order[b]), order[a].max(order[b]));
        let by_passage = self.by_passage(&pairs, &rarity, &candidates, &order, &clusters, &decided);
        let mut outlines: Vec<Outline> = clusters
            .iter()
            .zip(by_passage)
            .map(|(members, parts)| {
                let mut reports: Vec<usize> = members.iter().map(|&i| order[i]).collect();
                let number = 1 + reports.iter().min().copied().unwrap_or_default();
                reports.extend(parts.keys());
                reports.sort_unstable();
                reports.dedup();
                let concerns = |decision: &&Decision| {
                    let named = decision.reports.iter().chain(&decision.from);
                    named.into_iter().any(|id| reports.iter().any(|&i| self.features[i].id == *id))
                };
                let decisions = decisions.iter().filter(concerns).cloned().collect();
                let mut misses: Vec<_> = members.iter().flat_map(|&i| near[i].iter().copied()).collect();
                misses.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
                misses.dedup_by_key(|miss| (miss.1, miss.2));
                misses.truncate(NEAR_MISSES);
                let against = |(_, a, b, reason): (f64, usize, usize, &'static str)| {
                    let (a, b) = arrived(a, b);
                    (a, b, reason)
                };
                let misses = misses.into_iter().map(against).collect();
                let pairs = spanning(members, &links).into_iter().map(|(a, b)| arrived(a, b)).collect();
                Outline { number, reports, pairs, misses, parts, decisions }
            })
            .collect();
        outlines.sort_by_key(|outline| outline.number);
        let by_arrival = |(a, b, score): (usize, usize, f64)| Edge { a: order[a] as u32, b: order[b] as u32, score };
        let edges = candidates.into_iter().map(by_arrival).collect();
        Grouping { reports: order.len(), measured, edges, outlines }
    }

    /// The pairs that were proposed and verified, as places in the order of dates, by the later and then the earlier
    /// one: those that score at all, and everything near a live page.
    fn verified(&self, pairs: &Pairs, order: &[usize], before: Option<&Grouping>) -> Vec<(usize, usize, f64)> {
        let wanted = match before {
            None => vec![true; order.len()],
            Some(before) => {
                let new: Vec<bool> = order.iter().map(|&i| i >= before.reports).collect();
                blocking::touched(&pairs.features, &pairs.vectors, &new)
            }
        };
        let live: Vec<bool> = order.iter().map(|report| self.entries.contains_key(report)).collect();
        let mut verified = Vec::new();
        for (b, earlier) in blocking::candidates(&pairs.features, &pairs.vectors, &wanted).iter().enumerate() {
            for &a in earlier {
                let a = a as usize;
                let score = pairs.score(a, b);
                if score >= FAINT || live[a] || live[b] {
                    verified.push((a, b, score));
                }
            }
        }
        if let Some(before) = before {
            let mut place = vec![0; order.len()];
            order.iter().enumerate().for_each(|(at, &report)| place[report] = at);
            let placed = before.edges.iter().map(|edge| (place[edge.a as usize], place[edge.b as usize], edge.score));
            verified.extend(placed.filter(|(_, b, _)| !wanted[*b]));
            verified.sort_unstable_by_key(|(a, b, _)| (*b, *a));
        }
        verified
    }
}

/// What a story has of a live page.
#[derive(Clone, Debug, Default, PartialEq)]
struct Part {
    spans: Vec<Span>,
    /// The entry that brought it in and the report it is like, where the page as a whole belongs to another story.
    why: Option<(usize, usize)>,
}

impl Index {
    /// Which entries of live pages belong to which stories: for every cluster, parts by report.
    fn by_passage(
        &self,
        pairs: &Pairs,
        rarity: &[f32],
        candidates: &[(usize, usize, f64)],
        order: &[usize],
        clusters: &[Vec<usize>],
        decided: &Decided,
    ) -> Vec<BTreeMap<usize, Part>> {
        let mut parts: Vec<BTreeMap<usize, Part>> = clusters.iter().map(|_| BTreeMap::new()).collect();
        let mut story_of = vec![0; order.len()];
        for (story, members) in clusters.iter().enumerate() {
            members.iter().for_each(|&i| story_of[i] = story);
        }
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(at, &report)| place[report] = at);
        let mut near: BTreeMap<usize, Vec<usize>> =
            self.entries.keys().map(|&report| (place[report], Vec::new())).collect();
        for &(a, b, _) in candidates {
            for (page, other) in [(a, b), (b, a)] {
                if let Some(list) = near.get_mut(&page) {
                    list.push(other);
                }
            }
        }
        for (&report, entries) in &self.entries {
            let i = place[report];
            if decided.is_decided(i) {
                continue;
            }
            let own = story_of[i];
            let near = near.get(&i).into_iter().flatten();
            let stories: BTreeSet<usize> = near.map(|&j| story_of[j]).chain([own]).collect();
            let mut of_story: BTreeMap<usize, Part> = BTreeMap::new();
            for (number, entry) in entries.iter().enumerate() {
                let vector = verify::weigh(&entry.features, rarity);
                let score = |j: usize| {
                    verify::score(&entry.features, pairs.features[j], verify::cosine(&vector, &pairs.vectors[j]))
                };
                let mut closest: Option<(f64, usize, usize)> = None;
                for &story in &stories {
                    let others: Vec<usize> = clusters[story].iter().copied().filter(|&j| j != i).collect();
                    let others = cluster::sample(&others);
                    if others.is_empty() || decided.forbids(&[i], &others) {
                        continue;
                    }
                    let scores: Vec<f64> = others.iter().map(|&j| score(j)).collect();
                    let mean = scores.iter().sum::<f64>() / scores.len() as f64;
                    let best = (0..others.len()).max_by(|&x, &y| scores[x].total_cmp(&scores[y])).unwrap_or(0);
                    if mean >= THRESHOLD && closest.is_none_or(|(most, _, _)| mean > most) {
                        closest = Some((mean, story, others[best]));
                    }
                }
                if let Some((_, story, other)) = closest {
                    let part = of_story.entry(story).or_default();
                    part.spans.push(entry.span);
                    if story != own && part.why.is_none() {
                        part.why = Some((number, order[other]));
                    }
                }
            }
            if of_story.len() > 1 {
                for (story, part) in of_story {
                    parts[story].insert(report, part);
                }
            }
        }
        parts
    }
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

/// The closest pair across two groups that were kept apart (among the first members of large ones).
fn closest(pairs: &Pairs, miss: &Apart) -> (usize, usize, f64) {
    const LOOK: usize = 12;
    let mut best = (miss.a[0], miss.b[0], -1.0);
    for &a in miss.a.iter().take(LOOK) {
        for &b in miss.b.iter().take(LOOK) {
            let score = pairs.score(a, b);
            if score > best.2 {
                best = (a, b, score);
            }
        }
    }
    best
}

/// The strongest links that hold a story together: every pair of a small story, a spanning tree of a larger one.
fn spanning(members: &[usize], links: &[Vec<(usize, f64)>]) -> Vec<(usize, usize)> {
    const SMALL: usize = 5;
    let within = |i: usize| members.binary_search(&i).ok();
    let mut edges: Vec<(usize, usize, f64)> = members
        .iter()
        .flat_map(|&a| links[a].iter().filter(|(b, _)| within(*b).is_some()).map(move |&(b, score)| (a, b, score)))
        .collect();
    edges.sort_by(|x, y| y.2.total_cmp(&x.2).then((x.0, x.1).cmp(&(y.0, y.1))));
    if members.len() <= SMALL {
        return edges.into_iter().map(|(a, b, _)| (a, b)).collect();
    }
    let mut root: Vec<usize> = (0..members.len()).collect();
    fn find(root: &mut [usize], mut i: usize) -> usize {
        while root[i] != i {
            root[i] = root[root[i]];
            i = root[i];
        }
        i
    }
    let mut out = Vec::new();
    for (a, b, _) in edges {
        if let (Some(i), Some(j)) = (within(a), within(b)) {
            let (i, j) = (find(&mut root, i), find(&mut root, j));
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
        let link = index.link("a", "b").unwrap();
        let sum: f64 = link.evidence.iter().map(|evidence| evidence.weight).sum();
        assert!((sum - link.score).abs() < 0.01, "{link:?}");
        assert!(link.evidence.iter().any(|evidence| evidence.kind == "shared-passage"), "{link:?}");
        let apart = index.link("c", "d").unwrap();
        assert!(
            apart.score < THRESHOLD && apart.evidence.iter().any(|e| e.kind == "different-number-in-series"),
            "{apart:?}"
        );
        assert_eq!(index.link("a", "nowhere"), None);
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
        let saved = (0..first).map(|i| SavedReport::read(&index.save_report(i)).unwrap()).collect();
        let bytes = index.save(&before);
        assert!(Index::restore(&bytes[..bytes.len() - 1], Vec::new()).is_none());
        let (mut index, before) = Index::restore(&bytes, saved).unwrap();
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
