/**
 * Where a sample's disclosures get their bundles from. The log names each bundle by the digest of its signed note;
 * whoever makes real bundles hands in a maker that writes them and answers with what the entry has to say.
 */
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
  readonly recipients: readonly { readonly kid: string; readonly role: 'authority' | 'auditor' | 'operator' }[]
  /** Tables among the payloads, each with what it claims (decimals are strings). */
  readonly anonymity: readonly { readonly path: string; readonly k: number; readonly l?: number; readonly t?: string }[]
}

export interface MadeBundle {
  /** Base64 SHA-256 of the text of the bundle's note. */
  readonly note: string
  readonly payloads: number
  /** Sum of the payload files' sizes. */
  readonly bytes: number
  /** Where the maker chose other keys or claims than planned. */
  readonly recipients?: BundlePlan['recipients']
  readonly anonymity?: BundlePlan['anonymity']
}

export type BundleMaker = (plan: BundlePlan) => MadeBundle

/** For samples without bundles: digests that lead nowhere, sizes that look right. */
export const imaginedBundles =
  (random: Random): BundleMaker =>
  ({ categories, accounts, anonymity }) => ({
    note: random.digest(),
    payloads: 1 + categories.length + anonymity.length,
    bytes: (1 + categories.length) * random.between(1800, 9000) + accounts * random.skewed(400, 90_000),
  })
