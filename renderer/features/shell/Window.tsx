import { useEffect, useEffectEvent, useState } from 'react'
import { useBridge } from '../../api/call-context.ts'
import { CaseContext } from '../../api/case-context.ts'
import { useWords } from '../../i18n/words.tsx'
import type { Route } from '../../route.ts'
import { go, hrefOf, matchPath, usePlace } from '../../router.ts'
import { routes } from '../../routes.ts'
import { CommandsProvider } from '../../ui/commands.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { ErrorBoundary } from '../../ui/ErrorBoundary.tsx'
import { Palette } from '../../ui/Palette.tsx'
import { usePreferences } from '../../ui/preferences.tsx'
import { Shortcuts } from '../../ui/Shortcuts.tsx'
import { ImportDialog } from '../evidence/ImportDialog.tsx'
import { useImports } from '../evidence/imports.tsx'
import { WindowDrop } from '../evidence/WindowDrop.tsx'
import { DisplayDialog } from './DisplayDialog.tsx'
import { GlobalCommands } from './GlobalCommands.tsx'
import { Shell } from './Shell.tsx'
import { useOpenCase } from './use-open-case.tsx'

interface Match {
  readonly route: Route
  readonly params: Readonly<Record<string, string>>
}

export function findRoute(path: string, all: readonly Route[] = routes): Match | null {
  for (const route of all) {
    for (const pattern of route.patterns) {
      const params = matchPath(pattern, path)
      if (params) return { route, params }
    }
  }
  return null
}

type OpenDialog = 'palette' | 'shortcuts' | 'display' | null

/** The window: which screen, inside which case, with the dialogs that every screen shares. */
export function Window() {
  const { path, query } = usePlace()
  const { preferences } = usePreferences()
  const [dialog, setDialog] = useState<OpenDialog>(null)
  const close = () => setDialog(null)
  const match = findRoute(path)
  const caseId = match?.params.caseId ?? null
  const { opened, instead } = useOpenCase(caseId)
  useLaunch()

  const actions = {
    onPalette: () => setDialog('palette'),
    onShortcuts: () => setDialog('shortcuts'),
    onDisplay: () => setDialog('display'),
  }
  return (
    <CommandsProvider letterKeys={preferences.letterKeys} {...actions}>
      <CaseContext value={opened}>
        <GlobalCommands caseId={caseId} onDisplay={actions.onDisplay} />
        <Shell routes={routes} current={match?.route ?? null} caseId={caseId} screenKey={path} {...actions}>
          {instead ?? (
            <ErrorBoundary resetKey={path}>
              {match ? <match.route.Screen params={match.params} query={query} /> : <Nowhere />}
            </ErrorBoundary>
          )}
        </Shell>
        <ImportDialog />
        <WindowDrop />
        {dialog === 'palette' && <Palette onClose={close} />}
        {dialog === 'shortcuts' && <Shortcuts onClose={close} />}
        {dialog === 'display' && <DisplayDialog onClose={close} />}
      </CaseContext>
    </CommandsProvider>
  )
}

function Nowhere() {
  const t = useWords()
  return (
    <>
      <h1 tabIndex={-1} className="Screen-title">
        {t('shell.nowhere')}
      </h1>
      <Empty title={t('shell.nowhere.title')} actions={<a href="#/">{t('shell.to-cases')}</a>} />
    </>
  )
}

/** What the program was started with: a case to open, evidence to take in. Only on a fresh start, not after a reload. */
function useLaunch(): void {
  const bridge = useBridge()
  const { take } = useImports()
  const onLaunch = useEffectEvent((caseId: string | null, pickedId: string | null) => {
    if (caseId !== null) go(hrefOf(`/case/${caseId}/verify`), { replace: true })
    if (pickedId !== null) take(pickedId, caseId)
  })
  useEffect(() => {
    if (window.location.hash.length > 1) return
    let wanted = true
    void bridge.launch().then((launch) => {
      if (wanted && launch.ok) onLaunch(launch.value.caseId, launch.value.pickedId)
    })
    return () => {
      wanted = false
    }
  }, [bridge])
}
