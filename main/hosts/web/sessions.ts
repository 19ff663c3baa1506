/**
 * Who may talk to the loopback host. Any local program and any web page can reach 127.0.0.1, so being local is not
 * permission: the address printed at start carries a secret in its fragment (which browsers never send), good for one
 * exchange into a bearer token. Both live in this process's memory only; stopping the program ends every session.
 * docs/adr/hosts-web-session.md gives the reasons.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

export interface Sessions {
  /** A new one-time secret, 256 bits, base64url. The oldest unused one goes when there are too many. */
  readonly newSecret: () => string
  /** Gives a token for an unused secret, once; null for anything else. */
  readonly redeem: (secret: string) => string | null
  /** Is this `Authorization` header one of ours? */
  readonly holds: (authorization: string | undefined) => boolean
}

const SECRET_BYTES = 32
const MAX_UNUSED_SECRETS = 8
/** Tabs and windows open at once; beyond it the oldest has to be opened anew. */
const MAX_TOKENS = 32
/** Longer input is not hashed: our own are 43 characters. */
const MAX_GIVEN_CHARACTERS = 128

export function createSessions(): Sessions {
  const secrets: Buffer[] = []
  const tokens: Buffer[] = []

  return {
    newSecret: () => keep(secrets, MAX_UNUSED_SECRETS),
    redeem: (secret) => {
      const index = find(secrets, secret)
      if (index < 0) return null
      secrets.splice(index, 1)
      return keep(tokens, MAX_TOKENS)
    },
    holds: (authorization) => {
      const [scheme, token, ...more] = authorization?.split(' ') ?? []
      return scheme === 'Bearer' && token !== undefined && more.length === 0 && find(tokens, token) >= 0
    },
  }
}

/** Makes a random value, keeps its digest, gives the value away. */
function keep(digests: Buffer[], max: number): string {
  const value = randomBytes(SECRET_BYTES).toString('base64url')
  digests.push(digest(value))
  if (digests.length > max) digests.shift()
  return value
}

/** Compares with every digest, each in constant time, so that time tells neither which nor how far it agreed. */
function find(digests: readonly Buffer[], given: string): number {
  if (given.length > MAX_GIVEN_CHARACTERS) return -1
  const wanted = digest(given)
  let found = -1
  digests.forEach((known, index) => {
    if (timingSafeEqual(known, wanted)) found = index
  })
  return found
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest()
}
