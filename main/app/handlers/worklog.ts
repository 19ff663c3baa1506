import type { workLogOperations } from '#contract/areas/worklog.ts'
import type { HandlersOf } from '#contract/contract.ts'
import { refusal } from '#contract/refusal.ts'
import { err, ok } from '#core/result.ts'
import type { WorkEvent } from '#core/work-log/work-event.ts'
import type { WorkEntry } from '#core/work-log/work-line.ts'
import { undoneEntries } from '#core/work-log/work-state.ts'
import { notFound } from '../answer.ts'
import type { Deps } from '../deps.ts'
import type { OpenCase } from '../ports/case.ts'
import { logOf, workOf } from '../work.ts'
import { type Target, targetOf } from './requests.ts'

export function workLogHandlers(deps: Deps): HandlersOf<typeof workLogOperations> {
  const { cases, nowMs } = deps

  async function write(theCase: OpenCase, events: readonly WorkEvent[]) {
    return ok({ workLogSeqs: [...(await theCase.workLog.append(nowMs(), events))] })
  }

  /** Its own id, where a duplicate was named. */
  async function requestsOf(where: Target, reqs: readonly string[]) {
    const { theCase, evidence } = await targetOf(deps, where)
    const own: string[] = []
    for (const req of reqs) {
      const stored = await theCase.requests.byReq(evidence.no, req)
      if (stored === null) throw refusal(notFound('request'))
      own.push(stored.row.req)
    }
    return { theCase, log: logOf(evidence), own: [...new Set(own)] }
  }

  return {
    'worklog.list': async ({ caseId, before, limit }) => {
      const { entries, head, problem } = await (await cases.get(caseId)).workLog.read()
      const undone = undoneEntries(entries)
      const earlier = entries.filter(({ seq }) => before === null || seq < before)
      return ok({
        total: entries.length,
        head,
        problem,
        entries: earlier
          .slice(-limit)
          .reverse()
          .map((entry) => {
            const { seq, timeMs, type } = entry
            const { req, text } = inWords(entry)
            return {
              seq,
              timeMs,
              type,
              req,
              text,
              undone: undone.has(seq),
              canUndo: canUndo(entry) && !undone.has(seq),
            }
          }),
      })
    },
    'worklog.add-note': async ({ req, text, ...where }) => {
      const { theCase, log, own } = await requestsOf(where, [req])
      return write(
        theCase,
        own.map((one) => ({ type: 'work.note_added', log, req: one, text })),
      )
    },
    'worklog.tag': async ({ reqs, tag, on, ...where }) => {
      const { theCase, log, own } = await requestsOf(where, reqs)
      const { evidence } = await targetOf(deps, where)
      const { tags } = await workOf(theCase, evidence)
      const changing = own.filter((req) => (tags.get(req) ?? []).includes(tag) !== on)
      const type = on ? 'work.tag_added' : 'work.tag_removed'
      return changing.length === 0
        ? ok({ workLogSeqs: [] })
        : write(
            theCase,
            changing.map((req) => ({ type, log, req, tag })),
          )
    },
    'worklog.tags': async (where) => {
      const { theCase, evidence } = await targetOf(deps, where)
      const counts = new Map<string, number>()
      for (const own of (await workOf(theCase, evidence)).tags.values()) {
        for (const tag of own) counts.set(tag, (counts.get(tag) ?? 0) + 1)
      }
      return ok({ tags: [...counts].map(([tag, count]) => ({ tag, count })).sort((a, b) => (a.tag < b.tag ? -1 : 1)) })
    },
    'worklog.acknowledge': async ({ findingIds, note, ...where }) => {
      const { theCase, evidence } = await targetOf(deps, where)
      const found = await theCase.requests.findingsByKey(evidence.no, findingIds)
      const missing = findingIds.find((id) => !found.some(({ key }) => key === id))
      if (missing !== undefined) return err(notFound(`finding ${missing}`))
      const log = logOf(evidence)
      return write(
        theCase,
        found.map(({ key: finding, rule, req, entries }) => {
          return {
            type: 'work.finding_acknowledged',
            log,
            finding,
            rule,
            req,
            entries: entries.map(({ seq }) => seq),
            note,
          }
        }),
      )
    },
    'worklog.undo': async ({ caseId, seq, why }) => {
      const theCase = await cases.get(caseId)
      const { entries } = await theCase.workLog.read()
      const entry = entries[seq]
      if (entry === undefined || !canUndo(entry)) return err(notFound('entry that can be taken back'))
      if (undoneEntries(entries).has(seq)) {
        return err({ code: 'conflict', message: `entry ${seq} has been taken back already` })
      }
      return write(theCase, [{ type: 'work.undone', seq, why }])
    },
  }
}

/** What left the case cannot be taken back. */
const canUndo = ({ event }: WorkEntry): boolean => event !== null && event.type !== 'work.exported'

function inWords({ event, type }: WorkEntry): { readonly req: string | null; readonly text: string } {
  if (event === null) return { req: null, text: type === 'log.opened' ? 'opened' : `not understood: ${type}` }
  switch (event.type) {
    case 'work.note_added':
      return { req: event.req, text: event.text }
    case 'work.tag_added':
    case 'work.tag_removed':
      return { req: event.req, text: event.tag }
    case 'work.finding_acknowledged':
      return { req: event.req, text: `${event.rule}: ${event.note}` }
    case 'work.exported':
      if (event.what === 'matter') {
        const about = event.rows === 1 ? 'a request' : `${event.rows} requests`
        return { req: null, text: `matter of ${about} as ${event.format}, as of ${event.asOf}; ${event.filter}` }
      }
      return {
        req: null,
        text: `${event.rows} ${event.what} as ${event.format}, as of ${event.asOf}${event.filter && `; ${event.filter}`}`,
      }
    case 'work.undone':
      return { req: null, text: `entry ${event.seq} taken back${event.why && `: ${event.why}`}` }
  }
}
