import type { CraftFacts } from '../craft-facts.ts'
import type { EvidenceIds } from '../evidence.ts'
import { wordsOf } from '../text-value.ts'
import { type Extracted, finding, monthOf } from './extracted.ts'

/** Who says so: we ourselves. */
const OWN_RECORD = 'Alpha Swarm'

/** What we wrote before, so that a later text can refer to it. Only what a platform accepted: nobody refers to what may never have come. */
export function extractHistory(facts: CraftFacts, ids: EvidenceIds): Extracted {
  const { found, say } = finding('history', ids)
  const arrived = facts.earlier.flatMap((text) => (text.acceptedAt === null ? [] : [{ ...text, acceptedAt: text.acceptedAt }]))
  const email = arrived.findLast(({ channel, topic }) => channel === 'EMAIL' && wordsOf(topic) !== null)
  const month = email && monthOf(email.acceptedAt)
  if (email && month) {
    say('email', { value: email.topic, provider: OWN_RECORD, at: email.acceptedAt }, `We wrote in ${month}: “${email.subject}”`, {
      earlierTopic: wordsOf(email.topic),
      earlierMonth: month,
    })
  }
  const message = arrived.findLast(({ kind }) => kind === 'linkedin_message')
  const messageMonth = message && monthOf(message.acceptedAt)
  if (message && messageMonth) {
    say('message', { value: message.body, provider: OWN_RECORD, at: message.acceptedAt }, `We wrote on LinkedIn in ${messageMonth}`, {
      lastMessage: 'my last message',
    })
  }
  return found
}
