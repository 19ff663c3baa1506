import { useCase } from '../../api/case-context.ts'
import { useWords } from '../../i18n/words.tsx'
import { goQuery, usePlace } from '../../router.ts'
import { ScreenHead } from '../../ui/Screen.tsx'
import { Tabs } from '../../ui/Tabs.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { CountAudit } from './CountAudit.tsx'
import { ReleasedTable } from './ReleasedTable.tsx'
import './Tables.css'

const TABS = ['released', 'counts'] as const
type Tab = (typeof TABS)[number]

/** Claims about released tables and published counts. Both stay as they are while the other is looked at. */
export function TablesScreen() {
  const t = useWords()
  const opened = useCase()
  const tab: Tab = usePlace().query.get('tab') === 'counts' ? 'counts' : 'released'
  return (
    <>
      <ScreenHead
        crumb={
          <>
            <a href="#/">{t('cases.title')}</a> / <EvidenceText value={opened.name} />
          </>
        }
        title={t('tables.title')}
        lead={t('tables.lead')}
      />
      <Tabs<Tab>
        label={t('tables.tabs')}
        tabs={TABS.map((id) => ({ id, label: t(`tables.tab.${id}`) }))}
        selected={tab}
        onSelect={(id) => goQuery({ tab: id === 'released' ? null : id })}
      >
        <div hidden={tab !== 'released'}>
          <ReleasedTable />
        </div>
        <div hidden={tab !== 'counts'}>
          <CountAudit />
        </div>
      </Tabs>
    </>
  )
}
