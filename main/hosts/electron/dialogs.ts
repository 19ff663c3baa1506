import { basename } from 'node:path'
import { type BrowserWindow, dialog } from 'electron'
import { err, ok } from '#core/result.ts'
import { refusedInput } from '../../app/answer.ts'
import { writeAtomically } from '../../io/atomic-write.ts'
import type { ChannelPorts } from './channel.ts'

/** The system's own dialogs, in front of the window. Paths stay in main. */
export function desktopDialogs(window: BrowserWindow): Pick<ChannelPorts, 'chooseEvidence' | 'save'> {
  return {
    chooseEvidence: async (want) => {
      const { filePaths } = await dialog.showOpenDialog(window, {
        properties: [want === 'folder' ? 'openDirectory' : 'openFile'],
      })
      return filePaths[0] ?? null
    },
    save: async (name, content) => {
      // The page proposes a name, never a folder.
      const { filePath } = await dialog.showSaveDialog(window, { defaultPath: basename(name) })
      if (!filePath) return ok(false)
      const written = await writeAtomically(filePath, content)
      return written.ok ? ok(true) : err(refusedInput(written.error))
    },
  }
}
