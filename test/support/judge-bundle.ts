/** A bundle and a log on disk, judged the way the command does it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { type BundleVerdict, CHECKS } from '#core/bundle/check.ts'
import { parseVkey } from '#core/note/vkey.ts'
import { findBundles } from '../../main/io/find-bundles.ts'
import { readDecryptionKey } from '../../main/io/jwe-keys.ts'
import { openEvidence } from '../../main/io/open-evidence.ts'
import { readLedger } from '../../main/work/bundle-ledger.ts'
import { bundleExit, verifyBundles } from '../../main/work/verify-bundles.ts'
import { AUDITOR, logOf, type MadeBundle, type Party, SIGNER, writeBundle } from './bundle.ts'

const root = mkdtempSync(join(tmpdir(), 'bundles-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
let folders = 0

export function good<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

export interface Given {
  readonly vkeys?: readonly string[]
  readonly keys?: readonly Party[]
  readonly log?: string | null
  readonly afterwards?: (folder: string) => void
}

export async function judge(
  made: MadeBundle,
  { vkeys = [SIGNER.vkey], keys = [AUDITOR], log, afterwards }: Given = {},
) {
  const folder = join(root, `${++folders}`)
  writeBundle(folder, made.files)
  afterwards?.(folder)
  const lines = log === undefined ? logOf(made) : log
  const logFile = join(root, `${folders}.jsonl`)
  if (lines !== null) writeFileSync(logFile, lines)
  const ledger = lines === null ? null : good(await readLedger(good(await openEvidence(logFile)).files))
  const decryption = keys.map(({ privateKey }) => {
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' })
    return good(readDecryptionKey(Buffer.from(pem), 'key', null))
  })
  const document = good(
    await verifyBundles(good(await findBundles(folder)), {
      vkeys: vkeys.map((vkey) => good(parseVkey(vkey))),
      keys: decryption,
      ledger,
    }),
  )
  rmSync(folder, { recursive: true })
  const [verdict] = document.bundles
  if (verdict === undefined) throw new Error('no bundle')
  return { verdict, exit: bundleExit(document) }
}

export const failuresOf = (verdict: BundleVerdict) =>
  CHECKS.flatMap((check) => verdict[check].failures.map(({ file, rule, got }) => ({ check, file, rule, got })))
export const answersOf = (verdict: BundleVerdict) =>
  Object.fromEntries(CHECKS.map((check) => [check, verdict[check].answer]))
