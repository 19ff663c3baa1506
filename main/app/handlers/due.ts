import type { dueOperations } from '#contract/areas/due.ts'
import type { HandlersOf, Parsed } from '#contract/contract.ts'
import { safeCsvLine } from '#core/formats/csv-write.ts'
import { formatInstant } from '#core/instant.ts'
import { ok } from '#core/result.ts'
import type { Deps } from '../deps.ts'
import type { StoredDue } from '../ports/requests.ts'
import { idCursorOf, idOf } from '../request-filter.ts'
import { derivationView, dueItemView } from '../request-views.ts'
import { logOf } from '../work.ts'
import { type Derived, derivedOf, sourceOf } from './requests.ts'

/** Rows in one piece of an export. */
const PIECE = 5000

type Asked = Pick<Parsed<'requests.due'>, 'kind' | 'fromMs' | 'toMs' | 'overdue'>

function inWords({ kind, fromMs, toMs, overdue }: Asked): string {
  const parts = [
    overdue !== null && (overdue ? 'overdue' : 'not overdue'),
    kind.length > 0 && `kind: ${kind.join(', ')}`,
    fromMs !== null && `due from ${formatInstant(fromMs)}`,
    toMs !== null && `due before ${formatInstant(toMs)}`,
  ]
  return parts.filter((part) => part !== false).join('; ')
}

const HEADER = [
  'due',
  'overdue',
  'what',
  'req',
  'origin',
  'authority',
  'authority_type',
  'instrument',
  'rule',
  'entries',
]

function csvLineOf({ kind, req, dueMs, overdue, entries, rule, about }: StoredDue): string {
  return safeCsvLine([
    dueMs === null ? null : formatInstant(dueMs),
    overdue ? 'yes' : 'no',
    kind,
    req,
    about?.origin.code ?? null,
    about?.authority.name ?? null,
    about?.authority.type ?? null,
    about?.instrument ?? null,
    rule,
    entries.map(({ seq }) => seq).join(' '),
  ])
}

export function dueHandlers(deps: Deps): HandlersOf<typeof dueOperations> {
  async function page(derived: Derived, asked: Asked, cursor: string | null, limit: number) {
    const { theCase, evidence } = derived
    const found = await theCase.requests.due(evidence.no, asked, idOf(cursor), limit + 1)
    const counts = await theCase.requests.dueCounts(evidence.no, asked)
    const items = found.slice(0, limit)
    const fitting = counts
      .filter(({ kind }) => asked.kind.length === 0 || asked.kind.includes(kind))
      .reduce((sum, { count, overdue }) => {
        return sum + (asked.overdue === null ? count : asked.overdue ? overdue : count - overdue)
      }, 0)
    return { items, counts, fitting, nextCursor: idCursorOf(found.length > limit ? (items.at(-1)?.id ?? null) : null) }
  }

  return {
    'requests.due': async ({ kind, fromMs, toMs, overdue, cursor, limit, ...where }) => {
      const derived = await derivedOf(deps, where)
      const asked = { kind, fromMs, toMs, overdue }
      const { items, counts, fitting, nextCursor } = await page(derived, asked, cursor, limit)
      return ok({
        derivation: derivationView(derived.derivation, derived.policy),
        account: { shown: items.length, total: fitting, filter: inWords(asked), source: sourceOf(derived) },
        counts: [...counts],
        items: items.map(dueItemView),
        nextCursor,
      })
    },
    'requests.due-export': async ({ kind, fromMs, toMs, overdue, cursor, ...where }) => {
      const derived = await derivedOf(deps, where)
      const { theCase, evidence, derivation } = derived
      const asked = { kind, fromMs, toMs, overdue }
      const { items, fitting, nextCursor } = await page(derived, asked, cursor, PIECE)
      const asOf = formatInstant(derivation.asOfMs)
      const filter = inWords(asked)
      if (cursor === null && !theCase.readOnly) {
        const about = { log: logOf(evidence), what: 'dates', format: 'csv', filter, rows: fitting, asOf }
        await theCase.workLog.append(deps.nowMs(), [{ type: 'work.exported', ...about }])
      }
      return ok({
        fileName: `due-as-of-${asOf.slice(0, 10)}.csv`,
        text: (cursor === null ? safeCsvLine(HEADER) : '') + items.map(csvLineOf).join(''),
        account: { shown: fitting, total: fitting, filter, source: sourceOf(derived) },
        nextCursor,
      })
    },
  }
}
