/**
 * A year is the sum of its halves and a half of its quarters, for every cut that is printed for more than one of them; a
 * half that nobody prints in between is a count like any other.
 */
import type { createCountSystem } from '../anonymity/counts/count-system.ts'
import { type KnownCount, keyFor } from './known-count.ts'
import { type Period, parsePeriod, partsOf, period } from './period.ts'

type System = ReturnType<typeof createCountSystem>

/** Printed counts of one cut by period, and the key of any other period of it. */
interface Printed {
  readonly has: (id: string) => boolean
  readonly keyIn: (id: string) => string
}

/**
 * Adds `whole` = its parts where something within it is printed, and it or a period around it: siblings alone say nothing
 * of each other. Says whether anything within is printed.
 */
function addWithin(system: System, whole: Period, printed: Printed, isAround: boolean): boolean {
  const isPrinted = printed.has(whole.id)
  const parts = partsOf(whole)
  const within = parts.map((part) => {
    const below = addWithin(system, part, printed, isAround || isPrinted)
    return below || printed.has(part.id)
  })
  if (!within.includes(true)) return false
  if (isAround || isPrinted) {
    const key = printed.keyIn(whole.id)
    system.addSum(
      parts.map(({ id }) => printed.keyIn(id)),
      key,
      `${key}: ${whole.id} is the sum of its parts`,
    )
  }
  return true
}

export function addPeriodSums(system: System, counts: readonly KnownCount[]): void {
  const byCut = new Map<string, { readonly one: KnownCount; readonly keys: Map<string, string> }>()
  for (const count of counts) {
    const id = keyFor(count.measure, '', count.cut)
    const found = byCut.get(id) ?? { one: count, keys: new Map<string, string>() }
    byCut.set(id, found)
    found.keys.set(count.period, count.key)
  }
  for (const { one, keys } of byCut.values()) {
    const years = new Set([...keys.keys()].map(parsePeriod).flatMap((parsed) => (parsed.ok ? [parsed.value.year] : [])))
    const printed: Printed = {
      has: (id) => keys.has(id),
      keyIn: (id) => keys.get(id) ?? keyFor(one.measure, id, one.cut),
    }
    for (const year of years) addWithin(system, period('year', year, 1), printed, false)
  }
}
