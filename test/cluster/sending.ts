import { setTimeout as sleep } from 'node:timers/promises'
import { createWriter, type Writer } from '@swarm/db/write'
import { decideBatch } from '@swarm/jobs/dispatch/decide-batch'
import { createLog } from '@swarm/jobs/log'
import { createWaker } from '@swarm/jobs/queue/wake'
import { type Finding, findings } from '../faults/findings.ts'
import { minutesPass, prepareExecution, sendNow, sentMails } from '../harness/execution.ts'
import { makeBatch, moveClock, operator } from '../harness/make-dispatch.ts'
import { type Cluster, until } from './start-cluster.ts'

/** When all that may go on that Tuesday has gone. */
const afterWindow = '2026-11-25T07:30:00.000Z'

export type Sending = {
  writer: Writer
  /** Takes no more, waits until all is settled and proven, and holds the sandbox's own log against our book. */
  finish(): Promise<{ findings: Finding[]; sends: number; accepted: number; mails: number; statuses: string }>
  end(): Promise<void>
}

/** The queues of sending and of what a fail-over asks for: nothing else of a living system moves what is counted here. */
export const sendingQueues = 'execute-batch,sweep-sends,expire-batches,apply-deliveries,reconcile-restore'

/** Accounts, settings and a clock by which batches may go out. */
export async function prepareSending(jobsUrl: string): Promise<void> {
  const writer = createWriter({ url: jobsUrl, name: 'harness', maxConnections: 2, onConnectionError: () => {} })
  try {
    await prepareExecution(writer)
  } finally {
    await writer.end()
  }
}

/** Batches that are approved all the while, one a second, each with two people, and handed over by whichever runner takes them. */
export async function startSending(cluster: Cluster): Promise<Sending> {
  const writer = createWriter({ url: cluster.jobsUrl, name: 'harness', maxConnections: 4, onConnectionError: () => {} })
  const waker = await createWaker(cluster.jobsUrl, createLog('harness', 'silent'))
  let isOver = false

  /** A fault in between leaves a batch that nobody approved, or one that no wake-up told of: both are part of what is tested. */
  async function approveOne(): Promise<void> {
    const batch = await makeBatch(writer, [await sendNow(writer), await sendNow(writer)], { isApproved: false })
    await writer.transaction((tx) => decideBatch(tx, operator, batch, true))
    await waker.wake('executeBatch', { batchId: batch.batchId }, batch.batchId)
  }
  async function keepApproving(): Promise<void> {
    while (!isOver) {
      await approveOne().catch(() => {})
      await sleep(1_000)
    }
  }
  /** The minutes that a breaker opened by a fault stays open pass at once. */
  async function breakersClose(): Promise<void> {
    while (!isOver) {
      await sleep(500)
      await writer.pool
        .query(`update provider_breaker set opened_at = opened_at - interval '1 minute' where state = 'OPEN'`)
        .then(() => minutesPass(writer))
        .catch(() => {})
    }
  }
  const working = Promise.all([keepApproving(), breakersClose()])

  return {
    writer,
    async finish() {
      isOver = true
      await working
      const open = async () => {
        await minutesPass(writer)
        await writer.pool.query(
          `update send set not_before = business_now() where status = 'PLANNED' and code = 'BREAKER_OPEN' and not_before > business_now()`,
        )
        const { rows } = await writer.pool.query<{ open: number }>(
          `select count(*)::int as open from send s join batch b on b.id = s.batch_id
           where b.status in ('APPROVED', 'EXECUTING') or s.status = 'IN_FLIGHT' or (s.status = 'UNKNOWN' and s.next_check_at is not null)
             or exists (select from recall r where r.confirmed_at is null and r.campaign_id = s.campaign_id)`,
        )
        return rows[0]?.open === 0
      }
      await until('all is settled', open).catch(async (cause: unknown) => {
        const { rows } = await writer.pool.query<{ left: string }>(
          `select string_agg(c.count || ' ' || c.status || '/' || c.send || coalesce(' ' || c.code, ''), ', ') as left from (
             select b.status, s.status as send, s.code, count(*) from send s join batch b on b.id = s.batch_id group by 1, 2, 3) c`,
        )
        throw new Error(`Batches and sends stand so: ${rows[0]?.left}`, { cause })
      })
      await cluster.sandbox.control('PUT', 'clock', { to: afterWindow })
      await moveClock(writer, afterWindow)
      await waker.wake('sweepSends', {}, 'due')
      await until('all is proven', async () => {
        const { rows } = await writer.pool.query<{ open: number }>(
          `select count(*)::int as open from send where status = 'ACCEPTED' and recalled_at is null`,
        )
        return rows[0]?.open === 0
      }).catch(() => {})
      const mails = await sentMails(cluster.sandbox)
      const { rows } = await writer.pool.query<{ status: string; code: string | null; count: number }>(
        `select s.status, s.code, count(*)::int as count from send s join batch b on b.id = s.batch_id where not b.is_test group by 1, 2 order by 1, 2`,
      )
      const sum = (of: (status: string) => boolean) => rows.reduce((total, { status, count }) => total + (of(status) ? count : 0), 0)
      return {
        findings: await findings(writer, { activations: await cluster.sandbox.requests('/activate$'), mails }, { suppressed: new Set() }),
        sends: sum(() => true),
        accepted: sum((status) => status === 'ACCEPTED' || status === 'PROVEN'),
        mails: mails.length,
        statuses: rows.map(({ status, code, count }) => `${count} ${status}${code === null ? '' : ` (${code})`}`).join(', '),
      }
    },
    async end() {
      isOver = true
      await working
      await waker.stop()
      await writer.end()
    },
  }
}
