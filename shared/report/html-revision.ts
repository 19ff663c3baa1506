/** What a new version says has changed: a line under the title, and every figure in the section about changes. */
import type { ReportDocument } from './document.ts'
import { tableOf } from './document.ts'
import { formatNumber } from './figures.ts'
import type { RevisionDifference } from './revision.ts'
import { escapeXml } from './svg-marks.ts'

/** Under the title; '' for a first version. */
export function revisionLine({ revision: { number, note } }: ReportDocument): string {
  if (number === 1) return ''
  const why = note === null ? 'No published figure has changed.' : escapeXml(note.reason)
  const link = note === null ? '' : ' <a href="#changes">What has changed</a>'
  return `<p class="revised"><b>Version ${number}</b> of this report. ${why}${link}</p>`
}

const shown = (value: RevisionDifference['was']) =>
  value === null ? 'not there' : typeof value === 'number' ? formatNumber(value) : escapeXml(value)

/** Table, row and column by the words readers know them by. */
function named(document: ReportDocument, { table, row, column }: RevisionDifference): readonly string[] {
  const own = tableOf(document, table)
  const label = own?.rows.find(({ id }) => id === row)?.label ?? row
  return [own?.title ?? table, label, own?.columns.find(({ id }) => id === column)?.label ?? column]
}

/** In the section about changes; '' where there is no note. */
export function changesHtml(document: ReportDocument): string {
  const { note, number } = document.revision
  if (note === null) return ''
  const dated = escapeXml(note.date.slice(0, 10))
  const about = `<dl class="dict"><dt>Why</dt><dd>${escapeXml(note.reason)}</dd><dt>How the new figures were made</dt><dd>${escapeXml(note.method)}</dd><dt>Date</dt><dd>${dated}</dd></dl>`
  const { differences = [] } = note
  if (differences.length === 0) return about
  const head = ['Table', 'Row', 'Figure', `Version ${number - 1}`, `Version ${number}`]
    .map((label) => `<th scope="col">${label}</th>`)
    .join('')
  const rows = differences.map((one) => {
    const [table = '', row = '', column = ''] = named(document, one).map(escapeXml)
    return `<tr><th scope="row">${table}</th><td>${row}</td><td>${column}</td><td>${shown(one.was)}</td><td>${shown(one.is)}</td></tr>`
  })
  const caption = `Figures that have changed since version ${number - 1}`
  return `${about}<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="changes"><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div><p class="src">${differences.length === 1 ? '1 row' : `${differences.length} rows`}.</p>`
}
