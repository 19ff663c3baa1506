// @vitest-environment jsdom
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, test, vi } from 'vitest'
import type { Output } from '#contract/contract.ts'
import { err, ok } from '#core/result.ts'
import * as fixture from '../support/renderer/fixture.ts'
import { fillGaps, renderApp } from '../support/renderer/render-app.tsx'

fillGaps()
const EVIDENCE = `/case/${fixture.CASE_ID}/evidence`
const PICKED = 'pick_00000000000000c1'
const JOB = 'job_00000000000000d1'
const preflight: Output<'evidence.preflight'> = {
  name: 'export-2027.zip',
  kind: 'zip',
  files: 4,
  sizeBytes: 412_000_000,
  freeBytes: 20_000_000_000,
  neededBytes: 900_000_000,
  enoughSpace: true,
  seenBefore: null,
}
type Status = Output<'jobs.status'>
const running: Status = {
  jobId: JOB,
  kind: 'import',
  state: 'running',
  phase: 'hashing',
  bytesDone: 103_000_000,
  bytesTotal: 412_000_000,
  entriesDone: 250_000,
  startedAtMs: 0,
  elapsedMs: 1000,
  bytesPerSecond: 98_000_000,
  remainingMs: 3100,
  result: null,
  error: null,
}
const pickEvidence = async () => ok(PICKED)

describe('importing', () => {
  test('a chosen file is looked at, imported, followed, and its verdict opened when it is done', async () => {
    let status = running
    const start = vi.fn(async () => ok({ jobId: JOB }))
    renderApp(EVIDENCE, {
      stubs: {
        'evidence.preflight': async () => ok(preflight),
        'evidence.import': start,
        'jobs.status': async () => ok(status),
      },
      bridge: { pickEvidence },
    })
    fireEvent.click(await screen.findByRole('button', { name: 'Choose a file' }))
    const bar = await screen.findByRole('progressbar', { name: /Importing export-2027.zip/ })
    await waitFor(() => expect(bar.getAttribute('aria-valuenow')).toBe('25'))
    expect(start).toHaveBeenCalledWith({ caseId: fixture.CASE_ID, pickedId: PICKED })
    expect(bar.getAttribute('aria-valuetext')?.replaceAll('\u00a0', ' ')).toBe(
      'hashing, 103 MB of 412 MB, 250,000 entries, 98 MB/s, about 4 seconds left',
    )
    status = { ...running, state: 'done', bytesDone: 412_000_000, result: fixture.EVIDENCE_ID }
    await waitFor(() => expect(window.location.hash).toBe(`#/case/${fixture.CASE_ID}/verify/${fixture.EVIDENCE_ID}`), {
      timeout: 3000,
    })
  })

  test('99.9 percent is not shown as done', async () => {
    renderApp(EVIDENCE, {
      stubs: {
        'evidence.preflight': async () => ok(preflight),
        'evidence.import': async () => ok({ jobId: JOB }),
        'jobs.status': async () => ok({ ...running, bytesDone: 411_900_000 }),
      },
      bridge: { pickEvidence },
    })
    fireEvent.click(await screen.findByRole('button', { name: 'Choose a file' }))
    await waitFor(() => expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('99'))
  })

  test('cancel asks the program, and the import is gone as if it had never been', async () => {
    let status = running
    const cancel = vi.fn(async () => {
      status = { ...running, state: 'cancelled' }
      return ok(status)
    })
    renderApp(EVIDENCE, {
      stubs: {
        'evidence.preflight': async () => ok(preflight),
        'evidence.import': async () => ok({ jobId: JOB }),
        'jobs.status': async () => ok(status),
        'jobs.cancel': cancel,
      },
      bridge: { pickEvidence },
    })
    fireEvent.click(await screen.findByRole('button', { name: 'Choose a file' }))
    fireEvent.click(await screen.findByRole('button', { name: 'Cancel the import of export-2027.zip' }))
    await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull(), { timeout: 3000 })
    expect(cancel).toHaveBeenCalledWith({ jobId: JOB })
    expect(screen.getByText(/as if it had never started/)).toBeTruthy()
  })

  test('a failure stays in sight with its place until it is put away', async () => {
    const error = {
      code: 'refused' as const,
      message: 'broken',
      place: { file: 'entries/000003.jsonl.gz', byte: 77 },
      expected: 'gzip data',
      got: 'the end',
    }
    renderApp(EVIDENCE, {
      stubs: {
        'evidence.preflight': async () => ok(preflight),
        'evidence.import': async () => ok({ jobId: JOB }),
        'jobs.status': async () => ok({ ...running, state: 'failed', error }),
      },
      bridge: { pickEvidence },
    })
    fireEvent.click(await screen.findByRole('button', { name: 'Choose a file' }))
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('export-2027.zip was not imported')
    expect(alert.textContent).toContain('entries/000003.jsonl.gz, byte 77')
    expect(alert.textContent).toContain('gzip data')
    fireEvent.click(within(alert).getByRole('button', { name: 'Close' }))
    expect(screen.queryByRole('alert')).toBeNull()
  })

  test('what is no evidence is refused with where, expected and got, and nothing is started', async () => {
    const start = vi.fn(async () => ok({ jobId: JOB }))
    renderApp(EVIDENCE, {
      stubs: {
        'evidence.preflight': async () =>
          err({
            code: 'refused',
            message: 'no known format',
            place: { file: 'holiday.jpg', byte: 0 },
            expected: 'a log',
            got: '"\\u00ff"',
          }),
        'evidence.import': start,
      },
      bridge: { pickEvidence },
    })
    fireEvent.click(await screen.findByRole('button', { name: 'Choose a folder' }))
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('holiday.jpg, byte 0')
    expect(alert.textContent).toContain('Nothing was copied')
    expect(start).not.toHaveBeenCalled()
  })

  test('a disk that is too full is said before anything is copied', async () => {
    const start = vi.fn(async () => ok({ jobId: JOB }))
    renderApp(EVIDENCE, {
      stubs: {
        'evidence.preflight': async () => ok({ ...preflight, enoughSpace: false, freeBytes: 100_000_000 }),
        'evidence.import': start,
      },
      bridge: { pickEvidence },
    })
    fireEvent.click(await screen.findByRole('button', { name: 'Choose a file' }))
    expect((await screen.findByRole('alert')).textContent?.replaceAll('\u00a0', ' ')).toMatch(/900 MB.*100 MB/)
    expect(screen.queryByRole('button', { name: 'Import again' })).toBeNull()
    expect(start).not.toHaveBeenCalled()
  })

  test('evidence seen before leads to its verdict, or is imported again', async () => {
    const start = vi.fn(async () => ok({ jobId: JOB }))
    const stubs = {
      'evidence.preflight': async () => ok({ ...preflight, seenBefore: fixture.OTHER_ID }),
      'evidence.import': start,
      'jobs.status': async () => ok(running),
    }
    const { unmount } = renderApp(EVIDENCE, { stubs, bridge: { pickEvidence } })
    fireEvent.click(await screen.findByRole('button', { name: 'Choose a file' }))
    fireEvent.click(await screen.findByRole('button', { name: 'Open the verdict' }))
    expect(window.location.hash).toBe(`#/case/${fixture.CASE_ID}/verify/${fixture.OTHER_ID}`)
    unmount()
    renderApp(EVIDENCE, { stubs, bridge: { pickEvidence } })
    fireEvent.click(await screen.findByRole('button', { name: 'Choose a file' }))
    fireEvent.click(await screen.findByRole('button', { name: 'Import again' }))
    await waitFor(() => expect(start).toHaveBeenCalledTimes(1))
  })

  test('sending to the program shows how far, and cancelling it leaves no trace', async () => {
    let aborted = false
    const start = vi.fn(async () => ok({ jobId: JOB }))
    renderApp(EVIDENCE, {
      stubs: { 'evidence.import': start },
      bridge: {
        pickEvidence: ({ onProgress, stop } = {}) => {
          act(() => onProgress?.(1_000_000, 4_000_000))
          return new Promise((resolve) =>
            stop?.addEventListener('abort', () => {
              aborted = true
              resolve(ok(null))
            }),
          )
        },
      },
    })
    fireEvent.click(await screen.findByRole('button', { name: 'Choose a file' }))
    expect((await screen.findByRole('progressbar')).getAttribute('aria-valuenow')).toBe('25')
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }))
    await waitFor(() => expect(aborted).toBe(true))
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(start).not.toHaveBeenCalled()
  })
})

describe('dropping', () => {
  const drop = (files: readonly File[]) => {
    const event = new Event('drop', { bubbles: true, cancelable: true })
    Object.assign(event, { dataTransfer: { files, items: files.map(() => ({ kind: 'file' })), types: ['Files'] } })
    act(() => void window.dispatchEvent(event))
    return event
  }
  const zip = new File(['x'], 'export-2027.zip')

  test('anywhere on any screen of a case imports into it', async () => {
    const start = vi.fn(async () => ok({ jobId: JOB }))
    const pickDropped = vi.fn(async () => ok(PICKED))
    renderApp(`/case/${fixture.CASE_ID}/trust`, {
      stubs: {
        'evidence.preflight': async () => ok(preflight),
        'evidence.import': start,
        'jobs.status': async () => ok(running),
      },
      bridge: { pickDropped },
    })
    await screen.findByRole('heading', { level: 1 })
    expect(drop([zip]).defaultPrevented).toBe(true)
    await waitFor(() => expect(start).toHaveBeenCalledWith({ caseId: fixture.CASE_ID, pickedId: PICKED }))
    expect(window.location.hash).toBe(`#${EVIDENCE}`)
  })

  test('without a case asks which, and suggests a new one named after the file', async () => {
    const create = vi.fn(async ({ name }: { name: string }) => ok({ ...fixture.caseSummary, name }))
    const start = vi.fn(async () => ok({ jobId: JOB }))
    renderApp('/', {
      stubs: {
        'cases.create': create,
        'evidence.preflight': async () => ok(preflight),
        'evidence.import': start,
        'jobs.status': async () => ok(running),
      },
      bridge: { pickDropped: async () => ok(PICKED) },
    })
    await screen.findByText('Recent cases')
    drop([zip])
    const name = await screen.findByRole('textbox', { name: 'Name' })
    expect((name as HTMLInputElement).value).toBe('export-2027.zip')
    fireEvent.click(screen.getByRole('button', { name: 'Import' }))
    await waitFor(() => expect(start).toHaveBeenCalled())
    expect(create).toHaveBeenCalledWith({ name: 'export-2027.zip' })
  })

  test('while something is dragged over the window, it says into which case it would go', async () => {
    renderApp(EVIDENCE)
    await screen.findByText('Imported')
    const drag = (type: string) => {
      const event = new Event(type, { bubbles: true, cancelable: true })
      Object.assign(event, { dataTransfer: { types: ['Files'], files: [], items: [] } })
      act(() => void window.dispatchEvent(event))
    }
    drag('dragenter')
    expect(screen.getByText(/Drop to import into/).textContent).toContain('Annual audit 2025')
    drag('dragleave')
    expect(screen.queryByText(/Drop to import into/)).toBeNull()
  })
})

describe('history', () => {
  test('each import with what was found in it', async () => {
    renderApp(EVIDENCE)
    const table = await screen.findByRole('table', { name: 'Imported' })
    const [, first] = within(table).getAllByRole('row')
    expect(
      within(first as HTMLElement)
        .getByRole('link')
        .getAttribute('href'),
    ).toBe(`#/case/${fixture.CASE_ID}/verify/${fixture.EVIDENCE_ID}`)
    expect(first?.textContent).toContain('One entry was changed and two were removed')
    expect(first?.querySelector('.Status-damaged')).not.toBeNull()
    expect(first?.textContent).toContain('2025-01-01 – 2026-02-28')
    expect(screen.getByText(/2 of 2 shown/)).toBeTruthy()
  })
  test('files come with their hashes', async () => {
    renderApp(EVIDENCE)
    fireEvent.click(await screen.findByRole('button', { name: '4 files of export-2026-03-03.zip' }))
    expect(await screen.findByText('tile/0/000')).toBeTruthy()
    expect(screen.getByText(fixture.evidence[0]?.digest ?? '')).toBeTruthy()
  })
  test('an import that was cut off can be resumed', async () => {
    const resume = vi.fn(async () => ok({ jobId: JOB }))
    const cutOff = {
      evidenceId: 'ev_00000000000000b9',
      name: 'big.zip',
      startedAtMs: 0,
      bytesDone: 10,
      bytesTotal: 20,
      runningJob: null,
    }
    renderApp(EVIDENCE, {
      stubs: {
        'evidence.list': async () => ok({ evidence: [], unfinished: [cutOff] }),
        'evidence.resume': resume,
        'jobs.status': async () => ok(running),
      },
    })
    fireEvent.click(await screen.findByRole('button', { name: 'Resume' }))
    expect(await screen.findByRole('progressbar')).toBeTruthy()
    expect(resume).toHaveBeenCalledWith({ caseId: fixture.CASE_ID, evidenceId: 'ev_00000000000000b9' })
  })
  test('or discarded', async () => {
    const discard = vi.fn(async () => ok({}))
    const cutOff = {
      evidenceId: 'ev_00000000000000b9',
      name: 'big.zip',
      startedAtMs: 0,
      bytesDone: 10,
      bytesTotal: 20,
      runningJob: null,
    }
    renderApp(EVIDENCE, {
      stubs: { 'evidence.list': async () => ok({ evidence: [], unfinished: [cutOff] }), 'evidence.discard': discard },
    })
    fireEvent.click(await screen.findByRole('button', { name: 'Discard' }))
    await waitFor(() => expect(discard).toHaveBeenCalled())
  })
  test('an import that runs already is followed after a reload', async () => {
    const atWork = {
      evidenceId: 'ev_00000000000000b9',
      name: 'big.zip',
      startedAtMs: 0,
      bytesDone: 10,
      bytesTotal: 20,
      runningJob: JOB,
    }
    renderApp(EVIDENCE, {
      stubs: {
        'evidence.list': async () => ok({ evidence: [], unfinished: [atWork] }),
        'jobs.status': async () => ok(running),
      },
    })
    expect(await screen.findByRole('progressbar', { name: 'Importing big.zip' })).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Resume' })).toBeNull()
  })
  test('nothing imported says what to do, and a list that cannot be read says why', async () => {
    const { unmount } = renderApp(EVIDENCE, {
      stubs: { 'evidence.list': async () => ok({ evidence: [], unfinished: [] }) },
    })
    expect(await screen.findByText('Nothing imported yet')).toBeTruthy()
    unmount()
    renderApp(EVIDENCE, {
      stubs: { 'evidence.list': async () => err({ code: 'refused', message: 'locked', got: 'SQLITE_BUSY' }) },
    })
    expect((await screen.findByRole('alert')).textContent).toContain('SQLITE_BUSY')
  })
  test('a read-only case takes nothing in, and says so', async () => {
    renderApp(EVIDENCE, { stubs: { 'cases.open': async () => ok({ ...fixture.caseSummary, readOnly: true }) } })
    expect(await screen.findByText('This case is on a read-only medium')).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Choose a file' })).toBeNull()
  })
})
