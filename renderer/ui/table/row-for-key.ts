interface Now {
  readonly active: number
  readonly count: number
  /** Rows in sight. */
  readonly page: number
}

/** The row a key moves to, inside the table; null for a key that moves nothing. Pure. */
export function rowForKey(key: string, { active, count, page }: Now): number | null {
  const to = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + page,
    PageUp: active - page,
    Home: 0,
    End: count - 1,
  }[key]
  return to === undefined ? null : Math.max(0, Math.min(to, count - 1))
}
