//! LGL (local news of the United States and beyond) and GeoVirus (reports on outbreaks): place names with coordinates.
//!
//! Recognition: a place found overlaps a gold place, one to one. Resolution: of the gold places that have coordinates,
//! the share that is found *and* put within 161 km (100 miles) of gold: end to end, so that a place missed counts
//! as a place wrong. Places inside names of organisations and metonyms count as found, as the corpora annotate them.
//!
//! LGL also annotates demonyms ("Russian" as Russia), which are no places to Variorum: for LGL the scorer adds every
//! capitalised demonym of the gazetteer that lies outside a place found, resolved to its country or region.
//! GeoVirus leaves them out.

use crate::{EvalError, Score, annotate_all, engine, precision_recall_f1};
use std::path::Path;
use variorum_engine::gazetteer::{Gazetteer, kilometres};
use variorum_record::{AnnotatedReport, Report, ReportMeta, Span};

/// A place of the gold annotation: where, and its point where it has one.
type GoldPlace = (Span, Option<(f64, f64)>);

/// A place found: where, its point, and how many rows bear the name.
type FoundPlace = (Span, Option<(f64, f64)>);

pub(crate) fn score_lgl(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let xml = read(&dir.join("lgl.xml"))?;
    let articles: Vec<_> =
        blocks(&xml, "<article ", "</article>").enumerate().filter_map(|(i, article)| lgl(article, i)).collect();
    let gazetteer = Gazetteer::built_in();
    score(&articles, |annotated| {
        let mut found = places(annotated);
        found.extend(demonyms(annotated, &found, &gazetteer));
        found.sort_by_key(|place| place.0);
        found
    })
}

pub(crate) fn score_geovirus(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let xml = read(&dir.join("GeoVirus.xml"))?;
    let articles: Vec<_> =
        blocks(&xml, "<article>", "</article>").enumerate().filter_map(|(i, article)| geovirus(article, i)).collect();
    score(&articles, places)
}

fn score(
    articles: &[(Report, Vec<GoldPlace>)],
    found: impl Fn(&AnnotatedReport) -> Vec<FoundPlace>,
) -> Result<Vec<Score>, EvalError> {
    let engine = engine()?;
    let annotated = annotate_all(&engine, articles.iter().map(|(report, _)| report));
    let (mut gold_count, mut found_count, mut hits, mut exact) = (0, 0, 0, 0);
    let (mut located, mut right, mut found_located, mut no_row) = (0, 0, 0, 0);
    for ((report, gold), annotated) in articles.iter().zip(&annotated) {
        let found = found(annotated);
        gold_count += gold.len();
        found_count += found.len();
        let mut free = vec![true; found.len()];
        for (span, point) in gold {
            located += usize::from(point.is_some());
            let i = (0..found.len())
                .find(|i| free[*i] && found[*i].0 == *span)
                .or_else(|| (0..found.len()).find(|i| free[*i] && found[*i].0.overlaps(*span)));
            let Some(i) = i else {
                list("missed", report, *span, "");
                continue;
            };
            free[i] = false;
            hits += 1;
            exact += usize::from(found[i].0 == *span);
            let (Some(gold), at) = (point, found[i].1) else { continue };
            found_located += 1;
            match at.map(|at| kilometres(*gold, at)) {
                Some(distance) if distance <= 161.0 => right += 1,
                Some(distance) => list("far", report, *span, &format!("{distance:.0} km gold {gold:?} found {at:?}")),
                None => {
                    no_row += 1;
                    list("no row", report, *span, "");
                }
            }
        }
        for (place, _) in found.iter().zip(&free).filter(|(_, free)| **free) {
            list("extra", report, place.0, "");
        }
    }
    let (precision, recall, f1) = precision_recall_f1(hits, found_count, gold_count);
    let share = |hits: usize, of: usize| if of == 0 { 0.0 } else { hits as f64 / of as f64 };
    let score = |name: &str, value: f64, note: String| Score { name: name.to_owned(), value, note };
    Ok(vec![
        score(
            "recognition F1",
            f1,
            format!("{hits} of {gold_count} gold, {found_count} found; P {precision:.3} R {recall:.3}; exact {exact}"),
        ),
        score("within 161 km, of all gold with coordinates", share(right, located), format!("{right} of {located}")),
        score("within 161 km, of all gold", share(right, gold_count), format!("{right} of {gold_count}")),
        score(
            "within 161 km, of those found",
            share(right, found_located),
            format!("{right} of {found_located}; {no_row} found without a row"),
        ),
    ])
}

fn places(annotated: &AnnotatedReport) -> Vec<FoundPlace> {
    annotated.places.iter().map(|place| (place.span, place.lat.zip(place.lon))).collect()
}

/// The capitalised demonyms outside the places found, at the point of their country or region.
fn demonyms(annotated: &AnnotatedReport, found: &[FoundPlace], gazetteer: &Gazetteer) -> Vec<FoundPlace> {
    let mut demonyms = Vec::new();
    let bounds = |c: char| !(c.is_alphabetic() || c == '-');
    for word in annotated.text.split(bounds).filter(|word| word.starts_with(char::is_uppercase)) {
        let start = word.as_ptr() as usize - annotated.text.as_ptr() as usize;
        let span = Span::new(start, start + word.len());
        // Of two-word demonyms ("South Korean") the longer wins.
        let before = annotated.text[..start].trim_end().rsplit(bounds).next().unwrap_or("");
        let two = format!("{before} {word}");
        let row = gazetteer.demonym(&two).or_else(|| gazetteer.demonym(word));
        if let Some(row) = row.filter(|_| !found.iter().any(|place| place.0.overlaps(span))) {
            demonyms.push((span, Some((row.lat, row.lon))));
        }
    }
    demonyms
}

/// With `VARIORUM_EVAL_LIST` set, every difference goes to standard error, for a person who looks for its cause.
fn list(what: &str, report: &Report, span: Span, note: &str) {
    if std::env::var_os("VARIORUM_EVAL_LIST").is_some() {
        let start = (0..=span.start.saturating_sub(40)).rev().find(|i| report.text.is_char_boundary(*i)).unwrap_or(0);
        let end =
            (span.end + 40..report.text.len()).find(|i| report.text.is_char_boundary(*i)).unwrap_or(report.text.len());
        let (before, after) = (&report.text[start..span.start], &report.text[span.end..end.max(span.end)]);
        #[expect(clippy::print_stderr, reason = "asked for by the environment")]
        {
            eprintln!(
                "{what}\t{}\t{}[{}]{}\t{note}",
                report.meta.id,
                before.replace('\n', " "),
                span.of(&report.text),
                after.replace('\n', " ")
            );
        }
    }
}

fn read(path: &Path) -> Result<String, EvalError> {
    std::fs::read_to_string(path).map_err(|error| EvalError(format!("{}: {error}", path.display())))
}

fn lgl(article: &str, i: usize) -> Option<(Report, Vec<GoldPlace>)> {
    let field = |name: &str| blocks(article, &format!("<{name}>"), &format!("</{name}>")).next();
    let text = field("text")?;
    let text = text
        .strip_prefix("<![CDATA[")
        .and_then(|text| text.strip_suffix("]]>"))
        .map_or_else(|| unescape(text), str::to_owned);
    let toponym = |block: &str| {
        let field = |name: &str| blocks(block, &format!("<{name}>"), &format!("</{name}>")).next();
        let point = field("lat").and_then(|lat| lat.parse().ok()).zip(field("lon").and_then(|lon| lon.parse().ok()));
        Some((bytes(&text, field("start")?.parse().ok()?, field("end")?.parse().ok()?)?, point))
    };
    let mut gold: Vec<GoldPlace> = blocks(article, "<toponym>", "</toponym>").filter_map(toponym).collect();
    gold.sort_by_key(|place| place.0);
    let meta = ReportMeta {
        id: format!("lgl-{i}"),
        url: field("url").map(unescape),
        outlet: field("domain").map(unescape),
        ..ReportMeta::default()
    };
    Some((Report { meta, text, ..Report::default() }, gold))
}

fn geovirus(article: &str, i: usize) -> Option<(Report, Vec<GoldPlace>)> {
    let text = unescape(blocks(article, "<text>", "</text>").next()?);
    let location = |block: &str| {
        let field = |name: &str| blocks(block, &format!("<{name}>"), &format!("</{name}>")).next();
        let point = field("lat").and_then(|lat| lat.parse().ok()).zip(field("lon").and_then(|lon| lon.parse().ok()));
        // Offsets count from 1.
        let (start, end): (usize, usize) = (field("start")?.parse().ok()?, field("end")?.parse().ok()?);
        Some((bytes(&text, start.checked_sub(1)?, end.checked_sub(1)?)?, point))
    };
    let mut gold: Vec<GoldPlace> = blocks(article, "<location>", "</location>").filter_map(location).collect();
    gold.sort_by_key(|place| place.0);
    let meta = ReportMeta { id: format!("geovirus-{i}"), ..ReportMeta::default() };
    Some((Report { meta, text, ..Report::default() }, gold))
}

/// What stands between an opening and a closing tag, again and again.
fn blocks<'x>(xml: &'x str, open: &str, close: &str) -> impl Iterator<Item = &'x str> {
    let mut rest = xml;
    let (open, close) = (open.to_owned(), close.to_owned());
    std::iter::from_fn(move || {
        let start = rest.find(&open)? + open.len();
        let end = start + rest[start..].find(&close)?;
        let block = &rest[start..end];
        rest = &rest[end + close.len()..];
        Some(block)
    })
}

/// Code point offsets to bytes.
fn bytes(text: &str, start: usize, end: usize) -> Option<Span> {
    let at = |n: usize| text.char_indices().map(|(i, _)| i).chain(std::iter::once(text.len())).nth(n);
    Some(Span::new(at(start)?, at(end)?)).filter(|span| span.start < span.end)
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_formats() {
        let article = "docid=\"1\"><domain>x.example</domain><text><![CDATA[Né in Orrin & Co.]]></text><toponym><start>6</start><end>11</end>\
                       <lat>1.5</lat><lon>-2</lon></toponym><toponym><start>0</start><end>2</end></toponym>";
        let (report, gold) = lgl(article, 0).unwrap();
        assert_eq!(gold, [(Span::new(0, 3), None), (Span::new(7, 12), Some((1.5, -2.0)))]);
        assert_eq!(gold[1].0.of(&report.text), "Orrin");
        let article =
            "<text>A &amp; Orrin</text><location><start>5</start><end>10</end><lat>3</lat><lon>4</lon></location>";
        let (report, gold) = geovirus(article, 0).unwrap();
        assert_eq!(gold[0].0.of(&report.text), "Orrin");
    }
}
