import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { consistencyProof, type HashAt, inclusionProof, rootAt } from '#core/merkle/build-proof.ts'
import {
  appendLeaf,
  appendLeaves,
  appendSubtree,
  type CompactRange,
  EMPTY_RANGE,
  rangeRoot,
} from '#core/merkle/compact-range.ts'
import { verifyConsistency, verifyInclusion } from '#core/merkle/proof.ts'
import { leafHash, rootOf, rootOfPacked } from '#core/merkle/tree.ts'
import { sha256 } from '../../main/io/node-crypto.ts'
import vectors from '../vectors/rfc6962-roots.json' with { type: 'json' }

/* An independent, slow reference: RFC 9162 §2.1 written down as it stands, on slices. */
const H = (...parts: readonly Uint8Array[]): Uint8Array => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return new Uint8Array(hash.digest())
}
const k = (n: number): number => {
  let power = 1
  while (power * 2 < n) power *= 2
  return power
}
const MTH = (D: readonly Uint8Array[]): Uint8Array => {
  if (D.length === 0) return H()
  if (D.length === 1) return H(Uint8Array.of(0), D[0] as Uint8Array)
  return H(Uint8Array.of(1), MTH(D.slice(0, k(D.length))), MTH(D.slice(k(D.length))))
}
const PATH = (m: number, D: readonly Uint8Array[]): readonly Uint8Array[] => {
  if (D.length === 1) return []
  const split = k(D.length)
  return m < split
    ? [...PATH(m, D.slice(0, split)), MTH(D.slice(split))]
    : [...PATH(m - split, D.slice(split)), MTH(D.slice(0, split))]
}
const SUBPROOF = (m: number, D: readonly Uint8Array[], b: boolean): readonly Uint8Array[] => {
  if (m === D.length) return b ? [] : [MTH(D)]
  const split = k(D.length)
  return m <= split
    ? [...SUBPROOF(m, D.slice(0, split), b), MTH(D.slice(split))]
    : [...SUBPROOF(m - split, D.slice(split), false), MTH(D.slice(0, split))]
}

const hex = (bytes: Uint8Array | null): string => Buffer.from(bytes ?? []).toString('hex')
const flip = (bytes: Uint8Array, bit: number): Uint8Array =>
  bytes.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))

const SIZES = Array.from({ length: 131 }, (_, size) => size)
const entries = SIZES.map((i) => new Uint8Array(Buffer.from(`entry ${i}`)))
const leaves = entries.map((entry) => leafHash(entry))
const roots = SIZES.map((size) => MTH(entries.slice(0, size)))
const hashAt: HashAt = (level, index) => {
  const from = Number(index) * 2 ** level
  expect(from + 2 ** level).toBeLessThanOrEqual(entries.length)
  return MTH(entries.slice(from, from + 2 ** level))
}

describe('published roots', () => {
  const inputs = vectors.inputsHex.map((text) => new Uint8Array(Buffer.from(text, 'hex')))
  test.each(vectors.rootBySize.map((root, size) => ({ size, root })))('RFC 6962, size $size', ({ size, root }) => {
    const hashes = inputs.slice(0, size).map((entry) => leafHash(entry))
    expect(hex(rootOf(hashes))).toBe(root)
    expect(hex(rootOfPacked(Buffer.concat(hashes), sha256))).toBe(root)
    expect(hex(rangeRoot(appendLeaves(EMPTY_RANGE, hashes)))).toBe(root)
  })

  test('the test reference gives them too', () => {
    expect(vectors.rootBySize.map((_, size) => hex(MTH(inputs.slice(0, size))))).toEqual(vectors.rootBySize)
  })
})

describe('every size to 130', () => {
  test('roots agree with the reference, however the tree is grown', () => {
    let range: CompactRange = EMPTY_RANGE
    for (const size of SIZES) {
      expect(hex(rootOf(leaves.slice(0, size), sha256))).toBe(hex(roots[size] as Uint8Array))
      expect(hex(rangeRoot(range, sha256))).toBe(hex(roots[size] as Uint8Array))
      if (size > 0) expect(hex(rootAt(BigInt(size), hashAt))).toBe(hex(roots[size] as Uint8Array))
      range = appendLeaf(range, leaves[size] ?? new Uint8Array(32))
    }
    expect(rootAt(0n, hashAt)).toBeNull()
  })

  test('a state stays what it was when the tree grows on from it', () => {
    const at100 = appendLeaves(EMPTY_RANGE, leaves.slice(0, 100))
    appendLeaves(at100, leaves.slice(100))
    expect(hex(rangeRoot(at100))).toBe(hex(roots[100] as Uint8Array))
    expect(at100.roots).toHaveLength(3)
  })

  test('aligned subtrees can stand for their entries', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(6), { maxLength: 40 }), (levels) => {
        let range: CompactRange = EMPTY_RANGE
        for (const wanted of levels) {
          let level = wanted
          while (range.size % 2 ** level !== 0) level -= 1
          const end = range.size + 2 ** level
          if (end > 130) continue
          range = appendSubtree(range, level, MTH(entries.slice(range.size, end)))
        }
        expect(hex(rangeRoot(range))).toBe(hex(roots[range.size] as Uint8Array))
      }),
    )
  })

  test('a subtree out of line is our mistake, and says so', () => {
    const range = appendLeaves(EMPTY_RANGE, leaves.slice(0, 6))
    expect(() => appendSubtree(range, 2, leaves[0] as Uint8Array)).toThrow('bug: a subtree of 4 entries')
    expect(appendSubtree(range, 1, leaves[0] as Uint8Array).size).toBe(8)
  })

  test('inclusion proofs are those of the reference, and verify only for their index and size', () => {
    for (const size of SIZES.slice(1)) {
      const root = roots[size] as Uint8Array
      for (let index = 0; index < size; index += size < 34 ? 1 : 7) {
        const proof = inclusionProof(BigInt(index), BigInt(size), hashAt)
        expect(proof?.map(hex)).toEqual(PATH(index, entries.slice(0, size)).map(hex))
        const claim = { leafHash: leaves[index] as Uint8Array, root, proof: proof ?? [] }
        for (let other = 0; other < size; other += size < 34 ? 1 : 5) {
          expect(verifyInclusion({ ...claim, index: BigInt(other), size: BigInt(size) })).toBe(other === index)
        }
        expect(verifyInclusion({ ...claim, index: BigInt(index), size: BigInt(size), hash: sha256 })).toBe(true)
      }
    }
  })

  test('consistency proofs are those of the reference, and verify', () => {
    for (const size2 of SIZES.slice(1)) {
      for (let size1 = 1; size1 <= size2; size1 += size2 < 34 ? 1 : 5) {
        const proof = consistencyProof(BigInt(size1), BigInt(size2), hashAt)
        expect(proof?.map(hex)).toEqual(SUBPROOF(size1, entries.slice(0, size2), true).map(hex))
        const claim = { root1: roots[size1] as Uint8Array, root2: roots[size2] as Uint8Array, proof: proof ?? [] }
        expect(verifyConsistency({ ...claim, size1: BigInt(size1), size2: BigInt(size2) })).toBe(true)
        expect(verifyConsistency({ ...claim, size1: BigInt(size1 - 1), size2: BigInt(size2) })).toBe(false)
        expect(verifyConsistency({ ...claim, size1: BigInt(size2), size2: BigInt(size1) })).toBe(size1 === size2)
      }
    }
  })
})

describe('tampering', () => {
  test.each([1, 2, 3, 7, 8, 15, 16, 33])('every bit of leaf, root and path of a tree of %i counts', (size) => {
    const index = (size * 5) % size === 0 ? size - 1 : (size * 5) % size
    const good = {
      leafHash: leaves[index] as Uint8Array,
      index: BigInt(index),
      size: BigInt(size),
      root: roots[size] as Uint8Array,
      proof: PATH(index, entries.slice(0, size)),
    }
    expect(verifyInclusion(good)).toBe(true)
    for (let bit = 0; bit < 256; bit++) {
      expect(verifyInclusion({ ...good, leafHash: flip(good.leafHash, bit) })).toBe(false)
      expect(verifyInclusion({ ...good, root: flip(good.root, bit) })).toBe(false)
      good.proof.forEach((hash, at) => {
        expect(verifyInclusion({ ...good, proof: good.proof.with(at, flip(hash, bit)) })).toBe(false)
      })
    }
  })

  test.each([
    [1, 2],
    [2, 3],
    [3, 7],
    [4, 7],
    [6, 8],
    [7, 33],
    [16, 33],
    [32, 33],
  ])('every bit of a consistency proof from %i to %i counts', (size1, size2) => {
    const good = {
      size1: BigInt(size1),
      root1: roots[size1] as Uint8Array,
      size2: BigInt(size2),
      root2: roots[size2] as Uint8Array,
      proof: SUBPROOF(size1, entries.slice(0, size2), true),
    }
    expect(verifyConsistency(good)).toBe(true)
    for (let bit = 0; bit < 256; bit++) {
      expect(verifyConsistency({ ...good, root1: flip(good.root1, bit) })).toBe(false)
      expect(verifyConsistency({ ...good, root2: flip(good.root2, bit) })).toBe(false)
      good.proof.forEach((hash, at) => {
        expect(verifyConsistency({ ...good, proof: good.proof.with(at, flip(hash, bit)) })).toBe(false)
      })
    }
    for (const at of good.proof.keys()) {
      expect(verifyConsistency({ ...good, proof: good.proof.toSpliced(at, 1) })).toBe(false)
      expect(verifyConsistency({ ...good, proof: good.proof.toSpliced(at, 0, good.root1) })).toBe(false)
    }
    expect(verifyConsistency({ ...good, proof: [...good.proof, good.root1] })).toBe(false)
  })
})

describe('what is no proof', () => {
  const root = roots[3] as Uint8Array
  const inclusion = {
    leafHash: leaves[2] as Uint8Array,
    index: 2n,
    size: 3n,
    root,
    proof: PATH(2, entries.slice(0, 3)),
  }
  const consistency = {
    size1: 2n,
    root1: roots[2] as Uint8Array,
    size2: 3n,
    root2: root,
    proof: SUBPROOF(2, entries.slice(0, 3), true),
  }

  test('the two that are changed below are good as they stand', () => {
    expect([verifyInclusion(inclusion), verifyConsistency(consistency)]).toEqual([true, true])
  })

  test.each([
    ['size 0', { index: 0n, size: 0n, proof: [] }],
    ['index = size', { index: 3n }],
    ['a negative index', { index: -1n }],
    ['a size beyond 2^63-1', { size: 2n ** 63n }],
    ['no hashes where one is due', { proof: [] }],
    ['a hash too many', { proof: [...inclusion.proof, root] }],
    ['a hash of 31 bytes', { proof: [(inclusion.proof[0] as Uint8Array).slice(1)] }],
    ['a hash of 33 bytes', { proof: [Uint8Array.of(...(inclusion.proof[0] as Uint8Array), 0)] }],
    ['a leaf hash of 31 bytes', { leafHash: inclusion.leafHash.slice(1) }],
    ['a root of 0 bytes', { root: new Uint8Array(0) }],
    ['65 hashes', { size: 2n ** 63n - 1n, proof: Array(65).fill(root) }],
    ['a number for an index', { index: 2 as unknown as bigint }],
    ['text for a proof', { proof: 'abc' as unknown as readonly Uint8Array[] }],
    ['nothing for a root', { root: undefined as unknown as Uint8Array }],
  ])('inclusion: %s', (_, change) => {
    expect(verifyInclusion({ ...inclusion, ...change })).toBe(false)
  })

  test.each([
    ['from size 0', { size1: 0n, root1: roots[0] as Uint8Array, proof: [] }],
    [
      'from size 0 to 0',
      { size1: 0n, size2: 0n, root1: roots[0] as Uint8Array, root2: roots[0] as Uint8Array, proof: [] },
    ],
    ['backwards', { size1: 3n, size2: 2n }],
    ['no hashes where one is due', { proof: [] }],
    ['equal sizes, roots that differ', { size1: 3n, proof: [] }],
    ['equal sizes, a hash too many', { size1: 3n, root1: root }],
    ['a size beyond 2^63-1', { size2: 2n ** 63n }],
    ['a root of 31 bytes', { root1: consistency.root1.slice(1) }],
    ['equal sizes, equal roots of 31 bytes', { size1: 3n, root1: root.slice(1), root2: root.slice(1), proof: [] }],
    ['a hash of 33 bytes', { proof: [Uint8Array.of(...(consistency.proof[0] as Uint8Array), 0)] }],
  ])('consistency: %s', (_, change) => {
    expect(verifyConsistency({ ...consistency, ...change })).toBe(false)
  })

  test('equal sizes with equal roots and no hashes are consistent', () => {
    expect(verifyConsistency({ size1: 3n, root1: root, size2: 3n, root2: root, proof: [] })).toBe(true)
  })

  test('an index outside the tree is refused, also where its bits are those of one inside', () => {
    const four = entries.slice(0, 4)
    const of = (at: number) => ({
      size: 4n,
      root: roots[4] as Uint8Array,
      leafHash: leaves[at] as Uint8Array,
      proof: PATH(at, four),
    })
    expect([verifyInclusion({ ...of(3), index: 3n }), verifyInclusion({ ...of(3), index: -1n })]).toEqual([true, false])
    expect([verifyInclusion({ ...of(0), index: 0n }), verifyInclusion({ ...of(0), index: 4n })]).toEqual([true, false])
  })

  test.each([
    [-1n, 3n],
    [3n, 3n],
    [0n, 0n],
    [0n, 2n ** 63n],
  ])('none is made for index %i of %i', (index, size) => {
    expect(inclusionProof(index, size, hashAt)).toBeNull()
  })

  test.each([
    [0n, 3n],
    [4n, 3n],
    [-1n, 3n],
    [1n, 2n ** 63n],
  ])('none is made from %i to %i', (size1, size2) => {
    expect(consistencyProof(size1, size2, hashAt)).toBeNull()
  })

  test('none is made where a hash is missing', () => {
    const lacking: HashAt = (level, index) => (level === 1 ? undefined : hashAt(level, index))
    expect(inclusionProof(0n, 4n, lacking)).toBeNull()
    expect(consistencyProof(3n, 4n, lacking)).toBeNull()
  })
})

test('proofs about the largest trees hold: 2^63-1 entries that are all the same', () => {
  const size = 2n ** 63n - 1n
  const ofLevel = [H(Uint8Array.of(0), Buffer.from('the same'))]
  for (let level = 1; level < 64; level++) {
    const below = ofLevel[level - 1] as Uint8Array
    ofLevel.push(H(Uint8Array.of(1), below, below))
  }
  const same: HashAt = (level) => ofLevel[level]
  const root = rootAt(size, same) as Uint8Array
  for (const index of [0n, 1n, 2n ** 40n + 7n, size - 1n]) {
    const proof = inclusionProof(index, size, same) ?? []
    expect(proof.length).toBeGreaterThanOrEqual(62)
    expect(verifyInclusion({ leafHash: ofLevel[0] as Uint8Array, index, size, root, proof })).toBe(true)
  }
  const beyond = { index: 0n, size: 2n ** 63n, root: ofLevel[63] as Uint8Array, leafHash: ofLevel[0] as Uint8Array }
  expect(verifyInclusion({ ...beyond, proof: ofLevel.slice(0, 63) })).toBe(false)
  expect(
    verifyInclusion({ ...beyond, size: 2n ** 62n, root: ofLevel[62] as Uint8Array, proof: ofLevel.slice(0, 62) }),
  ).toBe(true)
  for (const older of [1n, 2n ** 62n, 2n ** 62n + 12345n, 2n ** 62n + 1n, size - 1n]) {
    const proof = consistencyProof(older, size, same) ?? []
    const root1 = rootAt(older, same) as Uint8Array
    expect(verifyConsistency({ size1: older, root1, size2: size, root2: root, proof })).toBe(true)
  }
})

test('verification never throws, whatever it is given', () => {
  const anything = fc.anything({ withBigInt: true, withTypedArray: true, withNullPrototype: true })
  fc.assert(
    fc.property(anything, anything, anything, anything, fc.oneof(anything, fc.array(anything)), (a, b, c, d, e) => {
      const claims = { leafHash: a, index: b, size: c, root: d, size1: b, root1: a, size2: c, root2: d, proof: e }
      expect(verifyInclusion(claims as never)).toBe(false)
      expect(verifyConsistency(claims as never)).toBe(false)
    }),
    { numRuns: 1000 },
  )
})
