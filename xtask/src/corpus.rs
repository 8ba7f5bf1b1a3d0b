//! Texts to measure on: the corpora under `$VARIORUM_SHARED`, and hostile text made up here.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::model;

/// A named set of texts.
pub(crate) struct Set {
    pub(crate) name: String,
    pub(crate) texts: Vec<String>,
}

/// The `.txt` files under a folder, a text each.
pub(crate) fn folder(folder: &Path) -> Result<Set> {
    let name = folder.file_name().map_or_else(|| "texts".to_owned(), |name| name.to_string_lossy().into_owned());
    let files = files(folder, "txt")?;
    let texts = files.iter().map(|path| Ok(String::from_utf8_lossy(&fs::read(path)?).into_owned()));
    Ok(Set { name, texts: texts.collect::<Result<_>>()? })
}

/// Text that no newspaper prints, for a model.
pub(crate) fn made_up(model: &str) -> Vec<Set> {
    let mut sets = vec![Set { name: "hostile".to_owned(), texts: hostile() }];
    if model.starts_with("fr_") {
        sets.push(Set { name: "hostile French".to_owned(), texts: HOSTILE_FRENCH.map(str::to_owned).to_vec() });
    }
    sets
}

/// Texts that may be kept beside what the peer says of them: the invented reports of the examples, and what of the hostile
/// text is short.
pub(crate) fn own() -> Result<Vec<Set>> {
    let examples = model::root().join("examples/reports");
    let mut prose = folder(&examples)?.texts;
    for path in files(&examples, "jsonl")? {
        for line in fs::read_to_string(&path)?.lines() {
            let report: serde_json::Value = serde_json::from_str(line)?;
            prose.extend(report["text"].as_str().map(str::to_owned));
        }
    }
    let hostile = hostile().into_iter().filter(|text| text.len() < 1_000).collect();
    Ok(vec![Set { name: "prose".to_owned(), texts: prose }, Set { name: "hostile-short".to_owned(), texts: hostile }])
}

/// The sets that parity of English is measured on.
pub(crate) fn sets() -> Result<Vec<Set>> {
    let shared = std::env::var_os("VARIORUM_SHARED").context("set VARIORUM_SHARED to the folder of the corpora")?;
    let shared = Path::new(&shared);
    let read = |folder: &str, extension: &str| -> Result<Vec<String>> {
        files(&shared.join(folder), extension)?
            .iter()
            .map(|path| Ok(String::from_utf8_lossy(&fs::read(path)?).into_owned()))
            .collect()
    };
    let gum = read("bench/trees/gum", "conllu")?.iter().map(|text| running_text(text)).collect();
    let muc = files(&shared.join("bench/events/muc4"), "")?
        .iter()
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().contains("-muc3")))
        .map(|path| Ok(String::from_utf8_lossy(&fs::read(path)?).into_owned()))
        .collect::<Result<Vec<_>>>()?;
    let muc = muc
        .iter()
        .flat_map(|text| text.split("\n\n\n").map(str::to_owned).collect::<Vec<_>>())
        .filter(|text| text.len() > 200)
        .collect();
    Ok(vec![
        Set { name: "seeds".to_owned(), texts: read("seeds", "txt")? },
        Set { name: "GUM".to_owned(), texts: gum },
        Set { name: "PolNeAR dev".to_owned(), texts: read("bench/quotes/polnear/dev/text", "txt")? },
        Set {
            name: "PolNeAR train".to_owned(),
            texts: read("bench/quotes/polnear/train/text", "txt")?.into_iter().take(400).collect(),
        },
        Set { name: "MUC-4".to_owned(), texts: muc },
    ])
}

/// The files with an extension (or all without one, if it is empty) under a folder, in order.
fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().unwrap_or_default() == extension {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The text of a CoNLL-U file, sentence after sentence, paragraphs set apart.
fn running_text(conllu: &str) -> String {
    let mut text = String::new();
    for line in conllu.lines() {
        if line.starts_with("# newpar") && !text.is_empty() {
            text.push_str("\n\n");
        } else if let Some(sentence) = line.strip_prefix("# text = ") {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push(' ');
            }
            text.push_str(sentence);
        }
    }
    text
}

/// Text that no newspaper prints: what is likely to break a tokenizer, a hash or a parser.
fn hostile() -> Vec<String> {
    let mut texts: Vec<String> = [
        "",
        " ",
        "\n",
        "  \t\n\r\n \u{a0}\u{3000}\u{1c}x\u{1f}y\u{85}z",
        "See https://user:pass@example.org:8080/a/b?c=d&e=[f]#g, www.example.co.uk/~x, ftp://10.1.2.3/x or a@b.example!",
        "http://-bad-.example http://192.0.2.1:99999/ x.y.z..com 255.255.255.255 1.2.3.4:80/p?q",
        "👩‍👩‍👧‍👦 said 🇺🇦🚀 \u{fe0f}❤\u{fe0f}🔥🔥🔥 :-) ;) <3 :'( ^_^ ¯\\_(ツ)_/¯ (ಠ_ಠ) \\o/",
        "The oﬃce of the ﬁrst ﬂight; ﬆyle, ĳ, ǅ, ß→SS, İstanbul, ΌΔΟΣ ΟΔΌΣ, ſt",
        "قالت الوزارة إن ١٢ شخصاً قُتلوا، وأضافت: «لا تعليق»؟ אמר דובר צה\"ל: \u{202b}\"לא\"\u{202c} नमस्ते दुनिया कि 123 ៛ 你好，世界。これはテストです。한국어",
        "PRESIDENT SAYS 14 KILLED IN CAR-BOMB ATTACK ON U.S. EMBASSY -- POLICE DEPT. \"DOESN'T KNOW\" WHO'S BEHIND IT",
        "don't Don’t DON'T dont can't've y'all'd've gonna gotta cannot let's o'clock '90s 'em ma'am i.e. e.g. a.m. 5a.m. 10pm",
        "$5.5m US$3bn £1,000.50 €3-4k 50%-60% 1/2 ½ 3² +7 -8 ±9 10km/h 5'11\" 20°C 3:15pm 12:00-13:00 1990s 2024-11-22T01:02:03Z",
        "a--b a---b a–b a—b a-b-c -a- --a ... .... …… a...b a…b (a) [b] {c} <d> «e» „f“ ‘g’ `h` ``i'' ''j'' '''k''' \"\"l\"\"",
        "A.B.C. Inc. Corp. U.S.-led U.N.-backed St. Mr.Smith Mrs. J.K.Rowling Ph.D. No.5 vs.the end.The next,one:two;three!four?five",
        "#hashtag @user_name RT: lol!!!!! ????? !?!?! *bold* _under_ ~tilde~ ^caret^ a*b a/b a\\b a|b a&b a=b a<b a>b a@b a%b",
        "\u{feff}zero\u{200b}width\u{200d}join\u{ad}er\u{2060}s e\u{301}́ \u{1f3f4}\u{e0067}\u{e0062}\u{e007f} \u{10ffff} \u{fffd} \u{0}nul\u{7}bel",
        "<p class=\"x\">Tom &amp; Jerry&nbsp;&#8217;s</p> {{template}} $VAR ${VAR} %s %d \\n C:\\dir\\file.txt /usr/bin/x.py foo_bar-baz.qux(1)",
        "1,000,000,000.00 0x1F 1e-10 IV. iv) (a)(1)(B) §12(3) ¶4 №5 ª º ™ ® © ° µ",
    ]
    .map(str::to_owned)
    .to_vec();
    for unit in [
        "a", "A", "1", ".", "-", "'", "\"", "(", "é", "漢", "🚀", "a.", "a-", "a:", "x@", "a/", "Ab1-", "http://", "1.",
    ] {
        texts.push(unit.repeat(10_000 / unit.chars().count()));
    }
    texts.push("word ".repeat(5_000));
    texts.push("Long (nested (brackets ".repeat(300));
    texts.push("\n".repeat(3_000));
    texts.push(
        (0..3_000u32).filter_map(|n| char::from_u32(0x20 + n * 41)).flat_map(|c| ['x', c, 'y', ' ', c, ' ']).collect(),
    );
    texts
}

/// What French does to words: elision with both apostrophes, hyphens that part and hyphens that join, abbreviations, its
/// own quotation marks and spaces, capitals with and without accents.
const HOSTILE_FRENCH: [&str; 14] = [
    "L'homme qu’on n'a pas vu jusqu'ici s'est tu : « d’accord », c'est-à-dire qu’il l'a su. Aujourd'hui, aujourd’hui, presqu'île, quelqu'un, prud'homme, entr'ouvert, grand-mère, l'après-midi, d'aujourd'hui",
    "Y a-t-il, dit-elle, donne-le-moi, va-t'en, allez-y, là-bas, ci-joint, celui-ci, ces jours-là, peut-être, vis-à-vis, arc-en-ciel, Saint-Étienne, Aix-en-Provence, porte-parole, ex-ministre, anti-sexisme, non-lieu, franco-allemand",
    "L’ÉTAT, L'ETAT, ÉCOLE, ECOLE, CŒUR, cœur, Œuvre, œil, ÇA, ça, AUJOURD'HUI, QU'EST-CE QUE C'EST, N°5, n° 12, nº3, XXIe siècle, 1er, 1ère, 2e, IIe, IIIᵉ, 20h30, 20 h 30, 8h, 50 %, 3,5 %, 1 000 000 €, 12€, 5$, 3°C, 90km/h, 10m²",
    "M. Dupont, MM. Durand et Petit, Mme Noël, Mlle. X, Dr. Y, Pr. Z, av. J.-C., apr. J.-C., etc., p. ex., c.-à-d., cf. art. 3, J.-P. Martin, S.A.R.L., O.N.U., ONU, U.E., l'U.E., l’O.N.U., d'E.D.F., janv. févr. sept. déc., St. Ste.",
    "«Collé», « espacé », «\u{a0}insécable\u{a0}», «\u{202f}fine\u{202f}», “anglais”, ‹simple›, — Tiret ! dit-il ; – demi ? – Non… — fin.\n— Dialogue.\n– Autre.\n- Liste",
    "Entre-temps, l'entre-deux-guerres, mi-juin, sud-est, quatre-vingt-dix-neuf, vingt-et-un, soi-disant, tire-bouchon, pique-nique, week-end, e-mail, e-mails, T-shirt, X-files, self-service, co-auteur, para-militaire, ultra-droite, hydro-électrique, électro-ménager, physico-chimique",
    "D'Artagnan, d'Ornano, l'Haÿ-les-Roses, L'Hôpital, Jeanne d'Arc, O'Connor, O’Brien, N'Djamena, M'Bappé, Côte d'Ivoire, Val-d'Oise, Villeneuve-d'Ascq, Saint-Jean-d'Angély, Bourg-l'Évêque, Rue de l'Abbé-de-l'Épée",
    "www.exemple.fr/page?d=l'eau, jean.d'arc@exemple.fr, http://fr.exemple.org/L’Été, #l'été @l_homme, l'URL, d'http://x.fr, 06.12.34.56.78, 12/03/2024, 12-03-2024, 1789-1799, 3-0, A6, A-320, l'A320, CO2, H1N1, G7, l'U2",
    "qu' l' d' j' n' s' t' m' c' lorsqu' puisqu' jusqu' quoiqu' L' D' QU' ' ’ '' ’’ l'' 'l' -t-il -il -ce -là -- --l 'a 'b' l'a'b d'd'd' jusqu'à'l",
    "Abracadabrantesque anticonstitutionnellement PRESQU'ILE presqu’îles entr'actes contre-attaque contre-espionnage sous-marin après-demain avant-hier outre-Manche demi-heure",
    "Les élèves ont été reçus ; elles étaient parties, nous l'eussions su, vous fîtes, il faut que je puisse, qu'ils aient eu, ayant été, étant, naquirent, croîtra, résolus, cousu, moulu, absoute, haïe, eux-mêmes, lui-même",
    "Le\u{a0}ministre\u{202f}: «\u{a0}Non\u{a0}!\u{a0}» Puis\u{2009}? Oui\u{202f}; 10\u{202f}000\u{a0}personnes,\tune\u{3000}tabulation\r\nfin\u{2028}ligne",
    "e\u{301}tat E\u{301}TAT de\u{301}c\u{327}u nai\u{308}f ﬁlm oﬃciel ŒIL œ\u{301} Æ æquo İl ıl ſi K Å ÿ Ÿ ẞ ß",
    "tu veux ou tu veux pas mdr ptdr :) ^^ xD <3 c koi lol!!! pk???? t'es où??? jsuis chui ya yavait d'façon p't-être t'inquiète",
];
