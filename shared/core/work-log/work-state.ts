/** What a work log comes to: the notes, tags and acknowledgements that stand. */
import type { WorkEvent } from './work-event.ts'
import type { WorkEntry } from './work-line.ts'

export interface Note {
  readonly seq: number
  readonly timeMs: number
  readonly text: string
}

export interface Acknowledged {
  readonly seq: number
  readonly timeMs: number
  readonly note: string
}

export type DrawnEvent = Extract<WorkEvent, { type: 'work.sample_drawn' }>

export interface Drawn {
  readonly seq: number
  readonly timeMs: number
  readonly draw: DrawnEvent
  /** By request; the last one about each. */
  readonly conclusions: ReadonlyMap<string, Concluded>
}

export interface Concluded {
  readonly seq: number
  readonly timeMs: number
  readonly conclusion: string
  readonly note: string
}

/** All of one log, by its origin. */
export interface WorkState {
  /** By request id, in the order in which they were written. */
  readonly notes: ReadonlyMap<string, readonly Note[]>
  /** By request id, in alphabetical order. */
  readonly tags: ReadonlyMap<string, readonly string[]>
  /** By the key of a finding. */
  readonly acknowledged: ReadonlyMap<string, Acknowledged>
  /** Audit samples by the seq of their draw. */
  readonly samples: ReadonlyMap<number, Drawn>
}

/** seq of the entries that were taken back, each with the seq of the undoing, which was not itself undone. */
export function undoneEntries(entries: readonly WorkEntry[]): ReadonlyMap<number, number> {
  const undone = new Map<number, number>()
  // An undoing comes after what it undoes: from the end, every entry is judged before it judges.
  for (const { seq, event } of entries.toReversed()) {
    if (event?.type === 'work.undone' && event.seq < seq && !undone.has(seq)) undone.set(event.seq, seq)
  }
  return undone
}

export function workState(entries: readonly WorkEntry[], log: string): WorkState {
  const undone = undoneEntries(entries)
  const notes = new Map<string, Note[]>()
  const tags = new Map<string, Set<string>>()
  const acknowledged = new Map<string, Acknowledged>()
  const samples = new Map<number, Drawn & { readonly conclusions: Map<string, Concluded> }>()
  for (const { seq, timeMs, event } of entries) {
    if (event === null || undone.has(seq) || event.type === 'work.undone' || event.log !== log) continue
    apply(event, { seq, timeMs })
  }
  function apply(event: Exclude<WorkEvent, { type: 'work.undone' }>, at: { seq: number; timeMs: number }): void {
    switch (event.type) {
      case 'work.note_added':
        notes.set(event.req, [...(notes.get(event.req) ?? []), { ...at, text: event.text }])
        break
      case 'work.tag_added':
        tags.set(event.req, (tags.get(event.req) ?? new Set()).add(event.tag))
        break
      case 'work.tag_removed':
        tags.get(event.req)?.delete(event.tag)
        break
      case 'work.finding_acknowledged':
        acknowledged.set(event.finding, { ...at, note: event.note })
        break
      case 'work.sample_drawn':
        samples.set(at.seq, { ...at, draw: event, conclusions: new Map() })
        break
      case 'work.sample_concluded': {
        const { conclusion, note } = event
        samples.get(event.sample)?.conclusions.set(event.req, { ...at, conclusion, note })
        break
      }
      case 'work.exported':
        break
    }
  }
  const sorted = [...tags].flatMap(([req, own]) => (own.size === 0 ? [] : [[req, [...own].sort()] as const]))
  return { notes, tags: new Map(sorted), acknowledged, samples }
}
