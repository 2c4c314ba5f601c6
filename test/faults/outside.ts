import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { newToken, tokenHash } from '@swarm/api/auth/secrets'
import { freePort } from '@swarm/db/embedded/free-port'
import { hookSecretHeader } from '@swarm/jobs/signals/hook-header'
import type pg from 'pg'
import { z } from 'zod'
import type { TestDatabase } from '../harness/database.ts'
import * as make from '../harness/make.ts'
import { type MadeBatch, tuesdayMorning } from '../harness/make-dispatch.ts'
import { startVictim, type Victim } from '../harness/victim.ts'

/** What comes from outside while everything is ended now and then: approvals and webhooks, all through an API process that is ended too. */
export type Outside = {
  /** Asks until somebody answers. Throws for a refusal. */
  approve(batch: MadeBatch): Promise<void>
  /** Of whom webhooks tell from now on: people who were handed over, with their campaign at the platform. */
  tellOf(people: readonly Told[]): void
  /** Bodies of deliveries that were answered 200. */
  acknowledged: string[]
  /** Batches whose approval was answered. */
  approved: string[]
  /** Ends the API as a power cut would; another one follows. False when none was running. */
  kill(): Promise<boolean>
  /** No more webhooks; what was asked is answered. The API goes on. */
  quiet(): Promise<void>
  stop(): Promise<void>
}

export type Told = { address: string; campaign: string }

const hookSecret = 'a webhook secret for the fault harness'
/** How often each of them delivers, in milliseconds: one after another, so that a death of the API finds some on their way. */
const everyMs = 200
const senders = 4
const patienceMs = 5_000

const answerShape = z.object({
  data: z.object({ approveBatch: z.object({ __typename: z.string(), message: z.string().optional() }) }),
})

/** `superuser` gives the one who approves a key. */
export async function startOutside(database: TestDatabase, superuser: pg.Pool, folder: string): Promise<Outside> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const key = newToken()
  await superuser.query(
    `insert into api_key (name, prefix, key_hash, scopes, created_by) values ('faults', $1, $2, '{read,review,operate}', 'faults')`,
    [key.slice(0, 6), tokenHash(key)],
  )
  const start = () =>
    startVictim('api/src/main.ts', {
      MODE: 'sandbox',
      DATA_DIR: folder,
      PORT: String(port),
      DATABASE_URL: database.urls.api,
      DATABASE_READ_URL: database.urls.read,
      SESSION_SECRET: 'a session secret for the fault harness',
      INSTANTLY_WEBHOOK_SECRET: hookSecret,
      LOG_LEVEL: 'warn',
    })
  let api: Victim | null = null
  let isOver = false
  /** Whoever ends is followed by the next, as a supervisor does it. */
  async function keepServing(): Promise<void> {
    while (!isOver) {
      api = await start()
      if (isOver) api.kill()
      await api.ended
      await sleep(100)
    }
  }
  const serving = keepServing()
  const ask = (path: string, headers: Record<string, string>, body: string) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      signal: AbortSignal.timeout(patienceMs),
    })

  const acknowledged: string[] = []
  const approved: string[] = []
  // Before anybody was handed over there is something to keep, too.
  let people: readonly Told[] = [{ address: 'nobody@nowhere.example', campaign: randomUUID() }]
  let isQuiet = false
  let told = 0
  async function keepTelling(): Promise<void> {
    while (!isQuiet) {
      await sleep(everyMs)
      told += 1
      const person = people[told % people.length]
      const event = {
        event_type: 'email_opened',
        timestamp: new Date(Date.parse(tuesdayMorning) + told).toISOString(),
        email_id: randomUUID(),
        lead_email: person?.address,
        campaign_id: person?.campaign,
      }
      const body = JSON.stringify(event)
      let isAcknowledged = false
      // As a provider does it: again until it is answered, and now and then though it was.
      for (let again = told % 5 === 0 ? 2 : 1; again > 0 && !isOver; ) {
        const isTaken = await ask('/webhooks/instantly', { [hookSecretHeader]: hookSecret }, body).then(
          async (answer) => (await answer.text()) !== '' && answer.status === 200,
          () => false,
        )
        if (isTaken) again -= 1
        else await sleep(200)
        isAcknowledged ||= isTaken
      }
      if (isAcknowledged) acknowledged.push(body)
    }
  }
  const telling = Promise.all(Array.from({ length: senders }, keepTelling))

  return {
    tellOf(found) {
      if (found.length > 0) people = found
    },
    acknowledged,
    approved,
    async approve({ batchId, scopeHash }) {
      const body = JSON.stringify({
        query: `mutation ($input: DecideBatchInput!) { approveBatch(input: $input) { __typename ... on UserError { message } } }`,
        variables: { input: { batchId: make.globalId('Batch', batchId), scopeHash } },
      })
      while (!isOver) {
        const answer = await ask('/graphql', { authorization: `Bearer ${key}` }, body).then(
          async (response) => answerShape.safeParse(await response.json()).data?.data.approveBatch ?? null,
          () => null,
        )
        if (answer?.__typename === 'ApproveBatchSuccess' || answer?.__typename === 'ConflictError') {
          // Decided already: by the request whose answer was lost.
          approved.push(batchId)
          return
        }
        if (answer !== null) throw new Error(`approveBatch: ${answer.message}`)
        await sleep(200)
      }
    },
    async kill() {
      const victim = api
      if (victim?.isRunning() !== true) return false
      victim.kill()
      await victim.ended
      return true
    },
    async quiet() {
      isQuiet = true
      await telling
    },
    async stop() {
      isQuiet = true
      isOver = true
      await telling
      api?.kill()
      await serving
    },
  }
}
