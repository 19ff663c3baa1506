import { type SampleInMemory, sampleInMemory } from '#core/sample/sample-memory.ts'
import { checkSampleOptions, SAMPLE_DEFAULTS, type SampleOptions } from '#core/sample/sample-options.ts'
import { createEncodeLine } from '../../../main/io/encode-line.ts'
import { createEd25519Signer, publicKeyFromSeed, sha256 } from '../../../main/io/node-crypto.ts'

export const tools = {
  hash: sha256,
  publicKeyOfSeed: publicKeyFromSeed,
  signEd25519: createEd25519Signer(),
  encodeLine: createEncodeLine(),
}

export function makeSample(given: Partial<SampleOptions>): SampleInMemory {
  const options = checkSampleOptions({ ...SAMPLE_DEFAULTS, ...given })
  if (!options.ok) throw new Error(JSON.stringify(options.error))
  return sampleInMemory(options.value, tools)
}
