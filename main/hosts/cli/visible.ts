/**
 * Text from evidence, safe to print: what a terminal would obey, hide or turn around is shown as \u{...} instead.
 *
 * Control and format characters (Unicode categories Cc and Cf: bidirectional overrides, zero-width characters, tags),
 * separators other than the space (Zl, Zp, other Zs), surrogates, private use, variation selectors, blank letters.
 */
const HIDDEN =
  /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}|\p{Cs}|\p{Co}|\p{Variation_Selector}|[\u115F\u1160\u3164\uFFA0]|(?! )\p{Zs}/gu

export function visible(text: string): string {
  return text.replace(HIDDEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
}
