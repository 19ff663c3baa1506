/** Requests, findings and dates as rows: found and read back here, judged elsewhere. */
import { halfYearName } from '#core/instant.ts'
import type { NotEvaluated } from '#core/requests/finding.ts'
import type { Policy } from '#core/requests/rules/parameters.ts'
import { RULE_IDS, type RuleId, SEVERITIES } from '#core/requests/rules/rule-table.ts'
import {
  FACET_COLUMNS,
  type Facet,
  type FacetColumn,
  type RequestQuery,
  type RequestRows,
  type SampledUnit,
  type StoredRequest,
} from '../app/ports/requests.ts'
import { derivationWriter, forgetDerivation } from './derive-rows.ts'
import type { Reader, Store } from './driver.ts'
import { entryId } from './entry-rows.ts'
import { findingRows } from './finding-rows.ts'
import { readItem } from './request-item.ts'
import { afterCondition, COLUMN_OF, conditionOf, orderOf, type Sql, sortKeyOf } from './request-query.ts'

const POLICY_KEY = 'rule_policy'
/** What a derivation is called while it keeps other writes waiting. */
const DERIVING = 'what the log says about its requests'

export const idsOf = (no: number): readonly [number, number] => [entryId(no, 0), entryId(no + 1, 0)]

export function requestRows(db: Store): RequestRows {
  return {
    derivation: async (no) => {
      const row = await db.get<{
        asOfMs: number
        derivedAtMs: number
        requests: number
        findings: number
        policy: string
        notEvaluated: string
      }>(
        `SELECT as_of_ms AS asOfMs, derived_at_ms AS derivedAtMs, requests, findings, policy, not_evaluated AS notEvaluated
         FROM derivations WHERE evidence = ?`,
        [no],
      )
      if (row === null) return null
      return {
        ...row,
        policy: JSON.parse(row.policy) as Policy,
        notEvaluated: JSON.parse(row.notEvaluated) as NotEvaluated[],
      }
    },
    replace: (no, about, derive) =>
      db.write(async (tx) => {
        await forgetDerivation(tx, no)
        const writer = derivationWriter(tx, no)
        const log = await derive(writer.requests)
        await writer.finish(about, log)
      }, DERIVING),
    page: async (no, query, order, after, limit) => {
      const where = conditionOf(query, idsOf(no))
      const next = after === null ? { sql: '1', binds: [] } : afterCondition(order, after)
      const ends = await db.all<{ id: number; key: string | number | null }>(
        `SELECT id, ${sortKeyOf(order)} AS key FROM requests WHERE ${where.sql} AND (${next.sql})
         ORDER BY ${orderOf(order)} LIMIT ?`,
        [...where.binds, ...next.binds, limit + 1],
      )
      const shown = ends.slice(0, limit)
      const rows = await readRequests(
        db,
        no,
        shown.map(({ id }) => id),
      )
      const last = shown.at(-1)
      return { rows, end: ends.length > limit && last !== undefined ? { key: last.key, id: last.id } : null }
    },
    units: async (no) => {
      const units = await db.all<SampledUnit>(
        `SELECT req, received_at_ms AS receivedAtMs, section, origin, authority_type AS authorityType, instrument, outcome,
         notice, emergency FROM requests WHERE id >= ? AND id < ? ORDER BY id`,
        [...idsOf(no)],
      )
      return units.map((unit) => ({ ...unit, origin: unit.origin === '' ? null : unit.origin }))
    },
    count: async (no, query) => {
      const { sql, binds } = conditionOf(query, idsOf(no))
      return (await db.get<{ count: number }>(`SELECT COUNT(*) AS count FROM requests WHERE ${sql}`, binds))?.count ?? 0
    },
    packed: async (no, afterId, limit) => {
      const [from, to] = idsOf(no)
      // Put together by SQLite, on its own thread: one string a page is all that this one sees.
      const page = await db.get<{ rows: number; lastId: number | null; items: string | null }>(
        `SELECT COUNT(*) AS rows, MAX(id) AS lastId, group_concat(item, ',') AS items
         FROM (SELECT id, item FROM request_rows WHERE id >= ? AND id < ? ORDER BY id LIMIT ?)`,
        [afterId === null ? from : afterId + 1, to, limit],
      )
      return { items: page?.items ?? '', rows: page?.rows ?? 0, lastId: page?.lastId ?? null }
    },
    facets: (no, query) => facetsOf(db, no, query),
    byReq: async (no, req) => {
      const chain = await db.get<{ request: number }>(
        'SELECT c.request FROM request_ids i JOIN request_chains c ON c.code = i.code WHERE i.evidence = ? AND i.req = ?',
        [no, req],
      )
      return chain === null ? null : ((await readRequests(db, no, [chain.request]))[0] ?? null)
    },
    idsWithNotice: async (no, notice, ids) => {
      const rows = await db.all<{ req: string }>(
        `SELECT i.req FROM request_ids i JOIN request_chains c ON c.code = i.code JOIN requests r ON r.id = c.request
         WHERE i.evidence = ? AND i.req IN (SELECT value FROM json_each(?)) AND r.notice = ?`,
        [no, JSON.stringify(ids), notice],
      )
      return rows.map(({ req }) => req)
    },
    reqOfEntry: async (no, index) => {
      const row = await db.get<{ req: string }>(
        `SELECT r.req FROM entries e JOIN request_chains c ON c.code = e.req JOIN requests r ON r.id = c.request WHERE e.id = ?`,
        [entryId(no, index)],
      )
      return row?.req ?? null
    },
    ...findingRows(db),
    policyText: async () =>
      (await db.get<{ value: string }>('SELECT value FROM case_info WHERE key = ?', [POLICY_KEY]))?.value ?? null,
    setPolicyText: (text) =>
      db.write(async (tx) => {
        await tx.run('DELETE FROM case_info WHERE key = ?', [POLICY_KEY])
        if (text !== null) await tx.run('INSERT INTO case_info (key, value) VALUES (?, ?)', [POLICY_KEY, text])
      }),
  }
}

/** In the order of `ids`. */
async function readRequests(db: Reader, no: number, ids: readonly number[]): Promise<readonly StoredRequest[]> {
  const rows = await db.all<{ id: number; item: string; findings: number; severity: string }>(
    `SELECT r.id, w.item, r.findings, r.severity FROM requests r JOIN request_rows w ON w.id = r.id
     WHERE r.id IN (SELECT value FROM json_each(?))`,
    [JSON.stringify(ids)],
  )
  const items = new Map(rows.map((row) => [row.id, { ...row, ...readItem(row.item) }] as const))
  const rules = await rulesOf(
    db,
    no,
    rows.filter(({ findings }) => findings > 0).map(({ id }) => items.get(id)?.row.req ?? ''),
  )
  return ids.flatMap((id) => {
    const item = items.get(id)
    if (item === undefined) return []
    const { row, indexes, followers, findings: count, severity } = item
    const worst = SEVERITIES.find((one) => one === severity) ?? null
    return [{ id, row, indexes, followers, findings: { count, worst, rules: rules.get(row.req) ?? [] } }]
  })
}

async function rulesOf(
  db: Reader,
  no: number,
  reqs: readonly string[],
): Promise<ReadonlyMap<string, readonly RuleId[]>> {
  const broken = new Map<string, RuleId[]>()
  if (reqs.length === 0) return broken
  const rows = await db.all<{ req: string; rule: string }>(
    `SELECT DISTINCT req, rule FROM findings WHERE req IN (SELECT value FROM json_each(?)) AND id >= ? AND id < ?`,
    [JSON.stringify(reqs), ...idsOf(no)],
  )
  for (const rule of RULE_IDS) {
    for (const row of rows) if (row.rule === rule) broken.set(row.req, [...(broken.get(row.req) ?? []), rule])
  }
  return broken
}

async function facetsOf(
  db: Reader,
  no: number,
  query: RequestQuery,
): Promise<Readonly<Record<FacetColumn | 'rule' | 'halfYear', readonly Facet[]>>> {
  const count = (column: string, { sql, binds }: Sql) =>
    db.all<Facet>(
      `SELECT ${column} AS value, COUNT(*) AS count FROM requests WHERE ${sql} GROUP BY ${column} ORDER BY count DESC, value`,
      binds,
    )
  const ids = idsOf(no)
  const columns = await Promise.all(
    FACET_COLUMNS.map(async (name) => [name, await count(COLUMN_OF[name], conditionOf(query, ids, name))] as const),
  )
  const { fromMs: _from, toMs: _to, ...anyTime } = query
  const halfYears = await count('half_year', conditionOf(anyTime, ids))
  const anyRule = conditionOf({ ...query, rule: [] }, ids)
  const rules = await db.all<Facet>(
    `SELECT rule AS value, COUNT(*) AS count FROM request_rules WHERE request IN (SELECT id FROM requests WHERE ${anyRule.sql})
     GROUP BY rule ORDER BY count DESC, rule`,
    anyRule.binds,
  )
  return {
    ...(Object.fromEntries(columns) as Record<FacetColumn, readonly Facet[]>),
    rule: rules,
    halfYear: halfYears
      .toSorted((a, b) => Number(a.value) - Number(b.value))
      .map(({ value, count: n }) => ({ value: halfYearName(Number(value)), count: n })),
  }
}
