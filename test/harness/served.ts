import type { TestDatabase } from './database.ts'
import { startVictim, type Victim } from './victim.ts'

/** A program of ours or beside ours that answers over HTTP. */
export type Served = { victim: Victim; url: string; host: string; port: number; stop(): Promise<void> }

/** Starts a program that says its address in the line that says it is ready. Throws with its output when it ended before. */
export async function startServed(entry: string, env: Record<string, string>): Promise<Served> {
  const victim = await startVictim(entry, env)
  const [, url] = /"url":"([^"]+)"/.exec(victim.ready()) ?? []
  if (url === undefined) throw new Error(`${entry} did not start: ${victim.output()}`)
  const { hostname, port } = new URL(url)
  return {
    victim,
    url,
    host: hostname,
    port: Number(port),
    async stop() {
      victim.kill('SIGTERM')
      await victim.ended
    },
  }
}

/** The API as a process of its own, as it ships, with the very credentials of its roles. */
export const startApiProcess = ({ urls }: TestDatabase, env: Record<string, string> = {}): Promise<Served> =>
  startServed('api/src/main.ts', {
    MODE: 'sandbox',
    PORT: '0',
    DATABASE_URL: urls.api,
    DATABASE_READ_URL: urls.read,
    SESSION_SECRET: 'a session secret for tests, long enough',
    LOG_LEVEL: 'warn',
    ...env,
  })
