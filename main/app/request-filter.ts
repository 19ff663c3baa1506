/** The filter of a list as the store takes it, and in words. */
import { refusal } from '#contract/refusal.ts'
import type { RequestFilter } from '#contract/requests-view.ts'
import { formatInstant } from '#core/instant.ts'
import type { MarkedPlaces } from '#core/metrics/rows-behind.ts'
import { parseSearch, type SearchQuery } from '#core/requests/search-query.ts'
import { figureInWords } from '#report/figure-words.ts'
import { refusedInput } from './answer.ts'
import { FACET_COLUMNS, type PageEnd, type RequestQuery } from './ports/requests.ts'

/**
 * @param reqs ids of requests with a tag asked for; null: none was asked for
 * @param places where those behind the figure asked for stand; null: none was asked for
 */
export function queryOf(
  filter: RequestFilter,
  reqs: readonly string[] | null,
  places: MarkedPlaces | null,
): RequestQuery {
  const { fromMs, toMs, overlay = [], requested = [], disclosed = [], rule = [], text = '' } = filter
  const values = Object.fromEntries(FACET_COLUMNS.map((column) => [column, filter[column] ?? []]))
  return { fromMs, toMs, values, overlay, requested, disclosed, rule, reqs, places, text: searchOf(text) }
}

function searchOf(text: string): SearchQuery | null {
  const parsed = parseSearch(text)
  if (!parsed.ok)
    throw refusal({
      ...refusedInput(parsed.error),
      message: `the search cannot be read: expected ${parsed.error.expected}`,
    })
  return parsed.value
}

/** "received from 2025-01-01T00:00:00.000Z; origin: DE, FR; text: fraud"; '' for none. */
export function filterInWords(filter: RequestFilter): string {
  const { fromMs, toMs, text, behind, ...lists } = filter
  const parts = [
    behind === undefined ? '' : `behind: ${figureInWords(behind)}`,
    fromMs === undefined ? '' : `received from ${formatInstant(fromMs)}`,
    toMs === undefined ? '' : `received before ${formatInstant(toMs)}`,
    ...Object.entries(lists).map(([name, values]) => {
      return values === undefined || values.length === 0
        ? ''
        : `${name}: ${values.map((value) => value || '(none)').join(', ')}`
    }),
    text === undefined || text.trim() === '' ? '' : `text: ${text.trim()}`,
  ]
  return parts.filter((part) => part !== '').join('; ')
}

/** Where a page ended, as the opaque text that the next page is asked with. */
export const cursorOf = (end: PageEnd | null): string | null =>
  end === null ? null : JSON.stringify([end.key, end.id])

export function pageEndOf(cursor: string | null): PageEnd | null {
  if (cursor === null) return null
  const parts = parsed(cursor)
  const [key, id] = Array.isArray(parts) && parts.length === 2 ? parts : []
  const isKey = key === null || typeof key === 'string' || Number.isSafeInteger(key)
  if (!isKey || !Number.isSafeInteger(id))
    throw refusal({ code: 'bad_request', message: 'cursor: not one that a page gave' })
  return { key, id }
}

/** For lists in the order of their ids. */
export const idCursorOf = (id: number | null): string | null => (id === null ? null : String(id))
export function idOf(cursor: string | null): number | null {
  if (cursor === null) return null
  if (!/^\d{1,16}$/.test(cursor)) throw refusal({ code: 'bad_request', message: 'cursor: not one that a page gave' })
  return Number(cursor)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
