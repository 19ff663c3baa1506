/**
 * Requests, findings and dates: derived from the entries, made again at any time (docs/formats/case.md).
 *
 * A request's id is `evidence.no * 2^32 + place`, places being given by receipt and then id: so the usual order of a list
 * is the order of rowids, and every index carries it. Rows are wide and read one page at a time; what is filtered and
 * counted stands apart, narrow. The text index keeps no text of its own.
 */
import type { Migration } from '../migrate.ts'

export const migration002: Migration = {
  version: 2,
  name: 'requests',
  schemaSha256: 'd507f46fa1aabc7503944627242ee0c7b7b28098fdc11376589130c22525d8c7',
  sql: `
CREATE TABLE derivations (
  evidence INTEGER PRIMARY KEY REFERENCES evidence (no),
  as_of_ms INTEGER NOT NULL,
  derived_at_ms INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  findings INTEGER NOT NULL,
  policy TEXT NOT NULL,
  not_evaluated TEXT NOT NULL
) STRICT;

CREATE TABLE requests (
  id INTEGER PRIMARY KEY,
  req TEXT NOT NULL,
  received_at_ms INTEGER NOT NULL,
  half_year INTEGER NOT NULL,
  section TEXT NOT NULL,
  origin TEXT NOT NULL,
  authority_type TEXT NOT NULL,
  instrument TEXT NOT NULL,
  outcome TEXT NOT NULL,
  notice TEXT NOT NULL,
  emergency TEXT NOT NULL,
  challenge TEXT NOT NULL,
  severity TEXT NOT NULL,
  findings INTEGER NOT NULL,
  overlays INTEGER NOT NULL,
  requested INTEGER NOT NULL,
  disclosed INTEGER NOT NULL,
  accounts INTEGER,
  accounts_disclosed INTEGER,
  first_review_ms INTEGER,
  decision_ms INTEGER,
  disclosure_ms INTEGER,
  notice_ms INTEGER
) STRICT;
CREATE INDEX requests_req ON requests (req);
CREATE INDEX requests_received ON requests (received_at_ms);
CREATE INDEX requests_half_year ON requests (half_year);
CREATE INDEX requests_section ON requests (section);
CREATE INDEX requests_origin ON requests (origin);
CREATE INDEX requests_authority_type ON requests (authority_type);
CREATE INDEX requests_instrument ON requests (instrument);
CREATE INDEX requests_outcome ON requests (outcome);
CREATE INDEX requests_notice ON requests (notice);
CREATE INDEX requests_emergency ON requests (emergency);
CREATE INDEX requests_challenge ON requests (challenge);
CREATE INDEX requests_severity ON requests (severity);

CREATE TABLE request_rows (
  id INTEGER PRIMARY KEY,
  item TEXT NOT NULL
) STRICT;

CREATE TABLE request_chains (
  code INTEGER PRIMARY KEY,
  request INTEGER NOT NULL
) STRICT;
CREATE INDEX request_chains_request ON request_chains (request);

CREATE TABLE request_rules (
  rule TEXT NOT NULL,
  request INTEGER NOT NULL,
  PRIMARY KEY (rule, request)
) STRICT, WITHOUT ROWID;

CREATE TABLE findings (
  id INTEGER PRIMARY KEY,
  rule TEXT NOT NULL,
  severity TEXT NOT NULL,
  req TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  text TEXT NOT NULL,
  entries TEXT NOT NULL,
  key TEXT NOT NULL
) STRICT;
CREATE INDEX findings_rule ON findings (rule);
CREATE INDEX findings_severity ON findings (severity);
CREATE INDEX findings_req ON findings (req);
CREATE INDEX findings_key ON findings (key);

CREATE TABLE due (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  req TEXT NOT NULL,
  due_ms INTEGER,
  overdue INTEGER NOT NULL,
  entries TEXT NOT NULL,
  rule TEXT
) STRICT;

CREATE VIRTUAL TABLE request_text USING fts5 (
  id, reason, authority, label,
  content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0'
);
`,
}
