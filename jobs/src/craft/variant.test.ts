import { expect, it } from 'vitest'
import { chooseAngle } from './choose-angle.ts'
import { type ParsedTemplate, parseTemplate } from './template.ts'
import { assignVariant } from './variant.ts'

const subject = [{ text: 'x' }]
const leads = Array.from({ length: 4000 }, (_, index) => `lead-${index}`)

function template(angle: string, over: Record<string, unknown> = {}): ParsedTemplate {
  const parsed = parseTemplate({
    angle,
    version: 1,
    channel: 'EMAIL',
    kind: 'first_touch',
    tiers: ['TIER_1'],
    subjectA: '{companyName}',
    subjectB: null,
    openers: ['{companyName}'],
    body: '{opener}',
    requires: [],
    signOff: 'x',
    ...over,
  })
  if (!parsed.ok) throw new Error(parsed.reasons[0]?.message)
  return parsed.template
}

it('deals A and B in equal shares, and anew in another experiment', () => {
  const variants = leads.map((lead) => assignVariant({ subjectA: subject, subjectB: subject }, lead, 'one')?.variant)
  const others = leads.map((lead) => assignVariant({ subjectA: subject, subjectB: subject }, lead, 'two')?.variant)
  expect(variants.filter((variant) => variant === 'A').length / leads.length).toBeCloseTo(0.5, 1)
  expect(variants.filter((variant, index) => variant === others[index]).length / leads.length).toBeCloseTo(0.5, 1)
  expect(leads.map((lead) => assignVariant({ subjectA: subject, subjectB: subject }, lead, 'one')?.variant)).toEqual(variants)
})

it.each(['executive_buyin', 'close', 'subjects-3'])(
  'deals no more unevenly than chance would (%s, chi-square over 20,000 leads)',
  (experiment) => {
    const total = 20_000
    const cells = new Map<string, number>()
    for (let lead = 0; lead < total; lead++) {
      const id = `0199f0aa-0000-7000-8000-${lead.toString(16).padStart(12, '0')}`
      const cell = `${assignVariant({ subjectA: subject, subjectB: subject }, id, experiment)?.variant} ${lead % 4}`
      cells.set(cell, (cells.get(cell) ?? 0) + 1)
    }
    // Eight cells: both subjects in each of four groups of leads. With 7 degrees of freedom chance alone passes 24.3 once in a thousand times.
    const expected = total / 8
    const chiSquare = [...cells.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    expect(cells.size).toBe(8)
    expect(chiSquare).toBeLessThan(24.3)
  },
)

it('gives A to all and flags it where there is no B', () => {
  const dealt = leads.map((lead) => assignVariant({ subjectA: subject, subjectB: null }, lead, 'one'))
  expect(new Set(dealt.map((one) => one?.variant))).toEqual(new Set(['A']))
  expect(dealt.filter((one) => one?.fellBack).length / leads.length).toBeCloseTo(0.5, 1)
})

it('gives the winner to all once the experiment has ended', () => {
  const dealt = leads.map((lead) => assignVariant({ subjectA: subject, subjectB: subject }, lead, 'one', 'B'))
  expect(new Set(dealt.map((one) => one?.variant))).toEqual(new Set(['B']))
})

it('has no variant for a text without a subject', () => {
  expect(assignVariant({ subjectA: null, subjectB: null }, 'lead', 'one')).toBeNull()
})

const choice = {
  tier: 'TIER_1',
  seed: 's',
  kind: 'first_touch',
  evidenceKinds: new Set(['company'] as const),
  rejectedAngles: new Set<string>(),
} as const
const three = [template('one'), template('two'), template('three')]
const first = (leadId: string, over = {}) => chooseAngle(three, { ...choice, leadId, ...over })[0]?.angle

it('chooses every angle equally often while nothing is known of their worth', () => {
  for (const { angle } of three) expect(leads.filter((lead) => first(lead) === angle).length / leads.length).toBeCloseTo(1 / 3, 1)
})

it('never chooses a rejected angle', () => {
  for (const lead of leads.slice(0, 200)) expect(first(lead, { rejectedAngles: new Set(['one', 'three']) })).toBe('two')
})

it('takes the best once outcomes are known', () => {
  for (const lead of leads.slice(0, 50))
    expect(first(lead, { expectedResult: (angle: string) => (angle === 'three' ? 1 : 0) })).toBe('three')
})

it('leaves out other tiers, other kinds, and angles without their evidence', () => {
  const others = [
    template('tier', { tiers: ['TIER_2'] }),
    template('later', { kind: 'follow_up' }),
    template('proof', { requires: ['technologies'] }),
    template('fits', { requires: ['company'] }),
  ]
  expect(chooseAngle(others, { ...choice, leadId: 'lead' }).map((one) => one.angle)).toEqual(['fits'])
})
