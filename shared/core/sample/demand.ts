/** One demand as the sample imagines it, and the `data` of the entry that records its receipt (docs/formats/events.md §1). */
import type { JsonObject } from '../formats/json-value.ts'
import { formatInstant } from '../instant.ts'
import type { AUTHENTICITIES, CHANNELS, EMERGENCIES } from '../requests/enumerations.ts'
import type { Authority } from './authorities.ts'
import type { DataCategory, Paper, Temporal } from './instruments.ts'

export interface Span {
  readonly fromMs: number
  readonly toMs: number
}

export interface Demand {
  readonly req: string
  readonly paper: Paper
  readonly authority: Authority
  readonly receivedMs: number
  readonly loggedMs: number
  readonly label: string
  readonly reason: string
  readonly matter?: string
  readonly asked: readonly DataCategory[]
  readonly temporal: Temporal
  readonly period: Span
  readonly selectors: number
  /** null: never established, since the demand was refused before anybody looked. */
  readonly accounts: number | null
  readonly channel: (typeof CHANNELS)[number]
  readonly authenticity: (typeof AUTHENTICITIES)[number]
  readonly emergency?: (typeof EMERGENCIES)[number]
  /** Secrecy order; `untilMs` null = without end. */
  readonly sealed?: { readonly basis: 'court_order' | 'statute'; readonly untilMs: number | null }
  readonly sameAs?: string
  readonly follows?: string
}

export const spanData = ({ fromMs, toMs }: Span): JsonObject => ({
  from: formatInstant(fromMs),
  to: formatInstant(toMs),
})

/** The country whose central authority handed the letter on: where the sample's platform has its seat. */
const SEAT = 'US'

export function receivedData(demand: Demand): JsonObject {
  const { authority, paper, sealed } = demand
  const { id, name, type, unit } = authority
  return {
    accounts: demand.accounts,
    ...(paper.instrument === 'mlat_letter_rogatory' ? { assistingCountry: SEAT } : {}),
    authenticity: demand.authenticity,
    authority: { id, name, type, ...(unit === undefined ? {} : { unit }) },
    channel: demand.channel,
    dataRequested: demand.asked,
    ...(demand.emergency === undefined ? {} : { emergency: demand.emergency }),
    ...(demand.follows === undefined ? {} : { follows: demand.follows }),
    instrument: paper.instrument,
    instrumentLabel: demand.label,
    ...(demand.matter === undefined ? {} : { matter: demand.matter }),
    origin: authority.origin,
    period: spanData(demand.period),
    reason: demand.reason,
    receivedAt: formatInstant(demand.receivedMs),
    ...(demand.sameAs === undefined ? {} : { sameAs: demand.sameAs }),
    ...(sealed === undefined ? {} : { sealed: sealedData(sealed) }),
    selectors: demand.selectors,
    temporal: demand.temporal,
  }
}

const sealedData = ({ basis, untilMs }: NonNullable<Demand['sealed']>): JsonObject => ({
  basis,
  until: untilMs === null ? null : formatInstant(untilMs),
})
