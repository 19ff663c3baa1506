// @vitest-environment jsdom
/** The Tables screen over the real handlers, which do the real work in this thread. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { err, ok } from '#core/result.ts'
import { createTableWork } from '../../main/work/tables-on-thread.ts'
import { isDecimal, wholeNumber } from '../../renderer/features/tables/roles.ts'
import { cellInWords, sumInWords } from '../../renderer/features/tables/shown.ts'
import * as fixture from '../support/renderer/fixture.ts'
import { fillGaps, renderApp } from '../support/renderer/render-app.tsx'
import type { Stubs } from '../support/renderer/stub-call.ts'
import { tableCalls } from '../support/table-calls.ts'

fillGaps()
const TABLES = `/case/${fixture.CASE_ID}/tables`
const folder = mkdtempSync(join(tmpdir(), 'plainview-tables-screen-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Shows the screen; each pick hands over the next of `files`. */
type Calls = ReturnType<typeof tableCalls>
function show(files: Readonly<Record<string, string>>, stubs: (to: Calls) => Stubs = () => ({}), address = TABLES) {
  const to = tableCalls(createTableWork(null))
  const left = Object.entries(files)
  const saveFile = vi.fn(async () => ok(true))
  const pickEvidence = async () => {
    const [name, content] = left.shift() ?? []
    if (name === undefined || content === undefined) return ok(null)
    writeFileSync(join(folder, name), content)
    return ok(to.pick(join(folder, name)))
  }
  const shown = renderApp(address, { stubs: { ...to.handlers, ...stubs(to) }, bridge: { pickEvidence, saveFile } })
  return { ...shown, saveFile }
}
const press = async (name: RegExp | string) => fireEvent.click(await screen.findByRole('button', { name }))
const type = (name: RegExp | string, value: string) =>
  fireEvent.change(screen.getByRole('textbox', { name }), { target: { value } })
const claims = () => screen.findByRole('region', { name: 'Claims' })

const PEOPLE = [
  'age,region,diagnosis',
  ...'aaabbbbc'.split('').map((g, at) => `${g},N,${at % 2 ? 'flu' : 'cold'}`),
  '',
].join('\n')

describe('a released table', () => {
  test('nothing is open at first, and the screen says what to do', async () => {
    show({})
    expect(await screen.findByText('No table is open')).toBeTruthy()
    expect(screen.getByText(/Choose a CSV file, plain or .gz/)).toBeTruthy()
  })

  test('a broken file is refused with its line, and read once more when asked', async () => {
    show({ 'broken.csv': 'a,b\n1\n' })
    await press('Choose a table (CSV)…')
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('broken.csv, line 2')
    expect(alert.textContent).toContain('2 cells, as in the header')
    writeFileSync(join(folder, 'broken.csv'), 'a,b\n1,2\n')
    await press('Try again')
    expect(await screen.findByText(/1 row, 2 columns/)).toBeTruthy()
  })

  test('roles are suggested, claims judged, and a failing class opens to its rows', async () => {
    show({ 'people.csv': PEOPLE })
    await press('Choose a table (CSV)…')
    const role = await screen.findByRole('combobox', { name: 'Role of diagnosis' })
    expect((role as HTMLSelectElement).value).toBe('categorical')
    type('Claims', 'k=3, l=2')
    await press('Measure')
    const region = await claims()
    expect(within(region).getByText('2 of 2 claims do not hold.')).toBeTruthy()
    const [first] = within(region).getAllByText('1 class fails; each opens to its rows')
    const details = first?.closest('details') as HTMLDetailsElement
    details.open = true
    fireEvent(details, new Event('toggle'))
    const line = await within(details).findByText('1 < 3')
    const rows = line.closest('details') as HTMLDetailsElement
    rows.open = true
    fireEvent(rows, new Event('toggle'))
    const table = await within(rows).findByRole('table')
    expect(within(table).getAllByRole('row').at(-1)?.textContent).toBe('8cNflu')
  })

  test('figures of an older question are marked as such', async () => {
    show({ 'people.csv': PEOPLE })
    await press('Choose a table (CSV)…')
    await screen.findByRole('textbox', { name: 'Claims' })
    await press('Measure')
    await claims()
    expect(screen.queryByText(/these figures are of before/)).toBeNull()
    type('Claims', 'k=2')
    expect(screen.getByText(/these figures are of before/)).toBeTruthy()
  })

  test('what cannot be sent is said beside its field, and nothing is measured', async () => {
    show({ 'people.csv': PEOPLE })
    await press('Choose a table (CSV)…')
    await screen.findByRole('textbox', { name: 'Claims' })
    type('Risk threshold', 'a fifth')
    expect(screen.getByText('A decimal number such as 0.2')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Measure' }).hasAttribute('disabled')).toBe(true)
    type('Risk threshold', '0.5')
    for (const name of ['age', 'region'])
      fireEvent.change(screen.getByRole('combobox', { name: `Role of ${name}` }), { target: { value: 'none' } })
    expect(screen.getByText(/a quasi-identifier\.$/)).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Measure' }).hasAttribute('disabled')).toBe(true)
  })

  test('a claim that cannot be read is refused with the claim', async () => {
    show({ 'people.csv': PEOPLE })
    await press('Choose a table (CSV)…')
    await screen.findByRole('textbox', { name: 'Claims' })
    type('Claims', 'q=3')
    await press('Measure')
    expect((await screen.findByRole('alert')).textContent).toContain('one of k, l, entropyL')
  })

  test('the rows above a threshold follow what is typed', async () => {
    show({ 'people.csv': PEOPLE })
    await press('Choose a table (CSV)…')
    await screen.findByRole('textbox', { name: 'Claims' })
    await press('Measure')
    await claims()
    const table = () => within(screen.getByRole('figure', { name: 'Rows above each threshold of risk' }))
    await waitFor(() => expect(table().getByRole('row', { name: /^0\.2 8 100/ })).toBeTruthy())
    type(/^Rows with a risk above/, '0.26')
    // Classes of 3, 4 and 1: above 0.26 are 1/3 and 1.
    await waitFor(() => expect(table().getByRole('row', { name: /^0\.26 4 50/ })).toBeTruthy())
  })

  test('a repair is shown before and after, and saved as a file', async () => {
    const { saveFile } = show({ 'people.csv': PEOPLE })
    await press('Choose a table (CSV)…')
    await screen.findByRole('textbox', { name: 'Claims' })
    type('Claims', 'k=3')
    await press('Measure')
    await press('Find a repair')
    expect(await screen.findByText(/1 of 8 rows \(12\.5 %\) would go, in 1 round/)).toBeTruthy()
    await press('Save the repaired table')
    await waitFor(() => expect(saveFile).toHaveBeenCalled())
    const [name, mediaType, content] = saveFile.mock.calls[0] as unknown as [string, string, Uint8Array]
    expect([name, mediaType]).toEqual(['people-repaired.csv', 'text/csv'])
    expect(new TextDecoder().decode(content).split('\r\n')).toHaveLength(9)
    expect(new TextDecoder().decode(content)).not.toContain('c,N')
  })

  test('what suppression cannot bring about is said, with why', async () => {
    show({ 'all-alone.csv': 'age,s\n1,x\n2,x\n' })
    await press('Choose a table (CSV)…')
    await screen.findByRole('textbox', { name: 'Claims' })
    await press('Measure')
    await press('Find a repair')
    expect((await screen.findByRole('alert')).textContent).toContain('no row is left')
  })

  test('a population and another release are chosen beside the table', async () => {
    show({ 'people_k1.csv': 'age\na\na\nb\n', 'all.csv': 'age,n\na,10\nb,4\n', 'copy.csv': 'age\nb\na\na\n' })
    await press('Choose a table (CSV)…')
    await screen.findByRole('textbox', { name: 'Claims' })
    await press('Choose the population (CSV)…')
    fireEvent.change(await screen.findByRole('combobox', { name: 'People a row stands for' }), {
      target: { value: 'n' },
    })
    await press('Add a release (CSV)…')
    await screen.findByRole('button', { name: 'Remove copy.csv' })
    type('Rows in the source, as stated', '1.000')
    type('Claims', 'k=1')
    await press('Measure')
    const risk = await screen.findByRole('region', { name: 'Risk of being recognised' })
    expect(within(risk).getByText('Marketer').parentElement?.textContent).toContain('0.15')
    const findings = screen.getByRole('region', { name: 'What to ask the publisher' })
    expect(findings.textContent).toContain('the source is said to have 1000 rows')
    expect(findings.textContent).toContain('"copy.csv" is the same table')
  })

  test('a job that is cancelled leaves the form as it was, and no error', async () => {
    const status = {
      jobId: 'job_00000000000000aa',
      kind: 'anonymity' as const,
      phase: 'finding the classes',
      bytesDone: 0,
      bytesTotal: 0,
      entriesDone: 0,
      startedAtMs: 0,
      elapsedMs: 0,
      bytesPerSecond: 0,
      remainingMs: null,
      result: null,
      error: null,
    }
    let state: 'running' | 'cancelled' = 'running'
    show({ 'people.csv': PEOPLE }, (to) => ({
      'tables.measure': async () => ok({ jobId: status.jobId }),
      'jobs.status': async (input) =>
        input.jobId === status.jobId ? ok({ ...status, state }) : to.handlers['jobs.status'](input),
      'jobs.cancel': async () => {
        state = 'cancelled'
        return ok({ ...status, state })
      },
    }))
    await press('Choose a table (CSV)…')
    await screen.findByRole('textbox', { name: 'Claims' })
    await press('Measure')
    expect(await screen.findByText('finding the classes')).toBeTruthy()
    await press('Cancel')
    await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull())
    expect(screen.queryByRole('alert')).toBeNull()
    expect(screen.getByRole('button', { name: 'Measure' }).getAttribute('aria-busy')).toBeNull()
  })

  test('a table that is not in memory any more says so, and another can be chosen', async () => {
    show({}, undefined, `${TABLES}?table=table_0000000000000099`)
    expect((await screen.findByRole('alert')).textContent).toContain('open it again')
    expect(screen.getByRole('button', { name: 'Choose a table (CSV)…' })).toBeTruthy()
  })
})

describe('published counts', () => {
  const COUNTS = `${TABLES}?tab=counts`
  const audited = {
    tables: [{ name: 'c.csv', rows: 3, columns: 3 }],
    threshold: 5,
    counts: 9,
    sums: 6,
    contradictions: [],
    finished: true,
    hidden: [
      { cell: 'country=DE|outcome=a', min: 0, max: 4, verdict: 'protected' as const, how: 'bounds', derivation: [] },
      {
        cell: 'country=FR|outcome=a',
        min: 3,
        max: 3,
        verdict: 'recovered' as const,
        how: 'elimination',
        derivation: ['c.csv, total of row "FR": [country=FR|outcome=a] + 12 = 15'],
      },
    ],
  }
  const done = (result: string) => async () =>
    ok({
      jobId: 'job_00000000000000aa',
      kind: 'anonymity' as const,
      state: 'done' as const,
      phase: 'done',
      bytesDone: 0,
      bytesTotal: 0,
      entriesDone: 0,
      startedAtMs: 0,
      elapsedMs: 0,
      bytesPerSecond: 0,
      remainingMs: null,
      result,
      error: null,
    })
  const CSV = 'country \\ outcome,a,total\nDE,x,9\nFR,x,15\n'
  /** The solver is a program of its own, tried elsewhere; here its answers are given. */
  function withAnswers(stubs: Stubs, result: string) {
    const status =
      (to: Calls): Required<Stubs>['jobs.status'] =>
      (input) =>
        input.jobId === 'job_00000000000000aa' ? done(result)() : to.handlers['jobs.status'](input)
    return show({ 'c.csv': CSV, 'd.csv': CSV }, (to) => ({ ...stubs, 'jobs.status': status(to) }), COUNTS)
  }
  const job = async () => ok({ jobId: 'job_00000000000000aa' })

  test('each hidden count with its interval, what is open first, and the sums it follows from', async () => {
    const found = async () => ok(audited)
    const status = vi.fn(job)
    withAnswers({ 'tables.audit': status, 'tables.audited': found }, 'audit_0000000000000001')
    await press('Choose a table of counts (CSV)…')
    await press('Add a linked table…')
    await screen.findByRole('button', { name: 'Remove d.csv' })
    await press('What can be worked out?')
    expect(await screen.findByText(/One of 2 hidden counts is recovered exactly; none is narrowed/)).toBeTruthy()
    const [asked] = status.mock.calls[0] as unknown as [{ tableIds: readonly string[]; threshold: number }]
    expect([asked.tableIds.length, asked.threshold]).toEqual([2, 5])
    const rows = within(screen.getByRole('table', { name: 'Hidden counts' })).getAllByRole('row')
    expect(rows[1]?.textContent).toBe(
      'country FR, outcome a3 recovered exactlyc.csv, total of row "FR": [country FR, outcome a] + 12 = 15',
    )
    expect(rows[2]?.textContent).toContain('0 – 4 protected')
    fireEvent.click(screen.getByRole('button', { name: 'Remove d.csv' }))
    expect(screen.getByText(/what stands below is of before/)).toBeTruthy()
  })

  test('tables as they may be published are saved, each by itself', async () => {
    const found = async () =>
      ok({
        threshold: 5,
        primary: 1,
        secondary: 3,
        hidden: ['country=DE|outcome=a', ''],
        unprotected: [],
        rounds: 1,
        finished: true,
        tables: [{ name: 'c.csv', csv: 'country \\ outcome,a\r\nDE,hidden\r\n' }],
      })
    const { saveFile } = withAnswers({ 'tables.protect': job, 'tables.protected': found }, 'protect_0000000000000001')
    await press('Choose a table of counts (CSV)…')
    await screen.findByRole('button', { name: 'Remove c.csv' })
    await press('What else to hide?')
    expect(
      await screen.findByText('One small count is hidden, and 3 others so that they cannot be worked out.'),
    ).toBeTruthy()
    expect(screen.getByText('grand total')).toBeTruthy()
    await press('Save as it may be published: c.csv')
    expect(saveFile).toHaveBeenCalledWith('c-safe.csv', 'text/csv', 'country \\ outcome,a\r\nDE,hidden\r\n')
  })

  test('a proposal that cannot be made says why', async () => {
    const refused = async () => err({ code: 'refused' as const, message: 'no', expected: 'every count', got: 'a gap' })
    withAnswers({ 'tables.protect': refused }, '')
    await press('Choose a table of counts (CSV)…')
    await screen.findByRole('button', { name: 'Remove c.csv' })
    type('Small counts are below', '1')
    expect(screen.getByText('A whole number from 2 to 1000')).toBeTruthy()
    type('Small counts are below', '7')
    await press('What else to hide?')
    expect((await screen.findByRole('alert')).textContent).toContain('every count')
  })
})

test.each([
  ['country=DE|outcome=rejected', 'country DE, outcome rejected'],
  ['a\\=b=c\\|d\\\\', 'a=b c|d\\'],
  ['a=x\\\\|b=y', 'a x\\, b y'],
])('the key %s in words: %s', (key, words) => {
  expect(cellInWords(key)).toBe(words)
  expect(sumInWords(`row: [${key}] + 3 = 9`)).toBe(`row: [${words}] + 3 = 9`)
})

test.each([
  ['1,000', 1000],
  ['1.000', 1000],
  ['1 000', 1000],
  ["1'000", 1000],
  ['0', 0],
  ['', null],
  ['-1', null],
  ['ten', null],
])('"%s" is the whole number %s', (text, expected) => {
  expect(wholeNumber(text)).toBe(expected)
})

test.each([
  ['0.2', true],
  ['1', true],
  ['.2', false],
  ['1e-3', false],
  ['', false],
])('"%s" is a decimal: %s', (text, expected) => {
  expect(isDecimal(text)).toBe(expected)
})
