//! The suite: behaviour in readable files, one phenomenon each. `suite/README.md` describes the format.
//!
//! An expectation that the program does not meet yet is marked with a leading `? `: a known gap. It must
//! fail; once it holds, the run says so, and the mark has to go.

use crate::{EvalError, Score};
use std::fmt::Write as _;
use std::path::Path;
use variorum_engine::Engine;
use variorum_record::{AnnotatedReport, Effect, EntityId, Event, Participant, Report, Span};

/// Scores a folder of suite files: the share of expectations met, per file, known gaps counted as not met.
pub fn score(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let engine = crate::engine()?;
    let mut scores = Vec::new();
    let (mut all_met, mut all) = (0, 0);
    for (name, cases) in read(dir)? {
        let verdicts: Vec<Verdict> = cases.iter().flat_map(|case| check(&engine, case)).collect();
        let met = verdicts.iter().filter(|verdict| verdict.met).count();
        (all_met, all) = (all_met + met, all + verdicts.len());
        let wrong: Vec<_> =
            verdicts.iter().filter(|verdict| verdict.surprise()).map(|verdict| verdict.describe()).collect();
        scores.push(Score {
            name,
            value: met as f64 / verdicts.len().max(1) as f64,
            note: format!(
                "{met} of {} expectations{}",
                verdicts.len(),
                wrong.iter().fold(String::new(), |all, one| all + "\n      " + one)
            ),
        });
    }
    scores.push(Score {
        name: "all".into(),
        value: all_met as f64 / all.max(1) as f64,
        note: format!("{all_met} of {all} expectations"),
    });
    Ok(scores)
}

/// Every expectation that came out otherwise than the files say, one sentence each. Empty when all is well.
pub fn surprises(dir: &Path) -> Result<Vec<String>, EvalError> {
    let engine = crate::engine()?;
    let mut found = Vec::new();
    for (name, cases) in read(dir)? {
        for verdict in cases.iter().flat_map(|case| check(&engine, case)).filter(Verdict::surprise) {
            found.push(format!("{name}: {}", verdict.describe()));
        }
    }
    Ok(found)
}

/// One case of a file.
struct Case {
    heading: String,
    report: Report,
    expectations: Vec<String>,
}

/// How one expectation came out.
struct Verdict {
    case: String,
    expectation: String,
    known_gap: bool,
    met: bool,
    saw: String,
}

impl Verdict {
    fn surprise(&self) -> bool {
        self.met == self.known_gap
    }

    fn describe(&self) -> String {
        let what =
            if self.met { "holds now (take the `? ` away)".to_string() } else { format!("not met; saw {}", self.saw) };
        format!("{}: `{}`: {what}", self.case, self.expectation)
    }
}

fn read(dir: &Path) -> Result<Vec<(String, Vec<Case>)>, EvalError> {
    let error = |path: &Path, what: &dyn std::fmt::Display| EvalError(format!("{}: {what}", path.display()));
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(|e| error(dir, &e))? {
        let path = entry.map_err(|e| error(dir, &e))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.ends_with(".md") && name != "README.md" {
            paths.push((name, path));
        }
    }
    paths.sort();
    let mut files = Vec::new();
    for (name, path) in paths {
        let text = std::fs::read_to_string(&path).map_err(|e| error(&path, &e))?;
        files.push((name, parse(&text).map_err(|what| error(&path, &what))?));
    }
    Ok(files)
}

/// Reads the cases of a file.
fn parse(text: &str) -> Result<Vec<Case>, String> {
    let mut cases: Vec<Case> = Vec::new();
    let mut heading = String::new();
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        if let Some(title) = line.strip_prefix("## ") {
            heading = title.trim().to_string();
        } else if let Some(info) = line.strip_prefix("```") {
            let mut block = Vec::new();
            loop {
                match lines.next() {
                    Some((_, "```")) => break,
                    Some((_, line)) => block.push(line),
                    None => return Err(format!("line {}: a block without an end", number + 1)),
                }
            }
            if let Some(metadata) = info.strip_prefix("report") {
                let mut report = Report { text: block.join("\n"), ..Report::default() };
                report.meta.id = heading.clone();
                for (key, value) in metadata.split(" | ").filter_map(|field| field.split_once(": ")) {
                    let value = Some(value.trim().to_string());
                    match key.trim() {
                        "published" => report.meta.published = value,
                        "outlet" => report.meta.outlet = value,
                        "title" => report.meta.title = value,
                        key => return Err(format!("line {}: `{key}` is no metadata", number + 1)),
                    }
                }
                cases.push(Case { heading: heading.clone(), report, expectations: Vec::new() });
            } else if info == "expect" {
                let case =
                    cases.last_mut().ok_or_else(|| format!("line {}: expectations without a report", number + 1))?;
                case.expectations.extend(block.into_iter().filter(|line| !line.trim().is_empty()).map(str::to_string));
            }
        }
    }
    Ok(cases)
}

fn check(engine: &Engine, case: &Case) -> Vec<Verdict> {
    let (analysis, _) = engine.analyse(&case.report);
    let quotations: Vec<Span> = analysis.quotations.iter().map(|quotation| quotation.inner).collect();
    let seen = Seen { report: engine.annotate(&case.report), quotations };
    let judge = |line: &String| {
        let (known_gap, expectation) = match line.strip_prefix("? ") {
            Some(rest) => (true, rest),
            None => (false, line.as_str()),
        };
        let (met, saw) = match Expectation::parse(expectation) {
            Some(expectation) => seen.meets(&expectation),
            None => (false, "a line that is no expectation".into()),
        };
        Verdict { case: case.heading.clone(), expectation: expectation.to_string(), known_gap, met, saw }
    };
    case.expectations.iter().map(judge).collect()
}

/// A line of an `expect` block, taken apart.
struct Expectation<'a> {
    negative: bool,
    noun: &'a str,
    /// The stretches with the number of their occurrence.
    texts: Vec<(&'a str, usize)>,
    fields: Vec<(&'a str, &'a str)>,
}

impl<'a> Expectation<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        // The quoted field may itself hold ` | `, so it is cut out first.
        let open = line.find('"')?;
        let head = line[..open].trim().trim_end_matches('|').trim();
        let (quoted, rest) = match line[open..].find("\" | ") {
            Some(end) => (&line[open..open + end + 1], &line[open + end + 4..]),
            None => match line[open..].rfind('"').map(|end| open + end + 1) {
                Some(end) if line[end..].contains(" | ") => {
                    let bar = end + line[end..].find(" | ")?;
                    (&line[open..bar], &line[bar + 3..])
                }
                _ => (&line[open..], ""),
            },
        };
        // `"text" #2 | key: value`: the mark of the occurrence belongs to the quoted field.
        let (quoted, rest) = match line[open + quoted.len()..].strip_prefix(" #") {
            Some(after) => {
                let bar = after.find(" | ").unwrap_or(after.len());
                let end = open + quoted.len() + 2 + bar;
                (&line[open..end], line[end..].strip_prefix(" | ").unwrap_or(""))
            }
            None => (quoted, rest),
        };
        let (quoted, occurrence) = match quoted.rsplit_once("\" #") {
            Some((text, number)) => (text, number.trim().parse().ok()?),
            None => (quoted.trim().strip_suffix('"')?, 1),
        };
        let quoted = quoted.strip_prefix('"')?;
        let (negative, noun) = match head.strip_prefix("no ") {
            Some(noun) => (true, noun),
            None => (false, head),
        };
        let texts = quoted.split("\" + \"").map(|text| (text, occurrence)).collect();
        let fields = rest.split(" | ").filter_map(|field| field.split_once(':'));
        Some(Expectation {
            negative,
            noun,
            texts,
            fields: fields.map(|(key, value)| (key.trim(), value.trim())).collect(),
        })
    }

    fn get(&self, key: &str) -> Option<&'a str> {
        self.fields.iter().find(|(known, _)| *known == key).map(|(_, value)| *value)
    }
}

/// What the program made of a case.
struct Seen {
    report: AnnotatedReport,
    quotations: Vec<Span>,
}

/// One fact as the checks see it: where it is, what its keys are, how it reads.
struct Fact {
    spans: Vec<Span>,
    /// Whether `spans` must equal the expected text (else they must overlap it).
    keys: Vec<(&'static str, Vec<String>)>,
}

impl Seen {
    fn text(&self) -> &str {
        &self.report.text
    }

    fn meets(&self, expectation: &Expectation) -> (bool, String) {
        let mut wanted = Vec::new();
        for (text, occurrence) in &expectation.texts {
            match self.text().match_indices(text).nth(occurrence - 1) {
                Some((start, text)) => wanted.push(Span::new(start, start + text.len())),
                None => return (false, format!("no “{text}” in the report")),
            }
        }
        let facts = self.facts(expectation.noun);
        let fits = |fact: &Fact| match expectation.noun {
            "statement" if !expectation.negative => self.same_content(&fact.spans, &wanted, expectation.get("kind")),
            "quotation" if !expectation.negative => fact.spans == wanted,
            "entity" if !expectation.negative => fact.spans.iter().any(|span| self.bare(*span) == self.bare(wanted[0])),
            _ => fact.spans.iter().any(|span| wanted.iter().any(|wanted| wanted.overlaps(*span))),
        };
        let there: Vec<&Fact> = facts.iter().filter(|fact| fits(fact)).collect();
        let full =
            there.iter().any(|fact| expectation.fields.iter().all(|(key, value)| self.key_fits(fact, key, value)));
        let mut saw = String::new();
        for fact in &there {
            let spans: Vec<_> = fact.spans.iter().map(|span| span.of(self.text())).collect();
            let keys: Vec<_> = fact
                .keys
                .iter()
                .filter(|(_, values)| !values.is_empty())
                .map(|(key, values)| format!("{key}={}", values.join("/")))
                .collect();
            let _ = write!(saw, "[{}: {}] ", spans.join(" + "), keys.join(", "));
        }
        if there.is_empty() {
            saw = "nothing there".into();
        }
        (full != expectation.negative, saw)
    }

    /// The span without punctuation, blanks and an article at its ends.
    fn bare(&self, span: Span) -> Span {
        let words = span.of(self.text());
        let inner = words.trim_matches(|c: char| !c.is_alphanumeric());
        let start = span.start + words.find(inner).unwrap_or_default();
        let lower = inner.to_lowercase();
        let article = ["the ", "a ", "an "].into_iter().find(|article| lower.starts_with(article)).map_or(0, str::len);
        let possessive = ["’s", "'s"].into_iter().find(|ending| inner.ends_with(ending)).map_or(0, str::len);
        Span::new(start + article, start + inner.len() - possessive)
    }

    fn same_content(&self, found: &[Span], wanted: &[Span], kind: Option<&str>) -> bool {
        if kind == Some("direct") {
            let bare = |spans: &[Span]| spans.iter().map(|span| self.bare(*span)).collect::<Vec<_>>();
            return bare(found) == bare(wanted);
        }
        let words = |spans: &[Span]| -> std::collections::BTreeSet<usize> {
            let mut starts = std::collections::BTreeSet::new();
            for span in spans {
                let inside = span.of(self.text());
                starts.extend(
                    inside
                        .split_whitespace()
                        .map(|word| span.start + (word.as_ptr() as usize - inside.as_ptr() as usize)),
                );
            }
            starts
        };
        let (found, wanted) = (words(found), words(wanted));
        let shared = found.intersection(&wanted).count();
        shared * 2 >= found.union(&wanted).count().max(1)
    }

    fn key_fits(&self, fact: &Fact, key: &str, value: &str) -> bool {
        let values = fact.keys.iter().filter(|(known, _)| *known == key).flat_map(|(_, values)| values);
        let values: Vec<&String> = values.collect();
        let article = |text: &str| {
            let lower = text.to_lowercase();
            let bare =
                ["the ", "a ", "an "].into_iter().find_map(|article| lower.strip_prefix(article)).unwrap_or(&lower);
            bare.to_string()
        };
        match value {
            "-" => values.is_empty(),
            "yes" => values.iter().any(|value| *value == "yes"),
            _ => {
                let wanted = article(value.trim_matches('"'));
                // Numbers and codes must be equal; words may be part of the other side's words.
                let loose = !matches!(
                    key,
                    "kind"
                        | "low"
                        | "high"
                        | "value"
                        | "type"
                        | "country"
                        | "precision"
                        | "measures"
                        | "status"
                        | "mode"
                        | "speaker"
                        | "name"
                        | "cue_kind"
                        | "stance"
                );
                values.iter().any(|found| {
                    let found = article(found);
                    found == wanted || loose && (found.contains(&wanted) || wanted.contains(&found))
                })
            }
        }
    }

    fn name(&self, id: EntityId) -> Option<String> {
        self.report.entities.iter().find(|entity| entity.id == id).map(|entity| entity.name.clone())
    }

    /// How a participant may be called: by the entity's name, and by the words.
    fn who(&self, who: &Participant) -> Vec<String> {
        let named = who.entity.and_then(|id| self.name(id));
        let words = who.span.map(|span| span.of(self.text()).to_string());
        named.into_iter().chain(who.name.clone()).chain(words).collect()
    }

    fn people(&self, people: &[Participant]) -> Vec<String> {
        people.iter().flat_map(|who| self.who(who)).collect()
    }

    fn facts(&self, noun: &str) -> Vec<Fact> {
        let report = &self.report;
        let words = |span: Span| span.of(&report.text).to_string();
        let flag = |set: bool| if set { vec!["yes".to_string()] } else { vec![] };
        let lower = |value: &dyn std::fmt::Debug| vec![format!("{value:?}").to_lowercase()];
        match noun {
            "statement" => report
                .statements
                .iter()
                .map(|statement| Fact {
                    spans: statement.content.clone(),
                    keys: vec![
                        ("kind", lower(&statement.kind)),
                        ("speaker", statement.speaker.as_ref().map(|who| self.who(who)).unwrap_or_default()),
                        (
                            "candidates",
                            statement
                                .speaker
                                .iter()
                                .flat_map(|who| &who.candidates)
                                .filter_map(|&id| self.name(id))
                                .collect(),
                        ),
                        ("addressee", statement.addressee.as_ref().map(|who| self.who(who)).unwrap_or_default()),
                        ("cue", statement.cue.map(words).into_iter().collect()),
                        (
                            "cue_kind",
                            statement.cue_kind.map(|kind| format!("{kind:?}").to_lowercase()).into_iter().collect(),
                        ),
                        ("medium", statement.medium.iter().map(|medium| medium.name.clone()).collect()),
                        ("negated", flag(statement.negated)),
                        ("hypothetical", flag(statement.hypothetical)),
                        ("within", self.content_of(statement.within)),
                    ],
                })
                .collect(),
            "quotation" => {
                let spoken = |span: &&Span| {
                    let contents = report.statements.iter().flat_map(|statement| &statement.content);
                    contents.into_iter().any(|content| content.overlaps(**span))
                };
                self.quotations.iter().filter(spoken).map(|&span| Fact { spans: vec![span], keys: vec![] }).collect()
            }
            "entity" => report
                .entities
                .iter()
                .map(|entity| Fact {
                    spans: entity.mentions.iter().map(|mention| mention.span).collect(),
                    keys: vec![
                        ("name", vec![entity.name.clone()]),
                        ("kind", lower(&entity.kind)),
                        ("role", entity.roles.clone()),
                    ],
                })
                .collect(),
            "figure" => report
                .figures
                .iter()
                .map(|figure| {
                    let number = |value: Option<f64>| value.map(|value| value.to_string()).into_iter().collect();
                    let whole = figure.of.and_then(|id| report.figures.iter().find(|figure| figure.id == id));
                    let event = figure.event.and_then(|id| report.events.iter().find(|event| event.id == id));
                    Fact {
                        spans: vec![figure.span],
                        keys: vec![
                            ("measures", lower(&figure.measures)),
                            ("low", number(figure.low)),
                            ("high", number(figure.high)),
                            ("qualifier", figure.qualifier.clone().into_iter().collect()),
                            ("unit", figure.unit.clone().into_iter().collect()),
                            (
                                "standing",
                                figure.standing.map(|standing| lower(&standing)).into_iter().flatten().collect(),
                            ),
                            ("of", whole.map(|figure| words(figure.span)).into_iter().collect()),
                            ("source", figure.source.and_then(|id| self.name(id)).into_iter().collect()),
                            ("event", event.map(|event| words(event.trigger)).into_iter().collect()),
                        ],
                    }
                })
                .collect(),
            "time" => report
                .times
                .iter()
                .map(|time| Fact {
                    spans: vec![time.span],
                    keys: vec![("type", lower(&time.kind)), ("value", time.value.clone().into_iter().collect())],
                })
                .collect(),
            "place" => report
                .places
                .iter()
                .map(|place| Fact {
                    spans: vec![place.span],
                    keys: vec![
                        ("country", place.country.clone().into_iter().collect()),
                        ("name", vec![place.name.clone()]),
                        (
                            "precision",
                            place
                                .precision
                                .map(|precision| format!("{precision:?}").to_lowercase())
                                .into_iter()
                                .collect(),
                        ),
                        ("metonym", flag(place.metonym)),
                    ],
                })
                .collect(),
            "event" => report.events.iter().map(|event| self.event(event)).collect(),
            "position" => report
                .positions
                .iter()
                .map(|position| Fact {
                    spans: vec![position.issue],
                    keys: vec![("holder", self.who(&position.holder)), ("stance", lower(&position.stance))],
                })
                .collect(),
            "part" => report
                .parts
                .iter()
                .map(|part| Fact { spans: vec![part.span], keys: vec![("kind", lower(&part.kind))] })
                .collect(),
            _ => Vec::new(),
        }
    }

    fn event(&self, event: &Event) -> Fact {
        let report = &self.report;
        let place = event.place.and_then(|i| report.places.get(i));
        let time = event.time.and_then(|i| report.times.get(i));
        let time_keys = time
            .map(|time| vec![time.span.of(&report.text).to_string()].into_iter().chain(time.value.clone()).collect());
        Fact {
            spans: std::iter::once(event.trigger).chain(event.mentions.iter().copied()).collect(),
            keys: vec![
                ("kind", vec![event.kind.clone()]),
                ("mode", event.mode.clone().into_iter().collect()),
                ("status", vec![format!("{:?}", event.status).to_lowercase()]),
                ("negated", if event.negated { vec!["yes".into()] } else { vec![] }),
                (
                    "place",
                    place
                        .map(|place| vec![place.name.clone(), place.span.of(&report.text).to_string()])
                        .unwrap_or_default(),
                ),
                ("time", time_keys.unwrap_or_default()),
                ("actor", self.people(&event.actors)),
                ("target", self.people(&event.targets)),
                ("killed", self.people(&suffering(event, Effect::Killed))),
                ("injured", self.people(&suffering(event, Effect::Injured))),
                ("captured", self.people(&suffering(event, Effect::Captured))),
                (
                    "instrument",
                    event
                        .instruments
                        .iter()
                        .flat_map(|one| [one.name.clone(), one.span.of(&report.text).to_string()])
                        .collect(),
                ),
                ("according_to", event.according_to.and_then(|id| self.name(id)).into_iter().collect()),
            ],
        }
    }

    fn content_of(&self, id: Option<variorum_record::StatementId>) -> Vec<String> {
        let statement = id.and_then(|id| self.report.statements.iter().find(|statement| statement.id == id));
        statement
            .into_iter()
            .flat_map(|statement| &statement.content)
            .map(|span| span.of(self.text()).to_string())
            .collect()
    }
}

/// The targets of an event with an effect.
fn suffering(event: &Event, effect: Effect) -> Vec<Participant> {
    event.targets.iter().filter(|target| target.effect == Some(effect)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_taken_apart() {
        let line = r#"statement | "We stay," + "and we fight" #2 | kind: direct | speaker: Mara Olin"#;
        let expectation = Expectation::parse(line).unwrap();
        assert_eq!(expectation.texts, [("We stay,", 2), ("and we fight", 2)]);
        assert_eq!(expectation.get("speaker"), Some("Mara Olin"));
        let negative = Expectation::parse(r#"no figure | "K-17""#).unwrap();
        assert!(negative.negative && negative.noun == "figure" && negative.texts == [("K-17", 1)]);
    }
}
