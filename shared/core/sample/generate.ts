/**
 * A sample log as a sequence of entries and heads, in order of time, made one at a time: memory grows with the stories
 * still open, not with the log.
 */
import type { Hash } from '../capabilities.ts'
import { invariant } from '../input-error.ts'
import { type BundleMaker, imaginedBundles } from './bundle-maker.ts'
import { createCommitments } from './commitments.ts'
import type { Opening } from './extras.ts'
import { type KeyWindow, keepHouse } from './house.ts'
import type { KeyRing } from './keys.ts'
import { createDeals, createKidOf, type Kit } from './kit.ts'
import type { Planted } from './planted.ts'
import { createPlanting } from './planting.ts'
import { createRandom, type Random } from './random.ts'
import { type EntryStep, HOUR_MS, type LogState, MINUTE_MS, type SampleHead, type SampleItem } from './step.ts'
import { createStepQueue } from './step-queue.ts'
import { createStories } from './stories.ts'

export interface SamplePlan {
  readonly origin: string
  /** Requests, not counting a paper served twice. */
  readonly requests: number
  readonly seed: string
  readonly startMs: number
  /** Nothing happens at or after this. */
  readonly endMs: number
  /** One breach of each rule. */
  readonly findings: boolean
  readonly headEveryHours: number
  /** Ends with `log.closed`. */
  readonly closed: boolean
  readonly policySha256: string
}

export interface SampleTruth {
  readonly windows: readonly KeyWindow[]
  /** The same of the keys that sign bundles. */
  readonly bundleWindows: readonly KeyWindow[]
  readonly openings: readonly Opening[]
  readonly planted: readonly Planted[]
}

export interface Sample {
  /** The next entry or head; null at the end. `state` is the log as written so far: every entry handed out has to be in it. */
  readonly next: (state: LogState) => SampleItem | null
  /** Commitments opened so far; grows when an entry that can be opened is handed out. */
  readonly openings: () => readonly Opening[]
  /** Complete once `next` has answered null. */
  readonly truth: () => SampleTruth
}

const heartbeat = (atMs: number): EntryStep => ({ kind: 'entry', atMs, type: 'log.heartbeat', data: {} })

/** Hours that a head may be late before rule `log-alive` speaks. */
export const HEAD_GRACE_HOURS = 24
/** Less than the grace: an entry this old and the next heartbeat are never further apart than promised. */
const QUIET_MS = (HEAD_GRACE_HOURS / 2) * HOUR_MS
const LAST_MINUTES = 10

export function createSample(plan: SamplePlan, ring: KeyRing, hash: Hash, makeBundle?: BundleMaker): Sample {
  const random = createRandom(plan.seed, hash)
  const queue = createStepQueue<EntryStep>()
  const cutMs = plan.endMs - LAST_MINUTES * MINUTE_MS
  const push = (step: EntryStep) => {
    if (step.atMs < cutMs) queue.push(step)
  }
  const imagine = imaginedBundles(random)
  const kit: Kit = {
    random,
    commitments: createCommitments(plan.seed, hash),
    kidOf: createKidOf(hash),
    deal: createDeals(random),
    push,
    endMs: cutMs,
    makeBundle: (bundle) => {
      // Drawn for either way, so that a log with bundles is the same story as one without.
      const imagined = imagine(bundle)
      return makeBundle?.(bundle, ring.bundle(house.bundleKey())) ?? imagined
    },
  }
  const maxHeadIntervalHours = plan.headEveryHours + HEAD_GRACE_HOURS
  const planting = createPlanting({ ...plan, bundles: makeBundle !== undefined, maxHeadIntervalHours }, kit)
  const house = keepHouse({ ...plan, ring, maxHeadIntervalHours, ...planting.house }, kit)
  const stories = createStories(plan.requests - planting.requests, plan.startMs, kit)
  planting.plant()

  let headDueMs = plan.startMs + HOUR_MS
  let timeMs = Number.NEGATIVE_INFINITY
  let ending: 'open' | 'closing' | 'closed' = 'open'

  const entry = (step: EntryStep, state: LogState): SampleItem => {
    timeMs = Math.max(timeMs, step.atMs)
    const data = typeof step.data === 'function' ? step.data(state) : step.data
    step.written?.(state.size)
    const { type, req, c } = step
    return {
      kind: 'entry',
      timeMs,
      type,
      data,
      ...(req === undefined ? {} : { req }),
      ...(c === undefined ? {} : { c }),
    }
  }
  const head = (atMs: number, everybody: boolean): SampleHead => {
    const cosignatures = cosign(random, ring.witnesses.length, atMs, everybody)
    return { kind: 'head', logKey: house.logKey(), cosignatures }
  }
  const ended = (state: LogState): SampleItem | null => {
    if (ending === 'open' && plan.closed) {
      ending = 'closing'
      return entry(
        { kind: 'entry', atMs: cutMs + MINUTE_MS, type: 'log.closed', data: ({ size }) => ({ entries: size }) },
        state,
      )
    }
    if (ending === 'closed' || state.size === state.head.size) return null
    ending = 'closed'
    return head(cutMs + 2 * MINUTE_MS, true)
  }
  return {
    openings: stories.openings,
    truth: () => ({
      windows: house.windows(),
      bundleWindows: house.bundleWindows(),
      openings: stories.openings(),
      planted: planting.planted(),
    }),
    next: (state) => {
      for (;;) {
        const stepMs = queue.peek()?.atMs ?? Number.POSITIVE_INFINITY
        const arrivalMs = stories.nextMs() ?? Number.POSITIVE_INFINITY
        if (Math.min(stepMs, arrivalMs, headDueMs) >= cutMs) return ended(state)
        if (arrivalMs <= stepMs && arrivalMs <= headDueMs) {
          stories.tellNext()
          continue
        }
        if (headDueMs < stepMs) {
          // Where nothing happened for half a day, a heartbeat did; so a head always says something new.
          if (timeMs < headDueMs - QUIET_MS || state.size === state.head.size) return entry(heartbeat(headDueMs), state)
          const item = head(headDueMs, false)
          headDueMs += plan.headEveryHours * HOUR_MS
          return item
        }
        const step = queue.pop()
        invariant(step !== undefined, 'the queue lost a step')
        return entry(step, state)
      }
    },
  }
}

/** Each witness signs some seconds after the head; one in twenty-five is away, but never so many that the rest are no majority. */
function cosign(random: Random, witnesses: number, atMs: number, everybody: boolean): SampleHead['cosignatures'] {
  let away = Math.floor((witnesses - 1) / 2)
  const after = Math.floor(atMs / 1000) + 2
  return Array.from({ length: witnesses }, (_, witness) => ({
    witness,
    atSeconds: after + random.between(1, 90),
  })).filter(() => {
    if (everybody || away === 0 || !random.chance(0.04)) return true
    away--
    return false
  })
}
