//! Numbers that count or measure something, with qualifier, unit and meaning.
//!
//! [`numbers`] finds them in the text, [`measures`] says from the tree what they measure; here they become figures: the counted noun
//! gives the unit, a figure under "including" or "among them" names its whole, an enclosing statement gives the source. "A soldier was
//! wounded" counts one: the article is a number where it says what became of somebody.

pub(crate) mod measures;
mod nobody;
pub(crate) mod numbers;
mod parts;
mod standing;
pub(crate) mod tables;
mod traps;

use crate::Analysis;
use crate::extract::events::participants::weapon_at;
use crate::extract::events::triggers::agent_like;
use crate::holders::Holders;
use crate::window::last_words;
use crate::words::{BUILDINGS, COLLECTIVE, SETTLEMENTS, VEHICLES, WORTH};
use measures::{Meaning, is_casualty};
use numbers::Number;
use tables::{UNITS, is_person};
use variorum_language::Doc;
use variorum_record::{EntityId, Figure, FigureId, Measure, Span, Statement, Time, TimeKind};

/// The figures of a report, in order. `event` is left open: events claim their figures.
pub fn find(analysis: &Analysis, statements: &[Statement], times: &[Time]) -> Vec<Figure> {
    let doc = &analysis.doc;
    let mut figures: Vec<Figure> = Vec::new();
    let said = SaidWhere::new(statements);
    for sentence in 0..doc.sentences.len() {
        let tokens = doc.sentences[sentence].clone();
        if tokens.is_empty() {
            continue;
        }
        let from = figures.len();
        let numbers = numbers::find(analysis.text(), analysis.sentence_span(sentence));
        for number in &numbers {
            if let Some(mut figure) = figure(analysis, number, times) {
                rate(analysis, &mut figure);
                // "five were wounded, one of them badly": one of those just counted.
                let of_them = is_one_of_them(analysis, &figure);
                if !of_them || figures[from..].last().is_some_and(|whole| is_casualty(whole.measures)) {
                    figures.push(figure);
                }
            }
        }
        for token in tokens {
            // "Both" takes up two people: they count once.
            let two = |known: &Figure| known.low == Some(2.0) && known.unit.as_deref() == Some("person");
            if let Some(figure) = article(analysis, token)
                && !figures[from..].iter().any(|known| known.span.overlaps(figure.span))
                && !(figure.low == Some(2.0) && figures.iter().rev().take(100).any(two))
            {
                figures.push(figure);
            }
            if let Some(figure) = nobody::at(doc, token)
                && !figures[from..].iter().any(|known| known.span.overlaps(figure.span))
            {
                figures.push(figure);
            }
        }
        figures[from..].sort_by_key(|figure| figure.span);
        for i in from..figures.len() {
            figures[i].id = FigureId(i as u32 + 1);
            figures[i].source = said.source(figures[i].span);
            figures[i].standing = standing::of(doc, &figures[i]);
        }
        for i in from..figures.len() {
            parts::join(analysis, &mut figures, i);
            // "88 votes to 61", "88 votes against 61"
            let votes = i > from && figures[i - 1].measures == Measure::Votes && figures[i].measures == Measure::Other;
            let joined = || analysis.text().get(figures[i - 1].span.end..figures[i].span.start).map_or("", str::trim);
            if votes && ["to", "against"].contains(&joined()) {
                (figures[i].measures, figures[i].unit) = (Measure::Votes, figures[i - 1].unit.clone());
            }
        }
    }
    figures
}

/// A number that counts something.
fn figure(analysis: &Analysis, number: &Number, times: &[Time]) -> Option<Figure> {
    let doc = &analysis.doc;
    let text = analysis.text();
    let tokens = doc.tokens_in(number.core.into());
    let (first, last) = match tokens.is_empty() {
        true => doc.token_at(number.core.start).map(|token| (token, token))?,
        false => (tokens.start, tokens.end - 1),
    };
    let mut span = number.span;
    let mut unit = number.unit.map(|unit| unit.name.to_string());
    let mut measure = number.unit.map(|unit| unit.measure);
    // A stretch of time is a figure too; a date or a time that comes again is none.
    let time = times.get(times.partition_point(|time| time.span.end <= number.core.start));
    let time = time.filter(|time| time.span.overlaps(number.core));
    let in_time = time.is_some();
    let dated = time.is_some_and(|time| time.kind != TimeKind::Duration);
    let mut person = false;
    let head = head_of(doc, first, last);
    let noun = measures::counted(doc, head);

    if is_clock(text, number, head == noun) {
        return None;
    }
    // "53-year-old", "40-tonne", "two-thirds"
    if let Some(tail) = number.tail {
        let words = tail.of(text).to_lowercase();
        let word = words.split(['-', '–']).next().unwrap_or("");
        if ["first", "second", "th", "st", "nd", "rd", "way", "star", "time", "sided"].contains(&word) {
            return None;
        }
        span.end = tail.end;
        if words.ends_with("old") {
            let of = ["month", "week", "day"].into_iter().find(|unit| words.contains(unit)).unwrap_or("year");
            (measure, unit) = (Some(Measure::Age), Some(of.to_string()));
        } else if ["third", "thirds", "quarter", "quarters", "fifth", "fifths"].contains(&word) {
            span = with_of(doc, Span::new(span.start, tail.end), last + 1);
            let parts = match word.trim_end_matches('s') {
                "third" => 3.0,
                "quarter" => 4.0,
                _ => 5.0,
            };
            let percent = |n: f64| (n / parts * 10_000.0).round() / 100.0;
            let share = Number { low: number.low.map(percent), high: number.high.map(percent), ..number.clone() };
            return Some(new(&share, span, Some("percent".to_string()), Measure::Share));
        } else {
            let known = UNITS.get(word).or_else(|| UNITS.get(word.trim_end_matches('s')));
            if dated && known.is_some_and(|unit| unit.measure == Measure::Duration) {
                return None;
            }
            measure = Some(known.map_or(Measure::Other, |unit| unit.measure));
            unit = Some(known.map_or(word, |unit| unit.name).to_string());
        }
        return Some(new(number, span, unit, measure.unwrap_or(Measure::Other)));
    }
    // "Solveig Dahl, 71, saw", "aged 71", "71 years old"
    if measure.is_none_or(|measure| measure == Measure::Duration)
        && (is_age(analysis, number, first, last) || !in_time && is_years(analysis, number, head, last))
    {
        return Some(new(number, span, Some("year".into()), Measure::Age));
    }
    // "44 pounds of explosive", "150 pounds (68 kilograms)"
    if measure == Some(Measure::Money) && unit.as_deref() == Some("GBP") && weighs(doc, last, &text[span.end..]) {
        (measure, unit) = (Some(Measure::Weight), Some("pound".to_string()));
    }
    match measure {
        Some(Measure::Share) => {
            // "of Ukrainian territory" belongs to a share.
            return Some(new(number, with_of(doc, span, last + 1), unit, Measure::Share));
        }
        Some(Measure::Duration) if dated => return None,
        Some(Measure::Other) if unit.as_deref() == Some("times") => {
            return Some(new(number, span, unit, Measure::Rate));
        }
        // Of hectares and barrels the verb says what became of them.
        Some(Measure::Other) => {}
        Some(measure) => return Some(new(number, span, unit, measure)),
        None if in_time => return None,
        None => {}
    }

    // "a mother of three": children, whatever became of her.
    if measure.is_none() && unit.is_none() && parent_of(doc, head) {
        return Some(new(number, span, Some("person".into()), Measure::Count));
    }

    // The counted noun.
    let own_noun = noun > last || noun < first;
    let mut of_number = false;
    let mut counted = own_noun.then_some(noun).filter(|&noun| noun > last && noun <= last + 12);
    if counted.is_none() {
        let of = doc
            .children(head)
            .find(|&child| child > last && child <= last + 2 && doc.dep(child) == "prep" && doc.lemma(child) == "of");
        counted = of.and_then(|of| doc.child(of, &["pobj"]));
        of_number = counted.is_some_and(|object| doc.child(object, &["nummod"]).is_some());
        if number.weak && of.is_some() && doc.lemma(head) == "one" {
            // "one of the …"
            let meaning = measures::of(doc, head, head);
            if !meaning.is_some_and(|meaning| is_casualty(meaning.measure)) {
                let them = counted.filter(|&them| them == last + 2 && is_told_apart(doc, them))?;
                let span = Span::new(span.start, doc.span(them).end);
                return Some(new(number, span, Some("person".into()), Measure::Count));
            }
        }
    }
    // "140 attempts to enter": where the tree hangs the number elsewhere, the plural right behind it is counted.
    if counted.is_none() && unit.is_none() && last + 1 < doc.len() && doc.tag(last + 1) == "NNS" && !number.weak {
        counted = Some(last + 1);
    }
    // "updated 1404 07.04.2017": nothing is counted by a date.
    counted = counted.filter(|&noun| doc.lemma(noun).contains(char::is_alphabetic));
    if let Some(noun) = counted {
        let lemma = doc.lemma(noun).to_lowercase();
        let known = UNITS.get(lemma.as_str());
        if let Some(known) = known.filter(|known| known.measure != Measure::Other) {
            if known.measure == Measure::Duration && dated {
                return None;
            }
            span.end = doc.span(noun).end;
            return Some(new(number, span, Some(known.name.to_string()), known.measure));
        }
        person = is_person(&lemma) || doc.name_at(noun).is_some_and(|name| doc.name_label(name) == "NORP");
        let name = known.map_or(lemma, |known| known.name.to_string());
        unit = match unit {
            Some(unit) => Some(unit),
            None if person => Some("person".to_string()),
            None if doc.pos(noun) == "PRON" => None,
            None => Some(name),
        };
        if doc.span(noun).end > span.end
            && !of_number
            && doc.token_at(span.start).is_some_and(|start| doc.tokens[start].sentence == doc.tokens[noun].sentence)
        {
            span.end = doc.span(noun).end;
        }
    }
    // "54 of 60 drones": the tree may hang the first number beside the second.
    let part = last + 2 < doc.len()
        && doc.lemma(last + 1) == "of"
        && matches!(doc.tag(last + 2), "CD")
        && doc.dep(head) == "quantmod"
        && own_noun;
    if part {
        span.end = number.span.end;
    }
    // "a dozen or so killed": behind the words that loosen the number.
    let closing = doc.tokens_in(number.span.into()).last().unwrap_or(last).max(last);
    let found = (if part { measures::part(doc, noun) } else { measures::of(doc, noun, head) })
        .or_else(|| (head != noun).then(|| measures::of(doc, head, head)).flatten())
        .filter(|meaning| meaning.measure != Measure::Other)
        .or_else(|| measures::beside(doc, first, closing.max(counted.unwrap_or(last))));
    let partitive = || counted.filter(|_| !own_noun || of_whole(doc, head)).and_then(|noun| measures::named(doc, noun));
    let found = found.or_else(|| partitive().map(|measure| Meaning { measure, anchor: head, earlier: false }));
    // "seven of the nine soldiers were wounded": nine is the whole, of which seven were.
    let whole = number.low.is_some()
        && doc.dep(noun) == "pobj"
        && doc.lemma(doc.head(noun)) == "of"
        && matches!(doc.tag(doc.head(doc.head(noun))), "CD")
        && doc.dep(head) == "nummod";
    let found = found.filter(|meaning| !(whole && measures::is_casualty(meaning.measure)));
    let meaning = match found {
        Some(meaning) => meaning,
        // "a city of 61,000"
        None if counted.is_none() && unit.is_none() && inhabits(doc, head) => {
            return Some(new(number, span, Some("person".into()), Measure::Count));
        }
        None if number.weak && (counted.is_none() || doc.dep(head) != "nummod") => return None,
        None if counted.is_none() && unit.is_none() && number.qualifier.is_none() && loose(doc, head, number) => {
            return None;
        }
        None => Meaning {
            measure: if counted.is_some() && measure.is_none() { Measure::Count } else { Measure::Other },
            anchor: head,
            earlier: false,
        },
    };
    // "detained two men and 40 rifles": things are taken, not detained.
    let thing = counted.is_some_and(|noun| !person && !agent_like(doc, noun) && doc.lemma(noun) != "other");
    let meaning = match meaning.measure {
        Measure::Detained if thing => Meaning { measure: Measure::Count, ..meaning },
        _ => meaning,
    };
    // "two children were not hurt": they are counted, and nothing became of them.
    let meaning = match meaning.measure {
        measure if is_casualty(measure) && measures::denied(doc, meaning.anchor) => {
            Meaning { measure: Measure::Count, ..meaning }
        }
        _ => meaning,
    };
    // "I have met one Sorvian in my life": no count of anything.
    if number.weak && meaning.measure == Measure::Count && person {
        return None;
    }
    // "two shootings, one of them deadly": deeds are counted, not people.
    // "injured six people and two cars were damaged": nor are things.
    let deed =
        counted.is_some_and(|noun| !person && (super::events::is_event_noun(doc, noun) || is_lifeless(doc, noun)));
    let meaning = match meaning.measure {
        Measure::Killed | Measure::Injured if deed => Meaning { measure: Measure::Count, ..meaning },
        _ => meaning,
    };
    // "dozens more", "eight others", "80 injured"
    let end_token = doc.tokens_in(span.start..span.end).end;
    let sentence_end = doc.sentence_of(last).end;
    let mut at = end_token;
    while at < sentence_end
        && (["more", "other", "others"].contains(&doc.lemma(at).to_lowercase().as_str())
            || at == meaning.anchor && is_casualty(meaning.measure) && is_participle(doc, at))
    {
        span.end = doc.span(at).end;
        at += 1;
    }
    if unit.is_none() && is_casualty(meaning.measure)
        || unit.as_deref() == Some("other")
        || unit.as_deref() == Some("life")
    {
        (unit, person) = (Some("person".to_string()), true);
    }
    if unit.as_deref().is_some_and(|unit| {
        ["death", "fatality", "casualty", "injury", "dead", "wounded", "wound", "injured", "injure", "hurt", "body"]
            .contains(&unit)
    }) {
        unit = Some("person".to_string());
    }
    if !person && matches!(meaning.measure, Measure::Killed | Measure::Injured) && unit.is_none() {
        unit = Some("person".to_string());
    }
    // "5000 die every week"
    if let (Some(kind), true) = (&unit, is_casualty(meaning.measure))
        && let Some(per) = per(doc, meaning.anchor)
    {
        unit = Some(format!("{kind}/{per}"));
    }
    Some(new(number, span, unit, meaning.measure))
}

/// Whether a noun stands for what cannot be hurt: a vehicle, a building, a weapon.
fn is_lifeless(doc: &Doc, noun: usize) -> bool {
    let lemma = doc.lemma(noun).to_lowercase();
    VEHICLES.contains(&lemma.as_str()) || BUILDINGS.contains(&lemma.as_str()) || weapon_at(doc, noun).is_some()
}

/// Whether a figure is "one of them".
fn is_one_of_them(analysis: &Analysis, figure: &Figure) -> bool {
    let text = figure.span.of(analysis.text()).to_lowercase();
    figure.measures == Measure::Count && ["one of them", "one of whom"].contains(&text.as_str())
}

/// "one of them seriously", "one of whom, a nurse": the one is told apart by how it fared or who it is, not by what it did.
fn is_told_apart(doc: &Doc, them: usize) -> bool {
    let next = them + 1;
    matches!(doc.lemma(them).to_lowercase().as_str(), "they" | "them" | "whom" | "who")
        && next < doc.len()
        && doc.tokens[next].sentence == doc.tokens[them].sentence
        && (matches!(doc.tag(next), "RB" | "JJ" | "DT") || matches!(doc.lemma(next), "," | "in"))
}

/// Whether pounds weigh something: a weight in brackets follows, or "of" with what is no money's worth.
fn weighs(doc: &Doc, number: usize, after: &str) -> bool {
    let bracket = after.trim_start().strip_prefix('(').is_some_and(|inner| {
        let unit = inner.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '-'));
        unit.len() < inner.len() && ["kg", "kilo", "gram", "tonne", "ton"].iter().any(|start| unit.starts_with(start))
    });
    let word = number + 1;
    let spelled = word < doc.len() && doc.lemma(word).eq_ignore_ascii_case("pound")
        || number < doc.len() && doc.lemma(number).eq_ignore_ascii_case("pound");
    let of = (number..(number + 3).min(doc.len())).find(|&token| doc.lemma(token) == "of");
    let object = of.and_then(|of| doc.child(of, &["pobj"])).map(|object| doc.lemma(object).to_lowercase());
    spelled && (bracket || object.is_some_and(|object| !WORTH.contains(&object.as_str())))
}

/// A bare number of children: "a mother of three", "the father of two".
fn parent_of(doc: &Doc, number: usize) -> bool {
    let of = doc.head(number);
    let parent = doc.head(of);
    doc.dep(number) == "pobj"
        && doc.lemma(of) == "of"
        && ["mother", "father", "parent", "mom", "mum", "dad", "grandmother", "grandfather", "widow", "widower"]
            .contains(&doc.lemma(parent).to_lowercase().as_str())
}

/// "80 injured", but not "five people died".
fn is_participle(doc: &Doc, token: usize) -> bool {
    matches!(doc.tag(token), "VBN" | "JJ" | "NN" | "NNS")
        && !doc.children(token).any(|child| matches!(doc.dep(child), "aux" | "auxpass"))
}

fn new(number: &Number, span: Span, unit: Option<String>, measures: Measure) -> Figure {
    Figure {
        id: FigureId(0),
        span,
        low: number.low,
        high: number.high,
        qualifier: number.qualifier.clone(),
        unit,
        of: None,
        measures,
        event: None,
        source: None,
        standing: None,
    }
}

/// The token of a number that its noun or verb governs.
fn head_of(doc: &Doc, first: usize, last: usize) -> usize {
    (first..=last).rev().find(|&token| !(first..=last).contains(&doc.head(token)) || doc.is_root(token)).unwrap_or(last)
}

/// A number that nothing counts with: part of an address, a list, a code.
fn loose(doc: &Doc, head: usize, number: &Number) -> bool {
    matches!(doc.dep(head), "nummod" | "appos" | "punct" | "ROOT" | "dep" | "nmod" | "compound" | "npadvmod")
        || number.weak
}

/// In how many bytes before a number the words for an age stand.
const AGES: usize = 120;

/// "between the ages of nine and", "aged between", "from the age of": what stands before a number that is an age.
fn of_ages(before: &str) -> bool {
    let mut words = last_words(before, AGES).rsplit(' ').map(str::to_lowercase).take(6);
    let mut word = words.next();
    if matches!(word.as_deref(), Some("and" | "to" | "or")) {
        // The other end of the range.
        words.next();
        word = words.next();
    }
    let before = words.next();
    match word.as_deref() {
        Some("aged" | "ages") => true,
        Some("of") => matches!(before.as_deref(), Some("age" | "ages")),
        Some("between" | "from") => matches!(before.as_deref(), Some("aged" | "ages")),
        _ => false,
    }
}

fn is_age(analysis: &Analysis, number: &Number, first: usize, last: usize) -> bool {
    let text = analysis.text();
    let before = text[..number.span.start].trim_end();
    let after = &text[number.span.end..];
    if [" aged", "(aged", ",aged", " age"].iter().any(|word| before.ends_with(word))
        || before == "Aged"
        || of_ages(before)
        || after.trim_start().starts_with("years old")
        || after.trim_start().starts_with("years of age")
    {
        return true;
    }
    if after.trim_start().starts_with("old")
        && number.unit.is_some_and(|unit| unit.name == "year" || unit.name == "month")
    {
        return true;
    }
    let whole =
        number.low.is_some_and(|n| (0.0..=110.0).contains(&n)) && number.qualifier.is_none() && number.unit.is_none();
    let comma_before = before.ends_with(',') || before.ends_with('(');
    let comma_after =
        after.starts_with(',') || after.starts_with(')') || after.starts_with('.') || after.starts_with(';');
    let digits = text[number.core.start..].starts_with(|c: char| c.is_ascii_digit()) && first == last;
    // After a name: "Mara Olin, 71,"
    let name = before.trim_end_matches([',', '(']).trim_end();
    let last_word = last_words(name, AGES).rsplit(' ').next().unwrap_or("");
    let months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    whole
        && digits
        && comma_before
        && comma_after
        && last_word.starts_with(char::is_uppercase)
        && !months.contains(&last_word)
        && !last_word.ends_with('.')
}

/// "He is 70 now", "a widower of 66", "At 16 she is": a bare number that can only be somebody's years.
fn is_years(analysis: &Analysis, number: &Number, head: usize, last: usize) -> bool {
    let doc = &analysis.doc;
    let bare = number.low.is_some_and(|n| (2.0..=110.0).contains(&n) && n.fract() == 0.0)
        && number.high == number.low
        && number.qualifier.as_deref().is_none_or(|word| matches!(word, "only" | "just" | "about" | "around"))
        && number.unit.is_none()
        && !number.weak
        && !doc.children(head).any(|kid| doc.lemma(kid) == "of");
    if !bare || doc.is_root(head) || !matches!(doc.pos(head), "NUM") {
        return false;
    }
    let above = doc.head(head);
    let person = |token: usize| {
        matches!(analysis.word(token).to_lowercase().as_str(), "he" | "she" | "i" | "who")
            || doc.name_at(token).is_some_and(|name| doc.name_label(name) == "PERSON")
            || is_person(doc.lemma(token)) && matches!(doc.tag(token), "NN")
    };
    match doc.dep(head) {
        "attr" | "acomp" if matches!(doc.lemma(above), "be" | "turn") => {
            doc.child(above, &["nsubj"]).is_some_and(person)
        }
        "dobj" if doc.lemma(above) == "turn" => doc.child(above, &["nsubj"]).is_some_and(person),
        "pobj" if doc.lemma(above) == "of" => {
            let noun = doc.head(above);
            // Of a father of seven the seven are children.
            let one = doc.children(noun).any(|kid| doc.dep(kid) == "det" && matches!(doc.lemma(kid), "a" | "an"));
            noun < above
                && one
                && matches!(doc.tag(noun), "NN")
                && is_person(doc.lemma(noun))
                && !COLLECTIVE.contains(&doc.lemma(noun).to_lowercase().as_str())
        }
        "pobj" if doc.lemma(above).eq_ignore_ascii_case("at") => {
            // "At 16 she", "at 16, she"
            let next = last + 1 + usize::from(last + 1 < doc.len() && analysis.word(last + 1) == ",");
            let opens = above == doc.sentence_of(above).start || analysis.word(above - 1) == ",";
            opens && next < doc.len() && person(next)
        }
        _ => false,
    }
}

/// Whether a number's token hangs from "of" behind a place where people live.
fn inhabits(doc: &Doc, head: usize) -> bool {
    let of = doc.head(head);
    doc.dep(head) == "pobj" && doc.lemma(of) == "of" && SETTLEMENTS.contains(&doc.lemma(doc.head(of)))
}

/// "at 2220", "at 0030 today": hours and minutes as soldiers and agencies write them.
fn is_clock(text: &str, number: &Number, alone: bool) -> bool {
    let digits = number.core.of(text);
    let value = digits.parse::<u32>().unwrap_or(9999);
    let before = text.get(..number.core.start).unwrap_or("").trim_end();
    let at =
        before.get(before.len().saturating_sub(3)..).is_some_and(|end| end.trim_start().eq_ignore_ascii_case("at"));
    alone && digits.len() == 4 && value < 2400 && value % 100 < 60 && at
}

/// Whether a number has an "of" behind it: "three of the dead".
fn of_whole(doc: &Doc, head: usize) -> bool {
    doc.children(head).any(|child| child > head && doc.dep(child) == "prep" && doc.lemma(child) == "of")
}

/// "six rounds a minute", "60 kilometres per hour": a count in a stretch of time is a rate.
fn rate(analysis: &Analysis, figure: &mut Figure) {
    let doc = &analysis.doc;
    if !matches!(figure.measures, Measure::Count | Measure::Other | Measure::Launched | Measure::Distance) {
        return;
    }
    let at = doc.tokens_in(figure.span.into()).end;
    if at + 1 >= doc.len() || doc.tokens[at].sentence != doc.tokens[at + 1].sentence {
        return;
    }
    let each = ["a", "an", "per", "each", "every"].contains(&analysis.word(at).to_lowercase().as_str());
    let unit = UNITS.get(doc.lemma(at + 1).to_lowercase().as_str()).filter(|unit| unit.measure == Measure::Duration);
    // "500 a week earlier": when, not how often.
    let when = at + 2 < doc.len()
        && ["earlier", "ago", "before", "later", "after"].contains(&analysis.word(at + 2).to_lowercase().as_str());
    if let Some(unit) = unit.filter(|_| each && !when) {
        figure.measures = Measure::Rate;
        figure.unit = figure.unit.take().map(|counted| format!("{counted}/{}", unit.name));
        figure.span.end = doc.span(at + 1).end;
    }
}

/// `span` with an "of" phrase that begins at token `at`.
fn with_of(doc: &Doc, span: Span, at: usize) -> Span {
    let at = (at..(at + 2).min(doc.len())).find(|&token| doc.span(token).start >= span.end);
    // "half the town"
    let noun = at.filter(|&token| matches!(doc.tag(token), "DT" | "PRP$")).map(|token| doc.head(token));
    if let Some(noun) = noun.filter(|&noun| at.is_some_and(|at| noun > at && noun < at + 5) && doc.pos(noun) == "NOUN")
    {
        return Span::new(span.start, doc.span(noun).end);
    }
    let Some(of) = at.filter(|&token| doc.lemma(token) == "of") else { return span };
    match doc.child(of, &["pobj"]) {
        Some(object) if object < of + 6 => Span::new(span.start, doc.span(object).end),
        _ => span,
    }
}

/// "every week", "a day", "per year" under a verb.
fn per(doc: &Doc, verb: usize) -> Option<&'static str> {
    doc.children(verb).find_map(|child| {
        let unit =
            UNITS.get(doc.lemma(child).to_lowercase().as_str()).filter(|unit| unit.measure == Measure::Duration)?;
        let each = doc
            .children(child)
            .any(|det| ["every", "each", "per", "a"].contains(&doc.lemma(det).to_lowercase().as_str()));
        (each && matches!(doc.dep(child), "npadvmod" | "dobj")).then_some(unit.name)
    })
}

/// "A soldier was wounded": one person, where the sentence says what became of them.
fn article(analysis: &Analysis, token: usize) -> Option<Figure> {
    let doc = &analysis.doc;
    let word = doc.lemma(token).to_lowercase();
    // "Both men were wounded", but not "both the mayor and his deputy".
    let both =
        word == "both" && matches!(doc.dep(token), "det" | "predet" | "preconj") && !joined(doc, doc.head(token));
    // "One person was killed and another wounded."
    if word == "another" && matches!(doc.dep(token), "nsubj" | "nsubjpass" | "dobj") {
        let meaning = measures::of(doc, token, token).filter(|meaning| is_casualty(meaning.measure))?;
        let span: Span = doc.span(token).into();
        return Some(new(&one(span, 1.0), span, Some("person".into()), meaning.measure));
    }
    if !both && (doc.dep(token) != "det" || !["a", "an", "another"].contains(&word.as_str())) {
        return None;
    }
    let noun = doc.head(token);
    let form = if both { "NNS" } else { "NN" };
    if noun <= token
        || noun > token + 6
        || !is_person(doc.lemma(noun))
        || !(doc.tag(noun) == form || doc.tag(noun) == "NNP" && !both)
    {
        return None;
    }
    // "detained one, a courier, and wounded two": what the one is.
    if word != "another" && !both && opens_on_one(doc, token) {
        return None;
    }
    // "the man, a bomb maker": what he is, not one more.
    let listed = joined(doc, noun)
        && doc.children(doc.head(noun)).any(|child| child < noun && ["a", "an"].contains(&doc.lemma(child)));
    if !both
        && doc.dep(noun) == "appos"
        && !listed
        && (is_person(doc.lemma(doc.head(noun))) || doc.pos(doc.head(noun)) == "PROPN")
    {
        return None;
    }
    let lemma = doc.lemma(noun).to_lowercase();
    if [
        "family", "group", "couple", "dozen", "police", "people", "number", "toll", "death", "body", "victim's",
        "injury", "casualty", "fatality", "life", "injured", "missing",
    ]
    .contains(&lemma.as_str())
    {
        return None;
    }
    let meaning = measures::of(doc, noun, noun)
        .filter(|meaning| is_casualty(meaning.measure) && !measures::denied(doc, meaning.anchor))?;
    let span = Span::new(doc.span(token).start, doc.span(noun).end);
    let number = one(span, if both { 2.0 } else { 1.0 });
    Some(new(&number, span, Some("person".into()), meaning.measure))
}

/// "the 17-year-old", "left a 17-year-old wounded": somebody told by years alone.
pub(crate) fn is_aged(doc: &Doc, token: usize) -> bool {
    let years = |child: usize| {
        doc.dep(child) == "npadvmod"
            && matches!(doc.lemma(child), "year" | "month")
            && doc.child(child, &["nummod"]).is_some()
    };
    // As an adjective before a noun it says how old the noun is; before a participle its article shows that it is the noun.
    let own = || doc.children(token).any(|child| doc.dep(child) == "det");
    let noun = match doc.dep(token) {
        "nsubj" | "nsubjpass" | "dobj" | "pobj" | "conj" | "appos" | "attr" | "dative" => true,
        "amod" => own() && doc.pos(doc.head(token)) == "VERB",
        _ => false,
    };
    noun && doc.lemma(token) == "old" && doc.children(token).any(years) && (doc.dep(token) != "conj" || own())
}

/// Whether the article right behind "one," says what that one is.
pub(crate) fn opens_on_one(doc: &Doc, article: usize) -> bool {
    let Some(one) = article.checked_sub(2) else { return false };
    doc.lemma(article - 1) == ","
        && doc.lemma(one).eq_ignore_ascii_case("one")
        && !matches!(doc.dep(one), "nummod" | "det")
        && doc.tokens[one].sentence == doc.tokens[article].sentence
}

/// A number that an article or pronoun stands for.
fn one(span: Span, value: f64) -> Number {
    Number {
        span,
        core: span,
        low: Some(value),
        high: Some(value),
        qualifier: None,
        unit: None,
        tail: None,
        weak: true,
    }
}

/// Whether something is joined to a noun by "and".
fn joined(doc: &Doc, noun: usize) -> bool {
    doc.children(noun).any(|child| doc.dep(child) == "conj")
}

/// What was said where. What a statement is only about ("condemned the attack on X, which killed 12") is the outlet's to tell.
struct SaidWhere<'s> {
    statements: &'s [Statement],
    contents: Holders<usize>,
}

impl<'s> SaidWhere<'s> {
    fn new(statements: &'s [Statement]) -> Self {
        let own = statements.iter().enumerate().filter(|(_, statement)| statement.why != "of-noun");
        let contents = own.flat_map(|(i, statement)| statement.content.iter().map(move |span| (*span, i)));
        SaidWhere { statements, contents: Holders::of(contents) }
    }

    /// According to whom: the speaker of the innermost statement around a figure.
    fn source(&self, span: Span) -> Option<EntityId> {
        let around = self.contents.around(span).into_iter().map(|i| &self.statements[i]);
        let length = |statement: &Statement| statement.content.iter().map(|content| content.len()).sum::<usize>();
        let innermost = around.min_by_key(|statement| (length(statement), statement.id));
        innermost.and_then(|statement| statement.speaker.as_ref()).and_then(|speaker| speaker.entity)
    }
}
