/** The receipt of an audit sample: what was drawn from what, how it can be drawn again, and what the auditor concluded. */
import { formatInstant } from '../instant.ts'
import { TOOL } from '../tool.ts'
import type { DrawnSample } from './draw-sample.ts'
import type { StratumColumn } from './strata.ts'

export const SAMPLE_FORMAT = 'plainview-audit-sample/v1'
const METHOD =
  'stratified, proportional allocation by largest remainder, at least one of each stratum where n allows (Cochran 1977, §5.5); of each stratum the requests with the smallest SHA-256 of ["plainview-audit-sample/v1",seed,req] as JSON without spaces (Ohlsson 1995: permanent random numbers)'

/** More than anybody reads. */
export const MAX_SAMPLE = 10_000

export interface Conclusion {
  readonly conclusion: string
  readonly note: string | null
}

export interface SampleOptions {
  readonly n: number
  readonly seed: string
  readonly by: readonly StratumColumn[]
}

export interface SampleFrame {
  /** Null: an empty log. */
  readonly asOfMs: number | null
  /** Which log it was: its lines, and what they hash to (RFC 6962 §2.1), in base64. */
  readonly log: { readonly entries: number; readonly root: string }
  /** Requests there were to draw from. */
  readonly requests: number
  readonly sample: DrawnSample
  /** Of those that were drawn. */
  readonly rows: ReadonlyMap<string, { readonly receivedAtMs: number; readonly entries: readonly number[] }>
}

export type SampleDocument = ReturnType<typeof sampleDocument>

export function sampleDocument(
  { asOfMs, log, requests, sample, rows }: SampleFrame,
  { n, seed, by }: SampleOptions,
  conclusions: ReadonlyMap<string, Conclusion>,
) {
  const named = (values: readonly string[]) => Object.fromEntries(by.map((name, at) => [name, values[at] ?? '']))
  const tally = new Map<string, number>()
  for (const { conclusion } of conclusions.values()) tally.set(conclusion, (tally.get(conclusion) ?? 0) + 1)
  const counts = [...tally].sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    format: SAMPLE_FORMAT,
    tool: TOOL,
    log,
    asOf: asOfMs === null ? null : formatInstant(asOfMs),
    method: METHOD,
    n,
    seed,
    by,
    requests,
    drawn: sample.drawn.length,
    concluded: conclusions.size,
    conclusions: Object.fromEntries(counts),
    strata: sample.strata.map(({ stratum, size, sampled }) => ({ stratum: named(stratum), requests: size, sampled })),
    sample: sample.drawn.map(({ req, stratum }) => {
      const row = rows.get(req)
      const concluded = conclusions.get(req)
      return {
        req,
        stratum: named(stratum),
        receivedAt: row === undefined ? null : formatInstant(row.receivedAtMs),
        entries: row?.entries ?? [],
        conclusion: concluded?.conclusion ?? null,
        note: concluded?.note ?? null,
      }
    }),
  }
}
