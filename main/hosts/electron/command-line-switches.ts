/**
 * Chromium switches set before the app is ready: no name resolves, nothing runs in the background.
 * The request filter (lock-down.ts) is the wall the page meets; this is for what Chromium does on its own account.
 * Source: chromium/src, components and net switches of the same names.
 */
export const SWITCHES: readonly (readonly [name: string, value?: string])[] = [
  ['host-resolver-rules', 'MAP * ~NOTFOUND'],
  ['disable-background-networking'],
  ['disable-component-update'],
  ['disable-domain-reliability'],
  ['disable-quic'],
  ['disable-sync'],
  ['dns-prefetch-disable'],
  ['no-pings'],
  ['force-webrtc-ip-handling-policy', 'disable_non_proxied_udp'],
]

/** Switches by which another program could take over the window. Refused in a packaged app. */
export const DEBUGGING_SWITCHES = [
  'inspect',
  'inspect-brk',
  'inspect-port',
  'remote-debugging-address',
  'remote-debugging-pipe',
  'remote-debugging-port',
  'remote-allow-origins',
] as const

/** The debugging switches among `argv`, by name. */
export function debuggingSwitches(argv: readonly string[]): readonly string[] {
  const given = argv.filter((arg) => arg.startsWith('--')).map((arg) => arg.slice(2).split('=', 1)[0] ?? '')
  return DEBUGGING_SWITCHES.filter((name) => given.includes(name))
}
