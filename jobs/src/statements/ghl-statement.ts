import type { ListedMail } from '../providers/ghl/conversations.ts'
import type { Ghl } from '../providers/ghl.ts'
import type { TheirMessage } from './compare-statement.ts'
import type { StatementSource } from './statement-source.ts'

/** Mails of the location that left through the API; what a person or a workflow sends there is no send of ours. */
export function ghlStatement({ conversations }: Pick<Ghl, 'conversations'>): StatementSource {
  return {
    platform: 'GHL',
    async sentBetween(from, to, ours) {
      const byMessage = new Map(ours.flatMap((send) => (send.messageId === null ? [] : [[send.messageId, send] as const])))
      const all: TheirMessage[] = []
      for (const mail of await mailsBetween(conversations, from, to)) {
        if (!mail.isOutbound || !mail.isByApi || mail.state === 'WAITING') continue
        const own = byMessage.get(mail.emailMessageId) ?? byMessage.get(mail.messageId)
        if (own !== undefined) {
          // One that left and failed later was sent; one that failed before anything was heard of it may not have been.
          if (mail.state === 'FAILED' && own.status !== 'PROVEN') continue
          all.push({ messageId: own.messageId ?? mail.messageId, campaignId: null, address: own.address, account: null, at: mail.at })
        } else if (mail.state === 'OUT') {
          // A list names contacts, the mail itself its recipient.
          const [address] = (await conversations.getMail(mail.emailMessageId))?.to ?? []
          all.push({ messageId: mail.emailMessageId, campaignId: null, address: address ?? mail.contactId, account: null, at: mail.at })
        }
      }
      return all
    },
  }
}

async function mailsBetween(conversations: Ghl['conversations'], from: Date, to: Date): Promise<ListedMail[]> {
  const all: ListedMail[] = []
  for (let cursor: string | null = null; ; ) {
    const page = await conversations.mailsSince(from, cursor)
    all.push(...page.mails.filter(({ at }) => Date.parse(at) >= from.getTime() && Date.parse(at) < to.getTime()))
    const last = page.mails.at(-1)
    if (page.next === null || (last !== undefined && Date.parse(last.at) >= to.getTime())) return all
    cursor = page.next
  }
}
