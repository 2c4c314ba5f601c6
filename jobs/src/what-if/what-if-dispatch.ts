import type { Sql, Writer } from '@swarm/db/write'
import { sql } from 'drizzle-orm'
import { type ForecastDay, type ForecastInput, forecastDays } from '../cadence/forecast.ts'
import { loadForecast, loadForecastInput } from '../cadence/load-forecast.ts'
import { dispatchSection } from '../dispatch/dispatch-settings.ts'
import type { Holidays } from '../dispatch/load-holidays.ts'
import { loadSettings } from '../settings/load-settings.ts'

export type DispatchAsked = {
  /** The section's document as it would be. */
  document: unknown
  /** As if the ramp ended today and every sending day from then on were clean. */
  isRampEnded: boolean
  days: number
}

export type DayBeforeAfter = { on: string; before: ForecastDay; after: ForecastDay }

/** Undoes a transaction that only asked. */
class Asked extends Error {
  readonly input: ForecastInput

  constructor(input: ForecastInput) {
    super('a what-if is over')
    this.input = input
  }
}

/**
 * What the next days bring as things stand, and with other ceilings, windows or steps of the ramp: both from the engine of the forecast. The
 * changed settings are laid into a transaction that is always undone, so that the very functions answer which would hold; nothing stays.
 */
export async function whatIfDispatch(
  writer: Writer,
  holidays: Holidays,
  { document, isRampEnded, days }: DispatchAsked,
): Promise<DayBeforeAfter[]> {
  const before = await loadForecast(writer.sql, holidays, days)
  const input = await writer
    .transaction(async (tx): Promise<never> => {
      await layOver(tx, document)
      throw new Asked(await loadForecastInput(tx, holidays, days, isRampEnded))
    })
    .catch((error: unknown) => {
      if (error instanceof Asked) return error.input
      throw error
    })
  const after = forecastDays(input)
  return before.flatMap((day, place) => {
    const other = after[place]
    return other === undefined ? [] : [{ on: day.on, before: day, after: other }]
  })
}

async function layOver(tx: Sql, document: unknown): Promise<void> {
  const { version } = await loadSettings(tx, dispatchSection)
  // A number of its own, far from the next one: nobody who saves meanwhile waits for this.
  await tx.execute(sql`
    insert into setting_version (section, version, document, created_by)
    values (${dispatchSection.name}, ${version} + 1000000 + floor(random() * 1000000)::int, ${JSON.stringify(document)}::jsonb, 'what-if')`)
}
