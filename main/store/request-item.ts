/** A request as one value of the store, read back. */
import type { Follower } from '#core/requests/history.ts'
import { unpackRow } from '#core/requests/row-codec.ts'
import type { StoredRequest } from '../app/ports/requests.ts'

/** As derive-rows.ts writes it: a packed row, places of its entries and followers; null where the places are the seqs, and for none. */
type Item = readonly [row: readonly unknown[], indexes: readonly number[] | null, followers: readonly Follower[] | null]

export function readItem(text: string): Pick<StoredRequest, 'row' | 'indexes' | 'followers'> {
  const [values, indexes, followers] = JSON.parse(text) as Item
  const row = unpackRow(values)
  return { row, indexes: indexes ?? row.entries, followers: followers ?? [] }
}
