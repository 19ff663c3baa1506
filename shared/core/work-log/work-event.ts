/**
 * The work log: what the people who work on a case noted, tagged, acknowledged, exported and took back. It is written in
 * the line format of a disclosure log and linked by the same hashes (docs/formats/work-log.md), so that the same
 * tools check it. Nothing is ever deleted from it: undoing is a new entry.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../formats/json-value.ts'

/** `log`: origin of the log that the work is about, so that a newer export of the same log keeps its notes. */
export type WorkEvent =
  | { readonly type: 'work.note_added'; readonly log: string; readonly req: string; readonly text: string }
  | { readonly type: 'work.tag_added'; readonly log: string; readonly req: string; readonly tag: string }
  | { readonly type: 'work.tag_removed'; readonly log: string; readonly req: string; readonly tag: string }
  | {
      readonly type: 'work.finding_acknowledged'
      readonly log: string
      /** Made of rule, request and entries. */
      readonly finding: string
      readonly rule: string
      readonly req: string | null
      readonly entries: readonly number[]
      readonly note: string
    }
  | {
      readonly type: 'work.exported'
      readonly log: string
      readonly what: string
      readonly format: string
      readonly filter: string
      readonly rows: number
      readonly asOf: string
    }
  | {
      readonly type: 'work.sample_drawn'
      readonly log: string
      readonly n: number
      readonly seed: string
      readonly by: readonly string[]
      /** RFC 3339 UTC: state of the requests. */
      readonly asOf: string
      /** What the log hashed to, in base64. */
      readonly root: string
      readonly requests: number
      readonly drawn: number
      /** Hex SHA-256 over the ids drawn, in their order, as JSON without spaces. */
      readonly sampleSha256: string
    }
  | {
      readonly type: 'work.sample_concluded'
      readonly log: string
      /** seq of the draw. */
      readonly sample: number
      readonly req: string
      readonly conclusion: string
      readonly note: string
    }
  /** Entry `seq` no longer counts. An undoing can be undone. */
  | { readonly type: 'work.undone'; readonly seq: number; readonly why: string }

export const WORK_TYPES = [
  'work.note_added',
  'work.tag_added',
  'work.tag_removed',
  'work.finding_acknowledged',
  'work.exported',
  'work.sample_drawn',
  'work.sample_concluded',
  'work.undone',
] as const satisfies readonly WorkEvent['type'][]

/** The members of `data`: those of the event, without its type. */
export function workData({ type: _type, ...data }: WorkEvent): JsonObject {
  return data as unknown as JsonObject
}

const text = (value: JsonValue | undefined): string | null => (typeof value === 'string' ? value : null)
const whole = (value: JsonValue | undefined): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null

/** Null: no event of ours, or one without a member that it needs. */
export function readWorkEvent(type: string, data: JsonValue | undefined): WorkEvent | null {
  if (!isJsonObject(data)) return null
  if (type === 'work.undone') {
    const seq = whole(data.seq)
    return seq === null ? null : { type, seq, why: text(data.why) ?? '' }
  }
  const log = text(data.log)
  if (log === null) return null
  const req = text(data.req)
  switch (type) {
    case 'work.note_added': {
      const note = text(data.text)
      return req === null || note === null ? null : { type, log, req, text: note }
    }
    case 'work.tag_added':
    case 'work.tag_removed': {
      const tag = text(data.tag)
      return req === null || tag === null ? null : { type, log, req, tag }
    }
    case 'work.finding_acknowledged': {
      const [finding, rule] = [text(data.finding), text(data.rule)]
      if (finding === null || rule === null || !Array.isArray(data.entries)) return null
      const entries = data.entries.map((entry: JsonValue) => whole(entry)).filter((entry) => entry !== null)
      return { type, log, finding, rule, req, entries, note: text(data.note) ?? '' }
    }
    case 'work.exported': {
      const [what, format, rows] = [text(data.what), text(data.format), whole(data.rows)]
      if (what === null || format === null || rows === null) return null
      return { type, log, what, format, filter: text(data.filter) ?? '', rows, asOf: text(data.asOf) ?? '' }
    }
    case 'work.sample_drawn': {
      const [n, requests, drawn] = [whole(data.n), whole(data.requests), whole(data.drawn)]
      const [seed, asOf, root, sampleSha256] = [data.seed, data.asOf, data.root, data.sampleSha256].map(text)
      if (n === null || requests === null || drawn === null || !Array.isArray(data.by)) return null
      if (typeof seed !== 'string' || typeof asOf !== 'string') return null
      if (typeof root !== 'string' || typeof sampleSha256 !== 'string') return null
      const by = data.by.filter((name: JsonValue) => typeof name === 'string')
      return { type, log, n, seed, by, asOf, root, requests, drawn, sampleSha256 }
    }
    case 'work.sample_concluded': {
      const [sample, conclusion] = [whole(data.sample), text(data.conclusion)]
      if (sample === null || conclusion === null || req === null) return null
      return { type, log, sample, req, conclusion, note: text(data.note) ?? '' }
    }
    default:
      return null
  }
}
