/** What SQLite's result codes mean to somebody with a case open (https://www.sqlite.org/rescode.html). */
import { basename } from 'node:path'
import { type Refusal, refusal } from '#contract/refusal.ts'

const UNHARMED = 'the evidence files beside it are not touched by this'

export function sqliteRefusal(error: Error, file: string): Error | Refusal {
  const code = 'code' in error ? String(error.code) : ''
  const name = basename(file)
  switch (code) {
    case 'SQLITE_CORRUPT':
    case 'SQLITE_NOTADB':
      return refusal({
        code: 'schema',
        message: `${name} is damaged (${error.message}); ${UNHARMED}: make a new case and import them again`,
        expected: 'an intact SQLite database',
        got: error.message,
      })
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
      return refusal({
        code: 'conflict',
        message: `another program is writing to ${name}; try again when it has ended`,
      })
    case 'SQLITE_FULL':
      return refusal({
        code: 'conflict',
        message: `no space left on the device that holds ${name}; nothing was changed`,
      })
    case 'SQLITE_READONLY':
    case 'SQLITE_PERM':
    case 'SQLITE_CANTOPEN':
      return refusal({ code: 'conflict', message: `${name} cannot be opened for writing (${error.message})` })
    case 'SQLITE_IOERR':
      return refusal({ code: 'conflict', message: `${name} cannot be read or written (${error.message}); ${UNHARMED}` })
    default:
      return error
  }
}
