//! An index as bytes, so that a record can keep it and a later run needs not read all reports again.
//!
//! What is kept of a report never changes when others come, so these bytes are only ever added to; words, edges and
//! stories are written anew. Of a saved report only what every run asks for is read at once; the rest waits until
//! somebody asks for it. Bytes that cannot be an index are refused, never guessed at: whoever keeps them checks that they
//! are the bytes that were written.

use super::cluster::{Miss, Reason, Stories};
use super::features::{Features, Run, RunKind, Term, Town};
use super::passages::Entry;
use super::{Grouping, Index, Report, Whole};
use std::sync::OnceLock;
use variorum_record::Span;

/// The version of these bytes. Raise it whenever they, or anything that grouping reads from a report, change meaning.
pub const FORMAT: u32 = 10;

impl Index {
    /// What is kept of a report, as bytes.
    pub fn save_report(&self, report: usize) -> Vec<u8> {
        let mut out = Out::default();
        if let Some(head) = self.reports.get(report) {
            let Whole { features, entries } = self.whole(report);
            out.text(&head.id);
            out.day(head.day);
            out.hashes(features);
            out.number(entries.len() as u64);
            out.0.push(u8::from(head.of_many_things));
            out.features(features);
            for entry in entries {
                out.span(entry.span);
                out.hashes(&entry.features);
                out.features(&entry.features);
            }
        }
        out.0
    }

    /// All that is known of a report. Where its bytes are none of a report of this index, nothing is.
    pub(super) fn whole(&self, report: usize) -> &Whole {
        let Report { id, day, runs, whole, saved, .. } = &self.reports[report];
        whole.get_or_init(|| {
            let read = || {
                let mut bytes = In(self.saved.get(saved.clone())?);
                let (entries, _) = (bytes.number()?, bytes.byte()?);
                let features = Features { id: id.clone(), day: *day, ..bytes.features(runs)? };
                let entry = |bytes: &mut In| {
                    let (span, hashes) = (bytes.span()?, bytes.hashes()?);
                    let own = bytes.features(&hashes)?;
                    Some(Entry { span, features: Features { id: id.clone(), day: *day, ..own } })
                };
                let entries: Vec<Entry> = (0..entries).map(|_| entry(&mut bytes)).collect::<Option<_>>()?;
                let terms = self.vocabulary.counts.len();
                let known = |features: &Features| features.terms.iter().all(|term| (term.id as usize) < terms);
                let all_known = known(&features) && entries.iter().all(|entry| known(&entry.features));
                (bytes.0.is_empty() && all_known).then_some(Whole { features, entries })
            };
            read().unwrap_or_else(|| Whole {
                features: Features { id: id.clone(), day: *day, ..Features::default() },
                entries: Vec::new(),
            })
        })
    }

    /// Everything else, as bytes.
    pub fn save(&self, grouping: &Grouping) -> Vec<u8> {
        let mut out = Out(Vec::with_capacity(20 * grouping.edges.len() + 300 * grouping.reports));
        let mut words: Vec<(&String, u32)> = self.vocabulary.words().collect();
        words.sort_by_key(|(_, id)| *id);
        out.number(words.len() as u64);
        for ((word, _), (count, share)) in words.into_iter().zip(&self.vocabulary.counts) {
            out.text(word);
            out.number(u64::from(*count));
            out.0.extend(share.to_le_bytes());
        }
        out.list(&self.vocabulary.measured, |out, count| out.number(u64::from(*count)));
        out.number(grouping.reports as u64);
        out.number(grouping.measured as u64);
        out.list(&grouping.usage.formulas, |out, formula| out.0.extend(formula.to_le_bytes()));
        for keys in &grouping.keys {
            out.list(keys, |out, (term, weight)| {
                out.number(u64::from(*term));
                out.0.extend(weight.to_le_bytes());
            });
        }
        out.list(&grouping.edges, |out, (a, b, score)| {
            out.0.extend(a.to_le_bytes());
            out.0.extend(b.to_le_bytes());
            out.0.extend(score.to_le_bytes());
        });
        out.list(&grouping.stories.joined, |out, members| out.list(members, |out, report| out.number(*report as u64)));
        for moves in &grouping.stories.moves {
            out.list(moves, |out, (report, to)| {
                out.number(*report as u64);
                out.number(*to as u64);
            });
        }
        out.list(&grouping.stories.misses, |out, miss| {
            out.number(miss.a as u64);
            out.number(miss.b as u64);
            out.0.extend(miss.score.to_le_bytes());
            out.0.push(miss.reason as u8);
        });
        out.0.extend(grouping.decided.to_le_bytes());
        out.list(&grouping.named, |out, report| out.number(*report as u64));
        out.0
    }

    /// An index from its bytes, those of its reports one after the other and the length of each, with how the reports
    /// were grouped (without the stories' outlines). `None` when the bytes are none of an index of these reports.
    pub fn restore(bytes: &[u8], reports: Vec<u8>, lengths: impl Iterator<Item = usize>) -> Option<(Self, Grouping)> {
        let mut bytes = In(bytes);
        let mut index = Index::default();
        for _ in 0..bytes.number()? {
            let word = bytes.text()?;
            let count = bytes.small()?;
            index.vocabulary.put(word, count, f32::from_le_bytes(bytes.array()?));
        }
        index.vocabulary.measured = bytes.list(In::small)?;
        let mut begin = 0;
        for length in lengths {
            let end = usize::checked_add(begin, length)?;
            let mut report = In(reports.get(begin..end)?);
            let (id, day, runs) = (report.text()?.into(), report.day()?, report.hashes()?);
            let mut rest = In(report.0);
            let (live, of_many_things) = (rest.number()? > 0, rest.byte()? > 0);
            let saved = end - report.0.len()..end;
            index.reports.push(Report { id, day, runs, live, of_many_things, whole: OnceLock::new(), saved });
            begin = end;
        }
        index.saved = reports;
        let grouping = index.restore_grouping(&mut bytes)?;
        (begin == index.saved.len() && bytes.0.is_empty()).then_some((index, grouping))
    }

    fn restore_grouping(&self, bytes: &mut In) -> Option<Grouping> {
        let reports = usize::try_from(bytes.number()?).ok().filter(|reports| *reports == self.reports.len())?;
        let measured = usize::try_from(bytes.number()?).ok()?;
        let formulas = In::hashes(bytes)?;
        let usage = self.usage(Some(&formulas));
        let report = |bytes: &mut In| usize::try_from(bytes.number()?).ok().filter(|report| *report < reports);
        let terms = self.vocabulary.counts.len();
        let key = |bytes: &mut In| {
            let term = bytes.small().filter(|term| (*term as usize) < terms)?;
            Some((term, f32::from_le_bytes(bytes.array()?)))
        };
        let keys = (0..reports).map(|_| bytes.list(key)).collect::<Option<_>>()?;
        let known = |report: u32| (report as usize) < reports;
        let edges = bytes.list(|bytes| {
            let (a, b) = (u32::from_le_bytes(bytes.array()?), u32::from_le_bytes(bytes.array()?));
            (known(a) && known(b)).then_some((a, b, f64::from_le_bytes(bytes.array()?)))
        })?;
        let joined = bytes.list(|bytes| bytes.list(report).filter(|members| !members.is_empty()))?;
        let moves = |bytes: &mut In| bytes.list(|bytes| Some((report(bytes)?, report(bytes)?)));
        let moves = [moves(bytes)?, moves(bytes)?];
        let misses = bytes.list(|bytes| {
            let (a, b, score) = (report(bytes)?, report(bytes)?, f64::from_le_bytes(bytes.array()?));
            Some(Miss { a, b, score, reason: *Reason::ALL.get(usize::from(bytes.byte()?))? })
        })?;
        let decided = u64::from_le_bytes(bytes.array()?);
        let named = bytes.list(report)?;
        let stories = Stories { joined, moves, misses };
        Some(Grouping { reports, measured, usage, keys, edges, stories, decided, named, outlines: Vec::new() })
    }
}

/// Bytes being written.
#[derive(Default)]
struct Out(Vec<u8>);

impl Out {
    /// Seven bits a byte, the lowest first.
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend(text.as_bytes());
    }

    fn list<T>(&mut self, items: &[T], mut each: impl FnMut(&mut Self, &T)) {
        self.number(items.len() as u64);
        items.iter().for_each(|item| each(self, item));
    }

    fn span(&mut self, span: Span) {
        self.number(span.start as u64);
        self.number(span.len() as u64);
    }

    /// 0 for none.
    fn day(&mut self, day: Option<i32>) {
        self.number(day.map_or(0, |day| 1 + (i64::from(day) - i64::from(i32::MIN)) as u64));
    }

    /// What the runs of a report are, apart from the rest: every run into a record asks for them.
    fn hashes(&mut self, features: &Features) {
        self.list(&features.runs, |out, run| out.0.extend(run.hash.to_le_bytes()));
    }

    /// Everything but id, day and hashes.
    fn features(&mut self, features: &Features) {
        self.day(features.event_day);
        self.day(features.lead_day);
        self.day(features.not_before);
        self.number(u64::from(features.looks_back) | u64::from(features.names_no_day) << 1);
        self.number(u64::from(features.toll.unwrap_or_default()));
        self.number(u64::from(features.words));
        self.list(&features.terms, |out, term| {
            out.number(u64::from(term.id));
            out.0.extend(term.weight.to_le_bytes());
            out.0.push(u8::from(term.name) | u8::from(term.lead) << 1);
            out.span(term.span);
        });
        for run in &features.runs {
            self.0.push(run.kind as u8);
            self.span(run.span);
        }
        self.list(&features.ordinals, |out, (thing, number)| {
            out.number(u64::from(*thing));
            out.number(u64::from(*number));
        });
        self.list(&features.victims, |out, victim| out.number(u64::from(*victim)));
        self.list(&features.quarters, |out, quarter| out.number(u64::from(*quarter)));
        self.list(&features.towns, |out, town| {
            out.list(&town.words, |out, word| out.number(u64::from(*word)));
            out.0.push(u8::from(town.at.is_some()));
            for degrees in town.at.iter().flat_map(|at| [at.0, at.1]) {
                out.0.extend(degrees.to_le_bytes());
            }
        });
    }
}

/// Bytes being read: nothing is taken that is not there.
struct In<'b>(&'b [u8]);

impl<'b> In<'b> {
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn small(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    fn text(&mut self) -> Option<&'b str> {
        let length = usize::try_from(self.number()?).ok()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    fn span(&mut self) -> Option<Span> {
        let start = usize::try_from(self.number()?).ok()?;
        Some(Span::new(start, start.checked_add(usize::try_from(self.number()?).ok()?)?))
    }

    fn day(&mut self) -> Option<Option<i32>> {
        match self.number()? {
            0 => Some(None),
            day => Some(Some(i32::try_from(i64::try_from(day - 1).ok()? + i64::from(i32::MIN)).ok()?)),
        }
    }

    fn list<T>(&mut self, mut each: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        (0..self.number()?).map(|_| each(self)).collect()
    }

    fn hashes(&mut self) -> Option<Vec<u64>> {
        self.list(|bytes| Some(u64::from_le_bytes(bytes.array()?)))
    }

    fn features(&mut self, hashes: &[u64]) -> Option<Features> {
        let (event_day, lead_day, not_before, marks) = (self.day()?, self.day()?, self.day()?, self.number()?);
        Some(Features {
            event_day,
            lead_day,
            not_before,
            looks_back: marks & 1 > 0,
            names_no_day: marks & 2 > 0,
            toll: Some(self.small()?).filter(|toll| *toll > 0),
            words: self.small()?,
            terms: self.list(|bytes| {
                let (id, weight, marks) = (bytes.small()?, f32::from_le_bytes(bytes.array()?), bytes.byte()?);
                Some(Term { id, weight, name: marks & 1 > 0, lead: marks & 2 > 0, span: bytes.span()? })
            })?,
            runs: hashes
                .iter()
                .map(|&hash| {
                    let kind = match self.byte()? {
                        0 => RunKind::Quote,
                        1 => RunKind::Passage,
                        2 => RunKind::Figure,
                        3 => RunKind::Event,
                        4 => RunKind::Presentation,
                        _ => return None,
                    };
                    Some(Run { hash, kind, span: self.span()? })
                })
                .collect::<Option<_>>()?,
            ordinals: self.list(|bytes| Some((bytes.small()?, bytes.small()?)))?,
            victims: self.list(|bytes| bytes.small())?,
            quarters: self.list(|bytes| bytes.small())?,
            towns: self.list(|bytes| {
                let words = bytes.list(In::small)?;
                let known = bytes.byte()? > 0;
                let mut degrees = || Some(f32::from_le_bytes(bytes.array()?));
                Some(Town { words, at: if known { Some((degrees()?, degrees()?)) } else { None } })
            })?,
            ..Features::default()
        })
    }
}
