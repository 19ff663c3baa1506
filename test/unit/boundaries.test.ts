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
  ['main/hosts/web/', ['main/', 'shared/', 'node:']],
  ['main/hosts/compose', ['main/', 'shared/', 'node:']],
  ['preload/', ['preload/', 'shared/contract/', 'electron']],
  [
    'renderer/',
    ['renderer/', 'shared/', 'react', 'react-dom', 'react-intl', 'recharts', '@tanstack/', '@fontsource/', 'micromark'],
  ],
]
const ALIASES = { '#core/': 'shared/core/', '#contract/': 'shared/contract/', '#report/': 'shared/report/' }

function importsOf(file: string): string[] {
  const source = readFileSync(file, 'utf8')
  const specifiers = [...source.matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map((m) => m[1] ?? '')
  return specifiers.map((specifier) => {
    const alias = Object.entries(ALIASES).find(([prefix]) => specifier.startsWith(prefix))
    if (alias) return alias[1] + specifier.slice(alias[0].length)
    return specifier.startsWith('.') ? relative('.', join(dirname(file), specifier)) : specifier
  })
}

const files = ['shared', 'main', 'preload', 'renderer']
  .filter((top) => existsSync(top))
  .flatMap((top) => readdirSync(top, { recursive: true, encoding: 'utf8' }).map((path) => join(top, path)))
  .filter((path) => /\.tsx?$/.test(path))

test.each(files)('%s imports only what its folder may', (file) => {
  const rule = RULES.find(([folder]) => file.startsWith(folder))
  expect(rule, `${file} is in no folder of RULES`).toBeDefined()
  const forbidden = importsOf(file).filter((target) => !rule?.[1].some((allowed) => target.startsWith(allowed)))
  expect(forbidden).toEqual([])
})
