import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Input, Name, Output } from '#contract/contract.ts'
import { useCall } from './call-context.ts'
import { type CallFailed, settle } from './queries.ts'

/**
 * A write or the start of a job. When it is done, every read whose operation begins with one of `stale` is read again
 * (`'trust.'`, `'evidence.list'`).
 */
export function useWrite<N extends Name>(name: N, stale: readonly string[] = []) {
  const call = useCall()
  const client = useQueryClient()
  return useMutation<Output<N>, CallFailed, Input<N>>({
    mutationFn: (input) => settle(call, name, input),
    onSuccess: () =>
      client.invalidateQueries({
        predicate: ({ queryKey: [operation] }) => stale.some((prefix) => String(operation).startsWith(prefix)),
      }),
  })
}
