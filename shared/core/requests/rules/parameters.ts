/** What the auditor may set in the policy file. The defaults are those of docs/formats/events.md §4. */
import { DATA_CATEGORIES, type DataCategory } from '../enumerations.ts'
import { RULE_IDS, type RuleId } from './rule-table.ts'

/** `null`: the operator's policy says nothing about it; the rule is then not evaluated. */
export interface RuleParameters {
  /** Days from the first delivery to the notice. */
  readonly noticeDays: number | null
  /** Days from the end of a secrecy order or deferral to the notice. */
  readonly noticeAfterSealDays: number | null
  /** Smallest k that a claim about a disclosed table may have. */
  readonly policyK: number | null
  /** Does the operator say that messages are end-to-end encrypted? false: the rule does not apply. */
  readonly endToEndEncrypted: boolean | null
  /** Hours from an emergency delivery to the legal process that covers it. */
  readonly followUpHours: number | null
  /** Days that data of a category are kept. No defaults. */
  readonly retentionDays: Readonly<Partial<Record<DataCategory, number>>>
  /** Days between reviews of a secrecy order or deferral without an end. */
  readonly sealReviewDays: number | null
  readonly flagDays: number | null
  readonly answerDays: number | null
  readonly auditDays: number | null
  readonly keyRotationDays: number | null
  /** Purposes whose keys are to be rotated even if the log never names them. */
  readonly keyPurposes: readonly string[]
}

export const DEFAULT_PARAMETERS: RuleParameters = {
  noticeDays: 7,
  noticeAfterSealDays: 7,
  policyK: 5,
  endToEndEncrypted: true,
  followUpHours: 48,
  retentionDays: {},
  sealReviewDays: 180,
  flagDays: 14,
  answerDays: 30,
  auditDays: 365,
  keyRotationDays: 365,
  keyPurposes: [],
}

/** Parameters, and the operator's own sentences where the auditor has quoted them. */
export interface Policy {
  readonly parameters: RuleParameters
  readonly sentences: Readonly<Partial<Record<RuleId, string>>>
}
export const DEFAULT_POLICY: Policy = { parameters: DEFAULT_PARAMETERS, sentences: {} }

/** Members that are a whole number of their unit. */
export const WHOLE_PARAMETERS = [
  'noticeDays',
  'noticeAfterSealDays',
  'policyK',
  'followUpHours',
  'sealReviewDays',
  'flagDays',
  'answerDays',
  'auditDays',
  'keyRotationDays',
] as const satisfies readonly (keyof RuleParameters)[]

/** A century in days, and more hours or k than anyone means: beyond it, milliseconds could stop being exact. */
export const MAX_WHOLE = 36_525

/** The policy file written out, for `--policy-file` and for reading. */
export function policyFileText(policy: Policy): string {
  const sentences = Object.fromEntries(
    RULE_IDS.flatMap((id) => (policy.sentences[id] === undefined ? [] : [[id, policy.sentences[id]]])),
  )
  const retentionDays = Object.fromEntries(
    DATA_CATEGORIES.flatMap((category) => {
      const days = policy.parameters.retentionDays[category]
      return days === undefined ? [] : [[category, days]]
    }),
  )
  const parameters = { ...policy.parameters, retentionDays }
  return `${JSON.stringify({ format: POLICY_FORMAT, parameters, sentences }, null, 2)}\n`
}
export const POLICY_FORMAT = 'plainview-rules/v1'
