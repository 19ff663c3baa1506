/**
 * The report as one HTML file: opens offline, needs no script to be read, and a content security policy forbids it any
 * network. Headings, tables with scopes and charts with text, so that it reads well aloud too.
 */
import type { Cell } from '#core/metrics/cell.ts'
import type { ChartModel } from './chart-model.ts'
import { chartsOf } from './charts.ts'
import type { DocumentTable, ReportDocument } from './document.ts'
import { cellAt, tableOf } from './document.ts'
import { cellText, formatNumber, insertFigures } from './figures.ts'
import { changesHtml, revisionLine } from './html-revision.ts'
import { REPORT_CSS } from './html-style.ts'
import { renderMarkdown } from './markdown.ts'
import { periodInWords, timeInWords } from './period-words.ts'
import { chartSvg, SVG_WIDTHS } from './svg.ts'
import { escapeXml } from './svg-marks.ts'

/** Base64 SHA-256 of the one stylesheet, so that the policy can allow just that. */
export type StyleHash = (css: string) => string

/** The words of a section, with the figures they refer to. */
export function renderWords(text: string, document: Pick<ReportDocument, 'tables'>): string {
  return renderMarkdown(insertFigures(text, document))
}

function cellHtml(cell: Cell): string {
  // A figure and its sign stay on one line.
  const text = escapeXml(cellText(cell)).replace(/ %$/, '\u00a0%')
  switch (cell.state) {
    case 'suppressed':
      return `<span class="hidden">${text}</span>`
    case 'not_applicable':
    case 'embargoed':
      return `<span class="na">${text}</span>`
    case 'unknown':
      return `<span class="lower">${text}</span>`
    case 'exact':
    case 'rounded':
    case 'band':
      return text
  }
}

function tableHtml(table: DocumentTable, document: ReportDocument): string {
  const notes = document.footnotes.filter((note) => note.table === table.id)
  const mark = (row: string, column: string) =>
    notes
      .flatMap((note, at) =>
        note.row === row && note.column === column
          ? [`<sup><a href="#${table.id}-n${at + 1}">${at + 1}</a></sup>`]
          : [],
      )
      .join('')
  const head = [table.rowHead, ...table.columns.map(({ label }) => label)]
    .map((label) => `<th scope="col">${escapeXml(label)}</th>`)
    .join('')
  const rows = table.rows.map(
    ({ id, label, cells }) =>
      `<tr${id === 'total' ? ' class="total"' : ''}><th scope="row">${escapeXml(label)}</th>${cells.map((cell, at) => `<td>${cellHtml(cell)}${mark(id, table.columns[at]?.id ?? '')}</td>`).join('')}</tr>`,
  )
  const isHidden = table.rows.some((row) => row.cells.some(({ state }) => state === 'suppressed'))
  const why = isHidden
    ? ' Hidden figures are small, or would give small ones away: <a href="#suppression">why</a>.'
    : ''
  const count = table.rows.length === 1 ? '1 row' : `${table.rows.length} rows`
  const account = `${count}${table.zeroRows > 0 ? `; ${table.zeroRows} more in which every figure is 0` : ''}. ${escapeXml(table.source)}.${why}${table.rederivable ? '' : ' These figures are from before the log began and cannot be re-derived from it.'}`
  const footnotes = notes
    .map((note, at) => `<br><span id="${table.id}-n${at + 1}">${at + 1}. ${escapeXml(note.text)}</span>`)
    .join('')
  const isWide = table.columns.length > 7
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeXml(table.title)}"><table id="t-${table.id}"${isWide ? ' class="wide"' : ''}><caption>${escapeXml(table.title)}</caption><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div><p class="src">${account}${footnotes}</p>`
}

function figureHtml(chart: ChartModel, document: ReportDocument): string {
  const wide = chartSvg(chart, { margin: 0 }).trimEnd()
  const narrow = chartSvg(chart, { width: SVG_WIDTHS.narrow, id: `${chart.id}-narrow`, margin: 0 }).trimEnd()
  const links = chart.tables.map((id) => `<a href="#t-${id}">${escapeXml(tableOf(document, id)?.title ?? id)}</a>`)
  return `<figure id="c-${chart.id}"><div class="cw">${wide}</div><div class="cn">${narrow}</div><figcaption>The same numbers as ${links.length > 1 ? 'tables' : 'a table'}: ${links.join('; ')}.</figcaption></figure>`
}

const CHARTS_IN: Readonly<Record<string, readonly string[]>> = {
  'over-time': ['outcomes-over-time', 'requests-and-accounts'],
  'by-country': ['top-countries'],
  'by-authority': ['outcomes-by-authority'],
  'by-instrument': ['instruments'],
  data: ['requested-and-disclosed'],
  rejections: ['rejection-reasons'],
  challenges: ['challenge-results'],
  notice: ['notice'],
  'national-security': ['national-security'],
  durations: ['hours', 'review-steps'],
}

const HEAD_FIGURES: readonly (readonly [string, string])[] = [
  ['received', 'requests received'],
  ['disclosed', 'answered with some data'],
  ['rejected', 'rejected'],
  ['challenged', 'challenged'],
  ['content_disclosed', 'times content of messages was disclosed'],
]

function figuresHtml(document: ReportDocument): string {
  const items = HEAD_FIGURES.flatMap(([row, label]) => {
    const now = cellAt(document, 'glance', row, 'now')
    const change = cellAt(document, 'glance', row, 'change')
    if (!now) return []
    const more =
      change?.state === 'exact' && change.value !== null
        ? `<small>${change.value > 0 ? '+' : ''}${escapeXml(cellText(change))} on the period before</small>`
        : ''
    return [`<div><dt>${label}${more}</dt><dd>${cellHtml(now)}</dd></div>`]
  })
  return items.length > 0 ? `<dl class="figures">${items.join('')}</dl>` : ''
}

function proofHtml({ log, asOf, hashes, tool }: ReportDocument): string {
  const signed =
    log.signedBy.length > 0 ? `signed by ${log.signedBy.map(escapeXml).join(', ')}` : 'not signed by a known key'
  const cosigned = log.cosignedBy.length > 0 ? `, cosigned by ${log.cosignedBy.map(escapeXml).join(', ')}` : ''
  return `<div class="proof">Every figure here can be re-derived from log <code>${escapeXml(log.origin)}</code> at size ${formatNumber(log.size)}, root <code>${escapeXml(log.root)}</code>, ${signed}${cosigned}, as of ${timeInWords(asOf)}. ${escapeXml(log.headline)} Definition <code>${hashes.definition.slice(0, 16)}</code>, rules <code>${hashes.rules.slice(0, 16)}</code>, ${tool.name} ${tool.version}. It cannot show a request that was never logged.</div>`
}

function dictionaryHtml({ definitions, checklist }: ReportDocument): string {
  // A column of the same meaning stands in several tables: said once, with the tables it is in.
  const byMeaning = new Map<string, { readonly column: string; readonly tables: string[] }>()
  for (const { label, meaning } of definitions) {
    const [table = '', column = ''] = label.split(': ')
    const key = `${column}\n${meaning}`
    const found = byMeaning.get(key)
    if (found) found.tables.push(table)
    else byMeaning.set(key, { column, tables: [table] })
  }
  const items = [...byMeaning].map(
    ([key, { column, tables }]) =>
      `<dt>${escapeXml(column)}</dt><dd>${escapeXml(key.slice(column.length + 1))} <span class="na">${tables.length > 3 ? `In ${tables.length} tables.` : `In: ${tables.map(escapeXml).join('; ')}.`}</span></dd>`,
  )
  const glyph = { met: '✓', 'not met': '✕', 'forbidden here': '§', 'not applicable': '·' } as const
  const checks = checklist.map(
    ({ item, state, why }) => `<li>${glyph[state]} <b>${escapeXml(item)}</b>: ${state}, ${escapeXml(why)}</li>`,
  )
  return `<h3>What readers expect of such a report</h3><ul class="check">${checks.join('')}</ul><h3>What each figure means</h3><dl class="dict">${items.join('')}</dl>`
}

/** @param hashOf base64 SHA-256 of the stylesheet for the policy; without it inline style is allowed as such */
export function reportHtml(document: ReportDocument, hashOf?: StyleHash): string {
  const charts = new Map(chartsOf(document).map((chart) => [chart.id, chart]))
  const tables = new Map(document.tables.map((table) => [table.id, table]))
  const style = hashOf ? `'sha256-${hashOf(REPORT_CSS)}'` : "'unsafe-inline'"
  const sections = document.sections.map(({ id, title, text, tables: own }) => {
    const figures = (CHARTS_IN[id] ?? [])
      .flatMap((chart) => charts.get(chart) ?? [])
      .map((chart) => figureHtml(chart, document))
    const printed = own.flatMap((table) => tables.get(table) ?? []).map((table) => tableHtml(table, document))
    if (id === 'glance') {
      return `<section id="${id}" aria-label="${escapeXml(title)}"><div class="lead">${renderWords(text, document)}</div>${figuresHtml(document)}${navHtml(document)}${printed.length > 0 ? `<h2>${escapeXml(title)}</h2>${printed.join('')}` : ''}</section>`
    }
    const more =
      id === 'dictionary'
        ? proofHtml(document) + dictionaryHtml(document)
        : id === 'changes'
          ? changesHtml(document)
          : ''
    return `<section id="${id}"><h2>${escapeXml(title)}</h2>${renderWords(text, document)}${figures.join('')}${printed.join('')}${more}</section>`
  })
  const revision = document.revision.number > 1 ? ` · Revision ${document.revision.number}` : ''
  const over = [document.publisher, 'Transparency report', periodInWords(document.period)]
    .filter((part) => part !== '')
    .map(escapeXml)
    .join(' · ')
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${style}; img-src data:; base-uri 'none'; form-action 'none'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escapeXml(`${document.title}, ${document.period.id}${document.publisher ? `, ${document.publisher}` : ''}`)}</title>`,
    `<style>${REPORT_CSS}</style></head>`,
    '<body><a class="skip" href="#main">To the report</a>',
    `<main id="main"><p class="over">${over}${revision}</p><h1>${escapeXml(document.title)}</h1>${revisionLine(document)}`,
    ...sections,
    '</main></body></html>\n',
  ].join('\n')
}

function navHtml({ sections }: ReportDocument): string {
  const items = sections
    .filter(({ id }) => id !== 'glance')
    .map(({ id, title }) => `<li><a href="#${id}">${escapeXml(title)}</a></li>`)
  return `<nav aria-label="Sections"><ol>${items.join('')}</ol></nav>`
}
