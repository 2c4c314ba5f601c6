import { Client, type CombinedError, fetchExchange, mapExchange, subscriptionExchange } from '@urql/core'
import { type Cache, cacheExchange, type Data } from '@urql/exchange-graphcache'
import { relayPagination } from '@urql/exchange-graphcache/extras'
import { persistedExchange } from '@urql/exchange-persisted'
import { createClient as createLine } from 'graphql-ws'
import { calmReads } from './calm-reads.ts'
import { lineClosed, lineOpened, requestFailed } from './connection.ts'
import { provingExchange } from './proving-exchange.ts'
import { csrfHeader, leaveToFinish, lineRefused, onResumed, sessionEnded } from './session.ts'

/** Types that live inside their parent: they have no id, so the cache keeps them with it. */
const embedded = [
  ...[
    'PageInfo',
    'PreparedAnswer',
    'DraftReader',
    'ReviewOutcome',
    'ImportColumn',
    'HiddenReason',
    'QueueEvent',
    'Reason',
    'ScoreReason',
    'Fact',
    'Claim',
    'Route',
    'TemplateProposal',
    'DraftEdit',
    'EarlierRejection',
    'QueueGroup',
    'RejectedMost',
    'WeeklyDigest',
    'OwnSignIn',
    'OwnSession',
    'ReauthenticationRequiredError',
  ],
  ...['ComplianceCheck', 'Review', 'RejectionTag', 'RampCriterion', 'CeilingUse', 'FunnelStage', 'SendTrace', 'RuleVerdict'],
  ...[
    'ProofLink',
    'ScopeDifference',
    'HeldSend',
    'PlannedSend',
    'DispatchPreview',
    'StageReport',
    'ImportOutcome',
    'EnrollmentStep',
    'EnrollmentPreviewStep',
    'Cadence',
    'CadenceStep',
    'CadencePlan',
    'CadencePlanStep',
    'ForecastDay',
    'StatusChange',
    'TimelineEntry',
    'Health',
    'AccountHealth',
    'RecordCheck',
    'AnswerCounts',
    'AccountCheck',
    'KpiSource',
    'Experiment',
    'ExperimentArm',
    'AlertSubject',
    'AlertNotice',
    'AlertChannel',
  ],
  ...['InvalidInputError', 'NotFoundError', 'ForbiddenError', 'ConflictError', 'RefusedError', 'Settings', 'KpiReport', 'KpiRow'],
  ...[
    'MotionPause',
    'AngleStop',
    'SafetyChecks',
    'Reconciliation',
    'PlatformReading',
    'BrokenInvariant',
    'BlockList',
    'AuditVerification',
    'AuditNames',
    'SendProofFault',
    'Statement',
    'StatementDifference',
  ],
  ...['Day', 'DayClose', 'TagCount', 'QueueAnomaly', 'WhatIf', 'WhatIfDay', 'WhatIfLead', 'WhatIfMove', 'WhatIfReason'],
  ...['ScoreDecision', 'ScoreReplay', 'Rescoring', 'ErasureWait'],
  ...['Calibration', 'CalibrationMissing', 'CalibrationPart', 'CalibrationBackTest', 'CalibrationDecile', 'CalibrationProposal'],
  ...['SettingsSection', 'SettingField', 'SettingProblem', 'SafetyControl', 'SettingsPreview', 'SettingChange', 'SettingsVersion'],
  ...[
    'Template',
    'TemplateVersion',
    'TemplateSignOff',
    'TemplatePlaceholder',
    'TemplatePreview',
    'TemplateForm',
    'TemplatePart',
    'TemplateCheck',
    'AngleChoice',
    'AngleOption',
    'DraftRewrite',
    'GuardCount',
    'RecraftOutcome',
  ],
]
/** There is one of each: every answer and every live update that brings it changes it everywhere. */
const single = ['Viewer', 'Safety', 'QueueSummary', 'Ramp', 'Health']
const connected = [
  'SettingsVersion',
  'Exclusion',
  'Suppression',
  'Lead',
  'Draft',
  'Batch',
  'Send',
  'HeldSend',
  'PlannedSend',
  'Delivery',
  'KpiSource',
  'Enrollment',
  'Reply',
  'PipelineRun',
  'Import',
  'ImportOutcome',
  'MergeSuggestion',
  'Campaign',
  'Timeline',
  'Task',
  'Alert',
]
const withoutKey = [...embedded, ...connected.flatMap((noun) => [`${noun}Connection`, `${noun}Edge`])]

/** Mutations after which lists of sending are other lists: whoever shows one asks again. */
const sendingMutations = [
  'dispatch',
  'sendTest',
  'approveBatch',
  'rejectBatch',
  'cancelBatch',
  'settleSend',
  'advanceClock',
  'changeEnrollment',
  'releaseParkedSends',
  'closeDay',
  'graduateRamp',
]
const sendingLists = ['batches', 'sends', 'ceilings', 'accounts', 'ramp', 'goLive', 'today', 'day']

function forgetSending(_result: unknown, { input }: { input?: unknown }, cache: Cache): void {
  // A preview changes nothing.
  if (typeof input === 'object' && input !== null && 'live' in input && input.live !== true) return
  for (const field of cache.inspectFields('Query'))
    if (sendingLists.includes(field.fieldName)) cache.invalidate('Query', field.fieldName, field.arguments)
}

/** The server closes with this code when a session is missing or over. */
const closedUnauthorized = 4401

/** Subscriptions that ended with the session: the library tries such a line no further, so they begin again when the person is back. */
const waitingForSession = new Set<() => void>()
onResumed(() => {
  for (const begin of waitingForSession) begin()
  waitingForSession.clear()
})

/** For how long a line may leave a ping, or its beginning, without an answer, in milliseconds. A socket can stand open for hours on a link that is dead. */
const answerMs = 5_000
let unanswered: ReturnType<typeof setTimeout> | undefined

const line = createLine({
  url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`,
  lazy: true,
  keepAlive: 10_000,
  connectionAckWaitTimeout: answerMs,
  retryAttempts: Number.POSITIVE_INFINITY,
  retryWait: async (retries) => {
    // Spread over a second, so that a restarted server isn't met by everyone at once.
    const waitMs = Math.min(10_000, 250 * 2 ** retries) + Math.random() * 1000
    await new Promise((resolve) => setTimeout(resolve, waitMs))
  },
  shouldRetry: () => true,
  on: {
    connected: lineOpened,
    ping: (isTheirs) => {
      if (!isTheirs) unanswered = setTimeout(() => line.terminate(), answerMs)
    },
    pong: () => clearTimeout(unanswered),
    closed: (event) => {
      clearTimeout(unanswered)
      lineClosed()
      if (event instanceof CloseEvent && event.code === closedUnauthorized) void lineRefused()
    },
  },
})

/**
 * Whether a fault deep in an answer has made null of something above it (GraphQL lets it rise to the next nullable field). Such a null
 * says nothing about the thing itself: written to the cache it would take a lead off the screen because its timeline failed.
 */
export function erased(data: unknown, error: CombinedError | undefined): boolean {
  return (error?.graphQLErrors ?? []).some(({ path }) => {
    let at: unknown = data
    for (const [depth, step] of (path ?? []).entries()) {
      at = typeof at === 'object' && at !== null ? Reflect.get(at, step) : undefined
      if (at === null && depth < (path?.length ?? 0) - 1) return true
    }
    return false
  })
}

/** SHA-256 of a document, as the build lists it; none where the page came over plain HTTP from afar and may not hash. */
async function generateHash(query: string): Promise<string> {
  if (!isSecureContext) return ''
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(query))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

// A socket can outlive the network it was opened on and never hear of it: a new line is the only one that is known to be live.
addEventListener('online', () => line.terminate())

/** Where a trace begins, in W3C's form: with what somebody did here. The API goes on with it where traces are kept. */
function newTraceparent(): string {
  const [trace, step] = [16, 8].map((bytes) =>
    Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join(''),
  )
  return `00-${trace}-${step}-01`
}

/** One client for the page: normalised cache, cookies of our own origin, live updates over one socket. */
export const client = new Client({
  url: '/graphql',
  preferGetMethod: false,
  fetchOptions: () => ({ credentials: 'same-origin', headers: { ...csrfHeader, traceparent: newTraceparent() } }),
  exchanges: [
    mapExchange({
      onError(error) {
        if (error.response?.status === 401) sessionEnded()
        else if (error.graphQLErrors.some(({ extensions }) => extensions['unfinished'] !== undefined)) leaveToFinish()
        else if (error.networkError && !error.response) requestFailed()
      },
    }),
    calmReads(
      cacheExchange({
        keys: Object.fromEntries([
          ...withoutKey.map((name) => [name, () => null] as const),
          ...single.map((name) => [name, () => 'only'] as const),
          // The list of leads may be of the past: it asks for the id by another name and stays out of what is of now.
          ['Lead', ({ id }: Data) => (typeof id === 'string' ? id : null)] as const,
        ]),
        possibleTypes: {
          UserError: [
            'InvalidInputError',
            'NotFoundError',
            'ForbiddenError',
            'ConflictError',
            'RefusedError',
            'ReauthenticationRequiredError',
          ],
        },
        updates: { Mutation: Object.fromEntries(sendingMutations.map((name) => [name, forgetSending])) },
        resolvers: { Query: { queue: relayPagination(), pipelineRuns: relayPagination() } },
      }),
    ),
    provingExchange,
    mapExchange({
      onResult: (result) => (erased(result.data, result.error) ? { ...result, data: undefined } : result),
    }),
    persistedExchange({
      // The address of a GET would hold what is asked for.
      preferGetForPersistedQueries: false,
      enableForMutation: true,
      generateHash,
    }),
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: (request) => ({
        subscribe: (sink) => {
          let end = (): void => undefined
          const begin = (): void => {
            end = line.subscribe(
              { query: request.query ?? '', variables: request.variables },
              {
                next: ({ data, errors, extensions }) =>
                  sink.next({
                    data: data ?? null,
                    ...(errors ? { errors: [...errors] } : {}),
                    ...(extensions ? { extensions: { ...extensions } } : {}),
                  }),
                error: (cause) => {
                  if (cause instanceof CloseEvent && cause.code === closedUnauthorized) waitingForSession.add(begin)
                  else sink.error(cause)
                },
                complete: () => sink.complete(),
              },
            )
          }
          begin()
          return {
            unsubscribe: () => {
              waitingForSession.delete(begin)
              end()
            },
          }
        },
      }),
    }),
  ],
})
