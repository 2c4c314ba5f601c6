import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { hookSecretHeader } from '@swarm/jobs/signals/hook-header'
import { z } from 'zod'
import type { Cluster } from './start-cluster.ts'

const kinds = ['page', 'write', 'webhook', 'analyst'] as const
export type Kind = (typeof kinds)[number]

type Outcome = { at: number; ms: number; problem: string | null }

/** How often each kind asks, in milliseconds, how long it waits for an answer, and how many it waits for at most. */
const everyMs = 250
const patienceMs = 5_000
const mostAtOnce = 20

const answerShape = z.object({ data: z.unknown().optional(), errors: z.array(z.object({ message: z.string() })).optional() })

export type Ask = (query: string, variables?: Record<string, unknown>) => Promise<unknown>

/** A client of the balancer with one key. Throws for anything but data. */
export function clientOf(url: string, headers: Record<string, string>): Ask {
  return async (query, variables = {}) => {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(patienceMs),
    })
    const text = await answer.text()
    if (answer.status !== 200) throw new Error(`${answer.status} ${text.slice(0, 120)}`)
    const { data, errors } = answerShape.parse(JSON.parse(text))
    if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join('; '))
    return data
  }
}

const keyShape = z.object({ createApiKey: z.object({ key: z.string() }) })

/** Signs in as the first admin does in a browser, and makes keys. */
export async function signIn({ url, adminSecret }: Pick<Cluster, 'url' | 'adminSecret'>): Promise<(scopes: string[]) => Promise<string>> {
  const answer = await fetch(`${url}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ name: 'admin', secret: adminSecret }),
  })
  const cookie = answer.headers.getSetCookie()[0]?.split(';', 1)[0]
  if (answer.status !== 204 || cookie === undefined) throw new Error(`signing in answered ${answer.status}`)
  const ask = clientOf(url, { cookie, origin: url, 'x-swarm-csrf': '1' })
  return async (scopes) => {
    const made = await ask(
      `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on CreateApiKeySuccess { key } ... on UserError { message } } }`,
      { input: { name: scopes.join(' '), scopes } },
    )
    return keyShape.parse(made).createApiKey.key
  }
}

const noteShape = z.object({ addNote: z.object({ lead: z.object({ id: z.string() }) }) })
const notesShape = z.object({
  node: z.object({ timeline: z.object({ edges: z.array(z.object({ node: z.object({ summary: z.string() }) })) }) }),
})

/** A note with words of its own, acknowledged when this resolves. */
export async function writeNote(ask: Ask, leadId: string): Promise<string> {
  const text = `note ${randomUUID()}`
  noteShape.parse(
    await ask(
      `mutation ($input: AddNoteInput!) { addNote(input: $input) { ... on AddNoteSuccess { lead { id } } ... on UserError { message } } }`,
      { input: { leadId, text } },
    ),
  )
  return text
}

/** The latest words on a lead's timeline. */
export async function readNotes(ask: Ask, leadId: string): Promise<string[]> {
  const read = notesShape.parse(
    await ask(`query ($id: ID!) { node(id: $id) { ... on Lead { timeline(first: 100) { edges { node { summary } } } } } }`, { id: leadId }),
  )
  return read.node.timeline.edges.map(({ node }) => node.summary)
}

export type People = { reviewer: Ask; analyst: Ask; leadId: string }

export type Probes = {
  /** Longest time, in milliseconds, without a good answer since then, and when it ended; what was said meanwhile. */
  outage(kind: Kind, since: number): { ms: number; endedAt: number; problems: string[] }
  /** Whether every kind was answered after then. */
  isServing(since: number): boolean
  asked(): Record<Kind, number>
  failed(kind: Kind, since?: number): Outcome[]
  /** Acknowledged, but not there at the next look. */
  unseen: string[]
  /** Bodies of deliveries that were acknowledged. */
  acknowledged: string[]
  stop(): Promise<void>
}

/**
 * Looks at the cluster from outside, as its users do: a reviewer's page, a reviewer who writes a note and reads it back through whichever
 * process answers, a provider's webhook, an analyst on the replica.
 */
export function startProbes(cluster: Cluster, { reviewer, analyst, leadId }: People): Probes {
  const outcomes: Record<Kind, Outcome[]> = { page: [], write: [], webhook: [], analyst: [] }
  const unseen: string[] = []
  const acknowledged: string[] = []
  let isOver = false
  const page = `{ leads(first: 20) { edges { node { id company { name } timeline(first: 3) { edges { node { summary } } } } } } }`

  const looks: Record<Kind, () => Promise<void>> = {
    page: async () => void (await reviewer(page)),
    analyst: async () => void (await analyst(page)),
    async write() {
      const text = await writeNote(reviewer, leadId)
      if (!(await readNotes(reviewer, leadId)).includes(text)) unseen.push(text)
    },
    async webhook() {
      const body = JSON.stringify({
        event_type: 'email_opened',
        timestamp: new Date().toISOString(),
        email_id: randomUUID(),
        lead_email: 'nobody@nowhere.example',
      })
      const answer = await fetch(`${cluster.url}/webhooks/instantly`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [hookSecretHeader]: cluster.hookSecret },
        body,
        signal: AbortSignal.timeout(patienceMs),
      })
      const text = await answer.text()
      if (answer.status !== 200) throw new Error(`${answer.status} ${text.slice(0, 120)}`)
      acknowledged.push(body)
    },
  }

  async function look(kind: Kind): Promise<void> {
    const began = performance.now()
    const problem = await looks[kind]().then(
      () => null,
      (error: unknown) =>
        error instanceof Error ? `${error.message}${error.cause instanceof Error ? ` (${error.cause.message})` : ''}` : String(error),
    )
    outcomes[kind].push({ at: performance.now(), ms: performance.now() - began, problem })
  }
  /** Nobody waits for somebody else's answer: one that hangs does not hide that others are served again. */
  async function keepLooking(kind: Kind): Promise<void> {
    const underWay = new Set<Promise<void>>()
    while (!isOver) {
      if (underWay.size < mostAtOnce) {
        const looked: Promise<void> = look(kind).finally(() => underWay.delete(looked))
        underWay.add(looked)
      }
      await sleep(everyMs)
    }
    await Promise.all(underWay)
  }
  const looking = Promise.all(kinds.map(keepLooking))

  return {
    outage(kind, since) {
      const lately = outcomes[kind].filter(({ at }) => at >= since)
      const answered = [...lately.filter(({ problem }) => problem === null).map(({ at }) => at), performance.now()]
      let [ms, endedAt, last] = [0, since, since]
      for (const at of answered) {
        if (at - last > ms) [ms, endedAt] = [at - last, at]
        last = at
      }
      return { ms, endedAt, problems: lately.flatMap(({ problem }) => problem ?? []) }
    },
    isServing: (since) => kinds.every((kind) => outcomes[kind].some(({ at, ms, problem }) => problem === null && at - ms >= since)),
    asked: () => ({
      page: outcomes.page.length,
      write: outcomes.write.length,
      webhook: outcomes.webhook.length,
      analyst: outcomes.analyst.length,
    }),
    failed: (kind, since = 0) => outcomes[kind].filter(({ at, problem }) => problem !== null && at >= since),
    unseen,
    acknowledged,
    async stop() {
      isOver = true
      await looking
    },
  }
}

export { kinds }
