//! By which hands a fact came to a report: "the ministry said, according to the agency Orna", a wire credit beside an official's
//! word, "Orna reported, citing the ministry".
//!
//! A chain begins with whom the fact comes from, its head, and ends with whoever the outlet had it from. It is read from statements
//! within statements, from whom a report says another cites, and from the agency a report credits. Independence is counted at heads.

use super::context::{Context, Names, compare_names};
use super::origins::is_proper;
use variorum_record::{Chain, Span, Statement};

/// The chain of each report that has one of two links or more, for a fact that stands in the given spans.
pub(super) fn chains(
    context: &Context,
    mentions: &[(usize, Vec<Span>)],
    credits: &[Vec<String>],
) -> Vec<(usize, Chain)> {
    let credited = |report: usize| credits.get(report).into_iter().flatten();
    let of = |(report, spans): &(usize, Vec<Span>)| {
        // The span with the longest chain speaks for the report; the earliest of several.
        let links = spans
            .iter()
            .map(|span| said(context, *report, *span))
            .reduce(|best, next| if next.len() > best.len() { next } else { best });
        let mut links = links.filter(|links| !links.is_empty())?;
        for name in credited(*report) {
            add(&mut links, name.clone());
        }
        (links.len() > 1).then(|| (*report, Chain { report: context.id(*report), links }))
    };
    mentions.iter().filter_map(of).collect()
}

/// Whose word a span is, the innermost first.
fn said(context: &Context, report: usize, span: Span) -> Vec<String> {
    let statements = &context.reports[report].statements;
    let extent = |statement: &Statement| statement.content.iter().map(|span| span.len()).sum::<usize>();
    let mut around: Vec<&Statement> =
        statements.iter().filter(|s| s.content.iter().any(|content| content.contains(span))).collect();
    around.sort_by_key(|statement| extent(statement));
    let mut links = Vec::new();
    for statement in around {
        let Some(name) = statement.speaker.as_ref().and_then(|who| context.name(report, who)) else { continue };
        if links.is_empty()
            && let Some(cited) = cited(context, report, statement, &name)
        {
            add(&mut links, cited);
        }
        add(&mut links, name);
    }
    links
}

/// Whom the speaker of a statement cites in its sentence: "Orna reported, citing the Interior Ministry".
fn cited(context: &Context, report: usize, statement: &Statement, speaker: &str) -> Option<String> {
    let annotated = &context.reports[report];
    let sentence = context.sentence(report, *statement.content.first()?);
    let cites = |other: &&Statement| {
        let cue = other.cue.filter(|cue| sentence.contains(*cue)).map(|cue| cue.of(&annotated.text).to_lowercase());
        let name = || other.speaker.as_ref().and_then(|who| context.name(report, who));
        cue.is_some_and(|cue| matches!(cue.as_str(), "citing" | "quoting"))
            && name().is_some_and(|name| compare_names(Some(&name), Some(speaker)) == Names::Same)
    };
    let words = annotated.statements.iter().find(cites)?.content.first()?.of(&annotated.text);
    // A name, not what somebody is quoted as having said.
    let name = words.split(" as ").next().unwrap_or(words).trim();
    (is_proper(name) && name.split_whitespace().count() <= 6).then(|| plain(name))
}

/// Adds a name that is not in the chain yet.
fn add(links: &mut Vec<String>, name: String) {
    if is_proper(&name) && !links.iter().any(|known| compare_names(Some(known), Some(&name)) == Names::Same) {
        links.push(plain(&name));
    }
}

fn plain(name: &str) -> String {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    name.strip_prefix("the ").or_else(|| name.strip_prefix("The ")).unwrap_or(&name).to_string()
}
