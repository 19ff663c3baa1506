/** The real door with stubs behind it, so that a screen cannot send what the application would refuse. */
import { type Call, contract, type Handlers, type Name } from '#contract/contract.ts'
import { err } from '#core/result.ts'
import { createCall } from '../../../main/app/create-call.ts'

export type Stubs = Partial<Handlers>

/**
 * Operations without a stub answer `not_found`. What a stub answers must fit the contract: a fixture that could not
 * come from the program is a mistake of the test.
 */
export function stubCall(stubs: Stubs, bugs: unknown[] = []): Call {
  const names = Object.keys(contract) as Name[]
  const handlers = Object.fromEntries(
    names.map((name) => [
      name,
      async (input: never) => {
        const stub = stubs[name] as ((input: never) => Promise<{ ok: boolean; value?: unknown }>) | undefined
        if (stub === undefined) return err({ code: 'not_found', message: `no stub for ${name}` })
        const result = await stub(input)
        if (result.ok) contract[name].output.parse(result.value)
        return result
      },
    ]),
  )
  return createCall(handlers as unknown as Handlers, (bug) => bugs.push(bug))
}
