import { Component, type ReactNode } from 'react'
import { useWords } from '../i18n/words.tsx'
import { Button } from './Button.tsx'
import { Notice } from './Notice.tsx'

interface Props {
  readonly children: ReactNode
  /** Changes when the reader goes elsewhere: the screen gets a fresh start. */
  readonly resetKey: string
}
interface State {
  readonly error: unknown
  readonly resetKey: string
}

/** A screen of ours broke: say so, keep the rest of the window. A class because React offers no other way. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null, resetKey: this.props.resetKey }

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error ?? new Error('unknown') }
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    return props.resetKey === state.resetKey ? null : { error: null, resetKey: props.resetKey }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    return <Broken error={error} onRetry={() => this.setState({ error: null })} />
  }
}

function Broken({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const t = useWords()
  return (
    <Notice
      kind="error"
      title={t('ui.broken.title')}
      actions={<Button onClick={onRetry}>{t('ui.broken.retry')}</Button>}
    >
      <p>{t('ui.broken.safe')}</p>
      <p>
        <code>{error instanceof Error ? error.message : String(error)}</code>
      </p>
    </Notice>
  )
}
