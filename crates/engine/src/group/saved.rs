//! An index as bytes, so that a record can keep it and a later run needs not read all reports again.
//!
//! What is kept of a report never changes when others come, so these bytes are only ever added to; words, edges and
//! stories are written anew. Bytes that cannot be an index are refused, never guessed at: whoever keeps them checks
//! that they are the bytes that were written.

use super::features::{Features, Run, RunKind, Term, Vocabulary};
use super::passages::Entry;
use super::{Edge, Grouping, Index};
use variorum_record::Span;

/// The version of these bytes. Raise it whenever they, or anything that grouping reads from a report, change meaning.
pub const FORMAT: u32 = 2;

/// What is kept of a report, apart from the index it is of.
#[derive(Clone, Debug)]
pub struct SavedReport {
    features: Features,
    entries: Vec<Entry>,
}

impl SavedReport {
    /// Reads what [`Index::save_report`] wrote.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut bytes = In(bytes);
        let features = bytes.features()?;
        let entries = bytes.list(|bytes| Some(Entry { span: bytes.span()?, features: bytes.features()? }))?;
        bytes.0.is_empty().then_some(SavedReport { features, entries })
    }
}

impl Index {
    /// What is kept of a report, as bytes.
    pub fn save_report(&self, report: usize) -> Vec<u8> {
        let mut out = Out::default();
        if let Some(features) = self.features.get(report) {
            let entries = self.entries.get(&report).map(Vec::as_slice).unwrap_or_default();
            out.features(features);
            out.number(entries.len() as u64);
            for entry in entries {
                out.span(entry.span);
                out.features(&entry.features);
            }
        }
        out.0
    }

    /// Everything else, as bytes.
    pub fn save(&self, grouping: &Grouping) -> Vec<u8> {
        let mut out = Out::default();
        let mut words: Vec<(&String, u32)> = self.vocabulary.words().collect();
        words.sort_by_key(|(_, id)| *id);
        out.number(words.len() as u64);
        for ((word, _), (count, share)) in words.into_iter().zip(&self.vocabulary.counts) {
            out.text(word);
            out.number(u64::from(*count));
            out.0.extend(share.to_le_bytes());
        }
        out.number(self.vocabulary.measured.len() as u64);
        self.vocabulary.measured.iter().for_each(|count| out.number(u64::from(*count)));
        out.number(grouping.reports as u64);
        out.number(grouping.measured as u64);
        out.number(grouping.edges.len() as u64);
        for edge in &grouping.edges {
            out.0.extend(edge.a.to_le_bytes());
            out.0.extend(edge.b.to_le_bytes());
            out.0.extend(edge.score.to_le_bytes());
        }
        out.0
    }

    /// An index from its bytes and its reports, with how the reports were grouped (without the stories' outlines).
    /// `None` when the bytes are none of an index of these reports.
    pub fn restore(bytes: &[u8], reports: Vec<SavedReport>) -> Option<(Self, Grouping)> {
        let mut bytes = In(bytes);
        let mut vocabulary = Vocabulary::default();
        for _ in 0..bytes.number()? {
            let word = bytes.text()?;
            let count = bytes.small()?;
            vocabulary.put(word, count, f32::from_le_bytes(bytes.array()?));
        }
        vocabulary.measured = bytes.list(In::small)?;
        let count = usize::try_from(bytes.number()?).ok()?;
        let measured = usize::try_from(bytes.number()?).ok()?;
        let known = |report: u32| (report as usize) < count;
        let edges = bytes.list(|bytes| {
            let (a, b) = (u32::from_le_bytes(bytes.array()?), u32::from_le_bytes(bytes.array()?));
            let score = f64::from_le_bytes(bytes.array()?);
            (known(a) && known(b)).then_some(Edge { a, b, score })
        })?;
        if !bytes.0.is_empty() || reports.len() != count {
            return None;
        }
        let mut index = Index { vocabulary, ..Index::default() };
        let terms = index.vocabulary.counts.len();
        let whole = |features: &Features| features.terms.iter().all(|term| (term.id as usize) < terms);
        for (number, report) in reports.into_iter().enumerate() {
            if !whole(&report.features) || !report.entries.iter().all(|entry| whole(&entry.features)) {
                return None;
            }
            if !report.entries.is_empty() {
                index.entries.insert(number, report.entries);
            }
            index.features.push(report.features);
        }
        Some((index, Grouping { reports: count, measured, edges, outlines: Vec::new() }))
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

    fn span(&mut self, span: Span) {
        self.number(span.start as u64);
        self.number(span.len() as u64);
    }

    /// 0 for none.
    fn day(&mut self, day: Option<i32>) {
        self.number(day.map_or(0, |day| 1 + (i64::from(day) - i64::from(i32::MIN)) as u64));
    }

    fn features(&mut self, features: &Features) {
        self.text(&features.id);
        self.day(features.day);
        self.day(features.event_day);
        self.day(features.not_before);
        self.number(u64::from(features.looks_back));
        self.number(u64::from(features.words));
        self.number(features.terms.len() as u64);
        for term in &features.terms {
            self.number(u64::from(term.id));
            self.0.extend(term.weight.to_le_bytes());
            self.0.push(u8::from(term.name) | u8::from(term.lead) << 1);
            self.span(term.span);
        }
        self.number(features.runs.len() as u64);
        for run in &features.runs {
            self.0.extend(run.hash.to_le_bytes());
            self.0.push(run.kind as u8);
            self.span(run.span);
        }
        self.number(features.ordinals.len() as u64);
        for (thing, number) in &features.ordinals {
            self.number(u64::from(*thing));
            self.number(u64::from(*number));
        }
        self.number(features.victims.len() as u64);
        features.victims.iter().for_each(|victim| self.number(u64::from(*victim)));
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

    fn features(&mut self) -> Option<Features> {
        Some(Features {
            id: self.text()?.into(),
            day: self.day()?,
            event_day: self.day()?,
            not_before: self.day()?,
            looks_back: self.number()? == 1,
            words: self.small()?,
            terms: self.list(|bytes| {
                let (id, weight, marks) = (bytes.small()?, f32::from_le_bytes(bytes.array()?), bytes.byte()?);
                Some(Term { id, weight, name: marks & 1 > 0, lead: marks & 2 > 0, span: bytes.span()? })
            })?,
            runs: self.list(|bytes| {
                let hash = u64::from_le_bytes(bytes.array()?);
                let kind = match bytes.byte()? {
                    0 => RunKind::Quote,
                    1 => RunKind::Passage,
                    2 => RunKind::Figure,
                    3 => RunKind::Event,
                    4 => RunKind::Presentation,
                    _ => return None,
                };
                Some(Run { hash, kind, span: bytes.span()? })
            })?,
            ordinals: self.list(|bytes| Some((bytes.small()?, bytes.small()?)))?,
            victims: self.list(|bytes| bytes.small())?,
        })
    }
}
