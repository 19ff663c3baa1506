import type { appOperations } from '#contract/areas/app.ts'
import type { HandlersOf } from '#contract/contract.ts'
import { ok } from '#core/result.ts'
import type { Deps } from '../deps.ts'

export function appHandlers({ facts, network, profile }: Deps): HandlersOf<typeof appOperations> {
  return {
    'app.about': async () => ok({ ...facts, network: network.read(), profileLabel: profile.label }),
  }
}
