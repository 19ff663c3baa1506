/** Writes notes to the case in argv until it is killed, and says of each when it was acknowledged. */
import { writeSync } from 'node:fs'
import { sha256 } from '../../main/io/node-crypto.ts'
import { streamSource } from '../../main/io/read-source.ts'
import { createCaseLibrary } from '../../main/store/case-library.ts'

const [folder = '', round = ''] = process.argv.slice(2)
const opened = await createCaseLibrary({ stream: streamSource, hash: sha256 }).open(folder)
if (!opened.ok) throw new Error(opened.error.detail)
for (let i = 0; ; i++) {
  const text = `${round}:${i}:${'x'.repeat((i * 997) % 9000)}`
  const [seq] = await opened.value.workLog.append(Date.now(), [
    { type: 'work.note_added', log: 'log.example', req: 'request-a', text },
  ])
  // In one write and without a buffer: what the parent has read was acknowledged.
  writeSync(1, `${seq} ${text.length} ${text.slice(0, 40)}\n`)
}
