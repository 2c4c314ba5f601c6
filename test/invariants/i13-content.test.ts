import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createWriter, type Writer } from '@swarm/db/write'
import { contentProblem } from '@swarm/jobs/dispatch/content-problem'
import { dispatch } from '@swarm/jobs/dispatch/dispatch'
import { loadHolidays } from '@swarm/jobs/dispatch/load-holidays'
import { planDispatch } from '@swarm/jobs/dispatch/plan-dispatch'
import { loadAddressLists } from '@swarm/jobs/identity/load-address-lists'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AllHands, Hands } from '../../jobs/src/dispatch/execute/hands.ts'
import { sweepOnce } from '../../jobs/src/dispatch/execute/sweep-once.ts'
import { cloneDatabase, type TestDatabase } from '../harness/database.ts'
import { handsFor, prepareExecution, type Sandboxed, sendRows, sentMails, startSandboxProcess } from '../harness/execution.ts'
import * as make from '../harness/make.ts'
import { changeSettings, operator } from '../harness/make-dispatch.ts'

const data = { lists: loadAddressLists({ sandbox: true }), holidays: loadHolidays() }
const folder = mkdtempSync(join(tmpdir(), 'swarm-i13-'))
let database: TestDatabase
let writer: Writer
let sandbox: Sandboxed
let hands: AllHands & Hands & { stop(): Promise<void> }
beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.superuser, name: 'test', maxConnections: 6, onConnectionError: () => {} })
  await prepareExecution(writer)
  await changeSettings(writer, 'dispatch', ['reviewsBeforeFirstDispatch'], 0)
  sandbox = await startSandboxProcess(join(folder, 'state'))
  hands = handsFor(writer, sandbox)
})
afterAll(async () => {
  await hands.stop()
  await sandbox.stop()
  await writer.end()
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

/** What strangers and mistakes put into a message. */
const nasty = [
  '{{firstName}}',
  '{{',
  '}}',
  '{name}',
  '[First Name]',
  '*|FNAME|*',
  '%NAME%',
  '<<name>>',
  '\r\n',
  '\r\nBcc: all@world.example',
  '\n',
  '\0',
  '',
  ' ',
]
const words = ['Hello Ana', 'AI at Acme', 'Worth a look?', 'Ñandú', '株式会社']
const piece = fc.oneof({ weight: 1, arbitrary: fc.constantFrom(...nasty) }, { weight: 3, arbitrary: fc.constantFrom(...words) })
const text = fc.array(piece, { maxLength: 5 }).map((parts) => parts.join(' '))

test('whatever a message is made of: what may leave has every part, one line for each header, and nothing that a platform could fill in', () => {
  let kept = 0
  fc.assert(
    fc.property(
      text,
      text,
      fc.dictionary(fc.constantFrom('List-Unsubscribe', 'X-A', 'Bad Name'), text, { maxKeys: 2 }),
      (subject, body, headers) => {
        const message = { channel: 'EMAIL', subject, text: body, html: `<div>${body}</div>`, headers }
        if (contentProblem(message) !== null) return
        kept += 1
        for (const field of [subject, ...Object.values(headers), ...Object.keys(headers)]) expect(field).not.toMatch(/[\r\n\0]/)
        expect(subject.trim()).not.toBe('')
        expect(body.trim()).not.toBe('')
        expect(`${subject} ${body}`).not.toMatch(/[{}]|\[First|\*\||%NAME%|<</)
        expect(Object.keys(headers)).not.toContain('Bad Name')
      },
    ),
    { numRuns: 2_000, examples: [['Hello', 'Hello', {}]] },
  )
  // It would say nothing if it let nothing through.
  expect(kept).toBeGreaterThan(20)
})

/** An approved draft whose words got past every earlier look, as if a check there had a hole. */
async function approved(subject: string, body: string): Promise<string> {
  const at = await make.now(writer)
  const draft = await make.draft(writer, { subject, body, columns: { status: 'APPROVED', decided_at: at, is_compliant: true } })
  await writer.pool.query(`update lead set status = 'APPROVED' where id = $1`, [draft.lead.id])
  return draft.lead.email
}

test('a text with a hole never becomes a send: the preview says so, the batch holds it back, and the platform gets the others word for word', async () => {
  const good = [
    await approved('AI at Acme', 'Hi Ana,\n\nWorth a look?\n\nDani'),
    await approved('A test for Ñandú', 'Hi Bo,\n\n株式会社 & <b>you</b>?\n\nDani'),
  ]
  const bad = [
    await approved('Hello {{firstName}}', 'Hi Ana,\n\nWorth a look?\n\nDani'),
    await approved('Hello', 'Hi {{firstName}},\n\nWorth a look?\n\nDani'),
    await approved('Hello\r\nBcc: all@world.example', 'Hi Ana,\n\nWorth a look?\n\nDani'),
    await approved(' ', 'Hi Ana,\n\nWorth a look?\n\nDani'),
    await approved('Hello', 'Hi [First Name],\n\nWorth a look?\n\nDani'),
  ]
  const preview = await planDispatch(writer.sql, data, { motion: 'OUTBOUND' })
  expect(preview.planned.map(({ address }) => address).toSorted()).toEqual(good.toSorted())
  expect(preview.held.map(({ code }) => code)).toEqual(bad.map(() => 'INVALID_CONTENT'))
  const { batchIds } = await dispatch(writer, operator, data, { motion: 'OUTBOUND' })
  const { rows } = await writer.pool.query<{ codes: string[] }>(
    'select array_agg(distinct code) as codes from batch_held where batch_id = $1',
    [batchIds[0]],
  )
  expect(rows).toEqual([{ codes: ['INVALID_CONTENT'] }])
  await writer.pool.query(
    `update batch set status = 'APPROVED', decided_by = 'Olga', decided_by_id = 'o', decided_at = business_now() where id = $1`,
    [batchIds[0]],
  )
  await writer.pool.query(
    `select write_audit('Olga', 'batch.approved', 'batch', id::text, jsonb_build_object('scopeHash', encode(scope_hash, 'hex'))) from batch where id = $1`,
    [batchIds[0]],
  )
  await expect
    .poll(
      async () => {
        await sweepOnce(hands)
        return (await sendRows(writer, batchIds)).map(({ status }) => status)
      },
      { timeout: 60_000, interval: 100 },
    )
    .toEqual(good.map(() => 'ACCEPTED'))
  await sandbox.control('PUT', 'clock', { advanceMs: 6 * 3_600_000 })
  const mails = await sentMails(sandbox)
  expect(mails.map(({ lead }) => lead).toSorted()).toEqual(good.toSorted())
  // Braces of lead data would show here, filled in or not; markup stays text.
  for (const { subject, html } of mails) expect(`${subject} ${html}`).not.toMatch(/[{}]|<b>/)
  expect(mails.some(({ html }) => html.includes('&lt;b&gt;you&lt;/b&gt;'))).toBe(true)
  expect(mails.every(({ html }) => html.includes('/u/'))).toBe(true)
})
