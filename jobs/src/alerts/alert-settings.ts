import { z } from 'zod'
import type { SettingsSection } from '../settings/load-settings.ts'

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as 09:00')
const number = z.string().regex(/^\+[1-9]\d{6,14}$/, 'a number as +15552229999')
const address = z.email().max(254)

/** How bad an alert is, mildest first. */
export const severities = ['INFO', 'WARNING', 'CRITICAL'] as const
export type Severity = (typeof severities)[number]

/** Who hears of alerts, by what, and when they rise (signals.md, Alerts). Slack's channel belongs to its key, so it stands in the environment. */
export const alertSettingsSchema = z.object({
  smsTo: z.array(number).max(20).default([]).meta({ title: 'Text messages to', description: 'Numbers that level 2 and 3 go to.' }),
  smsFrom: z
    .string()
    .regex(/^(?:\+[1-9]\d{6,14}|MG[0-9a-f]{32})?$/, 'a number of ours as +15550001111, or the id of a messaging service')
    .default('')
    .meta({ title: 'Text messages from', description: 'A number at Twilio, or the id of a messaging service (MG…).' }),
  mailTo: z.array(address).max(20).default([]).meta({ title: 'Mail to', description: 'Addresses that level 3 goes to.' }),
  mailFrom: z
    .union([z.literal(''), address])
    .default('')
    .meta({ title: 'Mail from', description: 'An address that the mail backend may send from.' }),
  levelOneMinutes: z.int().min(1).max(1_440).default(15).meta({
    title: 'Level 1 rises after',
    description: 'An alert that nobody acknowledged goes from Slack to Slack and text message.',
  }),
  levelTwoMinutes: z.int().min(1).max(1_440).default(30).meta({
    title: 'Level 2 rises after',
    description: 'From there to Slack, text message and mail, counted from when it reached level 2.',
  }),
  risesFrom: z.enum(severities).default('WARNING').describe('The mildest alert that rises. News (INFO) stays in Slack and closes itself.'),
  hours: z
    .object({
      days: z.array(z.int().min(1).max(7)).min(1).default([1, 2, 3, 4, 5]).describe('Days as ISO counts them: 1 is Monday.'),
      from: clock.default('08:00'),
      to: clock.default('18:00'),
    })
    .prefault({})
    .refine(({ from, to }) => from < to, 'the hours end after they begin')
    .describe('Outside these hours, in the organisation’s zone, only CRITICAL alerts rise.'),
  newsHours: z.int().min(1).max(720).default(24).meta({ title: 'News closes after', description: 'An INFO alert ends by itself then.' }),
})
export type AlertSettings = z.infer<typeof alertSettingsSchema>

/** The settings section `alerts`. */
export const alertSection: SettingsSection<AlertSettings> = { name: 'alerts', schema: alertSettingsSchema }
