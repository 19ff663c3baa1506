/** Reports on their own thread: rows read ahead, cancelling while others are at work, a thread that ends by itself. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packRow } from '#core/requests/row-codec.ts'
import type { CountJob, RowSource, WorkHooks } from '../../main/app/ports/reports.ts'
import { loadSolveLp } from '../../main/work/highs-lp.ts'
import { createReportDesk } from '../../main/work/report-desk.ts'
import { createReportWork } from '../../main/work/report-thread.ts'
import { foldEvents, sampleEvents } from '../support/sample-log.ts'

/** As `npm test` builds it before it runs. */
const PROGRAM = join(import.meta.dirname, '..', '..', 'out', 'cli', 'report-worker.js')
const PAGE = 50

let folder = ''
let items: readonly string[] = []
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plainview-report-work-'))
  const { rows } = foldEvents(sampleEvents(400, 'report work'))
  items = rows.map((row) => JSON.stringify([packRow(row), null, null]))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const job = (period: string): CountJob => ({ facts: { childSafety: [] }, period, threshold: 5, published: [] })
const quiet = (): WorkHooks => ({ signal: new AbortController().signal, onRows: () => undefined })

/** @param gate held back until it resolves, from the second page on */
function source(key: string, gate: Promise<unknown> = Promise.resolve()): RowSource {
  return {
    key,
    async *pages() {
      for (let at = 0; at < items.length; at += PAGE) {
        const page = items.slice(at, at + PAGE)
        if (at > 0) await gate
        yield { items: page.join(), rows: page.length }
      }
    },
  }
}
function gate() {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}

describe('a report asked for while its rows are read ahead', () => {
  test('reads them once, is told how many there are, and counts what the same rows count here', async () => {
    const work = createReportWork(PROGRAM)
    const { opened, open } = gate()
    let reads = 0
    const held = source('a', opened)
    const rows = {
      ...held,
      pages: () => {
        reads++
        return held.pages()
      },
    }
    work.prepare(rows)
    const told: number[] = []
    const counting = work.count(job('2025-H2'), rows, { ...quiet(), onRows: (read) => void told.push(read) })
    open()
    const { tables } = await counting
    expect(reads).toBe(1)
    expect(told.at(-1)).toBe(items.length)
    const here = await createReportWork(null).count(job('2025-H2'), source('a'), quiet())
    expect(tables).toEqual(here.tables)
  })

  test('ends at once when it is cancelled, and the next one finds the rows', async () => {
    const work = createReportWork(PROGRAM)
    const { opened, open } = gate()
    work.prepare(source('a', opened))
    const stop = new AbortController()
    const waiting = work.count(job('2025-H2'), source('a'), { signal: stop.signal, onRows: () => undefined })
    stop.abort()
    await expect(waiting).rejects.toThrow('cancelled')
    open()
    expect((await work.count(job('2025-H2'), source('a'), quiet())).tables.length).toBeGreaterThan(10)
  })

  test('is not harmed by other rows that could not be read', async () => {
    const work = createReportWork(PROGRAM)
    work.prepare({
      key: 'unreadable',
      // biome-ignore lint/correctness/useYield: it fails before it gives anything
      async *pages() {
        throw new Error('disk on fire')
      },
    })
    expect((await work.count(job('2025-H2'), source('a'), quiet())).tables.length).toBeGreaterThan(10)
  })
})

test('a thread that ended by itself is replaced', async () => {
  const program = join(folder, 'ends-after-each-count.mjs')
  writeFileSync(
    program,
    `import { parentPort, threadId } from 'node:worker_threads'
parentPort.on('message', ({ kind }) => {
  parentPort.postMessage(kind === 'count' ? { kind: 'counted', built: threadId } : { kind: 'ready' })
  if (kind === 'count') setImmediate(() => process.exit())
})`,
  )
  const work = createReportWork(program)
  const first = await work.count(job('2025-H2'), source('a'), quiet())
  await new Promise((resolve) => setTimeout(resolve, 100))
  const second = await work.count(job('2025-H2'), source('a'), quiet())
  expect(second).not.toBe(first)
})

test('what was counted ahead is what is counted when it is asked for', async () => {
  const solveLp = await loadSolveLp()
  const desks = [createReportDesk(solveLp), createReportDesk(solveLp)] as const
  for (const desk of desks) {
    desk.add(items.join())
    desk.loaded('a')
    desk.count(job('2025-H1'))
  }
  const steps = desks[0].ahead('2025-H1')
  const overTime: (string | undefined)[] = []
  for (let step = steps.next(); !step.done; step = steps.next()) {
    if (step.value.spec.id === 'over-time') overTime.push(step.value.rows.at(-1))
  }
  expect(overTime).toEqual(['2024-H2', '2025-H2', '2025', '2024-H1', '2023-H2'])
  for (const period of overTime.map(String)) {
    expect(desks[0].count(job(period)).tables, period).toEqual(desks[1].count(job(period)).tables)
  }
})
