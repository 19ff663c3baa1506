/** Small things every handler says. */

import type { Handlers } from '#contract/contract.ts'
import type { CallError } from '#contract/operation.ts'
import { refusal, refusalOf } from '#contract/refusal.ts'
import { explain, type InputError } from '#core/input-error.ts'
import { err } from '#core/result.ts'

/** Evidence or a key that cannot be read, as an answer to a call. */
export function refusedInput(error: InputError): CallError {
  const code = error.code === 'cancelled' ? 'cancelled' : 'refused'
  return { code, message: explain(error), place: error.place, expected: error.expected, got: error.got }
}

export function throwRefused(error: InputError): never {
  throw refusal(refusedInput(error))
}

export function notFound(what: string): CallError {
  return { code: 'not_found', message: `no such ${what}` }
}

/** Every handler may throw a refusal from wherever it is found; here it becomes the answer. Bugs go on to `createCall`. */
export function answeringRefusals<T extends Partial<Handlers>>(handlers: T): T {
  const wrapped = Object.entries(handlers).map(([name, handler]) => {
    const call = handler as (input: unknown) => Promise<unknown>
    const answering = async (input: unknown) => {
      try {
        return await call(input)
      } catch (error) {
        const refused = refusalOf(error)
        if (refused === null) throw error
        return err(refused)
      }
    }
    return [name, answering] as const
  })
  return Object.fromEntries(wrapped) as T
}
