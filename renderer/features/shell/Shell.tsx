import { type ReactNode, useEffect, useRef } from 'react'
import { useMaybeCase } from '../../api/case-context.ts'
import { useWords } from '../../i18n/words.tsx'
import type { Route } from '../../route.ts'
import { fillPath } from '../../router.ts'
import { Glyph } from '../../ui/Glyph.tsx'
import { Keys } from '../../ui/Keys.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { JobsAtWork } from '../evidence/JobsAtWork.tsx'
import { NetworkStatus } from './NetworkStatus.tsx'
import './Shell.css'

interface Props {
  readonly routes: readonly Route[]
  readonly current: Route | null
  readonly caseId: string | null
  /** Changes when another screen is shown. */
  readonly screenKey: string
  readonly onPalette: () => void
  readonly onShortcuts: () => void
  readonly onDisplay: () => void
  readonly children: ReactNode
}

/** Where the navigation leads: the first address that needs no more than is known. */
export function navPath(route: Route, caseId: string | null): string | null {
  const known: Record<string, string> = caseId === null ? {} : { caseId }
  const forCase = route.patterns.find((pattern) => pattern.includes(':caseId') && fillPath(pattern, known) !== null)
  const plain = route.patterns.find((pattern) => !pattern.includes(':'))
  const pattern = forCase ?? plain
  return pattern === undefined ? null : fillPath(pattern, known)
}

export function Shell({ routes, current, caseId, screenKey, children, ...actions }: Props) {
  const t = useWords()
  const main = useRef<HTMLElement>(null)
  const isFirst = useRef(true)
  const title = current === null ? t('shell.nowhere') : t(current.title)

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each screen
  useEffect(() => {
    document.title = t('shell.document-title', { screen: title })
    if (!isFirst.current) {
      window.scrollTo(0, 0)
      // To the heading, so that a screen reader says where the reader has come to.
      const heading = main.current?.querySelector<HTMLElement>('h1')
      ;(heading ?? main.current)?.focus({ preventScroll: true })
    }
    isFirst.current = false
  }, [screenKey, title])

  return (
    <div className="Shell">
      {/* A button: the hash of a link is an address inside the app. */}
      <button type="button" className="Shell-skip" onClick={() => main.current?.focus()}>
        {t('shell.skip')}
      </button>
      <header className="Shell-side">
        <a className="Shell-name" href="#/">
          Plainview
        </a>
        <Nav routes={routes} current={current} caseId={caseId} />
        <div className="Shell-foot">
          <JobsAtWork />
          <button type="button" className="Shell-tool" onClick={actions.onPalette}>
            {t('ui.palette.title')} <Keys keys="Ctrl K" />
          </button>
          <button type="button" className="Shell-tool" onClick={actions.onDisplay}>
            {t('shell.display')}
          </button>
          <button type="button" className="Shell-tool" onClick={actions.onShortcuts}>
            {t('ui.shortcuts.title')} <Keys keys="?" />
          </button>
          <NetworkStatus />
        </div>
      </header>
      <main className="Shell-main" id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
    </div>
  )
}

function Nav({ routes, current, caseId }: Pick<Props, 'routes' | 'current' | 'caseId'>) {
  const t = useWords()
  const opened = useMaybeCase()
  return (
    <nav className="Shell-nav" aria-label={t('shell.navigation')}>
      <ul>
        {routes.map((route, i) => {
          const path = navPath(route, caseId)
          if (path === null) return null
          const isFirstOfCase = opened !== null && i > 0 && navPath(routes[i - 1] ?? route, caseId) === '/'
          return (
            <li key={route.id}>
              {isFirstOfCase && (
                <span className="Shell-case" title={opened.name}>
                  <EvidenceText value={opened.name} />
                  {opened.readOnly && (
                    <span className="Shell-readonly">
                      <Glyph name="dash" /> {t('shell.read-only')}
                    </span>
                  )}
                </span>
              )}
              <a href={`#${path}`} aria-current={route === current ? 'page' : undefined}>
                {t(route.title)}
              </a>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
