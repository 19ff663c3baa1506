/** What is handed over: sealed bundles, and their delivery. */
import type { JsonObject } from '../formats/json-value.ts'
import { formatInstant } from '../instant.ts'
import type { BundlePlan, PlannedRecipient } from './bundle-maker.ts'
import { type Demand, type Span, spanData } from './demand.ts'
import type { DataCategory } from './instruments.ts'
import type { Kit } from './kit.ts'
import { NEVER_DISCLOSED, retentionMs } from './policy.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from './step.ts'
import type { Thread } from './thread.ts'

/** What may be disclosed. */
export interface Approved {
  readonly categories: readonly DataCategory[]
  readonly period: Span
  readonly accounts: number
}

export const approvedInFull = ({ asked, period, accounts }: Demand): Approved => ({
  categories: asked.filter((category) => !NEVER_DISCLOSED.includes(category)),
  period,
  accounts: accounts ?? 1,
})

interface Delivery {
  readonly sealedMs: number
  readonly categories: readonly DataCategory[]
  readonly period: Span
}

/** Some data turns out not to be held; prospective orders are answered in instalments. @returns time of the first delivery */
export function deliver(thread: Thread, startMs: number, approved: Approved): number {
  const { random } = thread.kit
  const held = approved.categories.filter((_, i) => i === 0 || random.chance(0.92))
  const deliveries =
    thread.demand.temporal === 'stored'
      ? stored(thread, startMs, held, approved.period)
      : instalments(thread, startMs, held, approved.period)
  const accounts = Math.max(1, approved.accounts - (random.chance(0.15) ? random.skewed(0, 4) : 0))
  const times = deliveries.map((delivery) => sealAndDeliver(thread, delivery, accounts))
  return Math.min(...times)
}

function stored(thread: Thread, startMs: number, held: readonly DataCategory[], period: Span): readonly Delivery[] {
  const { random } = thread.kit
  if (held.length < 2 || thread.demand.emergency !== undefined || !random.chance(0.24))
    return [{ sealedMs: startMs, categories: held, period }]
  const half = Math.ceil(held.length / 2)
  return [
    { sealedMs: startMs, categories: held.slice(0, half), period },
    { sealedMs: startMs + random.between(DAY_MS, 6 * DAY_MS), categories: held.slice(half), period },
  ]
}

/** Never before the period it covers is over. */
function instalments(
  thread: Thread,
  startMs: number,
  held: readonly DataCategory[],
  period: Span,
): readonly Delivery[] {
  const parts = thread.kit.random.between(1, 3)
  // What was there on receipt goes with the first part.
  const aheadMs = Math.max(period.fromMs, Math.min(thread.demand.receivedMs, period.toMs))
  const length = Math.floor((period.toMs - aheadMs) / parts)
  return Array.from({ length: parts }, (_, i) => {
    const part = { fromMs: i === 0 ? period.fromMs : aheadMs + i * length, toMs: aheadMs + (i + 1) * length }
    return { sealedMs: Math.max(startMs + i * HOUR_MS, part.toMs + 6 * HOUR_MS), categories: held, period: part }
  })
}

function sealAndDeliver(thread: Thread, { sealedMs, categories, period }: Delivery, accounts: number): number {
  const { random } = thread.kit
  const { demand, kit } = thread
  const bundle = `bdl_${random.id(14)}`
  const deliveredMs =
    sealedMs +
    (demand.emergency === undefined
      ? random.skewed(20 * MINUTE_MS, 30 * HOUR_MS)
      : random.between(2 * MINUTE_MS, 20 * MINUTE_MS))
  const plan: BundlePlan = {
    bundle,
    req: demand.req,
    sealedAtMs: sealedMs,
    categories,
    period,
    accounts,
    recipients: recipientsOf(thread),
    anonymity: random.chance(0.12)
      ? [
          {
            path: 'data/0002.jwe',
            k: random.between(5, 24),
            ...(random.chance(0.5) ? { l: random.between(2, 4) } : {}),
            ...(random.chance(0.3) ? { t: `0.${random.between(15, 45)}` } : {}),
          },
        ]
      : [],
  }
  thread.add(sealedMs, 'disclosure.sealed', () => sealedData(plan, kit))
  thread.add(deliveredMs, 'disclosure.delivered', {
    bundle,
    channel: demand.channel === 'unknown' ? 'official_portal' : demand.channel,
    ...(random.chance(0.8) ? { receipt: `rcp_${random.id(10)}` } : {}),
  })
  return deliveredMs
}

export function sealedData(plan: BundlePlan, { makeBundle, random }: Pick<Kit, 'makeBundle' | 'random'>): JsonObject {
  const made = makeBundle(plan)
  const anonymity = made.anonymity ?? plan.anonymity
  const oldest = (category: DataCategory) => {
    const keptMs = plan.sealedAtMs - Math.floor(retentionMs(category) * 0.97)
    return Math.min(plan.period.toMs, Math.max(plan.period.fromMs + random.below(DAY_MS), keptMs))
  }
  return {
    accountsDisclosed: plan.accounts,
    anonymity: anonymity.map((claim) => ({ ...claim })),
    bundle: { bytes: made.bytes, id: plan.bundle, note: made.note, payloads: made.payloads },
    dataDisclosed: plan.categories,
    enc: 'A256GCM',
    oldestDataAt: Object.fromEntries(plan.categories.map((category) => [category, formatInstant(oldest(category))])),
    period: spanData(plan.period),
    recipients: (made.recipients ?? plan.recipients).map(({ kid, role }) => ({ kid, role })),
    tables: anonymity.length,
  }
}

function recipientsOf({ demand, kit }: Thread): BundlePlan['recipients'] {
  const [authority, auditor] = authorityAndAuditor(demand, kit)
  return kit.random.chance(0.85) ? [authority, auditor] : [authority]
}

export function authorityAndAuditor(
  { authority }: Demand,
  { kidOf }: Kit,
): readonly [PlannedRecipient, PlannedRecipient] {
  return [
    { kid: kidOf(authority.id), role: 'authority', holder: authority.id },
    { kid: kidOf('auditor'), role: 'auditor', holder: 'auditor' },
  ]
}
