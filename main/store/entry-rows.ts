/** The index of lines: one row an entry, found by position, type or request. Lines themselves stay in the evidence files. */

import { invariant } from '#core/input-error.ts'
import type { SegmentColumns } from '#core/log/segment.ts'
import type { EntryRow, EntryRows, MapBin } from '../app/ports/case.ts'
import type { Reader, Writer } from './driver.ts'
import { insertNumberRows, insertRows } from './insert-rows.ts'

/** Entries of one evidence have the ids [no * 2^32, (no + 1) * 2^32). */
const ID_SPAN = 2 ** 32
/** So that every id stays a safe integer. */
const MAX_EVIDENCE_NO = 2 ** 20

export function entryId(evidenceNo: number, index: number): number {
  invariant(evidenceNo < MAX_EVIDENCE_NO && index < ID_SPAN, `entry ${index} of evidence ${evidenceNo} has no id`)
  return evidenceNo * ID_SPAN + index
}

export interface FileLines {
  readonly firstIndex: number
  readonly lines: number
}

/** Takes the segments of one evidence in order and writes their rows. */
export function entryWriter(tx: Writer, evidenceNo: number, fileNumbers: ReadonlyMap<string, number>) {
  const requestCodes = new Map<string, number>()
  const lines = new Map<string, FileLines>()
  let entries = 0
  let firstTimeMs: number | null = null
  let lastTimeMs: number | null = null

  async function segment(columns: SegmentColumns): Promise<void> {
    invariant(columns.firstIndex === entries, `segment at ${columns.firstIndex} after ${entries} entries`)
    const file = fileNumbers.get(columns.file)
    invariant(file !== undefined, `segment of ${columns.file}, which is not in the listing`)
    const codes = await codesOf(columns.reqIds)
    const rows = columns.lines
    const first = entryId(evidenceNo, entries + rows) - rows
    await insertNumberRows(tx, 'entries', {
      id: column(rows, (i) => first + i),
      file: new Uint32Array(rows).fill(file),
      byte_offset: columns.byteOffset,
      byte_length: columns.byteLength,
      time_ms: columns.timeMs,
      type: columns.type,
      seq: column(rows, (i) => nullIfNegative(columns.seq[i])),
      req: column(rows, (i) => nullIfNegative(codes[columns.reqCode[i] ?? -1])),
    })
    const before = lines.get(columns.file)
    lines.set(columns.file, { firstIndex: before?.firstIndex ?? entries, lines: (before?.lines ?? 0) + rows })
    entries += rows
    const isTime = (ms: number) => !Number.isNaN(ms)
    firstTimeMs ??= columns.timeMs.find(isTime) ?? null
    lastTimeMs = columns.timeMs.findLast(isTime) ?? lastTimeMs
  }

  /** Codes in the order of first appearance, so that the same evidence always gets the same. */
  async function codesOf(reqIds: readonly string[]): Promise<readonly number[]> {
    const fresh: (readonly [number, number, string])[] = []
    const codes = reqIds.map((req) => {
      const known = requestCodes.get(req)
      if (known !== undefined) return known
      const code = entryId(evidenceNo, requestCodes.size)
      requestCodes.set(req, code)
      fresh.push([code, evidenceNo, req])
      return code
    })
    await insertRows(tx, 'request_ids', ['code', 'evidence', 'req'], fresh)
    return codes
  }

  return {
    segment,
    lines: lines as ReadonlyMap<string, FileLines>,
    summary: () => ({ entries, firstTimeMs, lastTimeMs }),
  }
}

/** A loop: `Float64Array.from` with a function takes ten times as long, which shows at a million rows. */
function column(rows: number, at: (row: number) => number): Float64Array {
  const values = new Float64Array(rows)
  for (let row = 0; row < rows; row++) values[row] = at(row)
  return values
}

/** NaN is how a column of numbers says NULL. */
function nullIfNegative(value: number | undefined): number {
  return value === undefined || value < 0 ? Number.NaN : value
}

const ROW = `e.id % ${ID_SPAN} AS "index", e.file, f.path, e.byte_offset AS byteOffset, e.byte_length AS byteLength,
  e.time_ms AS timeMs, e.type, e.seq, r.req`

/** Bins are found by their edges: two rows each, and a range count over the index of one type. */
export function entryRows(db: Reader): EntryRows {
  return {
    page: (no, from, limit) =>
      db.all<EntryRow>(
        `SELECT ${ROW} FROM entries e
         JOIN evidence_files f ON f.evidence = ? AND f.no = e.file
         LEFT JOIN request_ids r ON r.code = e.req
         WHERE e.id >= ? AND e.id < ? ORDER BY e.id`,
        [no, entryId(no, from), entryId(no, from) + limit],
      ),
    at: (no, indexes) =>
      db.all<EntryRow>(
        `SELECT ${ROW} FROM entries e
         JOIN evidence_files f ON f.evidence = ? AND f.no = e.file
         LEFT JOIN request_ids r ON r.code = e.req
         WHERE e.id IN (SELECT value FROM json_each(?)) ORDER BY e.id`,
        [no, JSON.stringify(indexes.map((index) => entryId(no, index)))],
      ),
    ofTypes: (no, types) =>
      db.all<EntryRow>(
        `SELECT ${ROW} FROM entries e
         JOIN evidence_files f ON f.evidence = ? AND f.no = e.file
         LEFT JOIN request_ids r ON r.code = e.req
         WHERE e.type IN (SELECT value FROM json_each(?)) AND e.id >= ? AND e.id < ? ORDER BY e.id`,
        [no, JSON.stringify(types), entryId(no, 0), entryId(no + 1, 0)],
      ),
    bins: async (no, bounds, type) => {
      const edges = await readEdges(db, no, bounds)
      const starts = await lineStarts(db, no)
      const counts = await countType(db, no, bounds, type)
      return bounds.slice(1).map((to, i): MapBin => {
        const from = bounds[i] ?? to
        const [first, last] = [edges.get(from), edges.get(to - 1)]
        const bytes = first && last ? positionOf(starts, last) + last.length - positionOf(starts, first) : 0
        return {
          from,
          to,
          bytes,
          firstTimeMs: first?.timeMs ?? null,
          lastTimeMs: last?.timeMs ?? null,
          ofType: counts[i] ?? 0,
        }
      })
    },
  }
}

interface Edge {
  readonly index: number
  readonly file: number
  readonly offset: number
  readonly length: number
  readonly timeMs: number | null
}

async function readEdges(db: Reader, no: number, bounds: readonly number[]): Promise<ReadonlyMap<number, Edge>> {
  const wanted = [
    ...new Set(
      bounds.flatMap((bound, i) => [...(i < bounds.length - 1 ? [bound] : []), ...(i > 0 ? [bound - 1] : [])]),
    ),
  ]
  const ids = wanted.filter((index) => index >= 0).map((index) => entryId(no, index))
  const rows = await db.all<Edge>(
    `SELECT id % ${ID_SPAN} AS "index", file, byte_offset AS "offset", byte_length AS "length", time_ms AS timeMs
     FROM entries WHERE id IN (SELECT value FROM json_each(?))`,
    [JSON.stringify(ids)],
  )
  return new Map(rows.map((row) => [row.index, row] as const))
}

/** Where each file begins among all the bytes of the log: the files in order of their first line. */
async function lineStarts(db: Reader, no: number): Promise<ReadonlyMap<number, number>> {
  const files = await db.all<{ no: number; rawBytes: number }>(
    `SELECT f.no, (
       SELECT e.byte_offset + e.byte_length FROM entries e WHERE e.id = f.evidence * ${ID_SPAN} + f.first_index + f.lines - 1
     ) AS rawBytes
     FROM evidence_files f WHERE f.evidence = ? AND f.lines > 0 ORDER BY f.first_index`,
    [no],
  )
  const starts = new Map<number, number>()
  let at = 0
  for (const file of files) {
    starts.set(file.no, at)
    at += file.rawBytes + 1 // the last line's LF
  }
  return starts
}

function positionOf(starts: ReadonlyMap<number, number>, edge: Edge): number {
  return (starts.get(edge.file) ?? 0) + edge.offset
}

/** One ordered walk over the index of `type`, cut at the bounds. */
async function countType(db: Reader, no: number, bounds: readonly number[], type: number): Promise<readonly number[]> {
  const spans = bounds.slice(1).map((to, i) => [entryId(no, bounds[i] ?? to), entryId(no, to)])
  const rows = await db.all<{ bin: number; count: number }>(
    `SELECT key AS bin, (
       SELECT COUNT(*) FROM entries WHERE type = ? AND id >= json_extract(value, '$[0]') AND id < json_extract(value, '$[1]')
     ) AS count FROM json_each(?)`,
    [type, JSON.stringify(spans)],
  )
  const counts = new Array<number>(Math.max(0, bounds.length - 1)).fill(0)
  for (const { bin, count } of rows) counts[bin] = count
  return counts
}
