/** Demands as they arrive, each with its story. */
import { arrivalTimes } from './arrivals.ts'
import { createDemandSource, type Drawn } from './draw-demand.ts'
import { createAfterlife, type Opening } from './extras.ts'
import type { Kit } from './kit.ts'
import { HOUR_MS } from './step.ts'
import { tellStory } from './story.ts'
import { createHabits } from './usual.ts'

export interface Stories {
  readonly nextMs: () => number | undefined
  readonly tellNext: () => void
  readonly openings: () => readonly Opening[]
}

/**
 * Every emergency disclosure takes a later arrival's place for the legal process that covers
 * it, so that there are exactly as many requests as were asked for.
 */
export function createStories(requests: number, startMs: number, kit: Kit): Stories {
  const cutMs = kit.endMs
  const habits = createHabits(startMs)
  const source = createDemandSource(kit, habits)
  const afterlife = createAfterlife(kit)
  const arrivals = arrivalTimes(requests, startMs, cutMs, kit.random)
  let upcoming = arrivals.next()
  let left = requests
  let owed = 0

  const tell = (drawn: Drawn) => {
    const { demand } = drawn
    afterlife.drawn(demand)
    tellStory(drawn, kit, {
      received: (seq) => afterlife.received(demand, seq),
      emergencyDelivered: (deliveredMs) => {
        const receivedMs = deliveredMs + kit.random.between(3 * HOUR_MS, 30 * HOUR_MS)
        // Beyond the end the 48 hours have not passed either.
        if (receivedMs + 15 * HOUR_MS >= cutMs) return
        owed++
        tell(source.followUp(demand, receivedMs))
      },
    })
  }
  return {
    openings: afterlife.openings,
    nextMs: () => (upcoming.done ? undefined : upcoming.value),
    tellNext: () => {
      const atMs = upcoming.value
      upcoming = arrivals.next()
      left--
      if (atMs === undefined) return
      if (owed > 0) {
        owed--
        return
      }
      tell(source.next(atMs, { mayBeEmergency: left > owed + 1 }))
    },
  }
}
