import { randomInt, randomUUID } from 'node:crypto'
import { createWriter, type Writer } from '@swarm/db/write'
import type { SendToFreeze } from '@swarm/jobs/dispatch/freeze-batch'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../harness/database.ts'
import { approvedLinkedinSend, linkedinSend, openLinkedin } from '../harness/linkedin.ts'
import * as make from '../harness/make.ts'
import {
  approvedSend,
  changeSettings,
  makeAccounts,
  makeBatch,
  moveClock,
  proveByHand,
  reserve,
  sendTo,
  tuesdayMorning,
} from '../harness/make-dispatch.ts'

const seed = Number(process.env.SEED ?? randomInt(1_000_000))

/** Small, seeded, good enough to mix things. */
function randomOf(start: number): (below: number) => number {
  let state = start
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const emailPlatforms = ['INSTANTLY', 'GHL', 'RESEND', 'SMTP'] as const
const account = 'ana@sender-0.example'

let database: TestDatabase
let writer: Writer
beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.superuser, name: 'test', maxConnections: 6, onConnectionError: () => {} })
  await moveClock(writer, tuesdayMorning)
  await makeAccounts(writer, 1)
  await openLinkedin(writer, writer)
  for (const ceiling of [
    'emailPerDay',
    'emailPerAccountPerDay',
    'emailPerDomainPerDay',
    'emailPerDomainPerBatch',
    'linkedinRequestsPerAccountPerDayAtFirst',
  ])
    await changeSettings(writer, 'dispatch', ['ceilings', ceiling], 10_000)
  await changeSettings(writer, 'dispatch', ['ramp', 'emailStepsAfter'], [10_000])
  await changeSettings(writer, 'dispatch', ['ramp', 'canaryDays'], 0)
  await writer.pool.query(
    `insert into provider_hook (provider, is_hearing, checked_at) values ('ghl', true, now() + interval '1 day') on conflict (provider) do update set is_hearing = true, checked_at = excluded.checked_at`,
  )
  for (const platform of ['GHL', 'RESEND', 'SMTP'] as const) {
    await writer.pool.query(
      `insert into sending_account (platform, address, domain, position, created_at) values ($1, $2, 'sender-0.example', 9, '2026-01-01')`,
      [platform, account],
    )
    const test = sendTo(`test-${platform.toLowerCase()}@inside.example`, { platform, account, step: 0 })
    const { batchId } = await makeBatch(writer, [test], { isTest: true })
    await proveByHand(writer, batchId)
    await writer.pool.query(`update batch set status = 'EXECUTED', finished_at = business_now() where id = $1`, [batchId])
  }
})
afterAll(async () => {
  await writer.end()
  await database.drop()
})

/** What counts as handed over, whatever we know of it. */
const owned = ['IN_FLIGHT', 'ACCEPTED', 'PROVEN', 'UNKNOWN']

async function statusesOf(sendIds: readonly string[]): Promise<string[]> {
  const { rows } = await writer.pool.query<{ status: string }>(
    'select status from send where id = any($1) order by array_position($1, id)',
    [sendIds],
  )
  return rows.map(({ status }) => status)
}

let persons = 0

/** The same touch of one person on every platform, each by a lead, a draft and a batch of its own, as duplicates and mistakes upstream would make them. */
async function sameTouch(): Promise<string[]> {
  const person = `person-${++persons}@one.example`
  const ids: string[] = []
  for (const platform of emailPlatforms) {
    const send: SendToFreeze = await approvedSend(writer, { person, platform, account })
    ids.push(...(await makeBatch(writer, [send])).sendIds)
  }
  return ids
}

test(`a touch belongs to the first platform that took it, through any order of tries and answers (seed ${seed})`, async () => {
  const random = randomOf(seed)
  const outcomes = ['ACCEPTED', 'UNKNOWN', 'REFUSED', 'NOT_SENT'] as const
  const taken = new Set<(typeof emailPlatforms)[number] | undefined>()
  for (let round = 0; round < 5; round++) {
    const ids = await sameTouch()
    for (let tries = 0; tries < 9; tries++) {
      // One at a time or several at once, as eight runners would; who asks first differs from round to round.
      // In two rounds one asks before the others: a busy machine may let the same one win every race.
      const isRace = tries % 3 === 0 && (tries > 0 || round === 0 || round > 2)
      const inTurn = [...ids.slice(round % ids.length), ...ids.slice(0, round % ids.length)]
      const chosen = isRace ? inTurn : tries === 0 ? inTurn.slice(0, 1) : [ids[random(ids.length)] ?? '']
      const keys = chosen.map(() => randomUUID())
      const answers = await Promise.all(chosen.map((id, place) => reserve(writer.pool, [id], keys[place])))
      const won = answers.flatMap((rows, place) => (rows[0]?.reserved === true ? [place] : []))
      expect(won.length, 'at most one request at a time').toBeLessThanOrEqual(1)
      const [place] = won
      if (place !== undefined) taken.add(emailPlatforms[ids.indexOf(chosen[place] ?? '')])
      if (place !== undefined && random(5) > 0) {
        const outcome = outcomes[random(outcomes.length)]
        await writer.pool.query('select settle($1, $2)', [
          keys[place],
          JSON.stringify([{ sendId: chosen[place], outcome, code: outcome, message: 'The platform said so.', notBeforeMs: 0 }]),
        ])
      }
      const statuses = await statusesOf(ids)
      const holding = statuses.flatMap((status, at) => (owned.includes(status) ? [at] : []))
      expect(holding.length, statuses.join()).toBeLessThanOrEqual(1)
    }
    // An answer that never came is still an owner: nobody else gets the touch after it.
    const statuses = await statusesOf(ids)
    if (statuses.includes('UNKNOWN')) for (const id of ids) expect((await reserve(writer.pool, [id]))[0]?.reserved).toBe(false)
  }
  // It would say nothing if only one platform ever took anything.
  expect(taken.size, [...taken].join()).toBeGreaterThan(1)
})

const waitingReservations = async () => {
  const { rows } = await writer.pool.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%from reserve(%'`,
  )
  return rows[0]?.count
}

test('who went through GoHighLevel stays there: Instantly and HeyReach never get them again', async () => {
  const request = await approvedLinkedinSend(writer)
  const { rows } = await writer.pool.query<{ email: string }>('select email from lead where id = $1', [request.lead])
  const email = rows[0]?.email ?? ''
  const mail = async (platform: 'GHL' | 'INSTANTLY', round: number) => {
    const lead = { id: request.lead ?? '', email, firstName: 'Ana', companyId: '' }
    const draft = await make.draft(writer, { lead, columns: { status: 'APPROVED', decided_at: await make.now(writer), round } })
    return sendTo(email, { lead: lead.id, draft: draft.id, draftVersion: 1, platform, account, round })
  }
  const first = await makeBatch(writer, [await mail('GHL', 1)])
  const key = randomUUID()
  expect(await reserve(writer.pool, first.sendIds, key)).toMatchObject([{ reserved: true }])
  // Not even while nobody knows what became of it.
  await writer.pool.query('select settle($1, $2)', [
    key,
    JSON.stringify([{ sendId: first.sendIds[0], outcome: 'UNKNOWN', code: 'UNKNOWN_OUTCOME', message: 'No answer.' }]),
  ])
  await moveClock(writer, '2026-11-25T16:00:00.000Z')
  const later = await makeBatch(writer, [await mail('INSTANTLY', 2)])
  const onLinkedin = await makeBatch(writer, [linkedinSend({ ...request, step: 2 })])
  for (const { sendIds } of [later, onLinkedin])
    expect(await reserve(writer.pool, sendIds)).toMatchObject([
      { reserved: false, code: 'STATUS_FORBIDS', message: expect.stringMatching(/GoHighLevel/) },
    ])
  const again = await makeBatch(writer, [await mail('GHL', 3)])
  expect(await reserve(writer.pool, again.sendIds)).toMatchObject([{ reserved: true }])
})

test.each([
  ['by the same name', (email: string) => email],
  ['by another name of theirs', () => 'an-older@address.example'],
])('an email and a request on LinkedIn to one person, %s, taken in the same moment: one of them goes that day', async (_, nameOf) => {
  const request = await approvedLinkedinSend(writer)
  const { rows } = await writer.pool.query<{ email: string }>('select email from lead where id = $1', [request.lead])
  const email = rows[0]?.email ?? ''
  const lead = { id: request.lead ?? '', email, firstName: 'Ana', companyId: '' }
  const draft = await make.draft(writer, { lead, columns: { status: 'APPROVED', decided_at: await make.now(writer) } })
  const mail = await makeBatch(writer, [sendTo(email, { lead: lead.id, draft: draft.id, draftVersion: 1, account })])
  const onLinkedin = await makeBatch(writer, [linkedinSend({ ...request, person: nameOf(email), step: 2 })])

  // The first runner has its answer and has not committed when the second asks.
  const first = await writer.pool.connect()
  try {
    await first.query('begin')
    expect(await reserve(first, mail.sendIds)).toMatchObject([{ reserved: true }])
    const second = reserve(writer.pool, onLinkedin.sendIds)
    await expect.poll(waitingReservations, { timeout: 10_000 }).toBe(1)
    await first.query('commit')
    expect(await second).toMatchObject([{ reserved: false, code: 'ALREADY_SENT', message: 'This person is already written to that day.' }])
  } finally {
    first.release()
  }
})

test('people take turns by few locks of the server, however many are handed over at once', async () => {
  const { sendIds } = await makeBatch(
    writer,
    Array.from({ length: 1_500 }, (_, nth) => sendTo(`p${nth}@many.example`, { account })),
  )
  const runner = await writer.pool.connect()
  try {
    await runner.query('begin')
    await reserve(runner, sendIds)
    const { rows } = await runner.query<{ count: number }>(
      `select count(*)::int as count from pg_locks where pid = pg_backend_pid() and locktype = 'advisory' and classid = hashtext('swarm.person')::bigint & 4294967295`,
    )
    expect(rows[0]?.count).toBeGreaterThan(500)
    expect(rows[0]?.count).toBeLessThanOrEqual(1_024)
    await runner.query('rollback')
  } finally {
    runner.release()
  }
})
