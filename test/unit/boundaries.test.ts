import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'

/**
 * Who may import whom. The first matching row wins; a file under no row fails the test,
 * so a new folder has to be given a place here before it compiles into anything.
 */
const RULES: readonly (readonly [folder: string, mayImport: readonly string[]])[] = [
  ['shared/core/', ['shared/core/', '@noble/hashes/']],
  ['shared/contract/', ['shared/contract/', 'shared/core/', 'zod']],
  ['shared/report/', ['shared/report/', 'shared/contract/', 'shared/core/', 'micromark']],
  ['main/app/', ['main/app/', 'shared/']],
  ['main/store/', ['main/store/', 'main/app/ports', 'shared/core/', 'shared/contract/', 'sqlite3', 'node:']],
  ['main/io/', ['main/io/', 'main/app/ports', 'shared/core/', 'yauzl', 'yazl', 'node:']],
  ['main/work/', ['main/work/', 'main/io/', 'main/app/ports', 'shared/core/', 'shared/contract/', 'highs', 'node:']],
  ['main/hosts/electron/', ['main/', 'shared/', 'node:', 'electron']],
  ['main/hosts/cli/', ['main/', 'shared/', 'node:', 'commander']],
  ['main/hosts/web/', ['main/', 'shared/', 'node:', 'zod']],
  ['main/hosts/compose', ['main/', 'shared/', 'node:']],
  ['preload/', ['preload/', 'shared/contract/', 'electron']],
  [
    'renderer/',
    ['renderer/', 'shared/', 'react', 'react-dom', 'react-intl', 'recharts', '@tanstack/', '@fontsource/', 'micromark'],
  ],
]
const ALIASES = { '#core/': 'shared/core/', '#contract/': 'shared/contract/', '#report/': 'shared/report/' }

/** Static imports and re-exports, side-effect imports, dynamic imports; each at the start of a statement, never inside a string. */
const IMPORTS = [
  /^(?:import|export)\s[^'"]*?\bfrom\s+['"]([^'"]+)['"]/gm,
  /^import\s+['"]([^'"]+)['"]/gm,
  /\bimport\(\s*['"]([^'"]+)['"]/g,
]

function importsOf(source: string, file: string): string[] {
  const specifiers = IMPORTS.flatMap((pattern) => [...source.matchAll(pattern)].map((match) => match[1] ?? ''))
  return specifiers.map((specifier) => {
    const alias = Object.entries(ALIASES).find(([prefix]) => specifier.startsWith(prefix))
    if (alias) return alias[1] + specifier.slice(alias[0].length)
    return specifier.startsWith('.') ? relative('.', join(dirname(file), specifier)) : specifier
  })
}

/** `shared/` and `node:` allow what begins with them; a bare name allows the package and its subpaths, `main/x.ts` by stem. */
function isAllowed(target: string, allowed: string): boolean {
  if (/[/:]$/.test(allowed)) return target.startsWith(allowed)
  return target === allowed || target.startsWith(`${allowed}/`) || target === `${allowed}.ts`
}

/** What in `source` breaks the row of `file`; null when the file is in no row at all. */
function forbiddenImports(source: string, file: string): readonly string[] | null {
  const rule = RULES.find(([folder]) => file.startsWith(folder))
  if (!rule) return null
  return importsOf(source, file).filter((target) => !rule[1].some((allowed) => isAllowed(target, allowed)))
}

const files = ['shared', 'main', 'preload', 'renderer']
  .filter((top) => existsSync(top))
  .flatMap((top) => readdirSync(top, { recursive: true, encoding: 'utf8' }).map((path) => join(top, path)))
  .filter((path) => /\.tsx?$/.test(path))

test.each(files)('%s imports only what its folder may', (file) => {
  expect(forbiddenImports(readFileSync(file, 'utf8'), file), `${file} needs a row in RULES`).toEqual([])
})

test.each([
  ['shared/core/x.ts', "import { readFile } from 'node:fs'", ['node:fs']],
  ['shared/core/log/x.ts', "import {\n  a,\n} from '../../contract/contract.ts'", ['shared/contract/contract.ts']],
  ['shared/report/x.ts', "export * from '../../main/store/a.ts'", ['main/store/a.ts']],
  ['main/app/x.ts', "import 'sqlite3'", ['sqlite3']],
  ['main/app/y.ts', "const a = await import('electron')", ['electron']],
  ['renderer/x.tsx', "import { x } from 'react-router'", ['react-router']],
  ['renderer/y.tsx', "import { app } from '../main/app/ports.ts'", ['main/app/ports.ts']],
  ['main/store/x.ts', "import type { S } from '../app/ports.ts'", []],
  ['main/nowhere/x.ts', '', null],
])('the check itself: %s with %s', (file, source, expected) => {
  expect(forbiddenImports(source, file)).toEqual(expected)
})
