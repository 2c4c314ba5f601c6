import { generateKeyPairSync } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createDatabase } from '@swarm/db/embedded/create-database'
import { freePort } from '@swarm/db/embedded/free-port'
import type { PostgresServer } from '@swarm/db/embedded/postgres-server'
import { createWriter } from '@swarm/db/write'
import { readEnvironment } from '@swarm/jobs/env'
import { prepareDatabase } from '@swarm/jobs/prepare-database'
import { runnerNodeOptions } from '@swarm/jobs/runner-heap'
import { withoutFilesOf } from '@swarm/jobs/secret-files'
import { startFailure } from '@swarm/jobs/start-failure'
import { ensureFirstAdmin, firstAdminName } from '../auth/first-admin.ts'
import { buildWeb } from './build-web.ts'
import { type Child, startChild } from './child-process.ts'
import { lockFolder } from './folder-lock.ts'
import { keepPostgres } from './keep-postgres.ts'
import { sandboxProviders } from './sandbox-providers.ts'
import { loadSecrets } from './secrets-file.ts'
import { hasProviderKeys, supervisorEnvironment } from './supervisor-environment.ts'
import { watchSources } from './watch-sources.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..')
/** Pages come from their sources, and what runs starts again when its own change. */
const isWatching = process.argv.includes('--watch')
const say = (text: string) => process.stderr.write(`${text}\n`)

type DatabaseUrls = { api: string; jobs: string; migrate: string; read: string; direct: string }

type Environment = ReturnType<typeof readEnvironment<typeof supervisorEnvironment>>

/** The embedded server with a login for each role, or the one that DATABASE_URL names. */
async function openDatabase(env: Environment, dataFolder: string): Promise<{ urls: DatabaseUrls; server: PostgresServer | null }> {
  if (env.DATABASE_URL) {
    const url = env.DATABASE_URL
    return {
      server: null,
      urls: {
        api: url,
        jobs: env.DATABASE_JOBS_URL ?? url,
        migrate: env.DATABASE_MIGRATE_URL ?? url,
        read: env.DATABASE_READ_URL ?? url,
        direct: env.DATABASE_DIRECT_URL ?? url,
      },
    }
  }
  const server = await keepPostgres(dataFolder, () =>
    say(`PostgreSQL ended; starting it again. Its log: ${join(dataFolder, 'postgres.log')}`),
  )
  await createDatabase(server, 'swarm').catch(async (error: unknown) => {
    await server.stop()
    throw error
  })
  const urlOf = (role: 'swarm_api' | 'swarm_jobs' | 'swarm_migrate' | 'swarm_read') => server.url(role, 'swarm')
  return {
    server,
    urls: {
      api: urlOf('swarm_api'),
      jobs: urlOf('swarm_jobs'),
      migrate: urlOf('swarm_migrate'),
      read: urlOf('swarm_read'),
      direct: urlOf('swarm_api'),
    },
  }
}

async function makeFirstAdmin(url: string, secret: string): Promise<boolean> {
  const writer = createWriter({ url, name: 'first-start', maxConnections: 1, onConnectionError: () => {} })
  try {
    return await ensureFirstAdmin(writer, secret)
  } finally {
    await writer.end()
  }
}

/** One machine's whole system: database, migrations, sandbox, API, runner, pages. Ctrl-C stops it; starting again goes on where it was. */
async function main(): Promise<void> {
  const started = performance.now()
  const file = join(root, '.env')
  // What is set already counts more than the file.
  if (existsSync(file)) process.loadEnvFile(file)
  const env = readEnvironment(supervisorEnvironment, process.env)
  const mode = env.MODE ?? (hasProviderKeys(env) ? 'production' : 'sandbox')
  const dataFolder = resolve(root, env.DATA_DIR)
  mkdirSync(join(dataFolder, 'logs'), { recursive: true })
  const lock = lockFolder(dataFolder)
  const stops: (() => Promise<void>)[] = [async () => lock.release()]
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse())
      await stop().catch((error: unknown) => say(`While stopping: ${error instanceof Error ? error.message : String(error)}`))
  }
  const told = new Promise<void>((resolveTold) => {
    process.on('SIGINT', () => resolveTold())
    process.on('SIGTERM', () => resolveTold())
    // Whoever started this was killed and can't send signals any more.
    process.on('disconnect', () => resolveTold())
  })

  try {
    await requireFreePort(env.HOST, env.PORT)
    const secrets = loadSecrets(dataFolder)
    const [webFolder, { urls, server }] = await Promise.all([
      isWatching ? '' : (env.WEB_FOLDER ?? buildWeb(root, () => say('Building the pages …'))),
      openDatabase(env, dataFolder),
    ])
    if (server) stops.push(() => server.stop())
    await prepareDatabase(urls.migrate, mode)
    const adminSecret = env.ADMIN_SECRET ?? secrets.adminSecret
    const isFirstStart = await makeFirstAdmin(urls.api, adminSecret)

    const inherited = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined))
    const shared = {
      MODE: mode,
      DATA_DIR: dataFolder,
      STOP_WITH_PARENT: 'true',
      DATABASE_URL: urls.api,
      DATABASE_JOBS_URL: urls.jobs,
      DATABASE_READ_URL: urls.read,
      DATABASE_DIRECT_URL: urls.direct,
      SESSION_SECRET: env.SESSION_SECRET ?? secrets.sessionSecret,
      ...(!isWatching && { WEB_FOLDER: webFolder }),
    }
    const programs = new Map<string, Child>()
    const child = async (name: string, entry: string, more: Record<string, string>): Promise<Child> => {
      const started = await startChild({
        name,
        entry: join(root, entry),
        args: [],
        env: { ...withoutFilesOf(inherited, { ...shared, ...more }), ...shared, ...more },
        cwd: root,
        logFile: join(dataFolder, 'logs', `${name}.log`),
        onRestart: (ended, code) =>
          say(`${ended} ended with ${code}; starting it again. Its log: ${join(dataFolder, 'logs', `${ended}.log`)}`),
      })
      stops.push(() => started.stop(25_000))
      programs.set(name, started)
      return started
    }
    // Known before the API listens: the runner makes links and webhooks of it.
    const port = String(env.PORT === 0 ? await freePort() : env.PORT)
    const providers: Record<string, string> = {
      PORT: port,
      PUBLIC_URL: env.PUBLIC_URL ?? localUrl(env.HOST, port),
    }
    const pagesPort = String(env.PORT === 0 ? await freePort() : env.PORT + 1)
    const pagesUrl = localUrl(env.HOST, pagesPort)
    if (isWatching) providers['CORS_ALLOWED_ORIGINS'] = [...env.CORS_ALLOWED_ORIGINS, pagesUrl].join()
    if (mode === 'sandbox') {
      // One port for as long as this start lasts: the others keep its address when it is started again.
      const [anyPort, dnsPort, smtpPort] = (await Promise.all([freePort(), freePort(), freePort()])).map(String)
      const sandboxPort = inherited['SANDBOX_PORT'] ?? anyPort
      // Made for this start: the sandbox signs by the one half, the API knows its deliveries by the other.
      const signing = generateKeyPairSync('ed25519')
      const sandbox = await child('sandbox', 'test/sandbox/main.ts', {
        SANDBOX_GHL_SIGNING_KEY: signing.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
        SANDBOX_GHL_HOOK_URL: `${localUrl(env.HOST, port)}/webhooks/ghl`,
        SANDBOX_CLAY_HOOK_SECRET: (env.CLAY_WEBHOOK_SECRET ?? secrets.sandboxHookSecret).split(',')[0] ?? '',
        SANDBOX_PORT: sandboxPort ?? '',
        SANDBOX_DNS_PORT: dnsPort ?? '',
        SANDBOX_SMTP_PORT: smtpPort ?? '',
        SANDBOX_STATE: join(dataFolder, 'sandbox-state'),
      })
      Object.assign(providers, sandboxProviders(sandbox.url), {
        SANDBOX_URL: sandbox.url ?? '',
        DNS_SERVERS: `127.0.0.1:${dnsPort}`,
        SMTP_BASE_URL: `smtp://sandbox@127.0.0.1:${smtpPort}`,
        SMTP_API_KEY: 'sandbox-smtp-password',
        GHL_WEBHOOK_PUBLIC_KEY: signing.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
        INSTANTLY_WEBHOOK_SECRET: env.INSTANTLY_WEBHOOK_SECRET ?? secrets.sandboxHookSecret,
        HEYREACH_WEBHOOK_SECRET: env.HEYREACH_WEBHOOK_SECRET ?? secrets.sandboxHookSecret,
        CLAY_WEBHOOK_SECRET: env.CLAY_WEBHOOK_SECRET ?? secrets.sandboxHookSecret,
        BETTERCONTACT_WEBHOOK_SECRET: env.BETTERCONTACT_WEBHOOK_SECRET ?? secrets.sandboxHookSecret,
        RB2B_WEBHOOK_SECRET: env.RB2B_WEBHOOK_SECRET ?? secrets.sandboxHookSecret,
      })
    }
    const runnerOptions = [runnerNodeOptions, inherited['NODE_OPTIONS']].filter((some) => some !== undefined).join(' ')
    const [api] = await Promise.all([
      child('api', 'api/src/main.ts', providers),
      child('jobs', 'jobs/src/main.ts', { ...providers, NODE_OPTIONS: runnerOptions }),
    ])
    if (isWatching) {
      await child('pages', 'web/bin/dev.mjs', { SWARM_API: api.url ?? '', HOST: env.HOST, PORT: pagesPort })
      let last = Promise.resolve()
      const stop = watchSources(root, (changed) => {
        last = last.then(async () => {
          // A migration that is being written fails now and then.
          if (changed.isDatabase) await prepareDatabase(urls.migrate, mode).catch((error: unknown) => say(String(error)))
          for (const name of changed.programs) programs.get(name)?.startAgain()
        })
      })
      stops.push(async () => stop())
    }
    welcome({
      url: isWatching ? pagesUrl : (env.PUBLIC_URL ?? api.url ?? ''),
      mode,
      adminSecret,
      isFirstStart,
      dataFolder,
      seconds: (performance.now() - started) / 1000,
      isEmbedded: server !== null,
    })
    await told
    say('\nStopping …')
    await stopAll()
    say('Stopped. Start again and it goes on where it was.')
    process.exit(0)
  } catch (error) {
    await stopAll()
    throw error
  }
}

/** Throws for a port that somebody listens on: told at once, and not after a database was made. 0 takes any free one. */
async function requireFreePort(host: string, port: number): Promise<void> {
  const server = createServer()
  await new Promise<void>((listening, fail) => server.once('error', fail).listen(port, host, listening))
  await new Promise((closed) => server.close(closed))
}

/** Where this machine reaches an API that listens there; an address that means "all" is none to call. */
function localUrl(host: string, port: string): string {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

function welcome(facts: {
  url: string
  mode: string
  adminSecret: string
  isFirstStart: boolean
  dataFolder: string
  seconds: number
  isEmbedded: boolean
}): void {
  const lines = [
    '',
    `  Alpha Swarm is ready (${facts.mode}), after ${facts.seconds.toFixed(1)} s.`,
    '',
    `  Open    ${facts.url}`,
    `  Name    ${firstAdminName}`,
    facts.isFirstStart
      ? `  Secret  ${facts.adminSecret}   (kept in ${join(facts.dataFolder, 'secrets.json')})`
      : `  Secret  the one from the first start: ${join(facts.dataFolder, 'secrets.json')}, unless you changed it`,
    '',
    facts.mode === 'sandbox'
      ? '  First: sign in and take the samples on the Import page, lists first, then the 5,000 leads. Nobody real is written to.'
      : '  First: sign in and follow the go-live list on the Overview.',
    `  Logs are in ${join(facts.dataFolder, 'logs')}. Ctrl-C stops everything.`,
    '',
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

main().catch((error: unknown) => {
  say(startFailure(error))
  process.exit(1)
})
