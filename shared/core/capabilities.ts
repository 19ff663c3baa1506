/**
 * What the core needs and does not do itself. Hosts hand these in as values; the core never reaches for them.
 * Main passes node:crypto and highs; @noble/hashes is the default where noted and the cross-check in tests.
 */

/** SHA-256 over one message. 32 bytes out. */
export type Hash = (message: Uint8Array) => Uint8Array

/** SHA-256 over one message, written to 32 bytes of `out`: for loops over millions of entries. */
export type HashInto = (message: Uint8Array, out: Uint8Array, at: number) => void

/** A public key that can check signatures of one algorithm. */
export interface Verifier {
  /** Key name, as in the signature line of a C2SP signed note. */
  readonly name: string
  /** Key id: 8 lower-case hex digits, the first four bytes of SHA-256(name || 0x0A || algorithm byte || key). */
  readonly keyId: string
  /** `signature` is what follows the four key-id bytes in the signature line. Never throws. */
  readonly verify: (message: Uint8Array, signature: Uint8Array) => boolean
}

/** Raw Ed25519 verification (RFC 8032 §5.1.7). `publicKey` 32 bytes, `signature` 64. Never throws. */
export type VerifyEd25519 = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean

/** Raw Ed25519 signing (RFC 8032 §5.1.6), deterministic: 32-byte `seed` (the RFC's private key) in, 64 bytes out. */
export type SignEd25519 = (seed: Uint8Array, message: Uint8Array) => Uint8Array

/** The 32-byte Ed25519 public key of a 32-byte seed (RFC 8032 §5.1.5). */
export type PublicKeyOfSeed = (seed: Uint8Array) => Uint8Array

/** Strict UTF-8 (RFC 3629): null where `bytes` are not well-formed. A leading BOM is kept as U+FEFF. */
export type DecodeUtf8 = (bytes: Uint8Array) => string | null

/** A linear programme without objective: which x with lower <= x <= upper satisfy every row? */
export interface LpProblem {
  readonly columns: number
  readonly lower: Float64Array
  /** Infinity where there is no upper bound. */
  readonly upper: Float64Array
  readonly rows: readonly LpRow[]
}

/** lower <= sum values[i] * x[indices[i]] <= upper; -Infinity and Infinity where a side is open. */
export interface LpRow {
  readonly lower: number
  readonly upper: number
  readonly indices: readonly number[]
  readonly values: readonly number[]
}

export interface LpPoint {
  readonly objective: number
  readonly x: Float64Array
}

/** One problem, many objectives: the solver starts each from where the last one ended. */
export interface LpSession {
  /** Minimises sum costs[i] * x[i] (costs by column; absent = 0). 'infeasible' or 'unbounded' where there is no optimum. */
  readonly minimise: (costs: ReadonlyMap<number, number>) => LpPoint | 'infeasible' | 'unbounded'
  readonly setBounds: (column: number, lower: number, upper: number) => void
  readonly close: () => void
}

/** Exact to about 1e-7 and deterministic: the same calls in the same order give the same points. */
export type SolveLp = (problem: LpProblem) => LpSession
