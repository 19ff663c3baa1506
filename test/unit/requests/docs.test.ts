/** docs/guide/rules.md, docs/formats/events.md and requests-json.md say what the code does. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { requestJson } from '#core/requests/documents.ts'
import * as enumerations from '#core/requests/enumerations.ts'
import { DEFAULT_PARAMETERS, MAX_WHOLE } from '#core/requests/rules/parameters.ts'
import { parsePolicyFile } from '#core/requests/rules/policy-file.ts'
import { RULES } from '#core/requests/rules/rule-table.ts'
import { SEARCH_FIELDS } from '#core/requests/search-query.ts'
import { WORK_TYPES } from '#core/work-log/work-event.ts'
import { APPROVE, judge, receivedData, START, testLog } from './log-builder.ts'

const page = (name: string) => readFileSync(`docs/${name}`, 'utf8')
/** Cells of every table row of a page that begins with `code`. */
const rowsOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()))

const rules = page('guide/rules.md')

describe('docs/guide/rules.md', () => {
  test('has every rule in its order, with severity, condition, parameters and promise', () => {
    const rows = rowsOf(rules).slice(0, RULES.length)
    expect(rows).toEqual(
      RULES.map(({ id, severity, brokenWhen, parameters, sentence }) => {
        return [`\`${id}\``, severity, brokenWhen, parameters.map((name) => `\`${name}\``).join(', '), sentence]
      }),
    )
  })

  test('has every parameter with its default, and nothing else', () => {
    const rows = rowsOf(rules).slice(RULES.length)
    expect(rows.map(([name, value]) => [name, value])).toEqual(
      Object.entries(DEFAULT_PARAMETERS).map(([name, value]) => [`\`${name}\``, JSON.stringify(value)]),
    )
    expect(rules).toContain(`from 0 to ${MAX_WHOLE.toLocaleString('en')}`)
  })

  test('its example is a policy file', () => {
    const [, example = ''] = /```json\n([\s\S]*?)```/.exec(rules) ?? []
    expect(parsePolicyFile(new TextEncoder().encode(example), 'example').ok).toBe(true)
  })
})

describe('docs/formats/events.md', () => {
  const events = page('formats/events.md')
  const { EVENT_TYPES, SECTIONS: _sections, CONTENT_CATEGORIES: _content, ...lists } = enumerations

  test('names every type of event in its table, and no other', () => {
    const types = rowsOf(events.slice(0, events.indexOf('## 2.')))
    const named = types.flatMap(([first = '']) => [...first.matchAll(/`([a-z_.]+)`/g)].map((match) => match[1] ?? ''))
    expect(named.sort()).toEqual([...EVENT_TYPES].sort())
  })

  test.each(Object.entries(lists))('names every value of %s', (_name, values) => {
    expect(values.filter((value) => !events.includes(`\`${value}\``))).toEqual([])
  })
})

describe('docs/formats/requests-json.md', () => {
  const json = page('formats/requests-json.md')

  test('has every member of a row, and nothing else', () => {
    const log = testLog()
    log.add(START, 'request.received', receivedData(START), 'request-a')
    log.add(START, 'request.reviewed', APPROVE, 'request-a')
    const [row] = judge(log.lines).rows
    const ofRow = json.slice(json.indexOf('member of a row'), json.indexOf('**Filters**'))
    const named = rowsOf(ofRow).flatMap(([first = '']) =>
      [...first.matchAll(/`([A-Za-z]+)`/g)].map((match) => match[1] ?? ''),
    )
    expect(named.sort()).toEqual(Object.keys(row === undefined ? {} : requestJson(row)).sort())
  })

  test('names every field that a search can look in', () => {
    for (const field of SEARCH_FIELDS) expect(json).toContain(`\`${field}:\``)
  })
})

test('docs/formats/work-log.md names every type of entry', () => {
  const named = rowsOf(page('formats/work-log.md')).flatMap(([first = '']) =>
    [...first.matchAll(/`(work\.[a-z_]+)`/g)].map((match) => match[1]),
  )
  expect(named.sort()).toEqual([...WORK_TYPES].sort())
})
