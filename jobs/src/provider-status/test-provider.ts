import { setTimeout as sleep } from 'node:timers/promises'
import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import type { Actor } from '../actors.ts'
import { writeAudit } from '../audit/write-audit.ts'
import { InvalidInputError } from '../errors.ts'
import type { Wake } from '../queue/wake.ts'
import { calledProviderNames, isCalledProvider } from './provider-names.ts'

/** Longest wait for the runner's word, and how often its row is looked at, in real milliseconds. */
const waitMs = { most: 12_000, between: 100 }

export type TestedProvider = {
  testId: string
  provider: string
  /** OK, FAILED, NO_KEY, UNTESTABLE, or PENDING while nobody has answered. */
  outcome: string
  message: string
  tookMs: number | null
}

/**
 * Asks a provider something that costs nothing and changes nothing, and answers whether it did. The runner alone talks to providers: the wish
 * is a row, and its answer is waited for. Throws InvalidInputError for a provider that we never call.
 */
export async function testProvider(writer: Writer, wake: Wake, actor: Actor, { provider }: { provider: string }): Promise<TestedProvider> {
  if (!isCalledProvider(provider)) throw new InvalidInputError(`provider: must be one of ${calledProviderNames.join(', ')}`, ['provider'])
  const testId = await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: string }>(sql`
      insert into provider_test (provider, asked_by, asked_at) values (${provider}, ${actor.name}, (select business_now())) returning id`)
    const id = rows[0]?.id
    if (id === undefined) throw new Error('nothing was inserted')
    await writeAudit(tx, actor, { action: 'provider.tested', subjectType: 'provider', subjectId: provider, detail: { testId: id } })
    return id
  })
  await wake('testProviders', {}, testId)
  const until = performance.now() + waitMs.most
  for (;;) {
    const { rows } = await writer.sql.execute<{ outcome: string | null; message: string | null; tookMs: number | null }>(
      sql`select outcome, message, took_ms as "tookMs" from provider_test where id = ${testId}`,
    )
    const done = rows[0]
    if (done?.outcome != null) return { testId, provider, outcome: done.outcome, message: done.message ?? '', tookMs: done.tookMs }
    if (performance.now() + waitMs.between > until)
      return { testId, provider, outcome: 'PENDING', message: 'The runner has not answered yet.', tookMs: null }
    await sleep(waitMs.between)
  }
}
