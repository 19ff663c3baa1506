/** What the operating system's refusals mean while evidence is copied or read back. */
import { refusal, refusalOf } from '#contract/refusal.ts'

/** `name` is what the user calls the file: never a path of this machine. */
export function fileRefusal(error: unknown, name: string): unknown {
  if (refusalOf(error) !== null || !(error instanceof Error)) return error
  const code = (error as NodeJS.ErrnoException).code
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return refusal({
        code: 'conflict',
        message: 'no space left where the case lies; nothing was changed',
        place: { file: name },
        expected: 'room for a copy of the evidence',
        got: code,
      })
    case 'ENOENT':
    case 'ENOTDIR':
      return unreadable(name, 'it is no longer there')
    case 'EACCES':
    case 'EPERM':
      return unreadable(name, 'permission denied')
    case 'EROFS':
      return refusal({ code: 'conflict', message: 'this case lies on media that cannot be written' })
    case 'EIO':
    case 'ENXIO':
    case 'ENODEV':
      return unreadable(name, 'the medium could not be read')
    default:
      return error
  }
}

function unreadable(name: string, got: string) {
  return refusal({
    code: 'refused',
    message: `${name} cannot be read: ${got}`,
    place: { file: name },
    expected: 'a file that can be read',
    got,
  })
}
