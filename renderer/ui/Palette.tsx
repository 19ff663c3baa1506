import { type KeyboardEvent, useId, useState } from 'react'
import { useWords } from '../i18n/words.tsx'
import { type Command, useCommandList } from './commands.tsx'
import { Dialog } from './Dialog.tsx'
import { Keys } from './Keys.tsx'
import './Palette.css'

const MOST_SHOWN = 50

/** Every word typed must be in the name, in any order. */
export function matching(commands: readonly Command[], typed: string): readonly Command[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  return commands.filter(({ label, group }) => {
    const text = `${group} ${label}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

export function Palette({ onClose }: { readonly onClose: () => void }) {
  const t = useWords()
  const { list, find } = useCommandList()
  const [typed, setTyped] = useState('')
  const [active, setActive] = useState(0)
  const base = useId()
  const shown = [
    ...find(typed),
    ...matching(
      list.filter(({ run }) => run !== undefined),
      typed,
    ),
  ].slice(0, MOST_SHOWN)
  const at = Math.min(active, shown.length - 1)

  function run(command: Command | undefined) {
    if (!command) return
    onClose()
    command.run?.()
  }
  function onKeyDown(event: KeyboardEvent) {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key]
    if (to !== undefined) {
      event.preventDefault()
      const next = (to + shown.length) % Math.max(1, shown.length)
      setActive(next)
      document.getElementById(`${base}-${next}`)?.scrollIntoView?.({ block: 'nearest' })
    } else if (event.key === 'Enter') {
      event.preventDefault()
      run(shown[at])
    }
  }

  return (
    <Dialog title={t('ui.palette.title')} onClose={onClose}>
      <input
        className="Input Palette-input"
        data-autofocus
        role="combobox"
        aria-label={t('ui.palette.title')}
        aria-expanded="true"
        aria-controls={`${base}-list`}
        aria-activedescendant={shown.length > 0 ? `${base}-${at}` : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        placeholder={t('ui.palette.hint')}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setActive(0)
        }}
        onKeyDown={onKeyDown}
      />
      {shown.length === 0 && <p role="status">{t('ui.palette.none', { typed })}</p>}
      <div role="listbox" id={`${base}-list`} aria-label={t('ui.palette.title')} className="Palette-list">
        {shown.map((command, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox takes the keys for its options
          // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the combobox (aria-activedescendant)
          <div
            key={command.id}
            id={`${base}-${i}`}
            role="option"
            aria-selected={i === at}
            className="Palette-option"
            onClick={() => run(command)}
            onPointerMove={() => setActive(i)}
          >
            <span className="Palette-group">{command.group}</span>
            <span className="Palette-label">{command.label}</span>
            {command.keys !== undefined && <Keys keys={command.keys} />}
          </div>
        ))}
      </div>
    </Dialog>
  )
}
