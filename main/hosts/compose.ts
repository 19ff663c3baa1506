/** The composition root: the real capabilities, put together the same way for every host. */
import { createHash, randomBytes } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { refusal } from '#contract/refusal.ts'
import { explain } from '#core/input-error.ts'
import { ok } from '#core/result.ts'
import { TOOL } from '#core/tool.ts'
import { type App, createApp } from '../app/create-app.ts'
import type { HostFacts } from '../app/deps.ts'
import type { NetworkCounter } from '../app/network-counter.ts'
import type { ReadTable } from '../app/ports/tables.ts'
import { writeAtomically } from '../io/atomic-write.ts'
import { freeBytesAt } from '../io/free-space.ts'
import { sha256 } from '../io/node-crypto.ts'
import { openEvidence } from '../io/open-evidence.ts'
import { readInput } from '../io/read-input.ts'
import { streamSource } from '../io/read-source.ts'
import { readTable } from '../io/read-table.ts'
import { createCaseLibrary } from '../store/case-library.ts'
import { createProfile, profileFolder } from '../store/profile.ts'
import { bundleTools } from '../work/bundles-on-thread.ts'
import { deriveOnThread } from '../work/derive-on-thread.ts'
import { loadSolveLp } from '../work/highs-lp.ts'
import { createReportWork } from '../work/report-thread.ts'
import { createTableWork } from '../work/tables-on-thread.ts'
import { verifyEvidence } from '../work/verify-evidence.ts'
import { createReportTools } from './compose-reports.ts'
import { makeSample } from './compose-sample.ts'

export interface ComposeOptions {
  readonly host: HostFacts['host']
  readonly network: NetworkCounter
  /** Told of our own faults; what came from outside is answered, not logged. */
  readonly logBug: (error: unknown) => void
  /** The user's own folder; PLAINVIEW_HOME or the platform's place where absent. */
  readonly profileFolder?: string
  /** HTML to PDF, where the host can do that itself; an installed Chromium where absent. */
  readonly printPdf?: (html: string) => Promise<Uint8Array>
}

export async function compose(options: ComposeOptions): Promise<App> {
  const folder = options.profileFolder ?? profileFolder(process.env, process.platform)
  const profile = createProfile({ folder: resolve(folder), writeWhole })
  return createApp({
    facts: { host: options.host, version: TOOL.version, node: process.version },
    network: options.network,
    nowMs: Date.now,
    newId: (prefix) => prefix + randomBytes(8).toString('hex'),
    hash: sha256,
    profile,
    library: createCaseLibrary({ stream: streamSource, hash: sha256 }),
    verify: verifyEvidence,
    derive: deriveOnThread,
    bundles: bundleTools,
    openEvidence,
    stream: streamSource,
    freeBytes: freeBytesAt,
    caseIdOf,
    newCaseFolder: (name) => join(profile.casesFolder, `${slug(name)}-${randomBytes(3).toString('hex')}`),
    samples: { make: makeSample },
    reports: createReportTools(loadSolveLp, createReportWork(), options.printPdf),
    readPicked,
    tableWork: createTableWork(),
    readTable: openTable,
    logBug: options.logBug,
  })
}

const openTable: ReadTable = async (path) => {
  const read = await readTable(path, {}, basename(path))
  return read.ok ? ok({ ...read.value, name: basename(path) }) : read
}

/** As large as a report.json gets. */
const MAX_PICKED_BYTES = 64 * 2 ** 20

async function readPicked(path: string): Promise<Uint8Array> {
  const read = await readInput(path, MAX_PICKED_BYTES, 'the file chosen')
  if (!read.ok) throw refusal({ ...read.error, code: 'refused', message: explain(read.error) })
  return read.value
}

async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const written = await writeAtomically(file, bytes)
  if (!written.ok) throw refusal({ ...written.error, code: 'refused', message: explain(written.error) })
}

/** The same folder by whatever way it is reached; an id that tells nobody where it is. */
async function caseIdOf(folder: string): Promise<string> {
  const path = await realpath(folder).catch(() => resolve(folder))
  return `case_${createHash('sha256').update(path).digest('hex').slice(0, 16)}`
}

/** A folder name from a name in any script, without what some file system refuses. */
function slug(name: string): string {
  const plain = name
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
  return plain.slice(0, 60) || 'case'
}
