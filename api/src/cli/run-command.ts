import { parseArgs } from 'node:util'
import { type Command, type ExitCode, exitCodes, type Surroundings, UsageError } from './command.ts'
import { plainAscii } from './plain-ascii.ts'

/**
 * In the order in which the help lists them, by the first word that is typed. Only what is typed is loaded: all of them together are half of
 * the product.
 */
const families: Readonly<Record<string, () => Promise<readonly Command[]>>> = {
  import: async () => [(await import('./import-command.ts')).importFile],
  async 'import-history'() {
    const [{ importHistory }, { importHistoryPlatforms }] = await Promise.all([
      import('./history-command.ts'),
      import('./history-platforms-command.ts'),
    ])
    return [importHistoryPlatforms, importHistory]
  },
  run: async () => [(await import('./run-pipeline-command.ts')).runPipeline],
  queue: async () => [(await import('./queue-commands.ts')).queue],
  'trace-queue': async () => [(await import('./queue-commands.ts')).traceQueue],
  dispatch: async () => [(await import('./dispatch-command.ts')).dispatch],
  stop: async () => [(await import('./stop-command.ts')).stop],
  async provider() {
    const { providerAccounts, providerCampaigns, providerCheck, providerWebhooks } = await import('./provider-commands.ts')
    return [providerCheck, providerAccounts, providerCampaigns, providerWebhooks]
  },
  async settings() {
    const { settingsExport, settingsImport } = await import('./settings-commands.ts')
    return [settingsExport, settingsImport]
  },
  'go-live': async () => [(await import('./go-live-command.ts')).goLive],
  replay: async () => [(await import('./replay-command.ts')).replayAdd],
  replies: async () => [(await import('./reply-commands.ts')).repliesExport],
  async person() {
    const { personErase, personExport, personList, personRemember } = await import('./person-commands.ts')
    return [personExport, personErase, personList, personRemember]
  },
  async audit() {
    const { auditExport, auditVerify } = await import('./audit-commands.ts')
    return [auditVerify, auditExport]
  },
  backup: async () => [(await import('./backup-commands.ts')).backup],
  restore: async () => [(await import('./backup-commands.ts')).restoreBackup],
  admin: async () => [(await import('./admin-commands.ts')).adminReset],
  migrate: async () => [(await import('./migrate-command.ts')).migrateDatabase],
  mcp: async () => [(await import('./mcp-command.ts')).mcp],
}

const typed = ({ name, words = [] }: Command) => [name, ...words.map((word) => word.name)].join(' ')

/** Errors of who asked wrongly, by their names: to load their classes would load what commands are loaded apart for. */
const wrongly = ['UsageError', 'EnvironmentError', 'NotAProofError']

/** Every command takes these. */
const common = {
  json: { type: 'boolean', description: 'Answer as one document of JSON.' },
  help: { type: 'boolean', description: 'What the command does and takes.' },
} as const

async function overview(): Promise<string[]> {
  const commands = (await Promise.all(Object.values(families).map((load) => load()))).flat()
  const width = Math.max(...commands.map((command) => typed(command).length))
  return [
    'npm run swarm -- COMMAND [OPTIONS]',
    '',
    ...commands.map((command) => `  ${typed(command).padEnd(width)}  ${command.summary}`),
    '',
    'Each takes --help and --json. Exit codes: 0 good, 1 something does not hold, 2 asked wrongly, 3 could not be done.',
  ]
}

function help(command: Command): string[] {
  const { summary, options, words = [] } = command
  const rows = [
    ...words.map(({ name, description }) => [name, description]),
    ...Object.entries({ ...options, ...common }).map(([option, given]) => [
      `--${option}${'value' in given && given.value ? ` ${given.value}` : ''}`,
      given.description,
    ]),
  ]
  const width = Math.max(...rows.map(([left]) => left?.length ?? 0))
  return [`npm run swarm -- ${typed(command)} [OPTIONS]`, summary, '', ...rows.map(([left, right]) => `  ${left?.padEnd(width)}  ${right}`)]
}

/** Runs what was typed behind `swarm`, and says how it ended. */
export async function runCommand(words: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const family = Object.hasOwn(families, words[0] ?? '') ? families[words[0] ?? ''] : undefined
  const command = (await family?.())?.find(({ name }) => name === words.slice(0, name.split(' ').length).join(' '))
  const plain = plainSurroundings(surroundings)
  if (command === undefined) {
    const isAsked = words.length === 0 || words[0] === 'help' || words[0] === '--help'
    if (!isAsked) plain.tell(`There is no command "${words.join(' ')}".`)
    for (const line of await overview()) (isAsked ? plain.print : plain.tell)(line)
    return isAsked ? exitCodes.good : exitCodes.usage
  }
  try {
    const { values, positionals } = parseArgs({
      args: words.slice(command.name.split(' ').length),
      options: Object.fromEntries(Object.entries({ ...command.options, ...common }).map(([name, { type }]) => [name, { type }])),
      allowPositionals: true,
    })
    if (values.help === true) {
      for (const line of help(command)) plain.print(line)
      return exitCodes.good
    }
    const wanted = command.words ?? []
    if (positionals.length !== wanted.length) throw new UsageError(`This is asked as: npm run swarm -- ${typed(command)} [OPTIONS]`)
    return await command.run(
      Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? undefined : value])),
      plain,
      positionals,
    )
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const isOption = 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
    if (isOption) {
      // Its first sentence says what; what follows tells how to pass words that begin with a dash.
      plain.tell(`${error.message.split(/[.\n]/, 1)[0]}. See: npm run swarm -- ${command.name} --help`)
      return exitCodes.usage
    }
    const { errorWords } = await import('@swarm/jobs/error-words')
    plain.tell(errorWords(error))
    return wrongly.includes(error.name) ? exitCodes.usage : exitCodes.failed
  }
}

/** Everything that is shown is plain ASCII. JSON comes here escaped and loses nothing. */
function plainSurroundings(surroundings: Surroundings): Surroundings {
  return {
    ...surroundings,
    print: (line) => surroundings.print(plainAscii(line)),
    tell: (line) => surroundings.tell(plainAscii(line)),
  }
}
