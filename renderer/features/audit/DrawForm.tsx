import { useState } from 'react'
import type { Input } from '#contract/contract.ts'
import { STRATUM_COLUMNS } from '#core/audit-sample/strata.ts'
import { useWrite } from '../../api/use-write.ts'
import { useWords } from '../../i18n/words.tsx'
import { go, hrefOf } from '../../router.ts'
import { Button } from '../../ui/Button.tsx'
import { CallErrorNotice } from '../../ui/CallErrorNotice.tsx'
import { TextField } from '../../ui/Field.tsx'
import { Section } from '../../ui/Screen.tsx'
import { Toggle } from '../../ui/Toggle.tsx'
import type { LogTarget } from '../requests/DerivedLog.tsx'

type By = Input<'audit.draw'>['by']
const MOST = 10_000

interface Props {
  readonly target: LogTarget
  readonly requests: number
}

/** How many, from what seed, by which columns: everything that somebody else needs to draw the same. */
export function DrawForm({ target, requests }: Props) {
  const t = useWords()
  const [number, setNumber] = useState('60')
  const [seed, setSeed] = useState('')
  const [by, setBy] = useState<By>(['outcome', 'origin'])
  const draw = useWrite('audit.draw', ['audit.', 'worklog.'])
  const n = /^\d{1,5}$/.test(number.trim()) ? Number(number) : 0
  const isNumber = n >= 1 && n <= MOST
  return (
    <Section title={t('audit.draw.title')}>
      <form
        className="DrawForm"
        onSubmit={(event) => {
          event.preventDefault()
          if (!isNumber || seed === '') return
          draw.mutate(
            { ...target, n, seed, by: STRATUM_COLUMNS.filter((name) => by.includes(name)) },
            { onSuccess: ({ sampleSeq }) => go(hrefOf(`/case/${target.caseId}/audit/${sampleSeq}`)) },
          )
        }}
      >
        <div className="DrawForm-fields">
          <TextField
            label={t('audit.n')}
            hint={t('audit.n.hint', { requests })}
            inputMode="numeric"
            value={number}
            onChange={setNumber}
            error={isNumber || number === '' ? null : t('audit.n.wrong', { most: MOST })}
          />
          <TextField
            label={t('audit.seed')}
            hint={t('audit.seed.hint')}
            value={seed}
            maxLength={200}
            onChange={setSeed}
          />
        </div>
        <fieldset className="DrawForm-by">
          <legend>{t('audit.by')}</legend>
          <p className="Field-hint">{t('audit.by.hint')}</p>
          <div className="DrawForm-columns">
            {STRATUM_COLUMNS.map((name) => (
              <Toggle
                key={name}
                checked={by.includes(name)}
                onChange={(on) => setBy(on ? [...by, name] : by.filter((one) => one !== name))}
              >
                {t(`audit.by.${name}`)}
              </Toggle>
            ))}
          </div>
        </fieldset>
        <Button type="submit" look="primary" busy={draw.isPending} disabled={!isNumber || seed === ''}>
          {t('audit.draw')}
        </Button>
      </form>
      {draw.isError && (
        <CallErrorNotice title={t('audit.draw.failed')} error={draw.error.detail} safe={t('requests.failed.safe')} />
      )}
    </Section>
  )
}
