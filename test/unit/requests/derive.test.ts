/** A log read from files, in one go and in parts, against the same lines folded in memory. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { DEFAULT_PARAMETERS } from '#core/requests/rules/parameters.ts'
import type { DerivedRequest } from '../../../main/app/ports/requests.ts'
import type { EvidenceFile } from '../../../main/app/ports.ts'
import { deriveLog } from '../../../main/work/derive.ts'
import { APPROVE, judge, receivedData, sealedData, testLog } from './log-builder.ts'
import { randomLog } from './random-log.ts'

const folder = mkdtempSync(join(tmpdir(), 'plainview-derive-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let count = 0
function fileOf(text: string, name = 'jsonl'): EvidenceFile {
  const path = `${String(count++)}.${name}`
  const bytes = name.endsWith('gz') ? gzipSync(text) : Buffer.from(text)
  writeFileSync(join(folder, path), bytes)
  return {
    path,
    bytes: bytes.length,
    source: { file: join(folder, path), offset: 0, storedBytes: bytes.length, layers: [] },
  }
}

async function derive(files: readonly EvidenceFile[], asOfMs: number | null, partSize?: number) {
  const requests: DerivedRequest[] = []
  const input = { files, entries: 0, asOfMs, parameters: DEFAULT_PARAMETERS, bundles: null, cosigned: [] }
  const derived = await deriveLog(
    input,
    {
      signal: new AbortController().signal,
      onProgress: () => undefined,
      onRequests: async (batch) => void requests.push(...batch),
    },
    partSize,
  )
  if (!derived.ok) throw new Error(JSON.stringify(derived.error))
  return { requests, log: derived.value }
}

/** The ways in which a line may say the same thing. */
const WRITERS: readonly ((line: unknown) => string)[] = [
  (line) => JSON.stringify(line),
  (line) => JSON.stringify(line, null, 1).replaceAll('\n', ' '),
  (line) => JSON.stringify(line).replace('"req"', '"r\\u0065q"'),
  (line) => JSON.stringify(line).replace('correction', '\\u0063orrection'),
  // A name that is there twice, and one inside a text.
  (line) =>
    JSON.stringify(line).replace(/"data":\{(?=")/, '"data":{"req":"request-b","note":"\\"req\\":\\"request-a\\"",'),
  // The name is there twice, the wrong one first.
  (line) => {
    const { data, ...rest } = (line ?? {}) as Record<string, unknown>
    const isObject = typeof data === 'object' && data !== null && !Array.isArray(data)
    return isObject ? JSON.stringify({ data: { req: 'request-b', ...data }, ...rest }) : JSON.stringify(line)
  },
]

test('files, one or many, packed or not, in one go or in parts: always what the lines say', async () => {
  await fc.assert(
    fc.asyncProperty(
      randomLog,
      fc.array(fc.nat(WRITERS.length * 3), { minLength: 40, maxLength: 40 }),
      fc.integer({ min: 1, max: 4 }),
      fc.nat(35),
      fc.boolean(),
      async ({ lines, asOfMs }, ways, partSize, cut, toEnd) => {
        const texts = lines.map((line, at) => (WRITERS[ways[at] ?? 0] ?? JSON.stringify)(line))
        const end = toEnd ? null : asOfMs
        const whole = texts.map((text) => `${text}\n`)
        const files = [fileOf(whole.slice(0, cut).join('')), fileOf(whole.slice(cut).join(''), 'jsonl.gz')]
        const parsed = texts.map((text) => JSON.parse(text))
        const expected = judge(parsed, toEnd ? {} : { asOfMs })
        for (const size of [undefined, partSize]) {
          const { requests, log } = await derive(files, end, size)
          expect(requests.map(({ row }) => row)).toEqual(expected.rows)
          const findings = [...requests.flatMap((request) => request.findings), ...log.findings]
          const cited = findings
            .map(({ rule, req, entries }) => `${rule} ${req} ${entries.map(({ seq }) => seq)}`)
            .sort()
          expect(cited).toEqual(expected.findings.map(({ rule, req, entries }) => `${rule} ${req} ${entries}`).sort())
          if (log.asOfMs !== null) expect(log.notEvaluated).toEqual(expected.notEvaluated)
          expect(requests.flatMap(({ due }) => due).length + log.due.length).toBe(
            log.asOfMs === null ? 0 : expected.due.length,
          )
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('a follow-up in another part of the log counts all the same', async () => {
  const log = testLog()
  const day = (n: number) => Date.UTC(2025, 0, n)
  log.add(day(2), 'request.received', receivedData(day(2), { emergency: 'suicide' }), 'request-a')
  log.add(day(2), 'request.reviewed', APPROVE, 'request-a')
  log.add(day(2), 'disclosure.sealed', sealedData('b1'), 'request-a')
  log.add(day(2), 'disclosure.delivered', { bundle: 'b1' }, 'request-a')
  log.add(day(3), 'request.received', receivedData(day(3), { follows: 'request-a' }), 'request-b')
  log.add(day(8), 'log.heartbeat')
  const files = [fileOf(log.lines.map((line) => `${JSON.stringify(line)}\n`).join(''))]
  for (const partSize of [1, 2]) {
    const { requests } = await derive(files, null, partSize)
    expect(requests.flatMap(({ findings }) => findings.map(({ rule }) => rule))).toEqual([])
  }
})

test('in parts too, the first receipt by seq decides the order, wherever its line stands', async () => {
  const log = testLog()
  const day = (n: number) => Date.UTC(2025, 0, n)
  log.add(day(2), 'request.received', receivedData(day(2)), 'request-a')
  log.add(day(5), 'request.received', receivedData(day(5)), 'request-b')
  log.add(day(9), 'request.received', receivedData(day(9)), 'request-a')
  const [opened, first, other, again] = log.lines
  const files = [fileOf([opened, again, first, other].map((line) => `${JSON.stringify(line)}\n`).join(''))]
  for (const partSize of [1, 2, 9]) {
    const { requests } = await derive(files, day(9), partSize)
    expect(requests.map(({ row }) => row.req)).toEqual(['request-a', 'request-b'])
  }
})

test('an entry is cited by where it stands, also where lines are missing', async () => {
  const log = testLog()
  for (let i = 0; i < 5; i++) log.add(Date.UTC(2025, 0, 2 + i), 'request.resumed', {}, 'request-x')
  const kept = log.lines.filter((_, at) => at !== 2)
  const { log: derived } = await derive([fileOf(kept.map((line) => `${JSON.stringify(line)}\n`).join(''))], null)
  const cited = derived.findings.filter(({ rule }) => rule === 'transition').flatMap(({ entries }) => entries)
  expect(cited).toEqual([1, 3, 4, 5].map((seq) => ({ seq, index: kept.findIndex((line) => line.seq === seq) })))
})

test('a last line without a line feed is a line; an empty log has no requests', async () => {
  const log = testLog()
  const { log: derived } = await derive([fileOf(JSON.stringify(log.lines[0]))], null)
  expect(derived.asOfMs).toBe(Date.UTC(2025, 0, 1))
  expect(await derive([fileOf('')], null)).toMatchObject({ requests: [], log: { asOfMs: null, requests: 0 } })
  expect((await derive([], null)).log.asOfMs).toBeNull()
})

test('cancelled while it reads, it says so', async () => {
  const stop = new AbortController()
  stop.abort()
  const input = {
    files: [fileOf('{}\n')],
    entries: 0,
    asOfMs: null,
    parameters: DEFAULT_PARAMETERS,
    bundles: null,
    cosigned: [],
  }
  const derived = await deriveLog(input, {
    signal: stop.signal,
    onProgress: () => undefined,
    onRequests: async () => undefined,
  })
  expect(derived.ok ? 'done' : derived.error.code).toBe('cancelled')
})
