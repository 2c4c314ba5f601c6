import { Resolver } from 'node:dns'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { providerNames, sharedEnvironment } from './env.ts'
import { providerEnvironment } from './providers/provider-config.ts'
import { contracts } from './queue/contracts.ts'

/** What the runner reads from its environment; `.env.example` says what each means. */
export const runnerEnvironment = {
  ...sharedEnvironment,
  ...providerEnvironment,
  /** Where recipients reach the API: links in messages begin with it. On this machine only, unless it is set. */
  PUBLIC_URL: z.url().default('http://localhost:4000'),
  /** GoHighLevel's published key; without it the API takes none of its events, so nothing is handed over. */
  GHL_WEBHOOK_PUBLIC_KEY: z.string().min(1).optional(),
  /** What the address of BetterContact's webhook is made of, which goes along with each question; without it the runner asks how far it is. */
  BETTERCONTACT_WEBHOOK_SECRET: z.string().min(1).optional(),
  /** Of a sandbox alone: `off` waits for no allowance of calls, for a clock that runs far ahead of the real one. */
  SANDBOX_PACE: z.enum(['on', 'off']).default('on'),
  /** For tests of a sandbox: the numbered point at which this process ends as by a power cut, or stands still (dispatch/execute/crash-point.ts). */
  CRASH_AT: z.string().optional(),
  /** A new sandbox begins with so many people that Apollo finds; 0: with none. */
  FIRST_LEADS: z.coerce.number().int().min(0).max(1_000).default(0),
  /** Name servers that are asked for the records of sending domains, as `1.2.3.4:53`; the machine's own when empty. A sandbox asks loopback alone. */
  DNS_SERVERS: z
    .string()
    .default('')
    .transform((list, context) => {
      const servers = list.split(',').flatMap((server) => server.trim() || [])
      try {
        new Resolver().setServers(servers)
      } catch {
        context.addIssue({ code: 'custom', message: 'addresses by comma, as 1.2.3.4:53' })
      }
      return servers
    }),
  /** Providers that are believed without any proof of origin, by name and comma: LinkedIn stays off while one stands here. */
  UNSIGNED_ALLOWLIST: providerNames,
  /** Only these queues, by name and comma; all when empty. One that is not there is refused: the runner would say that it lives, and work nothing. */
  QUEUES: z
    .string()
    .default('')
    .transform((list, context) => {
      const names = list.split(',').flatMap((name) => name.trim() || [])
      for (const name of names)
        if (!Object.values(contracts).some((contract) => contract.name === name))
          context.addIssue({ code: 'custom', message: `no queue is called "${name}"` })
      return names
    }),
}

/** The environment of a runner that was started with these words: `--queues a,b` dedicates it, as `QUEUES` does. */
export function runnerValues(
  words: readonly string[],
  environment: Record<string, string | undefined>,
): Record<string, string | undefined> {
  const { values } = parseArgs({ args: [...words], options: { queues: { type: 'string' } } })
  return values.queues === undefined ? environment : { ...environment, QUEUES: values.queues }
}
