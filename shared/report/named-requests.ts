/**
 * Requests that the words of a report name. One that is under a secrecy order in force, or whose notice the law still puts
 * off, may not be told of in a case study or anywhere else.
 */
import type { ReportDocument } from './document.ts'

export interface NamedRequest {
  readonly section: string
  readonly req: string
}

type Words = Pick<ReportDocument, 'sections' | 'footnotes'>

/** Ids are of any form: every word as it stands, without the marks around it. */
function wordsOf(text: string): readonly string[] {
  return text.split(/[\s"'“”„‘’()[\]{}<>,;!?`*|]+/u).map((word) => word.replace(/[.:]+$/, ''))
}

function texts({ sections, footnotes }: Words): readonly { readonly section: string; readonly text: string }[] {
  const notes = footnotes.map(({ table, text }) => ({ section: `footnote on ${table}`, text }))
  return [...sections.map(({ id, text }) => ({ section: id as string, text })), ...notes]
}

/** Everything in the words that may be the id of a request, none twice. */
export function possibleIds(document: Words): readonly string[] {
  return [...new Set(texts(document).flatMap(({ text }) => wordsOf(text)))].filter((word) => word.length > 1)
}

/** @param sealed ids of requests that may not be told of */
export function sealedNamed(document: Words, sealed: ReadonlySet<string>): readonly NamedRequest[] {
  if (sealed.size === 0) return []
  return texts(document).flatMap(({ section, text }) =>
    [...new Set(wordsOf(text))].filter((word) => sealed.has(word)).map((req) => ({ section, req })),
  )
}
