import type { EvidenceSummary, evidenceOperations } from '#contract/areas/evidence.ts'
import type { HandlersOf } from '#contract/contract.ts'
import { formatInstant } from '#core/instant.ts'
import { err, ok } from '#core/result.ts'
import { notFound, throwRefused } from '../answer.ts'
import type { Deps } from '../deps.ts'
import { importEvidence, resumeImport } from '../import-evidence.ts'
import type { EvidenceRow, OpenCase } from '../ports/case.ts'
import type { OpenedEvidence } from '../ports.ts'
import { spaceNeeded } from '../space-needed.ts'

export function evidenceHandlers(deps: Deps): HandlersOf<typeof evidenceOperations> {
  const { automatic, cases, heldKeys, jobs, picks } = deps

  async function evidence(caseId: string, evidenceId: string) {
    const theCase = await cases.get(caseId)
    return { theCase, row: await theCase.evidence.byId(evidenceId) }
  }

  return {
    'evidence.preflight': async ({ caseId, pickedId }) => {
      const theCase = await cases.get(caseId)
      const path = picks.pathOf(pickedId)
      if (path === null) return err(notFound('picked file'))
      const opened = await deps.openEvidence(path)
      if (!opened.ok) throwRefused(opened.error)
      const free = await deps.freeBytes(theCase.folder)
      if (!free.ok) throwRefused(free.error)
      const { name, kind, files } = opened.value
      return ok({
        name,
        kind,
        files: files.length,
        sizeBytes: sizeOf(opened.value),
        freeBytes: free.value,
        neededBytes: spaceNeeded(opened.value),
        enoughSpace: free.value >= spaceNeeded(opened.value),
        seenBefore: await seenBefore(deps, theCase, opened.value),
      })
    },
    'evidence.import': async ({ caseId, pickedId, asOf }) => {
      const theCase = await cases.get(caseId)
      const path = picks.pathOf(pickedId)
      if (path === null) return err(notFound('picked file'))
      const evidenceId = deps.newId('ev_')
      const started = jobs.start({
        kind: 'import',
        caseId,
        subject: evidenceId,
        work: (context) => {
          const keys = heldKeys.of(caseId)
          return importEvidence(deps, theCase, { evidenceId, path, asOf: asOf ?? null, keys }, context)
        },
      })
      return started.ok ? ok({ jobId: started.value }) : started
    },
    'evidence.list': async ({ caseId }) => {
      const theCase = await cases.get(caseId)
      const unfinished = await theCase.imports.unfinished()
      return ok({
        evidence: (await theCase.evidence.list()).map(summaryOf),
        unfinished: unfinished.map(({ evidenceId, name, startedAtMs, bytesDone, sizeBytes }) => {
          const runningJob = jobs.runningOn(caseId, evidenceId)
          return { evidenceId, name, startedAtMs, bytesDone, bytesTotal: sizeBytes, runningJob }
        }),
      })
    },
    'evidence.resume': async ({ caseId, evidenceId }) => {
      const theCase = await cases.get(caseId)
      if (!(await isUnfinished(theCase, evidenceId))) return err(notFound('unfinished import'))
      const started = jobs.start({
        kind: 'import',
        caseId,
        subject: evidenceId,
        work: (context) => resumeImport(deps, theCase, evidenceId, heldKeys.of(caseId), context),
      })
      return started.ok ? ok({ jobId: started.value }) : started
    },
    'evidence.discard': async ({ caseId, evidenceId }) => {
      const theCase = await cases.get(caseId)
      if (!(await jobs.makeWay(caseId))) {
        return err({ code: 'conflict', message: 'a job is running in this case; wait for it or cancel it' })
      }
      if (!(await isUnfinished(theCase, evidenceId))) return err(notFound('unfinished import'))
      const unlock = await theCase.imports.lock()
      await theCase.imports.discard(evidenceId).finally(unlock)
      await automatic.look(caseId)
      return ok({})
    },
    'evidence.files': async ({ caseId, evidenceId }) => {
      const { theCase, row } = await evidence(caseId, evidenceId)
      if (row === null) return err(notFound('evidence'))
      const files = await theCase.evidence.files(row.no)
      return ok({ files: files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })) })
    },
  }
}

async function isUnfinished(theCase: OpenCase, evidenceId: string): Promise<boolean> {
  return (await theCase.imports.unfinished()).some((each) => each.evidenceId === evidenceId)
}

const sizeOf = ({ files }: OpenedEvidence) => files.reduce((sum, { bytes }) => sum + bytes, 0)

/** Hashes what was picked only where the case holds an import with exactly the same paths and sizes; nothing else can be equal. */
async function seenBefore(deps: Deps, theCase: OpenCase, opened: OpenedEvidence): Promise<string | null> {
  const candidates = [...(await theCase.evidence.sameListing(opened.files))]
  if (candidates.length === 0) return null
  const hashes = new Map<string, string>()
  for (const { path, source } of opened.files) {
    const read = await deps.stream(source, { path, sha256: true }, () => undefined)
    if (!read.ok) throwRefused(read.error)
    hashes.set(path, read.value.sha256 ?? '')
  }
  for (const candidate of candidates) {
    const files = await theCase.evidence.files(candidate.no)
    if (files.every(({ path, sha256 }) => hashes.get(path) === sha256)) return candidate.evidenceId
  }
  return null
}

function summaryOf(row: EvidenceRow): EvidenceSummary {
  const { evidenceId, name, kind, origin, sizeBytes, entries, importedAtMs, digest, headline, exit } = row
  return {
    evidenceId,
    name,
    kind,
    origin,
    files: row.fileCount,
    sizeBytes,
    entries,
    importedAtMs,
    digest,
    firstTime: instantOrNull(row.firstTimeMs),
    lastTime: instantOrNull(row.lastTimeMs),
    headline,
    exit,
  }
}

function instantOrNull(ms: number | null): string | null {
  return ms === null ? null : formatInstant(ms)
}
