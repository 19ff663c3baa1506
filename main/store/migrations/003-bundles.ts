/**
 * Verdicts on disclosure bundles: what `bundle verify --json` says of each, and what it rested on (docs/formats/case.md). Of
 * decryption keys only the ids; what they opened is never here.
 */
import type { Migration } from '../migrate.ts'

export const migration003: Migration = {
  version: 3,
  name: 'bundles',
  schemaSha256: 'b51412210e820960595e8285cd538c64743ae520c5821a51589456cf2e428034',
  sql: `
CREATE TABLE bundle_runs (
  evidence INTEGER PRIMARY KEY REFERENCES evidence (no),
  verified_at_ms INTEGER NOT NULL,
  trust TEXT NOT NULL,
  absent_count INTEGER NOT NULL,
  absent TEXT NOT NULL
) STRICT;

CREATE TABLE bundles (
  evidence INTEGER NOT NULL REFERENCES evidence (no),
  no INTEGER NOT NULL,
  path TEXT NOT NULL,
  bundle TEXT,
  req TEXT,
  status TEXT NOT NULL,
  answers TEXT NOT NULL,
  summary TEXT NOT NULL,
  sealed TEXT NOT NULL,
  verdict TEXT NOT NULL,
  PRIMARY KEY (evidence, no)
) STRICT, WITHOUT ROWID;
CREATE INDEX bundles_req ON bundles (req);
`,
}
