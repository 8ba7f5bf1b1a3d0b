//! JSON Lines: one report per line, read line by line in bounded memory.

use crate::reader::{Limits, problem};
use crate::{dates, html};
use encoding_rs_io::DecodeReaderBytesBuilder;
use serde_json::{Map, Value};
use std::io::{BufRead, BufReader, Read};
use variorum_record::Report;

/// The lines of a stream.
pub(crate) struct Lines {
    input: BufReader<Box<dyn Read>>,
    file: String,
    number: usize,
    done: bool,
}

/// One line that is not blank.
pub(crate) struct Line {
    pub(crate) file: String,
    /// From 1.
    pub(crate) number: usize,
    /// Without the line break; empty if the line was too long.
    pub(crate) bytes: Vec<u8>,
    pub(crate) too_long: bool,
    /// Reading broke off.
    pub(crate) failed: Option<String>,
}

impl Lines {
    /// Reads `input`; UTF-16 with a byte order mark is decoded on the way.
    pub(crate) fn new(input: Box<dyn Read>, file: &str) -> Self {
        let decoded =
            DecodeReaderBytesBuilder::new().bom_sniffing(true).strip_bom(true).utf8_passthru(true).build(input);
        Lines {
            input: BufReader::with_capacity(64 << 10, Box::new(decoded)),
            file: file.to_string(),
            number: 0,
            done: false,
        }
    }

    /// The next line that is not blank. What exceeds `limit` is passed over without being kept.
    pub(crate) fn next(&mut self, limit: usize) -> Option<Line> {
        while !self.done {
            let mut line = Line {
                file: self.file.clone(),
                number: self.number + 1,
                bytes: Vec::new(),
                too_long: false,
                failed: None,
            };
            self.number += 1;
            loop {
                let chunk = match self.input.fill_buf() {
                    Ok(chunk) => chunk,
                    Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                    Err(error) => {
                        self.done = true;
                        line.failed = Some(crate::files::plain(&error));
                        return Some(line);
                    }
                };
                if chunk.is_empty() {
                    self.done = true;
                    break;
                }
                let end = memchr::memchr(b'\n', chunk);
                let part = &chunk[..end.unwrap_or(chunk.len())];
                if line.bytes.len() + part.len() > limit {
                    line.too_long = true;
                    line.bytes = Vec::new();
                } else if !line.too_long {
                    line.bytes.extend_from_slice(part);
                }
                let used = part.len() + usize::from(end.is_some());
                self.input.consume(used);
                if end.is_some() {
                    break;
                }
            }
            if line.too_long || !line.bytes.trim_ascii().is_empty() {
                return Some(line);
            }
        }
        None
    }
}

/// Why a line is refused, and what to do.
pub(crate) struct Refused(pub(crate) String, pub(crate) String);

/// The report that a line states. Its id is empty if none is stated.
pub(crate) fn report(line: &[u8], limits: Limits) -> Result<Report, Refused> {
    let mut problems = Vec::new();
    let text = String::from_utf8_lossy(line);
    if let std::borrow::Cow::Owned(mended) = &text {
        problems.push(problem(format!(
            "{} invalid UTF-8 sequence(s), shown as U+FFFD",
            mended.matches('\u{fffd}').count()
        )));
    }
    let value = match serde_json::from_str(&text) {
        Ok(value) => value,
        Err(error) => match without_lone_surrogates(&text) {
            Some((mended, count)) => {
                problems.push(problem(format!("{count} half surrogate pair(s) in the JSON, shown as U+FFFD")));
                serde_json::from_str(&mended).map_err(|error| not_json(&error))?
            }
            None => return Err(not_json(&error)),
        },
    };
    let Value::Object(mut object) = value else {
        return Err(Refused(
            "is not a JSON object".into(),
            "write one object per line, with text or html in it".into(),
        ));
    };
    let mut report = Report::default();
    match (string(&mut object, "text"), string(&mut object, "html")) {
        (Some(text), _) => report.text = text,
        (None, Some(html)) if html.len() > limits.page_bytes => {
            return Err(Refused(
                format!("the page is larger than the {} that a page may have", crate::files::size(limits.page_bytes)),
                "save the article as plain text".into(),
            ));
        }
        (None, Some(html)) => {
            let page = html::page(&html);
            problems.extend(page.problems);
            report = Report { meta: page.meta, text: page.text, marked: page.marked, ..Report::default() };
        }
        (None, None) => {
            return Err(Refused(
                "has neither text nor html, or they are no strings".into(),
                "write {\"text\": \"…\"} or {\"html\": \"…\"}".into(),
            ));
        }
    }
    if report.text.trim().is_empty() {
        return Err(Refused("has no text in it".into(), "remove the line, or fetch the report again".into()));
    }
    let meta = &mut report.meta;
    meta.id = match object.remove("id") {
        Some(Value::String(id)) => id.trim().to_string(),
        Some(Value::Number(id)) => id.to_string(),
        None | Some(Value::Null) => String::new(),
        Some(other) => {
            problems.push(problem("the id is neither a string nor a number"));
            object.insert("id".into(), other);
            String::new()
        }
    };
    for (key, field) in [
        ("title", &mut meta.title),
        ("outlet", &mut meta.outlet),
        ("byline", &mut meta.byline),
        ("url", &mut meta.url),
        ("language", &mut meta.language),
    ] {
        if let Some(stated) = string(&mut object, key) {
            *field = Some(stated);
        }
    }
    if meta.language.as_ref().is_some_and(|code| !(code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase())))
        && let Some(stated) = meta.language.take()
    {
        object.insert("language".into(), stated.into());
    }
    if let Some(stated) = string(&mut object, "published") {
        match dates::iso(&stated) {
            Some(date) => meta.published = Some(date),
            None => {
                problems
                    .push(problem(format!("published is not a date: {}", stated.chars().take(40).collect::<String>())));
                object.insert("published".into(), stated.into());
            }
        }
    }
    meta.extra = object;
    report.problems = problems;
    Ok(report)
}

/// Takes a string that says something out of the object; anything else stays.
fn string(object: &mut Map<String, Value>, key: &str) -> Option<String> {
    match object.get_mut(key)? {
        Value::String(text) if !text.trim().is_empty() => {
            let text = std::mem::take(text);
            object.shift_remove(key);
            Some(text)
        }
        Value::String(_) | Value::Null => {
            object.shift_remove(key);
            None
        }
        _ => None,
    }
}

fn not_json(error: &serde_json::Error) -> Refused {
    let text = error.to_string();
    let end = text.rfind(" at line ").unwrap_or(text.len());
    Refused(
        format!("is not JSON: {} at column {}", &text[..end], error.column()),
        "one JSON object per line, each complete on its line".into(),
    )
}

/// Replaces escapes of half surrogate pairs, which are no characters; `None` if there are none.
fn without_lone_surrogates(text: &str) -> Option<(String, usize)> {
    let bytes = text.as_bytes();
    let unit = |at: usize| -> Option<u16> {
        let escape = bytes.get(at..at + 6)?;
        if &escape[..2] != b"\\u" {
            return None;
        }
        u16::from_str_radix(std::str::from_utf8(&escape[2..]).ok()?, 16).ok()
    };
    let (mut out, mut copied, mut count, mut at) = (String::new(), 0, 0, 0);
    while let Some(found) = memchr::memchr(b'\\', &bytes[at..]) {
        at += found;
        match unit(at) {
            Some(0xd800..=0xdbff) if matches!(unit(at + 6), Some(0xdc00..=0xdfff)) => at += 12,
            Some(0xd800..=0xdfff) => {
                out.push_str(&text[copied..at]);
                out.push_str("\\ufffd");
                count += 1;
                at += 6;
                copied = at;
            }
            _ => at += 2,
        }
        if at >= bytes.len() {
            break;
        }
    }
    out.push_str(&text[copied..]);
    (count > 0).then_some((out, count))
}
