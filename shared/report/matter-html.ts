/** A matter as one HTML file in the look of the report: no script, nothing loaded, readable on paper. */
import { encodeBase64 } from '#core/bytes/base64.ts'
import { encodeUtf8 } from '#core/bytes/utf8.ts'
import type { Hash } from '#core/capabilities.ts'
import { formatInstant } from '#core/instant.ts'
import { REPORT_CSS } from './html-style.ts'
import type { MatterCite, MatterDocument, MatterEntry, MatterRequest, MatterScope } from './matter-document.ts'
import { escapeXml } from './svg-marks.ts'

const MATTER_CSS = `${REPORT_CSS}
.sealed{border:2px solid currentColor;padding:12px 16px;margin:24px 0;font-weight:600}
pre{font:12px/1.5 "IBM Plex Mono",ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere;background:var(--soft);padding:10px 12px;margin:4px 0 12px}
ol.story{list-style:none;padding:0;margin:0}ol.story>li{padding:10px 0;border-bottom:1px solid var(--rule);break-inside:avoid}ol.story p{margin:0}
td.text,th.text{text-align:start;vertical-align:top;overflow-wrap:break-word}.scroll{margin-top:28px}.broken{font-weight:600}
@media print{pre{font-size:7.5pt}}`

/** Text of evidence: characters that hide, or turn text around, are shown by their number. */
const HIDDEN =
  /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}|\p{Cs}|\p{Co}|\p{Variation_Selector}|[\u115F\u1160\u3164\uFFA0]|(?! )\p{Zs}/gu
const safe = (text: string): string =>
  escapeXml(text.replace(HIDDEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`))

const word = (text: string): string => safe(text.replaceAll('_', ' '))

function citeHtml({ seq, index }: MatterCite): string {
  return index === null ? `${seq} (not among the lines)` : `<a href="#e${index}">${seq}</a>`
}

const citesHtml = (cites: readonly MatterCite[]): string => cites.map(citeHtml).join(', ')

function tableHtml(title: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((text) => `<th scope="col" class="text">${text}</th>`).join('')
  const body = rows.map(([first = '', ...cells]) => {
    const more = cells.map((cell) => `<td class="text">${cell}</td>`).join('')
    return `<tr><th scope="row" class="text">${first}</th>${more}</tr>`
  })
  return `<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table><caption>${title}</caption><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table></div>`
}

const orUnknown = (text: string | number | null): string => (text === null ? 'unknown' : safe(String(text)))

function factsHtml({ row, authority, reason, matter, instrumentLabel, links }: MatterRequest): string {
  const instrument = `${word(row.instrument)}${instrumentLabel === null ? '' : ` (${safe(instrumentLabel)})`}`
  const unit = [authority.name, authority.unit].flatMap((part) => (part === null ? [] : [safe(part)])).join(', ')
  const rows: readonly (readonly [string, string])[] = [
    ['Received', safe(row.receivedAt)],
    ['Authority', `${unit === '' ? 'unknown' : unit}; ${word(authority.type)}, ${orUnknown(row.origin.code)}`],
    ['Instrument', instrument],
    ['Emergency', row.emergency === null ? 'no' : word(row.emergency)],
    ['Matter', orUnknown(matter)],
    ['Reason', orUnknown(reason)],
    ['Outcome', row.outcome === null ? 'none: a preservation request' : word(row.outcome)],
    ['Notice to the user', word(row.notice)],
    ['Accounts named', orUnknown(row.accounts)],
    ['Accounts disclosed', orUnknown(row.accountsDisclosed)],
    ['Follows', links.follows === null ? 'nothing' : safe(links.follows)],
    ['Followed by', links.followers.length === 0 ? 'nothing' : links.followers.map(safe).join(', ')],
    ['Same demand as', links.duplicates.length === 0 ? 'none' : links.duplicates.map(safe).join(', ')],
  ]
  return tableHtml('The request', ['', 'as of the time above'], rows)
}

function scopeHtml({ scope }: MatterRequest): string {
  const day = (ms: number | null) => (ms === null ? '…' : formatInstant(ms).slice(0, 10))
  const cells = ({ categories, fromMs, toMs, accounts, entry }: MatterScope) => [
    categories === null ? 'unknown' : categories.map(word).join(', ') || 'none',
    fromMs === null && toMs === null ? 'unknown' : `${day(fromMs)} to ${day(toMs)}`,
    orUnknown(accounts),
    entry === null ? '' : citeHtml(entry),
  ]
  const rows = [
    ['Asked', ...cells(scope.asked)],
    scope.approved === null ? ['Narrowed', 'never', '', '', ''] : ['Narrowed to', ...cells(scope.approved)],
    ...scope.disclosed.map((bundle) => {
      const when = bundle.deliveredAtMs === null ? 'sealed, not delivered' : 'disclosed'
      return [`Bundle ${orUnknown(bundle.bundle)}, ${when}`, ...cells(bundle)]
    }),
  ]
  return tableHtml('Asked, approved, disclosed', ['', 'data', 'period', 'accounts', 'entry'], rows)
}

function storyHtml({ story }: MatterRequest): string {
  const items = story.map(({ entry, time, type, dataJson, corrections, decides, breach }) => {
    const corrected = corrections.map(({ by, field, fromJson, toJson, why }) => {
      const reason = why === null ? '' : `: ${safe(why)}`
      return `<p>Corrected by entry ${citeHtml(by)}${reason}. <code>${safe(field)}</code> was <code>${safe(fromJson)}</code>, is <code>${safe(toJson)}</code>.</p>`
    })
    const decided = decides.length === 0 ? '' : `<p class="src">Decides: ${decides.map(safe).join(', ')}</p>`
    const wrong = breach === null ? '' : `<p class="broken">Not allowed here: ${safe(breach)}</p>`
    const data = dataJson === null ? 'Long; see the line.' : `<code>${safe(dataJson)}</code>`
    return `<li><p><b>${safe(type)}</b> · <time>${safe(time)}</time> · entry ${citeHtml(entry)}</p>${wrong}${corrected.join('')}<p class="src">${data}</p>${decided}</li>`
  })
  return `<h3>What happened</h3><ol class="story">${items.join('')}</ol>`
}

const ANSWERS = { met: 'met', broken: 'broken', not_evaluated: 'not evaluated', open: 'open' } as const

function rulesHtml({ rules, findings }: MatterRequest): string {
  const rows = rules.map(({ rule, title, sentence, answer, entries, text, dueMs }) => {
    const due = dueMs === null ? '' : ` Due ${formatInstant(dueMs)}.`
    const said = answer === 'broken' ? `<span class="broken">${ANSWERS[answer]}</span>` : ANSWERS[answer]
    const more = text === '' ? '' : `<br>${safe(text)}`
    return [`${safe(title)}<br><code>${rule}</code>`, `${said}${due}${more}`, citesHtml(entries), safe(sentence)]
  })
  const found = findings.map(({ rule, title, severity, entries, at, text }) => [
    `${safe(title)}<br><code>${rule}</code>`,
    severity,
    safe(at),
    safe(text),
    citesHtml(entries),
  ])
  const list =
    found.length === 0
      ? '<p>No finding: no rule that could be evaluated was broken.</p>'
      : tableHtml('Findings', ['rule', 'severity', 'when', 'what', 'entries'], found)
  return `${list}${tableHtml('Rules', ['rule', 'answer', 'entries', 'the promise'], rows)}`
}

function entryHtml({ index, file, proof, whyNoProof, bytes, leafHash, line }: MatterEntry): string {
  const proven = proof === null ? `No proof: ${safe(whyNoProof ?? '')}.` : `Proof <code>${proof}</code>.`
  const raw = line === null ? '<p>Not UTF-8; see the file.</p>' : `<pre>${safe(line)}</pre>`
  return `<h3 id="e${index}">Entry ${index}</h3><p class="src"><code>${file}</code>, ${bytes} bytes, leaf hash <code>${leafHash}</code>. ${proven}</p>${raw}`
}

function requestHtml(request: MatterRequest): string {
  return `<section><h2>${safe(request.row.req)}</h2>${sealedHtml(request)}${factsHtml(request)}${scopeHtml(request)}${rulesHtml(request)}${storyHtml(request)}</section>`
}

function sealedHtml({ secrecy }: MatterRequest): string {
  if (secrecy.length === 0) return ''
  const orders = secrecy.map(({ kind, entry, until }) => {
    const end = until === 'indefinite' ? 'without end' : `until ${safe(until)}`
    return `${kind === 'order' ? 'secrecy order' : 'deferral by law'} of entry ${citeHtml(entry)}, ${end}`
  })
  return `<p class="sealed">Secret by law: ${orders.join('; ')}.</p>`
}

function trustHtml({ log }: MatterDocument): string {
  const { origin, head, verdict } = log
  const signed = head.trusted
    ? `signed by ${head.signedBy.map(safe).join(', ')}, a key given to whoever made this`
    : 'whose signature was not checked with a key given to whoever made this'
  return `<div class="proof">From log <code>${safe(origin)}</code>, head of size ${head.size}, root <code>${safe(head.root)}</code>, ${signed}. The whole log, when this was made: ${safe(verdict.headline)}</div>`
}

export function matterHtml(document: MatterDocument, hash: Hash): string {
  const { sealed, requests, entries, asOf, tool, log } = document
  const names = requests.map(({ row }) => safe(row.req)).join(', ')
  const title = requests.length === 1 ? `Request ${names}` : `${requests.length} requests`
  const warning =
    sealed.length === 0
      ? ''
      : `<p class="sealed" role="note">SEALED. A secrecy order or deferral by law is in force for ${sealed.map(safe).join(', ')}, as of ${asOf}. Do not pass this on to anybody whom the order does not allow.</p>`
  const example = entries.find(({ proof }) => proof !== null)
  const check =
    example === undefined
      ? ''
      : `<pre>plainview proof check ${example.proof} ${example.file} --vkey &lt;the log's public key&gt;</pre>`
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${encodeBase64(hash(encodeUtf8(MATTER_CSS)))}'; base-uri 'none'; form-action 'none'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${sealed.length > 0 ? 'SEALED: ' : ''}${title}</title>`,
    `<style>${MATTER_CSS}</style></head>`,
    '<body><a class="skip" href="#main">To the matter</a>',
    `<main id="main">${warning}<p class="over">${safe(log.origin)} · Matter · as of ${asOf}</p><h1>${title}</h1>`,
    trustHtml(document),
    ...requests.map(requestHtml),
    `<section><h2>How to check this</h2><p>Every line below stands in a file of <code>entries/</code>, exactly as the log stores it, and its proof in <code>proofs/</code> (C2SP tlog-proof). With the log’s public key, from the operator and not from this folder:</p>${check}<p>Exit code 0: the line is in the log that the key has signed. A single changed byte gives 40. <code>manifest.json</code> has the SHA-256 of every file. This shows what the log says; it cannot show what was never logged.</p></section>`,
    `<section><h2>The entries</h2>${entries.map(entryHtml).join('')}</section>`,
    `<p class="src">${tool.name} ${tool.version}</p></main></body></html>\n`,
  ].join('\n')
}
