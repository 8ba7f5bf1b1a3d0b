//! Who is who against GUM (CoNLL-U with `Entity=` in MISC) and NP4E (MMAX2).
//!
//! The cast marks people by name, role and pronoun, and organisations, places and groups by name; it does not mark every noun
//! phrase. So two things are measured: how good the links are that it makes (pronouns and role phrases of people: right when the gold puts
//! the mention into a chain with a name of the entity that the cast chose), and the coreference scores MUC, B³ and CEAF-φ4
//! over the mentions that it and the gold share a head or span for (*on found mentions*), beside those over all gold mentions that
//! corefer (CoNLL F1; low by construction, since most gold mentions are common noun phrases).

use crate::names::{files, folders, report};
use crate::{EvalError, Score, precision_recall_f1};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use variorum_record::{EntityKind, MentionForm, Span};

/// A text with its gold chains.
struct Sample {
    id: String,
    text: String,
    mentions: Vec<GoldMention>,
}

struct GoldMention {
    span: Span,
    chain: String,
    /// Whether it is a proper name, when the gold tells; else whether it has a capital letter past its first word.
    name: bool,
}

/// Scores GUM's development documents, as `DEV_DOCS.txt` lists them: first the news and interviews, then all.
pub(crate) fn gum(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let listed = std::fs::read_to_string(dir.join("DEV_DOCS.txt")).unwrap_or_default();
    let mut samples = Vec::new();
    for file in files(dir, "conllu")? {
        let id = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        if !listed.lines().any(|line| line.trim() == id) {
            continue;
        }
        let content =
            std::fs::read_to_string(&file).map_err(|error| EvalError(format!("{}: {error}", file.display())))?;
        samples.push(conllu(id, &content));
    }
    let written = |sample: &&Sample| {
        ["_news_", "_bio_", "_fiction_", "_interview_"].iter().any(|genre| sample.id.contains(genre))
    };
    let (narrative, other): (Vec<&Sample>, Vec<&Sample>) = samples.iter().partition(written);
    let mut scores = score("news, lives, stories, interviews", &narrative)?;
    scores.extend(score("other genres", &other)?);
    Ok(scores)
}

/// Scores NP4E: folders per event with `*.mmax` files, words and coreference levels.
pub(crate) fn np4e(dir: &Path) -> Result<Vec<Score>, EvalError> {
    let mut samples = Vec::new();
    for folder in folders(dir)? {
        for file in files(&folder, "mmax")? {
            let id = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            let read = |path: std::path::PathBuf| std::fs::read_to_string(path).ok();
            let words = ["Basedata", "basedata", "words", "."]
                .iter()
                .find_map(|sub| read(folder.join(sub).join(format!("{id}_words.xml"))));
            let level = |name: &str| read(folder.join("markables").join(format!("{id}_{name}_level.xml")));
            let (Some(words), Some(coref)) = (words, level("coref")) else { continue };
            let (sentences, sections) = (level("sentence").unwrap_or_default(), level("section").unwrap_or_default());
            samples.push(mmax(id, &words, &coref, &sentences, &sections));
        }
    }
    score("np4e", &samples.iter().collect::<Vec<_>>())
}

fn conllu(id: String, content: &str) -> Sample {
    let mut text = String::new();
    let mut mentions: Vec<GoldMention> = Vec::new();
    let mut open: Vec<(String, usize, bool)> = Vec::new();
    let mut space = "";
    for line in content.lines() {
        if line.starts_with("# newpar") && !line.starts_with("# newpar_block") && !text.is_empty() {
            space = "\n\n";
        }
        let columns: Vec<&str> = line.split('\t').collect();
        if columns.len() < 10 || !columns[0].chars().all(|c| c.is_ascii_digit()) {
            continue;
        }
        text.push_str(space);
        let start = text.len();
        text.push_str(columns[1]);
        let end = text.len();
        space = if columns[9].contains("SpaceAfter=No") { "" } else { " " };
        for field in columns[9].split('|').filter_map(|field| field.strip_prefix("Entity=")) {
            let mut rest = field;
            while !rest.is_empty() {
                if let Some(inner) = rest.strip_prefix('(') {
                    let stop = inner.find(['(', ')']).unwrap_or(inner.len());
                    let chain = inner[..stop].split('-').next().unwrap_or_default().to_string();
                    open.push((chain, start, columns[3] == "PROPN"));
                    rest = &inner[stop..];
                    if let Some(after) = rest.strip_prefix(')') {
                        if let Some((chain, start, name)) = open.pop() {
                            mentions.push(GoldMention { span: Span::new(start, end), chain, name });
                        }
                        rest = after;
                    }
                } else {
                    let stop = rest.find(')').unwrap_or(rest.len());
                    let chain = &rest[..stop];
                    if let Some(at) = open.iter().rposition(|(other, _, _)| other == chain) {
                        let (chain, start, name) = open.remove(at);
                        mentions.push(GoldMention {
                            span: Span::new(start, end),
                            chain,
                            name: name || columns[3] == "PROPN",
                        });
                    }
                    rest = rest.get(stop + 1..).unwrap_or_default();
                }
            }
        }
    }
    mentions.sort_by_key(|mention| (mention.span.start, std::cmp::Reverse(mention.span.end)));
    Sample { id, text, mentions }
}

fn mmax(id: String, words: &str, coref: &str, sentences: &str, sections: &str) -> Sample {
    let number = |word: &str| word.trim_start_matches("word_").parse::<usize>().unwrap_or(0);
    let range = |span: &str| {
        let first = span.split(',').next().unwrap_or_default();
        let mut ends = first.split("..");
        let start = number(ends.next().unwrap_or_default());
        (start, ends.next().map_or(start, number))
    };
    let attribute = |line: &str, name: &str| {
        line.split(&format!(" {name}=\"")).nth(1).and_then(|rest| rest.split('"').next()).map(str::to_string)
    };
    let starts = |level: &str| {
        level.lines().filter_map(|line| attribute(line, "span")).map(|span| range(&span).0).collect::<BTreeSet<usize>>()
    };
    let (sentences, sections) = (starts(sentences), starts(sections));
    let mut text = String::new();
    let mut at: HashMap<usize, Span> = HashMap::new();
    for line in words.lines().filter(|line| line.contains("<word ")) {
        let Some(word) = line.split('>').nth(1).and_then(|rest| rest.split('<').next()) else { continue };
        let number = number(&attribute(line, "id").unwrap_or_default());
        let word = word
            .replace("&amp;", "&")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&apos;", "'");
        if !text.is_empty() {
            if sections.contains(&number) {
                text.push_str("\n\n");
            } else if sentences.contains(&number)
                || !(matches!(word.as_str(), "," | "." | ";" | ":" | ")" | "?" | "!" | "'s" | "n't" | "'re")
                    || text.ends_with('('))
            {
                text.push(' ');
            }
        }
        let start = text.len();
        text.push_str(&word);
        at.insert(number, Span::new(start, text.len()));
    }
    let mut mentions = Vec::new();
    for line in coref.lines().filter(|line| line.contains("<markable ")) {
        let (Some(span), Some(chain)) = (attribute(line, "span"), attribute(line, "coref_set")) else { continue };
        let (first, last) = range(&span);
        let (Some(first), Some(last)) = (at.get(&first), at.get(&last)) else { continue };
        let span = Span::new(first.start, last.end);
        let name = span.of(&text).split_whitespace().skip(1).any(|word| word.starts_with(char::is_uppercase))
            || span.of(&text).split_whitespace().count() == 1 && span.of(&text).starts_with(char::is_uppercase);
        mentions.push(GoldMention { span, chain, name });
    }
    mentions.sort_by_key(|mention| (mention.span.start, std::cmp::Reverse(mention.span.end)));
    Sample { id, text, mentions }
}

#[derive(Default)]
struct Links {
    right: usize,
    made: usize,
    gold: usize,
}

fn score(name: &str, samples: &[&Sample]) -> Result<Vec<Score>, EvalError> {
    let engine = crate::engine()?;
    let mut pronouns = Links::default();
    let mut roles = Links::default();
    let (mut found, mut all) = ([(0.0, 0.0, 0.0, 0.0); 3], [(0.0, 0.0, 0.0, 0.0); 3]);
    let mut wrong = Vec::new();
    for sample in samples {
        let report = report(&sample.id, &sample.text);
        let (analysis, _) = engine.analyse(&report);
        let mut predicted: Vec<(Span, String, MentionForm)> = Vec::new();
        for entity in &analysis.cast.entities {
            predicted.extend(entity.mentions.iter().map(|mention| (mention.span, entity.id.to_string(), mention.form)));
        }
        predicted.sort_by_key(|(span, _, _)| (span.start, std::cmp::Reverse(span.end)));
        let aligned = align(&sample.mentions, &predicted, &sample.text);
        // The gold chain of an entity: the one that most of its names have.
        let mut votes: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
        for (at, (_, id, form)) in predicted.iter().enumerate() {
            if let Some(gold) = aligned[at].filter(|_| *form == MentionForm::Name) {
                *votes.entry(id).or_default().entry(&sample.mentions[gold].chain).or_default() += 1;
            }
        }
        let chain_of: BTreeMap<&str, &str> = votes
            .iter()
            .filter_map(|(id, chains)| Some((*id, *chains.iter().max_by_key(|(_, count)| **count)?.0)))
            .collect();
        let named: BTreeSet<&str> =
            sample.mentions.iter().filter(|mention| mention.name).map(|mention| mention.chain.as_str()).collect();
        for mention in &sample.mentions {
            let word = mention.span.of(&sample.text).to_lowercase();
            if is_third_person(&word)
                && named.contains(mention.chain.as_str())
                && analysis.quotation_around(mention.span).is_none()
            {
                pronouns.gold += 1;
            }
        }
        let person = |id: &str| {
            let entity = analysis.cast.entities.iter().find(|entity| entity.id.to_string() == id);
            entity.is_some_and(|entity| entity.kind == EntityKind::Person)
        };
        for (at, (span, id, form)) in predicted.iter().enumerate().filter(|(_, (_, id, _))| person(id)) {
            let links = match form {
                MentionForm::Pronoun if is_third_person(&span.of(&sample.text).to_lowercase()) => &mut pronouns,
                MentionForm::Role => &mut roles,
                _ => continue,
            };
            let gold = aligned[at].map(|gold| sample.mentions[gold].chain.as_str());
            links.made += 1;
            if gold.is_some() && chain_of.get(id.as_str()).copied() == gold {
                links.right += 1;
            } else {
                wrong.push(format!(
                    "{}:{} `{}`→{}",
                    sample.id,
                    span.start,
                    span.of(&sample.text),
                    analysis
                        .cast
                        .entities
                        .iter()
                        .find(|entity| entity.id.to_string() == *id)
                        .map_or("", |entity| entity.name.as_str())
                ));
            }
        }
        let gold_all: Vec<(usize, &str)> =
            sample.mentions.iter().enumerate().map(|(at, mention)| (at, mention.chain.as_str())).collect();
        let system: Vec<(usize, &str)> = predicted
            .iter()
            .enumerate()
            .map(|(at, (_, id, _))| (aligned[at].unwrap_or(1_000_000 + at), id.as_str()))
            .collect();
        let reached: BTreeSet<usize> = aligned.iter().flatten().copied().collect();
        let gold_found: Vec<(usize, &str)> = gold_all.iter().filter(|(at, _)| reached.contains(at)).copied().collect();
        let system_found: Vec<(usize, &str)> = system.iter().filter(|(at, _)| *at < 1_000_000).copied().collect();
        let coreferring = without_singletons(&gold_all);
        let linked = without_singletons(&system);
        for (totals, gold, system) in [(&mut found, &gold_found, &system_found), (&mut all, &coreferring, &linked)] {
            for (total, metric) in totals.iter_mut().zip([muc, b_cubed, ceaf]) {
                let (p, of_p, r, of_r) = metric(&clusters(gold), &clusters(system));
                *total = (total.0 + p, total.1 + of_p, total.2 + r, total.3 + of_r);
            }
        }
    }
    let mut scores = Vec::new();
    for (what, links) in [("pronouns", pronouns), ("role phrases", roles)] {
        let (p, r, _) = precision_recall_f1(links.right, links.made, links.gold);
        let recall = if links.gold > 0 {
            format!("; recall {r:.3} of {} he/she outside quotations with a named antecedent", links.gold)
        } else {
            String::new()
        };
        scores.push(Score {
            name: format!("{name}: {what} precision"),
            value: p,
            note: format!("{} of {} right{recall}", links.right, links.made),
        });
    }
    for (what, totals) in [("on found mentions", found), ("all coreferring mentions", all)] {
        let mut sum = 0.0;
        let mut notes = Vec::new();
        for (metric, (p, of_p, r, of_r)) in ["MUC", "B3", "CEAF-e"].iter().zip(totals) {
            let ratio = |hit: f64, of: f64| if of == 0.0 { 0.0 } else { hit / of };
            let (p, r) = (ratio(p, of_p), ratio(r, of_r));
            let f1 = if p + r == 0.0 { 0.0 } else { 2.0 * p * r / (p + r) };
            sum += f1 / 3.0;
            notes.push(format!("{metric} P {p:.3} R {r:.3} F1 {f1:.3}"));
        }
        scores.push(Score { name: format!("{name}: CoNLL F1 {what}"), value: sum, note: notes.join("; ") });
    }
    if crate::show() {
        scores.push(Score { name: format!("{name}: wrong links"), value: wrong.len() as f64, note: wrong.join("; ") });
    }
    Ok(scores)
}

fn is_third_person(word: &str) -> bool {
    matches!(word, "he" | "him" | "his" | "himself" | "she" | "her" | "hers" | "herself")
}

/// For each prediction the gold mention with the same span; else the smallest that begins or ends with it, for names with a title or article.
fn align(gold: &[GoldMention], predicted: &[(Span, String, MentionForm)], text: &str) -> Vec<Option<usize>> {
    let mut taken = BTreeSet::new();
    let mut aligned: Vec<Option<usize>> = vec![None; predicted.len()];
    for exact in [true, false] {
        for (at, (span, _, form)) in predicted.iter().enumerate() {
            if aligned[at].is_some() {
                continue;
            }
            let fits = |mention: &GoldMention| {
                if exact {
                    mention.span == *span
                } else {
                    *form != MentionForm::Pronoun
                        && (mention.span.contains(*span) && starts_a_name(mention.span, *span, text)
                            || span.contains(mention.span) && mention.name)
                }
            };
            let best = gold
                .iter()
                .enumerate()
                .filter(|(gold, mention)| !taken.contains(gold) && fits(mention))
                .min_by_key(|(_, mention)| mention.span.len().abs_diff(span.len()));
            if let Some((gold, _)) = best {
                taken.insert(gold);
                aligned[at] = Some(gold);
            }
        }
    }
    aligned
}

/// Whether what stands before the inner span in the outer one is a title, not another phrase ("the attack on NAME").
fn starts_a_name(outer: Span, inner: Span, text: &str) -> bool {
    let before = &text[outer.start..inner.start];
    !before
        .split_whitespace()
        .any(|word| matches!(word, "of" | "in" | "on" | "for" | "by" | "from" | "with" | "to" | "at" | "and" | "'s"))
        && before.split_whitespace().count() <= 5
}

fn without_singletons<'s>(mentions: &[(usize, &'s str)]) -> Vec<(usize, &'s str)> {
    let mut size: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, chain) in mentions {
        *size.entry(chain).or_default() += 1;
    }
    mentions.iter().filter(|(_, chain)| size[chain] > 1).copied().collect()
}

type Clusters = Vec<BTreeSet<usize>>;

fn clusters(mentions: &[(usize, &str)]) -> Clusters {
    let mut by_chain: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (at, chain) in mentions {
        by_chain.entry(chain).or_default().insert(*at);
    }
    by_chain.into_values().collect()
}

/// MUC (Vilain et al. 1995): links. Returns hits and totals for precision and for recall.
fn muc(gold: &Clusters, system: &Clusters) -> (f64, f64, f64, f64) {
    let side = |from: &Clusters, to: &Clusters| {
        let (mut hits, mut total) = (0.0, 0.0);
        for cluster in from {
            let parts: BTreeSet<usize> =
                cluster.iter().filter_map(|mention| to.iter().position(|other| other.contains(mention))).collect();
            let missing = cluster.iter().filter(|mention| !to.iter().any(|other| other.contains(mention))).count();
            hits += (cluster.len() - parts.len() - missing) as f64;
            total += (cluster.len() - 1) as f64;
        }
        (hits, total)
    };
    let (p, of_p) = side(system, gold);
    let (r, of_r) = side(gold, system);
    (p, of_p, r, of_r)
}

/// B³ (Bagga and Baldwin 1998).
fn b_cubed(gold: &Clusters, system: &Clusters) -> (f64, f64, f64, f64) {
    let side = |from: &Clusters, to: &Clusters| {
        let (mut hits, mut total) = (0.0, 0.0);
        for cluster in from {
            for mention in cluster {
                let other = to.iter().find(|other| other.contains(mention));
                hits += other.map_or(0.0, |other| cluster.intersection(other).count() as f64 / cluster.len() as f64);
                total += 1.0;
            }
        }
        (hits, total)
    };
    let (p, of_p) = side(system, gold);
    let (r, of_r) = side(gold, system);
    (p, of_p, r, of_r)
}

/// CEAF with φ4 (Luo 2005), the alignment found greedily by similarity.
fn ceaf(gold: &Clusters, system: &Clusters) -> (f64, f64, f64, f64) {
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (i, a) in gold.iter().enumerate() {
        for (j, b) in system.iter().enumerate() {
            let common = a.intersection(b).count();
            if common > 0 {
                pairs.push((2.0 * common as f64 / (a.len() + b.len()) as f64, i, j));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let (mut used_gold, mut used_system) = (BTreeSet::new(), BTreeSet::new());
    let mut sum = 0.0;
    for (similarity, i, j) in pairs {
        if !used_gold.contains(&i) && !used_system.contains(&j) {
            used_gold.insert(i);
            used_system.insert(j);
            sum += similarity;
        }
    }
    (sum, system.len() as f64, sum, gold.len() as f64)
}
