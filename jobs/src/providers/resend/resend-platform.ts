import type { DirectOutcome, DirectPlatform, DirectProof, DirectSend, Look, Preparation } from '../../dispatch/execute/direct-platform.ts'
import { ProviderError } from '../http/provider-error.ts'
import { type OutgoingMail, outgoingMail } from '../mail/outgoing-mail.ts'
import type { Resend, ResendMail } from '../resend.ts'
import { isAboutRecipient } from './refusals.ts'

/** What Resend says of a message that has left it; all else it still holds, or has given up. */
const gone = new Set(['sent', 'delivered', 'delivery_delayed', 'bounced', 'complained', 'opened', 'clicked'])

/** Whether it left Resend, whatever became of it then. */
export const hasLeft = (mail: ResendMail | null): mail is ResendMail => mail?.lastEvent != null && gone.has(mail.lastEvent)

/** Business time before a refusal that is about us is tried again, in milliseconds: somebody has to mend the sender first. */
const pauseMs = 15 * 60_000

/** Resend as a platform that takes one send at a time (invariants.md, Settle). */
export function createResendPlatform(resend: Resend): DirectPlatform {
  return {
    platform: 'RESEND',
    proofMinutes: [1, 5, 15, 60],
    async prepare(send): Promise<Preparation> {
      const made = outgoingMail(send)
      if (!made.ok) return { is: 'REFUSED', code: made.code, message: made.message }
      const admission = await resend.admit()
      return { is: 'READY', deliver: (departure) => deliver(made.mail, send.id, { ...departure, admission }), giveUp: admission.giveBack }
    },
    async lookFor({ providerMessageId }): Promise<Look> {
      if (providerMessageId === null)
        return {
          isPresent: false,
          seen: 'Resend finds a message by its own id alone, and has told us none. Its list of emails shows the subject and the recipient.',
        }
      const mail = await resend.find(providerMessageId)
      return {
        isPresent: hasLeft(mail),
        seen: mail === null ? 'Resend does not know it.' : `Resend says: ${mail.lastEvent ?? 'nothing'}.`,
        providerMessageId,
      }
    },
    async prove(sends): Promise<DirectProof[]> {
      const proofs = await Promise.all(sends.map((send) => proofOf(send)))
      return proofs.flatMap((proof) => proof ?? [])
    },
  }

  /** A 2xx with an id of Resend's is an acceptance; no clear answer throws and is UNKNOWN. */
  async function deliver(mail: OutgoingMail, sendId: string, departure: Parameters<Resend['send']>[2]): Promise<DirectOutcome> {
    try {
      return { outcome: 'ACCEPTED', providerMessageId: await resend.send(mail, sendId, departure) }
    } catch (error) {
      if (!(error instanceof ProviderError) || error.kind !== 'rejected') throw error
      const message = error.excerpt ?? error.message
      if (isAboutRecipient(error.excerpt)) return { outcome: 'REFUSED', code: 'REFUSED', message }
      return { outcome: 'NOT_SENT', code: 'PLATFORM_REFUSED', message, notBeforeMs: pauseMs, isRejected: false }
    }
  }

  async function proofOf({ id, providerMessageId, acceptedAt }: DirectSend): Promise<DirectProof | null> {
    if (providerMessageId === null) return null
    const mail = await resend.find(providerMessageId)
    return hasLeft(mail) && acceptedAt !== null ? { sendId: id, messageId: providerMessageId, at: acceptedAt } : null
  }
}
