import type { CliIo } from './io.ts'

/** At most ten redraws a second: enough to look alive, too few to cost anything. */
const REDRAW_MS = 100

/** One line on stderr that is drawn over; draws nothing where stderr is no terminal. Call `clear` before any other output. */
export function progressLine(io: CliIo): { readonly show: (text: string) => void; readonly clear: () => void } {
  let drawnAtMs = Number.NEGATIVE_INFINITY
  let drawn = false
  return {
    show: (text) => {
      const nowMs = performance.now()
      if (!io.isTty || nowMs - drawnAtMs < REDRAW_MS) return
      drawnAtMs = nowMs
      drawn = true
      io.stderr(`\r\u001b[K${text.slice(0, io.columns - 1)}`)
    },
    clear: () => {
      if (drawn) io.stderr('\r\u001b[K')
      drawn = false
    },
  }
}
