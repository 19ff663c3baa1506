import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync, gzipSync, crc32 as nodeCrc32 } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import type { ByteSource } from '../../main/app/ports.ts'
import { readRange, readSource, streamSource } from '../../main/io/read-source.ts'

const folder = mkdtempSync(join(tmpdir(), 'read-source-'))
afterAll(() => rmSync(folder, { recursive: true }))

const lines = Array.from(
  { length: 2000 },
  (_, i) => `{"seq":${i},"prev":"${createHash('sha256').update(String(i)).digest('base64')}"}\n`,
)
const text = Buffer.from(lines.join(''))
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

let files = 0
function sourceOf(bytes: Uint8Array, layers: ByteSource['layers'] = [], more: Partial<ByteSource> = {}): ByteSource {
  const file = join(folder, `f${files++}`)
  writeFileSync(file, bytes)
  return { file, offset: 0, storedBytes: bytes.length, layers, ...more }
}

/** Everything a stream hands over, copied at once, as a chunk is good only during the call. */
async function collect(source: ByteSource, options: Partial<Parameters<typeof streamSource>[1]> = {}) {
  const parts: Buffer[] = []
  const report = await streamSource(source, { path: 'x.jsonl', ...options }, (chunk) => {
    parts.push(Buffer.from(chunk))
  })
  return { report, content: Buffer.concat(parts) }
}

describe('plain bytes', () => {
  test.each([9, 63, 64, 65, 4096, text.length - 1, text.length, text.length + 1])(
    'in chunks of %i bytes',
    async (chunkBytes) => {
      const { report, content } = await collect(sourceOf(text), { chunkBytes, sha256: true })
      expect(report).toEqual({ ok: true, value: { bytes: text.length, sha256: sha256(text), gzip: null } })
      expect(content.equals(text)).toBe(true)
    },
  )

  test('an empty file has the hash of nothing', async () => {
    const { report } = await collect(sourceOf(Buffer.alloc(0)), { sha256: true })
    expect(report).toEqual({
      ok: true,
      value: { bytes: 0, sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', gzip: null },
    })
  })

  test('a part of a file is read from its offset and no further', async () => {
    const { content } = await collect(sourceOf(text, [], { offset: 100, storedBytes: 50 }), { chunkBytes: 7 })
    expect(content.equals(text.subarray(100, 150))).toBe(true)
  })

  test('a file that became shorter is refused at the byte where it ends', async () => {
    const { report } = await collect(sourceOf(text, [], { storedBytes: text.length + 5 }))
    expect(report).toMatchObject({
      ok: false,
      error: { code: 'unreadable', place: { file: 'x.jsonl', byte: text.length } },
    })
  })

  test('a file that is not there is refused under its name in the export, not its path on this machine', async () => {
    const { report } = await collect({ file: join(folder, 'gone'), offset: 0, storedBytes: 1, layers: [] })
    expect(report).toMatchObject({ ok: false, error: { code: 'unreadable', place: { file: 'x.jsonl' } } })
    expect(JSON.stringify(report)).not.toContain(folder)
  })
})

describe('gzip', () => {
  const twoMembers = Buffer.concat([gzipSync(text.subarray(0, 5000)), gzipSync(text.subarray(5000))])

  test.each([64, 100, 4096, 524_288])(
    'two members are joined and counted, in chunks of %i bytes',
    async (chunkBytes) => {
      const { report, content } = await collect(sourceOf(twoMembers, ['gzip']), { chunkBytes, sha256: true })
      expect(content.equals(text)).toBe(true)
      expect(report).toEqual({
        ok: true,
        value: { bytes: text.length, sha256: sha256(twoMembers), gzip: { members: 2, trailingAt: null } },
      })
    },
  )

  test('every split of a member over chunk boundaries reads the same', async () => {
    const small = Buffer.concat([gzipSync('one\n'), gzipSync(''), gzipSync('two\n')])
    for (let chunkBytes = 1; chunkBytes <= small.length + 1; chunkBytes++) {
      const { report, content } = await collect(sourceOf(small, ['gzip']), { chunkBytes })
      expect(content.toString()).toBe('one\ntwo\n')
      expect(report).toMatchObject({ ok: true, value: { gzip: { members: 3, trailingAt: null } } })
    }
  })

  test.each([
    ['one zero byte', Buffer.alloc(1)],
    ['the first byte of a member', Buffer.from([0x1f])],
    ['more zeros than fit a chunk', Buffer.alloc(1_200_000)],
    ['another text', Buffer.from('{"seq":0}\n')],
  ])('bytes after the last member are located: %s', async (_, trailing) => {
    const packed = gzipSync(text)
    const whole = Buffer.concat([packed, trailing])
    for (const chunkBytes of [packed.length - 1, packed.length, packed.length + 1, 524_288]) {
      const { report, content } = await collect(sourceOf(whole, ['gzip']), { chunkBytes, sha256: true })
      expect(content.equals(text)).toBe(true)
      expect(report).toMatchObject({
        ok: true,
        value: { sha256: sha256(whole), gzip: { members: 1, trailingAt: packed.length } },
      })
    }
  })

  test('a header with every optional field is skipped', async () => {
    const plain = gzipSync('line\n')
    const header = Buffer.from([0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 255, 3, 0, 1, 2, 3])
    const packed = Buffer.concat([header, Buffer.from('name\0comment\0\0\0', 'latin1'), plain.subarray(10)])
    for (const chunkBytes of [1, 64, 4096]) {
      const { content } = await collect(sourceOf(packed, ['gzip']), { chunkBytes })
      expect(content.toString()).toBe('line\n')
    }
  })

  test('a file cut at any byte is refused, never read as shorter', async () => {
    const packed = gzipSync(text.subarray(0, 300))
    for (let cut = 0; cut < packed.length; cut++) {
      const { report } = await collect(sourceOf(packed.subarray(0, cut), ['gzip']), { chunkBytes: 64 })
      expect(report, `cut at ${cut}`).toMatchObject({ ok: false, error: { code: 'bad_archive' } })
    }
  })

  test('every flipped bit is refused, but for the header bytes that say nothing about the content', async () => {
    const content = text.subarray(0, 200)
    const packed = gzipSync(content)
    const sayNothing = new Set([4, 5, 6, 7, 8, 9]) // MTIME, XFL, OS
    for (let at = 0; at < packed.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const flipped = Buffer.from(packed)
        flipped[at] = (packed[at] ?? 0) ^ (1 << bit)
        const { report } = await collect(sourceOf(flipped, ['gzip']))
        const isTextFlag = at === 3 && bit === 0 // FTEXT, a hint
        expect(report.ok, `byte ${at} bit ${bit}`).toBe(sayNothing.has(at) || isTextFlag)
      }
    }
  })

  test('a wrong CRC and a wrong length say where, what was written and what came out', async () => {
    const packed = gzipSync('abc')
    const at = packed.length - 8
    const badCrc = Buffer.from(packed)
    badCrc.writeUInt32LE(1, at)
    expect((await collect(sourceOf(badCrc, ['gzip']))).report).toEqual({
      ok: false,
      error: {
        code: 'bad_archive',
        place: { file: 'x.jsonl', byte: at },
        expected: 'CRC-32 00000001 as the file says',
        got: '352441c2 from its content', // CRC-32 of "abc", RFC 3720 style check value
      },
    })
    const badLength = Buffer.from(packed)
    badLength.writeUInt32LE(4, at + 4)
    expect((await collect(sourceOf(badLength, ['gzip']))).report).toMatchObject({
      ok: false,
      error: { place: { byte: at + 4 }, got: '3' },
    })
  })

  test('a bomb is stopped by the ratio limit, which is named', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 2 ** 20))
    let handedOver = 0
    const report = await streamSource(sourceOf(bomb, ['gzip']), { path: 'bomb.gz' }, (chunk) => {
      handedOver += chunk.length
    })
    expect(report).toMatchObject({ ok: false, error: { code: 'limit_exceeded', place: { file: 'bomb.gz' } } })
    expect(report.ok ? '' : report.error.expected).toContain('limit: ratio')
    expect(handedOver).toBeLessThanOrEqual(17 * 2 ** 20)
  })
})

describe('a member of an archive', () => {
  const packed = deflateRawSync(text)
  const unpacked = { bytes: text.length, crc32: nodeCrc32(text) }

  test('is unpacked and hashed as the file it is in the export', async () => {
    const inArchive = Buffer.concat([randomBytes(30), packed, randomBytes(30)])
    const source = sourceOf(inArchive, ['deflate-raw'], { offset: 30, storedBytes: packed.length, unpacked })
    const { report, content } = await collect(source, { sha256: true, chunkBytes: 1000 })
    expect(content.equals(text)).toBe(true)
    expect(report).toMatchObject({ ok: true, value: { sha256: sha256(text) } })
  })

  test('a .gz in it is hashed compressed and handed over unpacked', async () => {
    const gz = gzipSync(text)
    const source = sourceOf(deflateRawSync(gz), ['deflate-raw', 'gzip'], {
      unpacked: { bytes: gz.length, crc32: nodeCrc32(gz) },
    })
    const { report, content } = await collect(source, { sha256: true, chunkBytes: 777 })
    expect(content.equals(text)).toBe(true)
    expect(report).toEqual({
      ok: true,
      value: { bytes: text.length, sha256: sha256(gz), gzip: { members: 1, trailingAt: null } },
    })
  })

  test.each([
    ['a byte fewer', { ...unpacked, bytes: text.length - 1 }],
    ['a byte more', { ...unpacked, bytes: text.length + 1 }],
    ['another CRC', { ...unpacked, crc32: unpacked.crc32 ^ 1 }],
  ])('that unpacks to anything but what the archive says is refused: %s', async (_, claimed) => {
    const deflated = await collect(sourceOf(packed, ['deflate-raw'], { unpacked: claimed }))
    expect(deflated.report).toMatchObject({ ok: false, error: { code: 'bad_archive' } })
    const stored = await collect(sourceOf(text, [], { unpacked: claimed }))
    expect(stored.report).toMatchObject({ ok: false, error: { code: 'bad_archive' } })
  })

  test('with bytes after its compressed data is refused', async () => {
    const { report } = await collect(sourceOf(Buffer.concat([packed, Buffer.from([0])]), ['deflate-raw'], { unpacked }))
    expect(report).toMatchObject({ ok: false, error: { code: 'bad_archive', place: { byte: packed.length } } })
  })
})

describe('limits and stopping', () => {
  test.each([
    [text.length - 1, false],
    [text.length, true],
    [text.length + 1, true],
  ])('a cap of %i bytes on a file of its length: read %s', async (maxBytes, isRead) => {
    for (const source of [sourceOf(text), sourceOf(gzipSync(text), ['gzip'])]) {
      const result = await readSource(source, { path: 'x', maxBytes })
      expect(result.ok).toBe(isRead)
      if (result.ok) expect(result.value.equals(text)).toBe(true)
      else expect(result.error.code).toBe('too_large')
    }
  })

  test('a callback that returns false ends the reading, and no hash is claimed', async () => {
    let calls = 0
    const report = await streamSource(sourceOf(text), { path: 'x', chunkBytes: 100, sha256: true }, () => {
      calls++
      return false
    })
    expect(calls).toBe(1)
    expect(report).toEqual({ ok: true, value: { bytes: 100, sha256: null, gzip: null } })
  })

  test('a callback that promises false ends it as well', async () => {
    let calls = 0
    await streamSource(sourceOf(text), { path: 'x', chunkBytes: 100 }, async () => {
      calls++
      return false as const
    })
    expect(calls).toBe(1)
  })

  test('a callback may wait: its chunk stays as it is until it is done', async () => {
    const parts: string[] = []
    await streamSource(sourceOf(text), { path: 'x', chunkBytes: 5000 }, async (chunk) => {
      await new Promise((done) => setTimeout(done, 2))
      parts.push(chunk.toString())
    })
    expect(parts.join('')).toBe(text.toString())
  })

  test('an aborted signal ends it as cancelled', async () => {
    const report = await streamSource(sourceOf(text), { path: 'x', signal: AbortSignal.abort() }, () => undefined)
    expect(report).toMatchObject({ ok: false, error: { code: 'cancelled' } })
  })

  test.each([
    [0, 10],
    [1234, 4321],
    [text.length - 5, 5],
    [text.length - 5, 50],
    [text.length, 1],
    [text.length + 9, 1],
  ])('a range from %i of %i bytes is the same through every layer', async (offset, length) => {
    const gz = gzipSync(text)
    const sources = [
      sourceOf(text),
      sourceOf(text, [], { unpacked: { bytes: text.length, crc32: nodeCrc32(text) } }),
      sourceOf(gz, ['gzip']),
      sourceOf(deflateRawSync(gz), ['deflate-raw', 'gzip']),
    ]
    for (const source of sources) {
      const range = await readRange(source, { path: 'x', chunkBytes: 1000 }, offset, length)
      expect(range.ok && range.value.toString()).toBe(text.subarray(offset, offset + length).toString())
    }
  })
})
