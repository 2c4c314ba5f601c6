import { z } from 'zod'
import { parseEmail } from '../identity/email-address.ts'
import type { SettingsSection } from '../settings/load-settings.ts'
import type { PartTightening } from '../settings/tightening.ts'
import { isNurtureDomain } from './nurture-domain.ts'

const coldAddress = z.email().refine((address) => {
  const parsed = parseEmail(address)
  return parsed.ok && !isNurtureDomain(parsed.email.domain)
}, 'an address that cold mail may leave from; the nurture domain sends through GoHighLevel only')

/**
 * When a sending account counts as unhealthy, and what it may send while it warms up. The limits are those of dispatch.md, Ceilings; the
 * weeks are ours: two to four weeks and never more than five a day on top are trade practice (deliverability-rules.md, 1), so four steps of five.
 */
export const accountSettingsSchema = z.object({
  /** Bounces and complaints are counted over this many days. */
  windowDays: z.int().min(1).max(30).default(7),
  /** Share of sends that may bounce; above it the account pauses itself. */
  mostBounced: z.number().min(0).max(1).default(0.05),
  /** Bounces say nothing below this many sends. */
  bouncesFrom: z.int().min(1).max(1_000).default(20),
  /** Share of sends that may be complained about. With few sends one complaint is already above it, and that is meant so. */
  mostComplained: z.number().min(0).max(1).default(0.003),
  /** The platform's warm-up score, 0 to 100, below which nothing goes out; a platform that gives none is not held against the account. */
  leastWarmupScore: z.number().min(0).max(100).default(80),
  /** Emails a day in each week of an account's warm-up; after the last of them its ceiling alone holds. */
  warmupPerDay: z.array(z.int().min(0).max(1_000)).max(12).default([5, 10, 15, 20]),
  /** Mailboxes whose mail goes through Resend, and through the mail host. Both may close an account over mail that nobody asked for. */
  resendAddresses: z.array(coldAddress).max(20).default([]),
  smtpAddresses: z.array(coldAddress).max(20).default([]),
  /** Selectors of DKIM keys by sending domain. Where a domain is named its key must stand there; else the usual ones are tried. */
  dkimSelectors: z
    .record(
      z.string().max(253),
      z
        .array(z.string().regex(/^[a-z0-9._-]{1,63}$/i))
        .min(1)
        .max(10),
    )
    .default({}),
})

export type AccountSettings = z.infer<typeof accountSettingsSchema>

/** The settings section `accounts`; the database reads it too. */
export const accountSection: SettingsSection<AccountSettings> = { name: 'accounts', schema: accountSettingsSchema }

/** Which way its safety settings are tighter (settings/tightening.ts).  */
export const accountTightening = {
  mostBounced: 'lower',
  bouncesFrom: 'lower',
  mostComplained: 'lower',
  leastWarmupScore: 'higher',
  warmupPerDay: 'eachLower',
} as const satisfies PartTightening<AccountSettings>
