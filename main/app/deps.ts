/** Everything the handlers are given: capabilities and the state that lives as long as the program. */

import type { Hash } from '#core/capabilities.ts'
import type { InputError } from '#core/input-error.ts'
import type { Result } from '#core/result.ts'
import type { AutomaticDerive } from './automatic-derive.ts'
import type { BundleTables } from './bundle-tables.ts'
import type { HeldKeys } from './held-keys.ts'
import type { Jobs } from './jobs.ts'
import type { NetworkCounter } from './network-counter.ts'
import type { OpenCases } from './open-cases.ts'
import type { OpenTables } from './open-tables.ts'
import type { Picks } from './picks.ts'
import type { BundleTools } from './ports/bundles.ts'
import type { CaseLibrary } from './ports/case.ts'
import type { ReportTools } from './ports/reports.ts'
import type { Derive } from './ports/requests.ts'
import type { ReadTable, TableWork } from './ports/tables.ts'
import type { Profile } from './ports/trust.ts'
import type { Verify } from './ports/verify.ts'
import type { OpenedEvidence, SourceStream } from './ports.ts'

export interface HostFacts {
  readonly host: 'electron' | 'web' | 'cli'
  readonly version: string
  /** Version of the runtime. */
  readonly node: string
}

/** What the host builds and hands in. */
export interface Capabilities {
  readonly facts: HostFacts
  readonly network: NetworkCounter
  readonly nowMs: () => number
  /** `prefix` and 16 random hex digits. */
  readonly newId: (prefix: string) => string
  readonly hash: Hash
  readonly profile: Profile
  readonly library: CaseLibrary
  readonly verify: Verify
  readonly derive: Derive
  readonly bundles: BundleTools
  /** A path the user gave, recognised or refused. */
  readonly openEvidence: (path: string) => Promise<Result<OpenedEvidence, InputError>>
  readonly stream: SourceStream
  readonly freeBytes: (path: string) => Promise<Result<number, InputError>>
  /** Always the same id for the same folder. */
  readonly caseIdOf: (folder: string) => Promise<string>
  /** A folder for a new case of this name, which does not exist yet. */
  readonly newCaseFolder: (name: string) => string
  readonly samples: Samples
  readonly reports: ReportTools
  readonly tableWork: TableWork
  readonly readTable: ReadTable
  /** A small file the user picked: a report.json. */
  readonly readPicked: (path: string) => Promise<Uint8Array>
  /** Told of our own faults; what came from outside is answered, not logged. */
  readonly logBug: (error: unknown) => void
}

export interface SampleOptions {
  readonly requests: number
  readonly tampered: boolean
  readonly signal: AbortSignal
}

/** A sample export in a temporary folder, and the bundles it names. */
export interface MadeSample {
  readonly path: string
  /** Null: it comes without. */
  readonly bundlesPath: string | null
  readonly remove: () => Promise<void>
}

export interface Samples {
  readonly make: (options: SampleOptions) => Promise<Result<MadeSample, InputError>>
}

export interface Deps extends Capabilities {
  readonly cases: OpenCases
  readonly picks: Picks
  readonly jobs: Jobs
  readonly automatic: AutomaticDerive
  readonly tables: OpenTables
  readonly heldKeys: HeldKeys
  readonly bundleTables: BundleTables
}
