//! The program on one page: a report becomes facts, many reports become stories.

use crate::analysis::Analysis;
use crate::gazetteer::Gazetteer;
use crate::{cast, collate, extract, group, parts, quotes, truecase};
use variorum_language::{Doc, Model};
use variorum_record::{AnnotatedReport, Part, Report, Story, Token};

/// What analysis needs beside the report: the language model and the gazetteer. Built once, shared by all threads.
pub struct Engine {
    model: Model,
    gazetteer: Gazetteer,
}

impl Engine {
    /// An engine with a model and a gazetteer.
    pub fn new(model: Model, gazetteer: Gazetteer) -> Self {
        Engine { model, gazetteer }
    }

    /// Parts, quotations, tree and cast of a report: what extraction rests on.
    pub fn analyse<'r>(&self, report: &'r Report) -> (Analysis<'r>, Vec<variorum_record::Problem>) {
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
        // Shouted text gets its case back for analysis: the same bytes but for case, so the same spans.
        let restored = truecase::restore(&report.text, &self.gazetteer).map(|text| Report { text, ..report.clone() });
        let (analysis, problems) = self.analyse(restored.as_ref().unwrap_or(report));
        let statements = extract::statements::find(&analysis);
        let times = extract::times::find(&analysis);
        let places = extract::places::find(&analysis, &self.gazetteer);
        let mut figures = extract::figures::find(&analysis, &statements, &times);
        let facts = extract::events::Facts { statements: &statements, times: &times, places: &places };
        let events = extract::events::find(&analysis, &facts, &mut figures);
        let positions = extract::positions::find(&analysis, &statements);
        let sentences = (0..analysis.doc.sentences.len()).map(|i| analysis.sentence_span(i)).collect();
        let Analysis { parts, cast, doc, .. } = analysis;
        let annotated = AnnotatedReport {
            report: parts::stated(report),
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
            positions,
            problems,
        };
        (annotated, doc)
    }

    /// Each content part is parsed on its own, so that no sentence crosses from one into another.
    fn parse(&self, text: &str, parts: &[Part]) -> Doc {
        let content: Vec<_> = parts.iter().filter(|part| part.kind.is_content()).map(|part| part.span.into()).collect();
        self.model.parse_ranges(text, &content)
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
