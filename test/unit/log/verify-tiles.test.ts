import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  brief,
  exportOf,
  type Files,
  flipped,
  headOf,
  leafOf,
  makeLines,
  tilesOf,
  verified,
  verifyFiles,
} from './fixtures.ts'

describe('tiles', () => {
  const many = makeLines(700)
  const tiles = tilesOf(many.map(leafOf))
  const whole = exportOf(many, { checkpoint: headOf(many), ...tiles })
  test('lead to the head, and are no lint', async () => {
    expect((await verified(whole)).lints).toEqual([])
  })
  test.each(Object.keys(tiles))('%s with one bit changed is unproven, and changes nothing', async (path) => {
    const bytes = Buffer.from(tiles[path] as Uint8Array)
    const document = await verified({ ...whole, [path]: flipped(bytes, 40 % bytes.length) })
    expect({ exit: document.exit, lints: document.lints.map(({ code, file }) => `${code} ${file}`) }).toEqual({
      exit: 10,
      lints: [`tile_unproven ${path}`],
    })
  })
  test.each([
    ['all tiles', tiles],
    ['leaf tiles only', Object.fromEntries(Object.entries(tiles).filter(([path]) => path.startsWith('tile/0/')))],
    ['the leaf tile of the damage only', { 'tile/0/001': tiles['tile/0/001'] as Uint8Array }],
  ])('%s: two entries removed side by side are told for certain', async (_name, some) => {
    const shown = many.with(300, Buffer.from(`${many[300]} `)).with(301, Buffer.from('x'))
    const document = await verified(exportOf(shown, { checkpoint: headOf(many), ...some }))
    expect(document.damage.map(({ op, first, last, certain, cause }) => ({ op, first, last, certain, cause }))).toEqual(
      [
        { op: 'edit', first: 300, last: 300, certain: true, cause: 'trailing_space' },
        { op: 'edit', first: 301, last: 301, certain: true, cause: undefined },
      ],
    )
  })
  test('a wrong tile beside a damaged log does not mislead', async () => {
    const wrong = flipped(tiles['tile/0/001'] as Uint8Array, 32 * 10) // entry 266
    const shown = many.with(600, Buffer.from(`${many[600]} `))
    const document = await verified(exportOf(shown, { checkpoint: headOf(many), ...tiles, 'tile/0/001': wrong }))
    expect(document.damage.map(({ op, first, certain }) => ({ op, first, certain }))).toEqual([
      { op: 'edit', first: 600, certain: true },
    ])
    expect(document.lints.map(({ code, file }) => `${code} ${file}`)).toContain('tile_unproven tile/0/001')
  })
})

describe('a tiles log of several bundles', () => {
  const many = makeLines(600)
  const bundle = (entries: readonly Uint8Array[]) =>
    Buffer.concat(entries.flatMap((entry) => [Buffer.of(entry.length >> 8, entry.length & 255), entry]))
  const bundles: Files = {
    'tile/entries/000': bundle(many.slice(0, 256)),
    'tile/entries/001': bundle(many.slice(256, 512)),
    'tile/entries/002.p/88': bundle(many.slice(512)),
  }
  const whole: Files = { ...bundles, ...tilesOf(many.map(leafOf)), checkpoint: headOf(many) }
  const without = (files: Files, path: string): Files =>
    Object.fromEntries(Object.entries(files).filter(([name]) => name !== path))
  const items = async (files: Files) => {
    const { exit, damage } = await verified(files)
    return {
      exit,
      damage: damage.map(({ op, first, last, file, certain }) => `${op} ${first}-${last} ${file} ${certain}`),
    }
  }

  test('as it was signed', async () => {
    const document = await verified(whole)
    expect(brief(document)).toMatchObject({ exit: 10, completeness: 'complete to 600' })
    expect(document.lints).toEqual([])
  })
  test('a bundle that is missing', async () => {
    expect(await items(without(whole, 'tile/entries/001'))).toEqual({
      exit: 40,
      damage: ['delete 256-511 tile/entries/002.p/88 true'],
    })
  })
  test('a bundle that is missing, and no tiles: the places of the others tell', async () => {
    const files = without({ ...bundles, checkpoint: headOf(many) }, 'tile/entries/001')
    expect(await items(files)).toEqual({ exit: 40, damage: ['delete 256-511 tile/entries/002.p/88 false'] })
  })
  test('the last bundle missing', async () => {
    expect(await items(without(whole, 'tile/entries/002.p/88'))).toEqual({
      exit: 30,
      damage: ['tail_cut 512-599 tile/entries/001 true'],
    })
  })
  test('entries changed in two bundles', async () => {
    const one = bundle(many.slice(0, 256).with(7, Buffer.from('x')))
    const two = bundle(many.slice(256, 512).with(100, Buffer.from('y')).with(101, Buffer.from('z')))
    const files = { ...whole, 'tile/entries/000': one, 'tile/entries/001': two }
    expect(await items(files)).toEqual({
      exit: 40,
      damage: ['edit 7-7 tile/entries/000 true', 'edit 356-357 tile/entries/001 true'],
    })
  })
  test('an entry removed from the middle of a bundle', async () => {
    const files = { ...whole, 'tile/entries/001': bundle(many.slice(256, 512).toSpliced(50, 1)) }
    expect(await items(files)).toMatchObject({ exit: 40, damage: ['delete 306-306 tile/entries/001 true'] })
  })
  test('without tiles a change is somewhere before the head that does not agree, behind one that does', async () => {
    const changed = bundle(many.slice(256, 512).with(44, Buffer.from('x')))
    const files = {
      ...bundles,
      'tile/entries/001': changed,
      checkpoint: headOf(many),
      'heads/300.note': headOf(many, 300),
    }
    expect(await items(files)).toEqual({ exit: 40, damage: ['edit 300-599 tile/entries/001 false'] })
  })
})

describe('C2SP tlog-tiles', () => {
  const folder = 'test/vectors/tessera-log'
  const key = 'example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx'
  const files = (): Files =>
    Object.fromEntries(
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name !== 'SOURCE.md' && entry.name !== 'LICENSE')
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => [path.slice(folder.length + 1), readFileSync(path)]),
    )
  const head = (size: number, note = readFileSync(`${folder}/checkpoint.${size}`, 'utf8')) => ({
    vkeys: [key],
    head: { name: `checkpoint.${size}`, text: note },
  })

  test.each(Array.from({ length: 16 }, (_, size) => size))('the head of size %i', async (size) => {
    const document = await verified(files(), head(size))
    const completeness = size === 15 ? 'complete to 15' : `tail of ${15 - size} entries beyond the last head`
    expect(brief(document)).toEqual({
      exit: 10,
      integrity: 'intact',
      authenticity: 'pinned key',
      completeness,
      damage: [],
    })
    expect(document.input.entries).toBe(15)
  })
  test('its own checkpoint', async () => {
    expect(brief(await verified(files(), { vkeys: [key] }))).toMatchObject({ exit: 10, completeness: 'complete to 15' })
  })
  test('any bit of a head changed: never 0 or 10', async () => {
    const note = readFileSync(`${folder}/checkpoint.9`)
    const all = files()
    for (let at = 0; at < note.length; at++) {
      const changed = flipped(note, at, 1 << (at % 8))
      const result = await verifyFiles(all, {
        vkeys: [key],
        head: { name: 'checkpoint.9', base64: changed.toString('base64') },
      })
      const exit = result.ok ? result.value.exit : 2
      expect([2, 20, 40], `byte ${at}`).toContain(exit)
    }
  }, 120_000)
  test('any bit of an entry that it covers changed is found, in that bundle, at that entry', async () => {
    const bundle = Buffer.from(files()['tile/entries/000.p/15'] as Uint8Array)
    let at = 0
    for (let index = 0; index < 15; index++) {
      const length = bundle.readUInt16BE(at)
      const changed = flipped(bundle, at + 2 + (index % length), 4)
      const document = await verified({ ...files(), 'tile/entries/000.p/15': changed }, head(15))
      expect(document.exit).toBe(40)
      expect(document.damage.map(({ expected: _e, got: _g, ...item }) => item)).toEqual([
        {
          op: 'edit',
          first: index,
          last: index,
          file: 'tile/entries/000.p/15',
          byteOffset: at + 2,
          certain: true,
          cause: 'bit_flip',
        },
      ])
      at += 2 + length
    }
  })
  test('a narrower bundle that is no beginning of the wider one is a lint', async () => {
    const narrow = flipped(files()['tile/entries/000.p/4'] as Uint8Array, 5)
    const document = await verified({ ...files(), 'tile/entries/000.p/4': narrow }, head(15))
    expect(document.exit).toBe(10)
    expect(document.lints.map(({ code, file }) => `${code} ${file}`)).toContain(
      'bundle_not_prefix tile/entries/000.p/4',
    )
  })
  test('a length in a bundle changed: damage, and the bundle cannot be read to its end', async () => {
    const bundle = flipped(files()['tile/entries/000.p/15'] as Uint8Array, 1, 0x40)
    const document = await verified({ ...files(), 'tile/entries/000.p/15': bundle }, head(15))
    expect(document.exit).toBe(40)
    expect(document.damage[0]).toMatchObject({ first: 0, file: 'tile/entries/000.p/15' })
    expect(document.lints.map(({ code }) => code)).toContain('bundle_unreadable')
  })
  test('a head of the Go checksum database: signed, and without entries', async () => {
    const note = readFileSync('test/vectors/sumdb/35225469.note', 'utf8')
    const vkey = readFileSync('test/vectors/sumdb/vkey', 'utf8').trim()
    const empty: Files = { 'tile/entries/000.p/1': Buffer.of(0, 0) }
    const document = await verified({ ...empty, checkpoint: note }, { vkeys: [vkey] })
    expect(document.heads[0]).toMatchObject({ status: 'verified', size: 35225469, origin: 'go.sum database tree' })
    expect(brief(document)).toMatchObject({ exit: 30, authenticity: 'pinned key', completeness: 'truncated' })
  })
})
