import type { RequestRow } from './request-row.ts'
import { SEARCH_FIELDS, type SearchField, type SearchQuery, tokensOf } from './search-query.ts'

/** What is searched of a request, by field. */
export function searchedFields(row: RequestRow): Readonly<Record<SearchField, string>> {
  const { authority, matter } = row
  const words = (...parts: readonly (string | null)[]): string => parts.filter((part) => part !== null).join('\n')
  return {
    id: words(row.req, ...row.duplicates, row.follows, matter),
    reason: words(row.reason),
    authority: words(authority.name, authority.unit, authority.id),
    label: words(row.instrumentLabel, row.instrument, row.origin.code, row.assistingCountry),
  }
}

export function matchesSearch(fields: Readonly<Record<SearchField, string>>, query: SearchQuery): boolean {
  switch (query.kind) {
    case 'and':
      return query.parts.every((part) => matchesSearch(fields, part))
    case 'or':
      return query.parts.some((part) => matchesSearch(fields, part))
    case 'not':
      return !matchesSearch(fields, query.part)
    case 'words': {
      const { field, tokens, prefix } = query
      return (field === null ? SEARCH_FIELDS : [field]).some((name) =>
        hasTokens(tokensOf(fields[name]), tokens, prefix),
      )
    }
  }
}

function hasTokens(text: readonly string[], wanted: readonly string[], prefix: boolean): boolean {
  return text.some((_, start) =>
    wanted.every((token, at) => {
      const found = text[start + at]
      return prefix && at === wanted.length - 1 ? found?.startsWith(token) : found === token
    }),
  )
}
