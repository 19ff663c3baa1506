/** Writes what was derived from one log in the place of what was derived before. */
import { createHash } from 'node:crypto'
import { halfYearOf } from '#core/instant.ts'
import { byRuleThenEntry } from '#core/requests/finding.ts'
import { packRow } from '#core/requests/row-codec.ts'
import { SEVERITIES } from '#core/requests/rules/rule-table.ts'
import type { DerivationRow, DerivedDue, DerivedFinding, DerivedLog, DerivedRequest } from '../app/ports/requests.ts'
import type { Bind } from './binds.ts'
import type { Writer } from './driver.ts'
import { entryId } from './entry-rows.ts'
import { insertRows } from './insert-rows.ts'
import { categoryBits, overlayBits } from './request-query.ts'

const COLUMNS = [
  'id',
  'req',
  'received_at_ms',
  'half_year',
  'section',
  'origin',
  'authority_type',
  'instrument',
  'outcome',
  'notice',
  'emergency',
  'challenge',
  'severity',
  'findings',
  'overlays',
  'requested',
  'disclosed',
  'accounts',
  'accounts_disclosed',
  'first_review_ms',
  'decision_ms',
  'disclosure_ms',
  'notice_ms',
] as const

/** The worst first; 'none' where there is nothing. */
export function worstOf(findings: readonly Pick<DerivedFinding, 'severity'>[]): string {
  return SEVERITIES.find((severity) => findings.some((finding) => finding.severity === severity)) ?? 'none'
}

function columnsOf(id: number, { row, findings }: DerivedRequest): readonly Bind[] {
  const { elapsedMs } = row
  return [
    id,
    row.req,
    row.receivedAtMs,
    halfYearOf(row.receivedAtMs),
    row.section,
    row.origin.code ?? '',
    row.authority.type,
    row.instrument,
    row.outcome ?? 'none',
    row.notice,
    row.emergency ?? 'none',
    row.challenge === null ? 'none' : (row.challenge.result ?? 'open'),
    worstOf(findings),
    findings.length,
    overlayBits(row.overlays),
    categoryBits(row.dataRequested),
    categoryBits(row.dataDisclosed),
    row.accounts,
    row.accountsDisclosed,
    elapsedMs.firstReview,
    elapsedMs.decision,
    elapsedMs.disclosure,
    elapsedMs.notice,
  ]
}

/** The same for the same rule, request and entries: what an acknowledgement holds on to. */
export function findingKey({ rule, req, entries }: DerivedFinding): string {
  const text = JSON.stringify([rule, req, entries.map(({ seq }) => seq)])
  return `fnd_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`
}

/** A row, the places of its entries where they differ from their seq, and its followers: `Item` of request-rows.ts. */
function itemText({ row, indexes, followers }: DerivedRequest): string {
  const places = new Set(indexes)
  const isPlain = indexes.length === row.entries.length && row.entries.every((seq) => places.has(seq))
  return JSON.stringify([packRow(row), isPlain ? null : indexes, followers.length === 0 ? null : followers])
}

/** Takes requests in order and writes them; `finish` writes the rest. */
export function derivationWriter(tx: Writer, no: number) {
  let place = 0
  const findings: DerivedFinding[] = []
  const due: DerivedDue[] = []
  const codes = createCodes(tx, no)

  async function requests(batch: readonly DerivedRequest[]): Promise<void> {
    const first = place
    place += batch.length
    const ids = batch.map((_, at) => entryId(no, first + at))
    const id = (at: number): number => ids[at] ?? 0
    await insertRows(
      tx,
      'requests',
      COLUMNS,
      batch.map((request, at) => columnsOf(id(at), request)),
    )
    const items = batch.map((request, at) => [id(at), itemText(request)])
    await insertRows(tx, 'request_rows', ['id', 'item'], items)
    const text = batch.map(({ search }, at) => [id(at), search.id, search.reason, search.authority, search.label])
    await insertRows(tx, 'request_text', ['rowid', 'id', 'reason', 'authority', 'label'], text)
    const chains: (readonly Bind[])[] = []
    for (const [at, { row }] of batch.entries()) {
      for (const req of [row.req, ...row.duplicates]) chains.push([await codes(req), id(at)])
    }
    await insertRows(tx, 'request_chains', ['code', 'request'], chains)
    const rules = batch.flatMap((request, at) =>
      [...new Set(request.findings.map(({ rule }) => rule))].map((rule) => [rule, id(at)]),
    )
    await insertRows(tx, 'request_rules', ['rule', 'request'], rules)
    for (const request of batch) {
      findings.push(...request.findings)
      due.push(...request.due)
    }
  }

  async function finish(about: Pick<DerivationRow, 'derivedAtMs' | 'policy'>, log: DerivedLog): Promise<void> {
    await addToRequests(tx, no, log.findings)
    const all = [...findings, ...log.findings].sort((a, b) => byRuleThenEntry(flat(a), flat(b)))
    await insertRows(
      tx,
      'findings',
      ['id', 'rule', 'severity', 'req', 'at_ms', 'text', 'entries', 'key'],
      all.map((finding, at) => {
        const { rule, severity, req, atMs, text, entries } = finding
        return [entryId(no, at), rule, severity, req ?? '', atMs, text, JSON.stringify(entries), findingKey(finding)]
      }),
    )
    const dates = [...due, ...log.due].sort(
      (a, b) => Number(b.overdue) - Number(a.overdue) || (a.dueMs ?? Number.MAX_VALUE) - (b.dueMs ?? Number.MAX_VALUE),
    )
    await insertRows(
      tx,
      'due',
      ['id', 'kind', 'req', 'due_ms', 'overdue', 'entries', 'rule'],
      dates.map(({ kind, req, dueMs, overdue, entries, rule }, at) => {
        return [entryId(no, at), kind, req ?? '', dueMs, overdue ? 1 : 0, JSON.stringify(entries), rule]
      }),
    )
    await insertRows(
      tx,
      'derivations',
      ['evidence', 'as_of_ms', 'derived_at_ms', 'requests', 'findings', 'policy', 'not_evaluated'],
      [
        [
          no,
          log.asOfMs ?? 0,
          about.derivedAtMs,
          place,
          all.length,
          JSON.stringify(about.policy),
          JSON.stringify(log.notEvaluated),
        ],
      ],
    )
  }
  return { requests, finish }
}

const flat = (finding: DerivedFinding) => ({ ...finding, entries: finding.entries.map(({ seq }) => seq) })

/** Codes of request ids (`request_ids`), looked up in batches as they come in the order of first appearance, more or less. */
function createCodes(tx: Writer, no: number): (req: string) => Promise<number> {
  let known: ReadonlyMap<string, number> | null = null
  return async (req) => {
    known ??= new Map(
      (await tx.all<{ req: string; code: number }>('SELECT req, code FROM request_ids WHERE evidence = ?', [no])).map(
        (row) => [row.req, row.code] as const,
      ),
    )
    return known.get(req) ?? -1
  }
}

/** Findings that only the whole log shows count for their request too. */
async function addToRequests(tx: Writer, no: number, findings: readonly DerivedFinding[]): Promise<void> {
  const worst = new Map<string, DerivedFinding[]>()
  for (const finding of findings) {
    if (finding.req !== null) worst.set(finding.req, [...(worst.get(finding.req) ?? []), finding])
  }
  for (const [req, own] of worst) {
    const request = await tx.get<{ id: number; severity: string }>(
      'SELECT id, severity FROM requests WHERE req = ? AND id >= ? AND id < ?',
      [req, entryId(no, 0), entryId(no + 1, 0)],
    )
    if (request === null) continue
    const all = [
      ...own,
      ...SEVERITIES.filter((severity) => severity === request.severity).map((severity) => ({ severity })),
    ]
    await tx.run('UPDATE requests SET findings = findings + ?, severity = ? WHERE id = ?', [
      own.length,
      worstOf(all),
      request.id,
    ])
    for (const rule of new Set(own.map((finding) => finding.rule))) {
      await tx.run('INSERT OR IGNORE INTO request_rules (rule, request) VALUES (?, ?)', [rule, request.id])
    }
  }
}

/** Everything derived from one evidence. */
export async function forgetDerivation(tx: Writer, no: number): Promise<void> {
  const ids = [entryId(no, 0), entryId(no + 1, 0)]
  for (const table of ['requests', 'request_rows', 'findings', 'due']) {
    await tx.run(`DELETE FROM ${table} WHERE id >= ? AND id < ?`, ids)
  }
  await tx.run('DELETE FROM request_chains WHERE request >= ? AND request < ?', ids)
  await tx.run('DELETE FROM request_rules WHERE request >= ? AND request < ?', ids)
  await tx.run('DELETE FROM request_text WHERE rowid >= ? AND rowid < ?', ids)
  await tx.run('DELETE FROM derivations WHERE evidence = ?', [no])
}
