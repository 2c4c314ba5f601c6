import { createLog } from '@swarm/jobs/log'
import { applyAllDeliveries } from '@swarm/jobs/signals/apply-deliveries'
import { storeDeliveries } from '@swarm/jobs/signals/store-deliveries'
import * as make from '../harness/make.ts'
import { approvedSend, makeAccounts, makeBatch } from '../harness/make-dispatch.ts'
import { fittingFacts, makeLeads } from '../harness/make-leads.ts'
import { delivered, payload, sentLeads } from '../integration/signals/sent-leads.ts'
import type { World } from './world.ts'

/** Names that have broken layouts: very long, without a place to break, from right to left, of wide letters, of pictures, of markup. */
const hardNames = [
  'Maximiliana-Theodora von und zu Hohenlohe-Waldenburg-Schillingsfürst-Kaunitz-Rietberg-Questenb',
  'Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch',
  'عبد الرحمن بن محمد الفاسي',
  '山田 太郎左衛門',
  'Zoë 👩🏽‍🚀🏳️‍🌈',
  '<img src=x onerror=alert(1)>',
  'Bo \u202Enab\u202C Li',
]

/** The thing whose page each address with an id is about. */
export type Things = Readonly<Record<string, string>>

/** Something to see on every page: people with hard names, drafts of every kind, batches, sends with replies, alerts, tasks, doubles. */
export async function fillWorld({ api }: World): Promise<Things> {
  const { writer } = api
  const { pool } = writer
  await makeAccounts(writer, 2)
  await makeLeads(
    writer,
    Array.from({ length: 60 }, (_, at) => fittingFacts(at)),
  )
  const drafts: make.MadeDraft[] = []
  for (const firstName of hardNames)
    drafts.push(await make.draft(writer, { firstName, subject: `Operations at ${firstName}`.slice(0, 60) }))
  await pool.query(`update lead set full_name = first_name, company_name = first_name where id = any($1)`, [
    drafts.map(({ lead }) => lead.id),
  ])
  await make.draft(writer, {
    columns: {
      status: 'BLOCKED',
      guard_notes: JSON.stringify([{ code: 'GUARD-006', message: 'It greets “Bob”, which is not this lead’s name.' }]),
    },
  })
  const pending = await makeBatch(writer, await Promise.all([approvedSend(writer), approvedSend(writer)]), { isApproved: false })
  const { campaignId, leads } = await sentLeads(writer, { count: 4 })
  await storeDeliveries(writer.sql, [
    ...leads.slice(0, 3).map(({ email }) => delivered(payload('email_sent', { email, campaignId }))),
    delivered(payload('reply_received', { email: leads[0]?.email ?? '', campaignId }, { emailId: 'mail-1', text: 'Tell me more. Ana' })),
    delivered(payload('brand_new_event', { email: 'nobody@nowhere.example', campaignId })),
  ])
  await applyAllDeliveries(writer, createLog('test', 'silent'))
  await pool.query(`update send set status = 'UNKNOWN', accepted_at = null where id = $1`, [leads[3]?.sendId])
  await pool.query(`select raise_alert('proof:overdue', 'WARNING', 'Sends lack their proof an hour after their window.', 12)`)
  const [one, other] = [drafts[0]?.lead.id ?? '', drafts[1]?.lead.id ?? '']
  await pool.query(
    `insert into merge_suggestion (lead_id, other_id, kind, evidence, at) values (least($1::uuid, $2::uuid), greatest($1::uuid, $2::uuid), 'SAME_NAME', 'Same name, same company.', business_now())`,
    [one, other],
  )
  await pool.query(
    `insert into task (lead_id, kind, script, due_at, created_at) values ($1, 'PHONE', 'Hi, this is Dani.', business_now(), business_now())`,
    [one],
  )
  await pool.query(`select write_audit('Dana', 'note.added', 'lead', $1, '{"text": "Knows Bo."}')`, [one])
  return { '/leads/:id': make.globalId('Lead', one), '/dispatch/:id': make.globalId('Batch', pending.batchId) }
}
