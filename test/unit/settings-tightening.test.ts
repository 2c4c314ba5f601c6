import { type DispatchSettings, dispatchSchema } from '@swarm/jobs/dispatch/dispatch-settings'
import { checkPatch, type SafetyMoment } from '@swarm/jobs/settings/check-settings'
import { findSection } from '@swarm/jobs/settings/sections'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const ramp: SafetyMoment = {
  isRampOn: true,
  shadowStays: [{ code: 'GO_LIVE', message: 'The list does not hold.' }],
  gatekeeperStays: [{ code: 'GATEKEEPER', message: 'Too early.' }],
}
const found = findSection('dispatch')
if (!found) throw new Error('there is no section dispatch')
const dispatch = found

const small = fc.integer({ min: 0, max: 40 })
const time = fc.integer({ min: 0, max: 24 * 4 - 1 }).map((quarter) => {
  const part = (value: number) => String(value).padStart(2, '0')
  return `${part(Math.floor(quarter / 4))}:${part((quarter % 4) * 15)}`
})
const span = fc.record({ from: time, to: time })
const some = <T>(model: Record<string, fc.Arbitrary<T>>) => fc.record(model, { requiredKeys: [] })
const parts: Record<string, fc.Arbitrary<unknown>> = {
  ceilings: some({ emailPerDay: small, emailPerAccountPerDay: small, emailPerDomainPerDay: small, emailPerDomainPerBatch: small }),
  ramp: some<unknown>({ emailPerDay: fc.oneof(small, fc.constant(null)), cleanDays: small }),
  window: some<unknown>({ hours: fc.oneof(fc.array(span, { maxLength: 4 }), fc.constant(null)), mondayAndFriday: fc.boolean() }),
  batchExpiryHours: fc.oneof(small, fc.constant(null)),
  separateApprover: fc.constantFrom('auto', 'on', 'off', null),
  reviewsBeforeFirstDispatch: small,
  shadowMode: fc.constantFrom(true, false, null),
  gatekeeperRequired: fc.constantFrom(true, false, null),
  testRecipients: fc.constantFrom(['test@chiefai.example'], []),
}
/** Mostly one thing at a time, as people do it, so that many are accepted; sometimes everything at once. */
const patch = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...Object.keys(parts)).chain((key) => fc.record({ [key]: parts[key] ?? small })) },
  fc.record(parts, { requiredKeys: [] }),
)

/** Quarters of a day in which something may be sent, counted without the rule's own arithmetic. */
function openQuarters({ window }: DispatchSettings): Set<number> {
  const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
  const all = Array.from({ length: 24 * 4 }, (_, quarter) => quarter * 15)
  return new Set(all.filter((start) => window.hours.some(({ from, to }) => minutes(from) <= start && start + 15 <= minutes(to))))
}

/** Every way in which `after` lets more out than `before`, said plainly and apart from the table under test. */
function looser(before: DispatchSettings, after: DispatchSettings): string[] {
  const approver = { off: 0, auto: 1, on: 2 }
  const quarters = openQuarters(before)
  const found: [string, boolean][] = [
    ['emails a day', after.ceilings.emailPerDay > before.ceilings.emailPerDay],
    ['emails an account', after.ceilings.emailPerAccountPerDay > before.ceilings.emailPerAccountPerDay],
    ['emails a domain', after.ceilings.emailPerDomainPerDay > before.ceilings.emailPerDomainPerDay],
    ['emails a domain and batch', after.ceilings.emailPerDomainPerBatch > before.ceilings.emailPerDomainPerBatch],
    ['emails in the ramp', after.ramp.emailPerDay > before.ramp.emailPerDay],
    ['clean days', after.ramp.cleanDays < before.ramp.cleanDays],
    ['hours', [...openQuarters(after)].some((quarter) => !quarters.has(quarter))],
    ['days', after.window.mondayAndFriday && !before.window.mondayAndFriday],
    ['expiry', after.batchExpiryHours > before.batchExpiryHours],
    ['approver', approver[after.separateApprover] < approver[before.separateApprover]],
    ['reviews', after.reviewsBeforeFirstDispatch < before.reviewsBeforeFirstDispatch],
    ['shadow', before.shadowMode && !after.shadowMode],
    ['gatekeeper', before.gatekeeperRequired && !after.gatekeeperRequired],
  ]
  return found.filter(([, isLooser]) => isLooser).map(([name]) => name)
}

test('whatever is saved in whatever order, nothing is looser at the end than it was when the ramp began', () => {
  let accepted = 0
  fc.assert(
    fc.property(fc.boolean(), fc.array(patch, { minLength: 1, maxLength: 12 }), (shadowMode, patches) => {
      const first = dispatchSchema.parse({ shadowMode })
      let current = first
      for (const one of patches) {
        const { document, problems, refusals, changes } = checkPatch(dispatch, current, one, ramp)
        if (document === null) expect(problems).not.toEqual([])
        else if (refusals.length === 0) {
          const next = dispatchSchema.parse(document)
          expect(looser(current, next)).toEqual([])
          if (changes.length > 0) accepted += 1
          current = next
        } else expect(looser(current, dispatchSchema.parse(document)), JSON.stringify({ one, refusals })).not.toEqual([])
      }
      expect(looser(first, current)).toEqual([])
    }),
    { numRuns: 400 },
  )
  // Refusing everything would pass too.
  expect(accepted).toBeGreaterThan(100)
})

test('shadow alone may end during the ramp, when the go-live list holds, and nothing else with it', () => {
  const current = dispatchSchema.parse({ shadowMode: true })
  const ready = { ...ramp, shadowStays: [] }
  expect(checkPatch(dispatch, current, { shadowMode: false }, ramp).refusals).toMatchObject([{ path: 'shadowMode', code: 'GO_LIVE' }])
  expect(checkPatch(dispatch, current, { shadowMode: false }, ready).refusals).toEqual([])
  expect(checkPatch(dispatch, current, { shadowMode: false, ceilings: { emailPerDay: 26 } }, ready).refusals).toMatchObject([
    { path: 'ceilings.emailPerDay', code: 'RAMP' },
  ])
})

test('after the ramp everything may move but the gatekeeper, which has a condition of its own', () => {
  const graduated = { ...ramp, isRampOn: false, shadowStays: [] }
  const current = dispatchSchema.parse({ shadowMode: true })
  expect(checkPatch(dispatch, current, { shadowMode: false, ceilings: { emailPerDay: 200 } }, graduated).refusals).toEqual([])
  expect(checkPatch(dispatch, current, { gatekeeperRequired: false }, graduated).refusals).toMatchObject([{ code: 'GATEKEEPER' }])
  expect(checkPatch(dispatch, current, { gatekeeperRequired: false }, { ...graduated, gatekeeperStays: [] }).refusals).toEqual([])
})
