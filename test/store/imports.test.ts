import { createHash } from 'node:crypto'
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, test } from 'vitest'
import { refusalOf } from '#contract/refusal.ts'
import type { ImportedFacts, OpenCase } from '../../main/app/ports/case.ts'
import type { OpenedEvidence } from '../../main/app/ports.ts'
import { sha256 } from '../../main/io/node-crypto.ts'
import { streamSource } from '../../main/io/read-source.ts'
import { caseDigest } from '../../main/store/case-digest.ts'
import { createCaseLibrary } from '../../main/store/case-library.ts'
import { connect } from '../../main/store/driver.ts'
import { leafOf, type PlainLine, plainLine, readPlainLog, segmentsOf, writeFile, writePlainLog } from './plain-log.ts'
import { temporaryFolder } from './temp-folder.ts'

const folder = temporaryFolder()
const library = createCaseLibrary({ stream: streamSource, hash: sha256 })
const signal = new AbortController().signal
let count = 0
let theCase: OpenCase
let at = ''

beforeEach(async () => {
  at = join(folder, `case-${count++}`)
  theCase = await library.create(at, 'Test', 0)
  return () => theCase.close()
})

const hex = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** What a verification would answer with; the files' hashes are taken from the copies. */
async function facts(evidence: OpenedEvidence): Promise<ImportedFacts> {
  const hashes = await Promise.all(
    evidence.files.map(async ({ path, source }) => {
      const parts: Uint8Array[] = []
      await streamSource(source, { path }, (chunk) => void parts.push(Buffer.from(chunk)))
      return [path, hex(Buffer.concat(parts))] as const
    }),
  )
  return { verdict: null, origin: 'log.example', importedAtMs: 5, sha256: new Map(hashes) }
}

interface Options {
  readonly lines?: readonly PlainLine[]
  readonly segment?: number
}

async function importInto(
  into: OpenCase,
  evidenceId: string,
  evidence: OpenedEvidence,
  options: Options = {},
): Promise<void> {
  const { lines = readPlainLog(evidence), segment = 100 } = options
  await into.imports.begin({ evidenceId, sourcePath: '/from', startedAtMs: 4, asOf: null }, evidence)
  const copy = await into.imports.copy(evidenceId, { signal, onBytes: () => undefined })
  await into.imports.commit(evidenceId, async (onSegment) => {
    for (const columns of segmentsOf(lines, segment)) await onSegment(columns)
    return facts(copy)
  })
}

const export_ = (counts: readonly number[]) => writePlainLog(join(folder, `export-${count++}`), counts)

async function evidenceNo(evidenceId: string): Promise<number> {
  return (await theCase.evidence.byId(evidenceId))?.no ?? -1
}

async function digestOf(into: string): Promise<string> {
  const db = await connect(join(into, 'case.sqlite'), 'read')
  return caseDigest(db).finally(() => db.close())
}

describe('an imported log', () => {
  test('has a row for every line, which gives back its exact bytes', async () => {
    const evidence = export_([120, 0, 37])
    const lines = readPlainLog(evidence)
    await importInto(theCase, 'ev_1', evidence)
    const no = await evidenceNo('ev_1')
    const rows = await theCase.entries.page(no, 0, 1000)
    expect(
      rows.map(({ index, path, byteOffset, byteLength, timeMs, type, seq, req }) => ({
        index,
        path,
        byteOffset,
        byteLength,
        timeMs,
        type,
        seq,
        req,
      })),
    ).toEqual(
      lines.map(({ file, byteOffset, bytes, timeMs, type, req }, index) => ({
        index,
        path: file,
        byteOffset,
        byteLength: bytes.length,
        timeMs,
        type,
        seq: index,
        req,
      })),
    )
    for (const [i, row] of rows.entries()) {
      expect(Buffer.from(await theCase.bytes.line(row, no, 65_536)).toString()).toBe(lines[i]?.bytes.toString())
    }
  })

  test('keeps what its lines do not say, or say unreadably, as nothing at all', async () => {
    const evidence = export_([4])
    const [columns] = segmentsOf(readPlainLog(evidence), 4)
    if (!columns) throw new Error('no segment')
    await theCase.imports.begin({ evidenceId: 'ev_1', sourcePath: '/from', startedAtMs: 4, asOf: null }, evidence)
    const copy = await theCase.imports.copy('ev_1', { signal, onBytes: () => undefined })
    await theCase.imports.commit('ev_1', async (onSegment) => {
      await onSegment({
        ...columns,
        timeMs: Float64Array.of(Number.NaN, 5, 6, Number.NaN),
        seq: Float64Array.of(0, -1, 2, 2 ** 53 - 1),
        type: Uint8Array.of(0, 255, 6, 30),
        reqIds: ['only-one'],
        reqCode: Int32Array.of(-1, 0, -1, 0),
      })
      return facts(copy)
    })
    const rows = await theCase.entries.page(await evidenceNo('ev_1'), 0, 4)
    expect(rows.map(({ timeMs, seq, type, req }) => [timeMs, seq, type, req])).toEqual([
      [null, 0, 0, null],
      [5, null, 255, 'only-one'],
      [6, 2, 6, null],
      [null, 2 ** 53 - 1, 30, 'only-one'],
    ])
    expect(await theCase.evidence.byId('ev_1')).toMatchObject({ firstTimeMs: 5, lastTimeMs: 6 })
  })

  test('is summed up, and its files are listed with their hashes', async () => {
    const evidence = export_([120, 37])
    await importInto(theCase, 'ev_1', evidence)
    const files = await theCase.evidence.files(await evidenceNo('ev_1'))
    expect(files.map(({ path, sha256, firstIndex, lines }) => ({ path, sha256, firstIndex, lines }))).toEqual(
      evidence.files.map(({ path, source }, i) => ({
        path,
        sha256: hex(readFileSync(source.file)),
        firstIndex: i === 0 ? 0 : 120,
        lines: i === 0 ? 120 : 37,
      })),
    )
    const sums = files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).sort()
    expect(await theCase.evidence.byId('ev_1')).toMatchObject({
      name: 'export',
      kind: 'folder',
      origin: 'log.example',
      entries: 157,
      fileCount: 2,
      firstTimeMs: Date.UTC(2026, 0, 1),
      lastTimeMs: Date.UTC(2026, 0, 1) + 156 * 60_000,
      digest: hex(Buffer.from(sums.join(''))),
    })
    expect(await theCase.info()).toMatchObject({ evidenceCount: 1, entryCount: 157 })
  })

  test('lies in evidence/ under the hashes of its files, read-only, and nothing else lies there', async () => {
    const evidence = export_([10, 10])
    await importInto(theCase, 'ev_1', evidence)
    const expected = evidence.files.map(({ source }) => hex(readFileSync(source.file))).sort()
    const found = readdirSync(join(at, 'evidence'), { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.length > 60,
    )
    expect(found.sort()).toEqual(expected.map((sha) => join(sha.slice(0, 2), sha)))
    for (const path of found) expect(statSync(join(at, 'evidence', path)).mode & 0o222).toBe(0)
    expect(existsSync(join(at, 'evidence', '.incoming'))).toBe(false)
  })

  test('gives the same rows however it is cut into segments', async () => {
    const evidence = export_([200, 100])
    const digests: string[] = []
    for (const segment of [1, 7, 256, 1000]) {
      const other = join(folder, `case-${count++}`)
      const into = await library.create(other, 'Test', 0)
      await importInto(into, `ev_${segment}`, evidence, { segment })
      await into.close()
      digests.push(await digestOf(other))
    }
    expect(new Set(digests).size).toBe(1)
  })

  test('imported twice keeps one copy of each file and two indexes', async () => {
    const evidence = export_([30])
    await importInto(theCase, 'ev_1', evidence)
    await importInto(theCase, 'ev_2', evidence)
    expect((await theCase.evidence.list()).map(({ evidenceId, entries }) => [evidenceId, entries])).toEqual([
      ['ev_2', 30],
      ['ev_1', 30],
    ])
    const rows = await theCase.entries.page(await evidenceNo('ev_2'), 29, 10)
    expect(rows.map(({ index, seq }) => [index, seq])).toEqual([[29, 29]])
  })

  test('is found again by its listing, and by nothing but all of it', async () => {
    const evidence = export_([30, 5])
    await importInto(theCase, 'ev_1', evidence)
    const found = async (files: readonly { path: string; bytes: number }[]) =>
      (await theCase.evidence.sameListing(files)).map(({ evidenceId }) => evidenceId)
    const [a, b] = evidence.files
    if (!a || !b) throw new Error('two files')
    expect(await found([a, b])).toEqual(['ev_1'])
    expect([
      await found([a]),
      await found([a, { ...b, bytes: b.bytes + 1 }]),
      await found([{ ...a, path: 'x' }, b]),
      await found([]),
    ]).toEqual([[], [], [], []])
  })
})

describe('the map of a log', () => {
  /** Counted line by line. */
  function binsBySlowCount(lines: readonly PlainLine[], bounds: readonly number[], type: number) {
    return bounds.slice(1).map((to, i) => {
      const from = bounds[i] ?? 0
      const some = lines.slice(from, to)
      return {
        from,
        to,
        // Lines and the line feeds between them, across files too.
        bytes: some.reduce((sum, { bytes }) => sum + bytes.length + 1, -1),
        firstTimeMs: some[0]?.timeMs,
        lastTimeMs: some.at(-1)?.timeMs,
        ofType: some.filter((line) => line.type === type).length,
      }
    })
  }

  test.each([
    [[0, 500]],
    [[0, 1, 2, 3]],
    [[0, 199, 200, 201, 299, 300, 301, 500]],
    [[250, 260]],
    [[499, 500]],
    [Array.from({ length: 501 }, (_, i) => i)],
  ])('bins at %j hold what a count line by line gives', async (bounds) => {
    const evidence = export_([200, 100, 200])
    const lines = readPlainLog(evidence)
    await importInto(theCase, 'ev_0', export_([40])) // so that ids do not begin at the first evidence
    await importInto(theCase, 'ev_1', evidence)
    const bins = await theCase.entries.bins(await evidenceNo('ev_1'), bounds, 6)
    expect(bins).toEqual(binsBySlowCount(lines, bounds, 6))
  })
})

describe('hashes for proofs', () => {
  const leaves = (lines: readonly PlainLine[]) => Buffer.concat(lines.map(({ bytes }) => leafOf(bytes)))
  function root(hashes: readonly Buffer[]): Buffer {
    if (hashes.length === 1) return hashes[0] as Buffer
    const split = 2 ** Math.ceil(Math.log2(hashes.length) - 1)
    return createHash('sha256')
      .update(Buffer.concat([Buffer.of(1), root(hashes.slice(0, split)), root(hashes.slice(split))]))
      .digest()
  }

  test.each([0, 1, 255, 256, 257, 512, 700])(
    'of %i lines are kept, and made again after cache/ was deleted',
    async (lines) => {
      const evidence = export_([lines])
      const read = readPlainLog(evidence)
      await importInto(theCase, 'ev_1', evidence)
      const no = await evidenceNo('ev_1')
      const blocks = Array.from({ length: Math.floor(lines / 256) }, (_, block) =>
        root(read.slice(block * 256, block * 256 + 256).map(({ bytes }) => leafOf(bytes))),
      )
      for (const turn of ['as imported', 'made again']) {
        expect(Buffer.from(await theCase.bytes.leafHashes(no, 0, lines)).equals(leaves(read)), turn).toBe(true)
        expect(Buffer.from(await theCase.bytes.blockRoots(no)).equals(Buffer.concat(blocks)), turn).toBe(true)
        rmSync(join(at, 'cache'), { recursive: true })
      }
    },
  )

  test('are taken over where whoever hashed the lines has them, as long as they begin where a block begins', async () => {
    const evidence = export_([1112])
    const lines = readPlainLog(evidence)
    // Roots that no hashing gives: what is taken over shows.
    const told = (blocks: number, byte: number) => Buffer.alloc(32 * blocks, byte)
    const [a, b, c] = [
      { size: 512, roots: told(2, 0xaa) },
      { size: 100, roots: told(0, 0) },
      { size: 500, roots: told(1, 0xbb) }, // begins within a block: of no use
    ]
    await theCase.imports.begin({ evidenceId: 'ev_1', sourcePath: '/from', startedAtMs: 4, asOf: null }, evidence)
    const copy = await theCase.imports.copy('ev_1', { signal, onBytes: () => undefined })
    await theCase.imports.commit('ev_1', async (onSegment) => {
      let from = 0
      for (const { size, roots } of [a, b, c]) {
        for (const columns of segmentsOf(lines.slice(from, from + size), size)) {
          await onSegment({ ...columns, firstIndex: from, blockRoots: roots })
        }
        from += size
      }
      return facts(copy)
    })
    const blocks = Buffer.from(await theCase.bytes.blockRoots(await evidenceNo('ev_1')))
    const hashed = (block: number) =>
      root(lines.slice(block * 256, block * 256 + 256).map(({ bytes }) => leafOf(bytes)))
    expect(blocks.equals(Buffer.concat([a.roots, hashed(2), hashed(3)]))).toBe(true)
  })

  test('are made again from a .gz, whose lines are read back from a copy that is unpacked once', async () => {
    const plain = export_([300])
    const lines = readPlainLog(plain)
    const text = readFileSync(plain.files[0]?.source.file ?? '')
    const evidence: OpenedEvidence = {
      kind: 'folder',
      name: 'export',
      files: [writeFile(join(folder, `gz-${count++}`), 'entries/000000.jsonl.gz', gzipSync(text))],
    }
    await importInto(theCase, 'ev_1', evidence, {
      lines: lines.map((line) => ({ ...line, file: 'entries/000000.jsonl.gz' })),
    })
    const no = await evidenceNo('ev_1')
    await theCase.bytes.forgetDerived(no)
    expect(Buffer.from(await theCase.bytes.leafHashes(no, 0, 300)).equals(leaves(lines))).toBe(true)
    const [row] = await theCase.entries.page(no, 299, 1)
    if (!row) throw new Error('no row')
    expect(Buffer.from(await theCase.bytes.line(row, no, 65_536)).toString()).toBe(plainLine(299))
    expect(Buffer.from(await theCase.bytes.line(row, no, 5)).toString()).toBe(plainLine(299).slice(0, 5))
  })
})

describe('an import that does not end well', () => {
  /** Everything on disk except SQLite's own pages, which may differ in their free space. */
  const filesOf = () =>
    readdirSync(at, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(at, path)).isFile() && !/sqlite|lock/.test(path))
      .sort()

  test('is as if it had never started, after it was discarded; what other imports hold stays', async () => {
    const kept = export_([50])
    await importInto(theCase, 'ev_1', kept)
    const [before, files] = [await digestOf(at), filesOf()]
    const shared: OpenedEvidence = {
      ...kept,
      files: [...kept.files, ...export_([60]).files.map((file) => ({ ...file, path: 'more.jsonl' }))],
    }
    await theCase.imports.begin({ evidenceId: 'ev_2', sourcePath: '/from', startedAtMs: 4, asOf: null }, shared)
    await theCase.imports.copy('ev_2', { signal, onBytes: () => undefined })
    expect(await digestOf(at)).not.toBe(before)
    await theCase.imports.discard('ev_2')
    expect([await digestOf(at), filesOf()]).toEqual([before, files])
  })

  test('leaves no row where deriving throws halfway, and can be ended afterwards', async () => {
    const evidence = export_([100])
    await theCase.imports.begin({ evidenceId: 'ev_1', sourcePath: '/from', startedAtMs: 4, asOf: null }, evidence)
    const copy = await theCase.imports.copy('ev_1', { signal, onBytes: () => undefined })
    const segments = [...segmentsOf(readPlainLog(evidence), 40)]
    const broken = theCase.imports.commit('ev_1', async (onSegment) => {
      for (const columns of segments.slice(0, 2)) await onSegment(columns)
      throw new Error('halfway')
    })
    await expect(broken).rejects.toThrow('halfway')
    expect(await theCase.info()).toMatchObject({ evidenceCount: 0, entryCount: 0 })
    expect(await theCase.imports.unfinished()).toMatchObject([
      { evidenceId: 'ev_1', name: 'export', bytesDone: copy.files[0]?.bytes },
    ])
    await theCase.imports.commit('ev_1', async (onSegment) => {
      for (const columns of segments) await onSegment(columns)
      return facts(copy)
    })
    expect(await theCase.info()).toMatchObject({ evidenceCount: 1, entryCount: 100 })
    expect(await theCase.imports.unfinished()).toEqual([])
  })

  test('goes on with what is not copied yet: the source of what is copied may be gone', async () => {
    const evidence = export_([50, 60])
    await theCase.imports.begin({ evidenceId: 'ev_1', sourcePath: '/from', startedAtMs: 4, asOf: null }, evidence)
    await theCase.imports.copy('ev_1', { signal, onBytes: () => undefined })
    for (const { source } of evidence.files) rmSync(source.file)
    expect(await theCase.imports.bytesToCopy('ev_1')).toMatchObject({
      done: evidence.files.reduce((sum, { bytes }) => sum + bytes, 0),
    })
    const copy = await theCase.imports.copy('ev_1', { signal, onBytes: () => undefined })
    expect(copy.files.map(({ path, bytes }) => ({ path, bytes }))).toEqual(
      evidence.files.map(({ path, bytes }) => ({ path, bytes })),
    )
  })

  test('copies again what was recorded but had no name yet when it was cut off', async () => {
    const evidence = export_([50, 60])
    await theCase.imports.begin({ evidenceId: 'ev_1', sourcePath: '/from', startedAtMs: 4, asOf: null }, evidence)
    const copy = await theCase.imports.copy('ev_1', { signal, onBytes: () => undefined })
    const lost = copy.files[1]?.source.file ?? ''
    rmSync(lost)
    expect(await theCase.imports.bytesToCopy('ev_1')).toMatchObject({ done: evidence.files[0]?.bytes })
    await theCase.imports.copy('ev_1', { signal, onBytes: () => undefined })
    expect(hex(readFileSync(lost))).toBe(hex(readFileSync(evidence.files[1]?.source.file ?? '')))
  })

  test('refuses to go on with a source that changed since', async () => {
    const evidence = export_([50])
    const source = evidence.files[0]?.source.file ?? ''
    await theCase.imports.begin({ evidenceId: 'ev_1', sourcePath: '/from', startedAtMs: 4, asOf: null }, evidence)
    utimesSync(source, new Date(0), new Date(0))
    const touched = await theCase.imports.copy('ev_1', { signal, onBytes: () => undefined }).catch((thrown) => thrown)
    expect(refusalOf(touched)).toMatchObject({
      code: 'refused',
      place: { file: 'entries/000000.jsonl' },
      got: 'last changed 1970-01-01T00:00:00.000Z',
    })
    writeFileSync(source, 'shorter')
    const shorter = await theCase.imports.copy('ev_1', { signal, onBytes: () => undefined }).catch((thrown) => thrown)
    expect(refusalOf(shorter)).toMatchObject({ code: 'refused', got: '7 bytes' })
    rmSync(source)
    const gone = await theCase.imports.copy('ev_1', { signal, onBytes: () => undefined }).catch((thrown) => thrown)
    expect(refusalOf(gone)).toMatchObject({ code: 'refused', got: 'it is no longer there' })
  })

  test('stops copying once it is cancelled', async () => {
    const evidence = export_([5000])
    await theCase.imports.begin({ evidenceId: 'ev_1', sourcePath: '/from', startedAtMs: 4, asOf: null }, evidence)
    const stop = new AbortController()
    stop.abort()
    const error = await theCase.imports
      .copy('ev_1', { signal: stop.signal, onBytes: () => undefined })
      .catch((thrown) => thrown)
    expect(refusalOf(error)).toMatchObject({ code: 'cancelled' })
    expect(readdirSync(join(at, 'evidence'))).toEqual(['.incoming'])
  })

  test('a copy that changed before it was verified is refused, and nothing is committed', async () => {
    const evidence = export_([50])
    await theCase.imports.begin({ evidenceId: 'ev_1', sourcePath: '/from', startedAtMs: 4, asOf: null }, evidence)
    const copy = await theCase.imports.copy('ev_1', { signal, onBytes: () => undefined })
    const file = copy.files[0]?.source.file ?? ''
    chmodSync(file, 0o644)
    writeFileSync(file, Buffer.from(readFileSync(file)).fill(0x20, 3, 4))
    const error = await theCase.imports.commit('ev_1', async () => facts(copy)).catch((thrown) => thrown)
    expect(refusalOf(error)).toMatchObject({ code: 'refused', place: { file: 'entries/000000.jsonl' } })
    expect(await theCase.info()).toMatchObject({ evidenceCount: 0 })
  })
})

describe('two programs at once', () => {
  test('one imports, the other is told so; the lock is free again when the first lets go', async () => {
    const other = await library.open(at)
    if (!other.ok) throw new Error(other.error.detail)
    const unlock = await theCase.imports.lock()
    const refused = await other.value.imports.lock().catch((thrown) => thrown)
    expect(refusalOf(refused)).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('another program is importing'),
    })
    await unlock()
    const again = await other.value.imports.lock()
    await again()
    await other.value.close()
  })

  test('a locked case can still be read and renamed', async () => {
    const unlock = await theCase.imports.lock()
    await theCase.rename('Renamed')
    expect((await theCase.info()).name).toBe('Renamed')
    await unlock()
  })
})

test('evidence in a case that was cut short on disk is refused when it is read', async () => {
  const evidence = export_([50])
  await importInto(theCase, 'ev_1', evidence)
  const no = await evidenceNo('ev_1')
  const [file] = await theCase.evidence.files(no)
  const place = join(at, 'evidence', file?.object.slice(0, 2) ?? '', file?.object ?? '')
  chmodSync(place, 0o644)
  writeFileSync(place, readFileSync(place).subarray(0, 100))
  const [row] = await theCase.entries.page(no, 49, 1)
  if (!row) throw new Error('no row')
  const error = await theCase.bytes.line(row, no, 100).catch((thrown) => thrown)
  expect(refusalOf(error)).toMatchObject({
    code: 'refused',
    got: '100 bytes',
    place: { file: 'entries/000000.jsonl', byte: 100 },
  })
})
