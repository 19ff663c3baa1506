/** What a matter export says: docs/formats/matter.md. The document is `matter.json`; the page shows the same. */

import type { Until } from '#core/requests/data-reader.ts'
import type { RequestJson } from '#core/requests/documents.ts'
import type { RequestRow } from '#core/requests/request-row.ts'
import type { RuleParameters } from '#core/requests/rules/parameters.ts'
import type { RuleId, Severity } from '#core/requests/rules/rule-table.ts'
import type { TOOL } from '#core/tool.ts'

/** `index` is the place among the lines, and the name of the file; null: not among them. */
export interface MatterCite {
  readonly seq: number
  readonly index: number | null
}

export interface MatterScope {
  readonly entry: MatterCite | null
  readonly categories: readonly string[] | null
  /** Unix milliseconds. */
  readonly fromMs: number | null
  readonly toMs: number | null
  readonly accounts: number | null
}

export interface MatterRequest {
  readonly row: RequestJson
  readonly authority: RequestRow['authority']
  readonly reason: string | null
  readonly matter: string | null
  readonly instrumentLabel: string | null
  /** Secrecy orders, and deferrals by court order or statute, in force as of the time of the document. */
  readonly secrecy: readonly {
    readonly kind: 'order' | 'deferral'
    readonly entry: MatterCite
    readonly until: string | Exclude<Until, number>
  }[]
  readonly story: readonly {
    readonly entry: MatterCite
    readonly time: string
    readonly type: string
    readonly req: string | null
    readonly leafHash: string
    readonly dataJson: string | null
    readonly corrections: readonly {
      readonly by: MatterCite
      readonly field: string
      readonly fromJson: string
      readonly toJson: string
      readonly why: string | null
    }[]
    readonly decides: readonly string[]
    readonly breach: string | null
  }[]
  readonly scope: {
    readonly asked: MatterScope
    readonly approved: MatterScope | null
    readonly disclosed: readonly (MatterScope & {
      readonly bundle: string | null
      readonly delivered: MatterCite | null
      readonly deliveredAtMs: number | null
    })[]
  }
  readonly rules: readonly {
    readonly rule: RuleId
    readonly severity: Severity
    readonly title: string
    readonly sentence: string
    readonly answer: 'met' | 'broken' | 'not_evaluated' | 'open'
    readonly entries: readonly MatterCite[]
    readonly text: string
    readonly dueMs: number | null
  }[]
  readonly findings: readonly {
    readonly rule: RuleId
    readonly title: string
    readonly severity: Severity
    readonly entries: readonly MatterCite[]
    readonly at: string
    readonly text: string
    readonly sentence: string
  }[]
  readonly links: {
    readonly follows: string | null
    readonly followers: readonly string[]
    readonly duplicates: readonly string[]
  }
}

export interface MatterEntry {
  readonly index: number
  readonly file: string
  readonly proof: string | null
  readonly whyNoProof: string | null
  readonly bytes: number
  readonly leafHash: string
  /** The line as text; null where it is no UTF-8. */
  readonly line: string | null
}

export interface MatterDocument {
  readonly format: 'plainview-matter/v1'
  readonly tool: typeof TOOL
  readonly asOf: string
  readonly log: {
    readonly origin: string
    readonly head: {
      readonly file: string
      readonly size: number
      readonly root: string
      readonly signedBy: readonly string[]
      /** A key that was given has signed it. */
      readonly trusted: boolean
    }
    readonly entries: number
    readonly verdict: { readonly exit: number; readonly headline: string }
  }
  /** Requests that are secret by law as of then. */
  readonly sealed: readonly string[]
  readonly parameters: RuleParameters
  readonly requests: readonly MatterRequest[]
  readonly entries: readonly MatterEntry[]
}
