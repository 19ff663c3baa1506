/**
 * The loopback page's side of main/hosts/web: turns `Bridge` into HTTP.
 *
 * The address printed at start ends in `#secret=…`. The secret is taken out of the address bar and of the tab's
 * history at once and exchanged for a token. The token is kept in sessionStorage: it survives F5, belongs to this tab
 * and this port, and is worthless once the program stops (docs/adr/hosts-web-session.md).
 */
import type { Bridge, Dropped, Launch, Picked, PickOptions, UploadOptions } from '#contract/bridge.ts'
import type { Call, Input, Name } from '#contract/contract.ts'
import type { CallError } from '#contract/operation.ts'
import { err, ok, type Result } from '#core/result.ts'
import { chosenFiles, droppedFiles, type UploadFile } from './upload-files.ts'

const TOKEN_KEY = 'plainview-token'

type Answer<T> = Result<T, CallError>

/** Call once, before anything reads the address: it takes the secret out of it. */
export function createWebBridge(page: Window = window): Bridge {
  const session = openSession(page)
  const post = async <T>(path: string, body: unknown): Promise<Answer<T>> => {
    const token = await session
    if (!token.ok) return token
    return fetchAnswer<T>(path, JSON.stringify(body), { authorization: `Bearer ${token.value}` })
  }

  const upload = async (files: readonly UploadFile[], options: UploadOptions = {}): Promise<Answer<Picked | null>> => {
    if (files.length === 0) return ok(null)
    const manifest = { files: files.map(({ path, file }) => ({ path, bytes: file.size })) }
    const announced = await post<{ uploadId: string }>('/uploads', manifest)
    if (!announced.ok) return announced
    const token = await session
    if (!token.ok) return token
    // A Blob of files is read from disk as it is sent, so memory stays flat whatever their size.
    const body = new Blob(files.map(({ file }) => file))
    return send(`/uploads/${announced.value.uploadId}`, token.value, body, options)
  }

  return {
    host: 'web',
    call: (<N extends Name>(name: N, input: Input<N>) => post(`/call/${encodeURIComponent(name)}`, input)) as Call,
    launch: () => post<Launch>('/launch', {}),
    pickEvidence: async ({ want = 'file', ...options }: PickOptions = {}) =>
      upload(chosenFiles(await chooseFiles(page.document, want)), options),
    pickDropped: async (drop: Dropped, options) => {
      // Read inside the event handler: the browser empties the drop at the first await.
      const files = droppedFiles(drop)
      return files.then(
        (found) => (found === null ? err(severalAtOnce) : upload(found, options)),
        (error) => err(unreadable(error)),
      )
    },
    saveFile: async (name, mediaType, content) => {
      download(page.document, name, new Blob([content as BlobPart], { type: mediaType }))
      return ok(true)
    },
  }
}

async function openSession(page: Window): Promise<Answer<string>> {
  const secret = new URLSearchParams(page.location.hash.slice(1)).get('secret')
  if (secret === null) {
    const kept = page.sessionStorage.getItem(TOKEN_KEY)
    return kept === null ? err(noSession) : ok(kept)
  }
  page.history.replaceState(null, '', page.location.pathname)
  const answer = await fetchAnswer<{ token: string }>('/session', JSON.stringify({ secret }), {})
  if (!answer.ok) {
    // The tab may have been opened twice from the same link: a session it already has still counts.
    const kept = page.sessionStorage.getItem(TOKEN_KEY)
    return kept === null ? answer : ok(kept)
  }
  page.sessionStorage.setItem(TOKEN_KEY, answer.value.token)
  return ok(answer.value.token)
}

const noSession: CallError = {
  code: 'unavailable',
  message: 'This tab has no session. Open the address that Plainview printed in the terminal.',
}
const ended: CallError = {
  code: 'unavailable',
  message:
    'This session has ended or its address was used before. Open the newest address that Plainview printed in the terminal.',
}
const gone: CallError = {
  code: 'unavailable',
  message: 'Plainview does not answer. It may have been stopped: start it again and open the address it prints.',
}

const severalAtOnce: CallError = {
  code: 'refused',
  message: 'Drop one file or one folder. Files that belong together: put them into one folder and drop that.',
  expected: 'one file or one folder',
  got: 'several',
}

function unreadable(error: unknown): CallError {
  const got = error instanceof Error ? error.message : String(error)
  return { code: 'refused', message: `What was dropped cannot be read: ${got}`, expected: 'files or a folder', got }
}

async function fetchAnswer<T>(path: string, body: string, headers: Record<string, string>): Promise<Answer<T>> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      body,
      headers: { ...headers, 'content-type': 'application/json' },
      credentials: 'omit',
      redirect: 'error',
    })
    if (response.status === 403) return err(ended)
    return (await response.json()) as Answer<T>
  } catch {
    return err(gone)
  }
}

/** XMLHttpRequest, because fetch does not tell how much of a body has been sent. */
function send(
  path: string,
  token: string,
  body: Blob,
  { onProgress, stop }: UploadOptions,
): Promise<Answer<Picked | null>> {
  return new Promise((resolve) => {
    if (stop?.aborted) return resolve(ok(null))
    const request = new XMLHttpRequest()
    request.open('PUT', path)
    request.setRequestHeader('authorization', `Bearer ${token}`)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded }) => onProgress?.(loaded, body.size)
    request.onload = () => {
      const answer = request.response as Answer<{ pickedId: Picked }> | null
      resolve(answer === null ? err(gone) : answer.ok ? ok(answer.value.pickedId) : answer)
    }
    // Also when a file changed or went away while it was being read.
    request.onerror = () =>
      resolve(err({ ...gone, message: `Sending stopped: a file changed meanwhile, or ${gone.message}` }))
    request.onabort = () => resolve(ok(null))
    stop?.addEventListener('abort', () => request.abort())
    request.send(body)
  })
}

/** The browser's own file dialog. No files when it was closed without choosing. */
function chooseFiles(document: Document, want: 'file' | 'folder'): Promise<readonly File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.webkitdirectory = want === 'folder'
    input.multiple = want === 'folder'
    input.hidden = true
    const finish = () => {
      input.remove()
      resolve([...(input.files ?? [])])
    }
    input.addEventListener('change', finish)
    input.addEventListener('cancel', finish)
    // In the document, so that tests and assistive programs can reach it while the dialog is open.
    document.body.append(input)
    input.click()
  })
}

function download(document: Document, name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has its own reference once it has begun; a minute is ample.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
