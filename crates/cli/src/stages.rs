//! A verb per stage: what one stage made of each report, for a person or as JSON Lines, so that the tool explains itself.

use crate::arguments::{EvalOptions, ParseOptions, StageOptions, TreeFormat};
use crate::{Outcome, console, inputs};
use anyhow::Context;
use serde_json::{Value, json};
use std::fmt::Write;
use variorum_engine::Engine;
use variorum_record::{AnnotatedReport, EntityId, Offsets, Participant, Report, Span, StatementKind, wire};

/// Which stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Parts,
    Quotes,
    Cast,
    Statements,
    Times,
    Places,
    Figures,
    Events,
    Positions,
}

impl Stage {
    /// The keys of a report's line that the stage makes.
    fn keys(self) -> &'static [&'static str] {
        match self {
            Stage::Parts => &["parts"],
            Stage::Quotes => &["statements", "problems"],
            Stage::Cast => &["entities", "names"],
            Stage::Statements => &["statements"],
            Stage::Times => &["times"],
            Stage::Places => &["places"],
            Stage::Figures => &["figures"],
            Stage::Events => &["events"],
            Stage::Positions => &["positions"],
        }
    }
}

/// Shows one stage of every report.
pub(crate) fn show(stage: Stage, options: &StageOptions) -> anyhow::Result<Outcome> {
    let bar = console::progress(true);
    let work = |engine: &Engine, report: &Report| {
        let mut annotated = engine.annotate(report);
        if stage == Stage::Quotes {
            annotated.statements.retain(|statement| statement.kind != StatementKind::Indirect);
        }
        if options.json { stage_line(stage, &annotated) } else { Ok(stage_text(stage, &annotated)) }
    };
    let tally = inputs::each_annotated(&options.input, &bar, work, |text| console::print(&text?))?;
    Ok(tally.outcome())
}

fn stage_line(stage: Stage, report: &AnnotatedReport) -> anyhow::Result<String> {
    let line: Value = serde_json::from_str(&wire::report_line(report, Offsets::Codepoints))?;
    let mut shown = json!({"format": line["format"], "offsets": line["offsets"], "version": line["version"], "report": line["report"]["id"]});
    for key in stage.keys() {
        shown[*key] = line[*key].clone();
    }
    Ok(format!("{shown}\n"))
}

fn stage_text(stage: Stage, report: &AnnotatedReport) -> String {
    let view = View { report };
    let mut out = format!("{}\n", report.report.id);
    match stage {
        Stage::Parts => view.parts(&mut out),
        Stage::Quotes | Stage::Statements => view.statements(&mut out),
        Stage::Cast => view.cast(&mut out),
        Stage::Times => view.times(&mut out),
        Stage::Places => view.places(&mut out),
        Stage::Figures => view.figures(&mut out),
        Stage::Events => view.events(&mut out),
        Stage::Positions => view.positions(&mut out),
    }
    if matches!(stage, Stage::Quotes | Stage::Parts) {
        for problem in &report.problems {
            let at =
                problem.span.map(|span| format!(" at byte {}: {}", span.start, view.words(span))).unwrap_or_default();
            let _ = writeln!(out, "  problem: {}{at}", problem.what);
        }
    }
    out.push('\n');
    out
}

/// A report's facts as text for a person.
struct View<'a> {
    report: &'a AnnotatedReport,
}

impl View<'_> {
    /// The words of a span on one line.
    fn words(&self, span: Span) -> String {
        span.of(&self.report.text).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn name(&self, id: EntityId) -> &str {
        self.report.entities.iter().find(|entity| entity.id == id).map_or("?", |entity| entity.name.as_str())
    }

    fn who(&self, who: Option<&Participant>) -> String {
        let Some(who) = who else { return "not identified".into() };
        if let Some(id) = who.entity {
            return self.name(id).into();
        }
        let words = who.name.as_ref().map_or_else(|| "not identified".into(), |name| format!("“{name}”"));
        if who.candidates.is_empty() {
            return words;
        }
        let names: Vec<_> = who.candidates.iter().map(|&id| self.name(id)).collect();
        format!("{words} (candidates: {})", names.join(", "))
    }

    fn parts(&self, out: &mut String) {
        for part in &self.report.parts {
            let kind = format!("{:?}", part.kind).to_lowercase();
            let why = part.why.as_deref().map(|why| format!(" ({why})")).unwrap_or_default();
            let _ = writeln!(out, "  {kind:12}{} {}", why, self.words(part.span));
        }
    }

    fn statements(&self, out: &mut String) {
        for statement in &self.report.statements {
            let content: Vec<_> = statement.content.iter().map(|&span| self.words(span)).collect();
            let kind = format!("{:?}", statement.kind).to_lowercase();
            let _ = writeln!(out, "  {:4} {kind:8} {}", statement.id.to_string(), self.who(statement.speaker.as_ref()));
            let _ = writeln!(out, "       “{}”", content.join(" … "));
            let mut notes = Vec::new();
            notes.extend(statement.cue.map(|cue| format!("cue “{}”", self.words(cue))));
            notes.extend(statement.addressee.as_ref().map(|who| format!("to {}", self.who(Some(who)))));
            notes.extend(
                statement.medium.as_ref().map(|medium| {
                    format!("through {}{}", medium.name, if medium.inferred { " (inferred)" } else { "" })
                }),
            );
            notes.extend(statement.negated.then(|| "negated".to_string()));
            notes.extend(statement.hypothetical.then(|| "hypothetical".to_string()));
            notes.extend(statement.within.map(|id| format!("within {id}")));
            let _ = writeln!(out, "       {} [{}, {:.2}]", notes.join(", "), statement.why, statement.confidence);
        }
    }

    fn cast(&self, out: &mut String) {
        for entity in &self.report.entities {
            let kind = format!("{:?}", entity.kind).to_lowercase();
            let roles = if entity.roles.is_empty() { String::new() } else { format!(": {}", entity.roles.join("; ")) };
            let _ = writeln!(out, "  {:4} {kind:12} {}{roles}", entity.id.to_string(), entity.name);
            let mut mentions: Vec<(String, usize)> = Vec::new();
            for mention in &entity.mentions {
                let words = self.words(mention.span);
                match mentions.iter_mut().find(|(known, _)| *known == words) {
                    Some((_, times)) => *times += 1,
                    None => mentions.push((words, 1)),
                }
            }
            let mentions: Vec<_> = mentions.iter().map(|(words, times)| format!("{words} ×{times}")).collect();
            let _ = writeln!(out, "       {}", mentions.join(", "));
        }
    }

    fn times(&self, out: &mut String) {
        for time in &self.report.times {
            let kind = format!("{:?}", time.kind).to_lowercase();
            let value = time.value.as_deref().or(time.offset.as_deref()).unwrap_or("?");
            let anchor = format!("{:?}", time.anchor).to_lowercase();
            let _ = writeln!(out, "  {kind:9} {value:18} {} [anchor: {anchor}]", self.words(time.span));
        }
    }

    fn places(&self, out: &mut String) {
        for place in &self.report.places {
            let position = match (place.lat, place.lon) {
                (Some(lat), Some(lon)) => format!("{lat:.3}, {lon:.3}"),
                _ => "unresolved".into(),
            };
            let inside: Vec<&str> = [place.admin1.as_deref(), place.country.as_deref()].into_iter().flatten().collect();
            let inside = if inside.is_empty() { String::new() } else { format!(" ({})", inside.join(", ")) };
            let precision = place.precision.map(|precision| format!("{precision:?}, ").to_lowercase());
            let metonym = if place.metonym { ", metonym" } else { "" };
            let _ = writeln!(
                out,
                "  {:24} {}{inside} {position} [{}{} candidate{}{metonym}]",
                self.words(place.span),
                place.name,
                precision.unwrap_or_default(),
                place.candidates,
                if place.candidates == 1 { "" } else { "s" }
            );
        }
    }

    fn figures(&self, out: &mut String) {
        for figure in &self.report.figures {
            let number = |value: Option<f64>| value.map_or("?".into(), |value| value.to_string());
            let measures = format!("{:?}", figure.measures).to_lowercase();
            let mut notes = Vec::new();
            notes.extend(figure.unit.clone());
            notes.extend(figure.of.map(|id| format!("of {id}")));
            notes.extend(figure.event.map(|id| format!("event {id}")));
            notes.extend(figure.source.map(|id| format!("according to {}", self.name(id))));
            let _ = writeln!(
                out,
                "  {:4} {measures:12} {:>10}–{:<10} {} [{}]",
                figure.id.to_string(),
                number(figure.low),
                number(figure.high),
                self.words(figure.span),
                notes.join(", ")
            );
        }
    }

    fn events(&self, out: &mut String) {
        for event in &self.report.events {
            let mode = event.mode.as_deref().map(|mode| format!("/{mode}")).unwrap_or_default();
            let status = format!("{:?}", event.status).to_lowercase();
            let negated = if event.negated { ", negated" } else { "" };
            let _ = writeln!(
                out,
                "  {:4} {}{mode} “{}” [{status}{negated}]",
                event.id.to_string(),
                event.kind,
                self.words(event.trigger)
            );
            let people =
                |people: &[Participant]| people.iter().map(|who| self.who(Some(who))).collect::<Vec<_>>().join(", ");
            let mut notes = Vec::new();
            notes.extend((!event.actors.is_empty()).then(|| format!("by {}", people(&event.actors))));
            notes.extend((!event.targets.is_empty()).then(|| format!("on {}", people(&event.targets))));
            notes.extend(event.instruments.iter().map(|instrument| format!("with {}", instrument.name)));
            notes.extend(event.place.and_then(|i| self.report.places.get(i)).map(|place| format!("at {}", place.name)));
            notes.extend(
                event
                    .time
                    .and_then(|i| self.report.times.get(i))
                    .map(|time| format!("when “{}”", self.words(time.span))),
            );
            notes.extend(event.figures.iter().map(|id| format!("figure {id}")));
            notes.extend(event.according_to.map(|id| format!("according to {}", self.name(id))));
            let _ = writeln!(out, "       {}", notes.join(", "));
        }
    }

    fn positions(&self, out: &mut String) {
        for position in &self.report.positions {
            let stance = format!("{:?}", position.stance).to_lowercase();
            let _ = writeln!(
                out,
                "  {:4} {} {stance} “{}”",
                position.id.to_string(),
                self.who(Some(&position.holder)),
                self.words(position.issue)
            );
        }
    }
}

/// `variorum parse`: tokens, tags and tree.
pub(crate) fn parse(options: &ParseOptions) -> anyhow::Result<Outcome> {
    let bar = console::progress(true);
    let work = |engine: &Engine, report: &Report| {
        let doc = engine.tree(report);
        match options.format {
            TreeFormat::Tree => variorum_language::tree(&doc, &report.text),
            TreeFormat::Conllu => variorum_language::conllu(&doc, &report.text),
            TreeFormat::Json => format!("{}\n", variorum_language::json(&doc, &report.text)),
        }
    };
    let engine = inputs::engine(&options.input)?;
    let tally = inputs::each_made(&engine, &options.input, &bar, work, |text| console::print(&text))?;
    Ok(tally.outcome())
}

/// `variorum stories`: which reports tell the same event.
pub(crate) fn stories(options: &StageOptions) -> anyhow::Result<Outcome> {
    let bar = console::progress(true);
    let mut index = variorum_engine::group::Index::default();
    let tally = inputs::each_annotated(&options.input, &bar, inputs::annotate, |report| {
        index.add(&report);
        Ok(())
    })?;
    let mut out = String::new();
    for group in &index.stories() {
        let ids: Vec<_> = group.reports.iter().filter_map(|&report| index.id(report)).collect();
        if options.json {
            let _ = writeln!(out, "{}", json!({"id": format!("story-{}", group.number), "reports": ids}));
            continue;
        }
        let _ = writeln!(out, "story-{}: {}", group.number, ids.join(", "));
        for (links, mark) in [(&group.why, "+"), (&group.why_not, "-")] {
            for link in links {
                let kinds: Vec<_> =
                    link.evidence.iter().map(|evidence| format!("{} {:+.2}", evidence.kind, evidence.weight)).collect();
                let _ = writeln!(out, "  {mark} {} – {}: {:.2} ({})", link.a, link.b, link.score, kinds.join(", "));
            }
        }
    }
    console::print(&out)?;
    Ok(tally.outcome())
}

/// `variorum eval`: scores on a public set.
pub(crate) fn eval(options: &EvalOptions) -> anyhow::Result<Outcome> {
    let known = variorum_eval::sets().collect::<Vec<_>>().join("\n");
    let Some(set) = &options.set else {
        console::print(&format!("{known}\n"))?;
        return Ok(Outcome::Complete);
    };
    let dir = options.dir.as_deref().context("give the folder of the set after its name")?;
    let scores = variorum_eval::run(set, dir)?;
    let mut out = String::new();
    for score in scores {
        if options.json {
            let _ =
                writeln!(out, "{}", json!({"set": set, "name": score.name, "value": score.value, "note": score.note}));
        } else {
            let _ = writeln!(out, "{:48} {:8.4}  {}", score.name, score.value, score.note);
        }
    }
    console::print(&out)?;
    Ok(Outcome::Complete)
}
