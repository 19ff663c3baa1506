/** What the platform does of its own accord: opens the log, changes keys, is audited, erases, reports what it must. */
import { encodeHex } from '../bytes/hex.ts'
import { invariant } from '../input-error.ts'
import { keyAddedData, keyRetiredData, keyRevokedData } from '../log/writer-keys.ts'
import { AUDITORS, ERASED_SCOPES } from './house-words.ts'
import type { KeyRing } from './keys.ts'
import type { Kit } from './kit.ts'
import { DAY_MS, type EntryStep, HOUR_MS, MINUTE_MS } from './step.ts'

export interface HousePlan {
  readonly origin: string
  readonly startMs: number
  readonly endMs: number
  /** Entry 0 is written at this time: `startMs`, unless a silence is to be planted. */
  readonly openedMs: number
  readonly maxHeadIntervalHours: number
  readonly policySha256: string
  readonly ring: KeyRing
  /** Where an audit, or a rotation of the bundle keys, has to be missing at the end. */
  readonly lastAudit?: LastOne
  readonly lastBundleRotation?: LastOne
}

/** The last of its kind, though the next was due before the log ended. */
export interface LastOne {
  readonly atMs: number
  readonly written: (seq: number) => void
}

/** Tree sizes each log key was in force for. */
export interface KeyWindow {
  readonly index: number
  readonly fromSize: number
  readonly toSize: number | null
}

export interface House {
  /** Position in the key ring of the log key in force. */
  readonly logKey: () => number
  /** The same of the key that signs bundles. */
  readonly bundleKey: () => number
  readonly windows: () => readonly KeyWindow[]
  readonly bundleWindows: () => readonly KeyWindow[]
}

/** Puts everything into the queue at once: a hundred steps a year at most. */
export function keepHouse(plan: HousePlan, kit: Kit): House {
  const add = (atMs: number, type: EntryStep['type'], data: EntryStep['data'], more: Pick<EntryStep, 'written'> = {}) =>
    kit.push({ kind: 'entry', atMs, type, data, ...more })
  const { ring, origin } = plan
  add(plan.openedMs, 'log.opened', {
    bundleKeys: [ring.bundle(0).vkey],
    format: 'disclosure-log/v1',
    keys: [ring.log(0).vkey],
    maxHeadIntervalHours: plan.maxHeadIntervalHours,
    origin,
    policySha256: plan.policySha256,
  })
  const windows = rotateLogKeys(plan, kit, add)
  const bundleWindows = rotateOthers(plan, kit, add)
  audits(plan, kit, add)
  monthly(plan, kit, add)
  return {
    logKey: () => windows.length - 1,
    bundleKey: () => bundleWindows.length - 1,
    windows: () => windows,
    bundleWindows: () => bundleWindows,
  }
}

type Add = (atMs: number, type: EntryStep['type'], data: EntryStep['data'], more?: Pick<EntryStep, 'written'>) => void

/** Never more than 350 days apart, from the opening on; ends at `lastMs` where that is given. */
function yearly({ openedMs, endMs }: HousePlan, { random }: Kit, lastMs?: number): readonly number[] {
  if (lastMs !== undefined) {
    const times = Math.ceil((lastMs - openedMs) / (350 * DAY_MS))
    return Array.from({ length: times }, (_, i) => openedMs + Math.floor(((lastMs - openedMs) * (i + 1)) / times))
  }
  const times: number[] = []
  let atMs = openedMs
  for (;;) {
    atMs += random.between(310 * DAY_MS, 350 * DAY_MS)
    if (atMs >= endMs) return times
    times.push(atMs)
  }
}

/**
 * The heartbeat in front keeps the windows of the two keys apart: the last head of the old key is smaller than the
 * size it is retired at, the first of the new one larger.
 */
function rotateLogKeys(plan: HousePlan, kit: Kit, add: Add): KeyWindow[] {
  const { ring, origin } = plan
  const windows: KeyWindow[] = [{ index: 0, fromSize: 0, toSize: null }]
  yearly(plan, kit).forEach((atMs, i) => {
    const [oldKey, newKey] = [ring.log(i), ring.log(i + 1)]
    let retiredAt = 0
    add(atMs, 'log.heartbeat', {})
    add(
      atMs,
      'key.added',
      ({ size }) => {
        const data = keyAddedData({ origin, oldKey, newKey, fromSize: size + 1 }, ring.tools.signEd25519)
        invariant(data.ok, 'a key note that does not read back')
        return data.value
      },
      {
        written: (seq) => {
          retiredAt = seq
          windows[i] = { index: i, fromSize: windows[i]?.fromSize ?? 0, toSize: seq }
          windows.push({ index: i + 1, fromSize: seq + 1, toSize: null })
        },
      },
    )
    add(atMs, 'key.retired', () => keyRetiredData(oldKey, retiredAt))
    add(atMs, 'key.rotated', { newKeyId: newKey.keyId, oldKeyId: oldKey.keyId, purpose: 'log' })
    if (i > 0) return
    const why = 'A decommissioned signing device that had held the retired key could not be accounted for.'
    add(atMs + 40 * DAY_MS, 'key.revoked', () => keyRevokedData(oldKey, retiredAt + 1, why))
  })
  return windows
}

/** @returns sizes that each key for bundles was in force for, filled as the log is written: an entry belongs to the size with it */
function rotateOthers(plan: HousePlan, kit: Kit, add: Add): KeyWindow[] {
  const windows: KeyWindow[] = [{ index: 0, fromSize: 0, toSize: null }]
  yearly(plan, kit, plan.lastBundleRotation?.atMs).forEach((atMs, i) => {
    const [oldKeyId, newKeyId] = [plan.ring.bundle(i).keyId, plan.ring.bundle(i + 1).keyId]
    const last = plan.lastBundleRotation
    const written = (seq: number) => {
      windows[i] = { index: i, fromSize: windows[i]?.fromSize ?? 0, toSize: seq }
      windows.push({ index: i + 1, fromSize: seq + 1, toSize: null })
      if (last?.atMs === atMs) last.written(seq)
    }
    add(atMs, 'key.rotated', { newKeyId, oldKeyId, purpose: 'bundle' }, { written })
  })
  const someKeyId = (i: number) => encodeHex(plan.ring.tools.hash(Uint8Array.of(i)).subarray(0, 4))
  yearly(plan, kit).forEach((atMs, i) => {
    add(atMs, 'key.rotated', { newKeyId: someKeyId(i + 1), oldKeyId: someKeyId(i), purpose: 'storage' })
  })
  return windows
}

const seenLast = (last: LastOne | undefined, atMs: number) => (last?.atMs === atMs ? { written: last.written } : {})

function audits(plan: HousePlan, kit: Kit, add: Add): void {
  yearly(plan, kit, plan.lastAudit?.atMs).forEach((atMs, i) => {
    const data: EntryStep['data'] = ({ head }) => ({
      auditor: AUDITORS[i % AUDITORS.length] ?? '',
      head: { root: head.root, size: head.size },
      result: 'No deviation in the sample drawn; two recommendations.',
      scope: 'Integrity of the log, and sixty requests drawn by outcome and origin',
    })
    add(atMs, 'audit.performed', data, seenLast(plan.lastAudit, atMs))
  })
}

const MONTH_MS = 30 * DAY_MS

function monthly({ startMs, endMs }: HousePlan, { random }: Kit, add: Add): void {
  for (let i = 1; startMs + i * MONTH_MS < endMs; i++) {
    const atMs = startMs + i * MONTH_MS
    add(atMs + random.below(20 * HOUR_MS), 'childsafety.reported', {
      reports: random.between(6, 20) + i,
      to: i % 4 === 0 ? 'Child safety hotline of the Union' : 'National centre for missing children',
    })
    if (i % 2 === 0)
      add(atMs + 5 * DAY_MS + random.below(9 * MINUTE_MS), 'retention.erased', { scope: random.pick(ERASED_SCOPES) })
  }
}
