import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CarefulClaims, checkLine, MAX_LINE_BYTES } from '#core/log/check-line.ts'
import { lineRule, reqOf } from '#core/log/event-members.ts'
import { byteView } from '#core/log/literal.ts'
import { noClaims, recogniseLine } from '#core/log/recognise-line.ts'
import { EVENT_TYPES, type EventType } from '#core/requests/enumerations.ts'
import { makeSample } from '../sample/tools.ts'
import { canonical, lineOf, makeLines } from './fixtures.ts'

/** A line as a pass meets it: something before it, a LF and room behind it. */
function around(line: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from('x\n'), line, Buffer.from('\n\0\0\0')])
}

const thoroughly = (line: Uint8Array): { claims: CarefulClaims; lints: string[] } => {
  const lints: string[] = []
  const claims = checkLine(around(line), 2, 2 + line.length, (code, byte, expected, got) =>
    lints.push(`${code}@${byte}: ${expected} | ${got}`),
  )
  return { claims, lints }
}
const codes = (line: Uint8Array): string[] => thoroughly(line).lints.map((lint) => lint.split('@')[0] as string)

function quickly(line: Uint8Array) {
  const claims = noClaims()
  const bytes = around(line)
  const isPerfect = recogniseLine(byteView(bytes), 2, 2 + line.length, claims, { date: -1, midnightMs: 0 })
  const text = (from: number, to: number) => (from < 0 ? null : Buffer.from(bytes.subarray(from, to)).toString('utf8'))
  return {
    isPerfect,
    claims: {
      type: claims.type,
      seq: claims.seq,
      prev: claims.hasPrev ? Buffer.from(claims.prev).toString('hex') : null,
      timeMs: claims.timeMs,
      log: text(claims.logFrom, claims.logTo),
      req: text(claims.reqFrom, claims.reqTo),
    },
  }
}

const asQuick = ({ type, seq, prev, timeMs, log, req }: CarefulClaims) => ({
  type,
  seq,
  prev: prev && Buffer.from(prev).toString('hex'),
  timeMs,
  log,
  req,
})

const sample = makeSample({ requests: 700, years: 3, witnesses: 0, proofs: 0, tiles: false })
const SAMPLE_LINES = [...sample.files]
  .filter(([path]) => path.startsWith('entries/'))
  .flatMap(([, bytes]) => Buffer.from(bytes).toString('utf8').split('\n').slice(0, -1))
  .map((line) => Buffer.from(line))
const byType = new Map<string, Buffer>()
for (const line of SAMPLE_LINES) {
  const { type } = JSON.parse(line.toString())
  if (!byType.has(type)) byType.set(type, line)
}

describe('a line of every type', () => {
  test('the sample has one of each', () => {
    expect([...byType.keys()].sort()).toEqual([...EVENT_TYPES].sort())
  })

  test('whole logs are recognised, claim for claim as the thorough way reads them', () => {
    for (const line of SAMPLE_LINES) {
      const quick = quickly(line)
      expect(quick.isPerfect, line.toString()).toBe(true)
      const { claims, lints } = thoroughly(line)
      expect(lints).toEqual([])
      expect(quick.claims).toEqual(asQuick(claims))
    }
  })

  test.each([...byType])(
    '%s: whatever byte is changed, added or removed, the quick way is not fooled',
    (_type, line) => {
      for (let at = 0; at < line.length; at++) {
        for (const other of [
          line.with(at, (line[at] as number) ^ 1),
          line.with(at, 0x20),
          Buffer.from([...line.subarray(0, at), ...line.subarray(at + 1)]),
        ]) {
          const quick = quickly(other)
          if (!quick.isPerfect) continue
          const { claims, lints } = thoroughly(other)
          expect(lints, Buffer.from(other).toString()).toEqual([])
          expect(quick.claims).toEqual(asQuick(claims))
        }
      }
    },
  )

  test('what has no lints is recognised: the thorough way is never needed for it', () => {
    const any = fc.constantFrom(...byType.values())
    fc.assert(
      fc.property(
        any,
        fc.nat(),
        fc.constantFrom('"', 'é', '𝄞', '\uFFFE', 'a', '1', ',', '{', '\\u001f', '\\n', '-'),
        (line, where, piece) => {
          // Behind the commitments, whose names are free and go the long way where they are odd.
          const from = line.indexOf('"data"')
          const at = from + (where % (line.length - from))
          const other = Buffer.concat([line.subarray(0, at), Buffer.from(piece), line.subarray(at)])
          const { lints } = thoroughly(other)
          const { isPerfect } = quickly(other)
          if (isPerfect) expect(lints).toEqual([])
          // So may control characters without a short escape, and values of `correction`.
          else if (lints.length === 0) expect(other.toString()).toMatch(/\\u00|"type":"correction"/)
        },
      ),
      { numRuns: 20_000 },
    )
  })
})

const base = (change: Record<string, unknown>) => {
  const value = { ...JSON.parse((makeLines(2)[1] as Buffer).toString()), ...change }
  for (const [name, member] of Object.entries(value)) if (member === undefined) delete value[name]
  return Buffer.from(canonical(value))
}
const line = makeLines(2)[1] as Buffer
const text = line.toString()

describe('lints of a line', () => {
  test.each<[string, Buffer, string[]]>([
    ['a perfect line', line, []],
    ['empty', Buffer.alloc(0), ['empty_line']],
    ['byte order mark', Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), line]), ['bom', 'not_json']],
    ['CR at its end', Buffer.from(`${text}\r`), ['cr', 'not_canonical']],
    ['NUL inside', Buffer.from(text.replace('flag', 'fl\0g')), ['nul', 'not_json']],
    ['not UTF-8', Buffer.concat([Buffer.from('{"a":"'), Buffer.of(0xc3, 0x28), Buffer.from('"}')]), ['not_utf8']],
    ['not JSON', Buffer.from('hello'), ['not_json']],
    ['no object', Buffer.from('[1]'), ['bad_member']],
    ['a name twice', Buffer.from(text.replace('"v":1', '"v":1,"v":1')), ['duplicate_name']],
    ['lone surrogate', Buffer.from(text.replace('flag', '\\ud800')), ['lone_surrogate']],
    ['noncharacter', Buffer.from(text.replace('flag', '\uFFFE')), ['noncharacter']],
    ['a fraction', Buffer.from(text.replace('"seq":1', '"seq":1.0')), ['not_integer']],
    ['beyond 2^53-1', Buffer.from(text.replace('"seq":1', '"seq":9007199254740992')), ['unsafe_integer', 'bad_member']],
    ['names out of order', Buffer.from(text.replace(/^\{(.*),"v":1\}$/, '{"v":1,$1}')), ['not_canonical']],
    ['white space', Buffer.from(text.replace('"v":1', '"v": 1')), ['not_canonical']],
    ['another version', base({ v: 2 }), ['bad_member']],
    ['no data', base({ data: undefined }), ['missing_member']],
    ['a member too many', base({ extra: 1 }), ['extra_member']],
    ['a member of data missing', base({ data: {} }), ['missing_member']],
    ['a member of data too many', base({ data: { reason: 'x', mood: 'bad' } }), ['extra_member']],
    ['a member of another kind', base({ data: { reason: 7 } }), ['bad_member']],
    ['an unknown type', base({ type: 'user.waved' }), ['not_understood']],
    ['an unknown value', base({ type: 'seal.reviewed', data: { result: 'eaten' } }), ['not_understood']],
    ['no request id where one is due', base({ req: undefined }), ['missing_member']],
    ['a request id that is none', base({ req: 'short' }), ['bad_member']],
    ['a request id of 8', base({ req: '12345678' }), []],
    ['a request id of 64', base({ req: 'r'.repeat(64) }), []],
    ['a request id of 65', base({ req: 'r'.repeat(65) }), ['bad_member']],
    ['prev of 31 bytes', base({ prev: Buffer.alloc(31).toString('base64') }), ['bad_member']],
    ['prev with loose bits', base({ prev: `${'A'.repeat(42)}B=` }), ['bad_member']],
    ['a time without milliseconds', base({ time: '2026-01-01T00:00:00Z' }), ['bad_member']],
    ['February 29 of no leap year', base({ time: '2025-02-29T00:00:00.000Z' }), ['bad_member']],
    ['February 29 of a leap year', base({ time: '2024-02-29T00:00:00.000Z' }), []],
    ['a commitment', base({ c: { document: Buffer.alloc(32).toString('base64') } }), []],
    ['a commitment that is no hash', base({ c: { document: 'abc' } }), ['bad_member']],
    [
      'an e-mail address',
      base({ data: { reason: 'write to a.person@example.org please' } }),
      ['personal_data_in_text'],
    ],
  ])('%s', (_name, bytes, expected) => {
    expect(codes(bytes)).toEqual(expected)
    if (expected.length > 0) expect(quickly(bytes).isPerfect).toBe(false)
  })

  test('a type that does not belong to a request has no request id', () => {
    expect(codes(lineOf(1, Buffer.alloc(32), { type: 'log.heartbeat', data: {}, req: 'req_00000001' }))).toEqual([
      'extra_member',
    ])
    expect(reqOf('log.heartbeat')).toBe('never')
  })

  test('65,535 bytes are a line, 65,536 are too many', () => {
    const room = MAX_LINE_BYTES - base({ data: { reason: '' } }).length
    expect(codes(base({ data: { reason: 'x'.repeat(room) } }))).toEqual([])
    expect(codes(base({ data: { reason: 'x'.repeat(room + 1) } }))).toEqual(['line_too_long'])
  })

  test('the lint does not repeat the personal data that it warns of', () => {
    const { lints } = thoroughly(base({ data: { reason: 'write to a.person@example.org please' } }))
    expect(lints.join()).not.toContain('a.person')
  })

  test('it never throws', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((json) => Buffer.from(json)),
    )
    fc.assert(
      fc.property(bytes, (any) => {
        expect(Array.isArray(codes(any))).toBe(true)
        expect(typeof quickly(any).isPerfect).toBe('boolean')
      }),
      { numRuns: 5000 },
    )
  })

  test('each type has its own line, and names no member twice', () => {
    for (const type of EVENT_TYPES) {
      const names = lineRule(type as EventType).members.map(({ name }) => name)
      expect(new Set(names).size).toBe(names.length)
      expect(names).toEqual([...names].sort())
    }
  })
})
