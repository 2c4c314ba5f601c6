import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { businessNow } from '../../business-now.ts'
import { keptForWaterfall } from '../../signals/enrichment-events.ts'
import { payloadOf } from '../../signals/store-deliveries.ts'
import { readClayAnswer } from './clay-answer.ts'
import { settleAnswers, type World } from './settle-answers.ts'

const mostAtOnce = 200

/** Joins what Clay called us with to our questions, of runs and of visitors alike: the question says whose it was. Repeatable. Returns the runs that can go on. */
export async function takeClayAnswers(writer: Writer, world: World): Promise<string[]> {
  const runs: string[] = []
  for (;;) {
    const some = await writer.transaction((tx) => takeSome(tx, world))
    runs.push(...some.runs)
    if (some.taken < mostAtOnce) return [...new Set(runs)]
  }
}

async function takeSome(tx: Sql, world: World): Promise<{ taken: number; runs: string[] }> {
  const { rows } = await tx.execute<{ id: string; body: Buffer | null }>(sql`
    select id, body from delivery where provider = 'clay' and effect = ${keptForWaterfall} and applied_at is not null
    order by id limit ${mostAtOnce} for update skip locked`)
  if (rows.length === 0) return { taken: 0, runs: [] }
  const now = await businessNow(tx)
  const read = rows.map(({ id, body }) => ({ id, answer: body === null ? null : readClayAnswer(payloadOf(body)) }))
  const seen = new Set<string>()
  const repeats = new Set<string>()
  // One statement settles a question once: of two answers to it in the same hundred the first counts.
  const first = read.flatMap(({ id, answer }) => {
    if (answer === null) return []
    if (seen.has(answer.requestId)) repeats.add(id)
    seen.add(answer.requestId)
    return repeats.has(id) ? [] : [{ ...answer, credits: null }]
  })
  const { effects, runs } = await settleAnswers(tx, now, 'clay', first, world)
  const verdicts = read.map(({ id, answer }) => ({
    id,
    effect:
      answer === null
        ? 'Kept: no question of ours waits for it.'
        : repeats.has(id) && effects.get(answer.requestId) !== 'Kept: no question of ours waits for it.'
          ? 'A repeat: the question was answered before.'
          : (effects.get(answer.requestId) ?? keptForWaterfall),
  }))
  await tx.execute(sql`
    update delivery d set effect = v.effect from jsonb_to_recordset(${JSON.stringify(verdicts)}::jsonb) as v(id uuid, effect text) where d.id = v.id`)
  return { taken: rows.length, runs }
}
