//! Nobody: "no casualties were reported", "there were no injuries", "no one was killed" count nought.
//!
//! "No other injuries", "no serious injuries" and "no reports of casualties" count nothing, and neither does what is planned or supposed.

use super::measures::{self, is_casualty};
use super::tables::{anchors, is_person};
use super::{new, one};
use crate::extract::events::status;
use variorum_language::Doc;
use variorum_record::{EventStatus, Figure, Measure, Span};

/// The figure of a word for nobody.
pub(super) fn at(doc: &Doc, token: usize) -> Option<Figure> {
    let lemma = doc.lemma(token).to_lowercase();
    let (start, noun, measure) = match lemma.as_str() {
        "no" if doc.dep(token) == "det" => {
            let noun = doc.head(token);
            let bare = noun > token
                && !doc
                    .children(noun)
                    .any(|child| child != token && matches!(doc.dep(child), "amod" | "compound" | "nummod"));
            if !bare {
                return None;
            }
            (token, noun, of_noun(doc, noun)?)
        }
        "nobody" | "none" => (token, token, of_people(doc, token)?),
        _ => return None,
    };
    let told = std::iter::once(noun).chain(doc.ancestors(noun)).find(|&at| matches!(doc.pos(at), "VERB" | "AUX"));
    // "Cholera: 11 new cases, no deaths": a line of a list has no verb.
    let listed = told.is_none() && lemma == "no" && matches!(doc.dep(noun), "conj" | "appos" | "ROOT");
    let status = told.map(|told| status::of(doc, told).status);
    if status.is_none() && !listed || matches!(status, Some(EventStatus::Planned | EventStatus::Hypothetical)) {
        return None;
    }
    let span = Span::new(doc.span(start).start, doc.span(noun).end);
    Some(new(&one(span, 0.0), span, Some("person".into()), measure))
}

/// "no injuries", "no civilians were hurt", "no one was killed".
fn of_noun(doc: &Doc, noun: usize) -> Option<Measure> {
    let lemma = doc.lemma(noun).to_lowercase();
    let counted = anchors('n', &lemma).find(|anchor| anchor.slot == "none").map(|anchor| anchor.measure);
    let people = || (lemma == "one" || is_person(&lemma)).then(|| of_people(doc, noun)).flatten();
    counted.or_else(people)
}

fn of_people(doc: &Doc, token: usize) -> Option<Measure> {
    measures::part(doc, token)
        .map(|meaning| meaning.measure)
        .filter(|measure| is_casualty(*measure) && !matches!(measure, Measure::Rescued))
}
