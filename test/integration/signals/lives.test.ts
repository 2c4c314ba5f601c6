import { createWriter, type Writer } from '@swarm/db/write'
import { detectDecay } from '@swarm/jobs/decay/detect-decay'
import { UserError } from '@swarm/jobs/errors'
import { createLog } from '@swarm/jobs/log'
import { mergeLeads } from '@swarm/jobs/merge/merge-leads'
import { unmergeLeads } from '@swarm/jobs/merge/unmerge-leads'
import { classifyReply } from '@swarm/jobs/replies/classify-reply'
import { applyAllDeliveries } from '@swarm/jobs/signals/apply-deliveries'
import { correctLeadStatus } from '@swarm/jobs/signals/correct-lead-status'
import { decideLateOpens } from '@swarm/jobs/signals/decide-late-opens'
import { type LeadStatus, leadStatuses } from '@swarm/jobs/signals/lead-status'
import { storeDeliveries } from '@swarm/jobs/signals/store-deliveries'
import { addExclusions } from '@swarm/jobs/suppression/add-exclusions'
import { addSuppressions } from '@swarm/jobs/suppression/add-suppressions'
import { requalifyLeads } from '@swarm/jobs/suppression/requalify-leads'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { recomputeIntent } from '../../../jobs/src/intent/recompute-intent.ts'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import { operator } from '../../harness/make-dispatch.ts'
import { delivered, payload, type SentLead, type SentLeads, sentLeads } from './sent-leads.ts'

let database: TestDatabase
let writer: Writer
let root: Writer
const log = createLog('test', 'silent')
beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.jobs, name: 'test', maxConnections: 6, onConnectionError: () => {} })
  root = createWriter({ url: database.urls.superuser, name: 'test', maxConnections: 2, onConnectionError: () => {} })
})
afterAll(async () => {
  await writer.end()
  await root.end()
  await database.drop()
})

const count = 12
const who = fc.nat(count - 1)
const events = ['email_sent', 'email_opened', 'scanned', 'link_clicked', 'email_bounced', 'lead_unsubscribed', 'lead_interested'] as const
const texts = [
  'Sounds good, call me.',
  'Please remove me from your list.',
  'No thanks, not interested.',
  'Not now. Ask me again on 1 May 2027.',
  'I am out of office until Monday.',
] as const
const classes = ['INTERESTED', 'NOT_INTERESTED', 'UNSUBSCRIBE', 'OUT_OF_OFFICE', 'BOUNCE', 'OTHER', 'NOT_NOW', 'WRONG_PERSON'] as const

/** Whatever somebody, a platform or time does to leads. What is refused, or has nothing to be done to, does nothing. */
const deed = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ is: fc.constant('told'), who, what: fc.constantFrom(...events), hours: fc.integer({ min: 1, max: 46 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ is: fc.constant('wrote'), who, text: fc.constantFrom(...texts), hours: fc.integer({ min: 1, max: 46 }) }),
  },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('classified'), who, as: fc.constantFrom(...classes) }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('corrected'), who, to: fc.constantFrom(...leadStatuses) }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('merged'), who, other: who }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constantFrom('suppressed', 'excluded'), who }) },
  { weight: 3, arbitrary: fc.record({ is: fc.constantFrom('parted', 'decayed', 'requalified', 'late', 'revived') }) },
)
type Deed = typeof deed extends fc.Arbitrary<infer One> ? One : never

const rows = async <Row extends object>(text: string, ...values: unknown[]) => (await root.pool.query<Row>(text, values)).rows

async function deliver(body: Record<string, unknown>): Promise<void> {
  await writer.transaction((tx) => storeDeliveries(tx, [delivered(body)]))
  await applyAllDeliveries(writer, log)
}

async function perform(one: Deed, { campaignId, leads }: SentLeads): Promise<void> {
  const lead = (place: number): SentLead => {
    const found = leads[place]
    if (!found) throw new Error(`there is no lead ${place}`)
    return found
  }
  const sentAt = Date.now() - 47 * 3_600_000
  if ('what' in one) {
    const { what } = one
    const at = sentAt + (what === 'email_sent' ? 0 : what === 'scanned' ? 4_000 : one.hours * 3_600_000)
    await deliver(payload(what === 'scanned' ? 'email_opened' : what, { ...lead(one.who), campaignId }, { at: new Date(at) }))
  } else if ('text' in one) {
    const { text, hours } = one
    const about = { at: new Date(sentAt + hours * 3_600_000), emailId: `mail ${text} ${hours}`, text }
    await deliver(payload(text.startsWith('I am') ? 'auto_reply_received' : 'reply_received', { ...lead(one.who), campaignId }, about))
  } else if ('as' in one) {
    const [reply] = await rows<{ id: string; version: number }>(
      'select id, version from reply where lead_id = $1 order by id limit 1',
      lead(one.who).id,
    )
    if (reply) await classifyReply(writer, log, operator, { replyId: reply.id, class: one.as, version: reply.version })
  } else if ('to' in one) {
    const leadId = lead(one.who).id
    const [now] = await rows<{ status: LeadStatus }>('select status from lead where id = $1', leadId)
    if (now) await correctLeadStatus(writer, operator, { leadId, from: now.status, to: one.to, cause: null, reason: 'It is wrong there.' })
  } else if ('other' in one) {
    await mergeLeads(writer, operator, { leadId: lead(one.who).id, otherId: lead(one.other).id, reason: 'The same person.' })
  } else if ('who' in one) {
    const { email } = lead(one.who)
    if (one.is === 'suppressed')
      await writer.transaction((tx) => addSuppressions(tx, 'Olga', [{ email, personKey: email, reason: 'They called.', source: 'Olga' }]))
    else
      await writer.transaction((tx) => addExclusions(tx, 'Olga', [{ kind: 'CUSTOMER', domain: email.split('@')[1] ?? '', source: 'Olga' }]))
  } else if (one.is === 'parted') {
    const [merge] = await rows<{ id: string }>('select id from lead_merge where undone_at is null order by id desc limit 1')
    if (merge) await unmergeLeads(writer, operator, { mergeId: merge.id })
  } else if (one.is === 'decayed') await detectDecay(writer, operator, { dryRun: false })
  else if (one.is === 'requalified') await writer.transaction((tx) => requalifyLeads(tx, operator))
  else if (one.is === 'late') await decideLateOpens(writer)
  else {
    const silent = await rows<{ leadId: string }>(
      `select id as "leadId" from lead where status in ('GHOSTED', 'STALLED', 'OPENED', 'SENT')`,
    )
    const items = silent.map(({ leadId }) => ({ leadId, cause: 'SILENCE' }))
    await writer.pool.query('select mark_revival_candidates($1)', [JSON.stringify(items)])
  }
}

/** What is said of a move of a status, by whatever made it. */
const told = `select t.lead_id, t.detail ->> 'from' as "from", t.detail ->> 'to' as "to" from timeline_entry t
  where t.detail ->> 'from' in (select unnest(enum_range(null::lead_status))::text) and t.detail ->> 'to' <> t.detail ->> 'from'`

/** What does not hold of the leads, each with the rows that show it. */
async function faults(): Promise<unknown[]> {
  const queries: Record<string, string> = {
    'a change that the timeline does not tell': `
      with changed as (select lead_id, from_status::text as "from", count(*) from lead_status_change group by 1, 2),
        told as (select t.lead_id, t."from", count(*) from (${told}) t group by 1, 2)
      select c.*, t.count as told from changed c left join told t using (lead_id, "from") where c.count > coalesce(t.count, 0)`,
    'a status that what is told does not lead to': `
      select l.id, l.status from lead l left join (${told}) t on t.lead_id = l.id
      where not exists (select from lead_merge m where l.id in (m.lead_id, m.merged_id)) group by l.id, l.status
      having (select array_agg(x order by x) from unnest(array_remove(array_agg(t."from"), null) || l.status::text) x)
        <> (select array_agg(x order by x) from unnest(array_remove(array_agg(t."to"), null) || 'DISPATCHED'::text) x)`,
    'somebody who must not be written to, and may be': `
      select l.id, l.status, d.status as draft from lead l
      join suppression x on x.lifted_at is null and x.until is null and x.person_key = l.person_key
      left join draft d on d.lead_id = l.id and d.status in ('PENDING', 'APPROVED')
      where (l.stage <> 'TERMINAL' or d.id is not null)
        and not exists (select from timeline_entry t where t.lead_id = l.id and t.detail ->> 'signal' in ('CORRECTED', 'MERGED', 'UNMERGED'))`,
    'a decision with another number of rows in the audit than one': `
      select * from (
        select (select count(*) from timeline_entry where detail ->> 'signal' = 'CORRECTED') - (select count(*) from audit_entry where action = 'lead.corrected') as corrected,
          (select count(*) from lead_merge) - (select count(*) from audit_entry where action = 'lead.merged') as merged,
          (select count(*) from lead_merge where undone_at is not null) - (select count(*) from audit_entry where action = 'lead.unmerged') as parted) x
      where (corrected, merged, parted) <> (0, 0, 0)`,
    'an open of a scanner that is told as a person’s, or the other way round': `
      select t.summary, g.detail ->> 'open' as open from signal g
      join timeline_entry t on t.lead_id = g.lead_id and t.detail ->> 'deliveryId' = g.delivery_id::text and t.detail ->> 'signal' = g.kind
      where g.kind = 'EMAIL_OPENED' and (g.detail ->> 'open' = 'machine') <> (t.summary like '%scanner%')`,
  }
  const found: unknown[] = []
  for (const [fault, text] of Object.entries(queries)) found.push(...(await rows(text)).map((row) => ({ fault, ...row })))
  const intents = () => rows<{ id: string; intent: number }>('select id, intent from lead order by id')
  const before = await intents()
  await writer.transaction((tx) =>
    recomputeIntent(
      tx,
      before.map(({ id }) => id),
    ),
  )
  const after = new Map((await intents()).map(({ id, intent }) => [id, intent]))
  for (const { id, intent } of before)
    if (Math.abs(intent - (after.get(id) ?? 0)) > 0.1)
      found.push({ fault: 'an intent that the signals do not say', id, intent, is: after.get(id) })
  return found
}

test('whatever happens to leads at once: each move is told, who must be left alone is, and heard again nothing changes', async () => {
  const seed = Date.now()
  process.stdout.write(`lives seed ${seed}\n`)
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 20, maxLength: 60 }), async (deeds) => {
      const leads = await sentLeads(writer, { count })
      const crashed: unknown[] = []
      const live = async (life: readonly Deed[]) => {
        for (const one of life) {
          await perform(one, leads).catch((error: unknown) => {
            if (!(error instanceof UserError))
              crashed.push({ one, error: String(error), cause: error instanceof Error && String(error.cause) })
          })
        }
      }
      await Promise.all([live(deeds.slice(0, deeds.length / 2)), live(deeds.slice(deeds.length / 2))])
      expect(crashed).toEqual([])
      expect(await faults()).toEqual([])

      const state = () =>
        rows(`select jsonb_agg(to_jsonb(l) - 'intent' - 'updated_at' order by l.id) as leads, (select count(*) from signal) as signals,
          (select count(*) from timeline_entry) as entries, (select count(*) from reply) as replies from lead l`)
      const before = await state()
      const heard = await rows<{ body: Buffer }>('select body from delivery where not is_duplicate')
      await storeDeliveries(
        writer.sql,
        heard.map(({ body }) => ({ provider: 'instantly', headers: {}, body, isAuthenticated: true })),
      )
      await applyAllDeliveries(writer, log)
      expect(await state()).toEqual(before)
    }),
    { seed, numRuns: 8, endOnFailure: true },
  )
})
