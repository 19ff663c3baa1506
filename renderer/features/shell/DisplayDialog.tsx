import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { usePreferences } from '../../ui/preferences.tsx'
import { Choice, Toggle } from '../../ui/Toggle.tsx'

/** How the reader wants to see things: takes effect at once. */
export function DisplayDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useWords()
  const { preferences, set } = usePreferences()
  return (
    <Dialog
      title={t('shell.display')}
      onClose={onClose}
      actions={
        <Button onClick={onClose} data-autofocus>
          {t('ui.close')}
        </Button>
      }
    >
      <Choice
        label={t('shell.display.times')}
        value={preferences.zone}
        onChange={(zone) => set({ zone })}
        options={[
          { value: 'utc', label: t('shell.display.utc') },
          { value: 'local', label: t('shell.display.local', { zone: localZone() }) },
        ]}
      />
      <Choice
        label={t('shell.display.theme')}
        value={preferences.theme}
        onChange={(theme) => set({ theme })}
        options={[
          { value: 'system', label: t('shell.display.theme.system') },
          { value: 'light', label: t('shell.display.theme.light') },
          { value: 'dark', label: t('shell.display.theme.dark') },
        ]}
      />
      <Toggle
        checked={preferences.contrast === 'more'}
        onChange={(more) => set({ contrast: more ? 'more' : 'system' })}
      >
        {t('shell.display.contrast')}
      </Toggle>
    </Dialog>
  )
}

const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone
