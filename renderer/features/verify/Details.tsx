import { useFigures, useWords } from '../../i18n/words.tsx'
import { goQuery } from '../../router.ts'
import { Tabs } from '../../ui/Tabs.tsx'
import { FileTable } from '../evidence/FilesDialog.tsx'
import { DamagePanel } from './DamagePanel.tsx'
import { EntriesPanel } from './EntriesPanel.tsx'
import { FindingTable } from './FindingTable.tsx'
import { HeadTable } from './HeadTable.tsx'
import { LintTable } from './LintTable.tsx'
import { MapPanel } from './MapPanel.tsx'
import type { EvidenceSummary, Target, VerifyDocument } from './types.ts'
import './Details.css'

interface Props {
  readonly target: Target
  readonly document: VerifyDocument
  readonly evidence: EvidenceSummary
  readonly query: URLSearchParams
}

const TABS = ['damage', 'entries', 'heads', 'findings', 'lints', 'files'] as const
type TabId = (typeof TABS)[number]

/** A place in a list, from the address. */
const indexIn = (text: string | null, length: number): number | null => {
  const index = text === null || !/^\d{1,15}$/.test(text) ? null : Number(text)
  return index !== null && index < length ? index : null
}

/** The map and the lists under it. What is chosen is in the address, so that it can be linked to. */
export function Details({ target, document, evidence, query }: Props) {
  const t = useWords()
  const { count } = useFigures()
  const { damage, heads, lints, findings, input } = document
  const entry = indexIn(query.get('entry'), input.entries)
  const wanted = TABS.find((id) => id === query.get('tab'))
  const selected: TabId = wanted ?? (entry !== null ? 'entries' : damage.length > 0 ? 'damage' : 'heads')
  const chosenDamage = indexIn(query.get('damage'), damage.length) ?? (damage.length > 0 ? 0 : null)
  const lintCount = lints.reduce((sum, { more = 0 }) => sum + 1 + more, 0)
  const counts: Readonly<Record<TabId, number>> = {
    damage: damage.length,
    entries: input.entries,
    heads: heads.length,
    findings: findings.length,
    lints: lintCount,
    files: input.files.length,
  }
  const source = evidence.name
  return (
    <>
      {input.entries > 0 && (
        <MapPanel
          target={target}
          document={document}
          chosenDamage={selected === 'damage' ? chosenDamage : null}
          onDamage={(id) => goQuery({ tab: 'damage', damage: id, entry: null })}
          onOpen={(index) => goQuery({ tab: 'entries', entry: index, damage: null })}
        />
      )}
      <div className="Details">
        <Tabs
          label={t('verify.details')}
          selected={selected}
          onSelect={(id) => goQuery({ tab: id })}
          tabs={TABS.map((id) => ({ id, label: t(`verify.tab.${id}`), count: count(counts[id]) }))}
        >
          {selected === 'damage' && (
            <DamagePanel target={target} document={document} chosen={chosenDamage} source={source} />
          )}
          {selected === 'entries' && (
            <EntriesPanel target={target} entries={input.entries} entry={entry} source={source} />
          )}
          {selected === 'heads' && <HeadTable heads={heads} source={source} />}
          {selected === 'findings' && <FindingTable findings={findings} source={source} />}
          {selected === 'lints' && <LintTable lints={lints} total={lintCount} source={source} />}
          {selected === 'files' && <FileTable files={input.files} source={source} />}
        </Tabs>
      </div>
    </>
  )
}
