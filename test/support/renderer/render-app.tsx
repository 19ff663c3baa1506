/** Shows the real app in jsdom, on stubs, with what jsdom lacks. */
import { cleanup, configure, render } from '@testing-library/react'
import { afterEach, beforeEach, vi } from 'vitest'
import type { Bridge } from '#contract/bridge.ts'
import { ok } from '#core/result.ts'
import { App } from '../../../renderer/App.tsx'
import * as fixture from './fixture.ts'
import { type Stubs, stubCall } from './stub-call.ts'

/** Long enough for a machine that does other things too. */
configure({ asyncUtilTimeout: 10_000 })

/** Layout and dialogs, which jsdom has not got: every scroller is 600 x 800, a modal dialog is open and takes the focus. */
export function fillGaps(): void {
  beforeEach(() => {
    window.location.hash = ''
    localStorage.clear()
    vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(600)
    vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(800)
    vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(600)
    vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(800)
    vi.spyOn(window, 'scrollTo').mockImplementation(() => {})
    Object.assign(HTMLElement.prototype, { scrollTo: () => {}, scrollIntoView: () => {} })
    Object.assign(HTMLDialogElement.prototype, {
      showModal(this: HTMLDialogElement) {
        this.setAttribute('open', '')
      },
      close(this: HTMLDialogElement) {
        this.removeAttribute('open')
      },
    })
  })
  afterEach(() => {
    cleanup()
    vi.restoreAllMocks()
  })
}

/** What every screen asks for, answered from the fixture. */
export const answers: Stubs = {
  'app.about': async () =>
    ok({ version: '0.1.0', host: 'web', node: 'v20.20.0', network: { blocked: true, attempts: 0 }, profileLabel: 'p' }),
  'cases.recent': async () => ok({ cases: [fixture.caseSummary] }),
  'cases.open': async ({ caseId }) => ok({ ...fixture.caseSummary, caseId }),
  'evidence.list': async () => ok({ evidence: fixture.evidence, unfinished: [] }),
  'evidence.files': async () => ok({ files: fixture.document.input.files }),
  'verify.result': async () => ok(fixture.result),
  'verify.map': async ({ from, to, bins }) => ok(fixture.mapOf(from, to, bins)),
  'verify.entry': async ({ index }) => ok(fixture.entryOf(index)),
  'verify.entries': async ({ from, limit }) => ok(fixture.entriesFrom(from, limit)),
  'trust.keys': async () => ok({ keys: [fixture.trustedKey] }),
  'trust.heads': async () => ok({ heads: fixture.rememberedHeads }),
  'trust.came-with-export': async () => ok({ keys: fixture.offeredKeys }),
  'trust.policy': async () => ok(fixture.policy),
}

interface Options {
  readonly stubs?: Stubs
  readonly bridge?: Partial<Bridge>
  readonly locale?: string
}

/** Opens the app at an address such as `/case/…/verify`. */
export function renderApp(address: string, { stubs = {}, bridge = {}, locale = 'en-GB' }: Options = {}) {
  window.location.hash = address
  const bugs: unknown[] = []
  const host: Bridge = {
    host: 'web',
    call: stubCall({ ...answers, ...stubs }, bugs),
    launch: async () => ok({ caseId: null, pickedId: null }),
    pickEvidence: async () => ok(null),
    pickDropped: async () => ok(null),
    saveFile: async () => ok(true),
    ...bridge,
  }
  return { ...render(<App bridge={host} readerLocale={locale} />), bugs }
}
