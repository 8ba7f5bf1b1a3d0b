//! Which event a figure belongs to: that among whose victims it stands, that whose word it hangs from, else one told before it that
//! takes such figures. What a year or a war did is of no one event.

use super::Draft;
use super::clause::{self, Arguments, is_verb};
use super::order::{Order, sentences_before, within};
use super::outcomes::REACH;
use crate::Analysis;
use crate::months::is_year;
use variorum_language::Doc;
use variorum_record::{Effect, Figure, Measure, Participant};

/// Gives figures to the events they belong to.
pub(crate) fn claim_figures(analysis: &Analysis, drafts: &mut [Draft], figures: &mut [Figure]) {
    let doc = &analysis.doc;
    let mut by_token: Vec<Option<usize>> = vec![None; doc.len()];
    for (i, draft) in drafts.iter().enumerate() {
        for &token in std::iter::once(&draft.token).chain(&draft.mentions) {
            by_token[token].get_or_insert(i);
        }
    }
    let order = Order::of(doc, drafts);
    for index in 0..figures.len() {
        let figure = &figures[index];
        let rate = figure.unit.as_deref().is_some_and(|unit| unit.contains('/'));
        if rate
            || figure.standing.is_some()
            || matches!(
                figure.measures,
                Measure::Age | Measure::Share | Measure::Money | Measure::Votes | Measure::Rate
            )
        {
            continue;
        }
        let before = analysis.text()[..figure.span.start].trim_end();
        if before.ends_with(" from") || before.ends_with(" earlier") {
            continue;
        }
        // People detained belong to an arrest before they belong to an attack.
        let arrests: &[&str] = if figure.measures == Measure::Detained { &["coerce"] } else { &[] };
        // … unless they are whom its own word takes: "the kidnapping of four".
        let own = taken_by(doc, figure).and_then(|deed| by_token[deed]).filter(|_| !arrests.is_empty());
        let own = own.or_else(|| suffered(figure, drafts));
        let found = own.or_else(|| {
            (!arrests.is_empty()).then(|| event_of(doc, figure, arrests, &by_token, drafts, &order)).flatten()
        });
        if let Some(found) = found.or_else(|| event_of(doc, figure, kinds(figure), &by_token, drafts, &order)) {
            drafts[found].figures.push(index);
        }
    }
}

/// The event among whose targets a figure's words stand as those whom it measures.
fn suffered(figure: &Figure, drafts: &[Draft]) -> Option<usize> {
    let effect = match figure.measures {
        Measure::Killed => Effect::Killed,
        Measure::Injured => Effect::Injured,
        _ => return None,
    };
    let whom = |target: &Participant| {
        target.effect == Some(effect) && target.span.is_some_and(|span| span.overlaps(figure.span))
    };
    drafts.iter().position(|draft| draft.is_attack() && draft.targets.iter().any(whom))
}

/// The noun of whose "of" phrase a figure is the head: "the kidnapping of four aid workers".
fn taken_by(doc: &Doc, figure: &Figure) -> Option<usize> {
    let tokens = doc.tokens_in(figure.span.into());
    let head = tokens.clone().find(|&token| !doc.is_root(token) && !tokens.contains(&doc.head(token)))?;
    let of = doc.head(head);
    (doc.dep(head) == "pobj" && doc.lemma(of) == "of" && !doc.is_root(of)).then(|| doc.head(of))
}

/// The kinds of event that a figure can belong to; none named: any.
fn kinds(figure: &Figure) -> &'static [&'static str] {
    match figure.measures {
        Measure::Killed
        | Measure::Injured
        | Measure::Missing
        | Measure::Damaged
        | Measure::Launched
        | Measure::Intercepted => &["assault", "fight"],
        Measure::Detained => &["coerce", "assault"],
        _ => &[],
    }
}

/// The event of a figure.
fn event_of(
    doc: &Doc,
    figure: &Figure,
    kinds: &[&str],
    by_token: &[Option<usize>],
    drafts: &[Draft],
    order: &Order,
) -> Option<usize> {
    let tokens = doc.tokens_in(figure.span.into());
    let start = tokens.clone().find(|&token| !tokens.contains(&doc.head(token)) || doc.is_root(token))?;
    let fits = |index: usize| kinds.is_empty() || kinds.contains(&drafts[index].kind);
    let specific = !kinds.is_empty();
    let mut at = start;
    for depth in 0..8 {
        if let Some(index) = by_token[at].filter(|&index| fits(index)) {
            return Some(index);
        }
        let below = clause::prepositions(doc, at)
            .into_iter()
            .filter(|(word, _)| ["in", "during", "from", "by"].contains(&word.as_str()));
        if specific
            && depth < 4
            && let Some(index) = below.filter_map(|(_, object)| by_token[object]).find(|&index| fits(index))
        {
            return Some(index);
        }
        if is_verb(doc, at) && (specific || depth < 2) {
            let outer: Arguments = clause::of_verb(doc, at);
            if let Some(index) = outer
                .subjects
                .iter()
                .chain(&outer.objects)
                .find_map(|&subject| by_token[subject])
                .filter(|&index| fits(index))
            {
                return Some(index);
            }
            if !specific {
                break;
            }
        }
        if doc.is_root(at) {
            break;
        }
        at = doc.head(at);
    }
    if !matches!(figure.measures, Measure::Killed | Measure::Injured | Measure::Detained | Measure::Launched) {
        return None;
    }
    // "the war has killed tens of thousands": what a war, a storm or a year did is of no one event told before.
    let verb = doc.ancestors(start).take(3).find(|&at| is_verb(doc, at));
    let sums = |verb: usize| {
        ["kill", "wound", "injure", "claim", "leave", "cost"].contains(&doc.lemma(verb))
            && clause::of_verb(doc, verb).subjects.iter().any(|&subject| {
                ["war", "conflict", "violence", "fighting", "insurgency", "unrest", "crisis", "disaster"]
                    .contains(&doc.lemma(subject).to_lowercase().as_str())
            })
            && doc.children(verb).any(|child| doc.dep(child) == "aux" && doc.lemma(child) == "have")
    };
    if verb.is_some_and(|verb| sums(verb) || sums_up(doc, verb)) {
        return None;
    }
    let sentence = clause::sentence(doc, start);
    let told = |index: usize| drafts[index].is_told() && kinds.contains(&drafts[index].kind);
    // "put the toll at 32 and said that soldiers had killed 20": a toll is of what was told before.
    let toll = doc.ancestors(start).take(3).find(|&at| is_verb(doc, at)).is_some_and(|verb| {
        doc.children(verb).any(|child| child < start && doc.lemma(child).eq_ignore_ascii_case("toll"))
    });
    let up_to = if toll { sentence.end.min(start + 1).max(sentence.start) } else { sentence.end };
    order.nearest(sentence.start..up_to, start, told).or_else(|| {
        let reach = if figure.measures == Measure::Detained { 0 } else { REACH };
        let mut before =
            within(&order.words, sentences_before(doc, start, reach)).filter(|_| !order.accident(&sentence));
        // The last word for it before the figure.
        before.rfind(|&(_, index)| told(index)).map(|(_, index)| index)
    })
}

/// "have died this year", "have been killed so far this year", "have been killed since 2014": a sum over a stretch of time, not the toll of one
/// event.
pub(super) fn sums_up(doc: &Doc, verb: usize) -> bool {
    let perfect = doc.children(verb).any(|child| doc.dep(child) == "aux" && doc.lemma(child) == "have");
    let this_year = |child: usize| {
        doc.lemma(child) == "year" && doc.children(child).any(|det| doc.lemma(det).eq_ignore_ascii_case("this"))
    };
    let year = |token: usize| is_year(doc.lemma(token));
    let stretch = |child: usize| match doc.dep(child) {
        "npadvmod" => this_year(child),
        "prep" if ["since", "in", "during"].contains(&doc.lemma(child).to_lowercase().as_str()) => {
            doc.child(child, &["pobj"]).is_some_and(|object| {
                this_year(object) || doc.lemma(child).eq_ignore_ascii_case("since") && doc.subtree(object).any(year)
            })
        }
        _ => false,
    };
    perfect && doc.children(verb).any(stretch)
}

/// "A fatal shooting … a man was found with gunshot wounds": of the one victim that the report tells, the deed says what became.
pub(crate) fn deadly(doc: &Doc, draft: &mut Draft, figures: &mut [Figure]) {
    let fatal = |token: usize| {
        doc.tag(token) == "NN"
            && doc.children(token).any(|child| ["fatal", "deadly"].contains(&doc.lemma(child).to_lowercase().as_str()))
    };
    let killed = draft.targets.iter().any(|target| target.effect == Some(Effect::Killed))
        || draft
            .figures
            .iter()
            .any(|&figure| figures[figure].measures == Measure::Killed && figures[figure].low != Some(0.0));
    let mut harmed = draft.targets.iter_mut().filter(|target| target.effect == Some(Effect::Injured));
    let (Some(victim), None) = (harmed.next(), harmed.next()) else { return };
    let head = victim.span.and_then(|span| doc.tokens_in(span.into()).last());
    let one = head.is_some_and(|head| matches!(doc.tag(head), "NN" | "NNP"));
    let told = std::iter::once(draft.token).chain(draft.mentions.iter().copied()).any(fatal);
    let many = draft.figures.iter().any(|&figure| {
        figures[figure].measures == Measure::Injured && figures[figure].low.is_some_and(|low| low > 1.0)
    });
    if draft.kind == "assault" && told && one && !killed && !many {
        victim.effect = Some(Effect::Killed);
        for &figure in &draft.figures {
            if figures[figure].measures == Measure::Injured {
                figures[figure].measures = Measure::Killed;
            }
        }
    }
}
