//! Known truth by perturbation: witnesses made from reports with known edits, and what the collation makes of them.
//!
//! Any folder of reports in text or JSON serves as source. For each kind of edit a report is paired with an edited copy
//! of itself, both are read as a user's reports would be, and the pair is collated. Recall: the edited utterance or
//! figure is in one row, with the difference that was made (for verbatim copies and light edits: with none).
//! Precision: of the differences that the rows of a pair state, those that were made.

use crate::stories::{files, read};
use crate::{EvalError, Score};
use std::collections::BTreeMap;
use std::path::Path;
use variorum_engine::group::Group;
use variorum_record::{AnnotatedReport, DifferenceKind, Report, ReportMeta, RowKind, Span, StatementKind};

/// An edit of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Edit {
    Verbatim,
    Light,
    Truncate,
    Number,
    Qualifier,
    Hedge,
    Negation,
    Speaker,
    /// Two sentences of a quotation change places.
    Reorder,
    /// “…,” NAME said becomes: NAME said that …
    Retell,
    /// Another report is appended.
    Merge,
}

const EDITS: &[Edit] = &[
    Edit::Verbatim,
    Edit::Light,
    Edit::Merge,
    Edit::Truncate,
    Edit::Reorder,
    Edit::Retell,
    Edit::Number,
    Edit::Qualifier,
    Edit::Hedge,
    Edit::Negation,
    Edit::Speaker,
];

/// An edited copy: its text, and where the edited words stood in the original.
struct Witness {
    text: String,
    at: Span,
}

/// Reports taken from the folder.
const SOURCES: usize = 40;

/// Scores a folder of reports (Giveme5W1H's JSON, or plain text).
pub(crate) fn score(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let engine = crate::engine()?;
    let texts = sources(dir)?;
    let originals: Vec<Report> =
        texts.iter().enumerate().map(|(i, text)| report(&format!("original-{i}"), text)).collect();
    let annotated = crate::annotate_all(&engine, originals.iter());
    let mut counts: BTreeMap<Edit, [usize; 4]> = BTreeMap::new();
    for &edit in EDITS {
        let pairs: Vec<(usize, Witness)> = annotated
            .iter()
            .enumerate()
            .filter_map(|(i, original)| {
                let other = texts.get(if i + 1 < texts.len() { i + 1 } else { 0 })?;
                Some((i, make(original, edit, other)?))
            })
            .collect();
        let copies: Vec<Report> =
            pairs.iter().map(|(i, witness)| report(&format!("witness-{i}"), &witness.text)).collect();
        let copies = crate::annotate_all(&engine, copies.iter());
        for ((i, witness), copy) in pairs.iter().zip(copies) {
            let judged = judge(&annotated[*i], copy, witness, edit);
            let count = counts.entry(edit).or_default();
            count.iter_mut().zip(judged).for_each(|(sum, n)| *sum += n);
        }
    }
    let ratio = |a: usize, b: usize| if b == 0 { 1.0 } else { a as f64 / b as f64 };
    Ok(counts
        .into_iter()
        .flat_map(|(edit, [found, asked, right, stated])| {
            [
                Score {
                    name: format!("{edit:?}: recall"),
                    value: ratio(found, asked),
                    note: format!("{found} of {asked}"),
                },
                Score {
                    name: format!("{edit:?}: precision"),
                    value: ratio(right, stated),
                    note: format!("{right} of {stated}"),
                },
            ]
        })
        .collect())
}

fn sources(dir: &Path) -> Result<Vec<String>, EvalError> {
    let mut out = Vec::new();
    for path in files(dir, "txt")? {
        out.push(read(&path)?);
    }
    for path in files(dir, "json")? {
        let value: serde_json::Value = serde_json::from_str(&read(&path)?).unwrap_or_default();
        out.extend(value["text"].as_str().filter(|text| (800..6000).contains(&text.len())).map(str::to_string));
    }
    // Evenly over the folder.
    let step = out.len().div_ceil(SOURCES).max(1);
    Ok(out.into_iter().step_by(step).collect())
}

fn report(id: &str, text: &str) -> Report {
    let meta = ReportMeta {
        id: id.into(),
        published: Some("2025-05-14".into()),
        language: Some("en".into()),
        ..ReportMeta::default()
    };
    Report { meta, text: text.into(), ..Report::default() }
}

/// Makes a witness, if the report has something to edit in that way.
fn make(original: &AnnotatedReport, edit: Edit, other: &str) -> Option<Witness> {
    let text = &original.text;
    let quotes: Vec<Span> = original
        .statements
        .iter()
        .filter(|statement| statement.kind == StatementKind::Direct)
        .flat_map(|statement| statement.content.iter().copied())
        .filter(|span| span.of(text).split_whitespace().count() >= 8)
        .collect();
    let replace = |span: Span, with: &str| format!("{}{with}{}", &text[..span.start], &text[span.end..]);
    match edit {
        Edit::Verbatim => Some(Witness { text: text.clone(), at: *quotes.first()? }),
        Edit::Light => Some(Witness { text: lightly(text, &quotes), at: *quotes.first()? }),
        Edit::Merge => Some(Witness { text: format!("{text}\n\n{other}"), at: *quotes.first()? }),
        Edit::Reorder => whole(original).find_map(|at| {
            let words = at.of(text);
            let cut = [". ", "! ", "? "].iter().find_map(|end| words.find(end))? + 1;
            let (first, second) = (words[..cut].trim(), words[cut..].trim());
            let second = second.strip_suffix(',').map_or(second.to_string(), |second| format!("{second}."));
            let long = second.split_whitespace().count() >= 4 && first.split_whitespace().count() >= 4;
            let plain = second.ends_with('.') && words.split_whitespace().count() <= 60;
            (long && plain).then(|| Witness { text: replace(at, &format!("{second} {first}")), at })
        }),
        Edit::Retell => original.statements.iter().find_map(|statement| {
            let (speaker, cue) = (statement.speaker.as_ref()?, statement.cue?);
            let who = speaker.span?;
            let [at] = statement.content.as_slice() else { return None };
            let after = cue.start > at.end && cue.end.max(who.end) < at.end + 60 && who.start > at.end;
            let mark = text[..at.start].chars().next_back().filter(|c| matches!(c, '“' | '"'))?;
            let enough = at.of(text).split_whitespace().count() >= 8;
            if statement.kind != StatementKind::Direct || !after || !enough {
                return None;
            }
            let from = Span::new(at.start - mark.len_utf8(), cue.end.max(who.end));
            let told = at.of(text).trim_end_matches([',', '.']);
            let retold = replace(from, &format!("{} said that {told}", capital(who.of(text))));
            Some(Witness { text: retold, at: *at })
        }),
        Edit::Hedge => whole(original).find_map(|at| {
            let words = at.of(text);
            let (from, to) = [
                (" probably ", " "),
                (" perhaps ", " "),
                (" maybe ", " "),
                (" possibly ", " "),
                (" likely ", " "),
                (" almost ", " "),
                (" will ", " will probably "),
                (" is ", " is possibly "),
                (" are ", " are perhaps "),
                (" was ", " was reportedly "),
                (" were ", " were allegedly "),
            ]
            .into_iter()
            .find(|(from, _)| words.contains(from))?;
            let start = at.start + words.find(from)?;
            Some(Witness { text: replace(Span::new(start, start + from.len()), to), at })
        }),
        Edit::Truncate => whole(original).find_map(|at| {
            let words = at.of(text);
            let cut = words[..words.len() * 2 / 3].rfind(' ')?;
            let kept = Span::new(at.start + cut, at.end);
            let tail = if words.ends_with(',') { "," } else { "." };
            Some(Witness { text: replace(kept, tail), at })
        }),
        Edit::Number => original.figures.iter().find_map(|figure| {
            let words = figure.span.of(text);
            let start = words.find(|c: char| c.is_ascii_digit())?;
            let length = words[start..].find(|c: char| !c.is_ascii_digit()).unwrap_or(words.len() - start);
            let value: u32 = words[start..start + length].parse().ok().filter(|value| (3..1900).contains(value))?;
            let plain = !matches!(words[start + length..].chars().next(), Some('.' | ',' | '-'));
            let digits = Span::new(figure.span.start + start, figure.span.start + start + length);
            plain.then(|| Witness { text: replace(digits, &(value * 2 + 1).to_string()), at: figure.span })
        }),
        Edit::Qualifier => original.figures.iter().find_map(|figure| {
            let cue = ["at least ", "more than ", "over ", "about ", "nearly "];
            let words = figure.span.of(text).to_ascii_lowercase();
            let cue = cue.iter().find(|cue| words.starts_with(**cue))?;
            let gone = Span::new(figure.span.start, figure.span.start + cue.len());
            Some(Witness { text: replace(gone, ""), at: figure.span })
        }),
        Edit::Negation => quotes.iter().find_map(|&at| {
            let words = at.of(text);
            let (from, to) = [
                (" will not ", " will "),
                (" is not ", " is "),
                (" are not ", " are "),
                (" was not ", " was "),
                (" do not ", " do "),
                (" did not ", " did "),
                (" can't ", " can "),
                (" can’t ", " can "),
                (" will ", " will not "),
                (" is ", " is not "),
                (" are ", " are not "),
                (" was ", " was not "),
                (" were ", " were not "),
            ]
            .into_iter()
            .find(|(from, _)| words.contains(from))?;
            let start = at.start + words.find(from)?;
            Some(Witness { text: replace(Span::new(start, start + from.len()), to), at })
        }),
        Edit::Speaker => original.statements.iter().find_map(|statement| {
            let at = *statement.content.first()?;
            let speaker = statement.speaker.as_ref()?;
            let entity = original.entities.iter().find(|entity| Some(entity.id) == speaker.entity)?;
            let direct = statement.kind == StatementKind::Direct && at.of(text).split_whitespace().count() >= 8;
            let person = entity.kind == variorum_record::EntityKind::Person && entity.name.contains(' ');
            if !direct || !person {
                return None;
            }
            // Everywhere, so that the witness is a report with another person in it.
            let mut edited = text.clone();
            for name in entity.name.split(' ').filter(|name| name.len() > 3) {
                edited = edited.replace(name, if entity.name.ends_with(name) { "Haverkamp" } else { "Joris" });
            }
            Some(Witness { text: edited, at })
        }),
    }
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Quotations of eight words and more that no cue interrupts.
fn whole(original: &AnnotatedReport) -> impl Iterator<Item = Span> + '_ {
    let direct = original.statements.iter().filter(|statement| statement.kind == StatementKind::Direct);
    let single = direct.filter_map(|statement| match statement.content.as_slice() {
        [at] => Some(*at),
        _ => None,
    });
    single.filter(|at| at.of(&original.text).split_whitespace().count() >= 8)
}

/// Light edits of the outlet's own words: what a desk does to a wire story.
fn lightly(text: &str, quotes: &[Span]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for word in text.split_inclusive(' ') {
        let span = Span::new(at, at + word.len());
        at = span.end;
        let quoted = quotes.iter().any(|quote| quote.overlaps(span));
        out.push_str(match word {
            _ if quoted => word,
            "However, " => "But ",
            "but " => "though ",
            "also " => "",
            "while " => "as ",
            "following " => "after ",
            "recently " => "lately ",
            _ => word,
        });
    }
    out
}

/// Found, asked, right, stated.
fn judge(original: &AnnotatedReport, copy: AnnotatedReport, witness: &Witness, edit: Edit) -> [usize; 4] {
    let reports = [original.clone(), copy];
    let story = variorum_engine::collate::collate(&reports, &Group { reports: vec![0, 1], ..Group::default() });
    let wanted: &[DifferenceKind] = match edit {
        Edit::Verbatim | Edit::Light | Edit::Merge => &[],
        Edit::Reorder => &[DifferenceKind::Reordered],
        Edit::Retell => &[DifferenceKind::DirectToIndirect],
        Edit::Truncate => &[DifferenceKind::Truncated],
        Edit::Number => &[DifferenceKind::Number],
        Edit::Qualifier | Edit::Hedge => &[DifferenceKind::Qualifier],
        Edit::Negation => &[DifferenceKind::Negation],
        Edit::Speaker => &[DifferenceKind::Speaker],
    };
    let mut judged = [0, 1, 0, 0];
    for row in story.rows.iter().filter(|row| matches!(row.kind, RowKind::Statement | RowKind::Figure)) {
        let both = row.readings.iter().all(|reading| !reading.absent);
        let here = row.readings[0].spans.iter().any(|span| span.overlaps(witness.at));
        let has = |kinds: &[DifferenceKind]| row.differences.iter().any(|d| kinds.contains(&d.kind));
        if here && both && if wanted.is_empty() { row.differences.is_empty() } else { has(wanted) } {
            judged[0] = 1;
        }
        for difference in &row.differences {
            judged[3] += 1;
            // A name replaced everywhere changes the speaker of all that person's statements.
            let made = wanted.contains(&difference.kind) && (here || edit == Edit::Speaker);
            // A number in a quotation that is also a figure stands in two rows, and so does one told twice.
            judged[2] += usize::from(made || (wanted.contains(&difference.kind) && edit == Edit::Number));
        }
    }
    if std::env::var_os("VARIORUM_SHOW").is_some() && (judged[0] == 0 || judged[2] < judged[3]) {
        explain(&reports, &story, witness, edit);
    }
    judged
}

/// Prints the rows at the edited words: for reading by hand.
#[expect(clippy::print_stderr, reason = "asked for by VARIORUM_SHOW")]
fn explain(reports: &[AnnotatedReport], story: &variorum_record::Story, witness: &Witness, edit: Edit) {
    eprintln!("{edit:?} {}: {}", reports[0].report.id, witness.at.of(&reports[0].text));
    for row in &story.rows {
        let here = row.readings[0].spans.iter().any(|span| span.overlaps(witness.at));
        let wrong = matches!(row.kind, RowKind::Statement | RowKind::Figure) && !row.differences.is_empty();
        if here && matches!(row.kind, RowKind::Statement | RowKind::Figure) || wrong {
            let kinds: Vec<DifferenceKind> = row.differences.iter().map(|difference| difference.kind).collect();
            let words = row.readings.iter().zip(reports).map(|(reading, report)| {
                reading.spans.iter().map(|span| span.of(&report.text)).collect::<Vec<_>>().join(" | ")
            });
            eprintln!("   {:?} {:?} {kinds:?} {:?}", row.kind, row.verdict, words.collect::<Vec<_>>());
        }
    }
}
