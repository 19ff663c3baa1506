import type { ruleOperations } from '#contract/areas/rules.ts'
import type { HandlersOf } from '#contract/contract.ts'
import { encodeUtf8 } from '#core/bytes/utf8.ts'
import { policyFileText, type RuleParameters } from '#core/requests/rules/parameters.ts'
import { parsePolicyFile } from '#core/requests/rules/policy-file.ts'
import { RULES } from '#core/requests/rules/rule-table.ts'
import { ok } from '#core/result.ts'
import { throwRefused } from '../answer.ts'
import type { Deps } from '../deps.ts'
import { policyOf } from '../derive-requests.ts'
import { sentenceOf } from '../request-views.ts'

export function ruleHandlers({ automatic, cases, jobs }: Deps): HandlersOf<typeof ruleOperations> {
  async function setPolicy(caseId: string, text: string | null) {
    const theCase = await cases.get(caseId)
    await jobs.makeWay(caseId)
    await theCase.requests.setPolicyText(text)
    await automatic.look(caseId)
    return ok({})
  }

  return {
    'rules.policy': async ({ caseId }) => {
      const theCase = await cases.get(caseId)
      const policy = await policyOf(theCase)
      const own = await theCase.requests.policyText()
      return ok({
        text: own ?? policyFileText(policy),
        isOwn: own !== null,
        rules: RULES.map(({ id, severity, title, brokenWhen, parameters }) => {
          const values = parameters.map((name: keyof RuleParameters) => {
            return { name, value: JSON.stringify(policy.parameters[name]) }
          })
          return { rule: id, severity, title, sentence: sentenceOf(policy, id), brokenWhen, parameters: values }
        }),
      })
    },
    'rules.set-policy': async ({ caseId, text }) => {
      const parsed = parsePolicyFile(encodeUtf8(text), 'rules.json')
      if (!parsed.ok) throwRefused(parsed.error)
      return setPolicy(caseId, text)
    },
    'rules.reset-policy': ({ caseId }) => setPolicy(caseId, null),
  }
}
