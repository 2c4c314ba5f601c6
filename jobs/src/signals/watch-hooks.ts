import { createHash } from 'node:crypto'
import type { Writer } from '@swarm/db/write'
import { businessNow } from '../business-now.ts'
import type { Log } from '../log.ts'
import { ProviderError } from '../providers/http/provider-error.ts'
import type { Webhook } from '../providers/instantly/webhooks.ts'
import type { Instantly } from '../providers/instantly.ts'
import { hookSecretHeader, instantlyHookUrl, shortestHookSecret } from './hook-header.ts'
import {
  alertDeaf,
  isPollDue,
  type KnownHook,
  loadHook,
  takeMissed,
  watchAlone,
  writeHearing,
  writeHook,
  writePolled,
} from './hook-state.ts'
import { pollEnds } from './poll-ends.ts'
import { pollReplies } from './poll-replies.ts'

const provider = 'instantly'
const msPerDay = 86_400_000

export type HookWatch = { writer: Writer; log: Log; instantly: Instantly | null; publicUrl: string; secret: string | null }

/** Which hook this process has given which secret: its headers can't be read back, so each process sets them once. */
const told = new Map<string, string>()

/**
 * Keeps us hearing Instantly: our webhook exists, has our secret and is enabled, and every event of Instantly's own list, every reply,
 * bounce and opt-out is here. What is found is written to `provider_hook` before anything is mended, so that nothing is handed over meanwhile; a check that fails says
 * so, and an old check counts as deaf by itself.
 */
export async function watchHooks(watch: HookWatch): Promise<void> {
  const { instantly } = watch
  if (instantly !== null) await watchAlone(watch.writer, provider, () => watchInstantly(watch, instantly))
}

async function watchInstantly(watch: HookWatch, instantly: Instantly): Promise<void> {
  const { writer, secret } = watch
  if (secret === null || secret.length < shortestHookSecret) {
    return writeHook(writer, provider, {
      isHearing: false,
      problem: `INSTANTLY_WEBHOOK_SECRET is missing or shorter than ${shortestHookSecret} characters.`,
    })
  }
  try {
    const known = await loadHook(writer, provider)
    const now = await businessNow(writer.sql)
    const wasWhole = await ensureHook(watch, instantly, secret, known)
    // A gap that an earlier look found and could not fill is still one.
    const isGap = !wasWhole || !known.isHearing
    if ((isGap || isPollDue(known, now)) && !(await fillGap(watch, instantly, known, now, isGap))) {
      return writeHook(writer, provider, {
        isHearing: false,
        problem: 'There are more missed replies than one look reads; the next goes on.',
      })
    }
    await writeHearing(writer, provider)
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    // What was known stays known for a while; but a hook that was found broken stays broken.
    await writeHook(writer, provider, { isHearing: null, problem: `Instantly could not be asked about its webhook: ${error.message}` })
  }
}

/** Finds, makes, corrects or resumes our hook; answers whether it was there and enabled all along. */
async function ensureHook(
  { writer, log, publicUrl }: HookWatch,
  { webhooks }: Instantly,
  secret: string,
  known: KnownHook,
): Promise<boolean> {
  const target = { url: instantlyHookUrl(publicUrl), headers: { [hookSecretHeader]: secret } }
  const tellsIt = (id: string) => told.get(id) === createHash('sha256').update(`${target.url} ${secret}`).digest('hex')
  const remember = (id: string) => told.set(id, createHash('sha256').update(`${target.url} ${secret}`).digest('hex'))
  const hooks = await webhooks.list()
  const isOurs = (hook: Webhook) => hook.id === known.hookId || (hook.url === target.url && hook.campaignId === null)
  const found = hooks.find(({ id }) => id === known.hookId) ?? hooks.find(isOurs)
  if (found === undefined) {
    await writeHook(writer, provider, { isHearing: false, problem: 'There is no webhook of ours at Instantly.' })
    const made = await webhooks.create(target)
    remember(made.id)
    await writeHook(writer, provider, { isHearing: false, problem: 'The webhook was made just now.', hookId: made.id })
    log.info({ hook: made.id }, 'instantly: webhook made')
    return false
  }
  if (!found.isEnabled) {
    await writeHook(writer, provider, { isHearing: false, problem: 'Instantly has disabled our webhook after failures.', hookId: found.id })
    await alertDeaf(writer, provider, 'Instantly had disabled our webhook. It is enabled again, and what was missed is read.')
  }
  // Address and secret first: a hook that is resumed with the old ones fails again.
  if (found.url !== target.url || !tellsIt(found.id)) {
    await webhooks.change(found.id, target)
    remember(found.id)
  }
  if (!found.isEnabled) {
    await webhooks.resume(found.id)
    log.warn({ hook: found.id }, 'instantly: webhook resumed')
  }
  await writeHook(writer, provider, { isHearing: null, problem: null, hookId: found.id })
  return found.isEnabled
}

/**
 * Brings in what the hook did not: from Instantly's own list of what it could not deliver, replies from the mails themselves, bounces and
 * opt-outs from the leads. Answers whether all of it is here.
 */
async function fillGap(watch: HookWatch, instantly: Instantly, known: KnownHook, now: Date, isGap: boolean): Promise<boolean> {
  // Days overlap by one on either side: Instantly does not say in which zone they are.
  const day = (at: number) => new Date(at).toISOString().slice(0, 10)
  const since = (known.polledAt ?? now).getTime() - msPerDay
  const failed = await instantly.webhooks.events({ fromDay: day(since), toDay: day(now.getTime() + msPerDay), isDelivered: false })
  const polled = failed.map(({ at, payload }) => ({
    at: Date.parse(at),
    delivery: { provider, headers: { 'brought-by': 'poll' }, body: Buffer.from(JSON.stringify(payload ?? null)), isAuthenticated: true },
  }))
  await takeMissed(watch, provider, polled)
  // Twenty pages of mail a minute are allowed: a business clock that jumps leaves them to the next look in real time.
  if (!isGap && known.isFresh) return true
  const until = await pollReplies(watch, instantly, known.polledAt, now)
  await pollEnds(watch, instantly, known.polledAt, now)
  await writePolled(watch.writer, provider, until)
  return until >= now
}
