/**
 * What a page gets from the host it runs in: the one `Call`, and the few things only a host can do (choose, receive
 * and save files). Two hosts offer it: the desktop preload (`window.plainview`) and the loopback web page
 * (`renderer/api/web-bridge.ts`). A page never sees a path; it gets opaque ids of what the user picked.
 *
 * Nothing here rejects: a cancelled dialog is `ok(null)` or `ok(false)`, a refusal is an error that says why.
 * shared/ knows no DOM, so the browser's own types are described by the members that are used.
 */
import type { Result } from '#core/result.ts'
import type { Call } from './contract.ts'
import type { CallError } from './operation.ts'

/** `pick_` and 16 hex digits, as in `PickedId`: valid until the host stops. */
export type Picked = string

/** The part of an AbortSignal that is used: an AbortController's `signal` fits. */
export interface StopSignal {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void): void
}

/** Web host only, where picking means sending the bytes to the loopback server; the desktop hands over a reference. */
export interface UploadOptions {
  readonly onProgress?: (bytesDone: number, bytesTotal: number) => void
  /** Cancelled is as if it had never started: the result is `ok(null)`. */
  readonly stop?: StopSignal
}

export interface PickOptions extends UploadOptions {
  /** What the dialog offers. A browser and most desktops cannot offer both in one dialog. Default: `file`. */
  readonly want?: 'file' | 'folder'
}

/** What a drop event carries: `event.dataTransfer` fits. Hand it over inside the event handler, before any `await`. */
export interface Dropped {
  readonly files: ArrayLike<unknown>
  readonly items: ArrayLike<{ readonly kind: string; webkitGetAsEntry(): unknown }>
}

/** What the program was started with (`--case`, `--evidence`, a file dragged on the icon). */
export interface Launch {
  readonly caseId: string | null
  readonly pickedId: Picked | null
}

export interface Bridge {
  readonly host: 'electron' | 'web'
  readonly call: Call
  readonly launch: () => Promise<Result<Launch, CallError>>
  /** Opens the host's dialog; must be called from a click or key press. `null`: the user chose nothing. */
  readonly pickEvidence: (options?: PickOptions) => Promise<Result<Picked | null, CallError>>
  /** Takes the files or the folder dropped on the page. `null`: nothing in it was a file. */
  readonly pickDropped: (drop: Dropped, options?: UploadOptions) => Promise<Result<Picked | null, CallError>>
  /** Save dialog or browser download. `false`: the user changed their mind (a browser does not tell, and says `true`). */
  readonly saveFile: (
    name: string,
    mediaType: string,
    content: string | Uint8Array,
  ) => Promise<Result<boolean, CallError>>
}

/**
 * `window.plainview`, as the desktop preload exposes it: the same, except that a DataTransfer cannot cross into the
 * preload, so the page hands over its File objects, and that nothing is uploaded.
 */
export interface DesktopApi extends Omit<Bridge, 'pickDropped' | 'pickEvidence'> {
  readonly host: 'electron'
  readonly pickEvidence: (want: 'file' | 'folder') => Promise<Result<Picked | null, CallError>>
  readonly pickFiles: (files: readonly unknown[]) => Promise<Result<Picked | null, CallError>>
}
