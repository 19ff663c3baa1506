import { createContext, use } from 'react'
import type { Output } from '#contract/contract.ts'

export type CaseSummary = Output<'cases.open'>

/** The case that is open, or null on the screens that need none. */
export const CaseContext = createContext<CaseSummary | null>(null)
export const useMaybeCase = (): CaseSummary | null => use(CaseContext)

export function useCase(): CaseSummary {
  const opened = use(CaseContext)
  if (opened === null) throw new Error('bug: useCase outside an open case')
  return opened
}
