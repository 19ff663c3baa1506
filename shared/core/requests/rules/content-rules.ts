/** Rules about what is inside a sealed bundle, as the log tells it: docs/formats/events.md §4. */

import { DAY_MS } from '../../instant.ts'
import { CONTENT_CATEGORIES, type DataCategory } from '../enumerations.ts'
import type { EventOf } from '../event.ts'
import type { RuleParameters } from './parameters.ts'
import type { RequestRule } from './request-case.ts'
import { broken, met, notEvaluated, type Verdict } from './verdict.ts'

type SealedEvent = EventOf<'disclosure.sealed'>

export const aes256Only: RequestRule = ({ sealed }) =>
  sealed.map(({ seq, timeMs, data: { enc } }) => {
    if (enc === null) return notEvaluated([seq], 'a sealed bundle lacks enc')
    return enc === 'A256GCM' ? met([seq]) : broken([seq], timeMs, `sealed with ${enc}, not A256GCM`)
  })

function judgeCategories({ seq, timeMs, data }: SealedEvent, banned: readonly string[], because: string): Verdict {
  if (data.dataDisclosed === null) return notEvaluated([seq], 'a sealed bundle lacks dataDisclosed')
  const found = banned.filter((category) => data.dataDisclosed?.includes(category))
  return found.length === 0 ? met([seq]) : broken([seq], timeMs, `${found.join(' and ')} disclosed${because}`)
}

export const noContentWhenE2ee: RequestRule = ({ sealed, parameters }) =>
  parameters.endToEndEncrypted === true
    ? sealed.map((event) =>
        judgeCategories(event, CONTENT_CATEGORIES, ', although the policy says that messages are end-to-end encrypted'),
      )
    : []

export const noKeysNoBackdoors: RequestRule = ({ sealed }) =>
  sealed.map((event) => judgeCategories(event, ['encryption_key', 'technical_capability'], ''))

/** As many claims as tables, and none below the policy's k. Whether a claim is true only the bundle shows. */
export const kAnonymousTables: RequestRule = ({ sealed, parameters: { policyK } }) =>
  policyK === null ? [] : sealed.flatMap((event) => judgeClaims(event, policyK))

function judgeClaims({ seq, timeMs, data: { tables, claimedK } }: SealedEvent, policyK: number): readonly Verdict[] {
  const claims = (claimedK ?? []).filter((k) => k !== null)
  const low = claims.filter((k) => k < policyK)
  const faults = [
    tables !== null && claims.length < tables && `${claims.length} k claims for ${tables} tables`,
    low.length > 0 && `a claim of k = ${Math.min(...low)}, policy k = ${policyK}`,
  ].filter((fault) => fault !== false)
  if (faults.length > 0) return [broken([seq], timeMs, faults.join(', '))]
  if (tables === null) return [notEvaluated([seq], 'a sealed bundle lacks tables')]
  return tables === 0 && claims.length === 0 ? [] : [met([seq])]
}

/** Nothing disclosed was older than the operator says it keeps. */
export const retentionRespected: RequestRule = ({ sealed, parameters: { retentionDays } }) =>
  Object.keys(retentionDays).length === 0 ? [] : sealed.flatMap((event) => judgeAges(event, retentionDays))

function judgeAges(
  { seq, timeMs, data }: SealedEvent,
  retentionDays: RuleParameters['retentionDays'],
): readonly Verdict[] {
  if (data.dataDisclosed === null && data.oldestDataAt === null) {
    return [notEvaluated([seq], 'a sealed bundle lacks dataDisclosed and oldestDataAt')]
  }
  const oldest = new Map(data.oldestDataAt ?? [])
  const categories = [...new Set([...(data.dataDisclosed ?? []), ...oldest.keys()])]
  const tooOld: string[] = []
  const unknown: string[] = []
  for (const category of categories) {
    const days = retentionDays[category as DataCategory]
    const atMs = oldest.get(category) ?? null
    if (days === undefined) unknown.push(`the policy states no retention for ${category}`)
    else if (atMs === null) unknown.push(`a sealed bundle lacks oldestDataAt for ${category}`)
    else if (timeMs - atMs > days * DAY_MS) tooOld.push(`${category} older than ${days} days`)
  }
  if (tooOld.length > 0) return [broken([seq], timeMs, tooOld.join(', '))]
  if (unknown.length > 0) return unknown.map((why) => notEvaluated([seq], why))
  return categories.length === 0 ? [] : [met([seq])]
}
