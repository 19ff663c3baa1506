import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useCall } from '../../api/call-context.ts'
import { readQuery } from '../../api/queries.ts'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { useCommands } from '../../ui/commands.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { ScreenHead, Section } from '../../ui/Screen.tsx'
import { DropZone } from '../evidence/DropZone.tsx'
import { CaseTable } from './CaseTable.tsx'
import { NewCaseDialog } from './NewCaseDialog.tsx'
import { OpenCaseFolder } from './OpenCaseFolder.tsx'
import { SampleDialog } from './SampleDialog.tsx'

/** Where the app begins: take evidence in, or go on with a case. */
export function CasesScreen() {
  const t = useWords()
  const [dialog, setDialog] = useState<'new' | 'sample' | null>(null)
  const query = useQuery(readQuery(useCall(), 'cases.recent', {}))
  useCommands('cases', [
    { id: 'new-case', label: t('cases.new'), group: t('shell.group.do'), keys: 'n', run: () => setDialog('new') },
    { id: 'sample', label: t('cases.sample'), group: t('shell.group.do'), run: () => setDialog('sample') },
  ])

  return (
    <>
      <ScreenHead
        title={t('cases.title')}
        lead={t('cases.lead')}
        actions={
          <>
            <OpenCaseFolder />
            <Button onClick={() => setDialog('sample')}>{t('cases.sample')}</Button>
            <Button glyph="plus" onClick={() => setDialog('new')}>
              {t('cases.new')}
            </Button>
          </>
        }
      />
      <DropZone caseId={null} />
      <Section title={t('cases.recent')}>
        {query.isPending ? (
          <Loading>{t('cases.loading')}</Loading>
        ) : query.isError ? (
          <CallErrorNotice
            title={t('cases.not-listed')}
            error={query.error.detail}
            safe={t('cases.not-listed.safe')}
            onRetry={() => query.refetch()}
          />
        ) : query.data.cases.length === 0 ? (
          <Empty
            title={t('cases.none')}
            actions={<Button onClick={() => setDialog('sample')}>{t('cases.sample')}</Button>}
          >
            <p>{t('cases.none.text')}</p>
          </Empty>
        ) : (
          <CaseTable cases={query.data.cases} />
        )}
      </Section>
      {dialog === 'new' && <NewCaseDialog onClose={() => setDialog(null)} />}
      {dialog === 'sample' && <SampleDialog onClose={() => setDialog(null)} />}
    </>
  )
}
