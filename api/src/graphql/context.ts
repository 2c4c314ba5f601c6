import type { Reader } from '@swarm/db/read'
import type { Writer } from '@swarm/db/write'
import type { Actor, Scope } from '@swarm/jobs/actors'
import type { AddressLists } from '@swarm/jobs/identity/load-address-lists'
import type { Log } from '@swarm/jobs/log'
import type { Wake } from '@swarm/jobs/queue/wake'
import type { Sealer } from '../auth/sealer.ts'
import type { Disk } from '../health/disk.ts'
import type { WebhookSecrets } from '../webhooks/hook-providers.ts'
import type { Loaders } from './loaders.ts'
import type { Unfinished } from './unfinished.ts'

/** A person or a program that has proven who it is. */
export type Caller = Extract<Actor, { kind: 'user' | 'key' }> & { scopes: readonly Scope[] }

/** The session by which a person asks. */
export type Session = {
  id: string
  /** Until when it counts as just proven, by `performance.now()` of this process. */
  provenUntil: number
  /** What its person must do before anything else; null when nothing. */
  unfinished: Unfinished | null
}

/** What every resolver gets. */
export type GraphQLContext = {
  caller: Caller
  /** Null for keys, which have none. */
  session: Session | null
  /** Closes the secrets of second factors. */
  sealer: Sealer
  /** Sessions are remembered for some seconds: whoever changed what theirs may do is not told the old answer by this process. */
  forgetAccess(): void
  /** In every log line and every masked error of this operation. */
  requestId: string
  reader: Reader
  /** Knows every commit; what subscriptions read by. */
  freshReader: Reader
  writer: Writer
  wake: Wake
  log: Log
  loaders: Loaders
  /** Role accounts, disposable and free mail. */
  addressLists: AddressLists
  mode: 'sandbox' | 'production'
  version: string
  live: LiveSource
  webhookSecrets: WebhookSecrets
  /** Whose room readiness watches; nobody's when null. */
  disk: Disk | null
  /** Where recipients reach us, without a slash at the end: links in messages begin with it. */
  publicUrl: string
  /** The sandbox's address; null outside the sandbox. */
  sandboxUrl: string | null
}

/** Where subscriptions hear of changes: ids of one topic, merged; null means "many, or unknown: reload". */
export type LiveSource = {
  changes(topics: readonly string[], signal: AbortSignal): AsyncIterable<Change[]>
}

export type Change = { topic: string; subject: string | null }
