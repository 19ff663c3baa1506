/** What `cases.sample` imports: a believable platform's log, with planted breaches and, where asked for, damaged afterwards. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { err, ok } from '#core/result.ts'
import { fewestForFindings } from '#core/sample/sample-options.ts'
import type { Samples } from '../app/deps.ts'
import { tamperExport } from '../io/tamper-export.ts'
import { makeSampleExport } from '../io/write-export.ts'

/** One changed entry, one flipped bit, two entries taken out: what a first look should find. */
const DAMAGE = { ops: ['edit', 'bitflip', { op: 'delete', length: 2 }], times: 1, seed: 'sample case' } as const

export const makeSample: Samples['make'] = async ({ requests, tampered, signal }) => {
  const folder = await mkdtemp(join(tmpdir(), 'plainview-sample-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  const plain = join(folder, 'heron-transparency-log')
  const made = await makeSampleExport(plain, { requests, findings: requests >= fewestForFindings() }, { signal })
  if (!made.ok) {
    await remove()
    return err(made.error)
  }
  if (!tampered) return ok({ path: plain, remove })
  const path = join(folder, 'heron-transparency-log-as-received')
  const damaged = await tamperExport(plain, path, DAMAGE)
  if (damaged.ok) return ok({ path, remove })
  await remove()
  return err(damaged.error)
}
