/** Files a browser hands over, with the relative path each had in the folder it came from. */
import type { Dropped } from '#contract/bridge.ts'

export interface UploadFile {
  /** With `/`; begins with the name of the folder, if one was chosen. */
  readonly path: string
  readonly file: File
}

/** From a file dialog: one file, or the files of one folder. */
export function chosenFiles(files: readonly File[]): readonly UploadFile[] {
  return files.map((file) => ({ path: file.webkitRelativePath || file.name, file }))
}

/**
 * From a drop: one file or one folder, which is walked; null when several things were dropped at once.
 * Reads the drop before the first await, as browsers demand.
 */
export function droppedFiles({ items }: Dropped): Promise<readonly UploadFile[] | null> {
  const entries = Array.from(items, (item) =>
    item.kind === 'file' ? (item.webkitGetAsEntry() as FileSystemEntry | null) : null,
  ).filter((entry) => entry !== null)
  return entries.length > 1 ? Promise.resolve(null) : walkAll(entries)
}

async function walkAll(entries: readonly FileSystemEntry[]): Promise<readonly UploadFile[]> {
  const found: UploadFile[] = []
  for (const entry of entries) await walk(entry, '', found)
  return found
}

async function walk(entry: FileSystemEntry, folder: string, found: UploadFile[]): Promise<void> {
  const path = folder + entry.name
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    found.push({ path, file })
    return
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  for (;;) {
    // A reader gives at most 100 at a time and an empty list at the end.
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (batch.length === 0) return
    for (const child of batch) await walk(child, `${path}/`, found)
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}
