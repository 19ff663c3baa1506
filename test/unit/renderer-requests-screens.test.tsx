// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, test, vi } from 'vitest'
import type { Output } from '#contract/contract.ts'
import { err, ok } from '#core/result.ts'
import { instantOf } from '../../renderer/features/requests/AsOf.tsx'
import { readFilter } from '../../renderer/features/requests/list-place.ts'
import * as fixture from '../support/renderer/fixture.ts'
import { fillGaps, renderApp } from '../support/renderer/render-app.tsx'
import type { Stubs } from '../support/renderer/stub-call.ts'

fillGaps()
const CASE = `/case/${fixture.CASE_ID}`
const JOB = 'job_00000000000000c1'
const AS_OF = Date.UTC(2026, 5, 30, 23, 51)
const derivation: NonNullable<Output<'requests.state'>['derivation']> = {
  asOfMs: AS_OF,
  derivedAtMs: AS_OF,
  requests: 2,
  findings: 3,
  policyChanged: false,
}
const row: Output<'requests.list'>['rows'][number] = {
  req: 'req-a',
  duplicates: [],
  section: 'request',
  receivedAtMs: AS_OF - 86_400_000,
  origin: { code: 'DE', kind: 'state' },
  assistingCountry: null,
  authority: { id: 'A1', name: 'Amtsgericht Beispiel', unit: null, type: 'court' },
  instrument: 'search_warrant',
  instrumentLabel: null,
  temporal: 'stored',
  emergency: null,
  matter: null,
  reason: 'fraud',
  channel: 'official_portal',
  authenticity: 'verified',
  follows: null,
  outcome: 'rejected',
  overlays: [],
  notice: 'notified_after',
  noticeUntil: null,
  noticeComplete: true,
  challenge: null,
  latestReview: 'reject',
  rejectReasons: [],
  noDataReason: null,
  flags: { raised: 0, open: 0 },
  selectors: 1,
  accounts: 2,
  accountsDisclosed: null,
  dataRequested: [],
  dataApproved: null,
  dataDisclosed: [],
  bundles: 0,
  elapsedMs: { firstReview: null, decision: null, disclosure: null, notice: null },
  corrected: 0,
  findings: { count: 1, worst: 'high', rules: ['transition'] },
  tags: [],
}
const account = (shown: number, total: number) => ({ shown, total, filter: '', source: 'log' })
const facet = (...values: string[]) => values.map((value, i) => ({ value, count: i + 1 }))
const facets: Output<'requests.facets'> = {
  matching: 1,
  section: [],
  origin: facet('DE', 'FR'),
  authorityType: facet('court'),
  instrument: facet('search_warrant'),
  outcome: facet('rejected', 'pending'),
  notice: [],
  emergency: [],
  challenge: [],
  severity: [],
  rule: [],
  halfYear: facet('2025-H2'),
}
const derived: Stubs = {
  'requests.state': async () => ok({ derivation, runningJob: null, trouble: null }),
  'requests.list': async () => ok({ derivation, account: account(1, 2), matching: 1, rows: [row], nextCursor: null }),
  'requests.facets': async () => ok(facets),
  'worklog.tags': async () => ok({ tags: [] }),
}
const running: Output<'jobs.status'> = {
  jobId: JOB,
  kind: 'derive',
  state: 'running',
  phase: 'reading',
  bytesDone: 10,
  bytesTotal: 100,
  entriesDone: 5,
  startedAtMs: AS_OF,
  elapsedMs: 10,
  bytesPerSecond: 1,
  remainingMs: null,
  result: null,
  error: null,
}

describe('before the requests are there', () => {
  test('a log without rows is derived without a button, once, and can be stopped', async () => {
    let isRunning = false
    const derive = vi.fn(async () => {
      isRunning = true
      return ok({ jobId: JOB })
    })
    const cancel = vi.fn(async () => ok({ ...running, state: 'cancelled' as const }))
    renderApp(`${CASE}/requests`, {
      stubs: {
        ...derived,
        'requests.state': async () => ok({ derivation: null, runningJob: isRunning ? JOB : null, trouble: null }),
        'requests.derive': derive,
        'jobs.status': async () => ok(running),
        'jobs.cancel': cancel,
      },
    })
    expect(await screen.findByRole('progressbar', { name: 'Deriving requests' })).toBeTruthy()
    expect(derive).toHaveBeenCalledTimes(1)
    expect(derive).toHaveBeenCalledWith({
      caseId: fixture.CASE_ID,
      evidenceId: fixture.EVIDENCE_ID,
      asOf: null,
    })
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }))
    await waitFor(() => expect(cancel).toHaveBeenCalledWith({ jobId: JOB }))
  })

  test('what somebody cancelled waits until it is asked for', async () => {
    const derive = vi.fn(async () => ok({ jobId: JOB }))
    renderApp(`${CASE}/requests`, {
      stubs: {
        ...derived,
        'requests.state': async () =>
          ok({ derivation: null, runningJob: null, trouble: { state: 'cancelled', error: null } }),
        'requests.derive': derive,
      },
    })
    const button = await screen.findByRole('button', { name: 'Derive the requests' })
    expect(derive).not.toHaveBeenCalled()
    fireEvent.click(button)
    await waitFor(() => expect(derive).toHaveBeenCalledTimes(1))
  })

  test('why it failed is said, with what was expected and what came, and it is not tried again of itself', async () => {
    const derive = vi.fn(async () => ok({ jobId: JOB }))
    const error = { code: 'refused' as const, message: 'entries/000000.jsonl: cannot be read', expected: 'x', got: 'y' }
    renderApp(`${CASE}/findings`, {
      stubs: {
        ...derived,
        'requests.state': async () => ok({ derivation: null, runningJob: null, trouble: { state: 'failed', error } }),
        'requests.derive': derive,
      },
    })
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('entries/000000.jsonl: cannot be read')
    expect(alert.textContent).toContain('Nothing was written.')
    expect(derive).not.toHaveBeenCalled()
  })

  test('rows by older rules are shown, and said to be', async () => {
    renderApp(`${CASE}/requests`, {
      stubs: {
        ...derived,
        'requests.state': async () =>
          ok({ derivation: { ...derivation, policyChanged: true }, runningJob: null, trouble: null }),
      },
    })
    expect(await screen.findByText(/held to the rules of before/)).toBeTruthy()
    expect(await screen.findByText('Amtsgericht Beispiel')).toBeTruthy()
  })
})

describe('the list', () => {
  test('several values of a filter are chosen in its menu, stand on it, in the address and in what is asked', async () => {
    const list = vi.fn(derived['requests.list'] as NonNullable<Stubs['requests.list']>)
    renderApp(`${CASE}/requests`, { stubs: { ...derived, 'requests.list': list } })
    const summary = await screen.findByText('Country')
    const menu = summary.closest('details') as HTMLDetailsElement
    menu.open = true
    fireEvent(menu, new Event('toggle'))
    await within(menu).findByRole('checkbox', { name: /Germany/ })
    fireEvent.click(within(menu).getByRole('checkbox', { name: /Germany/ }))
    fireEvent.click(within(menu).getByRole('checkbox', { name: /France/ }))
    await waitFor(() => expect(list.mock.lastCall?.[0].filter).toEqual({ origin: ['DE', 'FR'] }))
    expect(menu.querySelector('summary')?.textContent).toContain('Germany, France')
    expect(decodeURIComponent(window.location.hash)).toContain('{"origin":["DE","FR"]}')
    fireEvent.keyDown(menu, { key: 'Escape' })
    expect(menu.open).toBe(false)
    fireEvent.click(screen.getByRole('button', { name: 'Take off the filter Country' }))
    await waitFor(() => expect(window.location.hash).not.toContain('filter'))
    expect(menu.querySelector('summary')?.textContent).toBe('Country')
  })

  test('a filter in the address is the filter, and what is none counts as none', () => {
    expect(readFilter('{"outcome":["rejected"]}')).toEqual({ outcome: ['rejected'] })
    for (const text of [null, '', '[1]', '3', '{"a"', 'null']) expect(readFilter(text)).toEqual({})
  })

  test('as of another time it is derived again as of then', async () => {
    const derive = vi.fn(async () => ok({ jobId: JOB }))
    renderApp(`${CASE}/requests`, { stubs: { ...derived, 'requests.derive': derive } })
    fireEvent.click(await screen.findByRole('button', { name: 'As of 2026-06-30 23:51 UTC' }))
    fireEvent.click(screen.getByRole('radio', { name: 'at another time' }))
    const time = screen.getByRole('textbox', { name: 'Day, or day and time, in UTC' })
    fireEvent.change(time, { target: { value: '2026-02-30' } })
    expect(screen.getByRole('button', { name: 'Derive as of then' }).hasAttribute('disabled')).toBe(true)
    fireEvent.change(time, { target: { value: '2026-02-28' } })
    fireEvent.click(screen.getByRole('button', { name: 'Derive as of then' }))
    await waitFor(() =>
      expect(derive).toHaveBeenCalledWith(expect.objectContaining({ asOf: '2026-02-28T23:59:59.999Z' })),
    )
  })

  test.each([
    ['2026-03-31', '2026-03-31T23:59:59.999Z'],
    ['2026-03-31 18:00', '2026-03-31T18:00:00.000Z'],
    ['2026-03-31T18:00:05.250Z', '2026-03-31T18:00:05.250Z'],
    [' 2026-03-31 18:00 UTC ', '2026-03-31T18:00:00.000Z'],
    ['2026-03-31 23:59', '2026-03-31T23:59:00.000Z'],
    ['31.3.2026', null],
    ['2026-13-01', null],
    ['', null],
  ])('%j is the time %j', (text, expected) => {
    expect(instantOf(text)).toBe(expected)
  })
})

describe('what is due', () => {
  const item: Output<'requests.due'>['items'][number] = {
    kind: 'answer',
    req: 'req-a',
    dueMs: AS_OF - 86_400_000 * 2 + 1,
    overdue: true,
    entries: [{ seq: 4, index: 4 }],
    rule: 'answered-in-time',
    about: { origin: row.origin, authority: row.authority, instrument: row.instrument, outcome: row.outcome },
  }
  const due: Stubs['requests.due'] = async ({ overdue }) =>
    ok({
      derivation,
      account: account(overdue === false ? 0 : 1, 1),
      counts: [{ kind: 'answer', count: 1, overdue: 1 }],
      items: overdue === false ? [] : [item],
      nextCursor: null,
    })

  test('by how much it is overdue, for whom, and the entry it follows from', async () => {
    renderApp(`${CASE}/due`, { stubs: { ...derived, 'requests.due': due } })
    const grid = await screen.findByRole('grid', { name: 'What is due' })
    for (const text of ['overdue by 2 days', 'Answer to the authority', 'req-a', 'DE'])
      expect(grid.textContent).toContain(text)
    expect(within(grid).getByRole('link', { name: 'req-a' }).getAttribute('href')).toBe(`#${CASE}/requests/req-a`)
  })

  test('nothing of a kind is said to be that, and not that nothing is due', async () => {
    renderApp(`${CASE}/due`, { stubs: { ...derived, 'requests.due': due } })
    fireEvent.click(await screen.findByRole('radio', { name: 'Coming 0' }))
    expect(await screen.findByText('Nothing of this kind is due')).toBeTruthy()
  })
})

describe('the work log', () => {
  const entry: Output<'worklog.list'>['entries'][number] = {
    seq: 1,
    timeMs: AS_OF,
    type: 'work.note_added',
    req: 'req-a',
    text: 'ask again',
    undoneBy: null,
    canUndo: true,
  }
  const list = (change: Partial<Output<'worklog.list'>>): Stubs => ({
    'worklog.list': async () =>
      ok({ total: 2, matching: 2, head: fixture.hashOf('head'), problem: null, entries: [entry], ...change }),
  })

  test('an entry is taken back by a new one, with why', async () => {
    const undo = vi.fn(async () => ok({ workLogSeqs: [2] }))
    renderApp(`${CASE}/worklog`, { stubs: { ...list({}), 'worklog.undo': undo } })
    expect(await screen.findByText(/^The chain holds: 2 entries/)).toBeTruthy()
    fireEvent.click(await screen.findByRole('button', { name: 'Take back entry 1' }))
    fireEvent.change(screen.getByRole('textbox', { name: 'Why' }), { target: { value: 'wrong one' } })
    fireEvent.click(screen.getByRole('button', { name: 'Take back' }))
    await waitFor(() => expect(undo).toHaveBeenCalledWith({ caseId: fixture.CASE_ID, seq: 1, why: 'wrong one' }))
  })

  test('where the chain is broken is said, with what was expected, and nothing can be taken back', async () => {
    const problem = { seq: 7, expected: 'seq 7, prev abc', got: 'seq 7, prev xyz' }
    renderApp(`${CASE}/worklog`, { stubs: list({ problem }) })
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('broken at entry 7')
    expect(alert.textContent).toContain('seq 7, prev xyz')
    expect(screen.queryByRole('button', { name: /^Take back/ })).toBeNull()
  })

  test('a case in which nothing was noted says what makes the first entry', async () => {
    renderApp(`${CASE}/worklog`, { stubs: list({ total: 0, matching: 0, entries: [] }) })
    expect(await screen.findByText('Nothing has been written yet')).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Save (JSON lines)' })).toBeNull()
  })
})

describe('an audit sample', () => {
  test('of another time is not shown as if it were of this one', async () => {
    const refused = err({ code: 'conflict' as const, message: 'this sample was drawn as of 2025-12-31' })
    renderApp(`${CASE}/audit/3`, { stubs: { ...derived, 'audit.sample': async () => refused } })
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('drawn as of 2025-12-31')
    expect(screen.getByRole('button', { name: /^As of/ })).toBeTruthy()
  })

  test('is drawn by number, seed and the columns chosen; no seed, no draw', async () => {
    const draw = vi.fn(async () => ok({ sampleSeq: 1, drawn: 5 }))
    renderApp(`${CASE}/audit`, {
      stubs: { ...derived, 'audit.samples': async () => ok({ samples: [] }), 'audit.draw': draw },
    })
    const button = await screen.findByRole('button', { name: 'Draw' })
    expect(button.hasAttribute('disabled')).toBe(true)
    fireEvent.change(screen.getByRole('textbox', { name: 'Seed' }), { target: { value: 's' } })
    fireEvent.change(screen.getByRole('textbox', { name: 'How many' }), { target: { value: '5' } })
    fireEvent.click(screen.getByRole('checkbox', { name: 'Country' }))
    fireEvent.click(button)
    await waitFor(() =>
      expect(draw).toHaveBeenCalledWith(expect.objectContaining({ n: 5, seed: 's', by: ['outcome'] })),
    )
  })
})

describe('the rules', () => {
  const policy: Output<'rules.policy'> = {
    text: '{"format":"x"}',
    isOwn: false,
    rules: [
      {
        rule: 'answered-in-time',
        severity: 'low',
        title: 'Answered in time',
        sentence: 'Every demand is decided in a stated time.',
        brokenWhen: 'more than answerDays',
        parameters: [
          { name: 'answerDays', value: '30' },
          { name: 'noticeDays', value: 'null' },
        ],
      },
    ],
  }
  const where = { caseId: fixture.CASE_ID }

  test('each with its parameters, and what nothing is promised about', async () => {
    renderApp(`${CASE}/rules`, { stubs: { 'rules.policy': async () => ok(policy) } })
    const table = await screen.findByRole('table', { name: 'Rules' })
    for (const text of ['Answered in time', 'answerDays 30', 'noticeDays nothing promised: not evaluated'])
      expect(table.textContent).toContain(text)
    expect(screen.getByRole('button', { name: 'Back to the defaults' }).hasAttribute('disabled')).toBe(true)
  })

  test('a policy that does not parse is refused with its place, and the text stays to be mended', async () => {
    const error = {
      code: 'refused' as const,
      message: 'rules.json: answerDays',
      place: { file: 'rules.json', field: 'parameters.answerDays' },
      expected: 'a whole number',
      got: '"x"',
    }
    const set = vi.fn(async () => err(error))
    renderApp(`${CASE}/rules`, { stubs: { 'rules.policy': async () => ok(policy), 'rules.set-policy': set } })
    const box = await screen.findByRole('textbox', { name: 'Policy file (JSON)' })
    expect(screen.getByRole('button', { name: 'Save' }).hasAttribute('disabled')).toBe(true)
    fireEvent.change(box, { target: { value: '{"x":1}' } })
    fireEvent.click(screen.getByRole('button', { name: 'Save' }))
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('parameters.answerDays')
    expect(alert.textContent).toContain('The rules are as they were.')
    expect(set).toHaveBeenCalledWith({ ...where, text: '{"x":1}' })
    expect((box as HTMLTextAreaElement).value).toBe('{"x":1}')
  })
})
