import { pathHookUrl } from '@swarm/jobs/signals/hook-path'
import { z } from 'zod'
import { hookSecret, startTestApi, type TestApi } from '../../harness/api.ts'
import { fittingFacts, type MadeFacts, makeLeads } from '../../harness/make-leads.ts'
import { startRunnerProcess, type TestRunner } from '../../harness/runner.ts'
import { startSandbox } from '../../sandbox/start-sandbox.ts'
import { controlOf } from '../../sandbox/testing/control.ts'

export type EnrichWorld = {
  api: TestApi
  key: string
  hookUrl: string
  sandboxUrl: string
  /** A real runner; it ends with the world. */
  runner(env?: Record<string, string>): Promise<TestRunner>
  control(method: string, path: string, body?: unknown): Promise<unknown>
  /** Both clocks, by so many seconds. */
  pass(seconds: number): Promise<void>
  rows(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>
  set(section: string, document: unknown): Promise<void>
  /** How many people the stand-in of BetterContact was asked about. */
  peopleThere(): Promise<number>
  stop(): Promise<void>
}

const state = z.object({ bettercontact: z.object({ people: z.number() }) })

/** API, sandbox, and runners as processes of their own, with the finders that answer later. */
export async function startEnrichWorld(options: { zeroBounceKey?: string } = {}): Promise<EnrichWorld> {
  const secret = { secret: hookSecret, isUsed: true }
  const sandbox = await startSandbox({ delays: 'off', people: 50, clayHookSecret: hookSecret, ...options })
  const api = await startTestApi({ webhookSecrets: { isStrict: true, instantly: hookSecret, clay: secret, bettercontact: secret } })
  const runners: TestRunner[] = []
  const control = controlOf(sandbox.url)
  return {
    api,
    key: await api.keyFor('operate', 'review', 'admin'),
    hookUrl: pathHookUrl(api.url, hookSecret, 'bettercontact') ?? '',
    sandboxUrl: sandbox.url,
    control,
    async runner(env = {}) {
      const started = await startRunnerProcess(api.database, {
        QUEUES: 'advance-run,sweep-runs,sweep-enrichment,apply-deliveries,admit-visitors',
        PUBLIC_URL: api.url,
        BETTERCONTACT_BASE_URL: `${sandbox.url}/bettercontact/api/v2`,
        BETTERCONTACT_API_KEY: 'sandbox-bettercontact-key',
        BETTERCONTACT_WEBHOOK_SECRET: hookSecret,
        CLAY_BASE_URL: `${sandbox.url}/clay/v3/sources/webhook`,
        CLAY_API_KEY: 'sandbox-clay-table',
        CLAY_TABLE_TOKEN: 'sandbox-clay-token',
        ZEROBOUNCE_BASE_URL: `${sandbox.url}/zerobounce/v2`,
        ZEROBOUNCE_API_KEY: 'sandbox-zerobounce-key',
        ...env,
      })
      runners.push(started)
      return started
    },
    async pass(seconds) {
      await api.writer.pool.query('update installation set moved = moved + make_interval(secs => $1)', [seconds])
      await control('PUT', 'clock', { advanceMs: seconds * 1_000 })
    },
    rows: async (text, values = []) => (await api.writer.pool.query(text, values)).rows,
    async set(section, document) {
      await api.writer.pool.query(
        `insert into setting_version (section, version, document, created_by)
         select $1, coalesce(max(version), 0) + 1, $2, 'test' from setting_version where section = $1`,
        [section, JSON.stringify(document)],
      )
    },
    peopleThere: async () => state.parse(await control('GET', 'state')).bettercontact.people,
    async stop() {
      await Promise.all(runners.map((one) => one.stop()))
      await api.stop()
      await sandbox.stop()
    },
  }
}

let made = 0

/** A lead that fits, whose address nobody knows; what the stand-ins find is decided by how its company's domain begins. */
export async function leadsWithoutAddress(world: EnrichWorld, kinds: readonly string[], over: MadeFacts = {}): Promise<string[]> {
  return makeLeads(
    world.api.writer,
    kinds.map((kind) => {
      made += 1
      return fittingFacts(50_000 + made, { email: null, emailStatus: null, companyDomain: `${kind}-${made}.example`, ...over })
    }),
  )
}
