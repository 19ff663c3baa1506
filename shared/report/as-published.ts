/**
 * What a report hides beyond its small numbers is a choice: other publications may ask for more, and for other cells. To
 * verify a report is to recompute it with the choice it made, and to say where a report on its own would have shown more.
 */
import type { SolveLp } from '#core/capabilities.ts'
import { type LeakInput, type LeakResult, leakCheck } from '#core/metrics/leak-check.ts'
import type { Period } from '#core/metrics/period.ts'
import { type BuiltTables, printed } from '#core/metrics/report-tables.ts'
import type { ReportDocument } from './document.ts'
import { knownTables } from './known.ts'
import type { CellDifference } from './verify-report.ts'

/** The same counts printed with the hidden cells of `published`; small numbers stay hidden, exact ones shown. */
export function asPublished(published: ReportDocument, built: BuiltTables, period: Period): BuiltTables {
  const wanted = new Set<string>()
  for (const { counts } of knownTables(published, 'published')) {
    for (const cells of counts.values())
      for (const { key, value } of cells.values()) if (value === null) wanted.add(key)
  }
  const keys = new Set(built.hidden.primary)
  for (const { counts } of built.all) {
    for (const cells of counts.values()) {
      for (const { key, isExact } of cells.values()) if (!isExact && wanted.has(key)) keys.add(key)
    }
  }
  const secondary = new Set([...keys].filter((key) => !built.hidden.primary.has(key)))
  const hidden = { ...built.hidden, keys, secondary }
  return { ...built, hidden, tables: printed(built, period, { hidden: keys, threshold: published.threshold }) }
}

/** Does `published` show what a report on its own would have hidden? Then it has to be asked whether that gives a small number away. */
export function showsMore(published: ReportDocument, { hidden }: BuiltTables): boolean {
  return knownTables(published, 'published').some(({ counts }) =>
    [...counts.values()].some((cells) =>
      [...cells.values()].some(({ key, value }) => value !== null && hidden.keys.has(key)),
    ),
  )
}

export function revealInput(
  published: ReportDocument,
  { hidden }: BuiltTables,
): Omit<LeakInput, 'solveLp' | 'shouldStop'> {
  return {
    tables: knownTables(published, 'published'),
    primary: hidden.primary,
    floor: hidden.floor,
    threshold: published.threshold,
  }
}

/** Small numbers that can be worked out from what `published` shows. */
export function revealed({ leaks }: LeakResult, { hidden }: BuiltTables): readonly CellDifference[] {
  return leaks
    .filter(({ key, min, max }) => hidden.primary.has(key) && min === max)
    .map(({ key, min, derivation }) => ({
      table: '(small numbers)',
      row: key,
      column: '',
      published: 'hidden, but it follows from what is shown',
      computed: `${min}: ${derivation.join('; ')}`,
      entries: null,
    }))
}

export function checkRevealed(
  published: ReportDocument,
  built: BuiltTables,
  solveLp: SolveLp,
  shouldStop?: () => boolean,
): readonly CellDifference[] {
  if (!showsMore(published, built)) return []
  return revealed(
    leakCheck({ ...revealInput(published, built), solveLp, ...(shouldStop ? { shouldStop } : {}) }),
    built,
  )
}
