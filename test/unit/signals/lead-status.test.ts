import { isTerminal, leadStatuses, nextStatus, ownCauses, signalKinds, statusTransitions } from '@swarm/jobs/signals/lead-status'
import { expect, test } from 'vitest'

type Status = (typeof leadStatuses)[number]
const atRisk: Status[] = ['GHOSTED', 'STALLED', 'ENGAGED_NOT_REPLIED', 'LINKEDIN_EXHAUSTED', 'REVIVAL_CANDIDATE']
const planned: Status[] = ['PENDING', 'APPROVED', 'REJECTED', 'DISPATCHED', 'REVIVAL_QUEUED']
const idle = [...planned, ...atRisk]
const outreach: Status[] = ['SENT', 'REVIVAL_SENT', 'LINKEDIN_SENT']
const living = leadStatuses.filter((status) => !isTerminal(status))

/** Signal → status it leads to, from these statuses; from all others nothing moves. Written from signals.md, not from the code. */
const table: Record<(typeof signalKinds)[number], [to: Status, from: Status[]][]> = {
  EMAIL_SENT: [
    ['SENT', idle.filter((status) => status !== 'REVIVAL_QUEUED')],
    ['REVIVAL_SENT', ['REVIVAL_QUEUED']],
  ],
  LINKEDIN_REQUESTED: [['LINKEDIN_SENT', [...idle, 'SENT', 'REVIVAL_SENT']]],
  EMAIL_OPENED: [['OPENED', [...idle, ...outreach]]],
  LINK_CLICKED: [['OPENED', [...idle, ...outreach]]],
  LINKEDIN_CONNECTED: [['LINKEDIN_CONNECTED', [...idle, ...outreach, 'OPENED']]],
  LINKEDIN_REPLIED: [['LINKEDIN_REPLIED', [...idle, ...outreach, 'OPENED', 'LINKEDIN_CONNECTED']]],
  EMAIL_REPLIED: [['REPLIED', [...idle, ...outreach, 'OPENED', 'LINKEDIN_CONNECTED', 'LINKEDIN_REPLIED']]],
  MEETING_BOOKED: [['MEETING_BOOKED', living.filter((status) => status !== 'MEETING_BOOKED')]],
  NOT_INTERESTED: [['DISQUALIFIED', living]],
  EMAIL_BOUNCED: [['BOUNCED', [...living, 'DISQUALIFIED']]],
  UNSUBSCRIBED: [['UNSUBSCRIBED', [...living, 'DISQUALIFIED', 'BOUNCED']]],
  OUT_OF_OFFICE: [],
  AUTOMATIC_REPLY: [],
  EMAIL_SOFT_BOUNCED: [],
  INTEREST_LABELLED: [],
  LINKEDIN_MESSAGED: [],
  LINKEDIN_NOTED: [],
  SITE_VISITED: [],
  JOB_CHANGED: [],
  HIRING: [],
  MEETING_CANCELLED: [],
  LINKEDIN_EXHAUSTED: [['LINKEDIN_EXHAUSTED', ['LINKEDIN_SENT']]],
  DECAYED_GHOSTED: [['GHOSTED', ['SENT', 'REVIVAL_SENT', 'LINKEDIN_SENT']]],
  DECAYED_STALLED: [['STALLED', ['OPENED']]],
  DECAYED_HESITANT: [['ENGAGED_NOT_REPLIED', ['OPENED', 'STALLED']]],
  DECAYED_REVIVABLE: [['REVIVAL_CANDIDATE', ['GHOSTED', 'STALLED', 'ENGAGED_NOT_REPLIED', 'LINKEDIN_EXHAUSTED']]],
}

test('there are 21 statuses', () => expect(leadStatuses).toHaveLength(21))

test.each(signalKinds)('%s moves each of the 21 statuses as signals.md says', (signal) => {
  for (const from of leadStatuses) {
    const expected = table[signal].find(([, statuses]) => statuses.includes(from))?.[0] ?? from
    expect(`${from} → ${nextStatus(from, signal)}`).toBe(`${from} → ${expected}`)
  }
})

test('no signal leads out of a terminal status but to a stronger end', () => {
  for (const from of leadStatuses.filter(isTerminal))
    for (const signal of signalKinds) expect(isTerminal(nextStatus(from, signal))).toBe(true)
})

test('what people do commutes: two signals end in the same status either way round', () => {
  const told = signalKinds.filter((signal) => !signal.startsWith('DECAYED') && signal !== 'LINKEDIN_EXHAUSTED')
  for (const from of leadStatuses) {
    for (const a of told) {
      for (const b of told)
        expect(`${from} ${a} ${b}: ${nextStatus(nextStatus(from, a), b)}`).toBe(`${from} ${a} ${b}: ${nextStatus(nextStatus(from, b), a)}`)
    }
  }
})

test('the list that is served is the table', () => {
  const listed = new Map(statusTransitions().map(({ from, signal, to }) => [`${from} ${signal}`, to]))
  for (const from of leadStatuses) {
    for (const signal of [...signalKinds, ...ownCauses]) expect(listed.get(`${from} ${signal}`) ?? from).toBe(nextStatus(from, signal))
  }
})
