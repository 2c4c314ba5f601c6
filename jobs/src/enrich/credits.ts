import type { Sql } from '@swarm/db/write'
import { sql } from 'drizzle-orm'

/** What a provider may cost in a calendar month of the organisation; `warnAt`: the share of it that warns, 0 to 1. */
export type Budget = { creditsPerMonth: number; warnAt: number }
export type MonthsCredits = { spent: number /** YYYY-MM, of the organisation. */; month: string }

/** How a provider is called where money is spoken of. */
export const enricherNames: Readonly<Record<string, string>> = {
  apollo: 'Apollo',
  bettercontact: 'BetterContact',
  clay: 'Clay',
  zerobounce: 'ZeroBounce',
}

/**
 * What the month has cost so far. Whoever asks holds the provider's credits until their transaction ends: what they book on top of it can't be
 * booked twice, with any number of runners.
 */
export async function holdCredits(tx: Sql, provider: string): Promise<MonthsCredits> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`swarm.credits.${provider}`}))`)
  const { rows } = await tx.execute<{ spent: number; month: string }>(sql`
    with zone as (select setting('organisation', '{timeZone}') as name), here as (select business_now() at time zone (select name from zone) as at)
    select to_char(here.at, 'YYYY-MM') as month, (select coalesce(sum(p.credits), 0)::double precision from provider_lookup p, zone
      where p.provider = ${provider} and p.at >= date_trunc('month', here.at) at time zone zone.name) as spent from here`)
  const [now] = rows
  if (!now) throw new Error('nothing is known of the credits')
  return now
}

/** Tells people when the warning share is crossed, and when somebody had to be left out because all is spent. */
export async function warnOfCredits(
  tx: Sql,
  provider: string,
  { spent, month }: MonthsCredits,
  { booked, isShort }: { booked: number; isShort: boolean },
  { creditsPerMonth, warnAt }: Budget,
): Promise<void> {
  const name = enricherNames[provider] ?? provider
  const after = spent + booked
  const [cause, message] = isShort
    ? [
        'spent',
        `${name}’s ${creditsPerMonth} credits of ${month} are spent: nobody is asked about until next month, or until the budget is raised.`,
      ]
    : ['warning', `${after} of ${name}’s ${creditsPerMonth} credits of ${month} are spent.`]
  const isCrossed = spent < creditsPerMonth * warnAt && after >= creditsPerMonth * warnAt && creditsPerMonth > 0
  if (isShort || isCrossed)
    await tx.execute(sql`select from raise_alert(${`credits:${provider}:${month}:${cause}`}, 'WARNING', ${message})`)
}
