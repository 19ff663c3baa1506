import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Wall time of the whole process, its processor time and the most memory it held, as /proc has them. */
export function timed(command, args, { env = process.env, exit = 0 } = {}) {
  return new Promise((resolve, reject) => {
    const before = performance.now()
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
    let stdout = ''
    let peakKb = 0
    let ticks = 0
    const look = () => {
      try {
        peakKb = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? peakKb)
        const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ')
        ticks = Number(fields[11]) + Number(fields[12])
      } catch {
        // It has ended, or this system has no /proc: what was seen last counts.
      }
    }
    const watch = setInterval(look, 20)
    child.stdout.on('data', (chunk) => {
      stdout += chunk
      look()
    })
    child.once('close', (code) => {
      clearInterval(watch)
      const ms = performance.now() - before
      if (code === exit) resolve({ ms, stdout, peakMb: Math.round(peakKb / 1024), cpuSeconds: ticks / 100 })
      else reject(new Error(`${args.join(' ')}: ${code}\n${stdout}`))
    })
  })
}
