/** A sample's lines through the fold and the rules, with its own policy. */

import { evaluateLog } from '#core/requests/evaluate.ts'
import { createFold } from '#core/requests/fold.ts'
import { parseLogLine } from '#core/requests/log-entry.ts'
import type { RequestRow } from '#core/requests/request-row.ts'
import type { CosignedHead } from '#core/requests/rules/log-rules.ts'
import { createSurvey } from '#core/requests/survey.ts'
import { PROMISES } from '#core/sample/policy.ts'
import type { SampleInMemory } from '#core/sample/sample-memory.ts'
import { linesOf, splitNote } from './reference.ts'

export function sampleLines({ files }: Pick<SampleInMemory, 'files'>): readonly Buffer[] {
  const segments = [...files.keys()].filter((path) => path.startsWith('entries/')).sort()
  return segments.flatMap((path) => linesOf(files.get(path) ?? new Uint8Array()))
}

/** Size and earliest cosigned time of each head. */
export function cosignedHeads({ files }: SampleInMemory): readonly CosignedHead[] {
  return [...files].flatMap(([path, bytes]) => {
    if (!path.startsWith('heads/')) return []
    const { text, signatures } = splitNote(bytes)
    const times = signatures.slice(1).map((one) => Number(one.bytes.readBigUInt64BE(0)) * 1000)
    return times.length === 0 ? [] : [{ size: Number(text.split('\n')[1]), timeMs: Math.min(...times) }]
  })
}

export function evaluate(sample: SampleInMemory, parameters = PROMISES.parameters) {
  const survey = createSurvey()
  let previousTimeMs = 0
  const entries = sampleLines(sample).map((line, index) => {
    const entry = parseLogLine(line.toString('utf8'), { index, previousTimeMs })
    previousTimeMs = entry.timeMs
    return entry
  })
  for (const entry of entries) survey.add(entry)
  const asOfMs = survey.lastTimeMs() ?? 0
  const fold = createFold({ asOfMs, corrections: survey.correctionsAsOf(asOfMs) })
  for (const entry of entries) fold.add(entry)
  const rows: RequestRow[] = []
  const options = { asOfMs, parameters, bundles: null, cosigned: cosignedHeads(sample) }
  const evaluation = evaluateLog(fold.result(), options, ({ row }) => void rows.push(row))
  return { ...evaluation, entries, rows, asOfMs }
}
