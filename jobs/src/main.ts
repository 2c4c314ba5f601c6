import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { requireMode } from '@swarm/db/migrate'
import { createWriter } from '@swarm/db/write'
import { createTextLookup } from './accounts/dns-lookup.ts'
import { startTelling } from './alerts/start-telling.ts'
import { startHeadKeeper } from './audit/keep-head.ts'
import { startSealer } from './audit/seal-audit.ts'
import { armCrashPoint } from './dispatch/execute/crash-point.ts'
import { listenUrlOf, readEnvironment } from './env.ts'
import { startHeartbeat } from './heartbeat.ts'
import { loadAddressLists } from './identity/load-address-lists.ts'
import { createLog } from './log.ts'
import { loadPlaces } from './place/load-places.ts'
import { productVersion } from './product-version.ts'
import { noteProviderAccess } from './provider-status/note-provider-access.ts'
import { createApollo } from './providers/apollo.ts'
import { createBetterContact } from './providers/bettercontact.ts'
import { createClay } from './providers/clay.ts'
import { createGhl } from './providers/ghl.ts'
import { createHeyreach } from './providers/heyreach.ts'
import { createInstantly } from './providers/instantly.ts'
import { createLanguageModel } from './providers/language-model.ts'
import { providerAccess } from './providers/provider-config.ts'
import { createResend } from './providers/resend.ts'
import { createSlack } from './providers/slack.ts'
import { smtpHostOf } from './providers/smtp.ts'
import { createTwilio } from './providers/twilio.ts'
import { createZeroBounce } from './providers/zerobounce.ts'
import { publicAddressProblem } from './public-address.ts'
import { registry } from './queue/registry.ts'
import { startRunner } from './queue/run.ts'
import { watchServer } from './restore/watch-server.ts'
import { runnerEnvironment, runnerValues } from './runner-environment.ts'
import { growHeapSlowly } from './runner-heap.ts'
import { startFirstRun } from './runs/start-first-run.ts'
import { watchStopConditions } from './safety/watch-stop-conditions.ts'
import { pathHookUrl } from './signals/hook-path.ts'
import { startInbox } from './signals/start-inbox.ts'
import { startFailure } from './start-failure.ts'
import { untilToldToStop } from './stop-signal.ts'
import { startTracing } from './tracing.ts'

/** The runner process: works the queues, seals the audit chain. Prints one line of JSON when it works. */
async function main(): Promise<void> {
  growHeapSlowly()
  const env = readEnvironment(runnerEnvironment, runnerValues(process.argv.slice(2), process.env))
  const log = createLog('jobs', env.LOG_LEVEL)
  const url = env.DATABASE_JOBS_URL ?? env.DATABASE_URL
  const listenUrl = listenUrlOf({ ...env, DATABASE_URL: url })
  const writer = createWriter({
    url,
    name: 'jobs',
    maxConnections: env.DATABASE_CONNECTIONS,
    statementTimeoutMs: 60_000,
    isPooled: env.DATABASE_POOLED,
    onConnectionError: (err) => log.warn({ err }, 'database: connection lost'),
  })
  await requireMode(writer.pool, env.MODE)
  mkdirSync(env.DATA_DIR, { recursive: true })
  if (env.MODE === 'sandbox') armCrashPoint(env.CRASH_AT ?? null)
  const version = productVersion()
  const stopTracing = await startTracing({ endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT ?? null, process: 'jobs', version })
  const heartbeat = await startHeartbeat(
    writer,
    { kind: 'jobs', version, host: env.HOST_NAME, emergencyStop: env.EMERGENCY_STOP, shadowMode: env.SHADOW_MODE },
    log,
  )
  const sealer = startSealer(writer, log)
  const headKeeper = await startHeadKeeper(writer, log, join(env.DATA_DIR, 'audit-head'))
  const serverWatch = watchServer(writer, log)
  const stopWatch = watchStopConditions(writer, log)
  const access = providerAccess(env)
  const outside = { mode: env.MODE, writer, log, isUnpaced: env.SANDBOX_PACE === 'off' }
  const apollo = access.apollo && createApollo(access.apollo, outside)
  const instantly = access.instantly && createInstantly(access.instantly, outside)
  const clay = access.clay && createClay(access.clay, outside)
  const betterContact = access.bettercontact && createBetterContact(access.bettercontact, outside)
  const zeroBounce = access.zerobounce && createZeroBounce(access.zerobounce, outside)
  const languageModel = access.llm && createLanguageModel(access.llm, outside)
  const ghl = access.ghl && createGhl(access.ghl, outside)
  const heyreach = access.heyreach && createHeyreach(access.heyreach, outside)
  const resend = access.resend && createResend(access.resend, outside)
  const slack = access.slack && createSlack(access.slack, outside)
  const twilio = access.twilio && createTwilio(access.twilio, outside)
  const inbox = startInbox(writer, log)
  const publicUrl = env.PUBLIC_URL.replace(/\/+$/, '')
  const unreachable = publicAddressProblem(env.MODE, publicUrl)
  // The API says that it is not ready; here nothing may leave with links that lead nowhere.
  if (unreachable !== null) log.error({ why: unreachable }, 'nothing is handed over: the public address can not be reached')
  const world = {
    apollo,
    isHoldingBack: unreachable !== null,
    instantly,
    clay,
    languageModel,
    ghl,
    isGhlHookSigned: env.GHL_WEBHOOK_PUBLIC_KEY !== undefined,
    resend,
    smtpHost: access.smtp && smtpHostOf(access.smtp, env.MODE),
    slack,
    twilio,
    instantlyHookSecret: env.INSTANTLY_WEBHOOK_SECRET ?? null,
    heyreach,
    heyreachHookSecret: env.HEYREACH_WEBHOOK_SECRET ?? null,
    unsignedAllowlist: env.UNSIGNED_ALLOWLIST,
    lookUpText: createTextLookup(env.DNS_SERVERS, env.MODE),
    places: loadPlaces(),
    addressLists: loadAddressLists({ sandbox: env.MODE === 'sandbox' }),
    publicUrl,
    betterContact,
    betterContactHookUrl: pathHookUrl(publicUrl, env.BETTERCONTACT_WEBHOOK_SECRET ?? null, 'bettercontact'),
    zeroBounce,
  }
  await noteProviderAccess(writer, {
    apollo: apollo !== null,
    bettercontact: betterContact !== null,
    clay: clay !== null,
    zerobounce: zeroBounce !== null,
    instantly: instantly !== null,
    heyreach: heyreach !== null,
    ghl: ghl !== null,
    resend: resend !== null,
    smtp: world.smtpHost !== null,
    slack: slack !== null,
    twilio: twilio !== null,
    llm: languageModel !== null,
  })
  // Before the runner: its sweep at the start finds the run.
  if (apollo && env.FIRST_LEADS > 0) await startFirstRun(writer, env.FIRST_LEADS)
  const runner = await startRunner({ url, listenUrl, isPooled: env.DATABASE_POOLED, writer, log, registry, only: env.QUEUES, world })
  const telling = startTelling({ ...world, writer, log })
  // Listens before it says that it serves: whoever hears that may tell it to stop at once.
  const stopped = untilToldToStop(log, { process: 'jobs', withParent: env.STOP_WITH_PARENT }, async () => {
    await runner.stop(15_000)
    await inbox.stop()
    await telling.stop()
    await apollo?.close()
    await instantly?.close()
    await resend?.close()
    await heyreach?.close()
    await clay?.close()
    await betterContact?.close()
    await zeroBounce?.close()
    await languageModel?.close()
    await ghl?.close()
    await slack?.close()
    await twilio?.close()
    await heartbeat.stop()
    await stopWatch.stop()
    await serverWatch.stop()
    await sealer.stop()
    await headKeeper.stop()
    await writer.end()
    await stopTracing()
  })
  process.stdout.write(`${JSON.stringify({ ready: true })}\n`)
  log.info({ mode: env.MODE, version }, 'jobs: working')
  await stopped
}

main().catch((error: unknown) => {
  process.stderr.write(`${startFailure(error)}\n`)
  // Pools that were opened before would keep a process that refused to start.
  process.exit(1)
})
