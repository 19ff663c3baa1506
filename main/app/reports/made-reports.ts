/** Reports that were built and not published yet, and what verifications found: in memory, a few of each. */

import type { ReportLevels } from '#contract/areas/reports.ts'
import type { CallError } from '#contract/operation.ts'
import { refusal } from '#contract/refusal.ts'
import type { LeakResult } from '#core/metrics/leak-check.ts'
import { err, ok, type Result } from '#core/result.ts'
import { type ComposedReport, obstaclesTo } from '#report/build.ts'
import type { ReportDefinition } from '#report/definition.ts'
import type { ReportDocument } from '#report/document.ts'
import type { GateResult } from '#report/gate.ts'
import { LEAK_CHECK_SECONDS } from '#report/leak-input.ts'
import type { ReportVerification } from '#report/verify-report.ts'
import { keepFew } from '../keep-few.ts'
import { noGround, type ReportGround } from './report-ground.ts'

export interface MadeReport {
  readonly evidenceId: string
  readonly report: ComposedReport
  readonly ground: ReportGround
  readonly definition: ReportDefinition
  /** null: not checked yet. */
  readonly leak: CheckedLeak | null
}

export interface CheckedLeak {
  readonly result: LeakResult
  /** Ids of the published reports that it was checked with. */
  readonly against: readonly string[]
  readonly tookMs: number
}

export interface VerifiedReport {
  /** Of the file, folder or published report. */
  readonly name: string
  readonly document: ReportDocument
  readonly result: ReportVerification
  readonly gate: GateResult
  readonly files: ReportLevels['files']
  readonly head: ReportLevels['head']
  readonly headline: string
}

/** Of each; a case may be open for long. */
const KEPT = 20

export interface MadeReports {
  readonly keep: (reportId: string, made: MadeReport) => void
  /** Throws a refusal where it is gone. */
  readonly get: (reportId: string) => MadeReport
  readonly keepLeak: (reportId: string, leak: CheckedLeak) => void
  readonly keepVerified: (id: string, verified: VerifiedReport) => void
  readonly verified: (id: string) => Result<VerifiedReport, CallError>
}

export function createMadeReports(): MadeReports {
  const made = new Map<string, MadeReport>()
  const verified = new Map<string, VerifiedReport>()
  const get = (reportId: string): MadeReport => {
    const found = made.get(reportId)
    if (!found) throw refusal({ code: 'not_found', message: 'this report is no longer in memory: build it again' })
    return found
  }
  return {
    get,
    keep: (reportId, report) => keepFew(made, KEPT, reportId, report),
    keepLeak: (reportId, leak) => void made.set(reportId, { ...get(reportId), leak }),
    keepVerified: (id, one) => keepFew(verified, KEPT, id, one),
    verified: (id) => {
      const found = verified.get(id)
      if (found) return ok(found)
      return err({ code: 'not_found', message: 'this verification is no longer in memory: run it again' })
    },
  }
}

/** Was the leak check run with exactly what is published now? */
export function isChecked({ leak }: MadeReport, published: readonly string[]): boolean {
  return leak !== null && [...leak.against].sort().join() === [...published].sort().join()
}

/** Every reason why it may not be published. @param published ids of what is published now */
export function obstaclesOf(made: MadeReport, published: readonly string[]): readonly string[] {
  const why = noGround(made.ground.verdict)
  const leak = isChecked(made, published) ? (made.leak?.result ?? null) : null
  return [...(why === null ? [] : [why]), ...obstaclesTo(made.report, leak, LEAK_CHECK_SECONDS)]
}
