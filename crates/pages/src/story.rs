//! A story's page: what happened, where the reports differ, what only one has, every quotation with all its
//! wordings, figures by outlet, the reports side by side, a timeline, a map, and who derives from whom.

use crate::segments::{Segment, cut};
use crate::{SCRIPT, STYLE, count, render};
use askama::Template;
pub(crate) use brief::support;
use names::{Names, anchor};
use std::collections::BTreeMap;
use variorum_record::{
    AnnotatedReport, Chain, Decision, DifferenceKind, Link, PartKind, Reading, ReportMeta, Row, RowKind, Span, Story,
    VERSION, Verdict,
};
use words::{class_words, difference_class, difference_words, kind_word, status_words};
pub(crate) use words::{verdict_word, verdict_words};

mod brief;
mod descent;
mod map;
mod names;
mod words;

#[derive(Template)]
#[template(path = "story.html")]
struct StoryPage {
    title: String,
    lead: String,
    opening: Option<Opening>,
    brief: Vec<brief::Answer>,
    reports: Vec<ReportView>,
    differing: Vec<RowView>,
    shared: Vec<RowView>,
    /// Times, places and happenings of no event type: of these there are many.
    besides: Vec<RowView>,
    left_out: Vec<LeftOutView>,
    quotations: Vec<RowView>,
    single: Vec<SingleView>,
    figures: Option<FigureTable>,
    timeline: Vec<TimelineView>,
    map: Option<map::Map>,
    descent: Vec<descent::DescentView>,
    graph: Option<descent::Graph>,
    why: Vec<String>,
    why_not: Vec<String>,
    style: &'static str,
    script: &'static str,
    version: &'static str,
}

/// What happened, in the first words of the report that the story's title is from.
struct Opening {
    words: String,
    label: String,
    anchor: String,
    when: String,
}

/// A report as it stands in the side-by-side view.
struct ReportView {
    id: String,
    anchor: String,
    label: String,
    meta: String,
    url: Option<String>,
    problems: Vec<String>,
    parts: Vec<PartView>,
}

struct PartView {
    kind: String,
    segments: Vec<MarkView>,
}

/// A piece of a report with the rows it belongs to and the kind of the first of them.
struct MarkView {
    text: String,
    rows: String,
    kind: &'static str,
}

struct RowView {
    id: String,
    kind: &'static str,
    label: String,
    verdict: &'static str,
    verdict_words: &'static str,
    support: String,
    /// Lowest, highest, latest number.
    views: String,
    readings: Vec<ReadingView>,
    /// Anchor and name of the reports that say nothing of it.
    silent: Vec<(String, String)>,
    notes: Vec<String>,
}

struct ReadingView {
    label: String,
    /// The report's id.
    id: String,
    anchor: String,
    /// When its report was published.
    when: String,
    /// The speaker, or on whose word a number is.
    who: String,
    wordings: Vec<WordingView>,
}

/// What a report says, and how often it says it so.
struct WordingView {
    /// What stands around the words where they alone say little.
    before: String,
    segments: Vec<WordsView>,
    after: String,
    times: usize,
}

/// Words of a reading, and how other reports differ from them.
struct WordsView {
    text: String,
    /// Classes of the differences.
    marks: String,
    /// The same for a person.
    title: String,
}

/// What one report alone has.
struct SingleView {
    label: String,
    rows: Vec<RowView>,
}

/// What one report leaves out of what the others tell.
struct LeftOutView {
    label: String,
    /// How much of each.
    counts: String,
    /// Id and label of rows.
    rows: Vec<(String, String)>,
    /// Row and sentence.
    dropped: Vec<(String, String)>,
}

struct FigureTable {
    outlets: Vec<String>,
    lines: Vec<FigureLine>,
}

struct FigureLine {
    id: String,
    label: String,
    verdict: &'static str,
    verdict_words: &'static str,
    cells: Vec<String>,
    views: String,
}

struct TimelineView {
    /// As the record has it, by which entries are in order.
    value: String,
    shown: String,
    label: String,
    row: String,
    outlets: String,
}

/// The page of a story. `report_of` gives its reports (and those of its near misses) by id.
pub fn story<'r>(story: &Story, report_of: impl Fn(&str) -> Option<&'r AnnotatedReport>) -> String {
    let reports: Vec<&AnnotatedReport> = story.reports.iter().filter_map(|id| report_of(id)).collect();
    let names = Names::new(&reports);
    let view = |row: &Row| row_view(row, &reports, &names);
    let differs =
        |row: &&Row| matches!(row.verdict, Verdict::Contradicted | Verdict::Updated | Verdict::DifferentScope);
    let (differing, rest): (Vec<&Row>, Vec<&Row>) = story.rows.iter().partition(differs);
    let (single, many): (Vec<&Row>, Vec<&Row>) = rest.into_iter().partition(|row| row.verdict == Verdict::OnlyOne);
    let minor = |row: &&Row| row.is_untyped() || matches!(row.kind, RowKind::Time | RowKind::Place);
    let (besides, many): (Vec<&Row>, Vec<&Row>) = many.into_iter().partition(minor);
    let (quotations, shared): (Vec<&Row>, Vec<&Row>) = many.into_iter().partition(|row| row.kind == RowKind::Statement);
    let dated: Vec<Option<&str>> = reports.iter().map(|report| report.report.dated()).collect();
    let answers = brief::answers(story, &names);
    let why = Why::new(&story.why, &story.why_not, &story.decisions, &names);
    render(&StoryPage {
        title: story.title.clone(),
        lead: brief::lead(story, &dated, !answers.is_empty()),
        opening: opening(story, &reports, &names),
        brief: answers,
        reports: reports.iter().map(|report| report_view(report, story, &names)).collect(),
        differing: differing.into_iter().map(view).collect(),
        shared: shared.into_iter().map(view).collect(),
        besides: besides.into_iter().map(view).collect(),
        left_out: left_out(story, &names),
        quotations: quotations.into_iter().map(view).collect(),
        single: single_views(&single, &reports, &names),
        figures: figure_table(story, &reports, &names),
        timeline: timeline(story, &names),
        map: map::of(&reports),
        descent: descent::sentences(story, &reports, &names),
        graph: descent::graph(story, &reports, &names),
        why: why.why,
        why_not: why.why_not,
        style: STYLE,
        script: SCRIPT,
        version: VERSION,
    })
}

/// Why the reports of a story are together and others are not, the last section of its page.
#[derive(Template)]
#[template(path = "why.html")]
struct Why {
    why: Vec<String>,
    why_not: Vec<String>,
}

impl Why {
    fn new(why: &[Link], why_not: &[Link], decisions: &[Decision], names: &Names) -> Self {
        let decided = decisions.iter().map(|decision| decision_sentence(decision, names));
        Why {
            why: decided.chain(why.iter().map(|link| link_sentence(link, names))).collect(),
            why_not: why_not.iter().map(|link| link_sentence(link, names)).collect(),
        }
    }
}

/// The page of a story whose links, near misses or decisions are others than when `page` was rendered, and nothing
/// else: what [`story`] would render. `reports` are the ids and outlets of the story's reports. `None` when `page` is
/// no story's page.
pub fn relinked(
    page: &str,
    why: &[Link],
    why_not: &[Link],
    decisions: &[Decision],
    reports: &[(String, Option<String>)],
) -> Option<String> {
    let names = Names::of_outlets(reports.iter().map(|(id, outlet)| (id.as_str(), outlet.as_deref())));
    // Words of reports are escaped: neither mark can be theirs.
    let end = page.rfind("\n</main>")?;
    let start = page.find("<section id=\"why\">").unwrap_or(end);
    Some(format!("{}{}{}", page.get(..start)?, render(&Why::new(why, why_not, decisions, &names)), &page[end..]))
}

fn report_view(report: &AnnotatedReport, story: &Story, names: &Names) -> ReportView {
    let meta = &report.report;
    let mut marked: Vec<(Span, &str)> = Vec::new();
    let mut kinds: BTreeMap<&str, &'static str> = BTreeMap::new();
    for row in &story.rows {
        kinds.insert(&row.id, kind_word(row.kind));
        for reading in row.readings.iter().filter(|reading| reading.report == meta.id) {
            marked.extend(reading.spans.iter().map(|&span| (span, row.id.as_str())));
        }
    }
    // The shortest fact first: it is the one a reader points at.
    marked.sort_by_key(|(span, _)| (span.len(), span.start));
    let part_view = |part: &variorum_record::Part| PartView {
        kind: format!("{:?}", part.kind).to_lowercase(),
        segments: cut(&report.text, part.span, &marked)
            .into_iter()
            .map(|segment| MarkView {
                kind: segment.marks.split(' ').next().and_then(|row| kinds.get(row)).copied().unwrap_or_default(),
                text: segment.text,
                rows: segment.marks,
            })
            .collect(),
    };
    let here = story.passages.iter().find(|member| member.report == meta.id);
    // Of a live page a story shows what it has of it.
    let is_here = |part: &&variorum_record::Part| {
        let within = |member: &variorum_record::Membership| member.spans.iter().any(|span| span.contains(part.span));
        part.kind == PartKind::Title || here.is_none_or(within)
    };
    let part = here.map(|member| format!("belongs here in part: {}", count(member.spans.len(), "passage")));
    let updated = meta.updated.as_ref().map(|updated| format!("updated {updated}"));
    let facts = [
        meta.title.as_deref(),
        meta.byline.as_deref(),
        meta.published.as_deref().filter(|published| meta.updated.as_deref() != Some(published)),
        updated.as_deref(),
        meta.source.as_deref(),
        part.as_deref(),
    ];
    ReportView {
        id: meta.id.clone(),
        anchor: anchor(&meta.id),
        label: names.of(&meta.id),
        meta: facts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        url: meta.url.clone().filter(|url| url.starts_with("http://") || url.starts_with("https://")),
        problems: report.problems.iter().map(|problem| problem.what.clone()).collect(),
        parts: report.parts.iter().filter(is_here).map(part_view).collect(),
    }
}

fn row_view(row: &Row, reports: &[&AnnotatedReport], names: &Names) -> RowView {
    let present = row.readings.iter().filter(|reading| !reading.absent);
    let mut readings: Vec<ReadingView> = present.map(|reading| reading_view(reading, row, reports, names)).collect();
    let mut support = support(row);
    // What all have alike is said once.
    if let [first, _, ..] = readings.as_slice()
        && readings.iter().all(|reading| reading.who == first.who)
    {
        if row.kind != RowKind::Statement && !first.who.is_empty() {
            support = format!("{support}; {}", first.who);
        }
        if row.kind != RowKind::Statement || row.label.starts_with(&first.who) {
            readings.iter_mut().for_each(|reading| reading.who.clear());
        }
    }
    RowView {
        id: row.id.clone(),
        kind: kind_word(row.kind),
        label: row.label.clone(),
        verdict: verdict_word(row.verdict),
        verdict_words: verdict_words(row.verdict),
        support,
        views: views_sentence(row, names),
        readings,
        silent: row
            .readings
            .iter()
            .filter(|reading| reading.absent)
            .map(|reading| (anchor(&reading.report), names.of(&reading.report)))
            .collect(),
        notes: notes(row, reports, names),
    }
}

fn reading_view(reading: &Reading, row: &Row, reports: &[&AnnotatedReport], names: &Names) -> ReadingView {
    let report = reports.iter().find(|report| report.report.id == reading.report);
    let text = report.map_or("", |report| report.text.as_str());
    let mut marked: Vec<(Span, &str)> = Vec::new();
    for difference in &row.differences {
        let mark = difference_class(difference.kind);
        if difference.a == reading.report {
            marked.extend(difference.a_span.map(|span| (span, mark)));
        }
        if difference.b == reading.report {
            marked.extend(difference.b_span.map(|span| (span, mark)));
        }
    }
    let stated = |key: &str| reading.value.as_ref().and_then(|value| value.get(key)).and_then(|name| name.as_str());
    let negated = reading.value.as_ref().and_then(|value| value.get("negated")?.as_bool()) == Some(true);
    let who = match (stated("speaker"), stated("source")) {
        (Some(speaker), _) => speaker.to_string(),
        (None, Some(source)) => format!("according to {source}"),
        (None, None) => status_words(stated("status").unwrap_or_default(), negated),
    };
    let mut wordings: Vec<WordingView> = Vec::new();
    let letters = |segments: &[WordsView]| segments.iter().map(|words| words.text.to_lowercase()).collect::<String>();
    for &span in &reading.spans {
        let segments: Vec<WordsView> = cut(text, span, &marked).into_iter().map(words_view).collect();
        match wordings.iter_mut().find(|known| letters(&known.segments) == letters(&segments)) {
            Some(known) => known.times += 1,
            None => {
                let [before, after] = report.map(|report| around(report, span, row.kind)).unwrap_or_default();
                wordings.push(WordingView { before, segments, after, times: 1 });
            }
        }
    }
    ReadingView {
        label: names.of(&reading.report),
        id: reading.report.clone(),
        anchor: anchor(&reading.report),
        when: report.map(|report| when(&report.report)).unwrap_or_default(),
        who: match report.map(|report| perhaps(reading, report)).filter(|names| !names.is_empty()) {
            Some(names) if who.is_empty() => format!("speaker open: not certain who; perhaps {names}"),
            Some(names) => format!("{who}: not certain who; perhaps {names}"),
            None => who,
        },
        wordings,
    }
}

/// What stands in the sentence before and after the words of a reading, shortened: a trigger or a number alone tells
/// nobody what is said.
fn around(report: &AnnotatedReport, span: Span, kind: RowKind) -> [String; 2] {
    const LONGEST: usize = 70;
    if !matches!(kind, RowKind::Event | RowKind::Figure | RowKind::Position) {
        return Default::default();
    }
    let Some(sentence) = report.sentences.iter().find(|sentence| sentence.contains(span)) else {
        return Default::default();
    };
    let before = report.text[sentence.start..span.start].trim_start();
    let after = report.text[span.end..sentence.end].trim_end();
    let spaces = before.char_indices().rev().filter(|(_, c)| *c == ' ');
    let before = match spaces.map(|(at, _)| at).find(|at| before.len() - at > LONGEST) {
        Some(at) => format!("…{}", &before[at..]),
        None => before.to_string(),
    };
    [before, words_of(after, LONGEST)]
}

/// A text, of one that is longer than so many bytes the words up to there.
fn words_of(text: &str, longest: usize) -> String {
    match text.char_indices().find(|(at, c)| *c == ' ' && *at > longest) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_string(),
    }
}

/// What happened, as the report tells it that the story's title is from.
fn opening(story: &Story, reports: &[&AnnotatedReport], names: &Names) -> Option<Opening> {
    const LONGEST: usize = 400;
    let titled = |report: &&&AnnotatedReport| report.report.title.as_ref() == Some(&story.title);
    let report = reports.iter().find(titled).or(reports.first())?;
    let meta = &report.report;
    let here = story.passages.iter().find(|member| member.report == meta.id);
    let body = |span: &&Span| {
        let within = here.is_none_or(|member| member.spans.iter().any(|passage| passage.contains(**span)));
        let of_body = |part: &&variorum_record::Part| part.kind == PartKind::Body && part.span.contains(**span);
        within && span.len() > 20 && report.parts.iter().any(|part| of_body(&part))
    };
    let words = report.sentences.iter().find(body)?.of(&report.text);
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = words_of(&words, LONGEST);
    Some(Opening { words, label: names.of(&meta.id), anchor: anchor(&meta.id), when: when(meta) })
}

fn words_view(segment: Segment) -> WordsView {
    let mut kinds: Vec<&str> = Vec::new();
    for kind in segment.marks.split(' ').filter_map(class_words) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    WordsView { title: kinds.join("; "), text: segment.text, marks: segment.marks }
}

/// Day and, where it is stated, time of publication, without seconds; where only a change is dated, that of the change.
fn when(meta: &ReportMeta) -> String {
    let minutes = |date: &str| date.chars().take(16).map(|c| if c == 'T' { ' ' } else { c }).collect::<String>();
    match (&meta.published, &meta.updated) {
        (Some(published), updated) if updated.as_ref() != Some(published) => minutes(published),
        (_, Some(updated)) => format!("updated {}", minutes(updated)),
        _ => String::new(),
    }
}

/// Whom an open speaker may be ("Ada Olin or Petra Monn"); empty where one is known, or nobody comes into question.
fn perhaps(reading: &Reading, report: &AnnotatedReport) -> String {
    let known = |id: &String| report.statements.iter().find(|statement| statement.id.to_string() == *id);
    let mut speakers = reading.ids.iter().filter_map(known).filter_map(|statement| statement.speaker.as_ref());
    if speakers.clone().any(|speaker| speaker.entity.is_some()) {
        return String::new();
    }
    let Some(open) = speakers.find(|speaker| !speaker.candidates.is_empty()) else { return String::new() };
    let name = |id: &variorum_record::EntityId| report.entities.iter().find(|entity| entity.id == *id);
    let names: Vec<&str> = open.candidates.iter().filter_map(name).map(|entity| entity.name.as_str()).collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_string(),
        Some((last, before)) => format!("{} or {last}", before.join(", ")),
        None => String::new(),
    }
}

/// What the differences of a row amount to, in sentences, each kind of difference between two reports once.
fn notes(row: &Row, reports: &[&AnnotatedReport], names: &Names) -> Vec<String> {
    let words = |id: &str, span: Option<Span>| {
        let report = reports.iter().find(|report| report.report.id == id)?;
        let words = span?.of(&report.text).trim();
        (!words.is_empty()).then(|| format!("“{}”", shorten(words)))
    };
    let mut sentences: Vec<String> = Vec::new();
    for difference in &row.differences {
        let (a, b) = (names.of(&difference.a), names.of(&difference.b));
        let what = difference_words(difference.kind);
        let pair = match (words(&difference.a, difference.a_span), words(&difference.b, difference.b_span)) {
            (Some(left), Some(right)) => format!("{what}: {left} in {a}, {right} in {b}."),
            (Some(left), None) => format!("{what}: {left} in {a} only, not in {b}."),
            (None, Some(right)) => format!("{what}: {right} in {b} only, not in {a}."),
            (None, None) => format!("{what} between {a} and {b}."),
        };
        if !sentences.contains(&pair) {
            sentences.push(pair);
        }
    }
    sentences.extend(row.chains.iter().filter_map(|chain| came_by(chain, names)));
    sentences
}

/// By which hands a fact came to a report: "Tessel Courier has it from the agency Orna, which has it from the interior ministry."
fn came_by(chain: &Chain, names: &Names) -> Option<String> {
    let mut hands = chain.links.iter().rev();
    let last = hands.next()?;
    let before: Vec<String> = hands.map(|name| format!(", which has it from {name}")).collect();
    (!before.is_empty()).then(|| format!("{} has it from {last}{}.", names.of(&chain.report), before.concat()))
}

fn shorten(words: &str) -> String {
    match words.char_indices().nth(90) {
        Some((at, _)) => format!("{}…", words[..at].trim_end()),
        None => words.to_string(),
    }
}

fn single_views(rows: &[&Row], reports: &[&AnnotatedReport], names: &Names) -> Vec<SingleView> {
    let views = reports.iter().map(|report| {
        let own = rows
            .iter()
            .filter(|row| row.readings.iter().any(|reading| !reading.absent && reading.report == report.report.id));
        let rows = own.map(|row| RowView { silent: Vec::new(), ..row_view(row, reports, names) });
        SingleView { label: names.of(&report.report.id), rows: rows.collect() }
    });
    views.filter(|view| !view.rows.is_empty()).collect()
}

fn figure_table(story: &Story, reports: &[&AnnotatedReport], names: &Names) -> Option<FigureTable> {
    let cell = |row: &Row, report: &AnnotatedReport| {
        let reading = row.readings.iter().find(|reading| reading.report == report.report.id && !reading.absent);
        let mut words: Vec<&str> = Vec::new();
        for span in reading.iter().flat_map(|reading| &reading.spans) {
            let said = span.of(&report.text);
            if !words.iter().any(|known| known.to_lowercase() == said.to_lowercase()) {
                words.push(said);
            }
        }
        if words.is_empty() { "–".into() } else { words.join("; ") }
    };
    let rows = story.rows.iter().filter(|row| row.kind == RowKind::Figure);
    let shown = rows.filter(|row| row.verdict != Verdict::OnlyOne || is_toll(row));
    let lines: Vec<_> = shown
        .map(|row| FigureLine {
            id: row.id.clone(),
            label: row.label.clone(),
            verdict: verdict_word(row.verdict),
            verdict_words: verdict_words(row.verdict),
            cells: reports.iter().map(|report| cell(row, report)).collect(),
            views: views_sentence(row, names),
        })
        .collect();
    let outlets = reports.iter().map(|report| names.of(&report.report.id)).collect();
    (!lines.is_empty()).then_some(FigureTable { outlets, lines })
}

/// "lowest and conservative 12 in Radio Norrland; highest 80 in Evening Beacon; latest 31 in Aldermoor Post".
fn views_sentence(row: &Row, names: &Names) -> String {
    let Some(views) = &row.views else { return String::new() };
    if views.low.as_ref().map(|view| view.value) == views.high.as_ref().map(|view| view.value) {
        return String::new();
    }
    let list = [
        ("lowest", &views.low),
        ("conservative", &views.conservative),
        ("highest", &views.high),
        ("latest", &views.latest),
    ];
    let mut said: Vec<(String, f64, &str)> = Vec::new();
    for (what, view) in list.into_iter().filter_map(|(what, view)| Some((what, view.as_ref()?))) {
        match said.iter_mut().find(|(_, value, _)| *value == view.value) {
            Some((known, ..)) => *known = format!("{known} and {what}"),
            None => said.push((what.into(), view.value, &view.report)),
        }
    }
    let said = said.into_iter().map(|(what, value, report)| format!("{what} {value} in {}", names.of(report)));
    said.collect::<Vec<_>>().join("; ")
}

/// "drops a hedge or denial", "drops 3 hedges or denials".
fn drops(count: usize) -> String {
    if count == 1 { "drops a hedge or denial".into() } else { format!("drops {count} hedges or denials") }
}

fn left_out(story: &Story, names: &Names) -> Vec<LeftOutView> {
    let label = |id: &str| story.rows.iter().find(|row| row.id == id).map(|row| row.label.clone()).unwrap_or_default();
    let view = |left: &variorum_record::LeftOut| LeftOutView {
        label: names.of(&left.report),
        counts: match (left.rows.len(), left.dropped.len()) {
            (silent, 0) => format!("silent on {silent}"),
            (0, dropped) => drops(dropped),
            (silent, dropped) => format!("silent on {silent}, {}", drops(dropped)),
        },
        rows: left.rows.iter().map(|id| (id.clone(), label(id))).collect(),
        dropped: left
            .dropped
            .iter()
            .map(|dropped| {
                let what = match dropped.kind {
                    DifferenceKind::Condition => "the condition",
                    DifferenceKind::Negation => "the denial",
                    _ => "the qualifier",
                };
                (
                    dropped.row.clone(),
                    format!("{what} that {} has: {}", names.of(&dropped.kept_by), label(&dropped.row)),
                )
            })
            .collect(),
    };
    story.left_out.iter().map(view).collect()
}

fn is_toll(row: &Row) -> bool {
    let measures = row.readings.iter().find_map(|reading| reading.value.as_ref()?.get("measures")?.as_str());
    matches!(measures, Some("killed" | "injured" | "missing" | "detained" | "displaced"))
}

fn timeline(story: &Story, names: &Names) -> Vec<TimelineView> {
    let dated = story.rows.iter().filter_map(|row| {
        let value = row.readings.iter().find_map(|reading| {
            let value = reading.value.as_ref()?;
            let date = if row.kind == RowKind::Time { value.get("value") } else { value.get("time") };
            date?.as_str().filter(|date| date.starts_with(|c: char| c.is_ascii_digit()))
        })?;
        let outlets = row.readings.iter().filter(|reading| !reading.absent).map(|reading| reading.report.as_str());
        Some(TimelineView {
            value: value.to_string(),
            shown: value.replacen('T', " ", 1),
            label: row.label.strip_prefix(&format!("{value}: ")).unwrap_or(&row.label).to_string(),
            row: row.id.clone(),
            outlets: names.list(outlets),
        })
    });
    let mut dated: Vec<_> = dated.collect();
    dated.sort_by(|a, b| a.value.cmp(&b.value));
    dated
}

/// A person's decision, said as such.
fn decision_sentence(decision: &Decision, names: &Names) -> String {
    use variorum_record::DecisionKind;
    let list = |ids: &[String]| ids.iter().map(|id| names.of(id)).collect::<Vec<_>>().join(", ");
    let what = match decision.decision {
        DecisionKind::Merge => format!("{} tell one story", list(&decision.reports)),
        DecisionKind::Split => {
            format!("{} tell another story than {}", list(&decision.reports), list(&decision.from))
        }
        DecisionKind::Pin => format!("{} are one story, whole", list(&decision.reports)),
    };
    let at = decision.at.as_ref().map(|at| format!(" on {at}")).unwrap_or_default();
    let because = decision.because.as_ref().map(|because| format!(": {because}")).unwrap_or_default();
    format!("Decided by {}{at}: {what}{because}", decision.by)
}

fn link_sentence(link: &Link, names: &Names) -> String {
    let mut kinds: Vec<(String, usize)> = Vec::new();
    for evidence in &link.evidence {
        let kind = evidence.kind.replace('-', " ");
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, times)) => *times += 1,
            None => kinds.push((kind, 1)),
        }
    }
    let kinds: Vec<_> =
        kinds.into_iter().map(|(kind, times)| if times > 1 { format!("{kind} ×{times}") } else { kind }).collect();
    format!("{} – {}: {} (score {:.2})", names.of(&link.a), names.of(&link.b), kinds.join(", "), link.score)
}
