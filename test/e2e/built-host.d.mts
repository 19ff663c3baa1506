import type { Browser, Page } from 'playwright'

export interface BuiltHost {
  readonly url: string
  readonly profile: string
  readonly pid: number
  /** Ends it as Ctrl-C would; gives its exit code. */
  readonly stop: () => Promise<number | string>
  readonly errors: () => string
}
export function startBuiltHost(options?: {
  readonly args?: readonly string[]
  readonly profile?: string
}): Promise<BuiltHost>
export function openBrowser(): Promise<Browser | null>
export function watchPage(page: Page, url: string): string[]
