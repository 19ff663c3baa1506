import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { WorkEvent } from '#core/work-log/work-event.ts'
import { EMPTY_LINK, openingLine, readWorkLines, type WorkLine, workLine } from '#core/work-log/work-line.ts'
import { undoneEntries, workState } from '#core/work-log/work-state.ts'

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()
const LOG = 'log.example'
const NOW = Date.UTC(2026, 0, 1)

function written(events: readonly WorkEvent[]): readonly WorkLine[] {
  const lines = [openingLine('work', NOW, hash)]
  for (const event of events)
    lines.push(workLine('work', lines.at(-1)?.link ?? EMPTY_LINK, NOW + lines.length, event, hash))
  return lines
}
const bytesOf = (lines: readonly WorkLine[]): Uint8Array => Buffer.concat(lines.map(({ stored }) => stored))
const note = (req: string, text: string): WorkEvent => ({ type: 'work.note_added', log: LOG, req, text })
const tag = (req: string, on = true): WorkEvent => ({
  type: on ? 'work.tag_added' : 'work.tag_removed',
  log: LOG,
  req,
  tag: 'urgent',
})
const undo = (seq: number): WorkEvent => ({ type: 'work.undone', seq, why: '' })
const stateOf = (events: readonly WorkEvent[], log = LOG) =>
  workState(
    written(events).map(({ entry }) => entry),
    log,
  )

describe('lines', () => {
  const all: readonly WorkEvent[] = [
    note('request-a', 'naïve “text”\nin two lines'),
    tag('request-a'),
    tag('request-a', false),
    {
      type: 'work.finding_acknowledged',
      log: LOG,
      finding: 'fnd_1',
      rule: 'aes-256-only',
      req: null,
      entries: [1, 2],
      note: 'seen',
    },
    {
      type: 'work.exported',
      log: LOG,
      what: 'requests',
      format: 'csv',
      filter: '',
      rows: 3,
      asOf: '2026-01-01T00:00:00.000Z',
    },
    undo(1),
  ]

  test('each is canonical JSON with the RFC 6962 leaf hash of the line before', () => {
    let prev = Buffer.alloc(32).toString('base64')
    for (const [seq, { stored }] of written(all).entries()) {
      const line = Buffer.from(stored.subarray(0, -1))
      const value = JSON.parse(line.toString())
      expect([value.v, value.seq, value.prev, value.log]).toEqual([1, seq, prev, 'work'])
      expect(Object.keys(value)).toEqual(Object.keys(value).sort())
      expect(stored.at(-1)).toBe(0x0a)
      prev = createHash('sha256')
        .update(Buffer.concat([Buffer.of(0), line]))
        .digest('base64')
    }
  })

  test('are read back as they were written, in one go or in two', () => {
    const lines = written(all)
    const bytes = bytesOf(lines)
    const whole = readWorkLines(bytes, EMPTY_LINK, hash)
    expect(whole).toEqual({
      entries: lines.map(({ entry }) => entry),
      link: lines.at(-1)?.link,
      bytes: bytes.length,
      problem: null,
    })
    const first = readWorkLines(bytes.subarray(0, 700), EMPTY_LINK, hash)
    const second = readWorkLines(bytes.subarray(first.bytes), first.link, hash)
    expect([...first.entries, ...second.entries]).toEqual(whole.entries)
    expect(second.link).toEqual(whole.link)
  })

  test('any changed byte of an earlier line breaks the chain, at that line or the next', () => {
    const lines = written(all)
    const bytes = bytesOf(lines)
    const lastAt = bytes.length - (lines.at(-1)?.stored.length ?? 0)
    for (let at = 0; at < lastAt; at++) {
      const changed = Uint8Array.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(readWorkLines(changed, EMPTY_LINK, hash).problem, `byte ${at}`).not.toBeNull()
    }
  })

  test('a last line that claims another place breaks the chain', () => {
    const text = Buffer.from(bytesOf(written(all)))
      .toString()
      .replace('"seq":6', '"seq":9')
    expect(readWorkLines(Buffer.from(text), EMPTY_LINK, hash).problem).toMatchObject({ seq: 6 })
  })

  test('what follows the last line feed is not read', () => {
    const bytes = bytesOf(written(all))
    const torn = Buffer.concat([bytes, Buffer.from('{"v":1,"seq":7,"pre')])
    expect(readWorkLines(torn, EMPTY_LINK, hash)).toEqual(readWorkLines(bytes, EMPTY_LINK, hash))
  })

  test('time never runs backwards, whatever the clock says', () => {
    const opened = openingLine('work', NOW, hash)
    expect(workLine('work', opened.link, NOW - 5000, undo(0), hash).entry.timeMs).toBe(NOW)
  })

  test('garbage is never an event, and never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.json(), fc.string())), (texts) => {
        const { entries } = readWorkLines(
          Buffer.from(texts.map((text) => `${text.replaceAll('\n', ' ')}\n`).join('')),
          EMPTY_LINK,
          hash,
        )
        expect(entries.every(({ event }) => event === null)).toBe(true)
      }),
    )
  })
})

describe('what stands', () => {
  test('notes in order, tags as last set, acknowledgements by finding', () => {
    const state = stateOf([note('a', 'one'), note('b', 'x'), note('a', 'two'), tag('a'), tag('b'), tag('b', false)])
    expect(state.notes.get('a')?.map(({ text }) => text)).toEqual(['one', 'two'])
    expect([...state.tags]).toEqual([['a', ['urgent']]])
  })

  test('work on another log is another matter', () => {
    expect(stateOf([note('a', 'one')], 'other.example').notes.size).toBe(0)
  })

  test('an undoing takes back, and can be taken back, any number of times', () => {
    const events: WorkEvent[] = [note('a', 'one')]
    for (let times = 1; times <= 5; times++) {
      events.push(undo(times))
      expect(stateOf(events).notes.size).toBe(times % 2 === 1 ? 0 : 1)
    }
  })

  test('a tag that was taken off by mistake is back when that is taken back', () => {
    expect(stateOf([tag('a'), tag('a', false), undo(2)]).tags.get('a')).toEqual(['urgent'])
  })

  test('nothing undoes what comes after it', () => {
    expect(undoneEntries(written([undo(2), note('a', 'one')]).map(({ entry }) => entry)).size).toBe(0)
  })
})
