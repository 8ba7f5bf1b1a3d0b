//! The wire form: one JSON object per line, offsets in the unit the reader asked for.
//!
//! Inside the program every offset is a byte. [`report_line`] and [`story_line`] convert once, on the
//! way out; [`read_report`] and [`read_story`] convert back. Nothing else in the program may count
//! anything but bytes.

use crate::{AnnotatedReport, Decision, FORMAT, Link, Offsets, ReportMeta, Span, Story, VERSION};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A reason why a line is not what it should be.
#[derive(Debug)]
pub struct WireError(String);

impl std::fmt::Display for WireError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WireError {}

/// Positions of a text's characters, so that bytes turn into another unit and back in logarithmic time.
///
/// Only the places where the two units drift apart are kept: for ASCII text nothing at all.
pub struct OffsetMap {
    /// (byte, unit) right after each character that is longer in bytes than in units.
    steps: Vec<(usize, usize)>,
    bytes: usize,
    unit: Offsets,
}

impl OffsetMap {
    /// Maps the offsets of `text` to `unit`.
    pub fn new(text: &str, unit: Offsets) -> Self {
        let mut steps = Vec::new();
        if unit != Offsets::Bytes && !text.is_ascii() {
            let mut count = 0;
            for (at, c) in text.char_indices() {
                count += if unit == Offsets::Utf16 { c.len_utf16() } else { 1 };
                if !c.is_ascii() {
                    steps.push((at + c.len_utf8(), count));
                }
            }
        }
        OffsetMap { steps, bytes: text.len(), unit }
    }

    /// The unit offset of a byte offset.
    pub fn to_unit(&self, byte: usize) -> usize {
        let i = self.steps.partition_point(|step| step.0 <= byte);
        if i == 0 { byte } else { self.steps[i - 1].1 + (byte - self.steps[i - 1].0) }
    }

    /// The byte offset of a unit offset; `None` past the end of the text.
    pub fn to_byte(&self, offset: usize) -> Option<usize> {
        let i = self.steps.partition_point(|step| step.1 <= offset);
        let byte = if i == 0 { offset } else { self.steps[i - 1].0.checked_add(offset - self.steps[i - 1].1)? };
        (byte <= self.bytes).then_some(byte)
    }

    /// The unit this map converts to.
    pub fn unit(&self) -> Offsets {
        self.unit
    }

    fn span_to_unit(&self, span: &mut Span) {
        *span = Span::new(self.to_unit(span.start), self.to_unit(span.end));
    }
}

#[derive(Serialize)]
struct ReportLine<'a> {
    format: u32,
    offsets: Offsets,
    version: &'a str,
    #[serde(flatten)]
    report: &'a AnnotatedReport,
}

#[derive(Serialize)]
struct StoryLine<'a> {
    format: u32,
    offsets: Offsets,
    version: &'a str,
    #[serde(flatten)]
    story: &'a Story,
}

/// A line of `reports.jsonl`, without the line break.
pub fn report_line(report: &AnnotatedReport, offsets: Offsets) -> String {
    let map = OffsetMap::new(&report.text, offsets);
    let mut converted = report.clone();
    converted.each_span(&mut |span| map.span_to_unit(span));
    line(&ReportLine { format: FORMAT, offsets, version: VERSION, report: &converted })
}

/// A line of `stories.jsonl`, without the line break. `text_of` gives the text of a report by its id.
pub fn story_line<'t>(story: &Story, offsets: Offsets, text_of: impl Fn(&str) -> &'t str) -> String {
    let maps: std::collections::BTreeMap<String, OffsetMap> =
        story.all_reports().into_iter().map(|id| (id.to_string(), OffsetMap::new(text_of(id), offsets))).collect();
    let mut converted = story.clone();
    converted.each_span(&mut |report, span| maps[report].span_to_unit(span));
    line(&StoryLine { format: FORMAT, offsets, version: VERSION, story: &converted })
}

/// A story's line with other links, near misses and decisions: what [`story_line`] would write, without reading
/// the story's facts. `text_of` gives the text of the reports of the links.
pub fn relinked_line<'t>(
    old: &str,
    links: [&[Link]; 2],
    decisions: &[Decision],
    text_of: impl Fn(&str) -> &'t str,
) -> Result<String, WireError> {
    let mut story: RawStory = serde_json::from_str(old).map_err(|e| WireError(format!("not a story's line: {e}")))?;
    let ids = || links.iter().flat_map(|links| links.iter()).flat_map(|link| [&link.a, &link.b]);
    let maps: std::collections::BTreeMap<&String, OffsetMap> =
        ids().map(|id| (id, OffsetMap::new(text_of(id), story.offsets))).collect();
    let [why, why_not] = links.map(|links| {
        let mut links = links.to_vec();
        for Link { a, b, evidence, .. } in &mut links {
            for item in evidence {
                item.a.iter_mut().for_each(|span| maps[&*a].span_to_unit(span));
                item.b.iter_mut().for_each(|span| maps[&*b].span_to_unit(span));
            }
        }
        links
    });
    (story.why, story.why_not, story.decisions) = (why, why_not, decisions.to_vec());
    Ok(line(&story))
}

/// A line of `stories.jsonl` of which only the links are read; the fields of [`StoryLine`] and [`Story`] in their order.
#[derive(Deserialize, Serialize)]
struct RawStory<'l> {
    format: u32,
    offsets: Offsets,
    #[serde(borrow)]
    version: &'l RawValue,
    #[serde(borrow)]
    id: &'l RawValue,
    #[serde(borrow)]
    title: &'l RawValue,
    #[serde(borrow)]
    reports: &'l RawValue,
    #[serde(skip_deserializing)]
    why: Vec<Link>,
    #[serde(skip_deserializing, skip_serializing_if = "Vec::is_empty")]
    why_not: Vec<Link>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    passages: Option<&'l RawValue>,
    #[serde(skip_deserializing, skip_serializing_if = "Vec::is_empty")]
    decisions: Vec<Decision>,
    #[serde(borrow)]
    rows: &'l RawValue,
    #[serde(borrow)]
    derivations: &'l RawValue,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    left_out: Option<&'l RawValue>,
}

/// What a line of `reports.jsonl` says of the report itself, and its text; the facts are passed over.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Brief {
    /// What is known of the report.
    pub report: ReportMeta,
    /// Its text.
    pub text: String,
}

/// Reads the beginning of a line of `reports.jsonl`.
pub fn read_brief(line: &str) -> Result<Brief, WireError> {
    serde_json::from_str(line).map_err(|e| WireError(format!("not a line of a record: {e}")))
}

/// Serialises; the types of this crate have string keys only, so it cannot fail.
fn line(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Reads a line of `reports.jsonl` back, with every span checked against the text.
pub fn read_report(line: &str) -> Result<AnnotatedReport, WireError> {
    let (mut report, offsets): (AnnotatedReport, Offsets) = parse(line)?;
    let map = OffsetMap::new(&report.text, offsets);
    let text = std::mem::take(&mut report.text);
    let mut bad = None;
    report.each_span(&mut |span| back(&map, &text, span, &mut bad));
    report.text = text;
    bad.map_or(Ok(report), |span| Err(out_of_text(span)))
}

/// Reads a line of `stories.jsonl` back. `text_of` gives the text of a report by its id, if there is one.
pub fn read_story<'t>(line: &str, text_of: impl Fn(&str) -> Option<&'t str>) -> Result<Story, WireError> {
    let (mut story, offsets): (Story, Offsets) = parse(line)?;
    let mut maps = std::collections::BTreeMap::new();
    for id in story.all_reports() {
        let text = text_of(id)
            .ok_or_else(|| WireError(format!("the story names a report `{id}` that the record does not have")))?;
        maps.insert(id.to_string(), (OffsetMap::new(text, offsets), text));
    }
    let mut bad = None;
    let mut unknown = None;
    story.each_span(&mut |report, span| match maps.get(report) {
        Some((map, text)) => back(map, text, span, &mut bad),
        None => unknown = Some(report.to_string()),
    });
    if let Some(report) = unknown {
        return Err(WireError(format!("a reading is of `{report}`, which is no report of the story")));
    }
    bad.map_or(Ok(story), |span| Err(out_of_text(span)))
}

/// The unit in which a line counts.
pub fn offsets(line: &str) -> Option<Offsets> {
    #[derive(serde::Deserialize)]
    struct Head {
        offsets: Offsets,
    }
    serde_json::from_str::<Head>(line).ok().map(|head| head.offsets)
}

fn parse<T: serde::de::DeserializeOwned>(line: &str) -> Result<(T, Offsets), WireError> {
    let error = |e: serde_json::Error| WireError(format!("not a line of a record: {e}"));
    #[derive(serde::Deserialize)]
    struct Head {
        format: u32,
        offsets: Offsets,
    }
    let head: Head = serde_json::from_str(line).map_err(error)?;
    if head.format != FORMAT {
        return Err(WireError(format!("format {} is not format {FORMAT}, which this version reads", head.format)));
    }
    Ok((serde_json::from_str(line).map_err(error)?, head.offsets))
}

fn back(map: &OffsetMap, text: &str, span: &mut Span, bad: &mut Option<Span>) {
    let bytes = map.to_byte(span.start).zip(map.to_byte(span.end));
    match bytes {
        Some((start, end)) if text.get(start..end).is_some() => *span = Span::new(start, end),
        _ => *bad = bad.or(Some(*span)),
    }
}

fn out_of_text(span: Span) -> WireError {
    WireError(format!("the span {}..{} does not lie in its report's text", span.start, span.end))
}

impl AnnotatedReport {
    /// Visits every span of the report, in a fixed order: the one place that knows where spans are.
    pub fn each_span(&mut self, visit: &mut dyn FnMut(&mut Span)) {
        self.parts.iter_mut().for_each(|part| visit(&mut part.span));
        self.sentences.iter_mut().for_each(&mut *visit);
        self.tokens.iter_mut().flatten().for_each(|token| visit(&mut token.span));
        self.entities.iter_mut().flat_map(|entity| &mut entity.mentions).for_each(|mention| visit(&mut mention.span));
        self.names.iter_mut().for_each(|name| visit(&mut name.span));
        for statement in &mut self.statements {
            statement.content.iter_mut().for_each(&mut *visit);
            statement.cue.iter_mut().for_each(&mut *visit);
            let people = [&mut statement.speaker, &mut statement.addressee];
            people.into_iter().flatten().filter_map(|who| who.span.as_mut()).for_each(&mut *visit);
            statement.medium.iter_mut().for_each(|medium| visit(&mut medium.span));
        }
        self.times.iter_mut().for_each(|time| visit(&mut time.span));
        self.places.iter_mut().for_each(|place| visit(&mut place.span));
        self.figures.iter_mut().for_each(|figure| visit(&mut figure.span));
        for event in self.events.iter_mut().chain(&mut self.occurrences) {
            visit(&mut event.trigger);
            event.mentions.iter_mut().for_each(&mut *visit);
            event.actors.iter_mut().chain(&mut event.targets).filter_map(|who| who.span.as_mut()).for_each(&mut *visit);
            event.instruments.iter_mut().for_each(|instrument| visit(&mut instrument.span));
            event.evidence.iter_mut().for_each(&mut *visit);
        }
        for position in &mut self.positions {
            position.holder.span.iter_mut().for_each(&mut *visit);
            visit(&mut position.issue);
            position.evidence.iter_mut().for_each(&mut *visit);
        }
        self.problems.iter_mut().filter_map(|problem| problem.span.as_mut()).for_each(visit);
    }
}

impl Story {
    /// Visits every span of the story with the id of the report it points into.
    pub fn each_span(&mut self, visit: &mut dyn FnMut(&str, &mut Span)) {
        for link in self.why.iter_mut().chain(&mut self.why_not) {
            for evidence in &mut link.evidence {
                evidence.a.iter_mut().for_each(|span| visit(&link.a, span));
                evidence.b.iter_mut().for_each(|span| visit(&link.b, span));
            }
        }
        for member in &mut self.passages {
            member.spans.iter_mut().for_each(|span| visit(&member.report, span));
        }
        for row in &mut self.rows {
            for reading in &mut row.readings {
                reading.spans.iter_mut().for_each(|span| visit(&reading.report, span));
            }
            for difference in &mut row.differences {
                difference.a_span.iter_mut().for_each(|span| visit(&difference.a, span));
                difference.b_span.iter_mut().for_each(|span| visit(&difference.b, span));
            }
        }
        for derivation in &mut self.derivations {
            for passage in &mut derivation.passages {
                visit(&derivation.from, &mut passage.from);
                visit(&derivation.to, &mut passage.to);
            }
        }
    }

    /// Ids of every report the story's spans may point into, near misses included, sorted.
    pub fn all_reports(&self) -> std::collections::BTreeSet<&str> {
        let links = self.why.iter().chain(&self.why_not).flat_map(|link| [link.a.as_str(), link.b.as_str()]);
        let parts = self.passages.iter().map(|member| member.report.as_str());
        self.reports.iter().map(String::as_str).chain(links).chain(parts).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_there_and_back() {
        let text = "a“é” 😀 b";
        for unit in [Offsets::Bytes, Offsets::Codepoints, Offsets::Utf16] {
            let map = OffsetMap::new(text, unit);
            for (byte, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let expected = match unit {
                    Offsets::Bytes => byte,
                    Offsets::Codepoints => text[..byte].chars().count(),
                    Offsets::Utf16 => text[..byte].encode_utf16().count(),
                };
                assert_eq!(map.to_unit(byte), expected, "{unit:?} of byte {byte}");
                assert_eq!(map.to_byte(expected), Some(byte), "{unit:?} {expected} back");
            }
            assert_eq!(map.to_byte(10_000), None);
        }
    }

    #[test]
    fn a_report_survives_the_wire() {
        let text = "“Não”, said Mayor Ünal.";
        let mut report = AnnotatedReport { text: text.into(), ..Default::default() };
        report.report.id = "r".into();
        report.sentences.push(Span::new(0, text.len()));
        report.problems.push(crate::Problem { what: "unclosed quotation".into(), span: Some(Span::new(0, 3)) });
        for unit in [Offsets::Bytes, Offsets::Codepoints, Offsets::Utf16] {
            assert_eq!(read_report(&report_line(&report, unit)).unwrap(), report);
        }
    }

    #[test]
    fn a_line_with_other_links_is_that_of_the_story_with_them() {
        let link = |score: f64| {
            let evidence = |kind: &str| crate::LinkEvidence {
                kind: kind.into(),
                weight: score / 3.0,
                a: Some(Span::new(2, 4)),
                b: None,
            };
            Link { a: "ä".into(), b: "b".into(), score, evidence: vec![evidence("shared-name")] }
        };
        let text_of = |_: &str| "\u{e9}a word of \"it\"";
        let mut story = Story { id: "story-1".into(), title: "\"x\" \\".into(), ..Story::default() };
        story.reports = vec!["ä".into(), "b".into()];
        for (why, why_not) in [(vec![link(0.1)], vec![]), (vec![], vec![link(0.2), link(0.7)]), (vec![], vec![])] {
            let old = story_line(&story, Offsets::Codepoints, text_of);
            (story.why, story.why_not) = (why, why_not);
            let new = relinked_line(&old, [&story.why, &story.why_not], &[], text_of).unwrap();
            assert_eq!(new, story_line(&story, Offsets::Codepoints, text_of));
        }
        assert!(relinked_line("{}", [&[], &[]], &[], text_of).is_err());
    }

    #[test]
    fn a_reading_of_a_report_outside_the_story_is_refused() {
        let line = r#"{"format":1,"offsets":"bytes","id":"story-1","title":"","reports":["a"],"why":[],"derivations":[],"rows":[
            {"id":"r1","kind":"figure","label":"","verdict":"only-one","differences":[],"origins":[],"independent_origins":1,
             "readings":[{"report":"b","spans":[{"start":0,"end":1}]}]}]}"#;
        let error = read_story(line, |id| (id == "a").then_some("text")).unwrap_err().to_string();
        assert!(error.contains('b'), "{error}");
    }

    #[test]
    fn a_span_outside_the_text_is_refused() {
        let report = AnnotatedReport { text: "é".into(), sentences: vec![Span::new(0, 2)], ..Default::default() };
        let line = report_line(&report, Offsets::Bytes).replace("\"end\":2", "\"end\":1");
        assert!(read_report(&line).unwrap_err().to_string().contains("0..1"));
    }
}
