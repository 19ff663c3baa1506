/** The worker threads as they are built, against the same work in one thread. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openEvidence } from '../../../main/io/open-evidence.ts'
import { classify } from '../../../main/work/classify.ts'
import { createPool } from '../../../main/work/pool.ts'
import { readLog } from '../../../main/work/read-log.ts'
import { exportOf, type Files, headOf, leafOf, makeLines, onDisk, tilesOf } from './fixtures.ts'

let out = ''
beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), 'plainview-worker-'))
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir: out,
      emptyOutDir: true,
      target: 'node20',
      rolldownOptions: {
        input: resolve('main/work/verify-worker.ts'),
        output: { format: 'es', entryFileNames: '[name].mjs' },
      },
    },
    resolve: { alias: { '#core': resolve('shared/core'), '#contract': resolve('shared/contract') } },
    ssr: { noExternal: true },
  })
}, 120_000)
afterAll(() => rmSync(out, { recursive: true, force: true }))

const many = makeLines(3000)
const files: Files = exportOf(many, { checkpoint: headOf(many), ...tilesOf(many.map(leafOf)), 'README.txt': 'x' }, 250)

async function read(folder: string, workers: number, signal?: AbortSignal, onSegment = async () => {}) {
  const evidence = await openEvidence(folder)
  if (!evidence.ok) throw new Error(JSON.stringify(evidence.error))
  let bytes = 0
  const segments: string[] = []
  const pool = createPool({
    workers,
    signal,
    workerFile: join(out, 'verify-worker.mjs'),
    onBytes: (more) => (bytes += more),
  })
  try {
    const result = await readLog({
      classified: classify(evidence.value),
      files: evidence.value.files,
      isTilesLog: false,
      sizes: [3000],
      pool,
      onEntries: () => {},
      onSegment: async (columns) => {
        segments.push(
          `${columns.file} ${columns.firstIndex} ${columns.lines} ${Buffer.from(columns.leafHashes).toString('hex')}`,
        )
        await onSegment()
      },
    })
    return { result, segments, bytes, total: evidence.value.files.reduce((sum, file) => sum + file.bytes, 0) }
  } finally {
    await pool.close()
  }
}

describe('worker threads', () => {
  test('give the same as one thread, in the same order', async () => {
    await onDisk(files, async (folder) => {
      const one = await read(folder, 0)
      const two = await read(folder, 2)
      if (!one.result.ok || !two.result.ok) throw new Error('not read')
      expect(two.segments).toEqual(one.segments)
      expect([...two.result.value.facts].sort()).toEqual([...one.result.value.facts].sort())
      expect(Buffer.from(two.result.value.built.tree.root())).toEqual(Buffer.from(one.result.value.built.tree.root()))
      expect(one.bytes).toBe(one.total)
      expect(two.bytes).toBe(two.total)
    })
  })

  test('stop within a second when they are told to, whatever they are doing', async () => {
    const big = exportOf(makeLines(60_000), {}, 8000)
    await onDisk(big, async (folder) => {
      const abort = new AbortController()
      let abortedAtMs = 0
      const { result } = await read(folder, 2, abort.signal, async () => {
        abortedAtMs = performance.now()
        abort.abort()
      })
      expect(performance.now() - abortedAtMs).toBeLessThan(1000)
      expect(result.ok ? 'read' : result.error.code).toBe('cancelled')
    })
  })

  test('a fault of whoever takes the lines comes through, and nothing hangs', async () => {
    await onDisk(files, async (folder) => {
      await expect(read(folder, 2, undefined, () => Promise.reject(new Error('disk full')))).rejects.toThrow(
        'disk full',
      )
    })
  })

  test('a file that is gone is refused by name', async () => {
    await onDisk(files, async (folder) => {
      const evidence = await openEvidence(folder)
      if (!evidence.ok) throw new Error('not opened')
      rmSync(join(folder, 'entries/000003.jsonl'))
      const pool = createPool({ workers: 2, workerFile: join(out, 'verify-worker.mjs'), onBytes: () => {} })
      const result = await readLog({
        classified: classify(evidence.value),
        files: evidence.value.files,
        isTilesLog: false,
        sizes: [],
        pool,
        onEntries: () => {},
      })
      await pool.close()
      expect(result.ok ? null : result.error).toMatchObject({
        code: 'unreadable',
        place: { file: 'entries/000003.jsonl' },
      })
    })
  })
})
