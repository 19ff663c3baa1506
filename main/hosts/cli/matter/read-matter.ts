/** A selection of requests, read and judged from the log itself, as the document that a matter is made of. */
import type { InputError } from '#core/input-error.ts'
import { quote } from '#core/input-error.ts'
import { formatInstant } from '#core/instant.ts'
import { collectCorrections } from '#core/requests/corrections.ts'
import { evaluateRequest } from '#core/requests/evaluate.ts'
import { createFold } from '#core/requests/fold.ts'
import type { Policy } from '#core/requests/rules/parameters.ts'
import { err, ok, type Result } from '#core/result.ts'
import type { MatterRequest } from '#report/matter-document.ts'
import { MAX_MATTER_REQUESTS, type Matter, matterOf } from '../../../app/matter/matter-files.ts'
import { type ChosenRequest, matterRequest } from '../../../app/matter/matter-request.ts'
import type { DerivedRequest } from '../../../app/ports/requests.ts'
import { sha256 } from '../../../io/node-crypto.ts'
import { deriveLog } from '../../../work/derive.ts'
import { verifyEvidence } from '../../../work/verify-evidence.ts'
import { badOption } from '../answer.ts'
import type { CliIo } from '../io.ts'
import { progressLine } from '../progress.ts'
import { timeOption } from '../requests/filter-options.ts'
import { type LogSource, openLog, type SourceOptions } from '../requests/open-log.ts'
import { figure } from '../text-layout.ts'
import { gatherOptions, type VerifyCliOptions } from '../verify/gather-options.ts'
import { type MatterLines, readHead, readMatterLines } from './matter-log.ts'

export interface MatterSourceOptions extends SourceOptions, VerifyCliOptions {
  readonly req?: readonly string[]
}

export async function readMatter(
  path: string,
  options: MatterSourceOptions,
  io: CliIo,
): Promise<Result<Matter, InputError>> {
  const asOf = timeOption('--as-of', options.asOf)
  if (!asOf.ok) return asOf
  const reqs = [...new Set(options.req ?? [])]
  if (reqs.length === 0) return err(badOption('--req', 'the id of a request', 'none'))
  if (reqs.length > MAX_MATTER_REQUESTS)
    return err(badOption('--req', `at most ${MAX_MATTER_REQUESTS} requests`, String(reqs.length)))
  const source = await openLog(path, options)
  if (!source.ok) return source
  try {
    const instant = asOf.value === null ? {} : { asOf: formatInstant(asOf.value) }
    return await readWhole(source.value, { ...options, ...instant }, reqs, asOf.value, io)
  } finally {
    await source.value.close()
  }
}

async function readWhole(
  source: LogSource,
  options: MatterSourceOptions,
  reqs: readonly string[],
  asOf: number | null,
  io: CliIo,
): Promise<Result<Matter, InputError>> {
  const { evidence, policy } = source
  const trust = await gatherOptions(options, evidence)
  if (!trust.ok) return trust
  const verdict = await verifyEvidence(evidence, trust.value, {})
  if (!verdict.ok) return verdict
  const head = await readHead(evidence, verdict.value)
  if (!head.ok) return head
  if (head.value === null) {
    return err(badOption('log', 'a log with a signed head that its entries agree with', verdict.value.headline))
  }
  const derived = await deriveChosen(source, reqs, asOf, io)
  if (!derived.ok) return derived
  const { asOfMs, chosen } = derived.value
  const cited = chosen.flatMap(({ findings }) => findings.flatMap(({ entries }) => entries.map(({ index }) => index)))
  const indexes = [...chosen.flatMap(({ request }) => request.indexes), ...cited.filter((index) => index !== null)]
  const lines = await readMatterLines(evidence, indexes, head.value)
  if (!lines.ok) return lines
  const requests = chosen.map((one) => requestOf(one, lines.value, policy, asOfMs))
  const all = [...lines.value.lines.values()]
  return ok(matterOf({ asOfMs, head: head.value, verdict: verdict.value, policy, requests, lines: all }))
}

async function deriveChosen(
  { files, policy, cosigned, bundles, name }: LogSource,
  reqs: readonly string[],
  asOf: number | null,
  io: CliIo,
): Promise<Result<{ readonly asOfMs: number; readonly chosen: readonly ChosenRequest[] }, InputError>> {
  const found = new Map<string, DerivedRequest>()
  const progress = progressLine(io)
  const input = { files, asOfMs: asOf, parameters: policy.parameters, bundles, cosigned }
  const derived = await deriveLog(input, {
    signal: io.interrupt(),
    onProgress: ({ entries }) => progress.show(`reading  ${figure(entries)} entries`),
    onRequests: async (requests) => {
      for (const request of requests) {
        const { req, duplicates } = request.row
        for (const id of [req, ...duplicates]) if (reqs.includes(id)) found.set(id, request)
      }
    },
  })
  progress.clear()
  if (!derived.ok) return derived
  const { asOfMs, findings } = derived.value
  const missing = reqs.find((req) => !found.has(req))
  if (missing !== undefined || asOfMs === null) {
    return err(badOption('--req', `the id of a request in ${name}, received by then`, quote(missing)))
  }
  const chosen = [...new Set(reqs.flatMap((req) => found.get(req) ?? []))].map((request) => {
    const ofLog = findings.filter(({ req }) => req === request.row.req)
    return { request, findings: [...request.findings, ...ofLog] }
  })
  return ok({ asOfMs, chosen })
}

function requestOf(one: ChosenRequest, { lines, cite }: MatterLines, policy: Policy, asOfMs: number): MatterRequest {
  const { row, indexes, followers } = one.request
  const own = [...new Set(indexes)].sort((a, b) => a - b).flatMap((index) => lines.get(index) ?? [])
  const entries = own.map(({ entry }) => entry)
  const corrections = collectCorrections(
    entries.filter(({ type, timeMs }) => type === 'correction' && timeMs <= asOfMs),
  )
  const fold = createFold({ asOfMs, corrections })
  for (const entry of entries) fold.add(entry)
  const history = [...fold.result().histories()].find(({ req }) => req === row.req)
  // The same lines were folded a moment ago; another answer means that the log changed in between.
  if (history === undefined) throw new Error(`the log changed while it was read: ${row.req}`)
  const evaluated = evaluateRequest({ ...history, followers }, { asOfMs, parameters: policy.parameters })
  return matterRequest(one, { lines: own, evaluated, cite }, { policy, asOfMs, hash: sha256 })
}
