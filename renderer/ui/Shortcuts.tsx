import { useWords } from '../i18n/words.tsx'
import { Button } from './Button.tsx'
import { useCommandList } from './commands.tsx'
import { Dialog } from './Dialog.tsx'
import { Keys } from './Keys.tsx'
import { usePreferences } from './preferences.tsx'
import { Toggle } from './Toggle.tsx'
import './Palette.css'

interface Shortcut {
  readonly label: string
  readonly keys: string
}

/** Every shortcut that works now: everywhere, in tables, and on this screen. */
export function Shortcuts({ onClose }: { readonly onClose: () => void }) {
  const t = useWords()
  const { list } = useCommandList()
  const { preferences, set } = usePreferences()
  const groups = new Map<string, Shortcut[]>([
    [
      t('ui.shortcuts.everywhere'),
      [
        { label: t('ui.palette.title'), keys: 'Ctrl/⌘+K' },
        { label: t('ui.shortcuts.title'), keys: '?' },
      ],
    ],
    [
      t('ui.shortcuts.tables'),
      [
        { label: t('ui.shortcuts.move'), keys: '↑ ↓ PgUp PgDn Home End' },
        { label: t('ui.shortcuts.open'), keys: 'Enter' },
      ],
    ],
  ])
  for (const { group, label, keys } of list) {
    if (keys !== undefined) groups.set(group, [...(groups.get(group) ?? []), { label, keys }])
  }
  return (
    <Dialog
      title={t('ui.shortcuts.title')}
      onClose={onClose}
      actions={
        <Button onClick={onClose} data-autofocus>
          {t('ui.close')}
        </Button>
      }
    >
      {[...groups].map(([group, shortcuts]) => (
        <section key={group}>
          <h3>{group}</h3>
          <dl className="Shortcuts-list">
            {shortcuts.map(({ label, keys }) => (
              <div key={label + keys}>
                <dt>{label}</dt>
                <dd>
                  <Keys keys={keys} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <Toggle checked={preferences.letterKeys} onChange={(letterKeys) => set({ letterKeys })}>
        {t('ui.shortcuts.letters')}
      </Toggle>
    </Dialog>
  )
}
