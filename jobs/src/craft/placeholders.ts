import type { EvidenceKind } from './evidence.ts'

/**
 * Every name that may stand in braces in a template, with what it reads like. `from` says where the words come from: a kind of evidence
 * (they state something about this lead, so they rest on it and become a claim), the organisation profile, or `greeting`, which addresses
 * the lead and states nothing. Written `{name}`; a doubled brace is a platform's merge field and refused.
 */
export const PLACEHOLDERS = {
  greeting: { from: 'greeting', example: 'Hi Ana,' },

  senderFirstName: { from: 'organisation', example: 'Dani' },
  senderTitle: { from: 'organisation', example: 'Chief AI Officer' },
  bookingLink: { from: 'organisation', example: 'caio.cx' },
  /** A whole sentence. */
  proofPoint: { from: 'organisation', example: 'A staffing firm of 90 people cut its screening time by a third in 30 days.' },
  /** A whole sentence about a client of the lead's own industry. */
  similarResult: { from: 'organisation', example: 'A staffing firm of 90 people cut its screening time by a third in 30 days.' },

  companyName: { from: 'company', example: 'Brightside Talent' },
  companySize: { from: 'company', example: 'about 120 people' },
  industryFirm: { from: 'company', example: 'a staffing firm' },
  industryFirms: { from: 'company', example: 'staffing firms' },
  industryProcess: { from: 'company', example: 'candidate screening' },
  city: { from: 'company', example: 'Denver' },
  /** A clause, what others of the industry do. */
  rivalNews: { from: 'company', example: 'four of the ten largest staffing firms screen candidates with AI' },
  /** Who published that, and when. */
  rivalSource: { from: 'company', example: 'Staffing Review, June 2026' },

  /** Between "You" and the company's name. */
  roleAt: { from: 'role', example: 'lead operations at' },
  /** After "You". */
  newInRole: { from: 'role', example: 'took on your role in September 2026' },

  technology: { from: 'technologies', example: 'HubSpot' },
  technologies: { from: 'technologies', example: 'HubSpot and Slack' },

  /** After "is" or "are". */
  hiring: { from: 'growth', example: 'hiring a Recruiting Coordinator' },
  /** After the company's name. */
  funding: { from: 'growth', example: 'raised a Series B in June 2026' },
  headcountGrowth: { from: 'growth', example: 'grew its team by about 20% over the past year' },

  /** A whole sentence. */
  thanks: { from: 'engagement', example: 'Thanks for connecting.' },

  /** After "about": what our last email to this lead was about. */
  earlierTopic: { from: 'history', example: 'who should own AI' },
  /** After "in": when we wrote that. */
  earlierMonth: { from: 'history', example: 'September 2026' },
  /** Our last message on LinkedIn. */
  lastMessage: { from: 'history', example: 'my last message' },
} as const satisfies Record<string, { from: EvidenceKind | 'organisation' | 'greeting'; example: string }>

export type PlaceholderName = keyof typeof PLACEHOLDERS

/** Words for a placeholder. Null evidence is right only for the organisation's own words and the greeting. */
export type PlaceholderValue = { text: string; evidenceId: string | null }
export type PlaceholderValues = Partial<Record<PlaceholderName, PlaceholderValue>>

export function isPlaceholderName(name: string): name is PlaceholderName {
  return Object.hasOwn(PLACEHOLDERS, name)
}

/** True where the words say something about this lead or company. */
export function speaksOfLead(name: PlaceholderName): boolean {
  const { from } = PLACEHOLDERS[name]
  return from !== 'organisation' && from !== 'greeting'
}
