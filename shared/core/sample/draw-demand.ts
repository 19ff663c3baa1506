/** Draws demands: a paper, an authority that serves such papers, and everything on the cover sheet. */
import type { NO_DATA_REASONS } from '../requests/enumerations.ts'
import { AUTHORITIES, type Authority } from './authorities.ts'
import { createDealer } from './dealer.ts'
import type { Demand, Span } from './demand.ts'
import { isNationalSecurity, isWithoutDisclosure, PAPERS, type Paper } from './instruments.ts'
import type { Fate, Kit } from './kit.ts'
import { NEVER_DISCLOSED } from './policy.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from './step.ts'
import type { Habits } from './usual.ts'

export interface Drawn {
  readonly demand: Demand
  readonly fate: Fate
  /** Set when the fate is `no_data`. */
  readonly noDataWhy?: (typeof NO_DATA_REASONS)[number]
}

/** Papers drawn before an authority may send more than it usually does. */
const MOST_TRIES = 200

export interface DemandSource {
  readonly next: (receivedMs: number, more: { readonly mayBeEmergency: boolean }) => Drawn
  /** The legal process that an emergency disclosure has to be covered by. */
  readonly followUp: (earlier: Demand, receivedMs: number) => Drawn
}

const canServe = (paper: Paper) => (authority: Authority) =>
  authority.region === paper.region &&
  paper.by.includes(authority.type) &&
  (typeof paper.label !== 'string' || authority.phrases[paper.label] !== undefined)

export function createDemandSource(kit: Kit, habits: Habits): DemandSource {
  const { random, deal } = kit
  const served = PAPERS.map((paper) => {
    const authorities = AUTHORITIES.filter(canServe(paper))
    return {
      paper,
      authorities,
      draw: createDealer(
        authorities.map((a) => [a, a.weight] as const),
        random,
      ),
    }
  }).filter(({ authorities }) => authorities.length > 0)
  type Served = (typeof served)[number]
  const drawPaper = createDealer(
    served.map((one) => [one, one.paper.weight] as const),
    random,
  )

  /** A paper and somebody who serves it, and has not yet sent unusually many. */
  const drawServed = (atMs: number, mayBeEmergency: boolean): readonly [Paper, Authority] => {
    for (let tries = 0; ; tries++) {
      const { paper, authorities, draw } = drawPaper()
      if (!mayBeEmergency && paper.instrument === 'emergency_request') continue
      const first = draw()
      const authority = habits.allows(first.id, atMs) ? first : authorities.find(({ id }) => habits.allows(id, atMs))
      if (authority !== undefined) return [paper, authority]
      if (tries === MOST_TRIES) return [paper, first]
    }
  }
  const process = (authority: Authority): Served | undefined => {
    const fitting = served.filter(
      ({ paper, authorities }) =>
        paper.instrument !== 'emergency_request' &&
        !isWithoutDisclosure(paper.instrument) &&
        paper.instrument !== 'informal_no_process' &&
        paper.temporal === 'stored' &&
        paper.sealedForever === undefined &&
        authorities.includes(authority),
    )
    return fitting.length === 0 ? undefined : random.pick(fitting)
  }
  return {
    next: (receivedMs, { mayBeEmergency }) => {
      const [paper, authority] = drawServed(receivedMs, mayBeEmergency)
      habits.count(authority.id, receivedMs)
      const emergency = paper.instrument === 'emergency_request' ? deal.emergency() : undefined
      const drawn = draw(kit, paper, authority, receivedMs)
      return fateOf(kit, emergency === undefined ? drawn : { ...drawn, emergency })
    },
    followUp: (earlier, receivedMs) => {
      const one = process(earlier.authority)
      const paper = one?.paper ?? earlier.paper
      habits.count(earlier.authority.id, receivedMs)
      const { selectors, accounts, period, asked, channel } = earlier
      const drawn = draw(kit, paper, earlier.authority, receivedMs)
      const demand: Demand = {
        ...drawn,
        selectors,
        accounts,
        period,
        asked,
        channel,
        authenticity: 'verified',
        follows: earlier.req,
      }
      return { demand, fate: 'disclose' }
    },
  }
}

function draw(kit: Kit, paper: Paper, authority: Authority, receivedMs: number): Demand {
  const { random, deal } = kit
  const { phrases } = authority
  const label = typeof paper.label === 'string' ? phrases[paper.label] : paper.label.verbatim
  const urgent = paper.instrument === 'emergency_request'
  const reason = (urgent ? phrases.danger : phrases.reason)
    .replace('{offence}', random.pick(phrases.offences))
    .replace('{need}', random.pick(phrases.needs))
  const selectors = selectorsOf(kit)
  const sealed = random.chance(paper.sealed)
  const forever = paper.sealedForever === true || random.chance(0.06)
  const untilMs = forever ? null : receivedMs + random.pick([90, 90, 120, 180, 180, 365] as const) * DAY_MS
  return {
    req: random.id(16),
    paper,
    authority,
    receivedMs,
    // What arrives before the log ends is logged before it ends.
    loggedMs: Math.min(
      kit.endMs - 1,
      receivedMs + (urgent ? random.between(MINUTE_MS, 12 * MINUTE_MS) : random.skewed(2 * MINUTE_MS, 14 * HOUR_MS)),
    ),
    label: typeof label === 'string' ? label : phrases.order,
    reason,
    ...(random.chance(0.7) ? { matter: matterOf(kit) } : {}),
    asked: random.pick(paper.asks),
    temporal: paper.temporal,
    period: periodOf(kit, paper, receivedMs),
    selectors,
    accounts: Math.max(1, selectors - random.skewed(0, Math.min(selectors, 6))),
    channel:
      paper.instrument === 'mlat_letter_rogatory'
        ? 'treaty'
        : isNationalSecurity(paper.instrument)
          ? 'in_person'
          : deal.channel(),
    authenticity: isNationalSecurity(paper.instrument)
      ? 'verified'
      : authority.type === 'unverified'
        ? random.pick(['unverified', 'fraudulent'] as const)
        : deal.authenticity(),
    ...(sealed ? { sealed: { basis: forever ? ('statute' as const) : ('court_order' as const), untilMs } } : {}),
  }
}

/** Most demands name one account; a few name hundreds. */
function selectorsOf({ random }: Kit): number {
  const size = random.unit()
  if (size < 0.68) return 1
  if (size < 0.9) return random.between(2, 5)
  return size < 0.99 ? random.skewed(6, 40) : random.skewed(41, 260)
}

function matterOf({ random }: Kit): string {
  const letters = random.pick(['KLS', 'JS', 'CR', 'MJ', 'PR', 'GZ', 'DL', 'AP'] as const)
  return `${letters} ${random.between(2, 980)}/${random.id(3).toUpperCase()}`
}

function periodOf({ random }: Kit, { temporal }: Paper, receivedMs: number): Span {
  const ahead = receivedMs + random.between(20, 60) * DAY_MS
  if (temporal === 'prospective') return { fromMs: receivedMs, toMs: ahead }
  const toMs = temporal === 'both' ? ahead : receivedMs - random.skewed(HOUR_MS, 20 * DAY_MS)
  return { fromMs: receivedMs - random.skewed(22, 700) * DAY_MS, toMs }
}

/** Settles what becomes of it, and makes the cover sheet agree with that. */
function fateOf({ deal, random }: Kit, demand: Demand): Drawn {
  const { paper, authenticity, asked } = demand
  const { sealed: _, ...open } = demand
  if (authenticity !== 'verified' || paper.instrument === 'informal_no_process') {
    return { demand: random.chance(0.25) ? { ...open, accounts: null } : open, fate: 'reject' }
  }
  if (isWithoutDisclosure(paper.instrument)) return { demand: open, fate: random.chance(0.08) ? 'reject' : 'disclose' }
  if (asked.includes('encryption_key') || asked.includes('technical_capability')) {
    return { demand, fate: random.chance(0.5) ? 'challenge' : 'reject' }
  }
  if (asked.every((category) => NEVER_DISCLOSED.includes(category))) {
    return random.chance(0.8) ? { demand, fate: 'no_data', noDataWhy: 'e2ee_no_access' } : { demand, fate: 'challenge' }
  }
  const security = isNationalSecurity(paper.instrument)
  const fate = demand.emergency !== undefined ? deal.emergencyFate() : security ? deal.securityFate() : deal.fate()
  if (fate !== 'no_data') return { demand, fate }
  const noDataWhy = deal.noDataWhy()
  // Without an account there is nobody to keep it from, so the order's secrecy has no object.
  return { demand: noDataWhy === 'no_such_account' ? { ...open, accounts: 0 } : demand, fate, noDataWhy }
}
