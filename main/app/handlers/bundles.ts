import type { bundleOperations } from '#contract/areas/bundles.ts'
import type { HandlersOf, Output } from '#contract/contract.ts'
import { refusal } from '#contract/refusal.ts'
import { CHECKS } from '#core/bundle/check.ts'
import { encodeBase64 } from '#core/bytes/base64.ts'
import { decodeUtf8 } from '#core/bytes/utf8.ts'
import { err, ok } from '#core/result.ts'
import { TOOL } from '#core/tool.ts'
import { notFound, throwRefused } from '../answer.ts'
import {
  checkViews,
  claimedRoles,
  countsView,
  filterInWords,
  queryOf,
  textStart,
  trustedNames,
} from '../bundle-views.ts'
import type { Deps } from '../deps.ts'
import { isDisclosureLog } from '../derive-requests.ts'
import type { NamedKey } from '../held-keys.ts'
import { newestLog, trustedForBundles, verifyBundlesAgain } from '../judge-bundles.ts'
import type { EvidenceRow, OpenCase } from '../ports/case.ts'

/** As `bundle verify` measures at most: main/work/bundle-open.ts. */
const TABLE_BYTES = 64 * 2 ** 20
/** Of a document in a bundle, so much is shown. */
const SHOWN_BYTES = 2 ** 20
const LISTED_PAYLOADS = 500

interface Import {
  readonly caseId: string
  readonly evidenceId: string
}

export function bundleHandlers(deps: Deps): HandlersOf<typeof bundleOperations> {
  const { bundles, bundleTables, cases, heldKeys, jobs, nowMs, profile, tables } = deps

  async function importOf({ caseId, evidenceId }: Import): Promise<{ theCase: OpenCase; row: EvidenceRow }> {
    const theCase = await cases.get(caseId)
    const row = await theCase.evidence.byId(evidenceId)
    if (row === null) throw refusal(notFound('evidence'))
    if (row.kind !== 'bundles') {
      throw refusal({ code: 'refused', message: 'this evidence is no disclosure bundles', got: row.kind })
    }
    return { theCase, row }
  }

  async function bundleOf({ no, ...where }: Import & { readonly no: number }) {
    const { theCase, row } = await importOf(where)
    const judged = await theCase.bundles.get(row.no, no)
    if (judged === null) throw refusal(notFound('bundle in this import'))
    return { theCase, row, ...judged }
  }

  /** Where a bundle is, and the keys to open it with. */
  async function placeOf(where: Import & { readonly no: number }) {
    const { theCase, row, verdict } = await bundleOf(where)
    const evidence = await theCase.bytes.opened(row.evidenceId)
    return { verdict, place: { evidence, path: verdict.path, keys: heldKeys.of(where.caseId) } }
  }

  async function logView(theCase: OpenCase, log: string | null) {
    const row = log === null ? null : await theCase.evidence.byId(log)
    return row === null ? null : { evidenceId: row.evidenceId, name: row.name }
  }

  return {
    'bundles.state': async (where) => {
      const { theCase, row } = await importOf(where)
      const runningJob = jobs.runningOn(where.caseId, row.evidenceId, 'bundles')
      const run = await theCase.bundles.run(row.no)
      if (run === null) return ok({ runningJob, run: null })
      const { trust, verifiedAtMs, absent, absentCount } = run
      const kids = heldKeys.of(where.caseId).map(({ kid }) => kid)
      const newest = await newestLog(theCase)
      return ok({
        runningJob,
        run: {
          verifiedAtMs,
          ...countsView(await theCase.bundles.counts(row.no)),
          log: await logView(theCase, trust.log),
          trusted: trustedNames(trust.trusted),
          kids: [...trust.kids],
          absentCount,
          absent: absent.map((each) => ({ ...each })),
          changed: {
            trust: JSON.stringify(trust.trusted) !== JSON.stringify(await trustedForBundles(profile)),
            // Keys that are gone take nothing back from what they showed.
            keys: kids.some((kid) => !trust.kids.includes(kid)),
            log: newest !== null && (trust.log === null || newest.importedAtMs > verifiedAtMs),
          },
        },
      })
    },
    'bundles.verify': async ({ log, ...where }) => {
      const { theCase, row } = await importOf(where)
      const logRow = log === null ? null : await theCase.evidence.byId(log)
      if (log !== null && (logRow === null || !isDisclosureLog(logRow.kind))) return err(notFound('log in this case'))
      const started = jobs.start({
        kind: 'bundles',
        caseId: where.caseId,
        subject: row.evidenceId,
        work: (context) =>
          verifyBundlesAgain(deps, theCase, row, { log: logRow, keys: heldKeys.of(where.caseId) }, context),
      })
      return started.ok ? ok({ jobId: started.value }) : started
    },
    'bundles.list': async ({ caseId, evidenceId, filter, from, limit }) => {
      const theCase = await cases.get(caseId)
      const row = evidenceId === null ? null : (await importOf({ caseId, evidenceId })).row
      const query = queryOf(row?.no ?? null, filter)
      const rows = await theCase.bundles.page(query, from, limit)
      const total = await theCase.bundles.count({ evidence: row?.no ?? null })
      return ok({
        matching: await theCase.bundles.count(query),
        account: { shown: rows.length, total, filter: filterInWords(filter), source: row?.name ?? '' },
        rows: rows.map((each) => ({ ...each })),
      })
    },
    'bundles.get': async (where) => {
      const { theCase, row, verdict, sealed } = await bundleOf(where)
      const run = await theCase.bundles.run(row.no)
      const look = await bundles.look(await theCase.bytes.opened(row.evidenceId), verdict.path)
      if (!look.ok) throwRefused(look.error)
      const { statement, files } = look.value
      const { path, bundle, req } = verdict
      const answers = CHECKS.map((check) => verdict[check].answer)
      return ok({
        evidenceId: row.evidenceId,
        no: where.no,
        path,
        bundle,
        req,
        status: answers.includes('fails') ? 'fails' : answers.includes('not_examined') ? 'not_examined' : 'holds',
        importName: row.name,
        verifiedAtMs: run?.verifiedAtMs ?? 0,
        log: await logView(theCase, run?.trust.log ?? null),
        checks: checkViews(verdict),
        sealed: sealed.map((place) => ({ ...place })),
        files: files.length,
        bytes: files.reduce((sum, file) => sum + file.bytes, 0),
        statement:
          statement === null
            ? null
            : {
                log: statement.log,
                created: statement.created,
                recipients: statement.recipients.map((one) => ({ ...one })),
                payloadCount: statement.payloads.length,
                payloads: statement.payloads.slice(0, LISTED_PAYLOADS).map((payload) => ({
                  path: payload.path,
                  kind: payload.kind,
                  bytes: payload.bytes,
                  plainBytes: payload.plain.bytes,
                  categories: [...payload.categories],
                  claim: claimView(payload.anonymity),
                })),
              },
      })
    },
    'bundles.document': async ({ no, ...where }) => {
      const { theCase, row } = await importOf(where)
      const verdicts = no === null ? await theCase.bundles.all(row.no) : [(await bundleOf({ ...where, no })).verdict]
      const stem = (no === null ? row.name : (verdicts[0]?.bundle ?? row.name)).replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
      const text = `${JSON.stringify({ tool: TOOL, bundles: verdicts }, null, 2)}\n`
      return ok({ fileName: `${stem.slice(0, 80) || 'bundles'}.verdict.json`, text })
    },
    'bundles.keys': async ({ caseId }) => {
      await cases.get(caseId)
      return ok({ keys: heldKeys.of(caseId).map(keyView) })
    },
    'bundles.add-key': async ({ caseId, text, name, passphrase }) => {
      await cases.get(caseId)
      const read = bundles.readKey(text, name, passphrase)
      if (!read.ok) return throwRefused(read.error)
      const key: NamedKey = { ...read.value, name, addedAtMs: nowMs() }
      heldKeys.add(caseId, key)
      return ok(keyView(key))
    },
    'bundles.forget-key': async ({ caseId, kid }) => {
      bundleTables.forgetCase(caseId)
      return heldKeys.forget(caseId, kid) ? ok({}) : err(notFound('key in memory'))
    },
    'bundles.contents': async (where) => {
      const { place } = await placeOf(where)
      const contents = await bundles.contents(place)
      if (!contents.ok) return throwRefused(contents.error)
      return ok({
        files: contents.value.files.map(({ path, name, mediaType, payloads, bytes }) => ({
          path,
          name,
          mediaType,
          kind: payloads[0]?.kind ?? 'document',
          parts: payloads.length,
          bytes,
          categories: [...new Set(payloads.flatMap(({ categories }) => categories))],
          claim: claimView(payloads.find(({ anonymity }) => anonymity !== null)?.anonymity ?? null),
        })),
      })
    },
    'bundles.open-table': async ({ file, ...where }) => {
      const { verdict, place } = await placeOf(where)
      const contents = await bundles.contents(place)
      if (!contents.ok) return throwRefused(contents.error)
      const found = contents.value.files.find(({ path }) => path === file)
      const read = await bundles.text(place, file, TABLE_BYTES)
      if (!read.ok) return throwRefused(read.error)
      const { bytes, totalBytes } = read.value
      if (totalBytes > TABLE_BYTES) {
        const expected = `a table of at most ${TABLE_BYTES} bytes`
        return throwRefused({ code: 'too_large', place: { file }, expected, got: `${totalBytes}` })
      }
      const claim = found?.payloads.find(({ anonymity }) => anonymity !== null)?.anonymity ?? null
      const from = { caseId: where.caseId, bundle: verdict.bundle, claim }
      return ok({ tableId: bundleTables.keep(found?.name ?? file, bytes, from) })
    },
    'bundles.table-claim': async ({ tableId }) => {
      tables.get(tableId)
      const from = bundleTables.origin(tableId)
      const claim = from?.claim ?? null
      return ok({
        from: from === null ? null : { bundle: from.bundle, claim: claim === null ? null : claimedRoles(claim) },
      })
    },
    'bundles.read-file': async ({ file, ...where }) => {
      const { place } = await placeOf(where)
      const read = await bundles.text(place, file, SHOWN_BYTES)
      if (!read.ok) return throwRefused(read.error)
      const { bytes, totalBytes } = read.value
      return ok({
        bytesBase64: encodeBase64(bytes),
        bytes: bytes.length,
        totalBytes,
        text: decodeUtf8(textStart(bytes, totalBytes)),
      })
    },
  }
}

type Claim = Output<'bundles.contents'>['files'][number]['claim']
function claimView(
  claim:
    | ({ readonly quasi: readonly string[]; readonly sensitive: readonly string[] } & Omit<
        NonNullable<Claim>,
        'quasi' | 'sensitive'
      >)
    | null,
): Claim {
  return claim === null ? null : { ...claim, quasi: [...claim.quasi], sensitive: [...claim.sensitive] }
}

const keyView = ({ kid, kind, name, addedAtMs }: NamedKey) => ({ kid, kind, name, addedAtMs })
