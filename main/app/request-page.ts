/** The page of one request, as the contract has it. */
import type { Output } from '#contract/contract.ts'
import { encodeBase64 } from '#core/bytes/base64.ts'
import type { Hash } from '#core/capabilities.ts'
import { leafHash } from '#core/merkle/tree.ts'
import { enumeration, listed, type Period } from '#core/requests/data-reader.ts'
import { DATA_CATEGORIES } from '#core/requests/enumerations.ts'
import { eventsOf } from '#core/requests/event.ts'
import type { RequestRow } from '#core/requests/request-row.ts'
import { rulesWithoutParameter } from '#core/requests/rules/request-rules.ts'
import { RULES } from '#core/requests/rules/rule-table.ts'
import { transitionBreaches } from '#core/requests/transitions.ts'
import type { DerivationRow } from './ports/requests.ts'
import type { ReadLine, ReadRequest } from './request-story.ts'
import { dueView, mutable, ruleOf, sentenceOf } from './request-views.ts'

type Page = Output<'requests.get'>

const CATEGORY = enumeration(DATA_CATEGORIES)
/** Longer `data` is shown by its raw line. */
const MAX_DATA_CHARACTERS = 16_384

export function storyOf({ lines, evaluated, cite }: ReadRequest, hash: Hash): Page['story'] {
  const { row, history } = evaluated
  const breaches = new Map(transitionBreaches(history.events).map(({ entries, text }) => [entries.at(-1) ?? -1, text]))
  return lines
    .toSorted((a, b) => a.entry.seq - b.entry.seq || a.entry.index - b.entry.index)
    .map(({ entry, bytes }) => {
      const { seq, index, timeMs, typeText, req } = entry
      return {
        entry: { seq, index },
        timeMs,
        type: typeText,
        req,
        leafHash: encodeBase64(leafHash(bytes, hash)),
        dataJson: dataText(entry),
        corrections: row.corrected
          .filter((correction) => correction.seq === seq)
          .map(({ by, field, from, to, why }) => {
            const [byEntry = { seq: by, index: null }] = cite([by])
            return { by: byEntry, field, fromJson: JSON.stringify(from), toJson: JSON.stringify(to), why }
          }),
        decides: decidedBy(row, seq),
        breach: breaches.get(seq) ?? null,
      }
    })
}

function dataText({ data }: ReadLine['entry']): string | null {
  const text = JSON.stringify(data)
  return text.length <= MAX_DATA_CHARACTERS ? text : null
}

function decidedBy({ decidedBy: { deliveries, ...one } }: RequestRow, seq: number): string[] {
  const values = Object.entries(one).flatMap(([name, by]) => (by === seq ? [name] : []))
  return deliveries.includes(seq) ? [...values, 'dataDisclosed'] : values
}

export function scopeOf({ evaluated: { history, row }, cite }: ReadRequest): Page['scope'] {
  const { received, events } = history
  const place = (seq: number) => cite([seq])[0] ?? { seq, index: null }
  const scope = (seq: number, categories: readonly string[] | null, period: Period, accounts: number | null) => {
    return {
      entry: place(seq),
      categories: categories === null ? null : mutable(listed(categories, CATEGORY)),
      ...period,
      accounts,
    }
  }
  const narrowed = eventsOf(events, 'request.narrowed').at(-1)
  const deliveries = eventsOf(events, 'disclosure.delivered')
  return {
    asked: scope(received.seq, received.data.dataRequested, received.data.period, row.accounts),
    approved:
      narrowed === undefined
        ? null
        : scope(narrowed.seq, narrowed.data.dataApproved, narrowed.data.period, narrowed.data.accounts),
    disclosed: eventsOf(events, 'disclosure.sealed').map(({ seq, data }) => {
      const { bundle, dataDisclosed, period, accountsDisclosed } = data
      const delivered = deliveries.find((event) => bundle !== null && event.data.bundle === bundle)
      return {
        ...scope(seq, dataDisclosed, period, accountsDisclosed),
        bundle,
        delivered: delivered === undefined ? null : place(delivered.seq),
        deliveredAtMs: delivered?.timeMs ?? null,
      }
    }),
  }
}

/** Every rule that has something to say about this request, in the order of the table. */
export function rulesOf({ evaluated, cite }: ReadRequest, { policy }: Pick<DerivationRow, 'policy'>): Page['rules'] {
  const ofRequests = new Set<string>(RULES.filter(({ scope }) => scope === 'request').map(({ id }) => id))
  const silent = rulesWithoutParameter(policy.parameters).filter(({ rule }) => ofRequests.has(rule))
  const all = [...evaluated.judgements, ...silent]
  return RULES.flatMap(({ id }) =>
    all
      .filter(({ rule }) => rule === id)
      .map(({ rule, verdict }) => {
        const { answer, entries } = verdict
        const text = answer === 'broken' ? verdict.text : answer === 'not_evaluated' ? verdict.why : ''
        const { severity, title } = ruleOf(rule)
        const dueMs = answer === 'open' ? verdict.dueMs : null
        return {
          rule,
          severity,
          title,
          sentence: sentenceOf(policy, rule),
          answer,
          entries: mutable(cite(entries)),
          text,
          dueMs,
        }
      }),
  )
}

export const dueOf = ({ evaluated, cite }: ReadRequest): Page['due'] =>
  evaluated.due.map((item) => dueView({ ...item, entries: cite(item.entries) }))
