//! The cue lexicon: words that say that something was said, thought or known.
//!
//! The words are data (`data/lexicon/cues.tsv`); this file only reads them.

use std::collections::HashMap;
use std::sync::LazyLock;
use variorum_record::CueKind;

/// Part of speech of a cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Pos {
    Verb,
    Noun,
    Adjective,
    Adverb,
}

impl Pos {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Pos::Verb => "verb",
            Pos::Noun => "noun",
            Pos::Adjective => "adjective",
            Pos::Adverb => "adverb",
        }
    }
}

/// A row of the lexicon.
#[derive(Clone, Debug)]
pub(crate) struct Cue {
    pub(crate) lemma: &'static str,
    pub(crate) kind: CueKind,
    /// Words of one class behave alike.
    pub(crate) class: &'static str,
    /// In which forms the content can stand.
    pub(crate) frames: Vec<&'static str>,
}

impl Cue {
    pub(crate) fn takes(&self, frame: &str) -> bool {
        self.frames.contains(&frame)
    }
}

/// The row of a lemma.
pub(crate) fn cue(lemma: &str, pos: Pos) -> Option<&'static Cue> {
    static ROWS: LazyLock<[HashMap<&'static str, Cue>; 4]> = LazyLock::new(|| {
        let mut tables: [HashMap<&'static str, Cue>; 4] = Default::default();
        for (pos, cue) in rows() {
            tables[pos as usize].insert(cue.lemma, cue);
        }
        tables
    });
    ROWS[pos as usize].get(lemma)
}

fn rows() -> Vec<(Pos, Cue)> {
    let text: &'static str = include_str!("../../../../../data/lexicon/cues.tsv");
    text.lines().filter(|line| !line.starts_with('#')).skip(1).filter_map(row).collect()
}

fn row(line: &'static str) -> Option<(Pos, Cue)> {
    let mut cells = line.split('\t');
    let lemma = cells.next()?;
    let pos = match cells.next()? {
        "verb" => Pos::Verb,
        "noun" => Pos::Noun,
        "adjective" => Pos::Adjective,
        "adverb" => Pos::Adverb,
        _ => return None,
    };
    let kind = match cells.next()? {
        "speech" => CueKind::Speech,
        "thought" => CueKind::Thought,
        "knowledge" => CueKind::Knowledge,
        _ => return None,
    };
    let class = cells.next()?;
    let frames = cells.next()?.split(' ').collect();
    Some((pos, Cue { lemma, kind, class, frames }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        let text = include_str!("../../../../../data/lexicon/cues.tsv");
        let lines = text.lines().filter(|line| !line.starts_with('#')).count() - 1;
        assert_eq!(rows().len(), lines);
        assert!(lines > 300);
        assert_eq!(cue("deny", Pos::Verb).map(|cue| cue.kind), Some(CueKind::Speech));
        assert!(cue("accuse", Pos::Verb).is_some_and(|cue| cue.takes("of")));
    }
}
