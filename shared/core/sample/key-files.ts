/**
 * What the sample's owner keeps beside the export: private keys, and what an auditor is given to pin (the log's keys
 * with the sizes they were in force for, the witness policy, the platform's promises).
 */
import { encodeBase64 } from '../bytes/base64.ts'
import { encodeUtf8 } from '../bytes/utf8.ts'
import type { Hash } from '../capabilities.ts'
import { policyFileText } from '../requests/rules/parameters.ts'
import type { KeyWindow } from './house.ts'
import type { KeyRing } from './keys.ts'
import { PROMISES } from './policy.ts'

export interface NamedFile {
  /** Relative, with `/`. */
  readonly path: string
  readonly bytes: Uint8Array
  readonly isSecret?: true
}

const promises = () => encodeUtf8(policyFileText(PROMISES))

/** What `log.opened` says of the platform's policy: base64 SHA-256 of `rules.json`. */
export const policySha256Of = (hash: Hash): string => encodeBase64(hash(promises()))

/** C2SP tlog-policy: every key the log ever used, and a majority of the witnesses. */
export function witnessPolicy(ring: KeyRing, windows: readonly KeyWindow[]): string {
  const names = ring.witnesses.map(({ name }) => name.split('.')[1] ?? name)
  const lines = [
    '# Witness policy of a sample log. Every key here is derived from the seed of the sample.',
    ...windows.map(({ index }) => `log ${ring.log(index).vkey}`),
    ...ring.witnesses.map(({ vkey }, i) => `witness ${names[i]} ${vkey}`),
    ...(names.length === 0
      ? ['quorum none']
      : [`group majority ${Math.floor(names.length / 2) + 1} ${names.join(' ')}`, 'quorum majority']),
  ]
  return `${lines.join('\n')}\n`
}

export function keyFiles(
  ring: KeyRing,
  windows: readonly KeyWindow[],
  bundleWindows: readonly KeyWindow[],
): readonly NamedFile[] {
  const text = (path: string, content: string): NamedFile => ({ path, bytes: encodeUtf8(content) })
  const secret = (path: string, content: string): NamedFile => ({ ...text(path, content), isSecret: true })
  const inForce = (of: typeof windows, keyOf: KeyRing['log']) => {
    const keys = of.map(({ index, fromSize, toSize }) => ({ vkey: keyOf(index).vkey, fromSize, toSize }))
    return `${JSON.stringify(keys, null, 2)}\n`
  }
  return [
    text('keys.json', inForce(windows, ring.log)),
    text('bundle-keys.json', inForce(bundleWindows, ring.bundle)),
    text('policy.txt', witnessPolicy(ring, windows)),
    { path: 'rules.json', bytes: promises() },
    ...windows.flatMap(({ index }) => [
      text(`log-${index + 1}.vkey`, `${ring.log(index).vkey}\n`),
      secret(`log-${index + 1}.key`, `${ring.log(index).privateKey}\n`),
    ]),
    ...bundleWindows.flatMap(({ index }) => [
      text(`bundle-${index + 1}.vkey`, `${ring.bundle(index).vkey}\n`),
      secret(`bundle-${index + 1}.key`, `${ring.bundle(index).privateKey}\n`),
    ]),
    ...ring.witnesses.flatMap((key, i) => [
      text(`witness-${i + 1}.vkey`, `${key.vkey}\n`),
      secret(`witness-${i + 1}.key`, `${key.privateKey}\n`),
    ]),
  ]
}
