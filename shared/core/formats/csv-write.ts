/**
 * CSV as RFC 4180 has it: fields with a separator, a quote or a line end are quoted, lines end in CRLF as §2.1 says.
 */
export type CsvCell = string | number | null

function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * Text that a spreadsheet would run as a formula gets a leading apostrophe: = + - @ TAB CR
 * (OWASP, "CSV Injection"). Numbers are never touched.
 */
export function spreadsheetSafe(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
}

/** One record. Numbers as they are, null as an empty field, text exactly. */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map((cell) => field(cell === null ? '' : String(cell))).join(',')}\r\n`
}

/** One record for a spreadsheet: text cells made safe, numeric ones untouched. */
export function safeCsvLine(cells: readonly CsvCell[]): string {
  return csvLine(cells.map((cell) => (typeof cell === 'string' ? spreadsheetSafe(cell) : cell)))
}
