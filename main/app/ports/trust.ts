/** What the auditor trusts, and where that is kept: the user's own profile, outside any case and any export. */

/** Everything besides the evidence that a verdict depends on. Kept with it, so that it can be made again. */
export interface TrustUsed {
  readonly keys: readonly TrustedWindow[]
  /** C2SP tlog-policy text; null: none. */
  readonly policy: string | null
  /** Oldest acceptable cosignature in hours; null: freshness is not judged. */
  readonly maxAgeHours: number | null
  /** Signed notes, unchanged. */
  readonly knownHeads: readonly string[]
  /** RFC 3339; null: freshness is not judged. */
  readonly asOf: string | null
}

/** A key and the tree sizes it is trusted for. */
export interface TrustedWindow {
  readonly vkey: string
  readonly fromSize: number
  /** null: open. */
  readonly toSize: number | null
}

export interface StoredKey extends TrustedWindow {
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
  readonly note: string
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
    readonly note: string
  }) => Promise<boolean>
  readonly forgetHead: (headId: string) => Promise<boolean>
}
