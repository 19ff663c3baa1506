/** What a command reads requests from: an export, or the copy of one that a case holds, with the policy of the case. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type InputError, quote } from '#core/input-error.ts'
import type { CosignedHead } from '#core/requests/rules/log-rules.ts'
import { DEFAULT_POLICY, type Policy } from '#core/requests/rules/parameters.ts'
import { parsePolicyFile } from '#core/requests/rules/policy-file.ts'
import { err, ok, type Result } from '#core/result.ts'
import { bundlesOf, cosignedHeads, entryFilesOf, isDisclosureLog, policyOf } from '../../../app/derive-requests.ts'
import type { OpenCase } from '../../../app/ports/case.ts'
import type { GivenBundles } from '../../../app/ports/requests.ts'
import type { TrustUsed } from '../../../app/ports/trust.ts'
import type { EvidenceFile, OpenedEvidence } from '../../../app/ports.ts'
import { sha256 } from '../../../io/node-crypto.ts'
import { openEvidence } from '../../../io/open-evidence.ts'
import { readInput } from '../../../io/read-input.ts'
import { streamSource } from '../../../io/read-source.ts'
import { createCaseLibrary } from '../../../store/case-library.ts'
import { badOption } from '../answer.ts'

export interface SourceOptions {
  readonly evidence?: string
  readonly policyFile?: string
  /** A bundle, or a folder of them. */
  readonly bundles?: string
  /** In a case: the newest log that was verified, not one that is only there. */
  readonly verified?: boolean
}

export interface LogSource {
  /** Name of the export, for the row account. */
  readonly name: string
  readonly files: readonly EvidenceFile[]
  /** With everything else of it: heads, tiles, keys. */
  readonly evidence: OpenedEvidence
  readonly policy: Policy
  /** Heads that a trusted witness cosigned, from the verdict that the case keeps; none for a plain export. */
  readonly cosigned: readonly CosignedHead[]
  /** What the log of a case was verified with; null for a plain export. */
  readonly trust: TrustUsed | null
  /** Bundles of the case; null for a plain export, or where there are none. */
  readonly bundles: GivenBundles | null
  readonly close: () => Promise<void>
}

const MAX_POLICY_BYTES = 65_536

export async function openLog(path: string, options: SourceOptions): Promise<Result<LogSource, InputError>> {
  const policy = await readPolicy(options.policyFile)
  if (!policy.ok) return policy
  if (existsSync(join(path, 'case.sqlite'))) return openInCase(path, options, policy.value)
  if (options.evidence !== undefined) {
    return err(badOption('--evidence', 'a case folder, where there is more than one log to choose', quote(path)))
  }
  const opened = await openEvidence(path)
  if (!opened.ok) return opened
  const { name, kind, files } = opened.value
  if (!isDisclosureLog(kind)) return err(noLog(path, kind))
  const segments = files.filter((file) => /^entries\/\d+\.jsonl(\.gz)?$/.test(file.path))
  const close = async () => undefined
  const own = kind === 'folder' || kind === 'zip' ? segments : files
  return ok({
    name,
    files: own,
    evidence: opened.value,
    policy: policy.value ?? DEFAULT_POLICY,
    cosigned: [],
    trust: null,
    bundles: null,
    close,
  })
}

const noLog = (file: string, kind: string): InputError => {
  return { code: 'unknown_format', place: { file }, expected: 'a disclosure log', got: `evidence of kind ${kind}` }
}

/** Null: none was given. */
async function readPolicy(file: string | undefined): Promise<Result<Policy | null, InputError>> {
  if (file === undefined) return ok(null)
  const bytes = await readInput(file, MAX_POLICY_BYTES)
  return bytes.ok ? parsePolicyFile(bytes.value, file) : bytes
}

async function openInCase(
  folder: string,
  { evidence, verified }: SourceOptions,
  policy: Policy | null,
): Promise<Result<LogSource, InputError>> {
  const opened = await createCaseLibrary({ stream: streamSource, hash: sha256 }).open(folder)
  if (!opened.ok)
    return err({ code: 'unknown_format', place: { file: folder }, expected: 'a case', got: opened.error.detail })
  const theCase = opened.value
  const source = await sourceIn(theCase, folder, evidence, verified === true, policy)
  if (!source.ok) await theCase.close()
  return source
}

async function sourceIn(
  theCase: OpenCase,
  folder: string,
  wanted: string | undefined,
  verified: boolean,
  policy: Policy | null,
): Promise<Result<LogSource, InputError>> {
  const logs = (await theCase.evidence.list()).filter(({ kind }) => isDisclosureLog(kind))
  const newest = verified ? logs.find(({ headline }) => headline !== null) : logs[0]
  const row =
    wanted === undefined ? newest : logs.find(({ evidenceId, name }) => evidenceId === wanted || name === wanted)
  if (row === undefined) {
    const names = logs.map(({ evidenceId, name }) => `${evidenceId} (${name})`)
    if (wanted === undefined)
      return err(noLog(folder, logs.length === 0 ? 'no log at all' : 'no log that was verified'))
    return err(badOption('--evidence', `one of ${names.join(', ')}`, quote(wanted)))
  }
  const verdict = await theCase.verdicts.get(row.no)
  return ok({
    name: row.name,
    files: await entryFilesOf(theCase, row),
    evidence: await theCase.bytes.opened(row.evidenceId),
    policy: policy ?? (await policyOf(theCase)),
    cosigned: cosignedHeads(verdict?.document ?? null),
    trust: verdict?.trust ?? null,
    bundles: await bundlesOf(theCase, row),
    close: () => theCase.close(),
  })
}
