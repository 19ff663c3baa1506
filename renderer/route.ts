import type { ComponentType } from 'react'
import type { MessageId } from './i18n/en.ts'

export interface ScreenProps {
  /** Values of the `:names` in the pattern that matched. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
}

/** A screen of the app. One folder under features/ each, and one line in routes.ts. */
export interface Route {
  readonly id: string
  /**
   * Addresses, the plainest first. One that begins with `/case/:caseId` is shown only once that case is open; the first
   * one that needs nothing but the case is where the navigation leads.
   */
  readonly patterns: readonly string[]
  readonly title: MessageId
  /** Second key after `g`. */
  readonly key: string
  readonly Screen: ComponentType<ScreenProps>
}
