/** What the host let the user pick: a path on this machine behind an opaque id, for as long as the program runs. */
export interface Picks {
  readonly pick: (path: string) => string
  readonly pathOf: (pickedId: string) => string | null
}

/** Ids are not kept for ever: a page that drops thousands of files must not fill the memory. */
const MOST = 10_000

export function createPicks(newId: (prefix: string) => string): Picks {
  const paths = new Map<string, string>()
  return {
    pick: (path) => {
      const id = newId('pick_')
      paths.set(id, path)
      const [oldest] = paths.keys()
      if (paths.size > MOST && oldest !== undefined) paths.delete(oldest)
      return id
    },
    pathOf: (pickedId) => paths.get(pickedId) ?? null,
  }
}
