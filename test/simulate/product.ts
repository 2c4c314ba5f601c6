import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createDatabase } from '@swarm/db/embedded/create-database'
import { freePort } from '@swarm/db/embedded/free-port'
import { startPostgres } from '@swarm/db/embedded/postgres-server'
import { createWriter, type Writer } from '@swarm/db/write'
import { z } from 'zod'
import { passingFolder } from '../harness/passing-folder.ts'
import { type Running, runProcess } from '../harness/run-process.ts'

/** The product as `npm start` runs it, on a database and a data folder of its own. */
export type Product = {
  /** Runs an operation and gives its data; throws for anything but data. */
  ask(query: string, variables?: Record<string, unknown>): Promise<unknown>
  /** For looking behind the API: the invariants are checked in the database. Nothing is ever written with it. */
  database: Writer
  /** Talks to the sandbox's own control. */
  sandbox(method: string, path: string, body?: unknown): Promise<unknown>
  /** Calls a provider's wire as the product does. */
  wire(path: string): Promise<unknown>
  /** Lines that the runner and the API logged at error. */
  errors(): string[]
  stop(): Promise<void>
}

const answerShape = z.object({ data: z.unknown().optional(), errors: z.array(z.object({ message: z.string() })).optional() })
const keyShape = z.object({ createApiKey: z.object({ key: z.string() }) })
const adminSecret = 'the secret of a simulation'

/** Starts everything; what the sandbox's people do is decided by the seed. */
export async function startProduct(seed: number, people: number): Promise<Product> {
  const folder = passingFolder('swarm-simulation-')
  // Nothing here has to survive a power cut.
  const server = await startPostgres(join(folder, 'database'), { forTests: true })
  await createDatabase(server, 'swarm')
  const sandboxPort = await freePort()
  const running: Running = runProcess('api/src/supervisor/main.ts', {
    DATA_DIR: folder,
    PORT: '0',
    MODE: 'sandbox',
    LOG_LEVEL: 'warn',
    // Nobody looks at pages here.
    WEB_FOLDER: folder,
    ADMIN_SECRET: adminSecret,
    DATABASE_URL: server.url('swarm_api', 'swarm'),
    DATABASE_JOBS_URL: server.url('swarm_jobs', 'swarm'),
    DATABASE_MIGRATE_URL: server.url('swarm_migrate', 'swarm'),
    DATABASE_READ_URL: server.url('swarm_read', 'swarm'),
    SANDBOX_PORT: String(sandboxPort),
    SANDBOX_SEED: String(seed),
    SANDBOX_PEOPLE: String(people),
    SANDBOX_DELAYS: 'off',
    // Days pass in seconds: what providers allow in a minute of real time is tested elsewhere.
    SANDBOX_PACE: 'off',
    // Each connection makes plans of its own first, and here days pass in seconds.
    DATABASE_CONNECTIONS: '4',
  })
  const database = createWriter({
    url: server.url('superuser', 'swarm'),
    name: 'simulation',
    maxConnections: 2,
    onConnectionError: () => {},
  })
  const end = async () => {
    await database.end()
    running.child.kill('SIGTERM')
    await running.ended
    await server.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  // Asked for twice, by a signal and by the end of the run, it is done once.
  let ending: Promise<void> | null = null
  const stop = () => {
    ending ??= end()
    return ending
  }
  let url = ''
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`

  async function post(headers: Record<string, string>, query: string, variables: Record<string, unknown>): Promise<unknown> {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(600_000),
    })
    const { data, errors } = answerShape.parse(await response.json())
    if (errors !== undefined) throw new Error(`${query.slice(0, 80)}: ${errors.map(({ message }) => message).join('; ')}`)
    return data
  }

  async function signIn(): Promise<string> {
    const response = await fetch(`${url}/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify({ name: 'admin', secret: adminSecret }),
    })
    const [cookie] = response.headers.getSetCookie()
    if (response.status !== 204 || cookie === undefined) throw new Error(`signing in answered ${response.status}`)
    const made = await post(
      { cookie: cookie.split(';', 1)[0] ?? '', origin: url, 'x-swarm-csrf': '1' },
      `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on CreateApiKeySuccess { key } ... on UserError { message } } }`,
      { input: { name: 'simulation', scopes: ['read', 'review', 'operate', 'admin'] } },
    )
    return keyShape.parse(made).createApiKey.key
  }

  let key = ''
  try {
    url = (await running.says(/Open {4}(http:\S+)[\s\S]*Logs are in/, 120_000))[1] ?? ''
    key = await signIn()
  } catch (error) {
    await stop()
    throw error
  }
  return {
    database,
    ask: (query, variables = {}) => post({ authorization: `Bearer ${key}` }, query, variables),
    async sandbox(method, path, body) {
      const answer = await fetch(`${sandboxUrl}/_control/${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
      return answer.json()
    },
    async wire(path) {
      const answer = await fetch(`${sandboxUrl}/${path}`, { headers: { authorization: 'Bearer sandbox-instantly-key' } })
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
      return answer.json()
    },
    errors: () =>
      ['api', 'jobs'].flatMap((name) =>
        readFileSync(join(folder, 'logs', `${name}.log`), 'utf8')
          .split('\n')
          .filter((line) => /"level":(50|60|"error"|"fatal")/.test(line)),
      ),
    stop,
  }
}
