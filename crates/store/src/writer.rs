//! Reports and stories into a database, a new one or a copy to add to, one at a time, in one transaction.

use crate::StoreError;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Params, params};
use std::collections::BTreeMap;
use std::path::Path;
use variorum_record::wire::OffsetMap;
use variorum_record::{AnnotatedReport, FORMAT, Link, Offsets, Participant, Span, Story, VERSION};

/// The tables that belong to stories, but for that of the stories themselves.
const STORY_TABLES: &[&str] = &[
    "story_reports",
    "links",
    "readings",
    "reading_spans",
    "differences",
    "origins",
    "left_out",
    "derivations",
    "rows",
];

/// Writes a database, a new one or a copy to add to. Nothing is visible in it before [`Writer::finish`].
pub struct Writer {
    database: Connection,
}

impl Writer {
    /// Creates the database at `path`, which must not exist.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        let context = || format!("cannot create {}", path.display());
        let database = Connection::open(path).map_err(StoreError::new(context()))?;
        // The file is new and thrown away when the run fails, so no journal is needed.
        database
            .execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; BEGIN;")
            .and_then(|()| database.execute_batch(include_str!("schema.sql")))
            .map_err(StoreError::new(context()))?;
        let writer = Writer { database };
        for (key, value) in
            [("format", FORMAT.to_string()), ("version", VERSION.into()), ("offsets", "codepoints".into())]
        {
            writer.put("meta", "INSERT INTO meta VALUES (?, ?)", params![key, value])?;
        }
        Ok(writer)
    }

    /// Opens a database that this version wrote, to add to it. Its file stays as it is: what is added goes into a
    /// write-ahead log beside it (`-wal`), which is thrown away when the run fails. The path may thus be a second name of
    /// the old record's file. Whoever reads file and log together reads the new record; [`crate::settle`] makes one
    /// file of them.
    pub fn extend(path: &Path) -> Result<Self, StoreError> {
        let context = || format!("cannot add to {}", path.display());
        let open = || {
            let database = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
            database.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
            let mode: String = database.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
            if mode != "wal" {
                return Err(rusqlite::Error::InvalidQuery);
            }
            database.execute_batch(
                "PRAGMA wal_autocheckpoint = 0; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144; BEGIN IMMEDIATE;",
            )?;
            let key = |key| database.query_row("SELECT value FROM meta WHERE key = ?", [key], |row| row.get(0));
            let (format, version): (String, String) = (key("format")?, key("version")?);
            if (format, version.as_str()) != (FORMAT.to_string(), VERSION) {
                return Err(rusqlite::Error::QueryReturnedNoRows);
            }
            Ok(database)
        };
        open().map(|database| Writer { database }).map_err(StoreError::new(context()))
    }

    /// Removes a story with its rows.
    pub fn remove_story(&self, id: &str) -> Result<(), StoreError> {
        for table in STORY_TABLES {
            self.put(table, &format!(r#"DELETE FROM "{table}" WHERE story = ?"#), [id])?;
        }
        self.put("stories", "DELETE FROM stories WHERE id = ?", [id])
    }

    /// Puts other links and near misses in the place of a story's.
    pub fn relink<'t>(
        &self,
        story: &str,
        why: &[Link],
        why_not: &[Link],
        text_of: impl Fn(&str) -> &'t str,
    ) -> Result<(), StoreError> {
        self.put("links", "DELETE FROM links WHERE story = ?", [story])?;
        let ids = why.iter().chain(why_not).flat_map(|link| [link.a.as_str(), link.b.as_str()]);
        let maps: BTreeMap<&str, OffsetMap> =
            ids.map(|id| (id, OffsetMap::new(text_of(id), Offsets::Codepoints))).collect();
        self.links(story, why, why_not, |report| &maps[report])
    }

    fn links<'m>(
        &self,
        story: &str,
        why: &[Link],
        why_not: &[Link],
        map_of: impl Fn(&str) -> &'m OffsetMap,
    ) -> Result<(), StoreError> {
        for (joined, links) in [(true, why), (false, why_not)] {
            for link in links {
                let mut evidence = link.evidence.clone();
                for item in &mut evidence {
                    let convert = |report: &str, span: &mut Span| {
                        let map = map_of(report);
                        *span = Span::new(map.to_unit(span.start), map.to_unit(span.end));
                    };
                    item.a.iter_mut().for_each(|span| convert(&link.a, span));
                    item.b.iter_mut().for_each(|span| convert(&link.b, span));
                }
                self.put(
                    "links",
                    "INSERT INTO links VALUES (?, ?, ?, ?, ?, ?)",
                    params![story, link.a, link.b, joined, link.score, json(&evidence)],
                )?;
            }
        }
        Ok(())
    }

    /// Adds a report with all its facts.
    pub fn report(&self, report: &AnnotatedReport) -> Result<(), StoreError> {
        let at = At { writer: self, report, map: OffsetMap::new(&report.text, Offsets::Codepoints) };
        let meta = &report.report;
        let extra = (!meta.extra.is_empty()).then(|| json(&meta.extra));
        self.put(
            "reports",
            "INSERT INTO reports VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                meta.id,
                meta.source,
                meta.outlet,
                meta.title,
                meta.byline,
                meta.published,
                meta.updated,
                meta.url,
                meta.language,
                meta.sha256,
                extra,
                report.text
            ],
        )?;
        self.put("search", "INSERT INTO search VALUES (?, ?, ?)", params![meta.id, meta.title, report.text])?;
        at.parts()?;
        at.cast()?;
        at.statements()?;
        at.times_and_places()?;
        at.figures()?;
        at.events()?;
        at.positions()?;
        at.problems()
    }

    /// Adds a story. `map_of` gives text and code point map of its reports.
    pub fn story<'t>(&self, story: &Story, text_of: impl Fn(&str) -> &'t str) -> Result<(), StoreError> {
        let maps: BTreeMap<&str, (&str, OffsetMap)> = story
            .all_reports()
            .into_iter()
            .map(|id| (id, (text_of(id), OffsetMap::new(text_of(id), Offsets::Codepoints))))
            .collect();
        let place = |report: &str, span: Span| {
            let (text, map) = &maps[report];
            (map.to_unit(span.start), map.to_unit(span.end), span.of(text).to_string())
        };
        self.put("stories", "INSERT INTO stories VALUES (?, ?)", params![story.id, story.title])?;
        for report in &story.reports {
            self.put("story_reports", "INSERT INTO story_reports VALUES (?, ?)", params![story.id, report])?;
        }
        self.links(&story.id, &story.why, &story.why_not, |report| &maps[report].1)?;
        for row in &story.rows {
            self.put(
                "rows",
                r#"INSERT INTO "rows" VALUES (?, ?, ?, ?, ?, ?, ?)"#,
                params![
                    story.id,
                    row.id,
                    word(&row.kind),
                    row.label,
                    word(&row.verdict),
                    row.independent_origins,
                    row.views.as_ref().map(json)
                ],
            )?;
            for reading in &row.readings {
                let words: Vec<_> = reading.spans.iter().map(|&span| place(&reading.report, span)).collect();
                let joined = words.iter().map(|(_, _, words)| words.as_str()).collect::<Vec<_>>().join(" … ");
                let value = reading.value.as_ref().map(json);
                self.put(
                    "readings",
                    "INSERT INTO readings VALUES (?, ?, ?, ?, ?, ?, ?)",
                    params![
                        story.id,
                        row.id,
                        reading.report,
                        reading.absent,
                        reading.ids.join(" "),
                        value,
                        (!reading.absent).then_some(joined)
                    ],
                )?;
                for (start, end, words) in words {
                    self.put(
                        "reading_spans",
                        "INSERT INTO reading_spans VALUES (?, ?, ?, ?, ?, ?)",
                        params![story.id, row.id, reading.report, start, end, words],
                    )?;
                }
            }
            for difference in &row.differences {
                let a = difference.a_span.map(|span| place(&difference.a, span));
                let b = difference.b_span.map(|span| place(&difference.b, span));
                let (a_start, a_end, a_words) = unzip(a);
                let (b_start, b_end, b_words) = unzip(b);
                self.put(
                    "differences",
                    "INSERT INTO differences VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    params![
                        story.id,
                        row.id,
                        difference.a,
                        difference.b,
                        word(&difference.kind),
                        a_start,
                        a_end,
                        a_words,
                        b_start,
                        b_end,
                        b_words
                    ],
                )?;
            }
            for origin in &row.origins {
                for report in &origin.reports {
                    self.put(
                        "origins",
                        "INSERT INTO origins VALUES (?, ?, ?, ?)",
                        params![story.id, row.id, origin.name, report],
                    )?;
                }
            }
        }
        for left in &story.left_out {
            let put = |row: &str, kind: &str, kept_by: Option<&str>| {
                let values = params![story.id, left.report, row, kind, kept_by];
                self.put("left_out", "INSERT INTO left_out VALUES (?, ?, ?, ?, ?)", values)
            };
            for row in &left.rows {
                put(row, "absent", None)?;
            }
            for dropped in &left.dropped {
                put(&dropped.row, &word(&dropped.kind), Some(&dropped.kept_by))?;
            }
        }
        for derivation in &story.derivations {
            let passages: Vec<_> = derivation
                .passages
                .iter()
                .map(|passage| {
                    let (from, to) = (place(&derivation.from, passage.from), place(&derivation.to, passage.to));
                    serde_json::json!({"from": {"start": from.0, "end": from.1}, "to": {"start": to.0, "end": to.1}})
                })
                .collect();
            self.put(
                "derivations",
                "INSERT INTO derivations VALUES (?, ?, ?, ?, ?, ?)",
                params![
                    story.id,
                    derivation.from,
                    derivation.to,
                    word(&derivation.kind),
                    derivation.confidence,
                    json(&passages)
                ],
            )?;
        }
        Ok(())
    }

    /// Commits and closes.
    pub fn finish(self) -> Result<(), StoreError> {
        let context = || "cannot complete the database".to_string();
        self.database
            .execute_batch(
                "CREATE INDEX IF NOT EXISTS spans_owner ON spans (report, owner);
                 CREATE INDEX IF NOT EXISTS readings_report ON readings (report);
                 CREATE INDEX IF NOT EXISTS links_story ON links (story);
                 CREATE INDEX IF NOT EXISTS reading_spans_story ON reading_spans (story);
                 CREATE INDEX IF NOT EXISTS differences_story ON differences (story);
                 CREATE INDEX IF NOT EXISTS origins_story ON origins (story);
                 CREATE INDEX IF NOT EXISTS left_out_story ON left_out (story);
                 CREATE INDEX IF NOT EXISTS derivations_story ON derivations (story);
                 COMMIT;",
            )
            .map_err(StoreError::new(context()))?;
        self.database.close().map_err(|(_, cause)| StoreError::new(context())(cause))
    }

    fn put(&self, table: &str, sql: &str, values: impl Params) -> Result<(), StoreError> {
        let context = || format!("cannot write table {table}");
        let mut statement = self.database.prepare_cached(sql).map_err(StoreError::new(context()))?;
        statement.execute(values).map(|_| ()).map_err(StoreError::new(context()))
    }

    /// The number of reports written so far.
    pub fn reports(&self) -> Result<u64, StoreError> {
        let count = self.database.query_row("SELECT count(*) FROM reports", [], |row| row.get(0)).optional();
        count.map(Option::unwrap_or_default).map_err(StoreError::new("cannot count the reports"))
    }
}

/// A report being written.
struct At<'a> {
    writer: &'a Writer,
    report: &'a AnnotatedReport,
    map: OffsetMap,
}

impl At<'_> {
    fn id(&self) -> &str {
        &self.report.report.id
    }

    fn units(&self, span: Span) -> (usize, usize, &str) {
        (self.map.to_unit(span.start), self.map.to_unit(span.end), span.of(&self.report.text))
    }

    fn span(&self, owner: Option<String>, role: &str, span: Span) -> Result<(), StoreError> {
        let (start, end, words) = self.units(span);
        self.writer.put(
            "spans",
            "INSERT INTO spans VALUES (?, ?, ?, ?, ?, ?)",
            params![self.id(), owner, role, start, end, words],
        )
    }

    fn parts(&self) -> Result<(), StoreError> {
        for part in &self.report.parts {
            let (start, end, words) = self.units(part.span);
            self.writer.put(
                "parts",
                "INSERT INTO parts VALUES (?, ?, ?, ?, ?, ?)",
                params![self.id(), word(&part.kind), part.why, start, end, words],
            )?;
        }
        for &sentence in &self.report.sentences {
            self.span(None, "sentence", sentence)?;
        }
        Ok(())
    }

    fn cast(&self) -> Result<(), StoreError> {
        for entity in &self.report.entities {
            self.writer.put(
                "entities",
                "INSERT INTO entities VALUES (?, ?, ?, ?, ?)",
                params![self.id(), entity.id.to_string(), word(&entity.kind), entity.name, json(&entity.roles)],
            )?;
            for mention in &entity.mentions {
                self.span(Some(entity.id.to_string()), &format!("mention-{}", word(&mention.form)), mention.span)?;
            }
        }
        for name in &self.report.names {
            self.span(name.entity.map(|id| id.to_string()), "name", name.span)?;
        }
        Ok(())
    }

    fn statements(&self) -> Result<(), StoreError> {
        for statement in &self.report.statements {
            let id = statement.id.to_string();
            let content: Vec<_> = statement.content.iter().map(|span| span.of(&self.report.text)).collect();
            let speaker = statement.speaker.as_ref();
            self.writer.put(
                "statements",
                "INSERT INTO statements VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                params![
                    self.id(),
                    id,
                    word(&statement.kind),
                    content.join(" … "),
                    statement.cue.map(|span| span.of(&self.report.text)),
                    statement.cue_kind.map(|kind| word(&kind)),
                    speaker.and_then(|who| who.name.clone()),
                    speaker.and_then(|who| who.entity).map(|id| id.to_string()),
                    statement.addressee.as_ref().and_then(|who| who.name.clone()),
                    statement.medium.as_ref().map(|medium| medium.name.clone()),
                    statement.medium.as_ref().map(|medium| medium.inferred),
                    statement.continues.map(|id| id.to_string()),
                    statement.within.map(|id| id.to_string()),
                    statement.negated,
                    statement.hypothetical,
                    statement.why,
                    statement.confidence
                ],
            )?;
            for &span in &statement.content {
                self.span(Some(id.clone()), "content", span)?;
            }
            let others = [
                ("cue", statement.cue),
                ("speaker", speaker.and_then(|who| who.span)),
                ("addressee", statement.addressee.as_ref().and_then(|who| who.span)),
                ("medium", statement.medium.as_ref().map(|medium| medium.span)),
            ];
            for (role, span) in others {
                if let Some(span) = span {
                    self.span(Some(id.clone()), role, span)?;
                }
            }
        }
        Ok(())
    }

    fn times_and_places(&self) -> Result<(), StoreError> {
        for (number, time) in self.report.times.iter().enumerate() {
            let (start, end, words) = self.units(time.span);
            self.writer.put(
                "times",
                "INSERT INTO times VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                params![
                    self.id(),
                    number,
                    word(&time.kind),
                    time.value,
                    time.offset,
                    word(&time.anchor),
                    start,
                    end,
                    words
                ],
            )?;
        }
        for (number, place) in self.report.places.iter().enumerate() {
            let (start, end, words) = self.units(place.span);
            self.writer.put(
                "places",
                "INSERT INTO places VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                params![
                    self.id(),
                    number,
                    place.name,
                    place.geonames,
                    place.country,
                    place.admin1,
                    place.lat,
                    place.lon,
                    place.precision.map(|precision| word(&precision)),
                    place.candidates,
                    place.metonym,
                    start,
                    end,
                    words
                ],
            )?;
        }
        Ok(())
    }

    fn figures(&self) -> Result<(), StoreError> {
        for figure in &self.report.figures {
            let (start, end, words) = self.units(figure.span);
            self.writer.put(
                "figures",
                "INSERT INTO figures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                params![
                    self.id(),
                    figure.id.to_string(),
                    figure.low,
                    figure.high,
                    figure.qualifier,
                    figure.unit,
                    word(&figure.measures),
                    figure.of.map(|id| id.to_string()),
                    figure.event.map(|id| id.to_string()),
                    figure.source.map(|id| id.to_string()),
                    start,
                    end,
                    words
                ],
            )?;
        }
        Ok(())
    }

    fn events(&self) -> Result<(), StoreError> {
        for event in self.report.events.iter().chain(&self.report.occurrences) {
            let id = event.id.to_string();
            self.writer.put(
                "events",
                "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                params![
                    self.id(),
                    id,
                    event.kind,
                    event.mode,
                    event.trigger.of(&self.report.text),
                    word(&event.status),
                    event.negated,
                    event.according_to.map(|id| id.to_string()),
                    event.place,
                    event.time
                ],
            )?;
            self.span(Some(id.clone()), "trigger", event.trigger)?;
            for &span in &event.mentions {
                self.span(Some(id.clone()), "event-mention", span)?;
            }
            for &span in &event.evidence {
                self.span(Some(id.clone()), "evidence", span)?;
            }
            for (role, people) in [("actor", &event.actors), ("target", &event.targets)] {
                for who in people {
                    self.participant(&id, role, who)?;
                }
            }
            for instrument in &event.instruments {
                let who = Participant {
                    span: Some(instrument.span),
                    name: Some(instrument.name.clone()),
                    ..Default::default()
                };
                self.participant(&id, "instrument", &who)?;
            }
        }
        Ok(())
    }

    fn participant(&self, event: &str, role: &str, who: &Participant) -> Result<(), StoreError> {
        let entity = who.entity.map(|id| id.to_string());
        let effect = who.effect.map(|effect| word(&effect));
        self.writer.put(
            "participants",
            "INSERT INTO participants VALUES (?, ?, ?, ?, ?, ?)",
            params![self.id(), event, role, entity, who.name, effect],
        )?;
        who.span.map_or(Ok(()), |span| self.span(Some(event.to_string()), role, span))
    }

    fn positions(&self) -> Result<(), StoreError> {
        for position in &self.report.positions {
            let id = position.id.to_string();
            self.writer.put(
                "positions",
                "INSERT INTO positions VALUES (?, ?, ?, ?, ?, ?, ?)",
                params![
                    self.id(),
                    id,
                    position.holder.name,
                    position.holder.entity.map(|id| id.to_string()),
                    word(&position.stance),
                    position.issue.of(&self.report.text),
                    position.statement.map(|id| id.to_string())
                ],
            )?;
            self.span(Some(id.clone()), "issue", position.issue)?;
            for &span in &position.evidence {
                self.span(Some(id.clone()), "evidence", span)?;
            }
        }
        Ok(())
    }

    fn problems(&self) -> Result<(), StoreError> {
        for problem in &self.report.problems {
            let (start, end, _) = unzip(problem.span.map(|span| self.units(span)));
            self.writer.put(
                "problems",
                "INSERT INTO problems VALUES (?, ?, ?, ?)",
                params![self.id(), problem.what, start, end],
            )?;
        }
        Ok(())
    }
}

fn unzip<A, B, C>(triple: Option<(A, B, C)>) -> (Option<A>, Option<B>, Option<C>) {
    match triple {
        Some((a, b, c)) => (Some(a), Some(b), Some(c)),
        None => (None, None, None),
    }
}

/// A value as JSON; the record's types have string keys only, so it cannot fail.
fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A unit variant as its wire word.
fn word(value: &impl serde::Serialize) -> String {
    json(value).trim_matches('"').to_string()
}
