import { expect, test } from 'vitest'
import { type CallStage, ProviderError, type ProviderErrorKind } from '../../providers/http/provider-error.ts'
import type { Campaign, CampaignStatus } from '../../providers/instantly/campaigns.ts'
import { outcomeOfAnswer, outcomeOfFailure } from './activation-outcome.ts'

const campaign = (status: CampaignStatus): Campaign => ({
  id: 'c',
  name: 'n',
  status,
  accounts: [],
  startOn: null,
  endOn: null,
  windows: [],
  mails: [],
  gapMinutes: null,
})
const failed = (
  kind: ProviderErrorKind,
  certainlyNotSent: boolean,
  more: { status?: number; retryAfterMs?: number; stage?: CallStage } = {},
) => new ProviderError({ provider: 'instantly', kind, stage: 'answer', message: 'no', certainlyNotSent, ...more })

test('only a running campaign that names itself is accepted', () => {
  expect(outcomeOfAnswer(campaign('ACTIVE')).outcome).toBe('ACCEPTED')
  for (const status of ['DRAFT', 'PAUSED', 'COMPLETED', 'BOUNCE_PROTECT', 'OTHER'] as const)
    expect(outcomeOfAnswer(campaign(status)).outcome).toBe('UNKNOWN')
})

test.each([
  ['401', failed('unauthorized', true, { status: 401 }), 'NOT_SENT', 60_000],
  ['402', failed('unauthorized', true, { status: 402 }), 'NOT_SENT', 60_000],
  ['429 with Retry-After', failed('rate_limited', true, { status: 429, retryAfterMs: 17_000 }), 'NOT_SENT', 17_000],
  ['429 without', failed('rate_limited', true, { status: 429 }), 'NOT_SENT', 10_000],
  ['a refused connection', failed('unavailable', true, { stage: 'connection' }), 'NOT_SENT', 5_000],
  ['given up before the first byte', failed('unavailable', true, { stage: 'admission' }), 'NOT_SENT', 5_000],
  ['a known 4xx', failed('rejected', true, { status: 400 }), 'NOT_SENT', 30_000],
  ['an unknown 4xx', failed('unknown_outcome', false, { status: 404 }), 'UNKNOWN', null],
  ['500', failed('unknown_outcome', false, { status: 500 }), 'UNKNOWN', null],
  ['a reset', failed('unknown_outcome', false), 'UNKNOWN', null],
  // Whatever it is called: what may have been done is never done again.
  ['a no that may have acted', failed('rejected', false, { status: 409 }), 'UNKNOWN', null],
  ['a 429 that may have acted', failed('rate_limited', false, { status: 429 }), 'UNKNOWN', null],
  ['a 401 that may have acted', failed('unauthorized', false, { status: 401 }), 'UNKNOWN', null],
  ['a time-out after the first byte', failed('unavailable', false), 'UNKNOWN', null],
  ['our own fault', new TypeError('x'), 'UNKNOWN', null],
])('%s', (_, error, outcome, notBeforeMs) => {
  const known = outcomeOfFailure(error)
  expect(known.outcome).toBe(outcome)
  if (known.outcome === 'NOT_SENT') expect(known.notBeforeMs).toBe(notBeforeMs)
})
