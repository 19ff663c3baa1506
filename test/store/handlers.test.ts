import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Input, Name, Output } from '#contract/contract.ts'
import { contract } from '#contract/contract.ts'
import { verifyInclusion } from '#core/merkle/proof.ts'
import { err, ok } from '#core/result.ts'
import { openEvidence } from '../../main/io/open-evidence.ts'
import {
  chainedLines,
  type Fixture,
  fixture,
  KEY,
  ORIGIN,
  rootOfLines,
  signedHead,
  writeExport,
} from './app-fixture.ts'
import { leafOf } from './plain-log.ts'
import { temporaryFolder } from './temp-folder.ts'

const root = temporaryFolder()
let count = 0
let at = ''
let it: Fixture

beforeEach(() => {
  at = join(root, String(count++))
  it = fixture(at)
})
afterEach(async () => {
  await it.app.close()
  expect(it.bugs).toEqual([])
})

/** The answer, which also has to be exactly what the contract says. */
async function ask<N extends Name>(name: N, input: Input<N>): Promise<Output<N>> {
  const answer = await it.app.call(name, input)
  if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`)
  return contract[name].output.parse(answer.value) as Output<N>
}

async function done(jobId: string) {
  for (;;) {
    const status = await ask('jobs.status', { jobId })
    if (status.state !== 'running') return status
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

async function newCase(): Promise<string> {
  return (await ask('cases.create', { name: 'Heron 2026' })).caseId
}

async function imported(path: string, into?: string) {
  const caseId = into ?? (await newCase())
  const { jobId } = await ask('evidence.import', { caseId, pickedId: it.app.pick(path) })
  const status = await done(jobId)
  if (status.state !== 'done' || status.result === null) throw new Error(JSON.stringify(status.error))
  return { caseId, evidenceId: status.result }
}

const exportOf = (lines: readonly Uint8Array[], headSize?: number) =>
  writeExport(join(at, `export-${count++}`), lines, headSize)

describe('cases', () => {
  test('are listed by when they were opened last, and say why they cannot be opened', async () => {
    const a = await ask('cases.create', { name: 'A' })
    it.clock.nowMs += 1000
    const b = await ask('cases.create', { name: 'B' })
    it.clock.nowMs += 1000
    await ask('cases.open', { caseId: a.caseId })
    expect((await ask('cases.recent', {})).cases.map(({ name, state }) => [name, state])).toEqual([
      ['A', 'ready'],
      ['B', 'ready'],
    ])

    const folders = new Map((await it.profile.recentCases()).map(({ caseId, folder }) => [caseId, folder] as const))
    await it.app.close()
    it = fixture(at)
    rmSync(folders.get(a.caseId) ?? '', { recursive: true })
    writeFileSync(
      join(folders.get(b.caseId) ?? '', 'case.sqlite'),
      'not a database, whatever its name may be'.repeat(200),
    )
    const { cases } = await ask('cases.recent', {})
    expect(cases.map(({ name, state }) => [name, state])).toEqual([
      ['A', 'missing'],
      ['B', 'damaged'],
    ])
    expect(await it.app.call('cases.open', { caseId: b.caseId })).toMatchObject({
      ok: false,
      error: { code: 'schema' },
    })
    expect(await it.app.call('cases.open', { caseId: a.caseId })).toMatchObject({
      ok: false,
      error: { code: 'not_found' },
    })
  })

  test('open by themselves in a new run when something is asked of them', async () => {
    const { caseId, evidenceId } = await imported(exportOf(chainedLines(10)))
    await it.app.close()
    it = fixture(at)
    expect((await ask('verify.entries', { caseId, evidenceId, from: 0 })).total).toBe(10)
  })

  test('are renamed and forgotten; their files stay', async () => {
    const { caseId } = await ask('cases.create', { name: 'A' })
    expect(await ask('cases.rename', { caseId, name: '  B  ' })).toMatchObject({ name: 'B' })
    const folder = (await it.profile.recentCases())[0]?.folder ?? ''
    await ask('cases.forget', { caseId })
    expect((await ask('cases.recent', {})).cases).toEqual([])
    expect(await it.app.call('cases.forget', { caseId })).toMatchObject({ ok: false, error: { code: 'not_found' } })
    expect(await ask('cases.open-picked', { pickedId: it.app.pick(folder) })).toMatchObject({ name: 'B', caseId })
  })

  test('that do not exist are said not to', async () => {
    const caseId = 'case_0000000000000000'
    for (const name of ['cases.open', 'cases.forget', 'evidence.list'] as const) {
      expect(await it.app.call(name, { caseId })).toMatchObject({ ok: false, error: { code: 'not_found' } })
    }
    expect(await it.app.call('cases.open-picked', { pickedId: it.app.pick(join(at, 'nowhere')) })).toMatchObject({
      ok: false,
      error: { code: 'not_found', message: expect.stringContaining('no case.sqlite') },
    })
  })

  test('a sample case is whole before it is listed', async () => {
    const { jobId } = await ask('cases.sample', {})
    const status = await done(jobId)
    expect(status).toMatchObject({ state: 'done', kind: 'sample' })
    const { evidence } = await ask('evidence.list', { caseId: status.result ?? '' })
    expect(evidence).toMatchObject([{ entries: 20, origin: ORIGIN }])
    expect((await ask('cases.recent', {})).cases).toHaveLength(1)
  })

  test('a sample case that is cancelled leaves nothing', async () => {
    it.judgement.onSegment = untilAborted
    const { jobId } = await ask('cases.sample', {})
    await until(async () => (await ask('jobs.status', { jobId })).phase === 'verifying')
    expect(await ask('jobs.cancel', { jobId })).toMatchObject({ state: 'cancelled' })
    expect((await ask('cases.recent', {})).cases).toEqual([])
  })
})

/** A judge that has a lot to do. */
async function untilAborted(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, 2))
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 2))
}

describe('evidence', () => {
  test('is looked at before anything is copied', async () => {
    const path = exportOf(chainedLines(10))
    const caseId = await newCase()
    const pickedId = it.app.pick(path)
    const looked = await ask('evidence.preflight', { caseId, pickedId })
    expect(looked).toMatchObject({ kind: 'folder', files: 3, enoughSpace: true, seenBefore: null })
    expect(looked.neededBytes).toBeGreaterThan(looked.sizeBytes)
    const { evidenceId } = await imported(path, caseId)
    expect(await ask('evidence.preflight', { caseId, pickedId })).toMatchObject({ seenBefore: evidenceId })
    const entries = join(path, 'entries', '000000.jsonl')
    writeFileSync(entries, readFileSync(entries, 'utf8').replace('"v":1', '"v":2'))
    expect(await ask('evidence.preflight', { caseId, pickedId })).toMatchObject({ seenBefore: null })
  })

  test('that would not fit is said not to', async () => {
    await it.app.close()
    it = fixture(at, { freeBytes: async () => ok(1000) })
    const caseId = await newCase()
    const looked = await ask('evidence.preflight', { caseId, pickedId: it.app.pick(exportOf(chainedLines(3))) })
    expect(looked).toMatchObject({ freeBytes: 1000, enoughSpace: false })
  })

  test('of no known format is refused with the place, and the case stays empty', async () => {
    const path = join(at, 'notes.bin')
    const caseId = await newCase()
    writeFileSync(path, Buffer.from([1, 2, 3]))
    const pickedId = it.app.pick(path)
    expect(await it.app.call('evidence.preflight', { caseId, pickedId })).toMatchObject({
      ok: false,
      error: { code: 'refused', place: { file: 'notes.bin' } },
    })
    const { jobId } = await ask('evidence.import', { caseId, pickedId })
    expect(await done(jobId)).toMatchObject({
      state: 'failed',
      error: { code: 'refused', place: { file: 'notes.bin' } },
    })
    expect(await ask('evidence.list', { caseId })).toEqual({ evidence: [], unfinished: [] })
  })

  test('is listed with what was found, its files and its digest', async () => {
    const path = exportOf(chainedLines(10))
    const { caseId, evidenceId } = await imported(path)
    const { evidence } = await ask('evidence.list', { caseId })
    const { files } = await ask('evidence.files', { caseId, evidenceId })
    const shas = ['checkpoint', 'entries/000000.jsonl', 'log.vkey'].map((file) => ({
      path: file,
      bytes: readFileSync(join(path, file)).length,
      sha256: createHash('sha256')
        .update(readFileSync(join(path, file)))
        .digest('hex'),
    }))
    expect(files).toEqual(shas)
    const sums = shas.map((file) => `${file.sha256}  ${file.path}\n`).sort()
    expect(evidence).toMatchObject([
      {
        evidenceId,
        origin: ORIGIN,
        entries: 10,
        digest: createHash('sha256').update(sums.join('')).digest('hex'),
        firstTime: '2026-01-01T00:00:00.000Z',
        lastTime: '2026-01-01T09:00:00.000Z',
        exit: 20,
      },
    ])
  })

  test('cannot be imported while another import runs, nor the case be forgotten; cancelled, it is as if never started', async () => {
    const path = exportOf(chainedLines(200))
    const caseId = await newCase()
    it.judgement.onSegment = untilAborted
    const { jobId } = await ask('evidence.import', { caseId, pickedId: it.app.pick(path) })
    await until(async () => (await ask('jobs.status', { jobId })).phase === 'verifying')
    const { unfinished } = await ask('evidence.list', { caseId })
    expect(unfinished).toMatchObject([{ runningJob: jobId }])
    const evidenceId = unfinished[0]?.evidenceId ?? ''
    for (const refused of [
      await it.app.call('evidence.import', { caseId, pickedId: it.app.pick(path) }),
      await it.app.call('evidence.resume', { caseId, evidenceId }),
      await it.app.call('evidence.discard', { caseId, evidenceId }),
      await it.app.call('cases.forget', { caseId }),
    ]) {
      expect(refused).toMatchObject({ ok: false, error: { code: 'conflict' } })
    }
    const before = performance.now()
    expect(await ask('jobs.cancel', { jobId })).toMatchObject({ state: 'cancelled' })
    expect(performance.now() - before).toBeLessThan(1000)
    expect(await ask('evidence.list', { caseId })).toEqual({ evidence: [], unfinished: [] })
    it.judgement.onSegment = async () => undefined
    await imported(path, caseId)
  })

  describe('whose import was cut off', () => {
    /** A case as a kill leaves it: begun, perhaps copied, and the program gone. */
    async function cutOff(path: string, copied: boolean) {
      const caseId = await newCase()
      const theCase = await it.app.cases.get(caseId)
      const opened = await openEvidence(path)
      if (!opened.ok) throw new Error('no export')
      const evidenceId = 'ev_00000000000000aa'
      await theCase.imports.begin({ evidenceId, sourcePath: path, startedAtMs: 4, asOf: null }, opened.value)
      if (copied)
        await theCase.imports.copy(evidenceId, { signal: new AbortController().signal, onBytes: () => undefined })
      await it.app.close()
      it = fixture(at)
      return { caseId, evidenceId }
    }

    test.each([[true], [false]])('is listed, and goes on to its end (copied: %s)', async (copied) => {
      const { caseId, evidenceId } = await cutOff(exportOf(chainedLines(60)), copied)
      const { unfinished } = await ask('evidence.list', { caseId })
      expect(unfinished).toMatchObject([
        { evidenceId, runningJob: null, bytesDone: copied ? unfinished[0]?.bytesTotal : 0 },
      ])
      expect(await done((await ask('evidence.resume', { caseId, evidenceId })).jobId)).toMatchObject({
        state: 'done',
        result: evidenceId,
      })
      expect(await ask('evidence.list', { caseId })).toMatchObject({
        evidence: [{ evidenceId, entries: 60 }],
        unfinished: [],
      })
    })

    test('stays as it was where its source is not there, and goes on once it is', async () => {
      const path = exportOf(chainedLines(60))
      const { caseId, evidenceId } = await cutOff(path, false)
      renameSync(path, `${path}-away`)
      expect(await done((await ask('evidence.resume', { caseId, evidenceId })).jobId)).toMatchObject({
        state: 'failed',
        error: { code: 'refused', got: 'it is no longer there' },
      })
      expect((await ask('evidence.list', { caseId })).unfinished).toMatchObject([{ evidenceId }])
      renameSync(`${path}-away`, path)
      expect(await done((await ask('evidence.resume', { caseId, evidenceId })).jobId)).toMatchObject({ state: 'done' })
    })

    test('is gone when it is discarded, and when going on is cancelled', async () => {
      const discarded = await cutOff(exportOf(chainedLines(60)), true)
      await ask('evidence.discard', { caseId: discarded.caseId, evidenceId: discarded.evidenceId })
      expect(await ask('evidence.list', { caseId: discarded.caseId })).toEqual({ evidence: [], unfinished: [] })
      const { caseId, evidenceId } = await cutOff(exportOf(chainedLines(60)), true)
      it.judgement.onSegment = untilAborted
      const { jobId } = await ask('evidence.resume', { caseId, evidenceId })
      await until(async () => (await ask('jobs.status', { jobId })).phase === 'verifying')
      expect(await ask('jobs.cancel', { jobId })).toMatchObject({ state: 'cancelled' })
      expect(await ask('evidence.list', { caseId })).toEqual({ evidence: [], unfinished: [] })
    })
  })

  test('whose import failed for a fault of ours is gone from the case too', async () => {
    const caseId = await newCase()
    it.judgement.onSegment = async () => {
      throw new Error('a fault')
    }
    const { jobId } = await ask('evidence.import', { caseId, pickedId: it.app.pick(exportOf(chainedLines(60))) })
    expect(await done(jobId)).toMatchObject({ state: 'failed', error: { code: 'internal' } })
    expect(it.bugs.splice(0)).toHaveLength(1)
    expect(await ask('evidence.list', { caseId })).toEqual({ evidence: [], unfinished: [] })
  })

  test('of bundles is kept and known by its hashes; there is no verdict on it alone', async () => {
    const bag = join(at, 'bundle-1')
    mkdirSync(join(bag, 'data'), { recursive: true })
    writeFileSync(join(bag, 'bagit.txt'), 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n')
    writeFileSync(join(bag, 'data', 'a.bin'), 'sealed')
    const where = await imported(bag)
    const { evidence } = await ask('evidence.list', { caseId: where.caseId })
    expect(evidence).toMatchObject([{ kind: 'bundles', files: 2, entries: 0, headline: null, exit: null }])
    const { files } = await ask('evidence.files', where)
    expect(files.find(({ path }) => path.endsWith('a.bin'))?.sha256).toBe(
      createHash('sha256').update('sealed').digest('hex'),
    )
    expect(await ask('verify.result', where)).toMatchObject({ document: null, verifiedAtMs: null })
    expect(await it.app.call('verify.receipt', where)).toMatchObject({ ok: false, error: { code: 'not_found' } })
  })

  test('that is unknown is said to be', async () => {
    const caseId = await newCase()
    const evidenceId = 'ev_ffffffffffffffff'
    for (const name of [
      'evidence.files',
      'evidence.resume',
      'evidence.discard',
      'verify.run',
      'verify.result',
      'verify.receipt',
      'verify.pin-head',
      'trust.came-with-export',
    ] as const) {
      expect(await it.app.call(name, { caseId, evidenceId }), name).toMatchObject({
        ok: false,
        error: { code: 'not_found' },
      })
    }
    const pickedId = 'pick_ffffffffffffffff'
    expect(await it.app.call('evidence.preflight', { caseId, pickedId })).toMatchObject({
      ok: false,
      error: { code: 'not_found' },
    })
  })
})

describe('one entry', () => {
  const lines = chainedLines(600)

  test.each([0, 1, 255, 256, 257, 511, 512, 598, 599])('%i: its bytes, links and a proof that holds', async (index) => {
    const { caseId, evidenceId } = await imported(exportOf(lines))
    const entry = await ask('verify.entry', { caseId, evidenceId, index })
    const line = lines[index] ?? Buffer.alloc(0)
    const hash = (i: number) => (lines[i] ? leafOf(lines[i] ?? Buffer.alloc(0)).toString('base64') : null)
    expect(entry).toMatchObject({
      index,
      seq: index,
      file: 'entries/000000.jsonl',
      rawBase64: line.toString('base64'),
      truncated: false,
      leafHash: hash(index),
      prev: index === 0 ? Buffer.alloc(32).toString('base64') : hash(index - 1),
      computedPrev: index === 0 ? null : hash(index - 1),
      nextPrev: index === 599 ? null : hash(index),
      whyNoProof: null,
      damage: null,
      lints: [],
    })
    const holds = verifyInclusion({
      leafHash: leafOf(line),
      index: BigInt(index),
      size: 600n,
      root: rootOfLines(lines),
      proof: (entry.proof?.hashes ?? []).map((each) => Buffer.from(each, 'base64')),
    })
    expect(holds).toBe(true)
    // C2SP tlog-proof, written out by hand.
    const head = Buffer.from(signedHead(600, rootOfLines(lines))).toString()
    expect(entry.proof?.file).toBe(
      ['c2sp.org/tlog-proof@v1', `index ${index}`, ...(entry.proof?.hashes ?? []), '', head].join('\n'),
    )
  })

  test('beyond the last head has no proof, and says why', async () => {
    const { caseId, evidenceId } = await imported(exportOf(lines, 300))
    expect((await ask('verify.entry', { caseId, evidenceId, index: 299 })).proof).toMatchObject({
      size: 300,
      head: 'checkpoint',
    })
    expect(await ask('verify.entry', { caseId, evidenceId, index: 300 })).toMatchObject({
      proof: null,
      whyNoProof: expect.stringContaining('beyond the last verified head, which covers 300 entries'),
    })
  })

  test('under a head that the log contradicts has no proof, and says why', async () => {
    it.judgement.agrees = 'no'
    const { caseId, evidenceId } = await imported(exportOf(lines))
    expect(await ask('verify.entry', { caseId, evidenceId, index: 5 })).toMatchObject({
      proof: null,
      whyNoProof: expect.stringContaining('not what was signed'),
    })
  })

  test('with wrong bytes in cache/ is proven all the same: the hashes are made again', async () => {
    const { caseId, evidenceId } = await imported(exportOf(lines))
    const folder = (await it.profile.recentCases())[0]?.folder ?? ''
    const leaves = join(folder, 'cache', evidenceId, 'leaves')
    const bytes = readFileSync(leaves)
    writeFileSync(leaves, Buffer.from(bytes).fill(0, 32 * 513, 32 * 514))
    expect((await ask('verify.entry', { caseId, evidenceId, index: 512 })).proof).not.toBeNull()
    expect(readFileSync(leaves).equals(bytes)).toBe(true)
  })

  test('whose bytes in evidence/ were changed has no proof, and says so', async () => {
    const { caseId, evidenceId } = await imported(exportOf(lines))
    const folder = (await it.profile.recentCases())[0]?.folder ?? ''
    const file = (await ask('evidence.files', { caseId, evidenceId })).files.find(({ path }) =>
      path.startsWith('entries/'),
    )
    const object = join(folder, 'evidence', file?.sha256.slice(0, 2) ?? '', file?.sha256 ?? '')
    chmodSync(object, 0o644)
    writeFileSync(object, readFileSync(object, 'utf8').replace('log.example', 'log.exbmple'))
    expect(await ask('verify.entry', { caseId, evidenceId, index: 0 })).toMatchObject({
      proof: null,
      whyNoProof: expect.stringContaining('verify it again'),
    })
    const { jobId } = await ask('verify.run', { caseId, evidenceId })
    expect(await done(jobId)).toMatchObject({
      state: 'failed',
      error: { code: 'refused', place: { file: 'entries/000000.jsonl' }, expected: `sha256 ${file?.sha256}` },
    })
  })

  test('whose damage has a cause is shown as it was signed too: by the hash the item tells, or the one the next line tells', async () => {
    const signed = chainedLines(6)
    const damaged = signed.map((line, i) => (i === 2 || i === 3 ? Buffer.concat([line, Buffer.from('\r')]) : line))
    const offset = damaged.slice(0, 2).reduce((sum, line) => sum + line.length + 1, 0)
    const where = { file: 'entries/000000.jsonl', byteOffset: offset, certain: true }
    const restored = async (index: number) => {
      const to = await imported(exportOf(damaged))
      const { restoredBase64 } = await ask('verify.entry', { ...to, index })
      return restoredBase64 && Buffer.from(restoredBase64, 'base64').toString()
    }
    it.judgement.damage = [{ op: 'edit', first: 2, last: 3, ...where, cause: 'crlf' }]
    expect(await restored(2)).toBe(signed[2]?.toString())
    expect(await restored(3)).toBe(signed[3]?.toString())
    expect(await restored(4)).toBeNull()
    const expected = leafOf(signed[2] ?? Buffer.alloc(0)).toString('base64')
    it.judgement.damage = [{ op: 'edit', first: 2, last: 2, ...where, cause: 'crlf', expected }]
    expect(await restored(2)).toBe(signed[2]?.toString())
    it.judgement.damage = [{ op: 'edit', first: 2, last: 2, ...where, expected }] // content replaced: nothing to restore
    expect(await restored(2)).toBeNull()
  })

  test('that is not there is said not to be', async () => {
    const { caseId, evidenceId } = await imported(exportOf(lines))
    expect(await it.app.call('verify.entry', { caseId, evidenceId, index: 600 })).toMatchObject({
      ok: false,
      error: { code: 'not_found', expected: '0 to 599', got: '600' },
    })
  })

  test('that is no JSON is shown as bytes', async () => {
    const { caseId, evidenceId } = await imported(exportOf(chainedLines(3)))
    const entry = await ask('verify.entry', { caseId, evidenceId, index: 2 })
    expect(Buffer.from(entry.rawBase64, 'base64').toString()).toBe(chainedLines(3)[2]?.toString())
  })
})

describe('pages and the map', () => {
  const lines = chainedLines(300)

  test('a page holds the entries asked for, and no more than there are', async () => {
    const { caseId, evidenceId } = await imported(exportOf(lines))
    const page = await ask('verify.entries', { caseId, evidenceId, from: 298, limit: 5 })
    expect(page).toMatchObject({
      total: 300,
      rows: [
        { index: 298, seq: 298, type: 'request.received', req: 'request-0074', time: '2026-01-13T10:00:00.000Z' },
        { index: 299, seq: 299, bytes: lines[299]?.length },
      ],
    })
    expect((await ask('verify.entries', { caseId, evidenceId, from: 300 })).rows).toEqual([])
  })

  test('bins cover the stretch without gaps, and their sums are those of the log', async () => {
    const { caseId, evidenceId } = await imported(exportOf(lines))
    for (const [from, to, bins] of [
      [0, null, 7],
      [0, null, 500],
      [17, 18, 200],
      [100, 250, 13],
      [299, null, 1],
    ] as const) {
      const map = await ask('verify.map', { caseId, evidenceId, from, to, bins })
      const end = to ?? 300
      expect(map.bins.length).toBe(Math.min(bins, end - from))
      expect(map.bins.map((bin) => bin.from)).toEqual([from, ...map.bins.slice(0, -1).map((bin) => bin.to)])
      expect(map.bins.at(-1)?.to).toBe(end)
      const received = lines.slice(from, end).filter((line) => line.includes('"request.received"')).length
      expect(map.bins.reduce((sum, bin) => sum + bin.requests, 0)).toBe(received)
    }
  })

  test('an empty stretch and an empty log have no bins', async () => {
    const { caseId, evidenceId } = await imported(exportOf(lines))
    expect(await ask('verify.map', { caseId, evidenceId, from: 900, to: null })).toMatchObject({
      from: 300,
      to: 300,
      bins: [],
    })
    const empty = await imported(exportOf([]))
    expect(await ask('verify.map', { ...empty, from: 0, to: null })).toMatchObject({
      entries: 0,
      bins: [],
      firstTime: null,
    })
  })

  test('damage is marked in the bins of the lines that show it, and missing lines where they should stand', async () => {
    const offset = (index: number) => lines.slice(0, index).reduce((sum, line) => sum + line.length + 1, 0)
    const at_ = (index: number) => ({ file: 'entries/000000.jsonl', byteOffset: offset(index), certain: true })
    it.judgement.damage = [
      { op: 'edit', first: 10, last: 12, ...at_(10) },
      { op: 'insert', first: 50, last: 50, count: 20, ...at_(50) },
      // True index 80 is missing where line 100 stands now.
      { op: 'delete', first: 80, last: 89, ...at_(100) },
      { op: 'tail_cut', first: 290, last: 400, file: 'entries/000000.jsonl', byteOffset: offset(300), certain: true },
    ]
    it.judgement.lints = [
      { code: 'jcs', file: 'entries/000000.jsonl', index: 11, byteOffset: offset(11) },
      { code: 'file_not_covered', file: 'notes.txt' },
    ]
    const { caseId, evidenceId } = await imported(exportOf(lines))
    const map = await ask('verify.map', { caseId, evidenceId, from: 0, to: null, bins: 30 })
    const marked = map.bins.flatMap((bin) => (bin.damage.length > 0 ? [[bin.from, bin.damage]] : []))
    expect(marked).toEqual([
      [10, ['edit']],
      [50, ['insert']],
      [60, ['insert']],
      [100, ['delete']],
      [290, ['tail_cut']],
    ])
    expect(map.damage).toEqual(it.judgement.damage)
    const part = await ask('verify.map', { caseId, evidenceId, from: 13, to: 100, bins: 500 })
    expect(part.damage.map(({ op }) => op)).toEqual(['insert'])
    for (const [index, op] of [
      [9, null],
      [10, 'edit'],
      [12, 'edit'],
      [13, null],
      [49, null],
      [50, 'insert'],
      [69, 'insert'],
      [70, null],
      [100, null],
    ] as const) {
      expect((await ask('verify.entry', { caseId, evidenceId, index })).damage?.op ?? null, `entry ${index}`).toBe(op)
    }
    expect((await ask('verify.entry', { caseId, evidenceId, index: 11 })).lints).toEqual(['jcs'])
  })
})

describe('trust', () => {
  test('a key is read, refused or trusted; a verdict that rested on others says so', async () => {
    const { caseId, evidenceId } = await imported(exportOf(chainedLines(10)))
    expect(await ask('verify.result', { caseId, evidenceId })).toMatchObject({
      trustChanged: false,
      usedKeys: [],
      document: { exit: 20 },
    })
    expect(await ask('trust.check-key', { vkey: ` ${KEY.vkey}\n` })).toEqual({
      name: ORIGIN,
      keyId: KEY.keyId,
      algorithm: 'ed25519',
    })
    expect(await it.app.call('trust.check-key', { vkey: 'nonsense' })).toMatchObject({
      ok: false,
      error: { code: 'refused' },
    })

    expect(await ask('trust.add-key', { vkey: KEY.vkey })).toMatchObject({ name: ORIGIN, fromSize: 0, toSize: null })
    expect(await ask('verify.result', { caseId, evidenceId })).toMatchObject({ trustChanged: true })
    const { jobId } = await ask('verify.run', { caseId, evidenceId })
    expect(await done(jobId)).toMatchObject({ state: 'done', kind: 'verify', result: evidenceId })
    expect(await ask('verify.result', { caseId, evidenceId })).toMatchObject({
      trustChanged: false,
      usedKeys: [KEY.vkey],
      document: { exit: 10 },
    })

    await ask('trust.remove-key', { vkey: KEY.vkey })
    expect(await ask('verify.result', { caseId, evidenceId })).toMatchObject({
      trustChanged: true,
      document: { exit: 10 },
    })
    expect(await it.app.call('trust.remove-key', { vkey: KEY.vkey })).toMatchObject({
      ok: false,
      error: { code: 'not_found' },
    })
  })

  test.each([
    ['an empty window', { vkey: KEY.vkey, fromSize: 6, toSize: 5 }],
    ["a witness's key", { vkey: 'witness.example+00000000+BAAA' }],
    ['a key with another id', { vkey: KEY.vkey.replace(KEY.keyId, '00000000') }],
  ])('%s is refused', async (_name, input) => {
    expect(await it.app.call('trust.add-key', input)).toMatchObject({ ok: false, error: { code: 'refused' } })
    expect(await ask('trust.keys', {})).toEqual({ keys: [] })
  })

  test('a key for another log takes no part; one with a window goes in with it', async () => {
    await ask('trust.add-key', { vkey: KEY.vkey, origin: 'another.example' })
    const path = exportOf(chainedLines(10))
    const first = await imported(path)
    expect(await ask('verify.result', first)).toMatchObject({ usedKeys: [], document: { exit: 20 } })
    await ask('trust.add-key', { vkey: KEY.vkey, origin: ORIGIN, fromSize: 3, toSize: 3 })
    const second = await imported(path)
    const { text } = await ask('verify.receipt', second)
    expect(JSON.parse(text).options).toMatchObject({ vkeys: [], keys: [{ vkey: KEY.vkey, fromSize: 3, toSize: 3 }] })
  })

  test('keys that came with the export are shown, once each, and not trusted', async () => {
    const { caseId, evidenceId } = await imported(exportOf(chainedLines(10)))
    const came = await ask('trust.came-with-export', { caseId, evidenceId })
    expect(came.keys).toEqual([{ vkey: KEY.vkey, name: ORIGIN, keyId: KEY.keyId, source: 'log.vkey', trusted: false }])
    await ask('trust.add-key', { vkey: KEY.vkey })
    expect((await ask('trust.came-with-export', { caseId, evidenceId })).keys).toMatchObject([{ trusted: true }])
  })

  test('a pinned head is remembered as it was signed, once, and held against every later import of its log', async () => {
    const lines = chainedLines(10)
    const { caseId, evidenceId } = await imported(exportOf(lines))
    const pinned = { origin: ORIGIN, size: 10, root: rootOfLines(lines).toString('base64') }
    expect(await ask('verify.pin-head', { caseId, evidenceId })).toEqual({ ...pinned, alreadyKnown: false })
    expect(await ask('verify.pin-head', { caseId, evidenceId })).toEqual({ ...pinned, alreadyKnown: true })
    const note = Buffer.from(signedHead(10, rootOfLines(lines))).toString()
    const { heads } = await ask('trust.heads', {})
    expect(heads).toMatchObject([{ ...pinned, note }])

    expect((await ask('verify.result', { caseId, evidenceId })).trustChanged).toBe(true)
    const later = await imported(exportOf(chainedLines(20)))
    expect((await ask('verify.result', later)).usedKnownHeads).toBe(1)
    const { text } = await ask('verify.receipt', later)
    expect(JSON.parse(text).options.knownHeads).toMatchObject([{ text: note }])

    await ask('trust.forget-head', { headId: heads[0]?.headId ?? '' })
    expect(await ask('trust.heads', {})).toEqual({ heads: [] })
    expect(await it.app.call('trust.forget-head', { headId: heads[0]?.headId ?? '' })).toMatchObject({ ok: false })
  })

  test('a remembered head of another log takes no part', async () => {
    await it.profile.rememberHead({
      origin: 'another.example',
      size: 3,
      note: signedHead(3, new Uint8Array(32), 'another.example'),
    })
    const where = await imported(exportOf(chainedLines(5)))
    expect(await ask('verify.result', where)).toMatchObject({ usedKnownHeads: 0, trustChanged: false })
  })

  test('fork evidence is the two notes, unchanged', async () => {
    const lines = chainedLines(10)
    const other = signedHead(10, new Uint8Array(32).fill(9))
    await it.profile.rememberHead({ origin: ORIGIN, size: 10, note: other })
    const path = exportOf(lines)
    const plain = await imported(path)
    expect(await it.app.call('verify.fork', plain)).toMatchObject({ ok: false, error: { code: 'not_found' } })
    it.judgement.fork = { a: 'checkpoint', b: 'known:0' }
    const where = await imported(path)
    expect(await ask('verify.fork', where)).toEqual({
      a: readFileSync(join(path, 'checkpoint'), 'utf8'),
      b: Buffer.from(other).toString(),
    })
  })

  test('a policy is kept as written and read back; one that does not parse is refused with its line, and nothing changes', async () => {
    expect(await ask('trust.policy', {})).toEqual({
      text: '',
      maxAgeHours: null,
      witnesses: [],
      groups: [],
      quorum: '',
      splitViewPossible: true,
    })
    const text = `# none\nlog ${KEY.vkey}\nquorum none\n`
    await ask('trust.set-policy', { text, maxAgeHours: 48 })
    expect(await ask('trust.policy', {})).toMatchObject({
      text,
      maxAgeHours: 48,
      quorum: 'none',
      splitViewPossible: true,
    })
    const refused = await it.app.call('trust.set-policy', { text: 'quorum none\nnonsense\n', maxAgeHours: null })
    expect(refused).toMatchObject({ ok: false, error: { code: 'refused', place: { file: 'policy', line: 2 } } })
    expect(await ask('trust.policy', {})).toMatchObject({ text, maxAgeHours: 48 })
  })

  test('freshness is judged as of the import only where a maximum age is set', async () => {
    const path = exportOf(chainedLines(5))
    const asOf = async (where: { caseId: string; evidenceId: string }) =>
      JSON.parse((await ask('verify.receipt', where)).text).options.asOf
    expect(await asOf(await imported(path))).toBeNull()
    await ask('trust.set-policy', { text: '', maxAgeHours: 1 })
    expect(await asOf(await imported(path))).toBe('2026-06-01T00:00:00.000Z')
  })
})

test('a receipt is the stored document with its options, to the byte', async () => {
  const where = await imported(exportOf(chainedLines(5)))
  const { document } = await ask('verify.result', where)
  const { fileName, text } = await ask('verify.receipt', where)
  const options = {
    vkeys: [],
    keys: [],
    policy: null,
    knownHeads: [],
    head: null,
    asOf: null,
    maxAgeHours: null,
    failOn: null,
  }
  expect(text).toBe(`${JSON.stringify({ ...document, options }, null, 2)}\n`)
  expect(fileName).toMatch(/^export-\d+\.receipt\.json$/)
})

test('a refusal of the judge fails the job with its place, and the case stays as it was', async () => {
  await it.app.close()
  const error = {
    code: 'too_large',
    place: { file: 'entries/000000.jsonl', byte: 7 },
    expected: 'less',
    got: 'more',
  } as const
  it = fixture(at, { verify: async () => err(error) })
  const caseId = await newCase()
  const { jobId } = await ask('evidence.import', { caseId, pickedId: it.app.pick(exportOf(chainedLines(5))) })
  expect(await done(jobId)).toMatchObject({
    state: 'failed',
    error: { code: 'refused', place: error.place, expected: 'less', got: 'more' },
  })
  expect(await ask('evidence.list', { caseId })).toEqual({ evidence: [], unfinished: [] })
})

test('the program says what it is', async () => {
  expect(await ask('app.about', {})).toMatchObject({
    host: 'cli',
    network: { blocked: true, attempts: 0 },
    profileLabel: join(at, 'profile'),
  })
})
