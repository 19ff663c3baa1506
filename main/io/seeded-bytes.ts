import { createHash } from 'node:crypto'

/** SHA-256 in counter mode: for tests and samples, never for real disclosures. */
export function seededBytes(seed: string): (count: number) => Uint8Array {
  let counter = 0
  return (count) => {
    const blocks: Buffer[] = []
    for (let have = 0; have < count; have += 32) {
      blocks.push(createHash('sha256').update(`${seed}\n${counter++}`).digest())
    }
    return new Uint8Array(Buffer.concat(blocks).subarray(0, count))
  }
}
