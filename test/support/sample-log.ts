/** A sample log as entries in memory, without bytes and signatures: what the fold takes. */
import type { JsonObject } from '#core/formats/json-value.ts'
import { formatInstant } from '#core/instant.ts'
import { createFold } from '#core/requests/fold.ts'
import { foldRow } from '#core/requests/fold-row.ts'
import { type LogEntry, readLogEntry } from '#core/requests/log-entry.ts'
import type { LogFacts } from '#core/requests/log-facts.ts'
import type { RequestRow } from '#core/requests/request-row.ts'
import { createSurvey } from '#core/requests/survey.ts'
import { createSample } from '#core/sample/generate.ts'
import { createKeyRing } from '#core/sample/keys.ts'
import { SAMPLE_DEFAULTS, startOf } from '#core/sample/sample-options.ts'
import { publicKeyFromSeed, sha256, signEd25519FromSeed } from '../../main/io/node-crypto.ts'

/** The lines of a sample log, parsed. */
export function sampleEvents(requests: number, seed = '1', years = 3): readonly JsonObject[] {
  const tools = { hash: sha256, publicKeyOfSeed: publicKeyFromSeed, signEd25519: signEd25519FromSeed }
  const { origin, endMs, headEveryHours, witnesses } = SAMPLE_DEFAULTS
  const ring = createKeyRing(origin, seed, witnesses, tools)
  const plan = {
    origin,
    requests,
    seed,
    startMs: startOf(endMs, years),
    endMs,
    findings: false,
    headEveryHours,
    closed: true,
    policySha256: '',
  }
  const sample = createSample(plan, ring, sha256)
  const events: JsonObject[] = []
  let head = { size: 0, root: '' }
  for (;;) {
    const item = sample.next({ size: events.length, head })
    if (item === null) return events
    if (item.kind === 'head') {
      head = { size: events.length, root: '' }
      continue
    }
    const { timeMs, type, data, req } = item
    events.push({
      v: 1,
      seq: events.length,
      time: formatInstant(timeMs),
      type,
      data,
      ...(req === undefined ? {} : { req }),
    })
  }
}

export interface FoldedSample {
  readonly events: readonly JsonObject[]
  readonly entries: readonly LogEntry[]
  readonly rows: readonly RequestRow[]
  readonly facts: LogFacts
  readonly asOfMs: number
}

/** Folded as of the last entry. */
export function foldEvents(events: readonly JsonObject[]): FoldedSample {
  let previousTimeMs = 0
  const entries = events.map((event, index) => {
    const entry = readLogEntry(event, { index, previousTimeMs })
    previousTimeMs = entry.timeMs
    return entry
  })
  const survey = createSurvey()
  for (const entry of entries) survey.add(entry)
  const asOfMs = survey.lastTimeMs() ?? 0
  const fold = createFold({ asOfMs, corrections: survey.correctionsAsOf(asOfMs) })
  for (const entry of entries) fold.add(entry)
  const { histories, facts } = fold.result()
  return {
    events,
    entries,
    rows: [...histories()].map((history) => foldRow(history, { asOfMs, noticeDays: 7 })),
    facts,
    asOfMs,
  }
}
