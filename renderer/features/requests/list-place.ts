/** Filter and order of the list, in its address: a view can be linked to, survives F5, and is there again on the way back. */
import { useMemo } from 'react'
import { goQuery, usePlace } from '../../router.ts'
import type { Sort } from '../../ui/table/column.ts'
import type { Filter } from './FilterBar.tsx'

const DEFAULT: Sort = { column: 'received', descending: true }

/** What is no filter counts as none; whether its values are known is for the application to say. */
export function readFilter(text: string | null): Filter {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Filter) : {}
  } catch {
    return {}
  }
}

/** `outcome` or `-outcome`, as in many addresses. */
function readSort(text: string | null): Sort {
  if (text === null) return DEFAULT
  return { column: text.replace(/^-/, ''), descending: text.startsWith('-') }
}

export function useListPlace() {
  const { query } = usePlace()
  const [filterText, sortText] = [query.get('filter'), query.get('sort')]
  const filter = useMemo(() => readFilter(filterText), [filterText])
  const sort = useMemo(() => readSort(sortText), [sortText])
  return {
    filter,
    sort,
    setFilter,
    setSort,
  }
}

function setFilter(next: Filter): void {
  goQuery({ filter: Object.keys(next).length === 0 ? null : JSON.stringify(next) })
}
function setSort({ column, descending }: Sort): void {
  goQuery({ sort: `${descending ? '-' : ''}${column}` })
}
