/**
 * What the sample's platform promises: the parameters its log is held to. Written beside the keys as `rules.json`, a
 * policy file of docs/guide/rules.md; its SHA-256 is in `log.opened`.
 */
import { DAY_MS } from '../instant.ts'
import { DEFAULT_PARAMETERS, type Policy } from '../requests/rules/parameters.ts'
import type { DataCategory } from './instruments.ts'

/** Message content is end-to-end encrypted: the platform cannot disclose it, and says so. */
export const E2EE_CATEGORIES: readonly DataCategory[] = ['stored_content', 'live_content']
export const NEVER_DISCLOSED: readonly DataCategory[] = [...E2EE_CATEGORIES, 'encryption_key', 'technical_capability']

/** Days each category is kept. No demand in the sample takes longer from the end of its period to the last delivery. */
export const RETENTION_DAYS: Readonly<Partial<Record<DataCategory, number>>> = {
  subscriber: 3650,
  payment: 3650,
  device: 730,
  ip_login: 365,
  last_seen: 365,
  contacts_graph: 730,
  group_membership: 730,
  traffic_metadata: 365,
  location: 365,
  push_token: 365,
}

export const retentionMs = (category: DataCategory): number => (RETENTION_DAYS[category] ?? 0) * DAY_MS

export const PROMISES: Policy = {
  parameters: {
    ...DEFAULT_PARAMETERS,
    endToEndEncrypted: true,
    retentionDays: RETENTION_DAYS,
    keyPurposes: ['bundle', 'log', 'storage'],
  },
  sentences: {
    'review-before-disclosure':
      'Nothing is disclosed before a lawyer has found the request lawful, relevant and minimal.',
    'disclosed-within-scope': 'We disclose no more than was asked for, and less where the request is too broad.',
    'identified-authority': 'We disclose to identified and verified authorities only.',
    'aes-256-only': 'Everything we hand over is sealed with AES-256-GCM.',
    'no-content-when-e2ee': 'Messages are end-to-end encrypted. We cannot read them, and hand none over.',
    'no-keys-no-backdoors': 'We have never handed over a key, and never built a back door.',
    'k-anonymous-tables': 'Tables leave us only k-anonymised, with k of at least 5.',
    'notice-given': 'We tell you within a week of a disclosure, unless the law forbids it or you cannot be reached.',
    'notice-complete': 'We tell you which kind of authority asked, why, for which data, and for which time.',
    'seal-expired': 'When secrecy ends, we tell you within a week.',
    'emergency-followed-up': 'In an emergency we disclose at once, and ask for legal process within two days.',
    'retention-respected': 'What we no longer keep, we cannot disclose.',
    'indefinite-seal-reviewed': 'Secrecy without an end is looked at again every half-year.',
    'flag-answered': 'If you object, you have our answer within two weeks.',
    'answered-in-time': 'Authorities have our answer within thirty days.',
    'regular-audit': 'An independent auditor looks at this log every year.',
    'key-rotation': 'Keys are changed every year.',
  },
}
