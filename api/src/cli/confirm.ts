import { apiOptions, askApi } from './ask-api.ts'
import { type Options, type Surroundings, UsageError } from './command.ts'

/** Options of a command that sends, spends, lifts a stop, erases or changes settings. */
export const confirmOptions = {
  ...apiOptions,
  yes: { type: 'boolean', description: 'In production: do it without asking at the terminal.' },
} as const

/** In production a person types "yes", or a script says --yes; throws UsageError otherwise. The sandbox asks nobody. */
export async function confirmInProduction(options: Options, surroundings: Surroundings, what: string): Promise<void> {
  if (options.yes === true) return
  const { health } = await askApi<{ health: { mode: string } }>(options, surroundings, '{ health { mode } }')
  if (health.mode !== 'production') return
  const answer = await surroundings.ask(`This is production. ${what} Type yes: `)
  if (answer === null) throw new UsageError(`This is production. ${what} Say so with --yes.`)
  if (answer.trim() !== 'yes') throw new UsageError('Nothing was done.')
}
