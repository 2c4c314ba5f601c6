import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { fileURLToPath } from 'node:url'
import { runCommand } from './run-command.ts'

/** `npm run swarm -- …`: the command line. Answers go to standard output, everything else beside it. */
const root = fileURLToPath(new URL('../../..', import.meta.url))
const settings = join(root, '.env')
// What is set already counts more than the file.
if (existsSync(settings)) process.loadEnvFile(settings)
// Whoever reads the answer has enough, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})
process.exitCode = await runCommand(process.argv.slice(2), {
  folder: process.env.SWARM_FOLDER ?? process.cwd(),
  root,
  environment: process.env,
  print: (line) => process.stdout.write(`${line}\n`),
  tell: (line) => process.stderr.write(`${line}\n`),
  ask: async (question) => {
    if (!process.stdin.isTTY) return null
    const terminal = createInterface({ input: process.stdin, output: process.stderr })
    try {
      return await terminal.question(question)
    } finally {
      terminal.close()
    }
  },
})
