import { createApollo } from './apollo/provider.ts'
import { createInstantly } from './instantly/provider.ts'
import { type Sandbox, type SandboxOptions, startServer } from './server.ts'

interface StartOptions extends SandboxOptions {
  apolloKey?: string
  instantlyKey?: string
  /** How many people Apollo knows; 12,000 without it. */
  people?: number
}

/** Starts the stand-in providers in this process: for tests, and for main.ts. */
export function startSandbox(options: StartOptions = {}): Promise<Sandbox> {
  return startServer(options, (world) => [
    createApollo(world, { apiKey: options.apolloKey ?? 'sandbox-apollo-key', people: options.people ?? 12_000 }),
    createInstantly(world, { apiKey: options.instantlyKey ?? 'sandbox-instantly-key' }),
  ])
}
