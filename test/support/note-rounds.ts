/** Notes written by a program that is killed at random moments: none that was acknowledged may be lost, none half-written. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from 'vite'
import { sha256 } from '../../main/io/node-crypto.ts'
import { streamSource } from '../../main/io/read-source.ts'
import { createCaseLibrary } from '../../main/store/case-library.ts'

/** The writer as a program of its own: Node cannot run the sources. Lies under out/, where sqlite3 is found. */
export async function buildWriter(): Promise<{ readonly program: string; readonly remove: () => void }> {
  mkdirSync('out', { recursive: true })
  const outDir = mkdtempSync(resolve('out', 'note-writer-'))
  await build({
    configFile: false,
    logLevel: 'error',
    build: { ssr: resolve('test/support/note-writer.ts'), outDir, target: 'node20', minify: false },
    ssr: { noExternal: true, external: ['sqlite3'] },
  })
  return { program: join(outDir, 'note-writer.js'), remove: () => rmSync(outDir, { recursive: true, force: true }) }
}

interface Acknowledged {
  readonly seq: number
  readonly length: number
  readonly start: string
}

/** One writer, killed `afterMs` after its first acknowledgement. Answers with everything it was promised. */
async function killedWriter(
  program: string,
  folder: string,
  round: number,
  afterMs: number,
): Promise<readonly Acknowledged[]> {
  const child: ChildProcess = spawn(process.execPath, [program, folder, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  const first = new Promise<void>((done) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      done()
    })
  })
  const ended = new Promise<void>((done) => child.once('close', () => done()))
  await Promise.race([first, ended])
  await sleep(afterMs)
  child.kill('SIGKILL')
  await ended
  return said
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [seq, length, ...start] = line.split(' ')
      return { seq: Number(seq), length: Number(length), start: start.join(' ') }
    })
}

export interface Tally {
  readonly rounds: number
  readonly acknowledged: number
  readonly lost: number
  readonly broken: number
}

export async function noteRounds(root: string, program: string, rounds: number, random: () => number): Promise<Tally> {
  const library = createCaseLibrary({ stream: streamSource, hash: sha256 })
  const folder = join(root, 'case')
  await (await library.create(folder, 'notes', 0)).close()
  const promised: Acknowledged[] = []
  let broken = 0
  let lost = 0
  for (let round = 0; round < rounds; round++) {
    promised.push(...(await killedWriter(program, folder, round, Math.floor(random() * 120))))
    const opened = await library.open(folder)
    if (!opened.ok) throw new Error(opened.error.detail)
    const { entries, problem } = await opened.value.workLog.read()
    await opened.value.close()
    if (problem !== null) broken += 1
    // Every entry after the opening is one whole note, as it was given.
    for (const { event, type, seq } of entries) {
      const [, i = ''] = event?.type === 'work.note_added' ? event.text.split(':') : []
      const isWhole = event?.type === 'work.note_added' && event.text.endsWith('x'.repeat((Number(i) * 997) % 9000))
      if (type === 'log.opened' ? seq !== 0 : !isWhole) broken += 1
    }
    lost = promised.filter(({ seq, length, start }) => {
      const event = entries[seq]?.event
      return event?.type !== 'work.note_added' || event.text.length !== length || event.text.slice(0, 40) !== start
    }).length
  }
  return { rounds, acknowledged: promised.length, lost, broken }
}
