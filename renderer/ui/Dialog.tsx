import { type ReactNode, useEffect, useId, useRef } from 'react'
import './Dialog.css'

interface Props {
  readonly title: ReactNode
  readonly onClose: () => void
  readonly children: ReactNode
  /** The buttons, the harmless one first. */
  readonly actions?: ReactNode
  readonly wide?: boolean
}

/**
 * The browser's own modal dialog: focus stays inside, Escape closes, the page behind is inert, and focus goes back to
 * where it was. Mount it to open it.
 */
export function Dialog({ title, onClose, children, actions, wide = false }: Props) {
  const titleId = useId()
  const ref = useRef<HTMLDialogElement>(null)

  useEffect(() => {
    const dialog = ref.current
    if (!dialog) return
    const before = document.activeElement
    dialog.showModal()
    dialog.querySelector<HTMLElement>('[data-autofocus]')?.focus()
    return () => {
      dialog.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])

  return (
    <dialog
      ref={ref}
      className={wide ? 'Dialog Dialog-wide' : 'Dialog'}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <h2 id={titleId}>{title}</h2>
      <div className="Dialog-body">{children}</div>
      {actions !== undefined && <div className="Dialog-actions">{actions}</div>}
    </dialog>
  )
}
