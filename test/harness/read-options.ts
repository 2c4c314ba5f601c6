import { type ParseArgsConfig, parseArgs } from 'node:util'

const isNumber = (text: unknown) => typeof text === 'string' && /^\d+(?:\.\d+)?$/.test(text)

/** Ends a program of ours that was asked wrongly. */
export function refuse(why: string): never {
  process.stderr.write(`${why}. --help says what there is.\n`)
  process.exit(2)
}

/**
 * The options of a program of ours. `--help` prints its usage and ends it with 0; what it does not take is told in one line, and ends it with 2.
 * What is a number where nobody gives it is one where somebody does: a run of "none" days does nothing, and would say that everything held.
 */
export function readOptions<const Options extends NonNullable<ParseArgsConfig['options']>>(
  usage: string,
  options: Options,
  args: readonly string[] = process.argv.slice(2),
): ReturnType<typeof parseArgs<{ options: Options }>>['values'] {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${usage}\n`)
    process.exit(0)
  }
  try {
    const { values } = parseArgs({ args: [...args], options })
    for (const [name, given] of Object.entries(values))
      if (isNumber(options[name]?.default) && !isNumber(given)) refuse(`--${name} is a number, not "${given}"`)
    return values
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    // Its first sentence says what; what follows tells how to pass words that begin with a dash.
    return refuse(error.message.split(/[.\n]/, 1)[0] ?? '')
  }
}
