import { type ParseArgsConfig, parseArgs } from 'node:util'

/**
 * The options of a program of ours. `--help` prints its usage and ends it with 0; what it does not take is told in one line, and ends it with 2.
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
    return parseArgs({ args: [...args], options }).values
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    // Its first sentence says what; what follows tells how to pass words that begin with a dash.
    process.stderr.write(`${error.message.split(/[.\n]/, 1)[0]}. --help says what there is.\n`)
    process.exit(2)
  }
}
