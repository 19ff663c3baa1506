/**
 * What people type into the search box. Words match from their beginning, all of them in any order;
 * `"a phrase"` matches exactly; `OR`, `NOT` (or a leading `-`) and parentheses combine; `reason:`, `authority:`,
 * `label:` and `id:` look in one field. One meaning for every list: rows in memory and the index of a case are
 * both asked by this parsed form, so that no text of a user reaches the query language of a database.
 */
import { type InputError, quote } from '../input-error.ts'
import { err, ok, type Result } from '../result.ts'

export const SEARCH_FIELDS = ['id', 'reason', 'authority', 'label'] as const
export type SearchField = (typeof SEARCH_FIELDS)[number]

export type SearchQuery =
  | {
      readonly kind: 'words'
      readonly field: SearchField | null
      /** In this order, next to each other. */
      readonly tokens: readonly string[]
      /** The last token may go on. */
      readonly prefix: boolean
    }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly SearchQuery[] }
  | { readonly kind: 'not'; readonly part: SearchQuery }

const MAX_LENGTH = 1000
const MAX_DEPTH = 20

/** Letters, digits and private use, as FTS5's unicode61 takes them (with `remove_diacritics 0`). */
export function tokensOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\p{M}]*/gu) ?? []
}

type Token = { readonly text: string; readonly quoted: boolean; readonly field: SearchField | null }

/** Null: nothing to look for. */
export function parseSearch(text: string): Result<SearchQuery | null, InputError> {
  const place = { file: 'search' }
  if (text.length > MAX_LENGTH) {
    return err({ code: 'too_large', place, expected: `at most ${MAX_LENGTH} characters`, got: `${text.length}` })
  }
  const tokens = lex(text)
  if (tokens === null) return err({ code: 'bad_option', place, expected: 'a closing "', got: quote(text) })
  const reader: Reader = { tokens, at: 0, depth: 0, problem: null }
  const query = readOr(reader)
  const left = reader.tokens[reader.at]
  const problem = reader.problem ?? (left === undefined ? null : `no ${left.text} here`)
  return problem === null ? ok(query) : err({ code: 'bad_option', place, expected: problem, got: quote(text) })
}

/** Null: an open quotation mark. */
function lex(text: string): readonly Token[] | null {
  const tokens: Token[] = []
  const pattern = /\s+|([()])|(-)?(?:(id|reason|authority|label):)?(?:"([^"]*)("?)|([^\s()"]+))/giy
  for (const match of text.matchAll(pattern)) {
    const [, bracket, minus, field, phrase, closed, word] = match
    if (bracket !== undefined) tokens.push({ text: bracket, quoted: false, field: null })
    if (phrase === undefined && word === undefined) continue
    if (phrase !== undefined && closed === '') return null
    if (minus !== undefined) tokens.push({ text: 'NOT', quoted: false, field: null })
    const named = SEARCH_FIELDS.find((name) => name === field?.toLowerCase()) ?? null
    tokens.push({ text: phrase ?? word ?? '', quoted: phrase !== undefined, field: named })
  }
  return tokens
}

interface Reader {
  readonly tokens: readonly Token[]
  at: number
  depth: number
  problem: string | null
}

function isOperator(token: Token | undefined, text: string): boolean {
  return token !== undefined && !token.quoted && token.field === null && token.text === text
}

function readOr(reader: Reader): SearchQuery | null {
  const parts: SearchQuery[] = []
  do {
    const part = readAnd(reader)
    if (part !== null) parts.push(part)
  } while (isOperator(reader.tokens[reader.at], 'OR') && reader.at++ >= 0)
  return join('or', parts)
}

function readAnd(reader: Reader): SearchQuery | null {
  const parts: SearchQuery[] = []
  for (;;) {
    const token = reader.tokens[reader.at]
    if (token === undefined || reader.problem !== null) break
    if (isOperator(token, 'OR') || isOperator(token, ')')) break
    reader.at += 1
    if (isOperator(token, 'AND')) continue
    const part = readOne(reader, token)
    if (part !== null) parts.push(part)
  }
  return join('and', parts)
}

function readOne(reader: Reader, token: Token): SearchQuery | null {
  if (isOperator(token, 'NOT')) {
    const next = reader.tokens[reader.at]
    if (next === undefined || isOperator(next, 'OR') || isOperator(next, ')')) {
      reader.problem = 'a word after NOT'
      return null
    }
    reader.at += 1
    const part = readNested(reader, () => readOne(reader, next))
    return part === null ? null : { kind: 'not', part }
  }
  if (isOperator(token, '(')) {
    const part = readNested(reader, () => readOr(reader))
    if (isOperator(reader.tokens[reader.at], ')')) reader.at += 1
    else reader.problem ??= 'a closing )'
    return part
  }
  const prefix = !token.quoted
  const tokens = tokensOf(token.text)
  return tokens.length === 0 ? null : { kind: 'words', field: token.field, tokens, prefix }
}

function readNested(reader: Reader, read: () => SearchQuery | null): SearchQuery | null {
  reader.depth += 1
  if (reader.depth > MAX_DEPTH) reader.problem ??= `at most ${MAX_DEPTH} nested parts`
  const part = reader.problem === null ? read() : null
  reader.depth -= 1
  return part
}

function join(kind: 'and' | 'or', parts: readonly SearchQuery[]): SearchQuery | null {
  const [only, ...rest] = parts
  if (only === undefined) return null
  return rest.length === 0 ? only : { kind, parts }
}
