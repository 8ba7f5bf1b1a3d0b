//! Where a fact comes from, and how many of its reports obtained it independently.
//!
//! An origin is what the reports name: the outlet an utterance was given to ("told the BBC"), the agency in a credit or
//! dateline, the authority a figure is according to. Independence is counted per fact: readings collapse when they name
//! one origin, when one report derives from the other, when one owner has both outlets, and when an utterance that
//! several carry is known to have been given to one outlet.

use super::context::{Context, Names, compare_names};
use crate::group::words::{Word, words};
use crate::roots;
use std::sync::OnceLock;
use variorum_record::{AnnotatedReport, Chain, Derivation, EntityKind, Origin, PartKind, Span};

/// What is known of a story's sources beside the facts themselves.
pub(super) struct Sources {
    /// Names credited by each report, its own outlet included when others credit it.
    credits: Vec<Vec<String>>,
    family: Vec<Option<&'static str>>,
    /// Pairs of reports of which one derives from the other, or both from a third.
    derived: Vec<(usize, usize)>,
}

impl Sources {
    pub(super) fn new(context: &Context, derivations: &[Derivation]) -> Self {
        let indexes = |d: &Derivation| Some((context.index(&d.from)?, context.index(&d.to)?));
        let derived = derivations.iter().filter_map(indexes).collect();
        let outlet = |report: &AnnotatedReport| report.report.outlet.clone();
        let family = context.reports.iter().map(|report| outlet(report).and_then(|name| family(&name))).collect();
        Sources { credits: context.reports.iter().map(credits).collect(), family, derived }
    }

    /// Origins of an utterance: the outlets it was given to, else the agencies credited.
    pub(super) fn of_utterance(
        &self,
        context: &Context,
        mentions: &[(usize, Vec<Span>)],
        media: &[(usize, String)],
    ) -> (Vec<Origin>, u32) {
        let proper: Vec<(usize, String)> = media.iter().filter(|(_, name)| is_proper(name)).cloned().collect();
        let mut named = if proper.is_empty() { media.to_vec() } else { proper };
        let one_medium = group_names(&named).len() == 1 && named.iter().all(|(_, name)| is_proper(name));
        for (report, _) in mentions {
            if !named.iter().any(|(named, _)| named == report) {
                named.extend(self.credits[*report].iter().map(|name| (*report, name.clone())));
            }
        }
        self.count(context, mentions, named, &[], one_medium)
    }

    /// Origins of any other fact: the agencies credited and the authorities named.
    pub(super) fn of_fact(
        &self,
        context: &Context,
        mentions: &[(usize, Vec<Span>)],
        authorities: &[(usize, String)],
    ) -> (Vec<Origin>, u32, Vec<Chain>) {
        let chains = super::chains::chains(context, mentions, &self.credits);
        let mut named: Vec<(usize, String)> = Vec::new();
        for (report, _) in mentions {
            named.extend(self.credits[*report].iter().map(|name| (*report, name.clone())));
        }
        named.extend(authorities.iter().cloned());
        let links = |(report, chain): &(usize, Chain)| {
            chain.links.iter().map(|name| (*report, name.clone())).collect::<Vec<_>>()
        };
        named.extend(chains.iter().flat_map(links));
        let heads: Vec<(usize, &str)> =
            chains.iter().filter_map(|(report, chain)| Some((*report, chain.links.first()?.as_str()))).collect();
        let (origins, independent) = self.count(context, mentions, named, &heads, false);
        (origins, independent, chains.into_iter().map(|(_, chain)| chain).collect())
    }

    fn count(
        &self,
        context: &Context,
        mentions: &[(usize, Vec<Span>)],
        mut named: Vec<(usize, String)>,
        heads: &[(usize, &str)],
        one_medium: bool,
    ) -> (Vec<Origin>, u32) {
        let present: Vec<usize> = mentions.iter().map(|(report, _)| *report).collect();
        // The outlet that others name as the origin has the fact from itself.
        for &report in &present {
            if let Some(outlet) = context.reports[report].report.outlet.as_deref() {
                let others = named
                    .iter()
                    .any(|(r, name)| *r != report && compare_names(Some(outlet), Some(name)) == Names::Same);
                if others {
                    named.push((report, outlet.to_string()));
                }
            }
        }
        named.sort();
        named.dedup();
        let groups = group_names(&named);
        let mut root: Vec<usize> = (0..context.reports.len()).collect();
        for (name, members) in &groups {
            // Two that have it through one agency from two authorities are two; who says no more than the agency may have it
            // from the first of them.
            let elsewhere = |report: &usize| {
                heads.iter().any(|(r, head)| r == report && compare_names(Some(head), Some(name)) != Names::Same)
            };
            let (through, plain): (Vec<usize>, Vec<usize>) = members.iter().partition(|report| elsewhere(report));
            let joined: Vec<usize> = plain.iter().copied().chain(through.first().copied()).collect();
            joined.windows(2).for_each(|pair| union(&mut root, pair[0], pair[1]));
        }
        let has_name = |report: usize| named.iter().any(|(r, _)| *r == report);
        for &(a, b) in &self.derived {
            if present.contains(&a)
                && present.contains(&b)
                && !(has_name(a) && has_name(b) && roots::find(&mut root, a) != roots::find(&mut root, b))
            {
                union(&mut root, a, b);
            }
        }
        for (i, &a) in present.iter().enumerate() {
            for &b in &present[i + 1..] {
                if self.family[a].is_some() && self.family[a] == self.family[b] {
                    union(&mut root, a, b);
                }
            }
        }
        if one_medium {
            present.windows(2).for_each(|pair| union(&mut root, pair[0], pair[1]));
        }
        let mut roots: Vec<usize> = present.iter().map(|&report| roots::find(&mut root, report)).collect();
        roots.sort_unstable();
        roots.dedup();
        let origins = groups
            .into_iter()
            .map(|(name, members)| Origin {
                name,
                reports: members.into_iter().map(|report| context.id(report)).collect(),
            })
            .collect();
        (origins, roots.len() as u32)
    }
}

fn union(root: &mut [usize], a: usize, b: usize) {
    let (a, b) = (roots::find(root, a), roots::find(root, b));
    root[a.max(b)] = a.min(b);
}

/// Names that are one, with the reports that have them; the name most of them use, then the shortest.
fn group_names(named: &[(usize, String)]) -> Vec<(String, Vec<usize>)> {
    let mut groups: Vec<Vec<&(usize, String)>> = Vec::new();
    for entry in named {
        let same = |group: &Vec<&(usize, String)>| {
            group.iter().any(|(_, name)| {
                compare_names(Some(name), Some(&entry.1)) == Names::Same
                    || agency(name).is_some_and(|a| agency(&entry.1) == Some(a))
            })
        };
        match groups.iter_mut().find(|group| same(group)) {
            Some(group) => group.push(entry),
            None => groups.push(vec![entry]),
        }
    }
    groups
        .into_iter()
        .map(|group| {
            let uses = |name: &str| group.iter().filter(|(_, other)| other == name).count();
            let name = group
                .iter()
                .max_by_key(|(_, name)| (uses(name), std::cmp::Reverse(name.len()), std::cmp::Reverse(name.clone())));
            let mut reports: Vec<usize> = group.iter().map(|(report, _)| *report).collect();
            reports.sort_unstable();
            reports.dedup();
            (name.map(|(_, name)| without_article(name)).unwrap_or_default(), reports)
        })
        .collect()
}

fn without_article(name: &str) -> String {
    name.strip_prefix("the ").or_else(|| name.strip_prefix("The ")).unwrap_or(name).to_string()
}

pub(super) fn is_proper(name: &str) -> bool {
    name.chars().any(char::is_uppercase) && !matches!(name, "X")
}

/// A table: first column the value, the others names of it.
fn table(source: &'static str) -> Vec<(&'static str, Vec<&'static str>)> {
    let line = |line: &'static str| {
        let mut fields = line.split('\t');
        let value = fields.next()?;
        Some((value, fields.flat_map(|field| field.split('|')).filter(|name| !name.is_empty()).collect()))
    };
    source.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()).filter_map(line).collect()
}

/// The agency with this name or abbreviation.
fn agency(name: &str) -> Option<&'static str> {
    static TABLE: OnceLock<Vec<(&str, Vec<&str>)>> = OnceLock::new();
    let table = TABLE.get_or_init(|| table(include_str!("../../../../data/lexicon/agencies.tsv")));
    let name = without_article(name.trim());
    let of = |(shown, others): &&(&'static str, Vec<&str>)| *shown == name || others.contains(&name.as_str());
    table.iter().find(of).map(|(shown, _)| *shown)
}

/// The owner of an outlet.
fn family(outlet: &str) -> Option<&'static str> {
    static TABLE: OnceLock<Vec<(&str, Vec<&str>)>> = OnceLock::new();
    let table = TABLE.get_or_init(|| table(include_str!("../../../../data/lexicon/outlet-families.tsv")));
    let plain = |name: &str| without_article(name.trim().trim_start_matches("www.")).to_lowercase();
    let outlet = plain(outlet);
    table.iter().find(|(_, names)| names.iter().any(|name| plain(name) == outlet)).map(|(family, _)| *family)
}

/// Whom a report credits: agencies in credits, bylines and datelines, "with files from".
pub(super) fn credits(report: &AnnotatedReport) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut bodies = 0;
    for part in &report.parts {
        let text = part.span.of(&report.text);
        match part.kind {
            PartKind::Boilerplate => {}
            PartKind::Credit | PartKind::Byline => {
                out.extend(with_files_from(text));
                out.extend(dateline(text));
                out.extend(agencies_in(text));
            }
            _ => {
                if bodies < 3 {
                    out.extend(dateline(text));
                }
                out.extend(with_files_from(text));
                bodies += usize::from(part.kind == PartKind::Body);
            }
        }
    }
    if let Some(byline) = &report.report.byline {
        out.extend(agencies_in(byline));
    }
    let own = report.report.outlet.as_deref();
    out.retain(|name| compare_names(own, Some(name)) != Names::Same);
    let mut seen: Vec<String> = Vec::new();
    for name in out {
        let shown = agency(&name).map_or(name, str::to_string);
        if !seen.iter().any(|other| compare_names(Some(other), Some(&shown)) == Names::Same) {
            seen.push(shown);
        }
    }
    seen
}

/// "TESSEL FORD (Meridian Wire) - A hillside…"
fn dateline(text: &str) -> Option<String> {
    let open = text.find('(')?;
    let close = open + text[open..].find(')')?;
    let before = text[..open].trim();
    let after = text[close + 1..].trim_start();
    let capital = |word: &str| word.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric());
    let place = open <= 60
        && !before.is_empty()
        && before.split_whitespace().count() <= 6
        && before.split_whitespace().all(capital);
    let dash = after.starts_with(['-', '–', '—']);
    let name = text[open + 1..close].trim();
    (place && dash && is_proper(name) && name.len() <= 40).then(|| name.to_string())
}

/// "With files from Meridian Wire", "Additional reporting by AFP", "Source: Reuters".
fn with_files_from(text: &str) -> Vec<String> {
    const CUES: &[&str] = &[
        "with files from ",
        "additional reporting by ",
        "with reporting by ",
        "source: ",
        "this report from ",
        "with material from ",
    ];
    let lower = text.to_ascii_lowercase();
    let mut out = Vec::new();
    for cue in CUES {
        for (at, _) in lower.match_indices(cue) {
            let rest = &text[at + cue.len()..];
            let end = rest.find(['.', ',', ';', '\n', ')']).unwrap_or(rest.len());
            for name in rest[..end].split(" and ") {
                let name = without_article(name.trim());
                if is_proper(&name) && name.len() <= 40 {
                    out.push(name);
                }
            }
        }
    }
    out
}

fn agencies_in(text: &str) -> Vec<String> {
    let clean = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_string();
    let tokens: Vec<String> = text.split([' ', '/', '\n']).map(clean).collect();
    let mut out = Vec::new();
    for start in 0..tokens.len() {
        for length in (1..=4).rev() {
            if let Some(name) = tokens.get(start..start + length).and_then(|window| agency(&window.join(" "))) {
                out.push(name.to_string());
                break;
            }
        }
    }
    out
}

/// Outlets that a report names in "an interview with the BBC" or "told Radio Tessel", with where: other than people.
pub(super) fn interviews(report: &AnnotatedReport) -> Vec<(Span, String)> {
    let mut out = Vec::new();
    for part in report.parts.iter().filter(|part| part.kind.is_content()) {
        let words = words(&report.text, part.span);
        for i in 0..words.len() {
            let interview = words[i].norm == "interview"
                && words.get(i + 1).is_some_and(|w| matches!(w.norm.as_str(), "with" | "to"));
            let told = words[i].norm == "told";
            let mut start = i + if interview { 2 } else { 1 };
            start += usize::from(words.get(start).is_some_and(|word| word.norm == "the"));
            // "an interview with the Velland broadcaster TRZ": the name comes after what it is called.
            let called =
                |word: &crate::group::words::Word| crate::extract::statements::medium::is_word_for_outlet(&word.norm);
            let kind = words.iter().enumerate().skip(start).take(3).find(|(_, word)| !word.marked && called(word));
            start = kind.map_or(start, |(at, _)| at + 1);
            let next = |end: usize| {
                end == start || report.text.get(words[end - 1].span.end..words[end].span.start) == Some(" ")
            };
            let mut end = start;
            while end < words.len() && words[end].marked && !crate::months::is_calendar(&words[end].norm) && next(end) {
                end += 1;
            }
            if end == start || !(interview || told) {
                continue;
            }
            let span = words[start].span.cover(words[end - 1].span);
            let name = span.of(&report.text).trim_end_matches("’s").trim_end_matches("'s").to_string();
            let person = report.entities.iter().any(|entity| {
                entity.kind == EntityKind::Person && entity.mentions.iter().any(|mention| mention.span.overlaps(span))
            });
            if !person && (interview || is_outlet(&name)) {
                out.push((span, name));
            }
        }
    }
    out
}

/// Whether a name is that of an outlet or agency, by the tables or by a word that only they have.
pub(super) fn is_outlet(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "Radio",
        "TV",
        "Television",
        "News",
        "Times",
        "Gazette",
        "Post",
        "Herald",
        "Tribune",
        "Journal",
        "Wire",
        "Broadcasting",
        "Today",
        "Daily",
        "Chronicle",
        "Courier",
        "Telegraph",
        "Observer",
        "Channel",
        "Beacon",
        "Press",
    ];
    family(name).is_some() || agency(name).is_some() || name.split(' ').any(|word| WORDS.contains(&word))
}

/// Whether a report names an outlet as its source: "told the Ford Gazette", "the Ford Gazette reports". `content` has the words of its
/// content parts.
pub(super) fn cites(content: &[Vec<Word>], outlet: &str) -> bool {
    let name: Vec<String> = words(outlet, Span::new(0, outlet.len()))
        .into_iter()
        .map(|word| word.norm)
        .filter(|word| word != "the")
        .collect();
    let in_part = |words: &Vec<Word>| {
        words.windows(name.len()).enumerate().any(|(at, window)| {
            window.iter().zip(&name).all(|(word, name)| word.norm == *name)
                && window.iter().any(|word| word.marked)
                && is_cited(words, at, at + name.len())
        })
    };
    !name.is_empty() && name.concat().len() >= 3 && content.iter().any(in_part)
}

fn is_cited(words: &[Word], start: usize, end: usize) -> bool {
    const BEFORE: &[&str] = &["told", "by", "to", "with", "from", "on", "in", "quoted"];
    const AFTER: &[&str] =
        &["reported", "reports", "report", "quoted", "said", "says", "interview", "published", "that", "wrote"];
    // "The weekly magazine" and such are part of the name's phrase.
    let called = |word: &&Word| {
        crate::extract::statements::medium::is_word_for_outlet(&word.norm)
            || matches!(word.norm.as_str(), "daily" | "weekly" | "state")
    };
    let before =
        words[..start].iter().rev().skip_while(called).take(2).any(|word| BEFORE.contains(&word.norm.as_str()));
    before || words.get(end).is_some_and(|word| AFTER.contains(&word.norm.as_str()))
}

/// Whether a report is a correction of an earlier one.
pub(super) fn is_correction(report: &AnnotatedReport) -> bool {
    let title = report.report.title.as_deref().unwrap_or_default();
    let first = report.parts.iter().find(|part| part.kind.is_content()).map_or("", |part| part.span.of(&report.text));
    [title, first].iter().any(|text| text.to_lowercase().starts_with("correct"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use variorum_record::Part;

    fn report(text: &str, kind: PartKind) -> AnnotatedReport {
        let parts = vec![Part { span: Span::new(0, text.len()), kind, why: None }];
        AnnotatedReport { text: text.into(), parts, ..AnnotatedReport::default() }
    }

    #[test]
    fn wire_credits() {
        for (text, kind, expected) in [
            ("TESSEL FORD (Meridian Wire) - A hillside slid.", PartKind::Body, &["Meridian Wire"][..]),
            ("A hillside slid. With files from Meridian Wire.", PartKind::Body, &["Meridian Wire"]),
            ("By Ann Lee, AP", PartKind::Byline, &["Associated Press"]),
            ("Reuters/AFP", PartKind::Credit, &["Reuters", "Agence France-Presse"]),
            ("The mayor (AP student) - no.", PartKind::Body, &[]),
            ("The mayor of a town that slid (again) said so.", PartKind::Body, &[]),
        ] {
            assert_eq!(credits(&report(text, kind)), expected, "{text}");
        }
    }

    #[test]
    fn families() {
        assert_eq!(family("The Mirror"), family("www.express.co.uk"));
        assert_eq!(family("Ford Gazette"), None);
    }

    #[test]
    fn citing() {
        for (text, expected) in [
            ("He was at the dentist, the Ford Gazette reports.", true),
            ("“No,” she told the Ford Gazette.", true),
            ("The Ford Gazette building burned.", false),
        ] {
            assert_eq!(cites(&[words(text, Span::new(0, text.len()))], "Ford Gazette"), expected, "{text}");
        }
    }
}
