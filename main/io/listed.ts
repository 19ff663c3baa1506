import type { ByteSource } from '../app/ports.ts'

/** One thing found in a folder or an archive, before anybody knows what it is. */
export interface Listed {
  /** Relative to the folder or archive, with `/`, no trailing one. */
  readonly path: string
  readonly type: 'file' | 'folder' | 'symlink' | 'special'
  /** Files only. */
  readonly bytes: number
  /** Files only. */
  readonly source: ByteSource | null
}

/** Code unit order: the same on every machine and in every locale. */
export function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0
}
