import { queryOptions } from '@tanstack/react-query'
import type { Call, Input, Name, Output } from '#contract/contract.ts'
import type { CallError } from '#contract/operation.ts'

/** A refused or failed call, for React Query's `error`. Keeps the typed detail. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed'
  readonly detail: CallError
  constructor(detail: CallError) {
    super(detail.message)
    this.detail = detail
  }
}

/** The value of a call, or CallFailed thrown: what React Query wants of its functions. */
export async function settle<N extends Name>(call: Call, name: N, input: Input<N>): Promise<Output<N>> {
  const result = await call(name, input)
  if (!result.ok) throw new CallFailed(result.error)
  return result.value
}

/** Query options for one read operation. The key is the operation and its input, so no two callers disagree. */
export function readQuery<N extends Name>(call: Call, name: N, input: Input<N>) {
  return queryOptions<Output<N>, CallFailed>({
    queryKey: [name, input],
    queryFn: () => settle(call, name, input),
  })
}
