import { createWriter, type Writer } from '@swarm/db/write'
import { RefusedError } from '@swarm/jobs/errors'
import { createLog } from '@swarm/jobs/log'
import { checkInvariants } from '@swarm/jobs/safety/check-invariants'
import { liftEmergencyStop } from '@swarm/jobs/safety/lift-emergency-stop'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import { approvedSend, makeAccounts, makeBatch, moveClock, operator, reserve, tuesdayMorning } from '../../harness/make-dispatch.ts'

const log = createLog('test', 'silent')
let database: TestDatabase
let writer: Writer
let superuser: Writer
let sendId: string
beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.jobs, name: 'test', maxConnections: 3, onConnectionError: () => {} })
  superuser = createWriter({ url: database.urls.superuser, name: 'test', maxConnections: 2, onConnectionError: () => {} })
  await moveClock(writer, tuesdayMorning)
  await makeAccounts(writer, 1)
  const { sendIds } = await makeBatch(writer, [
    await approvedSend(writer, { nameKeys: ['nile', 'nile.example'] }),
    await approvedSend(writer),
  ])
  expect((await reserve(writer.pool, sendIds)).map(({ reserved }) => reserved)).toEqual([true, true])
  sendId = sendIds[0] ?? ''
  await writer.pool.query('select seal_audit(1000)')
})
afterAll(async () => {
  await writer.end()
  await superuser.end()
  await database.drop()
})

/** The stop that stands, and the alerts that are open. */
async function standing(): Promise<{ stop: string | undefined; alerts: string[] }> {
  const stops = await writer.pool.query<{ reason: string }>(`select reason from emergency_stop where scope = 'ALL' and lifted_at is null`)
  const alerts = await writer.pool.query<{ cause: string; severity: string }>(
    'select cause, severity from alert where resolved_at is null order by cause',
  )
  return { stop: stops.rows[0]?.reason, alerts: alerts.rows.map(({ cause, severity }) => `${severity} ${cause}`) }
}

/** `$1` is a send that was requested and all is well with. */
type Break = { name: string; invariant: string; breaks: string; mends: string }
const breaks: Break[] = [
  {
    name: 'a request without its once-key',
    invariant: 'I1',
    breaks: `update send_once set send_id = '00000000-0000-0000-0000-000000000001' where send_id = $1`,
    mends: `update send_once set send_id = $1 where send_id = '00000000-0000-0000-0000-000000000001'`,
  },
  {
    name: 'a second request that may have arrived',
    invariant: 'I1',
    breaks: `insert into send_attempt (send_id, key, taken_at, lease_until, settled_at, outcome) values ($1, '00000000-0000-0000-0000-000000000002', clock_timestamp(), now(), now(), 'UNKNOWN')`,
    mends: `delete from send_attempt where send_id = $1 and key = '00000000-0000-0000-0000-000000000002'`,
  },
  {
    name: 'bytes that nobody approved',
    invariant: 'I2',
    breaks: `update send set frozen = frozen || ' '::bytea where id = $1`,
    mends: 'update send set frozen = substring(frozen from 1 for length(frozen) - 1) where id = $1',
  },
  {
    name: 'another scope than was approved',
    invariant: 'I2',
    breaks: `update send set hash = sha256(hash), frozen = null where id = $1`,
    mends: `update send set hash = sha256(convert_to(backup, 'UTF8')), frozen = convert_to(backup, 'UTF8') from kept where id = $1`,
  },
  {
    name: 'a batch that had expired',
    invariant: 'I2',
    breaks: `update batch b set expires_at = s.reserved_at from send s where s.id = $1 and b.id = s.batch_id`,
    mends: `update batch b set expires_at = s.reserved_at + interval '9 hours' from send s where s.id = $1 and b.id = s.batch_id`,
  },
  {
    name: 'a batch without an approval',
    invariant: 'I2',
    breaks: `update audit_entry set action = 'batch.seen' where action = 'batch.approved' and subject_id = (select batch_id::text from send where id = $1)`,
    mends: `update audit_entry set action = 'batch.approved' where action = 'batch.seen' and subject_id = (select batch_id::text from send where id = $1)`,
  },
  {
    name: 'a recipient who was suppressed',
    invariant: 'I3',
    breaks: `insert into suppression (email, person_key, reason, source, at) select s.address, s.person, 'Asked.', 'test', s.reserved_at - interval '1 minute' from send s where s.id = $1`,
    mends: `delete from suppression where person_key = (select person from send where id = $1)`,
  },
  {
    name: 'a recipient whose parent domain was excluded',
    invariant: 'I3',
    breaks: `insert into exclusion (kind, domain, source, at) select 'CUSTOMER', s.domain, 'test', s.reserved_at - interval '1 minute' from send s where s.id = $1`,
    mends: `delete from exclusion where domain = (select domain from send where id = $1)`,
  },
  {
    name: 'a recipient whose company was excluded by its name',
    invariant: 'I3',
    breaks: `insert into exclusion (kind, name, name_key, source, at) select 'CUSTOMER', 'Nile', 'nile', 'test', s.reserved_at - interval '1 minute' from send s where s.id = $1`,
    mends: `delete from exclusion where name_key = 'nile' and $1::uuid is not null`,
  },
  {
    name: 'a recipient whose company was excluded by its domain, though they are written to elsewhere',
    invariant: 'I3',
    breaks: `insert into exclusion (kind, domain, source, at) select 'CUSTOMER', 'nile.example', 'test', s.reserved_at - interval '1 minute' from send s where s.id = $1`,
    mends: `delete from exclusion where domain = 'nile.example' and $1::uuid is not null`,
  },
  {
    name: 'a recipient who had answered, though it was heard late',
    invariant: 'I3',
    breaks: `with s as (select * from send where id = $1), y as (
        insert into delivery (id, provider, headers, is_authenticated, received_at, applied_at, is_duplicate)
        select uuid_v7(s.reserved_at), 'instantly', '{}', true, s.reserved_at, s.reserved_at - interval '1 minute', false from s returning id
      ), g as (
        insert into signal (id, lead_id, delivery_id, kind, provider, at)
        select uuid_v7(s.reserved_at), s.lead_id, y.id, 'EMAIL_REPLIED', 'instantly', s.reserved_at - interval '3 minutes' from s, y
      ), d as (
        update draft d set created_at = s.reserved_at - interval '2 minutes' from s where d.id = s.draft_id
      ), a as (
        update send_attempt set taken_at = greatest(taken_at, (select late_answers_since from installation)) where send_id = $1
      ) update lead l set status = 'REPLIED' from s where l.id = s.lead_id`,
    mends: `update lead l set status = 'APPROVED' from send s where s.id = $1 and l.id = s.lead_id`,
  },
  {
    name: 'more than a ceiling allows',
    invariant: 'I5',
    breaks: `update setting_version set document = jsonb_set(document, '{ceilings,emailPerAccountPerDay}', '1') where section = 'dispatch' and $1::uuid is not null`,
    mends: `update setting_version set document = jsonb_set(document, '{ceilings,emailPerAccountPerDay}', '25') where section = 'dispatch' and $1::uuid is not null`,
  },
  {
    name: 'a ledger of ceilings that forgot a send',
    invariant: 'I5',
    breaks: `update ceiling_use u set used = u.used - 1 from send s where s.id = $1 and u.day = s.ceiling_day and u.scope = 'CHANNEL'`,
    mends: `update ceiling_use u set used = u.used + 1 from send s where s.id = $1 and u.day = s.ceiling_day and u.scope = 'CHANNEL'`,
  },
  {
    // Two days, the first and the last of seven, each within its own ceiling.
    name: 'more LinkedIn requests in seven days than a ceiling allows',
    invariant: 'I5',
    breaks: `with s as (
        update send s set channel = 'LINKEDIN', action = 'LINKEDIN_REQUEST', ceiling_day = s.ceiling_day - case when s.id = $1 then 0 else 6 end
        where s.batch_id = (select x.batch_id from send x where x.id = $1) returning s.*
      ), u as (
        insert into ceiling_use (day, scope, name, used)
        select s.ceiling_day, c.scope, c.name, 1 from s cross join lateral ceiling_names(s.channel, s.action, s.account, s.domain, s.tier) c
      ) update setting_version set document = jsonb_set(document, '{ceilings,linkedinRequestsPerAccountPer7Days}', '1') where section = 'dispatch'`,
    mends: `with s as (
        update send s set channel = 'EMAIL', action = 'EMAIL', ceiling_day = s.ceiling_day + case when s.id = $1 then 0 else 6 end
        where s.batch_id = (select x.batch_id from send x where x.id = $1)
      ), u as (
        delete from ceiling_use where name = 'LINKEDIN' or name like '% requests'
      ) update setting_version set document = jsonb_set(document, '{ceilings,linkedinRequestsPerAccountPer7Days}', '100') where section = 'dispatch'`,
  },
  {
    name: 'more to one domain in a batch than a ceiling allows',
    invariant: 'I5',
    breaks: `update setting_version set document = jsonb_set(document, '{ceilings,emailPerDomainPerBatch}', '0') where section = 'dispatch' and $1::uuid is not null`,
    mends: `update setting_version set document = jsonb_set(document, '{ceilings,emailPerDomainPerBatch}', '3') where section = 'dispatch' and $1::uuid is not null`,
  },
  {
    name: 'an audit entry that was changed',
    invariant: 'I6',
    breaks: `update audit_entry set actor = 'somebody' where action = 'send.reserved' and subject_id = $1::text`,
    mends: `update audit_entry set actor = 'OPERATOR' where action = 'send.reserved' and subject_id = $1::text`,
  },
  {
    name: 'an audit detail that was changed',
    invariant: 'I6',
    breaks: `update audit_detail set detail = detail || '{"x": 1}' from audit_entry e where e.id = audit_id and e.action = 'send.reserved' and e.subject_id = $1::text`,
    mends: `update audit_detail set detail = detail - 'x' from audit_entry e where e.id = audit_id and e.action = 'send.reserved' and e.subject_id = $1::text`,
  },
  {
    name: 'a link that is missing',
    invariant: 'I6',
    breaks: 'update audit_seal set number = 1000 where number = 2 and $1::uuid is not null',
    mends: 'update audit_seal set number = 2 where number = 1000 and $1::uuid is not null',
  },
]

test('nothing is broken while nobody breaks anything, lately or ever', async () => {
  expect(await checkInvariants(writer, log, 'lately')).toBe(0)
  expect(await checkInvariants(writer, log, 'ever')).toBe(0)
  expect(await standing()).toMatchObject({ stop: undefined })
})

test.each(breaks)(
  '$name breaks $invariant: everything stops, says why, and cannot be lifted before it is mended',
  async ({ invariant, breaks, mends }) => {
    const harm = (text: string) => superuser.pool.query(text, [sendId])
    await superuser.pool.query(`drop table if exists kept`)
    await superuser.pool.query(`create table kept as select convert_from(frozen, 'UTF8') as backup from send where id = '${sendId}'`)
    await harm(breaks)
    expect(await checkInvariants(writer, log, 'lately')).toBeGreaterThan(0)
    const { stop, alerts } = await standing()
    expect(stop).toMatch(new RegExp(`^Invariant [^.]*${invariant}`))
    expect(alerts).toContain('CRITICAL invariants')
    expect(alerts).toContain('CRITICAL emergency-stop:ALL')
    const { rows } = await writer.pool.query<{ evidence: { invariant: string }[] }>(
      'select evidence from invariant_check order by at desc limit 1',
    )
    expect(rows[0]?.evidence.map((one) => one.invariant)).toContain(invariant)

    const lift = () => liftEmergencyStop(writer, operator, { scope: 'ALL', reason: 'Looked at.' })
    await expect(lift()).rejects.toBeInstanceOf(RefusedError)
    expect((await standing()).stop).toBeDefined()
    await harm(mends)
    await lift()
    expect(await standing()).toEqual({ stop: undefined, alerts: [] })
    // Mended is mended: the watch of the stop conditions does not set it again.
    expect((await writer.pool.query('select stop_when_due() as why')).rows).toEqual([{ why: null }])
  },
)

test('an answer was none before it was heard as one, and what was heard late counts since the guard holds it so', async () => {
  const answered = breaks.find(({ name }) => name.startsWith('a recipient who had answered'))
  const harm = (text: string) => superuser.pool.query(text, [sendId])
  const found = async () => (await superuser.pool.query(`select from broken_suppression('-infinity')`)).rows.length
  await harm(answered?.breaks ?? '')
  const heard = await found()
  expect(heard).toBeGreaterThan(0)
  const taken = (before: string) =>
    harm(`update send_attempt set taken_at = i.late_answers_since - interval '${before}' from installation i where send_id = $1`)
  await taken('1 second')
  expect(await found()).toBe(0)
  await taken('0')
  await harm(`insert into reply (delivery_id, lead_id, provider, channel, text, new_text, class, read_as, confidence, deciders, stop, is_automatic, needs_person, at)
    select g.delivery_id, s.lead_id, 'instantly', 'EMAIL', 'Away.', 'Away.', 'INTERESTED', 'OUT_OF_OFFICE', 1, '[]', 'no', true, false, g.at
    from send s join signal g on g.lead_id = s.lead_id where s.id = $1`)
  const said = (when: string) =>
    harm(
      `update reply r set confirmed_by = 'Olga', confirmed_at = s.reserved_at + interval '${when}' from send s where s.id = $1 and r.lead_id = s.lead_id`,
    )
  await said('1 day')
  expect(await found()).toBe(0)
  await said('-1 minute')
  expect(await found()).toBe(heard)
  await harm('update send_attempt set taken_at = now() where send_id = $1')
  await harm(answered?.mends ?? '')
})

test('what only the look at everything can find keeps the stop too', async () => {
  const aged = `update send_attempt set id = '00000000-0000-7000-8000-000000000000' where send_id = $1`
  const young = 'update send_attempt set id = uuid_v7() where send_id = $1'
  await superuser.pool.query(aged, [sendId])
  await superuser.pool.query(breaks[0]?.breaks ?? '', [sendId])
  expect(await checkInvariants(writer, log, 'lately')).toBe(0)
  expect(await checkInvariants(writer, log, 'ever')).toBe(1)
  await expect(liftEmergencyStop(writer, operator, { scope: 'ALL', reason: 'Looked at.' })).rejects.toMatchObject({
    reasons: [{ code: 'INVARIANT', message: expect.stringContaining('once-key') }],
  })
  await superuser.pool.query(breaks[0]?.mends ?? '', [sendId])
  await superuser.pool.query(young, [sendId])
  await liftEmergencyStop(writer, operator, { scope: 'ALL', reason: 'Looked at.' })
  const { rows } = await superuser.pool.query('select lift_reason as why from emergency_stop order by lifted_at desc limit 1')
  expect(rows).toEqual([{ why: 'Looked at.' }])
})

test('who is suppressed again after a while that was over was not suppressed in between', async () => {
  await superuser.pool.query(
    `insert into suppression (email, person_key, reason, source, at, until)
     select address, person, 'Could not be delivered three times.', 'signals', reserved_at - interval '40 days', reserved_at - interval '1 hour' from send where id = $1`,
    [sendId],
  )
  await superuser.pool.query(
    `select suppress(jsonb_build_array(jsonb_build_object('email', address, 'person_key', person, 'reason', 'They asked.', 'source', 'test')), 'test') from send where id = $1`,
    [sendId],
  )
  expect((await superuser.pool.query(`select from broken_suppression('-infinity')`)).rows).toEqual([])
})
