/**
 * The words of the house report where the publisher wrote none. Every figure is a reference, `{{table/row/column}}`, so
 * that no number is typed and each is checked with the tables.
 */
import type { SectionId } from '#core/metrics/table-spec.ts'
import type { ReportDocument } from './document.ts'
import { formatNumber } from './format-number.ts'
import { periodInWords, timeInWords } from './period-words.ts'

type Basis = Pick<ReportDocument, 'period' | 'asOf' | 'threshold' | 'log' | 'publisher'>

export function defaultText(id: SectionId, { period, asOf, threshold, log }: Basis): string {
  switch (id) {
    case 'glance':
      return `${period.kind === 'year' ? 'In' : 'From'} ${periodInWords(period)} authorities sent us {{glance/received/now}} requests for user data. We disclosed some data in answer to {{glance/disclosed/now}} of them, rejected {{glance/rejected/now}} and had no data for {{glance/no_data/now}}. Messages are end-to-end encrypted. Disclosures that held content of messages: {{glance/content_disclosed/now}}.`
    case 'how-we-count':
      return [
        `A request belongs to the period in which we received it: from ${period.from.slice(0, 10)} up to, and not including, ${period.to.slice(0, 10)}, in UTC. The same demand served twice is one request. Each request has exactly one outcome, as of ${timeInWords(asOf)}; those received late in the period may still be open. Preservation requests, orders to act, national security demands and reports to child safety bodies are counted apart and are in no total here.`,
        `Every figure was computed from our audit log, \`${log.origin}\`, as committed to by its head of size ${formatNumber(log.size)} with root \`${log.root}\`${log.signedBy.length > 0 ? `, signed by ${log.signedBy.join(', ')}` : ', which no key known to this program has signed'}${log.cosignedBy.length > 0 ? ` and cosigned by ${log.cosignedBy.join(', ')}` : ''}.`,
      ].join('\n\n')
    case 'over-time':
      return 'Requests by the period in which they came in, and what became of them.'
    case 'by-country':
      return 'The ten countries that sent most requests; all others, and origins that are no country, are together. An authority of a part of a country is counted under the country.'
    case 'by-authority':
      return `Counts of 1 to ${threshold - 1} are hidden, and enough others that they cannot be worked out.`
    case 'by-instrument':
      return 'The legal basis that a request named. Orders to act against content are no requests for data and stand apart.'
    case 'data':
      return 'What was asked for, and what was given. One request may ask for several categories, so these figures do not sum to the requests.'
    case 'outcomes':
      return 'Each request has exactly one outcome. Together they are all requests received.'
    case 'rejections':
      return 'Why we rejected. A request may be rejected for several reasons, so the rows do not sum to the total.'
    case 'challenges':
      return 'Demands that we contested with the authority, in court or before a treaty body, by the result of the last challenge. A challenge is counted beside the outcome of the request, never instead of it.'
    case 'emergency':
      return 'Requests without the usual process because life or safety was at stake.'
    case 'preservation':
      return 'Requests to keep data until legal process follows. Nothing is disclosed in answer to them.'
    case 'notice':
      return 'Whether the people concerned were told. Each request is in exactly one row.'
    case 'cross-border':
      return 'Requests that came through mutual legal assistance, an agreement under the CLOUD Act, or a European production order.'
    case 'national-security':
      return 'The law allows these figures in bands only. A band says nothing about where in it the figure lies; it starts at 0 where there may have been none.'
    case 'child-safety':
      return 'Reports that we sent to child safety bodies, in their own unit.'
    case 'keys':
      return 'We hold no keys to messages and have built no back doors. These rows count demands for them, also when there were none, and what was disclosed.'
    case 'durations':
      return 'From receipt, in hours. Requests that have not come to a step are left out of its hours and counted beside.'
    case 'user-flags':
      return 'Users who are told about a demand can flag it. These are the requests they flagged, by what became of them.'
    case 'case-studies':
      return 'No case studies in this report.'
    case 'changes':
      return `This is the first version of the report of ${period.id}. Should a published figure change, a new version lists here each one that has, with the reason.`
    case 'suppression':
      return `Figures by period, country, instrument and outcome are exact. Every other count of 1 to ${threshold - 1} is hidden, and so are as many others as are needed so that no hidden figure can be computed or narrowed from the rest. A hidden figure is marked "hidden", whatever it hides. Shares of fewer than ${threshold} and times of fewer than ${threshold} are hidden too. A hidden figure is never written as 0, and 0 is always shown as 0.`
    case 'forbidden':
      return 'In some countries the law forbids us to say whether certain demands exist. Nothing in this report says or implies that there were or were not such demands; the text and tables are the same in either case.'
    case 'dictionary':
      return 'Anyone can check the arithmetic of this report. Anyone with an earlier head of the log can check that nothing was changed since. An auditor with the log can recompute every figure: `plainview report verify <report> <log>`. None of this can show a request that was never logged.'
  }
}
