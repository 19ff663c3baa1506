/** A matter of requests whose rows a case holds: lines and proofs are read again from the evidence itself. */

import { refusal } from '#contract/refusal.ts'
import type { VerifyDocument } from '#contract/verdict.ts'
import { decodeBase64, encodeBase64 } from '#core/bytes/base64.ts'
import type { Hash } from '#core/capabilities.ts'
import { leafHash } from '#core/merkle/tree.ts'
import { MAX_NOTE_BYTES } from '#core/note/note.ts'
import { formatTlogProof } from '#core/note/tlog-proof.ts'
import type { MatterRequest } from '#report/matter-document.ts'
import { notFound, throwRefused } from '../answer.ts'
import type { Capabilities } from '../deps.ts'
import type { JobContext } from '../jobs.ts'
import { provePresence } from '../merkle-lookup.ts'
import type { EvidenceRow, OpenCase } from '../ports/case.ts'
import type { DerivationRow } from '../ports/requests.ts'
import { readRequest } from '../request-story.ts'
import { isSameTrust, originsOf, trustFor } from '../trust-for.ts'
import { type Matter, type MatterLine, matterOf } from './matter-files.ts'
import { type MatterHead, newestHead, whyNoProof } from './matter-head.ts'
import { matterRequest } from './matter-request.ts'

/** docs/formats/log.md §3: lines are hashed up to 16 MiB. */
const LINE_BYTES = 16 * 1024 * 1024

type Deps = Pick<Capabilities, 'hash' | 'profile' | 'stream' | 'verify'>
type Context = Pick<JobContext, 'signal' | 'phase'>

export interface MatterTarget {
  readonly theCase: OpenCase
  readonly evidence: EvidenceRow
  readonly derivation: DerivationRow
}

export async function caseMatter(
  deps: Deps,
  { theCase, evidence, derivation }: MatterTarget,
  reqs: readonly string[],
  context: Context,
): Promise<Matter> {
  const { no } = evidence
  const { asOfMs, policy } = derivation
  context.phase('judging the log')
  const verdict = await verdictNow(deps, theCase, evidence, context)
  const head = await headOf(theCase, no, verdict)
  context.phase('reading the requests')
  const requests = new Map<string, MatterRequest>()
  const indexes = new Set<number>()
  for (const req of reqs) {
    stopIfCancelled(context.signal)
    const stored = await theCase.requests.byReq(no, req)
    if (stored === null) throw refusal(notFound(`request ${req}`))
    const own = { rule: [], severity: [], req: stored.row.req, acknowledged: null }
    const findings = await theCase.requests.findings(no, own, null, Number.MAX_SAFE_INTEGER)
    const read = await readRequest(theCase, no, derivation, stored)
    requests.set(
      stored.row.req,
      matterRequest({ request: stored, findings }, read, { policy, asOfMs, hash: deps.hash }),
    )
    for (const index of stored.indexes) indexes.add(index)
    for (const { entries } of findings) for (const { index } of entries) if (index !== null) indexes.add(index)
  }
  context.phase('proving the entries')
  const lines = await readLines(theCase, no, [...indexes], head, deps.hash, context.signal)
  return matterOf({ asOfMs, head, verdict, policy, requests: [...requests.values()], lines })
}

/** The verdict that the screens show, unless keys or heads have been added or taken away since. */
async function verdictNow(deps: Deps, theCase: OpenCase, row: EvidenceRow, context: Context): Promise<VerifyDocument> {
  const stored = await theCase.verdicts.get(row.no)
  const evidence = await theCase.bytes.opened(row.evidenceId)
  const asOf = stored?.trust.asOf ?? null
  const trust = await trustFor(deps.profile, await originsOf(evidence, deps.stream), asOf)
  if (stored !== null && isSameTrust(stored.trust, trust)) return stored.document
  const verified = await deps.verify(evidence, trust, { signal: context.signal, onProgress: () => undefined })
  if (!verified.ok) throwRefused(verified.error)
  return verified.value
}

async function headOf(theCase: OpenCase, no: number, verdict: VerifyDocument): Promise<MatterHead> {
  const paths = new Set((await theCase.evidence.files(no)).map(({ path }) => path))
  const head = newestHead(verdict, (path) => paths.has(path))
  const note = head && (await theCase.bytes.file(no, head.source, MAX_NOTE_BYTES))
  if (head === null || note === null) {
    throw refusal({
      code: 'refused',
      message: 'this log has no signed head that its entries agree with: nothing in it can be proven to others',
      expected: 'a signed head that the entries agree with',
      got: verdict.headline,
    })
  }
  return { ...head, note }
}

async function readLines(
  theCase: OpenCase,
  no: number,
  indexes: readonly number[],
  head: MatterHead,
  hash: Hash,
  signal: AbortSignal,
): Promise<readonly MatterLine[]> {
  const root = decodeBase64(head.root)
  const lines: MatterLine[] = []
  for (const row of await theCase.entries.at(no, indexes)) {
    stopIfCancelled(signal)
    const { index } = row
    const bytes = await theCase.bytes.line(row, no, LINE_BYTES)
    const leaf = leafHash(bytes, hash)
    const target = { index, size: head.size, leafHash: leaf }
    const path =
      root !== null && index < head.size ? await provePresence(theCase.bytes, no, { ...target, root }, hash) : null
    const proof = path && formatTlogProof({ extra: null, index: BigInt(index), proof: path, checkpoint: head.note })
    const why = proof === null ? whyNoProof(index, head) : null
    lines.push({ index, bytes, leafHash: encodeBase64(leaf), proof, whyNoProof: why })
  }
  return lines.sort((a, b) => a.index - b.index)
}

function stopIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw refusal({ code: 'cancelled', message: 'cancelled' })
}
