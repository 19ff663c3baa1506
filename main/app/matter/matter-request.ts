/** One request as a matter tells it: docs/formats/matter.md. */
import type { Hash } from '#core/capabilities.ts'
import { formatInstant } from '#core/instant.ts'
import { requestJson } from '#core/requests/documents.ts'
import { byRuleThenEntry } from '#core/requests/finding.ts'
import { holdsOf, inForceAt } from '#core/requests/holds.ts'
import type { Policy } from '#core/requests/rules/parameters.ts'
import type { MatterRequest } from '#report/matter-document.ts'
import type { DerivedFinding, DerivedRequest } from '../ports/requests.ts'
import { rulesOf, scopeOf, storyOf } from '../request-page.ts'
import type { ReadRequest } from '../request-story.ts'
import { ruleOf, sentenceOf } from '../request-views.ts'

export interface ChosenRequest {
  readonly request: Pick<DerivedRequest, 'row' | 'followers' | 'indexes'>
  readonly findings: readonly DerivedFinding[]
}

const flat = (finding: DerivedFinding) => ({ ...finding, entries: finding.entries.map(({ seq }) => seq) })

export function matterRequest(
  { request, findings }: ChosenRequest,
  read: ReadRequest,
  { policy, asOfMs, hash }: { readonly policy: Policy; readonly asOfMs: number; readonly hash: Hash },
): MatterRequest {
  const { cite, evaluated } = read
  const secrecy = inForceAt(holdsOf(evaluated.history.events), asOfMs)
    .filter(({ byLaw }) => byLaw)
    .map(({ kind, seq, until }) => {
      const end = typeof until === 'number' ? formatInstant(until) : until
      return { kind, entry: cite([seq])[0] ?? { seq, index: null }, until: end }
    })
  const { authority, reason, matter, instrumentLabel, duplicates, follows } = request.row
  return {
    row: requestJson(request.row),
    authority,
    reason,
    matter,
    instrumentLabel,
    secrecy,
    story: storyOf(read, hash).map(({ timeMs, ...entry }) => ({ ...entry, time: formatInstant(timeMs) })),
    scope: scopeOf(read),
    rules: rulesOf(read, { policy }),
    findings: findings
      .toSorted((a, b) => byRuleThenEntry(flat(a), flat(b)))
      .map(({ rule, severity, entries: cited, atMs, text }) => {
        const { title } = ruleOf(rule)
        const at = formatInstant(atMs)
        return { rule, title, severity, entries: cited, at, text, sentence: sentenceOf(policy, rule) }
      }),
    links: { follows, followers: request.followers.map(({ req }) => req), duplicates },
  }
}
