/** Where in a log the breaches of `planted.ts` go, and the ground truth about them. */
import { DAY_MS, HOUR_MS, halfYearOf, halfYearStartMs } from '../instant.ts'
import type { HousePlan } from './house.ts'
import type { Kit } from './kit.ts'
import { burstRequests, type Cite, type Planted, plantBurst, plantStories, storyCount } from './planted.ts'

export interface Planting {
  /** Requests that the plantings bring along. */
  readonly requests: number
  readonly plant: () => void
  readonly planted: () => readonly Planted[]
  readonly house: Pick<HousePlan, 'openedMs' | 'lastAudit' | 'lastBundleRotation'>
}

export interface PlantingPlan {
  readonly startMs: number
  readonly endMs: number
  /** Nothing is planted where this is false. */
  readonly findings: boolean
  /** There are bundles to look for. */
  readonly bundles: boolean
  readonly maxHeadIntervalHours: number
}

/** More than the year that rules allow. */
const MISSING_FOR_MS = 380 * DAY_MS

export function createPlanting(plan: PlantingPlan, kit: Kit): Planting {
  const { startMs, endMs, bundles } = plan
  if (!plan.findings) return { requests: 0, plant: () => undefined, planted: () => [], house: { openedMs: startMs } }
  const found = new Map<string, { readonly rule: string; readonly req: string | null; readonly entries: number[] }>()
  const cite: Cite = (rule, req) => (seq) => {
    const known = found.get(rule)
    if (known === undefined) found.set(rule, { rule, req, entries: [seq] })
    else known.entries.push(seq)
  }
  const burstMs = burstStart(endMs)
  const [first, last] = [halfYearOf(startMs), halfYearOf(burstMs)]
  const earlier = Array.from({ length: last - first }, (_, i) =>
    Math.max(startMs + 5 * DAY_MS, halfYearStartMs(first + i) + 60 * DAY_MS),
  )
  const openedMs = startMs - (plan.maxHeadIntervalHours + 13) * HOUR_MS
  return {
    requests: storyCount(bundles) + burstRequests(earlier.length),
    planted: () => [...found.values()],
    plant: () => {
      plantStories(kit, endMs - 320 * DAY_MS, bundles, cite)
      plantBurst(kit, earlier, burstMs, cite)
      // Between the opening and whatever comes first there is nothing: entries 0 and 1.
      const silence = cite('log-alive', null)
      silence(0)
      silence(1)
    },
    house: {
      openedMs,
      lastAudit: { atMs: endMs - MISSING_FOR_MS, written: cite('regular-audit', null) },
      lastBundleRotation: { atMs: endMs - MISSING_FOR_MS, written: cite('key-rotation', null) },
    },
  }
}

/** Twelve days that lie in one half-year, some weeks before the end. */
function burstStart(endMs: number): number {
  const startMs = endMs - 45 * DAY_MS
  return halfYearOf(startMs) === halfYearOf(startMs + 12 * DAY_MS) ? startMs : startMs - 13 * DAY_MS
}
