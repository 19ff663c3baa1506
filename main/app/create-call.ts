import {
  type Call,
  contract,
  type Handlers,
  type Input,
  type Name,
  type Output,
  type Parsed,
} from '#contract/contract.ts'
import type { CallError } from '#contract/operation.ts'
import { quote } from '#core/input-error.ts'
import { err, type Result } from '#core/result.ts'

/**
 * The single door into the application. Unknown names, malformed input and handler bugs
 * all leave through it as plain `CallError` data; it never rejects.
 */
export function createCall(handlers: Handlers, logBug: (error: unknown) => void): Call {
  return async <N extends Name>(name: N, input: Input<N>): Promise<Result<Output<N>, CallError>> => {
    if (typeof name !== 'string' || !Object.hasOwn(contract, name)) {
      return err({ code: 'bad_request', message: `no operation named ${quote(name)}` })
    }
    const parsed = contract[name].input.safeParse(input)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      const field = issue?.path.join('.') || 'input'
      return err({ code: 'bad_request', message: `${name}: ${field}: ${issue?.message ?? 'not accepted'}` })
    }
    try {
      return await handlers[name](parsed.data as Parsed<N>)
    } catch (error) {
      logBug(error)
      return err({ code: 'internal', message: `${name} failed; the log has the details` })
    }
  }
}
