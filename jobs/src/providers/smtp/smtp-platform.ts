import type { DirectPlatform, DirectProof, Look, Preparation } from '../../dispatch/execute/direct-platform.ts'
import { outgoingMail } from '../mail/outgoing-mail.ts'
import { smtpMessage } from './message.ts'
import { outcomeOfSmtpFailure } from './outcome.ts'
import { openSmtpSession, SmtpError, type SmtpHost } from './session.ts'

/**
 * A mail host as a platform that takes one send at a time. The conversation is opened and signed in before the send is reserved, so that the
 * first byte of it can leave at once; a host's 250 after the message is all that it ever says, so that is the proof too: a bounce may follow.
 */
export function createSmtpPlatform(host: SmtpHost): DirectPlatform {
  return {
    platform: 'SMTP',
    proofMinutes: [1],
    async prepare(send): Promise<Preparation> {
      const made = outgoingMail(send)
      if (!made.ok) return { is: 'REFUSED', code: made.code, message: made.message }
      const message = await smtpMessage(made.mail)
      try {
        const session = await openSmtpSession(host)
        return {
          is: 'READY',
          giveUp: async () => session.close(),
          async deliver({ beforeWrite }) {
            if (!beforeWrite()) {
              session.close()
              return {
                outcome: 'NOT_SENT',
                code: 'TOO_LATE',
                message: 'It could not be handed over in time.',
                notBeforeMs: 5_000,
                isRejected: false,
              }
            }
            try {
              await session.send({ from: made.mail.from, to: made.mail.to }, message)
              return { outcome: 'ACCEPTED', providerMessageId: made.mail.messageId }
            } catch (error) {
              session.close()
              if (!(error instanceof SmtpError)) throw error
              return outcomeOfSmtpFailure(error.failure)
            }
          },
        }
      } catch (error) {
        if (!(error instanceof SmtpError)) throw error
        const outcome = outcomeOfSmtpFailure(error.failure)
        const forMs = outcome.outcome === 'NOT_SENT' ? outcome.notBeforeMs : 60_000
        return { is: 'WAIT', code: outcome.outcome === 'NOT_SENT' ? outcome.code : 'NOT_REACHED', message: error.message, forMs }
      }
    },
    async lookFor(send): Promise<Look> {
      return { isPresent: false, seen: `A mail host can’t be asked. Look in the sent mail of ${send.account} for Message-ID ${send.id}.` }
    },
    async prove(sends): Promise<DirectProof[]> {
      return sends.flatMap(({ id, providerMessageId, acceptedAt }) =>
        providerMessageId === null || acceptedAt === null ? [] : [{ sendId: id, messageId: providerMessageId, at: acceptedAt }],
      )
    },
  }
}
