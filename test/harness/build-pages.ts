import { fileURLToPath } from 'node:url'
import { buildWeb } from '@swarm/api/supervisor/build-web'

/** Builds the SPA once before the browser tests: files that run beside one another must not build it under each other's hands. */
export async function setup(): Promise<void> {
  await buildWeb(fileURLToPath(new URL('../..', import.meta.url)))
}
