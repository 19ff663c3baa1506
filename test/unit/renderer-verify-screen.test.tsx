// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, test, vi } from 'vitest'
import { err, ok } from '#core/result.ts'
import * as fixture from '../support/renderer/fixture.ts'
import { fillGaps, renderApp } from '../support/renderer/render-app.tsx'

fillGaps()
const VERIFY = `/case/${fixture.CASE_ID}/verify/${fixture.EVIDENCE_ID}`
const { document: verdict, result } = fixture
const locked = err({
  code: 'refused' as const,
  message: 'case.sqlite is locked',
  place: { file: 'case.sqlite' },
  expected: 'a case no other program has open',
  got: 'SQLITE_BUSY',
})
const answer = (question: string) => {
  const row = screen.getByText(question, { selector: 'dt' }).closest('div')
  if (row === null) throw new Error(`no row for ${question}`)
  return row
}

describe('the verdict', () => {
  test('begins with its sentence, which is the heading and takes the focus after a change of screen', async () => {
    renderApp(VERIFY)
    expect(await screen.findByRole('heading', { level: 1, name: verdict.headline })).toBeTruthy()
  })

  test('gives five answers, each with its word, its sign and its reason', async () => {
    renderApp(VERIFY)
    await screen.findByText('Integrity')
    expect(answer('Integrity').textContent).toContain('damaged')
    expect(answer('Integrity').querySelector('.Glyph-cross')).not.toBeNull()
    expect(answer('Integrity').textContent).toContain(verdict.integrity.why)
    expect(answer('Authenticity').textContent).toContain('pinned key')
    expect(answer('Authenticity').querySelector('.Glyph-check')).not.toBeNull()
    expect(answer('Completeness').textContent).toContain('complete to 4198')
    expect(answer('Freshness').textContent).toContain('stale, 9 days old')
    expect(answer('Freshness').querySelector('.Glyph-question')).not.toBeNull()
    expect(answer('Independence').textContent).toContain('quorum met, 2 of 3 witnesses')
  })

  test('each answer opens what it rests on', async () => {
    renderApp(VERIFY)
    await screen.findByText('Independence')
    const row = answer('Independence')
    const toggle = within(row).getByRole('button')
    expect(toggle.getAttribute('aria-expanded')).toBe('false')
    expect(row.textContent).not.toContain('witness-3.example')
    fireEvent.click(toggle)
    expect(toggle.getAttribute('aria-expanded')).toBe('true')
    expect(row.textContent).toContain('did not witness-3.example+2a2b2c2d')
    fireEvent.click(within(answer('Integrity')).getByRole('button'))
    expect(answer('Integrity').textContent).toContain(verdict.integrity.computedRoot)
  })

  test('names each place of damage: what, which entries, how it is known, from what it comes', async () => {
    renderApp(VERIFY)
    const grid = await screen.findByRole('grid', { name: 'Damage' })
    const [, changed, removed] = within(grid).getAllByRole('row')
    expect(
      within(changed as HTMLElement)
        .getAllByRole('gridcell')
        .map(({ textContent }) => textContent),
    ).toEqual([
      'changed',
      '1,207',
      '531,080',
      'The signed tree or the next entry names another hash for it. The repair gives a signed root.',
      'Restored exactly by flipping one bit: transport or storage, not an edit.',
    ])
    expect(removed?.textContent).toContain('2,871–2,872')
    expect(removed?.textContent).toContain('2 entries that the export does not hold')
    expect(screen.getByText(/2 of 2 shown/).textContent).toContain('export-2026-03-03.zip')
  })

  test('shows the first place in its bytes without being asked: as stored beside as signed', async () => {
    renderApp(VERIFY)
    const stored = await screen.findByRole('region', { name: 'Entry 1,207 as stored' })
    expect(stored.querySelector('del')?.textContent).toBe('m')
    expect(screen.getByRole('region', { name: 'As signed' }).querySelector('ins')?.textContent).toBe('l')
    expect(screen.getByText('link broken')).toBeTruthy()
    fireEvent.click(screen.getByRole('button', { name: 'Show all bytes' }))
    expect(stored.isConnected).toBe(false)
    const whole = screen.getByRole('region', { name: 'Entry 1,207 as stored' })
    expect(whole.textContent?.replaceAll(/\(.*?\)/g, '')).toBe(fixture.lineOf(1207))
  })

  test('a gap is shown between the lines around it', async () => {
    renderApp(`${VERIFY}?tab=damage&damage=1`)
    expect(await screen.findByText(/between lines 2,870 and 2,871/)).toBeTruthy()
    expect(await screen.findByRole('region', { name: 'Entry 2,871 as stored' })).toBeTruthy()
  })

  test('without damage it says what that is worth', async () => {
    const clean = { ...verdict, damage: [], integrity: { ...verdict.integrity, answer: 'intact' as const } }
    renderApp(`${VERIFY}?tab=damage`, {
      stubs: { 'verify.result': async () => ok({ ...result, document: clean }) },
    })
    expect(await screen.findByText(/hashes to what was signed/)).toBeTruthy()
  })
  test('nothing found without a verified head is not called intact', async () => {
    const integrity = { ...verdict.integrity, answer: 'no head to compare' as const, headsCompared: 0 }
    renderApp(`${VERIFY}?tab=damage`, {
      stubs: { 'verify.result': async () => ok({ ...result, document: { ...verdict, damage: [], integrity } }) },
    })
    expect(await screen.findByText(/That is no proof/)).toBeTruthy()
    expect(screen.getByText(/there is no verified head to compare with/)).toBeTruthy()
    expect(screen.queryByText(/hashes to what was signed/)).toBeNull()
  })
})

describe('states', () => {
  test('nothing imported: says what to do', async () => {
    renderApp(`/case/${fixture.CASE_ID}/verify`, {
      stubs: { 'evidence.list': async () => ok({ evidence: [], unfinished: [] }) },
    })
    expect(await screen.findByText('Nothing to verify yet')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Choose a file' })).toBeTruthy()
  })
  test('without an id the newest import is shown', async () => {
    renderApp(`/case/${fixture.CASE_ID}/verify`)
    expect(await screen.findByRole('heading', { level: 1, name: verdict.headline })).toBeTruthy()
  })
  test('an id that is not in the case', async () => {
    renderApp(`/case/${fixture.CASE_ID}/verify/ev_ffffffffffffffff`)
    expect(await screen.findByText('This evidence is not in the case.')).toBeTruthy()
  })
  test('imported but not verified: offers to', async () => {
    renderApp(VERIFY, {
      stubs: { 'verify.result': async () => ok({ ...result, document: null, verifiedAtMs: null }) },
    })
    expect(await screen.findByRole('button', { name: 'Verify' })).toBeTruthy()
  })
  test('a verdict that cannot be read: where, expected, got, what is safe', async () => {
    renderApp(VERIFY, { stubs: { 'verify.result': async () => locked } })
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('case.sqlite')
    expect(alert.textContent).toContain('a case no other program has open')
    expect(alert.textContent).toContain('SQLITE_BUSY')
    expect(alert.textContent).toContain('not touched')
  })
  test('while it is read, the screen says so', async () => {
    renderApp(VERIFY, { stubs: { 'verify.result': () => new Promise(() => {}) } })
    expect(await screen.findByText('Reading the verdict…')).toBeTruthy()
  })
  test('a map that cannot be drawn leaves the answers standing', async () => {
    renderApp(VERIFY, { stubs: { 'verify.map': async () => locked } })
    expect((await screen.findByRole('alert')).textContent).toContain('The map could not be drawn')
    expect(answer('Integrity').textContent).toContain('damaged')
  })
  test('keys that changed since are a warning, with the way out', async () => {
    renderApp(VERIFY, { stubs: { 'verify.result': async () => ok({ ...result, trustChanged: true }) } })
    const note = await screen.findByRole('note')
    expect(note.textContent).toContain('have changed since this verdict')
    expect(within(note).getByRole('button', { name: 'Verify again' })).toBeTruthy()
  })
})

describe('what can be done with a verdict', () => {
  test('the receipt is saved as it came', async () => {
    const saveFile = vi.fn(async () => ok(true))
    const text = '{"tool":{"name":"plainview"}}\n'
    renderApp(VERIFY, {
      stubs: { 'verify.receipt': async () => ok({ fileName: 'export.receipt.json', text }) },
      bridge: { saveFile },
    })
    fireEvent.click(await screen.findByRole('button', { name: 'Receipt' }))
    await waitFor(() => expect(saveFile).toHaveBeenCalledWith('export.receipt.json', 'application/json', text))
    expect(await screen.findByText(/byte for byte/)).toBeTruthy()
  })
  test('a head is pinned, and the screen says which', async () => {
    const pinned = { origin: 'log.example.org/requests', size: 4198, root: fixture.hashOf('x'), alreadyKnown: false }
    renderApp(VERIFY, { stubs: { 'verify.pin-head': async () => ok(pinned) } })
    fireEvent.click(await screen.findByRole('button', { name: 'Pin this head' }))
    expect(await screen.findByText(/head of size 4,198 is remembered/)).toBeTruthy()
  })
  test('without a verified head there is nothing to pin', async () => {
    const heads = verdict.heads.map((head) => ({ ...head, status: 'unverified' as const }))
    renderApp(VERIFY, { stubs: { 'verify.result': async () => ok({ ...result, document: { ...verdict, heads } }) } })
    const button = await screen.findByRole('button', { name: 'Pin this head' })
    expect(button.hasAttribute('disabled')).toBe(true)
  })
  test('fork evidence is offered only where there is a fork, as two unchanged notes', async () => {
    const saveFile = vi.fn(async () => ok(true))
    const forked = {
      ...verdict,
      completeness: { ...verdict.completeness, answer: 'forked', fork: { a: 'checkpoint', b: 'known:0' } },
    }
    const { unmount } = renderApp(VERIFY)
    await screen.findByRole('button', { name: 'Receipt' })
    expect(screen.queryByRole('button', { name: 'Fork evidence' })).toBeNull()
    unmount()
    renderApp(VERIFY, {
      stubs: {
        'verify.result': async () => ok({ ...result, document: forked }),
        'verify.fork': async () => ok({ a: 'note a\n', b: 'note b\n' }),
      },
      bridge: { saveFile },
    })
    fireEvent.click(await screen.findByRole('button', { name: 'Fork evidence' }))
    await waitFor(() =>
      expect(saveFile.mock.calls).toEqual([
        ['a.note', 'text/plain', 'note a\n'],
        ['b.note', 'text/plain', 'note b\n'],
      ]),
    )
  })
  test('a refusal is shown with its reason', async () => {
    renderApp(VERIFY, { stubs: { 'verify.receipt': async () => locked } })
    fireEvent.click(await screen.findByRole('button', { name: 'Receipt' }))
    expect((await screen.findByRole('alert')).textContent).toContain('SQLITE_BUSY')
  })
  test('verify again asks as of when, and follows the job to its end', async () => {
    const run = vi.fn(async () => ok({ jobId: 'job_00000000000000d1' }))
    let polls = 0
    const status = () => ({
      jobId: 'job_00000000000000d1',
      kind: 'verify' as const,
      state: polls++ < 2 ? ('running' as const) : ('done' as const),
      phase: 'hashing',
      bytesDone: 10,
      bytesTotal: 20,
      entriesDone: 5,
      startedAtMs: 0,
      elapsedMs: 10,
      bytesPerSecond: 10,
      remainingMs: 1000,
      result: null,
      error: null,
    })
    const read = vi.fn(async () => ok(result))
    renderApp(VERIFY, {
      stubs: { 'verify.run': run, 'jobs.status': async () => ok(status()), 'verify.result': read },
    })
    fireEvent.click(await screen.findByRole('button', { name: 'Verify again' }))
    fireEvent.click(screen.getByLabelText('another time'))
    const time = screen.getByRole('textbox', { name: 'Time' })
    fireEvent.change(time, { target: { value: 'yesterday' } })
    fireEvent.click(screen.getByRole('button', { name: 'Verify' }))
    expect(screen.getByRole('alert').textContent).toContain('2026-03-01 09:30')
    expect(run).not.toHaveBeenCalled()
    fireEvent.change(time, { target: { value: '2026-03-01 09:30' } })
    fireEvent.click(screen.getByRole('button', { name: 'Verify' }))
    await waitFor(() => expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('50'))
    expect(run).toHaveBeenCalledWith({
      caseId: fixture.CASE_ID,
      evidenceId: fixture.EVIDENCE_ID,
      asOf: '2026-03-01T09:30:00.000Z',
    })
    await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull(), { timeout: 5000 })
    expect(read.mock.calls.length).toBeGreaterThan(1)
  })
})

describe('entries', () => {
  test('an entry can be linked to: its bytes, claims, links and proof', async () => {
    renderApp(`${VERIFY}?entry=900`)
    const view = await screen.findByRole('region', { name: 'Entry 900' })
    expect(within(view).getByText('in the signed head of size 4,198')).toBeTruthy()
    expect(within(view).getAllByText('linked')).toHaveLength(2)
    expect(within(view).getByText('13 hashes on the way to the root')).toBeTruthy()
  })
  test('what is hidden in a line is revealed and has no effect', async () => {
    renderApp(`${VERIFY}?entry=900`)
    const text = await screen.findByRole('region', { name: 'Entry 900 as stored' })
    expect(text.textContent).not.toContain('\u202e')
    expect(text.querySelector('.Reveal-bidi')?.textContent).toContain('RLO')
    expect(text.querySelector('.Reveal-look-alike')?.textContent).toContain('looks like “a”')
    expect(screen.getByText(/U\+202E, changes the direction of the text around it: once/)).toBeTruthy()
  })
  test('hex shows the same bytes at their place in the file', async () => {
    renderApp(`${VERIFY}?entry=2`)
    await screen.findByRole('region', { name: 'Entry 2 as stored' })
    fireEvent.click(screen.getByRole('button', { name: 'Hex' }))
    const hex = screen.getByRole('region', { name: 'Entry 2 as stored' }).textContent ?? ''
    expect(hex.startsWith('00000370  7b 22 63 22 3a 7b 22 64  6f 63 75 6d 65 6e 74 22  {"c":{"document"')).toBe(true)
  })
  test('copy as proof puts the proof file on the clipboard', async () => {
    const writeText = vi.fn(async () => {})
    Object.assign(navigator, { clipboard: { writeText } })
    renderApp(`${VERIFY}?entry=900`)
    fireEvent.click(await screen.findByRole('button', { name: 'Copy as proof' }))
    await waitFor(() => expect(writeText).toHaveBeenCalledWith(fixture.entryOf(900).proof?.file))
  })
  test('the list fetches only what is in sight, and arrow keys walk it', async () => {
    const entries = vi.fn(async ({ from, limit }: { from: number; limit: number }) =>
      ok(fixture.entriesFrom(from, limit)),
    )
    renderApp(`${VERIFY}?tab=entries`, { stubs: { 'verify.entries': entries } })
    const grid = await screen.findByRole('grid', { name: 'Entries' })
    expect(grid.getAttribute('aria-rowcount')).toBe('4197')
    await waitFor(() => expect(within(grid).getAllByRole('row')[1]?.textContent).toContain('request.received'))
    expect(within(grid).getAllByRole('row').length).toBeLessThan(80)
    expect(entries.mock.calls.every(([{ from }]) => from < 400)).toBe(true)
    fireEvent.keyDown(grid, { key: 'ArrowDown' })
    expect(await screen.findByRole('region', { name: 'Entry 1 as stored' })).toBeTruthy()
    expect(window.location.hash).toContain('entry=1')
  })
  test('a number goes to its entry', async () => {
    renderApp(`${VERIFY}?tab=entries`)
    fireEvent.change(await screen.findByRole('spinbutton', { name: 'Go to entry' }), { target: { value: '2500' } })
    fireEvent.click(screen.getByRole('button', { name: 'Go' }))
    expect(await screen.findByRole('region', { name: 'Entry 2,500 as stored' })).toBeTruthy()
  })
})

describe('the map', () => {
  test('is a slider whose value can be read out, moved and opened by keys', async () => {
    renderApp(VERIFY)
    const map = await screen.findByRole('slider')
    expect(map.getAttribute('aria-label')).toContain('4,196 entries, 2 damaged places, 12 heads')
    fireEvent.keyDown(map, { key: 'Home' })
    expect(map.getAttribute('aria-valuetext')).toBe('Entries 0 to 22')
    for (let i = 0; i < 12; i++) fireEvent.keyDown(map, { key: '+' })
    await waitFor(() => expect(map.getAttribute('aria-valuetext')).toBe('Entries 0 to 0'))
    fireEvent.keyDown(map, { key: 'Enter' })
    expect(await screen.findByRole('region', { name: 'Entry 0 as stored' })).toBeTruthy()
  })
  test('has a table with the same numbers', async () => {
    renderApp(VERIFY)
    await screen.findByRole('slider')
    fireEvent.click(screen.getByRole('button', { name: 'As a table' }))
    const grid = screen.getByRole('grid', { name: 'As a table' })
    const [, first] = within(grid).getAllByRole('row')
    const [bin] = fixture.mapOf(0, fixture.ENTRIES, 180).bins
    const cells = within(first as HTMLElement)
      .getAllByRole('gridcell')
      .map(({ textContent }) => textContent)
    expect(cells).toEqual([
      '0',
      String((bin?.to ?? 0) - 1),
      '2025-01-01 08:00 UTC',
      String(bin?.requests),
      bin?.bytes.toLocaleString('en-GB'),
      '',
    ])
  })
  test('draws at most 500 marks with a thousand places of damage and two thousand heads', async () => {
    const many = {
      ...verdict,
      damage: Array.from({ length: 1000 }, (_, i) => ({
        ...fixture.damage[0],
        op: 'edit' as const,
        file: 'f',
        certain: true,
        first: i * 4,
        last: i * 4,
        byteOffset: i,
      })),
      heads: Array.from({ length: 2000 }, (_, i) => ({
        ...(verdict.heads[0] as (typeof verdict.heads)[number]),
        size: i * 2,
        source: `heads/${i}.note`,
      })),
    }
    renderApp(VERIFY, { stubs: { 'verify.result': async () => ok({ ...result, document: many }) } })
    const map = await screen.findByRole('slider')
    expect(map.querySelectorAll('rect, path, circle, text').length).toBeLessThanOrEqual(500)
  })
  test('j and k go from damage to damage', async () => {
    renderApp(VERIFY)
    await screen.findByRole('slider')
    fireEvent.keyDown(document.body, { key: 'j' })
    await waitFor(() => expect(window.location.hash).toContain('damage=1'))
    fireEvent.keyDown(document.body, { key: 'k' })
    await waitFor(() => expect(window.location.hash).toContain('damage=0'))
  })
})

describe('lists', () => {
  test('heads: whose signature, who cosigned, whether the log gives the root', async () => {
    renderApp(`${VERIFY}?tab=heads`)
    const grid = await screen.findByRole('grid', { name: 'Heads' })
    // Newest first, until the reader wants it otherwise.
    expect(within(grid).getAllByRole('row')[1]?.textContent).toContain('4,198')
    fireEvent.click(within(grid).getByRole('button', { name: 'Size' }))
    expect(within(grid).getByRole('columnheader', { name: 'Size' }).getAttribute('aria-sort')).toBe('ascending')
    const row = within(grid).getAllByRole('row')[1]
    expect(row?.textContent).toContain('heads/350.note')
    expect(row?.textContent).toContain('same root')
    expect(row?.textContent).toContain('verified')
    expect(row?.textContent).toContain('witness-1.example, witness-2.example')
  })
  test('findings lead to their entry', async () => {
    renderApp(`${VERIFY}?tab=findings`)
    const link = await screen.findByRole('link', { name: 'Entry 3,012' })
    expect(link.getAttribute('href')).toContain('entry=3012')
  })
  test('lints say in words what the code means', async () => {
    renderApp(`${VERIFY}?tab=lints`)
    expect(await screen.findByText(/A file that no signature covers/)).toBeTruthy()
  })
  test('tabs are walked with the arrow keys', async () => {
    renderApp(VERIFY)
    const tab = await screen.findByRole('tab', { name: /Damage/ })
    fireEvent.keyDown(tab, { key: 'ArrowRight' })
    expect((await screen.findByRole('tab', { name: /Entries/ })).getAttribute('aria-selected')).toBe('true')
    fireEvent.keyDown(screen.getByRole('tab', { name: /Entries/ }), { key: 'End' })
    expect(screen.getByRole('tab', { name: /Files/ }).getAttribute('aria-selected')).toBe('true')
  })
})
