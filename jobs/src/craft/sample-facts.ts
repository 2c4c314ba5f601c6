import type { CraftFacts, Fact } from './craft-facts.ts'

const SEEN = new Date('2026-11-02T09:00:00Z')
const fact = <T>(value: T, provider = 'Apollo'): Fact<T> => ({ value, provider, at: SEEN })

/** Somebody of whom everything is known that a text can speak of: written to before, connected, hiring. */
const MUCH_KNOWN: CraftFacts = {
  leadId: '0199f0aa-0000-7000-8000-0000000000a1',
  asOf: new Date('2026-11-20T16:00:00Z'),
  greetingName: 'Ana',
  firstName: 'Ana',
  lastName: 'Ruiz',
  fullName: 'Ana Ruiz',
  title: fact('Founder & CEO'),
  seniority: 'FOUNDER',
  roleStartedOn: fact(new Date('2026-09-01T00:00:00Z')),
  previousCompany: null,
  companyName: fact('Brightside Talent'),
  companyDomain: 'brightside.example',
  industryGroup: fact('staffing'),
  employees: fact(118),
  technologies: fact(['Bullhorn', 'Microsoft Office 365']),
  city: fact('Denver'),
  countryCode: 'US',
  region: 'US',
  openRoles: fact(['Recruiting Coordinator']),
  funding: fact({ round: 'Series B', raisedOn: new Date('2026-10-12T00:00:00Z') }),
  headcountGrowth: fact(0.2),
  websiteVisits: null,
  emailOpens: null,
  linkedinConnectedAt: fact(new Date('2026-11-10T00:00:00Z'), 'LinkedIn'),
  market: [
    {
      statement: 'four of the ten largest firms answer first inquiries with AI',
      source: 'Industry Review',
      publishedOn: new Date('2026-06-15T00:00:00Z'),
    },
  ],
  earlier: [
    {
      round: 1,
      step: 1,
      channel: 'EMAIL',
      kind: 'first_touch',
      angle: 'sample',
      subject: 'Who owns AI at Brightside Talent?',
      body: 'Hi Ana,\n\nShall we talk?\n\nDani',
      topic: 'who should own AI',
      acceptedAt: new Date('2026-10-29T16:00:00Z'),
    },
    {
      round: 1,
      step: 4,
      channel: 'LINKEDIN',
      kind: 'linkedin_message',
      angle: 'sample_message',
      subject: null,
      body: 'Hi Ana,\n\nWhich task would you hand over?\n\nDani',
      topic: null,
      acceptedAt: new Date('2026-11-11T16:00:00Z'),
    },
  ],
  contactSource: 'Apollo',
}

const sample = (over: Partial<CraftFacts>): CraftFacts => ({ ...MUCH_KNOWN, ...over })

/** Made-up leads that every text is tried on before a reviewer may sign it off: much known and little, short and long names, other scripts. */
export const SAMPLE_FACTS: readonly { name: string; facts: CraftFacts }[] = [
  { name: 'Much is known', facts: MUCH_KNOWN },
  {
    name: 'Name, title and company alone',
    facts: sample({
      title: fact('VP Operations'),
      seniority: 'VP',
      roleStartedOn: null,
      industryGroup: null,
      employees: null,
      technologies: null,
      city: null,
      openRoles: null,
      funding: null,
      headcountGrowth: null,
      market: [],
    }),
  },
  {
    name: 'No name, and a title that says nothing',
    facts: sample({
      greetingName: null,
      firstName: null,
      lastName: null,
      fullName: null,
      title: fact('Vice President'),
      seniority: 'VP',
      technologies: null,
      employees: null,
      openRoles: null,
      funding: null,
      roleStartedOn: null,
      headcountGrowth: null,
      linkedinConnectedAt: null,
    }),
  },
  {
    name: 'Long names',
    facts: sample({
      greetingName: 'Maria-Magdalena',
      firstName: 'Maria-Magdalena',
      lastName: 'Hohenberg',
      fullName: 'Maria-Magdalena Hohenberg',
      title: fact('Director of Client Services'),
      seniority: 'DIRECTOR',
      companyName: fact('Aldenham Brook & Partners Consulting'),
      industryGroup: fact('financial_services'),
      technologies: fact(['Microsoft Dynamics', 'Google Workspace']),
      openRoles: fact(['Senior Recruiting Coordinator']),
    }),
  },
  {
    name: 'Another script',
    facts: sample({
      greetingName: '美咲',
      firstName: '美咲',
      lastName: '佐藤',
      fullName: '佐藤 美咲',
      companyName: fact('株式会社サクラ'),
      industryGroup: fact('agency'),
    }),
  },
]
