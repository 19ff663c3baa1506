import type { ReactNode } from 'react'
import type { Output } from '#contract/contract.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { Hash } from '../../ui/Hash.tsx'
import { Status, type Tone } from '../../ui/Status.tsx'
import { formatTime } from '../../ui/Time.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { Differences } from './Differences.tsx'

type Found = Output<'reports.verification'>

interface LevelProps {
  readonly tone: Tone
  readonly title: string
  readonly who: string
  readonly answer: string
  readonly children?: ReactNode
}

function Level({ tone, title, who, answer, children }: LevelProps) {
  return (
    <li>
      <div>
        <h3>{title}</h3>
        <p className="Reports-muted">{who}</p>
      </div>
      <div>
        <p>
          <Status tone={tone}>{answer}</Status>
        </p>
        {children}
      </div>
    </li>
  )
}

/** What was found, in a sentence and on three levels; then every difference by name. None of it shows what was never logged. */
export function VerifiedReport({ found }: { readonly found: Found }) {
  const t = useWords()
  const { count } = useFigures()
  const { cells, gate, levels, differences, notCheckable } = found
  const { files, head } = levels
  // Where nothing could be counted again, nothing was shown to follow.
  const isFine =
    cells.match > 0 &&
    cells.mismatch === 0 &&
    gate.failures.length === 0 &&
    files.state !== 'changed' &&
    head.state === 'unchanged'
  return (
    <div className="Reports-verdict" role="status">
      <h2 className="Reports-publishedTitle">{t(isFine ? 'reports.verify.holds' : 'reports.verify.holds-not')}</h2>
      <p>
        <EvidenceText value={found.name} />: <EvidenceText value={found.title} />, {found.period},{' '}
        {t('reports.verify.version', { n: found.revision })}
        {found.publisher !== '' && (
          <>
            , <EvidenceText value={found.publisher} />
          </>
        )}
        . {t('reports.verify.as-of', { asOf: formatTime(Date.parse(found.asOf), 'utc') })}
      </p>
      <ol className="Reports-levels">
        <Level
          tone={gate.failures.length === 0 && files.state !== 'changed' ? 'intact' : 'damaged'}
          title={t('reports.level.arithmetic')}
          who={t('reports.level.arithmetic.who')}
          answer={t('reports.level.arithmetic.answer', { checked: gate.checked, failed: gate.failures.length })}
        >
          <p>{t(`reports.level.files.${files.state}`, { checked: files.checked, n: files.differences.length })}</p>
          {gate.failures.length > 0 && (
            <ul className="Reports-obstacles">
              {gate.failures.map(({ text }) => (
                <li key={text}>
                  <EvidenceText value={text} />
                </li>
              ))}
            </ul>
          )}
        </Level>
        <Level
          tone={head.state === 'unchanged' ? 'intact' : head.state === 'beyond this log' ? 'unknown' : 'damaged'}
          title={t('reports.level.head')}
          who={t('reports.level.head.who')}
          answer={t(`reports.level.head.${head.state}`, { size: head.size, logSize: head.logSize })}
        >
          <p>
            {t('reports.level.head.named', { size: head.size })} <Hash value={head.root} of={t('reports.col.log')} />
          </p>
        </Level>
        <Level
          tone={cells.mismatch === 0 ? (cells.match > 0 ? 'intact' : 'unknown') : 'damaged'}
          title={t('reports.level.derived')}
          who={t('reports.level.derived.who')}
          answer={t('reports.level.derived.answer', { match: cells.match, mismatch: cells.mismatch })}
        >
          {cells.cannotCheck > 0 && (
            <p>
              {t('reports.verify.cannot', { n: cells.cannotCheck })}{' '}
              {notCheckable.map(({ table, why }) => `${table}: ${why}`).join('; ')}
            </p>
          )}
          <p className="Reports-muted">
            {t('reports.level.log')} <EvidenceText value={found.headline} />
          </p>
        </Level>
      </ol>
      {differences.length > 0 && (
        <Differences
          differences={differences}
          none=""
          caption={t('reports.verify.caption', { n: differences.length, count: count(differences.length) })}
        />
      )}
      {files.differences.length > 0 && (
        <Differences
          differences={files.differences}
          none=""
          caption={t('reports.verify.files.caption', { n: files.differences.length })}
        />
      )}
      <p className="Reports-muted">{t('reports.verify.never')}</p>
    </div>
  )
}
