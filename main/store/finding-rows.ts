/** Findings and dates of one evidence. Their ids are their order: rule, then first entry; or what is overdue first, then date. */
import type { DueKind } from '#core/requests/due.ts'
import type { RuleId, Severity } from '#core/requests/rules/rule-table.ts'
import type {
  DerivedDue,
  DueQuery,
  EntryCite,
  FindingGroup,
  FindingQuery,
  RequestRows,
  StoredDue,
  StoredFinding,
} from '../app/ports/requests.ts'
import type { Bind } from './binds.ts'
import type { Reader } from './driver.ts'
import { entryId } from './entry-rows.ts'
import { readItem } from './request-item.ts'
import type { Sql } from './request-query.ts'

const ids = (no: number): readonly [number, number] => [entryId(no, 0), entryId(no + 1, 0)]

type FindingRows = Pick<RequestRows, 'findings' | 'findingsByKey' | 'findingGroups' | 'due' | 'dueCounts'>

export function findingRows(db: Reader): FindingRows {
  return {
    findings: (no, query, afterId, limit) => {
      const { sql, binds } = findingCondition(no, query)
      return readFindings(db, `${sql} AND id > ? ORDER BY id LIMIT ?`, [...binds, afterId ?? -1, limit])
    },
    findingsByKey: (no, keys) => {
      const { sql, binds } = all([part('id >= ? AND id < ?', ...ids(no)), ...among('key', keys)])
      return readFindings(db, `${sql} ORDER BY id`, binds)
    },
    findingGroups: async (no, by, query) => {
      const { sql, binds } = findingCondition(no, query)
      const column = { rule: 'rule', severity: 'severity', request: 'req' }[by]
      const worst = `CASE MIN(CASE severity WHEN 'high' THEN 1 WHEN 'medium' THEN 2 WHEN 'low' THEN 3 ELSE 4 END)
        WHEN 1 THEN 'high' WHEN 2 THEN 'medium' WHEN 3 THEN 'low' ELSE 'info' END`
      return db.all<FindingGroup>(
        `SELECT ${column} AS key, ${worst} AS severity, COUNT(*) AS count FROM findings WHERE ${sql} GROUP BY ${column} ORDER BY MIN(id)`,
        binds,
      )
    },
    due: async (no, query, afterId, limit) => {
      const { sql, binds } = dueCondition(no, query)
      const rows = await db.all<
        Omit<DerivedDue, 'entries' | 'overdue'> & { id: number; entries: string; overdue: number }
      >(
        `SELECT id, kind, req, due_ms AS dueMs, overdue, entries, rule FROM due WHERE ${sql} AND id > ? ORDER BY id LIMIT ?`,
        [...binds, afterId ?? -1, limit],
      )
      const about = await rowsOf(db, no, [...new Set(rows.map(({ req }) => req ?? ''))])
      return rows.map((row) => ({
        ...row,
        req: row.req === '' ? null : row.req,
        overdue: row.overdue === 1,
        entries: JSON.parse(row.entries) as EntryCite[],
        about: about.get(row.req ?? '') ?? null,
      }))
    },
    dueCounts: (no, query) => {
      const { sql, binds } = dueCondition(no, { ...query, kind: [], overdue: null })
      return db.all<{ kind: DueKind; count: number; overdue: number }>(
        `SELECT kind, COUNT(*) AS count, SUM(overdue) AS overdue FROM due WHERE ${sql} GROUP BY kind ORDER BY kind`,
        binds,
      )
    },
  }
}

/** What a date is known by, by the id of its request. */
async function rowsOf(
  db: Reader,
  no: number,
  reqs: readonly string[],
): Promise<ReadonlyMap<string, NonNullable<StoredDue['about']>>> {
  const found = await db.all<{ req: string; item: string }>(
    `SELECT r.req, w.item FROM requests r JOIN request_rows w ON w.id = r.id
     WHERE r.req IN (SELECT value FROM json_each(?)) AND r.id >= ? AND r.id < ?`,
    [JSON.stringify(reqs), ...ids(no)],
  )
  return new Map(
    found.map(({ req, item }) => {
      const { origin, authority, instrument, outcome } = readItem(item).row
      return [req, { origin, authority, instrument, outcome }] as const
    }),
  )
}

interface FindingText extends Omit<StoredFinding, 'entries' | 'rule' | 'severity'> {
  readonly entries: string
  readonly rule: string
  readonly severity: string
}

async function readFindings(db: Reader, where: string, binds: readonly Bind[]): Promise<readonly StoredFinding[]> {
  const rows = await db.all<FindingText>(
    `SELECT id, rule, severity, req, at_ms AS atMs, text, entries, key FROM findings WHERE ${where}`,
    binds,
  )
  return rows.map((row) => ({
    ...row,
    rule: row.rule as RuleId,
    severity: row.severity as Severity,
    req: row.req === '' ? null : row.req,
    entries: JSON.parse(row.entries) as EntryCite[],
  }))
}

function all(parts: readonly Sql[]): Sql {
  return { sql: parts.map(({ sql }) => `(${sql})`).join(' AND '), binds: parts.flatMap(({ binds }) => binds) }
}
const part = (sql: string, ...binds: readonly Bind[]): Sql => ({ sql, binds })
const among = (column: string, values: readonly string[]): readonly Sql[] =>
  values.length === 0 ? [] : [part(`${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(values))]

function findingCondition(no: number, { rule, severity, req, acknowledged }: FindingQuery): Sql {
  return all([
    part('id >= ? AND id < ?', ...ids(no)),
    ...among('rule', rule),
    ...among('severity', severity),
    ...(req === null ? [] : [part('req = ?', req)]),
    ...(acknowledged === null
      ? []
      : [
          part(
            `key ${acknowledged.wanted ? 'IN' : 'NOT IN'} (SELECT value FROM json_each(?))`,
            JSON.stringify(acknowledged.keys),
          ),
        ]),
  ])
}

function dueCondition(no: number, { kind, fromMs, toMs, overdue }: DueQuery): Sql {
  return all([
    part('id >= ? AND id < ?', ...ids(no)),
    ...among('kind', kind),
    ...(fromMs === null ? [] : [part('due_ms >= ?', fromMs)]),
    ...(toMs === null ? [] : [part('due_ms < ?', toMs)]),
    ...(overdue === null ? [] : [part('overdue = ?', overdue ? 1 : 0)]),
  ])
}
