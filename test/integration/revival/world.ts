import { createWriter } from '@swarm/db/write'
import { craftFollowUpDrafts } from '@swarm/jobs/craft/craft-follow-up-drafts'
import { loadAddressLists } from '@swarm/jobs/identity/load-address-lists'
import { scanRevival } from '@swarm/jobs/revival/scan-revival'
import { cloneDatabase } from '../../harness/database.ts'
import type * as make from '../../harness/make.ts'
import { makeAccounts, moveClock, operator, tuesdayMorning } from '../../harness/make-dispatch.ts'
import { leadWrittenTo } from '../craft/written-to.ts'

export const addressLists = loadAddressLists({ sandbox: true })

/** A database past its ramp on a Tuesday morning, with accounts that are long warm. */
export async function startRevival() {
  const database = await cloneDatabase()
  const writer = createWriter({ url: database.urls.jobs, name: 'test', maxConnections: 4, onConnectionError: () => {} })
  const root = createWriter({ url: database.urls.superuser, name: 'test', maxConnections: 3, onConnectionError: () => {} })
  await moveClock(root, tuesdayMorning)
  const accounts = await makeAccounts(root, 2)
  await root.pool.query(`insert into ramp_graduation (at, by) values (business_now() - interval '90 days', 'test')`)
  const rows = async (text: string, ...values: unknown[]) => (await root.pool.query(text, values)).rows
  return {
    database,
    writer,
    root,
    accounts,
    rows,
    scan: (dryRun: boolean) =>
      scanRevival(writer, (tx, items) => craftFollowUpDrafts(tx, { publicUrl: 'http://localhost:4000', addressLists }, items), operator, {
        dryRun,
      }),
    /** Somebody who got an email of ours that long ago, and of whom nothing was heard since. */
    async silent(days: number, columns: Record<string, unknown> = {}): Promise<make.MadeLead> {
      const lead = await leadWrittenTo(root)
      await root.pool.query(`update send set accepted_at = business_now() - $2 * interval '1 day' where lead_id = $1`, [lead.id, days])
      await root.pool.query(`update lead set last_activity_at = business_now() - $2 * interval '1 day', account = $3 where id = $1`, [
        lead.id,
        days,
        accounts[0],
      ])
      for (const [name, value] of Object.entries(columns))
        await root.pool.query(`update lead set ${name} = $2 where id = $1`, [lead.id, value])
      return lead
    },
    signal: (leadId: string, kind: string, daysAgo: number, detail: object = {}) =>
      root.pool.query(
        `insert into signal (id, lead_id, kind, provider, at, detail) select uuid_v7(a.at), $1, $2, 'instantly', a.at, $4 from (select business_now() - $3 * interval '1 day' as at) a`,
        [leadId, kind, daysAgo, JSON.stringify(detail)],
      ),
    async stop() {
      await writer.end()
      await root.end()
      await database.drop()
    },
  }
}

export type RevivalWorld = Awaited<ReturnType<typeof startRevival>>
