import { expect, test } from 'vitest'
import { type AtOnceFacts, allowApproveAndSend } from './allow-approve-and-send.ts'

const cold: AtOnceFacts = {
  channel: 'EMAIL',
  motion: 'OUTBOUND',
  tier: 'TIER_1',
  isWarm: false,
  hasAnswered: false,
  isOnGhl: false,
  verificationsToday: 0,
}

test.each<[string, Partial<AtOnceFacts>, number, string]>([
  ['a warm lead’s draft is nurture', { isWarm: true }, 0, 'NURTURE'],
  ['an answer waits for no window', { isWarm: true, hasAnswered: true }, 0, 'NURTURE at once'],
  ['a revival of a warm lead stays one', { isWarm: true, motion: 'REVIVAL' }, 1, 'REVIVAL'],
  ['a lead on GoHighLevel stays there', { isOnGhl: true, tier: 'TIER_3' }, 1, 'OUTBOUND'],
  ['a nurture draft', { motion: 'NURTURE', tier: 'TIER_2' }, 1, 'NURTURE'],
  ['cold tier 1, once a day', {}, 1, 'OUTBOUND'],
  ['and not twice', { verificationsToday: 1 }, 1, 'VERIFICATION_USED'],
  ['and not at all where the setting says none', {}, 0, 'VERIFICATION_USED'],
  ['cold tier 2', { tier: 'TIER_2' }, 1, 'NOT_WARM'],
  ['cold without a tier', { tier: null }, 1, 'NOT_WARM'],
  ['a cold revival', { motion: 'REVIVAL' }, 1, 'NOT_WARM'],
  ['LinkedIn', { channel: 'LINKEDIN', isWarm: true }, 1, 'NOT_EMAIL'],
  ['a follow-up', { motion: 'CADENCE', isWarm: true }, 1, 'FOLLOW_UP'],
])('%s', (_, facts, perDay, expected) => {
  const verdict = allowApproveAndSend({ ...cold, ...facts }, perDay)
  expect(verdict.isAllowed ? `${verdict.motion}${verdict.isAnswer ? ' at once' : ''}` : verdict.reason.code).toBe(expected)
})
