import type { Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { enrichmentSection } from '../settings/enrichment.ts'
import { loadSettings } from '../settings/load-settings.ts'
import { enricherNames } from './credits.ts'

/** Below this a share says nothing. */
const fewestAnswers = 20

/** Tells people where more of a week's questions than the settings say found nobody: a list has gone stale, or a provider is weak on it. */
export async function watchMisses(writer: Writer): Promise<void> {
  const { document: settings } = await loadSettings(writer.sql, enrichmentSection)
  await writer.transaction(async (tx) => {
    const { rows } = await tx.execute<{ provider: string; asked: number; missed: number }>(sql`
      select provider, count(*)::int as asked, (count(*) filter (where outcome <> 'FOUND'))::int as missed
      from enrichment_call where at > business_now() - interval '7 days' and purpose <> 'VERIFY' and outcome in ('FOUND', 'MISSED', 'EXPIRED')
      group by provider having count(*) >= ${fewestAnswers}
        and count(*) filter (where outcome <> 'FOUND') > ${settings.alertAtMissShare}::double precision * count(*)`)
    for (const { provider, asked, missed } of rows) {
      const cause = `enrichment:misses:${provider}`
      const message = `${enricherNames[provider] ?? provider} did not find ${missed} of the ${asked} people asked about in 7 days.`
      // Once a week: whoever has read it need not read it hourly. One that is still open then gives way to the new one.
      await tx.execute(sql`
        select from raise_alert(${cause}, 'WARNING', ${message})
        where not exists (select from alert where cause = ${cause} and first_at > business_now() - interval '7 days')`)
    }
  })
}
