import type { Writer } from '@swarm/db/write'
import type { JobContext, World } from '@swarm/jobs/context'
import { loadAddressLists } from '@swarm/jobs/identity/load-address-lists'
import { createLog } from '@swarm/jobs/log'
import { loadPlaces } from '@swarm/jobs/place/load-places'
import { contracts } from '@swarm/jobs/queue/contracts'
import { handle } from '@swarm/jobs/queue/handle'
import { registry } from '@swarm/jobs/queue/registry'
import { type Runner, startRunner } from '@swarm/jobs/queue/run'

const world: World = {
  apollo: null,
  instantly: null,
  clay: null,
  betterContact: null,
  betterContactHookUrl: null,
  zeroBounce: null,
  languageModel: null,
  ghl: null,
  isGhlHookSigned: false,
  resend: null,
  smtpHost: null,
  slack: null,
  twilio: null,
  instantlyHookSecret: null,
  heyreach: null,
  heyreachHookSecret: null,
  unsignedAllowlist: [],
  lookUpText: async () => ({ is: 'UNKNOWN', problem: 'nobody is asked' }),
  places: loadPlaces(),
  addressLists: loadAddressLists({ sandbox: true }),
  publicUrl: 'http://127.0.0.1',
}

/** A runner of the real queues, whose work on a file is what the test says. */
export function startTestRunner(
  url: string,
  writer: Writer,
  only: string[],
  work: (importId: string, context: JobContext) => Promise<void> = async () => {},
): Promise<Runner> {
  const importFile = handle(contracts.importFile, ({ importId }, context) => work(importId, context))
  return startRunner({ url, writer, log: createLog('test', 'silent'), registry: { ...registry, importFile }, only, world })
}
