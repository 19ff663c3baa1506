import type { ReactNode } from 'react'
import { Say, useFigures, useWords } from '../../i18n/words.tsx'
import { Hash } from '../../ui/Hash.tsx'
import { Status } from '../../ui/Status.tsx'
import { Time } from '../../ui/Time.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import type { Question } from './answer-tones.ts'
import type { VerifyDocument, VerifyResult } from './types.ts'

interface Props {
  readonly question: Question
  readonly document: VerifyDocument
  readonly result: VerifyResult
}

/** The facts behind one answer. */
export function RestsOn({ question, document, result }: Props) {
  switch (question) {
    case 'integrity':
      return <Integrity document={document} />
    case 'authenticity':
      return <Authenticity document={document} result={result} />
    case 'completeness':
      return <Completeness document={document} result={result} />
    case 'freshness':
      return <Freshness document={document} />
    case 'independence':
      return <Independence document={document} result={result} />
  }
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

function Integrity({ document }: Pick<Props, 'document'>) {
  const t = useWords()
  const { count } = useFigures()
  const { computedRoot, headsCompared, entriesDamaged, places } = document.integrity
  return (
    <dl className="RestsOn">
      <Fact name={t('verify.rests.entries')}>{count(document.input.entries)}</Fact>
      <Fact name={t('verify.rests.heads-compared')}>{count(headsCompared)}</Fact>
      <Fact name={t('verify.rests.damaged')}>{t('verify.rests.damaged.text', { n: entriesDamaged, places })}</Fact>
      <Fact name={t('verify.rests.root')}>
        <Hash value={computedRoot} of={t('verify.rests.root')} whole />
      </Fact>
    </dl>
  )
}

function Authenticity({ document, result }: Pick<Props, 'document' | 'result'>) {
  const t = useWords()
  const { count } = useFigures()
  return (
    <dl className="RestsOn">
      <Fact name={t('verify.rests.signed-by')}>
        {document.authenticity.keys.length === 0 ? (
          t('verify.rests.no-key')
        ) : (
          <ul>
            {document.authenticity.keys.map(({ name, keyId, fromSize, toSize }) => (
              <li key={`${name}+${keyId} ${fromSize} ${toSize}`}>
                <EvidenceText value={`${name}+${keyId}`} />{' '}
                <span className="muted">
                  {toSize === null
                    ? t('verify.rests.window-open', { from: count(fromSize) })
                    : t('verify.rests.window', { from: count(fromSize), to: count(toSize) })}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Fact>
      <Fact name={t('verify.rests.your-keys')}>
        {result.usedKeys.length === 0 ? (
          <Say id="verify.rests.none-given" values={{ a: (chunks) => <a href={`#${trustPath()}`}>{chunks}</a> }} />
        ) : (
          <ul>
            {[...new Set(result.usedKeys)].map((vkey) => (
              <li key={vkey}>
                <code>
                  <EvidenceText value={vkey} />
                </code>
              </li>
            ))}
          </ul>
        )}
      </Fact>
    </dl>
  )
}

/** The trust screen of the case that is open. */
const trustPath = (): string => `${/^#(\/case\/[^/?]+)/.exec(window.location.hash)?.[1] ?? ''}/trust`

function Completeness({ document, result }: Pick<Props, 'document' | 'result'>) {
  const t = useWords()
  const { count } = useFigures()
  const { completeTo, tail, missing, closed, fork } = document.completeness
  return (
    <dl className="RestsOn">
      <Fact name={t('verify.rests.complete-to')}>
        {completeTo === null ? t('verify.rests.unknown') : count(completeTo)}
      </Fact>
      <Fact name={t('verify.rests.tail')}>{count(tail)}</Fact>
      <Fact name={t('verify.rests.missing')}>{count(missing)}</Fact>
      <Fact name={t('verify.rests.known-heads')}>{count(result.usedKnownHeads)}</Fact>
      <Fact name={t('verify.rests.closed')}>{t(closed ? 'verify.rests.closed.yes' : 'verify.rests.closed.no')}</Fact>
      {fork && (
        <Fact name={t('verify.rests.fork')}>
          <EvidenceText value={fork.a} /> ≠ <EvidenceText value={fork.b} />
        </Fact>
      )}
    </dl>
  )
}

function Freshness({ document }: Pick<Props, 'document'>) {
  const t = useWords()
  const { decimal } = useFigures()
  const { newestCosignedAt, asOf, ageHours, maxAgeHours } = document.freshness
  const none = t('verify.rests.none')
  return (
    <dl className="RestsOn">
      <Fact name={t('verify.rests.newest-time')}>
        {newestCosignedAt === null ? none : <Time at={newestCosignedAt} />}
      </Fact>
      <Fact name={t('verify.rests.as-of')}>{asOf === null ? none : <Time at={asOf} />}</Fact>
      <Fact name={t('verify.rests.age')}>
        {ageHours === null ? none : t('verify.age.hours', { hours: decimal(ageHours, 1), n: ageHours })}
      </Fact>
      <Fact name={t('verify.rests.max-age')}>
        {maxAgeHours === null ? none : t('verify.age.hours', { hours: decimal(maxAgeHours, 1), n: maxAgeHours })}
      </Fact>
    </dl>
  )
}

function Independence({ document, result }: Pick<Props, 'document' | 'result'>) {
  const t = useWords()
  const { witnesses, splitViewPossible } = document.independence
  return (
    <dl className="RestsOn">
      <Fact name={t('verify.rests.witnesses')}>
        {witnesses.length === 0 ? (
          t('verify.rests.none')
        ) : (
          <ul>
            {witnesses.map(({ name, keyId, cosigned, time }) => (
              <li key={`${name}+${keyId}`}>
                <Status tone={cosigned ? 'intact' : 'neutral'}>
                  {t(cosigned ? 'verify.rests.cosigned' : 'verify.rests.not-cosigned')}
                </Status>{' '}
                <EvidenceText value={`${name}+${keyId}`} /> {time !== null && <Time at={time} />}
              </li>
            ))}
          </ul>
        )}
      </Fact>
      <Fact name={t('verify.rests.split-view')}>
        {t(splitViewPossible ? 'verify.rests.split-view.yes' : 'verify.rests.split-view.no')}
      </Fact>
      {result.usedPolicy !== null && (
        <Fact name={t('verify.rests.policy')}>
          <pre>{result.usedPolicy}</pre>
        </Fact>
      )}
    </dl>
  )
}
