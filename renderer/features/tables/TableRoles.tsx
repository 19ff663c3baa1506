import { useState } from 'react'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { Section } from '../../ui/Screen.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import type { OpenedTable } from './OpenTable.tsx'
import { ROLES, type Role } from './roles.ts'

interface Props {
  readonly table: OpenedTable
  readonly roles: Readonly<Record<string, Role>>
  readonly onChange: (roles: Readonly<Record<string, Role>>) => void
}

/** A table of hundreds of columns is drawn as far as it is looked at. */
const COLUMNS_SHOWN = 60

/** What each column is: suggested, and decided by the auditor. */
export function TableRoles({ table: { columns }, roles, onChange }: Props) {
  const t = useWords()
  const { count } = useFigures()
  const [isWhole, setWhole] = useState(false)
  const shown = isWhole ? columns : columns.slice(0, COLUMNS_SHOWN)
  return (
    <Section title={t('tables.roles')} aside={<span className="Tables-muted">{t('tables.roles.hint')}</span>}>
      <div className="Tables-scroll">
        <table className="Tables-table">
          <thead>
            <tr>
              <th scope="col">{t('tables.col.name')}</th>
              <th scope="col">{t('tables.col.role')}</th>
              <th scope="col" className="Tables-number">
                {t('tables.col.distinct')}
              </th>
              <th scope="col">{t('tables.col.examples')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ name, distinct, examples, suggested }) => (
              <tr key={name}>
                <th scope="row">
                  <EvidenceText value={name} />
                  {suggested === 'identifier' && <p className="Tables-muted">{t('tables.role.identifier')}</p>}
                </th>
                <td>
                  <select
                    className="Input"
                    aria-label={t('tables.role.of', { name })}
                    value={roles[name]}
                    onChange={(event) => {
                      const role = ROLES.find((one) => one === event.target.value)
                      if (role) onChange({ ...roles, [name]: role })
                    }}
                  >
                    {ROLES.map((role) => (
                      <option key={role} value={role}>
                        {t(`tables.role.${role}`)}
                      </option>
                    ))}
                  </select>
                </td>
                <td className="Tables-number">{count(distinct)}</td>
                <td className="Tables-examples">
                  <EvidenceText value={examples.join(' · ')} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {shown.length < columns.length && (
        <Button look="quiet" onClick={() => setWhole(true)}>
          {t('tables.roles.all', { n: columns.length })}
        </Button>
      )}
    </Section>
  )
}
