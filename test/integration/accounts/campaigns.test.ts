import { newId } from '@swarm/db/new-id'
import { createWriter, type Writer } from '@swarm/db/write'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import * as make from '../../harness/make.ts'
import { makeAccounts, makeBatch, moveClock, sendTo, tuesdayMorning } from '../../harness/make-dispatch.ts'

let api: TestApi
let writer: Writer
let superuser: pg.Client
let key: string
const count = 12
beforeAll(async () => {
  api = await startTestApi()
  writer = createWriter({ url: api.database.urls.superuser, name: 'test', maxConnections: 2, onConnectionError: () => {} })
  superuser = new pg.Client({ connectionString: api.database.urls.superuser })
  await superuser.connect()
  await superuser.query('create extension pg_stat_statements')
  key = await api.keyFor('read')
  await moveClock(writer, tuesdayMorning)
  const [account = ''] = await makeAccounts(writer, 2)
  // People answer after they were written to.
  const at = new Date((await make.now(writer)).getTime() + 3_600_000)
  for (let place = 0; place < count; place++) {
    const leads = [await make.lead(writer), await make.lead(writer)]
    const { batchId, sendIds } = await makeBatch(
      writer,
      leads.map((lead) => sendTo(lead.email, { lead: lead.id, account })),
    )
    await superuser.query(
      `with made as (
         insert into campaign (batch_id, platform, account, zone, window_from, window_to, state, created_at)
         values ($1, 'INSTANTLY', $2, 'America/Denver', business_now(), business_now() + interval '3 hours', 'ACTIVE', business_now() + make_interval(secs => $3)) returning id)
       update send set status = 'PROVEN', accepted_at = business_now(), proven_at = business_now(), campaign_id = made.id from made where batch_id = $1`,
      [batchId, account, place],
    )
    const signal = (lead: number, kind: string, detail: object) =>
      superuser.query(`insert into signal (id, lead_id, kind, provider, at, detail) values ($1, $2, $3, 'instantly', $4, $5)`, [
        newId(at),
        leads[lead]?.id,
        kind,
        at,
        JSON.stringify(detail),
      ])
    await signal(0, 'EMAIL_OPENED', { sendId: sendIds[0], open: 'machine' })
    await signal(1, 'EMAIL_REPLIED', { sendId: sendIds[1] })
    // An unsubscribe link names its lead alone.
    await signal(1, 'UNSUBSCRIBED', {})
  }
})
afterAll(async () => {
  await superuser.end()
  await writer.end()
  await api.stop()
})

async function statementsRun(): Promise<number> {
  const { rows } = await superuser.query<{ calls: number }>(
    `select coalesce(sum(calls), 0)::int as calls from pg_stat_statements s join pg_database d on d.oid = s.dbid join pg_roles r on r.oid = s.userid
     where d.datname = current_database() and r.rolname = 'swarm_read' and s.toplevel`,
  )
  return rows[0]?.calls ?? 0
}

type Answer = {
  campaigns: {
    edges: {
      node: {
        account: { address: string; counts: { sends: number; replies: number } }
        counts: { sends: number; opens: number | null; replies: number; bounces: number; unsubscribes: number }
        createdAt: string
      }
    }[]
    pageInfo: { hasNextPage: boolean; endCursor: string | null }
  }
}

async function page(first: number, after: string | null = null): Promise<{ answer: Answer['campaigns']; statements: number }> {
  const before = await statementsRun()
  const { data, errors } = await api.ask<Answer>(
    key,
    `query ($first: Int!, $after: String) { campaigns(first: $first, after: $after) {
       edges { node { createdAt account { address counts { sends replies } } batch { id } counts { sends opens replies bounces unsubscribes } } }
       pageInfo { hasNextPage endCursor } } }`,
    { first, after },
  )
  expect(errors).toBeUndefined()
  if (!data) throw new Error('no data')
  return { answer: data.campaigns, statements: (await statementsRun()) - before }
}

test('a campaign tells what it sent and what came back; a scanner’s open is none, and what was told makes it tracked', async () => {
  const { answer } = await page(1)
  expect(answer.edges[0]?.node).toMatchObject({
    account: { counts: { sends: count * 2, replies: count } },
    counts: { sends: 2, opens: 0, replies: 1, bounces: 0, unsubscribes: 1 },
  })
})

test('campaigns are paged newest first, each once', async () => {
  const seen: string[] = []
  for (let after: string | null = null; ; ) {
    const { answer } = await page(5, after)
    seen.push(...answer.edges.map(({ node }) => node.createdAt))
    if (!answer.pageInfo.hasNextPage) break
    after = answer.pageInfo.endCursor
  }
  expect(seen).toHaveLength(count)
  expect(seen).toEqual([...new Set(seen)].sort().reverse())
})

test('twelve campaigns with their accounts, batches and counts cost as many statements as two', async () => {
  const few = await page(2)
  const many = await page(count)
  expect(many.answer.edges).toHaveLength(count)
  expect(many.statements).toBe(few.statements)
  expect(many.statements).toBeLessThanOrEqual(5)
})
