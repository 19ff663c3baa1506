import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { go, goQuery, hrefOf } from '../../router.ts'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { bytesOfBase64 } from '../../ui/text/base64.ts'
import { HexView } from '../../ui/text/HexView.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { InnerTable } from './InnerTable.tsx'
import type { BundleTarget, InnerFile } from './types.ts'

interface Props {
  readonly target: BundleTarget
  readonly file: InnerFile
}

/** One file of a bundle, decrypted in memory: a table as rows, everything else as text that cannot do anything. */
export function InnerFileView({ target, file }: Props) {
  const t = useWords()
  const [asText, setAsText] = useState(false)
  const top = useRef<HTMLDivElement>(null)
  // It opens below what was pressed, and the reader came for it.
  useEffect(() => {
    top.current?.scrollIntoView({ block: 'start' })
  }, [])
  const isTable = file.kind === 'table' && !asText
  return (
    <div ref={top} className="InnerFile">
      <div className="InnerFile-head">
        <h3>
          <EvidenceText value={file.name} />
        </h3>
        {file.kind === 'table' && (
          <Button onClick={() => setAsText(!asText)}>
            {t(asText ? 'bundles.file.as-table' : 'bundles.file.as-text')}
          </Button>
        )}
        <Button onClick={() => goQuery({ file: null })}>{t('bundles.file.close')}</Button>
      </div>
      <p className="muted small">{t('bundles.file.memory')}</p>
      {isTable ? <TableInside target={target} file={file} /> : <TextInside target={target} file={file} />}
    </div>
  )
}

function TableInside({ target, file }: Props) {
  const t = useWords()
  const opened = useQuery({
    ...readQuery(useCall(), 'bundles.open-table', { ...target, file: file.path }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (opened.isPending) return <Loading>{t('bundles.file.loading')}</Loading>
  if (opened.isError) {
    return (
      <CallErrorNotice
        title={t('bundles.file.failed')}
        error={opened.error.detail}
        safe={t('bundles.contents.failed.safe')}
        onRetry={() => opened.refetch()}
      />
    )
  }
  const { tableId } = opened.data
  return (
    <>
      <p className="InnerFile-actions">
        <Button look="primary" onClick={() => go(hrefOf(`/case/${target.caseId}/tables`, { table: tableId }))}>
          {t('bundles.file.measure')}
        </Button>{' '}
        <span className="muted small">{t('bundles.file.measure.text')}</span>
      </p>
      <InnerTable tableId={tableId} name={file.name} onGone={() => void opened.refetch()} />
    </>
  )
}

/** Shown at once; more of it on demand, so that a long text does not stop the page. */
const STEP = 65_536

function TextInside({ target, file }: Props) {
  const t = useWords()
  const { bytes } = useFigures()
  const [shown, setShown] = useState(STEP)
  const read = useQuery({
    ...readQuery(useCall(), 'bundles.read-file', { ...target, file: file.path }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (read.isPending) return <Loading>{t('bundles.file.loading')}</Loading>
  if (read.isError) {
    return (
      <CallErrorNotice
        title={t('bundles.file.failed')}
        error={read.error.detail}
        safe={t('bundles.contents.failed.safe')}
        onRetry={() => read.refetch()}
      />
    )
  }
  const { text, bytesBase64, totalBytes } = read.data
  if (totalBytes === 0) return <p>{t('bundles.file.empty')}</p>
  const whole = text ?? ''
  const cut = whole.slice(0, cutBefore(whole, shown))
  const raw = text === null ? bytesOfBase64(bytesBase64) : null
  const isMore = text === null ? shown < (raw?.length ?? 0) : cut.length < whole.length
  const shownBytes = raw === null ? new TextEncoder().encode(cut).length : Math.min(shown, raw.length)
  return (
    <>
      {raw !== null && <p className="muted">{t('bundles.file.binary')}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="InnerFile-text" tabIndex={0} aria-label={file.name}>
        {raw === null ? (
          <pre>
            {cut
              .replace(/\n$/, '')
              .split('\n')
              .map((line, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: lines have no name and never move
                <div key={at}>{line === '' ? '\u00a0' : <EvidenceText value={line.replace(/\r$/, '')} />}</div>
              ))}
          </pre>
        ) : (
          <HexView bytes={raw.subarray(0, shown)} offset={0} />
        )}
      </section>
      <p className="muted small">
        {shownBytes < totalBytes
          ? t('bundles.file.shown', { shown: bytes(shownBytes), total: bytes(totalBytes) })
          : t('bundles.file.whole', { total: bytes(totalBytes) })}
      </p>
      {isMore && <Button onClick={() => setShown(shown + STEP)}>{t('bundles.file.more')}</Button>}
    </>
  )
}

/** Never between the two halves of one character. */
function cutBefore(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at
}
