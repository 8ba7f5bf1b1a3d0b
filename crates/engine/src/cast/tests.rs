//! Invented reports and who is who in them, wrong-looking ones included.

use super::{Cast, assemble};
use crate::gazetteer::Gazetteer;
use crate::quotes;
use std::sync::LazyLock;
use variorum_language::Model;
use variorum_record::{EntityKind, Part, PartKind, Span};

static MODEL: LazyLock<Option<Model>> = LazyLock::new(|| Model::english().ok());

fn cast(text: &str) -> Cast {
    let mut at = 0;
    let mut parts = Vec::new();
    for line in text.split_inclusive('\n') {
        let span = Span::new(at, at + line.len()).trim(text);
        at += line.len();
        if !span.is_empty() {
            parts.push(Part { span, kind: PartKind::Body, why: None });
        }
    }
    let (quotations, _) = quotes::find(text, &parts);
    let ranges: Vec<_> = parts.iter().map(|part| part.span.into()).collect();
    let doc = MODEL.as_ref().expect("the built-in model loads").parse_ranges(text, &ranges);
    assemble(text, &parts, &quotations, &doc, &Gazetteer::built_in())
}

/// The `nth` occurrence of some words, from 0.
fn span(text: &str, words: &str, nth: usize) -> Span {
    let (at, _) = text.match_indices(words).nth(nth).expect("the words are in the text");
    Span::new(at, at + words.len())
}

/// Who the `nth` occurrence of some words is, by the mention that has just this span.
fn who(text: &str, words: &str, nth: usize) -> Option<String> {
    let (cast, span) = (cast(text), span(text, words, nth));
    let entity = cast.entities.iter().find(|entity| entity.mentions.iter().any(|mention| mention.span == span))?;
    Some(entity.name.clone())
}

fn kind(text: &str, words: &str, nth: usize) -> Option<EntityKind> {
    let (cast, span) = (cast(text), span(text, words, nth));
    cast.names.iter().find(|name| name.span.overlaps(span)).map(|name| name.kind)
}

#[track_caller]
fn check(text: &str, expected: &[(&str, usize, &str)]) {
    for (words, nth, name) in expected {
        assert_eq!(who(text, words, *nth).as_deref(), Some(*name), "`{words}` #{nth} in: {text}");
    }
}

#[test]
fn surnames_propagate_from_full_names() {
    let text = "Mara Olenska was elected in 2021, officials said. Olenska’s party welcomed the vote. Critics of Olenska did not.";
    check(text, &[("Olenska", 1, "Mara Olenska"), ("Olenska", 2, "Mara Olenska")]);
}

#[test]
fn titles_divide_names_and_attach() {
    let text = "Tessel Mayor Mara Olenska spoke on Monday. The mayor gave no details about the plan.";
    check(text, &[("The mayor", 0, "Mara Olenska")]);
    let cast = cast(text);
    let olenska = cast.entities.iter().find(|entity| entity.name == "Mara Olenska").expect("she is in the cast");
    assert!(olenska.roles.iter().any(|role| role.ends_with("Mayor")), "{:?}", olenska.roles);
}

#[test]
fn a_small_letter_after_a_hyphen_belongs_to_the_name() {
    let text = "Tsai Pei-hsuan won a seat on Saturday, and reporters asked Tsai Pei-hsuan about it.";
    check(text, &[("Tsai Pei-hsuan", 0, "Tsai Pei-hsuan"), ("Tsai Pei-hsuan", 1, "Tsai Pei-hsuan")]);
}

#[test]
fn spellings_join() {
    let text = "President Danylo Horbenkyy met reporters on Friday. Horbenky said that talks would go on.";
    check(text, &[("Horbenky", 1, "Danylo Horbenkyy")]);
}

#[test]
fn a_mayor_and_a_president_in_one_sentence() {
    let text = "Mayor Mara Olenska met President Ivo Tarnowski on Monday. The president praised the city. The mayor thanked the guests.";
    check(text, &[("The president", 0, "Ivo Tarnowski"), ("The mayor", 0, "Mara Olenska")]);
}

#[test]
fn she_after_two_women_is_nobody() {
    let text = "Mara Olenska and Jana Tarnowska arrived together. She was late.";
    assert_eq!(who(text, "She", 0), None);
}

#[test]
fn he_and_she_part_a_couple() {
    let text = "Olena Marchuk phoned Peter Tarnowski on Monday. She offered him the contract.";
    check(text, &[("She", 0, "Olena Marchuk"), ("him", 0, "Peter Tarnowski")]);
}

#[test]
fn a_surname_that_is_a_place() {
    let text = "Actor Peter Jordan arrived late on Monday. Jordan said he had missed the train. The play opens in Jordan next week.";
    check(text, &[("Jordan", 1, "Peter Jordan")]);
    assert_eq!(kind(text, "Jordan", 1), Some(EntityKind::Person));
    assert_eq!(kind(text, "Jordan", 2), Some(EntityKind::Place));
}

#[test]
fn a_company_named_after_a_person() {
    let text = "Karl Weber founded Weber Industries in 1971. Weber sold the firm last year.";
    assert_eq!(kind(text, "Weber Industries", 0), Some(EntityKind::Organisation));
    check(text, &[("Weber", 2, "Karl Weber")]);
}

#[test]
fn demonyms_and_seats_of_government_are_no_people() {
    let text = "The Kremlin denied the report. Ukrainian officials and Russians living in Warsaw protested.";
    assert_eq!(kind(text, "Kremlin", 0), Some(EntityKind::Organisation));
    assert_eq!(kind(text, "Ukrainian", 0), Some(EntityKind::Group));
    assert_eq!(kind(text, "Russians", 0), Some(EntityKind::Group));
    assert_eq!(kind(text, "Warsaw", 0), Some(EntityKind::Place));
}

#[test]
fn headlines_do_not_seed() {
    let text = "Mayor Olenska Urges Council To Back Harbour Plan\n\nMara Olenska, the mayor of Tessel, asked the council for support on Monday.";
    let cast = cast(text);
    let people: Vec<&str> = cast
        .entities
        .iter()
        .filter(|entity| entity.kind == EntityKind::Person)
        .map(|entity| entity.name.as_str())
        .collect();
    assert_eq!(people, ["Mara Olenska"]);
}

#[test]
fn acronyms_join_their_organisation() {
    let text = "The National Defence Force (NDF) denied the claim on Sunday. The NDF said its soldiers had withdrawn.";
    check(text, &[("NDF", 1, "National Defence Force")]);
}

#[test]
fn a_relative_clause_describes_its_noun() {
    check("Peter Tarnowski, who has led the party since 2019, resigned on Monday.", &[("who", 0, "Peter Tarnowski")]);
}

#[test]
fn a_pronoun_in_a_quotation_is_left_alone() {
    let text = "Peter Tarnowski spoke on Monday. “He must leave now,” said Mara Olenska.";
    assert_eq!(who(text, "He", 0), None);
}

#[test]
fn lookups_agree_with_the_mentions() {
    let text = "Olena Marchuk, the mayor of Lviv, said on Monday that she would not resign. Marchuk is 51.";
    let cast = cast(text);
    for entity in &cast.entities {
        assert_eq!(cast.get(entity.id).map(|found| &found.name), Some(&entity.name));
        assert!(entity.mentions.is_sorted_by_key(|mention| mention.span.start));
        for mention in &entity.mentions {
            assert!(cast.mentions_in(mention.span).any(|(span, id)| span == mention.span && id == entity.id));
        }
    }
    let marchuk = cast.mentioned_at(span(text, "Olena Marchuk", 0)).expect("she is mentioned");
    assert!(cast.is_person(marchuk));
    assert_eq!(cast.person_near(text.len(), 40), Some(marchuk));
    assert!(cast.names.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
}

#[test]
fn nothing_comes_of_nothing() {
    for text in [
        "",
        "\n\n",
        "…",
        "“”",
        "the",
        "president",
        "THE MAYOR",
        "Mr",
        "Mr.",
        "-",
        "- - -",
        "53-year-old",
        "The 53-year-old",
        "’s",
        "A‘s",
    ] {
        let cast = cast(text);
        assert!(cast.entities.len() <= 1, "{text:?}");
    }
}

#[test]
fn what_names_nobody() {
    let text = "She told Sunday Morning With Tessa Brandt that it was over. (Applause.) Sunday Okoro, her deputy, left a DVD at 9 a.m. CDT.";
    let cast = cast(text);
    let named: Vec<&str> = cast.names.iter().map(|name| name.span.of(text)).collect();
    assert!(named.contains(&"Tessa Brandt") && named.contains(&"Sunday Okoro"), "{named:?}");
    for nothing in ["With", "Applause", "DVD", "CDT"] {
        assert!(!named.iter().any(|name| name.contains(nothing)), "{named:?}");
    }
}
