import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

/** Each main/work/<name>-worker.ts becomes out/main/<name>-worker.js, beside the program that starts it. */
const workers = (existsSync('main/work') ? readdirSync('main/work') : [])
  .filter((file) => file.endsWith('-worker.ts'))
  .map((file) => [file.slice(0, -'.ts'.length), resolve('main/work', file)])

export default defineConfig({
  main: {
    build: {
      minify: false, // stack traces of a forensic tool should be readable
      rolldownOptions: { input: { main: resolve('main/hosts/electron/main.ts'), ...Object.fromEntries(workers) } },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: { input: resolve('preload/index.ts'), output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react()],
    build: {
      // Fonts and pictures as files: the page may not load data: URLs as fonts (CSP font-src 'self').
      assetsInlineLimit: 0,
      rolldownOptions: { input: resolve('renderer/index.html') },
    },
  },
})
