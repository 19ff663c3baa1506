import type { workLogOperations } from '#contract/areas/worklog.ts'
import type { HandlersOf } from '#contract/contract.ts'
import { refusal } from '#contract/refusal.ts'
import { encodeBase64 } from '#core/bytes/base64.ts'
import { formatInstant } from '#core/instant.ts'
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
    'worklog.list': async ({ caseId, before, types, limit }) => {
      const { workLog } = await cases.get(caseId)
      const { entries, head, problem } = await (before === null ? workLog.check() : workLog.read())
      const undone = undoneEntries(entries)
      const matching = entries.filter(({ type }) => types.length === 0 || types.some((one) => one === type))
      const earlier = matching.filter(({ seq }) => before === null || seq < before)
      return ok({
        total: entries.length,
        matching: matching.length,
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
              undoneBy: undone.get(seq) ?? null,
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
    'worklog.export': async ({ caseId }) => {
      const theCase = await cases.get(caseId)
      const { entries, problem } = await theCase.workLog.check()
      const bytes = await theCase.workLog.bytes()
      // A broken log is handed out as it is, for somebody to look into; nothing more is written to it.
      if (!theCase.readOnly && problem === null && entries.length > 0) {
        const asOf = formatInstant(nowMs())
        const about = { log: '', what: 'work log entries', format: 'jsonl', filter: '', rows: entries.length, asOf }
        await theCase.workLog.append(nowMs(), [{ type: 'work.exported', ...about }])
      }
      return ok({ name: 'work-log-000000.jsonl', mediaType: 'application/jsonl', base64: encodeBase64(bytes) })
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
    case 'work.sample_drawn':
      return { req: null, text: `${event.drawn} of ${event.requests} requests drawn with seed ${event.seed}` }
    case 'work.sample_concluded':
      return { req: event.req, text: `${event.conclusion}${event.note && `: ${event.note}`} (sample ${event.sample})` }
    case 'work.undone':
      return { req: null, text: `entry ${event.seq} taken back${event.why && `: ${event.why}`}` }
  }
}
