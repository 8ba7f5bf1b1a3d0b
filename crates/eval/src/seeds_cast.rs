//! The seeds' people, organisations and places: named mentions found, mentions given to the right person, pronouns and role phrases.
//!
//! The folder holds `gold.json` and the five texts. A named mention is found when a name of its kind overlaps it. Gold marks a capital
//! that stands for its government as an organisation; the record calls it a place and marks it elsewhere, so organisations
//! and places are scored with those mentions counted as either. Mentions in a byline or credit are left out: no names are
//! read there. Linking: the entity of the overlapping mention is the one that most mentions of the gold entity have.

use crate::names::{Count, Named, by_cast, by_model, report};
use crate::{EvalError, Score};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use variorum_record::{EntityId, EntityKind, MentionForm, Span};

/// A gold mention: document, span, kind, entity, type, whether it is a metonym.
struct Gold {
    span: Span,
    kind: EntityKind,
    entity: String,
    form: String,
    metonym: bool,
}

/// Scores the folder.
pub(crate) fn score(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let read =
        |name: &str| std::fs::read_to_string(dir.join(name)).map_err(|error| EvalError(format!("{name}: {error}")));
    let gold: Value =
        serde_json::from_str(&read("gold.json")?).map_err(|error| EvalError(format!("gold.json: {error}")))?;
    let engine = crate::engine()?;
    let mut counts: BTreeMap<(&str, &str), Count> = BTreeMap::new();
    let mut links: BTreeMap<&str, Count> = BTreeMap::new();
    let mut wrong: Vec<String> = Vec::new();
    for document in gold["documents"].as_array().into_iter().flatten() {
        let id = document["id"].as_str().unwrap_or_default();
        let text = read(document["file"].as_str().unwrap_or_default())?;
        let report = report(id, &text);
        let (analysis, _) = engine.analyse(&report);
        let mentions = gold_mentions(&gold, id);
        let content = |span: Span| analysis.part_at(span.start).is_some_and(|part| part.kind.is_content());
        let mentions: Vec<Gold> = mentions.into_iter().filter(|mention| content(mention.span)).collect();
        for (system, mut predicted) in [("model alone", by_model(&analysis)), ("cast", by_cast(&analysis))] {
            // The gold's people of a page's boilerplate are left out, so what is found there is not judged.
            predicted.retain(|found| content(found.0));
            for (name, kind) in [
                ("person", EntityKind::Person),
                ("organisation", EntityKind::Organisation),
                ("place", EntityKind::Place),
            ] {
                let entry = counts.entry((name, system)).or_default();
                let count = named(&mentions, &predicted, kind);
                if system == "cast" && kind == EntityKind::Person {
                    describe(&mentions, &predicted, &text, id, &mut wrong);
                }
                (entry.hits, entry.predicted, entry.gold) =
                    (entry.hits + count.hits, entry.predicted + count.predicted, entry.gold + count.gold);
            }
        }
        link(&analysis.cast.entities, &mentions, &text, id, &mut links, &mut wrong);
    }
    let mut scores = Vec::new();
    for ((name, system), count) in counts {
        let (p, r, f1) = count.scores();
        scores.push(Score {
            name: format!("{name} named F1, {system}"),
            value: f1,
            note: format!("P {p:.3} R {r:.3}, {} gold", count.gold),
        });
    }
    for (name, count) in links {
        let (p, r, _) = count.scores();
        scores.push(Score {
            name: format!("{name} mentions linked right"),
            value: p,
            note: format!("{} of {} linked; recall {r:.3} of {}", count.hits, count.predicted, count.gold),
        });
    }
    scores.push(Score { name: "wrong or missed".into(), value: wrong.len() as f64, note: wrong.join("; ") });
    Ok(scores)
}

fn gold_mentions(gold: &Value, document: &str) -> Vec<Gold> {
    let mut mentions = Vec::new();
    for (group, kind) in
        [("persons", EntityKind::Person), ("organisations", EntityKind::Organisation), ("places", EntityKind::Place)]
    {
        for entity in gold["entities"][group].as_array().into_iter().flatten() {
            let metonym = entity["metonym"].as_bool().unwrap_or(false)
                || entity["name"].as_str().is_some_and(|name| name.contains("metonym"));
            for mention in
                entity["mentions"].as_array().into_iter().flatten().filter(|mention| mention["doc"] == document)
            {
                let at = |i: usize| mention["byte"][i].as_u64().unwrap_or_default() as usize;
                mentions.push(Gold {
                    span: Span::new(at(0), at(1)),
                    kind,
                    entity: entity["id"].as_str().unwrap_or_default().to_string(),
                    form: mention["mtype"].as_str().unwrap_or_default().to_string(),
                    metonym,
                });
            }
        }
    }
    mentions.sort_by_key(|mention| (mention.span, mention.kind));
    mentions
}

/// Named mentions of a kind; metonyms are free: found as either kind they count for it, and a prediction on one is never wrong.
fn named(mentions: &[Gold], predicted: &[Named], kind: EntityKind) -> Count {
    let named = || mentions.iter().filter(|mention| mention.form == "named");
    let gold: Vec<Span> =
        named().filter(|mention| mention.kind == kind && !mention.metonym).map(|mention| mention.span).collect();
    let on_metonym = |span: Span| named().any(|mention| mention.metonym && mention.span.overlaps(span));
    let predicted: Vec<Span> =
        predicted.iter().filter(|(span, other)| *other == kind && !on_metonym(*span)).map(|(span, _)| *span).collect();
    let mut count = Count::default();
    count.add(&gold, &predicted, Span::overlaps);
    count
}

fn describe(mentions: &[Gold], predicted: &[Named], text: &str, id: &str, wrong: &mut Vec<String>) {
    for (kind, what) in
        [(EntityKind::Person, "person"), (EntityKind::Organisation, "org"), (EntityKind::Place, "place")]
    {
        let gold: Vec<&Gold> = mentions.iter().filter(|mention| mention.form == "named").collect();
        for mention in gold.iter().filter(|mention| mention.kind == kind && !mention.metonym) {
            if !predicted.iter().any(|(span, other)| *other == kind && span.overlaps(mention.span)) {
                wrong.push(format!("{id} missed {what} `{}`", mention.span.of(text)));
            }
        }
        for (span, _) in predicted.iter().filter(|(_, other)| *other == kind) {
            if !gold.iter().any(|mention| (mention.kind == kind || mention.metonym) && mention.span.overlaps(*span)) {
                wrong.push(format!("{id} false {what} `{}`", span.of(text)));
            }
        }
    }
}

/// Counts, per form of the gold mention, how many have an entity and how many of these the right one.
fn link(
    entities: &[variorum_record::Entity],
    mentions: &[Gold],
    text: &str,
    id: &str,
    links: &mut BTreeMap<&str, Count>,
    wrong: &mut Vec<String>,
) {
    let found = |span: Span| -> Option<(EntityId, MentionForm)> {
        let all = entities.iter().flat_map(|entity| entity.mentions.iter().map(move |mention| (mention, entity.id)));
        all.filter(|(mention, _)| mention.span.overlaps(span))
            .max_by_key(|(mention, _)| {
                (
                    mention.span == span,
                    std::cmp::Reverse(mention.span.start.abs_diff(span.start) + mention.span.end.abs_diff(span.end)),
                )
            })
            .map(|(mention, id)| (id, mention.form))
    };
    let people = || mentions.iter().filter(|mention| mention.kind == EntityKind::Person);
    let mut majority: BTreeMap<&str, BTreeMap<EntityId, usize>> = BTreeMap::new();
    for mention in people().filter(|mention| mention.form == "named") {
        if let Some((entity, _)) = found(mention.span) {
            *majority.entry(&mention.entity).or_default().entry(entity).or_default() += 1;
        }
    }
    let right: BTreeMap<&str, EntityId> = majority
        .iter()
        .filter_map(|(gold, counts)| Some((*gold, *counts.iter().max_by_key(|(_, count)| **count)?.0)))
        .collect();
    for mention in people() {
        let form = match mention.form.as_str() {
            "named" => MentionForm::Name,
            "nominal" => MentionForm::Role,
            _ => MentionForm::Pronoun,
        };
        let name = match form {
            MentionForm::Name => "name",
            MentionForm::Role => "role",
            MentionForm::Pronoun => "pronoun",
        };
        let first_person = form == MentionForm::Pronoun
            && matches!(
                mention.span.of(text).to_lowercase().as_str(),
                "i" | "me" | "my" | "you" | "your" | "we" | "our"
            );
        if first_person {
            continue;
        }
        let count = links.entry(name).or_default();
        count.gold += 1;
        if let Some((entity, _)) = found(mention.span).filter(|(_, other)| *other == form) {
            count.predicted += 1;
            if right.get(mention.entity.as_str()) == Some(&entity) {
                count.hits += 1;
            } else {
                wrong.push(format!("{id} wrong {name} `{}` @{}", mention.span.of(text), mention.span.start));
            }
        } else {
            wrong.push(format!("{id} open {name} `{}` @{}", mention.span.of(text), mention.span.start));
        }
    }
}
