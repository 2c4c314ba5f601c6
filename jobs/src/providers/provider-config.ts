import { z } from 'zod'

const key = z.string().min(1).optional()

/**
 * The providers' part of the environment (operations.md, Configuration). No key: that provider is not used. Base URLs default to the real
 * ones and end where the paths of the provider's page begin; a sandbox sets its own.
 */
export const providerEnvironment = {
  APOLLO_API_KEY: key.describe('finds and enriches people'),
  APOLLO_BASE_URL: z.url().default('https://api.apollo.io/api/v1'),
  INSTANTLY_API_KEY: key.describe('sends cold email; a V2 key'),
  INSTANTLY_BASE_URL: z.url().default('https://api.instantly.ai/api/v2'),
  INSTANTLY_WEBHOOK_SECRET: key.describe('what its webhooks bring along in a header of ours; it signs nothing'),
  GHL_API_KEY: key.describe('nurture mail, CRM and calendar: a private integration token of one location'),
  GHL_BASE_URL: z.url().default('https://services.leadconnectorhq.com'),
  GHL_LOCATION_ID: key.describe('which location (sub-account); without it GoHighLevel is not used'),
  GHL_CALENDAR_ID: key.describe('the calendar that meetings are booked in'),
  RESEND_API_KEY: key.describe('hands over mail of accounts that the settings name'),
  RESEND_BASE_URL: z.url().default('https://api.resend.com'),
  SMTP_API_KEY: key.describe('the same through a mail host: its password'),
  SMTP_BASE_URL: z.url().optional().describe('smtp://user@host:587, or smtps://user@host:465'),
  SLACK_API_KEY: key.describe('where alerts go first: what stands behind the base URL in an incoming webhook’s address'),
  SLACK_BASE_URL: z.url().default('https://hooks.slack.com/services'),
  TWILIO_API_KEY: key.describe('sends text messages of alerts: the account’s token, or SK…:secret of an API key'),
  TWILIO_BASE_URL: z.url().default('https://api.twilio.com'),
  TWILIO_ACCOUNT_SID: key.describe('which account; without it Twilio is not used'),
  BETTERCONTACT_API_KEY: key.describe('finds addresses that Apollo does not know'),
  BETTERCONTACT_BASE_URL: z.url().default('https://app.bettercontact.rocks/api/v2'),
  ZEROBOUNCE_API_KEY: key.describe('checks addresses before the first mail goes to them, where the settings want it'),
  ZEROBOUNCE_BASE_URL: z.url().default('https://api.zerobounce.net/v2'),
  ZEROBOUNCE_BATCH_BASE_URL: z
    .url()
    .optional()
    .describe('where batches go, if elsewhere: documents also name https://bulkapi.zerobounce.net/v2'),
  CLAY_API_KEY: key.describe('asks about visitors of our site: what stands behind webhook/ in the address of a table’s webhook'),
  CLAY_BASE_URL: z.url().default('https://api.clay.com/v3/sources/webhook'),
  CLAY_TABLE_TOKEN: key.describe('what the table’s webhook asks for, where it asks'),
  LLM_API_KEY: key.describe('rephrases drafts where the settings want it'),
  LLM_BASE_URL: z.url().default('https://api.openai.com/v1').describe('any endpoint that speaks OpenAI’s chat completions'),
  HEYREACH_API_KEY: key.describe('acts on LinkedIn'),
  HEYREACH_BASE_URL: z.url().default('https://api.heyreach.io/api/public'),
  HEYREACH_WEBHOOK_SECRET: key.describe('makes the unguessable paths of its webhooks; it signs nothing'),
}

/** Where a provider is and how it knows us. */
export type ProviderAccess = { apiKey: string; baseUrl: string }

type ProviderValues = z.infer<z.ZodObject<typeof providerEnvironment>>

/** The providers that have a key. */
export function providerAccess(values: ProviderValues): {
  apollo: ProviderAccess | null
  instantly: (ProviderAccess & { webhookSecret: string | null }) | null
  heyreach: (ProviderAccess & { webhookSecret: string | null }) | null
  bettercontact: ProviderAccess | null
  zerobounce: (ProviderAccess & { batchBaseUrl: string | null }) | null
  clay: (ProviderAccess & { token: string | null }) | null
  llm: ProviderAccess | null
  resend: ProviderAccess | null
  smtp: ProviderAccess | null
  slack: ProviderAccess | null
  twilio: (ProviderAccess & { accountSid: string }) | null
  ghl: (ProviderAccess & { locationId: string; calendarId: string | null }) | null
} {
  const access = (apiKey: string | undefined, baseUrl: string) => (apiKey === undefined ? null : { apiKey, baseUrl })
  const ghl = access(values.GHL_API_KEY, values.GHL_BASE_URL)
  const locationId = values.GHL_LOCATION_ID
  const twilio = access(values.TWILIO_API_KEY, values.TWILIO_BASE_URL)
  const accountSid = values.TWILIO_ACCOUNT_SID
  const clay = access(values.CLAY_API_KEY, values.CLAY_BASE_URL)
  const zerobounce = access(values.ZEROBOUNCE_API_KEY, values.ZEROBOUNCE_BASE_URL)
  const heyreach = access(values.HEYREACH_API_KEY, values.HEYREACH_BASE_URL)
  const instantly = access(values.INSTANTLY_API_KEY, values.INSTANTLY_BASE_URL)
  return {
    apollo: access(values.APOLLO_API_KEY, values.APOLLO_BASE_URL),
    bettercontact: access(values.BETTERCONTACT_API_KEY, values.BETTERCONTACT_BASE_URL),
    zerobounce: zerobounce === null ? null : { ...zerobounce, batchBaseUrl: values.ZEROBOUNCE_BATCH_BASE_URL ?? null },
    clay: clay === null ? null : { ...clay, token: values.CLAY_TABLE_TOKEN ?? null },
    llm: access(values.LLM_API_KEY, values.LLM_BASE_URL),
    resend: access(values.RESEND_API_KEY, values.RESEND_BASE_URL),
    smtp: values.SMTP_BASE_URL === undefined ? null : access(values.SMTP_API_KEY, values.SMTP_BASE_URL),
    slack: access(values.SLACK_API_KEY, values.SLACK_BASE_URL),
    twilio: twilio === null || accountSid === undefined ? null : { ...twilio, accountSid },
    heyreach: heyreach === null ? null : { ...heyreach, webhookSecret: values.HEYREACH_WEBHOOK_SECRET ?? null },
    instantly: instantly === null ? null : { ...instantly, webhookSecret: values.INSTANTLY_WEBHOOK_SECRET ?? null },
    ghl: ghl === null || locationId === undefined ? null : { ...ghl, locationId, calendarId: values.GHL_CALENDAR_ID ?? null },
  }
}
