/**
 * Suppression that makes claims true: which rows must go.
 *
 * For k the rows of classes smaller than k, and no others: no smaller set will do, because each such row is in a class
 * that only losing all its rows removes. For l, recursive, alpha and entropy the failing classes go whole: a repair, not
 * a minimal one. For t, beta and delta the baseline moves as rows go, so failing classes are taken out round by round.
 */
import type { InputError } from '../input-error.ts'
import { err, ok, type Result } from '../result.ts'
import { judgeAll } from './judge-all.ts'
import { measureTable } from './measure.ts'
import type { AnonymityResult, MeasureOptions } from './measure-options.ts'
import { type OnStep, prepare } from './prepare.ts'
import { type Column, type Table, type TableInput, toTable } from './table.ts'

export interface Repair {
  /** 1 = the row goes. */
  readonly lost: Uint8Array
  readonly rowsLost: number
  readonly rounds: number
  readonly repaired: Table
  readonly before: AnonymityResult
  /** Measured again on the repaired table: every claim holds. */
  readonly after: AnonymityResult
}

/** Rows with `lost` = 0, with dictionaries of what is left. */
export function withoutRows(table: Table, lost: Uint8Array): Table {
  let rows = 0
  for (const gone of lost) if (!gone) rows++
  return { rows, columns: table.columns.map((column) => keepRows(column, lost, rows)) }
}

function keepRows(column: Column, lost: Uint8Array, rows: number): Column {
  const to = new Int32Array(column.values.length).fill(-1)
  const values: string[] = []
  const codes = new Int32Array(rows)
  let at = 0
  for (let row = 0; row < lost.length; row++) {
    if (lost[row]) continue
    const code = column.codes[row] as number
    if (to[code] === -1) to[code] = values.push(column.values[code] ?? '') - 1
    codes[at++] = to[code] as number
  }
  const kept = new Set(values)
  return { name: column.name, codes, values, trimmed: new Map([...column.trimmed].filter(([text]) => kept.has(text))) }
}

/** @returns the repair, or why suppression cannot bring the claims about */
export function repairTable(
  input: TableInput,
  options: MeasureOptions,
  onStep: OnStep = () => undefined,
): Result<Repair, InputError> {
  const table = toTable(input)
  const before = measureTable(table, options)
  if (!before.ok) return before
  const refuse = (expected: string, got: string) =>
    err({ code: 'bad_option', place: { file: 'options', field: 'claims' }, expected, got } as const)
  if ((options.claims ?? []).length === 0) return refuse('a claim to repair, for example k=5', 'none')
  const undecided = before.value.claims.find(({ verdict }) => verdict === 'undecidable')
  if (undecided) return refuse('claims that this table decides', `${undecided.claim}: ${undecided.why}`)

  const lost = new Uint8Array(table.rows)
  let rounds = 0
  for (;;) {
    const kept = withoutRows(table, lost)
    const prepared = prepare(kept, options)
    if (!prepared.ok) return prepared
    const failing = new Set(judgeAll(prepared.value).flatMap(({ violations }) => violations.map((v) => v.class)))
    if (failing.size === 0) break
    rounds++
    onStep(`round ${rounds}: ${failing.size} classes fail`)
    // Rows of `kept` are the rows of `table` that are not lost, in order.
    let at = 0
    for (let row = 0; row < table.rows; row++) {
      if (lost[row]) continue
      if (failing.has(prepared.value.part.classOf[at++] as number)) lost[row] = 1
    }
  }
  const repaired = withoutRows(table, lost)
  onStep('measuring what is left')
  const after = measureTable(repaired, options)
  if (!after.ok) return after
  if (after.value.classes === 0) return refuse('claims that some rows can meet', 'no row is left')
  const broken = after.value.claims.find(({ verdict }) => verdict !== 'holds')
  if (broken) return refuse('claims that suppression can bring about', `${broken.claim}: ${broken.why}`)
  return ok({ lost, rowsLost: table.rows - repaired.rows, rounds, repaired, before: before.value, after: after.value })
}

/**
 * What was done, in words for the reader of the repaired table. Every figure was measured on the table as it is now.
 */
export function repairStatement({ before, after, rowsLost, rounds }: Repair, mode: 'removed' | 'masked'): string {
  const share = before.table.rows === 0 ? '0' : ((100 * rowsLost) / before.table.rows).toFixed(2)
  const isForKAlone = before.claims.every(({ claim }) => /^k\s*=/.test(claim))
  return [
    `Claims: ${before.claims.map(({ claim }) => claim).join(', ')}`,
    `Quasi-identifiers: ${before.quasi.join(', ')}`,
    ...before.claims.map(
      ({ claim, verdict, achieved, failing }) =>
        `Before: ${claim} ${verdict} (achieved ${achieved}; ${failing} classes fail)`,
    ),
    `Suppressed: ${rowsLost} of ${before.table.rows} rows (${share} %) were ${mode}, in ${rounds} ${rounds === 1 ? 'round' : 'rounds'}.`,
    isForKAlone
      ? 'These are exactly the rows of classes smaller than k: no smaller set of rows will do.'
      : 'Failing classes were suppressed whole: a repair, not a smallest one, since suppressing rows moves the baseline.',
    ...after.claims.map(
      ({ claim, verdict, achieved }) => `After, measured again: ${claim} ${verdict} (achieved ${achieved})`,
    ),
    'Cells are written without surrounding white space; nothing else was changed.',
    '',
  ].join('\n')
}
