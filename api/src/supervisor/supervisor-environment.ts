import { sharedEnvironment } from '@swarm/jobs/env'
import { runnerEnvironment } from '@swarm/jobs/runner-environment'
import { z } from 'zod'
import { apiEnvironment } from '../env.ts'

/** Providers whose keys turn a start into a production start. */
const providerKeys = [
  'APOLLO_API_KEY',
  'BETTERCONTACT_API_KEY',
  'CLAY_API_KEY',
  'INSTANTLY_API_KEY',
  'HEYREACH_API_KEY',
  'GHL_API_KEY',
  'ZEROBOUNCE_API_KEY',
  'SLACK_API_KEY',
  'TWILIO_API_KEY',
  'RESEND_API_KEY',
  'SMTP_API_KEY',
  'LLM_API_KEY',
] as const

/** What `npm start` reads; what is empty it makes itself. What its programs read is among it: a mistake there is told before anything begins. */
export const supervisorEnvironment = {
  ...runnerEnvironment,
  ...apiEnvironment,
  DATABASE_URL: sharedEnvironment.DATABASE_URL.optional(),
  MODE: sharedEnvironment.MODE.optional(),
  SESSION_SECRET: apiEnvironment.SESSION_SECRET.optional(),
  ADMIN_SECRET: z.string().min(12, 'at least 12 characters').optional(),
}

export function hasProviderKeys(env: Record<string, unknown>): boolean {
  return providerKeys.some((name) => typeof env[name] === 'string')
}
