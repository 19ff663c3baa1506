/**
 * Requests are derived without being asked for: after an import, of bundles too, after the rules have changed, and once more when
 * something else was wanted of the case meanwhile. What a person has cancelled is left alone until they ask for it.
 *
 * The command line derives as it runs and keeps nothing, so nothing starts of itself there.
 */
import type { CallError } from '#contract/operation.ts'
import { formatInstant } from '#core/instant.ts'
import { policyFileText } from '#core/requests/rules/parameters.ts'
import type { Result } from '#core/result.ts'
import type { Deps } from './deps.ts'
import { deriveRequests, isDisclosureLog, policyOf } from './derive-requests.ts'
import type { JobEnd, JobPlan } from './jobs.ts'
import type { EvidenceRow, OpenCase } from './ports/case.ts'

/** How the last derivation ended, where it did not end well. */
export interface DeriveTrouble {
  readonly state: 'failed' | 'cancelled'
  readonly error: CallError | null
}

export interface AutomaticDerive {
  /** Starts a derivation, or finds the one that runs on this log. `asOf` null: the time of the last entry. */
  readonly start: (
    caseId: string,
    theCase: OpenCase,
    row: EvidenceRow,
    asOf: string | null,
  ) => Result<string, CallError>
  /** Starts one where the newest log of the case has none, or one by other rules. Never throws. */
  readonly look: (caseId: string) => Promise<void>
  readonly troubleWith: (evidenceId: string) => DeriveTrouble | null
  /** To be told of every job that has ended. */
  readonly onEnded: (plan: JobPlan, end: JobEnd) => void
}

/** @param deps asked for when they are needed: jobs tell of their end, and so are made first */
export function createAutomaticDerive(deps: () => Deps): AutomaticDerive {
  const trouble = new Map<string, DeriveTrouble>()
  /** By evidence: as of when it was being derived when it had to make way. */
  const interrupted = new Map<string, string | null>()
  const running = new Map<string, string | null>()

  function start(caseId: string, theCase: OpenCase, row: EvidenceRow, asOf: string | null) {
    const { jobs } = deps()
    const { evidenceId } = row
    const already = jobs.runningOn(caseId, evidenceId, 'derive')
    if (already !== null && running.get(evidenceId) === asOf) return { ok: true as const, value: already }
    const started = jobs.start({
      kind: 'derive',
      caseId,
      subject: evidenceId,
      yields: true,
      work: (context) => deriveRequests(deps(), theCase, row, asOf, context),
    })
    if (started.ok) {
      trouble.delete(evidenceId)
      running.set(evidenceId, asOf)
    }
    return started
  }

  async function look(caseId: string): Promise<void> {
    try {
      const { cases, facts, jobs } = deps()
      if (facts.host === 'cli') return
      const theCase = await cases.get(caseId)
      const row = (await theCase.evidence.list()).find(({ kind }) => isDisclosureLog(kind))
      if (row === undefined || theCase.readOnly || jobs.isBusy(caseId) || trouble.has(row.evidenceId)) return
      const wanted = await missing(theCase, row, interrupted)
      if (wanted !== undefined) start(caseId, theCase, row, wanted)
    } catch {
      // The case was closed or cannot be read: whoever opens it next is told why.
    }
  }

  function onEnded(plan: JobPlan, { state, result, error, madeWay }: JobEnd): void {
    if (plan.kind === 'derive' && plan.subject !== undefined) {
      const asOf = running.get(plan.subject) ?? null
      running.delete(plan.subject)
      if (state === 'done') interrupted.delete(plan.subject)
      else if (madeWay) interrupted.set(plan.subject, asOf)
      else trouble.set(plan.subject, { state, error: state === 'failed' ? error : null })
      return
    }
    const caseId = plan.kind === 'sample' ? result : plan.caseId
    if (caseId !== null) void look(caseId)
  }

  return { start, look, troubleWith: (evidenceId) => trouble.get(evidenceId) ?? null, onEnded }
}

/** As of when it has to be derived; undefined: there is nothing to do. */
async function missing(
  theCase: OpenCase,
  { no, evidenceId }: EvidenceRow,
  interrupted: ReadonlyMap<string, string | null>,
): Promise<string | null | undefined> {
  const asOf = interrupted.get(evidenceId)
  if (asOf !== undefined) return asOf
  const derivation = await theCase.requests.derivation(no)
  if (derivation === null) return null
  const isSame = policyFileText(derivation.policy) === policyFileText(await policyOf(theCase))
  // Bundles that came later are held against the log too: rule bundle-logged-once.
  const { derivedAtMs } = derivation
  const evidence = await theCase.evidence.list()
  const hasNewBundles = evidence.some(({ kind, importedAtMs }) => kind === 'bundles' && importedAtMs >= derivedAtMs)
  return isSame && !hasNewBundles ? undefined : formatInstant(derivation.asOfMs)
}
