import { createWriter, type Writer } from '@swarm/db/write'
import { startTestApi, type TestApi } from '../../harness/api.ts'
import * as make from '../../harness/make.ts'
import {
  approvedSend,
  changeSettings,
  makeAccounts,
  makeBatch,
  moveClock,
  operator,
  reserve,
  tuesdayMorning,
} from '../../harness/make-dispatch.ts'

export type RampWorld = {
  api: TestApi
  root: Writer
  admin: string
  operate: string
  ask<Data = Record<string, unknown>>(query: string, variables?: Record<string, unknown>, key?: string): Promise<Data>
  /** Live sends of now, proven unless told otherwise; answers their ids. */
  send(count: number, given?: { status?: string; columns?: Record<string, unknown> }): Promise<string[]>
  /** A person decides a draft. */
  decide(decision?: 'APPROVE' | 'REJECT', tag?: string): Promise<void>
  close(decision?: string, on?: string | null): Promise<Record<string, unknown>>
  /** A day as it should be: decided, sent, proven, closed. Ends on the next day at the same hour. */
  cleanDay(decision?: string): Promise<void>
  nextDay(days?: number): Promise<void>
  /** Everything that graduation needs besides clean days. */
  healthy(): Promise<void>
  stop(): Promise<void>
}

/** The product's own API (or one that is there already) on a Tuesday morning, with the way up after the ramp as it ships. */
export async function startRamp(given?: TestApi): Promise<RampWorld> {
  const api = given ?? (await startTestApi())
  const root = createWriter({ url: api.database.urls.superuser, name: 'test', maxConnections: 3, onConnectionError: () => {} })
  const admin = await api.keyFor('read', 'review', 'operate', 'admin')
  const operate = await api.keyFor('read', 'operate')
  await moveClock(root, tuesdayMorning)
  await makeAccounts(root, 2)
  await changeSettings(root, 'dispatch', ['ramp', 'emailStepsAfter'], [5, 10, 15])
  await changeSettings(root, 'dispatch', ['ramp', 'canaryDays'], 3)
  await changeSettings(root, 'dispatch', ['separateApprover'], 'off')
  const world: RampWorld = {
    api,
    root,
    admin,
    operate,
    async ask<Data>(query: string, variables?: Record<string, unknown>, key = admin) {
      const { data, errors } = await api.ask<Data>(key, query, variables)
      if (errors || !data) throw new Error(JSON.stringify(errors))
      return data
    },
    async send(count, { status = 'PROVEN', columns = {} } = {}) {
      const sends = []
      for (let nth = 0; nth < count; nth++) sends.push(await approvedSend(root, columns))
      const { batchId, sendIds } = await makeBatch(root, sends)
      const reserved = await reserve(root.pool, sendIds)
      const refused = reserved.find(({ reserved: isTaken }) => !isTaken)
      if (refused) throw new Error(`${refused.code}: ${refused.message}`)
      await root.pool.query(
        `update send set status = $2::send_status, accepted_at = business_now(), proven_at = case when $2::send_status = 'PROVEN' then business_now() end,
           code = case when $2::send_status = 'REFUSED' then 'NO' end, window_to = business_now() + interval '2 hours' where id = any ($1)`,
        [sendIds, status],
      )
      await root.pool.query(`update batch set status = 'EXECUTED', finished_at = business_now() where id = $1`, [batchId])
      return sendIds
    },
    async decide(decision = 'APPROVE', tag) {
      const draft = await make.draft(root, { columns: { status: decision === 'APPROVE' ? 'APPROVED' : 'REJECTED' } })
      await root.pool.query(
        `insert into review (draft_id, draft_version, decision, tag, reason, actor, at) values ($1, 1, $2, $3, 'Because of the words.', $4, business_now())`,
        [draft.id, decision, decision === 'REJECT' ? (tag ?? 'weak_cta') : null, operator.name],
      )
    },
    async close(decision = 'CONTINUE', on = null) {
      const { closeDay } = await world.ask<{ closeDay: Record<string, unknown> }>(
        `mutation ($input: CloseDayInput!) { closeDay(input: $input) { __typename ... on CloseDaySuccess { day { on clean whyNot owner close { decision by nextOwner } } }
          ... on UserError { code message } ... on ConflictError { decidedBy } } }`,
        { input: { decision, note: 'A quiet day.', nextOwner: 'Dana', ...(on === null ? {} : { on }) } },
      )
      return closeDay
    },
    async cleanDay(decision) {
      await world.decide()
      await world.send(1)
      await world.close(decision)
      await world.nextDay()
    },
    async nextDay(days = 1) {
      const now = await make.now(root)
      await moveClock(root, new Date(now.getTime() + days * 86_400_000).toISOString())
    },
    async healthy() {
      for (let nth = 0; nth < 5; nth++) await world.decide()
      await root.pool.query(
        `insert into process (kind, version, host, pid, seen_at) values ('api', 'test', 'here', 1, now() + interval '1 day')`,
      )
      for (const name of ['SMOKE', 'REPLAY']) {
        const { recordCheck } = await world.ask<{ recordCheck: unknown }>(
          `mutation ($input: RecordCheckInput!) { recordCheck(input: $input) { __typename ... on RecordCheckSuccess { version } ... on UserError { message } } }`,
          { input: { name, passed: true } },
        )
        if (JSON.stringify(recordCheck) !== '{"__typename":"RecordCheckSuccess","version":"test"}')
          throw new Error(JSON.stringify(recordCheck))
      }
    },
    async stop() {
      await root.end()
      if (given === undefined) await api.stop()
    },
  }
  return world
}
