import type { Writer } from '@swarm/db/write'
import type { LookUpText } from './accounts/dns-lookup.ts'
import type { AddressLists } from './identity/load-address-lists.ts'
import type { Log } from './log.ts'
import type { Places } from './place/load-places.ts'
import type { Apollo } from './providers/apollo.ts'
import type { BetterContact } from './providers/bettercontact.ts'
import type { Clay } from './providers/clay.ts'
import type { Ghl } from './providers/ghl.ts'
import type { Heyreach } from './providers/heyreach.ts'
import type { Instantly } from './providers/instantly.ts'
import type { LanguageModel } from './providers/language-model.ts'
import type { Resend } from './providers/resend.ts'
import type { Slack } from './providers/slack.ts'
import type { SmtpHost } from './providers/smtp/session.ts'
import type { Twilio } from './providers/twilio.ts'
import type { ZeroBounce } from './providers/zerobounce.ts'
import type { Wake } from './queue/wake.ts'

/** What a handler may use of the world. */
export type JobContext = {
  writer: Writer
  log: Log
  wake: Wake
  /** Aborted when the process was told to stop: take no new work, hand back what is held. */
  stopping: AbortSignal
} & World

/** What of the world outside a runner is given when it starts: providers that have a key, lists that ship with the product, its own address. */
export type World = {
  apollo: Apollo | null
  instantly: Instantly | null
  /** Two other ways to send an account's mail. */
  resend: Resend | null
  smtpHost: SmtpHost | null
  /** How people hear of alerts. */
  slack: Slack | null
  twilio: Twilio | null
  /** Asked about visitors of our site, and about leads where the settings say so. */
  clay: Clay | null
  /** Finds addresses, and answers later; where it tells that it has, null without a secret for that address. */
  betterContact: BetterContact | null
  betterContactHookUrl: string | null
  /** Checks addresses before mail goes to them. */
  zeroBounce: ZeroBounce | null
  /** Rephrases drafts, where the settings say so. */
  languageModel: LanguageModel | null
  ghl: Ghl | null
  /** Whether GoHighLevel's events can be told from forged ones: its public key is configured. */
  isGhlHookSigned: boolean
  /** What Instantly's webhook brings along; null where nobody chose one. */
  instantlyHookSecret: string | null
  heyreach: Heyreach | null
  /** What the paths of HeyReach's webhooks are made of. */
  heyreachHookSecret: string | null
  /** Providers that are believed without any proof of origin. */
  unsignedAllowlist: readonly string[]
  /** Nothing is handed over, only looked after: this process is not fit to send (I20). */
  isHoldingBack?: boolean
  /** Records of sending domains. */
  lookUpText: LookUpText
  places: Places
  addressLists: AddressLists
  /** Where recipients reach us, without a slash at the end: links in messages begin with it. */
  publicUrl: string
}
