/** The one IPC channel: who may speak on it, and what each message does. */
import type { Launch, Picked } from '#contract/bridge.ts'
import type { Call, Input, Name } from '#contract/contract.ts'
import { DesktopMessage } from '#contract/desktop-message.ts'
import type { CallError } from '#contract/operation.ts'
import { quote } from '#core/input-error.ts'
import { err, ok, type Result } from '#core/result.ts'

/** The part of IpcMainInvokeEvent that says who speaks. */
export interface Sender {
  readonly sender: unknown
  readonly senderFrame: { readonly url: string } | null
}
export interface Window {
  readonly webContents: { readonly mainFrame: unknown }
}

export interface ChannelPorts {
  readonly call: Call
  readonly launch: () => Promise<Result<Launch, CallError>>
  readonly pick: (path: string) => Picked
  /** Null when the dialog was closed without choosing. */
  readonly chooseEvidence: (want: 'file' | 'folder') => Promise<string | null>
  /** False when the dialog was closed without choosing. */
  readonly save: (name: string, content: string | Uint8Array) => Promise<Result<boolean, CallError>>
  readonly logBug: (error: unknown) => void
}

/** Only the top frame of our own window, and only while it shows the page. */
export function isOurs(event: Sender, window: Window | null, pageOrigin: string): boolean {
  if (window === null || event.senderFrame === null) return false
  return (
    event.sender === window.webContents &&
    event.senderFrame === window.webContents.mainFrame &&
    event.senderFrame.url.startsWith(`${pageOrigin}/`)
  )
}

/** Answers one message. Never rejects: what goes wrong is data, as with every call. */
export async function answerMessage(ports: ChannelPorts, given: unknown): Promise<Result<unknown, CallError>> {
  const parsed = DesktopMessage.safeParse(given)
  if (!parsed.success) return err({ code: 'bad_request', message: `no message of this program: ${quote(given)}` })
  const message = parsed.data
  try {
    switch (message.kind) {
      case 'call':
        return await ports.call(message.name as Name, message.input as Input<Name>)
      case 'launch':
        return await ports.launch()
      case 'pick': {
        const path = await ports.chooseEvidence(message.want)
        return ok(path === null ? null : ports.pick(path))
      }
      case 'dropped':
        return pickDropped(ports, message.paths)
      case 'save':
        return await ports.save(message.name, message.content)
    }
  } catch (error) {
    ports.logBug(error)
    const got = error instanceof Error ? error.message : String(error)
    return err({ code: 'internal', message: `${message.kind} failed: ${got}` })
  }
}

function pickDropped(ports: ChannelPorts, paths: readonly string[]): Result<Picked | null, CallError> {
  const [path, ...more] = paths.filter((candidate) => candidate !== '')
  if (path === undefined) return ok(null)
  if (more.length === 0) return ok(ports.pick(path))
  return err({
    code: 'refused',
    message: 'Drop one file or one folder. Files that belong together: put them into one folder and drop that.',
    expected: 'one file or one folder',
    got: `${paths.length}`,
  })
}
