//! What kind of bytes an input holds, and their decoding to text.
//!
//! Decoding does what a browser does: a byte order mark wins, then valid UTF-8, then what an HTML page
//! declares, then a guess from the bytes (chardetng). What cannot be decoded becomes U+FFFD and is
//! reported; it never costs the report. Beside that nothing is changed: line ends, NUL characters and
//! unusual spaces stay as they are, because spans refer to the text as read.

use crate::reader::problem;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use sha2::{Digest, Sha256};
use variorum_record::Problem;

/// How many bytes are looked at to tell what an input is.
pub(crate) const SNIFFED: usize = 16 << 10;

/// A format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Html,
    Lines,
}

/// Text, and what was wrong with the bytes.
pub(crate) struct Decoded {
    pub(crate) text: String,
    pub(crate) problems: Vec<Problem>,
}

/// First bytes that give away a format that is no text.
const MAGIC: &[(&[u8], &str)] = &[
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"OggS", "a sound or video file"),
    (b"ID3", "a sound file"),
    (b"{\\rtf", "an RTF document"),
];

/// What a file looks like that cannot be text; `None` for anything that can.
pub(crate) fn binary(head: &[u8]) -> Option<&'static str> {
    if let Some((_, name)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(name);
    }
    if head.get(4..8) == Some(b"ftyp") {
        return Some("a video file");
    }
    if head.starts_with(b"RIFF") && matches!(head.get(8..12), Some(b"WEBP" | b"WAVE" | b"AVI ")) {
        return Some("a picture, sound or video file");
    }
    if is_feed(head) {
        return Some("a feed that only lists reports");
    }
    if utf16(head).is_some() {
        return None;
    }
    let control = head.iter().filter(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b)).count();
    // Text of an old encoding has hardly ever a control character; UTF-8 may be strewn with NULs and is text.
    let foreign = std::str::from_utf8(head).is_err_and(|error| error.error_len().is_some());
    let share = if foreign { 40 } else { 10 };
    (control * share > head.len()).then_some("binary data")
}

/// RSS or Atom: what it says of many reports is none of them.
fn is_feed(head: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&head[..head.len().min(1024)]).to_ascii_lowercase();
    let start = start.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let root = ["<rss", "<feed", "<rdf:rdf"].iter().filter_map(|root| start.find(root)).min();
    let whole = start.starts_with("<?xml") || root == Some(0);
    whole && root.is_some_and(|root| start.find("<html").is_none_or(|page| root < page))
}

/// The format by the first bytes: JSON Lines if they open an object, a page if there is markup, else text.
pub(crate) fn kind(head: &[u8]) -> Kind {
    let decoded = decode(head, false).text;
    let start = decoded.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0');
    if start.starts_with('{') {
        Kind::Lines
    } else if start.starts_with('<') && crate::html::looks_like_page(start) {
        Kind::Html
    } else {
        Kind::Text
    }
}

/// Decodes; `html` says that a declared character set counts.
pub(crate) fn decode(bytes: &[u8], html: bool) -> Decoded {
    let (encoding, start) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, length),
        None => (utf16(bytes).unwrap_or_else(|| without_mark(bytes, html)), 0),
    };
    let (text, broken) = encoding.decode_without_bom_handling(&bytes[start..]);
    let mut text = text.into_owned();
    let mut problems = Vec::new();
    if broken {
        let count = text.matches('\u{fffd}').count();
        problems.push(problem(format!(
            "{count} character(s) could not be decoded as {} and are shown as U+FFFD",
            encoding.name()
        )));
    }
    let nul = text.bytes().filter(|&b| b == 0).count();
    if nul > 0 {
        problems.push(problem(format!("{nul} NUL character(s) in the text")));
    }
    text.shrink_to_fit();
    Decoded { text, problems }
}

/// The encoding of bytes that carry no mark.
fn without_mark(bytes: &[u8], html: bool) -> &'static Encoding {
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    if html && let Some(declared) = declared(bytes) {
        return declared;
    }
    // Mostly UTF-8 with a broken byte here and there is UTF-8.
    if mostly_utf8(bytes) {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(1 << 20)], true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if guess.is_single_byte() || !guess.decode_without_bom_handling(bytes).1 { guess } else { WINDOWS_1252 }
}

/// Whether most sequences beyond ASCII are UTF-8.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 0 && good >= bad
}

/// The character set that the head of a page declares (`<meta charset>`, `http-equiv`, the XML declaration).
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let at = head.find("charset=").map(|n| n + 8).or_else(|| head.find("encoding=").map(|n| n + 9))?;
    let label: String = head[at..]
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
        .collect();
    let encoding = Encoding::for_label(label.as_bytes())?;
    // A page that could be read as far as this declaration is not UTF-16 (as the HTML standard has it).
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

/// UTF-16 without a mark shows in its zero bytes: nearly all in odd places, or nearly all in even ones.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return (encoding != UTF_8).then_some(encoding);
    }
    let head = &bytes[..bytes.len().min(SNIFFED)];
    if head.len() < 4 {
        return None;
    }
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    if odd * 10 > half * 4 && even * 20 < half {
        Some(UTF_16LE)
    } else if even * 10 > half * 4 && odd * 20 < half {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// SHA-256 in lower-case hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes() {
        let utf16le: Vec<u8> = "Kell river rose".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut marked = vec![0xfe, 0xff];
        marked.extend("Kell".encode_utf16().flat_map(u16::to_be_bytes));
        for (bytes, html, text, problems) in [
            (b"plain".to_vec(), false, "plain", 0),
            (b"\xef\xbb\xbfmarked".to_vec(), false, "marked", 0),
            (utf16le, false, "Kell river rose", 0),
            (marked, false, "Kell", 0),
            (b"caf\xe9 au lait, d\xe9j\xe0 vu, \xe0 bient\xf4t".to_vec(), false, "café au lait, déjà vu, à bientôt", 0),
            (
                b"<meta charset=windows-1251>\xcf\xf0\xe8\xe2\xe5\xf2".to_vec(),
                true,
                "<meta charset=windows-1251>Привет",
                0,
            ),
            (
                "naïve résumé, broken \u{1}".replace('\u{1}', "").into_bytes().into_iter().chain([0xff]).collect(),
                false,
                "naïve résumé, broken \u{fffd}",
                1,
            ),
            (b"a\0b is what it says".to_vec(), false, "a\0b is what it says", 1),
        ] {
            let decoded = decode(&bytes, html);
            assert_eq!((decoded.text.as_str(), decoded.problems.len()), (text, problems));
        }
    }

    #[test]
    fn tells_formats() {
        assert_eq!(binary(b"\x89PNG\r\n\x1a\n\0\0"), Some("a PNG picture"));
        assert_eq!(binary(&[0, 1, 2, 3, 250, 0, 0, 9]), Some("binary data"));
        assert_eq!(binary(b"words"), None);
        assert_eq!(kind(b"\n {\"text\": 1}"), Kind::Lines);
        assert_eq!(kind(b"<!doctype html><p>x"), Kind::Html);
        assert_eq!(kind(b"<3 is a heart"), Kind::Text);
        assert_eq!(kind(b"plain"), Kind::Text);
    }
}
