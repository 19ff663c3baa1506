/** What the auditor says about a table, as it stands on the screen, and as it is asked for. */
import type { Input, Output } from '#contract/contract.ts'
import type { OpenedTable } from './OpenTable.tsx'

export const ROLES = ['quasi', 'categorical', 'ordered', 'sensitive', 'person', 'none'] as const
export type Role = (typeof ROLES)[number]
export type MeasureInput = Input<'tables.measure'>

export interface Draft {
  readonly roles: Readonly<Record<string, Role>>
  readonly claims: string
  readonly missing: string
  readonly suppressed: string
  readonly riskThreshold: string
  readonly label: string
  readonly sourceRows: string
  readonly gaps: boolean
  readonly typed: boolean
  /** Of sensitive columns, as typed: values lowest first, and values whose share alone counts. */
  readonly orders: Readonly<Record<string, string>>
  readonly designated: Readonly<Record<string, string>>
  readonly population: { readonly table: OpenedTable; readonly count: string } | null
  readonly releases: readonly OpenedTable[]
}

/** What a bundle claims of a table that came out of it. */
export type BundleClaim = NonNullable<NonNullable<Output<'bundles.table-claim'>['from']>['claim']>

/** Roles and claims as a bundle states them; what it says nothing of has no role. */
export function draftOf(table: OpenedTable, { quasi, sensitive, claims, suppressed }: BundleClaim): Draft {
  const roleOf = (name: string): Role =>
    quasi.includes(name) ? 'quasi' : (sensitive.find((one) => one.name === name)?.scale ?? 'none')
  return {
    ...draftFor(table),
    roles: Object.fromEntries(table.columns.map(({ name }) => [name, roleOf(name)])),
    claims: claims.join(', '),
    suppressed,
  }
}

/** Roles as suggested; a suggested sensitive column of numbers is taken for an ordered one. */
export function draftFor({ columns, name }: OpenedTable): Draft {
  return {
    roles: Object.fromEntries(
      columns.map((column) => [
        column.name,
        column.suggested === 'quasi'
          ? 'quasi'
          : column.suggested === 'sensitive'
            ? column.isNumeric
              ? 'ordered'
              : 'categorical'
            : 'none',
      ]),
    ),
    claims: 'k=5',
    missing: '',
    suppressed: '*',
    riskThreshold: '0.2',
    label: name,
    sourceRows: '',
    gaps: false,
    typed: false,
    orders: {},
    designated: {},
    population: null,
    releases: [],
  }
}

export const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** A plain decimal: what the threshold of a risk may be. */
export const isDecimal = (text: string): boolean => /^\d{1,20}(?:\.\d{1,20})?$/.test(text.trim())

/** A count as people write it, separators left out; null where it is none. */
export function wholeNumber(text: string): number | null {
  const digits = text.trim().replace(/[\s.,'’\u00a0\u202f]/g, '')
  return /^\d{1,15}$/.test(digits) ? Number(digits) : null
}

export type FieldProblem = 'quasi' | 'person' | 'riskThreshold' | 'sourceRows'

/** Fields that cannot be sent as they are. */
export function problemsOf({ roles, riskThreshold, sourceRows }: Draft): ReadonlySet<FieldProblem> {
  const all = Object.values(roles)
  const found = new Set<FieldProblem>()
  if (!all.includes('quasi')) found.add('quasi')
  if (all.filter((role) => role === 'person').length > 1) found.add('person')
  if (!isDecimal(riskThreshold)) found.add('riskThreshold')
  if (sourceRows.trim() !== '' && wholeNumber(sourceRows) === null) found.add('sourceRows')
  return found
}

export function inputOf(table: OpenedTable, draft: Draft): MeasureInput {
  const names = table.columns.map(({ name }) => name)
  const named = (role: Role) => names.filter((name) => draft.roles[name] === role)
  const listOrNull = (text: string | undefined) => {
    const values = listOf(text ?? '')
    return values.length === 0 ? null : [...values]
  }
  const spec = (name: string, scale: 'ordered' | 'categorical' | null) => ({
    name,
    scale,
    order: scale === 'ordered' ? listOrNull(draft.orders[name]) : null,
    designated: listOrNull(draft.designated[name]),
  })
  return {
    tableId: table.tableId,
    quasi: named('quasi'),
    sensitive: [
      ...named('categorical').map((name) => spec(name, 'categorical')),
      ...named('ordered').map((name) => spec(name, 'ordered')),
      ...named('sensitive').map((name) => spec(name, null)),
    ],
    person: named('person')[0] ?? null,
    claims: [...listOf(draft.claims)],
    missing: [...listOf(draft.missing)],
    suppressed: draft.suppressed,
    riskThreshold: draft.riskThreshold.trim(),
    gaps: draft.gaps,
    typed: draft.typed,
    label: draft.label,
    sourceRows: wholeNumber(draft.sourceRows),
    population:
      draft.population === null
        ? null
        : { tableId: draft.population.table.tableId, count: draft.population.count || null },
    releases: draft.releases.map(({ tableId }) => tableId),
  }
}
