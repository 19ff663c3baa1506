import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { buildFolder, writeAtomically } from '../../main/io/atomic-write.ts'
import { failure, refusal } from '../../main/io/failure.ts'
import { freeBytesAt } from '../../main/io/free-space.ts'
import { openEvidence } from '../../main/io/open-evidence.ts'
import { readSource } from '../../main/io/read-source.ts'
import { writeZip } from '../../main/io/zip-write.ts'
import { err, ok } from '../../shared/core/result.ts'

const scratch = mkdtempSync(join(tmpdir(), 'atomic-write-'))
afterAll(() => rmSync(scratch, { recursive: true }))

let made = 0
function folder(): string {
  const path = join(scratch, `f${made++}`)
  mkdirSync(path)
  return path
}

const stop = refusal('cancelled', { file: 'x' }, 'to go on', 'stopped')
async function* chunksThenStop() {
  yield Buffer.from('half ')
  throw failure(stop)
}

describe('a file', () => {
  test('is written whole, replaces the one before, and leaves nothing else behind', async () => {
    const at = folder()
    const path = join(at, 'receipt.json')
    writeFileSync(path, 'old, and longer than the new one')
    expect(await writeAtomically(path, 'new')).toEqual({ ok: true, value: null })
    expect(readFileSync(path, 'utf8')).toBe('new')
    expect(readdirSync(at)).toEqual(['receipt.json'])
  })

  test('stays as it was when its new content fails half way', async () => {
    const at = folder()
    const path = join(at, 'receipt.json')
    writeFileSync(path, 'old')
    expect(await writeAtomically(path, chunksThenStop())).toEqual({ ok: false, error: stop })
    expect(readFileSync(path, 'utf8')).toBe('old')
    expect(readdirSync(at)).toEqual(['receipt.json'])
  })

  test('that must be new is refused where the name is taken, and the other file is untouched', async () => {
    const at = folder()
    const path = join(at, 'key')
    expect(await writeAtomically(path, 'first', { isNew: true })).toMatchObject({ ok: true })
    expect(await writeAtomically(path, 'second', { isNew: true })).toMatchObject({
      ok: false,
      error: { code: 'bad_option', place: { file: 'key' } },
    })
    expect(readFileSync(path, 'utf8')).toBe('first')
    expect(readdirSync(at)).toEqual(['key'])
  })

  test('gets the permissions asked for', async () => {
    const path = join(folder(), 'secret')
    await writeAtomically(path, 'x', { mode: 0o600 })
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  test('where nothing can be written is refused', async () => {
    expect(await writeAtomically(join(scratch, 'no', 'such', 'x'), 'x')).toMatchObject({
      ok: false,
      error: { code: 'unreadable', place: { file: 'x' }, expected: 'a place that can be written' },
    })
  })
})

describe('a folder', () => {
  test('appears when it is complete', async () => {
    const at = folder()
    const path = join(at, 'out')
    const built = await buildFolder(path, async (temporary) => {
      expect(existsSync(path)).toBe(false)
      writeFileSync(join(temporary, 'a'), '1')
      return ok(7)
    })
    expect(built).toEqual({ ok: true, value: 7 })
    expect(readFileSync(join(path, 'a'), 'utf8')).toBe('1')
    expect(readdirSync(at)).toEqual(['out'])
  })

  test('takes the place of an empty one, never of one with something in it', async () => {
    const path = folder()
    expect(await buildFolder(path, async () => ok(1))).toMatchObject({ ok: true })
    writeFileSync(join(path, 'mine'), 'x')
    expect(await buildFolder(path, async () => ok(2))).toMatchObject({ ok: false, error: { code: 'bad_option' } })
    expect(readdirSync(path)).toEqual(['mine'])
  })

  test('does not appear when building it is refused or breaks', async () => {
    const at = folder()
    const path = join(at, 'out')
    expect(await buildFolder(path, async () => err(stop))).toEqual({ ok: false, error: stop })
    const broken = buildFolder(path, async () => {
      throw new Error('bug')
    })
    await expect(broken).rejects.toThrow('bug')
    expect(readdirSync(at)).toEqual([])
  })
})

describe('a zip', () => {
  const members = [
    { path: 'entries/000000.jsonl', content: Buffer.from('{"seq":0}\n') },
    {
      path: 'checkpoint',
      content: async function* () {
        yield Buffer.from('one ')
        yield Buffer.from('two')
      },
    },
    { path: 'ä.txt', content: Buffer.from('umlaut') },
  ]

  test('is read by others and by us', async () => {
    for (const compress of [false, true]) {
      const path = join(folder(), 'x.zip')
      expect(await writeZip(path, members, { compress })).toEqual({ ok: true, value: null })
      const script =
        'import sys,zipfile,json; z=zipfile.ZipFile(sys.argv[1]); print(json.dumps([[n,z.read(n).decode()] for n in z.namelist()])); assert z.testzip() is None'
      const seen = JSON.parse(execFileSync('python3', ['-c', script, path], { encoding: 'utf8' }))
      expect(seen).toEqual([
        ['checkpoint', 'one two'],
        ['entries/000000.jsonl', '{"seq":0}\n'],
        ['ä.txt', 'umlaut'],
      ])
      const opened = await openEvidence(path)
      const [first] = opened.ok ? opened.value.files : []
      expect(first?.path).toBe('checkpoint')
      if (first)
        expect(await readSource(first.source, { path: 'x', maxBytes: 10 })).toMatchObject({
          value: Buffer.from('one two'),
        })
    }
  })

  test('has the same bytes in every time zone, in every order of its members, at every time', async () => {
    const at = folder()
    const before = process.env.TZ
    const bytes: Buffer[] = []
    for (const zone of ['UTC', 'Asia/Tokyo', 'America/Lima']) {
      process.env.TZ = zone
      const path = join(at, zone.replace('/', '-'))
      await writeZip(path, zone === 'UTC' ? members : [...members].reverse())
      bytes.push(readFileSync(path))
    }
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
    expect(bytes[1]).toEqual(bytes[0])
    expect(bytes[2]).toEqual(bytes[0])
  })

  test('does not appear when a member fails half way', async () => {
    const at = folder()
    const failing = [...members, { path: 'z', content: chunksThenStop }]
    expect(await writeZip(join(at, 'x.zip'), failing)).toEqual({ ok: false, error: stop })
    expect(readdirSync(at)).toEqual([])
  })
})

describe('free space', () => {
  test('of a place that does not exist yet is that of the folder it would be in', async () => {
    const here = await freeBytesAt(scratch)
    const below = await freeBytesAt(join(scratch, 'not', 'yet', 'there'))
    const df = execFileSync('df', ['--output=avail', '-B1', scratch], { encoding: 'utf8' }).split('\n')[1]
    expect(here.ok && Math.abs(here.value - Number(df))).toBeLessThan(2 ** 30) // others write meanwhile
    expect(below.ok && here.ok && Math.abs(below.value - here.value)).toBeLessThan(2 ** 30)
  })
})
