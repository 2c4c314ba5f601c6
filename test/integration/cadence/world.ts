import { randomUUID } from 'node:crypto'
import { createWriter, type Writer } from '@swarm/db/write'
import type { Writing } from '@swarm/jobs/cadence/advance-steps'
import { sweepCadence } from '@swarm/jobs/cadence/sweep-cadence'
import type { FollowUpOutcome } from '@swarm/jobs/craft/craft-follow-up-drafts'
import { loadHolidays } from '@swarm/jobs/dispatch/load-holidays'
import { loadAddressLists } from '@swarm/jobs/identity/load-address-lists'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import { linkedinAccount } from '../../harness/linkedin.ts'
import * as make from '../../harness/make.ts'
import { approvedSend, makeAccounts, makeBatch, moveClock, reserve, sendTo, tuesdayMorning } from '../../harness/make-dispatch.ts'

export const data = { lists: loadAddressLists({ sandbox: true }), holidays: loadHolidays() }

/** Makes every draft that is asked for, without judging its words: who is written to when is what these tests are about. */
export function plainWriting(writer: Writer): Writing {
  return {
    async craftFollowUps(_, items) {
      const outcomes: FollowUpOutcome[] = []
      for (const { leadId, motion, round, step, action, template } of items) {
        const isEmail = action === 'EMAIL'
        const { id } = await make.draft(writer, {
          lead: { id: leadId, email: `${leadId}@acme.example`, firstName: 'Ana', companyId: '' },
          columns: {
            motion,
            round,
            step,
            action,
            channel: isEmail ? 'EMAIL' : 'LINKEDIN',
            angle: template,
            is_decided_in_batch: true,
            ...(isEmail ? {} : { subject: null, original_subject: null }),
          },
        })
        outcomes.push({ leadId, step, state: 'READY', draftId: id })
      }
      return outcomes
    },
    async writeScripts(_, items) {
      return new Map(items.map(({ leadId, template }) => [leadId, `Say what ${template} says.`]))
    },
  }
}

/** The sweep on a database that something else has started, with every right. */
export async function sweepWith({ urls }: TestDatabase) {
  const writer = createWriter({ url: urls.superuser, name: 'test', maxConnections: 3, onConnectionError: () => {} })
  return { writer, sweep: (given: typeof data, writing: Writing) => sweepCadence(writer, given, writing), stop: () => writer.end() }
}

export type StepNow = { step: number; state: string; code: string | null; due: string | null; done: string | null; draftId: string | null }
export type EnrollmentNow = {
  id: string
  state: string
  cause: string | null
  nextStep: number | null
  nextDueAt: Date | null
  steps: StepNow[]
}

/** A database of its own on a Tuesday morning, accounts that may send, and the cadence on it. */
export async function startCadence() {
  const database: TestDatabase = await cloneDatabase()
  const writer = createWriter({ url: database.urls.jobs, name: 'test', maxConnections: 5, onConnectionError: () => {} })
  const root = createWriter({ url: database.urls.superuser, name: 'test', maxConnections: 3, onConnectionError: () => {} })
  await moveClock(root, tuesdayMorning)
  await makeAccounts(root, 2)
  await root.pool.query(`insert into ramp_graduation (at, by) values (business_now() - interval '90 days', 'test')`)
  const writing = plainWriting(root)
  const sweep = () => sweepCadence(writer, data, writing)
  return {
    database,
    writer,
    root,
    sweep,
    /** Business time from here on, forward in steps as a clock does that runners keep up with. */
    async clockTo(to: string) {
      for (let at = (await make.now(root)).getTime(); at < Date.parse(to); ) {
        at = Math.min(Date.parse(to), at + 12 * 3_600_000)
        await moveClock(root, new Date(at).toISOString())
        await sweep()
      }
    },
    /** Business time jumps: nobody was there in between. */
    jumpTo: (to: string) => moveClock(root, to),
    /** A lead whose first touch was accepted now. */
    async enrolled(columns: Record<string, unknown> = {}, companyId?: string): Promise<string> {
      const send = await approvedSend(root)
      const leadId = send.lead ?? ''
      for (const [name, value] of Object.entries({ ...columns, ...(companyId === undefined ? {} : { company_id: companyId }) }))
        await root.pool.query(`update lead set ${name} = $2 where id = $1`, [leadId, value])
      const { sendIds } = await makeBatch(root, [{ ...send, windowFrom: '2026-11-24T15:00:00.000Z' }])
      await settleAs(root, sendIds, 'ACCEPTED')
      return leadId
    },
    /** The draft that stands for a lead's next step is sent: in a batch of its own, and answered so. */
    async touch(leadId: string, outcome = 'ACCEPTED'): Promise<string> {
      const { rows } = await root.pool.query(
        `select d.id, d.version, d.step, d.round, d.channel, d.action, l.person_key, l.linkedin_key from enrollment e join enrollment_step t on t.enrollment_id = e.id and t.step = e.next_step
         join draft d on d.id = t.draft_id join lead l on l.id = e.lead_id where e.lead_id = $1 and e.state = 'ACTIVE'`,
        [leadId],
      )
      const [draft] = rows
      if (!draft) throw new Error('no draft stands for the next step')
      await root.pool.query(`update draft set status = 'APPROVED', decided_at = business_now() where id = $1`, [draft.id])
      const now = await make.now(root)
      const address = draft.channel === 'EMAIL' ? draft.person_key : draft.linkedin_key
      const send = sendTo(address, {
        lead: leadId,
        draft: draft.id,
        draftVersion: draft.version,
        person: draft.person_key,
        step: draft.step,
        round: draft.round,
        motion: 'CADENCE',
        channel: draft.channel,
        action: draft.action,
        ...(draft.channel === 'LINKEDIN' && { platform: 'HEYREACH', account: linkedinAccount.address, domain: null, subject: null }),
        windowFrom: new Date(now.getTime() - 60_000).toISOString(),
      })
      const { sendIds } = await makeBatch(root, [send])
      return (await settleAs(root, sendIds, outcome))[0] ?? ''
    },
    async look(leadId: string): Promise<EnrollmentNow> {
      const { rows } = await root.pool.query(
        `select e.id, e.state, e.cause, e.next_step as "nextStep", e.next_due_at as "nextDueAt", (
           select json_agg(json_build_object('step', t.step, 'state', t.state, 'code', t.code, 'draftId', t.draft_id,
             'due', to_char(t.due_at at time zone l.time_zone, 'Dy DD HH24:MI'), 'done', to_char(t.done_at at time zone l.time_zone, 'Dy DD HH24:MI')) order by t.place)
           from enrollment_step t where t.enrollment_id = e.id) as steps
         from enrollment e join lead l on l.id = e.lead_id where e.lead_id = $1 order by e.created_at desc limit 1`,
        [leadId],
      )
      const [found] = rows
      if (!found) throw new Error('not enrolled')
      return found
    },
    async stop() {
      await writer.end()
      await root.end()
      await database.drop()
    },
  }
}

export type CadenceWorld = Awaited<ReturnType<typeof startCadence>>

/** Reserves sends and settles them with one outcome; answers the sends. Reserved although a guard might say no: these tests know what they do. */
export async function settleAs(root: Writer, sendIds: readonly string[], outcome: string): Promise<string[]> {
  const key = randomUUID()
  const reserved = await reserve(root.pool, sendIds, key)
  const refused = reserved.find((one) => !one.reserved)
  if (refused) throw new Error(`not reserved: ${refused.code} ${refused.message}`)
  await root.pool.query('select settle($1, $2)', [
    key,
    JSON.stringify(sendIds.map((sendId) => ({ sendId, outcome, code: outcome, message: 'The platform said so.' }))),
  ])
  return [...sendIds]
}
