import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DamageItem } from '#contract/verdict.ts'
import { findLine } from '../../renderer/features/verify/find-line.ts'
import { lineOfIndex, linesOfDamage } from '../../renderer/features/verify/line-of-damage.ts'
import { stubCall } from '../support/renderer/stub-call.ts'

const item = (op: DamageItem['op'], first: number, last: number, more: Partial<DamageItem> = {}): DamageItem => ({
  op,
  first,
  last,
  file: 'entries/000000.jsonl',
  byteOffset: 0,
  certain: true,
  ...more,
})

/**
 * The slow way: the export as a list of lines, each made from the true log by the operations, so that the place of
 * every line can simply be looked up.
 */
function exportOf(size: number, damage: readonly DamageItem[]): readonly string[] {
  const before = new Map<number, string[]>()
  const put = (index: number, lines: readonly string[]) => before.set(index, [...(before.get(index) ?? []), ...lines])
  const range = ({ first, last }: DamageItem) => Array.from({ length: last - first + 1 }, (_, i) => first + i)
  const gone = new Set<number>()
  const names = new Map<number, string>()
  damage.forEach((each, id) => {
    if (each.op === 'edit') for (const index of range(each)) names.set(index, `edit ${id}`)
    if (each.op === 'delete' || each.op === 'head_cut' || each.op === 'tail_cut' || each.op === 'move')
      for (const index of range(each)) gone.add(index)
    if (each.op === 'insert')
      put(
        each.first,
        Array.from({ length: each.count ?? 1 }, () => `insert ${id}`),
      )
    if (each.op === 'duplicate')
      put(
        each.last + 1,
        range(each).map(() => `duplicate ${id}`),
      )
    if (each.op === 'move')
      put(
        each.to ?? 0,
        range(each).map(() => `move ${id}`),
      )
  })
  return Array.from({ length: size + 1 }, (_, i) => i).flatMap((index) => [
    ...(before.get(index) ?? []),
    ...(index === size || gone.has(index) ? [] : [names.get(index) ?? `entry ${index}`]),
  ])
}

/** One operation in each block of twelve entries, so that no two touch. */
const anyDamage = fc
  .array(
    fc.record({
      op: fc.constantFrom('edit', 'delete', 'insert', 'duplicate', 'move', 'none'),
      length: fc.integer({ min: 1, max: 3 }),
    }),
    { maxLength: 8 },
  )
  .map((blocks) =>
    blocks.flatMap(({ op, length }, block): DamageItem[] => {
      const first = block * 12 + 3
      const last = first + length - 1
      if (op === 'none') return []
      if (op === 'insert') return [item('insert', first, first, { count: length })]
      return [item(op as DamageItem['op'], first, last, op === 'move' ? { to: last + 4 } : {})]
    }),
  )

describe('where damage stands in the export', () => {
  test('agrees with an export built line by line', () => {
    fc.assert(
      fc.property(anyDamage, (damage) => {
        const size = 12 * 9
        const lines = exportOf(size, damage)
        linesOfDamage(damage, lines.length).forEach(({ from, to }, id) => {
          const op = damage[id]?.op ?? ''
          if (op === 'delete') {
            expect(from).toBe(to)
            expect(lines[from]).toBe(`entry ${(damage[id]?.last ?? 0) + 1}`)
          } else {
            expect(lines.slice(from, to)).toEqual(Array.from({ length: to - from }, () => `${op} ${id}`))
            expect(lines[from - 1]).not.toBe(`${op} ${id}`)
            expect(lines[to]).not.toBe(`${op} ${id}`)
          }
        })
        const lineOf = lineOfIndex(damage, lines.length)
        lines.forEach((line, i) => {
          const index = /^entry (\d+)$/.exec(line)?.[1]
          if (index !== undefined) expect(lineOf(Number(index))).toBe(i)
        })
      }),
      { numRuns: 500 },
    )
  })
  test('a cut head moves everything to the front, a cut tail ends at the last line', () => {
    expect(linesOfDamage([item('head_cut', 0, 9), item('edit', 20, 20), item('tail_cut', 90, 99)], 80)).toEqual([
      { from: 0, to: 0 },
      { from: 10, to: 11 },
      { from: 80, to: 80 },
    ])
  })
  test('ten thousand places take no noticeable time', () => {
    const damage = Array.from({ length: 10_000 }, (_, i) => item(i % 2 === 0 ? 'edit' : 'delete', i * 3, i * 3))
    const started = performance.now()
    expect(linesOfDamage(damage, 25_000)).toHaveLength(10_000)
    expect(performance.now() - started).toBeLessThan(300)
  })
})

describe('the line that begins at a byte', () => {
  const files = ['entries/000000.jsonl', 'entries/000001.jsonl']
  const rows = Array.from({ length: 2000 }, (_, index) => ({
    index,
    seq: index,
    time: null,
    type: null,
    req: null,
    bytes: 100,
    file: files[Math.floor(index / 1500)] ?? '',
    byteOffset: (index % 1500) * 101,
  }))
  let asked = 0
  const call = stubCall({
    'verify.entries': async ({ from, limit }) => {
      asked++
      return { ok: true, value: { total: rows.length, rows: rows.slice(from, from + limit) } }
    },
  })
  const target = { caseId: 'case_0000000000000000', evidenceId: 'ev_0000000000000000' }
  const find = (file: string, byteOffset: number, guess: number) => findLine(call, target, { file, byteOffset }, guess)

  test('is found in any file, from any guess, in few questions', async () => {
    for (const index of [0, 1, 700, 1499, 1500, 1999])
      for (const guess of [0, 1000, 5000]) {
        asked = 0
        expect(await find(rows[index]?.file ?? '', rows[index]?.byteOffset ?? 0, guess)).toBe(index)
        expect(asked).toBeLessThanOrEqual(14)
      }
  })
  test('a good guess takes one look', async () => {
    asked = 0
    await find(files[0] ?? '', 700 * 101, 700)
    expect(asked).toBe(2)
  })
  test('where no line begins, it is the first one after; behind the last, the number of lines', async () => {
    expect(await find(files[0] ?? '', 700 * 101 - 5, 3)).toBe(700)
    expect(await find(files[1] ?? '', 999_999, 3)).toBe(2000)
  })
})
