import { useQuery } from '@tanstack/react-query'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useWords } from '../../i18n/words.tsx'
import { go } from '../../router.ts'
import { routes } from '../../routes.ts'
import { type Command, useCommands } from '../../ui/commands.tsx'
import { usePreferences } from '../../ui/preferences.tsx'
import { useImports } from '../evidence/imports.tsx'
import { navPath } from './Shell.tsx'

interface Props {
  readonly caseId: string | null
  readonly onDisplay: () => void
}

/** Commands that work on every screen. */
export function GlobalCommands({ caseId, onDisplay }: Props) {
  const t = useWords()
  const { preferences, set } = usePreferences()
  const { pick } = useImports()
  const recent = useQuery(readQuery(useCall(), 'cases.recent', {}))

  const goTo = routes.flatMap((route): Command[] => {
    const path = navPath(route, caseId)
    if (path === null) return []
    const label = t('shell.go-to', { screen: t(route.title) })
    return [
      { id: `go-${route.id}`, label, group: t('shell.group.go'), keys: `g ${route.key}`, run: () => go(`#${path}`) },
    ]
  })
  const cases = (recent.data?.cases ?? [])
    .filter(({ state }) => state === 'ready')
    .map(
      (known): Command => ({
        id: `case-${known.caseId}`,
        label: known.name,
        group: t('shell.group.case'),
        run: () => go(`#/case/${known.caseId}/verify`),
      }),
    )
  const nextZone = preferences.zone === 'utc' ? 'local' : 'utc'
  useCommands('global', [
    ...goTo,
    ...cases,
    {
      id: 'import-file',
      label: t('imports.choose-file'),
      group: t('shell.group.do'),
      keys: 'i',
      run: () => pick('file', caseId),
    },
    {
      id: 'import-folder',
      label: t('imports.choose-folder'),
      group: t('shell.group.do'),
      run: () => pick('folder', caseId),
    },
    {
      id: 'zone',
      label: t(nextZone === 'local' ? 'shell.times-local' : 'shell.times-utc'),
      group: t('shell.group.show'),
      keys: 'u',
      run: () => set({ zone: nextZone }),
    },
    { id: 'display', label: t('shell.display'), group: t('shell.group.show'), run: onDisplay },
    ...(['system', 'light', 'dark'] as const).map(
      (theme): Command => ({
        id: `theme-${theme}`,
        label: t(`shell.display.theme.${theme}`),
        group: t('shell.display.theme'),
        run: () => set({ theme }),
      }),
    ),
  ])
  return null
}
