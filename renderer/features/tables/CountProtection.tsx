import { useState } from 'react'
import type { Output } from '#contract/contract.ts'
import type { CallError } from '#contract/operation.ts'
import { useBridge } from '../../api/call-context.ts'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Section } from '../../ui/Screen.tsx'
import { Status } from '../../ui/Status.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { cellInWords } from './shown.ts'

type Found = Output<'tables.protected'>

const PREVIEW_CHARACTERS = 4000

/** What to hide, and the tables as they may be published. */
export function CountProtection({ found }: { readonly found: Found }) {
  const t = useWords()
  const bridge = useBridge()
  const [failure, setFailure] = useState<CallError | null>(null)
  const { primary, secondary, unprotected, finished, hidden, tables } = found
  async function save(name: string, csv: string) {
    const saved = await bridge.saveFile(`${name.replace(/\.csv(?:\.gz)?$/i, '')}-safe.csv`, 'text/csv', csv)
    setFailure(saved.ok ? null : saved.error)
  }
  const isSafe = unprotected.length === 0 && finished
  return (
    <Section title={t('tables.protect.result')}>
      <p className="Tables-verdict">
        <Status tone={isSafe ? 'intact' : 'damaged'}>
          {isSafe
            ? t('tables.protect.done', { primary, secondary })
            : t('tables.protect.not', { n: unprotected.length })}
        </Status>
      </p>
      {unprotected.length > 0 && (
        <ul className="Tables-conventions">
          {unprotected.map(({ cell, min, max }) => (
            <li key={cell}>
              <EvidenceText value={cell === '' ? t('tables.audit.total') : cellInWords(cell)} />:{' '}
              {t('tables.protect.left', { min, max: max ?? '∞' })}
            </li>
          ))}
        </ul>
      )}
      <p className="Tables-muted">{t('tables.protect.text', { threshold: found.threshold })}</p>
      {tables.map(({ name, csv }) => (
        <div key={name} className="Tables-safe">
          <div className="Tables-inline">
            <span>
              <EvidenceText value={name} />
            </span>
            <Button
              glyph="download"
              aria-label={t('tables.protect.save.name', { name })}
              onClick={() => void save(name, csv)}
            >
              {t('tables.protect.save')}
            </Button>
          </div>
          <details>
            <summary>{t('tables.protect.preview')}</summary>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
            <pre className="Tables-preview" tabIndex={0}>
              {csv
                .slice(0, PREVIEW_CHARACTERS)
                .split('\r\n')
                .map((line, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text that does not change
                  <div key={at}>
                    <EvidenceText value={line} />
                  </div>
                ))}
              {csv.length > PREVIEW_CHARACTERS && '…'}
            </pre>
          </details>
        </div>
      ))}
      <details>
        <summary>{t('tables.protect.hidden', { n: hidden.length })}</summary>
        <ul className="Tables-classes">
          {hidden.map((cell) => (
            <li key={cell}>
              <EvidenceText value={cell === '' ? t('tables.audit.total') : cellInWords(cell)} />
            </li>
          ))}
        </ul>
      </details>
      {failure && <CallErrorNotice title={t('tables.save.failed')} error={failure} />}
    </Section>
  )
}
