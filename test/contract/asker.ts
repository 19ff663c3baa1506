/** Asking a host through the contract, where anything but an answer fails the test. */
import type { Call, Input, Name, Output } from '#contract/contract.ts'

export function asker(call: Call) {
  async function ask<N extends Name>(name: N, input: Input<N>): Promise<Output<N>> {
    const answer = await call(name, input)
    if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`)
    return answer.value
  }
  /** @returns what the job made, once it is done */
  async function ended({ jobId }: { readonly jobId: string }): Promise<string> {
    for (;;) {
      const { state, result, error } = await ask('jobs.status', { jobId })
      if (state === 'done') return result ?? ''
      if (error) throw new Error(JSON.stringify(error))
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  return { ask, ended }
}
