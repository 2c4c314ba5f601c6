import { expect, test } from 'vitest'
import { alertSubject } from './alert-subject.ts'

const id = '0190a0a0-0000-7000-8000-000000000001'

test.each([
  [`batch:${id}`, 'Batch', `/dispatch/${Buffer.from(`Batch:${id}`).toString('base64url')}`],
  [`run-stage:${id}:CRAFT`, 'Run', `/runs?run=${Buffer.from(`PipelineRun:${id}`).toString('base64url')}`],
  ['run:no-id', 'Health', '/health'],
  [`send-unknown:${id}`, 'Unknown sends', '/sends?tab=unknown'],
  [`reply.undecided.${id}`, 'Reply', `/replies?reply=${Buffer.from(`Reply:${id}`).toString('base64url')}`],
  ['cadence.parked', 'Parked sends', '/sends?tab=parked'],
  ['cadence.not-enrolled', 'Cadence', '/cadence'],
  ['webhook.instantly.unknown-type', 'Deliveries', '/deliveries'],
  ['volume:250', 'Dispatch settings', '/settings?section=dispatch'],
  ['breaker:apollo', 'Health', '/health'],
  ['kpi:reply_rate', 'KPIs', '/kpis?figure=reply_rate'],
  ['never heard of', 'Health', '/health'],
  ['constructor', 'Health', '/health'],
])('%s is about %s', (cause, label, path) => {
  expect(alertSubject(cause)).toEqual({ label, path })
})
