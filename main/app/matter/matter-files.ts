/** A matter as the files of a folder or of a .zip: the same bytes on every host. docs/formats/matter.md has the list. */
import type { VerifyDocument } from '#contract/verdict.ts'
import { encodeHex } from '#core/bytes/hex.ts'
import { decodeUtf8, encodeUtf8 } from '#core/bytes/utf8.ts'
import type { Hash } from '#core/capabilities.ts'
import { formatInstant } from '#core/instant.ts'
import type { Policy } from '#core/requests/rules/parameters.ts'
import { TOOL } from '#core/tool.ts'
import type { MatterDocument, MatterRequest } from '#report/matter-document.ts'
import { matterHtml } from '#report/matter-html.ts'
import type { ChosenHead } from './matter-head.ts'

export interface MatterLine {
  readonly index: number
  /** As stored, without the line feed. */
  readonly bytes: Uint8Array
  readonly leafHash: string
  /** A tlog-proof file; null where there is none. */
  readonly proof: Uint8Array | null
  readonly whyNoProof: string | null
}

export interface Matter {
  readonly document: MatterDocument
  /** In the order of the log. */
  readonly lines: readonly MatterLine[]
}

export interface MatterInput {
  readonly asOfMs: number
  readonly head: ChosenHead
  readonly verdict: VerifyDocument
  readonly policy: Policy
  readonly requests: readonly MatterRequest[]
  readonly lines: readonly MatterLine[]
}

/** More than anybody reads on paper; each entry is a file. */
export const MAX_MATTER_REQUESTS = 1000

export function matterOf({ asOfMs, head, verdict, policy, requests, lines }: MatterInput): Matter {
  const { origin, size, root, source: file, trusted, signedBy } = head
  const document: MatterDocument = {
    format: 'plainview-matter/v1',
    tool: TOOL,
    asOf: formatInstant(asOfMs),
    log: {
      origin,
      head: { file, size, root, signedBy: [...signedBy], trusted },
      entries: verdict.input.entries,
      verdict: { exit: verdict.exit, headline: verdict.headline },
    },
    sealed: requests.filter(({ secrecy }) => secrecy.length > 0).map(({ row }) => row.req),
    parameters: policy.parameters,
    requests,
    entries: lines.map(({ index, bytes, leafHash, proof, whyNoProof }) => ({
      index,
      file: `entries/${index}.json`,
      proof: proof === null ? null : `proofs/${index}.tlog-proof`,
      whyNoProof,
      bytes: bytes.length,
      leafHash,
      line: decodeUtf8(bytes),
    })),
  }
  return { document, lines }
}

/** As `verify` where the log itself is cut or damaged; 20 where no given key has signed the head. */
export function exitOfMatter({ log }: MatterDocument): number {
  const { exit } = log.verdict
  if (exit === 30 || exit === 40) return exit
  return log.head.trusted ? 0 : 20
}

export interface MatterFile {
  readonly path: string
  readonly bytes: Uint8Array
  readonly deterministic: boolean
}

const jsonBytes = (value: unknown): Uint8Array => encodeUtf8(`${JSON.stringify(value, null, 2)}\n`)
const file = (path: string, bytes: Uint8Array, deterministic = true): MatterFile => ({ path, bytes, deterministic })

/** Everything but the manifest, and the PDF where somebody has printed one. */
export function matterFiles({ document, lines }: Matter, pdf: Uint8Array | null, hash: Hash): readonly MatterFile[] {
  return [
    file('matter.html', encodeUtf8(matterHtml(document, hash))),
    file('matter.json', jsonBytes(document)),
    ...lines.flatMap(({ index, bytes, proof }) => [
      file(`entries/${index}.json`, bytes),
      ...(proof === null ? [] : [file(`proofs/${index}.tlog-proof`, proof)]),
    ]),
    ...(pdf === null ? [] : [file('matter.pdf', pdf, false)]),
  ]
}

/** SHA-256 of every file but itself. */
export function matterManifest(document: MatterDocument, files: readonly MatterFile[], hash: Hash) {
  const { log, asOf, requests, sealed } = document
  const manifest = {
    format: 'plainview-matter-manifest/v1',
    tool: TOOL,
    log: { origin: log.origin, size: log.head.size, root: log.head.root },
    asOf,
    requests: requests.map(({ row }) => row.req),
    sealed,
    files: files.map(({ path, bytes, deterministic }) => {
      return { path, bytes: bytes.length, sha256: encodeHex(hash(bytes)), deterministic }
    }),
  }
  return { manifest, file: file('manifest.json', jsonBytes(manifest)) }
}
