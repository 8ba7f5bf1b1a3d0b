//! The suite's cases of several reports: grouping, verdicts, differences, origins, derivations.
//!
//! `suite/README.md` describes the format. Grouping is judged as it comes out; for everything else the reports of
//! a case are put into one story, so that a case fails for one reason. `? ` before a line marks a known gap.

use crate::{EvalError, Score};
use std::path::Path;
use variorum_engine::{Engine, collate, group};
use variorum_record::{AnnotatedReport, Report, Row, Span, Story};

/// Scores a folder of such files: the share of expectations met, per file.
pub fn score(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let engine = crate::engine()?;
    let error = |path: &Path, what: &dyn std::fmt::Display| EvalError(format!("{}: {what}", path.display()));
    let entries = std::fs::read_dir(dir).map_err(|what| error(dir, &what))?;
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    let mut scores = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).map_err(|what| error(&path, &what))?;
        let (mut met, mut all, mut note) = (0, 0, String::new());
        for case in parse(&text).map_err(|what| error(&path, &what))? {
            let seen = Seen::new(&engine, &case);
            for line in &case.expectations {
                let (gap, line) = line.strip_prefix("? ").map_or((false, line.as_str()), |line| (true, line));
                let holds = seen.meets(line).map_err(|what| error(&path, &format!("{}: {what}", case.heading)))?;
                all += 1;
                met += usize::from(holds);
                if holds == gap {
                    let what = if holds { "holds now (take the `? ` away)" } else { "not met" };
                    note.push_str(&format!("\n      {}: `{line}`: {what}", case.heading));
                }
            }
        }
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        scores.push(Score { name, value: met as f64 / all.max(1) as f64, note: format!("{met} of {all}{note}") });
    }
    Ok(scores)
}

/// One case: reports and what must come of them.
#[derive(Default)]
struct Case {
    heading: String,
    reports: Vec<Report>,
    expectations: Vec<String>,
}

fn parse(text: &str) -> Result<Vec<Case>, String> {
    let mut cases: Vec<Case> = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(heading) = line.strip_prefix("## ") {
            cases.push(Case { heading: heading.trim().to_string(), ..Case::default() });
        }
        let (Some(info), Some(case)) = (line.strip_prefix("```"), cases.last_mut()) else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if info == "expect" {
            case.expectations.extend(block.into_iter().filter(|line| !line.is_empty()).map(str::to_string));
        } else if let Some(metadata) = info.strip_prefix("report") {
            let mut report = Report { text: block.join("\n"), ..Report::default() };
            for (key, value) in metadata.split(" | ").filter_map(|field| field.split_once(": ")) {
                let value = value.trim().to_string();
                match key.trim() {
                    "id" => report.meta.id = value,
                    "published" => report.meta.published = Some(value),
                    "outlet" => report.meta.outlet = Some(value),
                    "title" => report.meta.title = Some(value),
                    key => return Err(format!("{}: `{key}` is no metadata", case.heading)),
                }
            }
            case.reports.push(report);
        }
    }
    Ok(cases)
}

/// What the program made of a case.
struct Seen {
    reports: Vec<AnnotatedReport>,
    /// The reports as they were grouped, by id.
    groups: Vec<Vec<String>>,
    /// All of them as one story.
    story: Story,
}

impl Seen {
    fn new(engine: &Engine, case: &Case) -> Self {
        let reports: Vec<AnnotatedReport> = case.reports.iter().map(|report| engine.annotate(report)).collect();
        let id = |i: &usize| reports[*i].report.id.clone();
        let groups = group::stories(&reports).iter().map(|group| group.reports.iter().map(id).collect()).collect();
        let all = group::Group { reports: (0..reports.len()).collect(), ..group::Group::default() };
        let story = collate::collate(&reports, &all);
        Seen { reports, groups, story }
    }

    fn meets(&self, line: &str) -> Result<bool, String> {
        let fields: Vec<&str> = line.split(" | ").collect();
        let (negative, noun) = fields[0].strip_prefix("no ").map_or((false, fields[0]), |noun| (true, noun));
        let named = || fields.get(1).copied().unwrap_or_default().split(' ').collect::<Vec<_>>();
        let key = |wanted: &str| fields.iter().find_map(|field| field.strip_prefix(wanted)?.strip_prefix(": "));
        let holds = match noun {
            "story" => {
                let ids = named();
                let together = |group: &Vec<String>| ids.iter().filter(|id| group.iter().any(|one| one == *id)).count();
                let least = if negative { 2 } else { ids.len() };
                self.groups.iter().any(|group| together(group) >= least)
            }
            "derivation" => {
                let ids = named();
                let [from, to] = ids[..] else { return Err(format!("`{line}` does not name two reports")) };
                self.story.derivations.iter().any(|found| {
                    let kind = word(&found.kind);
                    let straight = found.from == from && found.to == to;
                    let either = kind == "common-source" && found.from == to && found.to == from;
                    (straight || either) && key("kind").is_none_or(|wanted| wanted == kind)
                })
            }
            "row" => {
                let quoted = fields.iter().filter_map(|field| field.strip_prefix('"')?.strip_suffix('"'));
                let members = quoted.map(|member| self.locate(member)).collect::<Result<Vec<_>, _>>()?;
                self.story.rows.iter().any(|row| {
                    members.iter().all(|(report, span)| holds(row, report, *span))
                        && key("label").is_none_or(|wanted| row.label.contains(wanted))
                        && key("verdict").is_none_or(|wanted| word(&row.verdict) == wanted)
                        && key("difference")
                            .is_none_or(|wanted| row.differences.iter().any(|d| word(&d.kind) == wanted))
                        && key("origin").is_none_or(|wanted| row.origins.iter().any(|o| o.name.contains(wanted)))
                        && key("chain").is_none_or(|wanted| row.chains.iter().any(|c| c.links.join(" > ") == wanted))
                        && key("independent").is_none_or(|wanted| row.independent_origins.to_string() == wanted)
                })
            }
            _ => return Err(format!("`{line}` is no expectation")),
        };
        Ok(holds != negative)
    }

    /// `a: words` as the report and the first place where the words stand in it.
    fn locate<'a>(&self, member: &'a str) -> Result<(&'a str, Span), String> {
        let missing = || format!("`{member}` stands in no report");
        let (id, words) = member.split_once(": ").ok_or_else(missing)?;
        let report = self.reports.iter().find(|report| report.report.id == id).ok_or_else(missing)?;
        let start = report.text.find(words).ok_or_else(missing)?;
        Ok((id, Span::new(start, start + words.len())))
    }
}

fn holds(row: &Row, report: &str, span: Span) -> bool {
    row.readings
        .iter()
        .any(|reading| reading.report == report && reading.spans.iter().any(|found| found.overlaps(span)))
}

/// An enumeration's word on the wire.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| Some(value.as_str()?.to_string())).unwrap_or_default()
}
