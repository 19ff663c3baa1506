import { useState } from 'react'
import { useWords } from '../../i18n/words.tsx'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/Field.tsx'
import { FilterMenu } from '../../ui/FilterMenu.tsx'
import type { Filter } from './FilterBar.tsx'

const KEY = 'plainview-request-views'
type Views = Readonly<Record<string, Filter>>

/** Views are the reader's own and say nothing of a case: they live with the window's other preferences. */
function readViews(): Views {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}')
    return typeof found === 'object' && found !== null ? (found as Views) : {}
  } catch {
    return {}
  }
}

interface Props {
  readonly filter: Filter
  readonly onOpen: (filter: Filter) => void
}

/** A filter kept under a name. */
export function SavedViews({ filter, onOpen }: Props) {
  const t = useWords()
  const [views, setViews] = useState(readViews)
  const [name, setName] = useState('')
  const names = Object.keys(views).sort()
  const isEmpty = Object.keys(filter).length === 0
  if (names.length === 0 && isEmpty) return null
  return (
    <FilterMenu
      label={t('requests.view.saved')}
      single
      options={names.map((one) => ({ value: one, label: one }))}
      chosen={[]}
      onChange={([one = '']) => {
        const view = views[one]
        if (view) onOpen(view)
      }}
    >
      {!isEmpty && (
        <form
          className="SavedViews"
          onSubmit={(event) => {
            event.preventDefault()
            if (name.trim() === '') return
            const next = { ...views, [name.trim()]: filter }
            localStorage.setItem(KEY, JSON.stringify(next))
            setViews(next)
            setName('')
          }}
        >
          <TextField label={t('requests.view.name')} value={name} onChange={setName} maxLength={100} />
          <Button type="submit" disabled={name.trim() === ''}>
            {t('requests.view.save')}
          </Button>
        </form>
      )}
    </FilterMenu>
  )
}
