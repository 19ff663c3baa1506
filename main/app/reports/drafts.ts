/**
 * Definitions of reports, kept in the case: what is being worked on, and a version for every build. They survive the
 * program; published reports carry their own words and need none of this.
 */
import type { DefinitionInput, SavedDefinition } from '#contract/areas/reports.ts'
import { refusal } from '#contract/refusal.ts'
import { decodeUtf8, encodeUtf8 } from '#core/bytes/utf8.ts'
import type { Deps } from '../deps.ts'
import type { OpenCase } from '../ports/case.ts'
import { definitionFrom } from './build-report.ts'

/** The one being worked on; versions have numbers from 1. */
export const CURRENT = 0
/** Beyond it a case says so; nobody builds so many reports by hand. */
const MAX_VERSIONS = 9999

type Saved = Readonly<SavedDefinition>
type Shelf = Pick<Deps, 'reports' | 'nowMs'>

async function read({ reports }: Shelf, theCase: OpenCase, number: number): Promise<Saved | null> {
  const bytes = await reports.shelf.readDraft(theCase.folder, number)
  const text = bytes && decodeUtf8(bytes)
  if (text === null) return null
  try {
    const saved = JSON.parse(text) as Saved
    // A file that was changed by hand is checked like any other input.
    return definitionFrom(saved.definition).ok ? saved : null
  } catch {
    return null
  }
}

const textOf = (saved: Saved) => encodeUtf8(`${JSON.stringify(saved, null, 2)}\n`)

export interface Drafts {
  /** As it was left: the current one, else the newest version. */
  readonly current: Saved | null
  /** Newest first. */
  readonly versions: readonly {
    readonly number: number
    readonly savedAtMs: number
    readonly period: string
    readonly title: string
  }[]
}

/** So many versions are listed. */
const LISTED = 50

export async function draftsOf(shelf: Shelf, theCase: OpenCase): Promise<Drafts> {
  const numbers = (await shelf.reports.shelf.drafts(theCase.folder)).filter((number) => number !== CURRENT)
  const versions = []
  for (const number of numbers.slice(-LISTED).reverse()) {
    const saved = await read(shelf, theCase, number)
    if (saved)
      versions.push({
        number,
        savedAtMs: saved.savedAtMs,
        period: saved.definition.period,
        title: saved.definition.title,
      })
  }
  const newest = versions[0]
  const current = await read(shelf, theCase, CURRENT)
  return { current: current ?? (newest ? await read(shelf, theCase, newest.number) : null), versions }
}

export async function definitionVersion(shelf: Shelf, theCase: OpenCase, number: number): Promise<Saved | null> {
  return read(shelf, theCase, number)
}

/** What is being worked on; replaces what was there. Nothing is kept in a read-only case. */
export async function keepCurrent(shelf: Shelf, theCase: OpenCase, definition: DefinitionInput): Promise<void> {
  if (theCase.readOnly) return
  const saved = { number: CURRENT, savedAtMs: shelf.nowMs(), definition }
  await shelf.reports.shelf.keepDraft(theCase.folder, CURRENT, textOf(saved))
}

/** A version, unless the newest is the same. */
export async function keepVersion(shelf: Shelf, theCase: OpenCase, definition: DefinitionInput): Promise<void> {
  if (theCase.readOnly) return
  const numbers = await shelf.reports.shelf.drafts(theCase.folder)
  const last = numbers.at(-1) ?? CURRENT
  const newest = last === CURRENT ? null : await read(shelf, theCase, last)
  if (newest && JSON.stringify(newest.definition) === JSON.stringify(definition)) return
  if (last >= MAX_VERSIONS) {
    throw refusal({
      code: 'conflict',
      message: `this case keeps ${MAX_VERSIONS} versions of report definitions, no more`,
    })
  }
  const saved = { number: last + 1, savedAtMs: shelf.nowMs(), definition }
  await shelf.reports.shelf.keepDraft(theCase.folder, last + 1, textOf(saved))
}
