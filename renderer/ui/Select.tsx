import { type ReactNode, useId } from 'react'
import { FieldFrame } from './Field.tsx'

export interface Option<V extends string> {
  readonly value: V
  readonly label: string
}

interface Props<V extends string> {
  readonly label: ReactNode
  readonly value: V
  readonly options: readonly Option<V>[]
  readonly onChange: (value: V) => void
  readonly hint?: ReactNode
  /** Label beside the control, for a row of controls over a table. */
  readonly inline?: boolean
}

/** The browser's own select: keyboard, touch and screen readers work as everywhere else. */
export function Select<V extends string>({ label, value, options, onChange, hint, inline = false }: Props<V>) {
  const id = useId()
  const control = (
    <select
      id={id}
      className="Input"
      value={value}
      aria-describedby={hint === undefined || inline ? undefined : `${id}-hint`}
      onChange={(event) => {
        const chosen = options.find((option) => option.value === event.target.value)
        if (chosen) onChange(chosen.value)
      }}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  )
  if (!inline) {
    return (
      <FieldFrame id={id} label={label} hint={hint}>
        {control}
      </FieldFrame>
    )
  }
  return (
    <span className="Select-inline">
      <label htmlFor={id}>{label}</label>
      {control}
    </span>
  )
}
