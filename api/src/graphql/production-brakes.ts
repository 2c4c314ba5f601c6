import { type Deployment, loadProductionList } from '@swarm/jobs/go-live/load-production-list'
import { missingOf } from '@swarm/jobs/go-live/production-list'
import { type BrakeChecks, brakes } from '@swarm/jobs/settings/brakes'
import { readiness, weakerPromises } from '../health/readiness.ts'
import type { GraphQLContext } from './context.ts'

/** What this process knows of how the product is deployed. */
export async function deploymentOf({ writer, webhookSecrets, mode, publicUrl, disk }: GraphQLContext): Promise<Deployment> {
  const [failing, weaker] = await Promise.all([
    readiness(writer, { webhookSecrets, mode, publicUrl, disk }),
    weakerPromises(writer, webhookSecrets),
  ])
  return { publicUrl, failing, weaker }
}

/** The brakes of this deployment: in production shadow mode also waits for the production list, of which a part is known to the process alone. */
export function brakesOf(context: GraphQLContext): BrakeChecks {
  if (context.mode !== 'production') return brakes
  return {
    ...brakes,
    async goLiveMissing(db) {
      const steps = await brakes.goLiveMissing(db)
      return [...missingOf(await loadProductionList(db, await deploymentOf(context))), ...steps]
    },
  }
}
