/** Logs for tests, entry by entry, as parsed lines. Times are hours after the opening. */
import { type EvaluatedRequest, type Evaluation, type EvaluationOptions, evaluateLog } from '#core/requests/evaluate.ts'
import { createFold, type Folded } from '#core/requests/fold.ts'
import { type LogEntry, readLogEntry } from '#core/requests/log-entry.ts'
import { DEFAULT_PARAMETERS, type RuleParameters } from '#core/requests/rules/parameters.ts'
import { createSurvey } from '#core/requests/survey.ts'

export type Line = Record<string, unknown>
export const START = Date.parse('2025-01-01T00:00:00.000Z')
export const HOUR = 3_600_000
export const DAY = 86_400_000
export const iso = (ms: number): string => new Date(ms).toISOString()

export interface TestLog {
  /** Adds one entry and gives back its seq. */
  readonly add: (atMs: number, type: string, data?: Line, req?: string) => number
  readonly lines: Line[]
}

/** An opened log whose interval is so long that it never matters, unless a test says otherwise. */
export function testLog(opened: Line = { maxHeadIntervalHours: 1_000_000 }): TestLog {
  const lines: Line[] = []
  const add: TestLog['add'] = (atMs, type, data = {}, req) => {
    const seq = lines.length
    lines.push({ v: 1, log: 'test/log', seq, prev: '', time: iso(atMs), type, ...(req && { req }), data })
    return seq
  }
  add(START, 'log.opened', { format: 'disclosure-log/v1', origin: 'test/log', keys: [], ...opened })
  return { add, lines }
}

export function receivedData(receivedAtMs: number, changes: Line = {}): Line {
  return {
    authority: { id: 'de-lka-1', name: 'Landeskriminalamt', type: 'police' },
    origin: { code: 'DE', kind: 'state' },
    instrument: 'search_warrant',
    instrumentLabel: 'Beschluss 12 Gs 34/25',
    temporal: 'stored',
    reason: 'fraud investigation',
    dataRequested: ['subscriber', 'ip_login'],
    period: { from: iso(START - 90 * DAY), to: iso(START) },
    selectors: 1,
    accounts: 2,
    channel: 'official_portal',
    authenticity: 'verified',
    receivedAt: iso(receivedAtMs),
    ...changes,
  }
}

export const APPROVE: Line = {
  lawful: true,
  relevant: true,
  minimal: true,
  decision: 'approve',
  reviewerRole: 'counsel',
}
export const TOLD: Line = { authorityType: true, reason: true, data: true, timeframe: true }

export function sealedData(bundle: string, changes: Line = {}): Line {
  return {
    bundle: { id: bundle, note: `note of ${bundle}`, payloads: 1, bytes: 1000 },
    dataDisclosed: ['subscriber', 'ip_login'],
    period: { from: iso(START - 90 * DAY), to: iso(START) },
    accountsDisclosed: 2,
    oldestDataAt: { subscriber: iso(START - 90 * DAY), ip_login: iso(START - 20 * DAY) },
    enc: 'A256GCM',
    recipients: [{ kid: 'x', role: 'authority' }],
    tables: 0,
    anonymity: [],
    ...changes,
  }
}

export function entriesOf(lines: readonly unknown[]): readonly LogEntry[] {
  let previousTimeMs = 0
  return lines.map((line, index) => {
    const entry = readLogEntry(line as never, { index, previousTimeMs })
    previousTimeMs = entry.timeMs
    return entry
  })
}

export function foldLines(lines: readonly unknown[], asOfMs?: number): { folded: Folded; asOfMs: number } {
  const entries = entriesOf(lines)
  const survey = createSurvey()
  for (const entry of entries) survey.add(entry)
  const atMs = asOfMs ?? survey.lastTimeMs() ?? 0
  const fold = createFold({ asOfMs: atMs, corrections: survey.correctionsAsOf(atMs) })
  for (const entry of entries) fold.add(entry)
  return { folded: fold.result(), asOfMs: atMs }
}

export interface Judged extends Evaluation {
  readonly requests: readonly EvaluatedRequest[]
  readonly rows: readonly EvaluatedRequest['row'][]
}

export interface JudgeOptions extends Partial<Omit<EvaluationOptions, 'parameters'>> {
  readonly parameters?: Partial<RuleParameters>
}

export function judge(lines: readonly unknown[], options: JudgeOptions = {}): Judged {
  const { folded, asOfMs } = foldLines(lines, options.asOfMs)
  const requests: EvaluatedRequest[] = []
  const parameters = { ...DEFAULT_PARAMETERS, ...options.parameters }
  const { bundles = null, cosigned = [] } = options
  const evaluation = evaluateLog(folded, { asOfMs, parameters, bundles, cosigned }, (request) => requests.push(request))
  return { ...evaluation, requests, rows: requests.map(({ row }) => row) }
}

/** Shorthand: what was found, as "rule: entries". */
export function found(judged: Evaluation): readonly string[] {
  return judged.findings.map(({ rule, entries }) => `${rule}: ${entries.join(',')}`)
}
