import { createApollo } from './apollo/provider.ts'
import { createBetterContact } from './bettercontact/provider.ts'
import { createClay } from './clay/provider.ts'
import { createDns, type RawServer } from './dns/provider.ts'
import { createGhl } from './ghl/provider.ts'
import { createHeyreach } from './heyreach/provider.ts'
import { createInstantly } from './instantly/provider.ts'
import { createLlm } from './llm/provider.ts'
import { createResend } from './resend/provider.ts'
import { type Sandbox, type SandboxOptions, startServer } from './server.ts'
import { createSlack } from './slack/provider.ts'
import { createSmtp } from './smtp/provider.ts'
import { createTwilio } from './twilio/provider.ts'
import { createZeroBounce } from './zerobounce/provider.ts'

interface StartOptions extends SandboxOptions {
  apolloKey?: string
  instantlyKey?: string
  heyreachKey?: string
  ghlKey?: string
  /** GoHighLevel's signing key, PKCS 8 in base64; one of the seed without it. */
  ghlSigningKey?: string | null
  /** Where its app delivers its events; the control API moves it. */
  ghlHookUrl?: string | null
  betterContactKey?: string
  zeroBounceKey?: string
  llmKey?: string
  clayTable?: string
  clayToken?: string
  /** What the column at Clay brings along when it calls back. */
  clayHookSecret?: string
  resendKey?: string
  smtpPassword?: string
  /** What stands behind `/services/` in the webhook's address. */
  slackKey?: string
  twilioKey?: string
  /** Where the name server and the mail host listen; any free port without it. */
  dnsPort?: number
  smtpPort?: number
  /** How many people Apollo knows; 12,000 without it. */
  people?: number
}

/** The stand-ins that don't speak HTTP have ports of their own. */
interface WholeSandbox extends Sandbox {
  dnsPort: number
  smtpPort: number
}

/** Starts the stand-in providers in this process: for tests, and for main.ts. */
export async function startSandbox(options: StartOptions = {}): Promise<WholeSandbox> {
  const raw: Promise<RawServer>[] = []
  const host = options.host ?? '127.0.0.1'
  const sandbox = await startServer(options, (world) => {
    const dns = createDns(world)
    const smtp = createSmtp(world, { user: 'sandbox', password: options.smtpPassword ?? 'sandbox-smtp-password' })
    raw.push(dns.listen(host, options.dnsPort ?? 0), smtp.listen(host, options.smtpPort ?? 0))
    return [
      dns,
      smtp,
      createResend(world, { apiKey: options.resendKey ?? 'sandbox-resend-key' }),
      createSlack(world, { webhook: options.slackKey ?? 'T0SANDBOX/B0SANDBOX/sandbox-slack-key' }),
      createTwilio(world, { accountSid: 'ACsandbox0000000000000000000000000', token: options.twilioKey ?? 'sandbox-twilio-key' }),
      createBetterContact(world, { apiKey: options.betterContactKey ?? 'sandbox-bettercontact-key' }),
      createLlm(world, { apiKey: options.llmKey ?? 'sandbox-llm-key' }),
      createZeroBounce(world, { apiKey: options.zeroBounceKey ?? 'sandbox-zerobounce-key' }),
      createClay(world, {
        table: options.clayTable ?? 'sandbox-clay-table',
        token: options.clayToken ?? 'sandbox-clay-token',
        hookSecret: options.clayHookSecret ?? 'sandbox-clay-hook-secret',
      }),
      createApollo(world, { apiKey: options.apolloKey ?? 'sandbox-apollo-key', people: options.people ?? 12_000 }),
      createInstantly(world, { apiKey: options.instantlyKey ?? 'sandbox-instantly-key' }),
      createHeyreach(world, { apiKey: options.heyreachKey ?? 'sandbox-heyreach-key' }),
      createGhl(world, {
        apiKey: options.ghlKey ?? 'sandbox-ghl-key',
        signingKey: options.ghlSigningKey ?? null,
        hookUrl: options.ghlHookUrl ?? null,
      }),
    ]
  })
  const [dns, smtp] = await Promise.all(raw)
  return {
    url: sandbox.url,
    dnsPort: dns?.port ?? 0,
    smtpPort: smtp?.port ?? 0,
    stop: async () => {
      await Promise.all([dns?.stop(), smtp?.stop()])
      await sandbox.stop()
    },
  }
}
