/** Lines and the bytes they are stored as. */
const LF = 0x0a

/** Views of the lines, without their line feeds; bytes behind the last line feed are a line too. */
export function splitLines(bytes: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = []
  let at = 0
  while (at < bytes.length) {
    const end = bytes.indexOf(LF, at)
    if (end < 0) {
      lines.push(bytes.subarray(at))
      break
    }
    lines.push(bytes.subarray(at, end))
    at = end + 1
  }
  return lines
}

export function joinLines(lines: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(lines.reduce((sum, line) => sum + line.length + 1, 0))
  let at = 0
  for (const line of lines) {
    bytes.set(line, at)
    bytes[at + line.length] = LF
    at += line.length + 1
  }
  return bytes
}
