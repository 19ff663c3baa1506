import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Input, Output } from '#contract/contract.ts'
import type { CallError } from '#contract/operation.ts'
import { useBridge, useCall } from '../../api/call-context.ts'
import { type CallFailed, settle } from '../../api/queries.ts'
import { useFigures, useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { TextField } from '../../ui/Field.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { Section } from '../../ui/Screen.tsx'
import { EvidenceText } from '../../ui/text/Reveal.tsx'
import { MeasureResult } from './MeasureResult.tsx'
import { TableRepair } from './TableRepair.tsx'

type Opened = Output<'tables.open'>
export type Measured = Output<'tables.measure'>
export type MeasureInput = Input<'tables.measure'>
const ROLES = ['quasi', 'categorical', 'ordered', 'sensitive', 'person', 'none'] as const
type Role = (typeof ROLES)[number]

const list = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** Roles, claims, measures, repair of one table. */
export function ReleasedTable() {
  const t = useWords()
  const bridge = useBridge()
  const call = useCall()
  const [table, setTable] = useState<Opened | null>(null)
  const [failure, setFailure] = useState<CallError | null>(null)
  const [isOpening, setOpening] = useState(false)
  async function pick() {
    setFailure(null)
    const picked = await bridge.pickEvidence({ want: 'file' })
    if (!picked.ok) return setFailure(picked.error)
    if (picked.value === null) return
    setOpening(true)
    const opened = await call('tables.open', { pickedId: picked.value })
    setOpening(false)
    if (opened.ok) setTable(opened.value)
    else setFailure(opened.error)
  }
  return (
    <>
      {failure && <CallErrorNotice title={t('tables.failed')} error={failure} safe={t('tables.failed.safe')} />}
      {isOpening && <Loading>{t('tables.opening')}</Loading>}
      {table === null ? (
        <Empty
          title={t('tables.none')}
          actions={
            <Button look="primary" onClick={() => void pick()}>
              {t('tables.pick')}
            </Button>
          }
        >
          <p>{t('tables.none.text')}</p>
        </Empty>
      ) : (
        <OpenTable key={table.tableId} table={table} onPick={() => void pick()} />
      )}
    </>
  )
}

function OpenTable({ table, onPick }: { readonly table: Opened; readonly onPick: () => void }) {
  const t = useWords()
  const { count } = useFigures()
  const call = useCall()
  const [roles, setRoles] = useState<Readonly<Record<string, Role>>>(() =>
    Object.fromEntries(
      table.columns.map(({ name, suggested, isNumeric }) => [
        name,
        suggested === 'quasi' ? 'quasi' : suggested === 'sensitive' ? (isNumeric ? 'ordered' : 'categorical') : 'none',
      ]),
    ),
  )
  const [claims, setClaims] = useState('k=5')
  const [missing, setMissing] = useState('')
  const measure = useMutation<Measured, CallFailed, MeasureInput>({
    mutationFn: (input) => settle(call, 'tables.measure', input),
  })
  const named = (role: Role) => table.columns.map(({ name }) => name).filter((name) => roles[name] === role)
  const input: MeasureInput = {
    tableId: table.tableId,
    quasi: named('quasi'),
    sensitive: [
      ...named('categorical').map((name) => ({ name, scale: 'categorical' as const })),
      ...named('ordered').map((name) => ({ name, scale: 'ordered' as const })),
      ...named('sensitive').map((name) => ({ name, scale: null })),
    ],
    person: named('person')[0] ?? null,
    claims: list(claims),
    missing: list(missing),
  }
  return (
    <>
      <p className="Tables-muted">
        {t('tables.open', { name: table.name, rows: table.rows, columns: table.columns.length, sha256: table.sha256 })}{' '}
        <Button look="quiet" onClick={onPick}>
          {t('tables.pick.another')}
        </Button>
      </p>
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
              {table.columns.map((column) => (
                <tr key={column.name}>
                  <th scope="row">
                    <EvidenceText value={column.name} />
                  </th>
                  <td>
                    <select
                      className="Input"
                      aria-label={t('tables.role.of', { name: column.name })}
                      value={roles[column.name]}
                      onChange={(event) => setRoles({ ...roles, [column.name]: event.target.value as Role })}
                    >
                      {ROLES.map((role) => (
                        <option key={role} value={role}>
                          {t(`tables.role.${role}`)}
                        </option>
                      ))}
                    </select>
                  </td>
                  <td className="Tables-number">{count(column.distinct)}</td>
                  <td>
                    <EvidenceText value={column.examples.join(' · ')} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Section>
      <form
        className="Tables-form"
        onSubmit={(event) => {
          event.preventDefault()
          measure.mutate(input)
        }}
      >
        <TextField label={t('tables.claims')} hint={t('tables.claims.hint')} value={claims} onChange={setClaims} />
        <TextField label={t('tables.missing')} hint={t('tables.missing.hint')} value={missing} onChange={setMissing} />
        <Button type="submit" look="primary" busy={measure.isPending} disabled={input.quasi.length === 0}>
          {t('tables.measure')}
        </Button>
      </form>
      {measure.isPending && <Loading>{t('tables.measuring')}</Loading>}
      {measure.isError && <CallErrorNotice title={t('tables.measure.failed')} error={measure.error.detail} />}
      {measure.data && (
        <>
          <MeasureResult measured={measure.data} />
          {measure.data.result.claims.some(({ verdict }) => verdict !== 'holds') && (
            <TableRepair input={measure.variables ?? input} name={table.name} />
          )}
        </>
      )}
    </>
  )
}
