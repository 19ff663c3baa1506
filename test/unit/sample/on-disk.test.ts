import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import type { CliIo } from '../../../main/hosts/cli/io.ts'
import { runCli } from '../../../main/hosts/cli/run-cli.ts'
import { tamperExport } from '../../../main/io/tamper-export.ts'
import { makeSampleExport } from '../../../main/io/write-export.ts'
import { leaf, linesOf, sha256, splitNote, treeHash, verifies } from './reference.ts'
import { makeSample } from './tools.ts'

const scratch = mkdtempSync(join(tmpdir(), 'plainview-sample-test-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))
const at = (name: string) => join(scratch, name)

const filesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
const digestOf = (folder: string) =>
  sha256(...filesOf(folder).flatMap((path) => [path, readFileSync(join(folder, path))])).toString('hex')
const read = (folder: string, path: string) => readFileSync(join(folder, path))

/** The command line, as it would print. */
async function cli(...argv: readonly string[]) {
  let stdout = ''
  let stderr = ''
  let exit = 0
  const io: CliIo = {
    stdout: async (chunk) => {
      stdout += chunk
    },
    stderr: (text) => {
      stderr += text
    },
    isTty: false,
    isStyled: false,
    columns: 100,
    setExit: (code) => {
      exit = code
    },
    interrupt: () => new AbortController().signal,
  }
  await runCli(argv, io)
  return { stdout, stderr, exit }
}

const OPTIONS = { requests: 150, years: 1, headEveryHours: 168, segmentLines: 400 }
const original = at('original')
const made = await makeSampleExport(original, OPTIONS)
if (!made.ok) throw new Error(JSON.stringify(made.error))

describe('a sample on disk', () => {
  test('holds the bytes of the one in memory, and its keys beside it', () => {
    const { files, summary } = makeSample(OPTIONS)
    expect(filesOf(original)).toEqual([...files.keys()].sort())
    for (const [path, bytes] of files) expect(read(original, path).equals(bytes), path).toBe(true)
    expect(filesOf(`${original}.keys`)).toEqual(summary.keyFiles.map(({ path }) => path).sort())
    expect(made.value).toMatchObject({ entries: summary.entries, head: summary.head, requests: 150 })
    expect(made.value.keys.at(-1)?.vkey).toBe(made.value.vkey)
    expect(read(original, 'log.vkey').toString()).toBe(`${made.value.vkey}\n`)
  })

  test('is the same with compressed segments, once they are uncompressed', async () => {
    const packed = await makeSampleExport(at('packed'), { ...OPTIONS, gz: true })
    expect(packed.ok && packed.value.head).toEqual(made.value.head)
    for (const path of filesOf(original).filter((each) => each.startsWith('entries/'))) {
      expect(gunzipSync(read(at('packed'), `${path}.gz`)).equals(read(original, path))).toBe(true)
    }
    const again = await makeSampleExport(at('packed-again'), { ...OPTIONS, gz: true })
    expect(again.ok && digestOf(at('packed-again'))).toBe(digestOf(at('packed')))
  })

  test('is not made over something, and leaves what is there', async () => {
    mkdirSync(at('taken'))
    writeFileSync(join(at('taken'), 'mine.txt'), 'mine')
    const refused = await makeSampleExport(at('taken'), OPTIONS)
    expect(refused).toMatchObject({ ok: false, error: { code: 'bad_option', got: 'something is there already' } })
    expect([filesOf(at('taken')), existsSync(at('taken.keys'))]).toEqual([['mine.txt'], false])
  })

  test('leaves nothing when it is cancelled', async () => {
    const before = readdirSync(scratch).sort()
    const cancelled = await makeSampleExport(at('cancelled'), { requests: 20_000 }, { signal: AbortSignal.abort() })
    expect(cancelled).toMatchObject({ ok: false, error: { code: 'cancelled' } })
    expect(readdirSync(scratch).sort()).toEqual(before)
  })

  test.each([
    [{ requests: 0 }, 'requests'],
    [{ requests: 10_000_001 }, 'requests'],
    [{ years: 0.3 }, 'years'],
    [{ years: 31 }, 'years'],
    [{ witnesses: 9 }, 'witnesses'],
    [{ findings: true, years: 2.5 }, 'years'],
    [{ findings: true, years: 3, requests: 50 }, 'requests'],
    [{ origin: 'with space' }, 'origin'],
    [{ origin: '' }, 'origin'],
    [{ segmentLines: 0 }, 'segment'],
  ])('cannot be %o', async (options, field) => {
    const refused = await makeSampleExport(at('refused'), { ...OPTIONS, ...options })
    expect(refused).toMatchObject({ ok: false, error: { code: 'bad_option', place: { field } } })
    expect(existsSync(at('refused'))).toBe(false)
  })
})

const linesIn = (folder: string) =>
  filesOf(folder)
    .filter((path) => path.startsWith('entries/'))
    .flatMap((path) => linesOf(path.endsWith('.gz') ? gunzipSync(read(folder, path)) : read(folder, path)))
const vkeys = filesOf(`${original}.keys`)
  .filter((path) => path.endsWith('.vkey'))
  .map((path) => read(`${original}.keys`, path).toString())

describe('tampering on disk', () => {
  test('copies everything else, compresses what was compressed, and leaves the original alone', async () => {
    const before = digestOf(at('packed'))
    const done = await tamperExport(at('packed'), at('packed-damaged'), {
      ops: ['edit', { op: 'delete', length: 2 }],
      times: 2,
      seed: 's',
    })
    expect(done.ok && done.value.truth.map(({ op }) => op).sort()).toEqual(['delete', 'delete', 'edit', 'edit'])
    expect(digestOf(at('packed'))).toBe(before)
    expect(filesOf(at('packed-damaged'))).toEqual(filesOf(at('packed')))
    const [trueLines, lines] = [linesIn(at('packed')), linesIn(at('packed-damaged'))]
    expect(lines.length).toBe(trueLines.length - 4)
    const written = JSON.parse(readFileSync(at('packed-damaged.truth.json'), 'utf8'))
    expect(written).toEqual(done.ok && done.value.truth)
    expect(written[0].file).toMatch(/^entries\/\d{6}\.jsonl\.gz$/)
    for (const path of filesOf(at('packed')).filter((each) => !each.startsWith('entries/'))) {
      expect(read(at('packed-damaged'), path).equals(read(at('packed'), path)), path).toBe(true)
    }
    await tamperExport(at('packed'), at('packed-damaged-again'), {
      ops: ['edit', { op: 'delete', length: 2 }],
      times: 2,
      seed: 's',
    })
    expect(digestOf(at('packed-damaged-again'))).toBe(digestOf(at('packed-damaged')))
  })

  test('fork: the same entries, and a second head of the same size by the log’s own key', async () => {
    const done = await tamperExport(original, at('forked'), {
      ops: ['fork'],
      times: 1,
      seed: '1',
      keysFolder: `${original}.keys`,
    })
    expect(done.ok && done.value).toMatchObject({ truth: [], expectation: { exit: 40, completeness: 'forked' } })
    const fork = done.ok ? done.value.expectation.fork : undefined
    const [a, b] = [fork?.a ?? '', fork?.b ?? ''].map((path) => splitNote(read(at('forked'), path)))
    const [first, second] = [a, b].map((note) => note?.text.split('\n'))
    expect([first?.[0], first?.[1]]).toEqual([second?.[0], second?.[1]])
    expect(first?.[2]).not.toBe(second?.[2])
    for (const note of [a, b])
      expect(vkeys.some((vkey) => note?.signatures[0] && verifies(vkey, note.text, note.signatures[0]))).toBe(true)
    expect(linesIn(at('forked'))).toEqual(linesIn(original))
    expect(treeHash(linesIn(original).map(leaf)).toString('base64')).toBe(first?.[2])
  })

  test('backdate: everything hashes, every head is signed and cosigned at its time; only the time is impossible', async () => {
    const done = await tamperExport(original, at('backdated'), {
      ops: ['backdate'],
      times: 2,
      seed: '3',
      keysFolder: `${original}.keys`,
    })
    if (!done.ok) throw new Error(JSON.stringify(done.error))
    const indexes = done.value.expectation.findings.map(({ first }) => first)
    expect([done.value.truth, done.value.expectation.exit, indexes.length]).toEqual([[], null, 2])
    const [before, after] = [linesIn(original), linesIn(at('backdated'))]
    const entries = after.map((line) => JSON.parse(line.toString()))
    const leaves = after.map(leaf)
    const heads = filesOf(at('backdated')).filter((path) => path.startsWith('heads/'))
    expect(heads).toEqual(filesOf(original).filter((path) => path.startsWith('heads/')))
    const cosigned = heads.map((path) => {
      const note = splitNote(read(at('backdated'), path))
      const was = splitNote(read(original, path))
      const [, size = '0', root] = note.text.split('\n')
      expect(root).toBe(treeHash(leaves.slice(0, Number(size))).toString('base64'))
      expect(note.signatures.map(({ name }) => name)).toEqual(was.signatures.map(({ name }) => name))
      for (const one of note.signatures) expect(vkeys.some((vkey) => verifies(vkey, note.text, one))).toBe(true)
      const times = note.signatures.slice(1).map(({ bytes }) => bytes.readBigUInt64BE(0))
      expect(times).toEqual(was.signatures.slice(1).map(({ bytes }) => bytes.readBigUInt64BE(0)))
      return { size: Number(size), timeMs: Math.min(...times.map(Number)) * 1000 }
    })
    entries.forEach((entry, i) => {
      expect(entry.prev).toBe((i === 0 ? Buffer.alloc(32) : leaves[i - 1])?.toString('base64'))
      const { prev: _, time, ...rest } = entry
      const { prev: __, time: was, ...same } = JSON.parse(before[i]?.toString() ?? '')
      if (entry.type !== 'audit.performed') expect(rest).toEqual(same)
      expect(time === was).toBe(!indexes.includes(i))
    })
    const hours = entries[0].data.maxHeadIntervalHours
    for (const i of indexes) {
      const earlier = cosigned.filter(({ size }) => size <= i)
      expect(earlier.some(({ timeMs }) => Date.parse(entries[i].time) < timeMs - hours * 3_600_000)).toBe(true)
    }
    for (const { data } of entries.filter(({ type }) => type === 'audit.performed')) {
      expect(data.head.root).toBe(treeHash(leaves.slice(0, data.head.size)).toString('base64'))
    }
    const tiles = filesOf(at('backdated')).filter((path) => path.startsWith('tile/0/'))
    expect(Buffer.concat(tiles.map((path) => read(at('backdated'), path))).equals(Buffer.concat(leaves))).toBe(true)
    expect(filesOf(at('backdated')).some((path) => path.startsWith('proofs/'))).toBe(false)
  }, 120_000)

  test.each([
    ['no keys', { ops: ['fork'], keysFolder: undefined }, { field: '--keys' }],
    ['another log’s keys', { ops: ['backdate'], keysFolder: 'other' }, { file: /note|checkpoint/ }],
    ['fork among others', { ops: ['fork', 'edit'] }, { field: 'op' }],
    ['a folder inside the export', { out: 'original/x' }, { field: 'out' }],
    ['a taken name', { out: 'taken' }, { file: 'taken' }],
    ['something that is no log', { path: 'taken' }, {}],
  ])('%s is refused, and nothing is left', async (_, given, place) => {
    const {
      out = 'nothing',
      path = 'original',
      ops = ['edit'],
      keysFolder = `${original}.keys`,
    } = given as Record<string, never> & { out?: string }
    mkdirSync(at('other'), { recursive: true })
    const before = readdirSync(scratch).sort()
    const options = { ops: ops as never, times: 1, seed: '1' }
    const keys =
      'keysFolder' in given
        ? given.keysFolder === undefined
          ? {}
          : { keysFolder: at(given.keysFolder) }
        : { keysFolder }
    const refused = await tamperExport(at(path), at(out), { ...options, ...keys })
    expect(refused.ok).toBe(false)
    if (!refused.ok)
      for (const [name, value] of Object.entries(place)) {
        const got = refused.error.place[name as 'file']
        if (value instanceof RegExp) expect(got).toMatch(value)
        else expect(got).toBe(value)
      }
    expect(readdirSync(scratch).sort()).toEqual(before)
  })
})

describe('on the command line', () => {
  test('sample says what it made, in one JSON document', async () => {
    const { stdout, stderr, exit } = await cli(
      'sample',
      at('cli'),
      '--requests',
      '250',
      '--findings',
      '--gz',
      '--seed',
      'x',
      '--heads-every',
      '240',
      '--json',
    )
    expect([exit, stderr]).toEqual([0, ''])
    const document = JSON.parse(stdout)
    expect(document).toMatchObject({
      tool: { name: 'plainview' },
      folder: 'cli',
      keysFolder: 'cli.keys',
      requests: 250,
      segments: 1,
    })
    expect(document.planted).toEqual(JSON.parse(readFileSync(at('cli.planted.json'), 'utf8')))
    expect(document.planted.length).toBe(23)
    expect(stdout.includes(scratch)).toBe(false)
    const again = await cli(
      'sample',
      at('cli-2'),
      '--requests',
      '250',
      '--findings',
      '--gz',
      '--seed',
      'x',
      '--heads-every',
      '240',
      '--json',
    )
    expect(digestOf(at('cli-2'))).toBe(digestOf(at('cli')))
    expect(digestOf(at('cli-2.keys'))).toBe(digestOf(at('cli.keys')))
    expect(again.stdout.replaceAll('cli-2', 'cli')).toBe(stdout)
  })

  test('tamper says what there is to find', async () => {
    const { stdout, exit } = await cli(
      'tamper',
      original,
      at('cli-damaged'),
      '--op',
      'edit,bitflip,delete:2',
      '--seed',
      '4',
      '--json',
    )
    const document = JSON.parse(stdout)
    expect([exit, document.truth.length, document.expectation.exit]).toEqual([0, 3, 40])
    expect(document.truth).toEqual(JSON.parse(readFileSync(at('cli-damaged.truth.json'), 'utf8')))
    expect(document.expectation).toEqual(JSON.parse(readFileSync(at('cli-damaged.expect.json'), 'utf8')))
    const text = await cli('tamper', original, at('cli-cut'), '--op', 'tail_cut:3')
    expect(text.stdout).toContain('tail_cut: entries ')
    expect(JSON.parse(readFileSync(at('cli-cut.expect.json'), 'utf8'))).toMatchObject({
      exit: 30,
      completeness: 'truncated',
    })
  })

  test.each([
    [['sample', 'x', '--requests', 'many'], '--requests'],
    [['sample', 'x', '--requests', '1e3'], '--requests'],
    [['sample', 'x', '--years', '1.3'], '--years'],
    [['sample', 'x', '--end', 'tomorrow'], '--end'],
    [['tamper', 'original', 'x', '--op', 'burn'], '--op'],
    [['tamper', 'original', 'x', '--op', 'edit:2'], '--op'],
    [['tamper', 'original', 'x', '--op', 'delete:0'], '--op'],
    [['tamper', 'original', 'x', '--op', 'edit', '--times', '0'], '--times'],
    [['tamper', 'original', 'x', '--op', 'tail_cut', '--times', '2'], '--times'],
  ])('%j is refused with the option named', async (argv, field) => {
    const [command = '', ...rest] = argv as string[]
    const { stdout, exit } = await cli(
      command,
      ...rest.map((arg) => (arg === 'x' || arg === 'original' ? at(arg) : arg)),
      '--json',
    )
    expect(exit).toBe(2)
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'bad_option', place: { field } })
  })
})
