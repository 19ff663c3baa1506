import type { matterOperations } from '#contract/areas/matter.ts'
import type { HandlersOf } from '#contract/contract.ts'
import { refusal } from '#contract/refusal.ts'
import type { RequestFilter } from '#contract/requests-view.ts'
import { encodeBase64 } from '#core/bytes/base64.ts'
import { decodeUtf8 } from '#core/bytes/utf8.ts'
import { err, ok } from '#core/result.ts'
import { notFound } from '../answer.ts'
import type { Deps } from '../deps.ts'
import { keepFew } from '../keep-few.ts'
import { caseMatter } from '../matter/case-matter.ts'
import { exitOfMatter, MAX_MATTER_REQUESTS, type Matter, matterFiles, matterManifest } from '../matter/matter-files.ts'
import { placesBehind } from '../reports/behind.ts'
import { filterInWords, queryOf } from '../request-filter.ts'
import { logOf, reqsTagged, workOf } from '../work.ts'
import { type Derived, derivedOf } from './requests.ts'

/** Up to some tens of megabytes each. */
const KEPT = 5
const MEDIA_TYPES = {
  'matter.html': 'text/html',
  'matter.json': 'application/json',
  'matter.pdf': 'application/pdf',
  'matter.zip': 'application/zip',
} as const

interface Made {
  readonly caseId: string
  readonly log: string
  readonly filter: string
  readonly matter: Matter
}

export function matterHandlers(deps: Deps): HandlersOf<typeof matterOperations> {
  const { cases, hash, jobs, newId, nowMs, reports } = deps
  const made = new Map<string, Made>()

  function matterNow(caseId: string, matterId: string): Made {
    const found = made.get(matterId)
    if (found?.caseId !== caseId) {
      throw refusal({ code: 'not_found', message: 'this matter is no longer in memory: make it again' })
    }
    return found
  }

  async function reqsOf({ theCase, evidence }: Derived, filter: RequestFilter): Promise<readonly string[]> {
    const work = await workOf(theCase, evidence)
    const places = await placesBehind(deps, theCase, evidence, filter.behind)
    const query = queryOf(filter, reqsTagged(work, filter.tag ?? []), places)
    const matching = await theCase.requests.count(evidence.no, query)
    if (matching === 0 || matching > MAX_MATTER_REQUESTS) {
      throw refusal({
        code: 'conflict',
        message: `a matter has 1 to ${MAX_MATTER_REQUESTS} requests, each with its entries and proofs; filter the list`,
        expected: `1 to ${MAX_MATTER_REQUESTS} requests`,
        got: `${matching}`,
      })
    }
    const order = { by: 'received', descending: false } as const
    const { rows } = await theCase.requests.page(evidence.no, query, order, null, MAX_MATTER_REQUESTS)
    return rows.map(({ row }) => row.req)
  }

  async function bytesOf({ matter }: Made, path: keyof typeof MEDIA_TYPES): Promise<Uint8Array> {
    const files = matterFiles(matter, null, hash)
    if (path === 'matter.zip') return reports.zip([...files, matterManifest(matter.document, files, hash).file])
    const wanted = path === 'matter.pdf' ? 'matter.html' : path
    const file = files.find((one) => one.path === wanted)
    if (file === undefined) throw refusal(notFound('file of the matter'))
    if (path !== 'matter.pdf') return file.bytes
    const pdf = await reports.printPdf(decodeUtf8(file.bytes) ?? '')
    if (pdf !== null) return pdf
    throw refusal({
      code: 'refused',
      message: 'no Chromium is installed here to print with: save matter.html and print it from a browser',
    })
  }

  return {
    'matter.start': async ({ reqs, filter, ...where }) => {
      const derived = await derivedOf(deps, where)
      const { theCase, evidence } = derived
      const chosen = reqs ?? (await reqsOf(derived, filter))
      for (const req of chosen) {
        if ((await theCase.requests.byReq(evidence.no, req)) === null) return err(notFound(`request ${req}`))
      }
      const started = jobs.start({
        kind: 'export',
        caseId: null,
        subject: evidence.evidenceId,
        work: async (context) => {
          const matter = await caseMatter(deps, derived, chosen, context)
          const matterId = newId('matter_')
          const words = reqs === null ? filterInWords(filter) : reqs.join(', ')
          keepFew(made, KEPT, matterId, { caseId: where.caseId, log: logOf(evidence), filter: words, matter })
          return ok(matterId)
        },
      })
      return started.ok ? ok({ jobId: started.value }) : started
    },
    'matter.view': async ({ caseId, matterId }) => {
      const { document } = matterNow(caseId, matterId).matter
      const { asOf, requests, sealed, entries, log } = document
      const proven = entries.filter(({ proof }) => proof !== null)
      const [first] = proven
      return ok({
        asOf,
        requests: requests.map(({ row }) => row.req),
        sealed: [...sealed],
        entries: entries.length,
        proofs: proven.length,
        head: { origin: log.origin, ...log.head, signedBy: [...log.head.signedBy] },
        exit: exitOfMatter(document),
        headline: log.verdict.headline,
        example: first === undefined ? null : { proof: first.proof ?? '', entry: first.file },
      })
    },
    'matter.file': async ({ caseId, matterId, path }) => {
      const found = matterNow(caseId, matterId)
      const { document } = found.matter
      const bytes = await bytesOf(found, path)
      const theCase = await cases.get(caseId)
      if (!theCase.readOnly) {
        const format = path.slice('matter.'.length)
        const about = { log: found.log, what: 'matter', format, filter: found.filter, asOf: document.asOf }
        await theCase.workLog.append(nowMs(), [{ type: 'work.exported', ...about, rows: document.requests.length }])
      }
      return ok({ name: fileName(document.requests, path), mediaType: MEDIA_TYPES[path], base64: encodeBase64(bytes) })
    },
  }
}

/** A name that says which request it is, without what some file system refuses. */
function fileName(requests: Matter['document']['requests'], path: string): string {
  const [only] = requests
  const stem =
    requests.length === 1 && only !== undefined
      ? only.row.req.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 80)
      : `${requests.length}-requests`
  return `matter-${stem}${path.slice('matter'.length)}`
}
