/**
 * What the core needs and does not do itself. Hosts hand these in as values; the core never reaches for them.
 * Main passes node:crypto and highs; @noble/hashes is the default where noted and the cross-check in tests.
 */

/** SHA-256 over one message. 32 bytes out. */
export type Hash = (message: Uint8Array) => Uint8Array

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
