/** The desktop's side: what the preload exposes, as the `Bridge` every page uses. */
import type { Bridge, DesktopApi } from '#contract/bridge.ts'

export function createDesktopBridge(api: DesktopApi): Bridge {
  return {
    ...api,
    pickEvidence: ({ want = 'file' } = {}) => api.pickEvidence(want),
    pickDropped: ({ files }) => api.pickFiles(Array.from(files)),
  }
}
