/**
 * The tables of a case (docs/formats/case.md). Never edited once released: a change is a new migration.
 *
 * An entry's id is `evidence.no * 2^32 + index`, so that one evidence is one run of rowids: a page, a count and a bin of
 * the map are range scans without a second index. `request_ids.code` is given out in the order of first appearance.
 */
import type { Migration } from '../migrate.ts'

export const migration001: Migration = {
  version: 1,
  name: 'case',
  schemaSha256: '28d59f3a48d489d2294f199fd5c928d8dd47c81e78591c663082ba74f4b53654',
  sql: `
CREATE TABLE case_info (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE imports (
  evidence_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  source_path TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  as_of TEXT,
  size_bytes INTEGER NOT NULL,
  listing TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE import_objects (
  evidence_id TEXT NOT NULL REFERENCES imports (evidence_id),
  no INTEGER NOT NULL,
  source_file TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  modified_at_ms INTEGER NOT NULL,
  sha256 TEXT,
  PRIMARY KEY (evidence_id, no)
) STRICT, WITHOUT ROWID;

CREATE TABLE objects (
  sha256 TEXT PRIMARY KEY,
  bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE evidence (
  no INTEGER PRIMARY KEY,
  evidence_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  origin TEXT,
  digest TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  imported_at_ms INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL,
  skipped TEXT NOT NULL,
  entries INTEGER NOT NULL,
  first_time_ms INTEGER,
  last_time_ms INTEGER
) STRICT;

CREATE TABLE evidence_files (
  evidence INTEGER NOT NULL REFERENCES evidence (no),
  no INTEGER NOT NULL,
  path TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  object TEXT NOT NULL REFERENCES objects (sha256),
  packing TEXT NOT NULL,
  first_index INTEGER,
  lines INTEGER,
  PRIMARY KEY (evidence, no)
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_files_object ON evidence_files (object);

CREATE TABLE entries (
  id INTEGER PRIMARY KEY,
  file INTEGER NOT NULL,
  byte_offset INTEGER NOT NULL,
  byte_length INTEGER NOT NULL,
  time_ms INTEGER,
  type INTEGER NOT NULL,
  seq INTEGER,
  req INTEGER
) STRICT;
CREATE INDEX entries_type ON entries (type);
CREATE INDEX entries_req ON entries (req) WHERE req IS NOT NULL;

CREATE TABLE request_ids (
  code INTEGER PRIMARY KEY,
  evidence INTEGER NOT NULL REFERENCES evidence (no) DEFERRABLE INITIALLY DEFERRED,
  req TEXT NOT NULL,
  UNIQUE (evidence, req)
) STRICT;

CREATE TABLE verdicts (
  evidence INTEGER PRIMARY KEY REFERENCES evidence (no),
  verified_at_ms INTEGER NOT NULL,
  headline TEXT NOT NULL,
  exit INTEGER NOT NULL,
  document TEXT NOT NULL,
  trust TEXT NOT NULL
) STRICT;

CREATE TABLE damage (
  evidence INTEGER NOT NULL REFERENCES evidence (no),
  no INTEGER NOT NULL,
  op TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  shown_first INTEGER NOT NULL,
  shown_lines INTEGER NOT NULL,
  item TEXT NOT NULL,
  PRIMARY KEY (evidence, no)
) STRICT, WITHOUT ROWID;
CREATE INDEX damage_shown ON damage (evidence, shown_first);

CREATE TABLE heads (
  evidence INTEGER NOT NULL REFERENCES evidence (no),
  no INTEGER NOT NULL,
  source TEXT NOT NULL,
  origin TEXT NOT NULL,
  size INTEGER NOT NULL,
  root TEXT NOT NULL,
  status TEXT NOT NULL,
  agrees TEXT NOT NULL,
  newest INTEGER NOT NULL,
  PRIMARY KEY (evidence, no)
) STRICT, WITHOUT ROWID;

CREATE TABLE lints (
  evidence INTEGER NOT NULL REFERENCES evidence (no),
  no INTEGER NOT NULL,
  code TEXT NOT NULL,
  file TEXT NOT NULL,
  entry_index INTEGER,
  item TEXT NOT NULL,
  PRIMARY KEY (evidence, no)
) STRICT, WITHOUT ROWID;
CREATE INDEX lints_entry ON lints (evidence, entry_index);

CREATE TABLE log_findings (
  evidence INTEGER NOT NULL REFERENCES evidence (no),
  no INTEGER NOT NULL,
  code TEXT NOT NULL,
  severity TEXT NOT NULL,
  first INTEGER,
  last INTEGER,
  item TEXT NOT NULL,
  PRIMARY KEY (evidence, no)
) STRICT, WITHOUT ROWID;
`,
}
