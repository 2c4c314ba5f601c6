import { craft } from '@swarm/jobs/craft/craft'
import type { CraftFacts } from '@swarm/jobs/craft/craft-facts'
import { CONNECTION_NOTE_LONGEST, FIRST_TOUCH_WORDS, SUBJECT_LONGEST } from '@swarm/jobs/craft/length-rules'
import { SANDBOX_ORGANISATION } from '@swarm/jobs/craft/organisation'
import { renderMessage } from '@swarm/jobs/craft/render'
import { wordCount } from '@swarm/jobs/craft/sentences'
import { shippedTemplates } from '@swarm/jobs/craft/shipped-templates'
import { namesLead, type ParsedTemplate } from '@swarm/jobs/craft/template'
import { bannedOpenerIn } from '@swarm/jobs/guard/banned-openers'
import { NO_REJECTIONS } from '@swarm/jobs/review/rejection-memory'
import { describe, expect, it } from 'vitest'
import { AS_OF, fact, guarded, makeBareFacts, makeFacts, makeOrder } from './make-facts.ts'

const SECTORS = [
  'marketing_agency',
  'staffing',
  'consulting',
  'ecommerce',
  'law',
  'accounting',
  'b2b_software',
  'real_estate',
  'financial_services',
  'other',
]
const ROLES: [string, CraftFacts['seniority']][] = [
  ['Founder & CEO', 'FOUNDER'],
  ['VP, Sales (EMEA)', 'VP'],
  ['Chief Operating Officer', 'C_SUITE'],
  ['Head of People', 'HEAD'],
  ['Marketing Manager', 'MANAGER'],
  ['Account Executive', 'SENIOR'],
]

/** Leads as they come: every sector and role, short and long names, much known and hardly anything. */
const LEADS: CraftFacts[] = [
  ...SECTORS.map((sector) => makeFacts({ industryGroup: fact(sector) })),
  ...ROLES.map(([title, seniority]) => makeFacts({ title: fact(title), seniority, technologies: fact(['HubSpot', 'Salesforce.com']) })),
  makeFacts({ openRoles: fact(['Senior Recruiting Coordinator']) }),
  makeFacts({ openRoles: fact(['Engineer', 'Designer', 'Analyst']), funding: fact({ round: 'Series B', raisedOn: AS_OF }) }),
  makeFacts({ companyName: fact('The Brightwater Consulting & Advisory Co'), greetingName: 'Maria-Magdalena', region: 'UK' }),
  makeFacts({ technologies: null, employees: null, title: fact('Director of Client Services'), seniority: 'DIRECTOR' }),
  makeBareFacts(),
]

const draftsOf = (template: ParsedTemplate) =>
  LEADS.flatMap((facts) =>
    ['one', 'two', 'three'].flatMap((experiment) => {
      const tier = template.tiers[0] ?? 'TIER_1'
      const made = craft(facts, SANDBOX_ORGANISATION, [template], NO_REJECTIONS, makeOrder({ tier, kind: template.kind, experiment }))
      return made.ok ? [{ facts, draft: made.draft }] : []
    }),
  )

describe.each(shippedTemplates().map((template) => [template.angle, template] as const))('%s', (_angle, template) => {
  const drafts = draftsOf(template)

  it('can be written to most leads', () => {
    expect(drafts.length / 3).toBeGreaterThanOrEqual(LEADS.length / 2)
  })

  it('passes every check and every guard for every lead it can be written to', () => {
    for (const { facts, draft } of drafts)
      expect({ text: draft.body, notes: guarded(draft, facts, { organisation: SANDBOX_ORGANISATION }).notes }).toEqual({
        text: draft.body,
        notes: [],
      })
  })

  it('keeps its length', () => {
    for (const { draft } of drafts) {
      if (draft.subject !== null) expect(draft.subject.length).toBeLessThanOrEqual(SUBJECT_LONGEST)
      if (draft.kind === 'connection_note') expect(draft.body.length).toBeLessThanOrEqual(CONNECTION_NOTE_LONGEST)
      if (draft.kind !== 'first_touch') continue
      expect(wordCount(draft.body)).toBeGreaterThanOrEqual(FIRST_TOUCH_WORDS.least)
      expect(wordCount(draft.body)).toBeLessThanOrEqual(FIRST_TOUCH_WORDS.most)
    }
  })

  it('has a subject that fits the longest name, and room for it in the text', () => {
    const facts = makeFacts({ companyName: fact('Aldenham Brook & Partners Consulting Ltd') })
    const made = craft(
      facts,
      SANDBOX_ORGANISATION,
      [template],
      NO_REJECTIONS,
      makeOrder({ tier: template.tiers[0] ?? 'TIER_1', kind: template.kind }),
    )
    expect(made).toMatchObject({ ok: true })
  })

  it('opens with something that rests on evidence, and with nothing banned', () => {
    for (const { draft } of drafts) {
      const start = draft.body.indexOf(draft.opener)
      expect(draft.claims.some((claim) => claim.field === 'body' && claim.start >= start && claim.end <= start + draft.opener.length)).toBe(
        true,
      )
    }
    for (const opener of template.openers) {
      expect(namesLead(opener)).toBe(true)
      expect(bannedOpenerIn(opener.map((segment) => ('text' in segment ? segment.text : 'Acme')).join(''))).toBeNull()
    }
  })

  it('has two subjects that differ and both name something of the lead', () => {
    if (template.channel === 'LINKEDIN') return
    const values = { companyName: { text: 'Acme', evidenceId: 'e' } }
    expect(template.subjectA && namesLead(template.subjectA)).toBe(true)
    expect(template.subjectB && namesLead(template.subjectB)).toBe(true)
    expect(template.subjectA).not.toEqual(template.subjectB)
    expect(renderMessage(template, { opener: 0, subject: 'A' }, values).ok).toBe(false)
  })
})

it('ships two angles for every tier and a connection note', () => {
  const firstTouches = shippedTemplates().filter((template) => template.kind === 'first_touch')
  for (const tier of ['TIER_1', 'TIER_2', 'TIER_3'] as const)
    expect(firstTouches.filter((template) => template.tiers.includes(tier)).length).toBeGreaterThanOrEqual(2)
  expect(shippedTemplates().filter((template) => template.kind === 'connection_note')).toHaveLength(1)
})
