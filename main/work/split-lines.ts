/** Lines of a small file that is in memory, with the byte at which each begins. A last line without LF counts. */
export function splitLines(bytes: Uint8Array): readonly { readonly byte: number; readonly line: Uint8Array }[] {
  const lines: { byte: number; line: Uint8Array }[] = []
  for (let at = 0; at < bytes.length; ) {
    const found = bytes.indexOf(0x0a, at)
    const end = found < 0 ? bytes.length : found
    lines.push({ byte: at, line: bytes.subarray(at, end) })
    at = end + 1
  }
  return lines
}
