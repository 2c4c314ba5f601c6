import { hasLeft } from '../providers/resend/resend-platform.ts'
import type { Resend } from '../providers/resend.ts'
import type { TheirMessage } from './compare-statement.ts'
import type { StatementSource } from './statement-source.ts'

/**
 * Resend, asked for each message by its id. It lists no day, so what left there without us is not seen; its events tell of that
 * (`hear-backends.ts`). A send whose id we never heard stands on our side alone until a person settles it.
 */
export function resendStatement(resend: Pick<Resend, 'find'>): StatementSource {
  return {
    platform: 'RESEND',
    blindness: 'Resend answers about messages that we name: what it sent without this database is not seen.',
    async sentBetween(_from, to, ours) {
      const all: TheirMessage[] = []
      for (const { messageId, campaignId, address } of ours) {
        const mail = messageId === null ? null : await resend.find(messageId)
        if (mail !== null && hasLeft(mail))
          all.push({ messageId: mail.id, campaignId, address, account: null, at: mail.createdAt ?? to.toISOString() })
      }
      return all
    },
  }
}
