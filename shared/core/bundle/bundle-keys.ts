/**
 * When a key signed bundles, as a log tells it: `log.opened` names the first (`bundleKeys`), `key.rotated` with purpose
 * "bundle" puts one in the place of another, `key.retired` and `key.revoked` end one. Counted in sizes of the log, as for
 * the keys of heads (docs/formats/log.md §4): an entry belongs to the size that the log has with it, seq + 1.
 */
export interface KeyWindow {
  readonly keyId: string
  /** Both included; null = open. */
  readonly fromSize: number
  readonly toSize: number | null
}

export const isInForce = ({ fromSize, toSize }: Omit<KeyWindow, 'keyId'>, size: number): boolean =>
  size >= fromSize && (toSize === null || size <= toSize)

export interface BundleKeys {
  readonly opened: (keyIds: readonly string[]) => void
  /** `seq` of the entry that says so. */
  readonly rotated: (oldKeyId: string | null, newKeyId: string | null, seq: number) => void
  /** Of a key that signs bundles; the log's own are passed over. */
  readonly ended: (keyId: string | null, toSize: number | null) => void
  /** Null: nothing was said of keys that sign bundles. */
  readonly windows: () => readonly KeyWindow[] | null
}

export function createBundleKeys(): BundleKeys {
  let windows: readonly KeyWindow[] | null = null
  const end = (keyId: string, toSize: number): void => {
    windows = (windows ?? []).map((window) =>
      window.keyId === keyId && (window.toSize === null || window.toSize > toSize) ? { ...window, toSize } : window,
    )
  }
  return {
    opened(keyIds) {
      windows = [...(windows ?? []), ...keyIds.map((keyId) => ({ keyId, fromSize: 0, toSize: null }))]
    },
    rotated(oldKeyId, newKeyId, seq) {
      if (oldKeyId !== null) {
        // A key that nobody announced signed until now all the same.
        if (!windows?.some(({ keyId }) => keyId === oldKeyId))
          windows = [...(windows ?? []), { keyId: oldKeyId, fromSize: 0, toSize: null }]
        end(oldKeyId, seq)
      }
      if (newKeyId !== null) windows = [...(windows ?? []), { keyId: newKeyId, fromSize: seq + 1, toSize: null }]
    },
    ended(keyId, toSize) {
      if (keyId !== null && toSize !== null && windows?.some((window) => window.keyId === keyId)) end(keyId, toSize)
    },
    windows: () => windows,
  }
}
