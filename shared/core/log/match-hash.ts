/** Hashes as they stand in a line: standard base64 of 32 bytes, 44 characters in quotes (RFC 4648 §4). */
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Value of each base64 digit by its byte; 64 = no digit. */
export const BASE64_VALUES = new Uint8Array(256).fill(64)
for (let i = 0; i < 64; i++) BASE64_VALUES[DIGITS.charCodeAt(i)] = i

/** The opening quote is at `at`. Offset behind the closing one, or -1. */
export function matchHash(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== 0x22 || bytes[at + 44] !== 0x3d || bytes[at + 45] !== 0x22) return -1
  let all = 0
  for (let i = at + 1; i < at + 44; i++) all |= BASE64_VALUES[bytes[i] as number] as number
  // The last digit carries 4 bits of the hash; its other 2 must be zero.
  const last = BASE64_VALUES[bytes[at + 43] as number] as number
  return all < 64 && (last & 3) === 0 ? at + 46 : -1
}

/** Decodes the 43 digits from `at` on, which `matchHash` accepted, into 32 bytes of `out`. */
export function readHash(bytes: Uint8Array, at: number, out: Uint8Array, outAt: number): void {
  let o = outAt
  for (let i = at; i < at + 40; i += 4) {
    const group =
      ((BASE64_VALUES[bytes[i] as number] as number) << 18) |
      ((BASE64_VALUES[bytes[i + 1] as number] as number) << 12) |
      ((BASE64_VALUES[bytes[i + 2] as number] as number) << 6) |
      (BASE64_VALUES[bytes[i + 3] as number] as number)
    out[o] = group >> 16
    out[o + 1] = group >> 8
    out[o + 2] = group
    o += 3
  }
  const group =
    ((BASE64_VALUES[bytes[at + 40] as number] as number) << 12) |
    ((BASE64_VALUES[bytes[at + 41] as number] as number) << 6) |
    (BASE64_VALUES[bytes[at + 42] as number] as number)
  out[o] = group >> 10
  out[o + 1] = group >> 2
}
