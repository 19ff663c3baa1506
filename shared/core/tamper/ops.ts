/**
 * Tampering with a log on purpose, for tests and demonstrations, with the ground truth about it: what a verifier that
 * knows the log's key has to find (docs/formats/log.md §5, docs/guide/sample.md).
 */
export const TAMPER_OPS = [
  'edit',
  'delete',
  'insert',
  'duplicate',
  'move',
  'head_cut',
  'tail_cut',
  'rechained',
  'spliced',
  'fork',
  'backdate',
  'bitflip',
  'crlf',
] as const
export type TamperOp = (typeof TAMPER_OPS)[number]

/** What to do, and how many entries long; drawn at random where that is left open. */
export interface Wanted {
  readonly op: TamperOp
  readonly length?: number
}

/** Longest run that can be asked for. */
export const MOST_ENTRIES = 50

/** In the shape of an item of `damage`. Indexes are of the true log. */
export interface TruthItem {
  readonly op: Exclude<TamperOp, 'fork' | 'backdate' | 'bitflip' | 'crlf'>
  readonly first: number
  readonly last: number
  readonly count?: number
  readonly to?: number
  readonly file: string
  /** Into the uncompressed bytes of `file`. */
  readonly byteOffset: number
  /** Always true: this is not a conclusion. */
  readonly certain: true
  readonly cause?: 'bit_flip' | 'crlf'
  /** Base64 leaf hashes, where one line was changed. */
  readonly expected?: string
  readonly got?: string
}

/** One change to make. Positions are indexes of the true log. */
export type Change =
  | { readonly op: 'edit' | 'bitflip'; readonly first: number; readonly last: number }
  | { readonly op: 'crlf' | 'delete' | 'spliced'; readonly first: number; readonly last: number }
  /** `count` forged lines before `first`; `last` = `first`. */
  | { readonly op: 'insert'; readonly first: number; readonly last: number; readonly count: number }
  /** A copy, or the lines themselves, before index `to`. */
  | { readonly op: 'duplicate' | 'move'; readonly first: number; readonly last: number; readonly to: number }
  | { readonly op: 'head_cut' | 'tail_cut'; readonly first: number; readonly last: number }
  /** `seenFrom`: where it shows. With tiles at `first` itself, else at the size of the last head that still agrees. */
  | { readonly op: 'rechained'; readonly first: number; readonly last: number; readonly seenFrom: number }

/** Operations that a rewriting of the whole log stands behind: they need the log's keys and keep company with no other. */
export const isRewriting = (op: TamperOp): op is 'fork' | 'backdate' => op === 'fork' || op === 'backdate'

/** Operations on runs of entries. */
export const takesLength = (op: TamperOp): boolean =>
  op === 'delete' ||
  op === 'insert' ||
  op === 'duplicate' ||
  op === 'move' ||
  op === 'spliced' ||
  op === 'crlf' ||
  op === 'head_cut' ||
  op === 'tail_cut'

/** Operations that can be done once. */
export const isSingle = (op: TamperOp): boolean =>
  op === 'head_cut' || op === 'tail_cut' || op === 'rechained' || op === 'fork'
