// First of all: what the heap may grow to is decided anew only when it was cleaned up, which loading the rest does.
import './api-heap.ts'
import { requireMode } from '@swarm/db/migrate'
import { createReader } from '@swarm/db/read'
import { createWriter } from '@swarm/db/write'
import { listenUrlOf, readEnvironment } from '@swarm/jobs/env'
import { startHeartbeat } from '@swarm/jobs/heartbeat'
import { createLog } from '@swarm/jobs/log'
import { productVersion } from '@swarm/jobs/product-version'
import { createWaker } from '@swarm/jobs/queue/wake'
import { startFailure } from '@swarm/jobs/start-failure'
import { untilToldToStop } from '@swarm/jobs/stop-signal'
import { startTracing } from '@swarm/jobs/tracing'
import { apiEnvironment } from './env.ts'
import { leastFreeBytes } from './health/disk.ts'
import { startApi } from './server.ts'
import { isSameDatabase } from './which-reader.ts'

/** The API process. Prints one line of JSON with its address when it serves; stops by SIGTERM or SIGINT within 20 s. */
async function main(): Promise<void> {
  const env = readEnvironment(apiEnvironment, process.env)
  const log = createLog('api', env.LOG_LEVEL)
  const listenUrl = listenUrlOf(env)
  const writer = createWriter({
    url: env.DATABASE_URL,
    name: 'api',
    maxConnections: env.DATABASE_CONNECTIONS,
    isPooled: env.DATABASE_POOLED,
    onConnectionError: (err) => log.warn({ err }, 'database: connection lost'),
  })
  await requireMode(writer.pool, env.MODE)
  const readUrl = env.DATABASE_READ_URL ?? env.DATABASE_URL
  const openReader = (url: string, name: string, isParallel = true) =>
    createReader({
      url,
      name,
      isParallel,
      maxConnections: env.DATABASE_CONNECTIONS,
      deadlineMs: 10_000,
      isPooled: env.DATABASE_POOLED,
      onConnectionError: (err) => log.warn({ err, name }, 'database: connection for reads lost'),
    })
  // Two pools, also where both lead to one database: whoever only reads may read whole tables, and nobody who works waits for their connections,
  // or for processors of which one question of theirs takes three.
  const isShared = isSameDatabase(readUrl, env.DATABASE_URL)
  const reader = openReader(readUrl, 'api-read', !isShared)
  const freshReader = openReader(isShared ? readUrl : env.DATABASE_URL, 'api-fresh')
  const waker = await createWaker(env.DATABASE_URL, log, env.DATABASE_POOLED)
  const version = productVersion()
  const stopTracing = await startTracing({ endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT ?? null, process: 'api', version })
  const heartbeat = await startHeartbeat(
    writer,
    { kind: 'api', version, host: env.HOST_NAME, emergencyStop: env.EMERGENCY_STOP, shadowMode: env.SHADOW_MODE },
    log,
  )
  const api = await startApi({
    host: env.HOST,
    port: env.PORT,
    publicUrl: env.PUBLIC_URL ?? null,
    allowedOrigins: env.CORS_ALLOWED_ORIGINS,
    trustedProxies: env.TRUSTED_PROXIES,
    sessionSecret: env.SESSION_SECRET,
    sessionSecretBefore: env.SESSION_SECRET_BEFORE ?? null,
    webhookSecrets: {
      isStrict: env.WEBHOOK_STRICT,
      instantly: env.INSTANTLY_WEBHOOK_SECRET ?? null,
      heyreach: { secret: env.HEYREACH_WEBHOOK_SECRET ?? null, isUsed: env.HEYREACH_API_KEY !== undefined },
      clay: { secret: env.CLAY_WEBHOOK_SECRET ?? null, isUsed: env.CLAY_API_KEY !== undefined },
      bettercontact: { secret: env.BETTERCONTACT_WEBHOOK_SECRET ?? null, isUsed: env.BETTERCONTACT_API_KEY !== undefined },
      rb2b: { secret: env.RB2B_WEBHOOK_SECRET ?? null, isUsed: env.RB2B_WEBHOOK_SECRET !== undefined },
      resend: { secret: env.RESEND_WEBHOOK_SECRET ?? null, isUsed: env.RESEND_WEBHOOK_SECRET !== undefined },
      ghlPublicKey: env.GHL_WEBHOOK_PUBLIC_KEY ?? null,
      unsignedAllowlist: env.UNSIGNED_ALLOWLIST,
    },
    sandboxUrl: env.MODE === 'sandbox' ? (env.SANDBOX_URL ?? null) : null,
    webFolder: env.WEB_FOLDER ?? null,
    disk: { folder: env.DATA_DIR, leastFreeBytes },
    mode: env.MODE,
    version,
    writer,
    reader: freshReader,
    replicaReader: reader,
    listenUrl,
    wake: waker.wake,
    log,
  })
  // Listens before it says that it serves: whoever hears that may tell it to stop at once.
  const stopped = untilToldToStop(log, { process: 'api', withParent: env.STOP_WITH_PARENT }, async () => {
    await api.stop(env.DRAIN_SECONDS * 1000)
    await heartbeat.stop()
    await waker.stop()
    await reader.end()
    await freshReader.end()
    await writer.end()
    await stopTracing()
  })
  process.stdout.write(`${JSON.stringify({ ready: true, url: api.url })}\n`)
  log.info({ url: api.url, mode: env.MODE, version }, 'api: serving')
  await stopped
}

main().catch((error: unknown) => {
  process.stderr.write(`${startFailure(error)}\n`)
  // Pools that were opened before would keep a process that refused to start.
  process.exit(1)
})
