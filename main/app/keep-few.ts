/** Puts something into a map and forgets the oldest beyond `most`: what is kept in memory until somebody saves it. */
export function keepFew<T>(map: Map<string, T>, most: number, id: string, value: T): void {
  map.set(id, value)
  for (const oldest of map.keys()) {
    if (map.size <= most) break
    map.delete(oldest)
  }
}
