import { parseArgs } from 'node:util'
import { EnvironmentError } from '@swarm/jobs/env'
import { NotAProofError } from '@swarm/jobs/proof/proof-file'
import { adminReset } from './admin-commands.ts'
import { auditExport, auditVerify } from './audit-commands.ts'
import { backup, restoreBackup } from './backup-commands.ts'
import { type Command, type ExitCode, exitCodes, type Surroundings, UsageError } from './command.ts'
import { dispatch } from './dispatch-command.ts'
import { goLive } from './go-live-command.ts'
import { importHistory } from './history-command.ts'
import { importFile } from './import-command.ts'
import { mcp } from './mcp-command.ts'
import { migrateDatabase } from './migrate-command.ts'
import { personErase, personExport, personList, personRemember } from './person-commands.ts'
import { plainAscii } from './plain-ascii.ts'
import { providerAccounts, providerCampaigns, providerCheck, providerWebhooks } from './provider-commands.ts'
import { queue, traceQueue } from './queue-commands.ts'
import { replayAdd } from './replay-command.ts'
import { repliesExport } from './reply-commands.ts'
import { runPipeline } from './run-pipeline-command.ts'
import { settingsExport, settingsImport } from './settings-commands.ts'
import { stop } from './stop-command.ts'

/** In the order in which the help lists them. */
const commands: readonly Command[] = [
  importFile,
  importHistory,
  runPipeline,
  queue,
  traceQueue,
  dispatch,
  stop,
  providerCheck,
  providerAccounts,
  providerCampaigns,
  providerWebhooks,
  settingsExport,
  settingsImport,
  goLive,
  replayAdd,
  repliesExport,
  personExport,
  personErase,
  personList,
  personRemember,
  auditVerify,
  auditExport,
  backup,
  restoreBackup,
  adminReset,
  migrateDatabase,
  mcp,
]

const typed = ({ name, words = [] }: Command) => [name, ...words.map((word) => word.name)].join(' ')

/** Every command takes these. */
const common = {
  json: { type: 'boolean', description: 'Answer as one document of JSON.' },
  help: { type: 'boolean', description: 'What the command does and takes.' },
} as const

function overview(): string[] {
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
  const command = commands.find(({ name }) => name === words.slice(0, name.split(' ').length).join(' '))
  const plain = plainSurroundings(surroundings)
  if (command === undefined) {
    const isAsked = words.length === 0 || words[0] === 'help' || words[0] === '--help'
    if (!isAsked) plain.tell(`There is no command "${words.join(' ')}".`)
    for (const line of overview()) (isAsked ? plain.print : plain.tell)(line)
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
    plain.tell(error.message)
    const isUsage = error instanceof UsageError || error instanceof EnvironmentError || error instanceof NotAProofError
    const isOption = 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
    if (isOption) plain.tell(`See: npm run swarm -- ${command.name} --help`)
    return isUsage || isOption ? exitCodes.usage : exitCodes.failed
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
