-- The record as tables. Offsets count Unicode code points, so that
-- substr(reports.text, start + 1, "end" - start) is the evidence; `words` holds what it must say.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE reports (
  id TEXT PRIMARY KEY, source TEXT, outlet TEXT, title TEXT, byline TEXT, published TEXT, updated TEXT, url TEXT,
  language TEXT, sha256 TEXT NOT NULL, extra TEXT, text TEXT NOT NULL
);

-- Every span of the record, whatever points to it. `owner` is the id of the fact (e1, s3, v2…) or NULL.
CREATE TABLE spans (
  report TEXT NOT NULL REFERENCES reports(id), owner TEXT, role TEXT NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, words TEXT NOT NULL
);

CREATE TABLE parts (
  report TEXT NOT NULL REFERENCES reports(id), kind TEXT NOT NULL, why TEXT,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, words TEXT NOT NULL
);
CREATE TABLE entities (
  report TEXT NOT NULL REFERENCES reports(id), id TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, roles TEXT NOT NULL,
  PRIMARY KEY (report, id)
);
CREATE TABLE statements (
  report TEXT NOT NULL REFERENCES reports(id), id TEXT NOT NULL, kind TEXT NOT NULL, content TEXT NOT NULL,
  cue TEXT, cue_kind TEXT, speaker TEXT, speaker_entity TEXT, addressee TEXT, medium TEXT,
  medium_inferred INTEGER, continues TEXT, within TEXT, negated INTEGER NOT NULL, hypothetical INTEGER NOT NULL,
  why TEXT NOT NULL, confidence REAL NOT NULL,
  PRIMARY KEY (report, id)
);
CREATE TABLE times (
  report TEXT NOT NULL REFERENCES reports(id), number INTEGER NOT NULL, type TEXT NOT NULL, value TEXT, "offset" TEXT, anchor TEXT NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, words TEXT NOT NULL,
  PRIMARY KEY (report, number)
);
CREATE TABLE places (
  report TEXT NOT NULL REFERENCES reports(id), number INTEGER NOT NULL, name TEXT NOT NULL, geonames INTEGER, country TEXT, admin1 TEXT,
  lat REAL, lon REAL, precision TEXT, candidates INTEGER NOT NULL, metonym INTEGER NOT NULL,
  start INTEGER NOT NULL, "end" INTEGER NOT NULL, words TEXT NOT NULL,
  PRIMARY KEY (report, number)
);
CREATE TABLE figures (
  report TEXT NOT NULL REFERENCES reports(id), id TEXT NOT NULL, low REAL, high REAL, qualifier TEXT, unit TEXT, measures TEXT NOT NULL,
  part_of TEXT, event TEXT, source TEXT, start INTEGER NOT NULL, "end" INTEGER NOT NULL, words TEXT NOT NULL,
  PRIMARY KEY (report, id)
);
CREATE TABLE events (
  report TEXT NOT NULL REFERENCES reports(id), id TEXT NOT NULL, kind TEXT NOT NULL, mode TEXT, "trigger" TEXT NOT NULL, status TEXT NOT NULL,
  negated INTEGER NOT NULL, according_to TEXT, place INTEGER, time INTEGER,
  PRIMARY KEY (report, id)
);
CREATE TABLE participants (
  report TEXT NOT NULL REFERENCES reports(id), event TEXT NOT NULL, role TEXT NOT NULL, entity TEXT, name TEXT, effect TEXT
);
CREATE TABLE positions (
  report TEXT NOT NULL REFERENCES reports(id), id TEXT NOT NULL, holder TEXT, holder_entity TEXT, stance TEXT NOT NULL, issue TEXT NOT NULL, statement TEXT,
  PRIMARY KEY (report, id)
);
CREATE TABLE problems (report TEXT NOT NULL REFERENCES reports(id), what TEXT NOT NULL, start INTEGER, "end" INTEGER);

CREATE TABLE stories (id TEXT PRIMARY KEY, title TEXT NOT NULL);
CREATE TABLE story_reports (story TEXT NOT NULL REFERENCES stories(id), report TEXT NOT NULL REFERENCES reports(id), PRIMARY KEY (story, report));
CREATE TABLE links (story TEXT NOT NULL REFERENCES stories(id), a TEXT NOT NULL, b TEXT NOT NULL, joined INTEGER NOT NULL, score REAL NOT NULL, evidence TEXT NOT NULL);
CREATE TABLE "rows" (
  story TEXT NOT NULL REFERENCES stories(id), id TEXT NOT NULL, kind TEXT NOT NULL, label TEXT NOT NULL, verdict TEXT NOT NULL,
  independent_origins INTEGER NOT NULL, views TEXT, PRIMARY KEY (story, id)
);
CREATE TABLE readings (
  story TEXT NOT NULL, "row" TEXT NOT NULL, report TEXT NOT NULL REFERENCES reports(id), absent INTEGER NOT NULL, ids TEXT NOT NULL, value TEXT, words TEXT,
  PRIMARY KEY (story, "row", report), FOREIGN KEY (story, "row") REFERENCES "rows"(story, id)
);
CREATE TABLE reading_spans (story TEXT NOT NULL, "row" TEXT NOT NULL, report TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, words TEXT NOT NULL);
CREATE TABLE differences (
  story TEXT NOT NULL, "row" TEXT NOT NULL, a TEXT NOT NULL, b TEXT NOT NULL, kind TEXT NOT NULL,
  a_start INTEGER, a_end INTEGER, a_words TEXT, b_start INTEGER, b_end INTEGER, b_words TEXT
);
CREATE TABLE origins (story TEXT NOT NULL, "row" TEXT NOT NULL, name TEXT NOT NULL, report TEXT NOT NULL);
-- What a report leaves out: a row on which it is silent (kind `absent`), or a qualifier, condition or denial that it dropped.
CREATE TABLE left_out (story TEXT NOT NULL, report TEXT NOT NULL, "row" TEXT NOT NULL, kind TEXT NOT NULL, kept_by TEXT);
CREATE TABLE derivations (story TEXT NOT NULL, "from" TEXT NOT NULL, "to" TEXT NOT NULL, kind TEXT NOT NULL, confidence REAL NOT NULL, passages TEXT NOT NULL);

CREATE VIRTUAL TABLE search USING fts5 (report UNINDEXED, title, text, tokenize = "unicode61 remove_diacritics 2");

-- Tolls of one story side by side: the question a conflict researcher asks first.
CREATE VIEW tolls AS
  SELECT r.story, r.id AS "row", r.label, r.verdict, d.report, p.outlet, d.words, json_extract(d.value, '$.low') AS low,
         json_extract(d.value, '$.high') AS high, json_extract(d.value, '$.qualifier') AS qualifier,
         coalesce(json_extract(d.value, '$.finer'), json_extract(d.value, '$.measures')) AS measures, json_extract(d.value, '$.source') AS source, p.published, r.independent_origins
  FROM "rows" r JOIN readings d ON d.story = r.story AND d."row" = r.id JOIN reports p ON p.id = d.report
  WHERE r.kind = 'figure' AND NOT d.absent
    AND coalesce(json_extract(d.value, '$.finer'), json_extract(d.value, '$.measures')) IN ('killed', 'injured', 'missing', 'detained', 'displaced', 'rescued');
-- Events with where, when and according to whom in words.
CREATE VIEW incidents AS
  SELECT e.report, o.outlet, e.id, e.kind, e.mode, e."trigger", e.status, e.negated, p.name AS place, p.admin1, p.country, p.lat, p.lon,
         p.precision, t.value AS time, w.name AS according_to
  FROM events e JOIN reports o ON o.id = e.report
  LEFT JOIN places p ON p.report = e.report AND p.number = e.place
  LEFT JOIN times t ON t.report = e.report AND t.number = e.time
  LEFT JOIN entities w ON w.report = e.report AND w.id = e.according_to;
-- Who said what, by whichever outlet.
CREATE VIEW quotations AS
  SELECT s.report, p.outlet, s.speaker, s.content, s.medium, s.kind FROM statements s JOIN reports p ON p.id = s.report WHERE s.kind <> 'indirect';
