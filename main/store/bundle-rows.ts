/** Verdicts on bundles: one row each, with what a list needs beside the whole. */
import { type BundleVerdict, CHECKS, type CheckName } from '#core/bundle/check.ts'
import type {
  AnswerCount,
  BundleAnswer,
  BundleQuery,
  BundleRow,
  BundleRows,
  BundleRun,
  CheckSummary,
  JudgedBundle,
} from '../app/ports/bundles.ts'
import type { Bind } from './binds.ts'
import type { Store, Writer } from './driver.ts'
import { insertRows } from './insert-rows.ts'

const LETTERS: Readonly<Record<BundleAnswer, string>> = { holds: 'h', fails: 'f', not_examined: 'n' }

export function bundleRows(db: Store): BundleRows {
  return {
    run: async (evidence) => {
      const row = await db.get<{ verifiedAtMs: number; trust: string; absentCount: number; absent: string }>(
        `SELECT verified_at_ms AS verifiedAtMs, trust, absent_count AS absentCount, absent
         FROM bundle_runs WHERE evidence = ?`,
        [evidence],
      )
      if (row === null) return null
      const { verifiedAtMs, absentCount } = row
      return {
        verifiedAtMs,
        absentCount,
        trust: JSON.parse(row.trust) as BundleRun['trust'],
        absent: JSON.parse(row.absent) as BundleRun['absent'],
      }
    },
    counts: (evidence) =>
      db.all<AnswerCount>('SELECT answers, COUNT(*) AS bundles FROM bundles WHERE evidence = ? GROUP BY answers', [
        evidence,
      ]),
    replace: (evidence, run) => db.write((tx) => replaceBundles(tx, evidence, run)),
    page: async (query, from, limit) => {
      const { where, binds } = conditionsOf(query)
      const rows = await db.all<Omit<BundleRow, 'checks'> & { summary: string }>(
        `SELECT evidence.evidence_id AS evidenceId, bundles.no AS no, path, bundle, req, status, summary
         FROM bundles JOIN evidence ON evidence.no = bundles.evidence
         ${where} ORDER BY bundles.evidence DESC, bundles.no LIMIT ? OFFSET ?`,
        [...binds, limit, from],
      )
      return rows.map(({ summary, ...row }) => ({ ...row, checks: JSON.parse(summary) as BundleRow['checks'] }))
    },
    count: async (query) => {
      const { where, binds } = conditionsOf(query)
      const row = await db.get<{ n: number }>(`SELECT COUNT(*) AS n FROM bundles ${where}`, binds)
      return row?.n ?? 0
    },
    get: async (evidence, no) => {
      const row = await db.get<{ verdict: string; sealed: string }>(
        'SELECT verdict, sealed FROM bundles WHERE evidence = ? AND no = ?',
        [evidence, no],
      )
      if (row === null) return null
      return {
        verdict: JSON.parse(row.verdict) as BundleVerdict,
        sealed: JSON.parse(row.sealed) as JudgedBundle['sealed'],
      }
    },
    all: async (evidence) =>
      (await db.all<{ verdict: string }>('SELECT verdict FROM bundles WHERE evidence = ? ORDER BY no', [evidence])).map(
        ({ verdict }) => JSON.parse(verdict) as BundleVerdict,
      ),
  }
}

function conditionsOf({ evidence, status, check, req, text }: BundleQuery): {
  readonly where: string
  readonly binds: readonly Bind[]
} {
  const conditions: string[] = []
  const binds: Bind[] = []
  const add = (condition: string, ...values: readonly Bind[]): void => {
    conditions.push(condition)
    binds.push(...values)
  }
  if (evidence !== null) add('bundles.evidence = ?', evidence)
  if (status !== undefined) add('status = ?', status)
  if (check !== undefined) add('substr(answers, ?, 1) = ?', CHECKS.indexOf(check.name) + 1, LETTERS[check.answer])
  if (req !== undefined) add('req = ?', req)
  if (text !== undefined && text !== '') {
    // instr, not LIKE: a search for "_" finds that character.
    add("instr(lower(path || char(10) || coalesce(bundle, '') || char(10) || coalesce(req, '')), lower(?)) > 0", text)
  }
  return { where: conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`, binds }
}

export async function replaceBundles(tx: Writer, evidence: number, run: BundleRun): Promise<void> {
  await tx.run('DELETE FROM bundles WHERE evidence = ?', [evidence])
  await tx.run('DELETE FROM bundle_runs WHERE evidence = ?', [evidence])
  await insertRows(
    tx,
    'bundle_runs',
    ['evidence', 'verified_at_ms', 'trust', 'absent_count', 'absent'],
    [[evidence, run.verifiedAtMs, JSON.stringify(run.trust), run.absentCount, JSON.stringify(run.absent)]],
  )
  await insertRows(
    tx,
    'bundles',
    ['evidence', 'no', 'path', 'bundle', 'req', 'status', 'answers', 'summary', 'sealed', 'verdict'],
    run.bundles.map(({ verdict, sealed }, at) => {
      const answers = CHECKS.map((check) => LETTERS[verdict[check].answer]).join('')
      return [
        evidence,
        at + 1,
        verdict.path,
        verdict.bundle,
        verdict.req,
        statusOf(answers),
        answers,
        JSON.stringify(summaryOf(verdict)),
        JSON.stringify(sealed),
        JSON.stringify(verdict),
      ]
    }),
  )
}

function statusOf(answers: string): BundleAnswer {
  return answers.includes('f') ? 'fails' : answers.includes('n') ? 'not_examined' : 'holds'
}

function summaryOf(verdict: BundleVerdict): Readonly<Record<CheckName, CheckSummary>> {
  const entries = CHECKS.map((check): [CheckName, CheckSummary] => {
    const { answer, why, failures } = verdict[check]
    const [first] = failures
    const short = first === undefined ? null : { file: first.file, rule: first.rule }
    return [check, { answer, why: why ?? null, failures: failures.length, first: short }]
  })
  return Object.fromEntries(entries) as Record<CheckName, CheckSummary>
}
