/** `bundle.note`: the signature over everything that is in the bag. docs/formats/bundle.md, "The signature". */
import { quote } from '../input-error.ts'
import { NOTE } from './bag-names.ts'
import { type BundleFailure, failure } from './check.ts'
import type { StatedRecipient, Statement } from './statement.ts'

export const BUNDLE_FORMAT = 'disclosure-bundle/v1'

export interface NoteFacts {
  readonly bundle: string
  readonly log: string
  readonly req: string
  /** Standard base64 of the SHA-256 of tagmanifest-sha256.txt. */
  readonly tagmanifest: string
  readonly payloads: number
  readonly recipients: readonly StatedRecipient[]
}

/** The text that is signed, with its final line feed. */
export function formatNoteText({ bundle, log, req, tagmanifest, payloads, recipients }: NoteFacts): string {
  const lines = recipients.map(({ role, kid }) => `${role} ${kid}`)
  return `${[BUNDLE_FORMAT, bundle, log, req, tagmanifest, payloads, ...lines].join('\n')}\n`
}

/**
 * Does the text speak of this bag? Recipients are compared as a set: their order says nothing.
 * `statement` is null where disclosure.json could not be read; what it would have to agree with is then left out.
 */
export function checkNoteText(
  text: string,
  bag: { readonly statement: Statement | null; readonly tagmanifest: string | null; readonly payloads: number },
): readonly BundleFailure[] {
  const [format = '', bundle, log, req, tagmanifest, payloads, ...recipients] = text.slice(0, -1).split('\n')
  if (format !== BUNDLE_FORMAT) return [failure(NOTE, 'note_form', quote(BUNDLE_FORMAT), quote(format))]
  if (payloads === undefined) {
    return [failure(NOTE, 'note_form', 'format, bundle, log, request, digest, payload count', quote(text))]
  }
  const failures: BundleFailure[] = []
  if (bag.tagmanifest !== null && tagmanifest !== bag.tagmanifest) {
    failures.push(
      failure(
        NOTE,
        'note_tagmanifest',
        `${bag.tagmanifest}, which tagmanifest-sha256.txt hashes to`,
        quote(tagmanifest),
      ),
    )
  }
  if (payloads !== String(bag.payloads))
    failures.push(failure(NOTE, 'note_payloads', `${bag.payloads}`, quote(payloads)))
  const { statement } = bag
  if (statement === null) return failures
  if (bundle !== statement.bundle) failures.push(failure(NOTE, 'note_bundle', quote(statement.bundle), quote(bundle)))
  if (log !== statement.log) failures.push(failure(NOTE, 'note_log', quote(statement.log), quote(log)))
  if (req !== statement.req) failures.push(failure(NOTE, 'note_request', quote(statement.req), quote(req)))
  const stated = statement.recipients.map(({ role, kid }) => `${role} ${kid}`).sort()
  if (stated.join('\n') !== [...recipients].sort().join('\n')) {
    failures.push(failure(NOTE, 'note_recipients', stated.join(', '), quote(recipients.join(', '))))
  }
  return failures
}
