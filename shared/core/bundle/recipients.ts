/** Who can open the payloads, by the statement and by each JWE. */
import { STATEMENT } from './bag-names.ts'
import { type BundleCheck, type BundleFailure, failure, judged, notExamined } from './check.ts'
import type { Statement } from './statement.ts'

/** `kids` by payload; null for one whose recipients could not be read, which the profile has said already. */
export function checkRecipients(
  statement: Statement | null,
  payloads: ReadonlyMap<string, readonly string[] | null>,
): BundleCheck {
  if (statement === null) return notExamined(`${STATEMENT} could not be read`)
  const stated = statement.recipients.map(({ kid }) => kid).sort()
  const failures: BundleFailure[] = []
  for (const [path, kids] of payloads) {
    const found = kids === null ? null : [...kids].sort()
    if (found === null || found.join() === stated.join()) continue
    failures.push(
      failure(path, 'recipients_differ', `recipients ${stated.join(', ')} as stated`, found.join(', ') || 'none'),
    )
  }
  const hasAuditor = statement.recipients.some(({ role }) => role === 'auditor')
  return judged(failures, hasAuditor ? undefined : 'no auditor can open this')
}
