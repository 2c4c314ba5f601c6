import type { Sandboxed } from '../harness/execution.ts'
import type { BreakablePostgres } from './breakable-postgres.ts'
import type { Outside } from './outside.ts'
import type { Connections } from './world.ts'

const kinds = ['runner', 'sandbox', 'connections', 'api', 'database', 'disk'] as const
export type HarmKind = (typeof kinds)[number]
/** How often each comes in ten. */
const shares: Record<HarmKind, number> = { runner: 5, sandbox: 1, connections: 1, api: 1, database: 1, disk: 1 }

/** What was done, and whether a process was ended by it. */
export type Harm = { isKill: boolean; what: string }

type World = {
  random: (below: number) => number
  /** Whether there is one of our own to break. */
  postgres: BreakablePostgres | undefined
  superuser: Connections['superuser']
  sandbox: Sandboxed
  outside: Outside
  /** Ends one of the runners that work now; false when there is none. */
  endRunner(): boolean
  /** The harness's own statements and the end of the database take turns. */
  undisturbed<T>(work: () => Promise<T>): Promise<T>
}

/** Does one thing at random, of those that are chosen or of all; null where it met nobody, which is none. */
export function createHarm(
  { random, postgres, superuser, sandbox, outside, endRunner, undisturbed }: World,
  chosen: readonly HarmKind[] = kinds,
): () => Promise<Harm | null> {
  const killed = (what: string): Harm => ({ isKill: true, what })
  const troubled = (what: string): Harm => ({ isKill: false, what })

  const ways: Record<HarmKind, () => Promise<Harm | null>> = {
    runner: async () => (endRunner() ? killed('runner') : null),
    async sandbox() {
      await sandbox.kill()
      await sandbox.start()
      return killed('sandbox')
    },
    async connections() {
      const { rows } = await undisturbed(() =>
        superuser.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'swarm_jobs' and application_name <> 'harness' and random() < 0.5`,
        ),
      )
      return rows.length === 0 ? null : troubled(`${rows.length} connections cut`)
    },
    api: async () => ((await outside.kill()) ? killed('api') : null),
    async database() {
      const how = random(2) === 0 ? 'SIGKILL' : 'SIGQUIT'
      await undisturbed(async () => postgres?.end(how))
      return killed(`PostgreSQL by ${how}`)
    },
    async disk() {
      const states = [
        ['hung', postgres?.standStill],
        ['slow', postgres?.slowDisk],
        ['full', postgres?.fullDisk],
      ] as const
      const [how, trouble] = states[random(states.length)] ?? []
      if (!trouble) return null
      await undisturbed(() => trouble(2_500))
      return troubled(`disk ${how}`)
    },
  }
  const drawn = chosen
    .filter((kind) => postgres !== undefined || (kind !== 'database' && kind !== 'disk'))
    .flatMap((kind) => Array.from({ length: shares[kind] }, () => kind))
  return () => ways[drawn[random(drawn.length)] ?? 'runner']()
}
