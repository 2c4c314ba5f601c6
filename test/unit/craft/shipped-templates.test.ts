import { type CraftedDraft, craft } from '@swarm/jobs/craft/craft'
import type { CraftFacts } from '@swarm/jobs/craft/craft-facts'
import { craftScript } from '@swarm/jobs/craft/craft-script'
import { CONNECTION_NOTE_LONGEST, FIRST_TOUCH_WORDS, LATER_EMAIL_WORDS, SUBJECT_LONGEST } from '@swarm/jobs/craft/length-rules'
import { SANDBOX_ORGANISATION } from '@swarm/jobs/craft/organisation'
import { renderMessage } from '@swarm/jobs/craft/render'
import { wordCount } from '@swarm/jobs/craft/sentences'
import { shippedTemplates } from '@swarm/jobs/craft/shipped-templates'
import { type MessageKind, namesLead, type ParsedTemplate } from '@swarm/jobs/craft/template'
import { bannedOpenerIn } from '@swarm/jobs/guard/banned-openers'
import { NO_REJECTIONS } from '@swarm/jobs/review/rejection-memory'
import { describe, expect, it } from 'vitest'
import { fact, guarded, makeFacts, makeOrder } from './make-facts.ts'
import { inCadence, MESSAGES, SAMPLE_LEADS, TELLING_ORGANISATION } from './sample-leads.ts'

const ORGANISATIONS = [SANDBOX_ORGANISATION, TELLING_ORGANISATION]

type Written = { lead: number; facts: CraftFacts; draft: CraftedDraft; organisation: typeof SANDBOX_ORGANISATION }

const isLater = (kind: MessageKind) => kind !== 'first_touch' && kind !== 'connection_note'

function draftsOf(template: ParsedTemplate, kind: MessageKind): Written[] {
  const leads = isLater(kind) ? [...SAMPLE_LEADS, ...SAMPLE_LEADS.map(inCadence)] : SAMPLE_LEADS
  return ORGANISATIONS.flatMap((organisation) =>
    leads.flatMap((facts, lead) =>
      template.tiers.flatMap((tier, place) => {
        const order = makeOrder({ tier, kind, experiment: `experiment ${place}` })
        const made = craft(facts, organisation, [template], NO_REJECTIONS, order)
        return made.ok ? [{ lead, facts, draft: made.draft, organisation }] : []
      }),
    ),
  )
}

/** Angles that need a fact which few leads have. */
const NEEDS_NEWS = ['hiring_trigger', 'competitor_fomo']

describe.each(MESSAGES.map(({ template, kind }) => [template.angle, template, kind] as const))('%s', (angle, template, kind) => {
  const drafts = draftsOf(template, kind)

  it('can be written to most leads', () => {
    const written = new Set(drafts.map(({ lead }) => lead % SAMPLE_LEADS.length))
    expect(written.size).toBeGreaterThanOrEqual(NEEDS_NEWS.includes(angle) ? 2 : SAMPLE_LEADS.length / 2)
  })

  it('passes every check and every guard for every lead it can be written to', () => {
    for (const { facts, draft, organisation } of drafts)
      expect({ text: draft.body, notes: guarded(draft, facts, { organisation }).notes }).toEqual({ text: draft.body, notes: [] })
  })

  it('keeps its length', () => {
    for (const { draft } of drafts) {
      if (draft.subject !== null) expect(draft.subject.length).toBeLessThanOrEqual(SUBJECT_LONGEST)
      if (kind === 'connection_note') expect(draft.body.length).toBeLessThanOrEqual(CONNECTION_NOTE_LONGEST)
      if (draft.channel === 'LINKEDIN') continue
      const range = kind === 'first_touch' ? FIRST_TOUCH_WORDS : LATER_EMAIL_WORDS
      expect(wordCount(draft.body)).toBeGreaterThanOrEqual(range.least)
      expect(wordCount(draft.body)).toBeLessThanOrEqual(range.most)
    }
  })

  it('has a subject that fits the longest name, and room for it in the text', () => {
    const facts = inCadence(
      makeFacts({ companyName: fact('Aldenham Brook & Partners Consulting Ltd'), openRoles: fact(['Senior Recruiting Coordinator']) }),
    )
    const order = makeOrder({ tier: template.tiers[0] ?? 'TIER_1', kind })
    expect(craft(facts, TELLING_ORGANISATION, [template], NO_REJECTIONS, order)).toMatchObject({ ok: true })
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

  it('says how later texts refer to it, where they do', () => {
    expect(template.topic !== null).toBe(kind === 'first_touch' || kind === 'revival')
  })
})

const anglesOf = (kind: ParsedTemplate['kind'], tier?: ParsedTemplate['tiers'][number]) =>
  shippedTemplates()
    .filter((template) => template.kind === kind && (tier === undefined || template.tiers.includes(tier)))
    .map(({ angle }) => angle)
    .toSorted()

it('ships the eleven angles of the specification, each for its tier', () => {
  expect(anglesOf('first_touch', 'TIER_1')).toEqual(['executive_buyin', 'hiring_trigger', 'industry_specific', 'value_first'])
  expect(anglesOf('first_touch', 'TIER_2')).toEqual(['innovation_champion', 'ops_efficiency', 'tech_stack'])
  expect(anglesOf('first_touch', 'TIER_3')).toEqual(['competitor_fomo', 'diy_resource', 'quick_win', 'time_savings'])
})

it('ships the texts of the cadence, of a revival and of a task', () => {
  expect(anglesOf('follow_up')).toEqual(['breakup', 'close', 'social_proof', 'value_followup'])
  expect(anglesOf('revival')).toEqual(['reengage_context'])
  expect([...anglesOf('connection_note'), ...anglesOf('linkedin_message')]).toEqual([
    'connection_note',
    'linkedin_followup',
    'linkedin_message',
  ])
  expect([...anglesOf('phone_script'), ...anglesOf('voice_note_script')]).toEqual(['phone_script', 'voice_note_script'])
})

it('says what rivals do only where somebody published it', () => {
  const rivals = shippedTemplates().filter(({ angle }) => angle === 'competitor_fomo')
  const order = makeOrder({ tier: 'TIER_3' })
  expect(craft(makeFacts(), SANDBOX_ORGANISATION, rivals, NO_REJECTIONS, order)).toMatchObject({ ok: false })
  const made = craft(makeFacts(), TELLING_ORGANISATION, rivals, NO_REJECTIONS, order)
  expect(made.ok && made.draft.opener).toContain('(Industry Review, June 2026)')
  const old = {
    ...TELLING_ORGANISATION,
    marketNotes: TELLING_ORGANISATION.marketNotes.map((note) => ({ ...note, publishedOn: '2025-06-15' })),
  }
  expect(craft(makeFacts(), old, rivals, NO_REJECTIONS, order)).toMatchObject({ ok: false })
})

it('tells a result only where one was recorded, and of the same kind of firm first', () => {
  const similar = shippedTemplates().filter(({ angle }) => angle === 'industry_specific')
  const opener = (facts: CraftFacts, organisation: typeof SANDBOX_ORGANISATION) => {
    const made = craft(facts, organisation, similar, NO_REJECTIONS, makeOrder())
    return made.ok ? made.draft.opener : null
  }
  expect(opener(makeFacts(), TELLING_ORGANISATION)).toContain('A staffing firm of 90 people')
  expect(opener(makeFacts({ industryGroup: fact('law') }), TELLING_ORGANISATION)).not.toContain('90 people')
  expect(opener(makeFacts(), SANDBOX_ORGANISATION)).not.toContain('result')
})

it.each(['phone_script', 'voice_note_script'])('%s says something to every lead, and never leaves a gap', (template) => {
  for (const facts of SAMPLE_LEADS) {
    const script = craftScript(inCadence(facts), SANDBOX_ORGANISATION, shippedTemplates(), template)
    expect(script).toMatchObject({ ok: true })
    if (script.ok) expect(script.text).not.toMatch(/[{}]|undefined|null/)
    // A voice note on LinkedIn ends after 60 seconds; people speak some 140 words in that time.
    if (script.ok && template === 'voice_note_script') expect(wordCount(script.text)).toBeLessThanOrEqual(120)
  }
})

it('there is no script that is sent, and no message that is spoken', () => {
  expect(craftScript(makeFacts(), SANDBOX_ORGANISATION, shippedTemplates(), 'breakup')).toMatchObject({
    ok: false,
    reasons: [{ code: 'NO_TEMPLATE' }],
  })
})
