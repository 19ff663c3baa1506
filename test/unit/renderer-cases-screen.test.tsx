// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, test, vi } from 'vitest'
import type { Output } from '#contract/contract.ts'
import { err, ok } from '#core/result.ts'
import * as fixture from '../support/renderer/fixture.ts'
import { fillGaps, renderApp } from '../support/renderer/render-app.tsx'

fillGaps()
type Summary = Output<'cases.open'>
const { caseSummary } = fixture
const other = (change: Partial<Summary>): Summary => ({ ...caseSummary, caseId: 'case_00000000000000ff', ...change })
const withCases = (...cases: readonly Summary[]) => ({ 'cases.recent': async () => ok({ cases: [...cases] }) })

describe('the list', () => {
  test('leads to the verdict, or to the evidence of an empty case', async () => {
    renderApp('/', { stubs: withCases(caseSummary, other({ name: 'Empty one', evidenceCount: 0 })) })
    expect((await screen.findByRole('link', { name: 'Annual audit 2025' })).getAttribute('href')).toBe(
      `#/case/${fixture.CASE_ID}/verify`,
    )
    expect(screen.getByRole('link', { name: 'Empty one' }).getAttribute('href')).toContain('/evidence')
  })
  test.each([
    ['newer_schema', 'made by a newer Plainview', 'schema 9'],
    ['foreign', 'not a case of Plainview', 'an unknown table'],
    ['missing', 'not found', 'no folder'],
    ['damaged', 'damaged', 'page 3'],
  ] as const)('a case that is %s cannot be opened and says why', async (state, words, detail) => {
    renderApp('/', { stubs: withCases(other({ name: 'Old', state, detail })) })
    const row = (await screen.findByText('Old')).closest('tr')
    expect(row?.textContent).toContain(words)
    expect(row?.textContent).toContain(detail)
    expect(within(row as HTMLElement).queryByRole('link')).toBeNull()
    expect(within(row as HTMLElement).queryByRole('button', { name: 'Rename: Old' })).toBeNull()
  })
  test('none yet: says what to do next', async () => {
    renderApp('/', { stubs: withCases() })
    expect(await screen.findByText('No cases yet')).toBeTruthy()
  })
  test('cannot be read: says why and that the cases are safe', async () => {
    let works = false
    renderApp('/', {
      stubs: {
        'cases.recent': async () =>
          works ? ok({ cases: [caseSummary] }) : err({ code: 'refused', message: 'profile is locked' }),
      },
    })
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('profile is locked')
    expect(alert.textContent).toContain('not touched')
    works = true
    fireEvent.click(within(alert).getByRole('button', { name: 'Try again' }))
    expect(await screen.findByRole('link', { name: 'Annual audit 2025' })).toBeTruthy()
  })
  test('while it is read, the screen says so', async () => {
    renderApp('/', { stubs: { 'cases.recent': () => new Promise(() => {}) } })
    expect(await screen.findByText('Reading the list of cases…')).toBeTruthy()
  })
  test('a hostile name is revealed', async () => {
    renderApp('/', { stubs: withCases(other({ name: 'half\u202egnp' })) })
    const link = await screen.findByRole('link', { name: /half/ })
    expect(link.textContent).not.toContain('\u202e')
    expect(link.textContent).toContain('RLO')
  })
})

describe('making and changing cases', () => {
  test('a new case is made and opened', async () => {
    const create = vi.fn(async ({ name }: { name: string }) => ok({ ...caseSummary, name }))
    renderApp('/', { stubs: { 'cases.create': create } })
    fireEvent.click(await screen.findByRole('button', { name: 'New case' }))
    fireEvent.change(screen.getByRole('textbox', { name: 'Name' }), { target: { value: '  Half-year 2026-H1 ' } })
    fireEvent.click(screen.getByRole('button', { name: 'Create case' }))
    await waitFor(() => expect(window.location.hash).toBe(`#/case/${fixture.CASE_ID}/evidence`))
    expect(create).toHaveBeenCalledWith({ name: 'Half-year 2026-H1' })
  })
  test('a refusal stays in the dialog, with what was typed', async () => {
    renderApp('/', { stubs: { 'cases.create': async () => err({ code: 'refused', message: 'disk is full' }) } })
    fireEvent.click(await screen.findByRole('button', { name: 'New case' }))
    const name = screen.getByRole('textbox', { name: 'Name' }) as HTMLInputElement
    fireEvent.change(name, { target: { value: 'Mine' } })
    fireEvent.click(screen.getByRole('button', { name: 'Create case' }))
    expect((await screen.findByRole('alert')).textContent).toContain('disk is full')
    expect(name.value).toBe('Mine')
  })
  test('rename and take off the list ask first', async () => {
    const rename = vi.fn(async ({ name }: { name: string }) => ok({ ...caseSummary, name }))
    const forget = vi.fn(async () => ok({}))
    renderApp('/', { stubs: { 'cases.rename': rename, 'cases.forget': forget } })
    fireEvent.click(await screen.findByRole('button', { name: 'Rename: Annual audit 2025' }))
    fireEvent.change(screen.getByRole('textbox', { name: 'Name' }), { target: { value: 'Audit 2025' } })
    fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Rename' }))
    await waitFor(() => expect(rename).toHaveBeenCalledWith({ caseId: fixture.CASE_ID, name: 'Audit 2025' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    fireEvent.click(screen.getByRole('button', { name: 'Take off the list: Annual audit 2025' }))
    expect(screen.getByRole('dialog').textContent).toContain('stays where it is')
    expect(forget).not.toHaveBeenCalled()
    fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Take off the list' }))
    await waitFor(() => expect(forget).toHaveBeenCalledWith({ caseId: fixture.CASE_ID }))
  })
  test('a case folder is opened in its place on the desktop, and refused with its reason', async () => {
    const open = vi.fn(async ({ pickedId }: { pickedId: string }) =>
      pickedId.endsWith('1')
        ? ok(caseSummary)
        : err({ code: 'schema' as const, message: 'not a case', got: 'holiday.sqlite' }),
    )
    let picked = 'pick_0000000000000002'
    const bridge = { host: 'electron' as const, pickEvidence: async () => ok(picked) }
    renderApp('/', { stubs: { 'cases.open-picked': open }, bridge })
    fireEvent.click(await screen.findByRole('button', { name: 'Open a case folder' }))
    expect((await screen.findByRole('alert')).textContent).toContain('holiday.sqlite')
    fireEvent.click(screen.getByRole('button', { name: 'Close' }))
    picked = 'pick_0000000000000001'
    fireEvent.click(screen.getByRole('button', { name: 'Open a case folder' }))
    await waitFor(() => expect(window.location.hash).toBe(`#/case/${fixture.CASE_ID}/verify`))
  })
  test('a browser, which could only hand over a copy, does not offer it', async () => {
    renderApp('/')
    await screen.findByText('Recent cases')
    expect(screen.queryByRole('button', { name: 'Open a case folder' })).toBeNull()
  })
  test('the sample case is made, followed and opened', async () => {
    const sample = vi.fn(async () => ok({ jobId: 'job_00000000000000d1' }))
    let state: 'running' | 'done' = 'running'
    const status = async () =>
      ok({
        jobId: 'job_00000000000000d1',
        kind: 'sample' as const,
        state,
        phase: 'writing',
        bytesDone: 0,
        bytesTotal: 0,
        entriesDone: 100,
        startedAtMs: 0,
        elapsedMs: 0,
        bytesPerSecond: 0,
        remainingMs: null,
        result: state === 'done' ? fixture.CASE_ID : null,
        error: null,
      })
    renderApp('/', { stubs: { 'cases.sample': sample, 'jobs.status': status } })
    fireEvent.click((await screen.findAllByRole('button', { name: 'Sample case' }))[0] as HTMLElement)
    fireEvent.change(screen.getByRole('spinbutton'), { target: { value: '1200' } })
    fireEvent.click(screen.getByRole('button', { name: 'Make the sample' }))
    expect(await screen.findByRole('progressbar')).toBeTruthy()
    expect(sample).toHaveBeenCalledWith({ requests: 1200, tampered: true })
    state = 'done'
    await waitFor(() => expect(window.location.hash).toBe(`#/case/${fixture.CASE_ID}/verify`), { timeout: 3000 })
  })
})

describe('a case that cannot be opened', () => {
  test('says why in the place of every one of its screens, and the rest of the window stays', async () => {
    for (const screenName of ['evidence', 'verify', 'trust']) {
      const { unmount } = renderApp(`/case/${fixture.CASE_ID}/${screenName}`, {
        stubs: {
          'cases.open': async () =>
            err({
              code: 'schema',
              message: 'made by a newer program',
              place: { file: 'case.sqlite' },
              expected: 'schema 3',
              got: 'schema 9',
            }),
        },
      })
      const alert = await screen.findByRole('alert')
      expect(alert.textContent).toContain('schema 9')
      expect(screen.getByRole('link', { name: 'To the list of cases' })).toBeTruthy()
      expect(screen.getByText('Network blocked')).toBeTruthy()
      unmount()
    }
  })
})
