import { z } from 'zod'

/** Where a lead lives, as far as mail law is concerned. `UNKNOWN` is treated as the strictest. */
export const REGIONS = ['EU', 'UK', 'CA', 'US', 'OTHER', 'UNKNOWN'] as const
export type Region = (typeof REGIONS)[number]

/**
 * What may be written to people of a region: nothing, mail whose footer says where the data came from and how to object (legitimate
 * interest, GDPR articles 14 and 21), or mail with the ordinary footer.
 */
export const REGION_RULES = ['block', 'legitimate_interest_with_notice', 'allow'] as const
export type RegionRule = (typeof REGION_RULES)[number]

const rule = (usual: RegionRule) => z.enum(REGION_RULES).default(usual)

/** One line that goes into a message: never blank, never with a line break in it (it may stand in a subject). */
const line = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}{}]*$/u, 'one line without braces or invisible characters')

const timeZone = z.string().refine((zone) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}, 'an IANA time zone such as America/Denver')

/** Who writes, what is offered, and to whom it may be offered. Templates, footer and checks read this one document. */
export const organisationSchema = z.object({
  senderName: line(80).default('Dani Apgar'),
  senderTitle: line(80).default('Chief AI Officer'),
  company: line(80).default('CAIO'),
  /** As it is written in a text, without a scheme: people read it. */
  bookingLink: line(120)
    .regex(/^[a-z0-9][a-z0-9.-]*\.[a-z]{2,}(?:\/[^\s]*)?$/i, 'a host name with an optional path, without https://')
    .default('caio.cx'),
  postalAddress: line(200).default('5700 Harper Dr, Albuquerque, NM'),
  /** Lines between the text and the postal address. Empty: name, title and company, which the check `signature` wants in any case. */
  signature: z.array(line(120)).max(4).default([]),
  positioning: z
    .string()
    .max(1000)
    .default('A fractional Chief AI Officer for firms that need one before they can hire one. M.A.P.: Measure, Automate, Prove.'),
  /**
   * Results of clients, each a sentence or two that stands in a message as it is. Empty as shipped: a result is told only when it is a real
   * one. One that names an industry ("A staffing firm…") is told to leads of that industry first.
   */
  proofPoints: z.array(z.string().max(400)).max(20).default([]),
  /**
   * What others of an industry do, as somebody published it: a clause for the middle of a sentence, with source and day. Empty as shipped;
   * without one nobody is told what rivals do.
   */
  marketNotes: z
    .array(
      z.object({
        /** An industry group of the ICP profile, such as `staffing`. */
        industryGroup: line(60),
        statement: line(200),
        source: line(80),
        publishedOn: z.iso.date(),
      }),
    )
    .max(60)
    .default([]),
  objections: z
    .array(z.object({ objection: z.string().max(200), answer: z.string().max(800) }))
    .max(30)
    .default([]),
  timeZone: timeZone.default('America/Denver'),
  regionRules: z
    .object({
      EU: rule('block'),
      UK: rule('block'),
      CA: rule('block'),
      US: rule('allow'),
      OTHER: rule('block'),
      UNKNOWN: rule('block'),
    })
    .prefault({}),
})

export type Organisation = z.infer<typeof organisationSchema>

/** The settings section `organisation`. */
export const organisationSection: { name: string; schema: z.ZodType<Organisation> } = { name: 'organisation', schema: organisationSchema }

/** The profile as shipped. */
export const DEFAULT_ORGANISATION: Organisation = organisationSchema.parse({})

/** What a sandbox starts with: the UK is written to with a notice, so that its sample shows that footer. */
export const SANDBOX_ORGANISATION: Organisation = {
  ...DEFAULT_ORGANISATION,
  regionRules: { ...DEFAULT_ORGANISATION.regionRules, UK: 'legitimate_interest_with_notice' },
}
