import { ProviderError } from '../providers/http/provider-error.ts'
import { type Twilio, twilioCodeOf } from '../providers/twilio.ts'
import type { AlertSettings } from './alert-settings.ts'
import { type Delivery, deliveryOf, type NoticeChannel } from './notice-channel.ts'
import { smsText } from './notice-words.ts'

/** Until Twilio knows whether a message arrived, and until a lost one would stand in its list, in milliseconds. */
const waits = { arrivedMs: 20_000, listedMs: 30_000 }

/** A message is looked for among those made since this long before it left, in milliseconds: clocks differ. */
const skewMs = 5 * 60_000

/** How long Twilio may leave a message on its way before we stop asking, in milliseconds. */
const onItsWayMs = 10 * 60_000

/** Twilio's codes for what a person has to mend, in words without the number (twilio.md, 3). */
const faults: Readonly<Record<number, readonly [code: string, problem: string]>> = {
  21211: ['INVALID_NUMBER', 'Twilio says that this is no number.'],
  21408: ['REGION_CLOSED', 'The Twilio account may not write to this region.'],
  21606: ['INVALID_SENDER', 'Our number at Twilio can’t send text messages.'],
  21608: ['TRIAL_ACCOUNT', 'A trial account of Twilio writes to verified numbers alone.'],
  21610: ['STOPPED', 'This number has answered STOP.'],
  21612: ['NO_ROUTE', 'Twilio has no route to this number.'],
  21614: ['NOT_MOBILE', 'This number takes no text messages.'],
  30003: ['UNREACHABLE', 'The phone could not be reached.'],
  30005: ['UNREACHABLE', 'The carrier does not know this number.'],
  30006: ['NOT_MOBILE', 'This number takes no text messages.'],
  30007: ['FILTERED', 'The carrier filtered the message.'],
  30034: ['NOT_REGISTERED', 'Our number is not registered for text messages in the US.'],
}

/** Level 2: text messages through Twilio. */
export function smsChannel(twilio: Twilio | null, { smsTo, smsFrom }: AlertSettings, publicUrl: string): NoticeChannel {
  const problem =
    twilio === null
      ? 'Twilio has no key (TWILIO_API_KEY, TWILIO_ACCOUNT_SID).'
      : smsFrom === ''
        ? 'The settings name no number to send from.'
        : smsTo.length === 0
          ? 'The settings name no number to send to.'
          : null
  const client = (): Twilio => {
    if (twilio === null) throw new Error('a channel without its provider was asked to deliver')
    return twilio
  }
  return {
    name: 'SMS',
    fromLevel: 2,
    recipients: smsTo.length === 0 ? ['nobody'] : smsTo,
    problem,
    wordsOf: (told) => smsText(told, publicUrl),
    async deliver({ recipient }, words, beforeWrite) {
      try {
        const { sid } = await client().send({ to: recipient, from: smsFrom, body: words }, beforeWrite)
        return { is: 'SENT', providerId: sid, lookAgainMs: waits.arrivedMs }
      } catch (error) {
        const fault = error instanceof ProviderError && error.kind === 'rejected' ? faults[twilioCodeOf(error.excerpt) ?? 0] : undefined
        return fault ? { is: 'REFUSED', code: fault[0], problem: fault[1] } : deliveryOf(error, waits.listedMs)
      }
    },
    async look({ recipient, words, providerId, leftAt }) {
      if (providerId !== null) return arrivalOf(await client().find(providerId), leftAt)
      // Nobody knows whether it went: Twilio's own list does.
      const lately = await client().listTo(recipient)
      const ours = lately.find(({ body, createdAt }) => body === words && createdAt !== null && createdAt >= leftAt.getTime() - skewMs)
      return ours === undefined
        ? { is: 'NOT_SENT', code: 'NOT_FOUND', problem: 'Twilio never got it.', waitMs: 0 }
        : { is: 'SENT', providerId: ours.sid, lookAgainMs: waits.arrivedMs }
    },
  }
}

function arrivalOf({ sid, status, errorCode }: { sid: string; status: string; errorCode: number | null }, leftAt: Date): Delivery {
  if (status === 'delivered' || status === 'read') return { is: 'DELIVERED' }
  if (status === 'undelivered' || status === 'failed' || status === 'canceled') {
    const [code, problem] = faults[errorCode ?? 0] ?? ['NOT_DELIVERED', 'The carrier did not deliver it.']
    return { is: 'REFUSED', code, problem }
  }
  // Where carriers give no receipt `sent` stays the last word.
  const isStillMoving = Date.now() - leftAt.getTime() < onItsWayMs
  return { is: 'SENT', providerId: sid, lookAgainMs: isStillMoving ? waits.arrivedMs : null }
}
