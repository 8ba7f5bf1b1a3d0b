//! The program on one page: a report becomes facts, many reports become stories.

use crate::analysis::Analysis;
use crate::gazetteer::Gazetteer;
use crate::{cast, collate, extract, group, parts, quotes, truecase};
use variorum_language::{Doc, Model};
use variorum_record::{AnnotatedReport, Part, Problem, Report, ReportMeta, Story, Token};

/// What analysis needs beside the report: the language model and the gazetteer. Built once, shared by all threads.
pub struct Engine {
    model: Model,
    gazetteer: Gazetteer,
    /// ISO 639-1 code of the one language that is read; every language when none.
    reads: Option<&'static str>,
}

impl Engine {
    /// An engine with an English model and a gazetteer. Reports known to be in another language are kept unread.
    pub fn new(model: Model, gazetteer: Gazetteer) -> Self {
        Engine { model, gazetteer, reads: Some("en") }
    }

    /// The same engine, reading every report whatever its language: for a model that the user chose.
    pub fn reading_everything(self) -> Self {
        Engine { reads: None, ..self }
    }

    /// Parts, quotations, tree and cast of a report: what extraction rests on.
    pub fn analyse<'r>(&self, report: &'r Report) -> (Analysis<'r>, Vec<Problem>) {
        let parts = parts::find(report);
        let (quotations, found) = quotes::find(&report.text, &parts);
        let problems = report.problems.iter().cloned().chain(found).collect();
        let doc = self.parse(&report.text, &parts);
        let cast = cast::assemble(&report.text, &parts, &quotations, &doc, &self.gazetteer);
        (Analysis { report, parts, quotations, doc, cast }, problems)
    }

    /// Everything one report says.
    pub fn annotate(&self, report: &Report) -> AnnotatedReport {
        self.facts(report).0
    }

    /// Everything one report says, with the tokens and the tree it was read from.
    pub fn annotate_with_tokens(&self, report: &Report) -> AnnotatedReport {
        let (mut annotated, doc) = self.facts(report);
        annotated.tokens = Some((0..doc.len()).map(|i| token(&doc, i)).collect());
        annotated
    }

    fn facts(&self, report: &Report) -> (AnnotatedReport, Doc) {
        let stated = parts::stated(report);
        // A date that the text states anchors its times; its title is left to the parts to find.
        let mut report = report.clone();
        report.meta.published = stated.published.clone();
        let report = &report;
        if let Some(language) = self.unread(report) {
            return (unread(report, stated, language), Doc::default());
        }
        // Shouted text gets its case back for analysis: the same bytes but for case, so the same spans.
        let restored =
            truecase::restore(&report.text, &self.gazetteer, &self.model).map(|text| Report { text, ..report.clone() });
        let (analysis, problems) = self.analyse(restored.as_ref().unwrap_or(report));
        let statements = extract::statements::find(&analysis);
        let times = extract::times::find(&analysis);
        let places = extract::places::find(&analysis, &self.gazetteer);
        let mut figures = extract::figures::find(&analysis, &statements, &times);
        let facts = extract::events::Facts { statements: &statements, times: &times, places: &places };
        let events = extract::events::find(&analysis, &facts, &mut figures);
        let occurrences = extract::events::occurrences::find(&analysis, &facts, &events);
        let positions = extract::positions::find(&analysis, &statements);
        let sentences = (0..analysis.doc.sentences.len()).map(|i| analysis.sentence_span(i)).collect();
        let Analysis { parts, cast, doc, .. } = analysis;
        let annotated = AnnotatedReport {
            report: stated,
            text: report.text.clone(),
            parts,
            sentences,
            tokens: None,
            entities: cast.entities,
            names: cast.names,
            statements,
            times,
            places,
            figures,
            events,
            occurrences,
            positions,
            problems,
        };
        (annotated, doc)
    }

    /// The language of a report that the engine does not read.
    fn unread<'r>(&self, report: &'r Report) -> Option<&'r str> {
        let language = report.meta.language.as_deref()?;
        let primary = language.split(['-', '_']).next().unwrap_or(language);
        self.reads.is_some_and(|reads| !primary.eq_ignore_ascii_case(reads)).then_some(language)
    }

    /// Each content part is parsed on its own, so that no sentence crosses from one into another.
    fn parse(&self, text: &str, parts: &[Part]) -> Doc {
        let content: Vec<_> = parts.iter().filter(|part| part.kind.is_content()).map(|part| part.span.into()).collect();
        self.model.parse_ranges(text, &content)
    }
}

/// A report in a language that is not read: kept, with its parts, and said to be unread.
fn unread(report: &Report, stated: ReportMeta, language: &str) -> AnnotatedReport {
    let what = format!("unread: the report is in a language (`{language}`) that the model does not read");
    AnnotatedReport {
        report: stated,
        text: report.text.clone(),
        parts: parts::find(report),
        problems: report.problems.iter().cloned().chain([Problem { what, span: None }]).collect(),
        ..AnnotatedReport::default()
    }
}

/// What many reports say together.
pub fn stories(reports: &[AnnotatedReport]) -> Vec<Story> {
    let groups = group::stories(reports);
    let members = |group: &group::Group| group.reports.iter().map(|&i| reports[i].clone()).collect::<Vec<_>>();
    groups.iter().enumerate().map(|(i, group)| collate::collate(&members(group), group, i + 1)).collect()
}

fn token(doc: &Doc, i: usize) -> Token {
    Token {
        span: doc.span(i).into(),
        lemma: doc.lemma(i).to_string(),
        upos: doc.pos(i).to_string(),
        xpos: doc.tag(i).to_string(),
        head: doc.head(i),
        deprel: doc.dep(i).to_string(),
        sentence: doc.tokens[i].sentence as usize,
    }
}
