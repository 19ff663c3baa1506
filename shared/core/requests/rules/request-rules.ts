import {
  aes256Only,
  kAnonymousTables,
  noContentWhenE2ee,
  noKeysNoBackdoors,
  retentionRespected,
} from './content-rules.ts'
import { allowedTransitions, answeredInTime, emergencyFollowedUp, flagAnswered } from './deadline-rules.ts'
import {
  clarificationAnswered,
  identifiedAuthority,
  noDisclosureAfterRefusal,
  reviewBeforeDisclosure,
} from './disclosure-rules.ts'
import { indefiniteSealReviewed, noticeComplete, noticeGiven, sealExpired } from './notice-rules.ts'
import type { RuleParameters } from './parameters.ts'
import type { RequestCase, RequestRule } from './request-case.ts'
import { RULES, type RuleId } from './rule-table.ts'
import { disclosedWithinScope } from './scope-rule.ts'
import { notEvaluated, type Verdict } from './verdict.ts'

type RequestRuleId = Extract<(typeof RULES)[number], { readonly scope: 'request' }>['id']

/** A rule without its function does not compile. */
const FUNCTIONS: Readonly<Record<RequestRuleId, RequestRule>> = {
  'review-before-disclosure': reviewBeforeDisclosure,
  'disclosed-within-scope': disclosedWithinScope,
  'no-disclosure-after-refusal': noDisclosureAfterRefusal,
  'identified-authority': identifiedAuthority,
  'aes-256-only': aes256Only,
  'no-content-when-e2ee': noContentWhenE2ee,
  'no-keys-no-backdoors': noKeysNoBackdoors,
  'k-anonymous-tables': kAnonymousTables,
  'notice-given': noticeGiven,
  'notice-complete': noticeComplete,
  'seal-expired': sealExpired,
  'clarification-answered': clarificationAnswered,
  'emergency-followed-up': emergencyFollowedUp,
  'retention-respected': retentionRespected,
  transition: allowedTransitions,
  'indefinite-seal-reviewed': indefiniteSealReviewed,
  'flag-answered': flagAnswered,
  'answered-in-time': answeredInTime,
}

const ORDERED: readonly (readonly [RequestRuleId, RequestRule])[] = RULES.flatMap((rule) =>
  rule.scope === 'request' ? [[rule.id, FUNCTIONS[rule.id]] as const] : [],
)

export interface Judgement {
  readonly rule: RuleId
  readonly verdict: Verdict
}

/** Every rule about one request, in the order of the table. Rules that find nothing to judge are left out. */
export function judgeRequest(request: RequestCase): readonly Judgement[] {
  return ORDERED.flatMap(([rule, judge]) => judge(request).map((verdict) => ({ rule, verdict })))
}

/** Rules that the policy leaves without a parameter: they are evaluated nowhere, and every document says so. */
export function rulesWithoutParameter(parameters: RuleParameters): readonly Judgement[] {
  const silent: readonly (readonly [rule: RuleId, isMissing: boolean, what: string])[] = [
    ['no-content-when-e2ee', parameters.endToEndEncrypted === null, 'whether messages are end-to-end encrypted'],
    ['k-anonymous-tables', parameters.policyK === null, 'a smallest k'],
    ['notice-given', parameters.noticeDays === null, 'a time for notices'],
    ['seal-expired', parameters.noticeAfterSealDays === null, 'a time for notices after secrecy'],
    ['emergency-followed-up', parameters.followUpHours === null, 'a time for following up emergencies'],
    ['retention-respected', Object.keys(parameters.retentionDays).length === 0, 'any retention'],
    ['indefinite-seal-reviewed', parameters.sealReviewDays === null, 'a time for reviews of secrecy'],
    ['flag-answered', parameters.flagDays === null, 'a time for answering flags'],
    ['answered-in-time', parameters.answerDays === null, 'a time for answers'],
    ['regular-audit', parameters.auditDays === null, 'a time between audits'],
    ['key-rotation', parameters.keyRotationDays === null, 'a time between rotations'],
  ]
  const without = silent.filter(([, isMissing]) => isMissing)
  const notPromised: readonly Judgement[] =
    parameters.endToEndEncrypted === false
      ? [
          {
            rule: 'no-content-when-e2ee',
            verdict: notEvaluated([], 'the policy says that messages are not end-to-end encrypted'),
          },
        ]
      : []
  return [
    ...notPromised,
    ...without.map(([rule, , what]) => ({ rule, verdict: notEvaluated([], `the policy does not state ${what}`) })),
  ]
}
