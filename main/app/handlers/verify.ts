import type { verifyOperations } from '#contract/areas/verify.ts'
import type { HandlersOf } from '#contract/contract.ts'
import { refusal } from '#contract/refusal.ts'
import { decodeUtf8 } from '#core/bytes/utf8.ts'
import { formatInstant } from '#core/instant.ts'
import { EVENT_TYPES } from '#core/requests/enumerations.ts'
import { err, ok } from '#core/result.ts'
import { notFound } from '../answer.ts'
import type { Deps } from '../deps.ts'
import { entryView } from '../entry-view.ts'
import { logMap } from '../log-map.ts'
import type { EvidenceRow, OpenCase, StoredVerdict } from '../ports/case.ts'
import { receiptText } from '../receipt.ts'
import { noteFrom } from '../stored-notes.ts'
import { isSameTrust, originsOf, trustFor } from '../trust-for.ts'
import { verifyAgain } from '../verify-again.ts'

interface Target {
  readonly caseId: string
  readonly evidenceId: string
}

export function verifyHandlers(deps: Deps): HandlersOf<typeof verifyOperations> {
  const { cases, hash, jobs, profile, stream } = deps

  async function target({ caseId, evidenceId }: Target): Promise<{ theCase: OpenCase; row: EvidenceRow }> {
    const theCase = await cases.get(caseId)
    const row = await theCase.evidence.byId(evidenceId)
    if (row === null) throw refusal(notFound('evidence'))
    return { theCase, row }
  }

  async function verdictOf(where: Target): Promise<{ theCase: OpenCase; row: EvidenceRow; verdict: StoredVerdict }> {
    const { theCase, row } = await target(where)
    const verdict = await theCase.verdicts.get(row.no)
    if (verdict === null) throw refusal({ code: 'not_found', message: 'this evidence has not been verified yet' })
    return { theCase, row, verdict }
  }

  return {
    'verify.run': async ({ asOf, ...where }) => {
      const { theCase, row } = await target(where)
      const started = jobs.start({
        kind: 'verify',
        caseId: where.caseId,
        subject: row.evidenceId,
        work: (context) => verifyAgain(deps, theCase, row, asOf, context),
      })
      return started.ok ? ok({ jobId: started.value }) : started
    },
    'verify.result': async (where) => {
      const { theCase, row } = await target(where)
      const verdict = await theCase.verdicts.get(row.no)
      if (verdict === null) {
        const nothing = { document: null, verifiedAtMs: null, usedPolicy: null, usedKnownHeads: 0 }
        return ok({ ...nothing, trustChanged: false, usedKeys: [] })
      }
      const { document, trust, verifiedAtMs } = verdict
      const origins = await originsOf(await theCase.bytes.opened(row.evidenceId), stream)
      const now = await trustFor(profile, origins, trust.asOf)
      return ok({
        document,
        verifiedAtMs,
        trustChanged: !isSameTrust(trust, now),
        usedKeys: [...trust.vkeys, ...trust.keys.map(({ vkey }) => vkey)],
        usedPolicy: trust.policy,
        usedKnownHeads: trust.knownHeads.length,
      })
    },
    'verify.map': async (input) => {
      const { theCase, row } = await target(input)
      return ok(await logMap(theCase, row, input))
    },
    'verify.entry': async ({ index, ...where }) => {
      const { theCase, row } = await target(where)
      const view = await entryView(theCase, row.no, index, hash)
      return view ? ok(view) : err(noSuchEntry(index, row.entries))
    },
    'verify.entries': async ({ from, limit, ...where }) => {
      const { theCase, row } = await target(where)
      const rows = await theCase.entries.page(row.no, from, limit)
      return ok({
        total: row.entries,
        rows: rows.map(({ index, seq, timeMs, type, req, byteLength, path, byteOffset }) => {
          const time = timeMs === null ? null : formatInstant(timeMs)
          return { index, seq, time, type: EVENT_TYPES[type] ?? null, req, bytes: byteLength, file: path, byteOffset }
        }),
      })
    },
    'verify.receipt': async (where) => {
      const { row, verdict } = await verdictOf(where)
      return ok({ fileName: `${fileStem(row.name)}.receipt.json`, text: receiptText(verdict.document, verdict.trust) })
    },
    'verify.fork': async (where) => {
      const { theCase, row, verdict } = await verdictOf(where)
      const { fork } = verdict.document.completeness
      if (!fork) return err({ code: 'not_found', message: 'no two verified heads of this log contradict each other' })
      const text = async (source: string) => {
        const note = await noteFrom(theCase, row.no, source)
        if (note === null) throw refusal(notFound(`note ${source} in the copy of this evidence`))
        return decodeUtf8(note) ?? ''
      }
      return ok({ a: await text(fork.a), b: await text(fork.b) })
    },
    'verify.pin-head': async (where) => {
      const { theCase, row, verdict } = await verdictOf(where)
      const head = verdict.document.heads.find(({ newest, status }) => newest && status === 'verified')
      const note = head ? await noteFrom(theCase, row.no, head.source) : null
      if (!head || note === null) {
        return err({
          code: 'not_found',
          message: 'no head of this evidence is signed by a known key: there is nothing to remember',
        })
      }
      const { origin, size, root } = head
      return ok({ origin, size, root, alreadyKnown: !(await profile.rememberHead({ origin, size, note })) })
    },
  }
}

function noSuchEntry(index: number, entries: number) {
  return {
    code: 'not_found' as const,
    message: `there is no entry ${index}`,
    expected: entries === 0 ? 'a log with entries' : `0 to ${entries - 1}`,
    got: `${index}`,
  }
}

/** A name for a file to save, from a name somebody else chose. */
function fileStem(name: string): string {
  return (
    name
      .replace(/\.(zip|jsonl|jsonl\.gz|note)$/i, '')
      .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
      .slice(0, 80) || 'evidence'
  )
}
