import { craft } from '@swarm/jobs/craft/craft'
import { evidenceKey } from '@swarm/jobs/craft/evidence'
import { DEFAULT_ORGANISATION, SANDBOX_ORGANISATION } from '@swarm/jobs/craft/organisation'
import { shippedTemplates } from '@swarm/jobs/craft/shipped-templates'
import { NO_REJECTIONS, type PastRejection, rejectionMemoryOf } from '@swarm/jobs/review/rejection-memory'
import { expect, it } from 'vitest'
import { AS_OF, fact, guarded, makeBareFacts, makeFacts, makeOrder, UNSUBSCRIBE_URL } from './make-facts.ts'

const templates = shippedTemplates()

function crafted(
  facts = makeFacts(),
  memory = NO_REJECTIONS,
  over: Parameters<typeof makeOrder>[0] = {},
  organisation = DEFAULT_ORGANISATION,
) {
  const made = craft(facts, organisation, templates, memory, makeOrder(over))
  if (!made.ok) throw new Error(made.reasons.map((reason) => reason.message).join(' '))
  return made.draft
}

function codes(...args: Parameters<typeof craft>) {
  const made = craft(...args)
  return made.ok ? [] : made.reasons.map((reason) => reason.code)
}

function rejectionOf(draft: ReturnType<typeof crafted>, over: Partial<PastRejection> = {}): PastRejection {
  const { angle, opener, fingerprint, body, evidence } = draft
  return {
    rejectedAt: AS_OF,
    tag: 'tone_style_issue',
    reason: 'Too stiff for her.',
    angle,
    opener,
    fingerprint,
    body,
    evidenceKeys: evidence.map(evidenceKey),
    ...over,
  }
}

it('uses another angle and another opener after each rejection, until none is left', () => {
  const rejected: ReturnType<typeof crafted>[] = []
  for (;;) {
    const memory = rejectionMemoryOf(
      rejected.map((draft) => rejectionOf(draft)),
      AS_OF,
    )
    const made = craft(makeFacts(), DEFAULT_ORGANISATION, templates, memory, makeOrder())
    if (!made.ok) {
      expect(made.reasons[0]?.code).toBe('NO_ANGLE')
      break
    }
    expect(rejected.map(({ angle }) => angle)).not.toContain(made.draft.angle)
    expect(rejected.map(({ opener }) => opener)).not.toContain(made.draft.opener)
    rejected.push(made.draft)
  }
  // Nobody is being hired there, so three of the tier's four angles have what they need.
  expect(rejected.map(({ angle }) => angle).toSorted()).toEqual(['executive_buyin', 'industry_specific', 'value_first'])
})

it('never opens with a rejected opener, also under another angle', () => {
  const first = crafted()
  const memory = rejectionMemoryOf([rejectionOf(first, { angle: 'some_other', opener: first.opener.toUpperCase() })], AS_OF)
  expect(crafted(makeFacts(), memory).opener).not.toBe(first.opener)
})

it('forgets a rejection after thirty days', () => {
  const first = crafted()
  const old = rejectionOf(first, { rejectedAt: new Date(AS_OF.getTime() - 31 * 86_400_000) })
  expect(crafted(makeFacts(), rejectionMemoryOf([old], AS_OF))).toEqual(first)
})

it('puts the link of this draft into the footer of an email, and no footer under a LinkedIn note', () => {
  expect(crafted().footer).toContain(UNSUBSCRIBE_URL)
  expect(crafted(makeFacts(), NO_REJECTIONS, { kind: 'connection_note', unsubscribeUrl: null })).toMatchObject({
    channel: 'LINKEDIN',
    subject: null,
    footer: '',
    variant: null,
  })
  expect(codes(makeFacts(), DEFAULT_ORGANISATION, templates, NO_REJECTIONS, makeOrder({ unsubscribeUrl: null }))).toEqual([
    'UNSUBSCRIBE_LINK_INVALID',
  ])
})

it('says in the UK where the data came from, and passes its check', () => {
  const facts = makeFacts({ region: 'UK' })
  const draft = crafted(facts, NO_REJECTIONS, {}, SANDBOX_ORGANISATION)
  expect(draft.footer).toContain('came from Apollo.')
  expect(guarded(draft, facts, { organisation: SANDBOX_ORGANISATION }).notes).toEqual([])
})

it.each([
  ['EU', 'UNLAWFUL_REGION'],
  ['UK', 'UNLAWFUL_REGION'],
  ['CA', 'UNLAWFUL_REGION'],
  ['OTHER', 'UNLAWFUL_REGION'],
  ['UNKNOWN', 'UNKNOWN_REGION'],
] as const)('writes nothing to %s as shipped', (region, code) => {
  expect(codes(makeFacts({ region }), DEFAULT_ORGANISATION, templates, NO_REJECTIONS, makeOrder())).toEqual([code])
})

it('refuses with the names of the gaps where nothing can be said', () => {
  const made = craft(
    makeBareFacts({ companyName: fact('null') }),
    DEFAULT_ORGANISATION,
    templates,
    NO_REJECTIONS,
    makeOrder({ tier: 'TIER_3' }),
  )
  expect(made).toMatchObject({ ok: false, reasons: [{ code: 'NO_ANGLE' }] })
})

it('falls back to the other subject where the drawn one is too long, and says so', () => {
  const facts = makeFacts({ companyName: fact('Brightwater Consulting and Advisory Co') })
  const drafts = ['a', 'b', 'c', 'd', 'e', 'f'].map((experiment) => crafted(facts, NO_REJECTIONS, { tier: 'TIER_2', experiment }))
  for (const draft of drafts) expect(draft.subject?.length).toBeLessThanOrEqual(60)
  const fellBack = drafts.filter((draft) => draft.variantFellBack)
  expect(fellBack.length).toBeGreaterThan(0)
  for (const draft of fellBack) expect(draft.notes.map((note) => note.code)).toEqual(['VARIANT_FELL_BACK'])
})

it.each(['TIER_1', 'TIER_2', 'TIER_3'] as const)(
  'has something to say to a lead of %s of whom only title and company are known',
  (tier) => {
    const facts = makeBareFacts({ title: fact('Vice President'), seniority: 'VP', companyName: fact('Acme') })
    const draft = crafted(facts, NO_REJECTIONS, { tier })
    expect(guarded(draft, facts).notes).toEqual([])
  },
)

it('greets nobody rather than the wrong one', () => {
  for (const greetingName of [null, 'null', 'ANA', '{{firstName}}', 'A1', 'x']) {
    expect(crafted(makeFacts({ greetingName })).body.startsWith('Hello,\n')).toBe(true)
  }
  expect(crafted(makeFacts({ greetingName: 'Nan' })).body.startsWith('Hi Nan,\n')).toBe(true)
})

it('lists first the evidence that the text rests on', () => {
  const draft = crafted(makeFacts({ websiteVisits: fact(2) }))
  const used = new Set(draft.claims.map((claim) => claim.evidenceId))
  const flags = draft.evidence.map((piece) => used.has(piece.id))
  expect(flags).toEqual(flags.toSorted((a, b) => Number(b) - Number(a)))
  expect(flags).toContain(false)
})
