//! Under which other names a speaker is known in a story: "Kolb's spokesman" of one report is the only spokesman of Kolb's whom
//! another names, and who speaks for a ministry speaks as the ministry.
//!
//! Nobody's office is assumed from outside the reports, and a role that two people have in the story names neither.

use super::context::{Context, Names, compare_names};
use super::labels::is_proper;
use crate::group::words::norms;
use std::collections::{BTreeMap, BTreeSet};
use variorum_record::{AnnotatedReport, EntityKind, Span};

/// Who holds which role, as the reports of a story say.
pub(super) struct Roles {
    /// By the noun that names the role.
    holders: BTreeMap<String, Vec<Holder>>,
    /// For whom people are said to speak, by their name.
    voices: BTreeMap<String, BTreeSet<String>>,
}

struct Holder {
    name: String,
    /// The words of the role and those beside the name.
    beside: BTreeSet<String>,
}

impl Roles {
    pub(super) fn of(context: &Context) -> Self {
        let mut holders: BTreeMap<String, Vec<Holder>> = BTreeMap::new();
        let mut voices: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for report in context.reports {
            for person in report.entities.iter().filter(|entity| entity.kind == EntityKind::Person) {
                for role in &person.roles {
                    let Some(head) = head(role) else { continue };
                    let body = spoken_for(role).or_else(|| spoken_for_in(report, role));
                    if let Some(body) = body {
                        voices.entry(person.name.clone()).or_default().insert(body);
                    }
                    let beside = person.mentions.iter().map(|mention| before(&report.text, mention.span));
                    let beside = beside.chain([role.clone()]).flat_map(|text| norms(&text)).collect();
                    holders.entry(head).or_default().push(Holder { name: person.name.clone(), beside });
                }
            }
        }
        Roles { holders, voices }
    }

    /// What else a speaker is called.
    pub(super) fn of_speaker(&self, speaker: &str) -> Vec<String> {
        let named =
            if speaker.starts_with(char::is_lowercase) || !is_proper(speaker) { self.holder(speaker) } else { None };
        let voices =
            self.voices.get(named.as_ref().map_or(speaker, |name| name.as_str())).into_iter().flatten().cloned();
        voices.chain(named.clone()).collect()
    }

    /// The one person of the story who has the role and, where it says whose, is known to be theirs.
    fn holder(&self, role: &str) -> Option<String> {
        let holders = self.holders.get(&head(role)?)?;
        let owners = owners(role);
        let of = |holder: &&Holder| owners.iter().all(|owner| holder.beside.contains(owner));
        let own: Vec<&Holder> = holders.iter().filter(of).collect();
        let all: Vec<&Holder> = if own.is_empty() { holders.iter().collect() } else { own.clone() };
        // Whose it is may be told by "his" where the name is.
        let by_pronoun = |holder: &Holder| ["her", "his", "their"].iter().any(|word| holder.beside.contains(*word));
        let first = all.first()?;
        let one = all.iter().all(|holder| compare_names(Some(&holder.name), Some(&first.name)) == Names::Same);
        (one && (!own.is_empty() || all.iter().any(|holder| by_pronoun(holder)))).then(|| first.name.clone())
    }
}

/// Bytes before a name in which whose lawyer or spokesman somebody is may stand.
const BEFORE: usize = 60;

fn before(text: &str, name: Span) -> String {
    let start = (name.start.saturating_sub(BEFORE)..=name.start).find(|&at| text.is_char_boundary(at));
    text.get(start.unwrap_or(name.start)..name.start).unwrap_or_default().to_string()
}

/// "Spokesman" of "a spokesman for Kolb" and of "Kolb's spokesman", in lower case; nothing of "54-year-old" or of several people.
fn head(role: &str) -> Option<String> {
    /// One office by several names.
    const PREMIER: &[&str] = &["prime minister", "premier", "head of government"];
    let lower = role.to_lowercase();
    if PREMIER
        .iter()
        .any(|name| lower == *name || lower.ends_with(&format!(" {name}")) || lower.starts_with(&format!("{name} of ")))
    {
        return Some(PREMIER[0].to_string());
    }
    let core = [" of ", " for ", " at ", ","].iter().fold(role, |core, word| core.split(word).next().unwrap_or(core));
    let head = core.split_whitespace().last()?.to_lowercase();
    let plural = head.ends_with('s') && !head.ends_with("ss");
    (head.chars().all(char::is_alphabetic) && head.len() > 3 && !plural).then_some(head)
}

/// Whose it is: "kolb" of "Kolb's spokesman" and of "the spokesman for Kolb".
fn owners(role: &str) -> Vec<String> {
    let possessive = role.split_once("'s ").or_else(|| role.split_once("’s ")).map(|(owner, _)| owner);
    let behind = [" of ", " for "].iter().find_map(|word| role.split_once(word)).map(|(_, owner)| owner);
    let named = possessive.or(behind).map(norms).unwrap_or_default();
    named.into_iter().filter(|word| !crate::group::words::is_stop(word)).collect()
}

/// "Ostravan defence ministry" of "Ostravan defence ministry spokesman": for which body somebody speaks, when it is named.
fn spoken_for(role: &str) -> Option<String> {
    let lower = role.to_lowercase();
    let at = ["spokesman", "spokeswoman", "spokesperson"].iter().find_map(|word| lower.find(word))?;
    let body = role.get(..at)?.trim().trim_end_matches("'s").trim_end_matches("’s");
    (body.split_whitespace().count() >= 2 && body.chars().any(char::is_uppercase)).then(|| body.to_string())
}

/// The one body of a report that "a spokesman for the movement" and "the army spokesman" speak for.
fn spoken_for_in(report: &AnnotatedReport, role: &str) -> Option<String> {
    let words = norms(role);
    let at = words.iter().position(|word| matches!(word.as_str(), "spokesman" | "spokeswoman" | "spokesperson"))?;
    let called = match &words[at + 1..] {
        [of, the, body] if matches!(of.as_str(), "for" | "of") && the == "the" => body,
        _ => words.get(at.checked_sub(1)?)?,
    };
    let bodies = report.entities.iter().filter(|entity| entity.kind == EntityKind::Organisation);
    let mut fits = bodies.filter(|body| norms(&body.name).last() == Some(called));
    let one = fits.next()?;
    fits.next().is_none().then(|| one.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_role_is_called() {
        for (role, expected, whose) in [
            ("Olin's lawyer", Some("lawyer"), vec!["olin"]),
            ("a spokesman for Olin", Some("spokesman"), vec!["olin"]),
            ("His lawyer", Some("lawyer"), vec![]),
            ("the Vellish premier", Some("prime minister"), vec![]),
            ("prime minister of Velland", Some("prime minister"), vec!["velland"]),
            ("prime minister's spokesman", Some("spokesman"), vec!["prime", "minister"]),
            ("54-year-old", None, vec![]),
            ("four officials", None, vec![]),
        ] {
            assert_eq!(head(role).as_deref(), expected, "{role}");
            assert_eq!(owners(role), whose, "{role}");
        }
        assert_eq!(spoken_for("Velland defence ministry spokesman").as_deref(), Some("Velland defence ministry"));
        assert_eq!(spoken_for("ministry spokesman"), None);
    }
}
