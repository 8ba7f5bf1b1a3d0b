//! Does every span of a database still say what the record says it says?

use crate::StoreError;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

/// The tables that point into a report's text, with the columns that do.
const POINTERS: &[(&str, &str, &str, &str, &str)] = &[
    ("spans", "report", "start", "end", "words"),
    ("parts", "report", "start", "end", "words"),
    ("times", "report", "start", "end", "words"),
    ("places", "report", "start", "end", "words"),
    ("figures", "report", "start", "end", "words"),
    ("reading_spans", "report", "start", "end", "words"),
    ("differences", "a", "a_start", "a_end", "a_words"),
    ("differences", "b", "b_start", "b_end", "b_words"),
];

/// Compares every span of the database with the words beside it, and every text with what `text_of` says the
/// source holds now. Returns one sentence per mismatch and the number of spans compared.
pub fn check(path: &Path, text_of: impl Fn(&str) -> Option<String>) -> Result<(usize, Vec<String>), StoreError> {
    let context = || format!("cannot read {}", path.display());
    let database =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(StoreError::new(context()))?;
    let mut mismatches = Vec::new();
    let mut compared = 0;
    let mut reports =
        database.prepare("SELECT id, text FROM reports ORDER BY rowid").map_err(StoreError::new(context()))?;
    let texts = reports
        .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))
        .map_err(StoreError::new(context()))?;
    for row in texts {
        let (id, text) = row.map_err(StoreError::new(context()))?;
        if text_of(&id).is_none_or(|expected| expected != text) {
            mismatches.push(format!("record.sqlite: the text of report `{id}` is not what reports.jsonl holds"));
        }
    }
    for (table, report, start, end, words) in POINTERS {
        let query = format!(
            r#"SELECT t."{report}", t."{start}", t."{words}", substr(r.text, t."{start}" + 1, t."{end}" - t."{start}"),
                      t."{end}", CASE WHEN instr(r.text, char(0)) THEN r.text END
               FROM "{table}" t LEFT JOIN reports r ON r.id = t."{report}" WHERE t."{start}" IS NOT NULL"#
        );
        let mut statement = database.prepare(&query).map_err(StoreError::new(context()))?;
        let found = statement
            .query_map([], |row| {
                let report = row.get::<_, Option<String>>(0)?.unwrap_or_default();
                let (start, words) = (row.get::<_, i64>(1)?, row.get::<_, Option<String>>(2)?);
                let slice = row.get::<_, Option<String>>(3)?;
                // `substr` ends at a NUL; the text itself does not.
                let slice = match row.get::<_, Option<String>>(5)? {
                    Some(text) => Some(slice_of(&text, start, row.get::<_, i64>(4)?)),
                    None => slice,
                };
                Ok((report, start, words, slice))
            })
            .map_err(StoreError::new(context()))?;
        for row in found {
            let (report, start, words, slice) = row.map_err(StoreError::new(context()))?;
            compared += 1;
            if words != slice {
                let (words, slice) = (words.unwrap_or_default(), slice.unwrap_or_default());
                mismatches.push(format!(
                    "record.sqlite, table {table}: report `{report}` at {start} says “{slice}”, not “{words}”"
                ));
            }
        }
    }
    Ok((compared, mismatches))
}

/// The code points of a text from `start` to `end`.
fn slice_of(text: &str, start: i64, end: i64) -> String {
    let start = usize::try_from(start).unwrap_or(0);
    text.chars().skip(start).take(usize::try_from(end).unwrap_or(0).saturating_sub(start)).collect()
}
