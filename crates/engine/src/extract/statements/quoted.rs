//! Words that somebody passes on: "Olin was quoted as saying by the agency ANV that…", "Olin, cited by ANV as saying…".
//!
//! Whoever is quoted says it, and the agency is the medium; "quoted" itself says nothing.

use super::tree::Tree;

/// A verb of quoting with the "saying" that hangs from it.
pub(super) struct Quoted {
    verb: usize,
    saying: usize,
}

/// The pair of which a word is one.
pub(super) fn around(tree: &Tree, word: usize) -> Option<Quoted> {
    let doc = tree.doc;
    if doc.tag(word) == "VBG" && doc.dep(word) == "pcomp" {
        let verb = tree.above(tree.above(word)?)?;
        return around(tree, verb).filter(|quoted| quoted.saying == word);
    }
    let quotes = matches!(doc.lemma(word), "cite" | "quote") && doc.tag(word) == "VBN";
    let as_word = tree.kids(word).find(|&kid| quotes && doc.lemma(kid) == "as")?;
    let saying = tree.kid(as_word, &["pcomp"]).filter(|&saying| doc.tag(saying) == "VBG")?;
    Some(Quoted { verb: word, saying })
}

/// Whether a word is the "quoted" of such a pair.
pub(super) fn is_quoted(tree: &Tree, word: usize) -> bool {
    around(tree, word).is_some_and(|quoted| quoted.verb == word)
}

/// Who is quoted: the subject of the passive, or the noun of which the participle hangs.
pub(super) fn whom(tree: &Tree, quoted: &Quoted) -> Option<usize> {
    let subject = tree.kid(quoted.verb, &["nsubjpass", "nsubj"]);
    let noun = || tree.above(quoted.verb).filter(|_| matches!(tree.doc.dep(quoted.verb), "acl" | "relcl"));
    subject.or_else(noun)
}

/// Who quotes: the "by" of either verb.
pub(super) fn by(tree: &Tree, word: usize) -> Option<usize> {
    let quoted = around(tree, word)?;
    let kids = tree.kids(quoted.verb).chain(tree.kids(quoted.saying));
    kids.filter(|&kid| tree.doc.lemma(kid) == "by").find_map(|by| tree.kid(by, &["pobj"]))
}
