import type { ReplyClass } from './reply-class.ts'

export type AnswerFacts = {
  class: ReplyClass
  /** How they are greeted; null where nobody knows. */
  greeting: string | null
  /** The subject of what they answered; null on LinkedIn. */
  subject: string | null
  /** As it is written in a text, without a scheme. */
  bookingLink: string
  senderName: string
}

const firstLines: Partial<Record<ReplyClass, string>> = {
  INTERESTED: 'Thank you for your answer, glad this is of interest.',
  MEETING_REQUEST: 'Thank you, happy to talk.',
  QUESTION: 'Thank you for the question. The short answer: {your answer}.',
}

/**
 * The answer that is prepared for a hot reply, with the booking link: a person completes and sends it. It can't go as it is where a question
 * was asked: braces are a placeholder, and no text with them passes the check `clean_text`. Null for every other class.
 */
export function preparedAnswer({
  class: of,
  greeting,
  subject,
  bookingLink,
  senderName,
}: AnswerFacts): { subject: string; body: string } | null {
  const first = firstLines[of]
  if (first === undefined) return null
  const own = (subject ?? '').replace(/^(?:\s*(?:re|aw|fwd?|wg|sv|tr|rv)\s*:)+\s*/i, '').trim()
  const hello = greeting === null ? 'Hello,' : `Hi ${greeting},`
  const offer = of === 'QUESTION' ? 'If it is easier to talk it through, pick a time that suits you' : 'Pick a time that suits you'
  return {
    subject: own === '' ? 'A time to talk' : own,
    body: `${hello}\n\n${first}\n\n${offer}: ${bookingLink}\n\nBest,\n${senderName.split(' ')[0]}`,
  }
}
