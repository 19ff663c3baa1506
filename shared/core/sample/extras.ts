/** What happens to an entry after it was written: it is corrected, its commitment opened or erased, the paper served twice. */

import type { Opened } from './commitments.ts'
import { createDealer } from './dealer.ts'
import { type Demand, receivedData } from './demand.ts'
import { CORRECTION_WHY } from './house-words.ts'
import { isNationalSecurity } from './instruments.ts'
import type { Kit } from './kit.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from './step.ts'

export interface Opening extends Opened {
  readonly seq: number
}

/** At most this many openings go into `openings.jsonl`. */
const MOST_OPENINGS = 60

export interface Afterlife {
  /** To be called when the receipt of a demand has been written. */
  readonly received: (demand: Demand, seq: number) => void
  /** To be called when a demand is drawn: may have it served twice. */
  readonly drawn: (demand: Demand) => void
  readonly openings: () => readonly Opening[]
}

export function createAfterlife(kit: Kit): Afterlife {
  const { random, push } = kit
  const openings: Opening[] = []
  const drawWhat = createDealer(
    [
      ['nothing', 978],
      ['correct', 8],
      ['open', 7],
      ['erase', 7],
    ] as const,
    random,
  )

  const correct = (demand: Demand, seq: number) => {
    const { reason, offences, needs } = demand.authority.phrases
    const matter = `CR ${random.between(2, 980)}/${random.id(3).toUpperCase()}`
    const restated = reason.replace('{offence}', random.pick(offences)).replace('{need}', random.pick(needs))
    const choices = [['/selectors', demand.selectors + 1] as const, ['/reason', restated] as const]
    const [field, value] = random.pick(
      demand.matter === undefined ? choices : [['/matter', matter] as const, ...choices],
    )
    const atMs = demand.loggedMs + random.between(HOUR_MS, 21 * DAY_MS)
    push({ kind: 'entry', atMs, type: 'correction', data: { field, seq, value, why: random.pick(CORRECTION_WHY) } })
  }
  const open = (demand: Demand, seq: number) => {
    openings.push({ seq, ...kit.commitments.opening(demand.req, 'document') })
    const atMs = demand.loggedMs + random.between(10 * DAY_MS, 200 * DAY_MS)
    push({ kind: 'entry', atMs, type: 'commitment.opened', data: { name: 'document', seq } })
  }
  const erase = (demand: Demand, seq: number) => {
    const atMs = demand.loggedMs + random.between(200 * DAY_MS, 400 * DAY_MS)
    const data = { field: '/c/accounts', seq, value: null, why: 'Retention period over; the salt was deleted.' }
    push({ kind: 'entry', atMs, type: 'correction', data })
  }
  return {
    openings: () => openings,
    received: (demand, seq) => {
      const what = drawWhat()
      if (what === 'correct') correct(demand, seq)
      if (what === 'open' && openings.length < MOST_OPENINGS) open(demand, seq)
      if (what === 'erase') erase(demand, seq)
    },
    drawn: (demand) => {
      const plain = demand.sealed === undefined && demand.emergency === undefined && demand.accounts !== null
      if (!plain || demand.follows !== undefined || demand.authenticity !== 'verified') return
      if (isNationalSecurity(demand.paper.instrument) || !random.chance(0.012)) return
      const receivedMs = demand.loggedMs + random.between(2 * HOUR_MS, 12 * DAY_MS)
      const loggedMs = receivedMs + random.between(MINUTE_MS, 10 * HOUR_MS)
      const again: Demand = {
        ...demand,
        req: random.id(16),
        receivedMs,
        loggedMs,
        channel: 'email',
        sameAs: demand.req,
      }
      push({
        kind: 'entry',
        atMs: loggedMs,
        type: 'request.received',
        req: again.req,
        data: receivedData(again),
        c: kit.commitments.of(again.req),
      })
    },
  }
}
