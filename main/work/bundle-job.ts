import { MAX_BUNDLE_BYTES } from '#core/formats/entry-bundle.ts'
import { passBundle } from '#core/log/bundle-pass.ts'
import { ok } from '#core/result.ts'
import { sha256 } from '../io/node-crypto.ts'
import { readSource } from '../io/read-source.ts'
import { allocate, hashInto } from './hash-into.ts'
import type { BundleFile, FileFacts, JobHooks, JobReport } from './job.ts'

/** Entry bundles of a C2SP tlog-tiles log, in order. */
export async function runBundles(
  bundles: readonly BundleFile[],
  columns: boolean,
  hooks: JobHooks,
): Promise<JobReport> {
  const facts: FileFacts[] = []
  for (const { file, index, width } of bundles) {
    const { path } = file
    const options = { path, maxBytes: MAX_BUNDLE_BYTES, ...(hooks.signal && { signal: hooks.signal }) }
    const bytes = await readSource(file.source, options)
    if (!bytes.ok) return bytes
    const hex = Buffer.from(sha256(bytes.value)).toString('hex')
    facts.push({ path, sha256: hex, gzip: null, tileRoot: null })
    const pass = passBundle({ path, bytes: bytes.value, index, width }, { hashInto, allocate, columns })
    await hooks.onPart({ kind: 'chunk', facts: pass })
    hooks.onBytes(file.bytes)
  }
  return ok(facts)
}
