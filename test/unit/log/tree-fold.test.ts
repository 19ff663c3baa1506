import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hintFrom, proveBlocks } from '#core/log/prove-blocks.ts'
import { createTreeFold } from '#core/log/tree-fold.ts'
import { sha256 } from '../../../main/io/node-crypto.ts'
import { hashInto } from '../../../main/work/hash-into.ts'
import { rootOfLeaves, sha } from './fixtures.ts'

const leaves = Array.from({ length: 1100 }, (_, i) => sha(`leaf ${i}`))
const pack = (from: number, to: number) => Buffer.concat(leaves.slice(from, to))
const blocksOf = (count: number) => {
  const whole = Math.floor(count / 256)
  return Buffer.concat(Array.from({ length: whole }, (_, b) => rootOfLeaves(leaves.slice(b * 256, b * 256 + 256))))
}
const foldOf = (sizes: readonly number[]) => createTreeFold({ hash: sha256, hashInto, sizes })
const hex = (bytes: Uint8Array | undefined | null) => (bytes ? Buffer.from(bytes).toString('hex') : null)

describe('roots', () => {
  test.each([0, 1, 2, 3, 255, 256, 257, 511, 512, 513, 768, 1024, 1100])(
    'of %i lines, at every size on the way',
    (count) => {
      const sizes = [0, 1, 2, 5, 100, 255, 256, 257, 300, 511, 512, 513, 1023, 1024, 1025, 1100]
      const fold = foldOf(sizes)
      fold.append(pack(0, count), blocksOf(count))
      expect(fold.size()).toBe(count)
      expect(hex(fold.root())).toBe(hex(rootOfLeaves(leaves.slice(0, count))))
      for (const size of sizes)
        expect(hex(fold.rootAt(size)), `${size}`).toBe(size <= count ? hex(rootOfLeaves(leaves.slice(0, size))) : null)
    },
  )

  test('whatever the chunks, and whether or not their blocks are known', () => {
    const cuts = fc.array(fc.record({ lines: fc.integer({ min: 1, max: 400 }), known: fc.boolean() }), { maxLength: 8 })
    fc.assert(
      fc.property(cuts, fc.uniqueArray(fc.nat({ max: 1100 }), { maxLength: 10 }), (chunks, sizes) => {
        const fold = foldOf(sizes)
        let at = 0
        for (const { lines, known } of chunks) {
          const to = Math.min(1100, at + lines)
          const isAligned = at % 256 === 0
          const roots = Array.from({ length: Math.floor((to - at) / 256) }, (_, b) =>
            rootOfLeaves(leaves.slice(at + b * 256, at + b * 256 + 256)),
          )
          fold.append(pack(at, to), known && isAligned ? Buffer.concat(roots) : Buffer.alloc(0))
          at = to
        }
        expect(hex(fold.root())).toBe(hex(rootOfLeaves(leaves.slice(0, at))))
        for (const size of sizes)
          expect(hex(fold.rootAt(size))).toBe(size <= at ? hex(rootOfLeaves(leaves.slice(0, size))) : null)
        expect(hex(fold.rest())).toBe(hex(pack(Math.floor(at / 256) * 256, at)))
      }),
      { numRuns: 300 },
    )
  })
})

describe('blocks that lead to a head', () => {
  const block = (n: number, to = 1100) => rootOfLeaves(leaves.slice(n * 256, Math.min(to, n * 256 + 256)))
  const root = rootOfLeaves(leaves)
  const right = (...except: number[]) => hintFrom(0, (n) => (except.includes(n) || n > 4 ? null : block(n)), sha256)
  const wrong = (...at: number[]) =>
    hintFrom(0, (n) => (n > 4 ? null : at.includes(n) ? sha(`wrong ${n}`) : block(n)), sha256)
  const proven = (hints: Parameters<typeof proveBlocks>[2]) =>
    proveBlocks(root, 5, hints, sha256).map((hash, n) => hash !== null && hex(hash) === hex(block(n)))

  test('one hint that is right proves all', () => expect(proven([right()])).toEqual([true, true, true, true, true]))
  test('none of a hint that is wrong somewhere', () =>
    expect(proven([wrong(2)])).toEqual([false, false, false, false, false]))
  test('two hints that are wrong in different places prove all', () =>
    expect(proven([wrong(0, 3), wrong(1, 4)])).toEqual([true, true, true, true, true]))
  test('two hints with holes in different places prove all', () =>
    expect(proven([right(0, 3), right(1, 4)])).toEqual([true, true, true, true, true]))
  test('both wrong in one place: nothing can be reached', () =>
    expect(proven([wrong(2), wrong(2, 3)])).toEqual([false, false, false, false, false]))
  test('a hint of a higher level proves the rest around a hole', () => {
    const above = hintFrom(1, (n) => (n === 0 ? sha(Buffer.of(1), block(0), block(1)) : null), sha256)
    expect(proven([right(0), above])).toEqual([false, false, true, true, true])
  })
  test('no blocks', () => expect(proveBlocks(sha(''), 0, [right()], sha256)).toEqual([]))
  test('one block is the root itself', () =>
    expect(proveBlocks(block(0), 1, [], sha256).map(hex)).toEqual([hex(block(0))]))
})
