import { z } from 'zod'
import type { SettingsSection } from '../settings/load-settings.ts'

/** What rules meetings besides the organisation's working hours, which stand in the section `review`; the numbers are those of signals.md, Meetings. */
export const meetingSettingsSchema = z.object({
  lengthMinutes: z.int().min(10).max(240).default(30).describe('How long a meeting lasts.'),
  bufferMinutes: z.int().min(0).max(240).default(15).describe('Free time between two meetings.'),
  mostPerDay: z.int().min(0).max(50).default(8).describe('Meetings a day of the organisation; 0 means none.'),
  noticeHours: z.number().min(0).max(336).default(2).describe('A meeting begins this long from now at the earliest.'),
})

export type MeetingSettings = z.infer<typeof meetingSettingsSchema>

/** The settings section `meetings`. */
export const meetingSection: SettingsSection<MeetingSettings> = { name: 'meetings', schema: meetingSettingsSchema }
