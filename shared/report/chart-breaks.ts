/**
 * Where figures over time stop meaning the same. Three things can do that, and the report itself knows all of them:
 * figures from before the log began stand beside figures from the log; the log begins inside a period; the period is
 * not over at the as-of time.
 *
 * Everything else that could (rules, thresholds, the list of countries) cannot: all periods of a report are counted from
 * the log anew, by the same rules, as of the same time.
 */
import { formatInstant, parseInstant } from '#core/instant.ts'
import { parsePeriod } from '#core/metrics/period.ts'
import type { ChartBreak } from './chart-model.ts'
import type { ReportDocument } from './document.ts'

const DAY_MS = 86_400_000
const day = (instant: string) => instant.slice(0, 10)

/** A sentence where the report's own period is not over; a report as of its last day is about all of it. */
export function partialNote({ period, asOf }: Pick<ReportDocument, 'period' | 'asOf'>): string | null {
  const [to, at] = [parseInstant(period.to), parseInstant(asOf)]
  if (to === null || at === null || at >= to - DAY_MS) return null
  return `${period.id.replace('-', ' ')} is not over: it has what was received up to ${day(asOf)}, the as-of time.`
}

/**
 * Breaks over periods.
 * @param periods ids of the log's own periods, oldest first
 * @param before how many categories of imported figures stand before them, which file they are from, and what it does not state
 */
export function breaksOver(
  document: Pick<ReportDocument, 'period' | 'asOf' | 'log'>,
  periods: readonly string[],
  before: { readonly count: number; readonly file: string; readonly notStated: readonly string[] },
): readonly ChartBreak[] {
  const label = (id: string | undefined) => id?.replace('-', ' ') ?? ''
  const breaks: ChartBreak[] = []
  if (before.count > 0) {
    breaks.push({
      at: before.count,
      label: 'from the log',
      why: `Figures before ${label(periods[0])} are from ${before.file}, from before the log began: they cannot be re-derived, and may count differently.${before.notStated.length > 0 ? ` They do not state: ${before.notStated.join(', ').toLowerCase()}.` : ''}`,
    })
  }
  const firstMs = parseInstant(document.log.firstEntryAt ?? '')
  if (firstMs !== null) {
    const began = periods.findIndex((id) => {
      const parsed = parsePeriod(id)
      return parsed.ok && parsed.value.fromMs < firstMs && firstMs < parsed.value.toMs
    })
    const since = formatInstant(firstMs).slice(0, 10)
    if (began >= 0) {
      breaks.push({
        at: before.count + began + 1,
        label: `log since ${since}`,
        why: `The log begins on ${since}: ${label(periods[began])} may lack what was received before that day.`,
      })
    }
  }
  const partial = partialNote(document)
  const last = periods.lastIndexOf(document.period.id)
  if (partial !== null && last >= 0) {
    breaks.push({ at: before.count + last, label: `up to ${day(document.asOf)}`, why: partial })
  }
  return breaks
}
