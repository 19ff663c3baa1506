/** What readers could work out from a report together with everything published before is refused, with the derivation. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeUtf8 } from '#core/bytes/utf8.ts'
import type { SolveLp } from '#core/capabilities.ts'
import type { JsonValue } from '#core/formats/json-value.ts'
import type { Cell } from '#core/metrics/cell.ts'
import { asKnown } from '#core/metrics/count-relations.ts'
import type { KnownTable } from '#core/metrics/known-count.ts'
import { type LeakResult, leakCheck } from '#core/metrics/leak-check.ts'
import { parsePeriod } from '#core/metrics/period.ts'
import { keyOf } from '#core/metrics/raw-table.ts'
import { buildTables } from '#core/metrics/report-tables.ts'
import { TABLES, type TableSpec } from '#core/metrics/table-spec.ts'
import type { RequestRow } from '#core/requests/request-row.ts'
import { DEFAULT_PARAMETERS } from '#core/requests/rules/parameters.ts'
import { type ComposedReport, composeReport, obstaclesTo } from '#report/build.ts'
import { defaultDefinition } from '#report/definition.ts'
import { manifestNoteText, manifestOf, manifestText, reportFiles } from '#report/files.ts'
import { knownTables } from '#report/known.ts'
import { leakInput, type PublishedDocument } from '#report/leak-input.ts'
import { manifestDifferences } from '../../main/hosts/cli/report/check-manifest.ts'
import { signManifest } from '../../main/hosts/cli/report/sign-manifest.ts'
import { sha256 } from '../../main/io/node-crypto.ts'
import { loadSolveLp } from '../../main/work/highs-lp.ts'
import { random } from '../support/count-tables.ts'
import { type FoldedSample, foldEvents, sampleEvents } from '../support/sample-log.ts'
import { BASIS, sampleReport } from '../support/sample-report.ts'

let log: FoldedSample
let solveLp: SolveLp
beforeAll(async () => {
  solveLp = await loadSolveLp()
  log = foldEvents(sampleEvents(600, '23'))
})

/** So many requests without data, from one type of authority in one half of 2025. */
type Group = readonly [half: 1 | 2, authority: 'court' | 'police' | 'prosecutor' | 'military', requests: number]
const GROUPS: readonly Group[] = [
  [1, 'court', 30],
  [1, 'police', 16],
  [1, 'prosecutor', 8],
  [1, 'military', 12],
  [2, 'court', 20],
  [2, 'police', 10],
  [2, 'prosecutor', 3],
  [2, 'military', 14],
]

function rowsOf(groups: readonly Group[]): readonly RequestRow[] {
  const template = log.rows.find(({ section, outcome }) => section === 'request' && outcome === 'no_data')
  if (!template) throw new Error('no template')
  return groups.flatMap(([half, type, requests], group) =>
    Array.from({ length: requests }, (_, at) => ({
      ...template,
      req: `r-${group}-${at}`,
      receivedAtMs: Date.parse(half === 1 ? '2025-02-01' : '2025-09-01') + at,
      authority: { ...template.authority, type },
      origin: { code: 'DE', kind: 'state' as const },
      emergency: null,
      challenge: null,
      flags: { raised: 0, open: 0 },
      dataRequested: ['subscriber' as const],
    })),
  )
}

/** @param threshold 2 shows everything here: no count is 1 */
function report(period: string, threshold = 5, groups = GROUPS): ComposedReport {
  const parsed = parsePeriod(period)
  if (!parsed.ok) throw new Error(period)
  const rows = rowsOf(groups)
  const built = buildTables({ rows, facts: { childSafety: [] }, period: parsed.value, threshold, solveLp })
  return composeReport({
    definition: { ...defaultDefinition(period), threshold },
    built,
    period: parsed.value,
    asOfMs: log.asOfMs,
    log: BASIS,
    parameters: DEFAULT_PARAMETERS as unknown as JsonValue,
    hash: sha256,
  })
}

type Place = { readonly table: string; readonly row: string; readonly column: string }
/** A copy with some cells replaced. */
function changed(own: ComposedReport, change: (place: Place, cell: Cell) => Cell): ComposedReport {
  const tables = own.document.tables.map((table) => ({
    ...table,
    rows: table.rows.map((row) => ({
      ...row,
      cells: row.cells.map((cell, at) =>
        change({ table: table.id, row: row.id, column: table.columns[at]?.id ?? '' }, cell),
      ),
    })),
  }))
  return { ...own, document: { ...own.document, tables } }
}
const HIDDEN = {
  state: 'suppressed' as const,
  value: null,
  min: null,
  max: null,
  numerator: null,
  denominator: null,
  entries: null,
}
/** Of everything shown, these rows of by-authority hidden in all columns. */
const hiding = (own: ComposedReport, rows: readonly string[]): ComposedReport =>
  changed(own, ({ table, row }, cell) =>
    table === 'by-authority' && rows.includes(row) ? { ...cell, ...HIDDEN } : cell,
  )

const SMALL = keyOf('request', '2025-H2', { section: 'request', authority_type: 'prosecutor' })
const published = (publishedId: string, { document }: ComposedReport, isNewest = true): PublishedDocument => ({
  publishedId,
  document,
  isNewest,
})
function check(own: ComposedReport, before: readonly PublishedDocument[] = []): LeakResult {
  const hidden = { ...report('2025-H2').hidden }
  return leakCheck({ ...leakInput({ document: own.document, hidden }, before), threshold: 5, solveLp })
}
const refusal = (result: LeakResult) => result.leaks.find(({ key }) => key === SMALL)

describe('a report is refused, with the derivation, when a hidden figure follows', () => {
  test('the report as it is built is safe, and hides the one small count with others', () => {
    const own = report('2025-H2')
    expect(own.hidden.primary.has(SMALL)).toBe(true)
    expect(own.hidden.secondary.size).toBeGreaterThan(0)
    expect(check(own)).toEqual({ leaks: [], contradictions: [], finished: true })
  })

  test('total minus the cells that are shown', () => {
    const open = hiding(report('2025-H2', 2), ['prosecutor'])
    const leak = refusal(check(open))
    expect(leak).toMatchObject({ min: 3, max: 3, how: 'elimination' })
    expect(leak?.derivation.join()).toContain('by-authority, column received: rows sum to the total')
  })

  test('halves against the year', () => {
    const own = report('2025-H2')
    const year = published('2025-r1', report('2025', 2))
    const half = published('2025-H1-r1', report('2025-H1', 2))
    // Each alone says nothing of the hidden half.
    expect(refusal(check(own, [half]))).toBeUndefined()
    const leak = refusal(check(own, [year, half]))
    expect(leak).toMatchObject({ min: 3, max: 3 })
    expect(leak?.derivation.join()).toContain('2025 is the sum of its parts')
    const texts = obstaclesTo(own, check(own, [year, half]), 60)
    expect(texts.join()).toMatch(/A hidden figure can be worked out: .*Authority Prosecutor, 2025-H2” is 3, from/)
  })

  test('a share that names its numbers', () => {
    const own = hiding(report('2025-H2', 2), ['prosecutor', 'police'])
    expect(refusal(check(own))).toBeUndefined()
    const share: Place = { table: 'by-authority', row: 'police', column: 'disclosed_share' }
    const leaky = changed(own, (place, cell) =>
      JSON.stringify(place) === JSON.stringify(share)
        ? { ...cell, state: 'exact', value: 0, numerator: 0, denominator: 10 }
        : cell,
    )
    const leak = refusal(check(leaky))
    expect(leak).toMatchObject({ min: 3, max: 3 })
    expect(leak?.derivation.join()).toContain('row police, disclosed_share: its denominator')
  })

  test('a change that names its numbers', () => {
    const own = hiding(report('2025-H2', 2), ['prosecutor', 'police'])
    // Police: 16 in the first half, 10 now. The change alone is printed.
    const leaky = changed(own, ({ table, row, column }, cell) =>
      table === 'by-authority' && row === 'police' && column === 'change'
        ? { ...cell, state: 'exact', value: -37.5, numerator: -6, denominator: 16 }
        : cell,
    )
    const leak = refusal(check(leaky))
    expect(leak).toMatchObject({ min: 3, max: 3 })
    expect(leak?.derivation.join()).toContain('row police, change: its numerator: ')
  })

  test('a percentage alone, within half a unit of its last digit', () => {
    const own = hiding(report('2025-H2', 2), ['prosecutor', 'police'])
    // Police: 16 in the first half (shown), 10 now (hidden): -37.5 %.
    const leaky = changed(own, ({ table, row, column }, cell) => {
      if (table !== 'by-authority' || row !== 'police') return cell
      if (column === 'received_before') return { ...cell, state: 'exact', value: 16 }
      return column === 'change' ? { ...cell, state: 'exact', value: -37.5 } : cell
    })
    const leak = refusal(check(leaky))
    expect(leak).toMatchObject({ min: 3, max: 3, how: 'bounds' })
    const vague = changed(leaky, ({ table, row, column }, cell) =>
      table === 'by-authority' && row === 'police' && column === 'change' ? { ...cell, ...HIDDEN } : cell,
    )
    expect(refusal(check(vague))).toBeUndefined()
  })

  test('two publications over the same period with different cuts', () => {
    const all = report('2025-H2', 2)
    const [one, other] = [hiding(all, ['prosecutor', 'police']), hiding(all, ['prosecutor', 'court'])]
    expect([refusal(check(one)), refusal(check(other))]).toEqual([undefined, undefined])
    const leak = refusal(check(other, [published('2025-H2-r1', one)]))
    expect(leak).toMatchObject({ min: 3, max: 3 })
    expect(leak?.derivation.length).toBeGreaterThan(0)
  })

  test('two versions: what an earlier one shows is known, even when it was replaced', () => {
    const first = published('2025-H2-r1', report('2025-H2', 2), false)
    const second = published('2025-H2-r2', report('2025-H2'))
    const leak = refusal(check(report('2025-H2'), [second, first]))
    expect(leak?.derivation.join()).toContain('is published as 3 elsewhere')
  })

  test('an earlier version with other figures speaks of another state of the log, and contradicts nothing', () => {
    const more: readonly Group[] = [...GROUPS, [2, 'court', 2]]
    const first = published('2025-H2-r1', report('2025-H2', 5, more), false)
    expect(check(report('2025-H2'), [first])).toEqual({ leaks: [], contradictions: [], finished: true })
    // Of another period the newest version holds: then the figures contradict each other until that one is revised.
    const year = published('2025-r1', report('2025', 5, more))
    expect(check(report('2025-H2'), [year]).contradictions.length).toBeGreaterThan(0)
  })

  test('a check that was stopped is undecided, which is no pass', () => {
    const own = report('2025-H2')
    const stopped = leakCheck({ ...leakInput(own, []), solveLp, shouldStop: () => true })
    expect(stopped.finished).toBe(false)
    expect(obstaclesTo(own, stopped, 60)).toEqual([
      'The leak check was not finished within 60 seconds: undecided, which is no pass.',
    ])
    expect(obstaclesTo(own, null, 60)).toEqual(['The leak check has not been run yet.'])
    expect(obstaclesTo(own, check(own), 60)).toEqual([])
  })
})

describe('safe tables are not refused', () => {
  const OUTCOMES = ['disclosed_full', 'disclosed_partial', 'rejected', 'no_data', 'withdrawn', 'suspended', 'pending']
  const spec = TABLES.find(({ id }) => id === 'by-authority') as TableSpec
  const ROWS = ['court', 'police', 'prosecutor', 'total'] as const

  /** Three authorities by seven outcomes with all totals; `hidden` as `row column`. */
  function table(values: readonly (readonly number[])[], hidden: ReadonlySet<string>): KnownTable {
    const all = [...values, OUTCOMES.map((_, at) => values.reduce((sum, row) => sum + (row[at] ?? 0), 0))]
    const counts = new Map(
      ROWS.map((row, r) => {
        const own = all[r] ?? []
        const cells = [['received', own.reduce((a, b) => a + b, 0)], ...OUTCOMES.map((id, c) => [id, own[c] ?? 0])] as [
          string,
          number,
        ][]
        return [
          row,
          new Map(
            cells.map(([id, value]) => {
              const cut = {
                section: 'request',
                ...(row === 'total' ? {} : { authority_type: row }),
                ...(id === 'received' ? {} : { outcome: id }),
              }
              const key = keyOf('request', '2025-H2', cut)
              const shown = hidden.has(`${row} ${id}`) ? null : value
              return [
                id,
                { key, measure: 'request' as const, cut, period: '2025-H2', value: shown, isLowerBound: false },
              ]
            }),
          ),
        ] as const
      }),
    )
    return { id: 'random', rows: ROWS, counts, spec }
  }

  /** Every way to fill the hidden cells so that all sums hold: the least and the most of each. Written out, without a solver. */
  function intervals(values: readonly (readonly number[])[], hidden: readonly string[]): Map<string, [number, number]> {
    const place = hidden.map((name) => {
      const [row = '', column = ''] = name.split(' ')
      return [ROWS.indexOf(row as 'court'), OUTCOMES.indexOf(column)] as const
    })
    const left = new Map<string, number>()
    for (const [r, c] of place) {
      const value = values[r]?.[c] ?? 0
      left.set(`r${r}`, (left.get(`r${r}`) ?? 0) + value)
      left.set(`c${c}`, (left.get(`c${c}`) ?? 0) + value)
    }
    const found = new Map<string, [number, number]>(hidden.map((name) => [name, [Number.POSITIVE_INFINITY, -1]]))
    const chosen: number[] = []
    const fill = (at: number): void => {
      if (at === place.length) {
        if ([...left.values()].some((rest) => rest !== 0)) return
        for (const [i, name] of hidden.entries()) {
          const [min, max] = found.get(name) as [number, number]
          found.set(name, [Math.min(min, chosen[i] ?? 0), Math.max(max, chosen[i] ?? 0)])
        }
        return
      }
      const [r, c] = place[at] as readonly [number, number]
      const most = Math.min(left.get(`r${r}`) ?? 0, left.get(`c${c}`) ?? 0)
      // The last cell of a row or a column takes what is left.
      const rest = place.slice(at + 1)
      const isLast = [!rest.some(([row]) => row === r), !rest.some(([, column]) => column === c)]
      const due = [isLast[0] ? left.get(`r${r}`) : undefined, isLast[1] ? left.get(`c${c}`) : undefined]
      for (let value = 0; value <= most; value++) {
        if (due.some((exact) => exact !== undefined && exact !== value)) continue
        for (const line of [`r${r}`, `c${c}`]) left.set(line, (left.get(line) ?? 0) - value)
        chosen[at] = value
        fill(at + 1)
        for (const line of [`r${r}`, `c${c}`]) left.set(line, (left.get(line) ?? 0) + value)
      }
    }
    fill(0)
    return found
  }

  test('200 random safe tables pass, and every unsafe one met on the way is refused', () => {
    const next = random(77)
    let [safe, unsafe] = [0, 0]
    for (let tries = 0; safe < 200 && tries < 50_000; tries++) {
      const values = [0, 1, 2].map(() =>
        OUTCOMES.map(() => (next() < 0.5 ? Math.floor(next() * 9) : 5 + Math.floor(next() * 40))),
      )
      const columns = [0, 1, 2].map(() => OUTCOMES[Math.floor(next() * 7)] as string)
      const rows = next() < 0.5 ? ['court', 'police'] : ['court', 'police', 'prosecutor']
      const hidden = [
        ...new Set(rows.flatMap((row) => columns.slice(0, 2 + Math.floor(next() * 2)).map((c) => `${row} ${c}`))),
      ]
      const trueOf = (name: string) => {
        const [row = '', column = ''] = name.split(' ')
        return values[ROWS.indexOf(row as 'court')]?.[OUTCOMES.indexOf(column)] ?? 0
      }
      // The large ones would make the written-out search long, and are no concern of it.
      if (hidden.some((name) => trueOf(name) > 12)) continue
      const small = hidden.filter((name) => trueOf(name) >= 1 && trueOf(name) < 5)
      if (small.length === 0) continue
      const bounds = intervals(values, hidden)
      const isSafe = small.every((name) => {
        const [min, max] = bounds.get(name) as [number, number]
        return min <= 1 && max >= 4 && max - min >= 4
      })
      const keyFor = (name: string) => {
        const [authority_type = '', outcome = ''] = name.split(' ')
        return keyOf('request', '2025-H2', { section: 'request', authority_type, outcome })
      }
      const result = leakCheck({
        tables: [table(values, new Set(hidden))],
        primary: new Set(small.map(keyFor)),
        notSmall: new Set(hidden.filter((name) => !small.includes(name)).map(keyFor)),
        threshold: 5,
        solveLp,
      })
      expect({ values, hidden, leaks: result.leaks.length > 0 }).toEqual({ values, hidden, leaks: !isSafe })
      if (isSafe) safe++
      else unsafe++
    }
    expect(safe).toBe(200)
    expect(unsafe).toBeGreaterThan(50)
  }, 60_000)

  test('a published document says the same as the tables it was printed from', () => {
    const parsed = parsePeriod('2025-H2')
    if (!parsed.ok) throw new Error('period')
    const tables = buildTables({ rows: log.rows, facts: log.facts, period: parsed.value, threshold: 5, solveLp })
    const { document } = sampleReport(log, solveLp)
    const told = new Map(knownTables(document, 'x').map(({ id, counts }) => [id.replace('x: ', ''), counts]))
    let compared = 0
    for (const raw of tables.raw) {
      for (const [row, cells] of asKnown(raw, tables.hidden.keys).counts) {
        for (const [column, count] of cells) {
          expect([raw.spec.id, row, column, told.get(raw.spec.id)?.get(row)?.get(column)]).toEqual([
            raw.spec.id,
            row,
            column,
            count,
          ])
          compared++
        }
      }
    }
    expect(compared).toBeGreaterThan(400)
  })
})

describe('a signed manifest', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plainview-sign-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  // Made with golang.org/x/mod/sumdb/note: the key pair of its documentation.
  const PRIVATE = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz'
  const VKEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
  const OTHER = 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop'

  const report = () => sampleReport(log, solveLp).document
  async function written(name: string): Promise<string> {
    const [out, keyFile] = [join(folder, name), join(folder, `${name}.key`)]
    writeFileSync(keyFile, `${PRIVATE}\n`)
    const files = reportFiles(report(), sha256)
    const manifest = manifestOf(report(), files, [], sha256)
    const note = await signManifest(keyFile, manifestNoteText(manifest, sha256))
    if (!note.ok) throw new Error(JSON.stringify(note.error))
    const all = [
      ...files,
      { path: 'manifest.json', bytes: encodeUtf8(manifestText(manifest)) },
      { path: 'manifest.note', bytes: note.value },
    ]
    for (const { path, bytes } of all) {
      mkdirSync(dirname(join(out, path)), { recursive: true })
      writeFileSync(join(out, path), bytes)
    }
    return out
  }
  const found = async (out: string, signer: string | null) => {
    const differences = await manifestDifferences(out, signer)
    if (!differences.ok) throw new Error(JSON.stringify(differences.error))
    return differences.value.map(({ table, row, column, published }) => `${table} ${row} ${column} ${published}`)
  }

  test('holds for the key that signed it, and for no other', async () => {
    const out = await written('good')
    expect(await found(out, VKEY)).toEqual([])
    expect(await found(out, OTHER)).toEqual(['manifest.note EnochRoot signature signed by somebody else'])
  })

  test('a file that was changed or taken away is named', async () => {
    const out = await written('changed')
    writeFileSync(join(out, 'data.csv'), 'changed')
    rmSync(join(out, 'charts', 'hours.svg'))
    const differences = await found(out, VKEY)
    expect(differences.map((text) => text.split(' ').slice(0, 3).join(' '))).toEqual([
      'manifest.json charts/hours.svg sha256',
      'manifest.json data.csv sha256',
    ])
  })

  test('a manifest that was changed together with its file no longer fits the signature', async () => {
    const out = await written('rewritten')
    const file = join(out, 'manifest.json')
    const digest = (bytes: Uint8Array) => Buffer.from(sha256(bytes)).toString('hex')
    const before = digest(readFileSync(join(out, 'data.csv')))
    writeFileSync(join(out, 'data.csv'), 'changed')
    writeFileSync(file, readFileSync(file, 'utf8').replace(before, digest(encodeUtf8('changed'))))
    expect(await found(out, null)).toEqual([])
    expect((await found(out, VKEY)).join()).toContain('manifest.note  text')
    rmSync(join(out, 'manifest.note'))
    expect(await found(out, VKEY)).toEqual(['manifest.note PeterNeumann signature missing'])
  })

  test('a path that leads out of the report is refused, and not read', async () => {
    const out = await written('outside')
    const file = join(out, 'manifest.json')
    writeFileSync(file, readFileSync(file, 'utf8').replace('"data.csv"', '"../good/data.csv"'))
    expect(await found(out, null)).toEqual(['manifest.json ../good/data.csv path ../good/data.csv'])
  })
})

test('no file of a report names a request: sealed or not, none of its ids, reasons or authorities', () => {
  const files = reportFiles(sampleReport(log, solveLp).document, sha256)
  const text = files.map(({ bytes }) => Buffer.from(bytes).toString('utf8')).join('\n')
  let [sealed, checked] = [0, 0]
  for (const { type, req, data } of log.events) {
    if (type !== 'request.received') continue
    const {
      sealed: order,
      matter,
      reason,
      authority,
    } = data as unknown as {
      sealed?: unknown
      matter?: string
      reason: string
      authority: { id: string; name: string }
    }
    if (order) sealed++
    for (const secret of [req, matter, reason, authority.id, authority.name]) {
      if (typeof secret !== 'string' || secret === '') continue
      checked++
      expect([secret, text.includes(secret)]).toEqual([secret, false])
    }
  }
  expect(sealed).toBeGreaterThan(10)
  expect(checked).toBeGreaterThan(1500)
})
