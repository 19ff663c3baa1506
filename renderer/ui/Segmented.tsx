import { type ReactNode, useId } from 'react'
import './Segmented.css'

interface Props<V extends string> {
  readonly label: string
  readonly value: V
  readonly options: readonly { readonly value: V; readonly label: ReactNode }[]
  readonly onChange: (value: V) => void
  /** The label beside it; otherwise it is only read out. */
  readonly showLabel?: boolean
}

/** One of a few, side by side: radio buttons, so that arrow keys move and a screen reader says how many there are. */
export function Segmented<V extends string>({ label, value, options, onChange, showLabel = false }: Props<V>) {
  const name = useId()
  return (
    <fieldset className="Segmented">
      <legend className={showLabel ? 'Segmented-label' : 'VisuallyHidden'}>{label}</legend>
      <div className="Segmented-options">
        {options.map((option) => (
          <label key={option.value} className="Segmented-option">
            <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
