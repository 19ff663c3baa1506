import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseEntryBundle } from '#core/formats/entry-bundle.ts'
import { inclusionProof, rootAt } from '#core/merkle/build-proof.ts'
import { verifyInclusion } from '#core/merkle/proof.ts'
import { checkTileBytes, hashAtFromTiles, parseTilePath, type Tile, tilePath, tilesOfLevel } from '#core/merkle/tile.ts'
import { leafHash, rootOf, unpackHashes } from '#core/merkle/tree.ts'
import { sha256 } from '../../main/io/node-crypto.ts'

const LOG = 'test/vectors/tessera-log'
const SIZES = Array.from({ length: 15 }, (_, i) => i + 1)

describe('tile paths', () => {
  // The first four are the examples of C2SP tlog-tiles and of the log format.
  test.each<[string, Tile]>([
    ['tile/0/x001/x234/067', { level: 0, index: 1234067, width: 256 }],
    ['tile/0/x001/234.p/5', { level: 0, index: 1234, width: 5 }],
    ['tile/2/000.p/1', { level: 2, index: 0, width: 1 }],
    ['tile/entries/000', { level: 'entries', index: 0, width: 256 }],
    ['tile/0/999', { level: 0, index: 999, width: 256 }],
    ['tile/0/x001/000', { level: 0, index: 1000, width: 256 }],
    ['tile/0/x001/x000/000.p/255', { level: 0, index: 1_000_000, width: 255 }],
    ['tile/63/273.p/112', { level: 63, index: 273, width: 112 }],
  ])('%s', (path, tile) => {
    expect(tilePath(tile)).toBe(path)
    expect(parseTilePath(path)).toEqual(tile)
  })

  test.each([
    'tile/0/1',
    'tile/0/0000',
    'tile/0/x000/001',
    'tile/0/001/234',
    'tile/0/x001/x234',
    'tile/00/000',
    'tile/64/000',
    'tile/-1/000',
    'tile/data/000',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/257',
    'tile/0/000.p/05',
    'tile/0/000.p/',
    'tile/0/000/',
    '/tile/0/000',
    'tile/0/000\n',
    'tile/0/x999/x999/x999/x999/x999/999',
  ])('%j is none', (path) => {
    expect(parseTilePath(path)).toBeNull()
  })

  test('every tile has one path', () => {
    const level = fc.oneof(fc.nat(63), fc.constant('entries' as const))
    const index = fc.oneof(fc.nat(2000), fc.maxSafeNat())
    fc.assert(
      fc.property(level, index, fc.integer({ min: 1, max: 256 }), (level, index, width) => {
        expect(parseTilePath(tilePath({ level, index, width }))).toEqual({ level, index, width })
      }),
    )
  })

  test('a tree of 70,000 has the tiles that the specification counts', () => {
    const widths = [0, 1, 2, 3].map((level) => [...tilesOfLevel(level, 70_000)].map(({ width }) => width))
    expect(widths[0]?.length).toBe(274)
    expect(widths[0]?.at(-1)).toBe(112)
    expect(widths.slice(1)).toEqual([[256, 17], [1], []])
    expect([0, 1].map((level) => [...tilesOfLevel(level, 256)].map(tilePath))).toEqual([
      ['tile/0/000'],
      ['tile/1/000.p/1'],
    ])
  })

  test('a tile has to have the bytes of its width', () => {
    const tile = { level: 0, index: 0, width: 3 }
    expect(checkTileBytes(new Uint8Array(96), tile, 'tile/0/000.p/3').ok).toBe(true)
    expect(checkTileBytes(new Uint8Array(95), tile, 'tile/0/000.p/3')).toMatchObject({ error: { got: '95 bytes' } })
    expect(checkTileBytes(new Uint8Array(97), tile, 'tile/0/000.p/3')).toMatchObject({ error: { code: 'too_large' } })
  })
})

describe('the tessera log', () => {
  test.each(SIZES)('size %i: bundle, tile and checkpoint agree', (size) => {
    const parsed = parseEntryBundle(readFileSync(`${LOG}/tile/entries/000.p/${size}`), size, 'bundle')
    const leaves = parsed.ok ? parsed.value.map(({ bytes }) => leafHash(bytes)) : []
    const tile = readFileSync(`${LOG}/tile/0/000.p/${size}`)
    expect(leaves.map((leaf) => [...leaf])).toEqual(unpackHashes(tile).map((leaf) => [...leaf]))
    const root = Buffer.from(rootOf(leaves)).toString('base64')
    expect(root).toBe(readFileSync(`${LOG}/checkpoint.${size}`, 'utf8').split('\n')[2])
  })

  test('entries are found where they stand', () => {
    const bytes = readFileSync(`${LOG}/tile/entries/000.p/3`)
    const parsed = parseEntryBundle(bytes, 3, 'bundle')
    const found = parsed.ok
      ? parsed.value.map(({ bytes, byteOffset }) => [Buffer.from(bytes).toString(), byteOffset])
      : []
    expect(found).toEqual([
      ['one', 2],
      ['two', 7],
      ['three', 12],
    ])
  })
})

describe('bundles that are damaged', () => {
  const good = Uint8Array.of(0, 1, 65, 0, 0, 0, 2, 66, 67)

  test('as it stands it has three entries, one of them empty', () => {
    expect(parseEntryBundle(good, 3, 'b')).toMatchObject({
      value: [{ byteOffset: 2 }, { byteOffset: 5 }, { byteOffset: 7 }],
    })
    expect(parseEntryBundle(new Uint8Array(0), 0, 'b')).toEqual({ ok: true, value: [] })
  })

  test.each([
    ['one entry fewer than the path says', good, 4, 9, '3'],
    ['one entry more', good, 2, 5, '4 bytes more'],
    ['cut in an entry', good.slice(0, 8), 3, 5, 'the end of the file after 1'],
    ['cut in a length', good.slice(0, 6), 3, 5, 'the end of the file at byte 6'],
    ['cut between entries', good.slice(0, 5), 3, 5, '2'],
    ['empty', new Uint8Array(0), 1, 0, '0'],
  ])('%s', (_, bytes, width, byte, got) => {
    expect(parseEntryBundle(bytes, width, 'b')).toMatchObject({ error: { place: { file: 'b', byte }, got } })
  })

  test('an entry of 65,535 bytes is read', () => {
    const bytes = new Uint8Array(2 + 0xffff).fill(0xff, 0, 2)
    expect(parseEntryBundle(bytes, 1, 'b')).toMatchObject({ ok: true })
    expect(parseEntryBundle(bytes.slice(1), 1, 'b')).toMatchObject({ ok: false })
  })
})

test('proofs can be made from tiles of any level, for any size around their edges', () => {
  const leaves = Array.from({ length: 66_000 }, (_, i) => leafHash(Buffer.from(String(i)), sha256))
  const level1 = Array.from({ length: 257 }, (_, i) => rootOf(leaves.slice(i * 256, i * 256 + 256), sha256))
  const level2 = [rootOf(leaves.slice(0, 65_536), sha256)]
  const levels = [leaves, level1, level2]
  for (const size of [1, 255, 256, 257, 511, 65_535, 65_536, 65_537, 66_000]) {
    const asked: string[] = []
    const hashAt = hashAtFromTiles((level, index) => {
      asked.push(`${level}/${index}`)
      const hashes = Math.floor(size / 256 ** level)
      return Buffer.concat(levels[level]?.slice(index * 256, Math.min(index * 256 + 256, hashes)) ?? [])
    }, sha256)
    const root = rootOf(leaves.slice(0, size), sha256)
    expect(Buffer.from(rootAt(BigInt(size), hashAt, sha256) ?? []).equals(root)).toBe(true)
    for (const index of [0, 1, size >> 1, size - 1].filter((index) => index < size)) {
      const proof = inclusionProof(BigInt(index), BigInt(size), hashAt, sha256) ?? []
      const claim = { leafHash: leaves[index] as Uint8Array, index: BigInt(index), size: BigInt(size), root, proof }
      expect(verifyInclusion(claim)).toBe(true)
    }
    expect(new Set(asked).size).toBeLessThan(12)
  }
  expect(hashAtFromTiles(() => undefined)(0, 0n)).toBeUndefined()
  expect(hashAtFromTiles(() => new Uint8Array(64))(1, 1n)).toBeUndefined()
})
