import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Input, Name, Output } from '#contract/contract.ts'
import { contract } from '#contract/contract.ts'
import { refusalOf } from '#contract/refusal.ts'
import type { WorkEvent } from '#core/work-log/work-event.ts'
import { sha256 } from '../../main/io/node-crypto.ts'
import { openEvidence } from '../../main/io/open-evidence.ts'
import { streamSource } from '../../main/io/read-source.ts'
import { caseLayout } from '../../main/store/case-layout.ts'
import { createCaseLibrary } from '../../main/store/case-library.ts'
import { createWorkLog } from '../../main/store/work-log.ts'
import { verifyEvidence } from '../../main/work/verify-evidence.ts'
import { seeded } from '../support/import-rounds.ts'
import { buildWriter, noteRounds } from '../support/note-rounds.ts'
import { chainedLines, type Fixture, fixture, writeExport } from './app-fixture.ts'
import { temporaryFolder } from './temp-folder.ts'

const root = temporaryFolder()
const library = createCaseLibrary({ stream: streamSource, hash: sha256 })
let count = 0
async function newCase() {
  const folder = join(root, `case-${count++}`)
  const theCase = await library.create(folder, 'work', 0)
  afterAll(() => theCase.close())
  return { folder, theCase, file: join(folder, 'worklog/entries/000000.jsonl') }
}
const note = (text: string): WorkEvent => ({ type: 'work.note_added', log: 'log.example', req: 'request-a', text })

describe('the file', () => {
  test('a new case has none; the first note opens it', async () => {
    const { theCase, file } = await newCase()
    expect(await theCase.workLog.read()).toMatchObject({ entries: [], problem: null })
    expect(existsSync(file)).toBe(false)
    expect(await theCase.workLog.append(5, [note('one'), note('two')])).toEqual([1, 2])
    expect((await theCase.workLog.read()).entries.map(({ type }) => type)).toEqual([
      'log.opened',
      'work.note_added',
      'work.note_added',
    ])
  })

  test('two programs write in turn, and each sees what the other wrote', async () => {
    const { folder, theCase } = await newCase()
    const other = createWorkLog(caseLayout(folder), sha256, false)
    const seqs = await Promise.all(
      Array.from({ length: 20 }, (_, i) => (i % 2 ? other : theCase.workLog).append(i, [note(String(i))])),
    )
    expect(seqs.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
    expect((await theCase.workLog.read()).problem).toBeNull()
    expect((await other.read()).entries).toEqual((await theCase.workLog.read()).entries)
  })

  test('an entry that a crash cut off is not read, and is gone before the next is written', async () => {
    const { theCase, file } = await newCase()
    await theCase.workLog.append(1, [note('kept')])
    const whole = readFileSync(file)
    appendFileSync(file, '{"v":1,"log":"plainview.local/work-log","seq":2,"prev":"half')
    expect((await theCase.workLog.read()).entries).toHaveLength(2)
    expect(await theCase.workLog.append(2, [note('next')])).toEqual([2])
    expect(readFileSync(file).subarray(0, whole.length)).toEqual(whole)
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(4)
    const { entries, problem } = await theCase.workLog.read()
    expect([entries.at(-1)?.event, problem]).toEqual([note('next'), null])
  })

  test('a changed entry is named, and nothing more is written', async () => {
    const { theCase, folder, file } = await newCase()
    await theCase.workLog.append(1, [note('paid'), note('later')])
    writeFileSync(file, readFileSync(file, 'utf8').replace('paid', 'owed'))
    const again = createWorkLog(caseLayout(folder), sha256, false)
    expect((await again.read()).problem).toMatchObject({ seq: 2 })
    const refused = await again.append(2, [note('more')]).catch(refusalOf)
    expect(refused).toMatchObject({ code: 'conflict', place: { line: 3 } })
    expect(statSync(file).size).toBe(Buffer.byteLength(readFileSync(file)))
  })

  test('a read-only case is refused', async () => {
    const { folder } = await newCase()
    const refused = await createWorkLog(caseLayout(folder), sha256, true)
      .append(1, [note('x')])
      .catch(refusalOf)
    expect(refused).toMatchObject({ code: 'conflict' })
    expect(existsSync(join(folder, 'worklog'))).toBe(false)
  })

  test('is a log that the verifier reads, intact but unsigned', async () => {
    const { folder, theCase } = await newCase()
    await theCase.workLog.append(Date.UTC(2026, 0, 1), [note('one'), note('two')])
    const opened = await openEvidence(join(folder, 'worklog'))
    if (!opened.ok) throw new Error(opened.error.got)
    const options = { vkeys: [], keys: null, policy: null, knownHeads: [], asOf: null, maxAgeHours: null, head: null }
    const verified = await verifyEvidence(opened.value, options as never, {})
    if (!verified.ok) throw new Error(verified.error.got)
    expect(verified.value).toMatchObject({
      input: { entries: 3 },
      damage: [],
      integrity: { answer: 'no head to compare' },
    })
    const codes = new Set(verified.value.lints.map(({ code }) => code))
    expect([...codes].filter((code) => /json|jcs|canonical|line|prev|seq/.test(code))).toEqual([])
  })
})

describe('killed', () => {
  let writer: Awaited<ReturnType<typeof buildWriter>>
  beforeAll(async () => {
    writer = await buildWriter()
  }, 120_000)
  afterAll(() => writer.remove())

  test('10 times while it writes: no acknowledged note is lost, none is half-written', async () => {
    const tally = await noteRounds(join(root, 'killed'), writer.program, 10, seeded(1))
    expect(tally).toMatchObject({ rounds: 10, lost: 0, broken: 0 })
    expect(tally.acknowledged).toBeGreaterThan(10)
  }, 300_000)
})

describe('through the contract', () => {
  let it: Fixture
  let where: { caseId: string; evidenceId: string }
  async function ask<N extends Name>(name: N, input: Input<N>): Promise<Output<N>> {
    const answer = await it.app.call(name, input)
    if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`)
    return contract[name].output.parse(answer.value) as Output<N>
  }
  async function done(jobId: string) {
    for (;;) {
      const status = await ask('jobs.status', { jobId })
      if (status.state !== 'running') return status.result ?? ''
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  beforeAll(async () => {
    it = fixture(join(root, 'app'))
    const { caseId } = await ask('cases.create', { name: 'work' })
    const path = writeExport(join(root, 'export'), chainedLines(40))
    const { jobId } = await ask('evidence.import', { caseId, pickedId: it.app.pick(path) })
    where = { caseId, evidenceId: await done(jobId) }
    await done((await ask('requests.derive', where)).jobId)
  })
  afterAll(async () => {
    await it.app.close()
    expect(it.bugs).toEqual([])
  })

  test('notes and tags are on the page of the request and in its list, until they are taken back', async () => {
    const { workLogSeqs } = await ask('worklog.add-note', { ...where, req: 'request-0003', text: 'ask again' })
    await ask('worklog.tag', { ...where, reqs: ['request-0003', 'request-0004'], tag: 'urgent' })
    const page = await ask('requests.get', { ...where, req: 'request-0003' })
    expect(page.notes).toMatchObject([{ text: 'ask again', workLogSeq: workLogSeqs[0] }])
    expect(page.row.tags).toEqual(['urgent'])
    const tagged = await ask('requests.list', { ...where, filter: { tag: ['urgent'] } })
    expect(tagged.rows.map(({ req }) => req).sort()).toEqual(['request-0003', 'request-0004'])
    expect(await ask('worklog.tags', where)).toEqual({ tags: [{ tag: 'urgent', count: 2 }] })
    expect((await ask('worklog.tag', { ...where, reqs: ['request-0003'], tag: 'urgent' })).workLogSeqs).toEqual([])

    await ask('worklog.undo', { caseId: where.caseId, seq: workLogSeqs[0] ?? 0 })
    expect((await ask('requests.get', { ...where, req: 'request-0003' })).notes).toEqual([])
    const again = await it.app.call('worklog.undo', { caseId: where.caseId, seq: workLogSeqs[0] ?? 0 })
    expect(again.ok ? '' : again.error.code).toBe('conflict')
  })

  test('a finding is acknowledged and stays a finding, through another derivation too', async () => {
    const before = await ask('findings.list', { ...where, limit: 3 })
    const [first] = before.findings
    await ask('worklog.acknowledge', { ...where, findingIds: [first?.findingId ?? ''], note: 'known since May' })
    await done((await ask('requests.derive', where)).jobId)
    const after = await ask('findings.list', { ...where, limit: 3 })
    expect(after.findings[0]).toMatchObject({ findingId: first?.findingId, acknowledged: { note: 'known since May' } })
    expect(after.account.total).toBe(before.account.total)
    const open = await ask('findings.list', { ...where, filter: { acknowledged: false } })
    expect(open.account.total).toBe(before.account.total - 1)
    const groups = await ask('findings.groups', { ...where, by: 'rule' })
    expect([groups.acknowledged, groups.total]).toEqual([1, before.account.total])
    const unknown = await it.app.call('worklog.acknowledge', { ...where, findingIds: ['fnd_0'], note: 'x' })
    expect(unknown.ok ? '' : unknown.error.code).toBe('not_found')
  })

  test('an export is noted, and cannot be taken back', async () => {
    await ask('requests.export', { ...where, filter: { outcome: ['pending'] }, format: 'csv' })
    const { entries, problem, total } = await ask('worklog.list', { caseId: where.caseId, limit: 1 })
    expect(problem).toBeNull()
    expect(entries).toMatchObject([{ seq: total - 1, type: 'work.exported', canUndo: false }])
    expect(entries[0]?.text).toContain('outcome: pending')
    const refused = await it.app.call('worklog.undo', { caseId: where.caseId, seq: total - 1 })
    expect(refused.ok ? '' : refused.error.code).toBe('not_found')
  })

  test('the list is of the kinds asked for, and says by which entry something was taken back', async () => {
    const { workLogSeqs } = await ask('worklog.tag', { ...where, reqs: ['request-0005'], tag: 'mistaken' })
    const [seq = 0] = workLogSeqs
    const undone = await ask('worklog.undo', { caseId: where.caseId, seq, why: 'wrong request' })
    const types = ['work.tag_added' as const]
    const { entries, matching, total } = await ask('worklog.list', { caseId: where.caseId, types, limit: 1 })
    expect(entries).toMatchObject([{ seq, type: 'work.tag_added', undoneBy: undone.workLogSeqs[0], canUndo: false }])
    expect(matching).toBe(3)
    expect(total).toBeGreaterThan(matching)
    const rest = await ask('worklog.list', { caseId: where.caseId, types, before: seq })
    expect(rest.entries).toHaveLength(2)
    expect(await ask('worklog.list', { caseId: where.caseId, types: ['work.sample_drawn'] })).toMatchObject({
      entries: [],
      matching: 0,
    })
  })

  test('it is saved as it is on the disk, and the saving stands after what was saved', async () => {
    const file = join((await it.app.cases.get(where.caseId)).folder, 'worklog/entries/000000.jsonl')
    const before = readFileSync(file)
    const { base64, name } = await ask('worklog.export', { caseId: where.caseId })
    expect([Buffer.from(base64, 'base64').equals(before), name]).toEqual([true, 'work-log-000000.jsonl'])
    const { entries } = await ask('worklog.list', { caseId: where.caseId, limit: 1 })
    expect(entries).toMatchObject([{ type: 'work.exported' }])
  })

  test('a conclusion taken back leaves the one before it', async () => {
    const { sampleSeq } = await ask('audit.draw', { ...where, n: 3, seed: 'x', by: [] })
    const { rows } = await ask('audit.sample', { ...where, sampleSeq })
    const about = { ...where, sampleSeq, req: rows[0]?.req ?? '' }
    await ask('audit.conclude', { ...about, conclusion: 'met' })
    const { workLogSeqs } = await ask('audit.conclude', { ...about, conclusion: 'not met' })
    const said = async () => (await ask('audit.sample', { ...where, sampleSeq })).rows[0]?.conclusion?.conclusion
    expect(await said()).toBe('not met')
    await ask('worklog.undo', { caseId: where.caseId, seq: workLogSeqs[0] ?? 0 })
    expect(await said()).toBe('met')
    await ask('worklog.undo', { caseId: where.caseId, seq: sampleSeq })
    expect(await ask('audit.samples', where)).toEqual({ samples: [] })
  })

  test('a sample of another time is not gone on with until the requests are derived as of then', async () => {
    const { sampleSeq } = await ask('audit.draw', { ...where, n: 2, seed: 'y', by: ['outcome'] })
    await done((await ask('requests.derive', { ...where, asOf: '2026-01-02T00:00:00.000Z' })).jobId)
    expect((await ask('audit.samples', where)).samples).toMatchObject([{ sampleSeq, otherwise: 'other time' }])
    const refused = await it.app.call('audit.sample', { ...where, sampleSeq })
    expect(refused).toMatchObject({ ok: false, error: { code: 'conflict', got: '2026-01-02T00:00:00.000Z' } })
    await done((await ask('requests.derive', where)).jobId)
    expect((await ask('audit.sample', { ...where, sampleSeq })).rows).toHaveLength(2)
  })

  test('an entry changed while the case is open is found when the log is opened, and the log is still saved', async () => {
    const file = join((await it.app.cases.get(where.caseId)).folder, 'worklog/entries/000000.jsonl')
    const { total } = await ask('worklog.list', { caseId: where.caseId })
    const whole = readFileSync(file, 'utf8')
    writeFileSync(file, whole.replace('known since May', 'known since Mai'))
    const { problem, entries } = await ask('worklog.list', { caseId: where.caseId })
    const line = whole.split('\n').findIndex((text) => text.includes('known since May'))
    expect([problem?.seq, entries.length]).toEqual([line + 1, total])
    const note = await it.app.call('worklog.add-note', { ...where, req: 'request-0003', text: 'more' })
    expect(note).toMatchObject({ ok: false, error: { code: 'conflict' } })
    const { base64 } = await ask('worklog.export', { caseId: where.caseId })
    expect(Buffer.from(base64, 'base64').equals(readFileSync(file))).toBe(true)
  })
})
