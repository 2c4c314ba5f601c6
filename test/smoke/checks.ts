import { randomUUID } from 'node:crypto'

/** One line of the list: what was looked at, whether it is as it must be, and what was seen. */
export type SmokeResult = { check: string; isGood: boolean; seen: string }

type Target = { baseUrl: string; key: string }
type Check = { name: string; run(target: Target): Promise<string | null> }

/** Longest that one answer may take, in milliseconds. */
const answerMs = 15_000

const ask = (url: string, init: RequestInit = {}) => fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(answerMs), ...init })

const graphql = (target: Target, query: string, headers: Record<string, string> = { authorization: `Bearer ${target.key}` }) =>
  ask(`${target.baseUrl}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  })

/** What is wrong when a status is not the one that must come; null when it is. */
async function status(wanted: number, response: Promise<Response>): Promise<string | null> {
  const { status: seen } = await response
  return seen === wanted ? null : `answered ${seen} and not ${wanted}`
}

async function data<Data>(response: Promise<Response>): Promise<Data> {
  const answer: { data?: Data | null; errors?: { message: string }[] } = await (await response).json()
  if (!answer.data || answer.errors) throw new Error(answer.errors?.[0]?.message ?? 'no data came')
  return answer.data
}

/** Every check answers with what is wrong, or null. None changes anything: the webhook deliveries are marked tests. */
const checks: readonly Check[] = [
  { name: 'no key: 401', run: (target) => status(401, graphql(target, '{ viewer { name } }', {})) },
  {
    name: 'wrong key: 401',
    run: (target) => status(401, graphql(target, '{ viewer { name } }', { authorization: `Bearer ${randomUUID()}${randomUUID()}` })),
  },
  {
    name: 'key in the address: refused',
    run: async ({ baseUrl, key }) => {
      const response = await ask(`${baseUrl}/graphql?query=%7Bviewer%7Bname%7D%7D&api_key=${encodeURIComponent(key)}`)
      return response.status >= 400 && response.status < 500 ? null : `answered ${response.status}`
    },
  },
  { name: 'key in the header: 200', run: (target) => status(200, graphql(target, '{ viewer { name scopes } }')) },
  {
    name: 'CORS preflight from elsewhere: grants nothing',
    run: async ({ baseUrl }) => {
      const response = await ask(`${baseUrl}/graphql`, {
        method: 'OPTIONS',
        headers: {
          origin: 'https://elsewhere.example',
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization',
        },
      })
      if (response.status >= 500) return `answered ${response.status}`
      const allowed = response.headers.get('access-control-allow-origin')
      return allowed === null ? null : `allows ${allowed}`
    },
  },
  {
    name: 'unsigned webhook: refused',
    run: async ({ baseUrl }) => {
      const response = await ask(`${baseUrl}/webhooks/instantly`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ event_type: 'reply_received', lead_email: 'nobody@smoke.example' }),
      })
      return response.status === 401 || response.status === 503 ? null : `answered ${response.status}`
    },
  },
  {
    name: 'signed webhooks: accepted, stored and applied without effect',
    run: async (target) => {
      type Hooks = { checkWebhooks: { hooks?: { provider: string; good: boolean; used: boolean; message: string }[]; message?: string } }
      const query =
        'mutation { checkWebhooks(input: {}) { ... on CheckWebhooksSuccess { hooks { provider good used message } } ... on UserError { message } } }'
      const { checkWebhooks } = await data<Hooks>(graphql(target, query))
      if (!checkWebhooks.hooks) return checkWebhooks.message ?? 'refused'
      const bad = checkWebhooks.hooks.filter(({ good, used }) => used && !good)
      return bad.length === 0 ? null : bad.map(({ provider, message }) => `${provider}: ${message}`).join(' ')
    },
  },
  { name: 'alive', run: ({ baseUrl }) => status(200, ask(`${baseUrl}/health/live`)) },
  {
    name: 'ready',
    run: async ({ baseUrl }) => {
      const response = await ask(`${baseUrl}/health/ready`)
      if (response.status === 200) return null
      const { failing }: { failing?: string[] } = await response.json()
      return `not ready: ${(failing ?? []).join(', ')}`
    },
  },
  {
    name: 'subscriptions: open and stay open',
    run: async (target) => {
      const response = await graphql(target, 'subscription { safetyChanged { emergencyStop } }', {
        authorization: `Bearer ${target.key}`,
        accept: 'text/event-stream',
      })
      const type = response.headers.get('content-type') ?? ''
      await response.body?.cancel()
      return response.status === 200 && type.startsWith('text/event-stream') ? null : `answered ${response.status} ${type}`
    },
  },
  {
    name: 'queue: every pending draft can say why it is or isn’t sendable',
    run: async (target) => {
      type Queue = { queueSummary: { pending: number }; queue: { edges: { node: { lead: { nextSend: { verdicts: unknown[] } } } }[] } }
      const query = '{ queueSummary { pending } queue(first: 20) { edges { node { lead { nextSend { verdicts { rule passed } } } } } } }'
      const { queue, queueSummary } = await data<Queue>(graphql(target, query))
      const silent = queue.edges.filter(({ node }) => node.lead.nextSend.verdicts.length === 0)
      return silent.length === 0 ? null : `${silent.length} of ${queueSummary.pending} say nothing`
    },
  },
  {
    name: 'versions: one, and what runs is told',
    run: async (target) => {
      const { health } = await data<{ health: { version: string; ready: boolean } }>(graphql(target, '{ health { version ready } }'))
      return health.version === '' ? 'no version is told' : null
    },
  },
]

/** Looks at a deployed system from outside, in order; a check that can't be made is bad. */
export async function smoke(target: Target, say: (result: SmokeResult) => void): Promise<SmokeResult[]> {
  const results: SmokeResult[] = []
  for (const { name, run } of checks) {
    let seen: string | null
    try {
      seen = await run(target)
    } catch (error) {
      // What a connection failed by stands in its cause.
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
      seen = cause instanceof Error ? cause.message : String(cause)
    }
    const result = { check: name, isGood: seen === null, seen: seen ?? 'as it must be' }
    say(result)
    results.push(result)
  }
  return results
}
