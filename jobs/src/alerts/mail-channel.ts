import type { OutgoingMail } from '../providers/mail/outgoing-mail.ts'
import type { Resend } from '../providers/resend.ts'
import { smtpMessage } from '../providers/smtp/message.ts'
import { outcomeOfSmtpFailure } from '../providers/smtp/outcome.ts'
import { openSmtpSession, SmtpError, type SmtpHost } from '../providers/smtp/session.ts'
import type { AlertSettings } from './alert-settings.ts'
import { type Delivery, deliveryOf, type NoticeChannel } from './notice-channel.ts'
import { mailText } from './notice-words.ts'

/** After how long a lost answer is asked for again, in milliseconds. */
const askAgainMs = 30_000

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** The mail of a message: made of its words alone, so that the same message is the same bytes however often it is made. */
function mailOf({ messageId, recipient, words }: { messageId: string; recipient: string; words: string }, from: string): OutgoingMail {
  const subject = (words.split('\n', 1)[0] ?? '').slice(0, 150)
  return {
    from,
    to: recipient,
    subject: `Alpha Swarm, ${subject}`,
    text: words,
    html: `<pre style="font:14px/1.5 sans-serif;white-space:pre-wrap">${escapeHtml(words)}</pre>`,
    // Automatic mail says so (RFC 3834), or somebody's holiday answers it.
    headers: { 'Auto-Submitted': 'auto-generated' },
    messageId: `<${messageId}@${from.slice(from.lastIndexOf('@') + 1)}>`,
  }
}

/** Level 3: mail through Resend, whose keys make a repeat safe, else through the mail host; the other backends are for leads. */
export function mailChannel(
  { resend, smtpHost }: { resend: Resend | null; smtpHost: SmtpHost | null },
  { mailTo, mailFrom }: AlertSettings,
  publicUrl: string,
): NoticeChannel {
  const problem =
    resend === null && smtpHost === null
      ? 'No mail backend is configured (RESEND_API_KEY, or SMTP_API_KEY with SMTP_BASE_URL).'
      : mailFrom === ''
        ? 'The settings name no address to send from.'
        : mailTo.length === 0
          ? 'The settings name no address to send to.'
          : null
  const byResend = async (by: Resend, mail: OutgoingMail, messageId: string, beforeWrite: () => boolean): Promise<Delivery> => {
    try {
      const providerId = await by.send(mail, messageId, { attemptKey: messageId, beforeWrite })
      return { is: 'SENT', providerId, lookAgainMs: null }
    } catch (error) {
      return deliveryOf(error, askAgainMs)
    }
  }
  return {
    name: 'EMAIL',
    fromLevel: 3,
    recipients: mailTo.length === 0 ? ['nobody'] : mailTo,
    problem,
    wordsOf: (told) => mailText(told, publicUrl),
    deliver({ messageId, recipient }, words, beforeWrite) {
      const mail = mailOf({ messageId, recipient, words }, mailFrom)
      if (resend !== null) return byResend(resend, mail, messageId, beforeWrite)
      if (smtpHost === null) throw new Error('a channel without its provider was asked to deliver')
      return bySmtp(smtpHost, mail, beforeWrite)
    },
    look:
      resend === null
        ? null
        : async (left) => {
            const answer = await byResend(resend, mailOf(left, mailFrom), left.messageId, () => true)
            // That this request did nothing says nothing about the first one.
            return answer.is === 'SENT'
              ? answer
              : { is: 'UNKNOWN', code: 'UNKNOWN_OUTCOME', problem: 'Resend gave no clear answer.', lookAgainMs: askAgainMs }
          },
  }
}

/** A mail host says yes or no after the message; without an answer nobody knows, and a host can't be asked. */
async function bySmtp(host: SmtpHost, mail: OutgoingMail, beforeWrite: () => boolean): Promise<Delivery> {
  try {
    const message = await smtpMessage(mail)
    const session = await openSmtpSession(host)
    if (!beforeWrite()) {
      session.close()
      return { is: 'NOT_SENT', code: 'TOO_LATE', problem: 'It could not be handed over in time.', waitMs: null }
    }
    try {
      await session.send({ from: mail.from, to: mail.to }, message)
    } catch (error) {
      session.close()
      throw error
    }
    return { is: 'SENT', providerId: mail.messageId, lookAgainMs: null }
  } catch (error) {
    if (!(error instanceof SmtpError)) throw error
    const outcome = outcomeOfSmtpFailure(error.failure)
    switch (outcome.outcome) {
      case 'REFUSED':
        return { is: 'REFUSED', code: outcome.code, problem: outcome.message }
      case 'NOT_SENT':
        return { is: 'NOT_SENT', code: outcome.code, problem: outcome.message, waitMs: null }
      default:
        return { is: 'UNKNOWN', code: 'UNKNOWN_OUTCOME', problem: 'The mail host gave no clear answer.', lookAgainMs: null }
    }
  }
}
