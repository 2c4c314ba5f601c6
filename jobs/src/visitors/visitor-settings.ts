import { z } from 'zod'
import type { SettingsSection } from '../settings/load-settings.ts'

/** What is asked about visitors of our site, and what it may cost; the numbers are those of pipeline.md, 2, and providers/clay.md. */
export const visitorSettingsSchema = z.object({
  runPipeline: z.boolean().default(true).describe('Whether visitors who became leads go through the pipeline by themselves.'),
  askClay: z.boolean().default(true).describe('Whether Clay is asked about visitors, where it has a key.'),
  creditsPerRow: z.number().min(0).max(1_000).default(1).describe('What a row of the table costs there: its columns decide.'),
  creditsPerMonth: z
    .int()
    .min(0)
    .max(10_000_000)
    .default(14_000)
    .describe('Clay’s credits of a calendar month of the organisation; all of it stops.'),
  warnAt: z.number().min(0).max(1).default(0.8).describe('Share of it that warns, 0 to 1.'),
  answerSeconds: z.int().min(30).max(86_400).default(180).describe('After so long without an answer there is none.'),
  rowsPerTable: z.int().min(1).max(1_000_000).default(50_000).describe('Rows that a table takes in its life; 45,000 of 50,000 warn.'),
})

export type VisitorSettings = z.infer<typeof visitorSettingsSchema>

/** The settings section `visitors`. */
export const visitorSection: SettingsSection<VisitorSettings> = { name: 'visitors', schema: visitorSettingsSchema }
