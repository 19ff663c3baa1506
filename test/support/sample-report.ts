import type { SolveLp } from '#core/capabilities.ts'
import type { JsonValue } from '#core/formats/json-value.ts'
import { DEFAULT_PARAMETERS } from '#core/requests/rules/parameters.ts'
import { type BuiltReport, buildReport } from '#report/build.ts'
import { defaultDefinition, type ReportDefinition } from '#report/definition.ts'
import { sha256 } from '../../main/io/node-crypto.ts'
import type { FoldedSample } from './sample-log.ts'

export const BASIS = {
  origin: 'transparency.heron.example/log',
  size: 1000,
  root: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
  entries: 1000,
  firstEntryAt: null,
  headline: 'All entries are as signed.',
  signedBy: ['transparency.heron.example/log+01234567'],
  cosignedBy: ['witness.harbour.example'],
}

export function sampleReport(
  log: FoldedSample,
  solveLp: SolveLp,
  definition: Partial<ReportDefinition> = {},
): BuiltReport {
  const built = buildReport({
    definition: { ...defaultDefinition('2025-H2'), publisher: 'Heron Messenger', ...definition },
    rows: log.rows,
    facts: log.facts,
    asOfMs: log.asOfMs,
    log: BASIS,
    parameters: DEFAULT_PARAMETERS as unknown as JsonValue,
    solveLp,
    hash: sha256,
  })
  if (!built.ok) throw new Error(JSON.stringify(built.error))
  return built.value
}
