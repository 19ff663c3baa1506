import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { restoreToHash } from '#core/log/damage/restore.ts'
import { type ExitFacts, exitCode, failOn } from '#core/log/exit-code.ts'
import { isInWindow } from '#core/log/key-ring.ts'
import { judgeTime, type TimeFinding, timeWindows } from '#core/log/time-windows.ts'
import { sha256 } from '../../../main/io/node-crypto.ts'
import { canonical, leafOf } from './fixtures.ts'

describe('exit code: the first row that applies', () => {
  const good: ExitFacts = {
    damage: [],
    headDisagrees: false,
    badSignature: false,
    truncated: false,
    rolledBack: false,
    forked: false,
    pinned: true,
    entries: 1,
    quorumMet: true,
  }
  const all: ExitFacts = {
    damage: [{ op: 'tail_cut' }, { op: 'edit' }],
    headDisagrees: true,
    badSignature: true,
    truncated: true,
    rolledBack: true,
    forked: true,
    pinned: false,
    entries: 0,
    quorumMet: false,
  }
  test.each<[number, string, Partial<ExitFacts>]>([
    [0, 'quorum met', {}],
    [10, 'no quorum was asked for', { quorumMet: null }],
    [11, 'a quorum that is not met', { quorumMet: false }],
    [20, 'no key that the auditor gave', { pinned: false }],
    [20, 'no entries', { entries: 0 }],
    [20, 'no key, quorum or not', { pinned: false, quorumMet: null }],
    [30, 'truncated', { truncated: true, damage: [{ op: 'tail_cut' }] }],
    [30, 'rolled back', { rolledBack: true }],
    [30, 'forked', { forked: true }],
    [30, 'forked, without entries and keys', { forked: true, entries: 0, pinned: false }],
    [40, 'any other damage', { damage: [{ op: 'edit' }] }],
    [40, 'damage beside a cut tail', { damage: [{ op: 'tail_cut' }, { op: 'delete' }], truncated: true }],
    [40, 'a head with another root', { headDisagrees: true }],
    [40, 'a bad signature', { badSignature: true }],
    [40, 'everything at once', all],
  ])('%i: %s', (code, _why, facts) => {
    expect(exitCode({ ...good, ...facts })).toBe(code)
  })

  test.each(['edit', 'delete', 'insert', 'duplicate', 'move', 'head_cut', 'rechained', 'spliced'] as const)(
    '%s is 40',
    (op) => {
      expect(exitCode({ ...good, damage: [{ op }] })).toBe(40)
    },
  )
})

describe('--fail-on', () => {
  const medium = [{ severity: 'medium' as const }]
  test.each([
    { code: 0 as const, least: 'medium' as const, to: 50 },
    { code: 20 as const, least: 'low' as const, to: 50 },
    { code: 10 as const, least: 'high' as const, to: 10 },
    { code: 30 as const, least: 'low' as const, to: 30 },
    { code: 40 as const, least: 'info' as const, to: 40 },
    { code: 11 as const, least: null, to: 11 },
  ])('$least makes $code $to', ({ code, least, to }) => {
    expect(failOn(code, least, medium, 0)).toBe(to)
  })
  test('lints count as info', () => {
    expect(failOn(0, 'info', [], 1)).toBe(50)
    expect(failOn(0, 'low', [], 1)).toBe(0)
    expect(failOn(0, 'info', [], 0)).toBe(0)
  })
})

describe('key windows, in tree sizes: both ends belong to them', () => {
  test.each([
    [99n, false],
    [100n, true],
    [101n, true],
    [199n, true],
    [200n, true],
    [201n, false],
    [0n, false],
  ])('size %s', (size, inside) => {
    expect(isInWindow({ fromSize: 100, toSize: 200 }, size)).toBe(inside)
  })
  test('open', () => {
    expect(isInWindow({ fromSize: 0, toSize: null }, 0n)).toBe(true)
    expect(isInWindow({ fromSize: 0, toSize: null }, 2n ** 63n - 1n)).toBe(true)
  })
})

describe('time windows', () => {
  const heads = [
    { size: 10, timeSeconds: 1000 },
    { size: 20, timeSeconds: 2000 },
    { size: 30, timeSeconds: 1500 }, // a witness whose clock ran behind
  ]
  const windows = timeWindows(heads, 1 / 36) // 100 seconds

  test.each([
    [0, 1000, null],
    [9, 1000, null],
    [10, 1500, 1000],
    [19, 1500, 1000],
    [20, 1500, 2000],
    [29, 1500, 2000],
    [30, null, 2000],
    [31, null, 2000],
  ])('entry %i: not after the earliest larger head, and nothing claimed of its own', (index, latest, covered) => {
    const { latestMs, earliestMs } = windows.at(index)
    expect(latestMs).toBe(latest === null ? Number.POSITIVE_INFINITY : latest * 1000 + 999)
    expect(earliestMs).toBe(covered === null ? Number.NEGATIVE_INFINITY : covered * 1000 - 100_000)
  })

  test('without the interval of log.opened there is no lower bound', () => {
    expect(timeWindows(heads, null).at(15).earliestMs).toBe(Number.NEGATIVE_INFINITY)
  })

  const judged = (index: number, timeMs: number) => {
    const findings: TimeFinding[] = []
    judgeTime(findings, index, timeMs, windows.at(index))
    return findings.map(({ code }) => code)
  }
  test.each([
    [5, 1000_998, []],
    [5, 1000_999, []],
    [5, 1001_000, ['time_after_commitment']],
    [15, 900_001, []],
    [15, 900_000, []],
    [15, 899_999, ['late_or_backdated']],
    [35, 1_900_000, []],
    [35, 1_899_999, ['late_or_backdated']],
  ])('entry %i at %i ms', (index, timeMs, codes) => {
    expect(judged(index, timeMs)).toEqual(codes)
  })

  test('neighbours are one finding', () => {
    const findings: TimeFinding[] = []
    for (const index of [3, 4, 5, 7]) judgeTime(findings, index, 5_000_000, windows.at(index))
    expect(findings.map(({ first, last }) => [first, last])).toEqual([
      [3, 5],
      [7, 7],
    ])
  })

  test('a stretch is inside exactly if each of its entries is', () => {
    const times = fc.array(fc.integer({ min: 800_000, max: 2_200_000 }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(fc.nat({ max: 30 }), times, (from, list) => {
        const inside = windows.isInside(from, from + list.length, Math.min(...list), Math.max(...list))
        const each = list.every((timeMs, i) => judged(from + i, timeMs).length === 0)
        // Bounds of a stretch are those of its ends: it may be looked at for nothing, and is never passed over.
        if (inside) expect(each).toBe(true)
      }),
    )
  })
})

describe('lines restored', () => {
  const value = { a: 'grün', n: [1, 2], z: 'é' }
  const line = Buffer.from(canonical(value))
  const restored = (damaged: Buffer) => restoreToHash(damaged, leafOf(line), sha256)

  test.each([
    ['crlf', Buffer.concat([line, Buffer.from('\r')])],
    ['bom', Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), line])],
    ['trailing_space', Buffer.concat([line, Buffer.from(' \t ')])],
    ['reserialised', Buffer.from('{ "z": "\\u00e9", "n": [1, 2], "a": "gr\\u00fcn" }')],
    ['unicode_form', Buffer.from(canonical(value).normalize('NFD'))],
    ['bit_flip', line.with(7, (line[7] as number) ^ 0x10) as Buffer],
  ])('%s', (cause, damaged) => {
    const found = restored(Buffer.from(damaged))
    expect(found?.cause).toBe(cause)
    expect(Buffer.from(found?.bytes ?? [])).toEqual(line)
  })

  test('every single bit', () => {
    for (let at = 0; at < line.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const found = restored(Buffer.from(line.with(at, (line[at] as number) ^ (1 << bit))))
        expect(Buffer.from(found?.bytes ?? []), `${at}.${bit}`).toEqual(line)
      }
    }
  })

  test.each([
    ['two bits', line.with(3, 0x41).with(9, 0x42)],
    ['other content', Buffer.from('{}')],
    ['nothing', Buffer.alloc(0)],
    ['a number too large for a double', Buffer.from('{"a":1e999}')],
    ['not UTF-8', Buffer.of(0xff, 0xfe)],
  ])('%s cannot be undone', (_name, damaged) => {
    expect(restored(Buffer.from(damaged))).toBe(null)
  })
})
