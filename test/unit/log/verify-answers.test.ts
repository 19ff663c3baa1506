import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { VerifyDocument } from '#contract/verdict.ts'
import type { SegmentColumns } from '#core/log/segment.ts'
import {
  brief,
  exportOf,
  type Files,
  headOf,
  headText,
  joined,
  LOG_KEY,
  leafOf,
  makeKey,
  makeLines,
  rootOfLines,
  sha,
  signNote,
  tilesOf,
  verified,
  verifyFiles,
} from './fixtures.ts'

const VKEY = LOG_KEY.vkey
const lines = makeLines(20)
const line = (index: number) => lines[index] as Buffer
const clean = (more: Files = {}) => exportOf(lines, { checkpoint: headOf(lines), ...more })
const other = makeKey('other.example', 'other')
const witness = makeKey('witness.example', 'a', 4)

describe('a log as it was signed', () => {
  test('five answers, each with its reason, and nothing to complain of', async () => {
    const document = await verified(clean())
    expect(VerifyDocument.parse(document)).toEqual(document)
    expect(brief(document)).toEqual({
      exit: 10,
      integrity: 'intact',
      authenticity: 'pinned key',
      completeness: 'complete to 20',
      damage: [],
    })
    expect(document.lints).toEqual([])
    expect(document.findings).toEqual([])
    expect(document.integrity.computedRoot).toBe(rootOfLines(lines).toString('base64'))
    expect(document.input.files).toEqual([
      { path: 'checkpoint', bytes: headOf(lines).length + 2, sha256: sha(headOf(lines)).toString('hex') },
      { path: 'entries/000000.jsonl', bytes: joined(lines).length, sha256: sha(joined(lines)).toString('hex') },
    ])
    for (const answer of ['integrity', 'authenticity', 'completeness', 'freshness', 'independence'] as const) {
      expect(document[answer].why.length).toBeGreaterThan(20)
    }
  })

  test('every head that was ever published is compared', async () => {
    const sizes = [1, 2, 7, 19, 20]
    const heads = Object.fromEntries(sizes.map((size) => [`heads/${size}.note`, headOf(lines, size)]))
    const document = await verified(clean(heads))
    expect(document.heads.map(({ source, agrees }) => `${source} ${agrees}`)).toEqual([
      'checkpoint yes',
      ...['1', '19', '2', '20', '7'].map((size) => `heads/${size}.note yes`),
    ])
    expect(document.integrity.headsCompared).toBe(6)
  })

  test('compressed, in several members, with bytes behind them: the same log, and two lints', async () => {
    const bytes = joined(lines)
    const gz = Buffer.concat([gzipSync(bytes.subarray(0, 1000)), gzipSync(bytes.subarray(1000)), Buffer.alloc(16)])
    const document = await verified({ 'entries/000000.jsonl.gz': gz, checkpoint: headOf(lines) })
    expect(brief(document)).toMatchObject({ exit: 10, integrity: 'intact' })
    expect(document.lints.map(({ code }) => code)).toEqual(['gz_members', 'gz_trailing'])
    expect(document.input.files[1]).toEqual({
      path: 'entries/000000.jsonl.gz',
      bytes: gz.length,
      sha256: sha(gz).toString('hex'),
    })
  })

  test('lines that say nothing of one another are not said to be linked', async () => {
    const document = await verified({ 'entries/000000.jsonl': Buffer.from('{}\nnoise\n') })
    expect(brief(document)).toMatchObject({ exit: 20, integrity: 'no head to compare' })
    expect(document.headline).toBe(
      '2 lines that name neither a place nor the line before: nothing shows that this is a log.',
    )
    expect(document.integrity.why).toContain('nothing links the entries among themselves')
    const linked = await verified({ 'entries/000000.jsonl': joined(lines) })
    expect(linked.integrity.why).toContain('the entries link among themselves without contradiction')
  })

  const most = makeLines(65_537)
  test.each([65_535, 65_536, 65_537])('of %i entries, in segments of 65,536', async (count) => {
    const many = most.slice(0, count)
    const document = await verified(
      exportOf(many, { checkpoint: headOf(many), 'heads/65536.note': headOf(many, Math.min(count, 65_536)) }),
    )
    expect(brief(document)).toMatchObject({ exit: 10, integrity: 'intact', completeness: `complete to ${count}` })
    expect(document.lints.map(({ code }) => code)).toEqual(count < 65_536 ? ['head_name'] : [])
  })

  test('segments of other lengths run on, each a lint', async () => {
    const document = await verified(exportOf(lines, { checkpoint: headOf(lines), 'heads/7.note': headOf(lines, 7) }, 6))
    expect(brief(document)).toMatchObject({ exit: 10, integrity: 'intact' })
    expect(document.lints.map(({ code, file }) => `${code} ${file}`)).toEqual(
      [0, 1, 2].map((n) => `segment_length entries/00000${n}.jsonl`),
    )
  })

  test('what the first line of a segment claims is held against the last one before it', async () => {
    const odd = (part: object) => makeLines(20, { 6: part })
    const lintsOf = async (log: Buffer[]) =>
      (await verified(exportOf(log, { checkpoint: headOf(log) }, 6))).lints
        .filter(({ code }) => code !== 'segment_length')
        .map(({ code, index }) => `${code} ${index}`)
    expect(await lintsOf(odd({ seq: 9 }))).toEqual(['seq_mismatch 6', 'seq_mismatch 7'])
    expect(await lintsOf(odd({ prev: Buffer.alloc(32).toString('base64') }))).toEqual(['prev_mismatch 6'])
    expect(await lintsOf(odd({ time: '2025-12-31T00:00:00.000Z' }))).toEqual(['time_decreasing 6'])
  })

  test('one entry', async () => {
    const first = makeLines(1)
    expect(brief(await verified(exportOf(first, { checkpoint: headOf(first) })))).toMatchObject({
      exit: 10,
      completeness: 'complete to 1',
    })
  })

  test.each([
    ['an empty segment', { 'entries/000000.jsonl': '', checkpoint: headOf([]) }],
    ['no segment', { checkpoint: headOf([]), 'log.vkey': `${VKEY}\n` }],
  ])('empty, with %s: complete to 0, and no entries', async (_name, files) => {
    const document = await verified(files)
    expect(brief(document)).toEqual({
      exit: 20,
      integrity: 'no entries',
      authenticity: 'pinned key',
      completeness: 'complete to 0',
      damage: [],
    })
    expect(document.integrity.computedRoot).toBe(sha('').toString('base64'))
  })

  test('closed, or open or cut', async () => {
    const closed = makeLines(5, { 4: { type: 'log.closed', data: { entries: 5 } } })
    const document = await verified(exportOf(closed, { checkpoint: headOf(closed) }))
    expect(document.completeness).toMatchObject({ closed: true })
    expect((await verified(clean())).completeness).toMatchObject({ closed: false })
    expect((await verified(clean())).completeness.why).toContain('open, or cut')
  })

  test('unsigned entries behind the last head never change the code', async () => {
    const document = await verified(exportOf(lines, { checkpoint: headOf(lines, 17) }))
    expect(brief(document)).toMatchObject({
      exit: 10,
      integrity: 'intact',
      completeness: 'tail of 3 entries beyond the last head',
    })
    expect(document.completeness).toMatchObject({ tail: 3, completeTo: 17 })
  })

  test('bytes that break every rule of a line are entries all the same, if they are what was signed', async () => {
    const odd = [...lines, Buffer.from('\xff\r'), Buffer.alloc(0), Buffer.from('[1]'), Buffer.from('last')]
    const files = { 'entries/000000.jsonl': joined(odd).subarray(0, -1), checkpoint: headOf(odd) }
    const document = await verified(files)
    expect(brief(document)).toMatchObject({ exit: 10, integrity: 'intact', completeness: 'complete to 24' })
    expect(document.lints.length).toBeGreaterThan(4)
  })
})

describe('heads remembered from before', () => {
  const known = (...notes: string[]) => ({ vkeys: [VKEY], knownHeads: notes })
  test('smaller and in agreement', async () => {
    const document = await verified(clean(), known(headOf(lines, 5)))
    expect(document.exit).toBe(10)
    expect(document.heads.map(({ source, agrees }) => `${source} ${agrees}`)).toEqual(['checkpoint yes', 'known:0 yes'])
  })
  test('larger: rolled back, or an old export, and no damage', async () => {
    const more = makeLines(25)
    const document = await verified(clean(), known(headOf(more, 25)))
    expect(brief(document)).toEqual({
      exit: 30,
      integrity: 'intact',
      authenticity: 'pinned key',
      completeness: 'rolled back',
      damage: [],
    })
    expect(document.completeness.why).toContain('old export')
  })
  test('of the same size with another root: forked', async () => {
    const forked = makeLines(20, { 10: { data: { reason: 'another history' } } })
    const document = await verified(clean(), known(headOf(lines, 5), headOf(forked)))
    expect(brief(document)).toMatchObject({ exit: 40, completeness: 'forked' }) // the bytes do not give the root of a verified head
    expect(document.completeness.fork).toEqual({ a: 'checkpoint', b: 'known:1' }) // b is the one that the entries contradict
  })
  test('smaller, of another history: forked', async () => {
    const forked = makeLines(20, { 3: { data: { reason: 'another history' } } })
    const document = await verified(clean(), known(headOf(forked, 10)))
    expect(brief(document)).toMatchObject({ exit: 40, completeness: 'forked', damage: [] })
  })
  test('signed by nobody known: takes no part', async () => {
    const forked = makeLines(20, { 3: { data: { reason: 'another history' } } })
    expect((await verified(clean(), known(headOf(forked, 10, [other])))).exit).toBe(10)
  })
  test.each([
    [5, 10, 'tail of 15 entries beyond the last head', []],
    [20, 10, 'complete to 20', []],
    [25, 30, 'truncated', ['tail_cut 20-24']],
  ])('of %i entries, and the export has no head of its own', async (size, exit, completeness, damage) => {
    const document = await verified(exportOf(lines), known(headOf(makeLines(size))))
    expect(brief(document)).toMatchObject({ exit, completeness, damage, authenticity: 'pinned key' })
  })
  test('of another log: takes no part', async () => {
    expect((await verified(clean(), known(signNote(headText(99, sha('x'), 'foreign.example'), [LOG_KEY])))).exit).toBe(
      10,
    )
  })
  test('a single note: forked is 30, in agreement 20', async () => {
    const forked = headOf(makeLines(20, { 3: { data: { reason: 'another history' } } }))
    const note = (knownHeads: string[]) =>
      verified({ 'head.note': headOf(lines) }, { vkeys: [VKEY], knownHeads }, {}, 'head.note')
    expect(brief(await note([forked]))).toMatchObject({ exit: 30, completeness: 'forked', integrity: 'no entries' })
    expect(brief(await note([headOf(lines)]))).toMatchObject({
      exit: 20,
      completeness: 'not judged',
      authenticity: 'pinned key',
    })
    expect(brief(await note([headOf(makeLines(21))]))).toMatchObject({ exit: 30, completeness: 'rolled back' })
  })
})

describe('truncated', () => {
  test('lines missing at the end', async () => {
    const document = await verified(
      exportOf(lines.slice(0, 18), { checkpoint: headOf(lines), 'heads/10.note': headOf(lines, 10) }),
    )
    expect(brief(document)).toEqual({
      exit: 30,
      integrity: 'intact',
      authenticity: 'pinned key',
      completeness: 'truncated',
      damage: ['tail_cut 18-19'],
    })
    expect(document.completeness).toMatchObject({ missing: 2, completeTo: 10 })
    const [item] = document.damage
    expect(item).toMatchObject({ file: 'entries/000000.jsonl', byteOffset: joined(lines.slice(0, 18)).length })
  })
  test('all lines missing', async () => {
    expect(brief(await verified({ 'entries/000000.jsonl': '', checkpoint: headOf(lines) }))).toMatchObject({
      exit: 30,
      damage: ['tail_cut 0-19'],
    })
  })
  test('damaged and truncated is 40, and both are said', async () => {
    const shown = lines.slice(0, 18).with(5, Buffer.from(`${line(5)} `))
    const document = await verified(exportOf(shown, { checkpoint: headOf(lines) }))
    expect(brief(document)).toMatchObject({
      exit: 40,
      integrity: 'damaged',
      completeness: 'truncated',
      damage: ['edit 5-5', 'tail_cut 18-19'],
    })
  })
  test('a segment that is missing is entries removed, in that segment', async () => {
    const many = makeLines(65_540)
    const files = exportOf(many, { checkpoint: headOf(many), ...tilesOf(many.map(leafOf)) })
    delete files['entries/000000.jsonl']
    const document = await verified(files)
    expect(brief(document)).toMatchObject({ exit: 40, damage: ['head_cut 0-65535'] })
    expect(document.damage[0]).toMatchObject({ file: 'entries/000000.jsonl', byteOffset: 0, certain: true })
  })
})

describe('options', () => {
  test.each([
    ['a key that is none', { vkeys: ['nonsense'] }, 'bad_key'],
    ["a witness's key", { vkeys: [witness.vkey] }, 'bad_option'],
    ['a window the wrong way round', { keys: [{ vkey: VKEY, fromSize: 5, toSize: 4 }] }, 'bad_option'],
    ['a policy that is none', { policy: 'quorum' }, 'bad_policy'],
    ['a time that is none', { asOf: 'yesterday' }, 'bad_option'],
    ['no age at all', { maxAgeHours: 0 }, 'bad_option'],
  ])('%s is refused', async (_name, options, code) => {
    const result = await verifyFiles(clean(), options)
    expect(result.ok ? 'accepted' : result.error.code).toBe(code)
  })
  test('--fail-on', async () => {
    const tail = exportOf(lines, { checkpoint: headOf(lines), extra: 'x' })
    expect((await verified(tail, { vkeys: [VKEY], failOn: 'info' })).exit).toBe(50)
    expect((await verified(tail, { vkeys: [VKEY], failOn: 'low' })).exit).toBe(10)
  })
})

describe('files', () => {
  test('what is not part of a log is said not to be covered', async () => {
    const document = await verified(clean({ 'README.txt': 'hi', 'entries/notes.txt': 'x', 'heads/20.tsr': 'x' }))
    expect(document.lints.map(({ code, file }) => `${code} ${file}`)).toEqual([
      'file_not_covered README.txt',
      'file_not_covered entries/notes.txt',
      'information_only heads/20.tsr',
    ])
    expect(document.input.files.map(({ path }) => path)).toContain('README.txt')
    expect(document.exit).toBe(10)
  })
  test('a broken .gz is refused with its place, not judged', async () => {
    const result = await verifyFiles({
      'entries/000000.jsonl.gz': gzipSync(joined(lines)).subarray(0, -5),
      checkpoint: headOf(lines),
    })
    expect(result.ok ? null : result.error).toMatchObject({
      code: 'bad_archive',
      place: { file: 'entries/000000.jsonl.gz' },
    })
  })
  test('lines go to whoever asks for them, in order', async () => {
    const many = makeLines(700, { 5: { type: 'log.heartbeat', data: {} } })
    const got: SegmentColumns[] = []
    await verified(exportOf(many, {}, 300), {}, { onSegment: async (columns) => void got.push(columns) })
    expect(got.map(({ file, firstIndex, lines: count }) => [file, firstIndex, count])).toEqual([
      ['entries/000000.jsonl', 0, 300],
      ['entries/000001.jsonl', 300, 300],
      ['entries/000002.jsonl', 600, 100],
    ])
    expect(Buffer.concat(got.map(({ leafHashes }) => leafHashes))).toEqual(Buffer.concat(many.map(leafOf)))
  })
  test('a cancelled verification says so', async () => {
    const abort = new AbortController()
    const result = await verifyFiles(
      exportOf(makeLines(2000)),
      {},
      { signal: abort.signal, onProgress: () => abort.abort() },
    )
    expect(result.ok ? null : result.error.code).toBe('cancelled')
  })
  test('whoever takes the lines may fail', async () => {
    const onSegment = () => Promise.reject(new Error('disk full'))
    await expect(verifyFiles(clean(), {}, { onSegment })).rejects.toThrow('disk full')
  })
})
