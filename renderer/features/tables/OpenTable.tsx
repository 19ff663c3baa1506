import { useState } from 'react'
import type { Output } from '#contract/contract.ts'
import type { CallError } from '#contract/operation.ts'
import { useBridge, useCall } from '../../api/call-context.ts'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { TableJobProgress } from './TableJobProgress.tsx'
import { useTableJob } from './use-table-job.ts'

export type OpenedTable = Output<'tables.columns'>

/** How the file is written, where the program should not find out by itself. */
export interface TableFormat {
  readonly separator: ',' | ';' | '\t' | '|' | null
  readonly encoding: 'utf-8' | 'utf-16' | 'windows-1252' | null
}
export const FOUND_OUT: TableFormat = { separator: null, encoding: null }

interface Props {
  readonly label: string
  readonly look?: 'plain' | 'primary' | 'quiet'
  readonly format?: TableFormat
  readonly onOpened: (table: OpenedTable) => void
}

/** Chooses a file and reads it as a table: how far, why not, and once more in another format. */
export function OpenTable({ label, look = 'plain', format = FOUND_OUT, onOpened }: Props) {
  const t = useWords()
  const bridge = useBridge()
  const call = useCall()
  const [sent, setSent] = useState<{ readonly done: number; readonly total: number } | null>(null)
  const [refused, setRefused] = useState<CallError | null>(null)
  const [pickedId, setPickedId] = useState<string | null>(null)
  const opening = useTableJob('tables.open', (tableId) => {
    void call('tables.columns', { tableId }).then((read) => (read.ok ? onOpened(read.value) : setRefused(read.error)))
  })
  const isBusy = opening.isRunning || sent !== null
  async function pick() {
    setRefused(null)
    const picked = await bridge.pickEvidence({
      want: 'file',
      onProgress: (done, total) => setSent({ done, total }),
    })
    setSent(null)
    if (!picked.ok) return setRefused(picked.error)
    if (picked.value === null) return
    setPickedId(picked.value)
    opening.run({ pickedId: picked.value, ...format })
  }
  const failure = refused ?? opening.failure
  return (
    <div className="OpenTable">
      <Button look={look} busy={isBusy} onClick={() => void pick()}>
        {label}
      </Button>
      {sent && <Progress label={t('tables.sending')} bytesDone={sent.done} bytesTotal={sent.total} />}
      <TableJobProgress label={t('tables.opening')} job={opening} />
      {failure && (
        <CallErrorNotice
          title={t('tables.failed')}
          error={failure}
          safe={t('tables.failed.safe')}
          {...(pickedId === null ? {} : { onRetry: () => opening.run({ pickedId, ...format }) })}
        />
      )}
    </div>
  )
}
