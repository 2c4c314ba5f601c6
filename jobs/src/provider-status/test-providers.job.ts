import { sql } from 'drizzle-orm'
import { ProviderError } from '../providers/http/provider-error.ts'
import { contracts } from '../queue/contracts.ts'
import { handle } from '../queue/handle.ts'
import { isCalledProvider } from './provider-names.ts'
import { testCallOf } from './test-calls.ts'

/** Tests asked for so long ago interest nobody any more, in minutes. */
const staleMinutes = 10

/** Asks the providers that a person wants to know of. Asked twice it costs nothing: the first answer stays. */
export const testProvidersJob = handle(contracts.testProviders, async (_, context) => {
  const { writer } = context
  const { rows } = await writer.sql.execute<{ id: string; provider: string; isStale: boolean }>(sql`
    select id, provider, asked_at < (select business_now()) - make_interval(mins => ${staleMinutes}) as "isStale" from provider_test
    where outcome is null order by id limit 20`)
  await Promise.all(
    rows.map(async ({ id, provider, isStale }) => {
      const startedAt = performance.now()
      const done = async (outcome: string, message: string) => {
        await writer.sql.execute(sql`
          update provider_test set outcome = ${outcome}, message = ${message.slice(0, 300)}, took_ms = ${Math.round(performance.now() - startedAt)}, done_at = (select business_now())
          where id = ${id} and outcome is null`)
      }
      if (isStale || !isCalledProvider(provider)) return done('FAILED', 'Nobody was there to ask it.')
      const call = testCallOf(provider, context)
      if (call === 'NO_KEY') return done('NO_KEY', 'It has no key here.')
      if (typeof call !== 'function') return done('UNTESTABLE', call.untestable)
      try {
        return await done('OK', await call())
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error
        return done('FAILED', error.message)
      }
    }),
  )
})
