import { z } from 'zod'
import { CaseId, Empty, type Operation } from '../operation.ts'
import { RuleId, Severity } from '../requests-view.ts'

export const ruleOperations = {
  'rules.policy': {
    doc: 'The rules with the parameters and sentences in force in a case, and the policy file they come from.',
    effect: 'read',
    input: z.strictObject({ caseId: CaseId }),
    output: z.strictObject({
      /** The policy file, written out in full (docs/guide/rules.md): edit it and give it to `rules.set-policy`. */
      text: z.string(),
      /** False: the defaults of the program. */
      isOwn: z.boolean(),
      rules: z.array(
        z.strictObject({
          rule: RuleId,
          severity: Severity,
          title: z.string(),
          sentence: z.string(),
          brokenWhen: z.string(),
          parameters: z.array(z.strictObject({ name: z.string(), value: z.string() })), // as JSON
        }),
      ),
    }),
  },
  'rules.set-policy': {
    doc: 'Replaces the policy file of a case. A text that does not parse is refused with its place; nothing changes then. Derive again to see its answers.',
    effect: 'write',
    input: z.strictObject({ caseId: CaseId, text: z.string().max(65_536) }),
    output: Empty,
  },
  'rules.reset-policy': {
    doc: 'Goes back to the defaults of the program.',
    effect: 'write',
    input: z.strictObject({ caseId: CaseId }),
    output: Empty,
  },
} as const satisfies Record<string, Operation>
