/**
 * Claimed times against the times of witnesses: docs/formats/log.md §5, "Time".
 *
 * Entry i was logged not after the earliest cosigned time of a head with size > i. If a head with size <= i was
 * cosigned at T, an entry time earlier than T minus the log's maximum head interval is late or backdated. Witnesses
 * give whole seconds; an entry of the same second is not later than its cosignature.
 */

/** A verified head of the log, cosigned by a trusted witness. */
export interface CosignedSize {
  readonly size: number
  /** Unix seconds. */
  readonly timeSeconds: number
}

export type TimeFindingCode = 'time_after_commitment' | 'late_or_backdated'

export interface TimeWindow {
  /** The latest millisecond that a claimed time may have; Infinity where no head says. */
  readonly latestMs: number
  /** The earliest. */
  readonly earliestMs: number
}

export interface TimeWindows {
  readonly at: (index: number) => TimeWindow
  /** Neither bound decreases from one index to the next, so a stretch is inside if its ends are. */
  readonly isInside: (from: number, to: number, minMs: number, maxMs: number) => boolean
}

/** @param maxIntervalHours of `log.opened`; null: unknown, no lower bound is claimed */
export function timeWindows(heads: readonly CosignedSize[], maxIntervalHours: number | null): TimeWindows {
  const sorted = [...heads].sort((a, b) => a.size - b.size)
  const sizes = sorted.map(({ size }) => size)
  /** Earliest time of this head and all larger ones; latest of this one and all smaller ones. */
  const earliestFrom: number[] = []
  const latestTo: number[] = []
  sorted.forEach(({ timeSeconds }, i) => {
    latestTo.push(Math.max(timeSeconds, latestTo[i - 1] ?? Number.NEGATIVE_INFINITY))
  })
  for (let i = sorted.length - 1; i >= 0; i--) {
    earliestFrom[i] = Math.min(sorted[i]?.timeSeconds ?? 0, earliestFrom[i + 1] ?? Number.POSITIVE_INFINITY)
  }
  const firstLarger = (index: number): number => {
    let low = 0
    let high = sizes.length
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if ((sizes[middle] as number) > index) high = middle
      else low = middle + 1
    }
    return low
  }
  const at = (index: number): TimeWindow => {
    const larger = firstLarger(index)
    const latest = earliestFrom[larger]
    const covered = latestTo[larger - 1]
    return {
      latestMs: latest === undefined ? Number.POSITIVE_INFINITY : latest * 1000 + 999,
      earliestMs:
        covered === undefined || maxIntervalHours === null
          ? Number.NEGATIVE_INFINITY
          : covered * 1000 - maxIntervalHours * 3_600_000,
    }
  }
  return {
    at,
    isInside: (from, to, minMs, maxMs) => {
      if (Number.isNaN(minMs)) return true
      return maxMs <= at(from).latestMs && minMs >= at(to - 1).earliestMs
    },
  }
}

export interface TimeFinding {
  readonly code: TimeFindingCode
  readonly first: number
  readonly last: number
  /** Of the first entry. */
  readonly timeMs: number
  /** The bound that it breaks. */
  readonly boundMs: number
}

/** Neighbours that break the same rule are one finding. */
export function judgeTime(findings: TimeFinding[], index: number, timeMs: number, window: TimeWindow): void {
  const isLate = timeMs > window.latestMs
  const isEarly = timeMs < window.earliestMs
  if (!isLate && !isEarly) return
  const code: TimeFindingCode = isLate ? 'time_after_commitment' : 'late_or_backdated'
  const last = findings.at(-1)
  if (last && last.code === code && last.last === index - 1) findings[findings.length - 1] = { ...last, last: index }
  else findings.push({ code, first: index, last: index, timeMs, boundMs: isLate ? window.latestMs : window.earliestMs })
}
