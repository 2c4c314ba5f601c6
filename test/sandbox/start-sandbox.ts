import { createApollo } from './apollo/provider.ts'
import { createGhl } from './ghl/provider.ts'
import { createHeyreach } from './heyreach/provider.ts'
import { createInstantly } from './instantly/provider.ts'
import { type Sandbox, type SandboxOptions, startServer } from './server.ts'

interface StartOptions extends SandboxOptions {
  apolloKey?: string
  instantlyKey?: string
  heyreachKey?: string
  ghlKey?: string
  /** GoHighLevel's signing key, PKCS 8 in base64; one of the seed without it. */
  ghlSigningKey?: string | null
  /** Where its app delivers its events; the control API moves it. */
  ghlHookUrl?: string | null
  /** How many people Apollo knows; 12,000 without it. */
  people?: number
}

/** Starts the stand-in providers in this process: for tests, and for main.ts. */
export function startSandbox(options: StartOptions = {}): Promise<Sandbox> {
  return startServer(options, (world) => [
    createApollo(world, { apiKey: options.apolloKey ?? 'sandbox-apollo-key', people: options.people ?? 12_000 }),
    createInstantly(world, { apiKey: options.instantlyKey ?? 'sandbox-instantly-key' }),
    createHeyreach(world, { apiKey: options.heyreachKey ?? 'sandbox-heyreach-key' }),
    createGhl(world, {
      apiKey: options.ghlKey ?? 'sandbox-ghl-key',
      signingKey: options.ghlSigningKey ?? null,
      hookUrl: options.ghlHookUrl ?? null,
    }),
  ])
}
