/** The document: its members in their order, nothing left out, nothing about this machine. */
import type { VerifyDocument } from '#contract/verdict.ts'
import { encodeBase64 } from '#core/bytes/base64.ts'
import { formatInstant } from '#core/instant.ts'
import { authenticity, isPinned } from '#core/log/answers/authenticity.ts'
import { completeness, isRolledBack, isTruncated } from '#core/log/answers/completeness.ts'
import type { Facts } from '#core/log/answers/facts.ts'
import { freshness } from '#core/log/answers/freshness.ts'
import { headline } from '#core/log/answers/headline.ts'
import { independence, quorumMet } from '#core/log/answers/independence.ts'
import { integrity } from '#core/log/answers/integrity.ts'
import { sizeOf } from '#core/log/compare-heads.ts'
import { exitCode, failOn, type SeverityName } from '#core/log/exit-code.ts'
import type { Head } from '#core/log/head.ts'
import type { LintAt } from '#core/log/lint.ts'
import { keyIdentity } from '#core/note/key-name.ts'
import { TOOL } from '#core/tool.ts'
import type { OpenedEvidence } from '../app/ports.ts'
import type { FileFacts } from './job.ts'
import type { Judged } from './judge-log.ts'

export interface DocumentOptions {
  readonly evidence: OpenedEvidence
  readonly facts: ReadonlyMap<string, FileFacts>
  readonly judged: Judged
  readonly failOn: SeverityName | null
}

export function writeDocument({ evidence, facts: files, judged, failOn: least }: DocumentOptions): VerifyDocument {
  const { facts, findings } = judged
  const lints = [...judged.lints.list()].sort(byFile)
  const code = exitCode({
    damage: facts.damage.items,
    headDisagrees: facts.counted.some(({ agrees }) => agrees === 'no'),
    badSignature: facts.heads.some(({ status, file }) => status === 'bad_signature' && file.role !== 'known'),
    truncated: isTruncated(facts),
    rolledBack: isRolledBack(facts),
    forked: facts.forks.length > 0,
    pinned: isPinned(facts),
    entries: facts.entries,
    quorumMet: quorumMet(facts),
  })
  return {
    tool: { ...TOOL },
    input: {
      kind: evidence.kind as VerifyDocument['input']['kind'],
      files: evidence.files.map(({ path, bytes }) => ({ path, bytes, sha256: files.get(path)?.sha256 ?? '' })),
      entries: facts.entries,
    },
    headline: headline(facts, code),
    exit: failOn(code, least, findings, lints.length),
    integrity: integrity(facts),
    authenticity: authenticity(facts),
    completeness: completeness(facts),
    freshness: freshness(facts),
    independence: independence(facts),
    damage: [...facts.damage.items],
    heads: facts.heads.map((head) => headRow(head, facts)),
    lints: lints.map(lintRow),
    findings: [...findings],
  }
}

function headRow(head: Head, { counted, newest }: Facts): VerifyDocument['heads'][number] {
  const { file, checkpoint, status, signedBy, cosignatures } = head
  const row = counted.find((other) => other.head === head)
  return {
    source: file.source,
    origin: checkpoint?.origin ?? '',
    size: checkpoint ? sizeOf(checkpoint) : 0,
    root: encodeBase64(checkpoint?.root ?? new Uint8Array(32)),
    status,
    signedBy: signedBy.map(({ vkey }) => keyIdentity(vkey)),
    cosignatures: cosignatures.map(({ name, keyId, timeSeconds }) => {
      return { name, keyId, time: formatInstant(Number(timeSeconds) * 1000) }
    }),
    agrees: row?.agrees ?? 'not_compared',
    newest: newest !== null && newest.head === head,
  }
}

function byFile(a: LintAt, b: LintAt): number {
  return (
    compare(a.file, b.file) ||
    (a.index ?? -1) - (b.index ?? -1) ||
    (a.byteOffset ?? -1) - (b.byteOffset ?? -1) ||
    compare(a.code, b.code)
  )
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function lintRow({ code, file, index, byteOffset, expected, got, more }: LintAt): VerifyDocument['lints'][number] {
  return {
    code,
    file,
    ...(index === undefined ? {} : { index }),
    ...(byteOffset === undefined ? {} : { byteOffset }),
    ...(expected === undefined ? {} : { expected }),
    ...(got === undefined ? {} : { got }),
    ...(more === undefined ? {} : { more }),
  }
}
