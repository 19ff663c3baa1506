import { describe, expect, test } from 'vitest'
import { createLogWriter, encodeLineWith, type LogEvent, MAX_LINE_BYTES } from '#core/log/writer.ts'
import { createCommitter } from '#core/log/writer-commitment.ts'
import { sealHead } from '#core/log/writer-head.ts'
import { writeIJson } from '#core/log/writer-json.ts'
import { keyAddedData } from '#core/log/writer-keys.ts'
import { createTreeBuilder } from '#core/log/writer-tree.ts'
import { tilePath } from '#core/merkle/tile.ts'
import { cosigner, noteKeyOfSeed, noteSigner } from '#core/note/signer.ts'
import { createEncodeLine } from '../../../main/io/encode-line.ts'
import { createEd25519Signer, sha256 as hash, publicKeyFromSeed } from '../../../main/io/node-crypto.ts'
import { canonical, leaf, rootOfPath, sha256, splitNote, treeHash, verifies } from './reference.ts'

const ORIGIN = 'log.example/test'
const opened: LogEvent = {
  timeMs: 1_700_000_000_000,
  type: 'log.opened',
  data: { format: 'disclosure-log/v1', keys: [], maxHeadIntervalHours: 24, origin: ORIGIN, policySha256: null },
}
const heartbeat = (timeMs: number): LogEvent => ({ timeMs, type: 'log.heartbeat', data: {} })
const writerOf = () => createLogWriter({ origin: ORIGIN, hash })

/** Writes some events; every one has to be taken. */
function write(events: readonly LogEvent[], writer = writerOf()): readonly Buffer[] {
  return events.map((event) => {
    const line = writer.append(event)
    if (!line.ok) throw new Error(JSON.stringify(line.error))
    return Buffer.from(line.value.stored)
  })
}

const key = (name: string, algorithm: 'ed25519' | 'cosignature/v1', byte: number) => {
  const made = noteKeyOfSeed(name, algorithm, new Uint8Array(32).fill(byte), publicKeyFromSeed)
  if (!made.ok) throw new Error('no key')
  return made.value
}

describe('a line', () => {
  test('is canonical JSON with the members of the format, and ends in one line feed', () => {
    const [, line = Buffer.alloc(0)] = write([
      opened,
      {
        timeMs: 1_772_357_400_000,
        type: 'request.received',
        req: 'abcDEF_-12',
        data: { reason: 'Ermittlungen – "Betrug"\n\u2028', b: [1, { z: null, a: true }], '€': 1, '\ufb33': 2, '😀': 3 },
        c: { document: 'x' },
      },
    ])
    const text = line.toString('utf8')
    expect(text.endsWith('}\n')).toBe(true)
    const value = JSON.parse(text)
    expect(canonical(value)).toBe(text.slice(0, -1))
    expect(Object.keys(value)).toEqual(['c', 'data', 'log', 'prev', 'req', 'seq', 'time', 'type', 'v'])
    expect(value).toMatchObject({ log: ORIGIN, seq: 1, time: '2026-03-01T09:30:00.000Z', v: 1, req: 'abcDEF_-12' })
    expect(Object.keys(value.data)).toEqual(['b', 'reason', '€', '😀', '\ufb33']) // by UTF-16 code units
  })

  test('carries the hash of the line before; the first one 32 zero bytes', () => {
    const lines = write([opened, heartbeat(1_700_000_000_000), heartbeat(1_700_000_000_001)])
    const prevs = lines.map((line) => JSON.parse(line.toString()).prev)
    expect(prevs).toEqual([
      Buffer.alloc(32).toString('base64'),
      ...lines.slice(0, 2).map((line) => leaf(line.subarray(0, -1)).toString('base64')),
    ])
  })

  test('has its time to the millisecond, whatever the day', () => {
    const times = [
      0, 1, 59_999, 86_399_999, 86_400_000, 951_782_399_999, 951_868_800_000, 1_772_357_400_123, 253_402_300_799_999,
    ]
    const lines = write([{ ...opened, timeMs: -1 }, ...times.map(heartbeat)])
    const written = lines.map((line) => JSON.parse(line.toString()).time)
    expect(written).toEqual([-1, ...times].map((timeMs) => new Date(timeMs).toISOString()))
  })

  test('is the same from the fast encoder as from the plain one', () => {
    const fast = createEncodeLine()
    for (const text of ['', 'a', '{"ü":"日本😀"}', 'x'.repeat(300_000)]) {
      const [a, b] = [fast(text), encodeLineWith(hash)(text)]
      expect(Buffer.from(a.stored).equals(b.stored)).toBe(true)
      expect([a.base64, Buffer.from(a.leafHash).toString('hex')]).toEqual([
        b.base64,
        Buffer.from(b.leafHash).toString('hex'),
      ])
    }
  })

  test.each([
    [-1, true],
    [0, true],
    [1, false],
  ])('of 65,535 bytes %i is taken: %s', (more, isTaken) => {
    const writer = writerOf()
    write([opened], writer)
    const event = (length: number): LogEvent => ({
      timeMs: opened.timeMs,
      type: 'user.flagged',
      data: { reason: 'x'.repeat(length) },
    })
    const probe = createLogWriter({ origin: ORIGIN, hash })
    write([opened], probe)
    const empty = (write([event(0)], probe)[0]?.length ?? 0) - 1
    const line = writer.append(event(MAX_LINE_BYTES - empty + more))
    expect(line.ok).toBe(isTaken)
    if (line.ok) expect(line.value.stored.length - 1).toBe(MAX_LINE_BYTES + more)
    else expect(line.error).toMatchObject({ code: 'too_large', got: '65536 bytes' })
    expect(writer.tree.size()).toBe(isTaken ? 2 : 1)
  })
})

describe('the writer refuses', () => {
  const next = (event: Partial<LogEvent>): LogEvent => ({
    timeMs: opened.timeMs,
    type: 'log.heartbeat',
    data: {},
    ...event,
  })
  test.each([
    ['a time before the entry before', next({ timeMs: opened.timeMs - 1 }), 'time'],
    ['the year 10000', next({ timeMs: 253_402_300_800_000 }), 'time'],
    ['half a millisecond', next({ timeMs: opened.timeMs + 0.5 }), 'time'],
    ['an unknown type', next({ type: 'request.escalated' }), 'type'],
    ['a second opening', { ...opened }, 'type'],
    ['a short request id', next({ req: 'seven77' }), 'req'],
    ['a request id with a space', next({ req: 'eight 88' }), 'req'],
    ['a decimal', next({ data: { a: [0.5] } }), '/data/a/0'],
    ['minus zero', next({ data: { a: -0 } }), '/data/a'],
    ['an integer that doubles cannot hold', next({ data: { a: 2 ** 53 } }), '/data/a'],
    ['a lone surrogate', next({ data: { a: 'x\ud800' } }), '/data/a'],
    ['a noncharacter as a name', next({ data: { '\ufdd0': 1 } }), '/data/\ufdd0'],
    ['a commitment that is a decimal', next({ c: { a: 0.1 } }), '/c/a'],
  ])('%s, and says where', (_, event, field) => {
    const writer = writerOf()
    write([opened], writer)
    const line = writer.append(event)
    expect(line).toMatchObject({ ok: false, error: { code: 'bad_field', place: { file: ORIGIN, line: 2, field } } })
    expect(writer.append(heartbeat(opened.timeMs)).ok).toBe(true) // nothing was written of it
  })

  test('anything before log.opened, and anything after log.closed', () => {
    expect(writerOf().append(heartbeat(0))).toMatchObject({ ok: false, error: { place: { field: 'type' } } })
    const writer = writerOf()
    write([opened, { timeMs: opened.timeMs, type: 'log.closed', data: { entries: 1 } }], writer)
    expect(writer.append(heartbeat(opened.timeMs))).toMatchObject({
      ok: false,
      error: { expected: 'no entry after log.closed' },
    })
  })

  test('nothing that JSON of the format can say', () => {
    expect(writeIJson({ b: -(2 ** 53 - 1), a: '\u0000"\\/\u007f' })).toBe(
      '{"a":"\\u0000\\"\\\\/\u007f","b":-9007199254740991}',
    )
  })
})

describe('the tree', () => {
  const leaves = Array.from({ length: 700 }, (_, i) => leaf(Buffer.from(`entry ${i}`)))

  test.each([0, 1, 2, 3, 255, 256, 257, 511, 512, 513, 700])('of %i entries has the root of RFC 6962', (size) => {
    const tree = createTreeBuilder(hash)
    for (const each of leaves.slice(0, size)) tree.append(each)
    expect(Buffer.from(tree.root()).equals(treeHash(leaves.slice(0, size)))).toBe(true)
  })

  test('gives its tiles: 256 hashes each, level 1 the roots of the full ones below', () => {
    const tiles = new Map<string, Buffer>()
    const tree = createTreeBuilder(hash, ({ tile, hashes }) => tiles.set(tilePath(tile), Buffer.from(hashes)))
    for (const each of leaves) tree.append(each)
    for (const { tile, hashes } of tree.partialTiles()) tiles.set(tilePath(tile), Buffer.from(hashes))
    expect([...tiles.keys()].sort()).toEqual(['tile/0/000', 'tile/0/001', 'tile/0/002.p/188', 'tile/1/000.p/2'])
    expect(tiles.get('tile/0/001')?.equals(Buffer.concat(leaves.slice(256, 512)))).toBe(true)
    expect(tiles.get('tile/0/002.p/188')?.equals(Buffer.concat(leaves.slice(512)))).toBe(true)
    const roots = [treeHash(leaves.slice(0, 256)), treeHash(leaves.slice(256, 512))]
    expect(tiles.get('tile/1/000.p/2')?.equals(Buffer.concat(roots))).toBe(true)
  })

  test('proves the entries it was told to keep, and no others', () => {
    const tree = createTreeBuilder(hash)
    leaves.forEach((each, i) => {
      if (i === 300) tree.keep(300)
      tree.append(each)
    })
    for (const index of [300, 699]) {
      const path = tree.prove(index)?.map((each) => Buffer.from(each)) ?? []
      expect(rootOfPath(index, 700, leaves[index] as Buffer, path).equals(treeHash(leaves))).toBe(true)
    }
    expect(tree.prove(10)).toBeNull()
  })
})

describe('heads and keys', () => {
  const [logKey, nextKey, witness] = [
    key(ORIGIN, 'ed25519', 1),
    key(ORIGIN, 'ed25519', 2),
    key('w.example', 'cosignature/v1', 3),
  ]
  const sign = createEd25519Signer()

  test('a head is a checkpoint that the log signed and a witness cosigned at its time', () => {
    const writer = writerOf()
    const lines = write([opened, heartbeat(opened.timeMs), heartbeat(opened.timeMs)], writer)
    const head = sealHead(writer, [noteSigner(logKey, sign), cosigner(witness, 1_700_000_123n, sign)])
    if (!head.ok) throw new Error('no head')
    const { text, signatures } = splitNote(head.value.note)
    const root = treeHash(lines.map((line) => leaf(line.subarray(0, -1)))).toString('base64')
    expect(text).toBe(`${ORIGIN}\n3\n${root}\n`)
    expect(signatures.map((one, i) => verifies([logKey, witness][i]?.vkey ?? '', text, one))).toEqual([true, true])
    expect(signatures[1]?.bytes.readBigUInt64BE(0)).toBe(1_700_000_123n)
    expect(verifies(logKey.vkey, text.replace('3', '4'), signatures[0] as never)).toBe(false)
  })

  test('a new key is introduced by a note that the old and the new one sign', () => {
    const data = keyAddedData({ origin: ORIGIN, oldKey: logKey, newKey: nextKey, fromSize: 42 }, sign)
    if (!data.ok) throw new Error('no note')
    const { text, signatures } = splitNote(Buffer.from(String(data.value.note)))
    expect(text).toBe(`disclosure-log/key/v1\n${ORIGIN}\n${nextKey.vkey}\n42\n`)
    expect(signatures.map((one, i) => verifies([logKey, nextKey][i]?.vkey ?? '', text, one))).toEqual([true, true])
    expect(data.value).toMatchObject({ fromSize: 42, vkey: nextKey.vkey })
  })

  test('a commitment is the hash of its label, name, salt and value', () => {
    const salt = Buffer.alloc(32, 7)
    const expected = sha256('disclosure-log/commit/v1\n', 'document\n', salt, 'wert é')
    expect(Buffer.from(createCommitter('document', hash)(salt, 'wert é')).equals(expected)).toBe(true)
  })
})
