import { parseArgs } from 'node:util'
import { EnvironmentError } from '@swarm/jobs/env'
import { NotAProofError } from '@swarm/jobs/proof/proof-file'
import { auditExport, auditVerify } from './audit-commands.ts'
import { type Command, type ExitCode, exitCodes, type Surroundings, UsageError } from './command.ts'
import { providerWebhooks } from './provider-commands.ts'

const commands: readonly Command[] = [auditExport, auditVerify, providerWebhooks]

/** Every command takes these. */
const common = {
  json: { type: 'boolean', description: 'Answer as one document of JSON.' },
  help: { type: 'boolean', description: 'What the command does and takes.' },
} as const

function overview(): string[] {
  const width = Math.max(...commands.map(({ name }) => name.length))
  return [
    'npm run swarm -- COMMAND [OPTIONS]',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'Each takes --help and --json. Exit codes: 0 good, 1 something does not hold, 2 asked wrongly, 3 could not be done.',
  ]
}

function help({ name, summary, options }: Command): string[] {
  const rows = Object.entries({ ...options, ...common }).map(([option, given]) => [
    `--${option}${'value' in given && given.value ? ` ${given.value}` : ''}`,
    given.description,
  ])
  const width = Math.max(...rows.map(([left]) => left?.length ?? 0))
  return [`npm run swarm -- ${name} [OPTIONS]`, summary, '', ...rows.map(([left, right]) => `  ${left?.padEnd(width)}  ${right}`)]
}

/** Runs what was typed behind `swarm`, and says how it ended. */
export async function runCommand(words: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const command = commands.find(({ name }) => name === words.slice(0, name.split(' ').length).join(' '))
  if (command === undefined) {
    const isAsked = words.length === 0 || words[0] === 'help' || words[0] === '--help'
    if (!isAsked) surroundings.tell(`There is no command "${words.join(' ')}".`)
    for (const line of overview()) (isAsked ? surroundings.print : surroundings.tell)(line)
    return isAsked ? exitCodes.good : exitCodes.usage
  }
  try {
    const { values } = parseArgs({
      args: words.slice(command.name.split(' ').length),
      options: Object.fromEntries(Object.entries({ ...command.options, ...common }).map(([name, { type }]) => [name, { type }])),
      allowPositionals: false,
    })
    if (values.help === true) {
      for (const line of help(command)) surroundings.print(line)
      return exitCodes.good
    }
    return await command.run(
      Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? undefined : value])),
      surroundings,
    )
  } catch (error) {
    if (!(error instanceof Error)) throw error
    surroundings.tell(error.message)
    const isUsage = error instanceof UsageError || error instanceof EnvironmentError || error instanceof NotAProofError
    const isOption = 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
    if (isOption) surroundings.tell(`See: npm run swarm -- ${command.name} --help`)
    return isUsage || isOption ? exitCodes.usage : exitCodes.failed
  }
}
