/** Codes of the log in words: the words of the published report, so that screen and report say the same. */
import { rowLabel } from '#report/words.ts'

const plain = (code: string) => code.replaceAll('_', ' ').replaceAll('-', ' ')

export function labelOf(column: string, code: string): string {
  switch (column) {
    case 'outcome':
    case 'notice':
    case 'instrument':
    case 'emergency':
      return code === 'none' ? 'none' : rowLabel(column, code)
    case 'authorityType':
      return rowLabel('authority_type', code)
    case 'origin':
      return code === '' ? 'no country' : rowLabel('origin', code)
    case 'category':
      return rowLabel('requested', code)
    case 'halfYear':
      return code.replace('-', ' ')
    default:
      return plain(code)
  }
}
