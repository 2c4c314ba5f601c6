import { z } from 'zod'
import { countFigures, type Figures } from './figures.ts'
import { createWitness } from './findings.ts'
import { mutate } from './mutate.ts'
import { createPeople, type Deeds, type Plan } from './people.ts'
import type { Product } from './product.ts'

export type Report = { findings: string[]; last: Figures; steps: number; clockMs: number; checkMs: number; peopleMs: number }

const advanced = z.object({ now: z.string(), ran: z.object({ steps: z.number(), milliseconds: z.number() }) })

const columns = [
  'leads',
  'emails',
  'followUps',
  'revivals',
  'skipped',
  'unknown',
  'opens',
  'replies',
  'bounces',
  'optOuts',
  'exits',
] as const
const dayMs = 86_400_000
/** When people come back to the gate on a sending day, after they began: 06:30 in Denver, while London's afternoon is open. */
const laterMs = 90 * 60_000
/** The day, a Thursday, on which sending is stopped for a drill while platforms hold what leaves in the east first; it comes back. */
const drillDay = 11

/**
 * Lives through the days one after the other: in the morning people find, decide, dispatch and approve; the clock goes on to the evening, when
 * the day is closed and everything that must hold is looked at.
 */
export async function simulate(product: Product, plan: Plan, say: (line: string) => void): Promise<Report> {
  const people = createPeople(product, plan)
  const witness = createWitness(product)
  const spent = { steps: 0, clockMs: 0, checkMs: 0, peopleMs: 0 }
  const findings: string[] = []

  async function clockTo(instant: Date): Promise<void> {
    const began = performance.now()
    const answer = await mutate(product, ['advanceClock', 'AdvanceClockInput'], { to: instant.toISOString() }, ['now ran', advanced])
    if (!answer.ok) throw new Error(`the clock did not move: ${answer.message}`)
    spent.steps += answer.data.ran.steps
    spent.clockMs += performance.now() - began
  }

  // On a Sunday, 05:00 in Denver: nobody's window is open yet, and the first sending day is near.
  const { rows } = await product.database.pool.query<{ at: Date }>(
    `select (date_trunc('week', business_now() at time zone 'America/Denver') + interval '6 days 5 hours' + case when extract(isodow from business_now() at time zone 'America/Denver') = 7 then interval '7 days' else '0' end) at time zone 'America/Denver' as at`,
  )
  const first = rows[0]?.at
  if (!first) throw new Error('there is no clock')
  await product.sandbox('PUT', 'behaviour', {
    delays: 'off',
    limits: {
      instantlyPerSecond: null,
      instantlyPerMinute: null,
      instantlyEmailsPerMinute: null,
      heyreachPerMinute: null,
      ghlPer10Seconds: null,
    },
  })
  await clockTo(first)
  await people.recordChecks()
  say(`day         ${columns.map((name) => name.padStart(9)).join(' ')}  ramp`)
  let before = await countFigures(product)
  for (let day = 0; day < plan.days; day++) {
    const morning = new Date(first.getTime() + day * dayMs)
    if (day > 0) await clockTo(morning)
    let began = performance.now()
    const isSendingDay = [2, 3, 4].includes(morning.getUTCDay())
    const { deeds, findings: found } = await people.morning(day, isSendingDay)
    spent.peopleMs += performance.now() - began
    findings.push(...found)
    if (isSendingDay) {
      await clockTo(new Date(morning.getTime() + laterMs))
      began = performance.now()
      await people.later(deeds)
      if (day === drillDay) await people.stop(deeds)
      spent.peopleMs += performance.now() - began
    }
    await clockTo(new Date(morning.getTime() + 17 * 3_600_000))
    began = performance.now()
    if (day === drillDay) await people.lift(deeds)
    await people.evening(deeds)
    spent.peopleMs += performance.now() - began
    began = performance.now()
    findings.push(...(await witness.findBroken()))
    spent.checkMs += performance.now() - began
    const after = await countFigures(product)
    say(lineOf(morning, before, after, deeds))
    before = after
    if (findings.length > 0) break
  }
  return { findings, last: before, ...spent }
}

function lineOf(morning: Date, before: Figures, after: Figures, deeds: Deeds): string {
  const figures = columns.map((name) => String(after[name] - before[name]).padStart(9)).join(' ')
  const held = Object.entries(deeds.held).map(([code, count]) => `${code} ${count}`)
  const refusals = Object.entries(deeds.refusals).map(([what, count]) => `${what} ${count}`)
  const words = [
    `${after.limit}/day ${after.tiers}`,
    `approved ${deeds.approved}, rejected ${deeds.rejected}, planned ${deeds.planned}`,
    held.join(', '),
    refusals.join(', '),
  ]
  return `${morning.toUTCString().slice(0, 11)} ${figures}  ${words.filter((part) => part !== '').join(' | ')}`
}
