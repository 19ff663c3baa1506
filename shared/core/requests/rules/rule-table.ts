/**
 * The rules of docs/formats/events.md §4, in the order in which findings are listed. Ids are stable.
 * A test holds docs/guide/rules.md to this table.
 */
export const SEVERITIES = ['high', 'medium', 'low', 'info'] as const
export type Severity = (typeof SEVERITIES)[number]

export interface Rule {
  readonly id: string
  readonly severity: Severity
  /** `request`: judged for each request by itself; `log`: needs the log as a whole. */
  readonly scope: 'request' | 'log'
  /** In a few words, for lists. */
  readonly title: string
  /** What the operator promises. An auditor's policy file may put the operator's own words in its place. */
  readonly sentence: string
  /** When it is a finding. */
  readonly brokenWhen: string
  /** Names in the policy file (`parameters.ts`). */
  readonly parameters: readonly string[]
}

export const RULES = [
  {
    id: 'review-before-disclosure',
    severity: 'high',
    scope: 'request',
    title: 'Reviewed before disclosure',
    sentence:
      'Nothing is disclosed before a person has found the demand lawful, relevant and minimal; emergencies included.',
    brokenWhen:
      'the latest review before a bundle was sealed does not approve with lawful, relevant and minimal all true',
    parameters: [],
  },
  {
    id: 'disclosed-within-scope',
    severity: 'high',
    scope: 'request',
    title: 'Disclosed within scope',
    sentence: 'We disclose no more than was demanded, and where we narrowed the demand, no more than that.',
    brokenWhen:
      'a category or the period disclosed, or the accounts in one bundle, exceed the last narrowing, else the request; approved narrowed without a narrowing is not evaluated',
    parameters: [],
  },
  {
    id: 'no-disclosure-after-refusal',
    severity: 'high',
    scope: 'request',
    title: 'No disclosure after refusal',
    sentence:
      'What we refused, what was withdrawn or quashed, and what is suspended or under challenge, we do not disclose.',
    brokenWhen:
      'a disclosure follows a rejection, withdrawal or quashing, or stands while suspended or under challenge',
    parameters: [],
  },
  {
    id: 'identified-authority',
    severity: 'high',
    scope: 'request',
    title: 'Identified authority',
    sentence: 'We disclose only to an authority that we have identified and whose demand we have verified.',
    brokenWhen:
      'the authority has no id or name, or is unverified, or the demand is unverified or fraudulent, and yet there is a disclosure',
    parameters: [],
  },
  {
    id: 'aes-256-only',
    severity: 'high',
    scope: 'request',
    title: 'AES-256 only',
    sentence: 'Every disclosure leaves us encrypted with AES-256-GCM.',
    brokenWhen: 'a bundle was sealed with anything but A256GCM',
    parameters: [],
  },
  {
    id: 'no-content-when-e2ee',
    severity: 'high',
    scope: 'request',
    title: 'No content when end-to-end encrypted',
    sentence: 'Messages are end-to-end encrypted: we cannot read them and cannot hand them over.',
    brokenWhen: 'message content was disclosed although the policy says end-to-end encrypted',
    parameters: ['endToEndEncrypted'],
  },
  {
    id: 'no-keys-no-backdoors',
    severity: 'high',
    scope: 'request',
    title: 'No keys, no back doors',
    sentence: 'We have never handed over encryption keys, nor built a technical capability for anyone.',
    brokenWhen: 'encryption_key or technical_capability was disclosed',
    parameters: [],
  },
  {
    id: 'bundle-logged-once',
    severity: 'high',
    scope: 'log',
    title: 'Each bundle logged once',
    sentence: 'Every disclosure bundle is recorded in the log, once.',
    brokenWhen:
      'with bundles imported: a sealed disclosure without exactly one matching bundle, or a bundle without its entry',
    parameters: [],
  },
  {
    id: 'k-anonymous-tables',
    severity: 'medium',
    scope: 'request',
    title: 'k-anonymous tables',
    sentence: 'Tables about people are k-anonymous before they are disclosed.',
    brokenWhen: 'fewer k claims than tables, or a claim below the policy’s k',
    parameters: ['policyK'],
  },
  {
    id: 'notice-given',
    severity: 'medium',
    scope: 'request',
    title: 'Notice given',
    sentence: 'We tell users about a disclosure of their data, unless the law forbids it or nobody can be reached.',
    brokenWhen:
      'disclosed, and noticeDays after the first delivery no notice and no secrecy order, deferral or no_contact in force',
    parameters: ['noticeDays'],
  },
  {
    id: 'notice-complete',
    severity: 'medium',
    scope: 'request',
    title: 'Notice complete',
    sentence: 'A notice names the kind of authority, the reason, the data and the time frame.',
    brokenWhen: 'a notice lacks one of the four things',
    parameters: [],
  },
  {
    id: 'seal-expired',
    severity: 'medium',
    scope: 'request',
    title: 'Told when secrecy ends',
    sentence: 'When a secrecy order or a deferral ends, we tell the user.',
    brokenWhen: 'the last secrecy order or deferral ended more than noticeAfterSealDays ago and no notice was sent',
    parameters: ['noticeAfterSealDays'],
  },
  {
    id: 'clarification-answered',
    severity: 'medium',
    scope: 'request',
    title: 'Clarification answered first',
    sentence: 'While a question to the authority is open, we disclose nothing.',
    brokenWhen: 'a disclosure while a clarification was open',
    parameters: [],
  },
  {
    id: 'emergency-followed-up',
    severity: 'medium',
    scope: 'request',
    title: 'Emergency followed up',
    sentence: 'An emergency disclosure is covered by ordinary legal process afterwards.',
    brokenWhen: 'no later request follows an emergency disclosure within followUpHours of its delivery',
    parameters: ['followUpHours'],
  },
  {
    id: 'retention-respected',
    severity: 'medium',
    scope: 'request',
    title: 'Retention respected',
    sentence: 'We keep each kind of data no longer than we say, so we cannot disclose it later.',
    brokenWhen: 'the oldest datum of a category was older at sealing than the policy’s retention for it',
    parameters: ['retentionDays'],
  },
  {
    id: 'log-alive',
    severity: 'medium',
    scope: 'log',
    title: 'Log alive',
    sentence: 'The log is written at least as often as it promises, even when there is nothing to say.',
    brokenWhen:
      'two entries, or the last and the as-of time unless closed, are further apart than maxHeadIntervalHours of log.opened; heads only where cosigned',
    parameters: [],
  },
  {
    id: 'transition',
    severity: 'medium',
    scope: 'request',
    title: 'Allowed transitions',
    sentence: 'Each demand goes through our process in its order.',
    brokenWhen: 'an event stands where it was not allowed, or a sameAs link makes a cycle or points forward',
    parameters: [],
  },
  {
    id: 'indefinite-seal-reviewed',
    severity: 'low',
    scope: 'request',
    title: 'Indefinite secrecy reviewed',
    sentence: 'Secrecy without an end is reviewed regularly.',
    brokenWhen: 'sealReviewDays passed since the later of receipt, last deferral and last seal.reviewed',
    parameters: ['sealReviewDays'],
  },
  {
    id: 'flag-answered',
    severity: 'low',
    scope: 'request',
    title: 'User flag answered',
    sentence: 'When a user objects, we look into it and answer.',
    brokenWhen: 'a user flag was unresolved after flagDays',
    parameters: ['flagDays'],
  },
  {
    id: 'answered-in-time',
    severity: 'low',
    scope: 'request',
    title: 'Answered in time',
    sentence: 'Every demand is decided in a stated time.',
    brokenWhen:
      'answerDays from receipt to the first deciding review, rejection, no data or withdrawal; time with a clarification open not counted',
    parameters: ['answerDays'],
  },
  {
    id: 'regular-audit',
    severity: 'low',
    scope: 'log',
    title: 'Regular audit',
    sentence: 'The log is audited by an outsider every year.',
    brokenWhen: 'no audit.performed within auditDays',
    parameters: ['auditDays'],
  },
  {
    id: 'key-rotation',
    severity: 'low',
    scope: 'log',
    title: 'Key rotation',
    sentence: 'Keys are replaced regularly.',
    brokenWhen: 'per purpose, keyRotationDays since log.opened or the last key.rotated',
    parameters: ['keyRotationDays', 'keyPurposes'],
  },
  {
    id: 'unusual-authority',
    severity: 'info',
    scope: 'log',
    title: 'Unusual authority',
    sentence: 'We look at who asks unusually often.',
    brokenWhen:
      'for a half-year of one authority.id with at least 4 earlier ones: (x - median) / (1.4826 max(MAD, 1)) > 6 and x >= 10; a lead, not a verdict',
    parameters: [],
  },
  {
    id: 'not-understood',
    severity: 'info',
    scope: 'log',
    title: 'Not understood',
    sentence: 'Every entry of the log can be read by anyone with its published format.',
    brokenWhen: 'an unknown type, enumeration value or version',
    parameters: [],
  },
] as const satisfies readonly Rule[]

export type RuleId = (typeof RULES)[number]['id']
export const RULE_IDS: readonly RuleId[] = RULES.map(({ id }) => id)
const BY_ID: ReadonlyMap<string, Rule & { readonly id: RuleId }> = new Map(RULES.map((rule) => [rule.id, rule]))

export function isRuleId(text: string): text is RuleId {
  return BY_ID.has(text)
}

const ORDER: ReadonlyMap<string, number> = new Map(RULE_IDS.map((id, order) => [id, order]))
/** Position in the table: the order of findings. */
export function ruleOrder(id: RuleId): number {
  return ORDER.get(id) ?? RULE_IDS.length
}

const SEVERITY: ReadonlyMap<string, Severity> = new Map(RULES.map(({ id, severity }) => [id, severity]))
export function severityOf(id: RuleId): Severity {
  return SEVERITY.get(id) ?? 'info'
}
