//! Two wordings of one thing, word by word: what they share, where they part, and in what way.

use crate::background::share;
use crate::group::words::{Word, is_stop};
use variorum_record::{DifferenceKind, Span};

/// A stretch where two wordings part: words `a` of the first against words `b` of the second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Gap {
    pub a: std::ops::Range<usize>,
    pub b: std::ops::Range<usize>,
}

/// A way in which two wordings differ, with the words of each.
pub(super) type Found = (DifferenceKind, Option<Span>, Option<Span>);

/// The beginning of a word that its inflections share.
pub(super) fn stem(word: &str) -> &str {
    let word = word.strip_suffix("n't").unwrap_or(word);
    for suffix in ["ations", "ation", "ings", "ying", "ing", "ies", "ied", "edly", "ed", "es", "ly", "s", "e", "y"] {
        if let Some(stem) = word.strip_suffix(suffix)
            && (stem.chars().count() >= 4 || (stem.chars().count() == 3 && suffix.len() <= 2))
        {
            return if matches!(suffix, "ed" | "ing" | "ings") { undoubled(stem) } else { stem };
        }
    }
    word
}

/// "planned" is of "plan", "killed" of "kill".
fn undoubled(stem: &str) -> &str {
    let mut back = stem.chars().rev();
    let doubled = match (back.next(), back.next()) {
        (Some(x), Some(y)) => x == y && matches!(x, 'b' | 'd' | 'g' | 'm' | 'n' | 'p' | 'r' | 't'),
        _ => false,
    };
    if doubled && stem.len() >= 4 { &stem[..stem.len() - 1] } else { stem }
}

/// How much a word tells: nothing for closed-class words, more the rarer it is in English.
pub(super) fn weight(word: &str) -> f64 {
    if is_stop(word) || is_negator(word) || is_auxiliary(word) { 0.0 } else { -share(word).ln() }
}

/// The longest run of words common to both, within their first words: start in `a`, start in `b`, length.
pub(super) fn longest_run(a: &[Word], b: &[Word]) -> (usize, usize, usize) {
    /// Longer wordings are compared by their beginnings: the work grows with the square.
    const LONGEST: usize = 600;
    let (a, b) = (&a[..a.len().min(LONGEST)], &b[..b.len().min(LONGEST)]);
    let mut best = (0, 0, 0);
    let mut previous = vec![0usize; b.len() + 1];
    for (i, x) in a.iter().enumerate() {
        let mut current = vec![0usize; b.len() + 1];
        for (j, y) in b.iter().enumerate() {
            if x.norm == y.norm {
                current[j + 1] = previous[j] + 1;
                if current[j + 1] > best.2 {
                    let length = current[j + 1];
                    best = (i + 1 - length, j + 1 - length, length);
                }
            }
        }
        previous = current;
    }
    best
}

/// Longest common subsequence: index pairs of equal words, ascending.
pub(super) fn align(a: &[Word], b: &[Word]) -> Vec<(usize, usize)> {
    let width = b.len() + 1;
    let mut table = vec![0u16; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            table[i * width + j] = if a[i].norm == b[j].norm {
                table[(i + 1) * width + j + 1] + 1
            } else {
                table[(i + 1) * width + j].max(table[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut out = Vec::new();
    while i < a.len() && j < b.len() {
        if a[i].norm == b[j].norm && table[i * width + j] == table[(i + 1) * width + j + 1] + 1 {
            out.push((i, j));
            i += 1;
            j += 1;
        } else if table[(i + 1) * width + j] >= table[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    out
}

fn gaps(a: usize, b: usize, pairs: &[(usize, usize)]) -> Vec<Gap> {
    let mut out = Vec::new();
    let (mut i, mut j) = (0, 0);
    for &(x, y) in pairs.iter().chain([&(a, b)]) {
        if x > i || y > j {
            out.push(Gap { a: i..x, b: j..y });
        }
        (i, j) = (x + 1, y + 1);
    }
    out
}

/// The words a range covers.
fn span(words: &[Word], range: &std::ops::Range<usize>) -> Option<Span> {
    let first = words.get(range.start)?;
    (range.end > range.start).then(|| first.span.cover(words[range.end - 1].span))
}

/// In what ways two wordings of one utterance differ. Nothing when they are the same words in the same order.
///
/// `quoted` tells that both stand in quotation marks: then order, tense and choice of words must be the speaker's.
/// Retold words are free in all that, and only what they change of the matter counts.
pub(super) fn differences(a: &[Word], b: &[Word], quoted: bool) -> Vec<Found> {
    /// Longer wordings are compared by their beginnings: the table grows with the square.
    const LONGEST: usize = 600;
    let (a, b) = (&a[..a.len().min(LONGEST)], &b[..b.len().min(LONGEST)]);
    // A wording that stands whole in the other is cut at its ends, whatever else the alignment could do.
    let (i, j, run) = longest_run(a, b);
    let whole = run > 0 && run == a.len().min(b.len());
    let pairs = if whole { (0..run).map(|n| (i + n, j + n)).collect() } else { align(a, b) };
    let gaps = gaps(a.len(), b.len(), &pairs);
    let mut out: Vec<Found> = Vec::new();
    if gaps.is_empty() {
        return out;
    }
    if let Some(found) = same_words_in_another_order(a, b).filter(|_| quoted) {
        return vec![found];
    }
    let inside = |gap: &Gap| gap.a.start > 0 && gap.b.start > 0 && gap.a.end < a.len() && gap.b.end < b.len();
    let cut = |gap: &Gap| gap.a.is_empty() || gap.b.is_empty();
    let mut reworded: Vec<&Gap> = Vec::new();
    for gap in &gaps {
        let (x, y) = (span(a, &gap.a), span(b, &gap.b));
        let found = matter(&a[gap.a.clone()], &b[gap.b.clone()], inside(gap) || !cut(gap));
        if found == Some(DifferenceKind::Negation) && says_so_otherwise(a, b, gap, &gaps) {
            // Of wordings that have little in common it says nothing.
            reworded.extend(Some(gap).filter(|_| pairs.len() * 10 >= a.len().min(b.len()) * 7));
        } else if let Some(kind) = found {
            out.push((kind, x, y));
        } else if !quoted {
            continue;
        } else if cut(gap) {
            out.push((if inside(gap) { DifferenceKind::Ellipsis } else { DifferenceKind::Truncated }, x, y));
        } else if same_but_tense(&a[gap.a.clone()], &b[gap.b.clone()]) {
            out.push((DifferenceKind::Tense, x, y));
        } else if !inside(gap) && gap.a.len().max(gap.b.len()) > 2 * gap.a.len().min(gap.b.len()) + 3 {
            // One goes on where the other stops, and the few words at the seam differ.
            out.push((DifferenceKind::Truncated, x, y));
        } else {
            reworded.push(gap);
        }
    }
    if let Some(first) = reworded.first() {
        let shorter = a.len().min(b.len()).max(1);
        let throughout = reworded.len() >= 3 && (pairs.len() as f64) < 0.75 * shorter as f64;
        let kind = if throughout { DifferenceKind::Translated } else { DifferenceKind::Reworded };
        if throughout {
            // After a translation there and back, a cut, a tense or an "about" here and there says nothing.
            out.retain(|(kind, ..)| {
                !matches!(
                    kind,
                    DifferenceKind::Ellipsis
                        | DifferenceKind::Tense
                        | DifferenceKind::Qualifier
                        | DifferenceKind::Condition
                )
            });
        }
        out.push((kind, span(a, &first.a), span(b, &first.b)));
    }
    out.sort_by_key(|(kind, x, y)| (*kind, *x, *y));
    out.dedup_by_key(|(kind, ..)| *kind);
    out
}

/// What a gap changes of the matter: a number, a denial, a hedge, a condition. `replaced` tells that words stand on
/// both sides or around it; at the ends of an utterance something missing is merely cut.
fn matter(a: &[Word], b: &[Word], replaced: bool) -> Option<DifferenceKind> {
    if !replaced {
        return None;
    }
    let has = |words: &[Word], test: fn(&str) -> bool| words.iter().any(|word| test(&word.norm));
    let numbers = |words: &[Word]| words.iter().filter_map(|word| number(&word.norm)).collect::<Vec<_>>();
    let (x, y) = (numbers(a), numbers(b));
    // "Four people", "two women and two soldiers": the one adds up to the other.
    let adds_up = x.len().min(y.len()) == 1 && x.len() != y.len() && x.iter().sum::<f64>() == y.iter().sum::<f64>();
    if !x.is_empty() && !y.is_empty() && x != y && !adds_up {
        return Some(DifferenceKind::Number);
    }
    let short = a.len().max(b.len()) <= 6;
    if short && has(a, is_negator) != has(b, is_negator) {
        return Some(DifferenceKind::Negation);
    }
    if has(a, is_condition) != has(b, is_condition) && a.is_empty() != b.is_empty() {
        return Some(DifferenceKind::Condition);
    }
    if short && has(a, is_hedge) != has(b, is_hedge) {
        return Some(DifferenceKind::Qualifier);
    }
    None
}

/// Whether the wording that does not deny has, in or near the gap, telling words of its own for what the other denies: "there was no
/// roof", "the roof was gone".
fn says_so_otherwise(a: &[Word], b: &[Word], gap: &Gap, gaps: &[Gap]) -> bool {
    /// Words between the denial and what says it otherwise.
    const NEAR: usize = 3;
    let telling = |words: &[Word]| words.iter().any(|word| weight(&word.norm) > 0.0);
    let first_denies = a[gap.a.clone()].iter().any(|word| is_negator(&word.norm));
    let near = |other: &&Gap| other.a.start <= gap.a.end + NEAR && gap.a.start <= other.a.end + NEAR;
    gaps.iter().filter(near).any(|other| {
        let (denying, plain) = if first_denies {
            (&a[other.a.clone()], &b[other.b.clone()])
        } else {
            (&b[other.b.clone()], &a[other.a.clone()])
        };
        telling(plain) && !telling(denying)
    })
}

fn same_words_in_another_order(a: &[Word], b: &[Word]) -> Option<Found> {
    let (short, long, swapped) = if a.len() <= b.len() { (a, b, false) } else { (b, a, true) };
    if short.len() < 2 || short.len() > 60 {
        return None;
    }
    let sorted = |words: &[Word]| {
        let mut norms: Vec<&str> = words.iter().map(|word| word.norm.as_str()).collect();
        norms.sort_unstable();
        norms.into_iter().map(str::to_string).collect::<Vec<_>>()
    };
    let wanted = sorted(short);
    let order = |words: &[Word]| words.iter().map(|word| word.norm.clone()).collect::<Vec<_>>();
    // Inside a longer wording only short stretches are looked for: "Stop, Vladimir!".
    let places = if short.len() == long.len() || short.len() <= 8 { long.len() - short.len() } else { return None };
    if long.windows(short.len()).any(|window| order(window) == order(short)) {
        return None;
    }
    let at = (0..=places).find(|&at| sorted(&long[at..at + short.len()]) == wanted)?;
    let window = span(long, &(at..at + short.len()));
    let whole = span(short, &(0..short.len()));
    let (x, y) = if swapped { (window, whole) } else { (whole, window) };
    Some((DifferenceKind::Reordered, x, y))
}

fn same_but_tense(a: &[Word], b: &[Word]) -> bool {
    let plain = |words: &[Word]| -> Vec<String> {
        words.iter().filter(|word| !is_auxiliary(&word.norm)).map(|word| stem(&word.norm).to_string()).collect()
    };
    let auxiliary = |words: &[Word]| words.iter().any(|word| is_auxiliary(&word.norm));
    let (x, y) = (plain(a), plain(b));
    x == y && (!x.is_empty() || (auxiliary(a) && auxiliary(b)))
}

/// The value of a number word or of digits.
pub(super) fn number(word: &str) -> Option<f64> {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
    ];
    const TENS: &[&str] = &["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let tens = |word: &str| TENS.iter().position(|w| *w == word).map(|n| 10.0 * (n as f64 + 2.0));
    let ones = |word: &str| WORDS[..10].iter().position(|w| *w == word).map(|n| n as f64);
    let joined = || word.split_once('-').and_then(|(a, b)| Some(tens(a)? + ones(b)?));
    // "one" is too often a pronoun.
    WORDS
        .iter()
        .position(|w| *w == word)
        .filter(|n| *n != 1)
        .map(|n| n as f64)
        .or_else(|| tens(word))
        .or_else(joined)
        .or_else(|| if word.starts_with(|c: char| c.is_ascii_digit()) { word.parse().ok() } else { None })
}

pub(super) fn is_negator(word: &str) -> bool {
    matches!(word, "not" | "no" | "never" | "nobody" | "none" | "nothing" | "neither" | "nor" | "cannot" | "without")
        || word.ends_with("n't")
}

pub(super) fn is_hedge(word: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "about", "allegedly", "almost", "apparently", "approximately", "around", "could", "least", "likely", "may",
        "maybe", "might", "nearly", "perhaps", "possibly", "presumably", "probably", "reportedly", "roughly", "some",
        "suspected", "unconfirmed",
    ];
    WORDS.binary_search(&word).is_ok()
}

pub(super) fn is_condition(word: &str) -> bool {
    matches!(word, "if" | "unless" | "provided" | "until" | "otherwise")
}

pub(super) fn is_auxiliary(word: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "am", "are", "be", "been", "being", "can", "could", "did", "do", "does", "had", "has", "have", "i'd", "i'll", "i'm",
        "i've", "is", "it's", "shall", "should", "was", "we'd", "we'll", "we're", "we've", "were", "will", "would",
    ];
    WORDS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::group::words::words;

    fn kinds(a: &str, b: &str) -> Vec<DifferenceKind> {
        let of = |text: &str| words(text, Span::new(0, text.len()));
        differences(&of(a), &of(b), true).into_iter().map(|(kind, ..)| kind).collect()
    }

    #[test]
    fn kinds_of_difference() {
        use DifferenceKind::*;
        for (a, b, expected) in [
            ("Sell the bridge.", "sell the bridge", &[][..]),
            ("I would rather sell a bridge, and you know it", "I would rather sell a bridge", &[Truncated]),
            (
                "We sell. My mother crossed it. But a school needs a roof",
                "We sell. But a school needs a roof",
                &[Ellipsis],
            ),
            ("We go home. We have never sold a bridge", "We have never sold a bridge", &[Truncated]),
            ("Mara, sell it", "Sell it, Mara", &[Reordered]),
            ("We will not sell the bridge", "We will sell the bridge", &[Negation]),
            (
                "I looked up at the barn of my uncle Aron and there was no roof",
                "I looked up at the barn of my uncle Aron and the roof was gone",
                &[Truncated, Reworded],
            ),
            ("We lost 12 boats in May", "We lost 15 boats in May", &[Number]),
            ("The pier is moving fast", "The pier was moving fast", &[Tense]),
            ("The pier is probably moving", "The pier is moving", &[Qualifier]),
            (
                "We will go if the rain stops tomorrow or so they told us",
                "We will go tomorrow or so they told us",
                &[Condition],
            ),
            ("The pier is moving fast", "The pier is sinking fast", &[Reworded]),
            (
                "If a bridge buys us ten years of schools, then I have to ask people to think about it",
                "When the bridge gives us ten years of school, I am obliged to ask the citizens to consider it",
                &[Translated],
            ),
        ] {
            assert_eq!(kinds(a, b), expected, "{a} / {b}");
        }
    }

    #[test]
    fn stems() {
        for (word, expected) in
            [("schools", "school"), ("recognizing", "recogniz"), ("recognize", "recogniz"), ("was", "was")]
        {
            assert_eq!(stem(word), expected);
        }
    }

    #[test]
    fn word_lists_are_sorted() {
        assert!(is_hedge("unconfirmed") && is_hedge("about") && is_auxiliary("would") && is_auxiliary("am"));
    }
}
