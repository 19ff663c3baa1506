/** A stretch of a log in bins: what the map of the log draws. */
import type { Output, Parsed } from '#contract/contract.ts'
import type { DamageItem } from '#contract/verdict.ts'
import { formatInstant } from '#core/instant.ts'
import { EVENT_TYPES } from '#core/requests/enumerations.ts'
import type { EvidenceRow, OpenCase, ShownDamage } from './ports/case.ts'

const REQUEST_RECEIVED = EVENT_TYPES.indexOf('request.received')

type LogMap = Output<'verify.map'>

export async function logMap(theCase: OpenCase, row: EvidenceRow, input: Parsed<'verify.map'>): Promise<LogMap> {
  const to = Math.min(input.to ?? row.entries, row.entries)
  const from = Math.min(input.from, to)
  const bounds = boundsOf(from, to, input.bins)
  const bins = await theCase.entries.bins(row.no, bounds, REQUEST_RECEIVED)
  // What is missing right behind the stretch belongs to it only where the log ends there.
  const damage = (await theCase.verdicts.damageIn(row.no, from, to)).filter(
    ({ shownFirst, shownLines }) => shownLines > 0 || shownFirst < to || to === row.entries,
  )
  const ops = opsOf(damage, bounds)
  const heads = await theCase.verdicts.heads(row.no)
  return {
    from,
    to,
    entries: row.entries,
    firstTime: instantOrNull(row.firstTimeMs),
    lastTime: instantOrNull(row.lastTimeMs),
    bins: bins.map((bin, i) => ({
      from: bin.from,
      to: bin.to,
      entries: bin.to - bin.from,
      bytes: bin.bytes,
      firstTime: instantOrNull(bin.firstTimeMs),
      lastTime: instantOrNull(bin.lastTimeMs),
      requests: bin.ofType,
      damage: [...(ops[i] ?? [])],
    })),
    heads: heads
      .filter(({ size }) => size >= from && (size <= to || to === row.entries))
      .map(({ size, status, agrees, source }) => ({ size, status, agrees, source })),
    damage: damage.map(({ item }) => item),
  }
}

/** Whole entries, as even as they go. */
function boundsOf(from: number, to: number, bins: number): readonly number[] {
  const count = Math.min(bins, to - from)
  if (count === 0) return []
  return Array.from({ length: count + 1 }, (_, i) => from + Math.round(((to - from) * i) / count))
}

/** Which kinds of damage each bin shows. Something missing shows before the line it should precede. */
function opsOf(damage: readonly ShownDamage[], bounds: readonly number[]): readonly ReadonlySet<DamageItem['op']>[] {
  const ops = bounds.slice(1).map(() => new Set<DamageItem['op']>())
  for (const { item, shownFirst, shownLines } of damage) {
    const last = binOf(shownFirst + Math.max(1, shownLines) - 1, bounds)
    for (let bin = binOf(shownFirst, bounds); bin <= last; bin++) ops[bin]?.add(item.op)
  }
  return ops
}

/** Position of the bin that holds `index`; the nearest for one outside. */
function binOf(index: number, bounds: readonly number[]): number {
  let [lo, hi] = [0, Math.max(0, bounds.length - 2)]
  while (lo < hi) {
    const middle = Math.ceil((lo + hi) / 2)
    if ((bounds[middle] ?? 0) <= index) lo = middle
    else hi = middle - 1
  }
  return lo
}

function instantOrNull(ms: number | null): string | null {
  return ms === null ? null : formatInstant(ms)
}
