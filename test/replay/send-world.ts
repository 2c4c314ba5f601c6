import { createWriter, type Writer } from '@swarm/db/write'
import type { TestDatabase } from '../harness/database.ts'
import { makeAccounts, moveClock, tuesdayMorning } from '../harness/make-dispatch.ts'

/** A database in which nothing speaks against a send: Tuesday, 09:00 in Denver, two accounts that have proven their test. */
export type SendWorld = {
  /** Runs work in a transaction that is rolled back: each case finds the world as it was made. */
  asNew<T>(work: (writer: Writer) => Promise<T>): Promise<T>
  end(): Promise<void>
}

export async function openSendWorld(database: TestDatabase): Promise<SendWorld> {
  // One connection alone: what a case changes and what it asks go through the same transaction.
  const writer = createWriter({ url: database.urls.superuser, name: 'replay', maxConnections: 1, onConnectionError: () => {} })
  await moveClock(writer, tuesdayMorning)
  await makeAccounts(writer, 2)
  return {
    async asNew(work) {
      await writer.pool.query('begin')
      try {
        return await work(writer)
      } finally {
        await writer.pool.query('rollback')
      }
    },
    async end() {
      await writer.end()
      await database.drop()
    },
  }
}
