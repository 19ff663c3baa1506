import type { auditOperations } from '#contract/areas/audit.ts'
import type { HandlersOf, Output } from '#contract/contract.ts'
import { refusal } from '#contract/refusal.ts'
import { sampleDocument } from '#core/audit-sample/sample-document.ts'
import { isStratumColumn } from '#core/audit-sample/strata.ts'
import { formatInstant } from '#core/instant.ts'
import { err, ok } from '#core/result.ts'
import type { Drawn } from '#core/work-log/work-state.ts'
import { notFound } from '../answer.ts'
import { draw, drawAgain, logIdentity, optionsOf, otherwise, sampleSha256 } from '../audit-sample.ts'
import type { Deps } from '../deps.ts'
import { mutable } from '../request-views.ts'
import { logOf, workOf } from '../work.ts'
import { type Derived, derivedOf, type Target } from './requests.ts'

type Summary = Output<'audit.samples'>['samples'][number]

export function auditHandlers(deps: Deps): HandlersOf<typeof auditOperations> {
  const { hash, nowMs } = deps

  function summaryOf(sample: Drawn, why: Summary['otherwise']): Summary {
    const { seq, timeMs, draw: event, conclusions } = sample
    const { n, seed, asOf, root, requests, drawn } = event
    const by = event.by.filter(isStratumColumn)
    const concluded = conclusions.size
    return { sampleSeq: seq, drawnAtMs: timeMs, n, seed, by, asOf, root, requests, drawn, concluded, otherwise: why }
  }

  async function sampleOf({ sampleSeq, ...where }: Target & { readonly sampleSeq: number }) {
    const derived = await derivedOf(deps, where)
    const sample = (await workOf(derived.theCase, derived.evidence)).samples.get(sampleSeq)
    if (sample === undefined) throw refusal(notFound('audit sample in the work log'))
    return { derived, sample, again: await drawAgain(derived, sample, hash) }
  }

  const write = async ({ theCase }: Derived, ...events: Parameters<Derived['theCase']['workLog']['append']>[1]) =>
    theCase.workLog.append(nowMs(), events)

  /** By place among the lines: damage moves lines away from the place their seq claims. */
  async function seqsAt({ theCase, evidence }: Derived, indexes: readonly number[]) {
    const rows = await theCase.entries.at(evidence.no, indexes)
    return new Map(rows.map(({ index, seq }) => [index, seq] as const))
  }

  return {
    'audit.samples': async (where) => {
      const derived = await derivedOf(deps, where)
      const { samples } = await workOf(derived.theCase, derived.evidence)
      if (samples.size === 0) return ok({ samples: [] })
      const log = await logIdentity(derived)
      return ok({
        samples: [...samples.values()]
          .map((sample) => summaryOf(sample, otherwise(sample, log, derived.derivation)))
          .reverse(),
      })
    },
    'audit.draw': async ({ n, seed, by, ...where }) => {
      const derived = await derivedOf(deps, where)
      const { evidence, derivation } = derived
      if (derivation.requests === 0) {
        return err({ code: 'conflict', message: 'this log has no requests to draw from' })
      }
      const options = { n, seed, by: [...new Set(by)] }
      const sample = await draw(derived, options, hash)
      const [sampleSeq = 0] = await write(derived, {
        type: 'work.sample_drawn',
        log: logOf(evidence),
        ...options,
        asOf: formatInstant(derivation.asOfMs),
        root: (await logIdentity(derived)).root,
        requests: derivation.requests,
        drawn: sample.drawn.length,
        sampleSha256: sampleSha256(sample, hash),
      })
      return ok({ sampleSeq, drawn: sample.drawn.length })
    },
    'audit.sample': async (where) => {
      const { derived, sample, again } = await sampleOf(where)
      const { conclusions } = sample
      const seqs = await seqsAt(
        derived,
        [...again.rows.values()].flatMap(({ indexes }) => indexes),
      )
      const counts = new Map<string, number>()
      const perStratum = new Map<string, number>()
      for (const { req, stratum } of again.sample.drawn) {
        const conclusion = conclusions.get(req)?.conclusion
        if (conclusion === undefined) continue
        counts.set(conclusion, (counts.get(conclusion) ?? 0) + 1)
        const key = JSON.stringify(stratum)
        perStratum.set(key, (perStratum.get(key) ?? 0) + 1)
      }
      return ok({
        summary: summaryOf(sample, null),
        counts: [...counts].map(([conclusion, count]) => ({ conclusion, count })),
        strata: again.sample.strata.map(({ stratum, size, sampled }) => {
          const concluded = perStratum.get(JSON.stringify(stratum)) ?? 0
          return { stratum: [...stratum], requests: size, sampled, concluded }
        }),
        rows: again.sample.drawn.flatMap(({ req, stratum }) => {
          const row = again.rows.get(req)
          if (row === undefined) return []
          const places = new Map(row.indexes.map((index) => [seqs.get(index), index] as const))
          const { receivedAtMs, authority, instrument, outcome, entries } = row
          const said = conclusions.get(req)
          return mutable({
            req,
            receivedAtMs,
            authority,
            instrument,
            outcome,
            stratum,
            entries: entries.map((seq) => ({ seq, index: places.get(seq) ?? null })),
            conclusion: said ? { conclusion: said.conclusion, note: said.note, atMs: said.timeMs } : null,
          })
        }),
      })
    },
    'audit.conclude': async ({ req, conclusion, note, ...where }) => {
      const { derived, sample, again } = await sampleOf(where)
      if (!again.rows.has(req)) return err(notFound('request in this sample'))
      const event = { log: logOf(derived.evidence), sample: sample.seq, req, conclusion, note }
      return ok({ workLogSeqs: [...(await write(derived, { type: 'work.sample_concluded', ...event }))] })
    },
    'audit.receipt': async (where) => {
      const { derived, sample, again } = await sampleOf(where)
      const said = [...sample.conclusions].map(
        ([req, { conclusion, note }]) => [req, { conclusion, note: note === '' ? null : note }] as const,
      )
      const document = sampleDocument(again, optionsOf(sample.draw), new Map(said))
      const { asOf, drawn, seed } = sample.draw
      if (!derived.theCase.readOnly) {
        const about = { log: logOf(derived.evidence), what: 'audit sample requests', format: 'json', rows: drawn, asOf }
        await write(derived, { type: 'work.exported', ...about, filter: `seed: ${seed}` })
      }
      return ok({
        fileName: `audit-sample-${drawn}-as-of-${asOf.slice(0, 10)}.json`,
        text: `${JSON.stringify(document, null, 2)}\n`,
      })
    },
  }
}
