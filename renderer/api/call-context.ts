import { createContext, use } from 'react'
import type { Bridge } from '#contract/bridge.ts'
import type { Call } from '#contract/contract.ts'

const BridgeContext = createContext<Bridge | null>(null)
export const BridgeProvider = BridgeContext.Provider

/** What only the host can do: choose, receive and save files. */
export function useBridge(): Bridge {
  const bridge = use(BridgeContext)
  if (bridge === null) throw new Error('bug: useBridge outside BridgeProvider')
  return bridge
}

export const useCall = (): Call => useBridge().call
