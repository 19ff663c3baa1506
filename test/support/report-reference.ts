/**
 * The tables of a report once more, straight from parsed lines: no fold, no cube, no shared code. Slow and plain, written
 * from docs/formats/events.md §3 and docs/formats/report.md. Corrections are applied by hand; sameAs is followed.
 */
import type { JsonObject } from '#core/formats/json-value.ts'

type Data = Record<string, never> & Record<string, unknown>

export interface PlainRequest {
  readonly at: number
  readonly section: string
  readonly origin: string
  readonly authority: string
  readonly instrument: string
  readonly outcome: string | null
  readonly accounts: number | null
  readonly accountsDisclosed: number
  readonly requested: readonly string[]
  readonly disclosed: readonly string[]
  readonly reasons: readonly string[]
  readonly challenge: { readonly forum: string; readonly result: string } | null
  readonly emergency: string | null
  readonly flags: number
  readonly decisionMs: number | null
  readonly firstReviewMs: number | null
  readonly deliveryMs: number | null
  readonly noticeMs: number | null
}

const SECTIONS: Readonly<Record<string, string>> = {
  preservation_request: 'preservation',
  epoc_pr: 'preservation',
  dsa_art9_order: 'order_to_act',
  nsl: 'national_security',
  fisa_content: 'national_security',
  fisa_noncontent: 'national_security',
  uk_ipa: 'uk_ipa',
}

function corrected(events: readonly JsonObject[]): readonly (JsonObject & { data: Data })[] {
  const copies = structuredClone(events) as unknown as (JsonObject & { data: Data })[]
  for (const event of copies) {
    if (event.type !== 'correction') continue
    const { seq, field, value } = event.data as unknown as { seq: number; field: string; value: unknown }
    const path = field
      .split('/')
      .slice(1)
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    // Erasures of commitments (/c/...) change no data.
    if (path[0] === 'c') continue
    let target = copies[seq]?.data as unknown as Record<string, unknown>
    for (const part of path.slice(0, -1)) target = target[part] as Record<string, unknown>
    target[path.at(-1) ?? ''] = value
  }
  return copies
}

export function plainRequests(events: readonly JsonObject[]): readonly PlainRequest[] {
  const all = corrected(events)
  const first = new Map<string, string>()
  for (const event of all) {
    if (event.type !== 'request.received') continue
    const same = event.data.sameAs as string | undefined
    first.set(String(event.req), same === undefined ? String(event.req) : (first.get(same) ?? same))
  }
  const groups = new Map<string, (JsonObject & { data: Data })[]>()
  for (const event of all) {
    const req = event.req === undefined ? undefined : first.get(String(event.req))
    if (req !== undefined) groups.set(req, [...(groups.get(req) ?? []), event])
  }
  return [...groups.entries()].map(([req, own]) => {
    const received = own.find((event) => event.type === 'request.received' && event.req === req)
    const d = received?.data as unknown as Record<string, unknown>
    const claimed = typeof d.receivedAt === 'string' ? Date.parse(d.receivedAt) : Number.NaN
    const logged = Date.parse(String(received?.time))
    const at = Number.isNaN(claimed) || claimed > logged ? logged : claimed
    const of = (...types: string[]) => own.filter((event) => types.includes(String(event.type)))
    const sealed = new Map(
      of('disclosure.sealed').map((event) => [
        (event.data.bundle as unknown as { id: string }).id,
        event.data as unknown as Record<string, unknown>,
      ]),
    )
    const delivered = of('disclosure.delivered').flatMap((event) => {
      const bundle = sealed.get(String(event.data.bundle))
      return bundle ? [{ bundle, time: Date.parse(String(event.time)) }] : []
    })
    const disclosed = [...new Set(delivered.flatMap(({ bundle }) => bundle.dataDisclosed as string[]))]
    const requested = d.dataRequested as string[]
    const closing = of('request.rejected', 'request.no_data', 'request.withdrawn', 'challenge.resolved')
      .map((event) => {
        if (event.type === 'challenge.resolved') {
          return event.data.result === ('quashed' as never)
            ? 'rejected'
            : event.data.result === ('withdrawn' as never)
              ? 'withdrawn'
              : null
        }
        return String(event.type).replace('request.', '')
      })
      .filter((value) => value !== null)
    const lastSuspend = of('request.suspended', 'request.resumed').at(-1)
    const instrument = String(d.instrument)
    const section = SECTIONS[instrument] ?? 'request'
    let outcome: string | null
    if (section === 'preservation') outcome = null
    else if (delivered.length > 0)
      outcome = requested.every((c) => disclosed.includes(c)) ? 'disclosed_full' : 'disclosed_partial'
    else if (closing.length > 0) outcome = closing.at(-1) ?? null
    else outcome = lastSuspend?.type === 'request.suspended' ? 'suspended' : 'pending'
    const challenged = of('request.challenged').at(-1)
    const resolved = of('challenge.resolved')
      .filter((event) => Number(event.seq) > Number(challenged?.seq))
      .at(-1)
    const reviews = of('request.reviewed')
    const decision = own.find(
      (event) =>
        ['request.rejected', 'request.no_data', 'request.withdrawn'].includes(String(event.type)) ||
        (event.type === 'request.reviewed' &&
          ['approve', 'approve_narrowed', 'challenge', 'reject'].includes(String(event.data.decision))),
    )
    const since = (event: JsonObject | undefined) => (event === undefined ? null : Date.parse(String(event.time)) - at)
    const origin = d.origin as { code: string; kind: string }
    const accounts = typeof d.accounts === 'number' ? d.accounts : null
    const sum = delivered.reduce((total, { bundle }) => total + Number(bundle.accountsDisclosed), 0)
    return {
      at,
      section,
      origin: ['state', 'subnational'].includes(origin.kind) ? origin.code.slice(0, 2) : 'none',
      authority: (d.authority as { type: string }).type,
      instrument,
      outcome,
      accounts,
      accountsDisclosed: accounts === null ? sum : Math.min(sum, accounts),
      requested,
      disclosed,
      reasons:
        outcome === 'rejected' ? ((of('request.rejected').at(-1)?.data.reasons as unknown as string[]) ?? []) : [],
      challenge: challenged
        ? { forum: String(challenged.data.forum), result: resolved ? String(resolved.data.result) : 'open' }
        : null,
      emergency: typeof d.emergency === 'string' ? d.emergency : null,
      flags: of('user.flagged').length,
      decisionMs: since(decision),
      firstReviewMs: since(reviews[0]),
      deliveryMs: delivered.length > 0 ? Math.min(...delivered.map(({ time }) => time)) - at : null,
      noticeMs: since(of('notice.sent')[0]),
    }
  })
}
