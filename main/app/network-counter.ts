/**
 * How often something in this program tried to reach the network, for "network blocked, 0 attempts".
 * The host that blocks is the one that counts: it calls `note` from the place where it refuses.
 */
export interface NetworkCounter {
  readonly note: (attempt: NetworkAttempt) => void
  readonly read: () => { readonly blocked: boolean; readonly attempts: number }
}

export interface NetworkAttempt {
  /** page: a request the browser refused; process: a connection the program itself tried to open. */
  readonly by: 'page' | 'process'
  /** URL or host and port, for the log. Hostile text: show it quoted. */
  readonly target: string
}

/** @param log told of every attempt; must not throw */
export function createNetworkCounter(log: (attempt: NetworkAttempt) => void): NetworkCounter {
  let attempts = 0
  return {
    note: (attempt) => {
      attempts += 1
      log(attempt)
    },
    read: () => ({ blocked: true, attempts }),
  }
}
