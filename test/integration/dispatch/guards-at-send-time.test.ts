import { newId } from '@swarm/db/new-id'
import { createWriter, type Writer } from '@swarm/db/write'
import { couldNotApply, refusedCause } from '@swarm/jobs/signals/apply-deliveries'
import { setAsideDeliveries } from '@swarm/jobs/signals/set-aside-deliveries'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type AskedSend, makeAskedSend } from '../../harness/asked-send.ts'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import {
  approvedSend,
  changeSettings,
  makeAccounts,
  makeBatch,
  moveClock,
  reserve,
  sendTo,
  tuesdayMorning,
} from '../../harness/make-dispatch.ts'

let database: TestDatabase
let writer: Writer
beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.superuser, name: 'test', maxConnections: 3, onConnectionError: () => {} })
  await moveClock(writer, tuesdayMorning)
  await makeAccounts(writer, 2)
})
afterAll(async () => {
  await writer.end()
  await database.drop()
})

type Item = AskedSend['item']
type Verdict = { place: number; rule: string; passed: boolean; message: string | null; clears_at: Date | null }

const world = () => makeAskedSend(writer)

const query = (text: string, values: unknown[] = []) => writer.pool.query(text, values)

async function verdicts(item: Item, phase: 'PLAN' | 'RESERVE' = 'PLAN'): Promise<Verdict[]> {
  const { rows } = await query('select place, rule, passed, message, clears_at from send_verdicts($1, $2) order by place', [
    JSON.stringify([item]),
    phase,
  ])
  return rows
}

const order = [
  'INVALID_RECIPIENT',
  'EXCLUDED_DOMAIN',
  'DOMAIN_CONCENTRATION',
  'EXCLUDED_ADDRESS',
  'SUPPRESSED',
  'ALREADY_SENT',
  'STATUS_FORBIDS',
  'CEILING',
  'RAMP',
  'OUTSIDE_WINDOW',
  'SCOPE_MISMATCH',
  'EMERGENCY_STOP',
  'BREAKER_OPEN',
  'SHADOW_MODE',
  'UNLAWFUL_REGION',
  'UNAPPROVED',
  'DEAF',
  'NOT_READY',
] as const

const midnight = '2026-11-25T07:00:00.000Z'
const use = (scope: string, name: string, used: number) =>
  query(
    `insert into ceiling_use (day, scope, name, used) values ('2026-11-24', $1, $2, $3) on conflict (day, scope, name) do update set used = excluded.used`,
    [scope, name, used],
  )
const signal = (leadId: string, at: string) =>
  query(`insert into signal (id, lead_id, kind, provider, at) values ($1, $2, 'EMAIL_REPLIED', 'instantly', $3)`, [
    newId(new Date(at)),
    leadId,
    at,
  ])

type Case = {
  name: string
  code: string
  /** Changes the world, and gives what differs in the item. */
  arrange: (world: AskedSend) => Promise<Item | undefined> | Item
  message: RegExp
  clearsAt?: string
  phase?: 'RESERVE'
}

const reply = (leadId: string, stop: string, needsPerson: boolean, confirmedAt: string | null = null) =>
  query(
    `insert into reply (delivery_id, lead_id, provider, channel, text, new_text, class, read_as, confidence, deciders, stop, is_automatic, needs_person, at, confirmed_at, confirmed_by)
     values (uuid_v7(), $1, 'instantly', 'EMAIL', 'Hm.', 'Hm.', 'OTHER', 'OTHER', 0.2, '[]', $2, false, $3, '2026-11-24T15:00:00Z', $4, case when $4::timestamptz is not null then 'Dana' end)`,
    [leadId, stop, needsPerson, confirmedAt],
  )
/** What brought the replies of a lead: applied, or not yet. */
const delivery = (leadId: string, error: string | null, appliedAt: string | null = null) =>
  query(
    `insert into delivery (id, provider, headers, body, is_authenticated, received_at, applied_at, error)
     select delivery_id, 'instantly', '{}', '{}', true, at, $3, $2 from reply where lead_id = $1`,
    [leadId, error, appliedAt],
  )
const alias = (leadId: string, key: string) => query('insert into lead_alias (key, lead_id) values ($1, $2)', [key, leadId])
const hook = (provider: string, isHearing: boolean) =>
  query(
    `insert into provider_hook (provider, is_hearing, checked_at) values ($1, $2, now()) on conflict (provider) do update set is_hearing = excluded.is_hearing`,
    [provider, isHearing],
  )

/** A send of the same step that ended so and kept its once-key. */
async function onceKeyOf({ lead }: AskedSend, status: string, code: string): Promise<undefined> {
  const { sendIds } = await makeBatch(writer, [sendTo(lead.email, { lead: lead.id })])
  await query('update send set status = $2, code = $3 where id = any($1)', [sendIds, status, code])
  await query(
    'insert into send_once (person, round, step, channel, send_id, at) select person, round, 1, channel, id, now() from send where id = any($1)',
    [sendIds],
  )
}

const cases: Case[] = [
  {
    name: 'a role account',
    code: 'INVALID_RECIPIENT',
    arrange: () => ({ recipientProblem: 'The address belongs to a function, not to a person.' }),
    message: /function/,
  },
  {
    name: 'an address that became invalid',
    code: 'INVALID_RECIPIENT',
    arrange: async ({ lead }) => void (await query(`update lead set email_status = 'INVALID' where id = $1`, [lead.id])),
    message: /known to be invalid/,
  },
  {
    name: 'a text that the platform refused to bring to this address',
    code: 'INVALID_RECIPIENT',
    arrange: async ({ item, draft, lead }) => {
      const { sendIds } = await makeBatch(writer, [sendTo(lead.email, { lead: lead.id, draft: draft.id, draftVersion: 1 })])
      await query(`select skip_planned($1, 'NOT_TAKEN', 'Instantly did not take this recipient: blocked or invalid there.', true)`, [
        sendIds,
      ])
      // Another text, or another address of theirs, may still go.
      for (const other of [{ draftVersion: 2 }, { address: 'ana@elsewhere.example' }])
        expect((await verdicts({ ...item, ...other })).find(({ rule }) => rule === 'INVALID_RECIPIENT')?.passed).toBe(true)
      return undefined
    },
    message: /^Instantly did not take this recipient/,
    clearsAt: 'soon',
  },
  {
    name: 'a customer by a parent of the domain',
    code: 'EXCLUDED_DOMAIN',
    arrange: async ({ domain }) => {
      await query(`insert into exclusion (kind, domain, source) values ('CUSTOMER', $1, 'test')`, [domain])
      return { address: `ana@mail.${domain}` }
    },
    message: /customer/,
  },
  {
    name: 'a customer by the domain of the employer',
    code: 'EXCLUDED_DOMAIN',
    arrange: async ({ domain }) => {
      await query(`insert into exclusion (kind, domain, source) values ('COMPETITOR', $1, 'test')`, [domain])
      return { address: 'ana@elsewhere.example', domain: 'elsewhere.example' }
    },
    message: /competitor/,
  },
  {
    name: 'a customer by the domain of the employer for whom it was planned',
    code: 'EXCLUDED_DOMAIN',
    arrange: async () => {
      await query(`insert into exclusion (kind, domain, source) values ('CUSTOMER', 'former.example', 'test')`)
      return { nameKeys: ['former', 'mail.former.example', 'former.example'] }
    },
    message: /customer/,
  },
  {
    name: 'a customer by name',
    code: 'EXCLUDED_DOMAIN',
    arrange: async ({ lead }) =>
      void (await query(`insert into exclusion (kind, name, name_key, source) values ('CUSTOMER', 'Acme', $1, 'test')`, [
        `acme ${lead.companyId}`,
      ])),
    message: /customer/,
  },
  {
    name: 'a domain that has its mails of the day',
    code: 'DOMAIN_CONCENTRATION',
    arrange: async ({ domain }) => void (await use('DOMAIN', domain, 3)),
    message: /already gets 3 of 3 emails that day/,
    clearsAt: midnight,
  },
  {
    name: 'a person on the list',
    code: 'EXCLUDED_ADDRESS',
    arrange: async ({ lead }) =>
      void (await query(`insert into exclusion (kind, email, person_key, source) values ('DO_NOT_CONTACT', $1, $1, 'test')`, [lead.email])),
    message: /do-not-contact/,
  },
  {
    name: 'a profile on the list',
    code: 'EXCLUDED_ADDRESS',
    arrange: async ({ lead }) =>
      void (await query(
        `insert into exclusion (kind, linkedin_key, source) select 'DO_NOT_CONTACT', linkedin_key, 'test' from lead where id = $1`,
        [lead.id],
      )),
    message: /do-not-contact/,
  },
  {
    name: 'a person who unsubscribed',
    code: 'SUPPRESSED',
    arrange: async ({ lead }) =>
      void (await query(`insert into suppression (email, person_key, reason, source) values ($1, $1, 'unsubscribed', 'test')`, [
        lead.email,
      ])),
    message: /asked not to be written to/,
  },
  {
    name: 'a person who unsubscribed by another name of theirs',
    code: 'SUPPRESSED',
    arrange: async ({ lead }) => {
      await alias(lead.id, `former-${lead.email}`)
      await query(`insert into suppression (email, person_key, reason, source) values ($1, $1, 'unsubscribed', 'test')`, [
        `former-${lead.email}`,
      ])
    },
    message: /asked not to be written to/,
  },
  {
    name: 'a profile that asked us to stop',
    code: 'SUPPRESSED',
    arrange: async ({ lead }) =>
      void (await query(
        `insert into suppression (linkedin_key, reason, source) select linkedin_key, 'asked', 'test' from lead where id = $1`,
        [lead.id],
      )),
    message: /asked not to be written to/,
  },
  {
    name: 'a suppressed domain, for its subdomains',
    code: 'SUPPRESSED',
    arrange: async ({ domain }) => {
      await query(`insert into suppression (domain, reason, source) values ($1, 'asked', 'test')`, [domain])
      return { address: `ana@a.b.${domain}` }
    },
    message: /asked not/,
  },
  {
    name: 'an address that is suppressed for some days',
    code: 'SUPPRESSED',
    arrange: async ({ lead }) =>
      void (await query(
        `insert into suppression (email, person_key, reason, source, until) values ($1, $1, 'soft bounces', 'test', '2026-11-25T00:00:00Z')`,
        [lead.email],
      )),
    message: /asked not/,
    clearsAt: '2026-11-25T00:00:00.000Z',
  },
  {
    name: 'a step that this person had',
    code: 'ALREADY_SENT',
    arrange: async ({ lead }) =>
      void (await query(`insert into send_once (person, round, step, channel, send_id, at) values ($1, 1, 1, 'EMAIL', uuid_v7(), now())`, [
        lead.email,
      ])),
    message: /already sent/,
  },
  {
    name: 'a step that the platform refused for this person',
    code: 'ALREADY_SENT',
    arrange: (asked) => onceKeyOf(asked, 'REFUSED', 'BAD_RECIPIENT'),
    message: /^Instantly refused this step/,
  },
  {
    name: 'a step that somebody settled as not sent',
    code: 'ALREADY_SENT',
    arrange: (asked) => onceKeyOf(asked, 'SKIPPED', 'SETTLED_NOT_SENT'),
    message: /^This step was settled as not sent/,
  },
  {
    name: 'a step that the platform sent by itself',
    code: 'ALREADY_SENT',
    arrange: (asked) => onceKeyOf(asked, 'SKIPPED', 'SENT_UNASKED'),
    message: /^The platform sent this step/,
  },
  {
    name: 'a person who is written to that day',
    code: 'ALREADY_SENT',
    arrange: async ({ lead }) =>
      void (await query(`insert into touch_day (person, day, send_id) values ($1, '2026-11-24', uuid_v7())`, [lead.email])),
    message: /already written to that day/,
    clearsAt: midnight,
  },
  {
    name: 'a person who had this step by another name',
    code: 'ALREADY_SENT',
    arrange: async ({ lead }) => {
      await alias(lead.id, `once-${lead.email}`)
      await query(`insert into send_once (person, round, step, channel, send_id, at) values ($1, 1, 1, 'EMAIL', uuid_v7(), now())`, [
        `once-${lead.email}`,
      ])
    },
    message: /already sent/,
  },
  {
    name: 'a person who is written to that day by another name',
    code: 'ALREADY_SENT',
    arrange: async ({ lead }) => {
      await alias(lead.id, `today-${lead.email}`)
      await query(`insert into touch_day (person, day, send_id) values ($1, '2026-11-24', uuid_v7())`, [`today-${lead.email}`])
    },
    message: /already written to that day/,
    clearsAt: midnight,
  },
  {
    name: 'a person who is written to that day, also where an admin opened the window',
    code: 'ALREADY_SENT',
    arrange: async ({ lead }) => {
      await query(`insert into touch_day (person, day, send_id) values ($1, '2026-11-24', uuid_v7())`, [lead.email])
      return { isWindowOpen: true }
    },
    message: /already written to that day/,
    clearsAt: midnight,
  },
  {
    name: 'a lead that is written to through GoHighLevel',
    code: 'STATUS_FORBIDS',
    arrange: async ({ lead }) => void (await query('update lead set is_on_ghl = true where id = $1', [lead.id])),
    message: /stays there/,
  },
  {
    name: 'a reply that may ask us to stop',
    code: 'STATUS_FORBIDS',
    arrange: async ({ lead }) => void (await reply(lead.id, 'doubt', false)),
    message: /The lead is approved/,
  },
  {
    name: 'a reply that nobody understands',
    code: 'STATUS_FORBIDS',
    arrange: async ({ lead }) => void (await reply(lead.id, 'no', true)),
    message: /The lead is approved/,
  },
  {
    name: 'a reply that is theirs and has had no effect yet',
    code: 'STATUS_FORBIDS',
    arrange: async ({ lead }) => {
      await reply(lead.id, 'no', false)
      await delivery(lead.id, null)
    },
    message: /The lead is approved/,
  },
  {
    name: 'a reply that is theirs and was refused',
    code: 'STATUS_FORBIDS',
    arrange: async ({ lead }) => {
      await reply(lead.id, 'no', false)
      await delivery(lead.id, couldNotApply)
    },
    message: /The lead is approved/,
  },
  {
    name: 'a reply that was written in the very moment of the draft',
    code: 'STATUS_FORBIDS',
    arrange: async ({ lead, draft }) => {
      await query(`update lead set status = 'REPLIED' where id = $1`, [lead.id])
      const { rows } = await query('select created_at from draft where id = $1', [draft.id])
      await signal(lead.id, rows[0].created_at.toISOString())
    },
    message: /The lead is replied/,
  },
  {
    name: 'a lead that bounced',
    code: 'STATUS_FORBIDS',
    arrange: async ({ lead }) => void (await query(`update lead set status = 'BOUNCED' where id = $1`, [lead.id])),
    message: /The lead is bounced/,
  },
  {
    name: 'a lead that replied after the draft was made',
    code: 'STATUS_FORBIDS',
    arrange: async ({ lead }) => {
      await query(`update lead set status = 'REPLIED' where id = $1`, [lead.id])
      await signal(lead.id, '2026-11-24T16:30:00.000Z')
    },
    message: /The lead is replied/,
  },
  {
    name: 'a lead whose meeting no signal explains',
    code: 'STATUS_FORBIDS',
    arrange: async ({ lead }) => void (await query(`update lead set status = 'MEETING_BOOKED' where id = $1`, [lead.id])),
    message: /meeting booked/,
  },
  {
    name: 'a cadence that is paused until a day',
    code: 'STATUS_FORBIDS',
    arrange: async ({ lead }) => {
      await query(
        `insert into cadence_plan (name, version, document, created_by) values ('paused', 1, '{}', 'test') on conflict do nothing`,
      )
      await query(
        `insert into enrollment (lead_id, person, round, plan, plan_version, state, cause, reason, platform, account, anchor_at, paused_at, paused_until, created_at, updated_at)
         values ($1, $2, 1, 'paused', 1, 'PAUSED', 'OUT_OF_OFFICE', 'Out of office.', 'INSTANTLY', 'ana@sender-0.example', now(), now(), '2026-11-30T00:00:00Z', now(), now())`,
        [lead.id, lead.email],
      )
      return { motion: 'CADENCE' }
    },
    message: /The cadence is paused: Out of office/,
    clearsAt: '2026-11-30T00:00:00.000Z',
  },
  { name: 'a lead that is gone', code: 'STATUS_FORBIDS', arrange: () => ({ leadId: newId(new Date()) }), message: /The lead is gone/ },
  {
    name: 'a full day',
    code: 'CEILING',
    arrange: async () => void (await use('CHANNEL', 'EMAIL', 5)),
    message: /Ramp: 5 of 5 emails used that day/,
    clearsAt: midnight,
  },
  {
    name: 'a full account',
    code: 'CEILING',
    arrange: async () => {
      await changeSettings(writer, 'dispatch', ['ceilings', 'emailPerAccountPerDay'], 2)
      await use('ACCOUNT', 'ana@sender-0.example', 2)
    },
    message: /ana@sender-0.example has used 2 of 2/,
    clearsAt: midnight,
  },
  {
    name: 'tier 2 during the ramp',
    code: 'RAMP',
    arrange: async ({ lead }) => void (await query(`update lead set tier = 'TIER_2' where id = $1`, [lead.id])),
    message: /only tier 1/,
  },
  { name: 'a revival during the ramp', code: 'RAMP', arrange: () => ({ motion: 'REVIVAL' }), message: /nobody is revived/ },
  {
    name: 'an unknown zone',
    code: 'UNKNOWN_ZONE',
    arrange: () => ({ zone: null, windowFrom: null, windowTo: null }),
    message: /time zone/,
  },
  {
    name: 'a window that opens after a batch would expire',
    code: 'OUTSIDE_WINDOW',
    arrange: () => ({ windowFrom: '2026-11-26T15:00:00.000Z', windowTo: '2026-11-26T18:00:00.000Z' }),
    message: /after this batch would expire/,
    // A batch of 24 hours reaches it then.
    clearsAt: '2026-11-25T15:00:00.000Z',
  },
  {
    name: 'a window that is over',
    code: 'OUTSIDE_WINDOW',
    arrange: () => ({ windowFrom: '2026-11-24T12:00:00.000Z', windowTo: '2026-11-24T16:00:00.000Z' }),
    message: /is over/,
  },
  {
    name: 'bytes that nobody froze',
    code: 'SCOPE_MISMATCH',
    arrange: () => ({}),
    phase: 'RESERVE',
    message: /differs from what was approved/,
  },
  {
    name: 'a stop',
    code: 'EMERGENCY_STOP',
    arrange: async () => void (await query(`select set_emergency_stop('ALL', 'bounce spike', false, 'Dana')`)),
    message: /stopped \(bounce spike, Dana\)/,
  },
  {
    name: 'a stopped angle',
    code: 'EMERGENCY_STOP',
    arrange: async () => void (await query(`select set_emergency_stop('ANGLE:growth', 'odd words', false, 'Dana')`)),
    message: /The angle growth is stopped/,
  },
  {
    name: 'a process that forces the stop',
    code: 'EMERGENCY_STOP',
    arrange: async () =>
      void (await query(`insert into process (kind, version, host, pid, emergency_stop) values ('jobs', 'x', 'h', 1, true)`)),
    message: /forces the stop/,
  },
  {
    name: 'a motion that a spike paused',
    code: 'EMERGENCY_STOP',
    arrange: async () => void (await query(`select pause_motion('OUTBOUND', 'bounce_rate', '2 of 9 bounced', '{}', 'test')`)),
    message: /Outbound is paused: 2 of 9 bounced/,
  },
  {
    name: 'an open breaker',
    code: 'BREAKER_OPEN',
    arrange: async () =>
      void (await query(
        `insert into provider_breaker (provider, state, recent, opened_at) values ('instantly', 'OPEN', '{}', now()) on conflict (provider) do update set state = 'OPEN', opened_at = now()`,
      )),
    message: /does not answer/,
    clearsAt: 'soon',
  },
  {
    name: 'shadow mode',
    code: 'SHADOW_MODE',
    arrange: async () => void (await changeSettings(writer, 'dispatch', ['shadowMode'], true)),
    phase: 'RESERVE',
    message: /Shadow mode/,
  },
  {
    name: 'a process that forces shadow mode',
    code: 'SHADOW_MODE',
    arrange: async () =>
      void (await query(`insert into process (kind, version, host, pid, shadow_mode) values ('jobs', 'x', 'h', 1, true)`)),
    phase: 'RESERVE',
    message: /Shadow mode/,
  },
  {
    name: 'a region of which the settings say nothing',
    code: 'UNLAWFUL_REGION',
    arrange: () => ({ lawRegion: 'MARS' }),
    message: /does not write to people there \(MARS\)/,
  },
  {
    name: 'a blocked region',
    code: 'UNLAWFUL_REGION',
    arrange: () => ({ lawRegion: 'EU' }),
    message: /does not write to people there \(EU\)/,
  },
  { name: 'an unknown country', code: 'UNKNOWN_REGION', arrange: () => ({ lawRegion: null }), message: /country/ },
  {
    name: 'a draft whose approval was undone',
    code: 'UNAPPROVED',
    arrange: async ({ draft }) => void (await query(`update draft set status = 'PENDING' where id = $1`, [draft.id])),
    message: /not approved/,
  },
  { name: 'a draft that has changed since', code: 'UNAPPROVED', arrange: () => ({ draftVersion: 0 }), message: /changed since/ },
  {
    name: 'a platform whose hook is disabled',
    code: 'DEAF',
    arrange: async () => void (await query(`update provider_hook set is_hearing = false`)),
    message: /do not hear/,
  },
  {
    name: 'a platform whose hook nobody has looked at',
    code: 'DEAF',
    arrange: async () => void (await query(`update provider_hook set checked_at = now() - interval '16 minutes'`)),
    message: /do not hear/,
  },
  {
    name: 'a paused account',
    code: 'NOT_READY',
    arrange: async () => void (await query(`update sending_account set paused_at = now(), pause_reason = 'bounces'`)),
    message: /is paused/,
  },
  {
    name: 'a stranger as account',
    code: 'NOT_READY',
    arrange: () => ({ account: 'eve@else.example' }),
    message: /not one of our accounts/,
  },
  { name: 'no account', code: 'NOT_READY', arrange: () => ({ account: null }), message: /no sending account/ },
  {
    name: 'an account without a proven test',
    code: 'NOT_READY',
    arrange: async () => void (await query(`update send set status = 'ACCEPTED' where account = 'ana@sender-0.example'`)),
    message: /has not proven/,
  },
  {
    name: 'a channel that is not open',
    code: 'NOT_READY',
    arrange: async () => {
      await query(
        `insert into sending_account (platform, address, domain, position) values ('HEYREACH', 'in:ana', 'linkedin.com', 9) on conflict do nothing`,
      )
      return { channel: 'LINKEDIN', action: 'LINKEDIN_REQUEST', platform: 'HEYREACH', account: 'in:ana' }
    },
    message: /until its checklist holds/,
  },
]

/** What the rows before this test were, so that each case finds the world as it was made. */
beforeEach(async () => {
  await query('truncate ceiling_use, touch_day, send_once, exclusion, suppression, emergency_stop, motion_pause, process, provider_breaker')
  await query(`delete from setting_version where section = 'dispatch' and version > 1`)
  await query(`update provider_hook set is_hearing = true, checked_at = now()`)
  await query(`insert into provider_hook (provider, is_hearing, checked_at) values ('heyreach', true, now()) on conflict do nothing`)
  await query(`update provider_hook set is_hearing = true, checked_at = now()`)
  await query(`update sending_account set paused_at = null, pause_reason = null`)
  await query(`update send set status = 'PROVEN' where step = 0`)
  await query(`update send set status = 'SKIPPED', code = 'OVER', message = 'Another test begins.' where status <> 'PROVEN'`)
})

test('nothing speaks against a send that is as it should be', async () => {
  const { item } = await world()
  expect((await verdicts(item)).map(({ place, rule, passed }) => ({ place, rule, passed }))).toEqual(
    order.map((rule, index) => ({ place: index + 1, rule, passed: true })),
  )
})

test.each(cases)('$name: $code is the first that says no', async ({ code, arrange, message, clearsAt, phase }) => {
  const made = await world()
  const changed = await arrange(made)
  const found = await verdicts({ ...made.item, ...(changed ?? {}) }, phase)
  expect(found).toHaveLength(18)
  // Unstored sends have nothing frozen: while reserving, that is what the case is about, or stands before it.
  const [blocker, ...others] = found.filter(({ passed, rule }) => !passed && (code === 'SCOPE_MISMATCH' || rule !== 'SCOPE_MISMATCH'))
  expect(blocker?.rule).toBe(code)
  expect(blocker?.message).toMatch(message)
  if (clearsAt === 'soon') expect(blocker?.clears_at).not.toBeNull()
  else expect(blocker?.clears_at?.toISOString() ?? null).toBe(clearsAt ?? null)
  if (phase !== 'RESERVE' && code !== 'STATUS_FORBIDS') expect(others.map(({ rule }) => rule)).toEqual([])
  expect(found.filter(({ passed }) => passed).every(({ message: said, clears_at }) => said === null && clears_at === null)).toBe(true)
})

test('every one of the 18 rules has a case', () => {
  const aliases: Record<string, string> = { UNKNOWN_ZONE: 'OUTSIDE_WINDOW', UNKNOWN_REGION: 'UNLAWFUL_REGION' }
  expect(new Set(cases.map(({ code }) => aliases[code] ?? code))).toEqual(new Set(order))
})

test('a reply does not hold a draft that was made after it; the next one does', async () => {
  const { item, lead } = await world()
  await query(`update lead set status = 'REPLIED' where id = $1`, [lead.id])
  await signal(lead.id, '2026-11-24T15:00:00.000Z')
  expect((await verdicts(item)).filter(({ passed }) => !passed)).toEqual([])
  await signal(lead.id, '2026-11-24T17:00:00.000Z')
  expect((await verdicts(item)).find(({ passed }) => !passed)?.rule).toBe('STATUS_FORBIDS')
})

test('a reply that is heard late holds every draft that nobody could write with it in mind', async () => {
  const { item, lead } = await world()
  await query(`update lead set status = 'REPLIED' where id = $1`, [lead.id])
  const heard = (appliedAt: string | null, receivedAt: string) =>
    query(
      `with y as (
         insert into delivery (id, provider, headers, is_authenticated, received_at, applied_at, is_duplicate)
         values (uuid_v7($3::timestamptz), 'heyreach', '{}', true, $3, $2, false) returning id
       ) insert into signal (id, lead_id, delivery_id, kind, provider, at)
       select uuid_v7('2026-11-24T15:00:00Z'), $1, y.id, 'LINKEDIN_REPLIED', 'heyreach', '2026-11-24T15:00:00Z' from y`,
      [lead.id, appliedAt, receivedAt],
    )
  await heard('2026-11-24T15:30:00Z', '2026-11-24T15:30:00Z')
  expect((await verdicts(item)).filter(({ passed }) => !passed)).toEqual([])
  await heard('2026-11-24T16:30:00Z', '2026-11-24T15:30:00Z')
  expect((await verdicts(item)).find(({ passed }) => !passed)?.rule).toBe('STATUS_FORBIDS')
})

test('what has ended holds nobody: a lifted suppression, one whose time is over, a removed exclusion, a refusal of three days ago, a lifted stop, a reply that a person has read', async () => {
  const { item, lead, draft, domain } = await world()
  const { sendIds } = await makeBatch(writer, [sendTo(lead.email, { lead: lead.id, draft: draft.id, draftVersion: 1 })])
  await query(`select skip_planned($1, 'NOT_TAKEN', 'Blocked there.', true)`, [sendIds])
  await query(`update send set created_at = created_at - interval '73 hours' where id = any($1)`, [sendIds])
  await query(
    `insert into suppression (email, person_key, reason, source, lifted_at, lifted_by) values ($1, $1, 'x', 'test', now(), 'Dana')`,
    [lead.email],
  )
  await query(
    `insert into suppression (email, person_key, reason, source, until, at) values ($1, $1, 'x', 'test', '2026-11-24T15:59:59Z', '2026-11-20')`,
    [lead.email],
  )
  await query(
    `insert into suppression (linkedin_key, reason, source, lifted_at, lifted_by) select linkedin_key, 'x', 'test', now(), 'Dana' from lead where id = $1`,
    [lead.id],
  )
  await query(`insert into suppression (domain, reason, source, lifted_at, lifted_by) values ($1, 'x', 'test', now(), 'Dana')`, [domain])
  await query(
    `insert into exclusion (kind, domain, name, name_key, email, person_key, linkedin_key, source, removed_at)
     select 'CUSTOMER', $2, 'Acme', 'acme ' || company_id, email, email, linkedin_key, 'test', now() from lead where id = $1`,
    [lead.id, domain],
  )
  await query(
    `insert into emergency_stop (scope, reason, set_by, set_at, lifted_at, lifted_by, lift_reason) select v, 'x', 'Dana', now(), now(), 'Dana', 'Over.' from unnest(array['ALL', 'ANGLE:growth']) v`,
  )
  await query(
    `insert into provider_breaker (provider, state, recent, opened_at) values ('instantly', 'OPEN', '{}', now() - interval '61 seconds')`,
  )
  await reply(lead.id, 'doubt', true, '2026-11-24T15:30:00Z')
  await delivery(lead.id, null, '2026-11-24T15:30:00Z')
  expect((await verdicts(item)).filter(({ passed }) => !passed)).toEqual([])
})

test('a reply whose delivery was refused holds its lead until somebody has looked at it and set it aside', async () => {
  const { item, lead } = await world()
  await reply(lead.id, 'no', false)
  await delivery(lead.id, couldNotApply)
  const blocker = async () => (await verdicts(item)).find(({ passed }) => !passed)?.rule
  expect(await blocker()).toBe('STATUS_FORBIDS')
  const { rows } = await query(`select id from raise_alert($1, 'CRITICAL', 'x')`, [refusedCause])
  await writer.transaction(async (tx) => setAsideDeliveries(tx, rows[0].id))
  expect(await blocker()).toBeUndefined()
  // They looked at all that were refused, not at this one: what asks us to stop, or says no, waits for a word about it.
  for (const asks of [`class = 'NOT_INTERESTED', stop = 'no'`, `class = 'OTHER', stop = 'yes'`]) {
    await query(`update reply set ${asks} where lead_id = $1`, [lead.id])
    expect(await blocker()).toBe('STATUS_FORBIDS')
  }
  await query(`update reply set confirmed_by = 'Dana', confirmed_at = now() where lead_id = $1`, [lead.id])
  expect(await blocker()).toBeUndefined()
})

test('yesterday and tomorrow do not count for today', async () => {
  const { item, lead, domain } = await world()
  for (const day of ['2026-11-23', '2026-11-25']) {
    await query(
      `insert into ceiling_use (day, scope, name, used) values ($1, 'CHANNEL', 'EMAIL', 99), ($1, 'DOMAIN', $2, 99), ($1, 'ACCOUNT', 'ana@sender-0.example', 99)`,
      [day, domain],
    )
    await query(`insert into touch_day (person, day, send_id) values ($1, $2, uuid_v7())`, [lead.email, day])
  }
  expect((await verdicts(item)).filter(({ passed }) => !passed)).toEqual([])
})

test('items use up ceilings for those after them, by the day of their windows', async () => {
  const items = await Promise.all(Array.from({ length: 9 }, async () => (await world()).item))
  const later = { windowFrom: '2026-11-25T15:00:00.000Z', windowTo: '2026-11-25T18:00:00.000Z' }
  const { rows } = await query(`select key, rule from send_verdicts($1, 'PLAN') where not passed`, [
    JSON.stringify(items.map((item, index) => (index % 2 ? { ...item, ...later } : item))),
  ])
  // Five on one day would be allowed and four on the next; but a batch holds one day's allowance.
  expect(rows).toHaveLength(4)
  expect(new Set(rows.map(({ rule }) => rule))).toEqual(new Set(['CEILING']))
})

const said = async (item: Item, rule: string) => (await verdicts(item)).find((verdict) => verdict.rule === rule)?.passed

test('a draft goes one way: whatever became of its other send bars it, but a refusal or a skip', async () => {
  const { item, lead, draft } = await world()
  // Of another round and by another name of theirs: neither the once-key nor the day's touch says so.
  const other = sendTo(lead.email, { lead: lead.id, draft: draft.id, draftVersion: 1, round: 9, person: `other-${lead.email}` })
  const { sendIds } = await makeBatch(writer, [other])
  for (const [status, passed] of [
    ['PLANNED', false],
    ['IN_FLIGHT', false],
    ['ACCEPTED', false],
    ['PROVEN', false],
    ['UNKNOWN', false],
    ['REFUSED', true],
    ['SKIPPED', true],
  ] as const) {
    await query(`update send set status = $2, code = 'x', message = 'x' where id = any($1)`, [sendIds, status])
    expect(await said(item, 'ALREADY_SENT'), status).toBe(passed)
  }
})

test('what waits in other batches counts while planning, until they expire; a send is not in its own way', async () => {
  const { item } = await world()
  const { batchId, sendIds } = await makeBatch(writer, await Promise.all(Array.from({ length: 5 }, () => approvedSend(writer))))
  for (const status of ['PENDING', 'APPROVED', 'EXECUTING']) {
    await query('update batch set status = $2 where id = $1', [batchId, status])
    expect(await said(item, 'CEILING'), status).toBe(false)
    expect(await said({ ...item, sendId: sendIds[0] }, 'CEILING')).toBe(true)
  }
  await query(`update batch set expires_at = business_now() where id = $1`, [batchId])
  expect(await said(item, 'CEILING')).toBe(true)
})

test('a bounce is of one mailbox: another address of theirs may still be written to', async () => {
  const { item, lead } = await world()
  await alias(lead.id, `old-${lead.email}`)
  await query(`insert into suppression (email, person_key, reason, source) values ($1, $1, 'hard bounce', 'test')`, [`old-${lead.email}`])
  expect(await said(item, 'SUPPRESSED')).toBe(true)
  expect(await said({ ...item, person: `old-${lead.email}` }, 'SUPPRESSED')).toBe(false)
})

test('whoever wrote today is answered today: an answer alone keeps no distance from our own mail', async () => {
  const { item, lead } = await world()
  await query(`insert into touch_day (person, day, send_id) values ($1, '2026-11-24', uuid_v7())`, [lead.email])
  expect(await said({ ...item, motion: 'NURTURE', isWindowOpen: true }, 'ALREADY_SENT')).toBe(true)
  expect(await said({ ...item, motion: 'NURTURE' }, 'ALREADY_SENT')).toBe(false)
})

test('a follow-up is approved with its batch, unless somebody edited it, a check fails or a guard had a word', async () => {
  const { item, draft } = await world()
  await query(`update draft set status = 'PENDING', is_decided_in_batch = true, is_compliant = true, guard_notes = '[]' where id = $1`, [
    draft.id,
  ])
  const followUp = { ...item, motion: 'CADENCE' }
  expect(await said(followUp, 'UNAPPROVED')).toBe(true)
  // A first touch never is.
  expect(await said(item, 'UNAPPROVED')).toBe(false)
  for (const [change, back] of [
    ['is_edited = true', 'is_edited = false'],
    ['is_compliant = false', 'is_compliant = true'],
    [`guard_notes = '[{"code": "GUARD-008"}]'`, `guard_notes = '[]'`],
    ['is_decided_in_batch = false', 'is_decided_in_batch = true'],
  ]) {
    await query(`update draft set ${change} where id = $1`, [draft.id])
    expect(await said(followUp, 'UNAPPROVED'), change).toBe(false)
    await query(`update draft set ${back} where id = $1`, [draft.id])
  }
  expect(await said(followUp, 'UNAPPROVED')).toBe(true)
})

test('each round of a person has a cadence of its own', async () => {
  const { lead } = await world()
  await query(`insert into cadence_plan (name, version, document, created_by) values ('rounds', 1, '{}', 'test')`)
  for (const [round, state, reason] of [
    [1, 'ENDED', 'They replied.'],
    [2, 'PAUSED', 'Out of office.'],
  ])
    await query(
      `insert into enrollment (lead_id, person, round, plan, plan_version, state, cause, reason, platform, account, anchor_at, paused_at, ended_at, created_at, updated_at)
       values ($1, $2, $3, 'rounds', 1, $4::text::enrollment_state, 'REPLIED', $5, 'INSTANTLY', 'ana@sender-0.example', now(), case when $4::text = 'PAUSED' then now() end,
         case when $4::text = 'ENDED' then now() end, now(), now())`,
      [lead.id, lead.email, round, state, reason],
    )
  const problem = async (round: number) =>
    (await query('select enrollment_problem($1, $2::smallint, 3::smallint) as problem', [lead.id, round])).rows[0].problem
  expect([await problem(1), await problem(2), await problem(3)]).toEqual([
    'The cadence has ended: They replied.',
    'The cadence is paused: Out of office.',
    'The lead is not enrolled in a cadence.',
  ])
})

test('GoHighLevel and HeyReach are heard by their own hooks; what only sends has none', async () => {
  const { item } = await world()
  for (const [platform, provider] of [
    ['GHL', 'ghl'],
    ['HEYREACH', 'heyreach'],
  ] as const) {
    await hook(provider, true)
    expect(await said({ ...item, platform }, 'DEAF')).toBe(true)
    await hook(provider, false)
    expect(await said({ ...item, platform }, 'DEAF')).toBe(false)
  }
  for (const platform of ['RESEND', 'SMTP']) expect(await said({ ...item, platform }, 'DEAF')).toBe(true)
})

test('a person is planned once for a day, and a domain three times for a day and a batch', async () => {
  const { item, domain } = await world()
  const plan = async (items: Item[]) =>
    (await query(`select key, rule from send_verdicts($1, 'PLAN') where not passed`, [JSON.stringify(items)])).rows
  const another = await world()
  const samePerson = { ...another.item, person: item['person'], nameKeys: [] }
  expect(await plan([item, samePerson])).toEqual([{ key: another.draft.id, rule: 'ALREADY_SENT' }])
  const colleagues: Item[] = await Promise.all(Array.from({ length: 4 }, async () => ({ ...(await world()).item, domain })))
  expect(await plan(colleagues)).toEqual([{ key: colleagues[3]?.['key'], rule: 'DOMAIN_CONCENTRATION' }])
  // On another day they are still four of one batch.
  const later = { windowFrom: '2026-11-25T15:00:00.000Z', windowTo: '2026-11-25T15:59:00.000Z' }
  expect(await plan(colleagues.map((one, nth) => (nth < 2 ? one : { ...one, ...later })))).toEqual([
    { key: colleagues[3]?.['key'], rule: 'DOMAIN_CONCENTRATION' },
  ])
})

test('nobody is revived from an account that is still warming up; its other mail goes', async () => {
  const { item } = await world()
  await query(`update sending_account set created_at = business_now() - interval '3 days' where address = 'ana@sender-0.example'`)
  try {
    expect(await said({ ...item, motion: 'REVIVAL' }, 'NOT_READY')).toBe(false)
    expect(await said(item, 'NOT_READY')).toBe(true)
    expect(await said({ ...item, motion: 'REVIVAL', account: 'ana@sender-1.example' }, 'NOT_READY')).toBe(true)
  } finally {
    await query(`update sending_account set created_at = '2026-01-01' where address = 'ana@sender-0.example'`)
  }
})

test('an internal test is held by no lead, ramp, region, draft, pause or distance of touches', async () => {
  const { item, lead } = await world()
  await query(`update lead set status = 'BOUNCED', tier = 'TIER_3' where id = $1`, [lead.id])
  await query(`insert into touch_day (person, day, send_id) values ($1, '2026-11-24', uuid_v7())`, [lead.email])
  await query(`select pause_motion('OUTBOUND', 'bounce_rate', 'x', '{}', 'test')`)
  await query(`update send set status = 'ACCEPTED' where account = 'ana@sender-0.example'`)
  const inside = { ...item, isTest: true, lawRegion: null, draftVersion: null, tier: null }
  const held = async (one: Item) => (await verdicts(one)).filter(({ passed }) => !passed).map(({ rule }) => rule)
  expect(await held(inside)).toEqual([])
  expect(await held({ ...inside, isTest: false })).toEqual([
    'ALREADY_SENT',
    'STATUS_FORBIDS',
    'RAMP',
    'EMERGENCY_STOP',
    'UNKNOWN_REGION',
    'UNAPPROVED',
    'NOT_READY',
  ])
})

test('of each send that is reserved together what was said of it is kept', async () => {
  const sends = await Promise.all(Array.from({ length: 4 }, () => approvedSend(writer)))
  const { sendIds } = await makeBatch(
    writer,
    sends.map((send, nth) => (nth === 1 ? { ...send, lawRegion: null } : send)),
  )
  await query(`insert into suppression (email, person_key, reason, source, at) values ($1, $1, 'asked', 'test', business_now())`, [
    sends[3]?.address,
  ])
  await reserve(writer.pool, sendIds)
  const { rows } = await query(
    `select code, jsonb_array_length(verdicts) as said, jsonb_path_query_array(verdicts, '$[*] ? (@.passed == false).rule') as refused from send where batch_id = (select batch_id from send where id = $1) order by place`,
    [sendIds[0]],
  )
  expect(rows).toEqual([
    { code: null, said: 18, refused: [] },
    { code: 'UNKNOWN_REGION', said: 18, refused: ['UNKNOWN_REGION'] },
    { code: null, said: 18, refused: [] },
    { code: 'SUPPRESSED', said: 18, refused: ['SUPPRESSED'] },
  ])
})

test('where addresses must be verified first, a first mail waits for that, says so, and a follow-up does not', async () => {
  const { item, lead } = await world()
  await query(
    `insert into setting_version (section, version, document, created_by) select 'enrichment', coalesce(max(version), 0) + 1, '{"verification": {"isWanted": true}}', 'test'
     from setting_version where section = 'enrichment'`,
  )
  const unverified = (await verdicts(item)).find(({ rule }) => rule === 'NOT_READY')
  expect(unverified?.passed).toBe(false)
  const asked = async () => (await query('select verification_problem($1) as problem', [lead.email])).rows[0]?.problem
  expect(await asked()).toBe('The address waits to be verified.')
  const readyBy = async (motion: string) => (await verdicts({ ...item, motion })).find(({ rule }) => rule === 'NOT_READY')?.passed
  const isProven = await readyBy('NURTURE')
  expect((await verdicts({ ...item, isTest: true })).find(({ rule }) => rule === 'NOT_READY')?.passed).toBe(true)
  await query(
    `insert into address_verification (address, verdict, status, asked_at, answered_at) values ($1, 'SEND', 'valid', business_now(), business_now())`,
    [lead.email],
  )
  expect(await asked()).toBeNull()
  // With the check there, a first mail is as ready as any other motion.
  expect(await readyBy('OUTBOUND')).toBe(isProven)
  expect(isProven).toBe(true)
})
