import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { inclusionPaths } from '../../shared/core/merkle/inclusion-paths.ts'

const hash = (message: Uint8Array) => createHash('sha256').update(message).digest()
const leaves = Array.from({ length: 70 }, (_, at) => hash(Buffer.from([at])))

/** RFC 9162 §2.1.1 and §2.1.3.1 as they are written. */
function split(size: number): number {
  let k = 1
  while (k * 2 < size) k *= 2
  return k
}
function root(list: readonly Buffer[]): Buffer {
  const [first] = list
  if (first !== undefined && list.length === 1) return first
  const k = split(list.length)
  return hash(Buffer.concat([Buffer.of(1), root(list.slice(0, k)), root(list.slice(k))]))
}
function path(m: number, list: readonly Buffer[]): readonly Buffer[] {
  if (list.length === 1) return []
  const k = split(list.length)
  return m < k
    ? [...path(m, list.slice(0, k)), root(list.slice(k))]
    : [...path(m - k, list.slice(k)), root(list.slice(0, k))]
}
const hex = (list: readonly Uint8Array[] | null) => list?.map((bytes) => Buffer.from(bytes).toString('hex'))

test('all paths of all trees of up to 70 entries are those of RFC 9162, from one pass', () => {
  for (let size = 1; size <= leaves.length; size++) {
    const indexes = leaves.slice(0, size).map((_, at) => at)
    const paths = inclusionPaths(indexes, size, hash)
    const goesOn = leaves.slice(0, size).map((leaf) => paths.add(leaf))
    expect(goesOn).toEqual(indexes.map((at) => at < size - 1))
    for (const index of indexes)
      expect(hex(paths.proof(index)), `${index} of ${size}`).toEqual(hex(path(index, leaves.slice(0, size))))
  }
})

test('without the whole tree there is no path, and none for what was not asked', () => {
  const paths = inclusionPaths([2], 5, hash)
  for (const leaf of leaves.slice(0, 4)) paths.add(leaf)
  expect(paths.proof(2)).toBeNull()
  for (const leaf of leaves.slice(4, 9)) paths.add(leaf)
  expect(hex(paths.proof(2))).toEqual(hex(path(2, leaves.slice(0, 5))))
  expect(paths.proof(1)).toBeNull()
})
