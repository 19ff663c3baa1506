/**
 * Where a sample's disclosures get their bundles from. The log names each bundle by the digest of its signed note;
 * whoever makes real bundles hands in a maker that writes them and answers with what the entry has to say.
 */
import type { NoteKey } from '../note/signer.ts'
import type { Span } from './demand.ts'
import type { DataCategory } from './instruments.ts'
import type { Random } from './random.ts'

export interface BundlePlan {
  readonly bundle: string
  readonly req: string
  readonly sealedAtMs: number
  readonly categories: readonly DataCategory[]
  readonly period: Span
  readonly accounts: number
  readonly recipients: readonly PlannedRecipient[]
  /** Tables among the payloads, each with what it claims (decimals are strings). */
  readonly anonymity: readonly { readonly path: string; readonly k: number; readonly l?: number; readonly t?: string }[]
  /** Sealed and logged, but not there when somebody asks for it: a planted breach. */
  readonly withheld?: true
}

export interface PlannedRecipient {
  readonly kid: string
  readonly role: 'authority' | 'auditor' | 'operator'
  /** Who holds the key: the id of an authority, or 'auditor'. */
  readonly holder: string
}

export interface MadeBundle {
  /** Base64 SHA-256 of the text of the bundle's note. */
  readonly note: string
  readonly payloads: number
  /** Sum of the payload files' sizes. */
  readonly bytes: number
  /** Where the maker chose other keys or claims than planned. */
  readonly recipients?: readonly Omit<PlannedRecipient, 'holder'>[]
  readonly anonymity?: BundlePlan['anonymity']
}

/** `signer`: the key that signs bundles when this one is sealed. */
export type BundleMaker = (plan: BundlePlan, signer: NoteKey) => MadeBundle

/** For samples without bundles: digests that lead nowhere, sizes that look right. */
export const imaginedBundles =
  (random: Random) =>
  ({ categories, accounts, anonymity }: BundlePlan): MadeBundle => ({
    note: random.digest(),
    payloads: 1 + categories.length + anonymity.length,
    bytes: (1 + categories.length) * random.between(1800, 9000) + accounts * random.skewed(400, 90_000),
  })
