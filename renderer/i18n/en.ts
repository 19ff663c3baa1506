/**
 * Every word the screens say, in English. One file a feature; keys begin with the feature's name. Words that come from
 * evidence, and the texts of verdicts, are not here: they are shown as they are.
 */

import { auditWords } from './en/audit.ts'
import { bundlesWords } from './en/bundles.ts'
import { casesWords } from './en/cases.ts'
import { dueWords } from './en/due.ts'
import { evidenceWords } from './en/evidence.ts'
import { lintWords } from './en/lints.ts'
import { matterWords } from './en/matter.ts'
import { reportsWords } from './en/reports.ts'
import { requestsWords } from './en/requests.ts'
import { rulesWords } from './en/rules.ts'
import { shellWords } from './en/shell.ts'
import { tablesWords } from './en/tables.ts'
import { trustWords } from './en/trust.ts'
import { uiWords } from './en/ui.ts'
import { verifyWords } from './en/verify.ts'
import { worklogWords } from './en/worklog.ts'

type LintWords = { readonly [Code in keyof typeof lintWords as `lint.${Code}`]: string }
const lints = Object.fromEntries(Object.entries(lintWords).map(([code, words]) => [`lint.${code}`, words])) as LintWords

export const en = {
  ...lints,
  ...bundlesWords,
  ...auditWords,
  ...casesWords,
  ...dueWords,
  ...evidenceWords,
  ...matterWords,
  ...reportsWords,
  ...requestsWords,
  ...rulesWords,
  ...shellWords,
  ...tablesWords,
  ...trustWords,
  ...uiWords,
  ...verifyWords,
  ...worklogWords,
} as const

export type MessageId = keyof typeof en
