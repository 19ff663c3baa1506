import { Say, useWords } from '../../i18n/words.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { Hash } from '../../ui/Hash.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import type { Entry } from './types.ts'

/** That the entry is in a signed head, for somebody who has not got the log: a C2SP tlog-proof, ready to be pasted. */
export function EntryProof({ entry }: { readonly entry: Entry }) {
  const t = useWords()
  const { proof, whyNoProof } = entry
  if (proof === null) {
    return <EvidenceText value={whyNoProof ?? t('verify.proof.none')} />
  }
  return (
    <>
      <div>
        <Say id="verify.proof.in" values={{ head: <EvidenceText key="head" value={proof.head} />, size: proof.size }} />{' '}
        <CopyButton text={() => proof.file}>{t('verify.proof.copy')}</CopyButton>
      </div>
      <div>
        {t('verify.proof.root')} <Hash value={proof.root} of={t('verify.proof.root')} />
      </div>
      {proof.hashes.length > 0 && (
        <details>
          <summary>{t('verify.proof.path', { n: proof.hashes.length })}</summary>
          <ol className="EntryView-path">
            {proof.hashes.map((hash, level) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a level of the tree is its place in the path
              <li key={level}>{hash}</li>
            ))}
          </ol>
        </details>
      )}
    </>
  )
}
