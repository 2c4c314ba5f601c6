import { judgeDkim, judgeDmarc, judgeSpf } from '@swarm/jobs/accounts/dns-records'
import { warmupAllowance } from '@swarm/jobs/accounts/warmup-allowance'
import { organisationSchema, REGION_RULES } from '@swarm/jobs/craft/organisation'
import { chooseAccount } from '@swarm/jobs/dispatch/choose-account'
import { dispatchSchema } from '@swarm/jobs/dispatch/dispatch-settings'
import { loadHolidays } from '@swarm/jobs/dispatch/load-holidays'
import { nextSendWindow } from '@swarm/jobs/dispatch/send-window'
import { recipientProblems, regionRuleOf } from '@swarm/jobs/review/recipient-problems'
import { spikeOf } from '@swarm/jobs/safety/spike'
import { z } from 'zod'
import { defineKind, isSame, type ReplayWorld } from '../kind.ts'

/** One question to one rule, and its answer as JSON. */
const question = z.discriminatedUnion('about', [
  z.strictObject({
    about: z.literal('recipient'),
    channel: z.enum(['EMAIL', 'LINKEDIN']).default('EMAIL'),
    email: z.string().nullable().default('ana@brightside.example'),
    emailStatus: z.string().nullable().default('VERIFIED'),
    linkedinKey: z.string().nullable().default('in:ana'),
    countryCode: z.string().nullable().default('US'),
    status: z.string().default('PENDING'),
    suppressed: z.string().nullable().default(null),
    excluded: z.string().nullable().default(null),
    allowFreeMail: z.boolean().default(false),
    regionRules: z.record(z.string(), z.enum(REGION_RULES)).default({}),
  }),
  z.strictObject({
    about: z.literal('spike'),
    sent: z.int(),
    bounced: z.int().default(0),
    unsubscribed: z.int().default(0),
    complained: z.int().nullable().default(null),
  }),
  z.strictObject({
    about: z.literal('window'),
    after: z.iso.datetime(),
    zone: z.string().nullable(),
    countryCode: z.string().nullable(),
    mondayAndFriday: z.boolean().default(false),
  }),
  z.strictObject({ about: z.literal('spf'), texts: z.array(z.string()), lookups: z.int().nullable().default(1) }),
  z.strictObject({ about: z.literal('dkim'), texts: z.array(z.string()), isNamed: z.boolean().default(true) }),
  z.strictObject({ about: z.literal('dmarc'), texts: z.array(z.string()) }),
  z.strictObject({
    about: z.literal('warm-up'),
    startedOn: z.iso.date(),
    day: z.iso.date(),
    ceiling: z.int(),
    warmupPerDay: z.array(z.int()),
  }),
  z.strictObject({
    about: z.literal('account'),
    kept: z.string().nullable().default(null),
    accounts: z.array(z.strictObject({ address: z.string(), isReady: z.boolean(), limit: z.int().nullable(), used: z.int() })),
  }),
])
type Question = z.infer<typeof question>

const schema = z.strictObject({
  kind: z.literal('deliverability'),
  name: z.string(),
  note: z.string().optional(),
  isSafety: z.boolean().default(false),
  given: question,
  expected: z.unknown(),
})

const holidays = loadHolidays()

function answer(given: Question, { lists }: ReplayWorld): unknown {
  switch (given.about) {
    case 'recipient': {
      const { channel, allowFreeMail, regionRules, about: _, ...recipient } = given
      const regionRule = regionRuleOf(given.countryCode, organisationSchema.parse({ regionRules }))
      const known = { ...recipient, leadId: 'lead', firstName: 'Ana', lastName: 'Ruiz', fullName: 'Ana Ruiz' }
      return recipientProblems(channel, known, { lists: lists.addresses, allowFreeMail, regionRule })
    }
    case 'spike':
      return spikeOf(given)?.cause ?? null
    case 'window': {
      const { window } = dispatchSchema.parse({ window: { mondayAndFriday: given.mondayAndFriday } })
      const found = nextSendWindow(new Date(given.after), given, { window, holidays, organisationZone: 'America/Denver' })
      return found && { from: found.from.toISOString(), to: found.to.toISOString(), scheduledAt: found.scheduledAt.toISOString() }
    }
    case 'spf':
      return judgeSpf('sender.example', { is: 'RECORDS', texts: given.texts }, given.lookups).verdict
    case 'dkim': {
      const answers = [{ selector: 's1', answer: { is: 'RECORDS' as const, texts: given.texts } }]
      return judgeDkim('sender.example', answers, { isNamed: given.isNamed, platformSays: null }).verdict
    }
    case 'dmarc':
      return judgeDmarc('sender.example', [given.texts.length === 0 ? { is: 'MISSING' } : { is: 'RECORDS', texts: given.texts }]).verdict
    case 'warm-up':
      return warmupAllowance(given.startedOn, given.day, given.ceiling, given)
    case 'account': {
      const used = new Map(given.accounts.map((one) => [one.address, one.used]))
      const accounts = given.accounts.map((one, position) => ({ ...one, platform: 'INSTANTLY' as const, position }))
      return chooseAccount(accounts, given.kept, (address) => used.get(address) ?? 0)?.address ?? null
    }
  }
}

/** One question about whether mail may and can arrive: right or wrong, 5 points or none. */
export const deliverabilityKind = defineKind('deliverability', schema, ({ given }, world) => answer(given, world), [
  { what: 'answer', points: 5, isEarned: ({ expected }, outcome) => isSame(expected, outcome) },
])
