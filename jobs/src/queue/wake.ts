import { PgBoss } from 'pg-boss'
import type { Log } from '../log.ts'
import { traceToPassOn } from '../tracing.ts'
import { type ContractName, contracts, type PayloadOf } from './contracts.ts'
import { queueDatabase } from './queue-database.ts'

/**
 * Asks for a job soon. Never fails and never belongs to a transaction: the row is what counts, and a sweep finds it within a minute
 * when the wake-up is lost. At most one job waits for each key.
 */
export type Wake = <Name extends ContractName>(name: Name, payload: PayloadOf<Name>, key: string) => Promise<void>

export type Waker = { wake: Wake; stop(): Promise<void> }

/** A sender that never works jobs itself. `isPooled`: the address leads through a pooler that loses names of statements. */
export async function createWaker(url: string, log: Log, isPooled = false): Promise<Waker> {
  const database = queueDatabase({ url, name: 'wake', maxConnections: 2, listenUrl: url, isPooled }, log)
  const boss = new PgBoss({ db: database.db, supervise: false, schedule: false, migrate: false })
  boss.on('error', (error) => log.error({ err: error }, 'queue'))
  await boss.start()
  return {
    wake: wakeBy(boss, log),
    async stop() {
      await boss.stop({ graceful: false })
      await database.end()
    },
  }
}

/** Wakes through a pg-boss that is already running. */
export function wakeBy(boss: PgBoss, log: Log): Wake {
  return async (name, payload, key) => {
    const { name: queue, payload: schema } = contracts[name]
    try {
      // Whoever takes the job goes on with the trace; contracts know nothing of it.
      await boss.send(queue, { ...schema.parse(payload), ...traceToPassOn() }, { singletonKey: key })
    } catch (error) {
      log.warn({ err: error, queue, key }, 'wake-up lost; a sweep will find the row')
    }
  }
}
