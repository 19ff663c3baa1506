/** Audit samples of a case: drawn from its rows, and drawn again from them whenever they are looked at. */
import { refusal } from '#contract/refusal.ts'
import { type DrawnSample, drawSample } from '#core/audit-sample/draw-sample.ts'
import type { SampleFrame, SampleOptions } from '#core/audit-sample/sample-document.ts'
import { isStratumColumn, stratumOf } from '#core/audit-sample/strata.ts'
import { encodeHex } from '#core/bytes/hex.ts'
import { encodeUtf8 } from '#core/bytes/utf8.ts'
import type { Hash } from '#core/capabilities.ts'
import { formatInstant } from '#core/instant.ts'
import type { Drawn, DrawnEvent } from '#core/work-log/work-state.ts'
import { keepFew } from './keep-few.ts'
import type { EvidenceRow, OpenCase } from './ports/case.ts'
import type { DerivationRow, StoredRequest } from './ports/requests.ts'
import { queryOf } from './request-filter.ts'

export interface SampleTarget {
  readonly theCase: OpenCase
  readonly evidence: EvidenceRow
  readonly derivation: DerivationRow
}

export interface RedrawnSample extends Omit<SampleFrame, 'rows'> {
  readonly rows: ReadonlyMap<string, StoredRequest['row'] & Pick<StoredRequest, 'indexes'>>
}

export const optionsOf = ({ n, seed, by }: Pick<DrawnEvent, 'n' | 'seed' | 'by'>): SampleOptions => {
  return { n, seed, by: by.filter(isStratumColumn) }
}

/** Which log it is: its lines as they stand, and what they hash to. */
export async function logIdentity({ theCase, evidence }: SampleTarget): Promise<SampleFrame['log']> {
  const verdict = await theCase.verdicts.get(evidence.no)
  if (verdict === null) throw refusal({ code: 'not_found', message: 'this evidence has not been verified yet' })
  const { input, integrity } = verdict.document
  return { entries: input.entries, root: integrity.computedRoot }
}

/** The last few draws: each takes about a second on a million entries. */
const KEPT = 8
const drawn = new Map<string, DrawnSample>()

export async function draw(target: SampleTarget, options: SampleOptions, hash: Hash): Promise<DrawnSample> {
  const { theCase, evidence, derivation } = target
  const key = JSON.stringify([theCase.folder, evidence.evidenceId, derivation.derivedAtMs, derivation.asOfMs, options])
  const known = drawn.get(key)
  if (known) return known
  const units = await theCase.requests.units(evidence.no)
  const sample = drawSample(
    units.map((unit) => ({ req: unit.req, stratum: stratumOf(unit, options.by) })),
    options,
    hash,
  )
  keepFew(drawn, KEPT, key, sample)
  return sample
}

/** Hex SHA-256 over the ids, in the order they were drawn. */
export const sampleSha256 = ({ drawn: units }: DrawnSample, hash: Hash): string =>
  encodeHex(hash(encodeUtf8(JSON.stringify(units.map(({ req }) => req)))))

/** Why a sample cannot be gone on with as things are; null: it can. */
export function otherwise(
  { draw: { asOf, root } }: Drawn,
  log: SampleFrame['log'],
  { asOfMs }: DerivationRow,
): 'other log' | 'other time' | null {
  if (root !== log.root) return 'other log'
  return asOf === formatInstant(asOfMs) ? null : 'other time'
}

/** Drawn again, and refused where it is not what was drawn. */
export async function drawAgain(target: SampleTarget, sample: Drawn, hash: Hash): Promise<RedrawnSample> {
  const { theCase, evidence, derivation } = target
  const log = await logIdentity(target)
  const why = otherwise(sample, log, derivation)
  const { draw: event } = sample
  if (why !== null) {
    throw refusal({
      code: 'conflict',
      message:
        why === 'other log'
          ? 'this sample was drawn from another state of the log'
          : `this sample was drawn as of ${event.asOf}; derive the requests as of then to go on with it`,
      expected: why === 'other log' ? `root ${event.root}` : event.asOf,
      got: why === 'other log' ? `root ${log.root}` : formatInstant(derivation.asOfMs),
    })
  }
  const again = await draw(target, optionsOf(event), hash)
  const got = sampleSha256(again, hash)
  if (got !== event.sampleSha256) {
    throw refusal({
      code: 'conflict',
      message: 'the requests give another sample than the one that was drawn: rules or program have changed since',
      expected: event.sampleSha256,
      got,
    })
  }
  const reqs = again.drawn.map(({ req }) => req)
  const order = { by: 'received', descending: false } as const
  const { rows } = await theCase.requests.page(evidence.no, queryOf({}, reqs, null), order, null, reqs.length)
  return {
    asOfMs: derivation.asOfMs,
    log,
    requests: derivation.requests,
    sample: again,
    rows: new Map(rows.map(({ row, indexes }) => [row.req, { ...row, indexes }] as const)),
  }
}
