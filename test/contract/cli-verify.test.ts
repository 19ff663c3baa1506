import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeZip } from '../../main/io/zip-write.ts'
import { VerifyDocument } from '../../shared/contract/verdict.ts'
import { builtCli, type CliRun } from './run-cli.ts'

const TESSERA = resolve('test/vectors/tessera-log')
const TESSERA_KEY = 'example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx'
const SUMDB = resolve('test/vectors/sumdb')

const run = builtCli()
const scratch = mkdtempSync(join(tmpdir(), 'cli-verify-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** With --json: stdout is the document and nothing else, stderr is empty, the exit code is the document's. */
function documentOf({ exit, stdout, stderr }: CliRun): VerifyDocument {
  expect(stderr).toBe('')
  const document = VerifyDocument.parse(JSON.parse(stdout))
  expect(document.exit).toBe(exit)
  return document
}
const verify = async (path: string, ...options: readonly string[]) =>
  documentOf(await run(['verify', path, '--json', ...options]))

/** The third line of a checkpoint. */
const rootIn = (note: string) => note.split('\n')[2]

describe('a C2SP tiles log made elsewhere', () => {
  test.each(Array.from({ length: 16 }, (_, size) => size))('the head of %i entries', async (size) => {
    const name = `checkpoint.${size}`
    const document = await verify(TESSERA, '--vkey', TESSERA_KEY, '--head', name)
    const root = rootIn(readFileSync(join(TESSERA, name), 'utf8'))
    expect(document).toMatchObject({
      input: { kind: 'tlog-tiles', entries: 15 },
      exit: 10,
      integrity: { answer: 'intact', entriesDamaged: 0, places: 0 },
      authenticity: { answer: 'pinned key' },
      completeness: {
        answer: size === 15 ? 'complete to 15' : `tail of ${15 - size} entries beyond the last head`,
        completeTo: size,
        tail: 15 - size,
        missing: 0,
      },
      freshness: { answer: 'not judged' },
      independence: { answer: 'not asked for' },
      damage: [],
    })
    expect(document.heads.find((head) => head.newest)).toMatchObject({
      source: name,
      size,
      root,
      status: 'verified',
      agrees: 'yes',
    })
    expect(document.heads.find((head) => head.newest)?.signedBy).toEqual(['example.com/log/testdata+33d7b496'])
  })

  test('the same head given from elsewhere gives the same document', async () => {
    const elsewhere = join(scratch, 'checkpoint.7')
    cpSync(join(TESSERA, 'checkpoint.7'), elsewhere)
    const inside = await run(['verify', TESSERA, '--vkey', TESSERA_KEY, '--head', 'checkpoint.7', '--json'])
    const outside = await run(['verify', TESSERA, '--vkey', TESSERA_KEY, '--head', elsewhere, '--json'])
    expect(outside.stdout).toBe(inside.stdout)
  })

  test('without a key nothing is shown about whose log it is', async () => {
    const document = await verify(TESSERA)
    expect(document).toMatchObject({ exit: 20, heads: [{ status: 'unverified', signedBy: [] }] })
  })

  test('the root of another head than the entries give is damage', async () => {
    const copy = join(scratch, 'other-root')
    cpSync(TESSERA, copy, { recursive: true })
    for (const width of readdirSync(join(copy, 'tile/entries/000.p'))) {
      const path = join(copy, 'tile/entries/000.p', width)
      writeFileSync(path, readFileSync(path, 'latin1').replace('one', 'nne'), 'latin1')
    }
    const document = await verify(copy, '--vkey', TESSERA_KEY)
    expect(document).toMatchObject({ exit: 40, integrity: { answer: 'damaged' } })
    expect(document.damage).toMatchObject([
      { op: 'edit', first: 0, last: 0, file: 'tile/entries/000.p/15', byteOffset: 2, certain: true, cause: 'bit_flip' },
    ])
  })
})

/** All bits, without a process for each: test/unit/tiles-log-bits.test.ts. */
describe('one flipped bit', () => {
  /** A copy of the log with one bit of one file flipped. */
  function flipped(file: string, byte: number, bit: number): string {
    const copy = mkdtempSync(join(scratch, 'flip-'))
    cpSync(TESSERA, copy, { recursive: true })
    const bytes = readFileSync(join(copy, file))
    bytes[byte] = (bytes[byte] ?? 0) ^ (1 << bit)
    writeFileSync(join(copy, file), bytes)
    return copy
  }
  const note = readFileSync(join(TESSERA, 'checkpoint.15'))

  test.each([
    ['the origin', 3],
    ['the size', note.indexOf('\n') + 1],
    ['the root', note.indexOf('\n15\n') + 10],
    ['the signature', note.length - 20],
  ])('in %s of the head is found, and the head named', async (_, byte) => {
    const copy = flipped('checkpoint.15', byte, 1)
    const found = await run(['verify', copy, '--vkey', TESSERA_KEY, '--head', 'checkpoint.15', '--json'])
    expect([20, 40]).toContain(found.exit)
    const head = documentOf(found).heads.find(({ source }) => source === 'checkpoint.15')
    expect(head?.status).toMatch(/bad_signature|unverified|unreadable/)
  })

  const bundle = readFileSync(join(TESSERA, 'tile/entries/000.p/15'))
  /** Where entries begin, by the lengths before them (C2SP tlog-tiles). */
  const starts: number[] = []
  for (let at = 0; at < bundle.length; at += 2 + bundle.readUInt16BE(at)) starts.push(at + 2)

  test.each([0, 7, 14].map((index) => [index, starts[index] ?? 0] as const))(
    'in entry %i of the bundle is found at byte %i',
    async (index, byte) => {
      const document = await verify(
        flipped('tile/entries/000.p/15', byte, index % 7),
        '--vkey',
        TESSERA_KEY,
        '--head',
        'checkpoint.15',
      )
      expect(document.exit).toBe(40)
      expect(document.damage).toMatchObject([
        {
          op: 'edit',
          first: index,
          last: index,
          file: 'tile/entries/000.p/15',
          byteOffset: byte,
          certain: true,
          cause: 'bit_flip',
        },
      ])
    },
  )

  test('in a length is found, with the file', async () => {
    const found = await run([
      'verify',
      flipped('tile/entries/000.p/15', 1, 0),
      '--vkey',
      TESSERA_KEY,
      '--head',
      'checkpoint.15',
      '--json',
    ])
    expect([2, 40]).toContain(found.exit)
    expect(found.stdout).toContain('"file": "tile/entries/000.p/15"')
  })

  test('in a tile is no damage of the log: the tile is not believed, and said to be unproven', async () => {
    const document = await verify(flipped('tile/0/000.p/15', 40, 3), '--vkey', TESSERA_KEY)
    expect(document).toMatchObject({ exit: 10, damage: [], integrity: { answer: 'intact' } })
    expect(document.lints).toContainEqual(expect.objectContaining({ code: 'tile_unproven', file: 'tile/0/000.p/15' }))
  })
})

describe('a real signed head alone', () => {
  const vkey = readFileSync(join(SUMDB, 'vkey'), 'utf8').trim()

  test("Go's checksum database: the key's name and the log's origin differ, and there are no entries to judge", async () => {
    const document = await verify(join(SUMDB, '35225469.note'), '--vkey', vkey)
    expect(document).toMatchObject({
      exit: 20,
      input: { kind: 'note', entries: 0 },
      integrity: { answer: 'no entries' },
      authenticity: { answer: 'pinned key', keys: [{ name: 'sum.golang.org', keyId: '033de0ae' }] },
      heads: [
        {
          origin: 'go.sum database tree',
          size: 35225469,
          root: 'vt5T6GaLCXvyHFl9VUvvItR43XZxfLgftEcTyO3eJCQ=',
          status: 'verified',
          agrees: 'beyond',
        },
      ],
    })
  })

  test('a flipped bit in it is a bad signature', async () => {
    const copy = join(scratch, 'flipped.note')
    const bytes = readFileSync(join(SUMDB, '35225469.note'))
    bytes[25] = (bytes[25] ?? 0) ^ 1
    writeFileSync(copy, bytes)
    const document = await verify(copy, '--vkey', vkey)
    expect(document).toMatchObject({
      exit: 40,
      authenticity: { answer: 'bad signature' },
      heads: [{ status: 'bad_signature' }],
    })
  })
})

describe('the same input and options', () => {
  let log = ''
  let trust: readonly string[] = []
  beforeAll(async () => {
    log = join(scratch, 'log')
    await run(['sample', log, '--requests', '60', '--years', '0.5'])
    trust = ['--keys', `${log}.keys/keys.json`, '--policy', `${log}.keys/policy.txt`]
  })

  test('give the same bytes twice, and from another folder', async () => {
    const first = await run(['verify', log, '--json', ...trust])
    const copy = join(scratch, 'elsewhere', 'renamed')
    cpSync(log, copy, { recursive: true })
    const second = await run(['verify', 'renamed', '--json', ...trust], { cwd: join(scratch, 'elsewhere') })
    expect(documentOf(first).exit).toBe(0)
    expect(second.stdout).toBe(first.stdout)
  })

  test('as folder and as zip differ in nothing but the kind, stored or deflated', async () => {
    const members = readdirSync(log, { recursive: true, withFileTypes: true }).flatMap((entry) => {
      const path = join(entry.parentPath, entry.name)
      return entry.isFile() ? [{ path: path.slice(log.length + 1), content: readFileSync(path) }] : []
    })
    const folder = await verify(log, ...trust)
    for (const compress of [false, true]) {
      const zip = join(scratch, `log-${compress}.zip`)
      await writeZip(zip, members, { compress })
      const document = await verify(zip, ...trust)
      expect(document).toEqual({ ...folder, input: { ...folder.input, kind: 'zip' } })
    }
    const below = join(scratch, 'below.zip')
    await writeZip(
      below,
      members.map((member) => ({ ...member, path: `some folder/${member.path}` })),
    )
    expect((await verify(below, ...trust)).input).toEqual({ ...folder.input, kind: 'zip' })
  })

  test('a receipt is the document and its options, and is made again byte for byte', async () => {
    const receipt = join(scratch, 'receipt.json')
    const options = [
      '--as-of',
      '2026-07-02T12:00:00+02:00',
      '--max-age',
      '48',
      '--known-head',
      join(log, 'checkpoint'),
      ...trust,
    ]
    const made = await run(['verify', log, '--json', '--receipt', receipt, ...options])
    const text = readFileSync(receipt, 'utf8')
    expect(JSON.parse(text)).toEqual({
      ...JSON.parse(made.stdout),
      options: {
        vkeys: [],
        keys: JSON.parse(readFileSync(`${log}.keys/keys.json`, 'utf8')),
        policy: readFileSync(`${log}.keys/policy.txt`, 'utf8'),
        knownHeads: [{ name: 'checkpoint', text: readFileSync(join(log, 'checkpoint'), 'utf8') }],
        head: null,
        asOf: '2026-07-02T10:00:00.000Z',
        maxAgeHours: 48,
        failOn: null,
      },
    })
    const again = await run(['verify', log, '--rerun', receipt, '--json'])
    expect(again.exit).toBe(made.exit)
    expect(JSON.parse(again.stdout)).toEqual({
      ...JSON.parse(made.stdout),
      rerun: { receipt: 'receipt.json', same: true, difference: null },
    })
    const words = await run(['verify', log, '--rerun', receipt])
    expect(words.stdout).toMatch(/^REPRODUCED: equal to receipt\.json, byte for byte\.\n/)
  })

  test('a receipt that does not fit exits 60 and says where first, whatever the verdict', async () => {
    const receipt = join(scratch, 'doctored.json')
    await run(['verify', log, '--receipt', receipt, ...trust])
    const text = readFileSync(receipt, 'utf8')
    writeFileSync(receipt, text.replace('"complete to ', '"complete to 1'))
    const line = text.slice(0, text.indexOf('"complete to ')).split('\n').length
    const doctored = await run(['verify', log, '--rerun', receipt, '--json'])
    expect(doctored.exit).toBe(60)
    expect(JSON.parse(doctored.stdout)).toMatchObject({ exit: 0, rerun: { same: false, difference: { line } } })
    const words = await run(['verify', log, '--rerun', receipt])
    expect([words.exit, words.stdout.slice(0, 15)]).toEqual([60, 'NOT REPRODUCED:'])
  })

  test.each([
    ['a final line feed too many', (text: string) => `${text}\n`, 60],
    ['a member too many', (text: string) => text.replace('{', '{"x":1,'), 2],
    ['a member twice', (text: string) => text.replace('{', '{"exit":0,'), 2],
    ['a member too few', (text: string) => text.replace(/"failOn": null/, '"failon": null'), 2],
    ['no JSON', () => 'nothing', 2],
  ])('a receipt with %s is not taken for one that fits', async (_, change, exit) => {
    const receipt = join(scratch, 'changed.json')
    await run(['verify', log, '--receipt', receipt, ...trust])
    writeFileSync(receipt, change(readFileSync(receipt, 'utf8')))
    expect((await run(['verify', log, '--rerun', receipt, '--json'])).exit).toBe(exit)
  })

  test('an option beside --rerun is refused: the receipt has its own', async () => {
    const receipt = join(scratch, 'own.json')
    await run(['verify', log, '--receipt', receipt, ...trust])
    const refused = await run(['verify', log, '--rerun', receipt, '--json', '--as-of', '2026-07-02T12:00:00Z'])
    expect(refused.exit).toBe(2)
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'bad_option', place: { field: '--as-of' } } })
  })

  test('a fork is written as two unchanged notes; where there is none, no folder is made', async () => {
    const forked = join(scratch, 'forked')
    await run(['tamper', log, forked, '--op', 'fork', '--keys', `${log}.keys`])
    const evidence = join(scratch, 'fork-evidence')
    const document = await verify(forked, '--evidence', evidence, ...trust)
    const { fork, answer } = document.completeness
    expect(answer).toBe('forked')
    expect(readdirSync(evidence)).toEqual(['a.note', 'b.note'])
    expect(readFileSync(join(evidence, 'a.note'))).toEqual(readFileSync(join(forked, fork?.a ?? '')))
    expect(readFileSync(join(evidence, 'b.note'))).toEqual(readFileSync(join(forked, fork?.b ?? '')))

    const remembered = join(scratch, 'fork-known')
    const known = await verify(log, '--known-head', join(forked, fork?.b ?? ''), '--evidence', remembered, ...trust)
    expect(known).toMatchObject({ exit: 40, completeness: { answer: 'forked' } })
    const notes = readdirSync(remembered)
      .map((name) => readFileSync(join(remembered, name), 'utf8'))
      .sort()
    expect(notes).toEqual(
      [readFileSync(join(log, 'checkpoint'), 'utf8'), readFileSync(join(forked, fork?.b ?? ''), 'utf8')].sort(),
    )

    const none = join(scratch, 'no-fork')
    await verify(log, '--evidence', none, ...trust)
    expect(readdirSync(scratch)).not.toContain('no-fork')
  })

  test('--fail-on turns a code of 0 to 20 into 50 where a finding is as severe, and leaves 40 alone', async () => {
    const clean = await verify(log, ...trust)
    const worst = (['high', 'medium', 'low', 'info'] as const).find((severity) =>
      clean.findings.some((finding) => finding.severity === severity),
    )
    const exits: number[] = []
    for (const severity of ['high', 'medium', 'low', 'info'])
      exits.push((await verify(log, '--fail-on', severity, ...trust)).exit)
    const from = worst === undefined ? 4 : ['high', 'medium', 'low', 'info'].indexOf(worst)
    expect(exits).toEqual([0, 1, 2, 3].map((rank) => (rank >= from ? 50 : 0)))
    const damaged = join(scratch, 'damaged')
    await run(['tamper', log, damaged, '--op', 'edit'])
    expect((await verify(damaged, '--fail-on', 'info', ...trust)).exit).toBe(40)
  })

  test('what people read says the same: headline, five answers, damage with its place, exit', async () => {
    const damaged = join(scratch, 'read')
    await run(['tamper', log, damaged, '--op', 'edit'])
    const document = await verify(damaged, ...trust)
    const { stdout, stderr, exit } = await run(['verify', damaged, ...trust])
    expect([exit, stderr]).toEqual([40, ''])
    const [item] = document.damage
    for (const words of [
      document.headline,
      `✗ Integrity      ${document.integrity.answer}`,
      `✓ Authenticity   ${document.authenticity.answer}`,
      `Completeness   ${document.completeness.answer}`,
      'Damage: 1 place',
      `${item?.file} @ ${item?.byteOffset.toLocaleString('en-US')}`,
      'Exit 40  The bytes are not what was signed.',
    ]) {
      expect(stdout).toContain(words)
    }
    for (const line of stdout.split('\n')) expect(line).toBe(line.trimEnd())
  })

  test('text in the evidence cannot speak to the terminal', async () => {
    const hostile = join(scratch, 'hostile')
    cpSync(log, hostile, { recursive: true })
    writeFileSync(join(hostile, 'x\u001b[2J\u202ereversed.txt'), '')
    const { stdout } = await run(['verify', hostile, ...trust])
    expect(stdout).toContain('x\\u{1b}[2J\\u{202e}reversed.txt')
    for (const character of ['\u001b', '\u202e']) expect(stdout).not.toContain(character)
  })
})

describe('what is refused', () => {
  const key = TESSERA_KEY
  test.each([
    ['a window that is not closed and not open', [{ vkey: key, fromSize: 0 }], 'missing_field', '[0].toSize'],
    ['a window without its beginning', [{ vkey: key, toSize: null }], 'missing_field', '[0].fromSize'],
    ['a window of no key', [{ fromSize: 0, toSize: null }], 'missing_field', '[0].vkey'],
    ['a member nobody knows', [{ vkey: key, fromSize: 0, toSize: null, note: '' }], 'unknown_field', '[0].note'],
    ['a window that ends before it begins', [{ vkey: key, fromSize: 5, toSize: 4 }], 'bad_field', '[0].toSize'],
    ['a size below 0', [{ vkey: key, fromSize: -1, toSize: null }], 'bad_field', '[0].fromSize'],
    ['a size that is text', [{ vkey: key, fromSize: '0', toSize: null }], 'bad_field', '[0].fromSize'],
    ['no list', { vkey: key, fromSize: 0, toSize: null }, 'bad_field', 'keys'],
  ])('--keys with %s', async (_, keys, code, field) => {
    const file = join(scratch, 'keys.json')
    writeFileSync(file, JSON.stringify(keys))
    const { exit, stdout } = await run(['verify', TESSERA, '--keys', file, '--json'])
    expect(exit).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code, place: { file, field } } })
  })

  test('a window that begins where it ends is one size, and open is null', async () => {
    const file = join(scratch, 'good-keys.json')
    writeFileSync(file, JSON.stringify([{ vkey: key, fromSize: 15, toSize: 15 }]))
    expect((await verify(TESSERA, '--keys', file)).authenticity.answer).toBe('pinned key')
    writeFileSync(file, JSON.stringify([{ vkey: key, fromSize: 0, toSize: null }]))
    expect((await verify(TESSERA, '--keys', file)).authenticity.answer).toBe('pinned key')
  })

  test.each([
    ['no such input', ['gone'], 'unreadable'],
    ['an input of no known format', ['test/vectors/tessera-log/SOURCE.md'], 'unknown_format'],
    ['a key that is none', [TESSERA, '--vkey', 'x'], 'bad_key'],
    ['a policy that is none', [TESSERA, '--policy', 'test/vectors/tessera-log/SOURCE.md'], 'bad_policy'],
    ['a policy that is not there', [TESSERA, '--policy', 'gone'], 'unreadable'],
    ['a head that is not there', [TESSERA, '--head', 'checkpoint.16'], 'unreadable'],
    ['a known head that is a folder', [TESSERA, '--known-head', '.'], 'unreadable'],
    ['a time that is none', [TESSERA, '--as-of', 'yesterday'], 'bad_option'],
    ['the 30th of February', [TESSERA, '--as-of', '2026-02-30T00:00:00Z'], 'bad_option'],
    ['an age of nothing', [TESSERA, '--max-age', '0'], 'bad_option'],
    ['a severity that is none', [TESSERA, '--fail-on', 'bad'], 'bad_option'],
    ['a segment there twice', ['test/evidence/zip/segment-twice.zip'], 'duplicate'],
    ['a member with another CRC', ['test/evidence/zip/wrong-crc.zip'], 'bad_archive'],
    ['an archive bomb', ['test/evidence/zip/bomb.zip'], 'limit_exceeded'],
  ])('%s: exit 2, one document, nothing else', async (_, args, code) => {
    const { exit, stdout, stderr } = await run(['verify', ...args, '--json'])
    expect([exit, stderr]).toEqual([2, ''])
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code,
        place: expect.objectContaining({ file: expect.any(String) }),
        expected: expect.any(String),
        got: expect.any(String),
      },
    })
    expect(stdout).not.toContain(scratch)
  })
})
