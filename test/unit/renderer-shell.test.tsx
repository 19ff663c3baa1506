// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, test, vi } from 'vitest'
import { ok } from '#core/result.ts'
import { findRoute } from '../../renderer/features/shell/Window.tsx'
import { routes } from '../../renderer/routes.ts'
import * as fixture from '../support/renderer/fixture.ts'
import { fillGaps, renderApp } from '../support/renderer/render-app.tsx'

fillGaps()
const VERIFY = `/case/${fixture.CASE_ID}/verify/${fixture.EVIDENCE_ID}`
const press = (key: string, more: KeyboardEventInit = {}) => fireEvent.keyDown(document.body, { key, ...more })

describe('navigation', () => {
  const links = () => within(screen.getByRole('navigation', { name: 'Screens' })).getAllByRole('link')
  const screensBehind = () => links().map((link) => findRoute((link.getAttribute('href') ?? '').slice(1))?.route.id)

  test('without a case only the screens that need none are offered', async () => {
    renderApp('/')
    expect(links().map(({ textContent }) => textContent)).toEqual(['Cases', 'Trust and policy'])
  })
  test('inside a case every screen is offered, and each link leads to its own', async () => {
    renderApp(VERIFY)
    await screen.findByRole('heading', { level: 1 })
    expect(screensBehind()).toEqual(routes.map(({ id }) => id))
    for (const link of links().slice(1)) expect(link.getAttribute('href')).toContain(fixture.CASE_ID)
  })
  test('the present screen is marked, and named in the title of the window', async () => {
    renderApp(VERIFY)
    await screen.findByRole('heading', { level: 1 })
    expect(
      links()
        .filter((link) => link.getAttribute('aria-current') === 'page')
        .map(({ textContent }) => textContent),
    ).toEqual(['Verify'])
    expect(document.title).toBe('Verify · Plainview')
  })
  test('a change of screen moves the focus to its heading', async () => {
    renderApp('/')
    await screen.findByText('Recent cases')
    window.location.hash = '/trust'
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Trust and policy'))
    expect(document.activeElement?.tagName).toBe('H1')
  })
  test('an address that leads nowhere says so', async () => {
    renderApp('/no/such/place')
    expect(await screen.findByText('This address leads to no screen.')).toBeTruthy()
  })
  test('the skip button leads past the navigation', async () => {
    renderApp('/')
    fireEvent.click(screen.getByRole('button', { name: 'Skip to the content' }))
    expect(document.activeElement?.id).toBe('main')
  })
})

describe('network', () => {
  const about = (blocked: boolean, attempts: number) => async () =>
    ok({ version: '0.1.0', host: 'web' as const, node: 'v20', network: { blocked, attempts }, profileLabel: 'p' })
  test('blocked, with the number of attempts', async () => {
    renderApp('/', { stubs: { 'app.about': about(true, 0) } })
    expect(await screen.findByText('Network blocked')).toBeTruthy()
    expect(screen.getByText('0 attempts')).toBeTruthy()
  })
  test('an attempt is set off', async () => {
    renderApp('/', { stubs: { 'app.about': about(true, 1) } })
    expect((await screen.findByText('1 attempt')).closest('.Status-unknown')).not.toBeNull()
  })
  test('a network that is not blocked is never called blocked', async () => {
    renderApp('/', { stubs: { 'app.about': about(false, 0) } })
    expect(await screen.findByText('network not blocked')).toBeTruthy()
    expect(screen.queryByText('Network blocked')).toBeNull()
  })
})

describe('palette', () => {
  test('Ctrl-K opens it, words find, arrows choose, Enter does', async () => {
    renderApp(VERIFY)
    await screen.findByRole('heading', { level: 1 })
    press('k', { ctrlKey: true })
    const input = await screen.findByRole('combobox', { name: 'Find or do' })
    fireEvent.change(input, { target: { value: 'trust go' } })
    const options = within(screen.getByRole('listbox', { name: 'Find or do' })).getAllByRole('option')
    expect(options.map(({ textContent }) => textContent)).toEqual(['GoGo to Trust and policyg t'])
    fireEvent.keyDown(input, { key: 'Enter' })
    await waitFor(() => expect(window.location.hash).toBe(`#/case/${fixture.CASE_ID}/trust`))
    expect(screen.queryByRole('combobox', { name: 'Find or do' })).toBeNull()
  })
  test('the active option is named to assistive technology and wraps around', async () => {
    renderApp('/')
    await screen.findByText('Recent cases')
    press('K', { metaKey: true })
    const input = await screen.findByRole('combobox', { name: 'Find or do' })
    fireEvent.keyDown(input, { key: 'ArrowUp' })
    const options = within(screen.getByRole('listbox', { name: 'Find or do' })).getAllByRole('option')
    expect(input.getAttribute('aria-activedescendant')).toBe(options.at(-1)?.id)
    expect(options.at(-1)?.getAttribute('aria-selected')).toBe('true')
  })
  test('the number of an entry opens it', async () => {
    renderApp(`${VERIFY}?tab=entries`)
    await screen.findByRole('grid', { name: 'Entries' })
    press('k', { ctrlKey: true })
    const input = await screen.findByRole('combobox', { name: 'Find or do' })
    fireEvent.change(input, { target: { value: '1,234' } })
    fireEvent.keyDown(input, { key: 'Enter' })
    expect(await screen.findByRole('region', { name: 'Entry 1,234 as stored' })).toBeTruthy()
  })
  test('says when nothing fits', async () => {
    renderApp('/')
    press('k', { ctrlKey: true })
    fireEvent.change(await screen.findByRole('combobox', { name: 'Find or do' }), { target: { value: 'zzz' } })
    expect(screen.getByText('Nothing matches “zzz”.')).toBeTruthy()
  })
})

describe('shortcuts', () => {
  test('? lists what works on this screen', async () => {
    renderApp(VERIFY)
    await screen.findByRole('slider')
    press('?')
    const dialog = await screen.findByRole('dialog')
    for (const text of ['Next damage', 'Go to Evidence', 'Move along the map', 'Find or do'])
      expect(dialog.textContent).toContain(text)
  })
  test('g and a letter go to a screen', async () => {
    renderApp(VERIFY)
    await screen.findByRole('heading', { level: 1 })
    press('g')
    press('e')
    await waitFor(() => expect(window.location.hash).toBe(`#/case/${fixture.CASE_ID}/evidence`))
  })
  test('letters typed into a field are only letters', async () => {
    renderApp('/')
    fireEvent.click(await screen.findByRole('button', { name: 'New case' }))
    const name = screen.getByRole('textbox', { name: 'Name' })
    fireEvent.keyDown(name, { key: 'g' })
    fireEvent.keyDown(name, { key: 't' })
    fireEvent.keyDown(name, { key: '?' })
    expect(window.location.hash).toBe('#/')
    expect(screen.getAllByRole('dialog')).toHaveLength(1)
  })
  test('can be turned off, and Ctrl-K still works', async () => {
    renderApp('/')
    await screen.findByText('Recent cases')
    press('?')
    fireEvent.click(await screen.findByRole('checkbox', { name: /Shortcuts of plain letters/ }))
    fireEvent.click(screen.getByRole('button', { name: 'Close' }))
    press('?')
    expect(screen.queryByRole('dialog')).toBeNull()
    press('k', { ctrlKey: true })
    expect(await screen.findByRole('combobox', { name: 'Find or do' })).toBeTruthy()
  })
})

describe('display', () => {
  test('times change from UTC to the local zone everywhere, by one key', async () => {
    const zone = process.env.TZ
    process.env.TZ = 'Asia/Kolkata'
    try {
      renderApp('/')
      expect((await screen.findByRole('table')).textContent).toContain('2026-03-03 10:00 UTC')
      press('u')
      await waitFor(() => expect(screen.getByRole('table').textContent).toContain('2026-03-03 15:30 +05:30'))
      expect(localStorage.getItem('plainview.preferences')).toContain('"zone":"local"')
    } finally {
      process.env.TZ = zone
    }
  })
  test('the theme is set on the document', async () => {
    renderApp('/')
    fireEvent.click(screen.getByRole('button', { name: 'Display' }))
    fireEvent.click(await screen.findByRole('radio', { name: 'Dark' }))
    await waitFor(() => expect(document.documentElement.dataset.theme).toBe('dark'))
    fireEvent.click(screen.getByRole('checkbox', { name: 'High contrast' }))
    await waitFor(() => expect(document.documentElement.dataset.contrast).toBe('more'))
  })
})

describe('start', () => {
  test('opens the case the program was started with', async () => {
    const launch = async () => ok({ caseId: fixture.CASE_ID, pickedId: null })
    renderApp('', { bridge: { launch } })
    await waitFor(() => expect(window.location.hash).toBe(`#/case/${fixture.CASE_ID}/verify`))
  })
  test('takes in the evidence the program was started with', async () => {
    renderApp('', { bridge: { launch: async () => ok({ caseId: null, pickedId: 'pick_00000000000000c1' }) } })
    expect(await screen.findByRole('dialog', { name: 'Import into which case?' })).toBeTruthy()
  })
  test('a reload stays where it was', async () => {
    const launch = vi.fn(async () => ok({ caseId: 'case_00000000000000ee', pickedId: null }))
    renderApp('/trust', { bridge: { launch } })
    await screen.findByRole('heading', { level: 1 })
    expect(launch).not.toHaveBeenCalled()
    expect(window.location.hash).toBe('#/trust')
  })
})

test('a screen that breaks says so, and the rest of the window stays', async () => {
  const quiet = vi.spyOn(console, 'error').mockImplementation(() => {})
  const call = async (name: string) => {
    if (name === 'evidence.list') return ok({ evidence: null, unfinished: [] })
    if (name === 'cases.open') return ok(fixture.caseSummary)
    return { ok: false, error: { code: 'not_found', message: name } }
  }
  renderApp(`/case/${fixture.CASE_ID}/evidence`, { bridge: { call: call as never } })
  expect((await screen.findByRole('alert')).textContent).toContain('not in your evidence')
  expect(screen.getByRole('navigation', { name: 'Screens' })).toBeTruthy()
  window.location.hash = '/trust'
  expect(await screen.findByText('Keys you trust')).toBeTruthy()
  quiet.mockRestore()
})
