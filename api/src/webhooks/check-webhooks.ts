import { randomUUID } from 'node:crypto'
import type { Writer } from '@swarm/db/write'
import type { Actor } from '@swarm/jobs/actors'
import { writeAudit } from '@swarm/jobs/audit/write-audit'
import type { Log } from '@swarm/jobs/log'
import type { Wake } from '@swarm/jobs/queue/wake'
import { applyDeliveries } from '@swarm/jobs/signals/apply-deliveries'
import { hookSecretHeader } from '@swarm/jobs/signals/hook-header'
import { hookSecretsOf } from '@swarm/jobs/signals/hook-path'
import { hookTestPayload } from '@swarm/jobs/signals/hook-test'
import { z } from 'zod'
import { hookAddresses } from './hook-addresses.ts'
import { isHookUsed, proverOf } from './hook-proof.ts'
import { hookManners, type WebhookProvider, type WebhookSecrets } from './hook-providers.ts'

export type CheckedHook = {
  provider: WebhookProvider
  /** Its route was reached from the public address and did what it should. */
  isGood: boolean
  message: string
  /** Whether the provider is used here at all; of GoHighLevel it is taken for granted. */
  isUsed: boolean
}

/** Longest that one answer may take, in milliseconds. */
const answerMs = 5_000
const receipt = z.object({ received: z.uuid() })

/**
 * Sends a marked test to the public address of every hook that has what it needs, the way the provider would, and sees it stored and applied;
 * it changes nothing. What GoHighLevel signs only GoHighLevel can sign: there, being refused without a signature is what shows that the
 * route stands. Also asks the runner to look at the hooks that it keeps at the providers.
 */
export async function checkWebhooks(
  { writer, log, wake, secrets, publicUrl }: { writer: Writer; log: Log; wake: Wake; secrets: WebhookSecrets; publicUrl: string },
  actor: Actor,
): Promise<{ hooks: CheckedHook[] }> {
  await wake('watchHooks', {}, 'asked')
  const hooks = await Promise.all(
    hookAddresses(publicUrl, secrets).map(async ({ provider, addresses }): Promise<CheckedHook> => {
      const [address] = addresses
      const isUsed = isHookUsed(provider, secrets, true)
      if (address === undefined || proverOf(provider, secrets).isMissing) {
        return { provider, isUsed, isGood: false, message: `${hookManners[provider].variable} is missing or too short.` }
      }
      try {
        return { provider, isUsed, ...(await roundTrip(writer, log, provider, address, secrets)) }
      } catch (error) {
        // Never the address: it may hold a token.
        const why = error instanceof Error && error.name === 'TimeoutError' ? `no answer within ${answerMs / 1000} s` : 'no connection'
        return { provider, isUsed, isGood: false, message: `The public address could not be reached: ${why}.` }
      }
    }),
  )
  await writer.transaction((tx) =>
    writeAudit(tx, actor, {
      action: 'webhooks.checked',
      subjectType: 'webhook',
      subjectId: 'all',
      detail: { good: hooks.filter(({ isGood }) => isGood).map(({ provider }) => provider) },
    }),
  )
  return { hooks }
}

async function roundTrip(
  writer: Writer,
  log: Log,
  provider: WebhookProvider,
  address: string,
  secrets: WebhookSecrets,
): Promise<{ isGood: boolean; message: string }> {
  const { proof } = hookManners[provider]
  const secret = provider === 'instantly' ? secrets.instantly : provider === 'clay' ? hookSecretsOf(secrets.clay?.secret ?? null)[0] : null
  const response = await fetch(address, {
    method: 'POST',
    redirect: 'error',
    headers: { 'content-type': 'application/json', ...(proof === 'header' && secret ? { [hookSecretHeader]: secret } : {}) },
    body: JSON.stringify(hookTestPayload(randomUUID())),
    signal: AbortSignal.timeout(answerMs),
  })
  if (proof === 'signature' || proof === 'hmac') {
    return response.status === 401
      ? { isGood: true, message: 'Reached; refused without a signature, as it must be.' }
      : { isGood: false, message: `A delivery without a signature was answered ${response.status}.` }
  }
  const read = receipt.safeParse(await response.json().catch(() => null))
  if (response.status !== 200 || !read.success) return { isGood: false, message: `The test was answered ${response.status}.` }
  await applyDeliveries(writer, log, { ids: [read.data.received] })
  const { rows } = await writer.pool.query<{ applied: boolean }>('select applied_at is not null as applied from delivery where id = $1', [
    read.data.received,
  ])
  return rows[0]?.applied === true
    ? { isGood: true, message: 'A test went the whole way and changed nothing.' }
    : { isGood: false, message: 'The test was answered, and is not applied here: the address may lead to another installation.' }
}
