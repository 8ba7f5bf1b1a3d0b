//! Which language a text is in, as an ISO 639-1 code, or nothing when it is too short to say.

use whatlang::{Lang, detect};

/// Texts with fewer letters are not judged.
const FEWEST_LETTERS: usize = 40;

/// Letters that are looked at. More do not change the answer.
const MOST_BYTES: usize = 20_000;

/// English words that hold a sentence together; they decide where the statistics waver.
const ENGLISH: &[&str] = &[
    "the", "of", "and", "to", "in", "a", "that", "is", "was", "for", "on", "with", "he", "said", "has", "by", "from",
    "at", "have", "it", "were", "his", "be", "as", "an",
];

/// The language of `text`.
pub fn identify(text: &str) -> Option<&'static str> {
    let mut end = text.len().min(MOST_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = &text[..end];
    if sample.chars().filter(|c| c.is_alphabetic()).take(FEWEST_LETTERS).count() < FEWEST_LETTERS {
        return None;
    }
    let words = sample.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).take(400);
    let (count, english) = words.fold((0usize, 0usize), |(count, english), word| {
        (count + 1, english + usize::from(ENGLISH.contains(&word.to_ascii_lowercase().as_str())))
    });
    if count >= 12 && english * 100 >= count * 22 {
        return Some("en");
    }
    let guess = detect(sample)?;
    if guess.lang() == Lang::Eng && count >= 8 && english * 100 >= count * 10 {
        return Some("en");
    }
    if !guess.is_reliable() { None } else { code(guess.lang()) }
}

/// ISO 639-1 of a language; `None` for the few that have no code there.
fn code(language: Lang) -> Option<&'static str> {
    Some(match language {
        Lang::Epo => "eo",
        Lang::Eng => "en",
        Lang::Rus => "ru",
        Lang::Cmn => "zh",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Ben => "bn",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Ukr => "uk",
        Lang::Kat => "ka",
        Lang::Ara => "ar",
        Lang::Hin => "hi",
        Lang::Jpn => "ja",
        Lang::Heb => "he",
        Lang::Yid => "yi",
        Lang::Pol => "pl",
        Lang::Amh => "am",
        Lang::Jav => "jv",
        Lang::Kor => "ko",
        Lang::Nob => "nb",
        Lang::Dan => "da",
        Lang::Swe => "sv",
        Lang::Fin => "fi",
        Lang::Tur => "tr",
        Lang::Nld => "nl",
        Lang::Hun => "hu",
        Lang::Ces => "cs",
        Lang::Ell => "el",
        Lang::Bul => "bg",
        Lang::Bel => "be",
        Lang::Mar => "mr",
        Lang::Kan => "kn",
        Lang::Ron => "ro",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Srp => "sr",
        Lang::Mkd => "mk",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Est => "et",
        Lang::Tam => "ta",
        Lang::Vie => "vi",
        Lang::Urd => "ur",
        Lang::Tha => "th",
        Lang::Guj => "gu",
        Lang::Uzb => "uz",
        Lang::Pan => "pa",
        Lang::Aze => "az",
        Lang::Ind => "id",
        Lang::Tel => "te",
        Lang::Pes => "fa",
        Lang::Mal => "ml",
        Lang::Ori => "or",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Sin => "si",
        Lang::Khm => "km",
        Lang::Tuk => "tk",
        Lang::Aka => "ak",
        Lang::Zul => "zu",
        Lang::Sna => "sn",
        Lang::Afr => "af",
        Lang::Lat => "la",
        Lang::Slk => "sk",
        Lang::Cat => "ca",
        Lang::Tgl => "tl",
        Lang::Hye => "hy",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::identify;

    #[test]
    fn identifies() {
        for (text, language) in [
            ("The bridge at Kell was closed on Monday after the river rose again, officials said.", Some("en")),
            ("THE GOVERNOR SAID THE BRIDGE AT KELL WAS CLOSED ON MONDAY AFTER AN ATTACK BY GUNMEN.", Some("en")),
            (
                "Die Brücke bei Kell wurde am Montag gesperrt, nachdem der Fluss erneut gestiegen war, teilten die Behörden mit.",
                Some("de"),
            ),
            (
                "Le pont de Kell a été fermé lundi après une nouvelle montée de la rivière, ont indiqué les autorités.",
                Some("fr"),
            ),
            (
                "Мост в Келле закрыли в понедельник после того, как река снова поднялась, сообщили власти города.",
                Some("ru"),
            ),
            ("Kell bridge", None),
            ("", None),
        ] {
            assert_eq!(identify(text), language, "{text}");
        }
    }
}
