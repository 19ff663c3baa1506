/** Claimed times against cosignatures: only blocks of lines that could break a bound are read again. */
import type { CountedHead } from '#core/log/compare-heads.ts'
import type { InPlace } from '#core/log/damage/raw-damage.ts'
import type { BuiltLog } from '#core/log/log-builder.ts'
import { type CosignedSize, judgeTime, type TimeFinding, timeWindows } from '#core/log/time-windows.ts'
import type { LogSource } from './line-source.ts'

export interface JudgeTimesOptions {
  readonly counted: readonly CountedHead[]
  readonly intervalHours: number | null
  readonly built: BuiltLog
  readonly source: LogSource
  readonly inPlace: readonly InPlace[]
}

/** Findings that are listed; a log whose clock was wrong throughout is one finding, since neighbours are joined. */
const MAX_FINDINGS = 1000

export async function judgeTimes({
  counted,
  intervalHours,
  built,
  source,
  inPlace,
}: JudgeTimesOptions): Promise<readonly TimeFinding[]> {
  const cosigned = counted.flatMap(({ size, head }): CosignedSize[] =>
    head.cosignatures.map(({ timeSeconds }) => ({ size, timeSeconds: Number(timeSeconds) })),
  )
  if (cosigned.length === 0) return []
  const windows = timeWindows(cosigned, intervalHours)
  const findings: TimeFinding[] = []
  let p = 0
  for (const block of built.times.list()) {
    while (p < inPlace.length && (inPlace[p] as InPlace).pos + (inPlace[p] as InPlace).len <= block.from) p++
    for (let q = p; q < inPlace.length && (inPlace[q] as InPlace).pos < block.to; q++) {
      const { pos, index, len } = inPlace[q] as InPlace
      const from = Math.max(pos, block.from)
      const to = Math.min(pos + len, block.to)
      const shift = index - pos
      if (windows.isInside(from + shift, to + shift, block.minMs, block.maxMs)) continue
      const times = await source.timesMs(from, to)
      times.forEach((timeMs, i) => {
        const at = from + i + shift
        if (findings.length < MAX_FINDINGS) judgeTime(findings, at, timeMs, windows.at(at))
      })
    }
  }
  return findings
}
