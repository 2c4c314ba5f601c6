import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { hashSecret, newToken } from '@swarm/api/auth/secrets'
import { createWriter, type Writer } from '@swarm/db/write'
import { heyreachHookUrl } from '@swarm/jobs/signals/heyreach-hooks'
import { hookSecretHeader } from '@swarm/jobs/signals/hook-header'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../harness/database.ts'
import { makeAccounts } from '../harness/make-dispatch.ts'
import { programOf } from '../harness/programs.ts'
import { type Running, runProcess } from '../harness/run-process.ts'

const webFolder = fileURLToPath(new URL('../../web', import.meta.url))

let made = 0
/** A value that occurs nowhere by chance. */
const canary = (of: string) => `canary-${of}-${++made}-${newToken().slice(0, 24)}`

/** Secrets of the environment: each is given to the processes and must be seen nowhere again but at its own provider. */
const keys = {
  APOLLO_API_KEY: canary('apollo'),
  INSTANTLY_API_KEY: canary('instantly'),
  HEYREACH_API_KEY: canary('heyreach'),
  GHL_API_KEY: canary('ghl'),
  RESEND_API_KEY: canary('resend'),
  BETTERCONTACT_API_KEY: canary('bettercontact'),
  ZEROBOUNCE_API_KEY: canary('zerobounce'),
  SMTP_API_KEY: canary('smtp'),
  CLAY_API_KEY: canary('clay'),
  CLAY_TABLE_TOKEN: canary('clay-table'),
  LLM_API_KEY: canary('llm'),
  SLACK_API_KEY: canary('slack'),
  TWILIO_API_KEY: canary('twilio'),
}
const hooks = {
  INSTANTLY_WEBHOOK_SECRET: canary('instantly-hook'),
  HEYREACH_WEBHOOK_SECRET: canary('heyreach-hook'),
  CLAY_WEBHOOK_SECRET: canary('clay-hook'),
  RB2B_WEBHOOK_SECRET: canary('rb2b-hook'),
  BETTERCONTACT_WEBHOOK_SECRET: canary('bettercontact-hook'),
  RESEND_WEBHOOK_SECRET: `whsec_${Buffer.from(canary('resend-hook')).toString('base64')}`,
  SESSION_SECRET: canary('session'),
}
const typed = {
  right: canary('password'),
  wrong: canary('wrong-password'),
  bearer: canary('bearer'),
  cookie: canary('cookie'),
  token: canary('link'),
}

let database: TestDatabase
let root: Writer
let echo: Server
/** Everything that providers were told. */
let heard = ''
let collector: Server
/** Everything that traces told. */
let traced = ''
const folder = mkdtempSync(join(tmpdir(), 'swarm-i19-'))
const running: Running[] = []
let url = ''

beforeAll(async () => {
  database = await cloneDatabase()
  root = createWriter({ url: database.urls.superuser, name: 'test', maxConnections: 2, onConnectionError: () => {} })
  await makeAccounts(root, 1)
  await root.pool.query(
    `insert into user_account (name, name_key, secret_hash, scopes) values ('Ada', 'ada', $1, '{read,review,operate,admin}')`,
    [await hashSecret(typed.right)],
  )
  // A provider at its worst: whatever it is told stands in its error, as JSON and as a page.
  echo = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const told = JSON.stringify({ url: request.url, headers: request.headers, body: Buffer.concat(parts).toString() })
      heard += told
      const isPage = heard.length % 3 === 0
      response.writeHead([400, 401, 422, 500][heard.length % 4] ?? 500, { 'content-type': isPage ? 'text/html' : 'application/json' })
      response.end(isPage ? `<html>${told}</html>` : JSON.stringify({ error: told, message: `No: ${told}` }))
    })
  })
  await new Promise<void>((listening) => echo.listen(0, '127.0.0.1', listening))
  const address: AddressInfo | string | null = echo.address()
  const at = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  collector = createServer((request, response) => {
    request.on('data', (part: Buffer) => {
      traced += part.toString('latin1')
    })
    request.on('end', () => response.end('{}'))
  })
  await new Promise<void>((listening) => collector.listen(0, '127.0.0.1', listening))
  const collecting: AddressInfo | string | null = collector.address()
  const providers = ['APOLLO', 'INSTANTLY', 'HEYREACH', 'GHL', 'RESEND', 'BETTERCONTACT', 'ZEROBOUNCE', 'CLAY', 'LLM', 'SLACK', 'TWILIO']
  const bases = providers.map((name) => [`${name}_BASE_URL`, `${at}/${name.toLowerCase()}`])
  const environment = {
    ...keys,
    ...hooks,
    ...Object.fromEntries(bases),
    GHL_LOCATION_ID: 'location-1',
    GHL_CALENDAR_ID: 'calendar-1',
    SMTP_BASE_URL: 'smtp://someone@127.0.0.1:9',
    DNS_SERVERS: '127.0.0.1:9',
    TWILIO_ACCOUNT_SID: 'AC00000000000000000000000000000000',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${typeof collecting === 'object' && collecting !== null ? collecting.port : 0}`,
    MODE: 'sandbox',
    LOG_LEVEL: 'trace',
    PORT: '0',
    DATA_DIR: folder,
    DATABASE_URL: database.urls.api,
    DATABASE_JOBS_URL: database.urls.jobs,
    DATABASE_READ_URL: database.urls.read,
  }
  const start = (entry: string) => {
    const program = programOf(entry)
    const process = runProcess(program.file, { ...program.env, ...environment })
    running.push(process)
    return process
  }
  const [api, jobs] = [start('api/src/main.ts'), start('jobs/src/main.ts')]
  const [said] = await api.says(/"url":"(http:[^"]+)"[^\n]*"ready":true|"ready":true[^\n]*"url":"(http:[^"]+)"/)
  url = /"url":"(http:[^"]+)"/.exec(said)?.[1] ?? ''
  await jobs.says(/"ready":true/)
}, 90_000)
afterAll(async () => {
  for (const { child } of running) child.kill('SIGTERM')
  await Promise.all(running.map(({ ended }) => ended))
  echo.close()
  collector.close()
  await root.end()
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

/** In every form that a URL, JSON or a header gives it. */
const forms = (secret: string) => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  Buffer.from(secret).toString('hex'),
]

/** Which of the secrets a text or bytes show, in every form or only as they are. */
const shownIn = (text: string | Buffer, secrets: Record<string, string>, inEveryForm = true) =>
  Object.entries(secrets).flatMap(([name, secret]) =>
    (inEveryForm ? forms(secret) : [secret]).some((form) => text.includes(form)) ? [name] : [],
  )

/** What everybody on this machine may read of every process: the command lines. */
const commandLines = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'utf8')
      } catch {
        // It ended meanwhile.
        return ''
      }
    })
    .join('\n')

/** The files of this database, and the log of its server. */
async function databaseFiles(): Promise<Buffer> {
  const { rows } = await root.pool.query<{ folder: string }>(
    `select current_setting('data_directory') || '/base/' || oid as folder from pg_database where datname = current_database()`,
  )
  const folders = [rows[0]?.folder ?? '', inject('postgresFolder')]
  return Buffer.concat(
    folders.flatMap((path) =>
      readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
        entry.isFile() && (path === folders[0] || entry.name.endsWith('.log')) ? [readFileSync(join(path, entry.name))] : [],
      ),
    ),
  )
}

/** Every row of every table, as text: ours and the queue's. */
async function wholeDatabase(): Promise<{ table: string; text: string }[]> {
  const { rows } = await root.pool.query<{ table: string }>(
    `select format('%I.%I', schemaname, tablename) as table from pg_tables where schemaname in ('public', 'pgboss') order by 1`,
  )
  const dumped = []
  for (const { table } of rows) {
    const content = await root.pool.query<{ text: string | null }>(`select string_agg(t::text, E'\\n') as text from ${table} t`)
    // Bytes are shown in hexadecimal, which is one of the forms that are looked for.
    dumped.push({ table, text: content.rows[0]?.text ?? '' })
  }
  return dumped
}

test('no secret stands in a log, an error, an answer, the audit, a metric, a file or a row; only hashes are kept', async () => {
  const answers: string[] = []
  const ask = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(`${url}${path}`, { redirect: 'manual', ...init })
    const text = await answer.text()
    answers.push(`${path.split('?')[0]?.startsWith('/webhooks/heyreach') === true ? '' : path} ${text}`)
    return { status: answer.status, text, cookie: answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '' }
  }
  const json = { 'content-type': 'application/json' }
  const signIn = (secret: string) => ask('/login', { method: 'POST', headers: json, body: JSON.stringify({ name: 'Ada', secret }) })
  expect((await signIn(typed.wrong)).status).toBe(401)
  const signedIn = await signIn(typed.right)
  expect(signedIn.status).toBe(204)
  const session = signedIn.cookie.split('=')[1] ?? ''
  const graphql = (query: string, variables: object = {}, headers: Record<string, string> = {}) =>
    ask('/graphql', { method: 'POST', headers: { ...json, 'x-swarm-csrf': '1', ...headers }, body: JSON.stringify({ query, variables }) })
  const created = await graphql(
    'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on CreateApiKeySuccess { key } ... on UserError { message } } }',
    { input: { name: 'canary', scopes: ['read'] } },
    { cookie: signedIn.cookie },
  )
  const apiKey = /"key":"([^"]+)"/.exec(created.text)?.[1] ?? ''
  expect(apiKey.length).toBeGreaterThan(20)
  // The one answer that shows it.
  answers.splice(answers.indexOf(answers.at(-1) ?? ''), 1)
  await graphql('{ viewer { name } }', {}, { authorization: `Bearer ${typed.bearer}` })
  await graphql('{ viewer { name } }', {}, { cookie: `session=${typed.cookie}` })
  await graphql('{ nonsense', {}, { authorization: `Bearer ${apiKey}` })
  await graphql('{ health { failing { code message } version } }', {}, { authorization: `Bearer ${apiKey}` })
  await graphql('{ users { name } }', {}, { authorization: `Bearer ${apiKey}` })
  await graphql('mutation { disableUser(input: { id: "x" }) { __typename } }', {}, { authorization: `Bearer ${apiKey}` })
  for (const body of ['{"half', JSON.stringify({ event_type: 'email_opened', lead_email: 'x@y.example', timestamp: 'never' })]) {
    await ask('/webhooks/instantly', { method: 'POST', headers: { [hookSecretHeader]: hooks.INSTANTLY_WEBHOOK_SECRET }, body })
    await ask('/webhooks/instantly', {
      method: 'POST',
      headers: { [hookSecretHeader]: `${hooks.INSTANTLY_WEBHOOK_SECRET}x`, authorization: typed.bearer },
      body,
    })
    await ask('/webhooks/clay', { method: 'POST', headers: { [hookSecretHeader]: hooks.CLAY_WEBHOOK_SECRET, cookie: typed.cookie }, body })
  }
  const heyreachPath = new URL(heyreachHookUrl(url, hooks.HEYREACH_WEBHOOK_SECRET, 'MESSAGE_SENT')).pathname
  expect((await ask(heyreachPath, { method: 'POST', body: '{}' })).status).toBe(200)
  const heyreachToken = heyreachPath.split('/').at(-1) ?? ''
  await ask(`/u/${typed.token}`, { method: 'POST' })
  await ask(`/nowhere/${typed.token}`)
  await graphql('mutation { scanRevival(input: { dryRun: true }) { __typename } }', {}, { cookie: signedIn.cookie })
  // Until providers were told something by the runner and answered with all of it, this would say nothing.
  await expect.poll(() => shownIn(heard, keys).length, { timeout: 60_000, interval: 250 }).toBeGreaterThanOrEqual(3)

  const metrics = await (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${apiKey}` } })).text()
  const ready = await (await fetch(`${url}/health/ready`)).text()
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
  const passwords = Object.fromEntries(
    Object.entries(database.urls).map(([role, address]) => [`password of ${role}`, new URL(address).password]),
  )
  const secrets: Record<string, string> = { ...keys, ...hooks, ...typed, session, apiKey, heyreachToken, ...passwords }
  const places = {
    logs: running.map(({ output }) => output()).join('\n'),
    answers: answers.join('\n').replaceAll(`/u/${typed.token}`, '').replaceAll(`/nowhere/${typed.token}`, ''),
    metrics,
    ready,
    files: files.join('\n'),
    'the list of processes': commandLines(),
  }
  for (const [place, text] of Object.entries(places)) expect([place, shownIn(text, secrets)]).toEqual([place, []])
  expect(places.logs.length).toBeGreaterThan(1_000)
  // Who asked for what they may not have is written down, by their id and not by their key.
  expect(places.logs.match(/"what":"(?:disableUser|Query\.users needs[^}]*)","scope":"admin","msg":"access: refused"/g)).toHaveLength(2)
  for (const { table, text } of await wholeDatabase()) expect([table, shownIn(text, secrets)]).toEqual([table, []])
  // Also what was deleted or changed since: a backup copies the files, not the rows.
  await root.pool.query('checkpoint')
  expect(['the database’s files', shownIn(await databaseFiles(), secrets, false)]).toEqual(['the database’s files', []])
  // Traces leave when their process does, at the latest.
  for (const { child } of running) child.kill('SIGTERM')
  await Promise.all(running.map(({ ended }) => ended))
  expect(traced.length).toBeGreaterThan(1_000)
  expect(['traces', shownIn(traced, secrets)]).toEqual(['traces', []])
  expect(['last words', shownIn(running.map(({ output }) => output()).join('\n'), secrets)]).toEqual(['last words', []])
  // What is kept instead: a hash of each.
  const { rows } = await root.pool.query<{ hashes: boolean }>(
    `select exists (select from api_key where octet_length(key_hash) = 32) and exists (select from user_account where secret_hash <> '') as hashes`,
  )
  expect(rows).toEqual([{ hashes: true }])
}, 120_000)

test('the pages are built without the environment', () => {
  const sources = readdirSync(join(webFolder, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name))
  expect(sources.length).toBeGreaterThan(100)
  const asking = sources.filter((name) => /import\.meta\.env|process\.env/.test(readFileSync(join(webFolder, 'src', name), 'utf8')))
  expect(asking).toEqual([])
  expect(readFileSync(join(webFolder, 'vite.config.ts'), 'utf8')).not.toMatch(/\b(define|envPrefix|envDir|loadEnv)\b\s*[:(]/)
})
