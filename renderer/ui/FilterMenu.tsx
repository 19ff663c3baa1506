import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { useFigures, useWords } from '../i18n/words.tsx'
import { Glyph } from './Glyph.tsx'
import { EvidenceText } from './text/Reveal.tsx'
import './FilterMenu.css'

export interface FilterOption {
  readonly value: string
  readonly label: string
  /** How many rows it would give; left out where it is not known. */
  readonly count?: number | undefined
}

interface Props {
  readonly label: string
  readonly options: readonly FilterOption[]
  /** Values chosen; any of them fits. */
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
  /** Only one at a time. */
  readonly single?: boolean
  /** Under the values: another way to say what is wanted. */
  readonly children?: ReactNode
}

/** Values named on the chip; the others are counted. */
const NAMED = 2

function close(details: HTMLDetailsElement | null): void {
  details?.removeAttribute('open')
}

/**
 * A filter as one word in a row of them: pressed, it opens the values with what each would give; chosen ones stand on it,
 * with a cross to take them off. The browser's own disclosure, so Enter, Space, Tab and Escape do what they do elsewhere.
 */
export function FilterMenu({ label, options, chosen, onChange, single = false, children }: Props) {
  const t = useWords()
  const { count } = useFigures()
  const details = useRef<HTMLDetailsElement>(null)
  // Values are many and rarely looked at: they exist while the menu is open.
  const [isOpen, setOpen] = useState(false)
  const name = useId()

  useEffect(() => {
    const onPress = (event: PointerEvent) => {
      if (event.target instanceof Node && !details.current?.contains(event.target)) close(details.current)
    }
    document.addEventListener('pointerdown', onPress)
    return () => document.removeEventListener('pointerdown', onPress)
  }, [])

  const labels = chosen.map((value) => options.find((option) => option.value === value)?.label ?? value)
  const named = labels.slice(0, NAMED).join(', ')
  const more = labels.length - NAMED
  const isOn = chosen.length > 0
  function toggle(value: string, on: boolean) {
    if (single) onChange(on ? [value] : [])
    else onChange(on ? [...chosen, value] : chosen.filter((one) => one !== value))
  }
  return (
    <div className={isOn ? 'FilterMenu FilterMenu-on' : 'FilterMenu'}>
      <details
        ref={details}
        onToggle={(event) => setOpen(event.currentTarget.open)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || !details.current?.open) return
          event.stopPropagation()
          close(details.current)
          details.current.querySelector('summary')?.focus()
        }}
        onBlur={(event) => {
          // To nothing: the window lost the focus, or something was pressed that takes none.
          if (event.relatedTarget instanceof Node && !event.currentTarget.contains(event.relatedTarget))
            close(details.current)
        }}
      >
        <summary>
          <span>
            {label}
            {isOn && (
              <>
                : <EvidenceText value={named} />
                {more > 0 && ` ${t('ui.filter.more', { count: more })}`}
              </>
            )}
          </span>
          {!isOn && <Glyph name="down" />}
        </summary>
        {isOpen && (
          <fieldset className="FilterMenu-values">
            <legend className="VisuallyHidden">{label}</legend>
            {options.length === 0 && children === undefined && <p className="FilterMenu-none">{t('ui.filter.none')}</p>}
            {options.map((option) => (
              <label key={option.value} className="FilterMenu-value">
                <input
                  type={single ? 'radio' : 'checkbox'}
                  name={name}
                  checked={chosen.includes(option.value)}
                  onChange={(event) => toggle(option.value, event.target.checked)}
                />
                <span>
                  <EvidenceText value={option.label} />
                </span>
                {option.count !== undefined && <span className="FilterMenu-count">{count(option.count)}</span>}
              </label>
            ))}
            {children}
          </fieldset>
        )}
      </details>
      {isOn && (
        <button
          type="button"
          className="FilterMenu-clear"
          aria-label={t('ui.filter.clear', { label })}
          onClick={() => {
            onChange([])
            details.current?.querySelector('summary')?.focus()
          }}
        >
          <Glyph name="cross" />
        </button>
      )}
    </div>
  )
}
