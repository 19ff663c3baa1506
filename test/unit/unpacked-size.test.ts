import { expect, test } from 'vitest'
import { checkUnpacked } from '../../main/io/unpacked-size.ts'

const MiB = 2 ** 20
const GiB = 2 ** 30
const refusal = (members: readonly (readonly [unpacked: number, packed: number])[]) => {
  const announced = members.map(([uncompressedSize, compressedSize], i) => ({
    fileName: `m${i}`,
    uncompressedSize,
    compressedSize,
  }))
  try {
    checkUnpacked(announced, 'x.zip')
    return null
  } catch (thrown) {
    return String(thrown)
  }
}

test.each([
  [16 * MiB, 1, null],
  [16 * MiB + 1, 1, 'limit: ratio'],
  [200 * MiB - 1, MiB, null],
  [200 * MiB, MiB, null],
  [200 * MiB + 1, MiB, 'limit: ratio'],
])('%i bytes announced out of %i: %s', (unpacked, packed, words) => {
  const refused = refusal([[unpacked, packed]])
  if (words === null) expect(refused).toBeNull()
  else expect(refused).toContain(words)
})

test('the sum counts: 256 GiB is the most, a byte more is refused', () => {
  const quarter = [64 * GiB, 64 * GiB] as const
  expect(refusal([quarter, quarter, quarter, quarter])).toBeNull()
  expect(refusal([quarter, quarter, quarter, quarter, [1, 1]])).toContain('limit: unpackedBytes')
})
