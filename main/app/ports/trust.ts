/** What the auditor trusts, and where that is kept: the user's own profile, outside any case and any export. */
import type { ReceiptOptions } from '#contract/receipt.ts'

/** Everything besides the evidence that a verdict depends on: kept with it, so that it can be made again, and what a receipt records. */
export type TrustUsed = ReceiptOptions

export interface StoredKey {
  readonly vkey: string
  /** Tree sizes it is trusted for; `toSize` null: open. */
  readonly fromSize: number
  readonly toSize: number | null
  readonly name: string
  readonly keyId: string
  /** null: any log. */
  readonly origin: string | null
  readonly purpose: 'log' | 'bundle'
  readonly addedAtMs: number
  readonly note: string
}

export interface RememberedHead {
  readonly headId: string
  readonly rememberedAtMs: number
  /** The note file, unchanged. */
  readonly note: Uint8Array
}

export interface RecentCase {
  readonly caseId: string
  readonly folder: string
  readonly openedAtMs: number
  readonly name: string
  readonly createdAtMs: number
}

export interface StoredPolicy {
  /** '' when none was given. */
  readonly text: string
  readonly maxAgeHours: number | null
}

export interface Profile {
  /** Where it is, as a label to show. */
  readonly label: string
  /** Where new cases are made. */
  readonly casesFolder: string

  readonly recentCases: () => Promise<readonly RecentCase[]>
  readonly rememberCase: (recent: RecentCase) => Promise<void>
  readonly forgetCase: (caseId: string) => Promise<void>

  /** Oldest first. */
  readonly keys: () => Promise<readonly StoredKey[]>
  /** Replaces an earlier row of the same vkey. */
  readonly addKey: (key: StoredKey) => Promise<void>
  /** False where it was not there. */
  readonly removeKey: (vkey: string) => Promise<boolean>

  readonly policy: () => Promise<StoredPolicy>
  readonly setPolicy: (policy: StoredPolicy) => Promise<void>

  /** Oldest first. */
  readonly heads: () => Promise<readonly RememberedHead[]>
  /** False where the same note is remembered already. */
  readonly rememberHead: (head: {
    readonly origin: string
    readonly size: number
    readonly note: Uint8Array
  }) => Promise<boolean>
  readonly forgetHead: (headId: string) => Promise<boolean>
}
