/** How a refused input leaves the middle of a stream: thrown inside main/io, and turned into a Result before it leaves. */
import type { InputError, InputErrorCode, Place } from '#core/input-error.ts'

const carried = new WeakMap<Error, InputError>()

/** An error to throw that carries `error`. */
export function failure(error: InputError): Error {
  const thrown = new Error(`${error.expected}; ${error.got}`)
  carried.set(thrown, error)
  return thrown
}

export function refusal(code: InputErrorCode, place: Place, expected: string, got: string): InputError {
  return { code, place, expected, got }
}

/** The InputError within whatever was caught. What the operating system or zlib says of `file` counts as one; our own faults do not. */
export function toInputError(caught: unknown, file: string): InputError {
  if (caught instanceof Error) {
    const inner = carried.get(caught)
    if (inner) return inner
    const { code } = caught as NodeJS.ErrnoException
    if (typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) && !code.startsWith('ERR_')) {
      return refusal('unreadable', { file }, 'a file that can be read', `${code} (${systemWords(code)})`)
    }
  }
  throw caught
}

function systemWords(code: string): string {
  switch (code) {
    case 'ENOENT':
      return 'no such file or folder'
    case 'EACCES':
    case 'EPERM':
      return 'permission denied'
    case 'EISDIR':
      return 'it is a folder'
    case 'ENOTDIR':
      return 'a part of the path is no folder'
    case 'EIO':
      return 'the medium could not be read'
    case 'ENOSPC':
      return 'no space left'
    case 'EROFS':
      return 'the medium is read-only'
    case 'EMFILE':
    case 'ENFILE':
      return 'too many files are open'
    default:
      return 'refused by the operating system'
  }
}

/** `1,048,576`: figures in messages, the same in every locale. */
export function digits(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}
