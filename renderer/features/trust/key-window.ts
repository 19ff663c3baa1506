/** Tree sizes a key is trusted for, as typed: `to` empty means open. Null where that is no window. Pure. */
export interface KeyWindow {
  readonly fromSize: number
  readonly toSize: number | null
}

export function readWindow(from: string, to: string): KeyWindow | null {
  const fromSize = readSize(from)
  const toSize = to.trim() === '' ? null : readSize(to)
  if (fromSize === null || (to.trim() !== '' && toSize === null)) return null
  return toSize !== null && toSize < fromSize ? null : { fromSize, toSize }
}

/** Digits, with the separators people put between thousands. */
function readSize(typed: string): number | null {
  const digits = typed.replace(/[\s,.'’\u00a0\u202f]/g, '')
  const size = Number(digits)
  return /^\d+$/.test(digits) && Number.isSafeInteger(size) ? size : null
}
