/** `bundle-logged-once`: with bundles at hand, each sealed disclosure has exactly one, and each of them its entry. */

import { eventsOf } from '../event.ts'
import type { RequestHistory } from '../history.ts'
import { broken, met, notEvaluated, type Verdict } from './verdict.ts'

/** What an imported bundle says about itself. */
export interface BundleFact {
  /** Null: nothing in it that can be read gives it an id. */
  readonly bundle: string | null
  /** Base64 SHA-256 of the text of its note; null where it has none that can be read. */
  readonly note: string | null
  /** As shown to the user. */
  readonly path: string
  /** When it says that it was sealed, Unix milliseconds; null where it does not say. */
  readonly createdMs: number | null
}

interface Entry {
  readonly seq: number
  readonly timeMs: number
  readonly req: string
  readonly note: string | null
}

export interface BundleReconciliation {
  readonly add: (history: RequestHistory) => void
  readonly verdicts: (asOfMs: number) => readonly Verdict[]
}

/** @param bundles null: none were imported */
export function createBundleReconciliation(bundles: readonly BundleFact[] | null): BundleReconciliation {
  const entries = new Map<string, Entry[]>()
  const nameless: Entry[] = []
  return {
    add({ req, events }) {
      if (bundles === null) return
      for (const { seq, timeMs, data } of eventsOf(events, 'disclosure.sealed')) {
        const entry = { seq, timeMs, req, note: data.note }
        if (data.bundle === null) nameless.push(entry)
        else entries.set(data.bundle, [...(entries.get(data.bundle) ?? []), entry])
      }
    },
    verdicts(asOfMs) {
      if (bundles === null) return [notEvaluated([], 'no bundles were imported')]
      const byId = new Map<string, BundleFact[]>()
      const silent: Verdict[] = []
      for (const { bundle, path, createdMs, note } of bundles) {
        const isLater = createdMs !== null && createdMs > asOfMs && !entries.has(bundle ?? '')
        if (bundle === null) silent.push(notEvaluated([], `bundle ${path} has no id that can be read`))
        // As of an earlier time its entry is not there yet. It only says so itself: not met, and not broken either.
        else if (isLater) silent.push(notEvaluated([], 'a bundle says it was sealed after the time that is looked at'))
        else byId.set(bundle, [...(byId.get(bundle) ?? []), { bundle, path, createdMs, note }])
      }
      const ids = new Set([...entries.keys(), ...byId.keys()])
      return [
        ...nameless.map((entry) => fault([entry], 'a disclosure was sealed without the id of a bundle', asOfMs)),
        ...silent,
        ...[...ids].map((id) => reconcile(id, entries.get(id) ?? [], byId.get(id) ?? [], asOfMs)),
      ]
    },
  }
}

function reconcile(id: string, entries: readonly Entry[], bundles: readonly BundleFact[], asOfMs: number): Verdict {
  const [entry, second] = entries
  const [bundle] = bundles
  if (entry === undefined) return fault([], `bundle ${id} (${bundle?.path}) has no entry in the log`, asOfMs)
  if (second !== undefined) return fault(entries, `bundle ${id} was logged ${entries.length} times`, asOfMs)
  if (bundle === undefined) return fault(entries, `bundle ${id} was logged, but not imported`, asOfMs)
  if (bundles.length > 1) return fault(entries, `${bundles.length} bundles carry the id ${id}`, asOfMs)
  if (entry.note === null || bundle.note === null)
    return notEvaluated([entry.seq], 'a bundle or its entry lacks the digest of the note')
  return entry.note === bundle.note
    ? met([entry.seq])
    : fault(entries, `bundle ${id} is not the one that was logged`, asOfMs)
}

function fault(entries: readonly Entry[], text: string, asOfMs: number): Verdict {
  const last = entries.at(-1)
  const verdict = broken(
    entries.map(({ seq }) => seq),
    last?.timeMs ?? asOfMs,
    text,
  )
  return last === undefined || verdict.answer !== 'broken' ? verdict : { ...verdict, req: last.req }
}
