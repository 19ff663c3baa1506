import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AUTHORITY_TYPES, INSTRUMENTS, NOTICE_STATES, OUTCOMES } from '#core/requests/enumerations.ts'
import { createFold } from '#core/requests/fold.ts'
import type { RequestRow } from '#core/requests/request-row.ts'
import { packRow, unpackRow } from '#core/requests/row-codec.ts'
import { DEFAULT_PARAMETERS } from '#core/requests/rules/parameters.ts'
import { createSurvey } from '#core/requests/survey.ts'
import { entriesOf, foldLines, judge } from './log-builder.ts'
import { garbageLines, randomLog } from './random-log.ts'
import { type ReferenceRow, referenceRows } from './reference-fold.ts'

const RUNS = 3000

function asReference(row: RequestRow): ReferenceRow {
  const { firstReview, decision, disclosure, notice } = row.elapsedMs
  return {
    req: row.req,
    receivedAt: row.receivedAtMs,
    outcome: row.outcome,
    notice: row.notice,
    overlays: [...row.overlays],
    challenge: row.challenge,
    instrument: row.instrument,
    authorityType: row.authority.type,
    accountsDisclosed: row.accountsDisclosed,
    dataDisclosed: [...row.dataDisclosed].sort(),
    elapsed: [firstReview, decision, disclosure, notice],
    entries: [...row.entries],
    corrected: row.corrected.map(({ seq, field, by }) => ({ seq, field, by })),
  }
}

describe('random logs', () => {
  test('every row is the one that a slow reading of the text gives', () => {
    fc.assert(
      fc.property(randomLog, ({ lines, asOfMs }) => {
        const rows = judge(lines, { asOfMs }).rows.map(asReference)
        rows.sort((a, b) => (a.req < b.req ? -1 : 1))
        expect(rows).toEqual(referenceRows(structuredClone(lines) as unknown[], asOfMs))
      }),
      { numRuns: RUNS },
    )
  })

  test('outcomes and notice states each sum to received, in every cut', () => {
    fc.assert(
      fc.property(randomLog, ({ lines, asOfMs }) => {
        const { rows } = judge(lines, { asOfMs })
        const cuts: readonly (readonly RequestRow[])[] = [
          rows,
          ...INSTRUMENTS.map((instrument) => rows.filter((row) => row.instrument === instrument)),
          ...AUTHORITY_TYPES.map((type) => rows.filter((row) => row.authority.type === type)),
          rows.filter((row) => row.emergency !== null),
          rows.filter((row) => row.section === 'request'),
        ]
        for (const cut of cuts) {
          const withOutcome = cut.filter(({ section }) => section !== 'preservation')
          const outcomes = OUTCOMES.map((outcome) => cut.filter((row) => row.outcome === outcome).length)
          expect(outcomes.reduce((a, b) => a + b, 0)).toBe(withOutcome.length)
          const notices = NOTICE_STATES.map((notice) => cut.filter((row) => row.notice === notice).length)
          expect(notices.reduce((a, b) => a + b, 0)).toBe(cut.length)
        }
        // Every receipt is counted once: by a row of its own or as a duplicate in another.
        const ids = rows.flatMap(({ req, duplicates }) => [req, ...duplicates])
        expect(new Set(ids).size).toBe(ids.length)
      }),
      { numRuns: 500 },
    )
  })

  test('asking half-way and going on gives what adding everything at once gives', () => {
    fc.assert(
      fc.property(randomLog, fc.nat(35), ({ lines, asOfMs }, half) => {
        const entries = entriesOf(lines)
        const survey = createSurvey()
        for (const entry of entries) survey.add(entry)
        const fold = createFold({ asOfMs, corrections: survey.correctionsAsOf(asOfMs) })
        for (const entry of entries.slice(0, half)) fold.add(entry)
        const early = [...fold.result().histories()]
        const before = structuredClone(early)
        for (const entry of entries.slice(half)) fold.add(entry)
        const late = fold.result()
        const { folded } = foldLines(lines, asOfMs)
        const all = ({ histories, ...rest }: typeof folded) => ({ ...rest, histories: [...histories()] })
        expect(all(late)).toEqual(all(folded))
        // What was handed out before does not change behind the caller's back.
        expect(early).toEqual(before)
      }),
      { numRuns: 300 },
    )
  })

  test('a finding cites entries that are in the log, at most as late as the as-of time', () => {
    fc.assert(
      fc.property(randomLog, ({ lines, asOfMs }) => {
        const inTime = new Set(entriesOf(lines).flatMap(({ seq, timeMs }) => (timeMs <= asOfMs ? [seq] : [])))
        const { findings } = judge(lines, {
          asOfMs,
          parameters: { ...DEFAULT_PARAMETERS, retentionDays: { subscriber: 30 } },
        })
        for (const { entries, atMs } of findings) {
          for (const seq of entries) expect(inTime.has(seq)).toBe(true)
          expect(atMs).toBeLessThanOrEqual(asOfMs)
          expect(entries).toEqual([...new Set(entries)].sort((a, b) => a - b))
        }
      }),
      { numRuns: 500 },
    )
  })
})

test('a packed row, through JSON, is the row', () => {
  fc.assert(
    fc.property(randomLog, ({ lines, asOfMs }) => {
      for (const row of judge(lines, { asOfMs }).rows) {
        const packed = JSON.stringify(packRow(row))
        expect(unpackRow(JSON.parse(packed))).toEqual(JSON.parse(JSON.stringify(row)))
        expect(packed.length).toBeLessThan(JSON.stringify(row).length)
      }
    }),
    { numRuns: 300 },
  )
})

test('garbage in place of entries is reported, and never throws', () => {
  fc.assert(
    fc.property(garbageLines, (lines) => {
      const judged = judge(lines)
      const unreadable = lines.filter((line) => typeof line !== 'object' || line === null || Array.isArray(line))
      expect(judged.findings.filter(({ rule }) => rule === 'not-understood').length).toBeGreaterThanOrEqual(
        unreadable.length,
      )
    }),
    { numRuns: 2000 },
  )
})
