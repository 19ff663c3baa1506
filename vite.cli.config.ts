import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { defineConfig } from 'vite'

/** Each main/work/<name>-worker.ts becomes out/cli/<name>-worker.js, beside the program that starts it. */
const workers = readdirSync('main/work')
  .filter((file) => file.endsWith('-worker.ts'))
  .map((file) => [file.slice(0, -'.ts'.length), resolve('main/work', file)])

export default defineConfig({
  build: {
    ssr: true,
    outDir: 'out/cli',
    emptyOutDir: true,
    target: 'node20',
    minify: false, // stack traces of a forensic tool should be readable
    rolldownOptions: {
      input: { plainview: resolve('main/hosts/cli/plainview.ts'), ...Object.fromEntries(workers) },
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunk-[name]-[hash].js' },
    },
  },
  // Everything in one folder that runs by itself; these two bring native or wasm files that must stay where npm put them.
  ssr: { noExternal: true, external: ['sqlite3', 'highs'] },
})
