import { constants } from 'node:os'
import { type PostgresServer, startPostgres } from './postgres-server.ts'

/**
 * The embedded server for as long as one command needs it: the one that runs there, else one that is started now and ends with the command, also
 * with one that Ctrl-C ends. Left running it would hold up a restore, and nothing would be there that could be told to stop it.
 */
export async function borrowPostgres(folder: string): Promise<{ server: PostgresServer; giveBack(): Promise<void> }> {
  const starting = startPostgres(folder)
  const giveBack = async () => {
    const server = await starting
    if (!server.wasRunning) await server.stop()
  }
  // A terminal's Ctrl-C comes twice: by itself, and handed on by npm's command.
  const end = (signal: NodeJS.Signals) => void giveBack().finally(() => process.exit(128 + constants.signals[signal]))
  process.on('SIGINT', end).on('SIGTERM', end)
  const forget = () => process.off('SIGINT', end).off('SIGTERM', end)
  try {
    const server = await starting
    return { server, giveBack: () => giveBack().finally(forget) }
  } catch (error) {
    forget()
    throw error
  }
}
