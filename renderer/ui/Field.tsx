import { type InputHTMLAttributes, type ReactNode, type TextareaHTMLAttributes, useId } from 'react'
import './Field.css'

interface Frame {
  readonly label: ReactNode
  readonly hint?: ReactNode
  /** What is wrong with the value, beside the field that holds it. */
  readonly error?: ReactNode
}

interface FrameProps extends Frame {
  readonly id: string
  readonly children: ReactNode
}

/** Label above, hint under the label, error under the control. */
export function FieldFrame({ id, label, hint, error, children }: FrameProps) {
  return (
    <div className="Field">
      <label htmlFor={id}>{label}</label>
      {hint !== undefined && (
        <p className="Field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children}
      {error !== undefined && error !== null && (
        <p className="Field-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  )
}

function describedBy(id: string, { hint, error }: Frame): string | undefined {
  const ids = [hint !== undefined && `${id}-hint`, error !== undefined && error !== null && `${id}-error`]
  return ids.filter(Boolean).join(' ') || undefined
}

interface TextFieldProps
  extends Frame,
    Omit<InputHTMLAttributes<HTMLInputElement>, 'className' | 'style' | 'onChange'> {
  readonly onChange: (value: string) => void
  /** Keys, hashes and ids. */
  readonly mono?: boolean
}

export function TextField({ label, hint, error, onChange, mono = false, ...input }: TextFieldProps) {
  const id = useId()
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <input
        type="text"
        autoComplete="off"
        spellCheck={!mono}
        {...input}
        id={id}
        className={mono ? 'Input Input-mono' : 'Input'}
        aria-describedby={describedBy(id, { label, hint, error })}
        aria-invalid={(error !== undefined && error !== null) || undefined}
        onChange={(event) => onChange(event.target.value)}
      />
    </FieldFrame>
  )
}

interface TextAreaProps
  extends Frame,
    Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'className' | 'style' | 'onChange'> {
  readonly onChange: (value: string) => void
  readonly mono?: boolean
}

export function TextArea({ label, hint, error, onChange, mono = false, ...area }: TextAreaProps) {
  const id = useId()
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <textarea
        rows={4}
        autoComplete="off"
        spellCheck={!mono}
        {...area}
        id={id}
        className={mono ? 'Input Input-mono' : 'Input'}
        aria-describedby={describedBy(id, { label, hint, error })}
        aria-invalid={(error !== undefined && error !== null) || undefined}
        onChange={(event) => onChange(event.target.value)}
      />
    </FieldFrame>
  )
}
