import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState } from 'react'
import type { Bridge } from '#contract/bridge.ts'
import { BridgeProvider } from './api/call-context.ts'
import { ImportsProvider } from './features/evidence/imports.tsx'
import { Window } from './features/shell/Window.tsx'
import { WordsProvider } from './i18n/words.tsx'
import { Announcer } from './ui/announcer.tsx'
import { PreferencesProvider } from './ui/preferences.tsx'

/** Reads come from this machine: asked again on every visit, never retried behind the reader's back. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: false, staleTime: 5_000, refetchOnWindowFocus: false, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  })
}

interface Props {
  readonly bridge: Bridge
  /** As in `navigator.language`: how the reader writes numbers. */
  readonly readerLocale?: string
}

export function App({ bridge, readerLocale }: Props) {
  const [client] = useState(createQueryClient)
  return (
    <WordsProvider {...(readerLocale === undefined ? {} : { readerLocale })}>
      <QueryClientProvider client={client}>
        <BridgeProvider value={bridge}>
          <PreferencesProvider>
            <Announcer>
              <ImportsProvider>
                <Window />
              </ImportsProvider>
            </Announcer>
          </PreferencesProvider>
        </BridgeProvider>
      </QueryClientProvider>
    </WordsProvider>
  )
}
