import type { CliIo } from '../io.ts'
import { counted, figure, hanging, styled } from '../text-layout.ts'
import { visible } from '../visible.ts'
import type { ProofDocument } from './check-proof.ts'
import type { MadeProof } from './make-proof.ts'

const INDENT = 18

/** What `proof check` prints for people. */
export function proofText(document: ProofDocument, io: CliIo): string {
  const { inclusion, authenticity, independence, entry, head } = document
  const row = (glyph: string, label: string, text: string) =>
    hanging(`  ${glyph} ${label}`, visible(text), INDENT, io.columns)
  const cosigned = independence.cosignatures.map(({ name, time }) => `${name} (${time})`)
  return [
    `${styled(visible(document.headline), 'bold', io.isStyled)}\n\n`,
    row(inclusion.answer === 'in the tree' ? '✓' : '✗', 'Inclusion', `${inclusion.answer}: ${inclusion.why}`),
    row(
      { 'trusted key': '✓', 'unknown key': '!', 'bad signature': '✗' }[authenticity.answer],
      'Authenticity',
      `${authenticity.answer}: ${authenticity.why}`,
    ),
    row(
      { 'quorum met': '✓', 'not met': '✗', 'not asked for': '–' }[independence.answer],
      'Independence',
      [independence.answer, ...cosigned].join('; '),
    ),
    '\n',
    row(' ', 'Log', head.origin),
    row(
      ' ',
      'Entry',
      `${figure(entry.index)} of ${counted(head.size, 'entry', 'entries')}, ${counted(entry.bytes, 'byte')}${entry.finalLineFeedDropped ? ' (without the final line feed of the file)' : ''}`,
    ),
    row(' ', 'Leaf hash', entry.leafHash),
    row(' ', 'Root', head.root),
    ...authenticity.signedBy.map((key) => row(' ', 'Signed by', key)),
    `\nExit ${document.exit}.\n`,
  ].join('')
}

/** What `proof make` prints for people where the proof itself goes elsewhere or could not be made. */
export function madeText({ headline, entry, head, exit }: MadeProof, io: Pick<CliIo, 'columns' | 'isStyled'>): string {
  const row = (label: string, text: string) => hanging(`  ${label}`, visible(text), INDENT, io.columns)
  return [
    `${styled(visible(headline), 'bold', io.isStyled)}\n\n`,
    row('Log', head.origin),
    row('Entry', `${figure(entry.index)}, ${counted(entry.bytes, 'byte')}, in ${entry.file}`),
    row('Leaf hash', entry.leafHash),
    row('Head', `${head.source}, ${counted(head.size, 'entry', 'entries')}, signature: ${head.signature}`),
    row('Root', head.root),
    `\nExit ${exit}.\n`,
  ].join('')
}
