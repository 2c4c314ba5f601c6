import { hashSecret, newToken, tokenHash } from '@swarm/api/auth/secrets'
import type { Disk } from '@swarm/api/health/disk'
import type { ExportLimits } from '@swarm/api/http/export-route'
import { type Api, startApi } from '@swarm/api/server'
import type { WebhookSecrets } from '@swarm/api/webhooks/hook-providers'
import { createReader, type Reader } from '@swarm/db/read'
import { createWriter, type Writer } from '@swarm/db/write'
import type { Scope } from '@swarm/jobs/actors'
import { createLog } from '@swarm/jobs/log'
import { createWaker } from '@swarm/jobs/queue/wake'
import { cloneDatabase, type TestDatabase } from './database.ts'
import { patientFetch } from './patient-fetch.ts'

/** What Instantly's webhook brings along in tests. */
export const hookSecret = 'a webhook secret for tests'

export type TestApi = {
  url: string
  database: TestDatabase
  /** Connections with the API's credentials, for arranging and looking where a client can't. */
  writer: Writer
  /** A fresh key with these scopes; `Authorization: Bearer <key>`. */
  keyFor(...scopes: Scope[]): Promise<string>
  /** A person who can sign in. */
  addUser(name: string, secret: string, scopes: Scope[]): Promise<void>
  /** Runs an operation as a key, once it may, and gives data and errors as they came. */
  ask<Data = Record<string, unknown>>(key: string, query: string, variables?: Record<string, unknown>): Promise<Answer<Data>>
  /** Signs in as a browser does and gives the cookie. */
  signIn(name: string, secret: string): Promise<string>
  /** What the API logged at error so far. */
  faults: unknown[]
  /** `drainMs`: how long it goes on serving first. */
  stop(drainMs?: number): Promise<void>
}

export type Answer<Data> = {
  status: number
  data: Data | null
  errors?: { message: string; path?: (string | number)[]; extensions?: Record<string, unknown> }[]
  extensions?: Record<string, unknown>
}

/** Each connection reads the catalogue and makes plans of its own first, some 20 ms of processor time, and these live for seconds. */
const maxConnections = 3

/** The real API on a database of this test file's own, in this process, on a free port of loopback. */
export async function startTestApi(
  options: {
    webFolder?: string
    /** A free one when not given. */
    port?: number
    allowedOrigins?: string[]
    publicUrl?: string
    trustedProxies?: { address: string; bits: number }[]
    deadlineMs?: number
    webhookSecrets?: WebhookSecrets
    /** Whose room is watched; nobody's when not given. */
    disk?: Disk
    sandboxUrl?: string
    exportLimits?: ExportLimits
    /** For who can do nothing but read; the usual reader when not given. */
    replicaReader?: Reader
    /** How long a body may be in coming, in milliseconds. */
    bodyMs?: number
    /** As the process is told; the database's birth is the test's to change. */
    mode?: 'sandbox' | 'production'
  } = {},
): Promise<TestApi> {
  const database = await cloneDatabase()
  const log = createLog('test-api', 'silent')
  const faults: unknown[] = []
  log.error = (...parts: unknown[]) => void faults.push(parts)
  const writer = createWriter({ url: database.urls.api, name: 'api', maxConnections, onConnectionError: () => {} })
  const reader = createReader({
    url: database.urls.read,
    name: 'api-read',
    maxConnections,
    deadlineMs: options.deadlineMs ?? 10_000,
    onConnectionError: () => {},
  })
  const waker = await createWaker(database.urls.api, log)
  const api: Api = await startApi({
    host: '127.0.0.1',
    port: options.port ?? 0,
    publicUrl: options.publicUrl ?? null,
    allowedOrigins: options.allowedOrigins ?? [],
    trustedProxies: options.trustedProxies ?? [],
    sessionSecret: 'a session secret for tests, long enough',
    webhookSecrets: options.webhookSecrets ?? { isStrict: true, instantly: hookSecret },
    sandboxUrl: options.sandboxUrl ?? null,
    webFolder: options.webFolder ?? null,
    disk: options.disk ?? null,
    mode: options.mode ?? 'sandbox',
    version: 'test',
    ...(options.exportLimits && { exportLimits: options.exportLimits }),
    ...(options.replicaReader && { replicaReader: options.replicaReader }),
    ...(options.bodyMs !== undefined && { bodyMs: options.bodyMs }),
    writer,
    reader,
    listenUrl: database.urls.api,
    wake: waker.wake,
    log,
  })
  return {
    url: api.url,
    database,
    writer,
    faults,
    async keyFor(...scopes) {
      const key = newToken()
      await writer.pool.query(`insert into api_key (name, prefix, key_hash, scopes, created_by) values ($1, $2, $3, $4, 'test')`, [
        scopes.join('+'),
        key.slice(0, 6),
        tokenHash(key),
        scopes,
      ])
      return key
    },
    async addUser(name, secret, scopes) {
      await writer.pool.query('insert into user_account (name, name_key, secret_hash, scopes) values ($1, lower($1), $2, $3)', [
        name,
        // What a secret costs is no matter of most tests, which sign in at every turn.
        await hashSecret(secret, { rounds: 10, lanes: 1 }),
        scopes,
      ])
    },
    async signIn(name, secret) {
      const response = await fetch(`${api.url}/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name, secret }),
      })
      const [cookie] = response.headers.getSetCookie()
      if (response.status !== 204 || cookie === undefined) throw new Error(`signing in as ${name} answered ${response.status}`)
      return cookie.split(';', 1)[0] ?? ''
    },
    async ask<Data>(key: string, query: string, variables: Record<string, unknown> = {}): Promise<Answer<Data>> {
      const response = await patientFetch(`${api.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify({ query, variables }),
      })
      const body: Omit<Answer<Data>, 'status'> = await response.json()
      return { ...body, status: response.status }
    },
    async stop(drainMs = 0) {
      await api.stop(drainMs)
      await waker.stop()
      await reader.end()
      await writer.end()
      await database.drop()
    },
  }
}
