/**
 * Is this I-JSON as the log wants it, and is it in canonical form? One pass over the bytes, no values built.
 *
 * Source: RFC 7493 (I-JSON) §2: no repeated names, no lone surrogates, no noncharacters, integers within
 * +-(2^53-1); stricter here: no fractions or exponents, no -0, no `__proto__`, nesting up to MAX_JSON_DEPTH
 * (docs/formats/log.md, "A line"). Canonical form is RFC 8785; see canonical-json.ts.
 *
 * A line of a log is checked a million times over, so a line that is right costs one walk over its bytes: names in
 * strictly ascending order, as in canonical form, cannot repeat, and only an object out of order pays for a set.
 */
import type { IJsonBreach, JsonScan, Scanner } from './json-scanner.ts'
import { breach, skipWhiteSpace } from './json-scanner.ts'
import { scanValue } from './scan-json.ts'

/** All breaches, none twice; an empty list means: I-JSON. Never throws. */
export const checkIJson = (bytes: Uint8Array, start = 0, end = bytes.length): readonly IJsonBreach[] =>
  scanJson(bytes, start, end).breaches

/** Is the text canonical JSON (RFC 8785) without any breach of I-JSON? */
export function isCanonicalJson(bytes: Uint8Array, start = 0, end = bytes.length): boolean {
  const scan = scanJson(bytes, start, end)
  return scan.breaches.length === 0 && scan.notCanonicalAt < 0
}

/** Everything the one pass finds out: breaches, canonical form, where the top-level members are. */
export function scanJson(bytes: Uint8Array, start = 0, end = bytes.length): JsonScan {
  const scanner: Scanner = {
    bytes,
    end,
    members: [],
    at: start,
    depth: 0,
    breaches: [],
    notCanonicalAt: -1,
    plain: true,
  }
  if (scanValue(scanner)) {
    skipWhiteSpace(scanner)
    if (scanner.at < end) breach(scanner, 'not_json', scanner.at, 'the end of the JSON text')
  }
  const { breaches, notCanonicalAt, members } = scanner
  if (breaches.length > 1) breaches.sort((a, b) => a.byte - b.byte)
  return { breaches, notCanonicalAt, members }
}
