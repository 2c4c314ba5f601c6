import type { CraftFacts } from '@swarm/jobs/craft/craft-facts'
import { craftFollowUp } from '@swarm/jobs/craft/craft-follow-up'
import { craftRevival } from '@swarm/jobs/craft/craft-revival'
import { SANDBOX_ORGANISATION } from '@swarm/jobs/craft/organisation'
import { shippedTemplates } from '@swarm/jobs/craft/shipped-templates'
import { wordTriplesOf } from '@swarm/jobs/craft/word-triples'
import { NO_REJECTIONS, type PastRejection, type RejectionMemory, rejectionMemoryOf } from '@swarm/jobs/review/rejection-memory'
import { expect, it } from 'vitest'
import { AS_OF, fact, makeFacts, makeOrder } from './make-facts.ts'
import { daysAgo, earlierEmail, inCadence } from './sample-leads.ts'

const templates = shippedTemplates()

function followUp(facts: CraftFacts, over: Partial<Parameters<typeof craftFollowUp>[4]> = {}, memory: RejectionMemory = NO_REJECTIONS) {
  const order = { ...makeOrder({ kind: 'follow_up' }), template: 'value_followup', ...over }
  return craftFollowUp(facts, SANDBOX_ORGANISATION, templates, memory, order)
}
const revival = (facts: CraftFacts, over: Partial<Parameters<typeof craftRevival>[4]> = {}) =>
  craftRevival(facts, SANDBOX_ORGANISATION, templates, NO_REJECTIONS, { ...makeOrder(), ...over })
const codeOf = (made: ReturnType<typeof followUp>) => (made.ok ? null : made.reasons[0]?.code)
const openerOf = (made: ReturnType<typeof followUp>) => (made.ok ? made.draft.opener : made.reasons.map(({ code }) => code).join(' '))

it('writes the text that the plan names, and says what sending it does', () => {
  for (const [kind, template, action] of [
    ['follow_up', 'breakup', 'EMAIL'],
    ['connection_note', 'connection_note', 'LINKEDIN_REQUEST'],
    ['linkedin_message', 'linkedin_followup', 'LINKEDIN_MESSAGE'],
  ] as const) {
    expect(followUp(inCadence(makeFacts()), { kind, template })).toMatchObject({ ok: true, draft: { angle: template, kind, action } })
  }
  expect(codeOf(followUp(inCadence(makeFacts()), { template: 'linkedin_message' }))).toBe('NO_TEMPLATE')
  expect(codeOf(followUp(inCadence(makeFacts()), { template: 'executive_buyin' }))).toBe('NO_TEMPLATE')
})

it('refers to what arrived, and to nothing that may not have', () => {
  expect(openerOf(followUp({ ...makeFacts(), earlier: [earlierEmail()] }))).toContain('who should own AI')
  for (const earlier of [[], [earlierEmail({ acceptedAt: null })], [earlierEmail({ topic: null })]]) {
    const made = followUp({ ...makeFacts(), earlier })
    expect(openerOf(made)).toBe('Here is something that Brightside Talent can try without me.')
    expect(made.ok && made.draft.evidence.some(({ kind }) => kind === 'history')).toBe(false)
  }
})

it('refers to the last of several emails, and thanks only for a connection', () => {
  const earlier = [earlierEmail(), earlierEmail({ round: 2, topic: 'another look at AI', acceptedAt: daysAgo(3) })]
  expect(openerOf(followUp({ ...makeFacts(), earlier }))).toContain('another look at AI')
  const message = { kind: 'linkedin_message', template: 'linkedin_message' } as const
  expect(openerOf(followUp(inCadence(makeFacts()), message))).toMatch(/^Thanks for connecting\./)
  expect(openerOf(followUp(makeFacts(), message))).not.toContain('Thanks')
})

it('never repeats what this lead got, or what it was told to avoid', () => {
  const first = followUp(inCadence(makeFacts()))
  if (!first.ok) throw new Error('no draft')
  const earlier = [earlierEmail(), earlierEmail({ step: 3, angle: 'value_followup', topic: null, body: first.draft.body })]
  const second = followUp({ ...makeFacts(), earlier })
  expect(second.ok && second.draft.opener).not.toBe(first.draft.opener)
  const third = followUp(inCadence(makeFacts()), { avoid: [wordTriplesOf(first.draft.body)] })
  expect(third.ok && third.draft.opener).not.toBe(first.draft.opener)
  expect(codeOf(followUp(inCadence(makeFacts()), { avoid: [wordTriplesOf(first.draft.body)], alikeFrom: 0.1 }))).toBe('NO_ANGLE')
})

it('does not come back with a text that was rejected for this lead', () => {
  const rejection: PastRejection = {
    rejectedAt: AS_OF,
    tag: 'tone_style_issue',
    reason: 'Not for her.',
    angle: 'value_followup',
    opener: '',
    fingerprint: '',
    body: '',
    evidenceKeys: [],
  }
  expect(codeOf(followUp(inCadence(makeFacts()), {}, rejectionMemoryOf([rejection], AS_OF)))).toBe('NO_ANGLE')
})

it('is the same draft for the same input, with A and B dealt anew for each text', () => {
  const facts = inCadence(makeFacts())
  expect(followUp(facts)).toEqual(followUp(facts))
  const variants = ['value_followup', 'social_proof', 'breakup', 'close', 'one', 'two'].map((experiment) => {
    const made = followUp(facts, { experiment })
    return made.ok ? made.draft.variant : null
  })
  expect(new Set(variants)).toEqual(new Set(['A', 'B']))
})

const SINCE = { earlier: [earlierEmail({ acceptedAt: daysAgo(60) })] }

it.each<[string, Partial<CraftFacts>, string]>([
  ['funding', { funding: fact({ round: 'Series B', raisedOn: daysAgo(20) }) }, 'raised a Series B in October 2026'],
  ['open roles', { openRoles: fact(['Recruiter'], 'Apollo', daysAgo(5)) }, 'is hiring a Recruiter'],
  ['a new role', { roleStartedOn: fact(daysAgo(30)) }, 'took on your role in October 2026'],
  ['growth', { headcountGrowth: fact(0.2, 'Clay', daysAgo(5)) }, 'grew its team by about 20%'],
])('takes up %s where it is newer than our last email', (_, facts, words) => {
  const made = revival(makeFacts({ ...SINCE, ...facts }))
  expect(openerOf(made)).toContain(words)
  expect(openerOf(made)).toContain('In September 2026 I wrote to you about who should own AI')
})

it.each<[string, Partial<CraftFacts>]>([
  ['funding', { funding: fact({ round: 'Series B', raisedOn: daysAgo(90) }) }],
  ['open roles', { openRoles: fact(['Recruiter'], 'Apollo', daysAgo(90)) }],
  ['a role', { roleStartedOn: fact(daysAgo(90)) }],
  ['growth', { headcountGrowth: fact(0.2, 'Clay', null) }],
])('does not sell %s from before as news', (_, facts) => {
  const made = revival(makeFacts({ ...SINCE, ...facts }))
  expect(openerOf(made)).toBe(
    'In September 2026 I wrote to you about who should own AI, and it may just have been the wrong month for Brightside Talent.',
  )
})

it('revives nobody whom no email of ours has reached', () => {
  expect(codeOf(revival(makeFacts()))).toBe('NO_HISTORY')
  expect(codeOf(revival(makeFacts({ earlier: [earlierEmail({ acceptedAt: null })] })))).toBe('NO_HISTORY')
  expect(codeOf(revival(makeFacts({ earlier: [earlierEmail({ channel: 'LINKEDIN', kind: 'linkedin_message', topic: null })] })))).toBe(
    'NO_HISTORY',
  )
})

it('does not begin two texts to one lead with the same words while it can begin otherwise', () => {
  const before = 'Hi Ana,\n\nMy note about who should own AI was too long.\n\nShall we talk?\n\nBest,\nDani'
  const openerAfter = (body: string) => {
    const facts = { ...inCadence(makeFacts()), earlier: [earlierEmail({ body })] }
    const made = craftFollowUp(facts, SANDBOX_ORGANISATION, templates, NO_REJECTIONS, {
      ...makeOrder({ kind: 'follow_up' }),
      template: 'value_followup',
    })
    return made.ok ? made.draft.opener : null
  }
  expect(openerAfter('Hi Ana,\n\nShall we talk?\n\nDani')).toMatch(/^My note about/)
  expect(openerAfter(before)).toMatch(/^Last time I wrote/)
})
