import { PgBoss } from 'pg-boss'
import { contracts, deadLetterQueue } from './contracts.ts'

const secondsPerDay = 86_400

/** Makes pg-boss's schema and our queues, as the migrating role. Twice changes nothing but the queues' settings. */
export async function migrateQueues(url: string): Promise<void> {
  const boss = new PgBoss({ connectionString: url, application_name: 'migrate', max: 2, supervise: false, schedule: false })
  const faults: Error[] = []
  boss.on('error', (error) => faults.push(error))
  await boss.start()
  try {
    await boss.createQueue(deadLetterQueue, { retentionSeconds: 90 * secondsPerDay })
    for (const { name, retry } of Object.values(contracts)) {
      const settings = {
        deadLetter: deadLetterQueue,
        notify: true,
        retryLimit: retry.limit,
        retryDelay: retry.delaySeconds,
        retryBackoff: true,
        expireInSeconds: retry.expireSeconds,
        deleteAfterSeconds: secondsPerDay,
      }
      // One waiting job for each key, any number at work: a job left behind by a killed runner holds nothing up.
      await boss.createQueue(name, { ...settings, policy: 'short' })
      await boss.updateQueue(name, settings)
    }
    for (const change of activeJobs) await boss.getDb().executeSql(inTurn(change))
    await boss.getDb().executeSql(grants)
  } finally {
    await boss.stop({ graceful: false })
  }
  if (faults[0]) throw faults[0]
}

/**
 * Few jobs are at work, many wait or are done and kept for a day. Whoever completes one, or asks whether any is at work, must not read those: pg-boss
 * completes by a list for which PostgreSQL expects a hundred jobs, so it looks through all that are at work, or that an index calls open.
 */
const activeJobs = [
  `create index if not exists swarm_active_jobs on pgboss.job_common (name) where state = 'active'`,
  'drop index if exists pgboss.swarm_open_jobs',
]

/** Each by itself, and not behind others for longer than anybody may wait: runners go on fetching meanwhile. Whoever migrates tries again. */
const inTurn = (change: string) => `set local lock_timeout = '500ms'; ${change}`

/** The runner works the queues; the API only puts jobs in and reads how many there are. */
const grants = `do $$
begin
  revoke execute on all functions in schema pgboss from public;
  if exists (select from pg_roles where rolname = 'swarm_jobs') then
    grant usage on schema pgboss to swarm_jobs;
    grant select, insert, update, delete on all tables in schema pgboss to swarm_jobs;
    grant execute on all functions in schema pgboss to swarm_jobs;
  end if;
  if exists (select from pg_roles where rolname = 'swarm_api') then
    grant usage on schema pgboss to swarm_api;
    grant select on all tables in schema pgboss to swarm_api;
    grant insert on pgboss.job_common to swarm_api;
    grant execute on all functions in schema pgboss to swarm_api;
  end if;
  if exists (select from pg_roles where rolname = 'swarm_read') then
    grant usage on schema pgboss to swarm_read;
    grant select on all tables in schema pgboss to swarm_read;
  end if;
end $$`
