//! The program on one page: a report becomes facts, many reports become stories.

use crate::analysis::Analysis;
use crate::gazetteer::Gazetteer;
use crate::{cast, collate, extract, group, parts, quotes, shown, truecase};
use variorum_language::{Doc, Model, pieces};
use variorum_record::{AnnotatedReport, Part, Problem, Report, ReportMeta, Story, Token};

/// What analysis needs beside the report: the language model and the gazetteer. Built once, shared by all threads.
pub struct Engine {
    model: Model,
    gazetteer: Gazetteer,
}

/// ISO 639-1 code of the language for which all stages after the language model are written.
const RULES: &str = "en";

/// The most tokens of a sentence. What goes on longer is a list or hostile, and is read in pieces: rules look through a sentence
/// for its words, which must not take longer the longer it is.
const LONGEST_SENTENCE: usize = 600;

/// The most bytes of a report that is read for facts: more than a million words, so no report. What is found in a text takes up to
/// three hundred times its bytes while it is found, and memory has to be bounded.
pub const LONGEST_REPORT: usize = 8 << 20;

/// The most bytes that are parsed as one text. No paragraph of a report is nearly so long.
const LONGEST_PIECE: usize = 32_768;

impl Engine {
    /// An engine with a language model and a gazetteer. Reports known to be in another language than English are kept
    /// unread, and so is every report when the model is not English: no English rule ever meets another language's tree.
    pub fn new(model: Model, gazetteer: Gazetteer) -> Self {
        Engine { model, gazetteer }
    }

    /// Whether the model is of the language that the stages after it are written for.
    pub fn reads(&self) -> bool {
        self.model.language() == RULES
    }

    /// The code of the model's language.
    pub fn language(&self) -> &str {
        self.model.language()
    }

    /// The tree of a report, whatever its language; empty for one that is too long to be read.
    pub fn tree(&self, report: &Report) -> Doc {
        if too_long(report).is_some() { Doc::default() } else { self.parse(&report.text, &parts::find(report)) }
    }

    /// Parts, quotations, tree and cast of a report: what extraction rests on.
    pub fn analyse<'r>(&self, report: &'r Report) -> (Analysis<'r>, Vec<Problem>) {
        let parts = parts::find(report);
        let (quotations, found) = quotes::find(&report.text, &parts);
        let long = too_long(report).map(|what| Problem { what, span: None });
        let doc = if long.is_none() { self.parse(&report.text, &parts) } else { Doc::default() };
        let problems = report.problems.iter().cloned().chain(found).chain(long).collect();
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
        if let Some(what) = self.unread(report) {
            let parts = parts::find(report);
            let parsed = self.knows(report) && too_long(report).is_none();
            let doc = if parsed { self.parse(&report.text, &parts) } else { Doc::default() };
            return (unread(report, stated, what, parts, &doc), doc);
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
        let Analysis { parts, mut cast, doc, .. } = analysis;
        // What a teaser says counts, but its names are the body's told once more.
        let teasers: Vec<_> = parts.iter().filter(|part| parts::is_teaser(part)).map(|part| part.span).collect();
        let again = |span: variorum_record::Span| teasers.iter().any(|teaser| teaser.contains(span));
        cast.names.retain(|name| !again(name.span));
        cast.entities.iter_mut().for_each(|entity| entity.mentions.retain(|mention| !again(mention.span)));
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

    /// Why a report is not read, if it is not.
    fn unread(&self, report: &Report) -> Option<String> {
        if let Some(what) = too_long(report) {
            return Some(what);
        }
        let model = self.model.language();
        let stated = report.meta.language.as_deref();
        if !self.knows(report) {
            let language = stated.unwrap_or_default();
            return Some(format!("unread: the report is in a language (`{language}`) that the model does not read"));
        }
        (!self.reads()).then(|| {
            format!(
                "unread: the model reads `{model}`, but who said what, and all that happened, is found by rules for \
                 English; the report has its parts and sentences only"
            )
        })
    }

    /// Whether the model is for the language of a report; for any, if the report does not say which it is in.
    fn knows(&self, report: &Report) -> bool {
        report.meta.language.as_deref().is_none_or(|language| {
            let primary = language.split(['-', '_']).next().unwrap_or(language);
            primary.eq_ignore_ascii_case(self.model.language())
        })
    }

    /// Each content part is parsed on its own, so that no sentence crosses from one into another.
    fn parse(&self, text: &str, parts: &[Part]) -> Doc {
        let read = |part: &&Part| part.kind.is_content() || parts::is_teaser(part);
        let content = parts.iter().filter(read).flat_map(|part| pieces(text, part.span.into(), LONGEST_PIECE));
        let content: Vec<_> = content.collect();
        let cased = if self.reads() { truecase::lowered(text, &self.gazetteer, &self.model) } else { None };
        let text = cased.as_deref().unwrap_or(text);
        let shown = if self.reads() { shown::to_model(text) } else { text.into() };
        let mut doc = self.model.parse_ranges(&shown, &content);
        doc.cut_sentences(LONGEST_SENTENCE);
        doc
    }
}

/// Why a report is too long to be read, if it is.
fn too_long(report: &Report) -> Option<String> {
    let megabytes = |bytes: usize| bytes.div_ceil(1 << 20);
    (report.text.len() > LONGEST_REPORT).then(|| {
        format!(
            "unread: the report has {} MB of text, and facts are read from reports of up to {} MB; it is kept with its parts \
             only",
            megabytes(report.text.len()),
            megabytes(LONGEST_REPORT)
        )
    })
}

/// A report that is not read: kept, with its parts, what the model can tell of its sentences, and why.
fn unread(report: &Report, stated: ReportMeta, what: String, parts: Vec<Part>, doc: &Doc) -> AnnotatedReport {
    AnnotatedReport {
        report: stated,
        text: report.text.clone(),
        parts,
        sentences: doc.sentences.iter().map(|sentence| doc.span_of(sentence.clone()).into()).collect(),
        problems: report.problems.iter().cloned().chain([Problem { what, span: None }]).collect(),
        ..AnnotatedReport::default()
    }
}

/// What many reports say together.
pub fn stories(reports: &[AnnotatedReport]) -> Vec<Story> {
    let groups = group::stories(reports);
    let members = |group: &group::Group| group.reports.iter().map(|&i| reports[i].clone()).collect::<Vec<_>>();
    groups.iter().map(|group| collate::collate(&members(group), group)).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn a_text_of_no_reports_length_is_kept_unread() {
        let engine = Engine::new(Model::english().expect("the model loads"), Gazetteer::built_in());
        let line = "Two people died in Geneva on Monday, the mayor said.\n";
        let report = Report { text: line.repeat(LONGEST_REPORT / line.len() + 1), ..Report::default() };
        let annotated = engine.annotate(&report);
        assert!(annotated.problems.iter().any(|problem| problem.what.starts_with("unread: the report has 9 MB")));
        assert!(annotated.sentences.is_empty() && annotated.names.is_empty() && !annotated.parts.is_empty());
        let (analysis, problems) = engine.analyse(&report);
        assert!(analysis.doc.is_empty() && problems == annotated.problems);
    }

    /// The English model, said to be of another language: its trees must meet no English rule.
    #[test]
    fn another_language_is_kept_unread() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/models/en_core_web_md");
        let model = Model::from_files(&|name| {
            let bytes = std::fs::read(folder.join(name)).ok()?;
            let text = String::from_utf8(bytes.clone()).ok().filter(|_| name == "config.cfg");
            Some(text.map_or(bytes, |text| text.replace("lang = \"en\"", "lang = \"qq\"").into_bytes()).into())
        });
        let engine = Engine::new(model.expect("the model loads"), Gazetteer::built_in());
        let text = "Two people died in Geneva on Monday. \"We know no more,\" the mayor said.";
        for (language, sentences) in [(None, 2), (Some("qq-XX"), 2), (Some("en"), 0)] {
            let mut report = Report { text: text.to_owned(), ..Report::default() };
            report.meta.language = language.map(str::to_owned);
            let annotated = engine.annotate_with_tokens(&report);
            assert_eq!(annotated.sentences.len(), sentences, "{language:?}");
            assert_eq!(annotated.tokens.as_ref().is_some_and(|tokens| !tokens.is_empty()), sentences > 0);
            assert!(annotated.statements.is_empty() && annotated.figures.is_empty() && annotated.names.is_empty());
            assert!(annotated.problems.iter().any(|problem| problem.what.starts_with("unread")), "{language:?}");
        }
    }
}
