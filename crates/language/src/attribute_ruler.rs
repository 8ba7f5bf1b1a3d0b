//! The attribute ruler: rules that set part of speech, morphology, tag or lemma of tokens which match a pattern. In the
//! English model it maps the tagger's tags to universal parts of speech.

use crate::error::ModelError;
use crate::lexeme::{Feature, Lexeme};
use crate::msgpack::Value;
use crate::murmur::string_id;
use crate::pattern::Pattern;

/// The rules of a model.
#[derive(Default)]
pub(crate) struct AttributeRuler {
    rules: Vec<Rule>,
    /// For each tag the rules, in order, whose first token may have it.
    by_tag: Vec<Vec<u32>>,
}

struct Rule {
    patterns: Vec<Vec<Vec<Test>>>,
    /// Which token of the match is changed.
    index: usize,
    effect: Effect,
}

/// What a rule sets.
#[derive(Clone, Debug, Default)]
pub(crate) struct Effect {
    pub(crate) tag: Option<u16>,
    pub(crate) pos: Option<u16>,
    pub(crate) morph: Option<u16>,
    pub(crate) dep: Option<u16>,
    pub(crate) lemma: Option<std::sync::Arc<str>>,
}

/// A condition on one attribute of a token.
enum Test {
    Tag(Vec<u16>),
    Pos(Vec<u16>),
    Dep(Vec<u16>),
    /// Whether a form of the word is one of these strings, given by their ids.
    OneOf(Feature, Vec<u64>),
    Matches(Feature, Pattern),
    IsSpace(bool),
    Not(Box<Test>),
}

/// Labels of one kind that a model may have; no language has so many.
const MOST_LABELS: usize = 10_000;

/// What a condition asks for, as it is read.
enum Strings {
    OneOf(Vec<String>),
    Matching(Pattern),
}

/// Numbers for strings, given out in the order of first appearance.
pub(crate) struct Numbers<'a>(pub(crate) &'a mut Vec<String>);

impl Numbers<'_> {
    pub(crate) fn of(&mut self, string: &str) -> u16 {
        let known = self.0.iter().position(|known| known == string);
        known.unwrap_or_else(|| {
            self.0.push(string.to_owned());
            self.0.len() - 1
        }) as u16
    }
}

/// A token as the rules see it.
pub(crate) struct View<'a> {
    pub(crate) lexeme: &'a Lexeme,
    pub(crate) tag: u16,
    pub(crate) pos: u16,
    pub(crate) dep: u16,
}

impl AttributeRuler {
    /// Reads the rules and adds the labels they use to the label sets.
    pub(crate) fn read(
        bytes: &[u8],
        file: &str,
        tags: &mut Vec<String>,
        pos: &mut Vec<String>,
        morphs: &mut Vec<String>,
        deps: &mut Vec<String>,
    ) -> Result<Self, ModelError> {
        let value = Value::read(bytes, file)?;
        let wrong = |what: String| ModelError::new(format!("{file}: {what}"));
        let mut rules = Vec::new();
        for (number, rule) in value.as_array().ok_or_else(|| wrong("not a list".into()))?.iter().enumerate() {
            let list = rule.get("patterns").and_then(Value::as_array);
            let list = list.ok_or_else(|| wrong(format!("rule {number} has no patterns")))?;
            let mut patterns = Vec::new();
            for pattern in list {
                let tokens = pattern.as_array().filter(|tokens| !tokens.is_empty());
                let tokens = tokens.ok_or_else(|| wrong(format!("rule {number} has an empty pattern")))?;
                let tokens =
                    tokens.iter().map(|token| read_tests(token, tags, pos, deps)).collect::<Result<Vec<_>, _>>();
                patterns.push(tokens.map_err(|problem| wrong(format!("rule {number}: {problem}")))?);
            }
            let index = match rule.get("index") {
                None => Some(0),
                Some(index) => index.as_u64().and_then(|index| usize::try_from(index).ok()),
            };
            let index = index.filter(|&index| patterns.iter().all(|tokens| index < tokens.len()));
            let index = index.ok_or_else(|| wrong(format!("rule {number} changes a token outside its pattern")))?;
            let mut effect = Effect::default();
            for (key, value) in rule.get("attrs").and_then(Value::as_map).unwrap_or(&[]) {
                let (key, value) = (key.as_str().unwrap_or_default(), value.as_str().unwrap_or_default());
                match key {
                    "TAG" => effect.tag = Some(Numbers(tags).of(value)),
                    "POS" => effect.pos = Some(Numbers(pos).of(value)),
                    "MORPH" => effect.morph = Some(Numbers(morphs).of(if value == "_" { "" } else { value })),
                    "DEP" => effect.dep = Some(Numbers(deps).of(value)),
                    "LEMMA" => effect.lemma = Some(value.into()),
                    _ => return Err(wrong(format!("rule {number} sets `{key}`, which is not supported"))),
                }
            }
            rules.push(Rule { patterns, index, effect });
            if [&*tags, pos, morphs, deps].iter().any(|labels| labels.len() > MOST_LABELS) {
                return Err(wrong(format!("more than {MOST_LABELS} labels")));
            }
        }
        let by_tag = (0..tags.len() as u16)
            .map(|tag| {
                let may = |rule: &Rule| {
                    rule.patterns.iter().any(|tokens| {
                        tokens[0].iter().all(|test| !matches!(test, Test::Tag(tags) if !tags.contains(&tag)))
                    })
                };
                (0..rules.len() as u32).filter(|&rule| may(&rules[rule as usize])).collect()
            })
            .collect();
        Ok(AttributeRuler { rules, by_tag })
    }

    /// All that the rules do to a document, in the order in which it is to be done.
    pub(crate) fn effects<'a>(&self, tokens: &[View<'a>]) -> Vec<(usize, &Effect)> {
        let mut found: Vec<(u32, usize)> = Vec::new();
        for (start, token) in tokens.iter().enumerate() {
            for &rule in self.by_tag.get(usize::from(token.tag)).map_or(&[][..], Vec::as_slice) {
                let Rule { patterns, .. } = &self.rules[rule as usize];
                let fits = |pattern: &Vec<Vec<Test>>| {
                    tokens.get(start..start + pattern.len()).is_some_and(|run| {
                        run.iter().zip(pattern).all(|(token, tests)| tests.iter().all(|test| test.holds(token)))
                    })
                };
                if patterns.iter().any(fits) {
                    found.push((rule, start));
                }
            }
        }
        found.sort_unstable();
        found
            .into_iter()
            .map(|(rule, start)| {
                let rule = &self.rules[rule as usize];
                (start + rule.index, &rule.effect)
            })
            .collect()
    }
}

impl Test {
    fn holds(&self, token: &View) -> bool {
        match self {
            Test::Tag(tags) => tags.contains(&token.tag),
            Test::Pos(parts) => parts.contains(&token.pos),
            Test::Dep(deps) => deps.contains(&token.dep),
            Test::OneOf(form, ids) => ids.contains(&token.lexeme.key(*form, false)),
            Test::Matches(form, pattern) => {
                let text = match form {
                    Feature::Lower => &token.lexeme.lower,
                    Feature::Norm => &token.lexeme.norm,
                    _ => &token.lexeme.text,
                };
                pattern.find(text).is_some()
            }
            Test::IsSpace(expected) => token.lexeme.is_space == *expected,
            Test::Not(test) => !test.holds(token),
        }
    }
}

fn read_tests(
    token: &Value,
    tags: &mut Vec<String>,
    pos: &mut Vec<String>,
    deps: &[String],
) -> Result<Vec<Test>, String> {
    let mut tests = Vec::new();
    for (key, value) in token.as_map().ok_or("a token pattern that is not a map")? {
        let key = key.as_str().unwrap_or_default();
        if key == "IS_SPACE" {
            tests.push(Test::IsSpace(value.as_bool().ok_or("IS_SPACE is neither true nor false")?));
            continue;
        }
        let (strings, negated) = read_strings(value).map_err(|problem| format!("{key}: {problem}"))?;
        let numbered = |strings: &Strings, number: &mut dyn FnMut(&str) -> Option<u16>| match strings {
            Strings::OneOf(list) => Ok(list.iter().filter_map(|one| number(one)).collect::<Vec<u16>>()),
            Strings::Matching(_) => Err(format!("{key}: a regular expression over labels is not supported")),
        };
        let test = match key {
            "TAG" => Test::Tag(numbered(&strings, &mut |tag| Some(Numbers(tags).of(tag)))?),
            "POS" => Test::Pos(numbered(&strings, &mut |part| Some(Numbers(pos).of(part)))?),
            "DEP" => Test::Dep(numbered(&strings, &mut |dep| {
                deps.iter().position(|known| known == dep).map(|at| at as u16)
            })?),
            "ORTH" | "TEXT" => of_form(Feature::Orth, strings),
            "LOWER" => of_form(Feature::Lower, strings),
            "NORM" => of_form(Feature::Norm, strings),
            _ => return Err(format!("condition `{key}` is not supported")),
        };
        tests.push(if negated { Test::Not(Box::new(test)) } else { test });
    }
    Ok(tests)
}

fn of_form(form: Feature, strings: Strings) -> Test {
    match strings {
        Strings::OneOf(list) => Test::OneOf(form, list.iter().map(|one| string_id(one)).collect()),
        Strings::Matching(pattern) => Test::Matches(form, pattern),
    }
}

/// The strings of a condition, and whether it holds for all others instead.
fn read_strings(value: &Value) -> Result<(Strings, bool), String> {
    if let Some(string) = value.as_str() {
        return Ok((Strings::OneOf(vec![string.to_owned()]), false));
    }
    match value.as_map() {
        Some([(operator, operand)]) => match operator.as_str() {
            Some(operator @ ("IN" | "NOT_IN")) => {
                let list = operand.as_array().ok_or("IN without a list")?;
                let list: Option<_> = list.iter().map(|one| one.as_str().map(str::to_owned)).collect();
                let list = list.ok_or("IN with something that is not a string")?;
                Ok((Strings::OneOf(list), operator == "NOT_IN"))
            }
            Some("REGEX") => {
                let source = operand.as_str().ok_or("REGEX without a string")?;
                Pattern::searching(source).map(|pattern| (Strings::Matching(pattern), false))
            }
            other => Err(format!("operator {other:?} is not supported")),
        },
        _ => Err("neither a string nor one operator".to_owned()),
    }
}
