import { newId } from '@swarm/db/new-id'
import { createWriter, type Writer } from '@swarm/db/write'
import { factsDigestOf } from '@swarm/jobs/craft/facts-digest'
import { createLog } from '@swarm/jobs/log'
import { sweepMerges } from '@swarm/jobs/merge/sweep-merges'
import { classifyReply } from '@swarm/jobs/replies/classify-reply'
import { applyAllDeliveries } from '@swarm/jobs/signals/apply-deliveries'
import { storeDeliveries } from '@swarm/jobs/signals/store-deliveries'
import { requalifyLeads } from '@swarm/jobs/suppression/requalify-leads'
import { suppress } from '@swarm/jobs/suppression/suppress'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recomputeIntent } from '../../../jobs/src/intent/recompute-intent.ts'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import * as make from '../../harness/make.ts'
import {
  changeSettings,
  makeAccounts,
  makeBatch,
  moveClock,
  operator,
  reserve,
  sendTo,
  tuesdayMorning,
} from '../../harness/make-dispatch.ts'
import { load } from '../import/import-file.ts'
import { delivered, payload } from '../signals/sent-leads.ts'

let api: TestApi
let key: string
let runner: Writer
beforeAll(async () => {
  api = await startTestApi()
  key = await api.keyFor('operate')
  runner = createWriter({ url: api.database.urls.jobs, name: 'jobs', maxConnections: 3, onConnectionError: () => {} })
  await moveClock(runner, tuesdayMorning)
  await makeAccounts(runner, 1)
  for (const name of ['emailPerDay', 'emailPerAccountPerDay', 'emailPerDomainPerDay', 'emailPerDomainPerBatch'])
    await changeSettings(runner, 'dispatch', ['ceilings', name], 10_000)
  await runner.pool.query(`select graduate_ramp('test', 'for a test')`)
})
afterAll(async () => {
  await runner.end()
  await api.stop()
})

type Person = { id: string; email: string | null; linkedin: string | null }
let people = 0

/** A lead with an address or a profile, or both. */
async function person(given: { email?: boolean; linkedin?: boolean; columns?: Record<string, unknown> } = {}): Promise<Person> {
  const number = ++people
  const made = await make.lead(api.writer, {
    email: `p${number}@merge.example`,
    columns: {
      ...(given.email === false && { email: null, person_key: null, email_status: null }),
      ...(given.linkedin === false
        ? { linkedin_key: null, linkedin_url: null }
        : { linkedin_key: `in:p${number}`, linkedin_url: `https://www.linkedin.com/in/p${number}` }),
      ...given.columns,
    },
  })
  return { id: made.id, email: given.email === false ? null : made.email, linkedin: given.linkedin === false ? null : `in:p${number}` }
}

type Answer = {
  __typename: string
  lead?: { id: string; email: string | null; linkedinUrl: string | null; status: string; merges: { id: string; mergedName: string }[] }
  merge?: { id: string }
  rows?: number
  code?: string
  reasons?: { code: string }[]
}
const merge = async (one: Person, other: Person): Promise<Answer> => {
  const { data, errors } = await api.ask<{ mergeLeads: Answer }>(
    key,
    `mutation ($input: MergeLeadsInput!) { mergeLeads(input: $input) { __typename ... on MergeLeadsSuccess { rows merge { id } lead { id email linkedinUrl status merges { id mergedName } } }
      ... on UserError { code message } ... on RefusedError { reasons { code message } } } }`,
    { input: { leadId: make.globalId('Lead', one.id), otherId: make.globalId('Lead', other.id) } },
  )
  if (!data) throw new Error(JSON.stringify(errors))
  return data.mergeLeads
}
const unmerge = async (mergeId: string | undefined): Promise<Answer & { other?: { id: string; email: string | null; status: string } }> => {
  const { data, errors } = await api.ask<{ unmergeLeads: Answer & { other?: { id: string; email: string | null; status: string } } }>(
    key,
    `mutation ($input: UnmergeLeadsInput!) { unmergeLeads(input: $input) { __typename ... on UnmergeLeadsSuccess { rows lead { id email linkedinUrl status merges { id mergedName } } other { id email status } }
      ... on UserError { code message } ... on RefusedError { reasons { code message } } } }`,
    { input: { mergeId: mergeId ?? '' } },
  )
  if (!data) throw new Error(JSON.stringify(errors))
  return data.unmergeLeads
}

/** Everything that the database holds of some leads, but what a merge and its undoing write down of themselves. */
async function picture(ids: readonly string[]): Promise<unknown> {
  const { rows: tables } = await api.writer.pool.query<{ table_name: string; column_name: string }>(
    `select table_name, column_name from lead_references() where table_name not in ('timeline_entry')`,
  )
  const parts: Record<string, unknown> = {}
  for (const { table_name, column_name } of tables) {
    const { rows } = await api.writer.pool.query(
      // What an intent is worth is worked out anew; its reasons say it.
      `select to_jsonb(t) - array['version', 'updated_at', 'computed_at', 'points'] as row from ${table_name} t where ${column_name} = any ($1) order by 1`,
      [ids],
    )
    if (rows.length > 0) parts[`${table_name}.${column_name}`] = rows.map(({ row }) => row)
  }
  const { rows: leads } = await api.writer.pool.query(
    `select to_jsonb(l) - array['version', 'updated_at'] as row from lead l where id = any ($1) order by id`,
    [ids],
  )
  const { rows: entries } = await api.writer.pool.query(
    `select to_jsonb(t) as row from timeline_entry t where lead_id = any ($1) and kind <> 'merge' order by id`,
    [ids],
  )
  return { ...parts, leads: leads.map(({ row }) => row), entries: entries.map(({ row }) => row) }
}

/** A bit of history of every kind. */
async function live(lead: Person, said: Record<string, unknown>): Promise<void> {
  const { pool } = api.writer
  const at = await make.now(api.writer)
  await pool.query(`insert into timeline_entry (id, lead_id, at, kind, actor, summary) values ($1, $2, $3, 'note', 'test', 'A note.')`, [
    newId(at),
    lead.id,
    at,
  ])
  await pool.query(`insert into signal (id, lead_id, kind, provider, at) values ($1, $2, 'SITE_VISITED', 'rb2b', $3)`, [
    newId(at),
    lead.id,
    at,
  ])
  await pool.query(`insert into lead_observation (lead_id, provider, facts, observed_at) values ($1, 'csv', $2, $3)`, [
    lead.id,
    JSON.stringify(said),
    at,
  ])
  await runner.transaction((tx) => recomputeIntent(tx, [lead.id]))
  await pool.query(`insert into revival_date (lead_id, due_at, reason, created_by, created_at) values ($1, $2, 'later', 'test', $2)`, [
    lead.id,
    at,
  ])
  await pool.query(
    `insert into reply (delivery_id, lead_id, provider, channel, text, new_text, class, read_as, confidence, deciders, stop, is_automatic, needs_person, at)
     values (uuid_v7(), $1, 'instantly', 'EMAIL', 'x', 'x', 'OTHER', 'OTHER', 0.5, '[]', 'no', false, false, $2)`,
    [lead.id, at],
  )
}

/** A send of this lead that has gone out and come back proven. */
async function sent(lead: Person, outcome: 'ACCEPTED' | 'NOT_SENT' = 'ACCEPTED'): Promise<string> {
  const {
    batchId,
    sendIds: [sendId = ''],
  } = await frozen(lead)
  const [taken] = await reserve(runner.pool, [sendId])
  expect(taken).toMatchObject({ reserved: true, code: null })
  const { rows } = await runner.pool.query<{ key: string }>('select key from send_attempt where send_id = $1', [sendId])
  await runner.pool.query('select settle($1, $2)', [rows[0]?.key, JSON.stringify([{ sendId, outcome }])])
  if (outcome === 'NOT_SENT') await runner.pool.query(`select end_batches(array[$1::uuid], 'CANCELLED', 'X', 'x', 'test')`, [batchId])
  return sendId
}

/** What somebody writes back, heard and kept. */
async function answer({ email }: Person, text: string): Promise<{ id: string; version: number }> {
  const body = payload('reply_received', { email: email ?? '', campaignId: 'unknown' }, { emailId: `m-${newId(new Date())}`, text })
  await runner.transaction((tx) => storeDeliveries(tx, [delivered(body)]))
  await applyAllDeliveries(runner, createLog('test', 'silent'))
  const { rows } = await runner.pool.query<{ id: string; version: number }>(
    'select r.id, r.version from reply r where r.from_address = $1 order by r.id desc limit 1',
    [email],
  )
  if (!rows[0]) throw new Error('no reply')
  return rows[0]
}

/** A first touch of this lead in an approved batch. */
async function frozen(lead: Person): Promise<{ batchId: string; sendIds: string[] }> {
  const email = lead.email ?? ''
  const draft = await make.draft(api.writer, {
    lead: { id: lead.id, email, firstName: 'Ana', companyId: '' },
    columns: { status: 'APPROVED', decided_at: await make.now(api.writer) },
  })
  await api.writer.pool.query(`update lead set status = 'APPROVED' where id = $1 and status = 'PENDING'`, [lead.id])
  return makeBatch(api.writer, [sendTo(email, { lead: lead.id, draft: draft.id, draftVersion: 1 })])
}

/** What the guards say of a first touch to this lead now. */
async function blockersOf(lead: Person): Promise<string[]> {
  const item = { ...sendTo(lead.email ?? lead.linkedin ?? ''), key: 'x', leadId: lead.id }
  const { rows } = await api.writer.pool.query<{ rule: string }>(
    `select rule from send_verdicts($1, 'PLAN') where not passed and rule in ('ALREADY_SENT', 'SUPPRESSED', 'EXCLUDED_ADDRESS', 'STATUS_FORBIDS') order by place`,
    [JSON.stringify([item])],
  )
  return rows.map(({ rule }) => rule)
}

const leadId = (lead: Person) => make.globalId('Lead', lead.id)

describe('one lead of two', () => {
  test('the older keeps its id and gets the other’s address, profile and history; undone, everything is as it was', async () => {
    const older = await person({ linkedin: false })
    const younger = await person({ email: false })
    await live(older, { title: { value: 'CEO', confidence: null } })
    await live(younger, { title: { value: 'CTO', confidence: null }, city: { value: 'Bonn', confidence: null } })
    const before = await picture([older.id, younger.id])
    const done = await merge(younger, older)
    expect(done).toMatchObject({
      __typename: 'MergeLeadsSuccess',
      lead: { id: leadId(older), email: older.email, linkedinUrl: `https://www.linkedin.com/in/${younger.linkedin?.slice(3)}` },
    })
    const { rows } = await api.writer.pool.query(
      `select (select count(*)::int from reply where lead_id = $1) as replies, (select count(*)::int from signal where lead_id = $1) as signals,
        (select count(*)::int from timeline_entry where lead_id = $1 and kind = 'note') as notes, (select facts from lead_observation where lead_id = $1) as facts,
        (select count(*)::int from audit_entry where action = 'lead.merged' and subject_id = $1::text) as audited`,
      [older.id],
    )
    expect(rows).toEqual([
      {
        replies: 2,
        signals: 2,
        notes: 2,
        audited: 1,
        facts: { title: { value: 'CEO', confidence: null }, city: { value: 'Bonn', confidence: null } },
      },
    ])
    // An old link leads to whom it is about now.
    const { data } = await api.ask<{ lead: { id: string } }>(key, 'query ($id: ID!) { lead(id: $id) { id } }', { id: leadId(younger) })
    expect(data?.lead.id).toBe(leadId(older))

    expect(await unmerge(done.merge?.id)).toMatchObject({
      __typename: 'UnmergeLeadsSuccess',
      lead: { id: leadId(older) },
      other: { id: leadId(younger) },
    })
    expect(await picture([older.id, younger.id])).toEqual(before)
    expect(await unmerge(done.merge?.id)).toMatchObject({ __typename: 'RefusedError', code: 'ALREADY_DONE' })
  })

  test('every table that names a lead moves along', async () => {
    const { rows } = await api.writer.pool.query<{ name: string }>(
      `select distinct c.table_name || '.' || c.column_name as name from information_schema.columns c
       join pg_class p on p.relname = c.table_name and p.relnamespace = 'public'::regnamespace and not p.relispartition and p.relkind in ('r', 'p')
       where c.table_schema = 'public' and c.column_name ~ 'lead_id$' and c.udt_name = 'uuid'
         and not exists (select from lead_references() r where r.table_name = c.table_name and r.column_name = c.column_name)`,
    )
    // Found by what they brought, or moved by name; what a platform calls its own lead is text.
    expect(rows.map(({ name }) => name).sort()).toEqual([
      'delivery.lead_id',
      'import_change.lead_id',
      'lead_merge.lead_id',
      'merge_suggestion.lead_id',
      'unsubscribe_token.lead_id',
    ])
  })

  test('two at once: one merges, the other hears that a lead is gone', async () => {
    const [one, two, three] = [await person({ linkedin: false }), await person({ email: false }), await person({ email: false })]
    const answers = await Promise.all([merge(one, two), merge(two, one), merge(two, three)])
    const types = answers.map(({ __typename }) => __typename)
    expect(types.filter((type) => type === 'MergeLeadsSuccess').length).toBeGreaterThanOrEqual(1)
    expect(types.filter((type) => type !== 'MergeLeadsSuccess' && type !== 'NotFoundError')).toEqual([])
    const { rows } = await api.writer.pool.query('select id from lead where id = any ($1)', [[one.id, two.id, three.id]])
    expect(rows.length).toBe(3 - types.filter((type) => type === 'MergeLeadsSuccess').length)
  })

  test('merges stack: what was merged into the one that goes is found and taken apart at the one that stays', async () => {
    const [oldest, middle, youngest] = [
      await person({ linkedin: false }),
      await person({ linkedin: false }),
      await person({ email: false }),
    ]
    const before = await picture([oldest.id, middle.id, youngest.id])
    const first = await merge(middle, youngest)
    const second = await merge(middle, oldest)
    const { data } = await api.ask<{ lead: { id: string } }>(key, 'query ($id: ID!) { lead(id: $id) { id } }', { id: leadId(youngest) })
    expect(data?.lead.id).toBe(leadId(oldest))
    await unmerge(second.merge?.id)
    await unmerge(first.merge?.id)
    expect(await picture([oldest.id, middle.id, youngest.id])).toEqual(before)
  })

  test('only who may operate merges; a lead is not merged with itself', async () => {
    const one = await person()
    expect(await merge(one, one)).toMatchObject({ __typename: 'InvalidInputError' })
    const reviewer = await api.keyFor('review')
    const { data } = await api.ask(reviewer, 'mutation { mergeLeads(input: { leadId: "x", otherId: "y" }) { __typename } }')
    expect(data).toEqual({ mergeLeads: { __typename: 'ForbiddenError' } })
  })
})

describe('nobody is written to twice', () => {
  test('what one was sent, the other was sent', async () => {
    const older = await person()
    const younger = await person()
    await sent(younger)
    expect(await blockersOf(older)).toEqual([])
    const done = await merge(older, younger)
    expect(done).toMatchObject({ lead: { id: leadId(older), status: 'DISPATCHED' } })
    expect(await blockersOf(older)).toContain('ALREADY_SENT')
    await unmerge(done.merge?.id)
    // Two people after all: each has what was theirs.
    expect(await blockersOf(older)).toEqual([])
    expect(await blockersOf(younger)).toContain('ALREADY_SENT')
  })

  test('what was sent while they were one was sent to both', async () => {
    const older = await person()
    const younger = await person()
    // What never left bars nobody, and is in nobody's way.
    await sent(younger, 'NOT_SENT')
    const done = await merge(older, younger)
    expect(await blockersOf(older)).not.toContain('ALREADY_SENT')
    await api.writer.pool.query(`update draft set status = 'REJECTED' where lead_id = $1`, [older.id])
    await sent(older)
    expect(await unmerge(done.merge?.id)).toMatchObject({ __typename: 'UnmergeLeadsSuccess' })
    expect(await blockersOf(older)).toContain('ALREADY_SENT')
    expect(await blockersOf(younger)).toContain('ALREADY_SENT')
  })

  test('who asked under one of their names to be left alone is left alone under all', async () => {
    const older = await person()
    const younger = await person()
    const asked = (email: string | null) => suppress(api.writer, operator, { email, domain: null, linkedinUrl: null, reason: 'asked' })
    await asked(younger.email)
    const done = await merge(older, younger)
    expect(done).toMatchObject({ lead: { status: 'UNSUBSCRIBED' } })
    expect(await blockersOf(older)).toEqual(expect.arrayContaining(['SUPPRESSED', 'STATUS_FORBIDS']))
    expect(await unmerge(done.merge?.id)).toMatchObject({ lead: { status: 'PENDING' }, other: { status: 'UNSUBSCRIBED' } })
    expect(await blockersOf(older)).toEqual([])

    // By the address that the merge took in, after it.
    const [third, fourth] = [await person(), await person()]
    const later = await merge(third, fourth)
    await asked(fourth.email)
    const { data } = await api.ask<{ lead: { status: string } }>(key, 'query ($id: ID!) { lead(id: $id) { status } }', {
      id: leadId(third),
    })
    expect(data?.lead.status).toBe('UNSUBSCRIBED')
    expect(await unmerge(later.merge?.id)).toMatchObject({ other: { status: 'UNSUBSCRIBED' } })
  })

  test('who has answered while they were one has answered for both, though their status did not move by it', async () => {
    const replied = { status: 'REPLIED' }
    const [older, younger] = [await person({ columns: replied }), await person({ columns: { status: 'SENT' } })]
    const first = await merge(older, younger)
    await answer(younger, 'Sounds interesting, tell me more.')
    expect(await unmerge(first.merge?.id)).toMatchObject({ lead: replied, other: replied })
    // The other way round: the one that stayed had its answer from the one that went.
    const [third, fourth] = [await person(), await person({ columns: replied })]
    const second = await merge(third, fourth)
    await answer(third, 'Sounds interesting, tell me more.')
    expect(await unmerge(second.merge?.id)).toMatchObject({ lead: replied, other: replied })
    // What one of them had answered before they were one is theirs alone.
    const [fifth, sixth] = [await person(), await person({ columns: { status: 'SENT' } })]
    await answer(fifth, 'Sounds interesting, tell me more.')
    const another = await merge(fifth, sixth)
    expect(await unmerge(another.merge?.id)).toMatchObject({ lead: replied, other: { status: 'SENT' } })
  })

  test('they are not taken apart while a reply that came to them as one may ask us to stop', async () => {
    const doubtful = 'How did you get my email? This is getting annoying.'
    const [older, younger] = [await person(), await person()]
    // Of before: it waits for a person, and is one lead's alone.
    await answer(older, doubtful)
    const done = await merge(older, younger)
    expect(await unmerge(done.merge?.id)).toMatchObject({ __typename: 'UnmergeLeadsSuccess' })
    const [third, fourth] = [await person(), await person()]
    const later = await merge(third, fourth)
    const { id, version } = await answer(fourth, doubtful)
    expect(await unmerge(later.merge?.id)).toMatchObject({ __typename: 'RefusedError', reasons: [{ code: 'REPLY_WAITS' }] })
    await classifyReply(runner, createLog('test', 'silent'), operator, { replyId: id, class: 'UNSUBSCRIBE', version })
    // Nor while what it says has had no effect yet.
    const handedBack = (error: string | null, at: string | null) =>
      runner.pool.query('update delivery set error = $2, applied_at = $3 where id = (select delivery_id from reply where id = $1)', [
        id,
        error,
        at,
      ])
    const { rows } = await runner.pool.query<{ at: string }>('select max(applied_at)::text as at from delivery')
    await handedBack('It could not be applied.', null)
    expect(await unmerge(later.merge?.id)).toMatchObject({ reasons: [{ code: 'REPLY_WAITS' }] })
    await handedBack(null, rows[0]?.at ?? null)
    expect(await unmerge(later.merge?.id)).toMatchObject({ lead: { status: 'UNSUBSCRIBED' }, other: { status: 'UNSUBSCRIBED' } })
  })

  test('a no of their own outweighs a list that may be taken back and a bounce of a mailbox, whichever lead is older', async () => {
    const listed = { status: 'DISQUALIFIED', status_cause: 'exclusion' }
    const refused = { status: 'DISQUALIFIED', status_cause: 'not_interested' }
    for (const [first, second] of [
      [listed, refused],
      [refused, listed],
      [{ status: 'BOUNCED', status_cause: null }, refused],
      [refused, { status: 'BOUNCED', status_cause: null }],
    ] as const) {
      const older = await person({ columns: first })
      await merge(older, await person({ columns: second }))
      const { rows } = await api.writer.pool.query('select status, status_cause from lead where id = $1', [older.id])
      expect(rows).toEqual([refused])
    }
  })

  test('who is on a list by the address that the merge took in stays out when another list lets go', async () => {
    const [older, younger] = [await person(), await person()]
    await merge(older, younger)
    await api.writer.pool.query(`select * from exclude($1, 'test')`, [
      JSON.stringify([{ kind: 'DO_NOT_CONTACT', email: younger.email, person_key: younger.email, source: 'test' }]),
    ])
    await api.writer.transaction((tx) => requalifyLeads(tx, operator))
    const { rows } = await api.writer.pool.query('select status, status_cause from lead where id = $1', [older.id])
    expect(rows).toEqual([{ status: 'DISQUALIFIED', status_cause: 'exclusion' }])
  })

  test('a bounce is of a mailbox: the other address is still good', async () => {
    const older = await person()
    const younger = await person({ columns: { status: 'BOUNCED' } })
    await api.writer.pool.query(`select * from suppress($1, 'test')`, [
      JSON.stringify([
        {
          email: younger.email,
          person_key: younger.email,
          reason: 'Mail to this address bounced.',
          source: 'instantly',
          status: 'BOUNCED',
        },
      ]),
    ])
    expect(await merge(older, younger)).toMatchObject({ lead: { status: 'PENDING' } })
    expect(await blockersOf(older)).toEqual([])
  })

  test('drafts that would say it again are withdrawn, and wait again once they are two', async () => {
    const older = await person()
    const younger = await person()
    await sent(older)
    const draft = await make.draft(api.writer, { lead: { id: younger.id, email: younger.email ?? '', firstName: 'Ana', companyId: '' } })
    const done = await merge(older, younger)
    const status = async () => (await api.writer.pool.query(`select status, lead_id from draft where id = $1`, [draft.id])).rows
    expect(await status()).toEqual([{ status: 'WITHDRAWN', lead_id: older.id }])
    // What went to the older before is nothing that came to the younger since.
    expect(await unmerge(done.merge?.id)).toMatchObject({ lead: { status: 'DISPATCHED' }, other: { status: 'PENDING' } })
    expect(await status()).toEqual([{ status: 'PENDING', lead_id: younger.id }])
  })

  test('what was approved for one address is not sent to the other: it waits for a person again', async () => {
    const older = await person()
    const younger = await person()
    const onlyProfile = await person({ email: false })
    const approved = async (lead: Person) =>
      make.draft(api.writer, {
        lead: { id: lead.id, email: lead.email ?? '', firstName: 'Ana', companyId: '' },
        columns: { status: 'APPROVED', claims: '[]', facts_digest: Buffer.from(factsDigestOf([], []), 'hex') },
      })
    const status = async (id: string) =>
      (
        await api.writer.pool.query(
          'select d.status, d.lead_id as lead, r.reason from draft d left join review r on r.draft_id = d.id where d.id = $1',
          [id],
        )
      ).rows[0]
    const [moved, same] = [await approved(younger), await approved(await person({ linkedin: false }))]
    const merged = await merge(older, younger)
    expect(await status(moved.id)).toEqual({
      status: 'PENDING',
      lead: older.id,
      reason: 'It was approved for another address of this person.',
    })
    await merge(onlyProfile, { id: same.lead.id, email: same.lead.email, linkedin: null })
    expect(await status(same.id)).toEqual({ status: 'APPROVED', lead: onlyProfile.id, reason: null })
    // The other way round: what was approved while they were one, for the address that they had then.
    await api.writer.pool.query(`update draft set status = 'APPROVED' where id = $1`, [moved.id])
    await unmerge(merged.merge?.id)
    expect(await status(moved.id)).toMatchObject({ status: 'PENDING', lead: younger.id })
  })

  test('nothing is merged underneath a frozen batch or a hand-over', async () => {
    const older = await person()
    const younger = await person()
    const { batchId, sendIds } = await frozen(younger)
    expect(await merge(older, younger)).toMatchObject({
      __typename: 'RefusedError',
      code: 'GUARD_REFUSED',
      reasons: [{ code: 'IN_BATCH' }],
    })
    await reserve(runner.pool, sendIds)
    expect(await merge(older, younger)).toMatchObject({ reasons: [{ code: 'IN_FLIGHT' }] })
    const { rows } = await api.writer.pool.query(
      `select (select count(*)::int from lead_merge where merged_id = $1) as merges, (select lead_id from send where id = $2) as lead`,
      [younger.id, sendIds[0]],
    )
    expect(rows).toEqual([{ merges: 0, lead: younger.id }])
    expect(batchId).not.toBe('')
  })
  test('who hears of them meanwhile and asks their sends back is waited for, and waits for nobody', async () => {
    const older = await person()
    const younger = await person()
    const sendId = await sent(younger)
    /** Whoever applies an opt-out: found by the address, the lead is locked, and only then a send of theirs is named. */
    const hearBeside = async <T>(lead: Person, work: () => Promise<T>): Promise<T> => {
      const hearing = await api.writer.pool.connect()
      try {
        await hearing.query('begin')
        await hearing.query(`set local lock_timeout = '2s'`)
        await hearing.query('select from lead where id = $1 for update', [lead.id])
        const working = work()
        await expect
          .poll(() =>
            api.writer.pool
              .query(
                `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%merge_leads(%'`,
              )
              .then(({ rows }) => rows.length),
          )
          .toBe(1)
        const naming = hearing.query(
          `insert into recall (send_id, kind, reason, asked_at) values ($1, 'LEAD', 'Suppressed.', business_now())`,
          [sendId],
        )
        await naming.finally(() => hearing.query('rollback'))
        return await working
      } finally {
        hearing.release()
      }
    }
    const done = await hearBeside(younger, () => merge(older, younger))
    expect(done).toMatchObject({ __typename: 'MergeLeadsSuccess' })
    const undone = await hearBeside(older, () => unmerge(done.merge?.id))
    expect(undone).toMatchObject({ __typename: 'UnmergeLeadsSuccess' })
  })
})

describe('who is there twice is found', () => {
  const header = 'First Name,Last Name,Company Name,Website,Email,Person Linkedin Url\n'
  const file = (row: string) => new TextEncoder().encode(header + row)
  const suggestions = async (lead: Person) =>
    (
      await api.ask<{ lead: { mergeSuggestions: { id: string; kind: string; evidence: string }[] } }>(
        key,
        'query ($id: ID!) { lead(id: $id) { mergeSuggestions { id kind evidence } } }',
        { id: leadId(lead) },
      )
    ).data?.lead.mergeSuggestions ?? []

  test('a row with the address of one and the profile of the other merges them', async () => {
    const older = await person({ linkedin: false })
    const younger = await person({ email: false })
    const row = `Ana,Ruiz,,,${older.email},linkedin.com/in/${younger.linkedin?.slice(3)}`
    const done = await load(api, key, file(row))
    expect(done.outcomes.nodes).toMatchObject([{ outcome: 'UPDATED', code: 'MERGED', lead: { id: leadId(older) } }])
    const { rows } = await api.writer.pool.query(`select linkedin_key from lead where id = $1`, [older.id])
    expect(rows).toEqual([{ linkedin_key: younger.linkedin }])
    expect((await load(api, key, file(row))).outcomes.nodes).toMatchObject([{ outcome: 'DUPLICATE', code: 'KNOWN' }])
  })

  test('where each has another of its own, a person decides; once told apart they stay apart', async () => {
    const older = await person()
    const younger = await person()
    const row = `Ana,Ruiz,,,${older.email},linkedin.com/in/${younger.linkedin?.slice(3)}`
    expect((await load(api, key, file(row))).outcomes.nodes).toMatchObject([{ outcome: 'DUPLICATE', code: 'TWO_LEADS' }])
    const [found] = await suggestions(older)
    expect(found).toMatchObject({ kind: 'CONTRADICTION' })
    expect(await suggestions(younger)).toEqual([found])
    const dismiss = () =>
      api.ask(key, 'mutation ($id: ID!) { dismissMergeSuggestion(input: { id: $id }) { __typename } }', { id: found?.id })
    expect((await dismiss()).data).toEqual({ dismissMergeSuggestion: { __typename: 'DismissMergeSuggestionSuccess' } })
    expect((await dismiss()).data).toEqual({ dismissMergeSuggestion: { __typename: 'RefusedError' } })
    await load(api, key, file(row))
    expect(await suggestions(older)).toEqual([])
  })

  test('what a provider says of one lead tells that another is the same person', async () => {
    const older = await person({ linkedin: false })
    const younger = await person({ email: false })
    const batch = await frozen(older)
    await api.writer.pool.query(
      `insert into lead_observation (lead_id, provider, facts, observed_at) values ($1, 'apollo', $2, business_now())`,
      [
        older.id,
        JSON.stringify({
          linkedinUrl: { value: `HTTP://DE.linkedin.com/in/${younger.linkedin?.slice(3).toUpperCase()}/?x=1`, confidence: null },
        }),
      ],
    )
    const sweep = () => sweepMerges(runner, createLog('test', 'silent'))
    expect(await sweep()).toEqual({ merged: 0 })
    expect(await suggestions(older)).toMatchObject([{ kind: 'SAME_PERSON' }])
    // The batch is through: nothing is under way any more.
    await api.writer.pool.query(`select end_batches(array[$1::uuid], 'CANCELLED', 'CANCELLED', 'Called off.', 'test')`, [batch.batchId])
    expect(await sweep()).toEqual({ merged: 1 })
    expect(await sweep()).toEqual({ merged: 0 })
    const { rows } = await api.writer.pool.query(`select merged_by, lead_id from lead_merge where merged_id = $1`, [younger.id])
    expect(rows).toEqual([{ merged_by: 'HUNTER', lead_id: older.id }])
    const undone = await api.ask<{ lead: { merges: { id: string }[] } }>(key, 'query ($id: ID!) { lead(id: $id) { merges { id } } }', {
      id: leadId(older),
    })
    await unmerge(undone.data?.lead.merges[0]?.id)
    // A person said that they are two: what the provider says does not merge them again.
    expect(await sweep()).toEqual({ merged: 0 })
  })

  test('two who waited to be merged, and of whom each has a profile of their own by now, are left to a person', async () => {
    const [older, younger] = [await person({ linkedin: false }), await person({ email: false })]
    await api.writer.pool.query(
      `insert into merge_suggestion (lead_id, other_id, kind, evidence, at) values (least($1::uuid, $2), greatest($1::uuid, $2), 'SAME_PERSON', 'said together', business_now())`,
      [older.id, younger.id],
    )
    await api.writer.pool.query(
      `update lead set linkedin_key = 'in:somebody-else', linkedin_url = 'https://www.linkedin.com/in/somebody-else' where id = $1`,
      [older.id],
    )
    await sweepMerges(runner, createLog('test', 'silent'))
    const { rows } = await api.writer.pool.query(`select kind from merge_suggestion where $1::uuid in (lead_id, other_id)`, [older.id])
    expect(rows).toEqual([{ kind: 'CONTRADICTION' }])
    const { rows: both } = await api.writer.pool.query('select from lead where id = any ($1)', [[older.id, younger.id]])
    expect(both).toHaveLength(2)
  })

  test('of two profiles that wait for one address the first is merged, and the second left to a person', async () => {
    const older = await person({ linkedin: false })
    const [first, second] = [await person({ email: false }), await person({ email: false })]
    for (const { id } of [first, second])
      await api.writer.pool.query(
        `insert into merge_suggestion (lead_id, other_id, kind, evidence, at) values (least($1::uuid, $2), greatest($1::uuid, $2), 'SAME_PERSON', 'said together', business_now())`,
        [older.id, id],
      )
    expect(await sweepMerges(runner, createLog('test', 'silent'))).toEqual({ merged: 1 })
    const { rows } = await api.writer.pool.query('select id, linkedin_key from lead where id = any ($1)', [[older.id, first.id, second.id]])
    expect(rows).toHaveLength(2)
    expect(await suggestions(older)).toMatchObject([{ kind: 'CONTRADICTION' }])
  })

  test('two of one name at one company are shown to a person, unless their profiles differ', async () => {
    const employer = await make.company(api.writer)
    const columns = { company_id: employer.id, full_name: 'Ana Namesake' }
    const [one, two] = [await person({ linkedin: false, columns }), await person({ email: false, columns })]
    await live(two, {})
    await sweepMerges(runner, createLog('test', 'silent'))
    expect(await suggestions(one)).toMatchObject([{ kind: 'SAME_NAME' }])
    const { data } = await api.ask<{ mergeSuggestions: { edges: { node: { kind: string } }[] } }>(
      key,
      '{ mergeSuggestions(first: 1) { edges { node { kind lead { id } other { id } } } } }',
    )
    expect(data?.mergeSuggestions.edges).toHaveLength(1)
  })
})
