import { createWriter, type Writer } from '@swarm/db/write'
import { detectDecay } from '@swarm/jobs/decay/detect-decay'
import { createLog } from '@swarm/jobs/log'
import { applyAllDeliveries } from '@swarm/jobs/signals/apply-deliveries'
import { storeDeliveries } from '@swarm/jobs/signals/store-deliveries'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../harness/database.ts'
import { moveClock, operator } from '../../harness/make-dispatch.ts'
import { delivered, payload, type SentLead, sentLeads } from './sent-leads.ts'

let database: TestDatabase
let writer: Writer
let root: Writer
const log = createLog('test', 'silent')
beforeAll(async () => {
  database = await cloneDatabase()
  writer = createWriter({ url: database.urls.jobs, name: 'test', maxConnections: 4, onConnectionError: () => {} })
  root = createWriter({ url: database.urls.superuser, name: 'test', maxConnections: 2, onConnectionError: () => {} })
})
afterAll(async () => {
  await writer.end()
  await root.end()
  await database.drop()
})

const dayMs = 86_400_000
const kinds = ['email_sent', 'email_opened', 'email_link_clicked'] as const
/** Something that happens to a lead on a day, and how many days later we hear of it. */
type Happening = { kind: (typeof kinds)[number]; day: number; late: number }
const happening = fc.record({ kind: fc.constantFrom(...kinds), day: fc.integer({ min: 0, max: 9 }), late: fc.integer({ min: 1, max: 8 }) })

/** The days of some leads: each hears what happens on its day, or so many days later; the clock looks at them every day. */
async function live(start: number, lives: readonly Happening[][]): Promise<string[]> {
  const { campaignId, leads } = await sentLeads(writer, { count: lives.length + 1 })
  const at = (day: number, place: number) => new Date(start + day * dayMs + place * 3_600_000)
  const tell = async (day: number, place: number, one: Happening, lead: SentLead | undefined) =>
    lead === undefined
      ? []
      : [delivered(payload(one.kind, { ...lead, campaignId }, { at: at(one.day, place), emailId: `mail ${lead.id} ${place} ${day}` }))]
  for (let day = 0; day <= 26; day++) {
    await moveClock(root, new Date(start + day * dayMs + 10 * 3_600_000).toISOString())
    const heard = await Promise.all(
      lives.flatMap((life, nth) => life.flatMap((one, place) => (one.day + one.late === day ? [tell(day, place, one, leads[nth])] : []))),
    )
    // Somebody else of this campaign opens their mail: opens are tracked.
    const other = leads.at(-1)
    const tracked =
      other && day === 0
        ? [
            payload('email_sent', { ...other, campaignId }, { at: at(0, 0) }),
            payload('email_opened', { ...other, campaignId }, { at: at(0, 1) }),
          ].map((one) => delivered(one))
        : []
    if (heard.flat().length + tracked.length > 0) {
      await storeDeliveries(writer.sql, [...tracked, ...heard.flat()])
      await applyAllDeliveries(writer, log)
    }
    await detectDecay(writer, operator, { dryRun: false })
  }
  const { rows } = await root.pool.query<{ status: string }>(
    'select l.status from unnest($1::uuid[]) with ordinality k(id, place) join lead l on l.id = k.id order by k.place',
    [leads.slice(0, -1).map(({ id }) => id)],
  )
  return rows.map(({ status }) => status)
}

test('what is told late, after time has moved a lead, ends where it would have ended heard in time', async () => {
  const start = Date.parse('2026-11-24T00:00:00Z')
  // Many lives in one walk through the days: the first half hears in time, the second late.
  const lives = fc.sample(fc.array(happening, { minLength: 1, maxLength: 4 }), { numRuns: 150, seed: 3 })
  const hard: Happening[][] = [
    [
      { kind: 'email_link_clicked', day: 0, late: 0 },
      { kind: 'email_sent', day: 0, late: 8 },
    ],
    [
      { kind: 'email_link_clicked', day: 0, late: 0 },
      { kind: 'email_sent', day: 0, late: 9 },
      { kind: 'email_opened', day: 3, late: 8 },
    ],
  ]
  const all = [...hard, ...lives]
  const ends = await live(start, [...all.map((life) => life.map((one) => ({ ...one, late: 0 }))), ...all])
  const differing = all.flatMap((life, nth) => {
    const [inTime, late] = [ends[nth], ends[nth + all.length]]
    return inTime === late ? [] : [`${JSON.stringify(life)}: ${inTime} in time, ${late} late`]
  })
  expect(differing).toEqual([])
})
