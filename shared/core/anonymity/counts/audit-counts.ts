/**
 * Published tables of counts, audited together: what of their hidden counts anyone can work out, and which further counts
 * would have to be hidden so that nobody can. docs/formats/anonymity.md, "Published counts".
 */
import type { SolveLp } from '../../capabilities.ts'
import { csvLine } from '../../formats/csv-write.ts'
import { type InputError, quote } from '../../input-error.ts'
import { err, ok, type Result } from '../../result.ts'
import type { Table } from '../table.ts'
import { type AttackResult, attack, type HiddenInterval, type Protection, protectionOf } from './attack.ts'
import { type CountSystem, createCountSystem } from './count-system.ts'
import { addCountTable, type CountTable, type CountTableOptions } from './read-count-table.ts'
import { suppress } from './suppress.ts'

export interface AuditInput {
  readonly tables: readonly { readonly name: string; readonly table: Table }[]
  readonly marks: CountTableOptions
  /** T: counts of 1 to T-1 are small. */
  readonly threshold: number
  /** Is a count of 0 to be kept secret as well? */
  readonly zeros: boolean
  readonly solveLp: SolveLp
  /** Told how many hidden counts have been bounded, of how many. */
  readonly onProgress?: (done: number, total: number) => void
}

export interface HiddenCount {
  /** `origin=DE|outcome=rejected`; empty for a grand total. */
  readonly cell: string
  readonly min: number
  /** null: no upper bound follows. */
  readonly max: number | null
  readonly verdict: Protection
  readonly how: HiddenInterval['how']
  readonly derivation: readonly string[]
}

export interface CountAudit {
  readonly tables: readonly { readonly name: string; readonly rows: number; readonly columns: number }[]
  readonly threshold: number
  readonly counts: number
  readonly sums: number
  readonly hidden: readonly HiddenCount[]
  readonly contradictions: readonly string[]
  readonly finished: boolean
}

export interface CountProtection {
  readonly threshold: number
  /** Small counts, and further ones hidden to protect them. */
  readonly primary: number
  readonly secondary: number
  /** Keys of all hidden counts, sorted. */
  readonly hidden: readonly string[]
  readonly unprotected: readonly HiddenCount[]
  readonly rounds: number
  readonly finished: boolean
  /** The tables as they may be published, CSV. */
  readonly tables: readonly { readonly name: string; readonly csv: string }[]
}

/** A verdict that lets a small count be known, or known too well. */
export const isOpen = ({ verdict }: Pick<HiddenCount, 'verdict'>): boolean =>
  verdict === 'recovered' || verdict === 'narrowed'

interface Linked {
  readonly system: CountSystem
  readonly tables: readonly CountTable[]
}

function link({ tables, marks }: AuditInput): Result<Linked, InputError> {
  const builder = createCountSystem()
  const linked: CountTable[] = []
  for (const { name, table } of tables) {
    const added = addCountTable(builder, table, name, marks)
    if (!added.ok) return added
    linked.push(added.value)
  }
  return ok({ system: builder.finish(), tables: linked })
}

const describe = (interval: HiddenInterval, { threshold, zeros }: AuditInput): HiddenCount => ({
  cell: interval.key,
  min: interval.min,
  max: interval.max,
  verdict: protectionOf(interval, threshold, zeros),
  how: interval.how,
  derivation: interval.derivation,
})

function attackLinked(system: CountSystem, { solveLp, onProgress }: AuditInput): AttackResult {
  return attack(system, { solveLp, ...(onProgress ? { onProgress } : {}) })
}

export function auditCounts(input: AuditInput): Result<CountAudit, InputError> {
  const linked = link(input)
  if (!linked.ok) return linked
  const { system, tables } = linked.value
  const { hidden, contradictions, finished } = attackLinked(system, input)
  return ok({
    tables: tables.map(({ name, rows, columns }) => ({ name, rows: rows.length, columns: columns.length })),
    threshold: input.threshold,
    counts: system.keys.length,
    sums: system.relations.length,
    hidden: hidden.map((interval) => describe(interval, input)),
    contradictions,
    finished,
  })
}

/**
 * Which counts to hide. Hidden counts that follow from the printed ones are filled in first: whoever proposes needs to know
 * every count, and so does anyone who can work them out.
 */
export function protectCounts(input: AuditInput): Result<CountProtection, InputError> {
  const linked = link(input)
  if (!linked.ok) return linked
  const { tables, system } = linked.value
  const whole = filledIn(system, input)
  if (!whole.ok) return whole
  const { threshold, zeros, solveLp } = input
  const primary = new Set(
    [...whole.value.values.entries()].flatMap(([at, count]) =>
      count !== null && count >= (zeros ? 0 : 1) && count < threshold ? [at] : [],
    ),
  )
  const result = suppress({ system: whole.value, primary, fixed: new Set(), threshold, solveLp })
  const hidden = new Set([...result.hidden].map((at) => system.keys[at] ?? ''))
  return ok({
    threshold,
    primary: primary.size,
    secondary: result.secondary.size,
    hidden: [...hidden].sort(),
    unprotected: result.unprotected.map((interval) => describe(interval, input)),
    rounds: result.rounds,
    finished: result.finished,
    tables: tables.map((table) => ({ name: table.name, csv: masked(table, hidden) })),
  })
}

function filledIn(system: CountSystem, input: AuditInput): Result<CountSystem, InputError> {
  const refuse = (expected: string, got: string) =>
    err({ code: 'bad_field', place: { file: input.tables[0]?.name ?? '' }, expected, got } as const)
  const hasHidden = system.values.includes(null)
  const found = hasHidden || system.contradictions.length > 0 ? attackLinked(system, input) : null
  const [contradiction] = found?.contradictions ?? []
  if (contradiction !== undefined) return refuse('figures that can all be true', quote(contradiction))
  const values = [...system.values]
  for (const { variable, min, max } of found?.hidden ?? []) if (min === max) values[variable] = min
  const gap = values.indexOf(null)
  if (gap >= 0) {
    return refuse(
      'every count filled in, or hidden so that it follows from the others',
      `a hidden count: ${quote(system.keys[gap] || 'the grand total')}`,
    )
  }
  // Bands that were printed (`<5`) are not printed any more: nothing but the sums bounds what is hidden now.
  const lower = system.lower.map(() => 0)
  const upper = system.upper.map(() => Number.POSITIVE_INFINITY)
  return ok({ ...system, values, lower, upper })
}

/** A table as it may be published: hidden counts replaced by the mark. */
function masked(
  { rowDimension, columnDimension, rows, columns, cells }: CountTable,
  hidden: ReadonlySet<string>,
): string {
  const text = new Map(
    cells.map(({ row, column, key, text: shown }) => [
      JSON.stringify([row, column]),
      hidden.has(key) ? 'hidden' : shown,
    ]),
  )
  return [
    csvLine([`${rowDimension} \\ ${columnDimension}`, ...columns]),
    ...rows.map((row) => csvLine([row, ...columns.map((column) => text.get(JSON.stringify([row, column])) ?? '')])),
  ].join('')
}
