/**
 * What `cases.sample` imports: a believable platform's log and the bundles it names, with planted breaches and, where asked
 * for, the log damaged afterwards.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InputError } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'
import { fewestForFindings } from '#core/sample/sample-options.ts'
import type { Samples } from '../app/deps.ts'
import { listFolder } from '../io/list-folder.ts'
import { readSource } from '../io/read-source.ts'
import { tamperExport } from '../io/tamper-export.ts'
import { writeZip, type ZipMember } from '../io/zip-write.ts'
import { makeSampleWithBundles } from '../work/sample-bundles.ts'

/** One changed entry, one flipped bit, two entries taken out: what a first look should find. */
const DAMAGE = { ops: ['edit', 'bitflip', { op: 'delete', length: 2 }], times: 1, seed: 'sample case' } as const
/** Far above what the generator makes: hundreds of rows of text. */
const MAX_MEMBER_BYTES = 2 ** 24

export const makeSample: Samples['make'] = async ({ requests, tampered, signal }) => {
  const folder = await mkdtemp(join(tmpdir(), 'plainview-sample-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  const made = await inFolder(folder, { requests, tampered, signal })
  if (made.ok) return ok({ ...made.value, remove })
  await remove()
  return made
}

async function inFolder(
  folder: string,
  { requests, tampered, signal }: Parameters<Samples['make']>[0],
): Promise<Result<{ readonly path: string; readonly bundlesPath: string }, InputError>> {
  const plain = join(folder, 'heron-transparency-log')
  const made = await makeSampleWithBundles(plain, { requests, findings: requests >= fewestForFindings() }, { signal })
  if (!made.ok) return made
  const bundlesPath = join(folder, 'heron-bundles.zip')
  const packed = await pack(made.value.sealed.folder, bundlesPath)
  if (!packed.ok) return packed
  if (!tampered) return ok({ path: plain, bundlesPath })
  const path = join(folder, 'heron-transparency-log-as-received')
  const damaged = await tamperExport(plain, path, DAMAGE)
  return damaged.ok ? ok({ path, bundlesPath }) : err(damaged.error)
}

/** As one archive: thousands of small files would each be copied into the case on their own. */
async function pack(folder: string, zip: string): Promise<Result<null, InputError>> {
  const listed = await listFolder(folder, 'bundles')
  if (!listed.ok) return listed
  const members: ZipMember[] = []
  for (const { path, source } of listed.value) {
    if (source === null) continue
    const read = await readSource(source, { path, maxBytes: MAX_MEMBER_BYTES })
    if (!read.ok) return read
    members.push({ path, content: read.value })
  }
  return writeZip(zip, members)
}
