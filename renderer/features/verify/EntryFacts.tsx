import type { ReactNode } from 'react'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { Hash } from '../../ui/Hash.tsx'
import { Status } from '../../ui/Status.tsx'
import { Time } from '../../ui/Time.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { EntryLink } from './EntryLink.tsx'
import { EntryProof } from './EntryProof.tsx'
import { explainLint } from './lint-words.ts'
import type { Entry } from './types.ts'

interface Props {
  readonly entry: Entry
  readonly entries: number
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** What the line says of itself, and what its bytes prove: hash, links to its neighbours, inclusion in a head. */
export function EntryFacts({ entry, entries }: Props) {
  return (
    <div className="EntryView-facts">
      <Claims entry={entry} />
      <Links entry={entry} entries={entries} />
    </div>
  )
}

function Claims({ entry }: { readonly entry: Entry }) {
  const t = useWords()
  const { count } = useFigures()
  const none = <span className="muted">{t('verify.entry.absent')}</span>
  return (
    <dl className="Facts">
      <Fact name={t('verify.entry.seq')}>{entry.seq === null ? none : count(entry.seq)}</Fact>
      <Fact name={t('verify.entry.time')}>{entry.time === null ? none : <Time at={entry.time} precision="ms" />}</Fact>
      <Fact name={t('verify.entry.type')}>{entry.type === null ? none : <EvidenceText value={entry.type} />}</Fact>
      {entry.req !== null && (
        <Fact name={t('verify.entry.req')}>
          <EvidenceText value={entry.req} />
        </Fact>
      )}
      <Fact name={t('evidence.file')}>
        <EvidenceText value={entry.file} />
      </Fact>
      <Fact name={t('verify.entry.place')}>
        {t('verify.entry.place.text', { offset: entry.byteOffset, bytes: entry.bytes })}
      </Fact>
      {entry.lints.length > 0 && (
        <Fact name={t('verify.tab.lints')}>
          <ul>
            {entry.lints.map((lint) => (
              <li key={lint}>
                {explainLint(t, lint)} <code className="muted">{lint}</code>
              </li>
            ))}
          </ul>
        </Fact>
      )}
    </dl>
  )
}

function Links({ entry, entries }: Props) {
  const t = useWords()
  const { index, leafHash, prev, computedPrev, nextPrev, damage } = entry
  return (
    <dl className="Facts">
      <Fact name={t('verify.entry.hash')}>
        <Hash value={leafHash} of={t('verify.entry.hash')} />
      </Fact>
      {damage?.expected !== undefined && damage.expected !== leafHash && (
        <Fact name={t('verify.entry.expected')}>
          <Hash value={damage.expected} of={t('verify.entry.expected')} />
        </Fact>
      )}
      <Fact name={t('verify.entry.before')}>
        {computedPrev === null ? (
          t('verify.entry.first')
        ) : (
          <LinkState holds={prev === computedPrev} named={prev} wanted={computedPrev}>
            <EntryLink index={index - 1} />
          </LinkState>
        )}
      </Fact>
      <Fact name={t('verify.entry.after')}>
        {index + 1 >= entries ? (
          t('verify.entry.last')
        ) : (
          <LinkState holds={nextPrev === leafHash} named={nextPrev} wanted={leafHash}>
            <EntryLink index={index + 1} />
          </LinkState>
        )}
      </Fact>
      <Fact name={t('verify.entry.proof')}>
        <EntryProof entry={entry} />
      </Fact>
    </dl>
  )
}

interface LinkStateProps {
  readonly holds: boolean
  /** The hash that `prev` names. */
  readonly named: string | null
  /** The hash of the line it stands for. */
  readonly wanted: string
  readonly children: ReactNode
}

/** Does `prev` name the hash of the line before it? Where not, both hashes. */
function LinkState({ holds, named, wanted, children }: LinkStateProps) {
  const t = useWords()
  return (
    <>
      {children}{' '}
      <Status tone={holds ? 'intact' : 'damaged'}>{t(holds ? 'verify.entry.links' : 'verify.entry.broken')}</Status>
      {!holds && (
        <div>
          <div>
            {t('verify.entry.named')}{' '}
            {named === null ? (
              <span className="muted">{t('verify.entry.absent')}</span>
            ) : (
              <Hash value={named} of={t('verify.entry.named')} />
            )}
          </div>
          <div>
            {t('verify.entry.wanted')} <Hash value={wanted} of={t('verify.entry.wanted')} />
          </div>
        </div>
      )}
    </>
  )
}
