// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, test, vi } from 'vitest'
import { err, ok } from '#core/result.ts'
import { readWindow } from '../../renderer/features/trust/key-window.ts'
import { readHours } from '../../renderer/features/trust/PolicyEditor.tsx'
import * as fixture from '../support/renderer/fixture.ts'
import { fillGaps, renderApp } from '../support/renderer/render-app.tsx'

fillGaps()
const TRUST = `/case/${fixture.CASE_ID}/trust`
const badKey = err({
  code: 'refused' as const,
  message: 'vkey: a small-order key',
  place: { file: 'vkey' },
  expected: 'a key of the prime-order group',
  got: 'a small-order point',
})
const goodKey = async () => ok({ name: 'log.example.org/requests', keyId: '626929d8', algorithm: 'Ed25519' })

describe('keys', () => {
  test('each with what it signs, for which log, and for which sizes', async () => {
    renderApp(TRUST)
    const table = await screen.findByRole('table', { name: 'Keys you trust' })
    const row = within(table).getAllByRole('row')[1]
    for (const text of ['log.example.org/requests', '626929d8', 'logs', 'from 0 on', 'From the letter'])
      expect(row?.textContent).toContain(text)
  })
  test('a key is read before it can be trusted, and refused with its reason', async () => {
    const add = vi.fn(async () => ok(fixture.trustedKey))
    const check = vi.fn(async ({ vkey }: { vkey: string }) => (vkey.includes('bad') ? badKey : goodKey()))
    renderApp('/trust', { stubs: { 'trust.check-key': check, 'trust.add-key': add } })
    fireEvent.click(await screen.findByRole('button', { name: 'Add a key' }))
    const trust = screen.getByRole('button', { name: 'Trust this key' })
    expect(trust.hasAttribute('disabled')).toBe(true)
    const vkey = screen.getByRole('textbox', { name: 'Public key (vkey)' })
    fireEvent.change(vkey, { target: { value: 'bad+1+2' } })
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('a small-order point')
    expect(trust.hasAttribute('disabled')).toBe(true)
    fireEvent.change(vkey, { target: { value: ' log.example.org/requests+626929d8+AQ== ' } })
    expect(await screen.findByText(/Ed25519/)).toBeTruthy()
    fireEvent.change(screen.getByRole('textbox', { name: 'To size' }), { target: { value: '1,000' } })
    fireEvent.click(trust)
    await waitFor(() =>
      expect(add).toHaveBeenCalledWith({
        vkey: 'log.example.org/requests+626929d8+AQ==',
        origin: null,
        purpose: 'log',
        fromSize: 0,
        toSize: 1000,
        note: '',
      }),
    )
  })
  test.each([
    ['0', '', { fromSize: 0, toSize: null }],
    ['1.000', '2 000', { fromSize: 1000, toSize: 2000 }],
    ['5', '5', { fromSize: 5, toSize: 5 }],
    ['5', '4', null],
    ['', '', null],
    ['-1', '', null],
    ['1e3', '', null],
    ['9007199254740993', '', null],
    ['0', 'x', null],
  ])('sizes from %j to %j', (from, to, expected) => {
    expect(readWindow(from, to)).toEqual(expected)
  })
  test('removing one asks first and says what it means', async () => {
    const remove = vi.fn(async () => ok({}))
    renderApp('/trust', { stubs: { 'trust.remove-key': remove } })
    fireEvent.click(await screen.findByRole('button', { name: /^Remove/ }))
    expect(screen.getByRole('dialog').textContent).toContain('will count as unverified')
    fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Remove' }))
    await waitFor(() => expect(remove).toHaveBeenCalledWith({ vkey: fixture.trustedKey.vkey }))
  })
  test('a key that came with the export is shown as not trusted, and trusting it warns', async () => {
    renderApp(TRUST, { stubs: { 'trust.check-key': goodKey } })
    const table = await screen.findByRole('table', { name: 'Keys that came with the exports of this case' })
    expect(within(table).getAllByText('not trusted')).toHaveLength(2)
    fireEvent.click(within(table).getAllByRole('button', { name: 'Trust… log.example.org/requests' })[0] as HTMLElement)
    expect((await screen.findByRole('note')).textContent).toContain('could change this key with it')
  })
  test('outside a case nothing is asked about exports', async () => {
    renderApp('/trust')
    await screen.findByRole('table', { name: 'Keys you trust' })
    expect(screen.queryByText('Keys that came with the exports of this case')).toBeNull()
  })
})

describe('remembered heads', () => {
  test('can be read as they were signed, saved and forgotten', async () => {
    const saveFile = vi.fn(async () => ok(true))
    const forget = vi.fn(async () => ok({}))
    renderApp('/trust', { stubs: { 'trust.forget-head': forget }, bridge: { saveFile } })
    fireEvent.click(await screen.findByRole('button', { name: /Show the head .* of size 350/ }))
    const dialog = screen.getByRole('dialog')
    expect(dialog.textContent).toContain(fixture.hashOf('root 350'))
    fireEvent.click(within(dialog).getByRole('button', { name: 'Save' }))
    expect(saveFile).toHaveBeenCalledWith('350.note', 'text/plain', fixture.rememberedHeads[0]?.note)
    fireEvent.click(within(dialog).getByRole('button', { name: 'Forget' }))
    await waitFor(() => expect(forget).toHaveBeenCalledWith({ headId: 'h1' }))
  })
})

describe('the policy', () => {
  test('is shown as it was understood', async () => {
    renderApp('/trust')
    const quorum = await screen.findByText('Quorum')
    const list = quorum.closest('dl')
    expect(list?.textContent).toContain('all: 2 of 2: w1, w2')
    expect(list?.textContent).toContain('every two quorums share a witness')
    expect(list?.textContent).toContain('168 hours')
  })
  test('a line that does not parse is named and selected, and the text stays', async () => {
    const text = 'witness w1 abc\nquorum w9\n'
    const save = vi.fn(async () =>
      err({
        code: 'refused' as const,
        message: 'no witness or group',
        place: { file: 'policy', line: 2 },
        expected: 'a name defined above',
        got: '"w9"',
      }),
    )
    renderApp('/trust', { stubs: { 'trust.set-policy': save } })
    fireEvent.click(await screen.findByRole('button', { name: 'Edit' }))
    const area = screen.getByRole('textbox', { name: 'Policy text' }) as HTMLTextAreaElement
    fireEvent.change(area, { target: { value: text } })
    fireEvent.click(screen.getByRole('button', { name: 'Save the policy' }))
    expect((await screen.findByRole('alert')).textContent).toContain('Line 2 was refused')
    expect(area.value).toBe(text)
    expect(text.slice(area.selectionStart, area.selectionEnd)).toBe('quorum w9')
    expect(document.querySelector('.Trust-badLine')?.textContent).toBe('2')
  })
  test('saved, it is read again', async () => {
    const save = vi.fn(async () => ok({}))
    renderApp('/trust', { stubs: { 'trust.set-policy': save } })
    fireEvent.click(await screen.findByRole('button', { name: 'Edit' }))
    fireEvent.change(screen.getByRole('textbox', { name: /in hours/ }), { target: { value: '' } })
    fireEvent.click(screen.getByRole('button', { name: 'Save the policy' }))
    await waitFor(() => expect(save).toHaveBeenCalledWith({ text: fixture.policy.text, maxAgeHours: null }))
    expect(await screen.findByRole('button', { name: 'Edit' })).toBeTruthy()
  })
  test.each([
    ['', null],
    ['12', 12],
    ['0.5', 0.5],
    ['0', undefined],
    ['-3', undefined],
    ['soon', undefined],
    ['Infinity', undefined],
  ])('%j as hours', (typed, hours) => {
    expect(readHours(typed)).toBe(hours)
  })
})

describe('states', () => {
  test('nothing trusted yet: says what to do', async () => {
    renderApp('/trust', {
      stubs: {
        'trust.keys': async () => ok({ keys: [] }),
        'trust.heads': async () => ok({ heads: [] }),
        'trust.policy': async () =>
          ok({ text: '', maxAgeHours: null, witnesses: [], groups: [], quorum: '', splitViewPossible: true }),
      },
    })
    expect(await screen.findByText('You trust no key yet')).toBeTruthy()
    expect(await screen.findByText('No heads remembered')).toBeTruthy()
    expect(await screen.findByRole('button', { name: 'Write a policy' })).toBeTruthy()
  })
  test('a part that cannot be read does not take the others with it', async () => {
    renderApp('/trust', { stubs: { 'trust.keys': async () => badKey } })
    expect((await screen.findByRole('alert')).textContent).toContain('The keys could not be read')
    expect(await screen.findByText('Quorum')).toBeTruthy()
  })
  test('while it is read, the screen says so', async () => {
    renderApp('/trust', { stubs: { 'trust.keys': () => new Promise(() => {}) } })
    expect(await screen.findByText('Reading the keys…')).toBeTruthy()
  })
})
