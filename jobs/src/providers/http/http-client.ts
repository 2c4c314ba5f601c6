import type { Mode } from '@swarm/db/migrate'
import type { Writer } from '@swarm/db/write'
import { decorrelatedJitterGenerator, ExponentialBackoff, handleWhen, retry } from 'cockatiel'
import { noteOnTrace, traced } from '../../tracing.ts'
import { type Allowance, AllowanceUsedUpError, createAllowance } from './allowance.ts'
import type { Limit } from './allowance-rate.ts'
import { hostRefusal } from './allowed-host.ts'
import { createBreaker, type Pass } from './breaker.ts'
import { type Admission, type Call, hasEffect } from './call.ts'
import { createAgents, ExchangeError, exchange, type WireAnswer } from './exchange.ts'
import { MalformedAnswerError, readJson, readText } from './json.ts'
import { type Failed, failedExchange, failedReading, failedStatus } from './outcome.ts'
import { ProviderError } from './provider-error.ts'
import { createRedact, excerptOf } from './redact.ts'
import { retryAfterMs } from './retry-after.ts'

/** Time limits in milliseconds. A lease of a send must outlast `delivering` with its allowance. */
export const callLimits = {
  timeoutMs: 20_000,
  /** Longest wait for the allowance. A delivering request that nobody admitted before has been reserved, and must leave within 800 ms of it. */
  allowanceMs: 30_000,
  allowanceDeliveringMs: 300,
  /** Longest wait for it before anything is reserved. */
  allowanceBeforehandMs: 2_000,
}

/** How often a read is repeated, and the pauses between, in milliseconds. */
const repeat = { times: 2, initialDelay: 200, maxDelay: 5_000 }

/** Leave for a half-open call to report how it went, in milliseconds. */
const reportMs = 5_000

/** Longest that a call that was admitted beforehand may take to begin, in milliseconds: its reservation has a deadline of 3 s. */
const beginMs = 5_000

/** How long a 429 without `Retry-After` holds all calls under the same limit, in milliseconds. Short: a recall must not wait a minute (I3). */
const pauseWithoutHeaderMs = 5_000

/** Where calls are written down; the process's log, or any that has these three. */
export type CallLog = Record<'debug' | 'warn' | 'error', (fields: object, message: string) => void>

export type HttpClientOptions = {
  /** Names the breaker and stands in errors and logs. */
  provider: string
  baseUrl: string
  mode: Mode
  writer: Writer
  log: CallLog
  /** Sent with every request; the key travels here and nowhere else (I19). */
  headers: Record<string, string>
  /** Values that must never show in an error or log. */
  secrets: readonly string[]
  /** `all`: of every call. `some`: of those that name it. */
  limits: { all: readonly Limit[]; some?: Record<string, Limit> }
  /** A sandbox whose clock runs ahead waits for no allowance of real time; only what the provider says ("not before") still holds. */
  isUnpaced?: boolean
  /** Whether a 4xx is known as the provider's own word about this request, not something between us. */
  isRefusal(status: number, body: unknown): boolean
  /** Whether it leaves out content types, and bodies that would say nothing. */
  isTerse?: boolean
  /** Whether its answers are plain text, not JSON. */
  isPlain?: boolean
  /** Until an open breaker lets one call through, in milliseconds; the rule's 60 s. */
  halfOpenAfterMs?: number
}

/** What every client needs of its process. */
export type HttpContext = Pick<HttpClientOptions, 'mode' | 'writer' | 'log' | 'isUnpaced'>

export type HttpClient = {
  /** Whether the limits of real time hold. */
  isPaced: boolean
  /** Leave for one delivering request that is about to be reserved. Throws ProviderError, of stage `admission`, where there is none now. */
  admit(): Promise<Admission>
  /** One call, its answer parsed. Throws ProviderError. */
  call<Answer>(call: Call<Answer>): Promise<Answer>
  /** Ends the connections; calls under way fail. */
  close(): Promise<void>
}

/** The one way out to a provider: allowed host, allowance, breaker, time limits, and only then a socket; in this order, so that what is refused costs nothing. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { provider, mode, writer, log } = options
  const base = new URL(options.baseUrl)
  const redact = createRedact(options.secrets)
  const agents = createAgents(mode === 'sandbox')
  const breaker = createBreaker(writer, provider, options.halfOpenAfterMs)
  const isPaced = options.isUnpaced !== true || mode !== 'sandbox'
  const paced = (limit: Limit): Limit => (isPaced ? limit : { ...limit, calls: limit.calls * 1_000 })
  const all = options.limits.all.map(paced)
  const ofAll = createAllowance(writer, all)
  const ofSome = new Map(
    Object.entries(options.limits.some ?? {}).map(([name, limit]) => [
      name,
      { both: createAllowance(writer, [...all, paced(limit)]), own: createAllowance(writer, [paced(limit)]) },
    ]),
  )

  function allowancesOf(limit: string | undefined): { both: Allowance; own: Allowance } {
    if (limit === undefined) return { both: ofAll, own: ofAll }
    const some = ofSome.get(limit)
    if (some === undefined) throw new RangeError(`${provider} has no limit ${limit}`)
    return some
  }

  /** Before anything is asked of the network; what fails here was certainly not sent. */
  async function admit(label: string, limit: string | undefined, longest: { waitMs: number; callMs: number }): Promise<Pass> {
    const refused = (kind: 'unavailable' | 'rate_limited', why: string, waitMs?: number) =>
      new ProviderError({
        provider,
        kind,
        stage: 'admission',
        message: `${label} was not started: ${why}`,
        certainlyNotSent: true,
        ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
      })
    const refusal = hostRefusal(base, mode)
    if (refusal !== null) throw refused('unavailable', refusal)
    try {
      await allowancesOf(limit).both.take(longest.waitMs)
      const pass = await breaker.admit(longest.callMs + reportMs)
      if (pass !== null) return pass
    } catch (error) {
      if (error instanceof AllowanceUsedUpError) throw refused('rate_limited', error.message, error.retryAfterMs)
      log.error({ provider, err: error }, 'allowance and breaker can not be read')
      throw refused('unavailable', 'allowance and breaker can not be read')
    }
    throw refused('unavailable', 'the breaker is open')
  }

  const read = (answer: WireAnswer): unknown =>
    options.isPlain ? readText(answer.body) : readJson(answer.body, answer.header('content-type'), options.isTerse)

  async function send(call: Call<unknown>, timeoutMs: number): Promise<WireAnswer> {
    const query = call.query === undefined || call.query.size === 0 ? '' : `?${call.query}`
    return exchange(hasEffect(call.kind) ? agents.single : agents.shared, {
      origin: base.origin,
      method: call.method,
      path: `${base.pathname.replace(/\/$/, '')}${call.path}${query}`,
      headers: {
        accept: options.isPlain ? '*/*' : 'application/json',
        'user-agent': 'alpha-swarm',
        ...options.headers,
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(call.form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...('attemptKey' in call && call.attemptKey !== undefined ? { 'x-attempt-key': call.attemptKey } : {}),
        ...('idempotencyKey' in call && call.idempotencyKey !== undefined ? { 'idempotency-key': call.idempotencyKey } : {}),
      },
      body: call.form?.toString() ?? (call.body === undefined ? null : JSON.stringify(call.body)),
      timeoutMs,
      beforeWrite: 'beforeWrite' in call && call.beforeWrite !== undefined ? call.beforeWrite : () => true,
    })
  }

  function refusalOf(answer: WireAnswer) {
    let body: unknown = null
    try {
      body = read(answer)
    } catch (error) {
      if (!(error instanceof MalformedAnswerError)) throw error
    }
    return {
      status: answer.status,
      retryAfterMs: retryAfterMs(answer.header('retry-after'), answer.header('date')),
      excerpt: excerptOf(answer.body.toString('utf8'), redact),
      isKnown: options.isRefusal(answer.status, body),
    }
  }

  async function attempt<Answer>(call: Call<Answer>, label: string, timeoutMs: number): Promise<{ answer: Answer } | Failed> {
    let answer: WireAnswer
    try {
      answer = await send(call, timeoutMs)
    } catch (error) {
      if (error instanceof ExchangeError) return failedExchange(call.kind, label, error)
      throw error
    }
    if (answer.status < 200 || answer.status > 299) return failedStatus(call.kind, label, refusalOf(answer))
    try {
      const parsed = call.schema.safeParse(read(answer))
      if (parsed.success) return { answer: parsed.data }
      // Where it is wrong and how, never the value: it may be somebody's mail.
      const [issue] = parsed.error.issues
      return failedReading(
        call.kind,
        label,
        answer.status,
        `${issue?.path.map(String).join('.') || 'the answer'} is not what is documented (${issue?.code})`,
      )
    } catch (error) {
      if (error instanceof MalformedAnswerError) return failedReading(call.kind, label, answer.status, error.message)
      throw error
    }
  }

  /** The answer counts more than our book-keeping: a database that fails now must not turn a known outcome into an unknown one. */
  async function keep(work: Promise<void>): Promise<void> {
    await work.catch((error: unknown) => log.error({ provider, err: error }, 'the outcome of a call could not be recorded'))
  }

  async function callOnce<Answer>(call: Call<Answer>, label: string): Promise<Answer> {
    const timeoutMs = call.timeoutMs ?? callLimits.timeoutMs
    const waitMs = call.kind === 'delivering' ? callLimits.allowanceDeliveringMs : callLimits.allowanceMs
    const admitted = call.kind === 'delivering' ? call.admission : undefined
    const pass = admitted ?? (await admit(label, call.limit, { waitMs, callMs: timeoutMs }))
    const startedAt = performance.now()
    const outcome = await attempt(call, label, timeoutMs)
    const ms = Math.round(performance.now() - startedAt)
    noteOnTrace(null, { outcome: 'answer' in outcome ? 'answered' : outcome.failure.kind })
    if ('answer' in outcome) {
      await keep(breaker.record(pass, 'success'))
      log.debug({ provider, call: label, ms }, 'provider call')
      return outcome.answer
    }
    const { failure, health } = outcome
    // A half-open breaker asks whether the provider answers; that it finds us too fast is an answer.
    await keep(breaker.record(pass, health === 'nothing' && failure.stage === 'answer' && pass.probe !== null ? 'success' : health))
    if (failure.kind === 'rate_limited') await keep(allowancesOf(call.limit).own.pause(failure.retryAfterMs ?? pauseWithoutHeaderMs))
    log.warn(
      { call: label, ms, kind: failure.kind, status: failure.status, certainlyNotSent: failure.certainlyNotSent, why: failure.message },
      'provider call failed',
    )
    throw new ProviderError({ provider, ...failure })
  }

  const again = retry(
    handleWhen((error) => error instanceof ProviderError && isWorthRepeating(error)),
    {
      maxAttempts: repeat.times,
      backoff: new ExponentialBackoff({
        initialDelay: repeat.initialDelay,
        maxDelay: repeat.maxDelay,
        generator: decorrelatedJitterGenerator,
      }),
    },
  )

  return {
    isPaced,
    async admit() {
      const callMs = callLimits.timeoutMs + beginMs
      const pass = await admit('a hand-over', undefined, { waitMs: callLimits.allowanceBeforehandMs, callMs })
      return { ...pass, giveBack: () => keep(breaker.record(pass, 'nothing')) }
    },
    call(call) {
      const label = `${call.method} ${redact(call.path)}`
      const once = () =>
        traced(`${provider} ${call.method} ${pathShape(call.path)}`, { provider, kind: call.kind }, () => callOnce(call, label))
      return hasEffect(call.kind) ? once() : again.execute(once)
    },
    async close() {
      await Promise.all([agents.shared.destroy(), agents.single.destroy()])
    },
  }
}

/** A path without what it names: ids and addresses are not for traces. */
const pathShape = (path: string): string =>
  path
    .split('/')
    .map((part) => (/[\d@%]/.test(part) && !/^v\d$/.test(part) ? '{}' : part))
    .join('/')

/** What the admission refused stays refused for a while; a 429 is repeated if its wait fits into the wait for the allowance. */
function isWorthRepeating({ kind, stage, retryAfterMs: waitMs }: ProviderError): boolean {
  if (stage === 'admission') return false
  if (kind === 'rate_limited') return (waitMs ?? pauseWithoutHeaderMs) < callLimits.allowanceMs
  return kind === 'unavailable'
}
