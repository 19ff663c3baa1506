/**
 * Reads members of an event's `data`. Absent is `null` and stays distinct from every value; a value that its
 * enumeration does not list becomes `other` and is reported with its place, never silently accepted.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../formats/json-value.ts'
import { parseInstant } from '../instant.ts'
import type { Listed } from './enumerations.ts'
import { describe } from './log-entry.ts'

/** A value in an entry that we do not understand. */
export interface NotUnderstood {
  /** RFC 6901 pointer into `data`. */
  readonly field: string
  readonly got: string
}

export interface DataReader {
  readonly data: JsonObject
  /** Pointer of `data` itself: '' at the top. */
  readonly path: string
  /** Shared by all readers of one entry. */
  readonly notUnderstood: NotUnderstood[]
}

/** An enumeration prepared for looking up: gives back its own string, so that rows share it. */
export type Enumeration<T extends string> = ReadonlyMap<string, T>
export function enumeration<T extends string>(values: readonly T[]): Enumeration<T> {
  return new Map(values.map((value) => [value, value]))
}

const EMPTY: JsonObject = {}

function missing(value: JsonValue | undefined): value is null | undefined {
  return value === undefined || value === null
}

function report(reader: DataReader, name: string, value: JsonValue): void {
  const escaped = name.replaceAll('~', '~0').replaceAll('/', '~1')
  reader.notUnderstood.push({ field: `${reader.path}/${escaped}`, got: describe(value) })
}

export function readChoice<T extends string>(
  reader: DataReader,
  name: string,
  values: Enumeration<T>,
): Listed<T> | null {
  const value = reader.data[name]
  if (missing(value)) return null
  const known = typeof value === 'string' ? values.get(value) : undefined
  if (known !== undefined) return known
  report(reader, name, value)
  return 'other'
}

/**
 * A list of enumerated values. Values that are not listed keep their own text, so that two different unknown values
 * stay different when lists are compared; `listed` turns them into `other` for showing and counting.
 */
export function readChoices<T extends string>(
  reader: DataReader,
  name: string,
  values: Enumeration<T>,
): readonly string[] | null {
  const value = reader.data[name]
  if (!Array.isArray(value)) {
    if (!missing(value)) report(reader, name, value)
    return null
  }
  return value.map((item: JsonValue, at: number) => {
    const known = typeof item === 'string' ? values.get(item) : undefined
    if (known !== undefined) return known
    report({ ...reader, path: `${reader.path}/${name}` }, String(at), item)
    return typeof item === 'string' ? item : 'other'
  })
}

/** The values for showing: each once, unlisted ones as `other`, in the order they came. */
export function listed<T extends string>(items: readonly string[], values: Enumeration<T>): readonly Listed<T>[] {
  return [...new Set(items.map((item): Listed<T> => values.get(item) ?? 'other'))]
}

/** An integer >= 0; anything else is unknown. */
export function readCount(reader: DataReader, name: string): number | null {
  const value = reader.data[name]
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
}

export function readText(reader: DataReader, name: string): string | null {
  const value = reader.data[name]
  return typeof value === 'string' && value !== '' ? value : null
}

export function readFlag(reader: DataReader, name: string): boolean | null {
  const value = reader.data[name]
  return typeof value === 'boolean' ? value : null
}

export function readInstant(reader: DataReader, name: string): number | null {
  const value = reader.data[name]
  return typeof value === 'string' ? parseInstant(value) : null
}

/** The end of a secrecy order or deferral: `null` in the log says indefinite; absent or unreadable is unknown. */
export type Until = number | 'indefinite' | 'unknown'
export function readUntil(reader: DataReader, name: string): Until {
  const value = reader.data[name]
  if (value === null) return 'indefinite'
  return readInstant(reader, name) ?? 'unknown'
}

/** A stretch of time; a missing end is unknown. */
export interface Period {
  readonly fromMs: number | null
  readonly toMs: number | null
}
export function readPeriod(reader: DataReader, name: string): Period {
  const period = readChild(reader, name)
  return { fromMs: readInstant(period, 'from'), toMs: readInstant(period, 'to') }
}

/** A member that is an object; an empty one where it is absent or something else. */
export function readChild(reader: DataReader, name: string): DataReader {
  const value = reader.data[name]
  const { path, notUnderstood } = reader
  return { data: isJsonObject(value) ? value : EMPTY, path: `${path}/${name}`, notUnderstood }
}
