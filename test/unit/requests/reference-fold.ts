/**
 * docs/formats/events.md §3, a second time: slow, over the raw lines, a sentence of the text at a time. It shares no
 * code with the fold, and reads no event twice in the same way.
 */
// biome-ignore lint/suspicious/noExplicitAny: raw lines are what they are
type Json = any
type Raw = { v: Json; seq: number; t: number; type: string; req: string; data: Json; own: string }

const CATEGORIES =
  'subscriber payment device ip_login last_seen contacts_graph group_membership traffic_metadata location push_token stored_content live_content encryption_key technical_capability'.split(
    ' ',
  )
const INSTRUMENTS =
  'search_warrant court_order_content court_order_noncontent pen_register_trap_trace wiretap_intercept subpoena_criminal subpoena_civil administrative_order production_order_domestic epoc epoc_pr dsa_art9_order dsa_art10_order cloud_agreement_order mlat_letter_rogatory emergency_request preservation_request nsl fisa_content fisa_noncontent uk_ipa informal_no_process other'.split(
    ' ',
  )
const time = (text: Json): number =>
  typeof text === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) ? Date.parse(text) : Number.NaN
const isObject = (x: Json): boolean => typeof x === 'object' && x !== null && !Array.isArray(x)
const count = (x: Json): number | null => (Number.isSafeInteger(x) && x >= 0 ? x : null)
const list = (x: Json): string[] | null =>
  Array.isArray(x) ? x.map((y) => (typeof y === 'string' ? y : 'other')) : null

export interface ReferenceRow {
  req: string
  receivedAt: number
  outcome: string | null
  notice: string
  overlays: string[]
  challenge: { forum: string; result: string | null } | null
  instrument: string
  authorityType: string
  accountsDisclosed: number | null
  dataDisclosed: string[]
  elapsed: (number | null)[]
  entries: number[]
  corrected: { seq: number; field: string; by: number }[]
}

/** Applies a correction the long way round: along the pointer, on a deep copy. */
function setAt(data: Json, pointer: string, value: Json): Json | null {
  const copy = JSON.parse(JSON.stringify(data))
  if (pointer === '') return isObject(value) ? value : null
  if (pointer[0] !== '/' || /~[^01]|~$/.test(pointer)) return null
  const names = pointer
    .split('/')
    .slice(1)
    .map((n) => n.split('~1').join('/').split('~0').join('~'))
  let at = copy
  for (const name of names.slice(0, -1)) {
    if (
      Array.isArray(at)
        ? !(/^(0|[1-9]\d*)$/.test(name) && Number(name) < at.length)
        : !(isObject(at) && Object.hasOwn(at, name))
    )
      return null
    at = at[name]
  }
  const last = names.at(-1) as string
  if (Array.isArray(at)) {
    if (last === '-' || last === String(at.length)) at.push(value)
    else if (/^(0|[1-9]\d*)$/.test(last) && Number(last) < at.length) at[Number(last)] = value
    else return null
  } else if (isObject(at)) at[last] = value
  else return null
  return copy
}

const erases = (field: string, value: Json): boolean => /^\/c\/[^/]+$/.test(field) && value === null

export function referenceRows(lines: readonly Json[], asOf: number, noticeDays = 7): ReferenceRow[] {
  // Events with time <= T, in seq order.
  let last = 0
  const all: Raw[] = lines.map((line, index) => {
    const l = isObject(line) ? line : {}
    const t = Number.isNaN(time(l.time)) ? last : time(l.time)
    last = t
    const data = isObject(l.data) ? l.data : {}
    const req = typeof l.req === 'string' ? l.req : ''
    return { v: l.v, seq: count(l.seq) ?? index, t, type: String(l.type), req, own: req, data }
  })
  const entries = all.filter((e) => e.t <= asOf).sort((a, b) => a.seq - b.seq)

  // Corrections: from the last to the first, because a correction may itself be corrected by a later one.
  const fixesOf = new Map<Raw, { by: number; field: string; value: Json; all: number[] }[]>()
  const corrected: { entry: Raw; seq: number; field: string; by: number; all: number[]; erases: boolean }[] = []
  const isPointer = (field: Json) => field === '' || (/^\//.test(field) && !/~[^01]|~$/.test(field))
  for (const e of [...entries].reverse()) {
    if (e.type !== 'correction' || e.v !== 1) continue
    for (const { field, value } of fixesOf.get(e) ?? [])
      e.data = erases(field, value) ? e.data : (setAt(e.data, field, value) ?? e.data)
    const { seq, field, value } = e.data
    if (!(seq < e.seq) || typeof field !== 'string' || !isPointer(field) || value === undefined) continue
    for (const target of entries.filter((one) => one.seq === seq)) {
      const all = [e.seq, ...(fixesOf.get(e) ?? []).flatMap((fix) => fix.all)]
      fixesOf.set(target, [{ by: e.seq, field, value, all }, ...(fixesOf.get(target) ?? [])])
    }
  }
  for (const e of entries) {
    if (e.type === 'correction') continue
    const seen: typeof corrected = []
    for (const { by, field, value, all } of fixesOf.get(e) ?? []) {
      const changed = erases(field, value) ? null : setAt(e.data, field, value)
      // The last one for a field is the one that counts; a place that is not there cannot be corrected.
      if (changed !== null) for (const s of seen) if (s.field === field) s.erases = true
      if (changed !== null) e.data = changed
      seen.push({ entry: e, seq: e.seq, field, by, all, erases: changed === null })
    }
    corrected.push(...seen)
  }

  const known = entries.filter((e) => e.v === 1)
  const receivedFirst = new Map<string, Raw>()
  for (const e of known)
    if (e.type === 'request.received' && e.req !== '' && !receivedFirst.has(e.req)) receivedFirst.set(e.req, e)
  // sameAs folds into the earliest request of the chain; only links to an earlier receipt are followed.
  const root = (req: string): string => {
    const r = receivedFirst.get(req)
    const to = r?.data.sameAs
    const target = typeof to === 'string' ? receivedFirst.get(to) : undefined
    return r !== undefined && target !== undefined && target.seq < r.seq ? root(to) : req
  }
  for (const e of known) if (e.req !== '') e.own = root(e.req)

  const rows: ReferenceRow[] = []
  for (const [req, received] of receivedFirst) {
    if (root(req) !== req) continue
    const ev = known.filter((e) => e.own === req && receivedFirst.has(e.req) && REQUEST_TYPES.has(e.type))
    const d = received.data
    const has = (type: string) => ev.filter((e) => e.type === type)
    const at = time(d.receivedAt)
    const receipt = Number.isNaN(at) || at > received.t ? received.t : at

    const outIds = new Set(
      has('disclosure.delivered').map((e) => (typeof e.data.bundle === 'string' ? e.data.bundle : '')),
    )
    const nameless = has('disclosure.delivered').filter(
      (e) => typeof e.data.bundle !== 'string' || e.data.bundle === '',
    ).length
    outIds.delete('')
    const out = has('disclosure.sealed').filter((e) => isObject(e.data.bundle) && outIds.has(e.data.bundle.id))
    const isDisclosed = has('disclosure.delivered').length > 0
    const union = new Set(out.flatMap((e) => list(e.data.dataDisclosed) ?? []))

    let outcome: string | null
    const requested = list(d.dataRequested)
    const closings = ev.flatMap((e) => {
      if (e.type === 'request.rejected' || (e.type === 'challenge.resolved' && e.data.result === 'quashed'))
        return ['rejected']
      if (e.type === 'request.no_data') return ['no_data']
      if (e.type === 'request.withdrawn' || (e.type === 'challenge.resolved' && e.data.result === 'withdrawn'))
        return ['withdrawn']
      return []
    })
    const pausing = ev.filter((e) => e.type === 'request.suspended' || e.type === 'request.resumed')
    if (isDisclosed) outcome = requested?.every((c) => union.has(c)) ? 'disclosed_full' : 'disclosed_partial'
    else if (closings.length > 0) outcome = closings[closings.length - 1] as string
    else if (pausing.at(-1)?.type === 'request.suspended') outcome = 'suspended'
    else outcome = 'pending'
    const instrument = INSTRUMENTS.includes(d.instrument) ? d.instrument : 'other'
    if (instrument === 'preservation_request' || instrument === 'epoc_pr') outcome = null

    // In force: until null (or not readable) or later than T. A lift ends what was sealed by law before it.
    const lifts = has('seal.reviewed').filter((e) => e.data.result === 'lifted')
    const runs = (until: Json) => !(time(until) <= asOf)
    const order = has('request.received').some(
      (e) =>
        e.data.sealed !== undefined &&
        e.data.sealed !== null &&
        runs(isObject(e.data.sealed) ? e.data.sealed.until : undefined) &&
        !lifts.some((lift) => lift.seq > e.seq),
    )
    const deferral = has('notice.deferred').at(-1)
    const basis = deferral?.data.basis
    const lawful = basis === 'court_order' || basis === 'statute'
    const deferred =
      deferral !== undefined && runs(deferral.data.until) && !(lawful && lifts.some((lift) => lift.seq > deferral.seq))
    const emergency = d.emergency !== undefined && d.emergency !== null
    const firstOut = has('disclosure.delivered')[0]
    const notices = has('notice.sent')
    let notice: string
    if (notices.some((e) => e.data.timing === 'before')) notice = 'notified_before'
    else if (notices.length > 0) notice = 'notified_after'
    else if (order || (deferred && lawful)) notice = 'sealed_by_law'
    else if (d.accounts === 0 || has('request.no_data').some((e) => e.data.why === 'no_such_account'))
      notice = 'not_applicable_no_account'
    else if (!isDisclosed) notice = 'not_applicable_nothing_disclosed'
    else if (basis === 'no_contact') notice = 'not_notified_no_contact'
    else if (emergency || basis === 'emergency') notice = 'not_notified_emergency'
    else if (deferred || asOf - (firstOut as Raw).t <= noticeDays * 86_400_000) notice = 'delayed_pending'
    else notice = 'not_notified'

    const challenged = has('request.challenged')
    const overlays = [
      ...(has('request.clarification_asked').length > 0 ? ['clarification_asked'] : []),
      ...(has('request.narrowed').length > 0 ? ['narrowed'] : []),
      ...(has('user.flagged').length > 0 ? ['user_flagged'] : []),
      ...(challenged.length > 0 ? ['challenged'] : []),
    ]
    const resolved = has('challenge.resolved').filter((e) => e.seq > (challenged.at(-1)?.seq ?? Infinity))
    const pick = (x: Json, names: string) => (names.split(' ').includes(x) ? x : 'other')
    const challenge =
      challenged.length === 0
        ? null
        : {
            forum: pick(challenged.at(-1)?.data.forum, 'authority court treaty_body'),
            result:
              resolved.length === 0 ? null : pick(resolved.at(-1)?.data.result, 'withdrawn narrowed upheld quashed'),
          }

    // Accounts: added up over delivered bundles; one that does not say makes the sum unknown.
    const perBundle = [...outIds].map((id) =>
      count(out.filter((e) => e.data.bundle.id === id).at(-1)?.data.accountsDisclosed),
    )
    for (let i = 0; i < nameless; i++) perBundle.push(null)
    const accountsDisclosed = perBundle.includes(null)
      ? null
      : perBundle.reduce((a, b) => (a as number) + (b as number), 0)

    const answer = ev.find(
      (e) =>
        ['request.rejected', 'request.no_data', 'request.withdrawn'].includes(e.type) ||
        (e.type === 'request.reviewed' &&
          ['approve', 'approve_narrowed', 'challenge', 'reject'].includes(e.data.decision)),
    )
    const elapsed = [has('request.reviewed')[0], answer, firstOut, notices[0]].map((e) => (e ? e.t - receipt : null))
    const mine = new Set(ev.map((e) => e.seq))
    const fixes = corrected.filter((c) => ev.includes(c.entry))
    rows.push({
      req,
      receivedAt: receipt,
      outcome,
      notice,
      overlays,
      challenge,
      instrument,
      authorityType: pick(
        isObject(d.authority) ? d.authority.type : undefined,
        'court prosecutor police intelligence regulator_admin tax_customs military legislature other unverified',
      ),
      accountsDisclosed,
      dataDisclosed: [...new Set([...union].map((c) => (CATEGORIES.includes(c) ? c : 'other')))].sort(),
      elapsed,
      entries: [...new Set([...mine, ...fixes.flatMap((c) => c.all)])].sort((a, b) => a - b),
      corrected: fixes
        .filter((c) => !c.erases)
        .map(({ seq, field, by }) => ({ seq, field, by }))
        .sort((a, b) => a.by - b.by),
    })
  }
  return rows.sort((a, b) => (a.req < b.req ? -1 : 1))
}

const REQUEST_TYPES = new Set(
  'request.received request.reviewed request.clarification_asked request.clarified request.narrowed request.challenged challenge.resolved request.rejected request.suspended request.resumed request.withdrawn request.no_data disclosure.sealed disclosure.delivered notice.sent notice.deferred seal.reviewed user.flagged flag.resolved'.split(
    ' ',
  ),
)
