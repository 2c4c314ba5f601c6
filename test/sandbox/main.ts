import { z } from 'zod'
import { startSandbox } from './start-sandbox.ts'

const whole = z
  .string()
  .regex(/^-?\d+$/, 'must be a whole number')
  .transform(Number)

const env = z
  .object({
    SANDBOX_PORT: whole.default(0),
    SANDBOX_HOST: z.string().default('127.0.0.1'),
    SANDBOX_SEED: whole.default(7),
    SANDBOX_STATE: z.string().optional(),
    SANDBOX_DELAYS: z.enum(['on', 'off']).default('on'),
    SANDBOX_CLOCK_OFFSET_MS: whole.default(0),
    SANDBOX_PEOPLE: whole.default(12_000),
    SANDBOX_APOLLO_KEY: z.string().min(1).default('sandbox-apollo-key'),
    SANDBOX_RESEND_KEY: z.string().min(1).default('sandbox-resend-key'),
    SANDBOX_SMTP_PASSWORD: z.string().min(1).default('sandbox-smtp-password'),
    SANDBOX_SLACK_KEY: z.string().min(1).default('T0SANDBOX/B0SANDBOX/sandbox-slack-key'),
    SANDBOX_TWILIO_KEY: z.string().min(1).default('sandbox-twilio-key'),
    SANDBOX_DNS_PORT: whole.default(0),
    SANDBOX_SMTP_PORT: whole.default(0),
    SANDBOX_INSTANTLY_KEY: z.string().min(1).default('sandbox-instantly-key'),
    SANDBOX_GHL_KEY: z.string().min(1).default('sandbox-ghl-key'),
    /** Signs GoHighLevel's webhooks: an Ed25519 key, PKCS 8 in base64; one of the seed when empty. */
    SANDBOX_GHL_SIGNING_KEY: z.string().optional(),
    /** Where GoHighLevel's app delivers from the first start on. */
    SANDBOX_GHL_HOOK_URL: z.url().optional(),
    /** What the column at Clay brings along when it calls back. */
    SANDBOX_CLAY_HOOK_SECRET: z.string().min(1).default('sandbox-clay-hook-secret'),
    SANDBOX_HEYREACH_KEY: z.string().min(1).default('sandbox-heyreach-key'),
    /** The end of standard input means that the starter is gone. */
    STOP_WITH_PARENT: z.enum(['true', 'false']).default('false'),
  })
  .safeParse(process.env)

if (!env.success) {
  process.stderr.write(`${z.prettifyError(env.error)}\n`)
  process.exit(1)
}

const sandbox = await startSandbox({
  port: env.data.SANDBOX_PORT,
  host: env.data.SANDBOX_HOST,
  seed: env.data.SANDBOX_SEED,
  statePath: env.data.SANDBOX_STATE || null,
  delays: env.data.SANDBOX_DELAYS,
  clockOffsetMs: env.data.SANDBOX_CLOCK_OFFSET_MS,
  people: env.data.SANDBOX_PEOPLE,
  apolloKey: env.data.SANDBOX_APOLLO_KEY,
  instantlyKey: env.data.SANDBOX_INSTANTLY_KEY,
  clayHookSecret: env.data.SANDBOX_CLAY_HOOK_SECRET,
  resendKey: env.data.SANDBOX_RESEND_KEY,
  smtpPassword: env.data.SANDBOX_SMTP_PASSWORD,
  slackKey: env.data.SANDBOX_SLACK_KEY,
  twilioKey: env.data.SANDBOX_TWILIO_KEY,
  dnsPort: env.data.SANDBOX_DNS_PORT,
  smtpPort: env.data.SANDBOX_SMTP_PORT,
  ghlKey: env.data.SANDBOX_GHL_KEY,
  ghlSigningKey: env.data.SANDBOX_GHL_SIGNING_KEY || null,
  ghlHookUrl: env.data.SANDBOX_GHL_HOOK_URL ?? null,
  heyreachKey: env.data.SANDBOX_HEYREACH_KEY,
})

/** A step that waits for a slow hook must not hold up the end. */
const STOP_WITHIN_MS = 800

const stop = () => {
  setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref()
  sandbox.stop().then(() => process.exit(0))
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop)
if (env.data.STOP_WITH_PARENT === 'true') process.stdin.once('end', stop).resume()

process.stdout.write(`${JSON.stringify({ ready: true, url: sandbox.url, dnsPort: sandbox.dnsPort, smtpPort: sandbox.smtpPort })}\n`)
