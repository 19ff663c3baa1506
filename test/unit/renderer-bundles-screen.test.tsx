// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, test, vi } from 'vitest'
import type { Output } from '#contract/contract.ts'
import { CHECKS, type CheckName } from '#core/bundle/check.ts'
import { err, ok } from '#core/result.ts'
import { bagStep, chainOf } from '../../renderer/features/bundles/chain.ts'
import * as fixture from '../support/renderer/fixture.ts'
import { fillGaps, renderApp } from '../support/renderer/render-app.tsx'
import type { Stubs } from '../support/renderer/stub-call.ts'

fillGaps()
const IMPORT = 'ev_00000000000000b9'
const BUNDLES = `/case/${fixture.CASE_ID}/bundles`
const ONE = `${BUNDLES}/${IMPORT}/1`
const JOB = 'job_00000000000000d1'
const KID = 'PyTJn_JNOFrd1GrED1NlIt0tfBLX96k8uCyiWuaSfkg'
const log = fixture.evidence[0] as (typeof fixture.evidence)[number]
const imported: typeof log = {
  ...log,
  evidenceId: IMPORT,
  name: 'handed-over',
  kind: 'bundles',
  origin: null,
  headline: null,
  exit: null,
  entries: 0,
}
const listed = {
  'evidence.list': async () => ok({ evidence: [imported, ...fixture.evidence], unfinished: [] }),
} satisfies Stubs

type Run = NonNullable<Output<'bundles.state'>['run']>
type Row = Output<'bundles.list'>['rows'][number]
type One = Output<'bundles.get'>
function each<T>(make: (check: CheckName) => T): Record<CheckName, T> {
  return Object.fromEntries(CHECKS.map((check) => [check, make(check)])) as Record<CheckName, T>
}
const run: Run = {
  verifiedAtMs: Date.UTC(2026, 2, 3, 9, 31),
  bundles: 1000,
  status: { holds: 900, fails: 1, not_examined: 99 },
  checks: each((check) => ({
    holds: check === 'bag' ? 999 : 901,
    fails: check === 'bag' ? 1 : 0,
    not_examined: check === 'bag' ? 0 : 99,
  })),
  log: { evidenceId: log.evidenceId, name: log.name },
  trusted: ['example.org/bundles+0a0b0c0d'],
  kids: [],
  absentCount: 0,
  absent: [],
  changed: { trust: false, keys: false, log: false },
}
const summary = each(() => ({ answer: 'holds' as const, why: null, failures: 0, first: null }))
const rowOf = (no: number): Row => ({
  evidenceId: IMPORT,
  no,
  path: `b${String(no).padStart(4, '0')}`,
  bundle: `bdl_${no}`,
  req: `req_${no}`,
  status: no === 1 ? 'fails' : no === 2 ? 'not_examined' : 'holds',
  checks:
    no === 1
      ? {
          ...summary,
          bag: { answer: 'fails', why: null, failures: 3, first: { file: 'bag-info.txt', rule: 'payload_oxum' } },
        }
      : no === 2
        ? {
            ...summary,
            commitments: { answer: 'not_examined', why: 'no key was given', failures: 0, first: null },
            anonymity: { answer: 'not_examined', why: 'no key was given', failures: 0, first: null },
          }
        : summary,
})
const page: Stubs['bundles.list'] = async ({ from, limit }) => {
  const rows = Array.from({ length: Math.max(0, Math.min(limit, 1000 - from)) }, (_, i) => rowOf(from + i + 1))
  return ok({ matching: 1000, account: { shown: rows.length, total: 1000, filter: '', source: imported.name }, rows })
}
const one: One = {
  evidenceId: IMPORT,
  no: 1,
  path: 'b0001',
  bundle: 'bdl_1',
  req: 'req_1',
  status: 'fails',
  importName: imported.name,
  verifiedAtMs: run.verifiedAtMs,
  log: run.log,
  checks: {
    ...each(() => ({ answer: 'holds' as const, why: null, failureCount: 0, failures: [] })),
    bag: {
      answer: 'fails',
      why: null,
      failureCount: 3,
      failures: [
        { file: 'bag-info.txt', rule: 'payload_oxum', expected: '3 payloads', got: '\u202e4' },
        { file: 'data/0002.jwe', rule: 'manifest_hash', expected: 'aa', got: 'bb' },
        { file: 'disclosure.json', rule: 'statement_canonical', expected: 'canonical JSON (RFC 8785)', got: 'other' },
      ],
    },
    commitments: { answer: 'not_examined', why: 'no key was given', failureCount: 0, failures: [] },
    anonymity: { answer: 'not_examined', why: 'no key was given', failureCount: 0, failures: [] },
  },
  sealed: [{ index: 42, seq: 42 }],
  files: 9,
  bytes: 5900,
  statement: {
    log: 'log.example',
    created: '2026-03-01T09:30:00.000Z',
    recipients: [{ kid: KID, role: 'auditor' }],
    payloads: [],
    payloadCount: 3,
  },
}
const held: Output<'bundles.keys'>['keys'] = [
  { kid: KID, kind: 'P-256', name: 'auditor.pem', addedAtMs: run.verifiedAtMs },
]
const stubs: Stubs = {
  ...listed,
  'bundles.state': async () => ok({ run, runningJob: null }),
  'bundles.list': page,
  'bundles.get': async () => ok(one),
  'bundles.keys': async () => ok({ keys: [] }),
}
const running: Output<'jobs.status'> = {
  jobId: JOB,
  kind: 'bundles',
  state: 'running',
  phase: 'checked 250 of 1000 bundles',
  bytesDone: 25,
  bytesTotal: 100,
  entriesDone: 0,
  startedAtMs: 0,
  elapsedMs: 1000,
  bytesPerSecond: 10,
  remainingMs: 3000,
  result: null,
  error: null,
}

describe('the list', () => {
  test('says in a sentence what was found, against what, and links each count to its bundles', async () => {
    renderApp(BUNDLES, { stubs })
    await screen.findByRole('heading', { level: 1, name: '1 of 1,000 bundles fails a check' })
    screen.getByText(
      'Checked 2026-03-03 09:31 UTC against export-2026-03-03.zip, with 1 key that you trust for bundles and no decryption key.',
    )
    const link = screen.getByRole('link', { name: /Show the bundles for which Bag: fails/ })
    expect(link.getAttribute('href')).toBe(`#${BUNDLES}?check=bag&answer=fails`)
  })

  test('draws the rows in sight of 1,000, and asks for the next page only where it is scrolled to', async () => {
    const list = vi.fn(page)
    renderApp(BUNDLES, { stubs: { ...stubs, 'bundles.list': list } })
    const grid = await screen.findByRole('grid', { name: 'Bundles of this import' })
    await within(grid).findByText('bdl_1')
    expect(within(grid).getAllByRole('row').length).toBeLessThan(100)
    expect(list.mock.calls.map(([{ from }]) => from)).toEqual([0])
    expect(list.mock.calls[0]?.[0]).toMatchObject({ evidenceId: IMPORT, filter: {}, limit: 200 })
    within(grid).getByText(/payload_oxum in bag-info.txt/)
    within(grid).getByText('and 2 more')
    // Checks left for one reason stand together.
    within(grid).getByText('Commitments, Tables')
  })

  test('the filter of the address is what is asked for, and a choice changes the address', async () => {
    const list = vi.fn(page)
    renderApp(`${BUNDLES}?check=signature&answer=not_examined&q=req_1`, { stubs: { ...stubs, 'bundles.list': list } })
    await waitFor(() =>
      expect(list.mock.calls[0]?.[0].filter).toEqual({ check: 'signature', answer: 'not_examined', text: 'req_1' }),
    )
    fireEvent.change(await screen.findByRole('combobox', { name: 'Show' }), { target: { value: 'fails' } })
    await waitFor(() => expect(window.location.hash).toContain('status=fails'))
    await waitFor(() =>
      expect(list.mock.calls.at(-1)?.[0].filter).toMatchObject({ status: 'fails', check: 'signature' }),
    )
    fireEvent.click(screen.getByRole('button', { name: 'Clear filters' }))
    await waitFor(() => expect(window.location.hash).toBe(`#${BUNDLES}`))
  })

  test('without bundles says what they are; unchecked ones can be checked against the newest log', async () => {
    const empty = renderApp(BUNDLES)
    await screen.findByText('No bundles in this case yet')
    empty.unmount()
    const verify = vi.fn(async () => ok({ jobId: JOB }))
    const cancel = vi.fn(async () => ok({ ...running, state: 'cancelled' as const }))
    renderApp(BUNDLES, {
      stubs: {
        ...stubs,
        'bundles.state': async () => ok({ run: null, runningJob: null }),
        'bundles.verify': verify,
        'jobs.status': async () => ok(running),
        'jobs.cancel': cancel,
      },
    })
    fireEvent.click(await screen.findByRole('button', { name: 'Check the bundles' }))
    expect((await screen.findByRole<HTMLSelectElement>('combobox', { name: 'Hold them against the log' })).value).toBe(
      log.evidenceId,
    )
    fireEvent.click(screen.getByRole('button', { name: 'Check now' }))
    const bar = await screen.findByRole('progressbar', { name: 'Checking bundles' })
    await waitFor(() => expect(bar.getAttribute('aria-valuetext')).toContain('checked 250 of 1000 bundles'))
    expect(verify).toHaveBeenCalledWith({ caseId: fixture.CASE_ID, evidenceId: IMPORT, log: log.evidenceId })
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }))
    await waitFor(() => expect(cancel).toHaveBeenCalled())
  })

  test('what cannot be read is said with its reason, at the list and at the state', async () => {
    const refused = err({ code: 'refused' as const, message: 'case.sqlite: damaged', expected: 'a page', got: 'none' })
    renderApp(BUNDLES, { stubs: { ...stubs, 'bundles.list': async () => refused } })
    await screen.findByText('The bundles could not be read')
    screen.getByText('case.sqlite: damaged')
  })

  test('a changed key or log is said, and disclosures without a bundle are named with their entries', async () => {
    const changed = {
      ...run,
      changed: { trust: true, keys: true, log: true },
      absentCount: 1,
      absent: [{ index: 7, seq: 7, bundle: 'bdl_x', req: 'req_x' }],
    }
    renderApp(BUNDLES, { stubs: { ...stubs, 'bundles.state': async () => ok({ run: changed, runningJob: null }) } })
    await screen.findByText('These answers may differ now')
    screen.getByText('A log was imported since.')
    screen.getByText('One disclosure is sealed in the log and not here')
    expect(screen.getByRole('link', { name: 'entry 7' }).getAttribute('href')).toBe(
      `#/case/${fixture.CASE_ID}/verify/${log.evidenceId}?tab=entries&entry=7`,
    )
  })

  test('in a read-only case nothing is offered that writes', async () => {
    renderApp(BUNDLES, {
      stubs: { ...stubs, 'cases.open': async () => ok({ ...fixture.caseSummary, readOnly: true }) },
    })
    await screen.findByRole('heading', { level: 1, name: /fails a check/ })
    expect(screen.queryByRole('button', { name: 'Check again…' })).toBeNull()
    expect(screen.queryByRole('button', { name: 'Import a folder…' })).toBeNull()
  })
})

describe('one bundle', () => {
  test('is a chain of nine steps; each failure of the bag stands in the step it is about, and hidden text is shown', async () => {
    renderApp(ONE, { stubs })
    await screen.findByRole('heading', { level: 1, name: 'One of 7 checks fails' })
    const steps = chainOf(one, 'x')
    expect(steps.map(({ name, answer }) => `${name} ${answer}`)).toEqual([
      'files fails',
      'manifests fails',
      'statement fails',
      'signature holds',
      'recipients holds',
      'profile holds',
      'commitments not_examined',
      'anonymity not_examined',
      'logged holds',
    ])
    const files = screen.getByRole('group', { name: 'What fails in Files' })
    within(files).getByText('payload_oxum')
    expect(files.textContent).not.toContain('\u202e')
    within(files).getByText('RLO')
    within(screen.getByRole('group', { name: 'What fails in Manifests' })).getByText('manifest_hash')
    within(screen.getByRole('group', { name: 'What fails in Statement' })).getByText('statement_canonical')
    expect(screen.getByRole('link', { name: 'Line 42 of the log as imported' }).getAttribute('href')).toBe(
      `#/case/${fixture.CASE_ID}/verify/${log.evidenceId}?tab=entries&entry=42`,
    )
    expect(screen.getByRole('link', { name: 'req_1' }).getAttribute('href')).toBe(
      `#/case/${fixture.CASE_ID}/requests/req_1`,
    )
    await screen.findByText('Sealed: no decryption key is in memory')
  })

  test('of an archive that cannot be read, what rests on it was not examined', async () => {
    const broken: One = {
      ...one,
      statement: null,
      bundle: null,
      req: null,
      checks: {
        ...one.checks,
        bag: {
          answer: 'fails',
          why: null,
          failureCount: 1,
          failures: [{ file: 'b.zip', rule: 'archive', expected: 'a zip', got: 'none' }],
        },
      },
    }
    expect(chainOf(broken, 'unread').slice(0, 3)).toMatchObject([
      { name: 'files', answer: 'fails', failureCount: 1 },
      { name: 'manifests', answer: 'not_examined', why: 'unread' },
      { name: 'statement', answer: 'not_examined', why: 'unread' },
    ])
    renderApp(ONE, { stubs: { ...stubs, 'bundles.get': async () => ok(broken) } })
    await screen.findByText('disclosure.json cannot be read')
    expect(screen.queryByText('What is inside')).toBeNull()
  })

  test.each([
    ['disclosure.json', 'file_missing', 'statement'],
    ['manifest-sha256.txt', 'file_missing', 'manifests'],
    ['bag-info.txt', 'file_missing', 'files'],
    ['data/0001.jwe', 'manifest_lacks', 'manifests'],
    ['data/0001.jwe', 'statement_sha256', 'statement'],
    ['x.exe', 'file_name', 'files'],
  ] as const)('%s with %s belongs to %s', (file, rule, step) => {
    expect(bagStep({ file, rule })).toBe(step)
  })

  test('a list of failures that was cut says how many there are', () => {
    const { bag } = one.checks
    const cut = { checks: { ...one.checks, bag: { ...bag, failureCount: 900 } } }
    expect(
      chainOf(cut, 'x')
        .map(({ failureCount }) => failureCount)
        .slice(0, 3),
    ).toEqual([1, 1, 898])
  })

  test('that is not there, or whose address is no number, is said', async () => {
    renderApp(`${BUNDLES}/${IMPORT}/x`, { stubs })
    await screen.findByText('There is no such import of bundles in this case')
  })
})

describe('a decryption key', () => {
  const opened: Stubs = {
    ...stubs,
    'bundles.keys': async () => ok({ keys: held }),
    'bundles.contents': async () =>
      ok({
        files: [
          {
            path: 'data/0002.jwe',
            name: 'people.csv',
            mediaType: 'text/csv',
            kind: 'table' as const,
            parts: 1,
            bytes: 900,
            categories: [],
            claim: { k: 5, quasi: ['age'], sensitive: ['ill'], l: 2, t: null, suppressed: '*' },
          },
          {
            path: 'data/0003.jwe',
            name: '\u202etxt.exe',
            mediaType: 'text/plain',
            kind: 'document' as const,
            parts: 2,
            bytes: 70,
            categories: [],
            claim: null,
          },
        ],
      }),
    'bundles.open-table': async () => ok({ tableId: 'table_00000000000000e1' }),
    'tables.columns': async () =>
      ok({
        tableId: 'table_00000000000000e1',
        name: 'people.csv',
        sha256: 'ab',
        rows: 100_000,
        separator: ',',
        columns: ['age', 'ill'].map((name) => ({
          name,
          distinct: 2,
          examples: ['1'],
          isNumeric: false,
          suggested: 'none' as const,
        })),
      }),
    'bundles.table-claim': async () =>
      ok({
        from: {
          bundle: 'bdl_1',
          claim: {
            quasi: ['age'],
            sensitive: [
              { name: 'ill', scale: 'ordered' as const },
              { name: 'gone', scale: 'categorical' as const },
            ],
            claims: ['k=5', 'l=2'],
            suppressed: '-',
          },
        },
      }),
    'tables.page': async ({ from, limit }) =>
      ok({
        columns: ['age', 'ill'],
        total: 100_000,
        rows: Array.from({ length: limit }, (_, i) => ({ row: from + i + 1, cells: [`row ${from + i}`, 'no'] })),
      }),
  }

  test('is pasted, sent once with its passphrase, and not left in the page; a refusal shows what was expected', async () => {
    const add = vi
      .fn<NonNullable<Stubs['bundles.add-key']>>()
      .mockResolvedValueOnce(
        err({
          code: 'refused',
          message: 'pasted key: expected a passphrase, got none',
          expected: 'a passphrase for an encrypted key',
          got: 'none',
        }),
      )
      .mockResolvedValueOnce(ok(held[0] as (typeof held)[number]))
    renderApp(ONE, { stubs: { ...stubs, 'bundles.add-key': add } })
    fireEvent.click((await screen.findAllByRole('button', { name: 'Add a decryption key…' }))[0] as HTMLElement)
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Take into memory' }).disabled).toBe(true)
    fireEvent.change(screen.getByLabelText('Or paste the key'), { target: { value: 'SECRET PEM' } })
    fireEvent.click(screen.getByRole('button', { name: 'Take into memory' }))
    await screen.findByText('This key cannot be used')
    expect(add).toHaveBeenLastCalledWith({
      caseId: fixture.CASE_ID,
      text: 'SECRET PEM',
      name: 'pasted key',
      passphrase: null,
    })
    fireEvent.change(screen.getByLabelText('Passphrase'), { target: { value: 'sesame' } })
    fireEvent.click(screen.getByRole('button', { name: 'Take into memory' }))
    await waitFor(() => expect(screen.queryByText('Take into memory')).toBeNull())
    expect(add).toHaveBeenLastCalledWith({
      caseId: fixture.CASE_ID,
      text: 'SECRET PEM',
      name: 'pasted key',
      passphrase: 'sesame',
    })
    expect(document.documentElement.outerHTML).not.toContain('SECRET PEM')
  })

  test('as a file that is too large is refused before it is read', async () => {
    const add = vi.fn()
    renderApp(ONE, { stubs: { ...stubs, 'bundles.add-key': add } })
    fireEvent.click((await screen.findAllByRole('button', { name: 'Add a decryption key…' }))[0] as HTMLElement)
    const big = new File(['x'.repeat(70_000)], 'big.pem')
    fireEvent.change(screen.getByLabelText('Key file', { selector: 'input' }), { target: { files: [big] } })
    await screen.findByText(/A key file has at most 64 KiB/)
    expect(add).not.toHaveBeenCalled()
  })

  test('opens the list of files; a table shows its rows in sight, and hands on to the anonymity check', async () => {
    const { container } = renderApp(`${ONE}?file=data%2F0002.jwe`, { stubs: opened })
    const files = await screen.findByRole('grid', { name: 'What is inside' })
    within(files).getByText('k=5, l=2 over age; sensitive: ill')
    within(files).getByText('RLO')
    const rows = await screen.findByRole('grid', { name: 'people.csv' })
    await within(rows).findByText('row 0')
    expect(rows.getAttribute('aria-rowcount')).toBe('100001')
    expect(within(rows).getAllByRole('row').length).toBeLessThan(100)
    expect(container.textContent).toContain('100,000 rows, 2 columns.')
    fireEvent.click(screen.getByRole('button', { name: 'Check its anonymity' }))
    await screen.findByText('Roles and claims are those the bundle states. Measure to see whether they hold.')
    expect(screen.getByLabelText<HTMLSelectElement>('Role of age').value).toBe('quasi')
    expect(screen.getByLabelText<HTMLSelectElement>('Role of ill').value).toBe('ordered')
    expect(screen.getByLabelText<HTMLInputElement>('Claims').value).toBe('k=5, l=2')
    screen.getByText('gone')
  })

  test('what it opened goes with it when it is forgotten', async () => {
    let keys = held
    const forget = vi.fn(async () => {
      keys = []
      return ok({})
    })
    renderApp(`${ONE}?file=data%2F0002.jwe`, {
      stubs: { ...opened, 'bundles.keys': async () => ok({ keys }), 'bundles.forget-key': forget },
    })
    await screen.findByRole('grid', { name: 'people.csv' })
    fireEvent.click(screen.getByRole('button', { name: 'Forget auditor.pem' }))
    await screen.findByText('Sealed: no decryption key is in memory')
    expect(forget).toHaveBeenCalledWith({ caseId: fixture.CASE_ID, kid: KID })
    expect(screen.queryByRole('grid', { name: 'people.csv' })).toBeNull()
  })

  test('a document is text in which nothing acts; what is no text is shown as bytes; a failure says where', async () => {
    const address = `${ONE}?file=data%2F0003.jwe`
    const text = 'one\n<script>alert(1)</script>\u202e\n'
    const bytesBase64 = btoa('ab')
    const first = renderApp(address, {
      stubs: { ...opened, 'bundles.read-file': async () => ok({ bytesBase64, bytes: 2, totalBytes: 2_000_000, text }) },
    })
    await screen.findByText('<script>alert(1)</script>', { exact: false })
    screen.getByText(/of 2 MB are shown/)
    first.unmount()
    const second = renderApp(address, {
      stubs: { ...opened, 'bundles.read-file': async () => ok({ bytesBase64, bytes: 2, totalBytes: 2, text: null }) },
    })
    await screen.findByText('No UTF-8 text: shown as bytes.')
    screen.getByText(/61 62/)
    second.unmount()
    renderApp(address, {
      stubs: {
        ...opened,
        'bundles.read-file': async () =>
          err({
            code: 'refused',
            message: 'data/0003.jwe: expected text with commitment a, got b',
            place: { file: 'data/0003.jwe' },
            expected: 'a',
            got: 'b',
          }),
      },
    })
    await screen.findByText('This file was not shown')
  })

  test('of somebody who is no recipient opens nothing, and says so', async () => {
    renderApp(ONE, {
      stubs: {
        ...stubs,
        'bundles.keys': async () => ok({ keys: [{ ...(held[0] as (typeof held)[number]), kid: 'other' }] }),
      },
    })
    await screen.findByText('The keys in memory are not those of a recipient')
  })
})

test('an import of bundles leads to them from the list of evidence', async () => {
  renderApp(`/case/${fixture.CASE_ID}/evidence`, { stubs: listed })
  const link = await screen.findByRole('link', { name: 'handed-over' })
  expect(link.getAttribute('href')).toBe(`#${BUNDLES}/${IMPORT}`)
  screen.getByText('each bundle has its own answers: see Bundles')
})

test('Verify shows the newest log where bundles are newer still', async () => {
  renderApp(`/case/${fixture.CASE_ID}/verify`, { stubs: listed })
  await screen.findByRole('heading', { level: 1, name: /One entry was changed/ })
})
